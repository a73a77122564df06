"""How unequally something is spread: Gini, Lorenz and concentration curves, quantile groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError
from workbench.language import word, written
from workbench.measures.columns import FloatColumn, column, ratio, weights
from workbench.measures.ranks import Ranking, ranking
from workbench.view import View, Viewed

# A rank this near the edge of a quantile group (in widths of a group) lies on the edge: decimal weights such
# as 0.1 do not add up exactly in binary, and the order of rows must not move anybody.
_ON_THE_EDGE = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Curve(Viewed):
    """Lorenz or concentration curve: the poorest `population_share` hold `value_share`, from 0 to 1."""

    population_share: FloatColumn
    value_share: FloatColumn

    def at(self, population_share: float) -> float:
        """Share held by the poorest `population_share` (0 to 1), straight between points; else NaN."""
        if not 0 <= population_share <= 1:
            raise InputError(f"population_share: {population_share!r} is not between 0 and 1")
        if np.isnan(self.value_share).any() or self.value_share.size < 2:
            return float("nan")
        return float(np.interp(population_share, self.population_share, self.value_share))

    def _line(self) -> str:
        return f"Curve({self.value_share.size} points; the poorer half holds {self.at(0.5):.1%})"

    def _view(self) -> View:
        facts = [
            (word("views.poorest", share=written(p, "share")), written(self.at(p), "share")) for p in (0.2, 0.5, 0.8)
        ]
        return View(word("views.curve"), facts)


def gini(values: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Gini coefficient of weighted persons, exact: 1 - sum of w_k (L_k + L_(k-1)) over the Lorenz points.

    >>> gini([1.0, 3.0])
    0.25

    0 is equality; without negative values the largest is (n - 1) / n, there is no small-sample correction.
    Negative values are allowed and counted in full; the result may then exceed 1. NaN for nobody and for a
    total of 0 or less, where shares of the total mean nothing. Raises InputError for NaN, wrong lengths,
    negative weights. Source: Lerman and Yitzhaki (1989), Journal of Econometrics 42 (with weights).
    """
    return concentration(values, values, weight)


def concentration(values: ArrayLike, rank_by: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Concentration coefficient 2 cov(v, r) / mean(v), r the fractional rank by `rank_by`.

    >>> round(concentration([60.0, 30.0, 10.0, 0.0], [1.0, 2.0, 3.0, 4.0]), 3)
    -0.5

    Negative: the poor (by `rank_by`) hold more than their share, as a well targeted benefit should be; Chen,
    Ravallion and Wang (WPS3805) print the opposite sign. Ranked by itself it is the Gini. NaN for nobody and
    for a total of 0 or less. Raises InputError as `gini` does. Source: Kakwani (1977), Economic Journal 87.
    """
    v = column("values", values)
    by, w = column("rank_by", rank_by, v.size), weights(weight, v.size)
    return concentration_over(v, w, ranking(by, w))


def concentration_over(v: FloatColumn, w: FloatColumn, ranks: Ranking) -> float:
    """Do what `concentration` does, on checked columns and a ranking at hand."""
    persons, total = float(w.sum()), float((w * v).sum())
    if persons == 0 or total <= 0:
        return float("nan")
    rank = ranks.middle_rank()
    # Subtracting the mean changes nothing on paper and keeps equal incomes at 0 in floating point.
    return 2 * float((w * (v - total / persons) * (rank - 0.5)).sum()) / total


def lorenz(values: ArrayLike, weight: ArrayLike | None = None) -> Curve:
    """Lorenz curve: what share of the total the poorest p hold. One point per distinct value, and the origin.

    >>> measures.lorenz([1.0, 3.0]).at(0.5)
    0.25

    value_share is NaN beyond the origin when the total is 0 or less. Raises InputError as `gini` does.
    """
    return concentration_curve(values, values, weight)


def concentration_curve(values: ArrayLike, rank_by: ArrayLike, weight: ArrayLike | None = None) -> Curve:
    """What share of all `values` goes to the poorest p by `rank_by`; persons of equal rank share evenly.

    >>> concentration_curve([60.0, 40.0], [1.0, 2.0]).at(0.5)
    0.6

    value_share is NaN beyond the origin when the total is 0 or less. Raises InputError as `gini` does.
    """
    v = column("values", values)
    by, w = column("rank_by", rank_by, v.size), weights(weight, v.size)
    return curve_over(v, w, ranking(by, w))


def curve_over(v: FloatColumn, w: FloatColumn, ranks: Ranking) -> Curve:
    """Do what `concentration_curve` does, on checked columns and a ranking at hand."""
    held = np.cumsum(ranks.block_sums(w * v))
    total = float(held[-1]) if held.size else 0.0
    nothing = np.full(held.size, np.nan)
    population = ranks.upto / ranks.persons if ranks.persons > 0 else nothing
    shares = held / total if total > 0 else nothing
    origin = np.zeros(1)
    return Curve(np.concatenate([origin, population]), np.concatenate([origin, shares]))


def mean_difference(values: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Gini's mean difference: what two persons drawn with replacement differ by on average. NaN for nobody.

    >>> mean_difference([1.0, 3.0])
    1.0

    Same unit as the values, defined for any sign. Twice the mean times the Gini. Raises InputError as `gini`
    does.
    """
    v = column("values", values)
    w = weights(weight, v.size)
    persons = float(w.sum())
    if persons == 0:
        return float("nan")
    rank = ranking(v, w).middle_rank()
    mean = float((w * v).sum()) / persons
    return 4 * float((w * (v - mean) * (rank - 0.5)).sum()) / persons


def reynolds_smolensky(before: ArrayLike, after: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Reynolds-Smolensky index: Gini(before) - concentration of `after` ranked by `before`.

    >>> reynolds_smolensky([1.0, 3.0], [2.0, 3.0])
    0.15

    Above 0: the transfer makes incomes more equal. The fall of the Gini is this less `reranking`. NaN where
    either part is. Raises InputError as `gini` does. Source: Reynolds and Smolensky (1977).
    """
    return gini(before, weight) - concentration(after, before, weight)


def reranking(before: ArrayLike, after: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Atkinson-Plotnick reranking: Gini(after) - concentration of `after` ranked by `before`. 0: no overtaking.

    >>> reranking([1.0, 2.0], [3.0, 2.0])
    0.2
    """
    return gini(after, weight) - concentration(after, before, weight)


def quantile_groups(welfare: ArrayLike, weight: ArrayLike | None = None, groups: int = 10) -> NDArray[np.int64]:
    """Group of each row, 1 (poorest) to `groups`, by cumulated weight; equal welfare, equal group.

    >>> quantile_groups([5.0, 1.0, 3.0, 4.0], groups=2)
    array([2, 1, 1, 2])

    The block of equal persons goes where the middle of its ranks lies; a middle exactly on an edge goes to
    the lower group. So nobody's group depends on the order of rows, but groups need not be of equal size, and
    a large block (many zeros) can leave a group empty. Fewer than `groups` different values leave groups
    empty too. Raises InputError as `gini` does, for groups < 1 and for weights that sum to 0.
    """
    y = column("welfare", welfare)
    w = weights(weight, y.size)
    if not _is_count(groups):
        raise InputError(f"groups: {groups!r} is not a whole number of 1 or more (10 for deciles)")
    if y.size == 0:
        return np.zeros(0, dtype=np.int64)
    if w.sum() == 0:
        raise InputError("weight: all weights are 0, so nobody can be ranked; at least one must be above 0")
    ranks = ranking(y, w)
    position = (ranks.below + ranks.upto) * groups / (2 * ranks.persons)
    group = np.clip(np.ceil(position - _ON_THE_EDGE), 1, groups).astype(np.int64)
    return np.asarray(group[ranks.block])


def _is_count(groups: object) -> bool:
    return isinstance(groups, int | np.integer) and bool(groups >= 1)


def quantile_means(
    values: ArrayLike, weight: ArrayLike | None = None, groups: int = 5, *, rank_by: ArrayLike | None = None
) -> FloatColumn:
    """Mean of `values` in each group, poorest first; grouped by `rank_by`, or by the values themselves.

    >>> quantile_means([1.0, 2.0, 3.0, 4.0], groups=2)
    array([1.5, 3.5])

    Groups are those of `quantile_groups`; an empty group is NaN. Raises InputError as `quantile_groups` does.
    """
    v = column("values", values)
    by, w = (v if rank_by is None else column("rank_by", rank_by, v.size)), weights(weight, v.size)
    group = quantile_groups(by, w, groups)
    totals = np.bincount(group, weights=w * v, minlength=groups + 1)[1:]
    persons = np.bincount(group, weights=w, minlength=groups + 1)[1:]
    return np.array([ratio(t, p) for t, p in zip(totals, persons, strict=True)])


def quintile_means(
    values: ArrayLike, weight: ArrayLike | None = None, *, rank_by: ArrayLike | None = None
) -> FloatColumn:
    """Mean of `values` in each fifth of the persons, poorest first: `quantile_means` with five groups.

    >>> quintile_means([1.0, 2.0, 3.0, 4.0, 5.0])
    array([1., 2., 3., 4., 5.])
    """
    return quantile_means(values, weight, 5, rank_by=rank_by)
