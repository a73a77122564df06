"""How the cost of an illness and of schooling is settled: who pays in which order, on the terms of a status of aid.

One settlement serves the means test (what a family would bear itself, were it of a status) and the payments (what is
paid to the status that it has), so that no cost is deducted from income and refunded as well. Basic medical insurance
has paid before: the inputs are what it leaves. Source of the order: 国办发〔2021〕42号, basic insurance → major-illness
insurance → medical aid; commercial insurance and charity come after.
"""

import itertools

from workbench.money import to_fen

# The payers of an illness, counted by alphabet as the stacking table counts their orders. What they leave is NOBODY's.
EXEMPTION, COMMERCIAL, MAJOR_ILLNESS, AID = 0, 1, 2, 3
NOBODY = -1
ORDERS = tuple(itertools.permutations((EXEMPTION, COMMERCIAL, MAJOR_ILLNESS, AID)))
NO_CEILING = 1e10  # yuan a year: no cost reaches it


def above_deductible(cost: float, deductible: float, share: float, ceiling: float) -> float:
    """Return a payer's part of a cost, to the fen: a share of what exceeds the deductible, up to the ceiling."""
    return to_fen(min(ceiling, share * max(0.0, cost - deductible)))


def illness_payment(
    payer: int,
    order: int,
    cost: float,
    major_illness_deductible: float,
    major_illness_share: float,
    major_illness_ceiling: float,
    aid_deductible: float,
    aid_share: float,
    aid_ceiling: float,
    commercial_deductible: float,
    commercial_share: float,
    commercial_ceiling: float,
    exempted_share: float,
) -> float:
    """Return what one payer pays of a hospital cost (yuan a year); each sees what those before it left.

    `order` is the place of the order among `ORDERS`; of NOBODY the answer is what all of them leave to the patient.
    """
    left = cost
    for one in ORDERS[order]:
        if one == MAJOR_ILLNESS:
            part = above_deductible(left, major_illness_deductible, major_illness_share, major_illness_ceiling)
        elif one == AID:
            part = above_deductible(left, aid_deductible, aid_share, aid_ceiling)
        elif one == COMMERCIAL:
            part = above_deductible(left, commercial_deductible, commercial_share, commercial_ceiling)
        else:
            part = to_fen(exempted_share * left)
        if one == payer:
            return part
        left -= part
    return left


def cost_left(spent: float, settled: float, left: float) -> float:
    """Return what the patient bears of all he spent when of the settled cost so much is left; never below 0."""
    return max(0.0, spent - (settled - left))


def fees_waived(cost: float, whole: bool, fee_waiver_share: float, fee_subsidy_share: float) -> float:
    """Return what a student in hardship is spared of schooling.

    whole: on basic living aid or registered poor, whose fees are waived; the others are paid a subsidy.
    """
    return to_fen((fee_waiver_share if whole else fee_subsidy_share) * cost)
