"""Histogram of persons by income per head before and after assistance, urban and rural."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.language import current_language, people, share, word, yuan
from workbench.simulation import Run, welfare

STEP, MOST = 50, 1_500
_RESIDENCES = ("urban", "rural")


@check_kinds
def income_distribution(run: Run, baseline: Run | None = None, *, width: int = 460, height: int = 170) -> Figure:
    """Draw the distribution of income per head of the dwelling (yuan a month, exempt income too), before and after.

    >>> income_distribution(run_after, run)

    "Below the standard" is always measured by the baseline's standard, so that scenarios can be compared.
    """
    base, alone = baseline or run, "_alone" if baseline is None else ""
    well, line = welfare(run), welfare(base).line
    counts = {r: _counts(run, base, r) for r in _RESIDENCES}
    table = pl.concat([frame for frame, _, _ in counts.values()])
    highest = _round_top(float(table.select(pl.max_horizontal("before_persons", "after_persons").max()).item()) * 1.25)
    before = float(well.weight[well.before < line].sum())
    after = float(well.weight[well.after < line].sum())
    everybody = float(well.weight.sum())
    cut = float(well.weight[well.after >= MOST].sum()) / everybody if everybody else 0.0
    rules = pl.DataFrame([row for r in _RESIDENCES for row in _rules(run, base, r, alone)])
    panels = pl.DataFrame(
        [
            {
                "residence": r,
                "text": word(
                    f"charts.income_panel{alone}", who=word(f"common.{r}_residents"), a=people(low), b=people(high)
                ),
            }
            for r, (_, low, high) in counts.items()
        ]
    )
    return Figure(
        name="income_distribution",
        language=current_language(),
        title=_title(before, after, alone),
        subtitle=word("charts.income_subtitle"),
        notes=(word("charts.income_cut", share=share(cut, 0)), *source_notes(run)),
        table=table,
        datasets={"bins": table, "before": _steps(table), "rules": rules, "panels": panels},
        drawing=_chart(highest, width, height),
        width=width,
        height=height * 2,
    )


def _round_top(most: float) -> float:
    """The next round number: the axis stays while a slider moves."""
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next(power * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if power * step >= most)


def _steps(table: pl.DataFrame) -> pl.DataFrame:
    """The line of the incomes before: each group's start, and the end of the last, so that the line runs through."""
    last = table.group_by("residence", maintain_order=True).last()
    return pl.concat(
        [
            table.select("residence", x="from_yuan", persons="before_persons"),
            last.select("residence", x="to_yuan", persons="before_persons"),
        ]
    )


def _title(before: float, after: float, alone: str = "") -> str:
    if before < 0.5:
        return word(f"charts.income_title_nobody{alone}")
    if abs(before - after) < 0.5:
        return word(f"charts.income_title_none{alone}", a=people(before))
    return word(f"charts.income_title{alone}", a=people(before), b=people(after))


def _counts(run: Run, base: Run, residence: str) -> tuple[pl.DataFrame, float, float]:
    """Bins of one residence, and the persons below the baseline's standard before and after."""
    well, line = welfare(run), welfare(base).line
    here = well.rural == (residence == "rural")
    edges = np.arange(0, MOST + STEP, STEP)
    weight = well.weight[here]
    # A household that a business puts below zero stands in the first group.
    before, after = (
        np.histogram(np.maximum(values[here], 0), MOST // STEP, (0, MOST), weights=weight)[0]
        for values in (well.before, well.after)
    )
    frame = pl.DataFrame(
        {
            "residence": [residence] * (len(edges) - 1),
            "from_yuan": edges[:-1],
            "to_yuan": edges[1:],
            "before_persons": before,
            "after_persons": after,
        }
    )
    low, high = (float(weight[values[here] < line[here]].sum()) for values in (well.before, well.after))
    return frame, low, high


def _rules(run: Run, base: Run, residence: str, alone: str) -> list[dict[str, object]]:
    key = f"{residence}_dibao_standard"
    rows = [(base.standards[key], "baseline", f"charts.income_base_line{alone}")]
    if run.standards[key] != base.standards[key]:
        rows.append((run.standards[key], "scenario", "charts.income_scenario_line"))
    # The lower standard has its label on the left, the higher one on the right; alone, the baseline's stands left.
    middle = (base.standards[key] + run.standards[key]) / 2
    return [
        {"residence": residence, "x": value, "role": role, "left": value <= middle, "label": word(text, v=yuan(value))}
        for value, role, text in rows
    ]


@drawn_once
def _chart(highest: float, width: int, height: int) -> AltairChart:
    import altair as alt

    def panel(residence: str, *, last: bool) -> AltairChart:
        only = f"datum.residence == '{residence}'"
        bins = alt.Chart(alt.NamedData(name="bins")).transform_filter(only)
        steps = alt.Chart(alt.NamedData(name="before")).transform_filter(only)
        rules = alt.Chart(alt.NamedData(name="rules")).transform_filter(only)
        heading = alt.Chart(alt.NamedData(name="panels")).transform_filter(only)
        axis = alt.Axis(values=list(range(0, MOST + 1, 250)), grid=False)
        x = alt.X("from_yuan:Q", title=word("charts.income_x") if last else None, axis=axis)
        x = x.scale(domain=[0, MOST])
        y_scale = alt.Scale(domain=[0, highest])

        def y(field: str) -> alt.Y:
            return alt.Y(f"{field}:Q", title=None, scale=y_scale, axis=alt.Axis(tickCount=3, domain=False, ticks=False))

        at = alt.X("x:Q", scale=alt.Scale(domain=[0, MOST]))
        base, chosen = "datum.role == 'baseline'", "datum.role == 'scenario'"
        label: t.Options = {
            "baseline": "top",
            "fontSize": t.SIZE_NOTE,
            "align": alt.ExprRef("datum.left ? 'right' : 'left'"),
            "dx": alt.ExprRef("datum.left ? -5 : 5"),
        }
        top = alt.value(16)
        return alt.layer(
            bins.mark_rect(color=t.SCENARIO_LIGHT, stroke=t.CARD, strokeWidth=1).encode(
                x, y("after_persons"), alt.X2("to_yuan"), alt.Y2Datum(0)
            ),
            steps.mark_line(interpolate="step-after", color=t.BASELINE_TEXT, strokeWidth=1.6).encode(
                alt.X("x:Q", scale=alt.Scale(domain=[0, MOST])), y("persons")
            ),
            rules.transform_filter(base)
            .mark_rule(color=t.BASELINE_TEXT, strokeDash=[4, 3], strokeWidth=1.5)
            .encode(at),
            rules.transform_filter(chosen).mark_rule(color=t.SCENARIO, strokeWidth=2).encode(at),
            rules.transform_filter(base).mark_text(color=t.BASELINE_TEXT, **label).encode(at, y=top, text="label:N"),
            rules.transform_filter(chosen)
            .mark_text(color=t.SCENARIO_TEXT, fontWeight=t.WEIGHT_BOLD, **label)
            .encode(at, y=top, text="label:N"),
            heading.mark_text(align="left", baseline="bottom", fontWeight=t.WEIGHT_BOLD).encode(
                x=alt.value(0), y=alt.value(-4), text="text:N"
            ),
        ).properties(width=width, height=height)

    return alt.vconcat(panel("urban", last=False), panel("rural", last=True), spacing=28)
