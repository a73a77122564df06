"""Dot plots of what is simulated over what is published: one row an indicator, a logarithmic axis of ratios."""

from __future__ import annotations

import math

import polars as pl

from workbench.arguments import check_kinds
from workbench.calibration import published_comparison
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.charts.base.notes import source_notes
from workbench.errors import InputError
from workbench.language import current_language, in_column, in_language, word
from workbench.simulation import Run

NEAR = 1.25  # a figure is near the published one when neither is more than a quarter larger than the other
CLOSE = 1.1  # of the backcast, which begins with published ages
_ROW_HEIGHT = 30
_FEWEST = 2.0  # the axis goes at least from 1/2 to 2
_BACKCAST = ("year", "indicator", "zh", "en", "simulated", "published_figure", "ratio", "status", "source", "unit")
_MARKS = {"published": "●", "unverified": "◆", "estimated": "◐", "assumed": "○"}


@check_kinds
def published_beside(run: Run, *, width: int = 300) -> Figure:
    """Draw `published_comparison(run)`: what the run has, divided by figures that nothing was fitted to.

    >>> published_beside(run)

    The figures are of other places or of the whole country: they speak of orders of magnitude. A ratio that is no
    number (nobody reached) has no dot and stays in the table. Raises as `published_comparison` does.
    """
    table = published_comparison(run)
    title = word("charts.published_title", n=_number_near(table, NEAR), all=table.height) + _farthest(table, NEAR)
    notes = (word("charts.published_note"), word("charts.published_marks"), *source_notes(run))
    return _figure("published_beside", title, word("charts.published_subtitle"), notes, table, NEAR, width)


@check_kinds
def backcast_beside(table: pl.DataFrame, *, width: int = 300) -> Figure:
    """Draw `lives_backcast()`: ten years of lives from China's ages of 2010, over what was published of 2020.

    >>> backcast_beside(wb.lives_backcast(persons=20_000))

    Births and deaths are drawn as the mean of all years; the table has each. Raises UnknownNameError for a table
    without the columns of `lives_backcast`, InputError for one without rows.
    """
    need_columns(table, _BACKCAST, "backcast_beside: table")
    if not table.height:
        raise InputError("backcast_beside: the table has no rows")
    rows = _means_of_years(table)
    first, last = int(table["year"].min()) - 1, int(table["year"].max())  # type: ignore[arg-type]
    counted = {"n": _number_near(rows, CLOSE), "all": rows.height, "first": first, "last": last}
    title = word("charts.backcast_title", **counted) + _farthest(rows, CLOSE)
    notes = (word("charts.backcast_note", first=first), word("charts.published_marks"))
    return _figure("backcast_beside", title, word("charts.backcast_subtitle"), notes, rows, CLOSE, width)


def _means_of_years(table: pl.DataFrame) -> pl.DataFrame:
    """Return one row an indicator, in the order of the table: the mean of its years."""
    of = table.group_by("indicator", "zh", "en", "unit", maintain_order=True).agg(
        pl.col("simulated", "published_figure").mean(), pl.col("status", "source").first()
    )
    ratio = (pl.col("simulated") / pl.col("published_figure")).alias("ratio")
    return of.with_columns(ratio).select([name for name in _BACKCAST if name != "year"])


def _figure(
    name: str, title: str, subtitle: str, notes: tuple[str, ...], table: pl.DataFrame, most_apart: float, width: int
) -> Figure:
    """Draw a table of simulated, published_figure and ratio, a row an indicator."""
    label = in_language("zh", "en")
    rows = pl.DataFrame(
        [
            {
                "name": row[label],
                "mark": _MARKS[row["status"]],
                "ratio": _drawable(row["ratio"]),
                "near": near(row["ratio"], most_apart),
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
        name=name,
        language=current_language(),
        title=title,
        subtitle=subtitle,
        notes=notes,
        table=table,
        datasets={"rows": rows},
        drawing=_chart(tuple(rows["name"]), most, most_apart, width, height),
        width=width + 420,
        height=height + 20,
    )


def near(ratio: float, most_apart: float = NEAR) -> bool:
    """Say whether a simulated figure is near a published one; a ratio that is no number is not."""
    return bool(1 / most_apart <= ratio <= most_apart)


def _drawable(ratio: float) -> float | None:
    return ratio if math.isfinite(ratio) and ratio > 0 else None


def _number_near(table: pl.DataFrame, most_apart: float) -> int:
    return sum(near(ratio, most_apart) for ratio in table["ratio"])


def _farthest(table: pl.DataFrame, most_apart: float) -> str:
    """Name what is farthest away; nothing where all is near."""
    away = [(abs(math.log(r["ratio"])), r) for r in table.iter_rows(named=True) if _drawable(r["ratio"]) is not None]
    if _number_near(table, most_apart) == table.height or not away:
        return ""
    _, farthest = max(away, key=lambda one: one[0])
    name = farthest[in_language("zh", "en")]
    return word("charts.published_farthest", name=name, times=f"{farthest['ratio']:.2g}")


@drawn_once
def _chart(names: tuple[str, ...], most: float, most_apart: float, width: int, height: int) -> AltairChart:
    import altair as alt

    data = alt.Chart(alt.NamedData(name="rows"))
    y = alt.Y("name:N", sort=None, title=None, scale=alt.Scale(domain=list(names)))
    y = y.axis(domain=False, ticks=False, labelPadding=24, labelLimit=310, grid=True)
    hidden = alt.Y("name:N", sort=None, axis=None, scale=alt.Scale(domain=list(names)))
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if 1 / most <= tick <= most]
    across = alt.Scale(type="log", domain=[1 / most, most], nice=False)
    axis = alt.Axis(title=None, values=ticks, labelExpr="format(datum.value, '~g') + '×'", domain=False, ticks=False)
    band = alt.Chart(alt.InlineData([{"low": 1 / most_apart, "high": most_apart}])).mark_rect(
        color=t.CORRIDOR, opacity=0.35
    )
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
