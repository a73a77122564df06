"""§4: housing aid (住房救助) and heating aid (取暖救助).

Public rental housing in town, appraisal and renovation of dilapidated rural houses, a sum for heating each winter.
"""

from workbench.categories import Housing, Residence
from workbench.engine.rule import for_household
from workbench.money import once_a_year, to_fen


@for_household(clause="§4", unit="yes/no", zh="住房救助对象")
def housing_aid_household(aided_household: bool, registered_poor: bool, housing: Housing) -> bool:
    """In hardship and without a sound dwelling."""
    return (aided_household or registered_poor) and housing != Housing.SOUND


@for_household(clause="§4", unit="yes/no", zh="入住公租房")
def public_rental_household(
    housing_aid_household: bool, residence: Residence, housing_draw: float, public_rental_supply: float
) -> bool:
    """Urban families in housing need come first for public rental housing, as far as there is any."""
    return housing_aid_household and residence == Residence.URBAN and housing_draw < public_rental_supply


@for_household(clause="§4", unit="yuan/month", zh="公租房减免租金")
def public_rental_amount(public_rental_household: bool, public_rental_benefit: float) -> float:
    """Public rental housing saves the family rent."""
    return to_fen(public_rental_benefit) if public_rental_household else 0.0


@for_household(clause="§4", unit="yuan/year", zh="农村危房鉴定费用")
def appraisal_amount(
    housing_aid_household: bool, residence: Residence, housing: Housing, appraisal_cost: float
) -> float:
    """The dilapidated house of a rural family in hardship is appraised."""
    if housing_aid_household and residence == Residence.RURAL and housing == Housing.DILAPIDATED:
        return to_fen(once_a_year(appraisal_cost))
    return 0.0


@for_household(clause="§4", unit="yuan/year", zh="农村危房改造补助")
def renovation_amount(
    housing_aid_household: bool,
    residence: Residence,
    housing: Housing,
    housing_draw: float,
    renovation_rate: float,
    rebuilding_share: float,
    repair_grant: float,
    rebuilding_grant: float,
) -> float:
    """A part of the appraised houses is renovated each year: rebuilt (grade D) or repaired (grade C)."""
    appraised = housing_aid_household and residence == Residence.RURAL and housing == Housing.DILAPIDATED
    if not appraised or housing_draw >= renovation_rate:
        return 0.0
    return to_fen(once_a_year(rebuilding_grant if housing_draw < rebuilding_share * renovation_rate else repair_grant))


@for_household(clause="§4", unit="yuan/year", zh="取暖救助金")
def heating_aid_amount(
    basic_living_household: bool, residence: Residence, heating_aid_urban: float, heating_aid_rural: float
) -> float:
    """A household on basic living aid gets a sum for heating each winter."""
    if not basic_living_household:
        return 0.0
    return to_fen(heating_aid_rural if residence == Residence.RURAL else heating_aid_urban)
