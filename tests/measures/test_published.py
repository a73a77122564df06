"""The measures give the figures that others have printed for the same data.

Where only a Lorenz curve is printed, a sample of 100,000 persons is cut from it: person i has the mean of the slice
between p = (i - 1)/n and p = i/n. The mean is then exact, the headcount right to 1/n, gap and Gini to about 1/n^2.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from workbench import measures

Floats = NDArray[np.float64]
PERSONS = 100_000


def general_quadratic(p: Floats, a: float, b: float, c: float) -> Floats:
    """Lorenz curve of Villasenor and Arnold: L(1 - L) = a(p^2 - L) + b L(p - 1) + c(p - L), solved for L."""
    e = -(a + b + c + 1)
    m, n = b**2 - 4 * a, 2 * b * e - 4 * c
    return -0.5 * (b * p + e + np.sqrt(m * p**2 + n * p + e**2))


def sample(a: float, b: float, c: float, mean: float) -> Floats:
    """Cut persons from the curve. Where a + c < 1 it ends below 1; the richest person then has the rest."""
    held = general_quadratic(np.linspace(0, 1, PERSONS + 1), a, b, c)
    held[-1] = 1.0
    return mean * np.diff(held) * PERSONS


# Rural India 1983, Datt (1998), IFPRI FCND Discussion Paper 50: per cent of persons and mean of 13 expenditure classes
# (rupees a month), as kept in worldbank/pipr data-raw/datt.R and wbpip test-gd_clean_data.R.
INDIA_PERCENT = np.array([0.92, 2.47, 5.11, 7.90, 9.69, 15.24, 13.64, 16.99, 10.00, 9.78, 3.96, 1.81, 2.49])
INDIA_MEANS = np.array(
    [24.84, 35.80, 45.36, 55.10, 64.92, 77.08, 91.75, 110.64, 134.90, 167.76, 215.48, 261.66, 384.97]
)


def india_curve() -> tuple[float, float, float]:
    """Least squares on the printed groups, the last point left out, as Datt does it."""
    p = np.cumsum(INDIA_PERCENT)[:-1] / 100
    held = (np.cumsum(INDIA_PERCENT * INDIA_MEANS) / (INDIA_PERCENT * INDIA_MEANS).sum())[:-1]
    terms = np.column_stack([p**2 - held, held * (p - 1), p - held])
    a, b, c = np.linalg.lstsq(terms, held * (1 - held), rcond=None)[0]
    return float(a), float(b), float(c)


class TestRuralIndia1983:
    """Datt (1998): line 89, mean 109.90."""

    def test_the_curve_is_the_printed_one(self) -> None:
        assert india_curve() == pytest.approx((0.8877, -1.4514, 0.2027), abs=5e-5)

    @pytest.mark.parametrize("curve", [(0.8877, -1.4514, 0.2027), india_curve()])
    def test_poverty_and_gini_to_the_printed_digits(self, curve: tuple[float, float, float]) -> None:
        persons = sample(*curve, mean=109.90)
        result = measures.poverty(persons, 89)
        assert 100 * result.headcount == pytest.approx(45.06, abs=0.005)
        assert 100 * result.gap == pytest.approx(12.47, abs=0.005)
        assert 100 * result.squared_gap == pytest.approx(4.75, abs=0.005)
        assert measures.gini(persons) == pytest.approx(0.2890, abs=5e-5)

    def test_grouped_means_give_a_lower_bound_of_the_gini(self) -> None:
        # The classes hide the inequality inside them: less than .2890, but not much.
        assert 0.28 < measures.gini(INDIA_MEANS, INDIA_PERCENT) < 0.2890


@pytest.fixture(scope="module")
def persons() -> Floats:
    return sample(0.795981535745657, -1.4445933880119242, 0.14728191995919815, mean=51.5660557757944)


class TestWorldBankUnitTests:
    """Figures demanded by PIP-Technical-Team/wbpip, tests/testthat/test-gd_compute_pip_stats_lq.R."""

    LINE = 57.791666666666664

    def test_gini(self, persons: Floats) -> None:
        # This curve ends at a + c = .9433; the 5.67 % left belong to the last person, which costs .0567 / n of Gini.
        assert measures.gini(persons) == pytest.approx(0.32126464221602591, abs=1e-6)

    def test_median(self, persons: Floats) -> None:
        assert np.median(persons) == pytest.approx(42.247782467994874, abs=1e-7)

    def test_deciles(self, persons: Floats) -> None:
        printed = [
            *(0.037459351271787455, 0.050102491249992831, 0.060098424008397155, 0.0689612882777707),
            *(0.077549299610190137, 0.086590868400210574, 0.097034440897180829, 0.11071235633968635),
            *(0.13305852826044706, 0.2784329516843369),
        ]
        curve = measures.lorenz(persons)
        shares = np.diff([curve.at(tenth / 10) for tenth in range(11)])
        assert shares == pytest.approx(printed, abs=1e-12)
        means = measures.quantile_means(persons, groups=10)
        assert means / means.sum() == pytest.approx(printed, abs=1e-12)

    def test_poverty(self, persons: Floats) -> None:
        result = measures.poverty(persons, self.LINE)
        assert result.headcount == pytest.approx(0.76005810499191284, abs=1 / PERSONS)
        assert result.gap == pytest.approx(0.27617606019159308, abs=1e-8)
        assert result.squared_gap == pytest.approx(0.12832887439632906, abs=1e-8)

    def test_watts(self, persons: Floats) -> None:
        # The integral of ln(line / income) over the poor, by adaptive quadrature (error below 2e-8): .3817667.
        result = measures.watts(persons, self.LINE)
        assert result == pytest.approx(0.38176673, abs=2e-8)
        # wbpip demands .39088: its rule cuts the poor into 100 slices, counts the first slice twice,
        # and joins the slices by straight lines (2e-5 here).
        headcount = 0.76005810499191284
        first_slice = headcount / 100 * np.log(persons.mean() / np.quantile(persons, headcount / 200))
        assert result + first_slice == pytest.approx(0.39088363448720104, abs=3e-5)


class TestChineseYearbooks:
    # Urban China 2011, China Statistical Yearbook 2012 table 10-7: per cent of households, persons per household and
    # disposable income per head of seven groups from poor to rich.
    URBAN_2011_HOUSEHOLDS = np.array([9.91, 10.00, 20.06, 20.07, 20.07, 10.01, 9.88])
    URBAN_2011_SIZE = np.array([3.30, 3.20, 3.01, 2.82, 2.67, 2.57, 2.53])
    URBAN_2011_INCOME = np.array([6876.09, 10672.02, 14498.26, 19544.94, 26419.99, 35579.24, 58841.87])

    # Rural China 2000, per cent of households by net income per head (upper ends of the classes, yuan a year); the page
    # prints rows that sum to 101.01, so shares are of that sum.
    RURAL_2000_UPTO = np.array(
        [*range(100, 700, 100), 800, 1000, 1200, 1300, 1500, 1700, *range(2000, 5500, 500), np.inf]
    )
    RURAL_2000_PERCENT = np.array(
        [
            *(0.31, 0.20, 0.43, 0.69, 1.01, 1.37, 4.44, 5.72, 6.75, 3.75, 7.42, 7.48, 10.45),
            *(15.54, 10.29, 7.11, 4.76, 3.44, 2.40, 7.45),
        ]
    )

    def test_gini_between_the_groups_of_urban_china_2011(self) -> None:
        persons = self.URBAN_2011_HOUSEHOLDS * self.URBAN_2011_SIZE
        assert measures.gini(self.URBAN_2011_INCOME, persons) == pytest.approx(0.3189, abs=5e-5)

    @pytest.mark.parametrize("line", [100, 400, 600, 800, 1000, 1300, 2000, 5000])
    def test_headcount_of_rural_china_2000_is_the_cumulated_frequency(self, line: int) -> None:
        upto = self.RURAL_2000_UPTO
        incomes = np.where(np.isinf(upto), 6000.0, upto - 1)  # anywhere inside the class
        result = measures.poverty(incomes, line, self.RURAL_2000_PERCENT)
        below = self.RURAL_2000_PERCENT[upto <= line].sum()
        assert result.poor == pytest.approx(below)
        assert result.headcount == pytest.approx(below / 101.01)

    def test_headcount_below_800_yuan_by_hand(self) -> None:
        # .31 + .20 + .43 + .69 + 1.01 + 1.37 + 4.44 = 8.45; 8.45 / 101.01 = 8.3655 %
        incomes = np.where(np.isinf(self.RURAL_2000_UPTO), 6000.0, self.RURAL_2000_UPTO - 1)
        result = measures.poverty(incomes, 800, self.RURAL_2000_PERCENT)
        assert result.poor == pytest.approx(8.45)
        assert result.headcount == pytest.approx(0.083655, abs=5e-7)


class TestDibaoInChineseCities:
    """Chen, Ravallion and Wang (2006), WPS3805: 7.7 % below the line, 3.9 % served, 2.2 % both (quoted from memory)."""

    def test_errors_and_targeting_differential(self) -> None:
        # Four kinds of persons: poor and served .0220, poor .0767 - .0220, served .0391 - .0220, neither: the rest.
        welfare, transfer = [50, 50, 150, 150], [10, 0, 10, 0]
        share = [0.0220, 0.0547, 0.0171, 0.9062]
        result = measures.targeting(welfare, transfer, 100, share)
        assert result.persons == pytest.approx(1)
        assert result.exclusion_error == pytest.approx(0.713, abs=5e-4)  # 1 - .0220 / .0767
        assert result.inclusion_error == pytest.approx(0.437, abs=5e-4)  # 1 - .0220 / .0391
        assert result.targeting_differential == pytest.approx(0.268, abs=5e-4)  # .0220/.0767 - .0171/.9233
        assert result.coverage == pytest.approx(0.0391)


class TestCatastrophicHealthSpending:
    """CHARLS, persons of 60 and older: Int. J. Equity in Health (2020), s12939-020-01336-8."""

    @pytest.mark.parametrize(
        ("headcount", "mpo", "overshoot"), [(0.2086, 0.1496, 0.0312), (0.3100, 0.2823, 0.0875)], ids=["2011", "2015"]
    )
    def test_overshoot_is_headcount_times_mean_positive_overshoot(
        self, headcount: float, mpo: float, overshoot: float
    ) -> None:
        # Two kinds of households with capacity 1: those over the threshold spend .4 + mpo, the others .1.
        result = measures.catastrophic([0.4 + mpo, 0.1], [1, 1], 0.4, [headcount, 1 - headcount])
        assert result.headcount == pytest.approx(headcount)
        assert result.mean_positive_overshoot == pytest.approx(mpo)
        assert result.overshoot == pytest.approx(overshoot, abs=5e-5)
