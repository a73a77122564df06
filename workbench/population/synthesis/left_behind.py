"""Marks who is left behind (三留守): rural children, women and elders whose family works elsewhere.

Each group is as large, as a share of all residents, as its figure says, drawn among those whose dwelling fits (at most
95 % of them): children below 16, mostly with their grandparents (a published share); women of 20 to 59 who live alone,
with children or with parents, without a husband at home; elders without anybody younger but grandchildren.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex
from workbench.population.statistics import Statistics
from workbench.population.synthesis.chances import MOST
from workbench.population.synthesis.demography import Demography, elders_only
from workbench.population.synthesis.dwellings import Kind, Role

Flags = NDArray[np.bool_]
CHILD_AGE = 16  # 国发〔2016〕13号: below 16
_WIVES = (20, 59)


def draw_left_behind(people: Demography, statistics: Statistics, draw: NDArray[np.float64]) -> Flags:
    """Say who is left behind; `draw`: one uniform number per person (n,)."""
    kind = people.kind[people.dwelling]
    rural = people.residence[people.dwelling] == Residence.RURAL
    child = rural & (people.age < CHILD_AGE)
    with_grandparents = child & (kind == Kind.SKIP_GENERATION)
    with_others = child & (kind == Kind.OTHER)
    woman = rural & (people.sex == Sex.FEMALE) & (people.age >= _WIVES[0]) & (people.age <= _WIVES[1])
    husbandless = np.isin(kind, [Kind.ONE_PARENT, Kind.SINGLE_ADULT, Kind.ELDER_ADULT_CHILD])
    married = np.logical_or.reduceat(people.role == Role.SPOUSE, people.starts[:-1])[people.dwelling]
    wife = woman & husbandless & (people.role == Role.HEAD) & ~married
    no_younger_adult = elders_only(people)[people.dwelling] | (kind == Kind.SKIP_GENERATION)
    elder = rural & (people.age >= 60) & no_younger_adult
    of_residents = {group: statistics.value("left_behind", group) for group in ("children", "women", "elders")}
    grandparents = statistics.value("left_behind_with_grandparents", "children")
    left = np.zeros(people.age.size, dtype=bool)
    for group, share in (
        (with_grandparents, of_residents["children"] * grandparents),
        (with_others, of_residents["children"] * (1 - grandparents)),
        (wife, of_residents["women"]),
        (elder, of_residents["elders"]),
    ):
        number = np.count_nonzero(group)
        left |= group & (draw < (min(MOST, share * people.age.size / number) if number else 0.0))
    return left
