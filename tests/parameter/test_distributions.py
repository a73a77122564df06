"""Distributions told by an 80 % interval: a tenth below, a tenth above, never outside what makes sense."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from workbench.parameter.distributions import Spread

SHARES = np.array([0.1, 0.5, 0.9])


@pytest.mark.parametrize("family", ["split_normal", "normal", "lognormal", "logitnormal", "uniform"])
def test_a_tenth_lies_below_low_and_a_tenth_above_high(family: str) -> None:
    spread = Spread(low=0.2, high=0.6, family=family)  # type: ignore[arg-type]
    low, middle, high = spread.quantiles(0.3, SHARES, None, None)
    assert (low, high) == pytest.approx((0.2, 0.6))
    assert low < middle < high
    if family == "split_normal":
        assert middle == pytest.approx(0.3)


def test_known_curves() -> None:
    shares = np.linspace(0.01, 0.99, 21)
    z = stats.norm.ppf(0.9)
    normal = Spread(low=-z, high=z, family="normal").quantiles(0, shares, None, None)
    np.testing.assert_allclose(normal, stats.norm.ppf(shares), atol=1e-12)
    lognormal = Spread(low=np.exp(-z), high=np.exp(z), family="lognormal").quantiles(1, shares, None, None)
    np.testing.assert_allclose(lognormal, stats.lognorm.ppf(shares, 1.0), rtol=1e-12)
    uniform = Spread(low=1.0, high=9.0, family="uniform").quantiles(5, shares, None, None)
    np.testing.assert_allclose(uniform, 10 * shares, rtol=1e-12)


@pytest.mark.parametrize("family", ["split_normal", "normal", "logitnormal", "uniform"])
def test_a_cut_distribution_is_the_same_curve_scaled_up(family: str) -> None:
    spread = Spread(low=0.7, high=0.97, family=family)  # type: ignore[arg-type]
    shares = (np.arange(4000) + 0.5) / 4000
    free = spread.quantiles(0.9, shares, None, None)
    cut = spread.quantiles(0.9, shares, 0.6, 0.98)
    assert cut.min() >= 0.6
    assert cut.max() <= 0.98
    inside = free[(free >= 0.6) & (free <= 0.98)]
    np.testing.assert_allclose(np.quantile(cut, [0.2, 0.5, 0.8]), np.quantile(inside, [0.2, 0.5, 0.8]), atol=2e-3)


def test_what_is_known_exactly_stays() -> None:
    known = Spread(low=0.4, high=0.4).quantiles(0.4, SHARES, 0.0, 1.0)
    np.testing.assert_array_equal(known, 0.4)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"low": 2, "high": 1}, "low 2 is above high 1"),
        ({"low": 0, "high": 1, "family": "lognormal"}, "must be above 0"),
        ({"low": 0, "high": 1, "family": "logitnormal"}, "between 0 and 1"),
        ({"low": 0, "high": 1, "family": "gauss"}, "family"),
        ({"low": float("nan"), "high": 1}, "must be numbers"),
    ],
)
def test_crossed_and_unknown_ones_are_refused(told: dict, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Spread(**told)
