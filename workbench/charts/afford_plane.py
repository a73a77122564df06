"""Two levers of a goal as a plane: which choices lie in it, and where its budget is just kept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl

from workbench.arguments import known
from workbench.decisions import Goal
from workbench.decisions.lever_checks import RATIOS
from workbench.decisions.levers import Axis
from workbench.decisions.ranking import keeping
from workbench.errors import InputError
from workbench.simulation import Run

_STEP = 5  # yuan between two tiles
_MANY = 60  # standards, from which on only one of every `_STEP` is drawn


def two_axes(goal: Goal, x: str | None, y: str | None) -> tuple[Axis, Axis]:
    """Return the levers across and up; of the two standards the urban one lies across."""
    axes = goal.grid.axes
    for name, given in (("x", x), ("y", y)):
        if given is not None:
            known(f"lever of {name}", given, [axis.name for axis in axes])
    numbers = {axis.name: axis for axis in axes if not axis.parameter.choices}
    words = [name for name in (x, y) if name is not None and name not in numbers]
    if words:
        raise InputError(f"affordable: {words[0]} is a choice of words; numbers can be drawn: {', '.join(numbers)}")
    usual = _urban_first(goal) if goal.grid.over_standards else list(numbers)
    free = [name for name in usual if name not in (x, y)]
    chosen = [given if given is not None else (free.pop(0) if free else None) for given in (x, y)]
    if None in chosen or chosen[0] == chosen[1]:
        raise InputError(f"affordable: two levers of numbers are wanted, the goal has {', '.join(numbers) or 'none'}")
    return numbers[chosen[0] or ""], numbers[chosen[1] or ""]


def _urban_first(goal: Goal) -> list[str]:
    """Return the levers of both standards, the urban one first."""
    makers = {axis.residence: axis.name for axis in goal.grid.axes}
    return [makers[residence] for residence in RATIOS]


def plane_of(goal: Goal, across: Axis, up: Axis) -> pl.DataFrame:
    """Return the choices in which all other levers stand as in the best choice, or the cheapest one."""
    plane = goal.table
    for name, value in standing(goal, across, up).items():
        plane = plane.filter(pl.col(name) == value)
    return plane


def standing(goal: Goal, across: Axis, up: Axis) -> dict[str, float | str]:
    """Return the values of the levers that aren't drawn."""
    if goal.best is not None:
        values = dict(goal.best.levers)
    else:
        cheapest = goal.table.row(int(goal.table["cost_yuan_per_year"].arg_min() or 0), named=True)
        values = {name: cheapest[name] for name in goal.grid.levers}
    return {name: value for name, value in values.items() if name not in (across.name, up.name)}


def column_of(axis: Axis) -> str:
    """Return the column that stands on the axis: the standard in yuan where the lever makes one."""
    return axis.name if axis.residence is None else f"{axis.residence.name.lower()}_yuan"


def thinned(plane: pl.DataFrame, axes: tuple[Axis, Axis]) -> pl.DataFrame:
    """Return every fifth standard in whole yuan, and every other value."""
    for axis in axes:
        if axis.yuan is not None and axis.values.size > _MANY:
            kept = plane[column_of(axis)].unique().sort().gather_every(_STEP)
            plane = plane.filter(pl.col(column_of(axis)).is_in(kept.implode()))
    return plane


def borders_of(table: pl.DataFrame, column: str) -> tuple[float, ...]:
    """Return the borders of the tiles: half way to the next value, as far again beyond the first and the last."""
    values = table[column].unique().sort().to_numpy()
    half = np.diff(values) / 2 if values.size > 1 else np.array([0.5])
    inner = values[:-1] + half[: values.size - 1]
    return tuple(float(one) for one in (values[0] - half[0], *inner, values[-1] + half[-1]))


@lru_cache(maxsize=16)
def budget_line(goal: Goal, confidence: float) -> pl.DataFrame:
    """Return for each urban standard the highest rural one that keeps the goal's budget with a confidence.

    Columns urban_yuan, rural_yuan (yuan a month), urban_dibao_ratio, rural_dibao_ratio; empty where no pair keeps it.
    Raises InputError for a goal over other levers than those of the two standards.
    """
    if not goal.grid.over_standards:
        raise InputError(
            f"a goal over {' and '.join(RATIOS.values())} is wanted, not over {', '.join(goal.grid.levers)}; "
            "charts.affordable(goal, run, x=…, y=…) draws any two levers"
        )
    across, up = two_axes(goal, *_urban_first(goal))
    return line_of(goal.table, across, up, confidence)


def line_of(plane: pl.DataFrame, across: Axis, up: Axis, confidence: float) -> pl.DataFrame:
    """Return for each value across the dearest one up that keeps the budget with a confidence."""
    columns = [column_of(across), column_of(up)]
    both = list(dict.fromkeys([*columns, *RATIOS.values()]))
    kept = keeping(plane, confidence).sort("cost_yuan_per_year", maintain_order=True)
    line = kept.select(both).group_by(columns[0], maintain_order=True).last().sort(columns[0]).select(both)
    # Joined where the value up steps: the same line without a staircase. Its ends stay.
    steps = line.filter((pl.col(columns[1]) != pl.col(columns[1]).shift(1)).fill_null(value=True))
    return pl.concat([steps, line.tail(1)]).unique(maintain_order=True)


def keeps_budget(goal: Goal, run: Run) -> bool | None:
    """Say whether a run's standards keep the budget as surely as the goal asks; None for a pair it didn't look at.

    A standard is rounded to whole yuan and may lie half a yuan outside the corridor: the pair next to it stands for it.
    """
    away = [(pl.col(f"{place}_yuan") - run.standards[f"{place}_dibao_standard"]).abs() for place in ("urban", "rural")]
    near = goal.table.filter(away[0] <= 1, away[1] <= 1).sort(away[0] + away[1], maintain_order=True)
    return None if near.is_empty() else bool(near["chance"][0] >= goal.confidence - 1e-9)
