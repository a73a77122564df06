"""Ranks of weighted persons from poorest to richest, persons with equal welfare sharing one rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.measures.columns import FloatColumn


@dataclass(frozen=True, eq=False)
class Ranking:
    """Persons in blocks of equal welfare, poorest block first.

    block: for each row the number of its block; below and upto: persons (weight) below the block, and up to
    its end.
    """

    block: NDArray[np.intp]
    below: FloatColumn
    upto: FloatColumn

    @property
    def persons(self) -> float:
        """All persons (weight)."""
        return float(self.upto[-1]) if self.upto.size else 0.0

    def middle_rank(self) -> FloatColumn:
        """Fractional rank of each row, 0 to 1: the middle of its block, the same for equal persons."""
        return ((self.below + self.upto) / (2 * self.persons))[self.block]

    def block_sums(self, values: FloatColumn) -> FloatColumn:
        """Add the values up within each block."""
        return np.bincount(self.block, weights=values, minlength=self.upto.size).astype(np.float64)


def ranking(rank_by: FloatColumn, weight: FloatColumn) -> Ranking:
    """Sort persons into blocks of equal `rank_by`."""
    levels, block = np.unique(rank_by, return_inverse=True)
    sums = np.bincount(block, weights=weight, minlength=levels.size).astype(np.float64)
    upto = np.cumsum(sums)
    below = np.concatenate([np.zeros(1), upto])[: levels.size]
    return Ranking(block, below, upto)
