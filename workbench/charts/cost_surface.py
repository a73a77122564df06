"""Which ratios can we afford? Cost or coverage over both ratios, with lines of equal value and the chosen point."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.charts import tokens as t
from workbench.charts.drawing import drawn_once
from workbench.charts.figure import Figure
from workbench.charts.notes import source_notes
from workbench.errors import InputError, unknown
from workbench.language import current_language, interval, money, people, share, word
from workbench.simulation import Run, Sweep

Measure = Literal["cost", "persons"]
_COLUMN = {"cost": "cost_yuan_per_year", "persons": "persons"}
X, Y = "urban_dibao_ratio", "rural_dibao_ratio"
# Room around the corridor, in which a scenario outside the law still has its place.
GUTTER_LEFT, GUTTER_RIGHT, GUTTER_BOTTOM, GUTTER_TOP = 0.01, 0.03, 0.01, 0.02
_LINES = 6


def cost_surface(
    grid: Sweep,
    baseline: Run,
    scenario: Run | None = None,
    *,
    measure: Measure = "cost",
    width: int = 560,
    height: int = 420,
) -> Figure:
    """Draw a sweep over `urban_dibao_ratio` and `rural_dibao_ratio` with baseline and scenario on it.

    measure: "cost" (dibao and tekun, yuan a year) or "persons" (covered by dibao or tekun). Raises InputError when the
    sweep isn't a full grid over just these two ratios.
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
    datasets = {
        "cells": _cells(xs, ys, values),
        "lines": _iso_lines(xs, ys, values, measure),
        "points": _points(baseline, scenario, measure),
    }
    labels = _iso_labels(datasets["lines"], xs, ys)
    datasets["labels"] = labels
    return Figure(
        name=f"cost_surface_{measure}",
        language=current_language(),
        title=_title(values, baseline, scenario, measure),
        subtitle=word(f"charts.surface_subtitle_{measure}"),
        notes=source_notes(scenario or baseline),
        table=table,
        datasets=datasets,
        drawing=_chart(
            (float(xs[0]), float(xs[-1])),
            (float(ys[0]), float(ys[-1])),
            (float(values.min()), float(values.max())),
            (_axis_label(baseline, X), _axis_label(baseline, Y)),
            (width, height),
        ),
        width=width,
        height=height,
    )


def _amount(run: Run, measure: Measure) -> float:
    return run.headline[_COLUMN[measure]]


def _written(value: float, measure: Measure) -> str:
    return money(value) if measure == "cost" else people(value)


def _title(values: NDArray[np.float64], baseline: Run, scenario: Run | None, measure: Measure) -> str:
    now = _amount(baseline, measure)
    change = _amount(scenario, measure) - now if scenario is not None else 0.0
    if abs(change) < 0.5:
        where = word("charts.surface_same", now=_written(now, measure))
    else:
        key = "charts.surface_more" if change > 0 else "charts.surface_less"
        where = word(key, change=_written(abs(change), measure))
    return word(f"charts.surface_title_{measure}", high=_written(float(values[-1, -1]), measure), where=where)


def _edges(middles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cell borders half-way between the values, cut at the first and last value."""
    inner = (middles[1:] + middles[:-1]) / 2
    return np.concatenate([middles[:1], inner, middles[-1:]])


def _cells(xs: NDArray[np.float64], ys: NDArray[np.float64], values: NDArray[np.float64]) -> pl.DataFrame:
    ex, ey = _edges(xs), _edges(ys)
    i, j = (index.ravel() for index in np.meshgrid(np.arange(len(xs)), np.arange(len(ys)), indexing="ij"))
    return pl.DataFrame({"x": ex[i], "x2": ex[i + 1], "y": ey[j], "y2": ey[j + 1], "value": values.ravel()})


def _nice_levels(low: float, high: float) -> list[float]:
    rough = (high - low) / _LINES
    power = 10 ** np.floor(np.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    return [float(v) for v in np.arange(np.ceil(low / step) * step, high, step) if v > low]


def _iso_lines(
    xs: NDArray[np.float64], ys: NDArray[np.float64], values: NDArray[np.float64], measure: Measure
) -> pl.DataFrame:
    """Solve each line column by column: the value rises with the rural ratio, so there is one root at most."""
    rows = []
    if values.max() > values.min():
        for level in _nice_levels(float(values.min()), float(values.max())):
            for x, column in zip(xs, values, strict=True):
                if column[0] <= level <= column[-1]:
                    rows.append({"x": float(x), "y": float(np.interp(level, column, ys)), "level": level})
    schema = {"x": pl.Float64, "y": pl.Float64, "level": pl.Float64, "label": pl.String}
    return pl.DataFrame([{**row, "label": _written(row["level"], measure)} for row in rows], schema=schema)


def _iso_labels(lines: pl.DataFrame, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> pl.DataFrame:
    """Put each line's label where it ends: right of the surface, or below it when it leaves at the bottom."""
    ends = lines.sort("x").group_by("level", maintain_order=True).last()
    step = (ys[-1] - ys[0]) / 40
    return ends.with_columns(
        right=pl.col("x") >= xs[-1] - 1e-9,
        y=pl.when(pl.col("x") >= xs[-1] - 1e-9).then(pl.col("y")).otherwise(pl.lit(float(ys[0]) - step)),
    )


def _points(baseline: Run, scenario: Run | None, measure: Measure) -> pl.DataFrame:
    rows = [_point(baseline, "baseline", measure)]
    if scenario is not None:
        rows.append(_point(scenario, "scenario", measure))
    start = rows[0]
    return pl.DataFrame([{**row, "x0": start["x"], "y0": start["y"]} for row in rows])


def _point(run: Run, role: str, measure: Measure) -> dict[str, object]:
    label = f"{word(f'common.{role}')} {_written(_amount(run, measure), measure)}"
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
    xs: tuple[float, float],
    ys: tuple[float, float],
    values: tuple[float, float],
    axis_labels: tuple[str, str],
    size: tuple[int, int],
) -> Any:
    import altair as alt

    x_domain = [xs[0] - GUTTER_LEFT, xs[-1] + GUTTER_RIGHT]
    y_domain = [ys[0] - GUTTER_BOTTOM, ys[-1] + GUTTER_TOP]

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
        scale=alt.Scale(domain=list(values), range=list(t.MONEY), interpolate="lab"),
        legend=None,
    )
    cells = (
        alt.Chart(alt.NamedData(name="cells"))
        .mark_rect(strokeWidth=0)
        .encode(x("x"), y("y"), alt.X2("x2"), alt.Y2("y2"), colour)
    )
    lines = (
        alt.Chart(alt.NamedData(name="lines"))
        .mark_line(color=t.CARD, strokeWidth=1.2)
        .encode(x("x"), y("y"), detail="level:N")
    )
    labels = alt.Chart(alt.NamedData(name="labels")).encode(x("x"), y("y"), text="label:N")
    right = labels.transform_filter("datum.right").mark_text(align="left", dx=6, color=t.INK_2, fontSize=t.SIZE_NOTE)
    below = labels.transform_filter("!datum.right").mark_text(baseline="top", dy=2, color=t.INK_2, fontSize=t.SIZE_NOTE)
    frame_data = alt.InlineData(
        values=[{"x": float(xs[0]), "x2": float(xs[-1]), "y": float(ys[0]), "y2": float(ys[-1])}]
    )
    frame = (
        alt.Chart(frame_data)
        .mark_rect(fillOpacity=0, stroke=t.CORRIDOR_EDGE, strokeWidth=1.6)
        .encode(x("x"), y("y"), alt.X2("x2"), alt.Y2("y2"))
    )
    note_data = alt.InlineData(values=[{"x": float(xs[0]), "y": float(ys[-1])}])
    legal = word(
        "charts.surface_corridor",
        urban=interval(share(float(xs[0]), 0), share(float(xs[-1]), 0)),
        rural=interval(share(float(ys[0]), 0), share(float(ys[-1]), 0)),
    )
    note = (
        alt.Chart(note_data)
        .mark_text(text=legal, align="left", baseline="bottom", dy=-8, color=t.CORRIDOR_TEXT, fontSize=t.SIZE_NOTE)
        .encode(x("x"), y("y"))
    )
    points = alt.Chart(alt.NamedData(name="points"))
    chosen, base = "datum.role == 'scenario'", "datum.role == 'baseline'"
    way = points.transform_filter(chosen).encode(x("x0"), y("y0"), alt.X2("x"), alt.Y2("y"))
    text = points.encode(x("x"), y("y"), text="label:N")
    halo: dict[str, Any] = {"stroke": t.CARD, "strokeWidth": 4, "strokeJoin": "round", "fontWeight": t.WEIGHT_BOLD}
    plain: dict[str, Any] = {"fontWeight": t.WEIGHT_BOLD}
    below_point: dict[str, Any] = {"align": "right", "dx": -10, "dy": 12}
    above_point: dict[str, Any] = {"align": "right", "dx": -6, "dy": -16}
    layers = alt.layer(
        cells,
        lines,
        frame,
        note,
        right,
        below,
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
    return layers.properties(width=size[0], height=size[1], view=alt.ViewConfig(fill=t.GUTTER, stroke=None))
