"""§4: accident insurance (意外伤害保险) bought for persons in particular hardship."""

from workbench.engine.rule import for_person
from workbench.money import once_a_year, to_fen


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
