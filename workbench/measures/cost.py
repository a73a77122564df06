"""What a programme costs, exact to the fen, and how one amount compares with another."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.arguments import described, number
from workbench.errors import InputError
from workbench.measures.columns import column, ratio, weights
from workbench.money import to_fen

MONTHS_PER_YEAR = 12
_LARGEST_YUAN = 2.0**53 / 100 / MONTHS_PER_YEAR  # above this float64 no longer holds every fen of a year


@dataclass(frozen=True, order=True)
class Cost:
    """Cost of one year in whole fen: exact, whatever the order of rows, and adds up across towns."""

    fen_per_year: int

    @property
    def yuan_per_year(self) -> float:
        """Yuan per year."""
        return self.fen_per_year / 100

    @property
    def wan_yuan_per_year(self) -> float:
        """Ten thousand yuan (万元) per year."""
        return self.fen_per_year / 1_000_000

    def __add__(self, other: Cost) -> Cost:
        """Add two programmes or two towns, to the fen."""
        return Cost(self.fen_per_year + other.fen_per_year)

    def __sub__(self, other: Cost) -> Cost:
        """What this one costs more, to the fen."""
        return Cost(self.fen_per_year - other.fen_per_year)


def cost(amount_yuan_per_month: ArrayLike, weight: ArrayLike | None = None) -> Cost:
    """Add monthly payments up to one year's cost: 12 x each payment (half up to the fen) x its weight.

    >>> cost([100.0, 50.5]).yuan_per_year
    1806.0

    One row per payment (household for dibao, person for tekun). With whole weights, or none, the result is
    exact integer arithmetic. Other weights: the correctly rounded sum of float64 products, half up to the
    fen, still independent of the order of rows. Nobody paid: 0. Raises InputError for NaN, wrong lengths,
    negative weights, amounts no float holds to the fen.
    """
    monthly = in_fen(column("amount_yuan_per_month", amount_yuan_per_month))
    w = weights(weight, monthly.size)
    paid = monthly != 0
    amounts, counts = monthly[paid].tolist(), w[paid].tolist()
    if all(count.is_integer() for count in counts):
        exact = sum(amount * int(count) for amount, count in zip(amounts, counts, strict=True))
        return Cost(MONTHS_PER_YEAR * exact)
    total = math.fsum(amount * count for amount, count in zip(amounts, counts, strict=True))
    return Cost(math.floor(MONTHS_PER_YEAR * total + 0.5 + 1e-6))


def in_fen(amount_yuan: ArrayLike) -> NDArray[np.int64]:
    """Round yuan half up to whole fen, as `engine.rounding.to_fen` does for one amount.

    >>> in_fen([0.125, 1.0])
    array([ 13, 100])

    Raises InputError for amounts so large that float64 does not hold every fen of a year (7.5e12 yuan).
    """
    yuan = column("amount_yuan", amount_yuan)
    large = np.abs(yuan) > _LARGEST_YUAN
    if large.any():
        row = int(np.flatnonzero(large)[0])
        raise InputError(
            f"amount_yuan: row {row} (counted from 0) is {yuan[row]:g}; "
            f"at most {_LARGEST_YUAN:.0f} yuan can be held to the fen"
        )
    return np.floor(yuan * 100.0 + 0.5 + 1e-6).astype(np.int64)


def _are_numbers(*values: object) -> bool:
    return all(isinstance(one, numbers.Real) for one in values)


def annual(amount_yuan_per_month: float) -> float:
    """Turn a monthly amount into yuan per year: half up to the fen, times 12.

    >>> annual(100.0)
    1200.0
    """
    number("amount_yuan_per_month", amount_yuan_per_month)
    return MONTHS_PER_YEAR * round(to_fen(amount_yuan_per_month) * 100) / 100


def per_head(amount_yuan: float, persons: float) -> float:
    """Yuan per person; NaN for 0 persons. Raises InputError for fewer than 0 persons or NaN.

    >>> per_head(300.0, 2)
    150.0
    """
    if not _are_numbers(amount_yuan, persons):
        raise InputError(f"per_head: {described(amount_yuan)} over {described(persons)}; two numbers are wanted")
    if not math.isfinite(amount_yuan) or not math.isfinite(persons) or persons < 0:
        raise InputError(f"per_head: {amount_yuan!r} yuan over {persons!r} persons; 0 or more persons are needed")
    return ratio(amount_yuan, persons)


@dataclass(frozen=True)
class Change:
    """From before to after. relative is a share (0.05) and percent the same in per cent (5.0): 5 % is 5 %."""

    before: float
    after: float
    absolute: float
    relative: float

    @property
    def percent(self) -> float:
        """Relative change in per cent."""
        return self.relative * 100


def change(before: float, after: float) -> Change:
    """Compare two amounts: absolute = after - before; relative = absolute / |before|, NaN from 0.

    >>> change(40.0, 42.0)
    Change(before=40.0, after=42.0, absolute=2.0, relative=0.05)

    The size of `before` divides, so that a rise is positive also from a negative amount. Raises InputError
    for NaN or infinity.
    """
    if not _are_numbers(before, after):
        raise InputError(f"change: from {described(before)} to {described(after)}; two numbers are wanted")
    if not math.isfinite(before) or not math.isfinite(after):
        raise InputError(f"change: from {before!r} to {after!r}; two finite numbers are needed")
    return Change(before, after, after - before, ratio(after - before, abs(before)))
