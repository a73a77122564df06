"""Polars as a peer, core law: one lazy query over persons and households, on all the threads that it wants."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from polars import col, lit, when

from tests.benchmarks.numpy_law import (
    APPLIED,
    DIFFERENCE,
    INTELLECTUAL,
    MARGIN_ONLY,
    MENTAL,
    MULTIPLE,
    NUDGE,
    ORDERS,
    PHYSICAL,
    PRIMARY,
    RURAL,
    VISUAL,
    VOCATIONAL,
)
from tests.benchmarks.numpy_law import standards as standards_of
from tests.benchmarks.peers.handed_over import Column, HandedOver, Way

Values = Mapping[str, float]


def fen(yuan: pl.Expr) -> pl.Expr:
    """Round yuan half up to the fen."""
    return (yuan * 100.0 + (0.5 + NUDGE)).floor() / 100.0


def by_residence(rural: float, urban: float) -> pl.Expr:
    """A figure of the county by the household's residence."""
    return when(col("residence") == RURAL).then(lit(rural)).otherwise(lit(urban))


def payers_on_terms(status: str, p: Values) -> Mapping[str, tuple[pl.Expr, pl.Expr, pl.Expr]]:
    """Each payer of an illness, were the family of a status: what it doesn't look at, its share, the most it pays."""
    rate, usual = p["major_illness_share"], p["major_illness_deductible"]
    better = min(1.0, rate + p["major_illness_favoured_share_more"]) if rate > 0.0 else 0.0
    lower = fen(lit(usual * (1.0 - p["major_illness_favoured_deductible_cut"])))
    favoured = col("registered_poor") | (status == "dibao")
    insured = col("inclusive_insurance_draw") < p["inclusive_insurance_take_up"]
    listed = col("serious_illness") & (col("listed_disease_draw") < p["listed_disease_share"])
    of_family = lit(0.0)
    if status != "dibao":
        income = by_residence(*(p[f"{where}_disposable_income_per_head_previous_year"] for where in ("rural", "urban")))
        of_family = fen(p[f"medical_aid_deductible_share_{status}"] * income)
    return {
        "major_illness_insurance": (
            when(favoured).then(lower).otherwise(usual),
            when(favoured).then(better).otherwise(rate),
            when(favoured).then(float("inf")).otherwise(p["major_illness_ceiling"]),
        ),
        "medical_aid": (of_family, lit(p[f"medical_aid_share_{status}"]), lit(p["medical_aid_ceiling"])),
        "inclusive_insurance": (
            lit(p["inclusive_insurance_deductible"]),
            when(insured).then(p["inclusive_insurance_share"]).otherwise(0.0),
            lit(p["inclusive_insurance_ceiling"]),
        ),
        "fee_exemption": (lit(0.0), when(listed).then(p["fee_exemption_share"]).otherwise(0.0), lit(float("inf"))),
    }


def with_costs_left(persons: pl.LazyFrame, p: Values) -> pl.LazyFrame:
    """Adds what illness and schooling would leave to a person, a month, were the family on dibao or in the margin."""
    cost, schooling = col("inpatient_cost_per_year"), col("education_cost_per_year")
    for status in ("dibao", "margin"):
        payers, left = payers_on_terms(status, p), col("unpaid")
        persons = persons.with_columns(unpaid=cost)
        for payer in ORDERS[int(p["illness_cost_order"])]:
            above, share, most = payers[payer]
            part = fen(pl.min_horizontal(share * pl.max_horizontal(left - above, 0.0), most))
            persons = persons.with_columns(unpaid=left - part)
        ill = pl.max_horizontal(col("medical_out_of_pocket_per_year") - (cost - left), 0.0)
        free = col("registered_poor") | (status == "dibao")
        waived = fen(when(free).then(p["fee_waiver_share"]).otherwise(p["fee_subsidy_share"]) * schooling)
        waived = when(col("student_stage") > 0).then(waived).otherwise(0.0)
        at_school = pl.max_horizontal(schooling - waived, 0.0)
        persons = persons.with_columns(((ill + at_school) / 12.0).alias(f"spending_{status}"))
    return persons


def people_judged(persons: pl.LazyFrame, households: pl.LazyFrame, p: Values) -> pl.LazyFrame:
    """Every person with the household's circumstances, and who receives tekun."""
    s = standards_of(p)
    standard = by_residence(s["rural_dibao_standard"], s["urban_dibao_standard"])
    tekun = by_residence(s["rural_tekun_basic_standard"], s["urban_tekun_basic_standard"])
    owned = ("financial_assets", "dwellings", "vehicles", "owns_company", "size")
    about = ("home", "residence", "registered_poor", *owned)
    seen = households.select(*about, standard.alias("dibao_standard"), tekun.alias("tekun_standard"))
    grade, lost = col("disability_grade"), col("adl_items_lost")
    mind = graded(INTELLECTUAL, "intellectual", 3) | graded(MENTAL, "mental", 3)
    disabled = mind | graded(PHYSICAL, "physical", 2) | graded(VISUAL, "visual", 1)
    unable = (col("age") >= p["elderly_age"]) | (col("age") < p["tekun_minor_age"]) | disabled
    stage = col("student_stage")
    goes_on = col("tekun_as_minor") & (stage >= PRIMARY) & (stage <= VOCATIONAL)
    unable |= goes_on & (p["tekun_continues_at_school"] == APPLIED)
    own = col("wage_income") + col("business_income") + col("property_income") + col("transfer_income")
    own_property = own_property_test(col("dibao_standard"), p)
    poor = (fen(own) < col("dibao_standard")) & own_property
    alone = ~col("has_able_supporter") & ~col("orphan_scheme")
    receives = unable & poor & alone & (col("tekun_draw") < p["tekun_take_up"])
    helped = when(lost <= 3).then(p["care_fee_rate_partial"]).otherwise(p["care_fee_rate_complete"])
    rate = when(lost == 0).then(p["care_fee_rate_able"]).otherwise(helped)
    amount = fen(col("tekun_standard")) + fen(rate * p["minimum_wage"])
    income = col("wage_income") * (1.0 - p["work_cost_rate"]) + col("business_income") + col("property_income")
    income = income + p["obligor_support_share"] * col("support_from_obligors")
    severe = ((grade >= 1) & (grade <= 2)) | mind
    adult = severe & ~col("employed") & (col("age") >= p["minor_age"]) & poor
    adult &= pl.lit(p["adult_disabled_alone"] == APPLIED)
    topped_up = (col("age") >= p["top_up_elderly_age"]) | (col("age") < p["minor_age"]) | ((grade >= 1) & (grade <= 2))
    counts, as_dibao, as_margin = col("counts"), col("spending_dibao"), col("spending_margin")
    single = counts & (col("serious_illness") | severe)
    return (
        with_costs_left(persons.join(seen, on="home", how="left", maintain_order="left"), p)
        .with_columns(tekun=receives, tekun_amount=when(receives).then(amount).otherwise(0.0))
        .with_columns(counts=~col("tekun") & ~col("orphan_scheme"))
        .select(
            "home",
            "tekun",
            "tekun_amount",
            "counts",
            income=when(counts).then(income + col("transfer_income")).otherwise(0.0),
            spending=when(counts).then(as_dibao).otherwise(0.0),
            margin_spending=when(counts).then(as_margin).otherwise(0.0),
            single_spending=when(single).then(as_dibao).when(counts).then(as_margin).otherwise(0.0),
            hard=(grade >= 1) | col("serious_illness") | (lost >= 4),
            single=single,
            adult=counts & adult,
            gap=when(counts & adult).then(fen(col("dibao_standard") - pl.max_horizontal(own, 0.0))).otherwise(0.0),
            topped_up=topped_up | col("serious_illness"),
        )
    )


def graded(kind: int, component: str, mildest: int) -> pl.Expr:
    """Who is disabled in a kind up to a grade, by itself or as a component of a multiple disability."""
    own = (col("disability_type") == kind) & (col("disability_grade") >= 1) & (col("disability_grade") <= mildest)
    part = col(f"multiple_{component}_grade")
    multiple = (col("disability_type") == MULTIPLE) & (col("disability_grade") >= 1)
    return own | (multiple & (part >= 1) & (part <= mildest))


def own_property_test(standard: pl.Expr, p: Values) -> pl.Expr:
    """Whether a person's own property passes; what isn't told of him is the household's."""

    def of(name: str, by_household: pl.Expr) -> pl.Expr:
        return when(col(f"own_{name}") < 0).then(by_household).otherwise(col(f"own_{name}"))

    modest = of("dwellings", col("dwellings")) <= p["property_test_dwellings"]
    modest &= of("vehicles", col("vehicles")) <= p["property_test_vehicles"]
    modest &= of("companies", col("owns_company").cast(pl.Int8)) == 0
    assets = of("financial_assets", col("financial_assets") / col("size"))
    return modest & (fen(assets) <= fen(p["property_test_annual_standards"] * 12.0 * standard))


def property_test(standard: pl.Expr, p: Values) -> pl.Expr:
    """Whether the household's property passes."""
    modest = (col("dwellings") <= p["property_test_dwellings"]) & (col("vehicles") <= p["property_test_vehicles"])
    rich = fen(col("financial_assets") / col("size")) > fen(p["property_test_annual_standards"] * 12.0 * standard)
    return (~rich & modest & ~col("owns_company")).alias("passes")


def families(people: pl.LazyFrame) -> pl.LazyFrame:
    """What a household's members add up to; the top-up is counted for both ways in which dibao may be paid."""
    counts, single = col("counts"), col("single")
    return people.group_by("home").agg(
        col("tekun_amount").sum(),
        col("income", "spending", "margin_spending", "single_spending").sum(),
        tekun=col("tekun").sum().cast(pl.Int64),
        members=counts.sum().cast(pl.Int64),
        hardship=col("hard").any(),
        alone=single.sum().cast(pl.Int64),
        adults=col("adult").sum().cast(pl.Int64),
        gap=col("gap").sum(),
        topped_up_adults=(col("adult") & col("topped_up")).sum().cast(pl.Int64),
        topped_up=(counts & col("topped_up")).sum().cast(pl.Int64),
        topped_up_alone=(single & col("topped_up")).sum().cast(pl.Int64),
    )


def income_beside(spending: pl.Expr, p: Values) -> pl.Expr:
    """The income per member of a household that bears a spending itself, as the verification sees it."""
    income, members = col("income"), col("members")
    rigid = pl.max_horizontal(spending - p["rigid_spending_share"] * pl.max_horizontal(income, 0.0), 0.0)
    true = pl.max_horizontal(income - rigid, 0.0) / pl.max_horizontal(members, 1)
    seen_as = (p["income_assessment_sd"] * col("income_assessment_draw")).exp()
    return when(members > 0).then(true).otherwise(0.0) * seen_as


def query(persons: pl.LazyFrame, households: pl.LazyFrame, p: Values) -> pl.LazyFrame:
    """Everything that the totals need, a row per household in the order of the households."""
    s = standards_of(p)
    standard = by_residence(s["rural_dibao_standard"], s["urban_dibao_standard"])
    members, assessed = col("members"), col("assessed")
    level = by_residence(p["dibao_take_up_rural"], p["dibao_take_up_urban"])
    level = when(col("hardship")).then(level).otherwise(level * p["dibao_take_up_without_hardship"])
    poor = fen(assessed) < col("standard")
    stands, last_found = col("received_last_year") & ~col("reviewed"), col("last_finding") * col("standard")
    gap = 1.0 - when(poor).then(assessed).otherwise(0.0) / col("standard")
    take_up = pl.min_horizontal(lit(1.0), level * gap ** p["dibao_take_up_gap_power"])
    receives = (members > 0) & poor & col("passes") & (col("received_last_year") | (col("dibao_draw") < take_up))
    found = col("passes") & (col("single_person_draw") < p["single_person_take_up"])
    margin_limit = fen(p["margin_multiple"] * col("standard"))
    alone = (col("alone") > 0) & (fen(income_beside(col("single_spending"), p)) < margin_limit) & found
    family, single = col("family"), col("single")
    better = ~poor if p["single_person_rule"] == MARGIN_ONLY else single > family
    as_single, as_adults, paid = col("as_single"), col("as_adults"), col("dibao_amount") > 0.0
    first = family == 0.0 if p["single_person_rule"] == MARGIN_ONLY else col("gap") > family
    by_adults = (col("adults") > 0) & first & ~as_single
    by_adults &= col("single_person_draw") < p["single_person_take_up"]
    covered = when(as_single).then(col("alone")).when(as_adults).then(col("adults")).otherwise(members)
    topped_up = when(as_single).then(col("topped_up_alone"))
    topped_up = topped_up.when(as_adults).then(col("topped_up_adults")).otherwise(col("topped_up"))
    below_margin = fen(income_beside(col("margin_spending"), p)) < margin_limit
    margin = (members > 0) & (as_single | ~poor) & below_margin & col("passes")
    beside = members - when(paid).then(covered).otherwise(0)
    return (
        households.join(families(people_judged(persons, households, p)), on="home", how="left", maintain_order="left")
        .with_columns(standard.alias("standard"), property_test(standard, p))
        .with_columns(assessed=when(stands).then(last_found).otherwise(income_beside(col("spending"), p)))
        .with_columns(
            family=when(receives).then(family_amount(p)).otherwise(0.0),
            single=when(alone).then(fen(col("standard") * col("alone"))).otherwise(0.0),
        )
        .with_columns(as_single=(single > 0.0) & better)
        .with_columns(as_adults=by_adults)
        .with_columns(dibao_amount=when(as_single).then(single).when(as_adults).then(col("gap")).otherwise(family))
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
            margin_members=when(margin).then(beside).otherwise(0),
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
