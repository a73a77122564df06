"""Closes a year's moves: those gone leave the arrays, children and founded households enter, everybody in order.

Order: dwellings in the order of the year before, new ones behind; in a dwelling the households, in a household its
members as before, newcomers behind. Money moves with people: whoever leaves a household takes an equal share of its
savings; of a household that died out the first known child in the county inherits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence
from workbench.errors import InputError
from workbench.luck import uniform_draws
from workbench.population.contract import Persons
from workbench.population.lives.draft import DEAD, HERE, Draft, Why
from workbench.population.lives.numbers import compiled, hashed_id, normals, uniforms
from workbench.population.lives.state import LINKS, MONEY, Column, State
from workbench.population.synthesis.assumptions import Assumptions

_DEFAULTS: dict[str, Any] = {
    name: told["default"] for name, column in Persons.columns().items() if "default" in (told := column.metadata or {})
}


def settled(
    draft: Draft,
    births: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]],
    memory: float,
    recipe: Assumptions,
) -> State:
    """Return the people of the new year; births: mothers, ids and sexes; memory: see `split_memory`."""
    state, person = draft.state, draft.state.person
    mothers, child_ids, child_sexes = births
    h, founded = state.household["household_id"].size, int(draft.counts[0])
    d, new_dwellings = int(draft.counts[2]), int(draft.counts[1])
    home = np.concatenate([draft.home[:h], draft.home[draft.home.size - draft.anchor.size :][:founded]])
    anchor, why = draft.anchor[:founded], draft.why[:founded]
    savings = _savings(
        person["household"], draft.household, draft.gone, person["mother"], person["father"],
        state.household["financial_assets"], h + founded,
    )  # fmt: skip
    here = np.flatnonzero(draft.gone == HERE)
    household = np.concatenate([draft.household[here], draft.household[mothers]])
    order, positions, members, lived = _order(household, home, d + new_dwellings)
    rows = np.concatenate([here, np.full(mothers.size, -1)])[order]
    person_place = np.full(state.persons, -1, dtype=np.int32)
    old = rows >= 0
    person_place[rows[old]] = np.flatnonzero(old)
    people = _people(draft, rows, old, order[~old] - here.size, person_place, (mothers, child_ids, child_sexes))
    people["household"] = positions[household[order]]
    kept_households, kept_dwellings = np.flatnonzero(members), np.flatnonzero(lived)
    kept_households = kept_households[np.argsort(positions[kept_households], kind="stable")]
    dwelling_place = np.cumsum(lived > 0) - 1
    origin = draft.home[person["household"][anchor]] if founded else np.empty(0, dtype=np.int32)
    dwelling = _dwellings(draft, anchor, home[h:], origin, memory, d)
    own = _households(draft, savings, anchor, why, origin, recipe)
    own["dwelling"] = dwelling_place[home].astype(np.int32)
    return State(
        draft.year,
        people,
        {name: values[kept_households] for name, values in own.items()},
        {name: values[kept_dwellings] for name, values in dwelling.items()},
    )


@compiled
def _savings(before: Any, after: Any, gone: Any, mother: Any, father: Any, assets: Any, number: Any) -> Any:
    living, staying = np.zeros(assets.size), np.zeros(assets.size)
    for i in range(before.size):
        if gone[i] != DEAD:
            living[before[i]] += 1
            if gone[i] == HERE and after[i] == before[i]:
                staying[before[i]] += 1
    found = np.zeros(number)
    for k in range(assets.size):
        if living[k] > 0:
            found[k] = assets[k] if staying[k] == living[k] else assets[k] * staying[k] / living[k]
    inherited = np.zeros(assets.size, np.bool_)
    for i in range(before.size):
        if gone[i] != HERE:
            continue
        if after[i] != before[i]:
            found[after[i]] += assets[before[i]] / living[before[i]]
        for parent in (mother[i], father[i]):
            if parent >= 0 and gone[parent] == DEAD and living[before[parent]] == 0 and not inherited[before[parent]]:
                inherited[before[parent]] = True
                found[after[i]] += assets[before[parent]]
    return found


@compiled
def _order(household: Any, home: Any, dwellings: Any) -> Any:
    """Return the order of persons, the new position of each household, its members, and those of each dwelling."""
    members = np.zeros(home.size, np.int32)
    lived = np.zeros(dwellings, np.int32)
    for i in range(household.size):
        members[household[i]] += 1
        lived[home[household[i]]] += 1
    first = np.zeros(dwellings + 1, np.int32)
    for k in range(home.size):
        if members[k] > 0:
            first[home[k] + 1] += 1
    for d in range(dwellings):
        first[d + 1] += first[d]
    positions = np.full(home.size, -1, np.int32)
    for k in range(home.size):
        if members[k] > 0:
            positions[k] = first[home[k]]
            first[home[k]] += 1
    number = 0
    for k in range(home.size):
        number = max(number, positions[k] + 1)
    start = np.zeros(number + 1, np.int64)
    for i in range(household.size):
        start[positions[household[i]] + 1] += 1
    for k in range(number):
        start[k + 1] += start[k]
    order = np.empty(household.size, np.int64)
    for i in range(household.size):
        k = positions[household[i]]
        order[start[k]] = i
        start[k] += 1
    return order, positions, members, lived


def _people(
    draft: Draft,
    rows: NDArray[np.int64],
    old: NDArray[np.bool_],
    born: NDArray[np.int64],
    place: NDArray[np.int32],
    births: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]],
) -> dict[str, Column]:
    """Return the columns of persons in the new order; born: which birth each new row is."""
    mothers, child_ids, child_sexes = births
    person = draft.state.person
    source = np.where(old, rows, 0)
    new = np.flatnonzero(~old)
    found: dict[str, Column] = {}
    for name, values in person.items():
        default = 0 if name not in _DEFAULTS or isinstance(_DEFAULTS[name], str) else _DEFAULTS[name]
        if name == "household":
            continue
        if name in MONEY or not (values != default).any():  # money is made anew
            found[name] = np.full(source.size, default, dtype=values.dtype)
            continue
        column = np.take(values, source)
        if name in LINKS:
            column = np.where(column >= 0, place[column], -1).astype(np.int32)
        column[new] = default
        found[name] = column
    found["person_id"][new] = child_ids[born]
    found["sex"][new] = child_sexes[born]
    found["partner"][new] = -1
    found["mother"][new] = place[mothers[born]]
    husband = person["partner"][mothers[born]]
    found["father"][new] = np.where(husband >= 0, place[husband], -1)
    return found


def _dwellings(
    draft: Draft,
    anchor: NDArray[np.int32],
    home: NDArray[np.int32],
    origin: NDArray[np.int32],
    memory: float,
    before: int,
) -> dict[str, Column]:
    """Return the columns of dwellings, those founded behind; they keep a part of the luck of where they came from."""
    old = draft.state.dwelling
    opened = home >= before
    founders = draft.state.person["person_id"][anchor[opened]]
    source = origin[opened]
    found = {name: np.concatenate([values, values[source]]) for name, values in old.items()}
    found["dwelling_id"][before:] = _ids(founders, np.full(founders.size, int(Why.DWELLING)), draft.year)
    ids = found["dwelling_id"][before:]
    for name in ("lasting", "fading"):
        fresh = normals(draft.key(f"income of a new dwelling, {name}"), ids)
        found[name][before:] = memory * found[name][before:] + np.sqrt(1.0 - memory * memory) * fresh
    for name in ("spends", "size_of_spending"):
        found[name][before:] = uniform_draws(draft.seed, f"lives: {name} of a new dwelling", ids)
    return found


def _households(
    draft: Draft,
    savings: NDArray[np.float64],
    anchor: NDArray[np.int32],
    why: NDArray[np.int8],
    origin: NDArray[np.int32],
    recipe: Assumptions,
) -> dict[str, Column]:
    """Return the columns of households; those founded own one sound dwelling, a vehicle by the recipe's share."""
    old = draft.state.household
    founders = draft.state.person["person_id"][anchor]
    ids = _ids(founders, why.astype(np.int64), draft.year)
    known = np.concatenate([old["household_id"], ids])
    source = draft.state.person["household"][anchor]
    residence = draft.state.dwelling["residence"][origin]
    vehicle = uniform_draws(draft.seed, "population: vehicle", ids) < recipe.by_residence("vehicle_share")[residence]
    vehicle &= why != Why.APART
    found: dict[str, Column] = {"household_id": known, "financial_assets": savings}
    founded = {
        "dwellings": np.ones(ids.size),
        "vehicles": vehicle,
        "owns_company": np.zeros(ids.size),
        "housing": np.zeros(ids.size),
        "registered_poor": old["registered_poor"][source],
        "disaster_victim": np.zeros(ids.size),
    }
    found |= {name: np.concatenate([old[name], values.astype(old[name].dtype)]) for name, values in founded.items()}
    return found


@compiled
def _ids(founders: Any, why: Any, year: Any) -> Any:
    found = np.empty(founders.size, np.int64)
    for k in range(founders.size):
        found[k] = hashed_id(founders[k], why[k], year)
    return found


def refuse_collisions(state: State) -> None:
    """Raise InputError where two persons, households or dwellings have one id."""
    for table, name in (
        (state.person, "person_id"),
        (state.household, "household_id"),
        (state.dwelling, "dwelling_id"),
    ):
        ids = np.sort(table[name])
        twice = ids[1:][ids[1:] == ids[:-1]]
        if twice.size:
            raise InputError(
                f"lives: two rows of {state.year} have the {name} {int(twice[0])}; who is born or founds a household "
                "has a hash of the founder's id and the year: was the population made by lives of the same years, so "
                "that first_year is too early? Else give its own rows other ids"
            )


def urbanised(state: State, draft: Draft, step: float) -> tuple[State, NDArray[np.bool_]]:
    """Return the people after rural dwellings with about `step` of all residents became urban, and who that is."""
    residence = state.residence_of_person()
    rural = int((residence == Residence.RURAL).sum())
    chance = min(step * state.persons / rural, 1.0) if rural else 0.0
    turns = (state.dwelling["residence"] == Residence.RURAL) & (
        uniforms(draft.key("becomes urban"), state.dwelling["dwelling_id"]) < chance
    )
    where = np.where(turns, Residence.URBAN, state.dwelling["residence"]).astype(np.int8)
    changed = State(state.year, state.person, state.household, {**state.dwelling, "residence": where})
    return changed, turns[state.dwelling_of_person()]
