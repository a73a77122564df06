"""Matrix of the stacking rules: what the aid of each row does to that of each column."""

from __future__ import annotations

import itertools

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.programme_costs import programme_name
from workbench.language import current_language, word
from workbench.law import LAYERS, PROGRAMMES, Stacking, cited, stacking_table
from workbench.scenario import Scenario

_CELL = 30
_SIGNS = {"excludes": "×", "before": "→", "income": "¥"}
_COLOURS = {"excludes": t.LOSS_TEXT, "before": t.COUNTY, "income": t.CORRIDOR_TEXT}


@check_kinds
def stacking_matrix(stacking: Stacking | None = None, scenario: Scenario | None = None) -> Figure:
    """Draw the stacking table; what a switch turns off in the scenario (or in the law, without one) stands hollow.

    >>> stacking_matrix(scenario=baseline)
    """
    table = relations_table(stacking or stacking_table(), scenario)
    used = {*table["aid"], *table["to"]}
    order = [p.name for layer in LAYERS for p in PROGRAMMES if p.layer == layer and p.name in used]
    names = {name: programme_name(name) for name in order}
    cells = table.select(
        aid=pl.col("aid").replace_strict(names),
        to=pl.col("to").replace_strict(names),
        sign=pl.col("effect").replace_strict(_SIGNS),
        effect="effect",
        on=pl.col("in_force"),
        slot=pl.int_range(pl.len()).over("aid", "to"),
    )
    cells = cells.with_columns(badge=pl.when("on").then(pl.col("sign")).otherwise(pl.format("({})", "sign")))
    rows = [names[name] for name in order if name in set(table["aid"])]
    columns = [names[name] for name in order if name in set(table["to"])]
    counts = {effect: table.filter(pl.col("effect") == effect).height for effect in _SIGNS}
    return Figure(
        name="stacking",
        language=current_language(),
        title=word("programmes.stacking_title", n=table.height, **counts),
        subtitle=word("programmes.stacking_subtitle"),
        notes=(word("programmes.stacking_source"),),
        table=table,
        datasets={"cells": cells},
        drawing=_chart(tuple(rows), tuple(columns)),
        width=_CELL * len(columns) + 150,
        height=_CELL * len(rows),
    )


def relations_table(stacking: Stacking, scenario: Scenario | None = None) -> pl.DataFrame:
    """Return one row per relation: aid, to, effect, in_force, switch, clause, status, source; sequences as pairs."""
    rows = []
    for r in stacking.relations:
        value = scenario.value(r.switch) if scenario is not None and r.switch else r.value
        rows.append((r.aid, r.to, r.effect, value == "applied", r.switch, cited(r.clause), r.status, r.source))
    for s in stacking.sequences:
        written = str(scenario.value(s.name)) if scenario is not None else "_then_".join(s.order)
        order = written.split("_then_")
        for first, then in itertools.pairwise(order):
            rows.append((first, then, "before", True, s.name, cited(s.clause), s.status, s.source))
    names = ("aid", "to", "effect", "in_force", "switch", "clause", "status", "source")
    return pl.DataFrame(rows, schema=list(names), orient="row")


@drawn_once
def _chart(rows: tuple[str, ...], columns: tuple[str, ...]) -> AltairChart:
    import altair as alt

    x = alt.X("to:N", title=None, sort=None, scale=alt.Scale(domain=list(columns)))
    x = x.axis(orient="top", labelAngle=-40, domain=False, ticks=False, grid=False, labelLimit=150, labelPadding=4)
    y = alt.Y("aid:N", title=None, sort=None, scale=alt.Scale(domain=list(rows)))
    y = y.axis(domain=False, ticks=False, grid=False, labelLimit=150)
    cells = alt.Chart(alt.NamedData(name="cells"))
    scale = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    colour = alt.Color("effect:N", legend=None, scale=scale)
    grid = [{"aid": row, "to": column} for row in rows for column in columns]
    ground = alt.Chart(alt.InlineData(values=grid)).mark_rect(fill=t.CARD, stroke=t.LINE_2, strokeWidth=1)
    first, second = cells.transform_filter("datum.slot == 0"), cells.transform_filter("datum.slot == 1")
    inside, outline = (
        first.transform_filter(test).mark_rect(
            filled=test == "datum.on", strokeWidth=1.5, width=_CELL - 5, height=_CELL - 5, cornerRadius=3
        )
        for test in ("datum.on", "!datum.on")
    )
    bold: t.Options = {"fontSize": t.SIZE_BODY, "fontWeight": t.WEIGHT_BOLD}
    layers = [
        ground.encode(x, y),
        inside.encode(x, y, colour),
        first.transform_filter("datum.on").mark_text(color=t.CARD, **bold).encode(x, y, text="sign:N"),
        outline.encode(x, y, stroke=alt.Stroke("effect:N", legend=None, scale=scale)),
        first.transform_filter("!datum.on").mark_text(**bold).encode(x, y, colour, text="sign:N"),
        # A second relation of the same two stands small in the corner, in brackets while it is switched off.
        second.mark_text(color=t.CARD, dx=5, dy=8, fontSize=t.SIZE_NOTE * 0.75).encode(x, y, text="badge:N"),
    ]
    return alt.layer(*layers).properties(width=_CELL * len(columns), height=_CELL * len(rows))
