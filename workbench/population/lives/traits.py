"""What a year does to a person's state: certificates, illness, schooling, work, supporters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.categories import DisabilityType, Residence, Sex, StudentStage
from workbench.luck import stream_key, uniform_draws
from workbench.population.lives.draft import Draft
from workbench.population.lives.events import Event, bit
from workbench.population.lives.kin import known_children
from workbench.population.lives.numbers import compiled, uniform
from workbench.population.lives.rates import disability_rates
from workbench.population.lives.state import State
from workbench.population.lives.work import decide_work
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.attributes import ILLNESS_BY_AGE, cumulated_shares
from workbench.population.synthesis.work import WORK_AGES, unemployment_rates

Floats = NDArray[np.float64]
_RURAL, _FEMALE = int(Residence.RURAL), int(Sex.FEMALE)
_DISABLED, _ILL, _WELL = bit(Event.DISABLED), bit(Event.FELL_ILL), bit(Event.RECOVERED)
_NO_SUPPORTER = bit(Event.LOST_SUPPORTER)
_HIGHER, _SENIOR, _VOCATIONAL = int(StudentStage.HIGHER), int(StudentStage.SENIOR), int(StudentStage.VOCATIONAL)
_PRESCHOOL, _PRIMARY, _JUNIOR = int(StudentStage.PRESCHOOL), int(StudentStage.PRIMARY), int(StudentStage.JUNIOR)
_MOST = 0.95


@dataclass(frozen=True, eq=False)
class TraitRates:
    """What decides on traits, from the recipe of the county; fixed for all years.

    ill: share of the seriously ill by residence and age, (2, 111). unsupported: share without able supporter at 60 by
    residence and sex, (2, 2), as at 60 to 64 in the first year. out_of_work: (2 residences, 2 sexes, 3 age groups).
    """

    certificate: Floats
    disability_factor: Floats
    grades: Floats
    types: Floats
    ill: Floats
    ill_exit: float
    unsupported: Floats
    no_other_child: float
    childless_assets: float
    preschool: Floats
    higher: Floats
    upper: Floats
    out_of_work: Floats
    hindered: float
    sole: float
    unemployment: Floats
    young: float
    old_work: Floats
    old_women: float
    idle_childless: float
    renewal: float
    hardship: float


def trait_rates(
    base: State, recipe: Assumptions, figures: Statistics, ill_exit: float, no_other_child: float, renewal: float
) -> TraitRates:
    """Return the rates of a county, its first year being `base`."""
    age, residence = base.person["age"], base.residence_of_person()
    starts = np.array([start for start, _ in ILLNESS_BY_AGE])
    relative = np.array([weight for _, weight in ILLNESS_BY_AGE])
    by_age = relative[np.searchsorted(starts, np.arange(121), side="right") - 1]
    ill, unsupported = np.zeros((2, 121)), np.zeros((2, 2))
    for one in Residence:
        here = residence == one
        mean = float(by_age[age[here]].sum() / max(int(here.sum()), 1))
        ill[one] = np.minimum(recipe.by_residence("serious_illness_share")[one] * by_age / max(mean, 1e-9), _MOST)
        for sex in Sex:
            group = here & (age >= 60) & (age < 65) & (base.person["sex"] == sex)
            lacking = ~base.person["has_able_supporter"][group]
            unsupported[one, sex] = float(lacking.sum() / max(lacking.size, 1))
    _, certificate = disability_rates(recipe)
    types = [f"disability_type_share_{kind.name.lower()}" for kind in list(DisabilityType)[1:-1]]
    out = np.empty((2, 2, len(WORK_AGES)))
    for k, ages in enumerate(WORK_AGES):
        for sex in Sex:
            out[:, sex, k] = recipe.by_residence(f"out_of_work_force_{sex.name.lower()}_{ages}")
    return TraitRates(
        certificate=certificate,
        disability_factor=recipe.by_residence("registered_disability_factor"),
        grades=cumulated_shares(recipe, [f"disability_grade_share_{grade}" for grade in (1, 2, 3)]),
        types=cumulated_shares(recipe, types),
        ill=ill,
        ill_exit=ill_exit,
        unsupported=unsupported,
        no_other_child=no_other_child,
        childless_assets=recipe["financial_assets_childless_factor"],
        preschool=recipe.by_residence("enrolled_preschool"),
        higher=recipe.by_residence("enrolled_higher"),
        upper=cumulated_shares(recipe, ["enrolled_senior", "enrolled_vocational"]),
        out_of_work=out,
        hindered=recipe["out_of_work_force_factor_hindered"],
        sole=recipe["out_of_work_force_factor_sole_adult"],
        unemployment=unemployment_rates(figures, recipe),
        young=recipe["unemployment_factor_young"],
        old_work=recipe.by_residence("old_worker_share"),
        old_women=recipe["old_worker_factor_women"],
        idle_childless=recipe["childless_without_work_share"],
        renewal=renewal,
        hardship=recipe["legal_hardship_share"],
    )


def with_unemployed(state: State, rates: TraitRates, seed: int) -> State:
    """Return the first year with those marked who look for work in vain; the contract says only who works.

    By the recipe's own draws: in the labour force by the draw, and unemployed by the other; others stay outside.
    """
    person, residence = state.person, state.residence_of_person()
    ids, age = person["person_id"], person["age"]
    group = np.searchsorted([30, 50], age, side="right").clip(0, 2)
    inside = (
        uniform_draws(seed, "population: outside the labour force", ids)
        >= (rates.out_of_work[residence, person["sex"], group])
    )
    chance = rates.unemployment[residence] * np.where(age <= 24, rates.young, 1.0)
    able = (age >= 18) & (age < 60) & (person["student_stage"] == 0) & (person["adl_items_lost"] < 4)
    able &= ~((person["disability_grade"] >= 1) & (person["disability_grade"] <= 2))
    vain = uniform_draws(seed, "population: unemployed", ids) < chance
    return state.with_persons(unemployed=able & inside & vain & ~person["employed"])


def grow(
    state: State, draft: Draft, rates: TraitRates, bits: NDArray[np.uint32], lost_child: NDArray[np.bool_]
) -> State:
    """Return the people with this year's certificates, illness, schooling, supporters and work.

    bits: events of the persons of `state`, added to. lost_child: whose known child died this year.
    """
    person, residence = dict(state.person), state.residence_of_person()
    changed = (
        "disability_type",
        "disability_grade",
        "serious_illness",
        "student_stage",
        "has_able_supporter",
        "orphan_scheme",
        "left_behind",
        "legal_hardship",
        "employed",
        "unemployed",
    )
    person |= {name: person[name].copy() for name in changed}
    ids, seed = person["person_id"], draft.seed
    fixed = {what: np.uint64(stream_key(seed, f"population: {what}")) for what in ("schooling", "legal hardship")}
    _health(
        ids, person["age"], residence, person["disability_type"], person["disability_grade"],
        person["serious_illness"], rates.certificate, rates.disability_factor, rates.grades, rates.types, rates.ill,
        rates.ill_exit, draft.key("certificate"), draft.key("grade"), draft.key("type"), draft.key("illness"), bits,
    )  # fmt: skip
    dwelling = state.dwelling_of_person()
    first = np.ones(dwelling.size, dtype=bool)
    first[1:] = dwelling[1:] != dwelling[:-1]
    _school(
        ids, person["age"], residence, person["partner"], person["sex"], first, person["student_stage"],
        person["left_behind"], person["legal_hardship"], rates.preschool, rates.higher, rates.upper, rates.hardship,
        fixed["schooling"], fixed["legal hardship"],
    )  # fmt: skip
    _supporters(
        ids, person["age"], person["sex"], residence, person["partner"], known_children(state),
        person["has_able_supporter"], person["orphan_scheme"], lost_child, rates.unsupported, rates.no_other_child,
        draft.key("supporter"), bits,
    )  # fmt: skip
    decide_work(
        ids, person["age"], person["sex"], residence, dwelling, state.dwelling["dwelling_id"].size,
        state.person["student_stage"], person["student_stage"], person["disability_grade"],
        person["adl_items_lost"], person["serious_illness"],
        person["has_able_supporter"] | person["orphan_scheme"], person["employed"], person["unemployed"],
        rates.out_of_work, rates.hindered, rates.sole, rates.unemployment, rates.young, rates.old_work,
        rates.old_women, rates.idle_childless, rates.renewal, draft.key("work decided anew"), draft.key("work"),
        draft.key("unemployment"),
    )  # fmt: skip
    return State(state.year, person, state.household, state.dwelling)


@compiled
def _health(
    ids: Any,
    age: Any,
    residence: Any,
    kind: Any,
    grade: Any,
    ill: Any,
    certificate: Any,
    factor: Any,
    grades: Any,
    types: Any,
    share: Any,
    leaves: Any,
    key: Any,
    key_grade: Any,
    key_type: Any,
    key_ill: Any,
    bits: Any,
) -> Any:
    for i in range(ids.size):
        a = min(age[i], 110)
        if grade[i] == 0 and uniform(key, ids[i]) < certificate[a] * factor[residence[i]]:
            u, v = uniform(key_grade, ids[i]), uniform(key_type, ids[i])
            grade[i] = 1 + np.searchsorted(grades, u, side="right")
            kind[i] = 1 + np.searchsorted(types, v, side="right")
            bits[i] |= _DISABLED
        # the chance to fall ill that keeps the share: in = out · share ÷ (1 − share)
        p = share[residence[i], a]
        u = uniform(key_ill, ids[i])
        if ill[i]:
            if u < leaves:
                ill[i] = False
                bits[i] |= _WELL
        elif u < leaves * p / (1.0 - p):
            ill[i] = True
            bits[i] |= _ILL


@compiled
def _school(
    ids: Any,
    age: Any,
    residence: Any,
    partner: Any,
    sex: Any,
    first: Any,
    stage: Any,
    left: Any,
    hardship: Any,
    preschool: Any,
    higher: Any,
    upper: Any,
    share: Any,
    key: Any,
    key_hardship: Any,
) -> Any:
    for i in range(ids.size):
        a = age[i]
        if a == 0:
            hardship[i] = uniform(key_hardship, ids[i]) < share
        if left[i]:
            rural = residence[i] == _RURAL
            wife = sex[i] == _FEMALE and 20 <= a < 60 and partner[i] < 0
            left[i] = rural and (a < 16 or a >= 60 or wife)
        stage[i] = 0
        if a < 3 or a > 21:
            continue
        u = uniform(key, ids[i])
        if a <= 5:
            if u < preschool[residence[i]]:
                stage[i] = _PRESCHOOL
        elif a <= 11:
            stage[i] = _PRIMARY
        elif a <= 14:
            stage[i] = _JUNIOR
        elif a <= 17:
            if u < upper[0]:
                stage[i] = _SENIOR
            elif u < upper[1]:
                stage[i] = _VOCATIONAL
        elif u < higher[residence[i]] and partner[i] < 0 and not first[i]:
            stage[i] = _HIGHER


@compiled
def _supporters(
    ids: Any,
    age: Any,
    sex: Any,
    residence: Any,
    partner: Any,
    has_child: Any,
    supported: Any,
    orphan: Any,
    lost_child: Any,
    share: Any,
    no_other: Any,
    key: Any,
    bits: Any,
) -> Any:
    wanted, pool, already = np.zeros((2, 2)), np.zeros((2, 2)), np.zeros((2, 2))
    for i in range(ids.size):
        if age[i] == 60:
            wanted[residence[i], sex[i]] += share[residence[i], sex[i]]
            if not supported[i]:
                already[residence[i], sex[i]] += 1
            elif partner[i] < 0 and not has_child[i]:
                pool[residence[i], sex[i]] += 1
    for i in range(ids.size):
        if age[i] < 18:
            if orphan[i]:
                supported[i] = False
            continue
        if orphan[i]:
            orphan[i] = False  # of age: able to support himself like others, unless his state says otherwise
            supported[i] = True
        if partner[i] >= 0:
            continue
        r, s = residence[i], sex[i]
        if not supported[i]:
            continue
        if age[i] == 60 and not has_child[i] and pool[r, s] > 0:
            chance = min(max(wanted[r, s] - already[r, s], 0.0) / pool[r, s], 0.95)
        elif age[i] >= 60 and lost_child[i] and not has_child[i]:
            chance = no_other
        else:
            continue
        if uniform(key, ids[i]) < chance:
            supported[i] = False
            bits[i] |= _NO_SUPPORTER
