"""The standards on one track each: baseline, scenario, and the corridor of the law."""

from __future__ import annotations

import math

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, Row, written
from workbench.charts.base.notes import source_notes
from workbench.language import current_language, interval, share, word, yuan
from workbench.money import up_to_whole_yuan
from workbench.simulation import Run
from workbench.simulation.levers_in_force import outside_corridor

_STANDARDS = ("urban_dibao", "rural_dibao", "urban_tekun", "rural_tekun")


@check_kinds
def standards_corridor(run: Run, baseline: Run | None = None, *, width: int = 560, height: int = 250) -> Figure:
    """Draw the four standards (yuan a month) with the corridor that §3 allows, the baseline and the scenario.

    >>> standards_corridor(run_after, run)

    The corridor of a dibao standard is its ratio's corridor times last year's consumption ÷ 12; that of a tekun
    standard begins at its legal multiple of the run's own dibao standard and has no upper end. What lies outside is
    marked ▲ and named in the title.
    """
    base = baseline or run
    table = pl.DataFrame([_row(name, run, base) for name in _STANDARDS])
    drawn_values = [v for name in ("scenario_yuan", "baseline_yuan", "high_yuan") for v in table[name] if v is not None]
    # The tekun standard at the upper end of the dibao corridor: up to there the axis stays while a slider moves.
    reach = max(table["high_yuan"].drop_nulls(), default=0.0) * base.resolved["urban_tekun_multiple"].value
    top = math.ceil(max(*drawn_values, reach) * 1.15 / 200) * 200.0
    drawn = table.with_columns(
        label=written(table["name"], lambda name: word(f"charts.corridor_{name}")),
        end=pl.col("high_yuan").fill_null(top),
        value_label=written(table.to_struct(), _value_label),
        low_yuan=pl.col("low_yuan").fill_null(0.0),
        range_label=written(table.to_struct(), _range_label),
        changed=(pl.col("scenario_yuan") - pl.col("baseline_yuan")).abs() > 0.5,
    )
    return Figure(
        name="standards_corridor",
        language=current_language(),
        title=_title(run, base, table),
        subtitle=word("charts.corridor_subtitle"),
        notes=source_notes(run),
        table=table,
        datasets={"standards": drawn},
        drawing=_chart(tuple(word(f"charts.corridor_{n}") for n in _STANDARDS), top, width, height),
        width=width,
        height=height,
    )


def _row(name: str, run: Run, base: Run) -> dict[str, object]:
    residence, programme = name.split("_")
    key = f"{residence}_dibao_standard" if programme == "dibao" else f"{residence}_tekun_basic_standard"
    value = run.standards[key]
    lever = run.resolved[f"{residence}_dibao_ratio" if programme == "dibao" else f"{residence}_tekun_multiple"]
    unit = _per_head(run, residence) if programme == "dibao" else run.standards[f"{residence}_dibao_standard"]
    corridor = lever.parameter.corridor
    low = None if corridor is None or corridor.low is None else corridor.low * unit
    high = None if corridor is None or corridor.high is None else corridor.high * unit
    if low is not None and programme == "tekun":
        low = up_to_whole_yuan(low)  # as the law rounds the standard itself
    values = {parameter: item.value for parameter, item in run.resolved.items()}
    outside = outside_corridor(lever.parameter.name, values, run.book, run.standards, run.scenario.date)
    return {
        "name": name,
        "low_yuan": low,
        "high_yuan": high,
        "baseline_yuan": base.standards[key],
        "scenario_yuan": value,
        "outside": outside,
    }


def _per_head(run: Run, residence: str) -> float:
    """Last year's consumption per head, yuan a month: what a dibao standard is a share of."""
    return run.resolved[f"{residence}_consumption_per_head_previous_year"].value / 12


def _value_label(row: Row) -> str:
    return ("▲ " if row["outside"] else "") + yuan(row["scenario_yuan"])


def _range_label(row: Row) -> str:
    low, high = row["low_yuan"], row["high_yuan"]
    if low is None:
        return "" if high is None else word("charts.corridor_ceiling", high=yuan(high))
    if high is None:
        return word("charts.corridor_floor", low=yuan(low))
    return interval(yuan(low), yuan(high))


def _title(run: Run, base: Run, table: pl.DataFrame) -> str:
    out = table.filter(pl.col("outside"))["name"].to_list()
    if len(out) > 1:
        return word("charts.corridor_title_several", n=len(out))
    if out:
        name = word(f"charts.corridor_{out[0]}")
        return word("charts.corridor_title_outside", which=name.lower())
    # The share that the standard really is, also where a published standard stands in place of the ratio.
    shares = {r: share(run.standards[f"{r}_dibao_standard"] / _per_head(run, r)) for r in ("urban", "rural")}
    same = run is base or run.standards == base.standards
    return word("charts.corridor_title_base" if same else "charts.corridor_title_inside", **shares)


@drawn_once
def _chart(labels: tuple[str, ...], top: float, width: int, height: int) -> AltairChart:
    import altair as alt

    data = alt.Chart(alt.NamedData(name="standards"))
    y = alt.Y("label:N", sort=list(labels), title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8))
    y = y.scale(domain=list(labels), paddingInner=0.5)

    def x(field: str) -> alt.X:
        axis = alt.Axis(values=list(range(0, int(top) + 1, 200)), grid=False)
        scale = alt.Scale(domain=[0, top], nice=False)
        return alt.X(f"{field}:Q", title=word("common.yuan_per_month"), axis=axis, scale=scale)

    track = data.transform_calculate(zero="0", full=str(top)).mark_bar(size=6, color=t.GRID)
    band = data.mark_bar(size=8, color=t.CORRIDOR)
    tick = data.mark_tick(size=18, thickness=2, color=t.BASELINE_TEXT)
    dot = data.mark_point(filled=True, size=150, opacity=1, stroke=t.CARD, strokeWidth=2)
    colour = alt.condition("datum.changed", alt.value(t.SCENARIO), alt.value(t.INK_2))
    text_colour = alt.condition("datum.changed", alt.value(t.SCENARIO_TEXT), alt.value(t.INK))
    value = data.mark_text(dy=-19, fontWeight=t.WEIGHT_BOLD)
    ends = data.mark_text(dy=20, align="left", fontSize=t.SIZE_NOTE, color=t.CORRIDOR_TEXT)
    return alt.layer(
        track.encode(x("zero"), alt.X2("full"), y),
        band.encode(x("low_yuan"), alt.X2("end"), y),
        tick.encode(x("baseline_yuan"), y),
        dot.encode(x("scenario_yuan"), y, color=colour),
        value.encode(x("scenario_yuan"), y, text="value_label:N", color=text_colour),
        ends.encode(x("low_yuan"), y, text="range_label:N"),
    ).properties(width=width, height=height)
