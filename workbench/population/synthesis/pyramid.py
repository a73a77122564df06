"""Makes the target pyramid of the county: persons by single year of age, sex and residence, exact in total.

The shape is the place's `pyramid_shape` (that of a neighbour where its own isn't known); it is bent until the share of
persons aged 60 and more is the place's. The bend follows who moves away: none up to 15, most at 22 to 38, evenly from
there to 60, so that no cliff stands at 60.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex
from workbench.errors import InputError
from workbench.population.statistics import Statistics
from workbench.portable_math import exp, find_root
from workbench.portable_math import total as added

OLDEST = 99
AGES = np.arange(OLDEST + 1)
AGE_GROUP_STARTS = np.arange(0, 90, 5)  # 0-4 … 80-84, 85+: the groups that raking meets
_DECAY_85_PLUS = 0.28  # fall per year of age within the open group 85+
_BEND_LIMIT = 6.0


def largest_remainder(amounts: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Round amounts to whole numbers that add to `total`, keeping their proportions as near as possible."""
    flat = np.asarray(amounts, dtype=np.float64).ravel()
    exact = flat * (total / added(flat))
    whole = np.floor(exact).astype(np.int64)
    missing = total - int(whole.sum())
    largest = np.argsort(-(exact - whole), kind="stable")[:missing]
    whole[largest] += 1
    return np.asarray(whole.reshape(np.shape(amounts)))


def target_pyramid(statistics: Statistics, residence: Residence, persons: int) -> NDArray[np.int64]:
    """Return persons by sex and single year of age; shape (2, 100), sum `persons`.

    The number aged 60 and more is the published share, rounded to a whole person.
    """
    shape = _shape_by_year(statistics)
    share = statistics.value("share_60_plus", residence.name.lower())
    bent = shape * exp(_bend(shape, share) * _migration_shape())
    elders = round(share * persons)
    old = AGES >= 60
    target = np.zeros_like(bent, dtype=np.int64)
    target[:, old] = largest_remainder(bent[:, old], elders)
    target[:, ~old] = largest_remainder(bent[:, ~old], persons - elders)
    return target


def _shape_by_year(statistics: Statistics) -> NDArray[np.float64]:
    """Split the published age groups into single years: a monotone curve through the cumulated counts."""
    from scipy.interpolate import PchipInterpolator

    counts = statistics.values("pyramid_shape")
    result = np.zeros((2, OLDEST + 1))
    for sex in Sex:
        word = sex.name.lower()
        groups = [(group.removeprefix(f"{word} "), n) for group, n in counts.items() if group.startswith(f"{word} ")]
        if not groups:
            raise InputError(f"statistics: pyramid_shape has no groups for {word}")
        *closed, (_, open_count) = groups
        edges = [int(name.split("-")[0]) for name, _ in closed] + [int(groups[-1][0].rstrip("+"))]
        cumulated = np.concatenate([[0.0], np.cumsum([n for _, n in closed])])
        curve = PchipInterpolator(edges, cumulated)
        result[sex, : edges[-1]] = np.diff(curve(np.arange(edges[-1] + 1)))
        tail = exp(-_DECAY_85_PLUS * np.arange(OLDEST + 1 - edges[-1]))
        result[sex, edges[-1] :] = open_count * tail / added(tail)
    return np.round(result, 6)  # the curve is a library's, whose last bits may differ


def _migration_shape() -> NDArray[np.float64]:
    return np.interp(AGES, [0, 15, 22, 38, 60, OLDEST], [0.0, 0.0, -1.0, -1.0, 1.0, 1.0])


def _bend(shape: NDArray[np.float64], share_60_plus: float) -> float:
    """Return how strongly the shape must be bent to reach the share aged 60 and more."""
    migration = _migration_shape()

    def excess(bend: float) -> float:
        by_age = (shape * exp(bend * migration)).sum(axis=0)
        return added(by_age[AGES >= 60]) - share_60_plus * added(by_age)

    try:
        return find_root(excess, -_BEND_LIMIT, _BEND_LIMIT)
    except InputError:
        raise InputError(
            f"statistics: a share of {share_60_plus:g} aged 60 and more can't be reached from the shape"
        ) from None
