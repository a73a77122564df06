"""Which family the page looks at: one of the county, one of those whom the levers touch, or an invented one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.dashboard.answers.question import Question
from workbench.dashboard.state.page_errors import refusal
from workbench.household import Explanation, Family, explain, family
from workbench.population import Population

_CHANGED = 0.005  # yuan a month: less is no change
_IDS = ("person_id", "household_id", "dwelling_id", "weight")


@dataclass(frozen=True, eq=False)
class Subject:
    """The family looked at: explained under the scenario and the baseline, and told as an invented one would be.

    household_id: None for an invented family; persons, household: their rows as the register has them.
    """

    household_id: int | None
    now: Explanation
    before: Explanation
    family: Family
    persons: pl.DataFrame
    household: Mapping[str, object]


def touched(question: Question) -> NDArray[np.int64]:
    """Return the ids of the households whose assistance the levers change; of all that get any, if they change none.

    Of the chosen town only, if one is chosen.
    """
    rule = "household_assistance_amount"
    now, before = question.run.row(rule), question.base.row(rule)
    changed = np.abs(now - before) > _CHANGED
    if not changed.any():
        changed = now > _CHANGED
    households = question.results.county.households
    if question.state.town is not None:
        changed = changed & (households["town"].cast(pl.String).to_numpy() == question.state.town)
    return np.asarray(households["household_id"].to_numpy()[changed])


def picked(question: Question, turn: int) -> int:
    """Pick one of the touched households; another `turn`, another one. Raises PageError when there is none."""
    ids = touched(question)
    if not ids.size:
        raise refusal("household_none")
    return int(np.random.default_rng([question.results.county.seed, turn]).choice(ids))


def has_household(county: Population, number: int) -> bool:
    """Say whether the county has a household of an id."""
    return bool(county.households["household_id"].eq(number).any())


def subject(question: Question) -> Subject | None:
    """Return the family that the state names; the first of those touched when it names none, None where nobody is.

    Raises InputError for an id that isn't in the county.
    """
    state = question.state
    if state.told is not None:
        told = state.told.family()
        now, before = told.explain(question.scenario), told.explain(question.results.baseline)
        people = told.population
        return Subject(None, now, before, told, people.persons, people.households.row(0, named=True))
    number = state.household
    if number is None:
        ids = touched(question)
        if not ids.size:
            return None
        number = int(ids[0])
    county = question.results.county
    now, before = explain(question.run, number), explain(question.base, number)
    persons = county.persons.filter(pl.col("household_id") == number)
    household = county.households.row(by_predicate=pl.col("household_id") == number, named=True)
    return Subject(number, now, before, family_of(county, number), persons, household)


def family_of(county: Population, household_id: int) -> Family:
    """Return a household of the county told like an invented family: as it is, but taking up all that it may."""
    persons = county.persons.filter(pl.col("household_id") == household_id)
    household = county.households.row(by_predicate=pl.col("household_id") == household_id, named=True)
    members = [{k: v for k, v in row.items() if k not in _IDS} for row in persons.iter_rows(named=True)]
    return family(members, **{k: v for k, v in household.items() if k not in _IDS})


def earner(persons: pl.DataFrame) -> int:
    """Return the place of the member whose wage the ladder moves: who earns most, else the first of working age."""
    wages = persons["wage_income"] if "wage_income" in persons.columns else pl.Series([0.0] * persons.height)
    if wages.max():
        return int(wages.arg_max() or 0)
    adults = persons["age"].is_between(18, 59).arg_true()
    return int(adults[0]) if adults.len() else 0
