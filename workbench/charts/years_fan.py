"""Ranges of a quantity over years, one band a policy: low end, middle and high end, with an optional budget line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from workbench.arguments import check_kinds, number
from workbench.charts.base import tokens as t
from workbench.charts.base.budget_line import DATASET, budget_layers, budget_rows
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.charts.years import short_title
from workbench.errors import InputError, unknown
from workbench.language import (
    Language,
    compact_money_expr,
    current_language,
    interval,
    money,
    money_change,
    people,
    people_change,
    share,
    word,
)
from workbench.yearly import load_paths

QUANTITIES = ("cost_yuan_per_year", "county_cost_yuan_per_year", "persons")
_COLUMNS = ("policy", "quantity", "year", "low", "middle", "high")
_MOST = 3
_COLOURS = (t.BASELINE_TEXT, t.SCENARIO, t.MONEY[4])
_LEFT, _LABELS = 70, 30  # pixels for the words of the axis and below the plot
_LEGEND = 20  # pixels a line of the key


@check_kinds
def years_fan(
    result: Any,
    quantity: str = "cost_yuan_per_year",
    *,
    difference: pl.DataFrame | None = None,
    budget: float | None = None,
    level: float | None = None,
    width: int = 520,
) -> Figure:
    """Draw the range of a quantity in each year for one to three policies: the first is compared with.

    >>> years_fan(wb.draw_years(county, baseline, 2021, 2030))

    result: a frame with policy, quantity, year, low, middle, high, or a result that has it as `.bands`. quantity: cost
    or the county's cost (yuan a year), or persons. difference: quantity, year, low, middle, high of the last policy
    less the first, future by future; a result of two scenarios has its own. Without it the title says nothing of which
    is dearer, for ranges of the same futures overlap even where every future has the same sign. budget: yuan a year, of
    a quantity of money only. level: how often the truth is meant to lie within the range, such as 0.8; None: the figure
    says low and high only. A point is hollow in a year whose standards rest on assumed consumption. Raises
    UnknownNameError for a quantity or a column that is missing, InputError for too many policies, ends in the wrong
    order, a difference of other than two policies, or a budget of persons.
    """
    rows = _rows(result, quantity)
    if budget is not None and quantity == "persons":
        raise InputError("budget: a budget is of money; draw cost_yuan_per_year or county_cost_yuan_per_year")
    limit = None if budget is None else number("budget", budget)
    sure = None if level is None else number("level", level)
    names = rows["policy_title"].unique(maintain_order=True).to_list()
    known_to = load_paths().sourced_until(int(rows["year"].min()), int(rows["year"].max()))  # type: ignore[arg-type]
    moved = _difference(result, difference, quantity, names)
    drawn = rows.with_columns(known=pl.col("year") <= known_to)
    write = people if quantity == "persons" else money
    most = max(float(rows["high"].max()), limit or 0.0) * 1.08  # type: ignore[arg-type]
    return Figure(
        name=f"years_fan_{quantity}",
        language=current_language(),
        title=_title(rows, names, quantity, limit, write, moved),
        subtitle=word(
            "years.fan_subtitle",
            quantity=word(f"years.quantity_{quantity}"),
            range=word("years.fan_range") if sure is None else word("years.fan_level", p=share(sure, 0)),
        ),
        notes=(word("years.fan_note", year=known_to),),
        table=rows,
        datasets={"bands": drawn, DATASET: budget_rows(limit)},
        drawing=_chart(tuple(names), most, quantity == "persons", current_language(), width),
        width=width + _LEFT,
        height=240 + _LABELS + _LEGEND * len(names),
    )


def _rows(result: Any, quantity: str) -> pl.DataFrame:
    """Return the rows of one quantity, policies in the order given."""
    bands = result if isinstance(result, pl.DataFrame) else getattr(result, "bands", None)
    if not isinstance(bands, pl.DataFrame):
        raise InputError(f"result: a frame with {', '.join(_COLUMNS)} is wanted, or a result of wb.draw_years")
    need_columns(bands, _COLUMNS, "the table of bands")
    if quantity not in QUANTITIES:
        raise unknown("quantity", quantity, QUANTITIES)
    found = bands.filter(pl.col("quantity") == quantity)
    if found.is_empty():
        raise unknown("quantity", quantity, bands["quantity"].unique().to_list(), "the bands lack it")
    if found["policy"].n_unique() > _MOST:
        raise InputError(f"bands: {found['policy'].n_unique()} policies; at most {_MOST} can be told apart")
    if found.filter(~((pl.col("low") <= pl.col("middle")) & (pl.col("middle") <= pl.col("high")))).height:
        raise InputError("bands: low ≤ middle ≤ high is wanted in each row")
    return found.select(
        pl.col("policy").cast(pl.String).alias("policy_title"),
        pl.col("year").cast(pl.Int64),
        pl.lit(quantity).alias("measure"),
        pl.col("low", "middle", "high").cast(pl.Float64),
    )


def _difference(
    result: Any, given: pl.DataFrame | None, quantity: str, names: Sequence[str]
) -> Mapping[str, float] | None:
    """Return the last year's difference of two policies, future by future; None where none is known."""
    if len(names) != 2:
        if given is not None:
            raise InputError(f"difference: of two policies; the bands hold {len(names)}")
        return None
    table = given if given is not None else getattr(result, "difference", None)
    if not isinstance(table, pl.DataFrame):
        return None
    need_columns(table, [name for name in _COLUMNS if name != "policy"], "the table of differences")
    rows = table.filter(pl.col("quantity") == quantity).sort("year")
    return None if rows.is_empty() else rows.row(-1, named=True)


def _title(
    rows: pl.DataFrame,
    names: Sequence[str],
    quantity: str,
    budget: float | None,
    write: Callable[[float], str],
    moved: Mapping[str, float] | None,
) -> str:
    """Say when a budget may be exceeded; else by how much two policies differ in the last year, or the ranges alone."""
    if budget is not None:
        return _budget_title(rows.filter(pl.col("policy_title") == names[-1]), names[-1], budget)
    last = int(rows["year"].max())  # type: ignore[arg-type]
    ends = {row["policy_title"]: row for row in rows.filter(pl.col("year") == last).iter_rows(named=True)}
    one, other = ends[names[0]], ends[names[-1]]
    if len(names) == 1:
        told = {"range": interval(write(one["low"]), write(one["high"])), "middle": write(one["middle"])}
        return word("years.fan_title", year=last, **told)
    called = {"year": last, "name": short_title(names[-1]), "base": short_title(names[0])}
    if moved is None:
        ranges = {
            k: interval(write(row["low"]), write(row["high"])) for k, row in (("of_base", one), ("of_name", other))
        }
        return word("years.fan_title_ranges", **called, **ranges)
    change = people_change if quantity == "persons" else money_change
    told = {"change": change(moved["middle"]), "low": change(moved["low"]), "high": change(moved["high"])}
    return word("years.fan_title_moved", **called, **told)


def _budget_title(rows: pl.DataFrame, name: str, budget: float) -> str:
    told = {"name": short_title(name), "budget": money(budget)}
    may, sure = (rows.filter(pl.col(end) > budget)["year"] for end in ("high", "low"))
    if may.is_empty():
        return word("years.fan_title_within", **told)
    if sure.len() == rows.height:
        return word("years.fan_title_over", **told)
    return word("years.fan_title_may", year=int(may.min()), **told)  # type: ignore[arg-type]


@drawn_once
def _chart(names: tuple[str, ...], most: float, persons: bool, language: Language, width: int) -> AltairChart:
    import altair as alt

    labels = "format(datum.value, ',')" if persons else compact_money_expr("datum.value", language)
    legend = alt.Legend(
        orient="top", direction="vertical", title=None, labelLimit=width, symbolType="stroke", symbolOpacity=1
    )
    of_policy = alt.Scale(domain=list(names), range=list(_COLOURS[: len(names)]))
    colour = alt.Color("policy_title:N", scale=of_policy, legend=legend)
    x = alt.X("year:Q", title=None, scale=alt.Scale(nice=False, padding=8))
    x = x.axis(format="d", tickMinStep=1, grid=False)
    up = alt.Scale(domain=[0, most], nice=False)
    axis = alt.Axis(title=None, tickCount=5, labelExpr=labels, domain=False, ticks=False)
    bands = alt.Chart(alt.NamedData(name="bands"))
    edge = bands.mark_line(strokeWidth=1, strokeOpacity=0.6)  # the band is seen in print by its outline too
    middle = alt.Y("middle:Q", scale=up)
    points = bands.mark_point(filled=True, size=38, opacity=1)
    return alt.layer(
        bands.mark_area(opacity=0.2).encode(x, alt.Y("low:Q", scale=up, axis=axis), alt.Y2("high:Q"), colour),
        *(edge.encode(x, alt.Y(f"{end}:Q", scale=up), colour) for end in ("low", "high")),
        bands.mark_line(strokeWidth=2.5).encode(x, middle, colour),
        points.transform_filter("datum.known").encode(x, middle, colour),
        points.transform_filter("!datum.known").encode(
            x, middle, alt.Stroke("policy_title:N", scale=of_policy, legend=None), fill=alt.value(t.CARD)
        ),
        *budget_layers(most),
    ).properties(width=width, height=240)
