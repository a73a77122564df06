"""Where is care missing, year by year? Persons without a nursing bed by town, one small tile map a year."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import drawn_once
from workbench.charts.base.figure import Figure, need_columns, written
from workbench.charts.base.notes import care_source
from workbench.charts.base.tile_grid import Grid, placed
from workbench.errors import unknown
from workbench.language import current_language, in_column, in_language, interval, people, town_name, word
from workbench.place import current_place

if TYPE_CHECKING:
    import altair as alt

_CLASSES = (0.5, 3.0, 6.0, 10.0)  # persons: below the first nobody is missing a bed
_GAP = 0.04
# English names are long: wider tiles, and fewer maps beside one another.
_WIDER = {"zh": (1.0, 3), "en": (2.0, 2)}
_COLUMNS = ("year", "town", "indicator", "expected")


@check_kinds
def unmet_need_map(
    towns: pl.DataFrame, years: list[int] | None = None, *, homes: pl.DataFrame | None = None, size: int = 205
) -> Figure:
    """Draw persons who would live in a home and find no nursing bed within reach, by town and year.

    >>> unmet_need_map(projection.towns)

    towns: `Projection.towns` (year, town, indicator, expected …). years: those to show (None: all after the base year).
    homes: as of `target_path`.
    """
    need_columns(towns, _COLUMNS, "the table of a projection's towns")
    rows = towns.filter(pl.col("indicator") == "unmet_persons")
    known = sorted(rows["year"].unique().to_list())
    shown = known[1:] if years is None else years
    for year in shown:
        if year not in known:
            raise unknown("year", str(year), map(str, known))
    rows = rows.filter(pl.col("year").is_in(shown)).select(_COLUMNS)
    shade = pl.lit(0)
    for limit in _CLASSES:
        shade = shade + (pl.col("expected") >= limit).cast(pl.Int64)
    tiles = placed(rows, _GAP).with_columns(
        shade=shade,
        short=written(rows["town"], _short),
        value=written(rows["expected"], _persons),
    )
    wider, most = in_language(_WIDER["zh"], _WIDER["en"])
    width, columns = round(size * wider), min(most, len(shown))
    return Figure(
        name="unmet_need_map",
        language=current_language(),
        title=_title(rows, shown),
        subtitle=word("care.map_subtitle"),
        notes=(word("care.map_note"), care_source(homes)),
        table=rows,
        datasets={f"tiles_{year}": tiles.filter(pl.col("year") == year) for year in shown},
        drawing=_chart(tuple(shown), Grid.of(current_place(), legend=False), columns, width, size),
        width=columns * (width + 22),
        height=-(-len(shown) // columns) * (size + 40),
    )


def _persons(count: float) -> str:
    """Write whole persons; below the first class nobody is missing a bed."""
    return in_column(count if count >= _CLASSES[0] else 0, "persons", precision=0)


def _short(town: str) -> str:
    """Return a town's name without its kind: there is little room in a tile."""
    name = town_name(town)
    short = re.sub("(街道|镇|乡)$", "", name)
    return short if len(short) > 1 else name


def _title(rows: pl.DataFrame, shown: list[int]) -> str:
    last = rows.filter(pl.col("year") == shown[-1]).sort("expected", descending=True)
    total = float(last["expected"].sum())
    if total < _CLASSES[0]:
        return word("care.map_title_none", year=shown[-1])
    missing = last.filter(pl.col("expected") >= _CLASSES[0])
    if missing.height == 1 or (missing.height > 1 and missing["expected"][0] - missing["expected"][1] >= 1.0):
        town = town_name(last["town"][0])
        return word("care.map_title_town", year=shown[-1], n=people(total), town=town, most=people(last["expected"][0]))
    return word("care.map_title", year=shown[-1], n=people(total), towns=max(1, missing.height))


@drawn_once
def _chart(years: tuple[int, ...], grid: Grid, columns: int, width: int, size: int) -> alt.ConcatChart:
    import altair as alt

    shades = alt.Scale(domain=list(range(len(_CLASSES) + 1)), range=[t.LINE_2, *t.PEOPLE[1:5]])
    ends = [1.0, *_CLASSES[1:]]
    names = [word("care.map_class_none"), *(interval(_persons(low), _persons(high)) for low, high in pairwise(ends))]
    names.append(f"≥{_persons(ends[-1])}")
    said = "[" + ",".join(f"'{name}'" for name in names) + "][datum.value]"
    legend = alt.Legend(
        orient="top", title=None, labelExpr=said, symbolType="square", direction="horizontal", offset=16
    )
    ramp = alt.Color("shade:O", scale=shades, legend=legend)
    maps = []
    for year in years:
        tiles = alt.Chart(alt.NamedData(name=f"tiles_{year}"))
        ink = alt.condition("datum.shade >= 4", alt.value(t.CARD), alt.value(t.INK))
        x, y = grid.x, grid.y
        text = tiles.encode(x("xm"), y("ym"), color=ink)
        layers = alt.layer(
            tiles.mark_rect(cornerRadius=3).encode(x("x"), y("y"), alt.X2("x2"), alt.Y2("y2"), ramp),
            text.mark_text(dy=-8, fontSize=t.SIZE_NOTE).encode(text="short:N"),
            text.mark_text(dy=9, fontSize=t.SIZE_BODY, fontWeight=t.WEIGHT_BOLD).encode(text="value:N"),
        )
        title = alt.TitleParams(str(year), anchor="start", fontSize=t.SIZE_BODY, color=t.INK_2)
        maps.append(layers.properties(width=width, height=size, title=title))
    return alt.concat(*maps, columns=columns, spacing=14)
