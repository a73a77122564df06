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
from workbench.population.synthesis.demography import Demography, elders_only
from workbench.population.synthesis.dwellings import Kind, Role
from workbench.portable_math import mean

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
_DISABILITY_AGES = (0, 18, 40, 60, 75, 95)
ADL_AGE_GROUPS = {"60-69": (60, 69), "70-79": (70, 79), "80+": (80, 120)}
_ILLNESS_BY_AGE = ((0, 0.3), (18, 0.5), (40, 1.0), (60, 2.0))  # relative frequency from this age on (assumed)
_COMPLETE_LOSS_BY_GROUP = {"60-69": 0.5, "70-79": 1.0, "80+": 1.3}  # relative frequency among those who lost any


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
        adl_items_lost=_adl_items_lost(people, types, grades, statistics, assumptions, luck),
        serious_illness=_serious_illness(people, assumptions, luck),
        has_able_supporter=~(childless | orphan),
        orphan_scheme=orphan,
        student_stage=_student_stage(people, assumptions, luck),
        left_behind=_left_behind(people, assumptions, luck),
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


def _adl_items_lost(
    people: Demography,
    types: NDArray[np.int8],
    grades: NDArray[np.int8],
    statistics: Statistics,
    assumptions: Assumptions,
    luck: AttributeDraws,
) -> NDArray[np.int8]:
    """Items lost: from 60 on by the published rates of the age group; below only with a severe physical disability."""
    sex_rate = np.empty(2)
    for sex in Sex:
        sex_rate[sex] = statistics.value("adl_any_lost_by_sex", sex.name.lower())
    relative = sex_rate[people.sex] * np.where(grades > 0, assumptions["adl_odds_ratio_disabled"], 1.0)
    draw, depth, count = luck.person("adl lost"), luck.person("adl depth"), luck.person("adl items")
    lost = np.zeros(people.age.size, dtype=bool)
    severe_weight = np.zeros(people.age.size)
    for group, (low, high) in ADL_AGE_GROUPS.items():
        members = (people.age >= low) & (people.age <= high)
        if not members.any():
            continue
        rate = statistics.value("adl_any_lost", group) * relative[members] / mean(relative[members])
        lost[members] = draw[members] < rate
        severe_weight[members] = _COMPLETE_LOSS_BY_GROUP[group]
    complete_rate = np.zeros(people.age.size)
    if lost.any():
        complete_rate[lost] = (
            assumptions["four_or_more_adl_lost_share"] * severe_weight[lost] / mean(severe_weight[lost])
        )
    # 1 to 3 items: fewer are more common; 4 to 6 evenly
    few = np.where(count < 0.5, 1, np.where(count < 0.8, 2, 3))
    items = np.where(depth < complete_rate, 4 + np.floor(3 * count), few) * lost
    young = (people.age < 60) & np.isin(types, [DisabilityType.PHYSICAL, DisabilityType.MULTIPLE])
    young &= (grades >= 1) & (grades <= 2) & (draw < assumptions["severely_disabled_adl_lost_share"])
    items[young] = np.where(grades[young] == 1, 3, 1) + np.floor(4 * count[young])
    return items.astype(np.int8)


def _serious_illness(people: Demography, assumptions: Assumptions, luck: AttributeDraws) -> Flags:
    starts = np.array([age for age, _ in _ILLNESS_BY_AGE])
    relative = np.array([weight for _, weight in _ILLNESS_BY_AGE])[
        np.searchsorted(starts, people.age, side="right") - 1
    ]
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


def _left_behind(people: Demography, assumptions: Assumptions, luck: AttributeDraws) -> Flags:
    """Rural children with their grandparents only, and a part of the rural elders who live without younger people."""
    rural = people.residence[people.dwelling] == Residence.RURAL
    children = (people.kind[people.dwelling] == Kind.SKIP_GENERATION) & (people.age < 16)
    elders = elders_only(people)[people.dwelling] & (
        luck.person("left behind") < assumptions["left_behind_elder_share"]
    )
    return np.asarray(rural & (children | elders))
