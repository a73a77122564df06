"""The Gini coefficient after some incomes moved: exact, without sorting everybody again.

With N(y) the persons at or below y and W all persons, the sum of all differences between two persons is
S = 2 ∫ N (W - N) dy. When some incomes move, N becomes N + g, where g counts the movers only, and
S' = S + 2 ∫ g (W - 2N) dy - 2 ∫ g² dy. The first integral is a sum over the movers of a function that is known once;
the second needs the movers sorted, and for two groups of movers ∫ (g + h)² = ∫ g² + 2 ∫ g h + ∫ h²: so many
combinations of the same moves cost little. The Gini is S' / (2 W × total income), as `inequality.gini` defines it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from workbench.language import word, written
from workbench.measures.columns import FloatColumn, column, weights
from workbench.view import View, Viewed


@dataclass(frozen=True, eq=False, repr=False)
class Moves(Viewed):
    """Some persons' incomes before and after: `income_change` in all, and where the count of persons changes.

    at: incomes, rising, at which g changes; steps: by how much; area: ∫ g up to each of them. linear: ∫ g (W - 2N).
    """

    at: FloatColumn
    steps: FloatColumn
    area: FloatColumn
    linear: float
    income_change: float

    def crossing(self, other: Moves) -> float:
        """Return ∫ g h dy over all incomes, h being the other's g."""
        if not self.at.size or not other.at.size:
            return 0.0
        return -float(other.steps @ np.interp(other.at, self.at, self.area))

    @cached_property
    def square(self) -> float:
        """∫ g² dy."""
        return self.crossing(self)

    def _line(self) -> str:
        return f"Moves({self.at.size // 2} persons' incomes, together by {self.income_change:+,.2f})"

    def _view(self) -> View:
        facts = [
            (word("views.moved_rows"), f"{self.at.size // 2:,}"),
            (word("views.income_change"), f"{self.income_change:+,.2f}"),
        ]
        return View(word("views.moves"), facts)


class Standing(Viewed):
    """Everybody's incomes before any move."""

    def __init__(self, values: ArrayLike, weight: ArrayLike | None = None) -> None:
        """Take one income per row and the persons it stands for; raise InputError as `inequality.gini` does."""
        v = column("values", values)
        w = weights(weight, v.size)
        order = np.argsort(v, kind="stable")
        self._at = v[order]
        self._upto = np.cumsum(w[order])
        self.persons = float(self._upto[-1]) if v.size else 0.0
        self.income = float((w * v).sum())
        steps = np.diff(self._at)
        inner = self._upto[:-1]
        self._differences = 2.0 * float((inner * (self.persons - inner) * steps).sum())
        self._slope = np.concatenate([[self.persons], self.persons - 2.0 * self._upto])  # W - 2N left of, after each
        self._height = np.concatenate([[0.0], np.cumsum(self._slope[1:-1] * steps)]) if v.size else np.zeros(0)

    def moves(self, before: FloatColumn, after: FloatColumn, weight: FloatColumn) -> Moves:
        """Return what moving some persons from `before` to `after` does; three columns, one row per mover."""
        at = np.concatenate([after, before])
        steps = np.concatenate([weight, -weight])
        order = np.argsort(at, kind="stable")
        at, steps = at[order], steps[order]
        level = np.cumsum(steps)
        area = np.concatenate([[0.0], np.cumsum(level[:-1] * np.diff(at))]) if at.size else np.zeros(0)
        linear = -float((weight * (self._integral(after) - self._integral(before))).sum())
        return Moves(at, steps, area, linear, float((weight * (after - before)).sum()))

    def _integral(self, y: FloatColumn) -> FloatColumn:
        """∫ (W - 2N) from the lowest income to y."""
        place = np.searchsorted(self._at, y, side="right")
        known = np.maximum(place - 1, 0)
        return np.asarray(self._height[known] + self._slope[place] * (y - self._at[known]))

    def gini(self, *moved: Moves) -> float:
        """Return the Gini after groups of moves, no person being in two of them; NaN as `inequality.gini` is."""
        income = self.income + sum(one.income_change for one in moved)
        if self.persons == 0 or income <= 0:
            return float("nan")
        squares = sum(one.square for one in moved)
        squares += sum(2.0 * one.crossing(other) for k, one in enumerate(moved) for other in moved[:k])
        differences = self._differences + 2.0 * sum(one.linear for one in moved) - 2.0 * squares
        return differences / (2.0 * self.persons * income)

    def _line(self) -> str:
        return f"Standing({self.persons:,.0f} persons, Gini {self.gini():.4f})"

    def _view(self) -> View:
        facts = [
            (word("views.persons"), written(self.persons, "persons")),
            (word("views.gini"), written(self.gini(), "index")),
        ]
        return View(word("views.standing"), facts)
