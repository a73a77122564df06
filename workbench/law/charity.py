"""§7: charity as the last layer: the Nuanyang Chunyu fund (暖阳春雨) and the Zizhuni fund (淄助你).

A fund is asked for a share of the cost that all other aid leaves; what it can pay is its budget's to say.
"""

from workbench.engine.categories import AidStatus
from workbench.engine.rounding import to_fen
from workbench.engine.rule import for_household, sum_over_members


@sum_over_members(clause="§7", unit="yuan/year", zh="救助后自负医疗教育费用")
def cost_left_to_family(
    aid_status: int,
    medical_cost_left: float,
    education_cost_left: float,
    temporary_illness_amount: float,
    temporary_education_amount: float,
) -> float:
    """What illness and schooling of the members with a status of aid still cost after all other aid."""
    if aid_status == AidStatus.NONE:
        return 0.0
    left = medical_cost_left + education_cost_left - temporary_illness_amount - temporary_education_amount
    return max(0.0, left)


@for_household(clause="§7", unit="yuan/year", zh="申请暖阳春雨基金会资助")
def nuanyang_claim(cost_left_to_family: float, nuanyang_share: float, nuanyang_cost_floor: float) -> float:
    """The county's fund is asked for a share of the cost left, where that is heavy."""
    if cost_left_to_family < nuanyang_cost_floor:
        return 0.0
    return to_fen(nuanyang_share * cost_left_to_family)


@for_household(clause="§7", unit="yuan/year", zh="申请“淄助你”基金资助")
def zizhuni_claim(
    cost_left_to_family: float, nuanyang_claim: float, zizhuni_share: float, zizhuni_cost_floor: float
) -> float:
    """The city's fund is asked for a share of what is left after that, where it is still heavier."""
    left = cost_left_to_family - nuanyang_claim
    if left < zizhuni_cost_floor:
        return 0.0
    return to_fen(zizhuni_share * left)
