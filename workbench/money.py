"""Whole-fen arithmetic: rounding half up to the fen or the yuan (四舍五入), comparing money in fen, months and years.

Binary fractions can't hold 0.005 or 1.3 × 420 exactly; an amount that misses a half, or a whole yuan, by less than a
millionth of the unit counts as being on it. What is compared with a standard, a limit or a ceiling is compared in whole
fen: income of 481.59 + 785.07 + 421.34 shared by four is 422.00, though the float is 421.99999999999994. The limit is
rounded where it is made (`to_fen`), once, and the comparison only asks on which side of half a fen the amount lies.
"""

from __future__ import annotations

import math

_ROUNDED_UP = 0.00500001  # yuan by which an amount may miss a whole fen and still be rounded up to it


def to_fen(yuan: float) -> float:
    """Round yuan half up to the fen; the result is in yuan."""
    return math.floor(yuan * 100.0 + 0.5 + 1e-6) / 100.0


def to_whole_yuan(yuan: float) -> float:
    """Round yuan half up to whole yuan."""
    return math.floor(yuan + 0.5 + 1e-6) * 1.0


def up_to_whole_yuan(yuan: float) -> float:
    """Round yuan up to whole yuan."""
    return math.ceil(yuan - 1e-6) * 1.0


def below(yuan: float, limit: float) -> bool:
    """Say whether an amount, rounded to the fen, is less than a limit of whole fen; on the limit it is not."""
    return yuan < limit - _ROUNDED_UP


def at_least(yuan: float, limit: float) -> bool:
    """Say whether an amount, rounded to the fen, reaches a limit of whole fen."""
    return yuan >= limit - _ROUNDED_UP


def at_most(yuan: float, limit: float) -> bool:
    """Say whether an amount, rounded to the fen, stays within a limit of whole fen."""
    return yuan < limit + 0.01 - _ROUNDED_UP


def reaches(share: float, limit: float) -> bool:
    """Say whether a share reaches a limit; one that misses it by binary fractions alone (1 − 400 ÷ 500) is on it."""
    return share >= limit - 1e-9


def monthly_of(yuan_per_year: float) -> float:
    """Return a yearly amount by the month."""
    return yuan_per_year / 12.0


def once_a_year(yuan: float) -> float:
    """Return a sum that is paid once in the year as a yearly amount."""
    return yuan


def yearly_of(yuan_per_month: float) -> float:
    """Return a monthly amount by the year."""
    return yuan_per_month * 12.0
