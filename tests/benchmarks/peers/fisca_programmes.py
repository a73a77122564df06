"""The programmes that stand on dibao and tekun, for OpenFisca and PolicyEngine: statuses, illness, school, homes, work.

One variable a rule, in the names of the law. Aid that a switch of the stacking table may count as income is left out,
as in the NumPy law, which refuses such a scenario.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np

from tests.benchmarks.peers.fisca_law import RURAL, Formulas, fen, standard_of

FEMALE, APPLIED, DILAPIDATED = 0, 1, 1
NO_SCHOOL, PRIMARY, JUNIOR, VOCATIONAL = 0, 2, 3, 5
NO_STATUS, EXPENDITURE, MARGIN, DIBAO, ORPHAN, TEKUN = range(6)
STAGES = ("preschool", "primary", "junior", "senior", "vocational", "higher")
PAYERS = {
    "fee_exemption": "fee_exemption_amount",
    "inclusive_insurance": "inclusive_insurance_payment",
    "medical_aid": "medical_aid_amount",
}
ORDERS = tuple(permutations(PAYERS))

PROGRAMMES = Formulas()


def due(who: Any, yuan: Any) -> Any:
    """An amount to the fen for those who get it."""
    return np.where(who, fen(yuan), 0.0)


# --- families brought down by what they must spend


@PROGRAMMES.household(float)
def disposable_income_per_head(household, period, parameters):
    p = parameters(period)
    rural, urban = (p[f"{where}_disposable_income_per_head_previous_year"] for where in ("rural", "urban"))
    return np.where(household("residence", period) == RURAL, rural, urban)


@PROGRAMMES.household(float)
def income_before_spending_per_member(household, period):
    members = household("dibao_members", period)
    income = np.maximum(household("income_before_deductions", period), 0.0) / np.maximum(members, 1)
    return np.where(members > 0, income * household("income_assessment_factor", period), 0.0)


@PROGRAMMES.household(float)
def income_after_spending_per_member(household, period):
    members = household("dibao_members", period)
    spending = household("necessary_spending", period) / np.maximum(members, 1)
    left = np.maximum(household("income_before_spending_per_member", period) - spending, 0.0)
    return np.where(members > 0, left, 0.0)


@PROGRAMMES.household(bool)
def expenditure_eligible(household, period, parameters):
    before, after = (household(f"income_{when}_spending_per_member", period) for when in ("before", "after"))
    standard = household("dibao_standard", period)
    below_average = before < household("disposable_income_per_head", period) / 12.0
    brought_down = (after < before) & (after < parameters(period).expenditure_multiple * standard)
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
    counts, home = person("counts_for_dibao", period), person.household
    # Whoever counts in a dibao household without being paid stands beside a member who applied alone.
    beside = counts & (home("margin_household", period) | home("dibao_household", period))
    kinds = [person(name, period) for name in ("tekun_recipient", "orphan_scheme", "dibao_recipient")]
    kinds += [beside, counts & home("expenditure_household", period)]
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
    return fen(by_status(person, period, 0.0, 0.0, *shares) * p.medical_premium_per_head)


@PROGRAMMES.person(bool)
def in_inclusive_insurance(person, period, parameters):
    return person("inclusive_insurance_draw", period) < parameters(period).inclusive_insurance_take_up


@PROGRAMMES.person(bool)
def has_listed_disease(person, period, parameters):
    listed = person("listed_disease_draw", period) < parameters(period).listed_disease_share
    return person("serious_illness", period) & listed


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


def cost_before(payer: str, person: Any, period: Any, p: Any) -> Any:
    """What is left of the hospital cost when a payer's turn comes."""
    left = person("inpatient_cost_per_year", period)
    for earlier in ORDERS[int(p.illness_cost_order)]:
        if earlier == payer:
            break
        left = left - person(PAYERS[earlier], period)
    return left


@PROGRAMMES.person(float)
def inclusive_insurance_payment(person, period, parameters):
    p = parameters(period)
    above = np.maximum(cost_before("inclusive_insurance", person, period, p) - p.inclusive_insurance_deductible, 0.0)
    share = np.where(person("in_inclusive_insurance", period), p.inclusive_insurance_share, 0.0)
    return fen(np.minimum(share * above, p.inclusive_insurance_ceiling))


@PROGRAMMES.person(float)
def medical_aid_amount(person, period, parameters):
    p = parameters(period)
    above = np.maximum(cost_before("medical_aid", person, period, p) - person("medical_aid_deductible", period), 0.0)
    return fen(np.minimum(person("medical_aid_share", period) * above, p.medical_aid_ceiling))


@PROGRAMMES.person(float)
def fee_exemption_amount(person, period, parameters):
    p = parameters(period)
    share = np.where(person("has_listed_disease", period), p.fee_exemption_share, 0.0)
    return fen(share * cost_before("fee_exemption", person, period, p))


@PROGRAMMES.person(float)
def medical_cost_left(person, period):
    paid = person("inclusive_insurance_payment", period) + person("medical_aid_amount", period)
    paid = paid + person("fee_exemption_amount", period)
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
    limit = p.hard_pressed_worker_multiple * standard_of(p, "urban")
    poor = household("income_after_spending_per_member", period) < limit
    found = household("hard_pressed_worker_draw", period) < p.hard_pressed_worker_take_up
    pressed = earning & ~household("basic_living_household", period) & household("passes_property_test", period)
    return due(pressed & poor & found, p.hard_pressed_worker_aid)
