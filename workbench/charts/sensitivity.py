"""Sobol' shares of each assumption with intervals, beside the swing of one assumption at a time."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.language import current_language, in_language, interval, money, people, word, written_range
from workbench.results.columns import own_columns
from workbench.simulation import Run
from workbench.uncertainty.sensitivity_analysis import Sensitivity, short

_ROW_HEIGHT, _SHOWN = 30, 10


@check_kinds
def sensitivity_bars(found: Sensitivity, run: Run, *, width: int = 250) -> Figure:
    """Draw the ten assumptions on which a measure hangs most: shares of its variance, and its swing one at a time.

    >>> sensitivity_bars(found, run)
    """
    label = in_language("zh", "en")
    write = money if found.measure == "cost_yuan_per_year" else people
    table = found.table.head(_SHOWN).join(found.tornado, on="name", maintain_order="left")
    marks = {"published": "●", "unverified": "◐", "estimated": "◐", "assumed": "○"}
    rows = pl.DataFrame(
        [
            {
                "name": short(row[label]).replace("₀", "0"),  # no face that is sure to be there has the small one
                "mark": marks[row["status"]],
                "first": max(0.0, row["first"]),
                "total": max(0.0, row["total"]),
                "low": max(0.0, row["total_low"]),
                "high": row["total_high"],
                "at_low": row["at_low"],
                "at_high": row["at_high"],
                "least": min(row["at_low"], row["at_high"]),
                "most": max(row["at_low"], row["at_high"]),
                "swing": _swing(found.measure, row["at_low"], row["at_high"]),
                "base": found.base,
            }
            for row in table.iter_rows(named=True)
        ]
    )
    low, high = float(rows["least"].min()), float(rows["most"].max())  # type: ignore[arg-type]
    height = _ROW_HEIGHT * rows.height
    return Figure(
        name=f"sensitivity_{found.measure}",
        language=current_language(),
        title=found.words(),
        subtitle=word(f"decisions.sensitivity_subtitle_{found.measure}", base=write(found.base)),
        notes=(word("decisions.sensitivity_note", runs=f"{found.runs:,}"), *source_notes(run)),
        table=found.table.join(found.tornado, on="name", maintain_order="left"),
        datasets={"rows": rows},
        drawing=_chart(tuple(rows["name"]), max(1.0, float(rows["high"].max())), low, high, width, height),  # type: ignore[arg-type]
        width=2 * width + 330,
        height=height,
        own=own_columns(run.scenario.reform),
    )


def _swing(measure: str, one: float, other: float) -> str:
    """Write the results at both ends, the lower first; ends that differ never look alike."""
    low, high = min(one, other), max(one, other)
    return written_range(low, high, "yuan") if measure == "cost_yuan_per_year" else interval(people(low), people(high))


@drawn_once
def _chart(names: tuple[str, ...], most: float, low: float, high: float, width: int, height: int) -> AltairChart:
    import altair as alt

    data = alt.Chart(alt.NamedData(name="rows"))
    place = alt.Scale(domain=list(names), paddingInner=0.35)
    y = alt.Y("name:N", sort=None, title=None, scale=place)
    y = y.axis(domain=False, ticks=False, labelPadding=24, labelLimit=250)
    hidden = alt.Y("name:N", sort=None, axis=None, scale=place)
    share = alt.Scale(domain=[0, most], nice=False)
    axis = alt.Axis(format="%", tickCount=4, domain=False, ticks=False)
    total = data.mark_bar(fill=t.MONEY[1], stroke=t.MONEY[4]).encode(
        alt.X("total:Q", scale=share, axis=axis, title=None), y
    )
    first = data.mark_bar(color=t.MONEY[4], size=8).encode(alt.X("first:Q", scale=share), y)
    whisker = data.mark_rule(color=t.INK, strokeWidth=1.5).encode(alt.X("low:Q", scale=share), alt.X2("high:Q"), y)
    room = 0.05 * (high - low or 1.0)
    money_scale = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    swing = data.mark_bar(color=t.MONEY[2]).encode(
        alt.X("least:Q", scale=money_scale, axis=None), alt.X2("most:Q"), hidden
    )
    upper = data.mark_point(filled=True, color=t.MONEY[5], size=46, opacity=1).encode(
        alt.X("at_high:Q", scale=money_scale), hidden
    )
    base = data.mark_rule(color=t.INK, strokeDash=[4, 3]).encode(alt.X("base:Q", scale=money_scale))
    text = data.mark_text(align="right", fontSize=t.SIZE_NOTE, color=t.INK_2)
    column = text.encode(hidden, x=alt.value(118), text="swing:N").properties(width=118, height=height)

    def headed(chart: AltairChart, heading: str) -> AltairChart:
        title = alt.TitleParams(heading, anchor="start", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2)
        return chart.properties(title=title)

    # Beside the name and not in it: a long name is cut, its status never.
    status = data.mark_text(fontSize=t.SIZE_NOTE, color=t.INK_2).encode(y, x=alt.value(-13), text="mark:N")
    left = alt.layer(total, first, whisker, status).properties(width=width, height=height)
    right = alt.layer(swing, upper, base).properties(width=width, height=height)
    return alt.hconcat(
        headed(left, word("decisions.sensitivity_shares")),
        headed(right, word("decisions.sensitivity_swing")),
        column,
        spacing=14,
    )
