"""The ends of an interval of futures and how far chance would move them: ranks, cluster bootstrap, futures needed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_BOOTSTRAPS = 400


def prediction_shares(values: Floats, clusters: Ints, level: float) -> tuple[float, float]:
    """Return the shares of a sample below the ends of an interval that holds a further draw with probability `level`.

    Between the ranks (n + 1)p of n independent draws a further one lies with probability `level` whatever their
    distribution; the plain quantiles hold it (n − 1) ÷ (n + 1) times as often (Hyndman and Fan 1996, American
    Statistician 50:361-365, types 6 and 7). n: what the futures count for, futures ÷ (1 + (m − 1)·ρ), with m futures a
    cluster and ρ their correlation within it (Kish 1965, Survey Sampling, §5.4). The outermost futures where even these
    don't reach far enough.
    """
    low = (1 - level) / 2
    _, place, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    number, runs = sizes.size, values.size
    if number < 2 or np.ptp(values) == 0:
        return low, 1 - low
    effective = float(runs)
    if number < runs:
        means = np.bincount(place, values) / sizes
        within = float(((values - means[place]) ** 2).sum()) / (runs - number)
        between = float((sizes * (means - values.mean()) ** 2).sum()) / (number - 1)
        each = runs / number
        shared = max(0.0, (between - within) / (between + (each - 1) * within))
        effective = runs / (1 + (each - 1) * shared)
    moved = ((effective + 1) * low - 1) / (effective - 1)
    return max(0.0, moved), min(1.0, 1 - moved)


def bootstrap_error(values: Floats, clusters: Ints, statistic: Callable[[Floats], Floats]) -> Floats:
    """Return the standard errors of a statistic of futures by the cluster bootstrap; NaN for a single cluster.

    values, clusters: shape (futures,). statistic: of arrays (…, futures), over the last axis; returns (…, statistics).
    Clusters are drawn again with all their futures (Davison and Hinkley 1997, Bootstrap Methods and their Application,
    §3.8), and the error is scaled by √(n ÷ (n − 1)) for n clusters, which corrects the variance of a mean.
    """
    _, place, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    number = sizes.size
    random = np.random.default_rng(0)
    if number == values.size:  # every future stands for itself: all samples at once
        found = statistic(values[random.integers(0, number, (_BOOTSTRAPS, number))])
    else:
        members = np.split(np.argsort(place, kind="stable"), np.cumsum(sizes)[:-1])
        samples = random.integers(0, number, (_BOOTSTRAPS, number))
        found = np.stack([statistic(values[np.concatenate([members[k] for k in sample])]) for sample in samples])
    if number < 2:
        return np.full(found.shape[-1], np.nan)
    return np.asarray(found.std(axis=0) * np.sqrt(number / (number - 1)))


def futures_needed(error: Floats, alone: Floats, runs: int, clusters: int, wanted: float) -> float | None:
    """Return how many futures bring both errors down to `wanted`; None where more of them don't.

    error: with clusters drawn as a whole; alone: as if all futures were independent. What both differ by is the part of
    the clusters, of which more futures of the same clusters take nothing away; the rest falls with the root of them.
    """
    if not wanted > 0 or not np.isfinite(error).all():
        return None
    if clusters == runs:
        return float(np.ceil(runs * (error.max() / wanted) ** 2))
    shared = np.clip((error**2 - alone**2) / (1 - clusters / runs), 0, error**2)
    spare = wanted**2 - shared
    if (spare <= 0).any():
        return None
    return float(np.ceil((runs * (error**2 - shared) / spare).max()))
