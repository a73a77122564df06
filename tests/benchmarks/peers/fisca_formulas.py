"""What a law's formulas for OpenFisca and PolicyEngine are made of: their list, the codes of choices, rounding.

Two entities, person and household; one variable a month per rule, as their users write them. Nothing here belongs to
either engine: `fisca_peer` makes the formulas a system of the one or the other and runs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

RURAL, FEMALE, DILAPIDATED = 1, 0, 1
VISUAL, PHYSICAL, INTELLECTUAL, MENTAL, MULTIPLE = 1, 4, 5, 6, 7
NO_SCHOOL, PRIMARY, JUNIOR, VOCATIONAL = 0, 2, 3, 5
DIFFERENCE, MARGIN_ONLY, APPLIED = 0, 1, 1
NUDGE = 1e-6  # binary fractions that miss a half, or a whole yuan, by less than this count as being on it

Function = Callable[..., Any]


@dataclass(frozen=True)
class Formula:
    """One variable: whose it is ("person" or "household"), its type, and how it is worked out."""

    name: str
    entity: str
    kind: type
    function: Function


class Formulas(list[Formula]):
    """Formulas in the order of the text; a formula's name is that of its function."""

    def person(self, kind: type) -> Callable[[Function], Function]:
        """Mark the formula of a person's variable."""
        return self._of("person", kind)

    def household(self, kind: type) -> Callable[[Function], Function]:
        """Mark the formula of a household's variable."""
        return self._of("household", kind)

    def _of(self, entity: str, kind: type) -> Callable[[Function], Function]:
        def mark(function: Function) -> Function:
            self.append(Formula(function.__name__, entity, kind, function))
            return function

        return mark


def fen(yuan: Any) -> Any:
    """Round yuan half up to the fen."""
    return np.floor(yuan * 100.0 + 0.5 + NUDGE) / 100.0


def due(who: Any, yuan: Any) -> Any:
    """An amount to the fen for those who get it."""
    return np.where(who, fen(yuan), 0.0)


def reaches(share: Any, limit: float) -> Any:
    """Whether a share reaches a limit; one that misses it by binary fractions alone is on it."""
    return share >= limit - 1e-9


def standard_of(p: Any, where: str) -> float:
    """The dibao standard that the parameters give to the urban or the rural residents."""
    published = p[f"{where}_dibao_standard_published"]
    by_ratio = p[f"{where}_dibao_ratio"] * p[f"{where}_consumption_per_head_previous_year"] / 12.0
    if p.standard_ratchet == APPLIED:
        by_ratio = max(by_ratio, by_ratio * p[f"{where}_consumption_highest_before"])
    return float(published if published > 0.0 else np.floor(by_ratio + 0.5 + NUDGE))


def tekun_standard_of(p: Any, where: str) -> float:
    """The basic standard of tekun that the parameters give to the urban or the rural residents."""
    return float(np.ceil(p[f"{where}_tekun_multiple"] * standard_of(p, where) - NUDGE))
