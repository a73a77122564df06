"""What illness and schooling would leave to a person on the terms of each status, for OpenFisca and PolicyEngine.

The test of dibao deducts what dibao would leave to the family, that of the margin what the margin would leave. One
variable a rule, in the names of the law; `part_paid` serves the payments of the programmes too.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from tests.benchmarks.peers.fisca_formulas import NO_SCHOOL, RURAL, Formulas, due, fen

# The choices of illness_cost_order are all orders of its four payers, told in the order of a dictionary.
ORDERS = tuple(permutations(("fee_exemption", "inclusive_insurance", "major_illness_insurance", "medical_aid")))

COSTS = Formulas()


class Terms(NamedTuple):
    """The terms of medical aid, and whether the major-illness insurance favours the patient."""

    deductible: Any
    share: Any
    favoured: Any


def part_paid(payer: str, left: Any, terms: Terms, person: Any, period: Any, p: Any) -> Any:
    """What a payer of an illness pays, a year, of what those before it left."""
    if payer == "fee_exemption":
        return fen(np.where(person("has_listed_disease", period), p.fee_exemption_share, 0.0) * left)
    if payer == "inclusive_insurance":
        share = np.where(person("in_inclusive_insurance", period), p.inclusive_insurance_share, 0.0)
        above = np.maximum(left - p.inclusive_insurance_deductible, 0.0)
        return fen(np.minimum(share * above, p.inclusive_insurance_ceiling))
    if payer == "medical_aid":
        return fen(np.minimum(terms.share * np.maximum(left - terms.deductible, 0.0), p.medical_aid_ceiling))
    rate, usual = p.major_illness_share, p.major_illness_deductible
    better = min(1.0, rate + p.major_illness_favoured_share_more) if rate > 0.0 else 0.0
    deductible = np.where(terms.favoured, fen(usual * (1.0 - p.major_illness_favoured_deductible_cut)), usual)
    paid = np.where(terms.favoured, better, rate) * np.maximum(left - deductible, 0.0)
    return fen(np.where(terms.favoured, paid, np.minimum(paid, p.major_illness_ceiling)))


def cost_left_on(terms: Terms, person: Any, period: Any, p: Any) -> Any:
    """What a person's illness would leave to him on these terms, a year."""
    cost = left = person("inpatient_cost_per_year", period)
    for payer in ORDERS[int(p.illness_cost_order)]:
        left = left - part_paid(payer, left, terms, person, period, p)
    return np.maximum(person("medical_out_of_pocket_per_year", period) - (cost - left), 0.0)


def terms_above_the_line(status: str, person: Any, period: Any, p: Any) -> Terms:
    """The terms of a margin or an expenditure-type family: only the registered poor are favoured."""
    deductible = p[f"medical_aid_deductible_share_{status}"] * person.household("disposable_income_per_head", period)
    favoured = person.household("registered_poor", period)
    return Terms(fen(deductible), p[f"medical_aid_share_{status}"], favoured)


@COSTS.person(bool)
def in_inclusive_insurance(person, period, parameters):
    return person("inclusive_insurance_draw", period) < parameters(period).inclusive_insurance_take_up


@COSTS.person(bool)
def has_listed_disease(person, period, parameters):
    listed = person("listed_disease_draw", period) < parameters(period).listed_disease_share
    return person("serious_illness", period) & listed


@COSTS.household(float)
def disposable_income_per_head(household, period, parameters):
    p = parameters(period)
    rural, urban = (p[f"{where}_disposable_income_per_head_previous_year"] for where in ("rural", "urban"))
    return np.where(household("residence", period) == RURAL, rural, urban)


@COSTS.person(float)
def medical_cost_left_on_dibao_terms(person, period, parameters):
    p = parameters(period)
    return cost_left_on(Terms(0.0, p.medical_aid_share_dibao, True), person, period, p)


@COSTS.person(float)
def medical_cost_left_on_margin_terms(person, period, parameters):
    p = parameters(period)
    return cost_left_on(terms_above_the_line("margin", person, period, p), person, period, p)


@COSTS.person(float)
def education_cost_left_on_dibao_terms(person, period, parameters):
    cost, student = person("education_cost_per_year", period), person("student_stage", period) != NO_SCHOOL
    return np.maximum(cost - due(student, parameters(period).fee_waiver_share * cost), 0.0)


@COSTS.person(float)
def education_cost_left_on_margin_terms(person, period, parameters):
    p = parameters(period)
    cost, student = person("education_cost_per_year", period), person("student_stage", period) != NO_SCHOOL
    poor = person.household("registered_poor", period)
    return np.maximum(cost - due(student, np.where(poor, p.fee_waiver_share, p.fee_subsidy_share) * cost), 0.0)
