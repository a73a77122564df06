"""Policies by cost and each other aim, side by side; those that no other policy beats are marked."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked, source_notes
from workbench.decisions import PolicyFrontier
from workbench.decisions.pareto_frontier import BEDS, COSTS
from workbench.errors import InputError
from workbench.language import compact_money_expr, current_language, word
from workbench.parameter.book import Parameter
from workbench.results.columns import own_columns
from workbench.simulation import Run
from workbench.uncertainty.sensitivity_analysis import short

if TYPE_CHECKING:
    import altair as alt

_ALONE = 0.65  # part of the width that a single panel takes


@check_kinds
def policy_frontier(found: PolicyFrontier, run: Run, *, width: int = 700, height: int = 230) -> Figure:
    """Draw a panel for each aim but the first, against the first; `run` is today's, for its place and its sources.

    >>> charts.policy_frontier(policies, run)

    Pointing at a policy rings it in every panel. Raises InputError when there is one aim only.
    """
    across, *others = found.aims
    if not others:
        raise InputError(f"policy_frontier: {across} alone can't be drawn against another aim")
    each = width // len(others) if len(others) > 1 else round(_ALONE * width)
    rows = found.table.select("policy", *found.levers, *found.aims, "unbeaten").sort("unbeaten")
    lines = pl.concat([_line(found, across, aim) for aim in others])
    now = _nearest(found, run)
    parameters = found.scenario.book.parameters
    levers = tuple(_lever_words(parameters[name]) for name in found.levers)
    ends = tuple((float(rows[aim].min()), float(rows[aim].max())) for aim in found.aims)  # type: ignore[arg-type]
    counts = tuple(lines.filter(panel=aim).height for aim in others)
    notes = [word("decisions.objectives_note")] * any(aim not in (*COSTS, BEDS) for aim in found.aims)
    notes += [word("decisions.objectives_note_beds")] * (BEDS in found.aims)
    return Figure(
        name="policy_frontier",
        language=current_language(),
        title=found.words(),
        subtitle=word("decisions.objectives_subtitle"),
        notes=(*notes, *marked(found.warnings), *source_notes(run)),
        table=found.unbeaten,
        datasets={"policies": rows, "lines": lines, "now": now},
        drawing=_chart(found.aims, levers, ends, counts, bool(now.height), each, height),
        width=len(others) * (each + 75),
        height=height,
        own=own_columns(found.scenario.reform),
    )


def _line(found: PolicyFrontier, across: str, aim: str) -> pl.DataFrame:
    """Return the policies that no other beats on two aims alone."""
    remaining = found.among(across, aim).sort(across)
    return remaining.select(panel=pl.lit(aim), x=pl.col(across), y=pl.col(aim))


def _nearest(found: PolicyFrontier, run: Run) -> pl.DataFrame:
    """Return today's policy, if the grid holds it: every lever as in the run, or its nearest value."""
    table = found.table
    for lever in found.levers:
        if not table[lever].dtype.is_numeric():
            table = table.filter(pl.col(lever) == str(run.resolved[lever].written))
            continue
        value, values = run.resolved[lever].value, sorted(set(table[lever]))
        if not values or not values[0] - 1e-9 <= value <= values[-1] + 1e-9:
            return table.clear()
        nearest = min(values, key=lambda one: abs(one - value))
        table = table.filter(pl.col(lever) == nearest)
    return table.with_columns(label=pl.lit(word("decisions.objectives_now")))


def _name(aim: str) -> str:
    if aim not in COSTS:
        return word(f"decisions.axis_{aim}")
    name = word(f"decisions.aim_{aim}")
    return name[:1].upper() + name[1:] + word("decisions.axis_cost")


def _format(aim: str, ends: tuple[float, float]) -> str:
    """Return how numbers of an aim are written: with as many digits as its range needs."""
    if aim in COSTS:
        return ",.0f"
    whole, kind = (1.0, "f") if aim in ("gini_after", BEDS) else (100.0, "%")
    return f",.{max(0, math.ceil(-math.log10(whole * (ends[1] - ends[0]))))}{kind}"


@drawn_once
def _chart(
    aims: tuple[str, ...],
    levers: tuple[tuple[str, str, str], ...],
    ends: tuple[tuple[float, float], ...],
    counts: tuple[int, ...],
    has_now: bool,
    width: int,
    height: int,
) -> AltairChart:
    import altair as alt

    pointed = alt.selection_point(name="pointed", fields=["policy"], on="pointerover", nearest=True, empty=False)
    forms = [_format(aim, end) for aim, end in zip(aims, ends, strict=True)]
    closer = [_format(aim, (0.0, (high - low) / 10)) for aim, (low, high) in zip(aims, ends, strict=True)]
    tips = [_lever_tip(*lever) for lever in levers]
    tips += [alt.Tooltip(f"{aim}:Q", title=_name(aim), format=form) for aim, form in zip(aims, closer, strict=True)]
    money = compact_money_expr("datum.value", current_language())
    scales, axes = [], []
    for aim, form, (low, high) in zip(aims, forms, ends, strict=True):
        room = 0.06 * (high - low)
        scales.append(alt.Scale(domain=[low - room, high + room], nice=False, zero=False))
        form_of_labels: t.Options = {"labelExpr": money} if aim in COSTS else {"format": form}
        axes.append(alt.Axis(title=_name(aim), tickCount=4, grid=False, **form_of_labels))
    x = alt.X(f"{aims[0]}:Q", scale=scales[0], axis=axes[0])
    panels = []
    for place, (aim, few) in enumerate(zip(aims[1:], counts, strict=True), start=1):
        y = alt.Y(f"{aim}:Q", scale=scales[place], axis=axes[place])
        data = alt.Chart(alt.NamedData(name="policies"))
        colour = alt.condition("datum.unbeaten", alt.value(t.PEOPLE[4]), alt.value(t.MONEY[2]))
        dots = data.mark_point(filled=True, size=22, opacity=1).encode(x, y, color=colour, tooltip=tips)
        ring = data.mark_point(size=130, color=t.SCENARIO, strokeWidth=2.5)
        shown = alt.condition(pointed, alt.value(1), alt.value(0))
        layers = [dots.add_params(pointed), _joined(aim, scales[0], scales[place]), ring.encode(x, y, opacity=shown)]
        layers += _today(x, y) if has_now else []
        heading = alt.TitleParams(
            word("decisions.objectives_panel", few=f"{few:,}"),
            anchor="start",
            frame="group",
            fontSize=t.SIZE_NOTE,
            fontWeight="normal",
            color=t.INK_2,
        )
        panels.append(alt.layer(*layers).properties(width=width, height=height, title=heading))
    with warnings.catch_warnings():
        # One parameter over all panels is what is wanted; Altair makes it out of the panels' equal ones, and warns.
        warnings.filterwarnings("ignore", message="Automatically deduplicated selection parameter")
        return alt.hconcat(*panels, spacing=22)


def _joined(aim: str, across: alt.Scale, up: alt.Scale) -> alt.Chart:
    """Join what remains on the panel's two aims alone."""
    import altair as alt

    rows = alt.Chart(alt.NamedData(name="lines")).transform_filter(f"datum.panel == '{aim}'")
    marks = rows.mark_line(color=t.INK, strokeWidth=1.5)
    line: alt.Chart = marks.encode(alt.X("x:Q", scale=across), alt.Y("y:Q", scale=up))
    return line


def _today(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    import altair as alt

    rows = alt.Chart(alt.NamedData(name="now"))
    dot = rows.mark_point(filled=True, size=120, color=t.BASELINE_TEXT, stroke=t.CARD, strokeWidth=2, opacity=1)
    text: t.Options = {"align": "left", "dx": 8, "dy": -10, "fontSize": t.SIZE_NOTE, "fontWeight": t.WEIGHT_BOLD}
    halo = rows.mark_text(**text, stroke=t.CARD, strokeWidth=4, strokeJoin="round")
    label = rows.mark_text(**text, color=t.BASELINE_TEXT)
    return [dot.encode(x, y), halo.encode(x, y, text="label:N"), label.encode(x, y, text="label:N")]


def _lever_words(parameter: Parameter) -> tuple[str, str, str]:
    """Return a lever's name, short label and unit ("" for a choice)."""
    return parameter.name, short(parameter.label), "" if parameter.choices else parameter.unit


def _lever_tip(lever: str, title: str, unit: str) -> alt.Tooltip:
    import altair as alt

    if not unit:
        return alt.Tooltip(f"{lever}:N", title=title)
    return alt.Tooltip(f"{lever}:Q", title=title, format=".1%" if unit == "share" else ",")
