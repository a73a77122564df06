"""When medical bills become a catastrophe: how often, and how far beyond the threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from workbench.arguments import number
from workbench.errors import InputError
from workbench.measures.columns import above_zero, at_least_zero, ratio, weights


@dataclass(frozen=True)
class Catastrophic:
    """Catastrophic health expenditure: shares (0.05 is 5 %). overshoot = headcount x mean_positive_overshoot.

    headcount: share of rows over the threshold; overshoot: mean excess over it, all rows counted (0 where
    none); mean_positive_overshoot (MPO): mean excess of those over it; households: weighted rows.
    """

    headcount: float
    overshoot: float
    mean_positive_overshoot: float
    households: float


def catastrophic(
    oop: ArrayLike, capacity: ArrayLike, threshold: float = 0.4, weight: ArrayLike | None = None
) -> Catastrophic:
    """Count rows whose out-of-pocket spending is more than `threshold` of their capacity to pay.

    >>> catastrophic([50.0, 10.0], [100.0, 100.0]).headcount
    0.5

    oop: out-of-pocket medical spending, 0 or more; capacity: capacity to pay (total less food spending),
    above 0, same unit and period; one row per household (or person); threshold: share, 0.4 by custom (WHO).
    Strictly more counts. oop may exceed capacity (savings, debts): it counts in full, so overshoot may exceed
    1 - threshold. NaN for nobody; MPO is NaN where nobody is over. Raises InputError for a capacity of 0 or
    less (no share exists: leave out or set a least amount, and say so), negative oop, NaN, wrong lengths, a
    threshold outside 0 to 1. Source: Wagstaff and van Doorslaer (2003), Health Economics 12.
    """
    number("threshold", threshold)
    if not 0 < threshold < 1:
        raise InputError(f"threshold: {threshold!r} is not a share between 0 and 1; 0.4 is the usual one (40 %)")
    spent = at_least_zero("oop", oop)
    able, w = above_zero("capacity", capacity, spent.size), weights(weight, spent.size)
    # Compared in yuan, so that 40 of 100 is not more than 0.4 by a rounding of the division.
    over = spent > threshold * able
    excess = np.where(over, spent / able - threshold, 0.0)
    total, hit, beyond = float(w.sum()), float(w[over].sum()), float((w * excess).sum())
    return Catastrophic(ratio(hit, total), ratio(beyond, total), ratio(beyond, hit), total)
