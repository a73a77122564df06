"""Cost against what is reached for every choice of the levers, with the line of choices that no other beats."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked, source_notes
from workbench.decisions import Goal, candidates, frontier
from workbench.decisions.future_runs import OBJECTIVE_UNITS
from workbench.language import compact_money_expr, current_language, money, share, within_sentence, word
from workbench.simulation import Run

_STEP = 5  # yuan between two dots; the line is of every pair in whole yuan
_LINE_ROWS = 400
_MOST_DOTS = 6000  # choices drawn, evenly taken out of all
_MARKS = {"cost_yuan_per_year": pl.Float64, "reached": pl.Float64, "kind": pl.String, "label": pl.String}
_ROOM = 0.4  # of the width, for the words left of a mark


@check_kinds
def afford_frontier(goal: Goal, run: Run, *, width: int = 400, height: int = 300) -> Figure:
    """Draw the choices of a goal by median cost (of the goal's payer) and what the goal counts.

    >>> afford_frontier(goal, run)

    The run's own mark stands where its standards are looked at: for a goal over the two standards.
    """
    good, pairs = goal.grid.objective, goal.grid.over_standards
    reached = pl.col(good).alias("reached")
    dots = candidates(goal.grid, goal.budget, _STEP).select("cost_yuan_per_year", reached)
    dots = dots.gather_every(max(1, dots.height // _MOST_DOTS))
    best = frontier(goal.table, good=good)
    thinned = best.gather_every(max(1, best.height // _LINE_ROWS))
    marks = [{**_nearest(goal, run), "kind": "now", "label": word("decisions.frontier_now")}] if pairs else []
    if goal.best is not None:
        there = {"cost_yuan_per_year": goal.best.cost_yuan_per_year, "reached": goal.best.reached}
        marks.append({**there, "kind": "best", "label": word("decisions.frontier_best")})
    beaten = 1 - best.height / goal.table.height
    ends = tuple(float(v) for c in ("cost_yuan_per_year", "reached") for v in (dots[c].min(), dots[c].max()))  # type: ignore[arg-type]
    within = ends[0] <= goal.budget <= ends[1]
    budget = (
        {
            "budget": pl.DataFrame(
                {"x": [goal.budget], "label": [word("decisions.futures_budget", v=money(goal.budget))]}
            )
        }
        if within
        else {}
    )
    return Figure(
        name="afford_frontier",
        language=current_language(),
        title=word(
            "decisions.frontier_title" if pairs else "decisions.frontier_levers_title",
            share=share(beaten, 0),
            n=f"{goal.table.height:,}",
        ),
        subtitle=word("decisions.frontier_subtitle", payer=_payer(goal))
        if pairs and good == "poor_recipients"
        else word(
            "decisions.frontier_levers_subtitle", payer=_payer(goal), aim=word(f"decisions.axis_objective_{good}")
        ),
        notes=(
            word(
                "decisions.frontier_note" if pairs else "decisions.frontier_levers_note", runs=f"{goal.grid.futures:,}"
            ),
            goal.limits,
            *marked(goal.grid.warnings),
            *source_notes(run),
        ),
        table=best,
        datasets={
            "dots": dots,
            "line": thinned.select("cost_yuan_per_year", reached),
            "marks": pl.DataFrame(marks, schema=_MARKS),
            **budget,
        },
        drawing=_chart(
            ends,
            within,
            word(f"decisions.axis_objective_{good}"),
            ".0%" if OBJECTIVE_UNITS[good] == "share" else ",.0f",
            width,
            height,
        ),
        width=width + 70,
        height=height,
    )


def _payer(goal: Goal) -> str:
    """Name the payer as it stands inside a sentence (Chinese has no capitals)."""
    return within_sentence(word(f"decisions.payer_{goal.payer}"))


def _nearest(goal: Goal, run: Run) -> dict[str, float]:
    """Return cost and poor recipients of the pair of whole-yuan standards that is nearest to a run's own."""
    away = sum((pl.col(f"{r}_yuan") - run.standards[f"{r}_dibao_standard"]).abs() for r in ("urban", "rural"))
    row = goal.table.sort(away, maintain_order=True).row(0, named=True)
    return {"cost_yuan_per_year": row["cost_yuan_per_year"], "reached": row[goal.grid.objective]}


@drawn_once
def _chart(ends: tuple[float, ...], within: bool, aim: str, form: str, width: int, height: int) -> AltairChart:
    import altair as alt

    left, right, bottom, top = ends
    across = alt.Scale(domain=[left, right + 0.04 * (right - left)], nice=False, zero=False)
    up = alt.Scale(domain=[bottom, top + 0.08 * (top - bottom)], nice=False, zero=False)
    money_axis = alt.Axis(
        title=word("decisions.frontier_x"),
        labelExpr=compact_money_expr("datum.value", current_language()),
        tickCount=4,
        grid=False,
    )
    x = alt.X("cost_yuan_per_year:Q", scale=across, axis=money_axis)
    y = alt.Y("reached:Q", scale=up, axis=alt.Axis(title=aim, format=form, tickCount=5))
    dots = alt.Chart(alt.NamedData(name="dots")).mark_point(filled=True, size=9, color=t.BASELINE, opacity=0.45)
    line = alt.Chart(alt.NamedData(name="line")).mark_line(color=t.INK, strokeWidth=2)
    fill = alt.Color(
        "kind:N", scale=alt.Scale(domain=["now", "best"], range=[t.BASELINE_TEXT, t.SCENARIO]), legend=None
    )
    marks = alt.Chart(alt.NamedData(name="marks"))
    points = marks.mark_point(filled=True, size=150, stroke=t.CARD, strokeWidth=2, opacity=1).encode(x, y, fill)
    at_left = f"datum.cost_yuan_per_year < {left + _ROOM * (right - left)}"
    beside: t.Options = {
        # Above the line where there is room on the left, else below it on the right.
        "align": alt.ExprRef(f"{at_left} ? 'left' : 'right'"),
        "dx": alt.ExprRef(f"{at_left} ? 12 : -11"),
        "dy": alt.ExprRef(f"{at_left} ? 12 : -9"),
        "fontSize": t.SIZE_NOTE,
        "fontWeight": t.WEIGHT_BOLD,
    }
    halo = marks.mark_text(**beside, stroke=t.CARD, strokeWidth=4, strokeJoin="round").encode(x, y, text="label:N")
    text = marks.mark_text(**beside).encode(x, y, fill, text="label:N")
    layers = [dots.encode(x, y), line.encode(x, y)]
    if within:
        budget = alt.Chart(alt.NamedData(name="budget"))
        layers.append(budget.mark_rule(color=t.INK, strokeDash=[5, 4]).encode(alt.X("x:Q", scale=across)))
        said: t.Options = {"align": "left", "dx": 5, "fontSize": t.SIZE_NOTE}
        layers.append(budget.mark_text(**said).encode(alt.X("x:Q", scale=across), y=alt.value(8), text="label:N"))
    picture: alt.LayerChart = alt.layer(*layers, points, halo, text).resolve_scale(color="independent")
    return picture.properties(width=width, height=height)
