"""Stacked bars of the cost of care by self-care grade, in a care home and at home."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.charts.base.notes import care_source
from workbench.errors import InputError
from workbench.language import current_language, word, yuan

_COLUMNS = ("grade", "setting", "item", "yuan_per_year")
_GRADES, _SETTINGS = ("able", "partial", "complete"), ("centralised", "dispersed")
_ITEMS = {
    "basic": t.PROGRAMMES["tekun"],
    "care_fee": t.PROGRAMMES["care_subsidy"],
    "running_gap": t.COUNTY,
    "capital": t.BASELINE,
    "visits": t.PEOPLE[3],
}
_ROW_HEIGHT = 30


@check_kinds
def cost_of_care_bars(table: pl.DataFrame, *, homes: pl.DataFrame | None = None, width: int = 400) -> Figure:
    """Draw yuan a year for one person by grade, in a home and at home; `table` is that of `wb.care.cost_of_care`.

    >>> cost_of_care_bars(cost_of_care(run_of_care, homes), homes=homes)

    homes: as of `target_path`.
    """
    need_columns(table, _COLUMNS, "cost_of_care_bars: the table")
    if table.is_empty():
        raise InputError("cost_of_care_bars: the table is empty; that of cost_of_care is wanted")
    totals = table.group_by("grade", "setting").agg(pl.col("yuan_per_year").sum())
    amount = {(grade, setting): value for grade, setting, value in totals.iter_rows()}
    order = [(g, s) for g in _GRADES for s in _SETTINGS if (g, s) in amount]
    names = {
        key: word("care.cost_row", grade=word(f"care.state_{key[0]}"), setting=word(f"care.{key[1]}")) for key in order
    }
    parts = pl.DataFrame(
        [
            {"name": names[row["grade"], row["setting"]], "item": row["item"], "yuan": row["yuan_per_year"]}
            for row in table.iter_rows(named=True)
        ]
    )
    labels = pl.DataFrame([{"name": names[key], "total": amount[key], "label": yuan(amount[key])} for key in order])
    most = max(amount.values())
    gap = amount.get(("complete", "centralised"), 0.0) - amount.get(("complete", "dispersed"), 0.0)
    height = _ROW_HEIGHT * len(order)
    return Figure(
        name="cost_of_care",
        language=current_language(),
        title=word("care.cost_title", more=yuan(gap)),
        subtitle=word("care.cost_subtitle"),
        notes=(word("care.cost_note"), care_source(homes)),
        table=table,
        datasets={"parts": parts, "labels": labels},
        drawing=_chart(tuple(names.values()), 1.22 * most, width, height),
        width=width + 170,
        height=height + 30,
    )


@drawn_once
def _chart(names: tuple[str, ...], most: float, width: int, height: int) -> AltairChart:
    import altair as alt

    y = alt.Y("name:N", sort=None, title=None, scale=alt.Scale(domain=list(names), paddingInner=0.3))
    y = y.axis(domain=False, ticks=False, labelPadding=8, labelLimit=200)
    across = alt.Scale(domain=[0, most], nice=False)
    items = list(_ITEMS)
    said = "{" + ",".join(f"'{item}':'{word(f'care.item_{item}')}'" for item in items) + "}[datum.label]"
    legend = alt.Legend(orient="top", title=None, labelExpr=said, symbolType="square", offset=8)
    colour = alt.Color("item:N", scale=alt.Scale(domain=items, range=list(_ITEMS.values())), legend=legend)
    ranks = "{" + ",".join(f"'{item}':{k}" for k, item in enumerate(items)) + "}[datum.item]"
    bars = alt.Chart(alt.NamedData(name="parts")).transform_calculate(rank=ranks).mark_bar()
    x = alt.X("yuan:Q", stack="zero", axis=None, scale=across)
    text = alt.Chart(alt.NamedData(name="labels")).mark_text(align="left", dx=7, fontWeight=t.WEIGHT_BOLD)
    return alt.layer(
        bars.encode(x, y, colour, alt.Order("rank:Q")),
        text.encode(alt.X("total:Q", scale=across), y, text="label:N"),
    ).properties(width=width, height=height)
