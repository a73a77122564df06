"""Heat map of cost or coverage over both ratios, with lines of equal value, the corridor and the runs."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.categories import Residence
from workbench.charts.afford_plane import budget_line, keeps_budget
from workbench.charts.base.contours import cells, iso_lines, line_ends
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.charts.cost_surface_axes import axis_label, lever_of, lever_of_one, place_of
from workbench.charts.cost_surface_layers import RURAL, SAME, URBAN, Box, Measure, Span, SurfaceAxes, surface_chart
from workbench.decisions import Goal
from workbench.errors import InputError, unknown
from workbench.language import current_language, in_language, money, people, share, word
from workbench.simulation import Run, Sweep
from workbench.simulation.levers_in_force import outside_corridor

_COLUMN = {"cost": "cost_yuan_per_year", "persons": "persons"}
X, Y = URBAN, RURAL
# Room around the corridor, in which a scenario outside the law still has its place.
GUTTER_LEFT, GUTTER_RIGHT, GUTTER_BOTTOM, GUTTER_TOP = 0.01, 0.03, 0.01, 0.02


@check_kinds
def cost_surface(
    grid: Sweep,
    baseline: Run,
    scenario: Run | None = None,
    *,
    measure: Measure = "cost",
    goal: Goal | None = None,
    width: int = 560,
    height: int = 420,
) -> Figure:
    """Draw a sweep over `urban_dibao_ratio` and `rural_dibao_ratio` with baseline and scenario on it.

    >>> cost_surface(grid, run, run_after)

    A sweep may be over a published standard (`urban_dibao_standard_published`) instead of a ratio: the axis is the
    ratio that it implies at the baseline's consumption, with the yuan below. measure: "cost" (dibao and tekun, yuan a
    year) or "persons" (covered by dibao or tekun). The green frame is the corridor of the law (§3), whatever the sweep
    covers. goal: ink lines show where its budget holds, with its confidence and in every second future. Raises
    InputError when the sweep isn't a full grid over just
    these two standards.
    """
    if measure not in _COLUMN:
        raise unknown("measure", measure, _COLUMN)
    levers = (lever_of(grid, Residence.URBAN), lever_of(grid, Residence.RURAL))
    if set(grid.swept) != set(levers):
        raise InputError(f"a sweep over {X} and {Y} is wanted, not over {', '.join(grid.swept)}")
    per = (lever_of_one(baseline, levers[0]), lever_of_one(baseline, levers[1]))
    ratios = {X: pl.col(levers[0]) / per[0], Y: pl.col(levers[1]) / per[1]}
    columns = (X, Y, "urban_dibao_standard", "rural_dibao_standard", "persons", "cost_yuan_per_year")
    table = grid.summary().with_columns(**ratios).select(*columns, "outside_corridor")
    xs, ys = np.unique(table[X].to_numpy()), np.unique(table[Y].to_numpy())
    if len(xs) * len(ys) != table.height or min(len(xs), len(ys)) < 2:
        raise InputError("the surface needs at least two values of each ratio")
    values = table.sort(X, Y)[_COLUMN[measure]].to_numpy().reshape(len(xs), len(ys))
    lines, points = (
        iso_lines(xs, ys, values, lambda level: _amount_text(level, measure)),
        _points(baseline, scenario, measure, per),
    )
    area = ((float(xs[0]), float(xs[-1])), (float(ys[0]), float(ys[-1])))
    legal = (_legal(baseline, X, area[0]), _legal(baseline, Y, area[1]))
    labels = (axis_label(baseline, levers[0]), axis_label(baseline, levers[1]))
    axes = SurfaceAxes(area, legal, _domains(area, legal, points), labels, levers, per)
    return Figure(
        name=f"cost_surface_{measure}",
        language=current_language(),
        title=_title(values, (area, legal), baseline, scenario, measure, goal),
        subtitle=word(f"charts.surface_subtitle_{measure}") + ("" if goal is None else _budget_words(goal)),
        notes=source_notes(scenario or baseline),
        table=table,
        datasets={
            "cells": cells(xs, ys, values),
            "lines": lines,
            "labels": line_ends(lines, xs, ys),
            "points": points,
            "budget": _budget(goal),
        },
        drawing=surface_chart(measure, axes, (float(values.min()), float(values.max())), (width, height)),
        width=width,
        height=height,
    )


def _amount(run: Run, measure: Measure) -> float:
    total = run.headline.total
    return total.cost if measure == "cost" else total.persons


def _amount_text(value: float, measure: Measure) -> str:
    return money(value) if measure == "cost" else people(value)


def _legal(run: Run, ratio: str, swept: Span) -> Span:
    """What the law allows for a ratio; an end that the law leaves open is where the sweep ends."""
    corridor = run.resolved[ratio].parameter.corridor
    if corridor is None:
        return swept
    return (
        swept[0] if corridor.low is None else corridor.low,
        swept[1] if corridor.high is None else corridor.high,
    )


def _domains(area: Box, legal: Box, points: pl.DataFrame) -> Box:
    """The axes: sweep and corridor with room around; wider still when a run lies beyond, so that it is never lost."""
    spans = []
    rooms = ((GUTTER_LEFT, GUTTER_RIGHT), (GUTTER_BOTTOM, GUTTER_TOP))
    for swept, lawful, name, (below, above) in zip(area, legal, "xy", rooms, strict=True):
        placed = [float(v) for v in points[name]]
        low, high = min(swept[0], lawful[0]) - below, max(swept[1], lawful[1]) + above
        spans.append((min(low, *placed), max(high, *placed)))
    return spans[0], spans[1]


def _budget(goal: Goal | None) -> pl.DataFrame:
    """Return the lines of the budget, each named at its left end; empty without a goal."""
    schema = {"x": pl.Float64, "y": pl.Float64, "line": pl.String, "label": pl.String}
    if goal is None:
        return pl.DataFrame(schema=schema)
    lines = [
        budget_line(goal, confidence)
        .select(x=X, y=Y)
        .with_row_index()
        .select(
            "x",
            "y",
            line=pl.lit(name),
            label=pl.when(pl.col("index") == 0).then(pl.lit(word("decisions.afford_line", p=share(confidence, 0)))),
        )
        for name, confidence in (("sure", goal.confidence), ("even", 0.5))
    ]
    return pl.concat([line.cast(schema) for line in lines])  # type: ignore[arg-type]


def _budget_words(goal: Goal) -> str:
    return word(f"charts.surface_budget_{goal.payer}", budget=money(goal.budget), p=share(goal.confidence, 0))


def _title(
    values: NDArray[np.float64],
    places: tuple[Box, Box],
    baseline: Run,
    scenario: Run | None,
    measure: Measure,
    goal: Goal | None = None,
) -> str:
    now = _amount(baseline, measure)
    change = _amount(scenario, measure) - now if scenario is not None else 0.0
    if abs(change) < 0.5:
        where = word("charts.surface_same", now=_amount_text(now, measure))
    else:
        where = word(
            f"charts.surface_{'more' if change > 0 else 'less'}_{measure}", change=_amount_text(abs(change), measure)
        )
    within = None if goal is None or scenario is None or abs(change) < 0.5 else keeps_budget(goal, scenario)
    if within is not None:
        where = word(f"charts.surface_{'within' if within else 'beyond'}")
    high = _amount_text(float(values[-1, -1]), measure)
    area, legal = places
    if all(abs(swept[1] - lawful[1]) < SAME for swept, lawful in zip(area, legal, strict=True)):
        return word(f"charts.surface_title_{measure}", high=high, where=where)
    corner = {"urban": share(area[0][1]), "rural": share(area[1][1])}
    return word(f"charts.surface_title_{measure}_here", high=high, where=where, **corner)


def _points(baseline: Run, scenario: Run | None, measure: Measure, per: Span) -> pl.DataFrame:
    rows = [_point(baseline, "baseline", measure, per)]
    if scenario is not None:
        moved = _point(scenario, "scenario", measure, per)
        # What is as the baseline shows no red: neither the place nor the amount differs.
        same = all(moved[name] == rows[0][name] for name in ("x", "y")) and _amount(scenario, measure) == _amount(
            baseline, measure
        )
        rows += [] if same else [moved]
    start = rows[0]
    end = rows[-1]
    # Labels stand away from the line between the two points.
    ways = {"x0": start["x"], "y0": start["y"], "rising": float(end["y"]) >= float(start["y"])}
    return pl.DataFrame([{**row, **ways} for row in rows])


def _point(run: Run, role: str, measure: Measure, per: Span) -> dict[str, float | str]:
    gap = in_language("", " ")
    values = {name: item.value for name, item in run.resolved.items()}
    outside = any(outside_corridor(ratio, values, run.book, run.standards, run.scenario.date) for ratio in (X, Y))
    sign = "▲ " if outside else ""
    label = f"{sign}{word(f'common.{role}')}{gap}{_amount_text(_amount(run, measure), measure)}"
    return {"role": role, "x": place_of(run, X, per[0]), "y": place_of(run, Y, per[1]), "label": label}
