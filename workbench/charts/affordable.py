"""Pairs of standards in whole yuan by the poor they reach, with the lines on which a budget is kept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import source_notes
from workbench.decisions import Goal, candidates
from workbench.language import current_language, money, people, share, word
from workbench.simulation import Run

_STEP = 5  # yuan between two tiles
_MIDDLE = 0.55  # of the width: a dot right of it has its words on its left


@check_kinds
def affordable(goal: Goal, run: Run, *, width: int = 430, height: int = 340) -> Figure:
    """Draw the pairs of standards by poor recipients, with the lines of 90 % (or the goal's) and 50 % confidence.

    >>> affordable(goal, run)
    """
    tiles = candidates(goal.grid, goal.budget, _STEP)
    sure, even = (budget_line(goal, confidence) for confidence in (goal.confidence, 0.5))
    lines = pl.concat([sure.with_columns(line=pl.lit("sure")), even.with_columns(line=pl.lit("even"))])
    now = {f"{r}_yuan": run.standards[f"{r}_dibao_standard"] for r in ("urban", "rural")}
    dots = [{**now, "kind": "now", "label": word("decisions.afford_now")}]
    if goal.best is not None:
        best = {"urban_yuan": goal.best.urban_yuan, "rural_yuan": goal.best.rural_yuan}
        label = word("decisions.afford_best", poor=people(goal.best.poor_recipients))
        dots.append({**best, "kind": "best", "label": label})
    ends = (*_ends(tiles, "urban_yuan"), *_ends(tiles, "rural_yuan"), *_ends(tiles, "poor_recipients"))
    middle = _MIDDLE * ends[1] + (1 - _MIDDLE) * ends[0]
    notes = [
        word("decisions.afford_note", runs=f"{goal.grid.futures:,}", payer=word(f"decisions.payer_{goal.payer}")),
        *source_notes(run),
    ]
    if goal.yuan_per_poor_person is not None:
        notes.insert(0, word("decisions.afford_price", price=money(goal.yuan_per_poor_person)))
    return Figure(
        name="affordable",
        language=current_language(),
        title=goal.words(),
        subtitle=word("decisions.afford_subtitle", confidence=share(goal.confidence, 0), budget=money(goal.budget)),
        notes=tuple(notes),
        table=tiles,
        datasets={
            "tiles": tiles.select("urban_yuan", "rural_yuan", "poor_recipients"),
            "lines": lines.select("urban_yuan", "rural_yuan", "line"),
            "dots": pl.DataFrame(dots).with_columns(left=pl.col("urban_yuan") > middle),
            "ends": _line_labels(lines, goal),
        },
        drawing=_chart(ends, width, height),
        width=width + 190,
        height=height,
    )


@lru_cache(maxsize=16)
def budget_line(goal: Goal, confidence: float) -> pl.DataFrame:
    """Return for each urban standard the highest rural one that keeps the goal's budget with a confidence.

    Columns urban_yuan, rural_yuan (yuan a month), urban_dibao_ratio, rural_dibao_ratio; empty where no pair keeps it.
    """
    affordable_pairs = goal.table.filter(pl.col("chance") >= confidence - 1e-9)
    highest = pl.col("rural_yuan", "rural_dibao_ratio").max()
    line = affordable_pairs.group_by("urban_yuan", "urban_dibao_ratio").agg(highest).sort("urban_yuan")
    # Joined where the whole yuan steps down: the same line without a staircase. Its ends stay.
    steps = line.filter((pl.col("rural_yuan") != pl.col("rural_yuan").shift(1)).fill_null(value=True))
    return pl.concat([steps, line.tail(1)]).unique(maintain_order=True)


def keeps_budget(goal: Goal, run: Run) -> bool | None:
    """Say whether a run's standards keep the budget as surely as the goal asks; None for a pair it didn't look at.

    A standard is rounded to whole yuan and may lie half a yuan outside the corridor: the pair next to it stands for it.
    """
    away = [(pl.col(f"{place}_yuan") - run.standards[f"{place}_dibao_standard"]).abs() for place in ("urban", "rural")]
    near = goal.table.filter(away[0] <= 1, away[1] <= 1).sort(away[0] + away[1], maintain_order=True)
    return None if near.is_empty() else bool(near["chance"][0] >= goal.confidence - 1e-9)


def _ends(table: pl.DataFrame, column: str) -> tuple[float, float]:
    return float(table[column].min()), float(table[column].max())  # type: ignore[arg-type]


def _line_labels(lines: pl.DataFrame, goal: Goal) -> pl.DataFrame:
    """Label each line at its right end, in the gutter."""
    words = {
        "sure": word("decisions.afford_line", p=share(goal.confidence, 0)),
        "even": word("decisions.afford_line", p=share(0.5, 0)),
    }
    last = lines.group_by("line", maintain_order=True).last()
    return last.with_columns(label=pl.Series([words[name] for name in last["line"]], dtype=pl.String))


@drawn_once
def _chart(ends: tuple[float, ...], width: int, height: int) -> AltairChart:
    import altair as alt

    left, right, bottom, top, few, many = ends
    half = _STEP / 2
    across = alt.Scale(domain=[left - half, right + half], nice=False, zero=False)
    up = alt.Scale(domain=[bottom - half, top + half], nice=False, zero=False)
    colours = alt.Scale(domain=[float(v) for v in np.linspace(few, many, len(t.PEOPLE))], range=list(t.PEOPLE))
    legend = alt.Legend(
        title=word("decisions.afford_legend"), orient="right", gradientLength=150, format=",.0f", offset=78
    )
    tiles = (
        alt.Chart(alt.NamedData(name="tiles"))
        .transform_calculate(u0=f"datum.urban_yuan-{half}", u1=f"datum.urban_yuan+{half}")
        .transform_calculate(r0=f"datum.rural_yuan-{half}", r1=f"datum.rural_yuan+{half}")
        .mark_rect()
        .encode(
            alt.X("u0:Q", scale=across, title=word("decisions.afford_x"), axis=alt.Axis(grid=False)),
            alt.X2("u1:Q"),
            alt.Y("r0:Q", scale=up, title=word("decisions.afford_y"), axis=alt.Axis(grid=False)),
            alt.Y2("r1:Q"),
            alt.Color("poor_recipients:Q", scale=colours, legend=legend),
        )
    )
    x, y = alt.X("urban_yuan:Q", scale=across), alt.Y("rural_yuan:Q", scale=up)
    dash = alt.StrokeDash("line:N", scale=alt.Scale(domain=["sure", "even"], range=[[1, 0], [5, 4]]), legend=None)
    halo = alt.Chart(alt.NamedData(name="lines")).mark_line(color=t.CARD, strokeWidth=4).encode(x, y, detail="line:N")
    lines = alt.Chart(alt.NamedData(name="lines")).mark_line(color=t.INK, strokeWidth=2).encode(x, y, dash)
    labels = alt.Chart(alt.NamedData(name="ends")).mark_text(align="left", dx=8, fontSize=t.SIZE_NOTE)
    named = labels.encode(x, y, text="label:N")
    dots = alt.Chart(alt.NamedData(name="dots"))
    fill = alt.Color(
        "kind:N", scale=alt.Scale(domain=["now", "best"], range=[t.BASELINE_TEXT, t.SCENARIO]), legend=None
    )
    points = dots.mark_point(filled=True, size=150, stroke=t.CARD, strokeWidth=2, opacity=1).encode(x, y, color=fill)
    text: t.Options = {
        "align": alt.ExprRef("datum.left ? 'right' : 'left'"),
        "dx": alt.ExprRef("datum.left ? -11 : 11"),
        # The line of the budget falls to the right, through the best pair: its words stand clear of it.
        "dy": alt.ExprRef("datum.left ? 16 : -11"),
        "fontSize": t.SIZE_NOTE,
        "fontWeight": t.WEIGHT_BOLD,
    }
    case = dots.mark_text(**text, stroke=t.CARD, strokeWidth=4, strokeJoin="round").encode(x, y, text="label:N")
    said = dots.mark_text(**text).encode(x, y, text="label:N", color=fill)
    layers = alt.layer(tiles, halo, lines, named, points, case, said).properties(width=width, height=height)
    picture: AltairChart = layers.resolve_scale(color="independent")
    return picture
