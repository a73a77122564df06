"""What a caller must give: whole numbers of runs, money, shares; anything else is refused in one sentence."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable

from workbench.errors import InputError, unknown


def whole_number(name: str, value: object, least: int) -> int:
    """Return a whole number from `least`; raises InputError that names it."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < least:
        raise InputError(f"{name}={value!r}: a whole number is wanted, at least {least}")
    return int(value)


def amount(name: str, value: object) -> float:
    """Return yuan from 0; raises InputError for a negative amount, one that is no number, or a text."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not float(value) >= 0:
        raise InputError(f"{name}={value!r}: yuan a year are wanted, a number from 0, such as 40e6 for 40 million")
    return float(value)


def share(name: str, value: object, *, zero: bool = False, one: bool = True) -> float:
    """Return a share of 1; `zero`, `one`: whether the ends are accepted. Raises InputError that says what would do."""
    known = isinstance(value, numbers.Real) and not isinstance(value, bool)
    found = float(value) if known else math.nan  # type: ignore[arg-type]
    if 0 < found < 1 or (zero and found == 0) or (one and found == 1):
        return found
    hint = f"; write {found / 100:g} if {found:g} per cent is meant" if 1 < found <= 100 else ""
    ends = f"{'from' if zero else 'above'} 0 {'to' if one else 'and below'} 1"
    raise InputError(f"{name}={value!r}: a share {ends} is wanted, such as 0.9{hint}")


def known(what: str, name: object, names: Iterable[str]) -> str:
    """Return a name that is one of `names`; raises UnknownNameError with the nearest one."""
    listed = list(names)
    if not isinstance(name, str) or name not in listed:
        raise unknown(what, str(name), listed)
    return name
