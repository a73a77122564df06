"""How many are poor, how far below the line, and how unequal among themselves: FGT, Watts, Sen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from workbench.errors import InputError
from workbench.measures.columns import above_zero, column, lines, ratio, weights
from workbench.measures.inequality import mean_difference


@dataclass(frozen=True)
class Poverty:
    """The Foster-Greer-Thorbecke family at one line, and what stands behind it.

    headcount, gap, squared_gap: shares (0.05 is 5 %); poor and persons: weighted counts; gap_yuan: what all
    the poor together lack, in the unit and period of the welfare column (yuan per month when welfare is
    monthly).
    """

    headcount: float
    gap: float
    squared_gap: float
    poor: float
    persons: float
    gap_yuan: float


def poverty(welfare: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None) -> Poverty:
    """Measure poverty: FGT_a = (1/N) sum over the poor of w ((z - y) / z)^a, for a = 0, 1, 2.

    >>> poverty([100.0, 300.0, 900.0], 400.0).headcount
    0.6666666666666666

    welfare: one amount per person (income or consumption per head), of any sign; line: one amount for all or
    one per person, above 0, same unit; weight: persons each row stands for. Poor is strictly below the line.
    A negative welfare counts in full, so gap and squared_gap may then exceed 1: nothing is cut off. Nobody at
    all (or weights that sum to 0): shares are NaN, counts are 0. Raises InputError for NaN, wrong lengths,
    negative weights, a line of 0 or less. Source: Foster, Greer and Thorbecke (1984), Econometrica 52(3).
    """
    y = column("welfare", welfare)
    z, w = lines(line, y.size), weights(weight, y.size)
    is_poor = y < z
    persons, poor = float(w.sum()), float(w[is_poor].sum())
    shortfall = (z - y)[is_poor]
    relative = shortfall / z[is_poor]
    w_poor = w[is_poor]
    return Poverty(
        headcount=ratio(poor, persons),
        gap=ratio(float((w_poor * relative).sum()), persons),
        squared_gap=ratio(float((w_poor * relative**2).sum()), persons),
        poor=poor,
        persons=persons,
        gap_yuan=float((w_poor * shortfall).sum()),
    )


def watts(welfare: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None, *, floor: float | None = None) -> float:
    """Watts index: (1/N) sum over the poor of w ln(z / y); N counts everyone.

    >>> round(watts([100.0, 300.0, 900.0], 400.0), 3)
    0.558

    ln(z / y) does not exist at y <= 0. Without `floor` such a person is an error; with `floor` (an amount
    above 0 and below every line) whoever has less is counted as having the floor: a stated bottom coding,
    never a silent one. The result depends on that floor, so report it. NaN for nobody. Raises InputError as
    `poverty` does, and for a poor person with y <= 0 when no floor is given. Source: Watts (1968); Zheng
    (1993), Economics Letters 42(1).
    """
    y = column("welfare", welfare)
    z, w = lines(line, y.size), weights(weight, y.size)
    if floor is not None:
        low = float(above_zero("floor", [floor])[0])
        if (low >= z).any():
            raise InputError(f"floor: {low:g} is not below every line (lowest {z.min():g}); give a smaller floor")
        y = np.maximum(y, low)
    if (y <= 0).any():
        row = int(np.flatnonzero(y <= 0)[0])
        raise InputError(
            f"welfare: row {row} (counted from 0) is {y[row]:g}, where the Watts index is not defined; "
            "give floor=... (the least amount to count) or leave such rows out"
        )
    is_poor = y < z
    return ratio(float((w[is_poor] * np.log(z[is_poor] / y[is_poor])).sum()), float(w.sum()))


def sen(welfare: ArrayLike, line: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Sen index for many persons: H (I + (1 - I) G), I the mean relative gap and G the Gini among the poor.

    >>> round(sen([100.0, 300.0, 900.0], 400.0), 3)
    0.417

    (1 - I) G is half the mean difference of y / z among the poor, and is computed so: it exists for any y,
    also zero or negative. This is the form for large numbers, unchanged when every person is doubled; Sen's
    own form for q poor persons multiplies G by q / (q + 1). Nobody poor: 0; nobody at all: NaN. Raises
    InputError as `poverty` does. Source: Sen (1976), Econometrica 44(2).
    """
    y = column("welfare", welfare)
    z, w = lines(line, y.size), weights(weight, y.size)
    is_poor = y < z
    persons, poor = float(w.sum()), float(w[is_poor].sum())
    if poor == 0:
        return ratio(0.0, persons)
    relative = y[is_poor] / z[is_poor]
    gap = float((w[is_poor] * (1 - relative)).sum()) / persons
    return gap + poor / persons * mean_difference(relative, w[is_poor]) / 2
