"""Heat map of any measure of a sweep over two of its levers, with lines of equal value and today's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, each_once, known
from workbench.charts.base import tokens as t
from workbench.charts.base.contours import cells, iso_lines, line_ends
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked, source_notes
from workbench.errors import InputError
from workbench.language import current_language, within_sentence, word, written, written_range
from workbench.parameter.book import Parameter
from workbench.results import column, title
from workbench.results.columns import own_columns
from workbench.simulation import Run, Sweep
from workbench.uncertainty.sensitivity_analysis import short

Values = tuple[float, ...]
_MOST_TICKS = 7
# Room right of the surface and below it for the labels of the lines, as parts of the surface.
_RIGHT, _BELOW = 0.16, 0.09


@check_kinds
def contour(
    grid: Sweep,
    baseline: Run,
    *,
    measure: str = "cost_yuan_per_year",
    levers: Sequence[str] | None = None,
    at: Mapping[str, float | str] | None = None,
    width: int = 520,
    height: int = 400,
) -> Figure:
    """Draw a measure over two swept levers, the first one to the right, with the baseline's place where it lies inside.

    >>> contour(grid, run)

    measure: a column of numbers of `grid.summary()`. levers: two that were swept (None: there are two). at: the value
    of every other one. Lines pass where the measure is equal, whether it rises or falls.
    Raises UnknownNameError for a measure or lever, InputError where the sweep has no full grid over both levers, a
    lever is a choice, or the measure is not a number somewhere.
    """
    summary = grid.summary()
    names = [name for name, kind in summary.schema.items() if kind.is_numeric() and name not in grid.points.columns]
    known("measure", measure, names)
    across, up = _two(grid, levers)
    parameters, held = grid.scenario.book.parameters, at or {}
    table = _chosen(summary, grid, (across, up), held).select(across, up, measure)
    xs, ys, values = _surface(table, across, up, measure)
    found = column(measure)
    measured = "number" if found is None else found.unit
    lines = iso_lines(xs, ys, values, lambda level: written(level, measured))
    now = _now(baseline, (across, up), (xs, ys), held)
    ramp = t.MONEY if measured.startswith("yuan") else t.PEOPLE
    axes = tuple(
        (_lever(parameters[name]), tuple(float(v) for v in ticks), _tick_labels(ticks, parameters[name].unit))
        for name, ticks in ((across, _ticks(xs)), (up, _ticks(ys)))
    )
    return Figure(
        name=f"contour_{measure}",
        language=current_language(),
        title=_title(measure, measured, values),
        subtitle=_subtitle(
            table,
            (parameters[across], parameters[up]),
            measure,
            [(parameters[name], value) for name, value in held.items()],
        ),
        notes=(*marked(grid.warnings), *source_notes(baseline)),
        table=table,
        datasets={"cells": cells(xs, ys, values), "lines": lines, "labels": line_ends(lines, xs, ys), "now": now},
        drawing=_chart(axes, _ends(xs), _ends(ys), _ends(values), ramp, width, height),
        width=width,
        height=height,
        own=own_columns(grid.scenario.reform),
    )


def _two(grid: Sweep, levers: Sequence[str] | None) -> tuple[str, str]:
    if levers is None and len(grid.swept) != 2:
        raise InputError(
            f"contour: {len(grid.swept)} levers were swept ({', '.join(grid.swept)}); "
            "levers=[…] names the two to draw, at={…} the value of every other one"
        )
    chosen = each_once("levers", "swept lever", grid.swept if levers is None else levers, grid.swept, least=2)
    if len(chosen) != 2:
        raise InputError(f"levers: two are wanted, not {len(chosen)}")
    for name in chosen:
        if grid.scenario.book.parameters[name].choices:
            raise InputError(f"levers: {name} is a choice and has no axis; give its value in at={{…}}")
    return chosen[0], chosen[1]


def _chosen(summary: pl.DataFrame, grid: Sweep, levers: tuple[str, str], at: Mapping[str, float | str]) -> pl.DataFrame:
    """Return the scenarios at the given values of the other levers."""
    others = [name for name in grid.swept if name not in levers]
    for name in at:
        known("lever to hold in at=", name, others)
    for name in others:
        tried = summary[name].unique(maintain_order=True).to_list()
        if name not in at:
            raise InputError(f"at: the value of {name} is wanted, one of {', '.join(map(str, tried))}")
        if at[name] not in tried:
            raise InputError(f"at: {name}={at[name]!r} was not swept; there are {', '.join(map(str, tried))}")
        summary = summary.filter(pl.col(name) == at[name])
    return summary


def _surface(
    table: pl.DataFrame, across: str, up: str, measure: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return both levers' values and the measure, shape (across, up); a table that is no full grid is refused."""
    xs, ys = (np.unique(table[name].to_numpy()).astype(np.float64) for name in (across, up))
    if len(xs) * len(ys) != table.height or min(len(xs), len(ys)) < 2:
        raise InputError(
            f"contour: {table.height} points with {len(xs)} values of {across} and {len(ys)} of {up} are no full grid; "
            f"sweep(…, {across}=[…], {up}=[…]) with at least two values of each makes one"
        )
    values = table.sort(across, up)[measure].to_numpy().astype(np.float64).reshape(len(xs), len(ys))
    if not np.isfinite(values).all():
        raise InputError(f"contour: {measure} is not a number at {int((~np.isfinite(values)).sum())} points")
    return xs, ys, values


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def _ticks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    step = -(-len(values) // _MOST_TICKS)
    return values[::step]


def _tick_labels(ticks: NDArray[np.float64], unit: str) -> str:
    """A Vega expression that writes each tick: quantities write the values, the script finds the nearest."""
    texts = [written(float(value), unit) for value in ticks]
    between = [(low + high) / 2 for low, high in pairwise(ticks.tolist())]
    parts = [f"datum.value < {middle:.12g} ? '{text}' : " for middle, text in zip(between, texts, strict=False)]
    return "".join(parts) + f"'{texts[-1]}'"


def _title(measure: str, unit: str, values: NDArray[np.float64]) -> str:
    low, high = _ends(values)
    name = title(measure)
    name = name[:1].upper() + name[1:]
    if written(low, unit) == written(high, unit):
        return word("charts.contour_title_same", measure=name, value=written(low, unit))
    return word("charts.contour_title", measure=name, range=written_range(low, high, unit))


def _subtitle(
    table: pl.DataFrame,
    levers: tuple[Parameter, Parameter],
    measure: str,
    held: Sequence[tuple[Parameter, float | str]],
) -> str:
    most = table.sort(measure, descending=True, maintain_order=True).row(0, named=True)
    where = {
        place: f"{within_sentence(_lever(one))} {written(most[one.name], one.unit)}"
        for place, one in zip(("x", "y"), levers, strict=True)
    }
    rest = [
        word("charts.contour_at", lever=within_sentence(_lever(one)), value=written(value, one.unit))
        for one, value in held
    ]
    return word("charts.contour_subtitle", **where) + "".join(rest)


def _lever(parameter: Parameter) -> str:
    """Return a lever's short name: that of tables, or its own label where the scenario defined it."""
    return short(parameter.label if column(parameter.name) is None else title(parameter.name))


def _now(
    baseline: Run,
    levers: tuple[str, str],
    axes: tuple[NDArray[np.float64], NDArray[np.float64]],
    at: Mapping[str, float | str],
) -> pl.DataFrame:
    """The baseline's place; nothing where it lies outside, or has another value of a lever that is held."""
    place = [baseline.resolved[name].value for name in levers]
    inside = all(axis[0] <= value <= axis[-1] for value, axis in zip(place, axes, strict=True))
    same = all(baseline.resolved[name].written == value for name, value in at.items())
    schema = {"x": pl.Float64, "y": pl.Float64, "label": pl.String}
    return pl.DataFrame([(*place, word("common.baseline"))] if inside and same else [], schema=schema, orient="row")


@drawn_once
def _chart(
    axes: tuple[tuple[str, Values, str], tuple[str, Values, str]],
    xs: tuple[float, float],
    ys: tuple[float, float],
    values: tuple[float, float],
    ramp: tuple[str, ...],
    width: int,
    height: int,
) -> AltairChart:
    import altair as alt

    right = xs[1] + _RIGHT * (xs[1] - xs[0])
    bottom = ys[0] - _BELOW * (ys[1] - ys[0])
    scales = alt.Scale(domain=[xs[0], right], nice=False, zero=False), alt.Scale(domain=[bottom, ys[1]], nice=False)
    (x_name, x_ticks, x_labels), (y_name, y_ticks, y_labels) = axes
    x_axis = alt.Axis(values=list(x_ticks), labelExpr=x_labels, grid=False, domain=False)
    y_axis = alt.Axis(values=list(y_ticks), labelExpr=y_labels, grid=False, domain=False)

    def x(field: str = "x") -> alt.X:
        return alt.X(f"{field}:Q", title=x_name, axis=x_axis, scale=scales[0])

    def y(field: str = "y") -> alt.Y:
        return alt.Y(f"{field}:Q", title=y_name, axis=y_axis, scale=scales[1])

    scale = alt.Scale(domain=list(values), range=list(ramp), interpolate="lab")
    surface = alt.Chart(alt.NamedData(name="cells")).mark_rect(strokeWidth=0)
    lines = alt.Chart(alt.NamedData(name="lines")).mark_rule(color=t.CARD, strokeWidth=1.2, strokeCap="round")
    labels = alt.Chart(alt.NamedData(name="labels")).encode(x(), y(), text="label:N")
    quiet: t.Options = {"color": t.INK_2, "fontSize": t.SIZE_NOTE}
    now = alt.Chart(alt.NamedData(name="now"))
    ring: t.Options = {"size": 110, "filled": True, "fill": t.CARD, "stroke": t.BASELINE_TEXT, "strokeWidth": 3}
    named: t.Options = {"align": "right", "dx": -10, "fontWeight": t.WEIGHT_BOLD}
    return alt.layer(
        surface.encode(x(), y(), alt.X2("x2"), alt.Y2("y2"), alt.Color("value:Q", scale=scale, legend=None)),
        lines.encode(x(), y(), alt.X2("x2"), alt.Y2("y2")),
        labels.transform_filter("datum.right").mark_text(align="left", dx=6, **quiet),
        labels.transform_filter("!datum.right").mark_text(baseline="top", dy=2, **quiet),
        now.mark_point(opacity=1, **ring).encode(x(), y()),
        now.mark_text(stroke=t.CARD, strokeWidth=4, strokeJoin="round", **named).encode(x(), y(), text="label:N"),
        now.mark_text(color=t.INK, **named).encode(x(), y(), text="label:N"),
    ).properties(width=width, height=height)
