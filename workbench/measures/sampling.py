"""The sampling error of a total that is estimated from a sample of clusters.

Clusters count as drawn with replacement within their stratum: the usual approximation, exact for draws with
replacement and on the safe side without. Särndal, Swensson and Wretman 1992, section 2.9 (the pwr estimator); the same
as R's `survey` package (Lumley 2010) does without a finite-population correction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from workbench.errors import InputError
from workbench.measures.columns import column


@dataclass(frozen=True)
class SampledTotal:
    """A total estimated from a sample, its standard error in the same unit, and clusters less strata."""

    total: float
    standard_error: float
    degrees_of_freedom: int


def sampled_total(weighted: ArrayLike, strata: ArrayLike | None = None) -> SampledTotal:
    """Return the total of weighted cluster values and its standard error; one value a cluster, its weight times it.

    >>> sampled_total([100.0, 120.0, 90.0])
    SampledTotal(total=310.0, standard_error=26.457513110645905, degrees_of_freedom=2)

    Variance: over the strata h the sum of n_h / (n_h − 1) × Σ (z_hi − mean of z_h)², where z_hi is the weighted value
    of cluster i and n_h the number of clusters. strata: each cluster's stratum, any values (None: one stratum).
    Raises InputError for no clusters, a stratum with one cluster, or strata of another length.
    """
    values = column("weighted", weighted)
    names = np.zeros(values.size, np.int64) if strata is None else np.asarray(strata)
    if names.shape != values.shape:
        raise InputError(f"strata: has the shape {names.shape} where ({values.size},) is needed, one a cluster")
    if not values.size:
        raise InputError("weighted: at least two clusters are needed for a sampling error, there are none")
    labels, stratum = np.unique(names, return_inverse=True)
    count = np.bincount(stratum)
    if (count < 2).any():
        alone = labels[int(np.argmax(count < 2))]
        raise InputError(f"strata: {str(alone)!r} has one cluster only; at least two are needed, join it with another")
    means = np.bincount(stratum, values) / count
    squares = np.bincount(stratum, (values - means[stratum]) ** 2)
    variance = float((count / (count - 1) * squares).sum())
    return SampledTotal(float(values.sum()), variance**0.5, int(values.size - count.size))
