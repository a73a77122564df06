"""The law of dibao, tekun and margin households for OpenFisca and its fork PolicyEngine, one formula for both.

One variable a rule, in the names of the law. Aid that a switch of the stacking table may count as income is left out,
as in the NumPy law.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fisca_formulas import (
    APPLIED,
    DIFFERENCE,
    INTELLECTUAL,
    MARGIN_ONLY,
    MENTAL,
    MULTIPLE,
    PHYSICAL,
    PRIMARY,
    RURAL,
    VISUAL,
    VOCATIONAL,
    Formulas,
    due,
    fen,
    reaches,
    standard_of,
    tekun_standard_of,
)

CORE = Formulas()


# --- standards and the test of property


def by_residence(household: Any, period: Any, rural: float, urban: float) -> Any:
    """A figure of the county by the household's residence."""
    return np.where(household("residence", period) == RURAL, rural, urban)


@CORE.household(float)
def dibao_standard(household, period, parameters):
    p = parameters(period)
    return by_residence(household, period, standard_of(p, "rural"), standard_of(p, "urban"))


@CORE.household(float)
def tekun_basic_standard(household, period, parameters):
    p = parameters(period)
    return by_residence(household, period, tekun_standard_of(p, "rural"), tekun_standard_of(p, "urban"))


@CORE.household(float)
def margin_limit(household, period, parameters):
    return fen(parameters(period).margin_multiple * household("dibao_standard", period))


@CORE.household(float)
def property_limit(household, period, parameters):
    return fen(parameters(period).property_test_annual_standards * 12.0 * household("dibao_standard", period))


@CORE.household(float)
def financial_assets_per_member(household, period):
    return household("financial_assets", period) / np.maximum(household.nb_persons(), 1)


@CORE.household(bool)
def passes_property_test(household, period, parameters):
    p = parameters(period)
    return (
        (fen(household("financial_assets_per_member", period)) <= household("property_limit", period))
        & (household("dwellings", period) <= p.property_test_dwellings)
        & (household("vehicles", period) <= p.property_test_vehicles)
        & ~household("owns_company", period)
    )


def owned(name: str, by_household: str, person: Any, period: Any) -> Any:
    """What a person owns; the household's where it isn't told of him."""
    told = person(f"own_{name}", period)
    return np.where(told < 0, person.household(by_household, period), told)


@CORE.person(bool)
def passes_own_property_test(person, period, parameters):
    p = parameters(period)
    assets = owned("financial_assets", "financial_assets_per_member", person, period)
    return (
        (fen(assets) <= person.household("property_limit", period))
        & (owned("dwellings", "dwellings", person, period) <= p.property_test_dwellings)
        & (owned("vehicles", "vehicles", person, period) <= p.property_test_vehicles)
        & (owned("companies", "owns_company", person, period) == 0)
    )


# --- tekun


@CORE.person(float)
def own_income(person, period):
    wage, business = person("wage_income", period), person("business_income", period)
    return wage + business + person("property_income", period) + person("transfer_income", period)


def graded(kind: int, component: str, mildest: int, person: Any, period: Any) -> Any:
    """Who is disabled in a kind up to a grade, by itself or as a component of a multiple disability."""
    of_kind, grade = person("disability_type", period), person("disability_grade", period)
    part = person(f"multiple_{component}_grade", period)
    own = (of_kind == kind) & (grade >= 1) & (grade <= mildest)
    return own | ((of_kind == MULTIPLE) & (grade >= 1) & (part >= 1) & (part <= mildest))


@CORE.person(bool)
def severe_mind_disability(person, period):
    mental = graded(MENTAL, "mental", 3, person, period)
    return graded(INTELLECTUAL, "intellectual", 3, person, period) | mental


@CORE.person(bool)
def without_work_capacity(person, period, parameters):
    p, age = parameters(period), person("age", period)
    body = graded(PHYSICAL, "physical", 2, person, period) | graded(VISUAL, "visual", 1, person, period)
    return (age >= p.elderly_age) | (age < p.tekun_minor_age) | person("severe_mind_disability", period) | body


@CORE.person(bool)
def continues_tekun_at_school(person, period, parameters):
    p, stage = parameters(period), person("student_stage", period)
    pupil = (stage >= PRIMARY) & (stage <= VOCATIONAL) & (person("age", period) >= p.tekun_minor_age)
    return person("tekun_as_minor", period) & pupil & (p.tekun_continues_at_school == APPLIED)


@CORE.person(bool)
def tekun_recipient(person, period, parameters):
    eligible = (
        (person("without_work_capacity", period) | person("continues_tekun_at_school", period))
        & (fen(person("own_income", period)) < person.household("dibao_standard", period))
        & person("passes_own_property_test", period)
        & ~person("has_able_supporter", period)
        & ~person("orphan_scheme", period)
    )
    return eligible & (person("tekun_draw", period) < parameters(period).tekun_take_up)


@CORE.person(float)
def tekun_amount(person, period, parameters):
    p = parameters(period)
    lost = person("adl_items_lost", period)
    rates = [p.care_fee_rate_able, p.care_fee_rate_partial]
    rate = np.select([lost == 0, lost <= 3], rates, p.care_fee_rate_complete)
    amount = fen(person.household("tekun_basic_standard", period)) + fen(rate * p.minimum_wage)
    return np.where(person("tekun_recipient", period), amount, 0.0)


@CORE.household(float)
def household_tekun_amount(household, period):
    return household.sum(household.members("tekun_amount", period))


@CORE.household(int)
def household_tekun_recipients(household, period):
    return household.sum(household.members("tekun_recipient", period))


@CORE.household(bool)
def tekun_household(household, period):
    return household("household_tekun_recipients", period) > 0


# --- the income that counts, beside what the family itself bears of illness and schooling


@CORE.person(bool)
def counts_for_dibao(person, period):
    return ~person("tekun_recipient", period) & ~person("orphan_scheme", period)


@CORE.household(int)
def dibao_members(household, period):
    return household.sum(household.members("counts_for_dibao", period))


@CORE.person(float)
def income_that_counts(person, period, parameters):
    p = parameters(period)
    wage = person("wage_income", period) * (1.0 - p.work_cost_rate)
    income = wage + person("business_income", period) + person("property_income", period)
    income = income + person("transfer_income", period)
    income = income + p.obligor_support_share * person("support_from_obligors", period)
    return np.where(person("counts_for_dibao", period), income, 0.0)


@CORE.household(float)
def income_before_deductions(household, period):
    return household.sum(household.members("income_that_counts", period))


@CORE.person(bool)
def severely_disabled(person, period):
    grade = person("disability_grade", period)
    return ((grade >= 1) & (grade <= 2)) | person("severe_mind_disability", period)


@CORE.person(bool)
def single_person_entitled(person, period):
    hard = person("serious_illness", period) | person("severely_disabled", period)
    return person("counts_for_dibao", period) & hard


def a_month_on(status: str, people: Any, period: Any) -> Any:
    """What illness and schooling would leave to persons on the terms of a status, a month."""
    medical, education = (people(f"{cost}_cost_left_on_{status}_terms", period) for cost in ("medical", "education"))
    return (medical + education) / 12.0


@CORE.household(float)
def necessary_spending(household, period):
    people = household.members
    return household.sum(np.where(people("counts_for_dibao", period), a_month_on("dibao", people, period), 0.0))


@CORE.household(float)
def margin_spending(household, period):
    people = household.members
    return household.sum(np.where(people("counts_for_dibao", period), a_month_on("margin", people, period), 0.0))


@CORE.household(float)
def single_person_spending(household, period):
    people = household.members
    alone = people("single_person_entitled", period)
    spending = np.where(alone, a_month_on("dibao", people, period), a_month_on("margin", people, period))
    return household.sum(np.where(people("counts_for_dibao", period), spending, 0.0))


def income_beside(spending: str, household: Any, period: Any, p: Any) -> Any:
    """The income per member of a household that bears a spending itself."""
    members, income = household("dibao_members", period), household("income_before_deductions", period)
    rigid = np.maximum(0.0, household(spending, period) - p.rigid_spending_share * np.maximum(0.0, income))
    return np.where(members > 0, np.maximum(0.0, income - rigid) / np.maximum(members, 1), 0.0)


@CORE.household(float)
def income_per_member(household, period, parameters):
    return income_beside("necessary_spending", household, period, parameters(period))


@CORE.household(float)
def margin_income_per_member(household, period, parameters):
    return income_beside("margin_spending", household, period, parameters(period))


@CORE.household(float)
def income_assessment_factor(household, period, parameters):
    return np.exp(parameters(period).income_assessment_sd * household("income_assessment_draw", period))


@CORE.household(float)
def assessed_income_per_member(household, period):
    found = household("income_per_member", period) * household("income_assessment_factor", period)
    stands = household("received_last_year", period) & ~household("reviewed", period)
    return np.where(stands, household("last_finding", period) * household("dibao_standard", period), found)


@CORE.household(float)
def assessed_margin_income_per_member(household, period):
    return household("margin_income_per_member", period) * household("income_assessment_factor", period)


@CORE.household(float)
def assessed_single_person_income_per_member(household, period, parameters):
    true = income_beside("single_person_spending", household, period, parameters(period))
    return true * household("income_assessment_factor", period)


@CORE.household(bool)
def assessed_below_standard(household, period):
    return fen(household("assessed_income_per_member", period)) < household("dibao_standard", period)


# --- dibao


@CORE.household(bool)
def hardship(household, period):
    people = household.members
    hard = (people("disability_grade", period) >= 1) | people("serious_illness", period)
    return household.any(hard | (people("adl_items_lost", period) >= 4))


@CORE.household(bool)
def family_dibao_recipient(household, period, parameters):
    p = parameters(period)
    standard, assessed = household("dibao_standard", period), household("assessed_income_per_member", period)
    level = by_residence(household, period, p.dibao_take_up_rural, p.dibao_take_up_urban)
    level = np.where(household("hardship", period), level, level * p.dibao_take_up_without_hardship)
    poor = household("assessed_below_standard", period)
    gap = 1.0 - np.where(poor, assessed, 0.0) / standard
    take_up = np.minimum(1.0, level * np.power(gap, p.dibao_take_up_gap_power))
    passes = household("passes_property_test", period)
    comes = household("received_last_year", period) | (household("dibao_draw", period) < take_up)
    return (household("dibao_members", period) > 0) & poor & passes & comes


@CORE.household(float)
def family_dibao_amount(household, period, parameters):
    p = parameters(period)
    standard, members = household("dibao_standard", period), household("dibao_members", period)
    assessed = household("assessed_income_per_member", period)
    if p.dibao_method == DIFFERENCE:
        amount = (standard - assessed) * members
    else:
        gap = 1.0 - assessed / standard
        tiers = [reaches(gap, p.dibao_tier_1_gap), reaches(gap, p.dibao_tier_2_gap)]
        share = np.select(tiers, [p.dibao_tier_1_share, p.dibao_tier_2_share], p.dibao_tier_3_share)
        amount = share * standard * members
    return due(household("family_dibao_recipient", period), amount)


@CORE.household(bool)
def applies_alone(household, period, parameters):
    """Both kinds of dibao for single members are taken up alike."""
    return household("single_person_draw", period) < parameters(period).single_person_take_up


@CORE.household(float)
def single_person_dibao_amount(household, period):
    alone = household.sum(household.members("single_person_entitled", period))
    below = fen(household("assessed_single_person_income_per_member", period)) < household("margin_limit", period)
    receives = (alone > 0) & below & household("passes_property_test", period) & household("applies_alone", period)
    return due(receives, household("dibao_standard", period) * alone)


@CORE.household(bool)
def paid_as_single_persons(household, period, parameters):
    single = household("single_person_dibao_amount", period)
    if parameters(period).single_person_rule == MARGIN_ONLY:
        return (single > 0.0) & ~household("assessed_below_standard", period)
    return (single > 0.0) & (single > household("family_dibao_amount", period))


@CORE.person(bool)
def disabled_adult_entitled(person, period, parameters):
    p = parameters(period)
    adult = (person("age", period) >= p.minor_age) & ~person("employed", period) & person("counts_for_dibao", period)
    poor = fen(person("own_income", period)) < person.household("dibao_standard", period)
    poor &= person("passes_own_property_test", period)
    return adult & person("severely_disabled", period) & poor & (p.adult_disabled_alone == APPLIED)


@CORE.household(float)
def disabled_adults_dibao_amount(household, period):
    people = household.members
    gap = people.household("dibao_standard", period) - np.maximum(people("own_income", period), 0.0)
    return household.sum(due(people("disabled_adult_entitled", period), gap))


@CORE.household(bool)
def paid_to_disabled_adults(household, period, parameters):
    adults = household("disabled_adults_dibao_amount", period)
    if parameters(period).single_person_rule == MARGIN_ONLY:
        first = ~household("family_dibao_recipient", period)
    else:
        first = adults > household("family_dibao_amount", period)
    others = household.any(household.members("disabled_adult_entitled", period))
    return others & ~household("paid_as_single_persons", period) & first & household("applies_alone", period)


@CORE.household(float)
def dibao_amount(household, period):
    ways = [household(f"paid_{way}", period) for way in ("as_single_persons", "to_disabled_adults")]
    amounts = [household(f"{who}_dibao_amount", period) for who in ("single_person", "disabled_adults")]
    return np.select(ways, amounts, household("family_dibao_amount", period))


@CORE.household(bool)
def dibao_household(household, period):
    alone = household("paid_as_single_persons", period) | household("paid_to_disabled_adults", period)
    return alone | household("family_dibao_recipient", period)


@CORE.person(bool)
def dibao_recipient(person, period):
    home = person.household
    ways = [home("paid_as_single_persons", period), home("paid_to_disabled_adults", period)]
    covered = [person(f"{who}_entitled", period) for who in ("single_person", "disabled_adult")]
    return home("dibao_household", period) & np.select(ways, covered, person("counts_for_dibao", period))


@CORE.household(int)
def dibao_recipients(household, period):
    return household.sum(household.members("dibao_recipient", period))


@CORE.household(float)
def category_top_up_amount(household, period, parameters):
    p = parameters(period)
    people = household.members
    age, grade = people("age", period), people("disability_grade", period)
    topped_up = (age >= p.top_up_elderly_age) | (age < p.minor_age) | ((grade >= 1) & (grade <= 2))
    topped_up = people("dibao_recipient", period) & (topped_up | people("serious_illness", period))
    return household.sum(due(topped_up, p.category_top_up * people.household("dibao_standard", period)))


# --- margin households: those of members who applied alone stay margin households


@CORE.household(bool)
def margin_household(household, period):
    above = household("paid_as_single_persons", period) | ~household("assessed_below_standard", period)
    below = fen(household("assessed_margin_income_per_member", period)) < household("margin_limit", period)
    return (household("dibao_members", period) > 0) & above & below & household("passes_property_test", period)


@CORE.person(bool)
def margin_member(person, period):
    beside = person("counts_for_dibao", period) & ~person("dibao_recipient", period)
    return person.household("margin_household", period) & beside


@CORE.household(int)
def margin_members(household, period):
    return household.sum(household.members("margin_member", period))
