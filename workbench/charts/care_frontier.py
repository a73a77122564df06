"""Cost of a renovation plan by confidence: the least cost for each probability of meeting both targets."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, need_columns
from workbench.charts.base.notes import care_source
from workbench.errors import InputError
from workbench.language import current_language, money, share, word

_COLUMNS = ("confidence", "cost_yuan", "status")
_WAN = 1e4


@check_kinds
def plan_frontier(
    frontier: pl.DataFrame, *, homes: pl.DataFrame | None = None, width: int = 430, height: int = 260
) -> Figure:
    """Draw the cost of the cheapest plan by the confidence asked for.

    >>> plan_frontier(frontier(homes, stock, baseline, (0.5, 0.9), futures=10))

    frontier: confidence (share), cost_yuan, status ("infeasible" where no plan has that confidence), and where it is
    known chance_both_out_of_sample (in the futures that the plan didn't see). homes: as of `target_path`.
    """
    need_columns(frontier, _COLUMNS, "plan_frontier: the table")
    if frontier.is_empty():
        raise InputError("plan_frontier: at least one confidence is wanted")
    seen = "chance_both_out_of_sample"
    rows = frontier.sort("confidence")
    found = rows.filter(pl.col("status") != "infeasible")
    points = found.with_columns(
        wan=pl.col("cost_yuan") / _WAN,
        label=pl.Series([money(cost) for cost in found["cost_yuan"]], dtype=pl.String),
    )
    if seen not in points.columns:
        points = points.with_columns(pl.lit(None, dtype=pl.Float64).alias(seen))
    most = float(points["wan"].max()) if points.height else 1.0  # type: ignore[arg-type]
    impossible = rows.filter(pl.col("status") == "infeasible")["confidence"].to_list()
    return Figure(
        name="plan_frontier",
        language=current_language(),
        title=_title(found, impossible),
        subtitle=word("care.frontier_subtitle"),
        notes=(word("care.frontier_note"), care_source(homes)),
        table=rows,
        datasets={
            "points": points.select("confidence", "wan", "label", seen),
            "impossible": pl.DataFrame({"confidence": impossible, "at": [0.0] * len(impossible)}).with_columns(
                label=pl.lit(word("care.frontier_none"))
            ),
        },
        drawing=_chart(min(rows["confidence"].to_list()), most * 1.18, width, height),
        width=width + 60,
        height=height + 40,
    )


def _title(found: pl.DataFrame, impossible: list[float]) -> str:
    if found.is_empty():
        return word("care.frontier_title_none")
    first, last = found.row(0, named=True), found.row(-1, named=True)
    if impossible:
        return word("care.frontier_title_limit", p=share(last["confidence"], 0), cost=money(last["cost_yuan"]))
    more = last["cost_yuan"] - first["cost_yuan"]
    if more < 1:
        return word("care.frontier_title_same", cost=money(last["cost_yuan"]), p=share(last["confidence"], 0))
    ends = {"low": share(first["confidence"], 0), "high": share(last["confidence"], 0)}
    return word("care.frontier_title", more=money(more), **ends)


@drawn_once
def _chart(lowest: float, most: float, width: int, height: int) -> AltairChart:
    import altair as alt

    across = alt.Scale(domain=[min(lowest, 0.5) - 0.06, 1.03], nice=False, zero=False)
    percent = alt.Axis(format="%", grid=False, tickCount=6)
    x = alt.X("confidence:Q", scale=across, title=word("care.frontier_x"), axis=percent)
    up = alt.Scale(domain=[0, most], nice=False)
    y = alt.Y("wan:Q", scale=up, title=word("care.frontier_y"), axis=alt.Axis(domain=False, ticks=False, tickCount=5))
    points = alt.Chart(alt.NamedData(name="points"))
    line = points.mark_line(color=t.INK_3, strokeWidth=2).encode(x, y)
    dots = points.mark_point(filled=True, color=t.SCENARIO, size=90, opacity=1).encode(x, y)
    other = alt.X("chance_both_out_of_sample:Q", scale=across)
    unseen = points.mark_point(filled=False, color=t.BASELINE_TEXT, size=80, strokeWidth=2, opacity=1).encode(other, y)
    text = points.mark_text(dy=-14, fontSize=t.SIZE_NOTE, fontWeight=t.WEIGHT_BOLD).encode(x, y, text="label:N")
    none = alt.Chart(alt.NamedData(name="impossible"))
    cross = none.mark_point(shape="cross", angle=45, filled=True, color=t.LOSS, size=110, opacity=1)
    crosses = cross.encode(alt.X("confidence:Q", scale=across), alt.Y("at:Q", scale=up))
    said = none.mark_text(dy=-14, color=t.LOSS_TEXT, fontSize=t.SIZE_NOTE)
    words = said.encode(alt.X("confidence:Q", scale=across), alt.Y("at:Q", scale=up), text="label:N")
    return alt.layer(line, unseen, dots, text, crosses, words).properties(width=width, height=height)
