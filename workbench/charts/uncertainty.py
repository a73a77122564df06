"""Intervals of a total by kind of uncertainty: parameters, chance, population, and all together."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds, need_columns
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.errors import InputError
from workbench.language import current_language, interval, money, people, within_sentence, word
from workbench.simulation import Run

_ROW_HEIGHT = 40


@check_kinds
def kinds_of_uncertainty(
    table: pl.DataFrame, run: Run, measure: str = "cost_yuan_per_year", *, width: int = 420
) -> Figure:
    """Draw the 80 % interval of a measure by kind of uncertainty; `table` is that of `kinds_apart`.

    >>> kinds_of_uncertainty(kinds_apart([county, other_county], baseline, runs=20), run)
    """
    need_columns("table", table, ("measure", "kind", "low", "high", "sd"), "kinds_apart")
    rows = table.filter(pl.col("measure") == measure)
    if rows.is_empty():
        raise InputError(f"kinds_of_uncertainty: no rows of {measure!r}; the table of kinds_apart is wanted")
    write = money if measure == "cost_yuan_per_year" else people
    drawn = pl.DataFrame(
        [
            {
                **row,
                "name": word(f"decisions.kind_{row['kind']}"),
                "label": interval(write(row["low"]), write(row["high"])),
            }
            for row in rows.iter_rows(named=True)
        ]
    )
    together = drawn.filter(pl.col("kind") == "together").row(0, named=True)
    widest = drawn.filter(pl.col("kind") != "together").sort("sd", descending=True).row(0, named=True)
    low, high = float(drawn["low"].min()), float(drawn["high"].max())  # type: ignore[arg-type]
    room = 0.06 * (high - low or 1.0)
    height = _ROW_HEIGHT * drawn.height
    return Figure(
        name=f"kinds_of_uncertainty_{measure}",
        language=current_language(),
        title=word(
            f"decisions.kinds_title_{measure}", interval=together["label"], kind=within_sentence(widest["name"])
        ),
        subtitle=word("decisions.kinds_subtitle"),
        notes=(word("decisions.kinds_note"), *source_notes(run)),
        table=rows,
        datasets={"rows": drawn},
        drawing=_chart(tuple(drawn["name"]), low - room, high + room, width, height),
        width=width + 270,
        height=height,
    )


@drawn_once
def _chart(names: tuple[str, ...], low: float, high: float, width: int, height: int) -> AltairChart:
    import altair as alt

    data = alt.Chart(alt.NamedData(name="rows"))
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    place = alt.Scale(domain=list(names), paddingInner=0.4)
    y = alt.Y("name:N", sort=None, title=None, scale=place).axis(
        domain=False, ticks=False, labelPadding=8, labelLimit=220
    )
    hidden = alt.Y("name:N", sort=None, axis=None, scale=place)
    is_all = alt.condition("datum.kind == 'together'", alt.value(t.SCENARIO_LIGHT), alt.value(t.MONEY[2]))
    band = data.mark_bar(height=14).encode(alt.X("low:Q", scale=scale, axis=None), alt.X2("high:Q"), y, color=is_all)
    ink = alt.condition("datum.kind == 'together'", alt.value(t.SCENARIO), alt.value(t.MONEY[5]))
    middle = data.mark_tick(thickness=4, height=22).encode(alt.X("median:Q", scale=scale), y, color=ink)
    text = data.mark_text(align="left", fontSize=t.SIZE_NOTE, color=t.INK_2)
    column = text.encode(hidden, x=alt.value(0), text="label:N").properties(width=150, height=height)
    return alt.hconcat(alt.layer(band, middle).properties(width=width, height=height), column, spacing=10)
