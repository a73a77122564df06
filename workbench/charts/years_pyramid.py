"""A population pyramid of a year: residents by age and sex, recipients marked, the first year's outline behind."""

from __future__ import annotations

import numpy as np
import polars as pl

from workbench.arguments import check_kinds, whole_number
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.charts.base.notes import people_words
from workbench.errors import InputError
from workbench.language import choice_name, current_language, people, share, word
from workbench.simulation import Run

_COLUMNS = ("year", "age_group", "sex", "persons", "recipients")
_SEXES = ("male", "female")
_WIDTH_OF_GROUP, _OLDEST = 5, 85
AGE_GROUPS = (*(f"{a}–{a + _WIDTH_OF_GROUP - 1}" for a in range(0, _OLDEST, _WIDTH_OF_GROUP)), f"{_OLDEST}+")
_FROM_60 = 60 // _WIDTH_OF_GROUP


@check_kinds
def ages_of(run: Run, year: int) -> pl.DataFrame:
    """Return year, age_group, sex, persons and recipients of dibao or tekun of a run's people, by household weight.

    >>> ages_of(run, 2021).columns
    ['year', 'age_group', 'sex', 'persons', 'recipients']

    The run must have kept dibao_recipient and tekun_recipient; raises InputError where it hasn't.
    """
    whole_number("year", year, 0)
    columns = run.population.arrays()
    received = run.row("dibao_recipient") | run.row("tekun_recipient")
    weight = columns.to_persons(columns.household["weight"])
    group = np.minimum(columns.person["age"] // _WIDTH_OF_GROUP, len(AGE_GROUPS) - 1)
    female = (run.population.persons["sex"] == "female").to_numpy()
    rows = []
    for sex, chosen in (("male", ~female), ("female", female)):
        counted, helped = (
            np.bincount(group[chosen], of[chosen], minlength=len(AGE_GROUPS)) for of in (weight, weight * received)
        )
        rows += [(year, name, sex, float(counted[k]), float(helped[k])) for k, name in enumerate(AGE_GROUPS)]
    return pl.DataFrame(rows, schema=list(_COLUMNS), orient="row")


@check_kinds
def years_pyramid(
    ages: pl.DataFrame, year: int, *, run: Run | None = None, width: int = 420, height: int = 340
) -> Figure:
    """Draw the pyramid of a year, with recipients of dibao or tekun in red and the frame's first year as an outline.

    >>> years_pyramid(pl.concat([ages_of(run, 2021), ages_of(run_after, 2022)]), 2022)

    ages: rows of `ages_of` of two or more years. run: whose people and scenario the notes name. Scales are fixed over
    all years of the frame, so that a moving year moves the bars alone. Raises InputError for a year without rows.
    """
    need_columns(ages, _COLUMNS, "the table of ages")
    whole_number("year", year, 0)
    years = ages["year"].unique().sort().to_list()
    if year not in years:
        raise InputError(f"year: {year} has no rows; there are {', '.join(map(str, years))}")
    first = years[0]
    side = pl.when(pl.col("sex") == "male").then(-1).otherwise(1)
    signed = ages.with_columns(all=pl.col("persons") * side, helped=pl.col("recipients") * side)
    return Figure(
        name="years_pyramid",
        language=current_language(),
        title=_title(ages, year, first),
        subtitle=word(
            "years.pyramid_subtitle" if year != first else "years.pyramid_subtitle_first", year=year, first=first
        ),
        notes=() if run is None else (word("years.pyramid_note", people=people_words(run.population)),),
        table=ages.filter(pl.col("year").is_in([first, year])),
        datasets={
            "now": signed.filter(pl.col("year") == year),
            "first": signed.filter(pl.col("year") == first),
        },
        drawing=_chart(float(ages["persons"].max() or 1.0) * 1.04, width, height),  # type: ignore[arg-type]
        width=width + 60,
        height=height + 50,
    )


def _title(ages: pl.DataFrame, year: int, first: int) -> str:
    """Say the share of those from 60 on and of recipients, then and now."""
    now, then = (_shares(ages.filter(pl.col("year") == one)) for one in (year, first))
    if year == first:
        return word("years.pyramid_title_first", year=year, old=share(now[0]), helped=people(now[1]))
    return word(
        "years.pyramid_title",
        year=year,
        first=first,
        old=share(now[0]),
        was=share(then[0]),
        helped=people(now[1]),
        before=people(then[1]),
    )


def _shares(ages: pl.DataFrame) -> tuple[float, float]:
    old = _sum(ages.filter(pl.col("age_group").is_in(AGE_GROUPS[_FROM_60:])), "persons")
    everybody = _sum(ages, "persons")
    return old / everybody if everybody else float("nan"), _sum(ages, "recipients")


def _sum(rows: pl.DataFrame, column: str) -> float:
    return float(rows[column].to_numpy().sum())


@drawn_once
def _chart(most: float, width: int, height: int) -> AltairChart:
    import altair as alt

    now, first = alt.Chart(alt.NamedData(name="now")), alt.Chart(alt.NamedData(name="first"))
    order = list(AGE_GROUPS[::-1])
    band = alt.Scale(domain=order, paddingInner=0.12)
    y = alt.Y("age_group:O", scale=band, title=None, axis=alt.Axis(domain=False, ticks=False, labelOverlap=True))
    scale = alt.Scale(domain=[-most, most], nice=False)
    axis = alt.Axis(title=None, tickCount=6, labelExpr="format(abs(datum.value), ',')", domain=False, grid=True)
    sides = pl.DataFrame({"at": [-most, most], "label": [choice_name(sex) for sex in _SEXES]})
    names = alt.Chart(alt.InlineData(sides.to_dicts()))
    said: t.Options = {"fontWeight": t.WEIGHT_BOLD, "color": t.INK_2, "baseline": "top"}
    left = names.transform_filter("datum.at < 0").mark_text(align="left", dx=4, **said)
    right = names.transform_filter("datum.at > 0").mark_text(align="right", dx=-4, **said)
    at = alt.X("at:Q", scale=scale)
    return alt.layer(
        now.mark_bar(color=t.PEOPLE[2]).encode(alt.X("all:Q", scale=scale, axis=axis), y),
        now.mark_bar(color=t.SCENARIO).encode(alt.X("helped:Q", scale=scale), y),
        first.mark_bar(filled=False, stroke=t.BASELINE_TEXT, strokeWidth=1.5).encode(alt.X("all:Q", scale=scale), y),
        left.encode(at, y=alt.value(2), text="label:N"),
        right.encode(at, y=alt.value(2), text="label:N"),
    ).properties(width=width, height=height)
