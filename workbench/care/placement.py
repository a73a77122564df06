"""Who finds a place where: people go to the nearest home with a free bed, as far as they are ready to go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROUNDS = 6  # at each distance: whom a full home turned away asks the others again


def place(willing: Floats, places: Floats, steps: NDArray[np.int64], borders: float) -> Floats:
    """Return the persons of each town placed in each home; shape (…, towns, homes).

    willing: persons by town, shape (…, towns). places: free places by home, shape (…, homes). steps: town borders
    between a town and a home, shape (towns, homes); nobody crosses more than `borders`. The nearer homes are asked
    first, those equally near in proportion to their free places; a home asked by too many takes the same part of each
    town. Every year is placed anew: who moves in stays as long as there is a place.
    """
    left, free = np.maximum(willing, 0.0), np.maximum(places, 0.0)  # a difference may be a rounding below nothing
    placed = np.zeros((*np.broadcast_shapes(left.shape[:-1], free.shape[:-1]), *steps.shape))
    left = np.broadcast_to(left, (*placed.shape[:-2], steps.shape[0])).copy()
    free = np.broadcast_to(free, (*placed.shape[:-2], steps.shape[1])).copy()
    for distance in range(int(borders) + 1):
        near = (steps <= distance).astype(np.float64)
        for _ in range(_ROUNDS):
            open_places = free[..., None, :] * near
            share = open_places / np.maximum(open_places.sum(axis=-1, keepdims=True), 1e-12)
            asked = left[..., :, None] * share
            at_home = asked.sum(axis=-2)
            granted = asked * np.minimum(1.0, free / np.maximum(at_home, 1e-12))[..., None, :]
            placed += granted
            left = np.maximum(0.0, left - granted.sum(axis=-1))
            free = np.maximum(0.0, free - granted.sum(axis=-2))
    return placed
