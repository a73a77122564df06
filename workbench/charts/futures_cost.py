"""Quantile dot plot of cost (Kay et al. 2016, doi 10.1145/2858036.2858558): fifty dots, intervals, the budget."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.language import compact_money_expr, current_language, interval, money, share, word
from workbench.simulation import Run
from workbench.uncertainty import Draws

NINE_OF_TEN = 0.9
_DOTS = 50
_BINS = 40  # over the range: dots a bin apart just touch at the usual width
_LEVELS = ((95, t.SCENARIO_TINT), (80, t.SCENARIO_BAND), (50, t.SCENARIO_LIGHT))
_TALLEST = 260  # pixels: where nearly all futures cost the same, the dots are smaller
_DOT, _LINES, _BELOW = 13, 40, 50  # pixels: a dot, room above for the words of lines, below for the intervals


@check_kinds
def futures_cost(
    draws: Draws,
    run: Run,
    *,
    measure: str = "county_cost_yuan_per_year",
    budget: float | None = None,
    baseline: Draws | None = None,
    width: int = 520,
) -> Figure:
    """Draw what the futures of `draw` cost a year, as quantile dots; measure: the county's cost or cost_yuan_per_year.

    >>> futures_cost(draws, run)

    budget: yuan a year, drawn as a line. baseline: futures to compare with, whose median is a grey tick. run: the run
    at the usual values, for the sources. Each future is one year: the law has no path of cost over the years.
    Raises UnknownNameError for another measure.
    """
    values = np.sort(draws.of(measure))
    dots = np.quantile(values, (np.arange(_DOTS) + 0.5) / _DOTS)
    before = float(np.median(baseline.of(measure))) if baseline is not None else None
    ends = [float(dots[0]), float(dots[-1]), *(v for v in (budget, before) if v is not None)]
    room = 0.05 * (max(ends) - min(ends) or max(ends) or 1.0)
    low, high = max(0.0, min(ends) - room), max(ends) + room
    bands = _bands(values)
    chance = float((values <= budget).mean()) if budget is not None else None
    rows, tallest = _stacked(dots, low, high, budget)
    lines = before is not None or budget is not None
    pitch = min(_DOT, _TALLEST // tallest)
    height = pitch * tallest + _BELOW + (_LINES if lines else _DOT)
    only = ends[0] if max(ends) == min(ends) else None  # one amount in all futures: one tick
    return Figure(
        name=f"futures_{measure}",
        language=current_language(),
        title=_title(values, budget, chance),
        subtitle=_subtitle(measure, len(draws), budget),
        notes=(word("decisions.futures_note"), draws.limits, *source_notes(run)),
        table=_table(values, budget, chance),
        datasets={
            "dots": rows,
            "bands": bands,
            "middle": pl.DataFrame({"x": [float(np.median(values))], "label": [money(float(np.median(values)))]}),
            "baseline": _line(
                before, "decisions.futures_baseline", left=budget is not None and (before or 0.0) < budget
            ),
            "budget": _line(budget, "decisions.futures_budget", left=before is not None and (budget or 0.0) <= before),
        },
        drawing=_chart(low, high, only, pitch, width, height),
        width=width,
        height=height,
    )


def _subtitle(measure: str, runs: int, budget: float | None) -> str:
    subtitle = word(f"decisions.futures_subtitle_{measure}", runs=f"{runs:,}")
    return subtitle if budget is None else subtitle + word("decisions.futures_hollow")


def _bands(values: NDArray[np.float64]) -> pl.DataFrame:
    rows = []
    for level, _ in _LEVELS:
        low, high = np.quantile(values, [0.5 - level / 200, 0.5 + level / 200])
        label = word("decisions.futures_level", level=f"{level}%", ends=interval(money(float(low)), money(float(high))))
        rows.append({"level": str(level), "low": float(low), "high": float(high), "label": label})
    return pl.DataFrame(rows)


def _stacked(dots: NDArray[np.float64], low: float, high: float, budget: float | None) -> tuple[pl.DataFrame, int]:
    """Put dots of about the same cost on one another; those beyond the budget stand apart by their colour."""
    step = (high - low) / _BINS
    origin = low if budget is None else budget  # an edge of the bins: no dot lies on the wrong side of the budget
    bins = np.floor((dots - origin) / step).astype(int)
    places = [int((bins[:k] == bins[k]).sum()) for k in range(len(dots))]
    rows = pl.DataFrame(
        {
            "x": origin + (bins + 0.5) * step,
            "place": places,
            "yuan_per_year": dots,
            "beyond": [budget is not None and value > budget for value in dots],
        }
    )
    return rows, max(places) + 1


def _table(values: NDArray[np.float64], budget: float | None, chance: float | None) -> pl.DataFrame:
    shares = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]
    table = pl.DataFrame({"share_of_futures_at_most": shares, "yuan_per_year": np.quantile(values, shares)})
    if budget is None:
        return table
    within = pl.DataFrame({"share_of_futures_at_most": [chance], "yuan_per_year": [budget]})
    return pl.concat([table, within]).sort("yuan_per_year")


def _line(value: float | None, key: str, *, left: bool) -> pl.DataFrame:
    """A line and its words; of two lines the lower one has its words on the left, so that no word crosses a line."""
    schema = {"x": pl.Float64, "label": pl.String, "left": pl.Boolean}
    rows = [] if value is None else [{"x": value, "label": word(key, v=money(value)), "left": left}]
    return pl.DataFrame(rows, schema=schema)


def _title(values: NDArray[np.float64], budget: float | None, chance: float | None) -> str:
    if float(values.max()) < 0.5:
        return word("decisions.futures_title_nothing")
    if budget is None or chance is None:
        return word("decisions.futures_title", most=money(float(np.quantile(values, NINE_OF_TEN))))
    if chance <= 0 or chance >= 1:
        return word(f"decisions.futures_title_{'never' if chance <= 0 else 'always'}", budget=money(budget))
    return word("decisions.futures_title_budget", chance=share(chance, 0), budget=money(budget))


@drawn_once
def _chart(low: float, high: float, only: float | None, pitch: int, width: int, height: int) -> AltairChart:
    import altair as alt

    ground = height - _BELOW  # where the dots stand; below it the three intervals
    across = alt.Scale(domain=[low, high], nice=False, zero=False)
    ticks: t.Options = {"tickCount": 5} if only is None else {"values": [only]}
    axis = alt.Axis(title=None, grid=False, labelExpr=compact_money_expr("datum.value", current_language()), **ticks)
    x = alt.X("x:Q", scale=across, axis=axis)
    plain = alt.X("x:Q", scale=across)
    fixed = alt.Y("at:Q", scale=None, axis=None)
    dots = alt.Chart(alt.NamedData(name="dots")).transform_calculate(at=f"{ground} - {pitch} * (datum.place + 0.5)")
    colour = alt.condition("datum.beyond", alt.value(t.CARD), alt.value(t.SCENARIO))
    circles = dots.mark_point(filled=True, size=0.72 * pitch * pitch, opacity=1, stroke=t.SCENARIO, strokeWidth=1.5)
    bands = alt.Chart(alt.NamedData(name="bands"))
    levels = alt.Scale(domain=[str(level) for level, _ in _LEVELS], range=[colour for _, colour in _LEVELS])
    strips = bands.mark_bar(height=12).encode(
        alt.X("low:Q", scale=across),
        alt.X2("high:Q"),
        alt.Color("level:N", scale=levels, legend=None),
        y=alt.value(ground + 14),
    )
    middle = alt.Chart(alt.NamedData(name="middle"))
    tick = middle.mark_tick(thickness=3, height=20, color=t.SCENARIO).encode(plain, y=alt.value(ground + 14))
    words = bands.transform_filter("datum.level == '80'").mark_text(
        dy=18, fontSize=t.SIZE_NOTE, color=t.SCENARIO_TEXT, fontWeight=t.WEIGHT_BOLD
    )
    said = words.encode(alt.X("middle:Q", scale=across), y=alt.value(ground + 14), text="label:N").transform_calculate(
        middle="(datum.low + datum.high) / 2"
    )
    layers = [circles.encode(x, fixed, color=colour), strips, tick, said]
    for name, ink, top, dash in (("baseline", t.BASELINE_TEXT, 12, [5, 4]), ("budget", t.INK, 0, [1, 0])):
        data = alt.Chart(alt.NamedData(name=name))
        rule = data.mark_rule(color=ink, strokeWidth=2, strokeDash=dash).encode(
            plain, y=alt.value(top + 8), y2=alt.value(ground + 24)
        )
        text: t.Options = {
            "align": alt.ExprRef("datum.left ? 'right' : 'left'"),
            "dx": alt.ExprRef("datum.left ? -6 : 6"),
            "fontSize": t.SIZE_NOTE,
            "fontWeight": t.WEIGHT_BOLD,
        }
        halo = data.mark_text(**text, stroke=t.CARD, strokeWidth=4, strokeJoin="round")
        label = data.mark_text(**text, color=ink)
        layers += [rule, *(one.encode(plain, y=alt.value(top + 8), text="label:N") for one in (halo, label))]
    picture: alt.LayerChart = alt.layer(*layers).resolve_scale(color="independent")
    return picture.properties(width=width, height=height)
