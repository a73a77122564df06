"""Probabilities of a change of self-care by age: published points beside the smoothed lines."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.errors import unknown
from workbench.language import current_language, share, word

_STATES = ("healthy", "partial", "complete", "dead")
_KINDS = ("smoothed", "rescaled", "recalibrated")
_COLUMNS = ("sex", "age", "from", "to", "published", *_KINDS)
_FIRST, _LAST = 65, 100  # ages drawn
_EVERY = 3  # years of age between two points of a line


@check_kinds
def self_care_transitions(table: pl.DataFrame, sex: str = "male", *, size: int = 118) -> Figure:
    """Draw one-year probabilities by age: a row per state now, a column per state a year later.

    >>> self_care_transitions(smoothing_table(baseline), "female")

    table: that of `wb.care.smoothing_table`: sex, age, from, to, published (null between the bands' middles), smoothed,
    rescaled, recalibrated.
    """
    need_columns(table, _COLUMNS, "self_care_transitions: the table")
    known = table["sex"].unique().sort().to_list()
    if sex not in known:
        raise unknown("sex", sex, known)
    rows = table.filter((pl.col("sex") == sex) & (pl.col("age") <= _LAST)).sort("age")
    rows = rows.rename({"from": "before", "to": "after"})
    lines = rows.filter(((pl.col("age") - _FIRST) % _EVERY == 0) | (pl.col("age") == _LAST)).unpivot(
        index=["age", "before", "after"], on=list(_KINDS), variable_name="kind", value_name="share"
    )
    points = rows.drop_nulls("published").select("age", "before", "after", share="published")
    onset = rows.filter((pl.col("before") == "healthy") & pl.col("after").is_in(["partial", "complete"]))
    at = int(rows.drop_nulls("published")["age"].min())  # type: ignore[arg-type]
    of_age = onset.filter(pl.col("age") == at)
    printed, used = (share(float(of_age[kind].sum())) for kind in ("published", "recalibrated"))
    pairs = [(a, b) for a in _STATES[:3] for b in _STATES]
    datasets = {}
    for a, b in pairs:
        cell = (pl.col("before") == a) & (pl.col("after") == b)
        datasets[f"lines_{a}_{b}"] = lines.filter(cell).select("age", "kind", "share")
        datasets[f"points_{a}_{b}"] = points.filter(cell).select("age", "share")
    return Figure(
        name=f"self_care_transitions_{sex}",
        language=current_language(),
        title=word("care.transitions_title", sex=word(f"care.sex_{sex}"), age=at, printed=printed, used=used),
        subtitle=word("care.transitions_subtitle"),
        notes=(word("care.transitions_note"), word("care.transitions_source")),
        table=rows,
        datasets=datasets,
        drawing=_chart(size),
        width=4 * (size + 40),
        height=3 * (size + 46),
    )


@drawn_once
def _chart(size: int) -> AltairChart:
    import altair as alt

    colours = alt.Scale(domain=list(_KINDS), range=[t.MONEY[2], t.MONEY[4], t.SCENARIO])
    said = "{" + ",".join(f"'{kind}':'{word(f'care.kind_{kind}')}'" for kind in _KINDS) + "}[datum.label]"
    legend = alt.Legend(orient="top", title=None, labelExpr=said, symbolType="stroke", offset=14)
    ages = alt.Scale(domain=[_FIRST, _LAST], nice=False, zero=False)
    x = alt.X("age:Q", scale=ages, title=None, axis=alt.Axis(values=[70, 80, 90], grid=False, ticks=False))
    up = alt.Scale(domain=[0, 1], nice=False)
    y = alt.Y("share:Q", scale=up, title=None, axis=alt.Axis(values=[0, 0.5, 1], format="%", domain=False, ticks=False))
    rows = []
    for before in _STATES[:3]:
        cells = []
        for after in _STATES:
            heading = word("care.transition", a=word(f"care.state_{before}"), b=word(f"care.state_{after}"))
            title = alt.TitleParams(heading, anchor="start", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2)
            lines = alt.Chart(alt.NamedData(name=f"lines_{before}_{after}")).mark_line(strokeWidth=2)
            points = alt.Chart(alt.NamedData(name=f"points_{before}_{after}"))
            dots = points.mark_point(color=t.INK, filled=False, size=28, strokeWidth=1.5, opacity=1)
            drawn = alt.layer(lines.encode(x, y, alt.Color("kind:N", scale=colours, legend=legend)), dots.encode(x, y))
            cells.append(drawn.properties(width=size, height=size - 30, title=title))
        rows.append(alt.hconcat(*cells, spacing=14))
    return alt.vconcat(*rows, spacing=12)
