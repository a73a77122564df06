"""The programmes that stand on dibao and tekun, for OpenFisca and PolicyEngine: statuses, illness, school, homes, work.

One variable a rule, in the names of the law.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fisca_costs import ORDERS, Terms, cost_left_on, part_paid, terms_above_the_line
from tests.benchmarks.peers.fisca_formulas import (
    DILAPIDATED,
    JUNIOR,
    NO_SCHOOL,
    PRIMARY,
    RURAL,
    Formulas,
    due,
    fen,
    standard_of,
)

NO_STATUS, EXPENDITURE, MARGIN, DIBAO, ORPHAN, TEKUN = range(6)
STAGES = ("preschool", "primary", "junior", "senior", "vocational", "higher")
PAYMENTS = {
    "fee_exemption": "fee_exemption_amount",
    "inclusive_insurance": "inclusive_insurance_payment",
    "major_illness_insurance": "major_illness_insurance_payment",
    "medical_aid": "medical_aid_amount",
}

PROGRAMMES = Formulas()


# --- families brought down by what they must spend


@PROGRAMMES.person(float)
def medical_cost_left_on_expenditure_terms(person, period, parameters):
    p = parameters(period)
    return cost_left_on(terms_above_the_line("expenditure", person, period, p), person, period, p)


@PROGRAMMES.household(float)
def expenditure_spending(household, period):
    people = household.members
    year = people("medical_cost_left_on_expenditure_terms", period)
    year = year + people("education_cost_left_on_margin_terms", period)
    return household.sum(np.where(people("counts_for_dibao", period), year / 12.0, 0.0))


@PROGRAMMES.household(float)
def income_before_spending_per_member(household, period):
    members = household("dibao_members", period)
    income = np.maximum(household("income_before_deductions", period), 0.0) / np.maximum(members, 1)
    return np.where(members > 0, income * household("income_assessment_factor", period), 0.0)


@PROGRAMMES.household(float)
def income_after_spending_per_member(household, period):
    members = household("dibao_members", period)
    spending = household("expenditure_spending", period) / np.maximum(members, 1)
    left = np.maximum(household("income_before_spending_per_member", period) - spending, 0.0)
    return np.where(members > 0, left, 0.0)


@PROGRAMMES.household(bool)
def expenditure_eligible(household, period, parameters):
    income = household("income_before_spending_per_member", period)
    before, after = fen(income), fen(household("income_after_spending_per_member", period))
    standard = household("dibao_standard", period)
    below_average = fen(12.0 * income) < fen(household("disposable_income_per_head", period))
    brought_down = (after < before) & (after < fen(parameters(period).expenditure_multiple * standard))
    other = household("dibao_household", period) | household("margin_household", period)
    able_to_apply = (household("dibao_members", period) > 0) & household("passes_property_test", period)
    return able_to_apply & ~other & (standard <= before) & below_average & brought_down


@PROGRAMMES.household(bool)
def expenditure_household(household, period, parameters):
    found = household("expenditure_draw", period) < parameters(period).expenditure_take_up
    return household("expenditure_eligible", period) & found


@PROGRAMMES.household(int)
def expenditure_members(household, period):
    return np.where(household("expenditure_household", period), household("dibao_members", period), 0)


# --- who has which status


@PROGRAMMES.person(float)
def orphan_amount(person, period, parameters):
    return due(person("orphan_scheme", period), parameters(period).orphan_living_standard)


@PROGRAMMES.household(bool)
def basic_living_household(household, period):
    orphans = household.any(household.members("orphan_scheme", period))
    return household("dibao_household", period) | household("tekun_household", period) | orphans


@PROGRAMMES.household(bool)
def aided_household(household, period):
    above = household("margin_household", period) | household("expenditure_household", period)
    return household("basic_living_household", period) | above


@PROGRAMMES.person(int)
def aid_status(person, period):
    kinds = [person(name, period) for name in ("tekun_recipient", "orphan_scheme", "dibao_recipient", "margin_member")]
    kinds += [person("counts_for_dibao", period) & person.household("expenditure_household", period)]
    return np.select(kinds, [TEKUN, ORPHAN, DIBAO, MARGIN, EXPENDITURE], NO_STATUS)


@PROGRAMMES.person(bool)
def receives_basic_living(person, period):
    return person("aid_status", period) >= DIBAO


def by_status(person: Any, period: Any, none: Any, expenditure: Any, margin: Any, dibao: Any, full: Any) -> Any:
    """A figure by a person's status; orphans are treated as tekun persons."""
    return np.array([none, expenditure, margin, dibao, full, full])[person("aid_status", period)]


# --- illness


@PROGRAMMES.person(float)
def medical_premium_subsidy(person, period, parameters):
    p = parameters(period)
    shares = (p[f"premium_subsidy_share_{kind}"] for kind in ("margin", "dibao", "tekun"))
    poor, grade = person.household("registered_poor", period), person("disability_grade", period)
    by_poverty = np.where(poor, p.premium_subsidy_share_registered_poor, 0.0)
    severe = np.where((grade == 1) | (grade == 2), p.premium_subsidy_share_severely_disabled, 0.0)
    highest = np.maximum(by_status(person, period, 0.0, 0.0, *shares), np.maximum(by_poverty, severe))
    return fen(highest * p.medical_premium_per_head)


@PROGRAMMES.person(bool)
def favoured_in_major_illness_insurance(person, period):
    return person("receives_basic_living", period) | person.household("registered_poor", period)


@PROGRAMMES.person(float)
def medical_aid_deductible(person, period, parameters):
    p = parameters(period)
    average, status = person.household("disposable_income_per_head", period), person("aid_status", period)
    margin, expenditure = (p[f"medical_aid_deductible_share_{kind}"] for kind in ("margin", "expenditure"))
    of_family = [fen(margin * average), fen(expenditure * average)]
    return np.select([status == MARGIN, status == EXPENDITURE], of_family, 0.0)


@PROGRAMMES.person(float)
def medical_aid_share(person, period, parameters):
    p = parameters(period)
    shares = (p[f"medical_aid_share_{kind}"] for kind in ("expenditure", "margin", "dibao", "tekun"))
    return by_status(person, period, 0.0, *shares)


def paid_by(payer: str, person: Any, period: Any, p: Any) -> Any:
    """What a payer pays of the hospital cost, each looking at what those before it left."""
    left = person("inpatient_cost_per_year", period)
    for earlier in ORDERS[int(p.illness_cost_order)]:
        if earlier == payer:
            break
        left = left - person(PAYMENTS[earlier], period)
    own = ("medical_aid_deductible", "medical_aid_share", "favoured_in_major_illness_insurance")
    return part_paid(payer, left, Terms(*(person(name, period) for name in own)), person, period, p)


@PROGRAMMES.person(float)
def major_illness_insurance_payment(person, period, parameters):
    return paid_by("major_illness_insurance", person, period, parameters(period))


@PROGRAMMES.person(float)
def medical_aid_amount(person, period, parameters):
    return paid_by("medical_aid", person, period, parameters(period))


@PROGRAMMES.person(float)
def inclusive_insurance_payment(person, period, parameters):
    return paid_by("inclusive_insurance", person, period, parameters(period))


@PROGRAMMES.person(float)
def fee_exemption_amount(person, period, parameters):
    return paid_by("fee_exemption", person, period, parameters(period))


@PROGRAMMES.person(float)
def medical_cost_left(person, period):
    paid = sum(person(payment, period) for payment in PAYMENTS.values())
    return np.maximum(person("medical_out_of_pocket_per_year", period) - paid, 0.0)


# --- schooling


def in_need(person: Any, period: Any) -> Any:
    """Persons with a status, of a registered poor household, or disabled."""
    poor = person.household("registered_poor", period)
    return (person("aid_status", period) != NO_STATUS) | poor | (person("disability_grade", period) > 0)


@PROGRAMMES.person(bool)
def student_in_hardship(person, period):
    return in_need(person, period) & (person("student_stage", period) != NO_SCHOOL)


@PROGRAMMES.person(float)
def fees_waived_amount(person, period, parameters):
    p = parameters(period)
    free = person("receives_basic_living", period) | person.household("registered_poor", period)
    fees = np.where(free, p.fee_waiver_share, p.fee_subsidy_share) * person("education_cost_per_year", period)
    return due(person("student_in_hardship", period), fees)


@PROGRAMMES.person(float)
def living_grant_amount(person, period, parameters):
    p = parameters(period)
    stage, luck = person("student_stage", period), person("boarding_draw", period)
    grant = np.array([0.0, *(p[f"living_grant_{name}"] for name in STAGES)])[stage]
    by_day = (stage == PRIMARY) & (luck >= p.boarding_share_primary)
    by_day |= (stage == JUNIOR) & (luck >= p.boarding_share_junior)
    return due(person("student_in_hardship", period), np.where(by_day, p.non_boarder_share, 1.0) * grant)


@PROGRAMMES.person(float)
def education_cost_left(person, period):
    return np.maximum(person("education_cost_per_year", period) - person("fees_waived_amount", period), 0.0)


# --- homes and heating


@PROGRAMMES.household(bool)
def housing_aid_household(household, period):
    poor = household("aided_household", period) | household("registered_poor", period)
    return poor & (household("housing", period) > 0)


@PROGRAMMES.household(float)
def public_rental_amount(household, period, parameters):
    p = parameters(period)
    urban = household("residence", period) != RURAL
    let = household("housing_draw", period) < p.public_rental_supply
    return due(household("housing_aid_household", period) & urban & let, p.public_rental_benefit)


@PROGRAMMES.household(float)
def appraisal_amount(household, period, parameters):
    unsafe = (household("residence", period) == RURAL) & (household("housing", period) == DILAPIDATED)
    return due(household("housing_aid_household", period) & unsafe, parameters(period).appraisal_cost)


@PROGRAMMES.household(float)
def renovation_amount(household, period, parameters):
    p = parameters(period)
    luck = household("housing_draw", period)
    unsafe = (household("residence", period) == RURAL) & (household("housing", period) == DILAPIDATED)
    grant = np.where(luck < p.rebuilding_share * p.renovation_rate, p.rebuilding_grant, p.repair_grant)
    return due(household("housing_aid_household", period) & unsafe & (luck < p.renovation_rate), grant)


@PROGRAMMES.household(float)
def heating_aid_amount(household, period, parameters):
    p = parameters(period)
    rural = household("residence", period) == RURAL
    return due(household("basic_living_household", period), np.where(rural, p.heating_aid_rural, p.heating_aid_urban))


# --- work


@PROGRAMMES.person(bool)
def able_unemployed(person, period, parameters):
    able = (person("age", period) >= parameters(period).minor_age) & ~person("without_work_capacity", period)
    idle = ~person("employed", period) & (person("student_stage", period) == NO_SCHOOL)
    return in_need(person, period) & able & ~person("serious_illness", period) & idle


@PROGRAMMES.person(bool)
def placed_in_job(person, period, parameters):
    p = parameters(period)
    return person("able_unemployed", period) & (person("job_draw", period) < p.job_willing_share * p.job_success_rate)


@PROGRAMMES.person(float)
def job_service_amount(person, period, parameters):
    return due(person("placed_in_job", period), parameters(period).job_service_cost)


@PROGRAMMES.person(float)
def employer_tax_cut_amount(person, period, parameters):
    return due(person("placed_in_job", period), parameters(period).employer_tax_cut)


@PROGRAMMES.household(float)
def hard_pressed_worker_amount(household, period, parameters):
    p = parameters(period)
    earning = household.any(household.members("wage_income", period) > 0.0)
    limit = fen(p.hard_pressed_worker_multiple * standard_of(p, "urban"))
    poor = fen(household("income_after_spending_per_member", period)) < limit
    found = household("hard_pressed_worker_draw", period) < p.hard_pressed_worker_take_up
    pressed = earning & ~household("basic_living_household", period) & household("passes_property_test", period)
    return due(pressed & poor & found, p.hard_pressed_worker_aid)
