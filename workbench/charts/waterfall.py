"""Waterfall of a change of the total: one step a cause, by Shapley values that add up exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, Row
from workbench.charts.base.notes import marked, source_notes
from workbench.decisions import Decomposition
from workbench.errors import unknown
from workbench.language import current_language, money, money_change, people, people_change, within_sentence, word
from workbench.simulation import Run

_ROW_HEIGHT = 30
_CARE = ("cost_with_care_yuan_per_year", "placed_persons")
_ROOM = 0.3  # beyond the longest bar, for its label


@check_kinds
def waterfall(found: Decomposition, run: Run, measure: str = "cost_yuan_per_year", *, width: int = 460) -> Figure:
    """Draw the change of a measure of the decomposition cause by cause; 0 is the total before.

    >>> waterfall(decompose(run, run_after), run)

    Raises UnknownNameError for a measure that wasn't split (those of care need `decompose(…, care=…)`).
    """
    whole, change = (money, money_change) if measure.endswith("_yuan_per_year") else (people, people_change)
    if measure not in found.before:
        raise unknown("measure", measure, found.before)
    rows = found.table.filter(pl.col("measure") == measure)
    total = found.after[measure] - found.before[measure]
    steps, begun = [], 0.0
    for row in rows.iter_rows(named=True):
        end = begun + row["amount"]
        steps.append(
            {
                "name": word(f"decisions.cause_{row['cause']}"),
                "begin": begun,
                "end": end,
                "amount": change(row["amount"]),
                "at": max(begun, end),
                "kind": "gain" if row["amount"] >= 0 else "loss",
                "low": begun + row["low"],
                "high": begun + row["high"],
            }
        )
        begun = end
    last = {"name": word("decisions.waterfall_total"), "begin": 0.0, "end": total, "amount": change(total)}
    whisker = found.interval.get(measure, (math.nan, math.nan))
    last |= {"at": max(0.0, total), "kind": "total", "low": whisker[0], "high": whisker[1]}
    names = tuple(step["name"] for step in (*steps, last))
    ends = [value for step in (*steps, last) for value in (step["begin"], step["end"], step["low"], step["high"])]
    known = [value for value in ends if not math.isnan(value)]
    low, high = min(0.0, *known), max(0.0, *known)
    height = _ROW_HEIGHT * len(names)
    care = [word("decisions.waterfall_note_care")] if measure in _CARE else []
    return Figure(
        name=f"waterfall_{measure}",
        language=current_language(),
        title=_title(rows, total, change, measure),
        subtitle=word(f"decisions.waterfall_subtitle_{measure}", before=whole(found.before[measure])),
        notes=(word("decisions.waterfall_note"), *care, *marked(found.warnings), *source_notes(run)),
        table=rows,
        datasets={"steps": pl.DataFrame([*steps, last]), "links": _links([*steps, last])},
        drawing=_chart(names, low, high + _ROOM * (high - low or 1.0), width, height),
        width=width + 130,
        height=height,
    )


def _links(steps: list[Row]) -> pl.DataFrame:
    """Thin lines from where a step ends to the next one, which begins there (the total: ends there)."""
    rows = [(one["name"], other["name"], one["end"]) for one, other in pairwise(steps)]
    return pl.DataFrame(rows, schema={"from": pl.String, "to": pl.String, "x": pl.Float64}, orient="row")


def _title(rows: pl.DataFrame, total: float, change: Callable[[float], str], measure: str) -> str:
    if abs(total) < 0.5:
        return word(f"decisions.waterfall_same_{measure}")
    by_size = rows.sort(pl.col("amount").abs(), descending=True)
    name = within_sentence(word(f"decisions.cause_{by_size['cause'][0]}"))
    if by_size.height == 1:
        return word("decisions.waterfall_one", cause=name, change=change(total))
    return word("decisions.waterfall_title", change=change(total), cause=name, amount=change(by_size["amount"][0]))


@drawn_once
def _chart(names: tuple[str, ...], low: float, high: float, width: int, height: int) -> AltairChart:
    import altair as alt

    data = alt.Chart(alt.NamedData(name="steps"))
    scale = alt.Scale(domain=[low, high], nice=False)
    axis = alt.Y("name:N", sort=None, title=None, scale=alt.Scale(domain=list(names), paddingInner=0.35))
    y = axis.axis(domain=False, ticks=False, labelPadding=8, labelLimit=170)
    colours = alt.Scale(domain=["gain", "loss", "total"], range=[t.MONEY[4], t.LOSS, t.SCENARIO])
    colour = alt.Color("kind:N", scale=colours, legend=None)
    bars = data.mark_bar().encode(alt.X("begin:Q", axis=None, scale=scale), alt.X2("end:Q"), y, colour)
    whiskers = data.mark_rule(color=t.INK, strokeWidth=1.5).encode(alt.X("low:Q", scale=scale), alt.X2("high:Q"), y)
    zero = alt.Chart(alt.InlineData([{"x": 0}])).mark_rule(color=t.INK).encode(alt.X("x:Q", scale=scale))
    labels = data.mark_text(align="left", dx=8, fontWeight=t.WEIGHT_BOLD, fontSize=t.SIZE_NOTE)
    text = labels.encode(alt.X("label_at:Q", scale=scale), y, alt.Text("amount:N"))
    text = text.transform_calculate(label_at="isValid(datum.high) ? max(datum.at, datum.high) : datum.at")
    places = alt.Scale(domain=list(names), paddingInner=0.35)
    links = alt.Chart(alt.NamedData(name="links")).mark_rule(color=t.INK_3, strokeWidth=1)
    joined = links.encode(alt.X("x:Q", scale=scale), alt.Y("from:N", scale=places, sort=None), alt.Y2("to:N"))
    return alt.layer(bars, joined, whiskers, zero, text).properties(width=width, height=height)
