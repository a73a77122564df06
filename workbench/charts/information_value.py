"""What each paper that the county could supply would be worth: the part of an answer's variance that goes with it."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.language import current_language, in_language, share, word
from workbench.simulation import Run
from workbench.uncertainty import InformationValue

_ROW_HEIGHT, _LONGEST = 30, 30
_ERRORS = 1.2815515655446004  # standard errors to either side: 80 %


@check_kinds
def information_bars(
    found: InformationValue, run: Run, *, measure: str = "cost_yuan_per_year", width: int = 300
) -> Figure:
    """Draw one bar a paper, in the order in which to ask for them; run: at the usual values, for the sources.

    >>> information_bars(wb.information_value(county, baseline, runs=60), run)

    An estimate below 0 is chance and is drawn at 0; its interval shows. Raises UnknownNameError for another measure.
    """
    label = in_language("zh", "en")
    table = found.ask_first(measure)
    rows = pl.DataFrame(
        [
            {
                "name": row[label],
                "share": max(0.0, row["variance_share"]),
                "low": max(0.0, row["variance_share"] - _ERRORS * row["variance_share_error"]),
                "high": min(1.0, max(0.0, row["variance_share"] + _ERRORS * row["variance_share_error"])),
                "narrower": share(row["narrower_share"], 0),
            }
            for row in table.iter_rows(named=True)
        ]
    )
    height = _ROW_HEIGHT * rows.height
    return Figure(
        name=f"information_{measure}",
        language=current_language(),
        title=_title(rows),
        subtitle=word(f"decisions.information_subtitle_{measure}"),
        notes=(found.words(measure), word("decisions.information_note"), found.limits, *source_notes(run)),
        table=table,
        datasets={"rows": rows},
        drawing=_chart(tuple(rows["name"]), max(0.05, float(rows["high"].max())), width, height),  # type: ignore[arg-type]
        width=width + 480,
        height=height + 20,
    )


def _title(rows: pl.DataFrame) -> str:
    """Name the first paper and how much narrower the interval would be, where that is more than chance."""
    first = rows.row(0, named=True)
    if not first["low"] > 0:
        return word("decisions.information_title_none")
    return word("decisions.information_title", name=first["name"], narrower=first["narrower"])


@drawn_once
def _chart(names: tuple[str, ...], most: float, width: int, height: int) -> AltairChart:
    import altair as alt

    data = alt.Chart(alt.NamedData(name="rows"))
    place = alt.Scale(domain=list(names), paddingInner=0.35)
    y = alt.Y("name:N", sort=None, title=None, scale=place)
    y = y.axis(domain=False, ticks=False, labelPadding=8, labelLimit=390)
    hidden = alt.Y("name:N", sort=None, axis=None, scale=place)
    across = alt.Scale(domain=[0, most], nice=True)
    axis = alt.Axis(format="%", tickCount=4, domain=False, ticks=False, title=None)
    bars = data.mark_bar(color=t.MONEY[2]).encode(alt.X("share:Q", scale=across, axis=axis), y)
    whisker = data.mark_rule(color=t.INK, strokeWidth=1.5).encode(alt.X("low:Q", scale=across), alt.X2("high:Q"), y)
    title = alt.TitleParams(
        word("decisions.information_narrower"),
        anchor="end",
        fontSize=t.SIZE_NOTE,
        fontWeight="normal",
        color=t.INK_2,
    )
    column = (
        data.mark_text(align="right", fontSize=t.SIZE_NOTE, color=t.INK)
        .encode(hidden, x=alt.value(80), text="narrower:N")
        .properties(width=80, height=height, title=title)
    )
    return alt.hconcat(alt.layer(bars, whisker).properties(width=width, height=height), column, spacing=10)
