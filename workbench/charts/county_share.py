"""Dot plot of what the county pays in each scenario, with 80 % intervals and the budget's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.errors import InputError
from workbench.language import compact_money_expr, current_language, money, share, word
from workbench.simulation import Run

SURE = 0.9
_ROW_HEIGHT = 38


@dataclass(frozen=True)
class CountyCost:
    """One scenario: its name, low end, median and high end of the county's own cost (yuan a year), chance of fitting.

    role: "baseline", "scenario" (the one at hand) or "kept"; chance: share of the futures within the budget.
    """

    name: str
    role: str
    low: float
    median: float
    high: float
    chance: float


@check_kinds
def county_share(costs: Sequence[CountyCost], budget: float, run: Run, *, futures: int, width: int = 400) -> Figure:
    """Draw one row per scenario; `budget` in yuan a year, `futures` how many the intervals are of.

    >>> county_share([CountyCost("baseline", "baseline", 5e6, 6e6, 7e6, 0.8)], 6.5e6, run, futures=20)

    Raises InputError when there is no scenario.
    """
    if not costs:
        raise InputError("county_share: at least one scenario is wanted")
    table = pl.DataFrame(
        {
            "name": [cost.name for cost in costs],
            "role": [cost.role for cost in costs],
            "low_yuan_per_year": [cost.low for cost in costs],
            "median_yuan_per_year": [cost.median for cost in costs],
            "high_yuan_per_year": [cost.high for cost in costs],
            "chance_within_budget": [cost.chance for cost in costs],
        }
    )
    rows = table.rename({c: c.removesuffix("_yuan_per_year") for c in table.columns}).with_columns(
        amount=pl.Series([money(cost.median) for cost in costs], dtype=pl.String),
        sure=pl.Series([share(cost.chance, 0) for cost in costs], dtype=pl.String),
    )
    ends = [*table["low_yuan_per_year"], *table["high_yuan_per_year"], budget]
    low, high = min(ends), max(ends)
    room = 0.12 * (high - low or high or 1.0)
    height = _ROW_HEIGHT * len(costs)
    return Figure(
        name="county_share",
        language=current_language(),
        title=_title(costs, budget),
        subtitle=word("programmes.county_share_subtitle", budget=money(budget)),
        notes=(word("programmes.county_share_note", runs=f"{futures:,}"), *source_notes(run)),
        table=table,
        datasets={"rows": rows, "budget": pl.DataFrame({"x": [budget]})},
        drawing=_chart(tuple(cost.name for cost in costs), low - room, high + room, width, height),
        width=width + 150,
        height=height,
    )


def _title(costs: Sequence[CountyCost], budget: float) -> str:
    sure = [cost for cost in costs if cost.chance >= SURE]
    values = {"budget": money(budget), "sure": share(SURE, 0), "n": len(costs)}
    if not sure:
        return word("programmes.county_share_none", **values)
    if len(costs) == 1:
        return word("programmes.county_share_fits", **values)
    if len(sure) == len(costs):
        return word("programmes.county_share_all", **values)
    if len(sure) == 1:
        return word("programmes.county_share_one", name=sure[0].name, **values)
    return word("programmes.county_share_some", k=len(sure), **values)


@drawn_once
def _chart(names: tuple[str, ...], low: float, high: float, width: int, height: int) -> AltairChart:
    import altair as alt

    rows, budget = alt.Chart(alt.NamedData(name="rows")), alt.Chart(alt.NamedData(name="budget"))
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    ticks = alt.Axis(
        title=None,
        tickCount=4,
        labelExpr=compact_money_expr("datum.value", current_language()),
        grid=True,
        labelFlush=False,
    )
    x = alt.X("median:Q", scale=scale, axis=ticks)
    places = alt.Scale(domain=list(names), paddingInner=0.2, paddingOuter=0.1)
    y = alt.Y("name:N", sort=None, title=None, scale=places)
    y = y.axis(domain=False, ticks=False, labelPadding=8, labelLimit=150)
    hidden = alt.Y("name:N", sort=None, axis=None, scale=places)
    roles = ["baseline", "scenario", "kept"]

    def coloured(colours: list[str]) -> alt.Color:
        return alt.Color("role:N", scale=alt.Scale(domain=roles, range=colours), legend=None)

    band = rows.mark_bar(height=8, cornerRadius=3).encode(
        alt.X("low:Q", scale=scale, axis=ticks),
        alt.X2("high:Q"),
        y,
        coloured([t.LINE, t.SCENARIO_LIGHT, t.LINE]),
    )
    strong = [t.BASELINE_TEXT, t.SCENARIO, t.INK_2]
    dots = rows.mark_point(filled=True, size=90, opacity=1).encode(x, y, coloured(strong))
    line = budget.mark_rule(color=t.INK, strokeWidth=2).encode(alt.X("x:Q", scale=scale))
    above: t.Options = {"dy": -13, "fontSize": t.SIZE_NOTE, "fontWeight": t.WEIGHT_BOLD}
    halo = rows.mark_text(**above, stroke=t.CARD, strokeWidth=4, strokeJoin="round").encode(x, y, text="amount:N")
    text = rows.mark_text(**above).encode(x, y, coloured([t.BASELINE_TEXT, t.SCENARIO_TEXT, t.INK_2]), text="amount:N")
    picture = alt.layer(band, line, dots, halo, text).resolve_scale(color="independent")
    heading = alt.TitleParams(
        word("programmes.county_share_sure"),
        anchor="end",
        fontSize=t.SIZE_NOTE,
        fontWeight="normal",
        color=t.INK_2,
        offset=8,
    )
    sure = rows.mark_text(align="right", fontWeight=t.WEIGHT_BOLD).encode(
        hidden, coloured(strong), x=alt.value(70), text="sure:N"
    )
    column = sure.properties(width=70, height=height, title=heading)
    return alt.hconcat(picture.properties(width=width, height=height), column, spacing=8)
