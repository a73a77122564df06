"""What one payer bears of dibao and tekun year by year, a line a policy, with an optional budget line."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from workbench.arguments import check_kinds, number
from workbench.charts.base import tokens as t
from workbench.charts.base.budget_line import DATASET, budget_layers, budget_rows
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked
from workbench.charts.years import POLICY_COLOURS, known_years, policies, policy_names
from workbench.errors import unknown
from workbench.language import Language, compact_money_expr, current_language, money, word
from workbench.law import MAIN, PAYERS
from workbench.yearly import Years

_LEFT, _LEGEND = 70, 20  # pixels for the words of the axis, and a line of the key


@check_kinds
def years_payer(
    answers: Sequence[Years],
    payer: str = "county",
    *,
    budget: float | None = None,
    names: Sequence[str] | None = None,
    width: int = 460,
    height: int = 230,
) -> Figure:
    """Draw what a payer bears of dibao and tekun in each year (yuan of the year), for one to four policies.

    >>> years_payer([wb.years(county, baseline, 2021, 2023)], budget=20e6)

    payer: county, city, province or central. budget: yuan a year that the payer may spend. names: of the policies, in
    place of their titles. A point is hollow in a year whose standards rest on assumed consumption. No range is drawn:
    each line is one path at the usual values. Raises as `years_lines`, and UnknownNameError for a payer.
    """
    if payer not in PAYERS:
        raise unknown("payer", payer, PAYERS)
    given = policies(answers)
    called = policy_names(given, names)
    limit = None if budget is None else number("budget", budget)
    told = called[min(1, len(called) - 1)]  # the policy that is compared with the first
    table = pl.concat([_rows(one, name, payer) for one, name in zip(given, called, strict=True)])
    most = max(float(table["cost_yuan_per_year"].max()), limit or 0.0, 1.0) * 1.12  # type: ignore[arg-type]
    return Figure(
        name=f"years_{payer}",
        language=current_language(),
        title=_title(table.filter(pl.col("policy_title") == told), told, payer, limit),
        subtitle=word("years.payer_subtitle", payer=word(f"programmes.payer_{payer}")),
        notes=marked(dict.fromkeys(notice for one in given for notice in one.warnings)),
        table=table.drop("known"),
        datasets={"rows": table, DATASET: budget_rows(limit)},
        drawing=_chart(tuple(called), most, _below(table, limit), current_language(), width, height),
        width=width + _LEFT,
        height=height + 30 + _LEGEND * len(called),
    )


def _rows(answers: Years, name: str, payer: str) -> pl.DataFrame:
    borne = answers.payers.filter((pl.col("payer") == payer) & pl.col("programme").is_in(MAIN))
    summed = borne.group_by("year").agg(pl.col("cost_yuan_per_year").sum())
    return (
        known_years(answers)
        .join(summed, on="year", how="left")
        .sort("year")
        .select(
            pl.lit(name).alias("policy_title"),
            "year",
            pl.lit(payer).alias("payer"),
            pl.col("cost_yuan_per_year").fill_null(0.0),
            "known",
        )
    )


def _title(rows: pl.DataFrame, name: str, payer: str, budget: float | None) -> str:
    """Say from which year on a policy exceeds the budget; without one what it costs the payer."""
    ends = rows.row(0, named=True), rows.row(-1, named=True)
    told = {"name": name, "payer": word(f"programmes.payer_{payer}")}
    if budget is None:
        first, last = ({"year": end["year"], "cost": money(end["cost_yuan_per_year"])} for end in ends)
        return word(
            "years.payer_title", year=last["year"], cost=last["cost"], first=first["year"], was=first["cost"], **told
        )
    over = rows.filter(pl.col("cost_yuan_per_year") > budget)["year"]
    if over.is_empty():
        return word("years.payer_title_within", budget=money(budget), last=ends[1]["year"], **told)
    if over.len() == rows.height:
        return word("years.payer_title_over", budget=money(budget), **told)
    return word("years.payer_title_from", budget=money(budget), year=int(over.min()), n=over.len(), **told)  # type: ignore[arg-type]


def _below(table: pl.DataFrame, budget: float | None) -> bool:
    """Say whether the budget's words stand below its line: where most of the lines run above it."""
    return budget is not None and float((table["cost_yuan_per_year"] > budget).to_numpy().mean()) > 0.5


@drawn_once
def _chart(
    names: tuple[str, ...], most: float, below: bool, language: Language, width: int, height: int
) -> AltairChart:
    import altair as alt

    legend = alt.Legend(orient="top", title=None, labelLimit=width, symbolType="stroke")
    of_policy = alt.Scale(domain=list(names), range=list(POLICY_COLOURS[: len(names)]))
    colour = alt.Color("policy_title:N", scale=of_policy, legend=legend)
    rows = alt.Chart(alt.NamedData(name="rows"))
    x = alt.X("year:Q", title=None, scale=alt.Scale(nice=False, padding=8))
    x = x.axis(format="d", tickMinStep=1, grid=False)
    up = alt.Scale(domain=[0, most], nice=False)
    labels = compact_money_expr("datum.value", language)
    axis = alt.Axis(title=None, tickCount=5, labelExpr=labels, domain=False, ticks=False)
    y = alt.Y("cost_yuan_per_year:Q", scale=up, axis=axis)
    points = rows.mark_point(filled=True, size=38, opacity=1)
    return alt.layer(
        rows.mark_line(strokeWidth=2.5).encode(x, y, colour),
        points.transform_filter("datum.known").encode(x, y, colour),
        points.transform_filter("!datum.known").encode(
            x, y, alt.Stroke("policy_title:N", scale=of_policy, legend=None), fill=alt.value(t.CARD)
        ),
        *budget_layers(most, below=below),
    ).properties(width=width, height=height)
