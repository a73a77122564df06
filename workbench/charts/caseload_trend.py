"""China's dibao caseload by year beside what standards alone would have made of it, in town and country."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.categories import Residence
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.errors import InputError
from workbench.language import current_language, share, word

_COLUMNS = ("year", "residence", "simulated", "published_figure", "status")
_SERIES = ("published", "simulated")
_SHAPES = {"published": "circle", "unverified": "diamond", "estimated": "square", "assumed": "triangle"}


@check_kinds
def caseload_trend_lines(table: pl.DataFrame, *, width: int = 300) -> Figure:
    """Draw `caseload_trend(county, scenario)`: persons by year over those of the base year, one panel a residence.

    >>> caseload_trend_lines(caseload_trend(county, baseline))

    Raises UnknownNameError for a table without its columns, InputError for one without rows.
    """
    need_columns(table, _COLUMNS, "caseload_trend_lines: table")
    if not table.height:
        raise InputError("caseload_trend_lines: the table has no rows")
    present = table["residence"].unique().to_list()
    places = [one.name.lower() for one in Residence if one.name.lower() in present]
    series = {name: word(f"charts.caseload_{name}") for name in _SERIES}
    rows = pl.concat(
        [
            table.select(
                "year",
                "residence",
                pl.lit(series[name]).alias("series"),
                pl.col("published_figure" if name == "published" else "simulated").alias("index"),
                (pl.col("status") if name == "published" else pl.lit("simulated")).alias("status"),
            )
            for name in _SERIES
        ]
    )
    return Figure(
        name="caseload_trend",
        language=current_language(),
        title=_title(table, places),
        subtitle=word("charts.caseload_subtitle", base=_base(table)),
        notes=(word("charts.caseload_note"), word("charts.caseload_marks")),
        table=table,
        datasets={"rows": rows},
        drawing=_chart(tuple(places), tuple(series.values()), width),
        width=len(places) * (width + 50),
        height=270,
    )


def _base(table: pl.DataFrame) -> int:
    """Return the year whose figures are 1."""
    ones = table.filter((pl.col("simulated") == 1) & (pl.col("published_figure") == 1))
    return int(ones["year"].min()) if ones.height else int(table["year"].max())  # type: ignore[arg-type]


def _title(table: pl.DataFrame, places: list[str]) -> str:
    """Say for each residence what the first year has in both series."""
    first = table.filter(pl.col("year") == pl.col("year").min())
    parts = []
    for place in places:
        row = first.row(by_predicate=pl.col("residence") == place, named=True)
        told = {"published": share(row["published_figure"], 0), "simulated": share(row["simulated"], 0)}
        parts.append(word("charts.caseload_part", place=word(f"common.{place}"), **told))
    return word("charts.caseload_title", year=int(first["year"][0]), parts=word("charts.caseload_and").join(parts))


@drawn_once
def _chart(places: tuple[str, ...], series: tuple[str, ...], width: int) -> AltairChart:
    import altair as alt

    rows = alt.Chart(alt.NamedData(name="rows"))
    colours = alt.Scale(domain=list(series), range=[t.INK, t.SCENARIO])
    legend = alt.Legend(orient="top", title=None, symbolType="stroke", labelLimit=2 * width)
    colour = alt.Color("series:N", scale=colours, legend=legend)
    shapes = alt.Scale(domain=[*_SHAPES, "simulated"], range=[*_SHAPES.values(), "circle"])
    x = alt.X("year:Q", title=None, scale=alt.Scale(nice=False, padding=10))
    x = x.axis(format="d", tickMinStep=1, grid=False)
    y = alt.Y("index:Q", scale=alt.Scale(zero=True), axis=alt.Axis(title=None, tickCount=4, domain=False, ticks=False))
    level = alt.Chart(alt.InlineData([{"at": 1}])).mark_rule(color=t.CORRIDOR_EDGE, strokeDash=[4, 3])

    def panel(place: str) -> AltairChart:
        here = rows.transform_filter(f"datum.residence == '{place}'")
        title = alt.TitleParams(
            word(f"common.{place}"), anchor="start", fontSize=t.SIZE_NOTE, color=t.INK_2, fontWeight="normal"
        )
        marks = here.mark_point(filled=True, size=42, opacity=1)
        layers = alt.layer(
            level.encode(alt.Y("at:Q")),
            here.mark_line(strokeWidth=2).encode(x, y, colour),
            marks.encode(x, y, colour, alt.Shape("status:N", scale=shapes, legend=None)),
        )
        return layers.properties(width=width, height=190, title=title)

    panels: AltairChart = alt.hconcat(*(panel(place) for place in places), spacing=28).resolve_scale(y="shared")
    return panels
