"""Targeting by hand, at its edges, and what must hold for any population and benefit."""

from __future__ import annotations

import dataclasses
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.measures import Targeting, beckerman, gini, poverty, reynolds_smolensky, targeting

LINE = 100.0
# Five persons; the first two are poor (gaps 60 and 20); 30, 30 and 20 yuan go to the first, the second and the fourth.
WELFARE = [40.0, 80.0, 100.0, 150.0, 230.0]
TRANSFER = [30.0, 30.0, 0.0, 20.0, 0.0]
SHARES = [
    *("coverage", "coverage_of_poor", "exclusion_error", "inclusion_error", "leakage", "share_to_poor"),
    *("normalised_share", "benefit_cost_ratio", "gap_reduction", "adequacy", "average_transfer", "cgh_index"),
    *("targeting_differential", "concentration_index"),
]

rows = st.lists(
    st.tuples(
        st.integers(-300, 1_000).map(float),
        st.one_of(st.just(0.0), st.integers(1, 300).map(float)),
        st.integers(0, 4).map(float),
    ),
    min_size=1,
    max_size=25,
)
Rows = list[tuple[float, float, float]]


def measure(table: Rows) -> Targeting:
    y, b, w = (list(part) for part in zip(*table, strict=True))
    return targeting(y, b, LINE, w)


def same(one: Targeting, two: Targeting, names: list[str]) -> None:
    for name in names:
        expected = pytest.approx(getattr(two, name), rel=1e-9, abs=1e-9, nan_ok=True)
        assert getattr(one, name) == expected, name


class TestByHand:
    @pytest.fixture
    def five(self) -> Targeting:
        return targeting(WELFARE, TRANSFER, LINE)

    def test_counts_and_sums(self, five: Targeting) -> None:
        assert (five.persons, five.poor, five.recipients, five.poor_recipients) == (5, 2, 3, 2)
        assert five.spending_yuan == 80
        assert five.gap_before_yuan == 80  # 60 + 20
        assert five.gap_after_yuan == 30  # 30 + 0

    def test_persons(self, five: Targeting) -> None:
        assert five.coverage == pytest.approx(3 / 5)
        assert five.coverage_of_poor == 1  # both
        assert five.exclusion_error == 0
        assert five.inclusion_error == pytest.approx(1 / 3)  # the fourth, of three
        assert five.targeting_differential == pytest.approx(1 - 1 / 3)  # 2 of 2 poor, 1 of 3 others

    def test_money(self, five: Targeting) -> None:
        assert five.leakage == pytest.approx(20 / 80)
        assert five.share_to_poor == pytest.approx(60 / 80)
        assert five.normalised_share == pytest.approx(0.75 / 0.4)
        assert five.benefit_cost_ratio == pytest.approx(50 / 80)  # 30 + 20 close the gap; 10 spill over the line
        assert five.gap_reduction == pytest.approx(50 / 80)
        assert five.adequacy == pytest.approx(80 / 350)  # 80 / (70 + 110 + 170)
        assert five.average_transfer == pytest.approx(80 / 3)

    def test_poorest_forty_per_cent(self, five: Targeting) -> None:
        # The poorest two of five get 60 of 80: .75 / .40
        assert five.cgh_index == pytest.approx(1.875)

    def test_sixty_per_cent_to_the_poorest_forty_is_one_and_a_half(self) -> None:
        # The example of Coady, Grosh and Hoddinott (2004)
        assert targeting([1, 2, 3, 4, 5], [3, 3, 2, 1, 1], LINE).cgh_index == pytest.approx(1.5)

    def test_persons_across_the_forty_per_cent_count_in_part(self) -> None:
        # Two persons: the poorest .4 of all are .8 of the first, who has everything: .8 / .4
        assert targeting([1, 2], [5, 0], LINE).cgh_index == pytest.approx(2)
        # All alike: .4 of the money whoever has it
        assert targeting([1, 1], [5, 0], LINE).cgh_index == pytest.approx(1)

    def test_weights(self) -> None:
        # Poor: 1 served and 3 not; others: 2 served and 4 not
        result = targeting([50, 50, 200, 200], [10, 0, 10, 0], LINE, [1, 3, 2, 4])
        assert result.exclusion_error == pytest.approx(3 / 4)
        assert result.inclusion_error == pytest.approx(2 / 3)
        assert result.leakage == pytest.approx(20 / 30)
        assert result.targeting_differential == pytest.approx(1 / 4 - 2 / 6)
        assert result.coverage == pytest.approx(3 / 10)

    def test_a_household_of_recipients(self) -> None:
        # Persons 1 and 2 live together and one receives; with flags both count as served, adequacy over both.
        alone = targeting([60, 60, 200], [20, 0, 0], LINE)
        together = targeting([60, 60, 200], [20, 0, 0], LINE, recipient=[True, True, False])
        assert alone.exclusion_error == 0.5
        assert together.exclusion_error == 0
        assert together.coverage == pytest.approx(2 / 3)
        assert together.adequacy == pytest.approx(20 / 140)  # 20 / (80 + 60)
        assert together.average_transfer == 10

    def test_a_line_for_each_person(self) -> None:
        result = targeting([600, 600], [50, 50], [700, 500])
        assert (result.poor, result.inclusion_error, result.benefit_cost_ratio) == (1, 0.5, 0.5)


class TestEdges:
    def test_nobody(self) -> None:
        result = targeting([], [], LINE)
        assert all(math.isnan(getattr(result, name)) for name in SHARES)
        assert (result.persons, result.poor, result.spending_yuan) == (0, 0, 0)

    def test_no_recipients(self) -> None:
        result = targeting([50, 150], [0, 0], LINE)
        assert result.coverage == 0
        assert result.coverage_of_poor == 0
        assert result.exclusion_error == 1
        assert result.gap_reduction == 0
        assert result.targeting_differential == 0
        undefined = ["inclusion_error", "leakage", "share_to_poor", "normalised_share", "benefit_cost_ratio"]
        for name in [*undefined, "adequacy", "average_transfer", "cgh_index", "concentration_index"]:
            assert math.isnan(getattr(result, name)), name

    def test_nobody_poor(self) -> None:
        result = targeting([150, 250], [10, 0], LINE)
        assert result.inclusion_error == 1
        assert result.leakage == 1
        assert result.benefit_cost_ratio == 0
        for name in ["coverage_of_poor", "exclusion_error", "gap_reduction", "targeting_differential"]:
            assert math.isnan(getattr(result, name)), name
        assert math.isnan(result.normalised_share)

    def test_all_poor(self) -> None:
        result = targeting([10, 20], [10, 0], LINE)
        assert result.inclusion_error == 0
        assert result.leakage == 0
        assert result.normalised_share == 1
        assert result.benefit_cost_ratio == 1
        assert math.isnan(result.targeting_differential)  # no others to compare with

    def test_at_the_line_is_not_poor(self) -> None:
        result = targeting([100], [10], LINE)
        assert result.poor == 0
        assert result.inclusion_error == 1

    def test_more_than_the_gap(self) -> None:
        # Gap 20, benefit 50: 20 close it, 30 spill over
        result = targeting([80], [50], LINE)
        assert result.benefit_cost_ratio == pytest.approx(0.4)
        assert result.gap_reduction == 1
        assert result.gap_after_yuan == 0

    def test_a_loss(self) -> None:
        # -50 + 30 = -20: gap 150 to 120; welfare after the benefit is negative, so no share of it exists.
        result = targeting([-50], [30], LINE)
        assert result.gap_before_yuan == 150
        assert result.gap_after_yuan == 120
        assert result.gap_reduction == pytest.approx(0.2)
        assert result.benefit_cost_ratio == 1
        assert math.isnan(result.adequacy)

    def test_a_small_programme_in_a_large_gap_keeps_its_digits(self) -> None:
        # The difference of the two gaps, 1e16 and 1e16 - .01, would be 0.
        result = targeting([0, 50], [0, 0.01], [1e16, 100])
        assert result.benefit_cost_ratio == pytest.approx(1)

    def test_a_negative_transfer_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"transfer: row 1 \(counted from 0\) is -5; 0 or more is needed"):
            targeting([50, 60], [1, -5], LINE)

    def test_flags_may_not_deny_a_transfer(self) -> None:
        with pytest.raises(InputError, match=r"recipient: row 1 .*transfer is 5"):
            targeting([50, 60], [1, 5], LINE, recipient=[True, False])

    def test_flags_are_yes_or_no(self) -> None:
        with pytest.raises(InputError, match=r"recipient: row 0 .*true or false"):
            targeting([50, 60], [1, 5], LINE, recipient=[2, 1])

    def test_the_result_is_frozen(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            targeting(WELFARE, TRANSFER, LINE).coverage = 1  # type: ignore[misc]


class TestAlways:
    @given(rows, st.integers(0, 2**32))
    def test_order_does_not_matter(self, table: Rows, seed: int) -> None:
        same(measure(random.Random(seed).sample(table, len(table))), measure(table), SHARES)

    @given(rows)
    def test_doubled_weights_change_no_share(self, table: Rows) -> None:
        doubled = measure([(y, b, 2 * w) for y, b, w in table])
        same(doubled, measure(table), SHARES)
        assert doubled.spending_yuan == 2 * measure(table).spending_yuan

    @given(rows)
    def test_weight_two_is_the_row_twice(self, table: Rows) -> None:
        copies = [(y, b, 1.0) for y, b, w in table for _ in range(int(w))]
        if copies:
            same(measure(copies), measure(table), SHARES)

    @given(rows, st.sampled_from([0.01, 0.5, 12.0]))
    def test_units_change_no_share(self, table: Rows, unit: float) -> None:
        y, b, w = (np.array(part) for part in zip(*table, strict=True))
        scaled = targeting(y * unit, b * unit, LINE * unit, w)
        same(scaled, measure(table), [name for name in SHARES if name != "average_transfer"])

    @given(rows)
    def test_bounds(self, table: Rows) -> None:
        result = measure(table)
        for name in ["coverage", "coverage_of_poor", "exclusion_error", "inclusion_error", "leakage", "share_to_poor"]:
            assert math.isnan(getattr(result, name)) or 0 <= getattr(result, name) <= 1, name
        for name in ["benefit_cost_ratio", "gap_reduction"]:
            assert math.isnan(getattr(result, name)) or 0 <= getattr(result, name) <= 1 + 1e-12, name
        assert math.isnan(result.cgh_index) or -1e-12 <= result.cgh_index <= 2.5 + 1e-12  # 1 / .40
        assert math.isnan(result.targeting_differential) or -1 <= result.targeting_differential <= 1

    @given(rows)
    def test_identities(self, table: Rows) -> None:
        y, b, w = (list(part) for part in zip(*table, strict=True))
        result, efficiency = measure(table), beckerman(y, b, LINE, w)
        # With the poverty module: the same poor, the same gap before and after
        before, after = poverty(y, LINE, w), poverty(np.add(y, b), LINE, w)
        assert result.poor == before.poor
        assert result.gap_before_yuan == pytest.approx(before.gap_yuan)
        assert result.gap_after_yuan == pytest.approx(after.gap_yuan)
        closed = result.gap_before_yuan - result.gap_after_yuan
        if result.spending_yuan > 0:
            assert result.leakage + result.share_to_poor == pytest.approx(1)
            assert result.benefit_cost_ratio == pytest.approx(closed / result.spending_yuan)
        if result.poor > 0:
            assert result.exclusion_error + result.coverage_of_poor == pytest.approx(1)
        # Beckerman: benefit-cost ratio = vertical efficiency x (1 - spillover)
        assert efficiency.poverty_reduction_efficiency == pytest.approx(result.benefit_cost_ratio, nan_ok=True)
        assert efficiency.poverty_gap_efficiency == pytest.approx(result.gap_reduction, nan_ok=True)
        if not math.isnan(efficiency.spillover):
            product = efficiency.vertical_expenditure_efficiency * (1 - efficiency.spillover)
            assert product == pytest.approx(result.benefit_cost_ratio)

    @given(st.lists(st.integers(1, 1_000).map(float), min_size=1), st.integers(1, 50).map(float))
    def test_the_same_for_everyone_is_neutral(self, welfare: list[float], amount: float) -> None:
        result = targeting(welfare, [amount] * len(welfare), LINE)
        assert result.cgh_index == pytest.approx(1)
        assert result.concentration_index == pytest.approx(0, abs=1e-12)
        assert reynolds_smolensky(welfare, np.add(welfare, amount)) >= -1e-12
        assert gini(np.add(welfare, amount)) <= gini(welfare) + 1e-12
        if result.poor > 0:
            assert result.normalised_share == pytest.approx(1)
