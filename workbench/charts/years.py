"""Cost and persons of dibao and tekun year by year, one line a policy; hollow where consumption is assumed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from workbench.arguments import check_kinds, listed
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked, source_notes
from workbench.errors import InputError, unknown
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
from workbench.law import MAIN
from workbench.yearly import Years

_MOST = 4
MEASURES = ("cost", "persons")
POLICY_COLOURS = (t.BASELINE_TEXT, t.SCENARIO, t.MONEY[4], t.PEOPLE[4])
_LEFT = 70  # pixels for the words of the axis


@check_kinds
def years_lines(
    answers: Sequence[Years],
    *,
    real: bool = False,
    measure: str | None = None,
    names: Sequence[str] | None = None,
    width: int = 520,
) -> Figure:
    """Draw cost and persons of each year for one to four policies over the same years; the first is compared with.

    >>> years_lines([wb.years(county, baseline, 2021, 2023)])

    real: in prices of the first year. measure: cost or persons alone; None: both. names: of the policies, in place of
    their titles. A point is hollow in a year whose standards rest on assumed consumption. Raises InputError for no or
    too many policies, other years, or names that are not one for each policy; UnknownNameError for a measure.
    """
    if measure is not None and measure not in MEASURES:
        raise unknown("measure", measure, MEASURES)
    given = policies(answers)
    called = policy_names(given, names)
    table = pl.concat([_rows(one, name, real=real) for one, name in zip(given, called, strict=True)])
    cost = "real_cost_yuan_per_year" if real else "cost_yuan_per_year"
    return Figure(
        name="_".join(["years", *(["real"] if real else []), *([measure] if measure else [])]),
        language=current_language(),
        title=_title(table, given[0], called) if measure is None else _title_of(table, given[0], called, measure),
        subtitle=word("charts.years_subtitle_real" if real else "charts.years_subtitle", year=given[0].first_year),
        notes=(
            *marked(dict.fromkeys(notice for one in given for notice in one.warnings)),
            *source_notes(given[0].run(given[0].first_year)),
        ),
        table=table.drop("known"),
        datasets={"rows": table.rename({cost: "cost"})},
        drawing=_chart(tuple(called), measure, current_language(), width),
        width=width + _LEFT,
        height=(400 if measure is None else 230) + 20 * len(called),
    )


def policies(answers: Sequence[Years]) -> list[Years]:
    """Return one to four answers over the same years; raises InputError for anything else."""
    given = listed("answers", answers, "answers over years")
    if not 0 < len(given) <= _MOST or any(not isinstance(one, Years) for one in given):
        raise InputError(f"answers: one to {_MOST} answers of wb.years are wanted")
    if len({(one.first_year, one.last_year) for one in given}) > 1:
        raise InputError("answers: policies over the same years are wanted")
    return list(given)


def policy_names(given: Sequence[Years], names: Sequence[str] | None) -> list[str]:
    """Return a name for each policy: the given ones, or their titles, numbered where two are the same."""
    if names is not None:
        called = [str(name) for name in listed("names", names, "names of policies")]
        if len(called) != len(given) or len(set(called)) != len(called):
            raise InputError(f"names: {len(given)} different names are wanted, one for each policy")
        return called
    titles = [one.base.title for one in given]
    return [f"{title} ({k + 1})" if titles.count(title) > 1 else title for k, title in enumerate(titles)]


def _rows(answers: Years, name: str, *, real: bool) -> pl.DataFrame:
    cost = "real_cost_yuan_per_year" if real else "cost_yuan_per_year"
    counted = (
        answers.totals.filter(pl.col("programme").is_in(MAIN))
        .group_by("year", maintain_order=True)
        .agg(pl.col("persons").sum(), pl.col(cost).sum())
    )
    return (
        counted.join(known_years(answers), on="year").sort("year").select(pl.lit(name).alias("policy_title"), pl.all())
    )


def known_years(answers: Years) -> pl.DataFrame:
    """Return year and known: whether the consumption behind both standards has a source."""
    return answers.standards.group_by("year").agg((pl.col("status") != "assumed").all().alias("known"))


def _title_of(table: pl.DataFrame, answers: Years, names: Sequence[str], measure: str) -> str:
    """Say one measure of the last year, and how it differs: from the first year, or between the first two policies."""
    column = "persons" if measure == "persons" else _cost_column(table)
    write, change = (people, people_change) if measure == "persons" else (money, money_change)
    of = {(row["policy_title"], row["year"]): row[column] for row in table.iter_rows(named=True)}
    first, last = answers.first_year, answers.last_year
    end = of[names[0], last]
    if len(names) == 1:
        moved = change(end - of[names[0], first])
        return word("years.lines_title_one", year=last, value=write(end), first=first, change=moved)
    moved = change(of[names[1], last] - end)
    return word(
        "years.lines_title_two", year=last, name=short_title(names[1]), base=short_title(names[0]), change=moved
    )


def _cost_column(table: pl.DataFrame) -> str:
    return next(name for name in table.columns if name.endswith("cost_yuan_per_year"))


def _title(table: pl.DataFrame, answers: Years, names: Sequence[str]) -> str:
    """Say what the last year has, and how it differs: from the first year, or between two policies."""
    first, last = answers.first_year, answers.last_year
    cost = _cost_column(table)
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
        **({} if len(names) == 2 else {"name": short_title(names[-1])}),
        base=short_title(names[0]),
        persons_change=people_change(other["persons"] - end["persons"]),
        cost_change=money_change(other[cost] - end[cost]),
    )


def short_title(title: str) -> str:
    """Return a title without what stands in brackets."""
    return title.partition("（")[0].partition(" (")[0]


@drawn_once
def _chart(names: tuple[str, ...], measure: str | None, language: Language, width: int) -> AltairChart:
    import altair as alt

    legend = alt.Legend(orient="top", direction="vertical", title=None, labelLimit=width, symbolType="stroke")
    of_policy = alt.Scale(domain=list(names), range=list(POLICY_COLOURS[: len(names)]))
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
    if measure is not None:
        return cost if measure == "cost" else persons
    return alt.vconcat(cost, persons, spacing=26)
