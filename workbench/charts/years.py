"""Cost and persons of dibao and tekun year by year, one line a policy; hollow where consumption is assumed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from workbench.arguments import check_kinds, listed
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked, source_notes
from workbench.errors import InputError
from workbench.language import (
    Language,
    compact_money_expr,
    current_language,
    money,
    money_change,
    people,
    people_change,
    word,
)
from workbench.yearly import Years

_MOST = 4
_COLOURS = (t.BASELINE_TEXT, t.SCENARIO, t.MONEY[4], t.PEOPLE[4])
_PROGRAMMES = ("dibao", "tekun")
_LEFT = 70  # pixels for the words of the axis


@check_kinds
def years_lines(
    answers: Sequence[Years],
    *,
    real: bool = False,
    names: Sequence[str] | None = None,
    abreast: bool = False,
    width: int = 520,
) -> Figure:
    """Draw cost and persons of each year for one to four policies over the same years; the first is compared with.

    >>> years_lines([wb.years(county, baseline, 2021, 2023)])

    real: in prices of the first year. names: of the policies; None: the titles of their scenarios. abreast: cost and
    persons side by side, each `width` wide, for a slide. A point is hollow in a year whose standards rest on assumed
    consumption. Raises InputError for no or too many policies, other years, or names that don't tell them apart.
    """
    given = listed("answers", answers, "answers over years")
    if not 0 < len(given) <= _MOST or any(not isinstance(one, Years) for one in given):
        raise InputError(f"answers: one to {_MOST} answers of wb.years are wanted")
    if len({(one.first_year, one.last_year) for one in given}) > 1:
        raise InputError("answers: policies over the same years are wanted")
    names = _names(given) if names is None else _told_apart(names, len(given))
    table = pl.concat([_rows(one, name, real=real) for one, name in zip(given, names, strict=True)])
    cost = "real_cost_yuan_per_year" if real else "cost_yuan_per_year"
    return Figure(
        name="years_real" if real else "years",
        language=current_language(),
        title=_title(table, given[0].first_year, given[0].last_year, names),
        subtitle=word("charts.years_subtitle_real" if real else "charts.years_subtitle", year=given[0].first_year),
        notes=(
            *marked(dict.fromkeys(notice for one in given for notice in one.warnings)),
            *source_notes(given[0].run(given[0].first_year)),
        ),
        table=table.drop("known"),
        datasets={"rows": table.rename({cost: "cost"})},
        drawing=_chart(tuple(names), current_language(), width, abreast),
        width=2 * (width + _LEFT) if abreast else width + _LEFT,
        height=(200 if abreast else 400) + 20 * len(names),
    )


def _names(given: Sequence[Years]) -> list[str]:
    titles = [one.base.title for one in given]
    return [f"{title} ({k + 1})" if titles.count(title) > 1 else title for k, title in enumerate(titles)]


def _told_apart(names: Sequence[str], number: int) -> list[str]:
    found = [str(name) for name in listed("names", names, "names of policies")]
    if len(set(found)) < number or len(found) != number:
        raise InputError(f"names: {number} different names are wanted, one a policy, not {', '.join(found) or 'none'}")
    return found


def _rows(answers: Years, name: str, *, real: bool) -> pl.DataFrame:
    cost = "real_cost_yuan_per_year" if real else "cost_yuan_per_year"
    counted = (
        answers.totals.filter(pl.col("programme").is_in(_PROGRAMMES))
        .group_by("year", maintain_order=True)
        .agg(pl.col("persons").sum(), pl.col(cost).sum())
    )
    known = answers.standards.group_by("year").agg((pl.col("status") != "assumed").all().alias("known"))
    return counted.join(known, on="year").sort("year").select(pl.lit(name).alias("policy_title"), pl.all())


def _title(table: pl.DataFrame, first: int, last: int, names: Sequence[str]) -> str:
    """Say what the last year has, and how it differs: from the first year, or between two policies."""
    cost = next(name for name in table.columns if name.endswith("cost_yuan_per_year"))
    of = {(row["policy_title"], row["year"]): row for row in table.iter_rows(named=True)}
    end = of[names[0], last]
    if len(names) == 1:
        begin = of[names[0], first]
        return word(
            "charts.years_title",
            year=last,
            persons=people(end["persons"]),
            cost=money(end[cost]),
            first=first,
            persons_change=people_change(end["persons"] - begin["persons"]),
            cost_change=money_change(end[cost] - begin[cost]),
        )
    other = of[names[-1], last]
    return word(
        "charts.years_title_two" if len(names) == 2 else "charts.years_title_other",
        year=last,
        **({} if len(names) == 2 else {"name": _short(names[-1])}),
        base=_short(names[0]),
        persons_change=people_change(other["persons"] - end["persons"]),
        cost_change=money_change(other[cost] - end[cost]),
    )


def _short(title: str) -> str:
    """Return a title without what stands in brackets."""
    return title.partition("（")[0].partition(" (")[0]


@drawn_once
def _chart(names: tuple[str, ...], language: Language, width: int, abreast: bool) -> AltairChart:
    import altair as alt

    legend = alt.Legend(orient="top", direction="vertical", title=None, labelLimit=width, symbolType="stroke")
    of_policy = alt.Scale(domain=list(names), range=list(_COLOURS[: len(names)]))
    colour = alt.Color("policy_title:N", scale=of_policy, legend=legend)
    rows = alt.Chart(alt.NamedData(name="rows"))
    years = alt.X("year:Q", title=None, scale=alt.Scale(nice=False, padding=8))
    years = years.axis(format="d", tickMinStep=1, grid=False)

    def panel(field: str, heading: str, written: str) -> AltairChart:
        axis = alt.Axis(title=None, tickCount=4, labelExpr=written, domain=False, ticks=False)
        y = alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=True))
        lines = rows.mark_line(strokeWidth=2).encode(years, y, colour)
        solid = rows.transform_filter("datum.known").mark_point(filled=True, size=38, opacity=1)
        hollow = rows.transform_filter("!datum.known").mark_point(filled=True, size=34, opacity=1, strokeWidth=1.5)
        title = alt.TitleParams(heading, anchor="start", fontSize=t.SIZE_NOTE, color=t.INK_2, fontWeight="normal")
        layers = alt.layer(
            lines,
            solid.encode(years, y, colour),
            hollow.encode(
                years,
                y,
                alt.Stroke("policy_title:N", scale=of_policy, legend=None),
                fill=alt.value(t.CARD),
            ),
        )
        return layers.properties(width=width, height=150, title=title)

    cost = panel("cost", word("charts.years_cost"), compact_money_expr("datum.value", language))
    persons = panel("persons", word("charts.years_persons"), "format(datum.value, ',')")
    return alt.hconcat(cost, persons, spacing=40) if abreast else alt.vconcat(cost, persons, spacing=26)
