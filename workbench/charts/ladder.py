"""Stacked areas of a family's income and aid over one input, with the marginal rate and the cliffs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base import tokens as t
from workbench.charts.base.drawing import AltairChart, drawn_once
from workbench.charts.base.families import dark, family_colour, family_of
from workbench.charts.base.figure import Figure
from workbench.charts.base.figure import written as written_each
from workbench.charts.base.layout import band_labels
from workbench.charts.programme_costs import programme_name
from workbench.household import Ladder
from workbench.language import MINUS, current_language, in_column, word, words, written, written_range, yuan
from workbench.law import PROGRAMMES

if TYPE_CHECKING:
    import altair as alt

# One programme of each family stands in its colour; the rest is one band.
_SHOWN = (
    "dibao",
    "tekun",
    "medical_aid",
    "education",
    "temporary_illness",
    "disability_care",
    "public_rental",
)
_COLOURS = {name: family_colour(family_of(name)) for name in _SHOWN}
_MOST_BANDS = 6
_EDGE = 0.05  # of the width: a cliff that near to the axis has its label right of it


@check_kinds
def ladder(found: Ladder, *, width: int = 520, height: int = 260) -> Figure:
    """Draw a family's ladder: what it has by source, the marginal rate below, each cliff marked.

    >>> charts.ladder(rungs)
    """
    table, swept = found.both_sides, found.swept
    paid = [p.name for p in PROGRAMMES if p.name in table.columns]
    shown = sorted((p for p in paid if p in _COLOURS), key=lambda p: -float(table[p].to_numpy().max()))[:_MOST_BANDS]
    other = pl.col("aid_yuan_per_month") - pl.sum_horizontal([pl.col(p) for p in shown] or [pl.lit(0.0)])
    bands = table.select(x=swept, own="income", **{p: pl.col(p) for p in shown}, other=other.clip(0.0))
    keys = ["own", *shown, "other"]
    labels = {
        "own": word("programmes.ladder_own"),
        "other": word("programmes.ladder_other"),
        **{p: programme_name(p) for p in shown},
    }
    long = bands.unpivot(index="x", on=keys, variable_name="key", value_name="yuan").with_columns(
        name=pl.col("key").replace_strict(labels, return_dtype=pl.String),
        rank=pl.col("key").replace_strict({key: k for k, key in enumerate(keys)}),
    )
    after = table.select(x=swept, yuan="income_after_aid", rate=pl.col("marginal_rate").clip(-0.5, 2.0))
    cliffs = found.cliffs.select(x="at", loss="loss_yuan_per_month").with_columns(
        label=written_each(found.cliffs["loss_yuan_per_month"], _loss)
    )
    before = after.select("x", "yuan").sort("x")  # a cliff's label stands above its upper edge
    low, high = float(table[swept].min()), float(table[swept].max())  # type: ignore[arg-type]
    cliffs = cliffs.with_columns(edge=pl.col("x") < low + _EDGE * (high - low))
    cliffs = cliffs.sort("x").join_asof(before, on="x", strategy="backward", allow_exact_matches=False)
    inside = band_labels(table[swept].to_list(), {k: bands[k].to_list() for k in keys}, labels, (width, height))
    colours = {key: t.LINE if key == "own" else _COLOURS.get(key, t.BASELINE) for key in keys}
    drawn = [key for key in keys if float(bands[key].max()) > 0]  # type: ignore[arg-type]
    outside = tuple(labels[key] for key in drawn if key not in set(inside["key"]))
    what = swept_name(found)
    return Figure(
        name=f"ladder_{swept}",
        language=current_language(),
        title=_title(found, what),
        subtitle=word("programmes.ladder_subtitle", what=what),
        notes=(word("programmes.ladder_note", scenario=_scenario_name(found)),),
        table=table,
        units=dict.fromkeys(paid, "yuan/month"),
        datasets={
            "bands": long,
            "after": after,
            "cliffs": cliffs,
            "now": _now(found),
            "names": inside.with_columns(light=inside["key"].replace_strict({k: dark(c) for k, c in colours.items()})),
        },
        drawing=_chart(
            tuple(labels[key] for key in keys),
            tuple(colours.values()),
            outside,
            "step-after" if found.steps else "linear",
            what,
            bool(table["marginal_rate"].is_not_null().any()),
            width,
            height,
        ),
        width=width + 60,
        height=height,
    )


def _loss(yuan_per_month: float) -> str:
    return MINUS + in_column(yuan_per_month, "yuan/month", precision=0)


def _now(found: Ladder) -> pl.DataFrame:
    """Where the family stands as it is, if the sweep passes there; the words on the side with room."""
    low, high = float(found.table[found.swept][0]), float(found.table[found.swept][-1])
    value = found.family.members[found.member].get(found.swept)
    schema = {"x": pl.Float64, "label": pl.String, "left": pl.Boolean}
    if value is None or not low < float(value) < high:
        return pl.DataFrame(schema=schema)
    label = word("programmes.ladder_now", x=written(float(value), found.unit, precision=0))
    return pl.DataFrame([{"x": float(value), "label": label, "left": float(value) > (low + high) / 2}], schema=schema)


def swept_name(found: Ladder) -> str:
    """Return what is swept in words, with the member's number (from 1)."""
    key = f"programmes.swept_{found.swept}"
    if key in words():
        return word(key, n=found.member + 1)
    return word("programmes.swept_other", n=found.member + 1, name=found.swept)


def _scenario_name(found: Ladder) -> str:
    return found.scenario.title


def _title(found: Ladder, what: str) -> str:
    table, cliffs = found.table, found.cliffs
    if table["marginal_rate"].is_null().all():
        first, last = table.row(0, named=True), table.row(-1, named=True)
        return word(
            "programmes.swept_reduced_title",
            what=what,
            low=written(first[found.swept], found.unit, precision=0),
            high=written(last[found.swept], found.unit, precision=0),
            a=written(first["aid_yuan_per_month"], "yuan/month", precision=0),
            b=written(last["aid_yuan_per_month"], "yuan/month", precision=0),
        )
    if cliffs.height:
        worst = cliffs.sort("loss_yuan_per_month", descending=True).row(0, named=True)
        values = {"at": written(worst["at"], worst["unit"], precision=0), "loss": yuan(worst["loss_yuan_per_month"])}
        key = "ladder_title_one" if cliffs.height == 1 else "ladder_title"
        return word(f"programmes.{key}", n=cliffs.height, **values)
    if found.steep.height:
        worst = found.steep.sort("marginal_rate", descending=True).row(0, named=True)
        within = written_range(worst["low"], worst["high"], worst["unit"])
        return word("programmes.ladder_title_steep", range=within, rate=written(worst["marginal_rate"], "yuan"))
    return word("programmes.ladder_title_none")


@drawn_once
def _chart(
    names: tuple[str, ...],
    colours: tuple[str, ...],
    outside: tuple[str, ...],
    way: Literal["linear", "step-after"],
    what: str,
    rates: bool,
    width: int,
    height: int,
) -> AltairChart:
    import altair as alt

    # The axis is named once: below the rates where there are any, else below the bands.
    x, x_above = (
        alt.X("x:Q", scale=alt.Scale(nice=False), axis=alt.Axis(title=name, grid=False, format=",.0f"))
        for name in (what, None if rates else what)
    )
    legend = alt.Legend(orient="top", title=None, symbolType="square", columns=4, labelLimit=160, values=list(outside))
    scale = alt.Scale(domain=list(names), range=list(colours))
    colour = alt.Color("name:N", scale=scale, legend=legend if outside else None)
    layers = [*_bands(x_above, colour, way), *_now_marks(x_above), *_cliff_marks(x_above)]
    upper = alt.layer(*layers).properties(width=width, height=height)
    return alt.vconcat(upper, _rates(x, width), spacing=8) if rates else upper


def _bands(x: alt.X, colour: alt.Color, way: Literal["linear", "step-after"]) -> list[alt.Chart]:
    """What the family has by source, its income after aid as a line, and the names that fit into the bands."""
    import altair as alt

    bands, after = alt.Chart(alt.NamedData(name="bands")), alt.Chart(alt.NamedData(name="after"))
    money = alt.Y("yuan:Q", stack="zero", axis=alt.Axis(title=None, format=",.0f", tickCount=5))
    ink = alt.condition("datum.light", alt.value(t.CARD), alt.value(t.INK))
    labels = alt.Chart(alt.NamedData(name="names")).mark_text(fontWeight=t.WEIGHT_BOLD)
    return [
        bands.mark_area(interpolate=way).encode(x, money, colour, order="rank:Q"),
        after.mark_line(color=t.INK, strokeWidth=1.5, interpolate=way).encode(x, y="yuan:Q"),
        labels.encode(x, alt.Y("y:Q"), text="label:N", color=ink),
    ]


def _now_marks(x: alt.X) -> list[alt.Chart]:
    """Where the family stands as it is."""
    import altair as alt

    now = alt.Chart(alt.NamedData(name="now"))
    beside: t.Options = {
        "align": alt.ExprRef("datum.left ? 'right' : 'left'"),
        "dx": alt.ExprRef("datum.left ? -6 : 6"),
        "fontWeight": t.WEIGHT_BOLD,
    }
    halo = now.mark_text(**beside, stroke=t.CARD, strokeWidth=4, strokeJoin="round")
    text = now.mark_text(**beside, color=t.INK)
    line = now.mark_rule(color=t.INK, strokeWidth=1.5).encode(x)
    return [line, *(one.encode(x, y=alt.value(7), text="label:N") for one in (halo, text))]


def _cliff_marks(x: alt.X) -> list[alt.Chart]:
    """The cliffs, each with what is lost there."""
    import altair as alt

    cliffs = alt.Chart(alt.NamedData(name="cliffs"))
    # A label at the axis begins there and leaves the numbers of the axis alone.
    aside = alt.ExprRef("datum.edge ? 'left' : 'center'")
    bold: t.Options = {"align": aside, "dy": -9, "fontSize": t.SIZE_NOTE, "fontWeight": t.WEIGHT_BOLD}
    halo = cliffs.mark_text(**bold, color=t.CARD, stroke=t.CARD, strokeWidth=5)
    text = cliffs.mark_text(**bold, color=t.SCENARIO_TEXT)
    line = cliffs.mark_rule(color=t.SCENARIO, strokeDash=[3, 3]).encode(x)
    return [line, *(one.encode(x, y="yuan:Q", text="label:N") for one in (halo, text))]


def _rates(x: alt.X, width: int) -> AltairChart:
    """The marginal rate over the same axis, with the line above which more income leaves less."""
    import altair as alt

    domain = alt.Scale(domain=[-0.5, 2.0], clamp=True)
    rate = alt.Y("rate:Q", scale=domain, axis=alt.Axis(title=None, format="%", values=[0, 0.5, 1, 1.5, 2]))
    heading = alt.TitleParams(
        word("programmes.ladder_rate"), anchor="start", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2
    )
    after = alt.Chart(alt.NamedData(name="after"))
    whole = alt.Chart(alt.InlineData(values=[{"y": 1}])).mark_rule(color=t.SCENARIO, strokeDash=[3, 3])
    line = after.mark_line(color=t.COUNTY, strokeWidth=1.5, interpolate="step-before")
    picture = alt.layer(whole.encode(y="y:Q"), line.encode(x, rate))
    return picture.properties(width=width, height=90, title=heading)
