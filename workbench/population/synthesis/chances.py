"""Scales chances to a mean share: who is twice as likely stays twice as likely, and nobody is certain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence
from workbench.portable_math import total

Floats = NDArray[np.float64]
MOST = 0.95  # no chance above this


def scaled(relative: Floats, mean: float) -> Floats:
    """Return chances ∝ `relative`, none above .95, of mean `mean` (.95 for all possible ones if that is too little)."""
    average = total(relative) / max(relative.size, 1)
    if average == 0.0 or mean == 0.0:
        return np.zeros_like(relative)
    if mean * relative.size >= MOST * np.count_nonzero(relative):
        return np.where(relative > 0, MOST, 0.0)
    chance = relative * (mean / average)
    if float(chance.max()) <= MOST:
        return chance
    # The k largest are cut to the cap and the factor of the others grows; take the least k that needs no further cut.
    falling = -np.sort(-relative)
    left = total(relative) - np.concatenate([[0.0], np.cumsum(falling)[:-1]])
    wanted = mean * relative.size - MOST * np.arange(relative.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = wanted / left
    fits = np.flatnonzero(factor * falling <= MOST)
    return np.asarray(np.minimum(relative * factor[fits[0]], MOST))


def scaled_by_residence(relative: Floats, residence: NDArray[np.int8], means: Floats) -> Floats:
    """Scale separately for urban and rural rows; `means` is indexed by the residence code."""
    chance = np.zeros_like(relative)
    for one in Residence:
        chosen = residence == one
        chance[chosen] = scaled(relative[chosen], float(means[one]))
    return chance
