"""Who gets it, from the poorest fifth to the richest: coverage, shares of recipients and of money."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.measures.columns import FloatColumn, at_least_zero, column, flags, ratio, weights
from workbench.measures.inequality import quantile_groups


def group_coverage(
    rank_by: ArrayLike, recipient: ArrayLike, weight: ArrayLike | None = None, groups: int = 5
) -> FloatColumn:
    """Share of each group that lives with a recipient: sum_(R and Q) w / sum_Q w, poorest group first.

    >>> group_coverage([1.0, 2.0, 3.0, 4.0], [True, True, True, False], groups=2)
    array([1. , 0.5])

    rank_by: welfare per head, before or after the transfer (say which); recipient: true for everyone in a
    household that receives. Groups keep equal persons together (`quantile_groups`); an empty one is NaN.
    Raises InputError as that does. Source: World Bank ASPIRE, coverage.
    """
    y = column("rank_by", rank_by)
    served, w = flags("recipient", recipient, y.size), weights(weight, y.size)
    group = quantile_groups(y, w, groups)
    return _divide(_sums(group, w * served, groups), _sums(group, w, groups))


def beneficiary_incidence(
    rank_by: ArrayLike, recipient: ArrayLike, weight: ArrayLike | None = None, groups: int = 5
) -> FloatColumn:
    """Share of all recipients that is in each group: sum_(R and Q) w / sum_R w; adds to 1. NaN for none.

    >>> beneficiary_incidence([1.0, 2.0, 3.0, 4.0], [True, True, False, False], groups=2)
    array([1., 0.])

    Columns and errors as for `group_coverage`. Source: World Bank ASPIRE, beneficiary incidence.
    """
    y = column("rank_by", rank_by)
    served, w = flags("recipient", recipient, y.size), weights(weight, y.size)
    return _shares(quantile_groups(y, w, groups), w * served, groups)


def benefit_incidence(
    rank_by: ArrayLike, transfer: ArrayLike, weight: ArrayLike | None = None, groups: int = 5
) -> FloatColumn:
    """Share of all money that goes to each group: sum_Q w b / sum w b; adds to 1. NaN without spending.

    >>> benefit_incidence([1.0, 2.0, 3.0, 4.0], [60.0, 30.0, 10.0, 0.0], groups=2)
    array([0.9, 0.1])

    transfer: per head, 0 or more; else as for `group_coverage`. Source: Grosh et al. (2022) ch. 7; ADePT.
    """
    y = column("rank_by", rank_by)
    b, w = at_least_zero("transfer", transfer, y.size), weights(weight, y.size)
    return _shares(quantile_groups(y, w, groups), w * b, groups)


def _sums(group: NDArray[np.int64], amounts: FloatColumn, groups: int) -> FloatColumn:
    return np.bincount(group, weights=amounts, minlength=groups + 1)[1:].astype(np.float64)


def _shares(group: NDArray[np.int64], amounts: FloatColumn, groups: int) -> FloatColumn:
    sums = _sums(group, amounts, groups)
    return _divide(sums, np.full(groups, sums.sum()))


def _divide(parts: FloatColumn, wholes: FloatColumn) -> FloatColumn:
    return np.array([ratio(part, whole) for part, whole in zip(parts, wholes, strict=True)])
