"""Luck of households that lasts some years: each year it stays with the chance of its persistence, else is drawn anew.

The same numbers as `workbench.luck` makes, one household at a time in compiled loops. What a household has in a year
depends on the seed, its id and the years it has been there alone, so that no year before need be kept.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from workbench.luck import stream_key
from workbench.population.lives.numbers import compiled, normal, uniform

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Lasting = Literal["income error", "readiness"]
# The law's draw of a household's first year, and whether the numbers are normal.
FIRST_DRAWS: dict[Lasting, tuple[str, bool]] = {
    "income error": ("income_assessment_draw", True),
    "readiness": ("dibao_draw", False),
}


def stays_key(seed: int, what: Lasting, year: int) -> np.uint64:
    """Return the key of the draw that decides whether luck stays in a year."""
    return np.uint64(stream_key(seed, f"years: {what} stays in {year}"))


def new_key(seed: int, what: Lasting, year: int) -> np.uint64:
    """Return the key of luck that is drawn anew in a year."""
    return np.uint64(stream_key(seed, f"years: {what} of {year}"))


def review_key(seed: int, year: int) -> np.uint64:
    """Return the key of the draw that decides who is reviewed in a year."""
    return np.uint64(stream_key(seed, f"years: review in {year}"))


def luck_a_year_later(
    seed: int, what: Lasting, year: int, ids: Ints, old: Floats, known: Bools, persistence: float
) -> Floats:
    """Return the luck of a year from that of the year before; households that aren't known have it drawn anew."""
    bell = FIRST_DRAWS[what][1]
    return np.asarray(
        _renewed(ids, old, known, stays_key(seed, what, year), new_key(seed, what, year), persistence, bell)
    )


def luck_of_year(
    seed: int, what: Lasting, first_year: int, year: int, ids: Ints, since: Ints, persistence: float
) -> Floats:
    """Return the luck of a year of households that have been there since a year, from first_year on; (households,).

    The same as `luck_a_year_later` year by year: one goes back to the last year in which it was drawn anew.
    """
    decision, bell = FIRST_DRAWS[what]
    years = range(first_year, year + 1)
    stays = np.array([stays_key(seed, what, one) for one in years], np.uint64)
    new = np.array([new_key(seed, what, one) for one in years], np.uint64)
    new[0] = stream_key(seed, decision)
    return np.asarray(_walked(ids, since, first_year, year, stays, new, persistence, bell))


@compiled
def _renewed(ids: Any, old: Any, known: Any, stays: Any, new: Any, persistence: Any, bell: Any) -> Any:
    found = np.empty(ids.size)
    for i in range(ids.size):
        if known[i] and uniform(stays, ids[i]) < persistence:
            found[i] = old[i]
        else:
            drawn = uniform(new, ids[i])
            found[i] = normal(drawn) if bell else drawn
    return found


@compiled
def _walked(ids: Any, since: Any, first: Any, year: Any, stays: Any, new: Any, persistence: Any, bell: Any) -> Any:
    found = np.empty(ids.size)
    for i in range(ids.size):
        at = year
        while at > since[i] and uniform(stays[at - first], ids[i]) < persistence:
            at -= 1
        drawn = uniform(new[at - first], ids[i])
        found[i] = normal(drawn) if bell else drawn
    return found
