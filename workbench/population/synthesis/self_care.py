"""Draws who lost items of self-care (ADL), so that age, sex, certificates of disability and lack of support agree.

From 60 on the share who lost any item is as published in each age group. Within a group the odds of losing one are
multiplied by stated odds ratios; who is physically disabled of grade 1 has lost four or more at any age, because that
grade means that daily living is not managed alone (GB/T 26341-2010). A stated share of the elders who lost four or
more hold a certificate. Below 60 only the severely disabled have lost items.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.categories import DisabilityType, Sex
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.chances import MOST, scaled
from workbench.population.synthesis.demography import Demography
from workbench.portable_math import find_root, total

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Grades = NDArray[np.int8]
ADL_AGE_GROUPS = {"60-69": (60, 69), "70-79": (70, 79), "80+": (80, 120)}
MANY = 4  # items: complete loss of self-care in the law's terms
_COMPLETE_LOSS_BY_GROUP = {"60-69": 0.5, "70-79": 1.0, "80+": 1.3}  # relative frequency among those who lost any
_COMPLETE_LOSS_BY_GRADE = np.array([1.0, 3.0, 3.0, 1.0, 0.5])  # by grade, 0 for no certificate; relative frequency
_SMALLEST, _LARGEST = 1e-6, 1e4  # odds


def draw_items_lost(
    people: Demography,
    types: Grades,
    grades: Grades,
    childless: Flags,
    statistics: Statistics,
    assumptions: Assumptions,
    draws: tuple[Floats, Floats, Floats],
) -> NDArray[np.int8]:
    """Return the items lost (0 to 6) by person (n,); `draws`: luck of losing any, of losing many, of how many."""
    any_draw, depth, count = draws
    bodily = np.isin(types, [DisabilityType.PHYSICAL, DisabilityType.MULTIPLE])
    helpless = (types == DisabilityType.PHYSICAL) & (grades == 1)
    impaired = bodily & (grades >= 1) & (grades <= 2) & ~helpless
    lost = helpless | (impaired & (any_draw < assumptions["severely_disabled_adl_lost_share"]))
    known = helpless | impaired  # their certificate says more than their age
    odds = np.where(grades > 0, assumptions["adl_odds_ratio_disabled"], 1.0)
    odds = odds * np.where(childless, assumptions["adl_odds_ratio_childless"], 1.0)
    odds = odds * _odds_of_sex(statistics)[people.sex]
    old = people.age >= 60
    severe = np.zeros(people.age.size)
    for group, (low, high) in ADL_AGE_GROUPS.items():
        members = np.flatnonzero((people.age >= low) & (people.age <= high))
        severe[members] = _COMPLETE_LOSS_BY_GROUP[group]
        others = members[~known[members]]
        if not others.size:
            continue
        wanted = statistics.value("adl_any_lost", group) * members.size - np.count_nonzero(lost[members])
        lost[others] = any_draw[others] < _chances(odds[others], wanted / others.size)
    many = helpless | (lost & (depth < _many_rate(lost, helpless, old, grades, severe, assumptions)))
    # below four: fewer items are more common; from four on evenly
    few = np.where(count < 0.5, 1, np.where(count < 0.8, 2, 3))
    return np.asarray(np.where(many, MANY + np.floor(3 * count), few) * lost, dtype=np.int8)


def _many_rate(
    lost: Flags, helpless: Flags, old: Flags, grades: Grades, severe: Floats, assumptions: Assumptions
) -> Floats:
    """Return the chance of having lost four or more, of those who lost any and are not helpless already."""
    rate = np.zeros(lost.size)
    share = assumptions["four_or_more_adl_lost_share"]
    certified = assumptions["four_or_more_adl_lost_certified_share"]
    wanted = share * (lost & old).sum()
    for holder, part in ((True, certified), (False, 1 - certified)):
        pool = np.flatnonzero(lost & old & ((grades > 0) == holder) & ~helpless)
        if pool.size:
            already = (helpless & old).sum() if holder else 0
            relative = severe[pool] * _COMPLETE_LOSS_BY_GRADE[grades[pool]]
            rate[pool] = scaled(relative, max(0.0, part * wanted - already) / pool.size)
    rate[lost & ~old] = assumptions["four_or_more_adl_lost_share_below_60"]
    return rate


def _odds_of_sex(statistics: Statistics) -> Floats:
    odds = np.empty(2)
    for sex in Sex:
        share = statistics.value("adl_any_lost_by_sex", sex.name.lower())
        odds[sex] = share / (1 - share)
    return odds


def _chances(odds: Floats, mean: float) -> Floats:
    """Return chances p with p ÷ (1 − p) ∝ `odds` and the given mean (at most .95)."""
    if mean <= 0:
        return np.zeros(odds.size)
    wanted = min(mean, MOST) * odds.size
    kinds, which, number = np.unique(odds, return_inverse=True, return_counts=True)

    def excess(factor: float) -> float:
        return total(number * (factor * kinds / (1 + factor * kinds))) - wanted

    factor = find_root(excess, _SMALLEST, _LARGEST)
    return np.asarray((factor * kinds / (1 + factor * kinds))[which])
