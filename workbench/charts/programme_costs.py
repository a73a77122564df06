"""Bar chart of the cost of each programme, split over payers, in the layers of §1."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds, whole_number
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.figure import Figure, written
from workbench.charts.base.notes import source_notes
from workbench.language import current_language, in_column, money, share, word
from workbench.law import LAYERS, programme
from workbench.simulation import Run, funds
from workbench.simulation.payers import programme_costs as costs_of
from workbench.simulation.payers import who_pays

_ROW_HEIGHT = 19
_WAN = 1e4


@check_kinds
def programme_costs(run: Run, *, most: int | None = None, width: int = 330) -> Figure:
    """Draw the yearly cost of every programme of a run that costs anything, by payer, with the people reached.

    >>> charts.programme_costs(run)

    most: so many of the dearest have a row of their own, the others share one (None: all have). Raises InputError for
    less than 1.
    """
    if most is not None:
        whole_number("most", most, 1)
    costs = costs_of(run).filter(pl.col("cost_yuan_per_year") > 0)
    order = [name for layer in LAYERS for name in costs.filter(pl.col("layer") == layer)["programme"]]
    costs = costs.sort(pl.col("programme").replace_strict(dict(zip(order, range(len(order)), strict=True))))
    total = float(costs["cost_yuan_per_year"].sum())
    shown, rest = _dearest(costs, most)
    names = {name: programme_name(name) for name in shown["programme"]}
    together = word("programmes.costs_rest", n=rest.height)
    payers = who_pays(run)
    paid = payers.filter(pl.col("programme").is_in(order))
    parts = paid.with_columns(
        name=written(paid["programme"], lambda name: names.get(name, together)),
        million=pl.col("cost_yuan_per_year") / _WAN,
    )
    county = float(parts.filter(pl.col("payer") == "county")["cost_yuan_per_year"].sum())
    bars = parts.group_by("name", "payer", maintain_order=True).agg(pl.col("million").sum())
    labels = _labels(shown, names)
    if rest.height:
        left = float(rest["cost_yuan_per_year"].sum())  # whom they reach can't be added: one person may be of several
        one = {"name": together, "total": left / _WAN, "amount": money(left), "reached": "–", "layer": ""}
        labels = pl.concat([labels, pl.DataFrame([one])])
    height = _ROW_HEIGHT * max(labels.height, 1)
    return Figure(
        name="programme_costs",
        language=current_language(),
        title=word("programmes.costs_title", total=money(total), county=money(county), share=_part(county, total)),
        subtitle=word("programmes.costs_subtitle"),
        notes=(*empty_funds(run), word("programmes.costs_assumed"), *source_notes(run)),
        table=payers,
        datasets={"parts": bars, "labels": labels},
        drawing=_chart(tuple(labels["name"]), max(labels["total"].to_list(), default=1.0), width, height),
        width=width + 320,
        height=height,
    )


def _dearest(costs: pl.DataFrame, most: int | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the programmes that have a row of their own, in their order, and the others: none, or at least two."""
    if most is None or costs.height <= most + 1:
        return costs, costs.clear()
    dearest = costs.sort("cost_yuan_per_year", descending=True)["programme"].head(most)
    own = pl.col("programme").is_in(dearest.implode())
    return costs.filter(own), costs.filter(~own)


def _labels(costs: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """Return the texts beside each bar; a layer's name stands at its first programme."""
    layers = costs["layer"].to_list()
    return pl.DataFrame(
        {
            "name": list(names.values()),
            "total": [cost / _WAN for cost in costs["cost_yuan_per_year"]],
            "amount": [money(cost) for cost in costs["cost_yuan_per_year"]],
            "reached": ["–" if n is None else in_column(n, "persons", precision=0) for n in costs["persons"]],
            "layer": [
                word(f"programmes.layer_{layer}") if layer not in layers[:k] else "" for k, layer in enumerate(layers)
            ],
        },
        schema_overrides={"total": pl.Float64},
    )


def programme_name(name: str) -> str:
    """Return a programme's name in the language that is on."""
    one = programme(name)
    return one.label


def _part(county: float, total: float) -> str:
    return share(county / total, 0) if total else "–"


def empty_funds(run: Run) -> list[str]:
    """Say which funds run out."""
    empty = funds(run).filter(pl.col("unpaid_yuan_per_year") > 0)
    return [
        word(
            "programmes.costs_unpaid",
            names=programme_name(row["programme"]),
            share=share(row["share_paid"], 0),
            amount=money(row["unpaid_yuan_per_year"]),
        )
        for row in empty.iter_rows(named=True)
    ]


@drawn_once
def _chart(names: tuple[str, ...], most: float, width: int, height: int) -> AltairChart:
    import altair as alt

    scale = alt.Scale(domain=list(names), paddingInner=0.3)
    y = alt.Y("name:N", sort=None, title=None, scale=scale)
    y = y.axis(domain=False, ticks=False, labelPadding=6, labelLimit=170)
    hidden = alt.Y("name:N", sort=None, axis=None, scale=scale)
    payers = list(t.PAYERS)
    expression = ",".join(f"'{payer}':'{word(f'programmes.payer_{payer}')}'" for payer in payers)
    colour = alt.Color(
        "payer:N",
        scale=alt.Scale(domain=payers, range=list(t.PAYERS.values())),
        legend=alt.Legend(
            orient="top", title=None, labelExpr=f"{{{expression}}}[datum.label]", symbolType="square", offset=8
        ),
    )
    order = alt.Order("rank:Q")
    ranks = "{" + ",".join(f"'{payer}':{k}" for k, payer in enumerate(payers)) + "}[datum.payer]"
    parts, labels = alt.Chart(alt.NamedData(name="parts")), alt.Chart(alt.NamedData(name="labels"))
    x = alt.X("million:Q", stack="zero", axis=None, scale=alt.Scale(domain=[0, most], nice=False))
    bars = parts.transform_calculate(rank=ranks).mark_bar().encode(x, y, colour, order)

    def column(field: str, heading: str, wide: int) -> alt.Chart:
        title = alt.TitleParams(
            heading, anchor="end", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2, offset=8
        )
        marks = labels.mark_text(align="right", fontSize=t.SIZE_NOTE, color=t.INK_2)
        text: alt.Chart = marks.encode(hidden, x=alt.value(wide), text=f"{field}:N")
        return text.properties(width=wide, height=height, title=title)

    layer = labels.mark_text(align="left", fontSize=t.SIZE_NOTE, color=t.INK_2, fontWeight=t.WEIGHT_BOLD)
    layers = layer.encode(hidden, x=alt.value(0), text="layer:N").properties(width=88, height=height)
    return alt.hconcat(
        layers,
        bars.properties(width=width, height=height),
        column("amount", word("programmes.costs_amount"), 66),
        column("reached", word("programmes.costs_reached"), 58),
        spacing=8,
    )
