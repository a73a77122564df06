"""Fitted income distributions against published tables, closed forms and numerical integration."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from workbench.errors import InputError, UnknownNameError
from workbench.population import fit_income, person_shares
from workbench.population.synthesis.income_fit import FAMILIES

# Urban China 2011, China Statistical Yearbook 2012 table 10-7: seven groups.
T3_HOUSEHOLDS = [0.0991, 0.1000, 0.2006, 0.2007, 0.2007, 0.1001, 0.0988]
T3_SIZES = [3.30, 3.20, 3.01, 2.82, 2.67, 2.57, 2.53]
T3_INCOME = [6876.09, 10672.02, 14498.26, 19544.94, 26419.99, 35579.24, 58841.87]
# Rural household sizes by fifths of households, China Statistical Yearbook 2008 table 9-23.
RURAL_SIZES = [4.57, 4.31, 4.05, 3.81, 3.40]
URBAN_FIFTH_SIZES = [3.25, 3.01, 2.82, 2.67, 2.55]
FUJIAN_RURAL_2020 = [7900, 13217, 18772, 26199, 45754]
FUJIAN_URBAN_2020 = [17838, 30922, 44082, 61979, 111439]
CHINA_RURAL_2020 = [4681.5, 10391.6, 14711.7, 20884.5, 38520.3]


def test_size_weighted_mean_comes_near_the_published_one():
    # rural China 2007: .227 × 1,346.89 + … = 4,217; published 4,140.4, the simple mean of the fifths 4,501.6
    means = np.array([1346.89, 2581.75, 3658.83, 5129.78, 9790.68])
    assert float(rural_shares() @ means) == pytest.approx(4217.2, abs=0.1)
    assert abs(float(rural_shares() @ means) / 4140.4 - 1) < 0.025


def rural_shares():
    return person_shares([0.2] * 5, RURAL_SIZES)


def test_fifths_of_households_become_the_published_shares_of_persons():
    # 4.57 / 20.14 = 22.7 %, 4.31 / 20.14 = 21.4 %, 20.1 %, 18.9 %, 16.9 %
    assert np.round(rural_shares() * 100, 1).tolist() == [22.7, 21.4, 20.1, 18.9, 16.9]


@pytest.mark.parametrize(
    # No GB2 at all comes nearer than 0.117 % to these seven means (least largest error, found by direct search), so the
    # dossier's "within 0.1 %" is that, rounded; the least squares fit misses by 0.149 %.
    ("family", "limit"),
    [("gb2", 0.0015), ("singh_maddala", 0.0205), ("dagum", 0.0255), ("lognormal", 0.033)],
)
def test_seven_urban_groups_are_met_as_closely_as_published(family, limit):
    fitted = fit_income(person_shares(T3_HOUSEHOLDS, T3_SIZES), T3_INCOME, family=family)
    assert max(abs(e) for e in fitted.group_errors) <= limit


def test_fujian_rural_singh_maddala_is_the_documented_fit():
    fitted = fit_income(rural_shares(), FUJIAN_RURAL_2020, family="singh_maddala")
    assert fitted.parameters["a"] == pytest.approx(2.594, abs=0.001)
    assert fitted.parameters["q"] == pytest.approx(1.297, abs=0.001)
    assert fitted.parameters["p"] == 1
    assert fitted.parameters["b"] / fitted.mean == pytest.approx(0.954, abs=0.001)
    assert fitted.gini() == pytest.approx(0.341, abs=0.0005)
    assert np.round(np.array(fitted.group_errors) * 100, 1).tolist() == [-1.4, 3.5, -0.2, -2.7, 0.9]
    assert np.round(fitted.cdf(np.array([0.20, 0.25, 0.30, 0.35, 0.40]) * fitted.mean), 3).tolist() == [
        0.022, 0.039, 0.061, 0.089, 0.121,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("means", "shares", "family", "a", "other", "b", "gini", "tail"),
    [
        (FUJIAN_RURAL_2020, RURAL_SIZES, "dagum", 3.088, 0.796, 0.926, 0.342, [0.023, 0.039, 0.061, 0.088, 0.120]),
        (CHINA_RURAL_2020, RURAL_SIZES, "dagum", 3.253, 0.476, 1.200, 0.381, [0.062, 0.088, 0.116, 0.147, 0.180]),
        (FUJIAN_URBAN_2020, URBAN_FIFTH_SIZES, "singh_maddala", 2.441, 1.339, 0.962, 0.357,
         [0.028, 0.048, 0.073, 0.103, 0.138]),
    ],
)  # fmt: skip
def test_documented_fits(means, shares, family, a, other, b, gini, tail):
    fitted = fit_income(person_shares([0.2] * 5, shares), means, family=family)
    name = "p" if family == "dagum" else "q"
    assert fitted.parameters["a"] == pytest.approx(a, abs=0.001)
    assert fitted.parameters[name] == pytest.approx(other, abs=0.001)
    assert fitted.parameters["b"] / fitted.mean == pytest.approx(b, abs=0.001)
    assert fitted.gini() == pytest.approx(gini, abs=0.0005)
    assert fitted.cdf(np.array([0.20, 0.25, 0.30, 0.35, 0.40]) * fitted.mean) == pytest.approx(tail, abs=0.0006)


def test_fujian_rural_lognormal_has_the_documented_spread():
    assert fit_income(rural_shares(), FUJIAN_RURAL_2020, family="lognormal").parameters["sigma"] == pytest.approx(
        0.623, abs=0.001
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_against_numerical_integration(family):
    """The oracle knows only the quantile function: means, Gini and Lorenz curve by integrating it."""
    fitted = fit_income(person_shares(T3_HOUSEHOLDS, T3_SIZES), T3_INCOME, family=family)
    income = lambda rank: float(fitted.ppf(rank))  # noqa: E731

    def mean_between(low, high):
        return integrate.quad(income, low, high, limit=200)[0] / (high - low)

    assert fitted.mean == pytest.approx(
        mean_between(0, 0.999) * 0.999 + fitted.mean_between(0.999, 1) * 0.001, rel=1e-6
    )
    for low, high in [(0.0, 0.1), (0.1, 0.3), (0.5, 0.9)]:
        assert fitted.mean_between(low, high) == pytest.approx(mean_between(low, high), rel=1e-7)
    gini = 1 - 2 * integrate.quad(lambda rank: float(fitted.lorenz(rank)), 0, 1, limit=200)[0]
    assert fitted.gini() == pytest.approx(gini, abs=1e-6)
    whole = sum(fitted.mean_between(i / 10, (i + 1) / 10) for i in range(10)) / 10
    assert whole == pytest.approx(fitted.mean, rel=1e-12)


@given(
    rank=st.floats(1e-6, 1 - 1e-6),
    family=st.sampled_from(FAMILIES),
    spread=st.floats(0.3, 1.2),
    level=st.floats(0.01, 1e6),
)
def test_quantile_and_distribution_function_undo_each_other(rank, family, spread, level):
    shares = np.full(7, 1 / 7)
    fitted = fit_income(shares, level * np.exp(spread * np.linspace(-1.5, 1.8, 7)), family=family)
    assert float(fitted.cdf(fitted.ppf(rank))) == pytest.approx(rank, abs=1e-9)
    assert 0 < fitted.gini() < 1


def test_a_lognormal_is_recovered_exactly():
    # group means of a lognormal with sigma .5 and mean 100: L(F) = Φ(Φ⁻¹(F) − σ)
    from scipy.special import ndtr, ndtri

    edges = np.linspace(0, 1, 6)
    means = 100 * np.diff(ndtr(ndtri(edges) - 0.5)) / 0.2
    fitted = fit_income([0.2] * 5, means, family="lognormal")
    assert fitted.parameters["sigma"] == pytest.approx(0.5, abs=1e-9)
    # mu = ln(mean) − σ²/2 = 4.60517 − .125
    assert fitted.parameters["mu"] == pytest.approx(4.60517 - 0.125, abs=1e-5)
    assert float(fitted.ppf(0.5)) == pytest.approx(np.exp(4.60517 - 0.125), rel=1e-5)


def test_rescaling_keeps_the_shape():
    fitted = fit_income(rural_shares(), FUJIAN_RURAL_2020)
    monthly = fitted.rescaled(18753 / 12)
    assert monthly.gini() == fitted.gini()
    assert monthly.mean == 1562.75
    assert float(monthly.cdf(0.3 * monthly.mean)) == pytest.approx(float(fitted.cdf(0.3 * fitted.mean)), rel=1e-12)


def test_ends_of_the_distribution():
    fitted = fit_income(rural_shares(), FUJIAN_RURAL_2020)
    assert fitted.cdf([-5.0, 0.0, np.inf]).tolist() == [0, 0, 1]
    assert fitted.ppf([0.0, 1.0]).tolist() == [0, np.inf]
    with pytest.raises(AttributeError):
        fitted.mean = 3


@pytest.mark.parametrize(
    ("shares", "means", "words"),
    [
        ([0.2, 0.2, 0.2, 0.2, 0.3], [1, 2, 3, 4, 5], "add to 1.1; they must add to 1"),
        ([20, 20, 20, 20, 20], [1, 2, 3, 4, 5], "divide by 100"),
        ([0.2] * 5, [1, 2, 4, 3, 5], "group 4 has 3 after 4"),
        ([0.2] * 5, [1, 2, 3, 4], "5 shares and 4 means"),
        ([0.5, 0.5], [1, 2], "at least 3 groups, 2 given"),
        ([0.4, 0.4, 0.4, -0.2], [1, 2, 3, 4], "every share must be a number above 0"),
        ([0.2] * 5, [0, 2, 3, 4, 5], "every mean must be a number above 0"),
        ([0.2] * 5, [1, 2, 3, 4, float("nan")], "every mean must be a number above 0"),
        ([0.2] * 5, ["a", 2, 3, 4, 5], "must be numbers"),
    ],
)
def test_tables_that_cannot_be_are_refused(shares, means, words):
    with pytest.raises(InputError, match=words):
        fit_income(shares, means)


def test_gb2_needs_seven_groups():
    with pytest.raises(InputError, match="gb2 needs at least 7 groups, 5 given; take singh_maddala or dagum"):
        fit_income(rural_shares(), FUJIAN_RURAL_2020, family="gb2")


def test_unknown_family_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'dagum'"):
        fit_income(rural_shares(), FUJIAN_RURAL_2020, family="dagumm")


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.5), (0.6, 0.5), (-0.1, 0.5), (0.5, 1.1)])
def test_impossible_ranks_are_refused(low, high):
    fitted = fit_income(rural_shares(), FUJIAN_RURAL_2020)
    with pytest.raises(InputError, match="p_low < p_high"):
        fitted.mean_between(low, high)
    with pytest.raises(InputError, match="between 0 and 1"):
        fitted.ppf(1.5)
