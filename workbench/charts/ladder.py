"""What does one more yuan leave a family? Own income and every aid, stacked over a range; cliffs are marked."""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.charts import tokens as t
from workbench.charts.drawing import drawn_once
from workbench.charts.figure import Figure
from workbench.charts.programme_costs import programme_name
from workbench.language import current_language, word, words
from workbench.law import PROGRAMMES
from workbench.simulation import Ladder

# The programmes with colours of their own everywhere; the rest is one band.
_COLOURS = {
    "dibao": t.PROGRAMMES["dibao"],
    "tekun": t.PROGRAMMES["tekun"],
    "medical_aid": t.PROGRAMMES["medical"],
    "education": t.PROGRAMMES["education"],
    "temporary_illness": t.PROGRAMMES["temporary"],
    "disability_care": t.PROGRAMMES["care_subsidy"],
    "public_rental": t.PROGRAMMES["housing_and_jobs"],
}
_MOST_BANDS = 6


def ladder(found: Ladder, *, width: int = 520, height: int = 260) -> Figure:
    """Draw a family's ladder: what it has by source, the marginal rate below, each cliff marked."""
    table, swept = found.table, found.swept
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
        label=pl.Series([f"−{loss:,.0f}" for loss in found.cliffs["loss_yuan_per_month"]], dtype=pl.String)
    )
    tops = after.sort("x")
    cliffs = cliffs.sort("x").join_asof(tops.select("x", "yuan"), on="x", strategy="backward")
    what = swept_name(found)
    return Figure(
        name=f"ladder_{swept}",
        language=current_language(),
        title=_title(found, what),
        subtitle=word("programmes.ladder_subtitle", what=what),
        notes=(word("programmes.ladder_note", scenario=_scenario_name(found)),),
        table=table,
        datasets={"bands": long, "after": after, "cliffs": cliffs},
        drawing=_chart(
            tuple(labels[key] for key in keys),
            tuple(t.LINE if key == "own" else _COLOURS.get(key, t.BASELINE) for key in keys),
            what,
            bool(table["marginal_rate"].is_not_null().any()),
            width,
            height,
        ),
        width=width + 60,
        height=height,
    )


def swept_name(found: Ladder) -> str:
    """Return what is swept in words, with the member's number (from 1)."""
    key = f"programmes.swept_{found.swept}"
    if key in words():
        return word(key, n=found.member + 1)
    return word("programmes.swept_other", n=found.member + 1, name=found.swept)


def _scenario_name(found: Ladder) -> str:
    return found.scenario.title_zh if current_language() == "zh" else found.scenario.title_en


def _title(found: Ladder, what: str) -> str:
    table, cliffs = found.table, found.cliffs
    if table["marginal_rate"].is_null().all():
        first, last = table.row(0, named=True), table.row(-1, named=True)
        return word(
            "programmes.swept_reduced_title",
            what=what,
            low=f"{first[found.swept]:,.0f}",
            high=f"{last[found.swept]:,.0f}",
            a=f"{first['aid_yuan_per_month']:,.0f}",
            b=f"{last['aid_yuan_per_month']:,.0f}",
        )
    if cliffs.height:
        worst = cliffs.sort("loss_yuan_per_month", descending=True).row(0, named=True)
        told = {"at": f"{worst['at']:,.0f}", "loss": f"{worst['loss_yuan_per_month']:,.0f}"}
        key = "ladder_title_one" if cliffs.height == 1 else "ladder_title"
        return word(f"programmes.{key}", n=cliffs.height, **told)
    if found.steep.height:
        worst = found.steep.sort("marginal_rate", descending=True).row(0, named=True)
        low, high = f"{worst['low']:,.0f}", f"{worst['high']:,.0f}"
        return word("programmes.ladder_title_steep", low=low, high=high, rate=f"{worst['marginal_rate']:.2f}")
    return word("programmes.ladder_title_none")


@drawn_once
def _chart(names: tuple[str, ...], colours: tuple[str, ...], what: str, rates: bool, width: int, height: int) -> Any:
    import altair as alt

    bands, after = alt.Chart(alt.NamedData(name="bands")), alt.Chart(alt.NamedData(name="after"))
    cliffs = alt.Chart(alt.NamedData(name="cliffs"))
    plain = alt.Axis(title=None, grid=False, format=",.0f")
    x = alt.X("x:Q", scale=alt.Scale(nice=False), axis=alt.Axis(title=what, grid=False, format=",.0f"))
    x_above = x if not rates else alt.X("x:Q", scale=alt.Scale(nice=False), axis=plain)
    colour = alt.Color(
        "name:N",
        scale=alt.Scale(domain=list(names), range=list(colours)),
        legend=alt.Legend(orient="top", title=None, symbolType="square", columns=4, labelLimit=160),
    )
    money = alt.Y("yuan:Q", stack="zero", axis=alt.Axis(title=None, format=",.0f", tickCount=5))
    upper = alt.layer(
        bands.mark_area(interpolate="step-after").encode(x_above, money, colour, order="rank:Q"),
        after.mark_line(color=t.INK, strokeWidth=1.5, interpolate="step-after").encode(x_above, y="yuan:Q"),
        cliffs.mark_rule(color=t.SCENARIO, strokeDash=[3, 3]).encode(x_above),
        cliffs.mark_text(color=t.SCENARIO_TEXT, dy=-8, fontSize=t.SIZE_NOTE, fontWeight=t.WEIGHT_BOLD).encode(
            x_above, y="yuan:Q", text="label:N"
        ),
    ).properties(width=width, height=height)
    if not rates:
        return upper
    domain = alt.Scale(domain=[-0.5, 2.0], clamp=True)
    rate = alt.Y("rate:Q", scale=domain, axis=alt.Axis(title=None, format="%", values=[0, 0.5, 1, 1.5, 2]))
    heading = alt.TitleParams(
        word("programmes.ladder_rate"), anchor="start", fontSize=t.SIZE_NOTE, fontWeight="normal", color=t.INK_2
    )
    lower = alt.layer(
        alt.Chart(alt.InlineData(values=[{"y": 1}])).mark_rule(color=t.SCENARIO, strokeDash=[3, 3]).encode(y="y:Q"),
        after.mark_line(color=t.COUNTY, strokeWidth=1.5, interpolate="step-before").encode(x, rate),
    ).properties(width=width, height=90, title=heading)
    return alt.vconcat(upper, lower, spacing=8)
