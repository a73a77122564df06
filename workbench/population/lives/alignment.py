"""Numbers of births, deaths and moves that a year is to have, from a published or given projection."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import described
from workbench.errors import InputError, unknown

KINDS = ("births", "deaths", "moved_out", "residents")
LEAST, MOST = 0.5, 2.0  # factors on the chances beyond which a number is refused


def threshold(ratio: NDArray[np.float64], wanted: int, what: str, year: int, expected: float) -> float:
    """Return the factor on everybody's chance with which exactly `wanted` have the event; ratio: draw ÷ chance.

    Raises InputError where the factor would lie outside .5 to 2, saying by how much the number is missed.
    """
    least, most = int((ratio < LEAST).sum()), int((ratio < MOST).sum())
    if not least <= wanted <= most:
        near, missed = (least, least - wanted) if wanted < least else (most, wanted - most)
        word = "too few" if wanted < least else "too many"
        raise InputError(
            f"alignment: {what} of {year}: {wanted:,} can't be met, {missed:,} {word}: the rates give {expected:,.0f}, "
            f"and with chances of {LEAST:g} to {MOST:g} times as much {least:,} to {most:,}; the nearest is {near:,}"
        )
    ordered = np.partition(ratio, wanted) if wanted < ratio.size else np.append(ratio, np.inf)
    return float(ordered[wanted])


def checked_alignment(given: object, first: int, last: int) -> dict[int, dict[str, int]]:
    """Return the numbers by year and kind; raises InputError for a year outside and a number that isn't whole."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise InputError(f"alignment is {described(given)}; a mapping such as {{2022: {{'deaths': 5200}}}} is wanted")
    found: dict[int, dict[str, int]] = {}
    for year, numbers in given.items():
        if isinstance(year, bool) or not isinstance(year, int) or not first < year <= last:
            raise InputError(f"alignment: year {year!r}; whole years from {first + 1} to {last} are accepted")
        if not isinstance(numbers, Mapping):
            raise InputError(f"alignment: {year}: numbers by kind are wanted ({', '.join(KINDS)}), not {numbers!r}")
        for kind, number in numbers.items():
            if kind not in KINDS:
                raise unknown("kind of number", str(kind), KINDS, f"alignment of {year}")
            if isinstance(number, bool) or not isinstance(number, int) or number < 0:
                raise InputError(f"alignment: {kind} of {year}: a whole number from 0 on is wanted, not {number!r}")
        if "residents" in numbers and ("births" not in numbers or "moved_out" in numbers):
            raise InputError(
                f"alignment: residents of {year} need births beside them and no moved_out, which is what is left"
            )
        found[year] = {str(kind): int(number) for kind, number in numbers.items()}
    return found
