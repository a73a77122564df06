"""The standard error of a sampled total: worked by hand, the textbook's special case, and right on average."""

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.measures import sampled_total


def test_one_stratum_by_hand() -> None:
    """Of 100, 0, 300, 200 the mean is 150; squares 2,500 + 22,500 + 22,500 + 2,500 = 50,000, × 4/3 = 66,666.67."""
    found = sampled_total([100, 0, 300, 200])
    assert found.total == 600
    assert found.standard_error == pytest.approx((200_000 / 3) ** 0.5)  # 258.199
    assert found.degrees_of_freedom == 3


def test_two_strata_by_hand() -> None:
    """a: 100, 0 → mean 50, 2,500 + 2,500, × 2/1 = 10,000; b: 300, 200, 100 → mean 200, 20,000, × 3/2 = 30,000."""
    found = sampled_total([100, 300, 0, 200, 100], ["a", "b", "a", "b", "b"])
    assert found.total == 700
    assert found.standard_error == pytest.approx(200.0)  # the root of 40,000
    assert found.degrees_of_freedom == 3


def test_equal_weights_are_the_textbook_s_n_squared_s_squared_over_n() -> None:
    values = np.array([3.0, 7.0, 1.0, 9.0, 4.0])
    weight = 20.0  # 100 households, 5 drawn
    assert sampled_total(values * weight).standard_error == pytest.approx(100 * values.std(ddof=1) / 5**0.5)


def test_the_estimated_variance_is_right_on_average() -> None:
    """With replacement and unequal chances p the true variance is Σ p (y/p − Y)² / n (Hansen and Hurwitz)."""
    random = np.random.default_rng(20210602)
    y = random.gamma(2.0, 100.0, 50)
    p = random.uniform(0.5, 2.0, 50)
    p /= p.sum()
    n, samples = 12, 20_000
    true = float((p * (y / p - y.sum()) ** 2).sum() / n)
    drawn = random.choice(50, (samples, n), p=p)
    found = [sampled_total(y[rows] / (n * p[rows])) for rows in drawn]
    assert np.mean([one.total for one in found]) == pytest.approx(y.sum(), rel=0.005)
    assert np.mean([one.standard_error**2 for one in found]) == pytest.approx(true, rel=0.02)
    assert np.var([one.total for one in found]) == pytest.approx(true, rel=0.03)


def test_strata_that_are_alike_inside_leave_no_error() -> None:
    assert sampled_total([5, 5, 9, 9], [0, 0, 1, 1]).standard_error == 0


def test_what_has_no_error_is_refused() -> None:
    with pytest.raises(InputError, match="'b' has one cluster only; at least two are needed"):
        sampled_total([1, 2, 3], ["a", "a", "b"])
    with pytest.raises(InputError, match="there are none"):
        sampled_total([])
    with pytest.raises(InputError, match="'0' has one cluster only"):
        sampled_total([1])
    with pytest.raises(InputError, match="one a cluster"):
        sampled_total([1, 2, 3], ["a", "a"])
