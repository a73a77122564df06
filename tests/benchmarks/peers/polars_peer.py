"""Polars as a peer, core law: one lazy query over persons and households, on all the threads that it wants."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from polars import col, lit, when

from tests.benchmarks.numpy_law import DIFFERENCE, INTELLECTUAL, MARGIN_ONLY, MENTAL, NUDGE, PHYSICAL, RURAL, VISUAL
from tests.benchmarks.numpy_law import standards as standards_of
from tests.benchmarks.peers.handed_over import Column, HandedOver, Way

Values = Mapping[str, float]


def fen(yuan: pl.Expr) -> pl.Expr:
    """Round yuan half up to the fen."""
    return (yuan * 100.0 + (0.5 + NUDGE)).floor() / 100.0


def by_residence(rural: float, urban: float) -> pl.Expr:
    """A figure of the county by the household's residence."""
    return when(col("residence") == RURAL).then(lit(rural)).otherwise(lit(urban))


def people_judged(persons: pl.LazyFrame, households: pl.LazyFrame, p: Values) -> pl.LazyFrame:
    """Every person with the household's circumstances, and who receives tekun."""
    s = standards_of(p)
    standard = by_residence(s["rural_dibao_standard"], s["urban_dibao_standard"])
    tekun = by_residence(s["rural_tekun_basic_standard"], s["urban_tekun_basic_standard"])
    seen = households.select(
        "home", standard.alias("dibao_standard"), tekun.alias("tekun_standard"), property_test(standard, p)
    )
    kind, grade, lost = col("disability_type"), col("disability_grade"), col("adl_items_lost")
    mind = (kind == INTELLECTUAL) | (kind == MENTAL)
    disabled = (mind & (grade <= 3)) | ((kind == PHYSICAL) & (grade <= 2)) | ((kind == VISUAL) & (grade == 1))
    unable = (col("age") >= p["elderly_age"]) | (col("age") < p["tekun_minor_age"]) | ((grade >= 1) & disabled)
    own = col("wage_income") + col("business_income") + col("property_income") + col("transfer_income")
    poor = (own < col("dibao_standard")) & col("passes")
    alone = ~col("has_able_supporter") & ~col("orphan_scheme")
    receives = unable & poor & alone & (col("tekun_draw") < p["tekun_take_up"])
    helped = when(lost <= 3).then(p["care_fee_rate_partial"]).otherwise(p["care_fee_rate_complete"])
    rate = when(lost == 0).then(p["care_fee_rate_able"]).otherwise(helped)
    amount = fen(col("tekun_standard")) + fen(rate * p["minimum_wage"])
    income = col("wage_income") * (1.0 - p["work_cost_rate"]) + col("business_income") + col("property_income")
    spending = (col("medical_out_of_pocket_per_year") + col("education_cost_per_year")) / 12.0
    severe = ((grade >= 1) & (grade <= 2)) | (mind & (grade == 3))
    topped_up = (col("age") >= p["top_up_elderly_age"]) | (col("age") < p["minor_age"]) | ((grade >= 1) & (grade <= 2))
    counts = col("counts")
    return (
        persons.join(seen, on="home", how="left", maintain_order="left")
        .with_columns(tekun=receives, tekun_amount=when(receives).then(amount).otherwise(0.0))
        .with_columns(counts=~col("tekun") & ~col("orphan_scheme"))
        .select(
            "home",
            "tekun",
            "tekun_amount",
            "counts",
            income=when(counts).then(income + col("transfer_income")).otherwise(0.0),
            spending=when(counts).then(spending).otherwise(0.0),
            hard=(grade >= 1) | col("serious_illness") | (lost >= 4),
            single=counts & (col("serious_illness") | severe),
            topped_up=topped_up | col("serious_illness"),
        )
    )


def property_test(standard: pl.Expr, p: Values) -> pl.Expr:
    """Whether the household's property passes."""
    modest = (col("dwellings") <= p["property_test_dwellings"]) & (col("vehicles") <= p["property_test_vehicles"])
    rich = col("financial_assets") / col("size") > p["property_test_annual_standards"] * 12.0 * standard
    return (~rich & modest & ~col("owns_company")).alias("passes")


def families(people: pl.LazyFrame) -> pl.LazyFrame:
    """What a household's members add up to; the top-up is counted for both ways in which dibao may be paid."""
    counts, single = col("counts"), col("single")
    return people.group_by("home").agg(
        col("tekun_amount").sum(),
        col("income", "spending").sum(),
        tekun=col("tekun").sum().cast(pl.Int64),
        members=counts.sum().cast(pl.Int64),
        hardship=col("hard").any(),
        alone=single.sum().cast(pl.Int64),
        topped_up=(counts & col("topped_up")).sum().cast(pl.Int64),
        topped_up_alone=(single & col("topped_up")).sum().cast(pl.Int64),
    )


def query(persons: pl.LazyFrame, households: pl.LazyFrame, p: Values) -> pl.LazyFrame:
    """Everything that the totals need, a row per household in the order of the households."""
    s = standards_of(p)
    standard = by_residence(s["rural_dibao_standard"], s["urban_dibao_standard"])
    members, assessed = col("members"), col("assessed")
    income = pl.max_horizontal(col("income"), 0.0)
    rigid = pl.max_horizontal(col("spending") - p["rigid_spending_share"] * income, 0.0)
    countable = pl.max_horizontal(col("income") - rigid, 0.0)
    true = when(members > 0).then(countable / pl.max_horizontal(members, 1)).otherwise(0.0)
    level = by_residence(p["dibao_take_up_rural"], p["dibao_take_up_urban"])
    level = when(col("hardship")).then(level).otherwise(level * p["dibao_take_up_without_hardship"])
    poor = assessed < col("standard")
    gap = 1.0 - when(poor).then(assessed).otherwise(0.0) / col("standard")
    take_up = pl.min_horizontal(lit(1.0), level * gap ** p["dibao_take_up_gap_power"])
    receives = (members > 0) & poor & col("passes") & (col("dibao_draw") < take_up)
    found = col("passes") & (col("single_person_draw") < p["single_person_take_up"])
    below_margin = assessed < p["margin_multiple"] * col("standard")
    alone = (col("alone") > 0) & below_margin & found
    family, single = col("family"), col("single")
    better = ~poor if p["single_person_rule"] == MARGIN_ONLY else single > family
    as_single, paid = col("as_single"), col("dibao_amount") > 0.0
    covered = when(as_single).then(col("alone")).otherwise(members)
    topped_up = when(as_single).then(col("topped_up_alone")).otherwise(col("topped_up"))
    margin = (members > 0) & ~paid & ~poor & below_margin & col("passes")
    return (
        households.join(families(people_judged(persons, households, p)), on="home", how="left", maintain_order="left")
        .with_columns(standard.alias("standard"), property_test(standard, p))
        .with_columns(assessed=true * (p["income_assessment_sd"] * col("income_assessment_draw")).exp())
        .with_columns(
            family=when(receives).then(family_amount(p)).otherwise(0.0),
            single=when(alone).then(fen(col("standard") * col("alone"))).otherwise(0.0),
        )
        .with_columns(as_single=(single > 0.0) & better)
        .with_columns(dibao_amount=when(as_single).then(single).otherwise(family))
        .select(
            "dibao_amount",
            dibao_household=paid,
            dibao_recipients=when(paid).then(covered).otherwise(0),
            category_top_up_amount=when(paid)
            .then(fen(p["category_top_up"] * col("standard")) * topped_up)
            .otherwise(0.0),
            tekun_household=col("tekun") > 0,
            household_tekun_recipients=col("tekun"),
            household_tekun_amount=col("tekun_amount"),
            margin_household=margin,
            margin_members=when(margin).then(members).otherwise(0),
        )
    )


def family_amount(p: Values) -> pl.Expr:
    """What a family is paid: the difference to the standard, or a share of it by tier."""
    standard, assessed, members = col("standard"), col("assessed"), col("members")
    if p["dibao_method"] == DIFFERENCE:
        return fen((standard - assessed) * members)
    gap = 1.0 - assessed / standard + 1e-9
    lower = when(gap >= p["dibao_tier_2_gap"]).then(p["dibao_tier_2_share"]).otherwise(p["dibao_tier_3_share"])
    share = when(gap >= p["dibao_tier_1_gap"]).then(p["dibao_tier_1_share"]).otherwise(lower)
    return fen(share * standard * members)


def ways(_name: str, given: HandedOver) -> dict[str, Way]:
    """The only way: the whole query, its plan made anew."""
    if given.law != "core":
        raise ValueError(f"law {given.law!r}: Polars has the core law only")
    frames = {}
    for entity, home in (("person", given.home), ("household", np.arange(len(given.members)))):
        columns = {name: given.arrays[name] for name, about in given.inputs.items() if about.entity == entity}
        frames[entity] = pl.DataFrame({"home": home, **columns})
    persons = frames["person"].lazy()
    households = frames["household"].with_columns(size=given.members).lazy()

    def lazy(values: Values) -> Mapping[str, Column]:
        found = query(persons, households, values).collect()
        return {rule: found[rule].to_numpy() for rule in given.wanted}

    return {"lazy": lazy}
