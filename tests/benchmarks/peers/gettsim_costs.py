"""What illness and schooling would leave to a person as a dibao or a margin family, for GETTSIM's engine (ttsim).

The test of dibao deducts what dibao would leave to the family, that of the margin what the margin would leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from ttsim.tt import TTSIMUnit, param_function, policy_function

_PLAIN = {"unit": TTSIMUnit.DIMENSIONLESS, "verify_units": False}
rule = policy_function(**_PLAIN)
of_county = param_function(**_PLAIN)
# The choices of illness_cost_order are all orders of its four payers, told in the order of a dictionary.
ORDERS = tuple(permutations(("fee_exemption", "inclusive_insurance", "major_illness_insurance", "medical_aid")))


def fen(yuan):
    """Round yuan half up to the fen."""
    return np.floor(yuan * 100.0 + 0.5 + 1e-6) / 100.0


@dataclass(frozen=True)
class Terms:
    """What a payer doesn't look at, its share of the rest, the most it pays; yuan a year."""

    deductible: float
    share: float
    ceiling: float = np.inf


@dataclass(frozen=True)
class Payers:
    """The order of the payers of an illness, and the terms on which all but medical aid pay; aid has a ceiling."""

    order: tuple[str, ...]
    major_illness: Terms
    major_illness_favoured: Terms
    inclusive_insurance: Terms
    fee_exemption_share: float
    medical_aid_ceiling: float


@of_county
def payers_of_illness(
    illness_cost_order: float,
    major_illness_deductible: float,
    major_illness_share: float,
    major_illness_ceiling: float,
    major_illness_favoured_deductible_cut: float,
    major_illness_favoured_share_more: float,
    inclusive_insurance_deductible: float,
    inclusive_insurance_share: float,
    inclusive_insurance_ceiling: float,
    fee_exemption_share: float,
    medical_aid_ceiling: float,
) -> Payers:
    better = min(1.0, major_illness_share + major_illness_favoured_share_more) if major_illness_share > 0.0 else 0.0
    lower = float(fen(major_illness_deductible * (1.0 - major_illness_favoured_deductible_cut)))
    return Payers(
        order=ORDERS[int(illness_cost_order)],
        major_illness=Terms(major_illness_deductible, major_illness_share, major_illness_ceiling),
        major_illness_favoured=Terms(lower, better),
        inclusive_insurance=Terms(
            inclusive_insurance_deductible, inclusive_insurance_share, inclusive_insurance_ceiling
        ),
        fee_exemption_share=fee_exemption_share,
        medical_aid_ceiling=medical_aid_ceiling,
    )


def paid(left, deductible, share, ceiling):
    """A payer's part of what is left."""
    return fen(np.minimum(share * np.maximum(left - deductible, 0.0), ceiling))


def left_to_patient(cost, payers, aid_deductible, aid_share, favoured, insured, listed):
    """What all payers leave of a hospital cost, each looking at what those before it left."""
    usual, better, commercial = payers.major_illness, payers.major_illness_favoured, payers.inclusive_insurance
    terms = {
        "major_illness_insurance": (
            np.where(favoured, better.deductible, usual.deductible),
            np.where(favoured, better.share, usual.share),
            np.where(favoured, better.ceiling, usual.ceiling),
        ),
        "medical_aid": (aid_deductible, aid_share, payers.medical_aid_ceiling),
        "inclusive_insurance": (
            commercial.deductible,
            np.where(insured, commercial.share, 0.0),
            commercial.ceiling,
        ),
        "fee_exemption": (0.0, np.where(listed, payers.fee_exemption_share, 0.0), np.inf),
    }
    for payer in payers.order:
        cost = cost - paid(cost, *terms[payer])
    return cost


@rule
def in_inclusive_insurance(inclusive_insurance_draw: float, inclusive_insurance_take_up: float) -> bool:
    return inclusive_insurance_draw < inclusive_insurance_take_up


@rule
def has_listed_disease(serious_illness: bool, listed_disease_draw: float, listed_disease_share: float) -> bool:
    return serious_illness and listed_disease_draw < listed_disease_share


@rule
def disposable_income_per_head_hh(
    residence_hh: int,
    rural_disposable_income_per_head_previous_year: float,
    urban_disposable_income_per_head_previous_year: float,
) -> float:
    rural = residence_hh == 1
    return rural_disposable_income_per_head_previous_year if rural else urban_disposable_income_per_head_previous_year


@rule
def medical_aid_deductible_margin_hh(
    disposable_income_per_head_hh: float, medical_aid_deductible_share_margin: float
) -> float:
    return fen(medical_aid_deductible_share_margin * disposable_income_per_head_hh)


@rule
def medical_cost_left_on_dibao_terms(
    medical_out_of_pocket_per_year: float,
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    payers_of_illness: Payers,
    medical_aid_share_dibao: float,
) -> float:
    left = left_to_patient(
        inpatient_cost_per_year,
        payers_of_illness,
        0.0,
        medical_aid_share_dibao,
        True,
        in_inclusive_insurance,
        has_listed_disease,
    )
    return max(0.0, medical_out_of_pocket_per_year - (inpatient_cost_per_year - left))


@rule
def medical_cost_left_on_margin_terms(
    medical_out_of_pocket_per_year: float,
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    registered_poor_hh: bool,
    payers_of_illness: Payers,
    medical_aid_deductible_margin_hh: float,
    medical_aid_share_margin: float,
) -> float:
    left = left_to_patient(
        inpatient_cost_per_year,
        payers_of_illness,
        medical_aid_deductible_margin_hh,
        medical_aid_share_margin,
        registered_poor_hh,
        in_inclusive_insurance,
        has_listed_disease,
    )
    return max(0.0, medical_out_of_pocket_per_year - (inpatient_cost_per_year - left))


@rule
def education_cost_left_on_dibao_terms(
    education_cost_per_year: float, student_stage: int, fee_waiver_share: float
) -> float:
    waived = fen(fee_waiver_share * education_cost_per_year) if student_stage > 0 else 0.0
    return max(0.0, education_cost_per_year - waived)


@rule
def education_cost_left_on_margin_terms(
    education_cost_per_year: float,
    student_stage: int,
    registered_poor_hh: bool,
    fee_waiver_share: float,
    fee_subsidy_share: float,
) -> float:
    share = fee_waiver_share if registered_poor_hh else fee_subsidy_share
    waived = fen(share * education_cost_per_year) if student_stage > 0 else 0.0
    return max(0.0, education_cost_per_year - waived)
