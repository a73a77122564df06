"""§7: charity as the last layer: the Nuanyang Chunyu fund (暖阳春雨) and the Zizhuni fund (淄助你).

A fund is asked for a share of the cost that all other aid leaves; what it can pay is its budget's to say.
"""

from workbench.engine.rule import for_household
from workbench.money import below, to_fen


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
