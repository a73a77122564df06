"""The rules of services, subsidies and hard times for OpenFisca and PolicyEngine: what stands on the other programmes.

As `fisca_programmes`: one variable a rule, in the names of the law.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.peers.fisca_formulas import (
    APPLIED,
    FEMALE,
    PRIMARY,
    RURAL,
    VOCATIONAL,
    Formulas,
    due,
    fen,
    reaches,
    standard_of,
)
from tests.benchmarks.peers.fisca_programmes import DIBAO, MARGIN, NO_STATUS

SERVICES = Formulas()


def share_of_income(cost: Any, yearly_income: Any) -> Any:
    """A cost as a share of a yearly income; the whole of it when it isn't below the income, or there is none."""
    bearable = (cost > 0.0) & (cost < yearly_income)
    return np.where(bearable, cost / np.where(bearable, yearly_income, 1.0), (cost > 0.0) * 1.0)


@SERVICES.household(bool)
def below_margin_limit(household, period):
    return fen(household("margin_income_per_member", period)) < household("margin_limit", period)


@SERVICES.household(bool)
def poor_in_emergency(household, period, parameters):
    limit = fen(parameters(period).emergency_income_multiple * household("dibao_standard", period))
    return fen(household("income_per_member", period)) < limit


# --- women, children, the law


@SERVICES.person(float)
def two_cancers_amount(person, period, parameters):
    p = parameters(period)
    age, home = person("age", period), person.household
    poor = (person("aid_status", period) != NO_STATUS) | home("registered_poor", period)
    invited = (person("sex", period) == FEMALE) & (home("residence", period) == RURAL) & poor
    of_age = (p.two_cancers_age_low <= age) & (age <= p.two_cancers_age_high)
    return due(invited & of_age & (person("two_cancers_draw", period) < p.two_cancers_rate), p.two_cancers_aid)


@SERVICES.person(float)
def hope_cabin_amount(person, period, parameters):
    p = parameters(period)
    age = person("age", period)
    of_age = (p.hope_cabin_age_low <= age) & (age <= p.hope_cabin_age_high)
    reached = person("care_service_draw", period) < p.hope_cabin_rate
    return due(person("receives_basic_living", period) & of_age & reached, p.hope_cabin_cost)


@SERVICES.person(float)
def spring_bud_amount(person, period, parameters):
    p = parameters(period)
    stage = person("student_stage", period)
    girl = (person("sex", period) == FEMALE) & (stage >= PRIMARY) & (stage <= VOCATIONAL)
    poor = person("student_in_hardship", period) | person("left_behind", period)
    return due(girl & poor & (person("care_service_draw", period) < p.spring_bud_take_up), p.spring_bud_grant)


@SERVICES.person(float)
def caring_visits_amount(person, period, parameters):
    p = parameters(period)
    return due(person("left_behind", period), p.caring_visits_per_year * p.caring_visit_cost)


@SERVICES.person(float)
def legal_aid_amount(person, period, parameters):
    entitled = (person("aid_status", period) != NO_STATUS) | person.household("below_margin_limit", period)
    return due(person("legal_hardship", period) & entitled, parameters(period).legal_aid_cost_per_case)


@SERVICES.person(float)
def judicial_aid_amount(person, period, parameters):
    p = parameters(period)
    victim = person("legal_aid_draw", period) < p.judicial_aid_share
    return due(person("legal_hardship", period) & victim, p.judicial_aid)


# --- disability


@SERVICES.person(float)
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


@SERVICES.person(float)
def disability_care_subsidy(person, period, parameters):
    p = parameters(period)
    grade = person("disability_grade", period)
    amount = np.array([0.0, p.disability_care_subsidy_1, p.disability_care_subsidy_2, 0.0, 0.0])[grade]
    if p.tekun_excludes_disability_care_subsidy == APPLIED:
        return due(~person("tekun_recipient", period), amount)
    return fen(amount)


# --- old age, dear months, hospital stays and funerals


@SERVICES.person(float)
def elderly_allowance(person, period, parameters):
    p, age = parameters(period), person("age", period)
    great_age = (age >= p.elderly_allowance_age) | (person("adl_items_lost", period) > 0)
    elder = (person("aid_status", period) == DIBAO) & (age >= p.elderly_age) & great_age
    return due(elder, p.elderly_allowance_per_month)


@SERVICES.person(float)
def price_subsidy_amount(person, period, parameters):
    p, home = parameters(period), person.household
    kinds = [person("tekun_recipient", period), person("orphan_scheme", period)]
    own = [home("tekun_basic_standard", period), p.orphan_living_standard]
    standard = np.select(kinds, own, home("dibao_standard", period))
    return due(person("receives_basic_living", period), p.price_subsidy_months * fen(p.price_subsidy_rise * standard))


@SERVICES.person(float)
def tekun_attendance_amount(person, period, parameters):
    p = parameters(period)
    in_hospital = person("tekun_recipient", period) & (person("inpatient_cost_per_year", period) > 0.0)
    return due(in_hospital, p.tekun_hospital_days * p.tekun_attendance_per_day)


@SERVICES.person(float)
def tekun_funeral_amount(person, period, parameters):
    p = parameters(period)
    dead = person("tekun_recipient", period) & (person("tekun_death_draw", period) < p.tekun_death_rate)
    return due(dead, p.tekun_funeral_months * person.household("tekun_basic_standard", period))


# --- disasters and accidents


@SERVICES.household(float)
def disaster_emergency_amount(household, period, parameters):
    p = parameters(period)
    a_head = p.disaster_emergency_days * p.disaster_emergency_per_day
    return due(household("disaster_victim", period), household.nb_persons() * a_head)


@SERVICES.household(float)
def disaster_transition_amount(household, period, parameters):
    p = parameters(period)
    poor = household("below_margin_limit", period)
    a_head = p.disaster_transition_days * p.disaster_transition_per_day
    return due(household("disaster_victim", period) & poor, household.nb_persons() * a_head)


@SERVICES.household(float)
def disaster_hardship_amount(household, period, parameters):
    p = parameters(period)
    a_head = p.disaster_hardship_months * standard_of(p, "urban")
    return due(
        household("disaster_victim", period) & household("aided_household", period), household.nb_persons() * a_head
    )


@SERVICES.household(float)
def disaster_amount(household, period):
    first = household("disaster_emergency_amount", period) + household("disaster_transition_amount", period)
    return first + household("disaster_hardship_amount", period)


@SERVICES.person(bool)
def struck_by_accident(person, period, parameters):
    return person("accident_draw", period) < parameters(period).accident_rate


@SERVICES.household(float)
def accident_family_amount(household, period, parameters):
    p = parameters(period)
    victims = household.sum(household.members("struck_by_accident", period))
    helped = (victims > 0) & household("poor_in_emergency", period)
    return due(helped, victims * (p.accident_family_multiple * standard_of(p, "urban")))


@SERVICES.person(bool)
def has_accident_insurance(person, period, parameters):
    covered = person("accident_insurance_draw", period) < parameters(period).accident_insurance_cover
    return person("receives_basic_living", period) & covered


@SERVICES.person(float)
def accident_insurance_premium_amount(person, period, parameters):
    return due(person("has_accident_insurance", period), parameters(period).accident_insurance_premium)


@SERVICES.person(float)
def accident_insurance_payment(person, period, parameters):
    insured_event = person("has_accident_insurance", period) & person("struck_by_accident", period)
    return due(insured_event, parameters(period).accident_insurance_benefit)


# --- temporary aid: the family bears the costs of those who count in it, everyone else his own


def of_family(cost: Any, household: Any, period: Any) -> Any:
    """A cost of the members who count in the family."""
    return household.sum(np.where(household.members("counts_for_dibao", period), cost, 0.0))


@SERVICES.household(float)
def family_illness_cost_left(household, period):
    return of_family(household.members("medical_cost_left", period), household, period)


@SERVICES.household(float)
def family_education_cost_left(household, period):
    return of_family(household.members("education_cost_left", period), household, period)


@SERVICES.person(float)
def serious_illness_cost_left(person, period):
    return np.where(person("serious_illness", period), person("medical_cost_left", period), 0.0)


@SERVICES.household(float)
def family_serious_illness_cost_left(household, period):
    return of_family(household.members("serious_illness_cost_left", period), household, period)


def burden(family: str, cost: str, person: Any, period: Any) -> Any:
    """The cost of the family, or of one who is a unit of his own, as a share of its yearly income."""
    home, own_cost = person.household, person(cost, period)
    together = share_of_income(home(family, period), 12.0 * home("income_before_deductions", period))
    alone = share_of_income(own_cost, 12.0 * person("own_income", period))
    return np.where(person("counts_for_dibao", period), together, alone) * (own_cost > 0.0)


@SERVICES.person(float)
def illness_burden(person, period):
    return burden("family_illness_cost_left", "medical_cost_left", person, period)


@SERVICES.person(float)
def education_burden(person, period):
    return burden("family_education_cost_left", "education_cost_left", person, period)


def temporary_applicants(cost: str, household: Any, period: Any, p: Any) -> Any:
    """How many members who count have a cost that may be helped with, and apply."""
    people = household.members
    asking = (people(cost, period) > 0.0) & (people("temporary_draw", period) < p.temporary_take_up)
    return household.sum(people("counts_for_dibao", period) & asking)


@SERVICES.household(int)
def temporary_illness_applicants(household, period, parameters):
    return temporary_applicants("serious_illness_cost_left", household, period, parameters(period))


@SERVICES.household(int)
def temporary_education_applicants(household, period, parameters):
    return temporary_applicants("education_cost_left", household, period, parameters(period))


def temporary_aid(event: str, costs: tuple[str, str], helped: str, person: Any, period: Any, p: Any) -> Any:
    """Monthly urban standards by the burden, to the family of one who applies; never more than the cost helped with.

    `costs` are what the family and a person bear; the family's aid is shared by the members' costs `helped` with.
    """
    counts, home, own = person("counts_for_dibao", period), person.household, person(helped, period)
    bearing, for_whom = (
        np.where(counts, home(of_home, period), of_person)
        for of_home, of_person in ((costs[0], person(costs[1], period)), (f"family_{helped}", own))
    )
    least, most, share = p.temporary_burden_low, p.temporary_burden_high, person(f"{event}_burden", period)
    low, high = (p[f"temporary_{event}_multiple_{end}"] for end in ("low", "high"))
    between = np.clip((share - least) / (most - least), 0.0, 1.0) if most > least else 1.0
    multiple = np.where(reaches(share, most), high, low + (high - low) * between)
    alone = person("temporary_draw", period) < p.temporary_take_up
    applies = np.where(counts, home(f"temporary_{event}_applicants", period) > 0, alone)
    applies = applies & (person("aid_status", period) != NO_STATUS) & (own > 0.0)
    applies &= (fen(bearing) >= fen(p.temporary_cost_floor)) & reaches(share, least)
    part = np.divide(own, for_whom, out=np.zeros(len(own)), where=for_whom > 0.0)
    return due(applies, np.minimum(multiple * standard_of(p, "urban"), for_whom) * part)


@SERVICES.person(float)
def temporary_illness_amount(person, period, parameters):
    costs = ("family_illness_cost_left", "medical_cost_left")
    return temporary_aid("illness", costs, "serious_illness_cost_left", person, period, parameters(period))


@SERVICES.person(float)
def temporary_education_amount(person, period, parameters):
    costs = ("family_education_cost_left", "education_cost_left")
    return temporary_aid("education", costs, "education_cost_left", person, period, parameters(period))


@SERVICES.household(float)
def temporary_of_heaviest_burden(household, period, parameters):
    most, people = parameters(period).temporary_burden_high, household.members
    heaviest = [
        np.where(reaches(people(f"{event}_burden", period), most), people(f"temporary_{event}_amount", period), 0.0)
        for event in ("illness", "education")
    ]
    return household.sum(heaviest[0] + heaviest[1])


@SERVICES.household(float)
def cost_left_to_family(household, period):
    people = household.members
    cost = people("medical_cost_left", period) + people("education_cost_left", period)
    left = cost - people("temporary_illness_amount", period) - people("temporary_education_amount", period)
    return household.sum(np.where(people("aid_status", period) != NO_STATUS, np.maximum(left, 0.0), 0.0))


# --- emergencies and charity


@SERVICES.household(float)
def case_by_case_amount(household, period, parameters):
    raised = parameters(period).case_by_case_uplift * household("temporary_of_heaviest_burden", period)
    return fen(np.minimum(raised, household("cost_left_to_family", period)))


@SERVICES.household(float)
def emergency_amount(household, period, parameters):
    p = parameters(period)
    struck = household("emergency_draw", period) < p.emergency_rate
    helped = struck & household("poor_in_emergency", period)
    return due(helped, p.emergency_multiple * standard_of(p, "urban"))


def claim(fund: str, left: Any, p: Any) -> Any:
    """A fund's share of what is left, where that reaches the fund's floor."""
    return due(fen(left) >= fen(p[f"{fund}_cost_floor"]), p[f"{fund}_share"] * left)


@SERVICES.household(float)
def nuanyang_claim(household, period, parameters):
    left = household("cost_left_to_family", period) - household("case_by_case_amount", period)
    return claim("nuanyang", left, parameters(period))


@SERVICES.household(float)
def zizhuni_claim(household, period, parameters):
    left = household("cost_left_to_family", period) - household("case_by_case_amount", period)
    return claim("zizhuni", left - household("nuanyang_claim", period), parameters(period))
