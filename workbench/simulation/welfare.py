"""Welfare as surveys measure it: income per head of those who live together, before and after assistance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.categories import Residence
from workbench.population import Population
from workbench.simulation.run import Run

_INCOMES = ("wage_income", "business_income", "property_income", "transfer_income", "exempt_income")


@dataclass(frozen=True, eq=False)
class Welfare:
    """One value per person, in the population's order; yuan a month.

    before: all income of the dwelling, exempt income too, per head of the dwelling. transfer: dibao, top-ups and tekun
    of the dwelling per head. line: the person's dibao standard. recipient: lives in a dwelling that receives.
    weight: of the person's household.
    """

    before: NDArray[np.float64]
    transfer: NDArray[np.float64]
    line: NDArray[np.float64]
    recipient: NDArray[np.bool_]
    weight: NDArray[np.float64]
    rural: NDArray[np.bool_]

    @property
    def after(self) -> NDArray[np.float64]:
        """Income per head with the assistance, yuan a month."""
        return self.before + self.transfer


@dataclass(frozen=True, eq=False)
class Dwellings:
    """Who lives together: what doesn't change between runs on one population.

    of_household, of_person: number of the dwelling. heads, per_head: persons and income per head before assistance
    (yuan a month) by dwelling; before, weight, rural: by person.
    """

    of_household: NDArray[np.int64]
    of_person: NDArray[np.int64]
    household_of_person: NDArray[np.int64]
    weight: NDArray[np.float64]
    rural: NDArray[np.bool_]
    heads: NDArray[Any]
    per_head: NDArray[np.float64]
    before: NDArray[np.float64]


_dwellings: WeakKeyDictionary[Population, Dwellings] = WeakKeyDictionary()
_known: WeakKeyDictionary[Run, Welfare] = WeakKeyDictionary()


@check_kinds
def welfare(run: Run) -> Welfare:
    """Work out welfare by dwelling for every person of a run (the run must keep rows); kept with the run."""
    if run not in _known:
        _known[run] = _welfare(run)
    return _known[run]


def _welfare(run: Run) -> Welfare:
    who = lives_together(run.population)
    paid = run.row("household_assistance_amount")
    assistance = np.bincount(who.of_household, paid, len(who.heads))
    per_head = assistance / np.maximum(who.heads, 1)
    return Welfare(
        before=who.before,
        transfer=per_head[who.of_person],
        line=run.row("dibao_standard")[who.household_of_person],
        recipient=(assistance > 0)[who.of_person],
        weight=who.weight,
        rural=who.rural,
    )


def lives_together(population: Population) -> Dwellings:
    """Say who lives together in a population; kept with it."""
    if population not in _dwellings:
        columns = population.arrays()
        sizes = np.diff(columns.starts)
        _, dwelling = np.unique(population.households["dwelling_id"].to_numpy(), return_inverse=True)
        count = int(dwelling.max()) + 1 if len(dwelling) else 0
        household = columns.to_persons(np.arange(len(sizes)))
        heads = np.bincount(dwelling, sizes.astype(np.float64), count)
        person_income = sum((columns.person[name] for name in _INCOMES), np.zeros(len(household)))
        income = np.bincount(dwelling[household], person_income, count)
        per_head = income / np.maximum(heads, 1)
        _dwellings[population] = Dwellings(
            of_household=dwelling,
            of_person=dwelling[household],
            household_of_person=household,
            weight=columns.household["weight"][household],
            rural=(columns.household["residence"] == Residence.RURAL)[household],
            heads=heads,
            per_head=per_head,
            before=per_head[dwelling[household]],
        )
    return _dwellings[population]
