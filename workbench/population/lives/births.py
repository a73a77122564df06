"""Births of a year: by the age of the mother, nearly all to women who live with a husband."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Sex
from workbench.errors import InputError
from workbench.population.lives.alignment import threshold
from workbench.population.lives.draft import HERE, Draft, Why
from workbench.population.lives.events import Event, bit
from workbench.population.lives.numbers import compiled, hashed_id, uniform
from workbench.population.lives.rates import YearRates

_MOTHERS = np.arange(15, 50)


def give_birth(
    draft: Draft, rates: YearRates, partnered: float, most: float, wanted: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Return the mothers (positions), and ids and sexes of their children.

    At each age women with a husband bear the share `partnered`, each with a chance of at most `most`; what the limit
    cuts off is borne by women of the same age without one. Raises InputError where `wanted` births can't be had.
    """
    person = draft.state.person
    women = np.flatnonzero(
        (draft.gone == HERE) & (person["sex"] == Sex.FEMALE) & (person["age"] >= 15) & (person["age"] < 50)
    )
    if not women.size:
        raise InputError(f"lives: no women of 15 to 49 live in the county in {draft.year}; nobody can be born")
    age, married = person["age"][women], person["partner"][women] >= 0
    wives, others = (np.bincount(age[chosen], minlength=111).astype(np.float64) for chosen in (married, ~married))
    expected = rates.births * (wives + others)
    with np.errstate(divide="ignore", invalid="ignore"):
        hers = np.where(wives > 0, np.minimum(partnered * expected / wives, most), 0.0)
        rest = np.where(others > 0, np.minimum((expected - hers * wives) / others, 1.0), 0.0)
    hers = np.where(others > 0, hers, np.where(wives > 0, np.minimum(expected / np.maximum(wives, 1), 1.0), 0.0))
    chance = np.where(married, hers[age], rest[age])
    ids = person["person_id"][women]
    draws, sex_draws, children = _draws(ids, draft.key("birth"), draft.key("sex"), draft.year, int(Why.CHILD))
    ratio = np.full(draws.size, np.inf)
    np.divide(draws, chance, out=ratio, where=chance > 0)
    limit = 1.0 if wanted is None else threshold(ratio, wanted, "births", draft.year, float(chance.sum()))
    born = ratio < limit
    draft.bits[women[born]] |= bit(Event.BIRTH)
    sexes = np.where(sex_draws[born] < rates.boys, Sex.MALE, Sex.FEMALE).astype(np.int8)
    return women[born], children[born], sexes


@compiled
def _draws(ids: Any, key: Any, key_sex: Any, year: Any, why: Any) -> Any:
    draws, sexes, children = np.empty(ids.size), np.empty(ids.size), np.empty(ids.size, np.int64)
    for i in range(ids.size):
        draws[i] = uniform(key, ids[i])
        sexes[i] = uniform(key_sex, ids[i])
        children[i] = hashed_id(ids[i], why, year)
    return draws, sexes, children
