"""Welfare as surveys measure it: income per head of those who live together, before and after assistance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engine.categories import Residence
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


def welfare(run: Run) -> Welfare:
    """Work out welfare by dwelling for every person of a run (the run must keep rows)."""
    columns = run.population.arrays()
    sizes = np.diff(columns.starts)
    _, dwelling = np.unique(run.population.households["dwelling_id"].to_numpy(), return_inverse=True)
    count = int(dwelling.max()) + 1 if len(dwelling) else 0
    heads = np.bincount(dwelling, sizes, count)
    person_income = sum((columns.person[name] for name in _INCOMES), np.zeros(int(columns.starts[-1])))
    person_household = np.repeat(np.arange(len(sizes)), sizes)
    household_income = np.bincount(person_household, person_income, len(sizes))
    income = np.bincount(dwelling, household_income, count)
    assistance = np.bincount(dwelling, run.households["household_assistance_amount"].to_numpy(), count)
    person_dwelling = dwelling[person_household]
    shared = np.maximum(heads, 1)[person_dwelling]
    return Welfare(
        before=income[person_dwelling] / shared,
        transfer=assistance[person_dwelling] / shared,
        line=run.households["dibao_standard"].to_numpy()[person_household],
        recipient=(assistance > 0)[person_dwelling],
        weight=columns.household["weight"][person_household],
        rural=(columns.household["residence"] == Residence.RURAL)[person_household],
    )
