"""Weights candidate dwellings so that they meet all margins at once, and turns the weights into whole dwellings.

Raking (list balancing): the weights nearest to the starting ones in the entropy distance, subject to X'w = T. The
dual problem has one unknown per margin and is solved by Newton's method; see Deville and Särndal 1992, Journal of the
American Statistical Association 87:376. Six to eight steps do; cyclic fitting (IPU) had not converged after 500.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.portable_math import exp, solve, total

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
TOLERANCE = 1e-9
_RIDGE = 1e-13  # of the diagonal
_MOST_STEPS = 60


def rake(design: csr_array, targets: Floats, start: Floats) -> Floats:
    """Return positive weights w = start × exp(design·λ) with design'·w = targets.

    `design` (n, m), sparse: what one dwelling adds to each margin; `targets` (m,); `start` (n,), positive. The same
    to the last bit on every machine: no linear algebra of a library is used. Raises InputError when the margins can't
    be met together (the largest relative miss is named).
    """
    margins = _Margins(design, targets)
    multipliers = np.zeros(targets.size)
    weights = start.copy()
    dual = margins.dual(weights, multipliers)
    miss = np.inf
    for _ in range(_MOST_STEPS):
        gap = targets - margins.sums(weights)
        miss = margins.miss(weights)
        if miss < TOLERANCE:
            return weights
        # The margins overlap (sizes and ages both fix the number of persons): the ridge takes the shortest step.
        curvature = margins.curvature(weights)
        step = solve(curvature + np.diag(_RIDGE * np.maximum(curvature.diagonal(), 1.0)), gap)
        for _ in range(30):
            tried = multipliers + step
            new = start * exp(np.clip(margins.by_row(tried), -500, 500))
            new_dual = margins.dual(new, tried)
            # Near the solution the dual no longer tells steps apart: there a smaller miss decides.
            if np.isfinite(new_dual) and (new_dual <= dual or margins.miss(new) < miss):
                break
            step = step / 2
        multipliers, weights, dual = tried, new, new_dual
    if miss < 1e-6:
        return weights
    raise InputError(
        f"the margins of the county can't be met together: after {_MOST_STEPS} steps one is still off by {miss:.2g} "
        f"of its target; look at edited statistics (sizes, ages) and at the shares of dwelling types"
    )


class _Margins:
    """Sums over the entries of a sparse design, each in the order of the rows."""

    def __init__(self, design: csr_array, targets: Floats) -> None:
        self.targets = targets
        self.rows, self.number = design.shape
        self.row = np.repeat(np.arange(self.rows), np.diff(design.indptr))
        self.margin, self.entry = design.indices, design.data
        # pairs of entries of one row: an entry with itself, with the next one, and so on
        firsts, seconds = [], []
        for apart in range(int(np.diff(design.indptr).max(initial=0))):
            first = np.flatnonzero(self.row[: self.row.size - apart] == self.row[apart:])
            firsts.append(first)
            seconds.append(first + apart)
        first, second = np.concatenate(firsts), np.concatenate(seconds)
        # a pair of different entries stands on both sides of the diagonal, an entry with itself once
        self.pair_row = self.row[first]
        self.pair_value = self.entry[first] * self.entry[second] * np.where(first == second, 0.5, 1.0)
        self.pair = self.margin[first].astype(np.int64) * self.number + self.margin[second]

    def sums(self, weights: Floats) -> Floats:
        """Return design'·weights."""
        return np.bincount(self.margin, weights=self.entry * weights[self.row], minlength=self.number).astype(
            np.float64
        )

    def by_row(self, multipliers: Floats) -> Floats:
        """Return design·multipliers."""
        return np.bincount(self.row, weights=self.entry * multipliers[self.margin], minlength=self.rows).astype(
            np.float64
        )

    def curvature(self, weights: Floats) -> Floats:
        """Return design' · diag(weights) · design as a dense (m, m) table."""
        products = self.pair_value * weights[self.pair_row]
        half = np.bincount(self.pair, weights=products, minlength=self.number**2).reshape(self.number, self.number)
        return np.asarray(half + half.T)

    def dual(self, weights: Floats, multipliers: Floats) -> float:
        """Return the dual objective, which Newton's steps lower."""
        return total(weights) - total(multipliers * self.targets)

    def miss(self, weights: Floats) -> float:
        """Return the largest relative miss of a margin."""
        return float(np.max(np.abs(self.targets - self.sums(weights)) / np.maximum(self.targets, 1.0)))


def whole_copies(weights: NDArray[np.float64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Turn weights into whole numbers of copies: systematic sampling along `order` with step 1, begun at one half.

    Margins that are whole numbers and lie together in `order` are met exactly: cumulated weights are rounded to 1e-6,
    so that a whole number that was missed by a little counts as met.
    """
    cumulated = np.round(np.cumsum(weights[order]), 6)
    marks = np.floor(cumulated + 0.5).astype(np.int64)
    copies = np.empty_like(marks)
    copies[order] = np.diff(marks, prepend=0)
    return np.asarray(copies)
