"""Dot plot of what a run has over what is published elsewhere: one row an indicator, a logarithmic axis of ratios."""

from __future__ import annotations

import math

import polars as pl

from workbench.arguments import check_kinds
from workbench.calibration import published_comparison
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.language import current_language, in_column, in_language, word
from workbench.simulation import Run

NEAR = 1.25  # a figure is near the published one when neither is more than a quarter larger than the other
_ROW_HEIGHT = 30
_FEWEST = 2.0  # the axis goes at least from 1/2 to 2
_MARKS = {"published": "●", "unverified": "◆", "estimated": "◐", "assumed": "○"}


@check_kinds
def published_beside(run: Run, *, width: int = 300) -> Figure:
    """Draw `published_comparison(run)`: what the run has, divided by figures that nothing was fitted to.

    >>> published_beside(run)

    The figures are of other places or of the whole country: they speak of orders of magnitude. A ratio that is no
    number (nobody reached) has no dot and stays in the table. Raises as `published_comparison` does.
    """
    table = published_comparison(run)
    label = in_language("zh", "en")
    rows = pl.DataFrame(
        [
            {
                "name": row[label],
                "mark": _MARKS[row["status"]],
                "ratio": _drawable(row["ratio"]),
                "near": near(row["ratio"]),
                "simulated": in_column(row["simulated"], row["unit"]),
                "published": in_column(row["published_figure"], row["unit"]),
            }
            for row in table.iter_rows(named=True)
        ],
        schema_overrides={"ratio": pl.Float64},
    ).sort("ratio", descending=True, nulls_last=True)
    farthest = max((abs(math.log(ratio)) for ratio in rows["ratio"] if ratio is not None), default=0.0)
    most = max(_FEWEST, math.exp(1.08 * farthest))
    height = _ROW_HEIGHT * rows.height
    return Figure(
        name="published_beside",
        language=current_language(),
        title=_title(table),
        subtitle=word("charts.published_subtitle"),
        notes=(word("charts.published_note"), word("charts.published_marks"), *source_notes(run)),
        table=table,
        datasets={"rows": rows},
        drawing=_chart(tuple(rows["name"]), most, width, height),
        width=width + 420,
        height=height + 20,
    )


def near(ratio: float) -> bool:
    """Say whether a simulated figure is near a published one; a ratio that is no number is not."""
    return bool(1 / NEAR <= ratio <= NEAR)


def _drawable(ratio: float) -> float | None:
    return ratio if math.isfinite(ratio) and ratio > 0 else None


def _title(table: pl.DataFrame) -> str:
    """Count what is near, and name what is farthest away."""
    number = sum(near(ratio) for ratio in table["ratio"])
    told = word("charts.published_title", n=number, all=table.height)
    away = [(abs(math.log(r["ratio"])), r) for r in table.iter_rows(named=True) if _drawable(r["ratio"]) is not None]
    if number == table.height or not away:
        return told
    _, farthest = max(away, key=lambda one: one[0])
    name = farthest[in_language("zh", "en")]
    return told + word("charts.published_farthest", name=name, times=f"{farthest['ratio']:.2g}")


@drawn_once
def _chart(names: tuple[str, ...], most: float, width: int, height: int) -> AltairChart:
    import altair as alt

    data = alt.Chart(alt.NamedData(name="rows"))
    y = alt.Y("name:N", sort=None, title=None, scale=alt.Scale(domain=list(names)))
    y = y.axis(domain=False, ticks=False, labelPadding=24, labelLimit=310, grid=True)
    hidden = alt.Y("name:N", sort=None, axis=None, scale=alt.Scale(domain=list(names)))
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if 1 / most <= tick <= most]
    across = alt.Scale(type="log", domain=[1 / most, most], nice=False)
    axis = alt.Axis(title=None, values=ticks, labelExpr="format(datum.value, '~g') + '×'", domain=False, ticks=False)
    band = alt.Chart(alt.InlineData([{"low": 1 / NEAR, "high": NEAR}])).mark_rect(color=t.CORRIDOR, opacity=0.35)
    line = alt.Chart(alt.InlineData([{"at": 1}])).mark_rule(color=t.CORRIDOR_EDGE, strokeWidth=2)
    dots = data.transform_filter("isValid(datum.ratio)").mark_point(filled=True, size=80, opacity=1)
    status = data.mark_text(fontSize=t.SIZE_NOTE, color=t.INK_2).encode(y, x=alt.value(-13), text="mark:N")
    picture = alt.layer(
        band.encode(alt.X("low:Q", scale=across, axis=axis), alt.X2("high:Q")),
        line.encode(alt.X("at:Q", scale=across)),
        dots.encode(
            alt.X("ratio:Q", scale=across),
            y,
            color=alt.condition("datum.near", alt.value(t.CORRIDOR_TEXT), alt.value(t.LOSS)),
        ),
        status,
    ).properties(width=width, height=height)
    columns = [
        data.mark_text(align="right", fontSize=t.SIZE_NOTE, color=ink)
        .encode(hidden, x=alt.value(70), text=f"{name}:N")
        .properties(
            width=70,
            height=height,
            title=alt.TitleParams(
                word(f"charts.published_{name}"),
                anchor="end",
                fontSize=t.SIZE_NOTE,
                fontWeight="normal",
                color=t.INK_2,
            ),
        )
        for name, ink in (("simulated", t.INK), ("published", t.INK_2))
    ]
    return alt.hconcat(picture, *columns, spacing=10)
