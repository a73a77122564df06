"""Choices that no other beats, and those of least regret."""

from __future__ import annotations

import numpy as np
import polars as pl

from workbench import arguments
from workbench.decisions.future_runs import OBJECTIVE_UNITS
from workbench.decisions.grid import FutureGrid
from workbench.errors import InputError
from workbench.results import checked

_MOST_REGRETS = 30_000_000  # choices × futures


@arguments.check_kinds
def frontier(table: pl.DataFrame, *, cost: str = "cost_yuan_per_year", good: str = "poor_recipients") -> pl.DataFrame:
    """Keep the choices that no other beats on both counts: not dearer and with more of the good; rising by cost.

    >>> decisions.frontier(goal.table)
    """
    for column in (cost, good):
        arguments.known("column", column, table.columns)
    ordered = table.sort([cost, good], descending=[False, True], maintain_order=True)
    best_so_far = ordered[good].cum_max().shift(1).fill_null(-np.inf)
    return ordered.filter(ordered[good] > best_so_far)


@arguments.check_kinds
def least_regret(grid: FutureGrid, budget: float, *, step: int = 12) -> pl.DataFrame:
    """Return the choices by their regret in persons reached, the smallest first.

    >>> least_regret(goal.grid, 400_000)

    In each future the best affordable choice is known afterwards; regret is how many more persons (of the grid's
    objective, poor recipients if nothing was said) it would have reached. A choice that breaks the budget in a future
    loses all it reaches there. step: every how many yuan of a standard. Columns: urban_yuan, rural_yuan, the levers,
    mean_regret, p90_regret, max_regret.

    Raises InputError for a budget below 0, an objective that isn't counted in persons, or too many choices.
    """
    budget, step = arguments.amount("budget", budget), arguments.whole_number("step", step, 1)
    if OBJECTIVE_UNITS[grid.objective] != "persons":
        counted = ", ".join(name for name, unit in OBJECTIVE_UNITS.items() if unit == "persons")
        raise InputError(
            f"least_regret counts persons, the grid's objective is {grid.objective!r}; accepted: {counted}"
        )
    choices = grid.frame(step, {}).height
    if choices * grid.futures > _MOST_REGRETS:
        raise InputError(
            f"step={step}: {choices:,} choices in {grid.futures:,} futures; at most {_MOST_REGRETS:,} together are "
            "compared, so give a larger step, fewer values or fewer runs"
        )
    reached = np.concatenate(
        [np.where(totals.cost <= budget, totals.aim, 0.0) for *_, totals in grid.blocks(step)], axis=1
    )
    regret = reached.max(axis=1, keepdims=True) - reached
    table = grid.frame(
        step,
        {
            "mean_regret": regret.mean(axis=0),
            "p90_regret": np.quantile(regret, 0.9, axis=0),
            "max_regret": regret.max(axis=0),
        },
    )
    return checked(table.sort("mean_regret", maintain_order=True), "regret", grid.scenario.reform.units)
