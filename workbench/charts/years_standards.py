"""The dibao standards year by year within the corridor of the law; the mark says how sure the consumption used is."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked
from workbench.language import current_language, in_language, word, yuan
from workbench.yearly import Years

RESIDENCES = ("urban", "rural")
_COLOURS = (t.COUNTY, t.GAINS[2])
# An official figure, one worked out from another place's, none: the shape says it, also in print.
_SHAPES = {"official": "circle", "estimated": "diamond", "assumed": "circle"}
_STATUS = {"published": "official", "unverified": "official", "estimated": "estimated", "assumed": "assumed"}


@check_kinds
def years_standards(answers: Years, *, name: str | None = None, width: int = 460, height: int = 240) -> Figure:
    """Draw both dibao standards (yuan a month) of each year and the corridor that §3 allows on that year's consumption.

    >>> years_standards(wb.years(county, baseline, 2021, 2025))

    name: of the policy, in place of its title. The corridor of a year is the ratio's corridor times the consumption of
    the year before ÷ 12. A disc: consumption is an official figure; a diamond: it is estimated; hollow: it is assumed.
    A dashed line ends the years with a source.
    """
    rows = [_row(answers, row) for row in answers.standards.iter_rows(named=True)]
    kinds = dict.fromkeys(("year", "low_yuan", "high_yuan"), pl.Float64) | {"year": pl.Int64}
    table = pl.DataFrame(rows, schema_overrides=kinds)
    drawn = table.with_columns(
        known=pl.col("status").replace_strict(_STATUS, return_dtype=pl.String),
        label=pl.Series([yuan(value) for value in table["standard_yuan_per_month"]], dtype=pl.String),
    )
    first, last = answers.first_year, answers.last_year
    ends = drawn.filter(pl.col("year") == last)
    labels = pl.Series([f"{word(f'common.{r}')} {text}" for r, text in ends.select("residence", "label").iter_rows()])
    known_to = known_until(table, first)
    until = pl.DataFrame(
        {"year": [known_to + 0.5], "label": [word("years.standards_until", year=known_to)]}
        if first <= known_to < last
        else {},
        schema={"year": pl.Float64, "label": pl.String},
    )
    top = float(max(table[name].max() or 0.0 for name in ("standard_yuan_per_month", "high_yuan"))) * 1.12  # type: ignore[arg-type]
    return Figure(
        name="years_standards",
        language=current_language(),
        title=_title(table, last, known_to),
        subtitle=word("years.standards_subtitle", policy=name or answers.base.title),
        notes=marked(answers.warnings),
        table=table,
        datasets={
            "rows": drawn.drop("label"),
            "labels": ends.with_columns(label=labels),
            "until": until,
        },
        drawing=_chart(first, last, top, width, height),
        width=width + 70,
        height=height + 40,
    )


def known_until(table: pl.DataFrame, first: int) -> int:
    """Return the last year up to which both standards rest on consumption with a source; first - 1 where none does."""
    unknown = table.filter(pl.col("status") == "assumed")["year"]
    return int(unknown.min()) - 1 if unknown.len() else int(table["year"].max() or first)  # type: ignore[arg-type]


def _row(answers: Years, row: dict[str, object]) -> dict[str, object]:
    """Return a year's standard of a residence with the corridor in yuan; None for an end that is open."""
    ratio = answers.scenario(int(str(row["year"]))).book.parameters[f"{row['residence']}_dibao_ratio"]
    monthly = float(str(row["consumption_yuan_per_year"])) / 12
    low, high = (None, None) if ratio.corridor is None else (ratio.corridor.low, ratio.corridor.high)
    kept = ("year", "residence", "standard_yuan_per_month", "consumption_yuan_per_year", "status", "in_corridor")
    return {
        **{name: row[name] for name in kept},
        "low_yuan": None if low is None else low * monthly,
        "high_yuan": None if high is None else high * monthly,
    }


def _title(table: pl.DataFrame, last: int, known_to: int) -> str:
    """Name the years outside the corridor; else both standards of the last year, and which consumption is assumed."""
    outside = table.filter(~pl.col("in_corridor"))["year"].unique().sort().to_list()
    if outside:
        joint = in_language("、", ", ").join(map(str, outside[:3])) + ("…" if len(outside) > 3 else "")
        return word("years.standards_title_outside", years=joint, n=len(outside))
    of = dict(table.filter(pl.col("year") == last).select("residence", "standard_yuan_per_month").iter_rows())
    told = {"year": last, **{residence: yuan(of[residence]) for residence in RESIDENCES}}
    if known_to >= last:
        return word("years.standards_title_known", **told)
    return word("years.standards_title", known=known_to, **told)


@drawn_once
def _chart(first: int, last: int, top: float, width: int, height: int) -> AltairChart:
    import altair as alt

    across = alt.Scale(domain=[first - 0.4, last + 0.4], nice=False, zero=False)
    step = 1 if last - first <= 8 else 2
    axis = alt.Axis(values=list(range(first, last + 1, step)), format="d", grid=False)
    x = alt.X("year:Q", scale=across, axis=axis, title=None)
    up = alt.Scale(domain=[0, top], nice=False)
    values = alt.Axis(title=None, tickCount=4, domain=False, ticks=False)
    standard = alt.Y("standard_yuan_per_month:Q", scale=up, axis=values)
    mark = alt.Shape("known:N", scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())), legend=None)
    of_residence = alt.Scale(domain=list(RESIDENCES), range=list(_COLOURS))
    rows, labels, until = (alt.Chart(alt.NamedData(name=name)) for name in ("rows", "labels", "until"))
    colour = alt.Color("residence:N", scale=of_residence, legend=None)
    points = rows.mark_point(size=48, opacity=1, strokeWidth=1.5, filled=True)
    stroke = alt.Stroke("residence:N", scale=of_residence, legend=None)
    hollow = "datum.known == 'assumed'"
    said = until.mark_text(align="left", dx=5, baseline="bottom", fontSize=t.SIZE_NOTE, color=t.INK_2)
    ends: t.Options = {"align": "right", "dx": 6, "fontWeight": t.WEIGHT_BOLD}
    # The higher standard is named above its line, the lower one below.
    above = labels.transform_filter("datum.residence == 'urban'").mark_text(dy=-16, **ends)
    below = labels.transform_filter("datum.residence == 'rural'").mark_text(dy=18, **ends)
    return alt.layer(
        rows.mark_area(opacity=0.18).encode(
            x,
            alt.Y("low_yuan:Q", scale=up, axis=values),
            alt.Y2("high_yuan:Q"),
            alt.Fill("residence:N", scale=of_residence, legend=None),
        ),
        until.mark_rule(strokeDash=[3, 3], color=t.INK_2).encode(x),
        said.encode(x, y=alt.datum(0), text="label:N"),
        rows.mark_line(strokeWidth=2).encode(x, standard, colour),
        points.transform_filter(f"!({hollow})").encode(x, standard, mark, colour),
        points.transform_filter(hollow).encode(x, standard, mark, stroke, fill=alt.value(t.CARD)),
        above.encode(x, standard, colour, text="label:N"),
        below.encode(x, standard, colour, text="label:N"),
    ).properties(width=width, height=height)
