"""The law of dibao, tekun and margin households for OpenFisca and its fork PolicyEngine, one formula for both.

Two entities, person and household; one variable a month per rule, as their users write them. Nothing here belongs to
either engine: `fisca_peer` makes the formulas a system of the one or the other and runs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

RURAL, VISUAL, PHYSICAL, INTELLECTUAL, MENTAL = 1, 1, 4, 5, 6
DIFFERENCE, MARGIN_ONLY = 0, 1

Function = Callable[..., Any]


@dataclass(frozen=True)
class Formula:
    """One variable: whose it is ("person" or "household"), its type, and how it is worked out."""

    name: str
    entity: str
    kind: type
    function: Function


class Formulas(list[Formula]):
    """Formulas in the order of the text; a formula's name is that of its function."""

    def person(self, kind: type) -> Callable[[Function], Function]:
        """Mark the formula of a person's variable."""
        return self._of("person", kind)

    def household(self, kind: type) -> Callable[[Function], Function]:
        """Mark the formula of a household's variable."""
        return self._of("household", kind)

    def _of(self, entity: str, kind: type) -> Callable[[Function], Function]:
        def mark(function: Function) -> Function:
            self.append(Formula(function.__name__, entity, kind, function))
            return function

        return mark


CORE = Formulas()


def fen(yuan: Any) -> Any:
    """Round yuan half up to the fen."""
    return np.floor(yuan * 100.0 + 0.5 + 1e-6) / 100.0


# --- standards and the test of property


def standard_of(p: Any, where: str) -> float:
    published = p[f"{where}_dibao_standard_published"]
    by_ratio = p[f"{where}_dibao_ratio"] * p[f"{where}_consumption_per_head_previous_year"] / 12.0
    return float(published if published > 0.0 else np.floor(by_ratio + 0.5 + 1e-6))


def _tekun_standard(p: Any, where: str) -> float:
    return float(np.ceil(p[f"{where}_tekun_multiple"] * standard_of(p, where) - 1e-6))


@CORE.household(float)
def dibao_standard(household, period, parameters):
    p = parameters(period)
    return np.where(household("residence", period) == RURAL, standard_of(p, "rural"), standard_of(p, "urban"))


@CORE.household(float)
def tekun_basic_standard(household, period, parameters):
    p = parameters(period)
    return np.where(household("residence", period) == RURAL, _tekun_standard(p, "rural"), _tekun_standard(p, "urban"))


@CORE.household(bool)
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


@CORE.person(float)
def own_income(person, period):
    wage, business = person("wage_income", period), person("business_income", period)
    return wage + business + person("property_income", period) + person("transfer_income", period)


@CORE.person(bool)
def without_work_capacity(person, period, parameters):
    p = parameters(period)
    age, kind, grade = (person(name, period) for name in ("age", "disability_type", "disability_grade"))
    mind = (kind == INTELLECTUAL) | (kind == MENTAL)
    disabled = (mind & (grade <= 3)) | ((kind == PHYSICAL) & (grade <= 2)) | ((kind == VISUAL) & (grade == 1))
    return (age >= p.elderly_age) | (age < p.tekun_minor_age) | ((grade >= 1) & disabled)


@CORE.person(bool)
def tekun_recipient(person, period, parameters):
    eligible = (
        person("without_work_capacity", period)
        & (person("own_income", period) < person.household("dibao_standard", period))
        & person.household("passes_property_test", period)
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


# --- the income that counts


@CORE.person(bool)
def counts_for_dibao(person, period):
    return ~person("tekun_recipient", period) & ~person("orphan_scheme", period)


@CORE.household(int)
def dibao_members(household, period):
    return household.sum(household.members("counts_for_dibao", period))


@CORE.person(float)
def income_that_counts(person, period, parameters):
    wage = person("wage_income", period) * (1.0 - parameters(period).work_cost_rate)
    income = wage + person("business_income", period) + person("property_income", period)
    return np.where(person("counts_for_dibao", period), income + person("transfer_income", period), 0.0)


@CORE.person(float)
def spending_that_counts(person, period):
    year = person("medical_out_of_pocket_per_year", period) + person("education_cost_per_year", period)
    return np.where(person("counts_for_dibao", period), year / 12.0, 0.0)


@CORE.household(float)
def income_before_deductions(household, period):
    return household.sum(household.members("income_that_counts", period))


@CORE.household(float)
def necessary_spending(household, period):
    return household.sum(household.members("spending_that_counts", period))


@CORE.household(float)
def countable_income(household, period, parameters):
    income = household("income_before_deductions", period)
    share = parameters(period).rigid_spending_share
    rigid = np.maximum(0.0, household("necessary_spending", period) - share * np.maximum(0.0, income))
    return np.maximum(0.0, income - rigid)


@CORE.household(float)
def income_per_member(household, period):
    members = household("dibao_members", period)
    return np.where(members > 0, household("countable_income", period) / np.maximum(members, 1), 0.0)


@CORE.household(float)
def income_assessment_factor(household, period, parameters):
    return np.exp(parameters(period).income_assessment_sd * household("income_assessment_draw", period))


@CORE.household(float)
def assessed_income_per_member(household, period):
    return household("income_per_member", period) * household("income_assessment_factor", period)


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
    rural = household("residence", period) == RURAL
    level = np.where(rural, p.dibao_take_up_rural, p.dibao_take_up_urban)
    level = np.where(household("hardship", period), level, level * p.dibao_take_up_without_hardship)
    poor = assessed < standard
    gap = 1.0 - np.where(poor, assessed, 0.0) / standard
    take_up = np.minimum(1.0, level * np.power(gap, p.dibao_take_up_gap_power))
    passes = household("passes_property_test", period)
    return (household("dibao_members", period) > 0) & poor & passes & (household("dibao_draw", period) < take_up)


@CORE.household(float)
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


@CORE.person(bool)
def single_person_entitled(person, period):
    kind, grade = person("disability_type", period), person("disability_grade", period)
    mind = (kind == INTELLECTUAL) | (kind == MENTAL)
    severe = ((grade >= 1) & (grade <= 2)) | (mind & (grade == 3))
    return person("counts_for_dibao", period) & (person("serious_illness", period) | severe)


@CORE.household(float)
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


@CORE.household(bool)
def paid_as_single_persons(household, period, parameters):
    single, family = household("single_person_dibao_amount", period), household("family_dibao_amount", period)
    if parameters(period).single_person_rule == MARGIN_ONLY:
        by_rule = household("assessed_income_per_member", period) >= household("dibao_standard", period)
    else:
        by_rule = single > family
    return (single > 0.0) & by_rule


@CORE.household(float)
def dibao_amount(household, period):
    single, family = household("single_person_dibao_amount", period), household("family_dibao_amount", period)
    return np.where(household("paid_as_single_persons", period), single, family)


@CORE.household(bool)
def dibao_household(household, period):
    return household("dibao_amount", period) > 0.0


@CORE.person(bool)
def dibao_recipient(person, period):
    alone = person.household("paid_as_single_persons", period)
    covered = np.where(alone, person("single_person_entitled", period), person("counts_for_dibao", period))
    return person.household("dibao_household", period) & covered


@CORE.household(int)
def dibao_recipients(household, period):
    return household.sum(household.members("dibao_recipient", period))


@CORE.household(float)
def category_top_up_amount(household, period, parameters):
    p = parameters(period)
    people = household.members
    age, grade = people("age", period), people("disability_grade", period)
    due = (age >= p.top_up_elderly_age) | (age < p.minor_age) | ((grade >= 1) & (grade <= 2))
    due = people("dibao_recipient", period) & (due | people("serious_illness", period))
    top_up = fen(p.category_top_up * people.household("dibao_standard", period))
    return household.sum(np.where(due, top_up, 0.0))


@CORE.household(bool)
def margin_household(household, period, parameters):
    standard, assessed = household("dibao_standard", period), household("assessed_income_per_member", period)
    between = (standard <= assessed) & (assessed < parameters(period).margin_multiple * standard)
    reached = (household("dibao_members", period) > 0) & ~household("dibao_household", period)
    return reached & between & household("passes_property_test", period)


@CORE.household(int)
def margin_members(household, period):
    return np.where(household("margin_household", period), household("dibao_members", period), 0)
