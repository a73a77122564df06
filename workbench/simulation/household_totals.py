"""What each household adds to a run's totals of a programme, unweighted; the run must keep the rows behind them.

The same sums as the kernel's, household by household: what is added up by other groups than town and residence, and
what the sampling error of a survey is worked out of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.law import PROGRAMMES, Programme
from workbench.simulation.run import Run
from workbench.simulation.totals import FEN, payments_a_year, total_rules

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class HouseholdTotals:
    """What each household adds: whether it is counted (1 or 0), its persons, its cost in fen a year; (households,)."""

    households: Ints
    persons: Ints
    cost_fen: Ints


def household_totals(run: Run, programme: Programme) -> HouseholdTotals:
    """Return what each household adds to the totals of a programme that residents carry.

    Raises InputError where the run did not keep the rows behind them.
    """
    fen = [_added(run, amount) * payments_a_year(run.book.rules[amount]) for amount in programme.amounts]
    return HouseholdTotals(
        households=_added(run, programme.households),
        persons=_added(run, programme.persons),
        cost_fen=sum(fen, np.zeros(len(run.population.households), np.int64)),
    )


def counted_programmes(run: Run) -> tuple[Programme, ...]:
    """Return the programmes that a run counted and that residents carry, in the law's order."""
    names = set(run.totals["programme"])
    return tuple(one for one in PROGRAMMES if one.name in names)


def is_whole_law(run: Run) -> bool:
    """Say whether a run counted every programme of the law."""
    return set(run.totals["programme"]) | set(run.county_costs) == {one.name for one in PROGRAMMES}


def keeps_rows_of(run: Run, programmes: Sequence[Programme]) -> bool:
    """Say whether a run kept the rows that `household_totals` of some programmes needs."""
    return all(name.partition("/")[0] in run.rows for name in total_rules(programmes))


def all_aid_fen(run: Run) -> Ints:
    """Return each household's fen a year of all programmes; shape (households,).

    Raises InputError for a run that counted some programmes only, or kept too few rows.
    """
    if not is_whole_law(run):
        raise InputError("all aid: this run counted some programmes only; simulate(…, programmes=None) counts them all")
    parts = [household_totals(run, one).cost_fen for one in counted_programmes(run)]
    whole: Ints = np.sum(parts, axis=0, dtype=np.int64)
    return whole


def _added(run: Run, total: str) -> Ints:
    """Return one total of the kernel by household: "rule", "rule/households" or "rule/persons"."""
    name, _, measure = total.partition("/")
    rule, values = run.book.rules[name], run.row(name)
    starts = run.population.arrays().starts
    if measure:
        counted = (values != 0).astype(np.int64)
    elif rule.returns is float:
        counted = np.floor(values * FEN + 0.5).astype(np.int64)
    else:
        counted = values.astype(np.int64)
    if rule.entity == "person":
        summed: Ints = np.diff(np.append(0, np.cumsum(counted))[starts])
        return (summed != 0).astype(np.int64) if measure == "households" else summed
    every: Ints = counted * np.diff(starts) if measure == "persons" else counted
    return every
