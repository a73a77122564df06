"""Where a budget holds among the pairs of standards: the highest rural one for each urban one."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from workbench.decisions import Goal
from workbench.simulation import Run


@lru_cache(maxsize=16)
def budget_line(goal: Goal, confidence: float) -> pl.DataFrame:
    """Return for each urban standard the highest rural one that keeps the goal's budget with a confidence.

    Columns urban_yuan, rural_yuan (yuan a month), urban_dibao_ratio, rural_dibao_ratio; empty where no pair keeps it.
    """
    kept = goal.table.filter(pl.col("chance") >= confidence - 1e-9)
    highest = pl.col("rural_yuan", "rural_dibao_ratio").max()
    line = kept.group_by("urban_yuan", "urban_dibao_ratio").agg(highest).sort("urban_yuan")
    # Joined where the whole yuan steps down: the same line without a staircase. Its ends stay.
    steps = line.filter((pl.col("rural_yuan") != pl.col("rural_yuan").shift(1)).fill_null(value=True))
    return pl.concat([steps, line.tail(1)]).unique(maintain_order=True)


def keeps_budget(goal: Goal, run: Run) -> bool | None:
    """Say whether a run's standards keep the budget as surely as the goal asks; None for a pair it didn't look at.

    A standard is rounded to whole yuan and may lie half a yuan outside the corridor: the pair next to it stands for it.
    """
    away = [(pl.col(f"{place}_yuan") - run.standards[f"{place}_dibao_standard"]).abs() for place in ("urban", "rural")]
    near = goal.table.filter(away[0] <= 1, away[1] <= 1).sort(away[0] + away[1], maintain_order=True)
    return None if near.is_empty() else bool(near["chance"][0] >= goal.confidence - 1e-9)
