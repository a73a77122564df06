"""Who comes into family dibao and who leaves it, year by year: bars above and below zero by cause."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure
from workbench.charts.base.notes import marked
from workbench.errors import InputError, unknown
from workbench.language import current_language, in_column, share, word, words
from workbench.yearly import Years

MEASURES = ("households", "persons")
# Greens came, browns left, grey stayed; a cause that has no shade of its own takes one of the last.
_COLOURS = {
    "new_household": t.GAINS[2],
    "applied": t.GAINS[1],
    "gone": t.DIVERGING[0],
    "no_members": t.PAYERS["charity"],
    "property": t.DIVERGING[2],
    "income_found": t.DIVERGING[1],
    "members": t.BASELINE,
}
_OTHER = (t.PAYERS["insurance"], t.PAYERS["province"], t.PAYERS["city"])
_SAME = 0.01  # shares that differ by less are not told apart


@check_kinds
def years_flows(
    answers: Years, measure: str = "households", *, name: str | None = None, width: int = 520, height: int = 250
) -> Figure:
    """Draw how many households (or persons) came into family dibao and left it in each year, by cause.

    >>> years_flows(wb.years(county, baseline, 2021, 2025, memory=wb.ReceiptMemory()))

    measure: households, or persons with the change of members in those that stay. The dot is what came less what left.
    name: of the policy, in place of its title.
    Raises InputError where no memory carries receipt on or there is one year only, UnknownNameError for a measure.
    """
    if measure not in MEASURES:
        raise unknown("measure", measure, MEASURES)
    if answers.first_year == answers.last_year:
        raise InputError("years_flows: two or more years are wanted; who came and left is counted from one to the next")
    rows = flow_rows(answers.flows, measure)
    net = rows.group_by("year", maintain_order=True).agg(pl.col("signed").sum().alias("net"))
    order = rows["label"].unique(maintain_order=True).to_list()
    return Figure(
        name=f"years_flows_{measure}",
        language=current_language(),
        title=_title(rows, measure),
        subtitle=word(
            "years.flows_subtitle", policy=name or answers.base.title, measure=word(f"years.flows_{measure}")
        ),
        notes=marked(answers.warnings),
        table=rows.select("year", "flow", "cause", measure),
        datasets={"flows": rows.select("year", "label", "signed"), "net": net},
        drawing=_chart(tuple(order), _colours(rows), width, height),
        width=width + 60,
        height=height + 80,
    )


def flow_rows(flows: pl.DataFrame, measure: str) -> pl.DataFrame:
    """Return year, flow, cause, the measure of both residences together, its signed value and the cause in words."""
    found = flows if measure == "persons" else flows.filter(pl.col("flow") != "members")
    kinds = found.group_by("flow", "cause", maintain_order=True).agg()
    labels = kinds.with_columns(
        pl.Series("label", [cause_name(flow, cause) for flow, cause in kinds.iter_rows()], dtype=pl.String)
    )
    summed = found.group_by("year", "flow", "cause", maintain_order=True).agg(pl.col(measure).sum())
    sign = pl.when(pl.col("flow") == "out").then(-1).otherwise(1)
    return (
        summed.join(labels, on=["flow", "cause"], maintain_order="left")
        .with_columns(signed=pl.col(measure) * sign)
        .sort("year", maintain_order=True)
    )


def cause_name(flow: str, cause: str) -> str:
    """Return a cause of coming or leaving in words; one without words of its own as its code, after the direction."""
    key = f"years.cause_{cause}"
    return word(key) if key in words() else word(f"years.flow_{flow}", cause=cause)


def _colours(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return a colour for each label, in the order of the labels."""
    rest = iter(_OTHER)
    causes = rows.select("label", "cause").unique(maintain_order=True)["cause"]
    return tuple(_COLOURS.get(cause) or next(rest, t.INK_3) for cause in causes)


def _title(rows: pl.DataFrame, measure: str) -> str:
    """Say how many came and left a year on the mean, and the largest cause of leaving if one stands out."""
    years = rows["year"].n_unique()
    came, left = (rows.filter(pl.col("flow") == flow)[measure].sum() / years for flow in ("in", "out"))
    unit = "households" if measure == "households" else "persons"
    told = {"came": in_column(round(came), unit), "left": in_column(round(left), unit)}
    if round(came) == 0 and round(left) == 0:
        return word("years.flows_title_none")
    causes = rows.filter(pl.col("flow") == "out").group_by("label").agg(pl.col(measure).sum()).sort(measure)
    if left > 0:
        parts = (causes[measure] / causes[measure].sum()).to_list()
        if len(parts) == 1 or parts[-1] - parts[-2] > _SAME:
            return word("years.flows_title_cause", cause=causes["label"][-1], share=share(parts[-1], 0), **told)
    return word("years.flows_title", **told)


@drawn_once
def _chart(labels: tuple[str, ...], colours: tuple[str, ...], width: int, height: int) -> AltairChart:
    import altair as alt

    flows, net = alt.Chart(alt.NamedData(name="flows")), alt.Chart(alt.NamedData(name="net"))
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, ticks=False, domain=False, labelOverlap=True, offset=8))
    axis = alt.Axis(title=None, tickCount=6, domain=False, ticks=False, labelExpr="format(abs(datum.value), ',')")
    scale = alt.Scale(domain=list(labels), range=list(colours))
    legend = alt.Legend(orient="top", title=None, columns=2, labelLimit=140)
    bars = flows.mark_bar().encode(
        x,
        alt.Y("signed:Q", axis=axis, stack="zero"),
        alt.Color("label:N", scale=scale, sort=list(labels), legend=legend),
        order=alt.Order("place:Q"),
    )
    placed = bars.transform_calculate(place=f"indexof({list(labels)!r}, datum.label)")
    zero = alt.Chart(alt.InlineData([{"y": 0}])).mark_rule(color=t.INK).encode(alt.Y("y:Q"))
    dots = net.mark_point(filled=True, size=55, opacity=1, color=t.INK, stroke=t.CARD, strokeWidth=1.5)
    return alt.layer(placed, zero, dots.encode(x, alt.Y("net:Q"))).properties(width=width, height=height)
