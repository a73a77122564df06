"""Flow diagram from payers to families of programmes; ribbons are as wide as the money."""

from __future__ import annotations

from typing import Literal

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.families import FAMILIES, family_colour, family_name, family_of
from workbench.charts.base.figure import Figure, Row, written
from workbench.charts.base.layout import boxes, ribbons
from workbench.charts.base.notes import source_notes
from workbench.charts.programme_costs import empty_funds
from workbench.language import current_language, in_language, money, share, word
from workbench.simulation import Run, who_pays

_BOX = 0.025  # of the width between the columns
_LEFT, _RIGHT = 118, 138  # pixels for the names and amounts
_EMPTY = 40  # pixels, where nothing is paid
_COUNTY_OPACITY, _OPACITY = 0.88, 0.5
_WHOLE = 0.025  # a share this near to 1 in n is told as "one yuan in n"


@check_kinds
def payer_flow(run: Run, *, width: int = 330, height: int = 460) -> Figure:
    """Draw what each payer gives to each family of programmes of a run, yuan a year; the law's own shares of payers.

    >>> payer_flow(run)

    On paper or in less than 480 pixels `programme_costs` says the same in bars.
    """
    paid = who_pays(run)
    table = paid.with_columns(
        family=pl.Series([family_of(name) for name in paid["programme"]], dtype=pl.String)
    ).select("payer", "family", "programme", "layer", "cost_yuan_per_year")
    sums = table.group_by("payer", "family").agg(pl.col("cost_yuan_per_year").sum())
    flow = {(row["payer"], row["family"]): row["cost_yuan_per_year"] for row in sums.iter_rows(named=True)}
    height = height if flow else _EMPTY
    payers = tuple(p for p in t.PAYERS if p in set(sums["payer"]))
    families = tuple(f for f in FAMILIES if f in set(sums["family"]))
    if flow:
        placed = boxes(flow, payers, families)
        drawn = ribbons(flow, placed)
    else:
        placed, drawn = _nothing()
    names = {**{p: word(f"programmes.payer_{p}") for p in payers}, **{f: family_name(f) for f in families}}
    labels = placed.with_columns(label=written(placed.select("name", "amount").to_struct(), lambda r: _label(r, names)))
    return Figure(
        name="payer_flow",
        language=current_language(),
        title=_title(flow),
        subtitle=word("programmes.flow_subtitle", total=money(sum(flow.values()))),
        notes=(*empty_funds(run), word("programmes.flow_note"), word("programmes.costs_assumed"), *source_notes(run)),
        table=table,
        datasets={
            "ribbons": drawn.with_columns(ribbon=pl.format("{} {}", "left", "right")),
            "payers": labels.filter(pl.col("side") == "left"),
            "families": labels.filter(pl.col("side") == "right"),
        },
        drawing=_chart(width, height),
        width=_LEFT + width + _RIGHT,
        height=height,
    )


def _nothing() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Nobody is paid anything: columns without boxes."""
    numbers = dict.fromkeys(("amount", "top", "bottom", "middle"), pl.Float64)
    edges = dict.fromkeys(("x", "top", "bottom"), pl.Float64)
    return (
        pl.DataFrame(schema={"side": pl.String, "name": pl.String, **numbers}),
        pl.DataFrame(schema={"left": pl.String, "right": pl.String, **edges}),
    )


def _label(row: Row, names: dict[str, str]) -> str:
    gap = in_language("", " ")
    return f"{names[row['name']]}{gap}{money(row['amount'])}"


def _title(flow: dict[tuple[str, str], float]) -> str:
    total = sum(flow.values())
    if total < 0.5:
        return word("programmes.flow_title_nothing")
    own = {family: amount for (payer, family), amount in flow.items() if payer == "county"}
    county = sum(own.values())
    if county < 0.5:
        return word("programmes.flow_title_no_county", total=money(total))
    part = county / total
    one_in = next((n for n in range(2, 11) if abs(part - 1 / n) <= _WHOLE / n), None)
    who = (
        word("programmes.flow_county_one_in", n=one_in) if one_in else word("programmes.flow_county", p=share(part, 0))
    )
    named = sorted((f for f in own if f != "other"), key=lambda f: (-own[f], FAMILIES.index(f)))[:2]
    if not named:
        return word("programmes.flow_title_other", who=who, county=money(county))
    where = share(sum(own[f] for f in named) / county, 0)
    if len(named) == 1:
        return word("programmes.flow_title_one", who=who, where=where, a=family_name(named[0]))
    return word("programmes.flow_title", who=who, where=where, a=family_name(named[0]), b=family_name(named[1]))


@drawn_once
def _chart(width: int, height: int) -> AltairChart:
    import altair as alt

    ribbon, payer, family = (alt.Chart(alt.NamedData(name=name)) for name in ("ribbons", "payers", "families"))
    across = alt.Scale(domain=[-_BOX, 1 + _BOX], nice=False, zero=False)
    down = alt.Scale(domain=[1, 0], nice=False, zero=False)  # from above

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=down, axis=None)

    payers = alt.Color("left:N", scale=alt.Scale(domain=list(t.PAYERS), range=list(t.PAYERS.values())), legend=None)
    x = alt.X("x:Q", scale=across, axis=None)
    areas = [
        ribbon.transform_filter(test)
        .mark_area(opacity=opacity)
        .encode(x, y("top"), alt.Y2("bottom"), payers, detail="ribbon:N")
        for test, opacity in (
            ("datum.left != 'county'", _OPACITY),
            ("datum.left == 'county'", _COUNTY_OPACITY),  # above the others
        )
    ]

    def box(data: alt.Chart, low: float, high: float, names: list[str], colours: list[str]) -> alt.Chart:
        colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=colours), legend=None)
        bars = data.transform_calculate(low=str(low), high=str(high)).mark_rect()
        edge = alt.condition("datum.name == 'education'", alt.value(t.EDUCATION_OUTLINE), alt.value(t.CARD))
        x, x2 = alt.X("low:Q", scale=across), alt.X2("high:Q")
        boxes: alt.Chart = bars.encode(x, x2, y("top"), alt.Y2("bottom"), colour, stroke=edge)
        return boxes

    picture = alt.layer(
        *areas,
        box(payer, -_BOX, 0, list(t.PAYERS), list(t.PAYERS.values())),
        box(family, 1, 1 + _BOX, list(FAMILIES), [family_colour(name) for name in FAMILIES]),
    ).resolve_scale(color="independent")
    bold = alt.condition("datum.name == 'county'", alt.value(t.COUNTY), alt.value(t.INK_2))

    def column(data: alt.Chart, align: Literal["left", "right"], at: int, wide: int) -> alt.Chart:
        text: alt.Chart = data.mark_text(align=align, fontSize=t.SIZE_BODY).encode(
            y("middle"), x=alt.value(at), text="label:N", color=bold
        )
        return text.properties(width=wide, height=height)

    return alt.hconcat(
        column(payer, "right", _LEFT, _LEFT),
        picture.properties(width=width, height=height),
        column(family, "left", 0, _RIGHT),
        spacing=6,
    )
