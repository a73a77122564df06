"""Adaptive importance sampling of a density that is known but for a factor; needs no derivative, so steps do no harm.

Proposals are Student-t distributions; all points so far are weighted by the mixture of all proposals so far, and the
next proposal takes mean and covariance of the weighted points (AMIS: Cornuet, Marin, Mira and Robert 2012, Scandinavian
Journal of Statistics 39:798-812).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError

Floats = NDArray[np.float64]
_FREEDOM = 5.0  # degrees of freedom of the proposals: tails heavier than the target's keep the weights bounded
_KEPT = 0.1  # part of the last proposal's covariance in the next: a cloud of one heavy point never collapses


@dataclass(frozen=True, eq=False)
class WeightedSample:
    """Points of shape (draws, dimensions) and their weights, which add to 1; what was measured at each, if anything."""

    points: Floats
    weights: Floats

    @property
    def effective(self) -> float:
        """The effective number of draws, 1 ÷ Σ weight² (Kong 1992)."""
        return float(1 / np.sum(self.weights**2))

    @property
    def mean(self) -> Floats:
        """Weighted mean; shape (dimensions,)."""
        return np.asarray(self.weights @ self.points)

    @property
    def covariance(self) -> Floats:
        """Weighted covariance; shape (dimensions, dimensions)."""
        apart = self.points - self.mean
        return np.asarray((self.weights[:, None] * apart).T @ apart)


def importance_sample(
    log_density: Callable[[Floats], float], mean: Floats, covariance: Floats, *, draws: int, rounds: int, seed: int
) -> WeightedSample:
    """Sample a density of one point from a first guess of its mean and covariance.

    draws: evaluations in all, spread evenly over the rounds. Raises InputError where no point has any density.
    """
    random = np.random.default_rng(seed)
    dimensions = mean.size
    each = max(2 * dimensions, draws // rounds)
    proposals: list[tuple[Floats, Floats]] = []
    points = np.empty((0, dimensions))
    logs = np.empty(0)
    centre, spread = np.asarray(mean, float), np.asarray(covariance, float)
    found = WeightedSample(points, logs)
    for _ in range(rounds):
        factor = np.linalg.cholesky(spread + 1e-10 * np.trace(spread) / dimensions * np.eye(dimensions))
        normal = random.standard_normal((each, dimensions))
        stretch = np.sqrt(_FREEDOM / random.chisquare(_FREEDOM, each))
        drawn = centre + stretch[:, None] * (normal @ factor.T)
        proposals.append((centre, factor))
        points = np.concatenate([points, drawn])
        logs = np.concatenate([logs, [log_density(point) for point in drawn]])
        mixture = np.logaddexp.reduce([_log_student(points, *one) for one in proposals], axis=0) - np.log(
            len(proposals)
        )
        height = logs - mixture
        if not np.isfinite(height).any():
            raise InputError("importance sampling: none of the points has any density; give a nearer first guess")
        weights = np.exp(height - height[np.isfinite(height)].max())
        weights = np.where(np.isfinite(weights), weights, 0.0)
        found = WeightedSample(points, weights / weights.sum())
        centre, spread = found.mean, (1 - _KEPT) * found.covariance + _KEPT * spread
    return found


def _log_student(points: Floats, centre: Floats, factor: Floats) -> Floats:
    """Return the logarithm of a Student-t density of the scale factor @ factor.T, but for a constant of all of them."""
    dimensions = centre.size
    apart = np.linalg.solve(factor, (points - centre).T)
    squares = np.sum(apart**2, axis=0)
    height = -(_FREEDOM + dimensions) / 2 * np.log1p(squares / _FREEDOM)
    return np.asarray(height - np.sum(np.log(np.diag(factor))))
