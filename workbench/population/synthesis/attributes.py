"""Gives persons what the law looks at besides income: disability, self-care, illness, supporters, schooling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.categories import DisabilityType, Residence, Sex, StudentStage
from workbench.errors import InputError
from workbench.luck import uniform_draws
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.demography import Demography
from workbench.population.synthesis.dwellings import Kind, Role
from workbench.population.synthesis.left_behind import draw_left_behind
from workbench.population.synthesis.self_care import draw_items_lost
from workbench.portable_math import mean

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
_DISABILITY_AGES = (0, 18, 40, 60, 75, 95)
ILLNESS_BY_AGE = ((0, 0.3), (18, 0.5), (40, 1.0), (60, 2.0))  # relative frequency from this age on (assumed)


@dataclass(frozen=True)
class Attributes:
    """Columns of the contract by person, in the order of the persons of a Demography; each of shape (n,)."""

    disability_type: NDArray[np.int8]
    disability_grade: NDArray[np.int8]
    adl_items_lost: NDArray[np.int8]
    serious_illness: Flags
    has_able_supporter: Flags
    orphan_scheme: Flags
    student_stage: NDArray[np.int8]
    left_behind: Flags
    legal_hardship: Flags

    @property
    def severely_disabled(self) -> Flags:
        """Say who has grade 1 or 2."""
        return (self.disability_grade >= 1) & (self.disability_grade <= 2)

    @property
    def childless(self) -> Flags:
        """Say which grown-ups have no able supporter."""
        return ~self.has_able_supporter & ~self.orphan_scheme


@dataclass(frozen=True)
class AttributeDraws:
    """Luck of the persons and dwellings of one county."""

    seed: int
    person_ids: NDArray[np.int64]
    dwelling_ids: NDArray[np.int64]

    def person(self, decision: str) -> Floats:
        """Return one uniform number per person."""
        return uniform_draws(self.seed, f"population: {decision}", self.person_ids)

    def dwelling(self, decision: str) -> Floats:
        """Return one uniform number per dwelling."""
        return uniform_draws(self.seed, f"population: {decision}", self.dwelling_ids)


def draw_attributes(people: Demography, statistics: Statistics, assumptions: Assumptions, seed: int) -> Attributes:
    """Draw every attribute by (seed, decision, id)."""
    luck = AttributeDraws(seed, people.person_ids, people.dwelling_ids)
    types, grades = _disability(people, assumptions, luck)
    orphan = _orphans(people, assumptions, luck)
    childless = _childless(people, grades, assumptions, luck)
    return Attributes(
        disability_type=types,
        disability_grade=grades,
        adl_items_lost=draw_items_lost(
            people,
            types,
            grades,
            childless,
            statistics,
            assumptions,
            (luck.person("adl lost"), luck.person("adl depth"), luck.person("adl items")),
        ),
        serious_illness=_serious_illness(people, assumptions, luck),
        has_able_supporter=~(childless | orphan),
        orphan_scheme=orphan,
        student_stage=_student_stage(people, assumptions, luck),
        left_behind=draw_left_behind(people, statistics, luck.person("left behind")),
        legal_hardship=luck.person("legal hardship") < assumptions["legal_hardship_share"],
    )


def cumulated_shares(assumptions: Assumptions, names: list[str]) -> Floats:
    """Return the cumulated shares of alternatives; what is missing to 1 belongs to the last alternative."""
    shares = np.cumsum([assumptions[name] for name in names])
    if shares[-1] > 1 + 1e-9:
        raise InputError(f"synthesize: the shares {', '.join(names)} add to {shares[-1]:g}; at most 1 is accepted")
    return np.asarray(shares)


def _disability(
    people: Demography, assumptions: Assumptions, luck: AttributeDraws
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    kind, residence = people.kind[people.dwelling], people.residence[people.dwelling]
    rates = [assumptions[f"registered_disability_at_{age}"] for age in _DISABILITY_AGES]
    rate = np.interp(people.age, _DISABILITY_AGES, rates)
    rate *= assumptions.by_residence("registered_disability_factor")[residence]
    child_of_elders = (kind == Kind.ELDER_ADULT_CHILD) & (people.role == Role.HEAD)
    rate[child_of_elders] *= assumptions["registered_disability_factor_child_with_elders"]
    rate[(kind == Kind.SINGLE_ADULT) & (people.age >= 30)] *= assumptions["registered_disability_factor_single"]
    disabled = luck.person("registered disability") < rate
    grade_limits = cumulated_shares(assumptions, [f"disability_grade_share_{grade}" for grade in (1, 2, 3)])
    grade = 1 + np.searchsorted(grade_limits, luck.person("disability grade"), side="right")
    # the last type, multiple, takes what the others leave
    names = [f"disability_type_share_{kind.name.lower()}" for kind in list(DisabilityType)[1:-1]]
    draw = luck.person("disability type")
    kind_of = 1 + np.searchsorted(cumulated_shares(assumptions, names), draw, side="right")
    mind = child_of_elders & (draw < assumptions["intellectual_or_mental_share_child_with_elders"])
    first_half = draw < assumptions["intellectual_or_mental_share_child_with_elders"] / 2
    kind_of = np.where(mind, np.where(first_half, DisabilityType.INTELLECTUAL, DisabilityType.MENTAL), kind_of)
    return np.where(disabled, kind_of, 0).astype(np.int8), np.where(disabled, grade, 0).astype(np.int8)


def _serious_illness(people: Demography, assumptions: Assumptions, luck: AttributeDraws) -> Flags:
    starts = np.array([age for age, _ in ILLNESS_BY_AGE])
    relative = np.array([weight for _, weight in ILLNESS_BY_AGE])[np.searchsorted(starts, people.age, side="right") - 1]
    residence = people.residence[people.dwelling]
    rate = np.zeros(people.age.size)
    share = assumptions.by_residence("serious_illness_share")
    for one in Residence:
        members = residence == one
        rate[members] = share[one] * relative[members] / mean(relative[members])
    return np.asarray(luck.person("serious illness") < rate)


def _childless(people: Demography, grades: NDArray[np.int8], assumptions: Assumptions, luck: AttributeDraws) -> Flags:
    """Grown-ups whom nobody is able (and bound) to support: mostly single old men in villages."""
    kind, residence = people.kind[people.dwelling], people.residence[people.dwelling]
    man = people.sex == Sex.MALE
    rate = np.zeros(people.age.size)
    alone = kind == Kind.ELDER_ALONE
    rate[alone & man] = assumptions.by_residence("childless_single_man_share")[residence[alone & man]]
    rate[alone & ~man] = assumptions.by_residence("childless_single_woman_share")[residence[alone & ~man]]
    rate[(kind == Kind.OTHER) & man & (people.age >= 60)] = assumptions["childless_other_man_share"]
    single = (kind == Kind.SINGLE_ADULT) & (grades >= 1) & (grades <= 2)
    rate[single] = assumptions["unsupported_severely_disabled_single_share"]
    couple = kind == Kind.ELDER_COUPLE
    childless_couple = luck.dwelling("childless couple") < assumptions["childless_couple_share"]
    return np.asarray((luck.person("no able supporter") < rate) | (couple & childless_couple[people.dwelling]))


def _orphans(people: Demography, assumptions: Assumptions, luck: AttributeDraws) -> Flags:
    """Orphans and children nobody looks after live with grandparents or others; their share is of all minors."""
    kind = people.kind[people.dwelling]
    minor = people.age < 18
    possible = minor & np.isin(kind, [Kind.SKIP_GENERATION, Kind.OTHER]) & (people.role != Role.HEAD)
    if not possible.any():
        return np.zeros(people.age.size, dtype=bool)
    rate = min(1.0, assumptions["orphan_scheme_share"] * minor.sum() / possible.sum())
    return np.asarray(possible & (luck.person("orphan scheme") < rate))


def _student_stage(people: Demography, assumptions: Assumptions, luck: AttributeDraws) -> NDArray[np.int8]:
    residence, age, draw = people.residence[people.dwelling], people.age, luck.person("schooling")
    stage = np.zeros(age.size, dtype=np.int8)
    preschool = assumptions.by_residence("enrolled_preschool")[residence]
    higher = assumptions.by_residence("enrolled_higher")[residence]
    stage[(age >= 3) & (age <= 5) & (draw < preschool)] = StudentStage.PRESCHOOL
    stage[(age >= 6) & (age <= 11)] = StudentStage.PRIMARY
    stage[(age >= 12) & (age <= 14)] = StudentStage.JUNIOR
    upper = (age >= 15) & (age <= 17)
    limits = cumulated_shares(assumptions, ["enrolled_senior", "enrolled_vocational"])
    stage[upper & (draw < limits[0])] = StudentStage.SENIOR
    stage[upper & (draw >= limits[0]) & (draw < limits[1])] = StudentStage.VOCATIONAL
    # who heads a household of their own works rather than studies
    child = np.isin(people.role, [Role.CHILD, Role.GRANDCHILD, Role.RELATIVE])
    stage[(age >= 18) & (age <= 21) & child & (draw < higher)] = StudentStage.HIGHER
    return stage
