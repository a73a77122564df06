"""Which of the ten types of §2 meet in one person? An UpSet figure (Lex et al. 2014, IEEE TVCG 20:1983–1992)."""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.charts import tokens as t
from workbench.charts.drawing import drawn_once
from workbench.charts.figure import Figure, written
from workbench.charts.notes import source_notes
from workbench.language import current_language, people_in_prose, share, word
from workbench.simulation import PERSON_TYPES, Run, type_overlaps, untyped

_COLUMN, _ROW = 34, 22


def person_types(run: Run, *, most: int = 15) -> Figure:
    """Draw the commonest combinations of types and the size of each type; the run must keep TYPE_ROWS."""
    overlaps = type_overlaps(run)
    shown = overlaps.head(most).with_row_index("column")
    names = {one.name: one.zh if current_language() == "zh" else one.en for one in PERSON_TYPES}
    sizes = overlaps.explode("types").group_by("types").agg(pl.col("persons").sum()).sort("persons", descending=True)
    order = [names[name] for name in sizes["types"]]
    dots = shown.explode("types").select(
        "column", name=pl.col("types").replace_strict(names, default="", return_dtype=pl.String)
    )
    place = dict(zip(order, range(len(order)), strict=True))
    links = dots.group_by("column", maintain_order=True).agg(
        first=pl.col("name").sort_by(pl.col("name").replace_strict(place, default=0)).first(),
        last=pl.col("name").sort_by(pl.col("name").replace_strict(place, default=0)).last(),
    )
    bars = shown.select("column", "persons").with_columns(label=written(shown["persons"], lambda n: f"{n:,.0f}"))
    sides = pl.DataFrame(
        {"name": order, "persons": sizes["persons"], "label": [f"{n:,.0f}" for n in sizes["persons"]]},
    )
    typed, several = float(overlaps["persons"].sum()), _several(overlaps)
    part = float(shown["persons"].sum()) / typed if typed else float("nan")
    return Figure(
        name="person_types",
        language=current_language(),
        title=word(
            "programmes.types_title",
            n=people_in_prose(typed),
            several=people_in_prose(several),
            untyped=people_in_prose(float(untyped(run)["without_type_persons"].sum())),
        ),
        subtitle=word("programmes.types_subtitle", k=shown.height, share=share(part, 0)),
        notes=(word("programmes.types_note"), *source_notes(run)),
        table=overlaps.with_columns(types=pl.col("types").list.join(" + ")),
        datasets={"bars": bars, "dots": dots, "links": links, "sides": sides},
        drawing=_chart(tuple(order), shown.height),
        width=_COLUMN * max(shown.height, 1) + 330,
        height=150 + _ROW * len(order),
    )


def _several(overlaps: pl.DataFrame) -> float:
    return float(overlaps.filter(pl.col("types").list.len() > 1)["persons"].sum())


@drawn_once
def _chart(names: tuple[str, ...], columns: int) -> Any:
    import altair as alt

    wide, high = _COLUMN * max(columns, 1), _ROW * len(names)
    x = alt.X("column:O", axis=None, scale=alt.Scale(domain=list(range(columns))))
    y = alt.Y("name:N", sort=None, title=None, scale=alt.Scale(domain=list(names)))
    y = y.axis(domain=False, ticks=False, labelPadding=8, labelLimit=210, grid=False)
    bars, dots = alt.Chart(alt.NamedData(name="bars")), alt.Chart(alt.NamedData(name="dots"))
    tall = alt.layer(
        bars.mark_bar(color=t.PEOPLE[4], size=18).encode(x, alt.Y("persons:Q", axis=None)),
        bars.mark_text(dy=-7, fontSize=t.SIZE_NOTE - 2, color=t.INK_2).encode(x, alt.Y("persons:Q"), text="label:N"),
    ).properties(width=wide, height=140)
    grid = [{"column": k, "name": name} for k in range(columns) for name in names]
    matrix = alt.layer(
        alt.Chart(alt.InlineData(values=grid)).mark_circle(size=70, color=t.LINE, opacity=1).encode(x, y),
        alt.Chart(alt.NamedData(name="links"))
        .mark_rule(color=t.PEOPLE[4], strokeWidth=2.5)
        .encode(x, alt.Y("first:N", sort=None, scale=alt.Scale(domain=list(names))), alt.Y2("last:N")),
        dots.mark_circle(size=95, color=t.PEOPLE[4], opacity=1).encode(x, y),
    ).properties(width=wide, height=high)
    sides = alt.Chart(alt.NamedData(name="sides"))
    hidden = alt.Y("name:N", sort=None, axis=None, scale=alt.Scale(domain=list(names)))
    title = alt.TitleParams(
        word("programmes.types_size"), anchor="start", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2
    )
    side = alt.layer(
        sides.mark_bar(color=t.PEOPLE[2], size=12).encode(alt.X("persons:Q", axis=None), hidden),
        sides.mark_text(align="left", dx=4, fontSize=t.SIZE_NOTE, color=t.INK_2).encode(
            alt.X("persons:Q"), hidden, text="label:N"
        ),
    ).properties(width=80, height=high, title=title)
    below = alt.hconcat(matrix, side, spacing=10)
    return alt.vconcat(tall, below, spacing=4).resolve_scale(x="independent", y="independent")
