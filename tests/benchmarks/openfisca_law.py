"""The law in OpenFisca-Core: every rule behind the workbench's totals, as an OpenFisca user would write it.

Two entities, person and household; one variable a month per rule. `openfisca_peer` makes them a system and runs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core import entities

PERSON = entities.Entity("person", "persons", "A person", "")
HOUSEHOLD = entities.GroupEntity(
    "household", "households", "A household", "", roles=[{"key": "member", "plural": "members", "label": "Member"}]
)
RURAL, VISUAL, PHYSICAL, INTELLECTUAL, MENTAL = 1, 1, 4, 5, 6
DIFFERENCE, MARGIN_ONLY = 0, 1

FORMULAS: list[tuple[str, entities.Entity, type, Callable[..., Any]]] = []


def value_of(entity: entities.Entity, kind: type) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark the formula of one variable; its name is the variable's."""

    def mark(formula: Callable[..., Any]) -> Callable[..., Any]:
        FORMULAS.append((formula.__name__, entity, kind, formula))
        return formula

    return mark


def fen(yuan: Any) -> Any:
    """Round yuan half up to the fen."""
    return np.floor(yuan * 100.0 + 0.5 + 1e-6) / 100.0


# --- standards and the test of property


def _standard(p: Any, where: str) -> float:
    published = p[f"{where}_dibao_standard_published"]
    by_ratio = p[f"{where}_dibao_ratio"] * p[f"{where}_consumption_per_head_previous_year"] / 12.0
    return float(published if published > 0.0 else np.floor(by_ratio + 0.5 + 1e-6))


def _tekun_standard(p: Any, where: str) -> float:
    return float(np.ceil(p[f"{where}_tekun_multiple"] * _standard(p, where) - 1e-6))


@value_of(HOUSEHOLD, float)
def dibao_standard(household, period, parameters):
    p = parameters(period)
    return np.where(household("residence", period) == RURAL, _standard(p, "rural"), _standard(p, "urban"))


@value_of(HOUSEHOLD, float)
def tekun_basic_standard(household, period, parameters):
    p = parameters(period)
    return np.where(household("residence", period) == RURAL, _tekun_standard(p, "rural"), _tekun_standard(p, "urban"))


@value_of(HOUSEHOLD, bool)
def passes_property_test(household, period, parameters):
    p = parameters(period)
    per_head = household("financial_assets", period) / np.maximum(household.nb_persons(), 1)
    return (
        (per_head <= p.property_test_annual_standards * 12.0 * household("dibao_standard", period))
        & (household("dwellings", period) <= p.property_test_dwellings)
        & (household("vehicles", period) <= p.property_test_vehicles)
        & ~household("owns_company", period)
    )


# --- tekun


@value_of(PERSON, float)
def own_income(person, period):
    wage, business = person("wage_income", period), person("business_income", period)
    return wage + business + person("property_income", period) + person("transfer_income", period)


@value_of(PERSON, bool)
def without_work_capacity(person, period, parameters):
    p = parameters(period)
    age, kind, grade = (person(name, period) for name in ("age", "disability_type", "disability_grade"))
    mind = (kind == INTELLECTUAL) | (kind == MENTAL)
    disabled = (mind & (grade <= 3)) | ((kind == PHYSICAL) & (grade <= 2)) | ((kind == VISUAL) & (grade == 1))
    return (age >= p.elderly_age) | (age < p.tekun_minor_age) | ((grade >= 1) & disabled)


@value_of(PERSON, bool)
def tekun_recipient(person, period, parameters):
    eligible = (
        person("without_work_capacity", period)
        & (person("own_income", period) < person.household("dibao_standard", period))
        & person.household("passes_property_test", period)
        & ~person("has_able_supporter", period)
        & ~person("orphan_scheme", period)
    )
    return eligible & (person("tekun_draw", period) < parameters(period).tekun_take_up)


@value_of(PERSON, float)
def tekun_amount(person, period, parameters):
    p = parameters(period)
    lost = person("adl_items_lost", period)
    rates = [p.care_fee_rate_able, p.care_fee_rate_partial]
    rate = np.select([lost == 0, lost <= 3], rates, p.care_fee_rate_complete)
    amount = fen(person.household("tekun_basic_standard", period)) + fen(rate * p.minimum_wage)
    return np.where(person("tekun_recipient", period), amount, 0.0)


@value_of(HOUSEHOLD, float)
def household_tekun_amount(household, period):
    return household.sum(household.members("tekun_amount", period))


@value_of(HOUSEHOLD, int)
def household_tekun_recipients(household, period):
    return household.sum(household.members("tekun_recipient", period))


@value_of(HOUSEHOLD, bool)
def tekun_household(household, period):
    return household("household_tekun_recipients", period) > 0


# --- the income that counts


@value_of(PERSON, bool)
def counts_for_dibao(person, period):
    return ~person("tekun_recipient", period) & ~person("orphan_scheme", period)


@value_of(HOUSEHOLD, int)
def dibao_members(household, period):
    return household.sum(household.members("counts_for_dibao", period))


@value_of(PERSON, float)
def income_that_counts(person, period, parameters):
    wage = person("wage_income", period) * (1.0 - parameters(period).work_cost_rate)
    income = wage + person("business_income", period) + person("property_income", period)
    return np.where(person("counts_for_dibao", period), income + person("transfer_income", period), 0.0)


@value_of(PERSON, float)
def spending_that_counts(person, period):
    year = person("medical_out_of_pocket_per_year", period) + person("education_cost_per_year", period)
    return np.where(person("counts_for_dibao", period), year / 12.0, 0.0)


@value_of(HOUSEHOLD, float)
def countable_income(household, period, parameters):
    income = household.sum(household.members("income_that_counts", period))
    spending = household.sum(household.members("spending_that_counts", period))
    share = parameters(period).rigid_spending_share
    return np.maximum(0.0, income - np.maximum(0.0, spending - share * np.maximum(0.0, income)))


@value_of(HOUSEHOLD, float)
def assessed_income_per_member(household, period, parameters):
    members = household("dibao_members", period)
    true = np.where(members > 0, household("countable_income", period) / np.maximum(members, 1), 0.0)
    error = parameters(period).income_assessment_sd * household("income_assessment_draw", period)
    return true * np.exp(error)


# --- dibao


@value_of(HOUSEHOLD, bool)
def hardship(household, period):
    people = household.members
    hard = (people("disability_grade", period) >= 1) | people("serious_illness", period)
    return household.any(hard | (people("adl_items_lost", period) >= 4))


@value_of(HOUSEHOLD, bool)
def family_dibao_recipient(household, period, parameters):
    p = parameters(period)
    standard, assessed = household("dibao_standard", period), household("assessed_income_per_member", period)
    rural = household("residence", period) == RURAL
    level = np.where(rural, p.dibao_take_up_rural, p.dibao_take_up_urban)
    level = np.where(household("hardship", period), level, level * p.dibao_take_up_without_hardship)
    poor = assessed < standard
    gap = 1.0 - np.where(poor, assessed, 0.0) / standard
    take_up = np.minimum(1.0, level * np.power(gap, p.dibao_take_up_gap_power))
    passes = household("passes_property_test", period)
    return (household("dibao_members", period) > 0) & poor & passes & (household("dibao_draw", period) < take_up)


@value_of(HOUSEHOLD, float)
def family_dibao_amount(household, period, parameters):
    p = parameters(period)
    standard, members = household("dibao_standard", period), household("dibao_members", period)
    assessed = household("assessed_income_per_member", period)
    if p.dibao_method == DIFFERENCE:
        amount = fen((standard - assessed) * members)
    else:
        gap = 1.0 - assessed / standard + 1e-9
        tiers = [gap >= p.dibao_tier_1_gap, gap >= p.dibao_tier_2_gap]
        share = np.select(tiers, [p.dibao_tier_1_share, p.dibao_tier_2_share], p.dibao_tier_3_share)
        amount = fen(share * standard * members)
    return np.where(household("family_dibao_recipient", period), amount, 0.0)


@value_of(PERSON, bool)
def single_person_entitled(person, period):
    kind, grade = person("disability_type", period), person("disability_grade", period)
    mind = (kind == INTELLECTUAL) | (kind == MENTAL)
    severe = ((grade >= 1) & (grade <= 2)) | (mind & (grade == 3))
    return person("counts_for_dibao", period) & (person("serious_illness", period) | severe)


@value_of(HOUSEHOLD, float)
def single_person_dibao_amount(household, period, parameters):
    p = parameters(period)
    standard = household("dibao_standard", period)
    alone = household.sum(household.members("single_person_entitled", period))
    receives = (
        (alone > 0)
        & (household("assessed_income_per_member", period) < p.margin_multiple * standard)
        & household("passes_property_test", period)
        & (household("single_person_draw", period) < p.single_person_take_up)
    )
    return np.where(receives, fen(standard * alone), 0.0)


@value_of(HOUSEHOLD, bool)
def paid_as_single_persons(household, period, parameters):
    single, family = household("single_person_dibao_amount", period), household("family_dibao_amount", period)
    if parameters(period).single_person_rule == MARGIN_ONLY:
        by_rule = household("assessed_income_per_member", period) >= household("dibao_standard", period)
    else:
        by_rule = single > family
    return (single > 0.0) & by_rule


@value_of(HOUSEHOLD, float)
def dibao_amount(household, period):
    single, family = household("single_person_dibao_amount", period), household("family_dibao_amount", period)
    return np.where(household("paid_as_single_persons", period), single, family)


@value_of(HOUSEHOLD, bool)
def dibao_household(household, period):
    return household("dibao_amount", period) > 0.0


@value_of(PERSON, bool)
def dibao_recipient(person, period):
    alone = person.household("paid_as_single_persons", period)
    covered = np.where(alone, person("single_person_entitled", period), person("counts_for_dibao", period))
    return person.household("dibao_household", period) & covered


@value_of(HOUSEHOLD, int)
def dibao_recipients(household, period):
    return household.sum(household.members("dibao_recipient", period))


@value_of(HOUSEHOLD, float)
def category_top_up_amount(household, period, parameters):
    p = parameters(period)
    people = household.members
    age, grade = people("age", period), people("disability_grade", period)
    due = (age >= p.top_up_elderly_age) | (age < p.minor_age) | ((grade >= 1) & (grade <= 2))
    due = people("dibao_recipient", period) & (due | people("serious_illness", period))
    top_up = fen(p.category_top_up * people.household("dibao_standard", period))
    return household.sum(np.where(due, top_up, 0.0))


@value_of(HOUSEHOLD, bool)
def margin_household(household, period, parameters):
    standard, assessed = household("dibao_standard", period), household("assessed_income_per_member", period)
    between = (standard <= assessed) & (assessed < parameters(period).margin_multiple * standard)
    reached = (household("dibao_members", period) > 0) & ~household("dibao_household", period)
    return reached & between & household("passes_property_test", period)


@value_of(HOUSEHOLD, int)
def margin_members(household, period):
    return np.where(household("margin_household", period), household("dibao_members", period), 0)
