"""Savings and vehicles from year to year: they follow the lasting luck of a dwelling's income and its growth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.luck import stream_key
from workbench.population.lives.money import MoneyRates
from workbench.population.lives.numbers import compiled, exponential, uniform
from workbench.population.lives.state import State

Floats = NDArray[np.float64]


def saved(
    state: State, rates: MoneyRates, step: Floats, given_up: float, drop: NDArray[np.bool_], factor: float
) -> State:
    """Return the people after savings followed luck and growth, and old households gave vehicles up.

    step: incomes of this year over those of the year before, by residence. drop: persons who have just lost their
    last able supporter; their household's savings are multiplied by `factor`, as the recipe draws them then.
    """
    household, dwelling = dict(state.household), dict(state.dwelling)
    change = dwelling.pop("change")
    key = np.uint64(stream_key(rates.seed, f"lives: vehicle given up {state.year}"))
    assets, vehicles = household["financial_assets"].copy(), household["vehicles"].copy()
    _save(
        assets, vehicles, household["household_id"], household["dwelling"], dwelling["residence"],
        change, rates.saving, step, state.person["household"], state.person["age"], drop, factor, given_up, key,
    )  # fmt: skip
    return State(state.year, state.person, {**household, "financial_assets": assets, "vehicles": vehicles}, dwelling)


@compiled
def _save(
    assets: Any,
    vehicles: Any,
    ids: Any,
    home: Any,
    residence: Any,
    change: Any,
    saving: Any,
    step: Any,
    household: Any,
    age: Any,
    drop: Any,
    factor: Any,
    given_up: Any,
    key: Any,
) -> Any:
    old, dropped = np.ones(ids.size, np.bool_), np.zeros(ids.size, np.bool_)
    for i in range(household.size):
        if age[i] < 60:
            old[household[i]] = False
        if drop[i]:
            dropped[household[i]] = True
    for h in range(ids.size):
        d = home[h]
        assets[h] *= exponential(saving * change[d]) * step[residence[d]]
        if dropped[h]:
            assets[h] *= factor
        if old[h] and vehicles[h] > 0 and uniform(key, ids[h]) < given_up:
            vehicles[h] = 0
