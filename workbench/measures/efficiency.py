"""What becomes of the money: Beckerman's split of spending, and how far entitlement turns into receipt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from workbench.errors import InputError
from workbench.measures.columns import at_least_zero, column, flags, lines, ratio, weights
from workbench.measures.targeting import gap_closed


@dataclass(frozen=True)
class Beckerman:
    """Where spending goes. Shares (0.05 is 5 %), NaN where they divide by 0.

    vertical_expenditure_efficiency: of all spending, to persons poor before the transfer; spillover: of what
    the poor get, what lifts them beyond the line; poverty_reduction_efficiency: of all spending, what closes
    the gap = vertical x (1 - spillover) = benefit-cost ratio; poverty_gap_efficiency: of the gap, what is
    closed = gap reduction.
    """

    vertical_expenditure_efficiency: float
    spillover: float
    poverty_reduction_efficiency: float
    poverty_gap_efficiency: float


def beckerman(welfare: ArrayLike, transfer: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None) -> Beckerman:
    """Split spending into what the poor need, what they get beyond the line, and what others get.

    >>> beckerman([100.0, 300.0, 900.0], [150.0, 50.0, 100.0], 400.0).spillover
    0.0

    Columns, units and errors as for `targeting`. Without money to the poor, spillover is NaN (0/0) while
    poverty_reduction_efficiency is 0: nothing of the spending closed the gap. Source: Beckerman (1979),
    Economic Journal 89.
    """
    y = column("welfare", welfare)
    b, z, w = at_least_zero("transfer", transfer, y.size), lines(line, y.size), weights(weight, y.size)
    is_poor = y < z
    spending, to_poor = float((w * b).sum()), float((w * b)[is_poor].sum())
    excess = float((w * np.maximum(0.0, y + b - z))[is_poor].sum())
    gap, closed = float((w * np.maximum(0.0, z - y)).sum()), gap_closed(y, b, z, w)
    return Beckerman(
        vertical_expenditure_efficiency=ratio(to_poor, spending),
        spillover=ratio(excess, to_poor),
        poverty_reduction_efficiency=ratio(closed, spending),
        poverty_gap_efficiency=ratio(closed, gap),
    )


def take_up(eligible: ArrayLike, recipient: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Share of the persons eligible by rule who receive. NaN for nobody eligible; others don't count.

    >>> take_up([True, True, False], [True, False, False])
    0.5

    Two yes/no columns and the weights. Raises InputError for anything else. Source: Gao, Garfinkel and Zhai
    (2009).
    """
    entitled = flags("eligible", eligible)
    served, w = flags("recipient", recipient, entitled.size), weights(weight, entitled.size)
    return ratio(float(w[entitled & served].sum()), float(w[entitled].sum()))


@dataclass(frozen=True)
class Delivery:
    """What the rules promise against what arrives, in the unit of the columns.

    benefit_gap_yuan: entitled - received, summed over rows that get less than they are entitled to;
    overpaid_yuan: the opposite, kept apart so that neither hides the other; delivery_rate: received up to
    entitlement / entitled.
    """

    entitled_yuan: float
    received_yuan: float
    benefit_gap_yuan: float
    overpaid_yuan: float
    delivery_rate: float


def delivery(entitled: ArrayLike, received: ArrayLike, weight: ArrayLike | None = None) -> Delivery:
    """Compare the amounts due by rule with the amounts received, row by row. NaN rate for nobody entitled.

    >>> delivery([100.0, 100.0], [80.0, 120.0])
    Delivery(entitled_yuan=200.0, received_yuan=200.0, benefit_gap_yuan=20.0, overpaid_yuan=20.0, delivery_rate=0.9)

    Two columns of yuan (0 or more) and the weights. Raises InputError for negative amounts, NaN, wrong
    lengths. Source: Gao, Garfinkel and Zhai (2009), Gao, Yang and Li (2015): benefit gap and delivery.
    """
    due = at_least_zero("entitled", entitled)
    got, w = at_least_zero("received", received, due.size), weights(weight, due.size)
    promised = float((w * due).sum())
    return Delivery(
        entitled_yuan=promised,
        received_yuan=float((w * got).sum()),
        benefit_gap_yuan=float((w * np.maximum(0.0, due - got)).sum()),
        overpaid_yuan=float((w * np.maximum(0.0, got - due)).sum()),
        delivery_rate=ratio(float((w * np.minimum(due, got)).sum()), promised),
    )


def distributional_characteristic(
    welfare: ArrayLike,
    transfer: ArrayLike,
    line: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    aversion: float,
) -> float:
    """Distributional characteristic: mean (z / y)^aversion per yuan of benefit. NaN without spending.

    >>> round(distributional_characteristic([100.0, 400.0], [50.0, 50.0], 200.0, aversion=1.0), 3)
    1.25

    Columns and errors as for `targeting`; aversion 0 gives 1 whoever gets the money, 1 or 2 favours the poor
    ever more. Raises InputError for an aversion below 0, and where a recipient of the transfer has welfare 0
    or less (no weight exists). Source: Coady and Skoufias (2004), Review of Income and Wealth 50(1).
    """
    y = column("welfare", welfare)
    b, z, w = at_least_zero("transfer", transfer, y.size), lines(line, y.size), weights(weight, y.size)
    power = float(at_least_zero("aversion", [aversion])[0])
    paid = b > 0
    if (y[paid] <= 0).any():
        row = int(np.flatnonzero(paid & (y <= 0))[0])
        raise InputError(
            f"welfare: row {row} (counted from 0) receives and has {y[row]:g}, where (z / y) is not defined; "
            "leave such rows out or set a least amount first"
        )
    value = (w * b)[paid] * (z[paid] / y[paid]) ** power
    return ratio(float(value.sum()), float((w * b).sum()))
