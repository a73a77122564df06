"""Carries a cohort's mix of self-care states along its life and gives the deaths the level of a life table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 8  # Newton's; it starts below the root of a convex function and doubles its digits each time


def base_hazards(mix: Floats, ratios: Floats, dying: Floats) -> Floats:
    """Return the hazard of the healthy with which the mean probability to die is `dying`.

    mix: shares of the living by state, shape (…, 3). ratios: hazards against the healthy, (…, 3). dying: (…).
    """
    hazard = -np.log1p(-dying) / (mix * ratios).sum(axis=-1)
    for _ in range(_STEPS):
        lives = mix * np.exp(-hazard[..., None] * ratios)
        hazard = hazard + (lives.sum(axis=-1) - (1.0 - dying)) / (lives * ratios).sum(axis=-1)
    return np.asarray(hazard)


def cohort(moves: Floats, ratios: Floats, dying: Floats, start: Floats) -> tuple[Floats, Floats]:
    """Return the mix of states (…, ages, 3) and the hazard of the healthy (…, ages) along a cohort's life.

    moves: one-year probabilities among those who live on, (…, ages, 3, 3). ratios: (…, 3). dying: the life table's
    probabilities (…, ages). start: the mix at the first age, (…, 3).
    """
    mixes, hazards = np.empty(moves.shape[:-1]), np.empty(moves.shape[:-2])
    mix = np.broadcast_to(start, mixes[..., 0, :].shape)
    for age in range(moves.shape[-3]):
        mixes[..., age, :] = mix
        hazard = base_hazards(mix, ratios, dying[..., age])
        hazards[..., age] = hazard
        lives = mix * np.exp(-hazard[..., None] * ratios)
        mix = (lives[..., None] * moves[..., age, :, :]).sum(axis=-2)
        mix = mix / mix.sum(axis=-1, keepdims=True)
    return mixes, hazards


def lasting_mix(moves: Floats, ratios: Floats, dying: float) -> Floats:
    """Return the mix of states that a matrix keeps, shape (3,): where a chain of unknown past is taken to begin."""
    years = 300  # the slowest of the published matrices forgets half its start in about three years
    mixes, _ = cohort(np.broadcast_to(moves, (years, 3, 3)), ratios, np.full(years, dying), np.array([1.0, 0.0, 0.0]))
    return np.asarray(mixes[-1])
