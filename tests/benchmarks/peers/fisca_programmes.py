"""The rest of the law for OpenFisca and PolicyEngine: every other rule behind the totals of the programmes.

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

REST = Formulas()


def due(who: Any, yuan: Any) -> Any:
    """An amount to the fen for those who get it."""
    return np.where(who, fen(yuan), 0.0)


def share_of_income(cost: Any, yearly_income: Any) -> Any:
    """A cost as a share of a yearly income; the whole of it when it isn't below the income, or there is none."""
    bearable = (cost > 0.0) & (cost < yearly_income)
    return np.where(bearable, cost / np.where(bearable, yearly_income, 1.0), (cost > 0.0) * 1.0)


# --- families brought down by what they must spend


@REST.household(float)
def disposable_income_per_head(household, period, parameters):
    p = parameters(period)
    rural, urban = (p[f"{where}_disposable_income_per_head_previous_year"] for where in ("rural", "urban"))
    return np.where(household("residence", period) == RURAL, rural, urban)


@REST.household(float)
def income_before_spending_per_member(household, period):
    members = household("dibao_members", period)
    income = np.maximum(household("income_before_deductions", period), 0.0) / np.maximum(members, 1)
    return np.where(members > 0, income * household("income_assessment_factor", period), 0.0)


@REST.household(float)
def income_after_spending_per_member(household, period):
    members = household("dibao_members", period)
    spending = household("necessary_spending", period) / np.maximum(members, 1)
    left = np.maximum(household("income_before_spending_per_member", period) - spending, 0.0)
    return np.where(members > 0, left, 0.0)


@REST.household(bool)
def expenditure_eligible(household, period, parameters):
    before, after = (household(f"income_{when}_spending_per_member", period) for when in ("before", "after"))
    standard = household("dibao_standard", period)
    below_average = before < household("disposable_income_per_head", period) / 12.0
    brought_down = (after < before) & (after < parameters(period).expenditure_multiple * standard)
    other = household("dibao_household", period) | household("margin_household", period)
    able_to_apply = (household("dibao_members", period) > 0) & household("passes_property_test", period)
    return able_to_apply & ~other & (standard <= before) & below_average & brought_down


@REST.household(bool)
def expenditure_household(household, period, parameters):
    found = household("expenditure_draw", period) < parameters(period).expenditure_take_up
    return household("expenditure_eligible", period) & found


@REST.household(int)
def expenditure_members(household, period):
    return np.where(household("expenditure_household", period), household("dibao_members", period), 0)


# --- who has which status


@REST.person(float)
def orphan_amount(person, period, parameters):
    return due(person("orphan_scheme", period), parameters(period).orphan_living_standard)


@REST.household(bool)
def basic_living_household(household, period):
    orphans = household.any(household.members("orphan_scheme", period))
    return household("dibao_household", period) | household("tekun_household", period) | orphans


@REST.household(bool)
def aided_household(household, period):
    above = household("margin_household", period) | household("expenditure_household", period)
    return household("basic_living_household", period) | above


@REST.person(int)
def aid_status(person, period):
    counts, home = person("counts_for_dibao", period), person.household
    # Whoever counts in a dibao household without being paid stands beside a member who applied alone.
    beside = counts & (home("margin_household", period) | home("dibao_household", period))
    kinds = [person(name, period) for name in ("tekun_recipient", "orphan_scheme", "dibao_recipient")]
    kinds += [beside, counts & home("expenditure_household", period)]
    return np.select(kinds, [TEKUN, ORPHAN, DIBAO, MARGIN, EXPENDITURE], NO_STATUS)


@REST.person(bool)
def receives_basic_living(person, period):
    return person("aid_status", period) >= DIBAO


def by_status(person: Any, period: Any, none: Any, expenditure: Any, margin: Any, dibao: Any, full: Any) -> Any:
    """A figure by a person's status; orphans are treated as tekun persons."""
    return np.array([none, expenditure, margin, dibao, full, full])[person("aid_status", period)]


# --- illness


@REST.person(float)
def medical_premium_subsidy(person, period, parameters):
    p = parameters(period)
    shares = (p[f"premium_subsidy_share_{kind}"] for kind in ("margin", "dibao", "tekun"))
    return fen(by_status(person, period, 0.0, 0.0, *shares) * p.medical_premium_per_head)


@REST.person(bool)
def in_inclusive_insurance(person, period, parameters):
    return person("inclusive_insurance_draw", period) < parameters(period).inclusive_insurance_take_up


@REST.person(bool)
def has_listed_disease(person, period, parameters):
    listed = person("listed_disease_draw", period) < parameters(period).listed_disease_share
    return person("serious_illness", period) & listed


@REST.person(float)
def medical_aid_deductible(person, period, parameters):
    p = parameters(period)
    average, status = person.household("disposable_income_per_head", period), person("aid_status", period)
    margin, expenditure = (p[f"medical_aid_deductible_share_{kind}"] for kind in ("margin", "expenditure"))
    of_family = [fen(margin * average), fen(expenditure * average)]
    return np.select([status == MARGIN, status == EXPENDITURE], of_family, 0.0)


@REST.person(float)
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


@REST.person(float)
def inclusive_insurance_payment(person, period, parameters):
    p = parameters(period)
    above = np.maximum(cost_before("inclusive_insurance", person, period, p) - p.inclusive_insurance_deductible, 0.0)
    share = np.where(person("in_inclusive_insurance", period), p.inclusive_insurance_share, 0.0)
    return fen(np.minimum(share * above, p.inclusive_insurance_ceiling))


@REST.person(float)
def medical_aid_amount(person, period, parameters):
    p = parameters(period)
    above = np.maximum(cost_before("medical_aid", person, period, p) - person("medical_aid_deductible", period), 0.0)
    return fen(np.minimum(person("medical_aid_share", period) * above, p.medical_aid_ceiling))


@REST.person(float)
def fee_exemption_amount(person, period, parameters):
    p = parameters(period)
    share = np.where(person("has_listed_disease", period), p.fee_exemption_share, 0.0)
    return fen(share * cost_before("fee_exemption", person, period, p))


@REST.person(float)
def medical_cost_left(person, period):
    paid = person("inclusive_insurance_payment", period) + person("medical_aid_amount", period)
    paid = paid + person("fee_exemption_amount", period)
    return np.maximum(person("medical_out_of_pocket_per_year", period) - paid, 0.0)


# --- schooling


def in_need(person: Any, period: Any) -> Any:
    """Persons with a status, of a registered poor household, or disabled."""
    poor = person.household("registered_poor", period)
    return (person("aid_status", period) != NO_STATUS) | poor | (person("disability_grade", period) > 0)


@REST.person(bool)
def student_in_hardship(person, period):
    return in_need(person, period) & (person("student_stage", period) != NO_SCHOOL)


@REST.person(float)
def fees_waived_amount(person, period, parameters):
    p = parameters(period)
    free = person("receives_basic_living", period) | person.household("registered_poor", period)
    fees = np.where(free, p.fee_waiver_share, p.fee_subsidy_share) * person("education_cost_per_year", period)
    return due(person("student_in_hardship", period), fees)


@REST.person(float)
def living_grant_amount(person, period, parameters):
    p = parameters(period)
    stage, luck = person("student_stage", period), person("boarding_draw", period)
    grant = np.array([0.0, *(p[f"living_grant_{name}"] for name in STAGES)])[stage]
    by_day = (stage == PRIMARY) & (luck >= p.boarding_share_primary)
    by_day |= (stage == JUNIOR) & (luck >= p.boarding_share_junior)
    return due(person("student_in_hardship", period), np.where(by_day, p.non_boarder_share, 1.0) * grant)


@REST.person(float)
def education_cost_left(person, period):
    return np.maximum(person("education_cost_per_year", period) - person("fees_waived_amount", period), 0.0)


# --- homes and heating


@REST.household(bool)
def housing_aid_household(household, period):
    poor = household("aided_household", period) | household("registered_poor", period)
    return poor & (household("housing", period) > 0)


@REST.household(float)
def public_rental_amount(household, period, parameters):
    p = parameters(period)
    urban = household("residence", period) != RURAL
    let = household("housing_draw", period) < p.public_rental_supply
    return due(household("housing_aid_household", period) & urban & let, p.public_rental_benefit)


@REST.household(float)
def appraisal_amount(household, period, parameters):
    unsafe = (household("residence", period) == RURAL) & (household("housing", period) == DILAPIDATED)
    return due(household("housing_aid_household", period) & unsafe, parameters(period).appraisal_cost)


@REST.household(float)
def renovation_amount(household, period, parameters):
    p = parameters(period)
    luck = household("housing_draw", period)
    unsafe = (household("residence", period) == RURAL) & (household("housing", period) == DILAPIDATED)
    grant = np.where(luck < p.rebuilding_share * p.renovation_rate, p.rebuilding_grant, p.repair_grant)
    return due(household("housing_aid_household", period) & unsafe & (luck < p.renovation_rate), grant)


@REST.household(float)
def heating_aid_amount(household, period, parameters):
    p = parameters(period)
    rural = household("residence", period) == RURAL
    return due(household("basic_living_household", period), np.where(rural, p.heating_aid_rural, p.heating_aid_urban))


# --- work


@REST.person(bool)
def able_unemployed(person, period, parameters):
    able = (person("age", period) >= parameters(period).minor_age) & ~person("without_work_capacity", period)
    idle = ~person("employed", period) & (person("student_stage", period) == NO_SCHOOL)
    return in_need(person, period) & able & ~person("serious_illness", period) & idle


@REST.person(bool)
def placed_in_job(person, period, parameters):
    p = parameters(period)
    return person("able_unemployed", period) & (person("job_draw", period) < p.job_willing_share * p.job_success_rate)


@REST.person(float)
def job_service_amount(person, period, parameters):
    return due(person("placed_in_job", period), parameters(period).job_service_cost)


@REST.person(float)
def employer_tax_cut_amount(person, period, parameters):
    return due(person("placed_in_job", period), parameters(period).employer_tax_cut)


@REST.household(float)
def hard_pressed_worker_amount(household, period, parameters):
    p = parameters(period)
    earning = household.any(household.members("wage_income", period) > 0.0)
    limit = p.hard_pressed_worker_multiple * standard_of(p, "urban")
    poor = household("income_after_spending_per_member", period) < limit
    found = household("hard_pressed_worker_draw", period) < p.hard_pressed_worker_take_up
    pressed = earning & ~household("basic_living_household", period) & household("passes_property_test", period)
    return due(pressed & poor & found, p.hard_pressed_worker_aid)


# --- women, children, the law


@REST.person(float)
def two_cancers_amount(person, period, parameters):
    p = parameters(period)
    age, home = person("age", period), person.household
    poor = (person("aid_status", period) != NO_STATUS) | home("registered_poor", period)
    invited = (person("sex", period) == FEMALE) & (home("residence", period) == RURAL) & poor
    of_age = (p.two_cancers_age_low <= age) & (age <= p.two_cancers_age_high)
    return due(invited & of_age & (person("two_cancers_draw", period) < p.two_cancers_rate), p.two_cancers_aid)


@REST.person(float)
def hope_cabin_amount(person, period, parameters):
    p = parameters(period)
    age = person("age", period)
    of_age = (p.hope_cabin_age_low <= age) & (age <= p.hope_cabin_age_high)
    reached = person("care_service_draw", period) < p.hope_cabin_rate
    return due(person("receives_basic_living", period) & of_age & reached, p.hope_cabin_cost)


@REST.person(float)
def spring_bud_amount(person, period, parameters):
    p = parameters(period)
    stage = person("student_stage", period)
    girl = (person("sex", period) == FEMALE) & (stage >= PRIMARY) & (stage <= VOCATIONAL)
    poor = person("student_in_hardship", period) | person("left_behind", period)
    return due(girl & poor & (person("care_service_draw", period) < p.spring_bud_take_up), p.spring_bud_grant)


@REST.person(float)
def caring_visits_amount(person, period, parameters):
    p = parameters(period)
    return due(person("left_behind", period), p.caring_visits_per_year * p.caring_visit_cost)


@REST.person(float)
def legal_aid_amount(person, period, parameters):
    p = parameters(period)
    home = person.household
    poor = home("income_per_member", period) < p.margin_multiple * home("dibao_standard", period)
    entitled = (person("aid_status", period) != NO_STATUS) | poor
    return due(person("legal_hardship", period) & entitled, p.legal_aid_cost_per_case)


@REST.person(float)
def judicial_aid_amount(person, period, parameters):
    p = parameters(period)
    victim = person("legal_aid_draw", period) < p.judicial_aid_share
    return due(person("legal_hardship", period) & victim, p.judicial_aid)


# --- disability


@REST.person(float)
def disability_living_subsidy(person, period, parameters):
    p = parameters(period)
    grade, status = person("disability_grade", period), person("aid_status", period)
    entitled = (grade > 0) & (status >= MARGIN)
    if p.tekun_excludes_disability_living_subsidy == APPLIED:
        entitled &= ~person("tekun_recipient", period)
    if p.orphans_exclude_disability_living_subsidy == APPLIED:
        entitled &= ~person("orphan_scheme", period)
    if p.living_subsidy_for_margin != APPLIED:
        entitled &= status != MARGIN
    return due(entitled, np.where(grade <= 2, p.disability_living_subsidy_severe, p.disability_living_subsidy_other))


@REST.person(float)
def disability_care_subsidy(person, period, parameters):
    p = parameters(period)
    grade = person("disability_grade", period)
    amount = np.array([0.0, p.disability_care_subsidy_1, p.disability_care_subsidy_2, 0.0, 0.0])[grade]
    if p.tekun_excludes_disability_care_subsidy == APPLIED:
        return due(~person("tekun_recipient", period), amount)
    return fen(amount)


# --- disasters and accidents


@REST.household(float)
def disaster_emergency_amount(household, period, parameters):
    p = parameters(period)
    a_head = p.disaster_emergency_days * p.disaster_emergency_per_day
    return due(household("disaster_victim", period), household.nb_persons() * a_head)


@REST.household(float)
def disaster_transition_amount(household, period, parameters):
    p = parameters(period)
    below = household("income_per_member", period) < p.margin_multiple * household("dibao_standard", period)
    a_head = p.disaster_transition_days * p.disaster_transition_per_day
    return due(household("disaster_victim", period) & below, household.nb_persons() * a_head)


@REST.household(float)
def disaster_hardship_amount(household, period, parameters):
    p = parameters(period)
    a_head = p.disaster_hardship_months * standard_of(p, "urban")
    return due(
        household("disaster_victim", period) & household("aided_household", period), household.nb_persons() * a_head
    )


@REST.household(float)
def disaster_amount(household, period):
    first = household("disaster_emergency_amount", period) + household("disaster_transition_amount", period)
    return first + household("disaster_hardship_amount", period)


@REST.person(bool)
def struck_by_accident(person, period, parameters):
    return person("accident_draw", period) < parameters(period).accident_rate


@REST.household(float)
def accident_family_amount(household, period, parameters):
    p = parameters(period)
    victims = household.sum(household.members("struck_by_accident", period))
    limit = p.emergency_income_multiple * household("dibao_standard", period)
    helped = (victims > 0) & (household("income_per_member", period) < limit)
    return due(helped, victims * (p.accident_family_multiple * standard_of(p, "urban")))


@REST.person(bool)
def has_accident_insurance(person, period, parameters):
    covered = person("accident_insurance_draw", period) < parameters(period).accident_insurance_cover
    return person("receives_basic_living", period) & covered


@REST.person(float)
def accident_insurance_premium_amount(person, period, parameters):
    return due(person("has_accident_insurance", period), parameters(period).accident_insurance_premium)


@REST.person(float)
def accident_insurance_payment(person, period, parameters):
    insured_event = person("has_accident_insurance", period) & person("struck_by_accident", period)
    return due(insured_event, parameters(period).accident_insurance_benefit)


# --- temporary aid


def burden(cost: Any, person: Any, period: Any) -> Any:
    """A person's cost as a share of the family's yearly income."""
    return share_of_income(cost, 12.0 * person.household("income_before_deductions", period))


@REST.person(float)
def illness_burden(person, period):
    return burden(person("medical_cost_left", period), person, period)


@REST.person(float)
def education_burden(person, period):
    return burden(person("education_cost_left", period), person, period)


def temporary_aid(event: str, cost: Any, person: Any, period: Any, p: Any) -> Any:
    """Monthly urban standards by the burden, to those with a status who apply; never more than the cost."""
    least, most, share = p.temporary_burden_low, p.temporary_burden_high, person(f"{event}_burden", period)
    low, high = (p[f"temporary_{event}_multiple_{end}"] for end in ("low", "high"))
    between = np.clip((share - least) / (most - least), 0.0, 1.0) if most > least else 1.0
    multiple = np.where(share >= most, high, low + (high - low) * between)
    applies = (person("aid_status", period) != NO_STATUS) & (person("temporary_draw", period) < p.temporary_take_up)
    applies &= (cost >= p.temporary_cost_floor) & (share >= least)
    return due(applies, np.minimum(multiple * standard_of(p, "urban"), cost))


@REST.person(float)
def temporary_illness_amount(person, period, parameters):
    amount = temporary_aid("illness", person("medical_cost_left", period), person, period, parameters(period))
    return np.where(person("serious_illness", period), amount, 0.0)


@REST.person(float)
def temporary_education_amount(person, period, parameters):
    return temporary_aid("education", person("education_cost_left", period), person, period, parameters(period))


@REST.household(float)
def temporary_of_heaviest_burden(household, period, parameters):
    most, people = parameters(period).temporary_burden_high, household.members
    heaviest = [
        np.where(people(f"{event}_burden", period) >= most, people(f"temporary_{event}_amount", period), 0.0)
        for event in ("illness", "education")
    ]
    return household.sum(heaviest[0] + heaviest[1])


@REST.household(float)
def cost_left_to_family(household, period):
    people = household.members
    cost = people("medical_cost_left", period) + people("education_cost_left", period)
    left = cost - people("temporary_illness_amount", period) - people("temporary_education_amount", period)
    return household.sum(np.where(people("aid_status", period) != NO_STATUS, np.maximum(left, 0.0), 0.0))


# --- emergencies and charity


@REST.household(float)
def case_by_case_amount(household, period, parameters):
    raised = parameters(period).case_by_case_uplift * household("temporary_of_heaviest_burden", period)
    return fen(np.minimum(raised, household("cost_left_to_family", period)))


@REST.household(float)
def emergency_amount(household, period, parameters):
    p = parameters(period)
    struck = household("emergency_draw", period) < p.emergency_rate
    limit = p.emergency_income_multiple * household("dibao_standard", period)
    helped = struck & (household("income_per_member", period) < limit)
    return due(helped, p.emergency_multiple * standard_of(p, "urban"))


def claim(fund: str, left: Any, p: Any) -> Any:
    """A fund's share of what is left, where that reaches the fund's floor."""
    return due(left >= p[f"{fund}_cost_floor"], p[f"{fund}_share"] * left)


@REST.household(float)
def nuanyang_claim(household, period, parameters):
    left = household("cost_left_to_family", period) - household("case_by_case_amount", period)
    return claim("nuanyang", left, parameters(period))


@REST.household(float)
def zizhuni_claim(household, period, parameters):
    left = household("cost_left_to_family", period) - household("case_by_case_amount", period)
    return claim("zizhuni", left - household("nuanyang_claim", period), parameters(period))
