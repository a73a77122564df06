"""Insurance and charity: accident insurance (意外伤害保险, §4), and the last layer, two charity funds (§7).

The insurance is bought for persons in particular hardship. A fund is asked for a share of the cost that all other aid
leaves; what it can pay is its budget's to say.
"""

from workbench.engine.rule import for_household, for_person
from workbench.money import below, once_a_year, to_fen


@for_person(clause="§4", unit="yes/no", zh="投保意外伤害保险")
def has_accident_insurance(
    receives_basic_living: bool, accident_insurance_draw: float, accident_insurance_cover: float
) -> bool:
    """Persons on basic living aid are insured as far as the cover reaches."""
    return receives_basic_living and accident_insurance_draw < accident_insurance_cover


@for_person(clause="§4", unit="yuan/year", zh="意外伤害保险费")
def accident_insurance_premium_amount(has_accident_insurance: bool, accident_insurance_premium: float) -> float:
    """The premium is paid for them."""
    return to_fen(accident_insurance_premium) if has_accident_insurance else 0.0


@for_person(clause="§4", unit="yuan/year", zh="意外伤害保险赔付")
def accident_insurance_payment(
    has_accident_insurance: bool, struck_by_accident: bool, accident_insurance_benefit: float
) -> float:
    """The insurance pays when an accident strikes."""
    return to_fen(once_a_year(accident_insurance_benefit)) if has_accident_insurance and struck_by_accident else 0.0


@for_household(clause="§7", unit="yuan/year", zh="申请暖阳春雨基金会资助")
def nuanyang_claim(
    cost_left_to_family: float, case_by_case_amount: float, nuanyang_share: float, nuanyang_cost_floor: float
) -> float:
    """The county's fund is asked for a share of what all public aid leaves, where that is heavy."""
    left = cost_left_to_family - case_by_case_amount
    if below(left, to_fen(nuanyang_cost_floor)):
        return 0.0
    return to_fen(nuanyang_share * left)


@for_household(clause="§7", unit="yuan/year", zh="申请“淄助你”基金资助")
def zizhuni_claim(
    cost_left_to_family: float,
    case_by_case_amount: float,
    nuanyang_claim: float,
    zizhuni_share: float,
    zizhuni_cost_floor: float,
) -> float:
    """The city's fund is asked for a share of what is left after that, where it is still heavier."""
    left = cost_left_to_family - case_by_case_amount - nuanyang_claim
    if below(left, to_fen(zizhuni_cost_floor)):
        return 0.0
    return to_fen(zizhuni_share * left)
