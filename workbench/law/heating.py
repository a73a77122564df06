"""§4: heating aid (取暖救助) for households on basic living aid."""

from workbench.categories import Residence
from workbench.engine.rule import for_household
from workbench.money import to_fen


@for_household(clause="§4", unit="yuan/year", zh="取暖救助金")
def heating_aid_amount(
    basic_living_household: bool, residence: int, heating_aid_urban: float, heating_aid_rural: float
) -> float:
    """A household on basic living aid gets a sum for heating each winter."""
    if not basic_living_household:
        return 0.0
    return to_fen(heating_aid_rural if residence == Residence.RURAL else heating_aid_urban)
