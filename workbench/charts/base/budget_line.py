"""The line of a yearly budget in a figure of money by year: a dashed rule with its amount written on it."""

from __future__ import annotations

import polars as pl

from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart
from workbench.language import money, word

DATASET = "budget"


def budget_rows(budget: float | None) -> pl.DataFrame:
    """Return the data of the line: the budget (yuan a year) and its words; no row without a budget."""
    found = {} if budget is None else {"budget": [budget], "label": [word("years.fan_budget", v=money(budget))]}
    return pl.DataFrame(found, schema={"budget": pl.Float64, "label": pl.String})


def budget_layers(most: float, *, below: bool = False) -> list[AltairChart]:
    """Return the layers of the line, for data named DATASET; most: end of the axis of money; below: words below it."""
    import altair as alt

    rows = alt.Chart(alt.NamedData(name=DATASET))
    at = alt.Y("budget:Q", scale=alt.Scale(domain=[0, most], nice=False))
    said: t.Options = {"align": "left", "dx": 6, "fontWeight": t.WEIGHT_BOLD}
    said |= {"baseline": "top", "dy": 5} if below else {"baseline": "bottom", "dy": -3}
    words = {"x": alt.value(0), "text": "label:N"}
    return [
        rows.mark_rule(color=t.INK, strokeDash=[5, 4], strokeWidth=2).encode(at),
        rows.mark_text(color=t.CARD, stroke=t.CARD, strokeWidth=4, **said).encode(at, **words),
        rows.mark_text(color=t.INK, **said).encode(at, **words),
    ]
