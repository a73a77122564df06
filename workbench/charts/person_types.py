"""UpSet figure of the ten types of §2 that meet in one person (Lex et al. 2014, IEEE TVCG 20:1983–1992)."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, written
from workbench.charts.base.notes import source_notes
from workbench.language import current_language, in_column, people, people_in_prose, share, word
from workbench.simulation import PERSON_TYPES, Run, type_overlaps, untyped

# Pixels: a combination's column and a type's row; the sizes' bars with their numbers, the names, the room beside them;
# the combinations' bars with their numbers; where the rows begin.
_COLUMN, _ROW = 44, 24
_SIDE, _NUMBER, _NAMES, _GAP = 116, 46, 224, 10
_LEFT = _SIDE + _NAMES + 3 * _GAP
_TALL, _NUMBERS = 120, 18
_TOP = _NUMBERS + _TALL + 28


@check_kinds
def person_types(run: Run, *, most: int = 10) -> Figure:
    """Draw the commonest combinations of types and the size of each type; the run must keep TYPE_ROWS.

    >>> person_types(run_of_types)
    """
    overlaps = type_overlaps(run)
    shown = overlaps.head(most).with_row_index("column")
    names = {one.name: one.label for one in PERSON_TYPES}
    sizes = overlaps.explode("types").group_by("types").agg(pl.col("persons").sum()).sort("persons", descending=True)
    order = [names[name] for name in sizes["types"]]
    typed_dots = shown.explode("types").select(
        "column", name=pl.col("types").replace_strict(names, default="", return_dtype=pl.String)
    )
    drawn = _positions(shown, typed_dots, order, sizes["persons"].to_list())
    typed, several = float(overlaps["persons"].sum()), _several(overlaps)
    return Figure(
        name="person_types",
        language=current_language(),
        title=_title(typed, several, float(untyped(run)["without_type_persons"].sum())),
        subtitle=_subtitle(typed, float(shown["persons"].sum()), shown.height, overlaps.height),
        notes=(word("programmes.types_note"), *source_notes(run)),
        table=overlaps.with_columns(types=pl.col("types").list.join(" + ")),
        datasets=drawn,
        drawing=_chart(tuple(order), shown.height),
        width=_LEFT + _COLUMN * max(shown.height, 1),
        height=_TOP + _ROW * len(order),
    )


def _title(typed: float, several: float, untyped_persons: float) -> str:
    if typed < 0.5:
        return word("programmes.types_title_nobody")
    if several < 0.5:
        return word("programmes.types_title_single", n=people_in_prose(typed))
    shares = {"share": share(several / typed, 0), "untyped": people_in_prose(untyped_persons)}
    return word("programmes.types_title", **shares)


def _subtitle(typed: float, drawn: float, columns: int, combinations: int) -> str:
    """Say of whom, how to read the dots, and how many stand in the combinations that aren't drawn."""
    said = word("programmes.types_subtitle", n=people(typed))
    if combinations == columns:
        return said
    rest = {"m": combinations - columns, "rest": people(typed - drawn), "share": share(drawn / typed, 0)}
    return said + word("programmes.types_rest", k=columns, **rest)


def _several(overlaps: pl.DataFrame) -> float:
    return float(overlaps.filter(pl.col("types").list.len() > 1)["persons"].sum())


def _positions(
    shown: pl.DataFrame, dots: pl.DataFrame, order: list[str], sizes: list[float]
) -> dict[str, pl.DataFrame]:
    """Put bars above their dots and sizes in their rows, whatever the length of the names.

    x: columns from the left, of the sizes and names pixels; everything else pixels from above.
    """
    row = {name: _TOP + _ROW * (k + 0.5) for k, name in enumerate(order)}
    high = float(shown["persons"].max() or 1.0)  # type: ignore[arg-type]
    wide = max(sizes, default=1.0) or 1.0
    across = pl.col("column") + 0.5
    bars = shown.select(
        "column",
        "persons",
        x=across,
        top=_TALL * (1 - pl.col("persons") / high) + _NUMBERS,
        bottom=pl.lit(_TALL + _NUMBERS),
    )
    dots = dots.with_columns(x=across, y=pl.col("name").replace_strict(row, default=_TOP, return_dtype=pl.Float64))
    links = dots.group_by("column", maintain_order=True).agg(
        pl.col("x").first(), y=pl.col("y").min(), y2=pl.col("y").max()
    )
    names = pl.DataFrame(
        {
            "name": order,
            "y": list(row.values()),
            "persons": sizes,
            "begin": [_SIDE - (_SIDE - _NUMBER) * size / wide for size in sizes],
            "end": [_SIDE] * len(order),
            "label": [_persons(n) for n in sizes],
        },
        schema_overrides={"y": pl.Float64, "persons": pl.Float64, "begin": pl.Float64, "name": pl.String},
    )
    return {
        "bars": bars.with_columns(label=written(bars["persons"], _persons)),
        "dots": dots,
        "links": links,
        "names": names,
    }


def _persons(count: float) -> str:
    return in_column(count, "persons", precision=0)


@drawn_once
def _chart(names: tuple[str, ...], columns: int) -> AltairChart:
    import altair as alt

    bars, dots, links, rows = (alt.Chart(alt.NamedData(name=name)) for name in ("bars", "dots", "links", "names"))
    grid = [{"x": k + 0.5, "y": _TOP + _ROW * (r + 0.5)} for k in range(columns) for r in range(len(names))]
    headings = [
        {"x": _SIDE, "y": _TOP - _ROW * 0.5, "label": word("programmes.types_size")},
        {"x": _LEFT - _GAP, "y": _TALL / 2, "label": word("programmes.types_combined")},
    ]
    across = alt.Scale(domain=[0, max(columns, 1)], nice=False, zero=False)
    x = alt.X("x:Q", scale=across, axis=None)
    x_pixel, begin = (alt.X(f"{field}:Q", scale=None, axis=None) for field in ("x", "begin"))
    y, top = (alt.Y(f"{field}:Q", scale=None, axis=None) for field in ("y", "top"))
    words: t.Options = {"fontSize": t.SIZE_NOTE, "color": t.INK_2}
    high = _TOP + _ROW * len(names)
    beside = alt.layer(
        rows.mark_bar(color=t.BASELINE, size=13).encode(begin, y, alt.X2("end:Q")),
        rows.mark_text(align="right", dx=-5, **words).encode(begin, y, text="label:N"),
        rows.mark_text(align="right", limit=_NAMES, fontSize=t.SIZE_NOTE, color=t.INK).encode(
            y, x=alt.value(_LEFT - _GAP), text="name:N"
        ),
        alt.Chart(alt.InlineData(values=headings)).mark_text(align="right", **words).encode(x_pixel, y, text="label:N"),
    )
    matrix = alt.layer(
        bars.mark_bar(color=t.INK_2, size=22).encode(x, top, alt.Y2("bottom:Q")),
        bars.mark_text(dy=-8, **words).encode(x, top, text="label:N"),
        alt.Chart(alt.InlineData(values=grid)).mark_circle(size=70, color=t.LINE, opacity=1).encode(x, y),
        links.mark_rule(color=t.INK, strokeWidth=2.5).encode(x, y, alt.Y2("y2:Q")),
        dots.mark_circle(size=110, color=t.INK, opacity=1).encode(x, y),
    )
    # The matrix takes what room there is; sizes and names keep theirs.
    return alt.hconcat(
        beside.properties(width=_LEFT, height=high),
        matrix.properties(width=_COLUMN * max(columns, 1), height=high),
        spacing=0,
        bounds="flush",
    )
