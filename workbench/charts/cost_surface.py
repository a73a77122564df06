"""Which ratios can we afford? Cost or coverage over both ratios, with lines of equal value and the chosen point."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.charts.base import tokens as t
from workbench.charts.base.contours import cells, iso_lines, line_ends
from workbench.charts.base.drawing import drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.charts.budget_line import budget_line, keeps_budget
from workbench.decisions import Goal
from workbench.errors import InputError, unknown
from workbench.language import current_language, interval, money, people, share, word
from workbench.simulation import Run, Sweep

Measure = Literal["cost", "persons"]
Span = tuple[float, float]
Box = tuple[Span, Span]  # urban and rural ratio
_COLUMN = {"cost": "cost_yuan_per_year", "persons": "persons"}
_RAMP = {"cost": t.MONEY, "persons": t.PEOPLE}
_SAME = 1e-6  # ratios closer than this are the same
X, Y = "urban_dibao_ratio", "rural_dibao_ratio"
# Room around the corridor, in which a scenario outside the law still has its place.
GUTTER_LEFT, GUTTER_RIGHT, GUTTER_BOTTOM, GUTTER_TOP = 0.01, 0.03, 0.01, 0.02


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

    measure: "cost" (dibao and tekun, yuan a year) or "persons" (covered by dibao or tekun). The green frame is the
    corridor of the law (§3), whatever the sweep covers. goal: ink lines show where its budget holds, with its
    confidence and in every second future. Raises InputError when the sweep isn't a full grid over just
    these two ratios.
    """
    if measure not in _COLUMN:
        raise unknown("measure", measure, _COLUMN)
    if set(grid.swept) != {X, Y}:
        raise InputError(f"a sweep over {X} and {Y} is wanted, not over {', '.join(grid.swept)}")
    table = grid.summary().select(
        X, Y, "urban_dibao_standard", "rural_dibao_standard", "persons", "cost_yuan_per_year", "outside_corridor"
    )
    xs, ys = np.unique(table[X].to_numpy()), np.unique(table[Y].to_numpy())
    if len(xs) * len(ys) != table.height or min(len(xs), len(ys)) < 2:
        raise InputError("the surface needs at least two values of each ratio")
    values = table.sort(X, Y)[_COLUMN[measure]].to_numpy().reshape(len(xs), len(ys))
    lines, points = (
        iso_lines(xs, ys, values, lambda level: _written(level, measure)),
        _points(baseline, scenario, measure),
    )
    area = ((float(xs[0]), float(xs[-1])), (float(ys[0]), float(ys[-1])))
    legal = (_legal(baseline, X, area[0]), _legal(baseline, Y, area[1]))
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
        drawing=_chart(
            measure,
            area,
            legal,
            _domains(area, legal, points),
            (float(values.min()), float(values.max())),
            (_axis_label(baseline, X), _axis_label(baseline, Y)),
            (width, height),
        ),
        width=width,
        height=height,
    )


def _amount(run: Run, measure: Measure) -> float:
    total = run.headline.total
    return total.cost if measure == "cost" else total.persons


def _written(value: float, measure: Measure) -> str:
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
        where = word("charts.surface_same", now=_written(now, measure))
    else:
        where = word(
            f"charts.surface_{'more' if change > 0 else 'less'}_{measure}", change=_written(abs(change), measure)
        )
    kept = None if goal is None or scenario is None or abs(change) < 0.5 else keeps_budget(goal, scenario)
    if kept is not None:
        where = word(f"charts.surface_{'within' if kept else 'beyond'}")
    high = _written(float(values[-1, -1]), measure)
    area, legal = places
    if all(abs(swept[1] - lawful[1]) < _SAME for swept, lawful in zip(area, legal, strict=True)):
        return word(f"charts.surface_title_{measure}", high=high, where=where)
    corner = {"urban": share(area[0][1]), "rural": share(area[1][1])}
    return word(f"charts.surface_title_{measure}_here", high=high, where=where, **corner)


def _points(baseline: Run, scenario: Run | None, measure: Measure) -> pl.DataFrame:
    rows = [_point(baseline, "baseline", measure)]
    if scenario is not None:
        moved = _point(scenario, "scenario", measure)
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


def _point(run: Run, role: str, measure: Measure) -> dict[str, Any]:
    gap = "" if current_language() == "zh" else " "
    sign = "▲ " if run.resolved[X].outside_corridor or run.resolved[Y].outside_corridor else ""
    label = f"{sign}{word(f'common.{role}')}{gap}{_written(_amount(run, measure), measure)}"
    return {"role": role, "x": run.resolved[X].value, "y": run.resolved[Y].value, "label": label}


def _axis_label(run: Run, ratio: str) -> str:
    """A Vega expression: per cent above, yuan a month below (left out when a published standard is given)."""
    residence = ratio.split("_", maxsplit=1)[0]
    if run.resolved[f"{residence}_dibao_standard_published"].value > 0:
        return "format(datum.value, '.0%')"
    per_head = run.resolved[f"{residence}_consumption_per_head_previous_year"].value
    unit = "+ '元'" if current_language() == "zh" else ""
    sign = "" if current_language() == "zh" else "'¥' + "
    return f"[format(datum.value, '.0%'), {sign}format(floor(datum.value * {per_head} / 12 + 0.5), 'd'){unit}]"


@drawn_once
def _chart(
    measure: Measure,
    area: Box,
    legal: Box,
    domains: Box,
    values: tuple[float, float],
    axis_labels: tuple[str, str],
    size: tuple[int, int],
) -> Any:
    import altair as alt

    xs, ys = area
    x_domain, y_domain = list(domains[0]), list(domains[1])

    def x(field: str) -> alt.X:
        axis = alt.Axis(values=[float(v) for v in np.linspace(xs[0], xs[-1], 6)], labelExpr=axis_labels[0], grid=False)
        return alt.X(
            f"{field}:Q", title=word("charts.surface_x"), axis=axis, scale=alt.Scale(domain=x_domain, zero=False)
        )

    def y(field: str) -> alt.Y:
        axis = alt.Axis(values=[float(v) for v in np.linspace(ys[0], ys[-1], 6)], labelExpr=axis_labels[1], grid=False)
        return alt.Y(
            f"{field}:Q", title=word("charts.surface_y"), axis=axis, scale=alt.Scale(domain=y_domain, zero=False)
        )

    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(domain=list(values), range=list(_RAMP[measure]), interpolate="lab"),
        legend=None,
    )
    rects = (
        alt.Chart(alt.NamedData(name="cells"))
        .mark_rect(strokeWidth=0)
        .encode(x("x"), y("y"), alt.X2("x2"), alt.Y2("y2"), colour)
    )
    iso = (
        alt.Chart(alt.NamedData(name="lines"))
        .mark_line(color=t.CARD, strokeWidth=1.2)
        .encode(x("x"), y("y"), detail="level:N", order="x:Q")
    )
    labels = alt.Chart(alt.NamedData(name="labels")).encode(x("x"), y("y"), text="label:N")
    right = labels.transform_filter("datum.right").mark_text(align="left", dx=6, color=t.INK_2, fontSize=t.SIZE_NOTE)
    below = labels.transform_filter("!datum.right").mark_text(baseline="top", dy=2, color=t.INK_2, fontSize=t.SIZE_NOTE)
    frame_data = alt.InlineData(values=[{"x": legal[0][0], "x2": legal[0][1], "y": legal[1][0], "y2": legal[1][1]}])
    frame = (
        alt.Chart(frame_data)
        .mark_rect(fillOpacity=0, stroke=t.CORRIDOR_EDGE, strokeWidth=1.6)
        .encode(x("x"), y("y"), alt.X2("x2"), alt.Y2("y2"))
    )
    note_data = alt.InlineData(values=[{"x": min(xs[0], legal[0][0]), "y": max(ys[1], legal[1][1])}])
    within = all(a[0] >= b[0] - _SAME and a[1] <= b[1] + _SAME for a, b in zip(area, legal, strict=True))
    frame_words = word(
        "charts.surface_corridor" if within else "charts.surface_corridor_frame",
        urban=interval(share(legal[0][0], 0), share(legal[0][1], 0)),
        rural=interval(share(legal[1][0], 0), share(legal[1][1], 0)),
    )
    note = (
        alt.Chart(note_data)
        .mark_text(
            text=frame_words, align="left", baseline="bottom", dy=-8, color=t.CORRIDOR_TEXT, fontSize=t.SIZE_NOTE
        )
        .encode(x("x"), y("y"))
    )
    budget = alt.Chart(alt.NamedData(name="budget"))
    dash = alt.StrokeDash("line:N", scale=alt.Scale(domain=["sure", "even"], range=[[1, 0], [5, 4]]), legend=None)
    held = budget.encode(x("x"), y("y"), detail="line:N", order="x:Q")
    named = budget.transform_filter("datum.label != null").encode(x("x"), y("y"), text="label:N")
    at_left: dict[str, Any] = {"align": "left", "baseline": "top", "dx": 6, "dy": 9, "fontSize": t.SIZE_NOTE}
    points = alt.Chart(alt.NamedData(name="points"))
    chosen, base = "datum.role == 'scenario'", "datum.role == 'baseline'"
    way = points.transform_filter(chosen).encode(x("x0"), y("y0"), alt.X2("x"), alt.Y2("y"))
    text = points.encode(x("x"), y("y"), text="label:N")
    halo: dict[str, Any] = {"stroke": t.CARD, "strokeWidth": 4, "strokeJoin": "round", "fontWeight": t.WEIGHT_BOLD}
    plain: dict[str, Any] = {"fontWeight": t.WEIGHT_BOLD}
    below_point: dict[str, Any] = {"align": "right", "dx": -10, "dy": alt.ExprRef("datum.rising ? 12 : -12")}
    # A point in the right-hand gutter has its label below or above itself, clear of the lines' own labels.
    aside = f"datum.x > {max(xs[1], legal[0][1])} ? 24 : -6"
    above_point: dict[str, Any] = {
        "align": "right",
        "dx": alt.ExprRef(aside),
        "dy": alt.ExprRef("datum.rising ? -16 : 20"),
    }
    layers = alt.layer(
        rects,
        iso,
        frame,
        note,
        right,
        below,
        held.mark_line(color=t.CARD, strokeWidth=4),
        held.mark_line(color=t.INK, strokeWidth=2).encode(dash),
        named.mark_text(color=t.CARD, stroke=t.CARD, strokeWidth=4, strokeJoin="round", **at_left),
        named.mark_text(color=t.INK, fontWeight=t.WEIGHT_BOLD, **at_left),
        way.mark_rule(color=t.CARD, strokeWidth=5),
        way.mark_rule(color=t.SCENARIO, strokeWidth=2),
        points.transform_filter(base)
        .mark_point(size=110, filled=True, fill=t.CARD, stroke=t.BASELINE_TEXT, strokeWidth=3, opacity=1)
        .encode(x("x"), y("y")),
        points.transform_filter(chosen)
        .mark_point(size=210, filled=True, fill=t.SCENARIO, stroke=t.CARD, strokeWidth=2, opacity=1)
        .encode(x("x"), y("y")),
        text.transform_filter(base).mark_text(color=t.CARD, **below_point, **halo),
        text.transform_filter(base).mark_text(color=t.INK, **below_point, **plain),
        text.transform_filter(chosen).mark_text(color=t.CARD, **above_point, **halo),
        text.transform_filter(chosen).mark_text(color=t.SCENARIO_TEXT, **above_point, **plain),
    )
    # A living page reads here which levers the place pointed at stands for.
    steers = {"x": X, "y": Y, "hint": word("charts.surface_steer")}
    layers = layers.properties(usermeta={"steers": steers})
    return layers.properties(width=size[0], height=size[1], view=alt.ViewConfig(fill=t.GUTTER, stroke=None))
