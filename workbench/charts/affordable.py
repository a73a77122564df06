"""Two levers of a goal and what each choice reaches, with the lines on which the budget is kept."""

from __future__ import annotations

from textwrap import wrap

import numpy as np
import polars as pl

from workbench.arguments import check_kinds
from workbench.categories import Residence
from workbench.charts.afford_plane import borders_of, column_of, line_of, plane_of, standing, thinned, two_axes
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked, source_notes
from workbench.decisions import Choice, Goal
from workbench.decisions.future_runs import OBJECTIVE_UNITS
from workbench.decisions.levers import Axis
from workbench.language import current_language, money, people, share, unit_alone, word, written
from workbench.results.columns import own_columns
from workbench.simulation import Run

_TITLE = 46  # letters of a line of an axis's title
_EVEN = 0.5  # the confidence of the second line
_LABEL_PITCH = 0.06  # of the height: what two labels in the gutter need
_MIDDLE = 0.55  # of the width: a dot right of it has its words on its left


@check_kinds
def affordable(
    goal: Goal, run: Run, *, x: str | None = None, y: str | None = None, width: int = 430, height: int = 340
) -> Figure:
    """Draw the choices by what the goal counts, with the lines of 90 % (or the goal's) and 50 % confidence.

    >>> affordable(goal, run)

    x, y: the levers across and up (None: the first two that are numbers); the other levers stand as in the best choice,
    or in the cheapest where no choice keeps the budget. A ratio is drawn as the standard that it makes. Raises
    UnknownNameError for another lever, InputError for a choice of words, or fewer than two levers of numbers.
    """
    across, up = two_axes(goal, x, y)
    plane = plane_of(goal, across, up)
    tiles = thinned(plane, (across, up))
    sure, even = (line_of(plane, across, up, confidence) for confidence in (goal.confidence, _EVEN))
    lines = pl.concat([sure.with_columns(line=pl.lit("sure")), even.with_columns(line=pl.lit("even"))])
    columns = [column_of(axis) for axis in (across, up)]
    dots = [{**_now(run, across, up), "kind": "now", "label": word("decisions.afford_now")}]
    if goal.best is not None:
        best = {column: _of_choice(goal.best, column) for column in columns}
        dots.append({**best, "kind": "best", "label": _reached(goal, goal.best)})
    notes = [
        word(
            "decisions.afford_note" if goal.grid.over_standards else "decisions.afford_levers_note",
            runs=f"{goal.grid.futures:,}",
            payer=word(f"decisions.payer_{goal.payer}"),
        ),
        *_best_choice(goal),
        *_others(goal, across, up),
        goal.limits,
        *marked(goal.grid.warnings),
        *source_notes(run),
    ]
    if goal.yuan_per_poor_person is not None:
        notes.insert(0, word("decisions.afford_price", price=money(goal.yuan_per_poor_person)))
    span = _ends(tiles, columns[0])
    middle = _MIDDLE * span[1] + (1 - _MIDDLE) * span[0]
    names = {columns[0]: "x", columns[1]: "y"}
    return Figure(
        name="affordable",
        language=current_language(),
        title=_heading(goal),
        subtitle=word("decisions.afford_subtitle", confidence=share(goal.confidence, 0), budget=money(goal.budget))
        if goal.grid.over_standards and goal.grid.objective == "poor_recipients"
        else word("decisions.afford_levers_subtitle", confidence=share(goal.confidence, 0), budget=money(goal.budget)),
        notes=tuple(notes),
        table=tiles,
        datasets={
            "tiles": _with_borders(tiles, columns).with_columns(v=pl.col(goal.grid.objective)),
            "lines": lines.select(*columns, "line").rename(names),
            "dots": pl.DataFrame(dots).with_columns(left=pl.col(columns[0]) > middle).rename(names),
            "ends": _line_labels(lines, goal, tiles, columns).rename(names),
        },
        drawing=_chart(
            tuple(end for column in columns for end in (borders_of(tiles, column)[0], borders_of(tiles, column)[-1])),
            _ends(tiles, goal.grid.objective),
            (_title(across), _title(up), word(f"decisions.axis_objective_{goal.grid.objective}")),
            ".0%" if OBJECTIVE_UNITS[goal.grid.objective] == "share" else ",.0f",
            width,
            height,
        ),
        width=width + 190,
        height=height,
        own=own_columns(goal.grid.scenario.reform),
    )


def _heading(goal: Goal) -> str:
    """Return the answer in a sentence; the values of other levers than the two ratios stand in a note."""
    if goal.grid.over_standards or goal.best is None:
        return goal.words()
    said = {"budget": money(goal.budget), "sure": share(goal.confidence, 0)}
    return word("decisions.afford_levers_title", reached=goal.reached_words(), **said)


def _best_choice(goal: Goal) -> list[str]:
    if goal.grid.over_standards or goal.best is None:
        return []
    return [word("decisions.afford_choice", levers=goal.lever_words())]


def _others(goal: Goal, across: Axis, up: Axis) -> list[str]:
    """Say at which values the other levers stand."""
    fixed = standing(goal, across, up)
    told = [axis.named(fixed[axis.name]) for axis in goal.grid.axes if axis.name in fixed]
    # With a best choice its note names them all.
    return (
        [word("decisions.afford_others", levers=word("decisions.comma").join(told))] if told and not goal.best else []
    )


def _of_choice(choice: Choice, column: str) -> float:
    return float(getattr(choice, column) if column.endswith("_yuan") else choice.levers[column])


def _now(run: Run, across: Axis, up: Axis) -> dict[str, float]:
    """Return where a run stands on both axes."""
    return {
        column_of(axis): run.resolved[axis.name].value
        if axis.residence is None
        else run.standards[f"{axis.residence.name.lower()}_dibao_standard"]
        for axis in (across, up)
    }


def _reached(goal: Goal, best: Choice) -> str:
    if goal.grid.objective == "poor_recipients":
        return word("decisions.afford_best", poor=people(best.poor_recipients))
    return word("decisions.afford_best_levers", n=written(best.reached, OBJECTIVE_UNITS[goal.grid.objective]))


def _title(axis: Axis) -> str:
    if axis.residence is not None:
        return word(f"decisions.afford_{'x' if axis.residence is Residence.URBAN else 'y'}")
    return word("decisions.lever_axis", lever=axis.short, unit=unit_alone(axis.parameter.unit))


def _with_borders(tiles: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Add the ends of each tile: x0, x1, y0, y1."""
    for name, column in zip("xy", columns, strict=True):
        borders = np.array(borders_of(tiles, column))
        place = np.searchsorted(borders, tiles[column].to_numpy()) - 1
        tiles = tiles.with_columns(pl.Series(f"{name}0", borders[place]), pl.Series(f"{name}1", borders[place + 1]))
    return tiles


def _ends(table: pl.DataFrame, column: str) -> tuple[float, float]:
    return float(table[column].min()), float(table[column].max())  # type: ignore[arg-type]


def _line_labels(lines: pl.DataFrame, goal: Goal, tiles: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Label each line in the gutter right of the tiles; over other levers, where it may be steep, at its left end.

    Two lines that are one have one label; labels that would cover one another are moved apart.
    """
    words = {"sure": word("decisions.afford_line", p=share(goal.confidence, 0))}
    if goal.confidence != _EVEN:
        words["even"] = word("decisions.afford_line", p=share(_EVEN, 0))
    ends = lines.filter(pl.col("line").is_in(list(words))).group_by("line", maintain_order=True)
    last = ends.last() if goal.grid.over_standards else ends.first()
    last = last.with_columns(label=pl.Series([words[name] for name in last["line"]], dtype=pl.String))
    if not goal.grid.over_standards:
        return last
    across, up = columns
    bottom, top = _ends(tiles, up)
    apart, place = _LABEL_PITCH * (top - bottom), pl.col(up)
    if last.height == len(words) == 2 and abs(last[up][0] - last[up][1]) < apart:
        middle = min(max(float(last[up].mean()), bottom + apart / 2), top - apart / 2)  # type: ignore[arg-type]
        place = middle + pl.when(pl.col(up).rank("ordinal") == 1).then(-apart / 2).otherwise(apart / 2)
    return last.with_columns(pl.lit(borders_of(tiles, across)[-1]).alias(across), place.alias(up))


@drawn_once
def _chart(
    borders: tuple[float, ...],
    ends: tuple[float, float],
    titles: tuple[str, str, str],
    form: str,
    width: int,
    height: int,
) -> AltairChart:
    import altair as alt

    left, right, bottom, top = borders
    across = alt.Scale(domain=[left, right], nice=False, zero=False)
    up = alt.Scale(domain=[bottom, top], nice=False, zero=False)
    colours = alt.Scale(domain=[float(v) for v in np.linspace(*ends, len(t.PEOPLE))], range=list(t.PEOPLE))
    legend = alt.Legend(title=titles[2], orient="right", gradientLength=150, format=form, offset=78)
    tiles = (
        alt.Chart(alt.NamedData(name="tiles"))
        .mark_rect()
        .encode(
            alt.X("x0:Q", scale=across, title=wrap(titles[0], _TITLE), axis=alt.Axis(grid=False)),
            alt.X2("x1:Q"),
            alt.Y("y0:Q", scale=up, title=wrap(titles[1], _TITLE), axis=alt.Axis(grid=False)),
            alt.Y2("y1:Q"),
            alt.Color("v:Q", scale=colours, legend=legend),
        )
    )
    x, y = alt.X("x:Q", scale=across), alt.Y("y:Q", scale=up)
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
