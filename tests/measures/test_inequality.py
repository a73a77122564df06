"""Gini and its relatives: by hand, against the pairwise definition, at the edges, and for any population."""

from __future__ import annotations

import math
import random

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.measures import (
    concentration,
    concentration_curve,
    gini,
    lorenz,
    mean_difference,
    quantile_groups,
    quantile_means,
    quintile_means,
    reranking,
    reynolds_smolensky,
)

amounts = st.integers(0, 10_000).map(float)
people = st.lists(st.tuples(amounts, st.integers(0, 5)), min_size=1, max_size=25).filter(
    lambda rows: sum(value * weight for value, weight in rows) > 0
)
signed = st.lists(st.tuples(st.integers(-300, 3_000).map(float), st.integers(0, 5)), min_size=1, max_size=25).filter(
    lambda rows: sum(value * weight for value, weight in rows) > 0
)


def pairwise_gini(values: list[float], weights: list[float]) -> float:
    """The definition: mean difference of all pairs, over twice the mean."""
    v, w = np.array(values), np.array(weights)
    differences = (np.abs(v[:, None] - v[None, :]) * w[:, None] * w[None, :]).sum() / w.sum() ** 2
    return float(differences / (2 * (w * v).sum() / w.sum()))


def columns(rows: list[tuple[float, int]]) -> tuple[list[float], list[float]]:
    return [value for value, _ in rows], [float(weight) for _, weight in rows]


class TestGini:
    def test_by_hand(self) -> None:
        # sum (2i - n - 1) y / (n sum y) = (-3 x 1 - 1 x 2 + 1 x 3 + 3 x 4) / (4 x 10) = 10 / 40
        assert gini([3, 1, 4, 2]) == pytest.approx(0.25)

    def test_by_hand_from_the_lorenz_curve(self) -> None:
        # Persons 3 with 1 each, 1 with 3: L = (0, .5, 1) at p = (0, .75, 1)
        # 1 - (.75 x (.5 + 0) + .25 x (1 + .5)) = 1 - .375 - .375 = .25
        assert gini([1, 3], [3, 1]) == pytest.approx(0.25)

    def test_one_has_all(self) -> None:
        assert gini([0, 0, 0, 0, 7]) == pytest.approx(4 / 5)  # (n - 1) / n

    @pytest.mark.parametrize("value", [5.0, 0.1, 1e-9, 1e12])
    def test_equal_is_zero(self, value: float) -> None:
        assert gini([value] * 7) == pytest.approx(0, abs=1e-15)

    def test_losses_can_take_it_above_one(self) -> None:
        # -2 and 4: |6| x 2 / 4 = 3 mean difference; twice the mean = 2; 1.5
        assert gini([-2, 4]) == pytest.approx(1.5)

    @pytest.mark.parametrize("values", [[], [0, 0], [-1, 1], [-3, 1]])
    def test_no_positive_total_no_gini(self, values: list[float]) -> None:
        assert math.isnan(gini(values))

    def test_weights_of_zero_are_nobody(self) -> None:
        assert math.isnan(gini([1, 2], [0, 0]))
        assert math.isnan(mean_difference([1, 2], [0, 0]))

    def test_columns_of_any_kind(self) -> None:
        for values in ([1, 2, 3, 4], (1, 2, 3, 4), np.array([1, 2, 3, 4], dtype=np.int8), pl.Series([1, 2, 3, 4])):
            assert gini(values) == pytest.approx(0.25)

    @given(signed)
    def test_is_the_pairwise_definition(self, rows: list[tuple[float, int]]) -> None:
        values, weights = columns(rows)
        assert gini(values, weights) == pytest.approx(pairwise_gini(values, weights), rel=1e-9, abs=1e-12)
        mean = np.average(values, weights=weights)
        assert mean_difference(values, weights) == pytest.approx(2 * mean * gini(values, weights), abs=1e-9)

    @given(signed)
    def test_weight_two_is_the_row_twice(self, rows: list[tuple[float, int]]) -> None:
        copies = [value for value, weight in rows for _ in range(weight)]
        assert gini(*columns(rows)) == pytest.approx(gini(copies), abs=1e-12)

    @given(people, st.floats(0.001, 1000), st.integers(0, 2**32))
    def test_order_unit_and_doubled_weights_do_not_matter(
        self, rows: list[tuple[float, int]], unit: float, seed: int
    ) -> None:
        values, weights = columns(rows)
        shuffled = random.Random(seed).sample(rows, len(rows))
        other, others_weights = columns(shuffled)
        assert gini(np.array(other) * unit, np.array(others_weights) * 2) == pytest.approx(
            gini(values, weights), abs=1e-12
        )

    @given(people)
    def test_bounds_without_losses(self, rows: list[tuple[float, int]]) -> None:
        assert -1e-12 <= gini(*columns(rows)) < 1

    @given(st.lists(amounts, min_size=2), st.floats(0.01, 0.99))
    def test_a_transfer_from_rich_to_poor_lowers_it(self, values: list[float], part: float) -> None:
        poorest, richest = int(np.argmin(values)), int(np.argmax(values))
        assume(values[richest] > values[poorest])
        after = np.array(values)
        moved = (values[richest] - values[poorest]) / 2 * part
        after[poorest] += moved
        after[richest] -= moved
        assert gini(after) < gini(values)


class TestCurves:
    def test_lorenz_by_hand(self) -> None:
        # 1, 2, 2, 5: equal persons share one point: (1/4, 1/10), (3/4, 5/10), (1, 1)
        curve = lorenz([2, 5, 1, 2])
        assert curve.population_share == pytest.approx([0, 0.25, 0.75, 1])
        assert curve.value_share == pytest.approx([0, 0.1, 0.5, 1])
        assert curve.at(0.5) == pytest.approx(0.3)

    def test_nothing_to_share(self) -> None:
        assert np.isnan(lorenz([0, 0]).value_share[1:]).all()
        assert math.isnan(lorenz([0, 0]).at(0.4))
        assert lorenz([]).population_share.tolist() == [0]
        assert math.isnan(lorenz([]).at(0.4))
        assert np.isnan(lorenz([1, 2], [0, 0]).population_share[1:]).all()

    @pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
    def test_a_share_lies_between_0_and_1(self, share: float) -> None:
        with pytest.raises(InputError, match="between 0 and 1"):
            lorenz([1, 2]).at(share)

    @given(people)
    def test_the_area_under_it_gives_the_gini(self, rows: list[tuple[float, int]]) -> None:
        curve = lorenz(*columns(rows))
        p, held = curve.population_share, curve.value_share
        assert 1 - (np.diff(p) * (held[1:] + held[:-1])).sum() == pytest.approx(gini(*columns(rows)), abs=1e-12)

    def test_concentration_curve_by_hand(self) -> None:
        # Welfare 10, 20, 30; benefit 6, 3, 1: the poorest third has .6, two thirds .9
        assert concentration_curve([1, 6, 3], [30, 10, 20]).value_share == pytest.approx([0, 0.6, 0.9, 1])

    def test_concentration_by_hand(self) -> None:
        # Benefit 6, 3, 1 from poor to rich: 2 cov(b, r) / mean; r = 1/6, 3/6, 5/6; mean 10/3
        # cov = (6/6 + 9/6 + 5/6) / 3 - 10/3 x 1/2 = 10/9 - 5/3 = -5/9; 2 x (-5/9) / (10/3) = -1/3
        assert concentration([1, 6, 3], [30, 10, 20]) == pytest.approx(-1 / 3)

    def test_equal_rank_shares_evenly(self) -> None:
        assert concentration([5, 0], [10, 10]) == pytest.approx(0)
        assert concentration([0, 5], [10, 10]) == pytest.approx(0)

    @given(people)
    def test_ranked_by_the_opposite_it_is_minus_gini(self, rows: list[tuple[float, int]]) -> None:
        values, weights = columns(rows)
        opposite = [-value for value in values]
        assert concentration(values, opposite, weights) == pytest.approx(-gini(values, weights), abs=1e-12)


class TestRedistribution:
    def test_by_hand(self) -> None:
        # Before 1, 3: Gini 2 x 2 / 4 / (2 x 2) = .25. After 2, 3 in the same order: concentration = Gini = 1/10.
        assert reynolds_smolensky([1, 3], [2, 3]) == pytest.approx(0.15)
        assert reranking([1, 3], [2, 3]) == pytest.approx(0)

    def test_overtaking(self) -> None:
        # After 5, 3: Gini 2 x 2 / 4 / 8 = .125; by the old order -.125. RS = .25 + .125, reranking = .25
        assert reynolds_smolensky([1, 3], [5, 3]) == pytest.approx(0.375)
        assert reranking([1, 3], [5, 3]) == pytest.approx(0.25)

    @given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=20))
    def test_fall_of_gini_is_their_difference(self, rows: list[tuple[float, float]]) -> None:
        before, after = [b for b, _ in rows], [b + t for b, t in rows]
        assume(sum(before) > 0)
        fall = gini(before) - gini(after)
        assert reynolds_smolensky(before, after) - reranking(before, after) == pytest.approx(fall, abs=1e-12)
        assert reranking(before, after) >= -1e-12


class TestQuantileGroups:
    def test_ten_persons_ten_groups(self) -> None:
        assert quantile_groups([30, 10, 20, 100, 90, 80, 70, 60, 50, 40]).tolist() == [3, 1, 2, 10, 9, 8, 7, 6, 5, 4]

    def test_weights_fill_the_groups(self) -> None:
        # 10 persons, halves: 4 + 1 | 5. Middles .2, .45, .75 of all
        assert quantile_groups([1, 2, 3], [4, 1, 5], groups=2).tolist() == [1, 1, 2]

    def test_equal_welfare_stays_together(self) -> None:
        # Four zeros fill ranks 0 to .8, middle .4: group 2 of 5, the edge going to the lower group; then .9: group 5.
        assert quantile_groups([0, 0, 0, 0, 9], groups=5).tolist() == [2, 2, 2, 2, 5]

    @pytest.mark.parametrize("persons", range(2, 30))
    def test_decimal_weights_do_not_push_anybody_over_an_edge(self, persons: int) -> None:
        # With twice as many groups as persons every middle lies on an edge: groups 1, 3, 5 ...
        group = quantile_groups(np.arange(persons), np.full(persons, 0.1), groups=2 * persons)
        assert group.tolist() == list(range(1, 2 * persons, 2))

    def test_all_equal(self) -> None:
        assert set(quantile_groups([7] * 6, groups=5).tolist()) == {3}  # the middle of all

    def test_nobody(self) -> None:
        assert quantile_groups([]).size == 0
        assert np.isnan(quintile_means([])).all()

    def test_persons_without_weight_have_a_group_too(self) -> None:
        assert quantile_groups([1, 2, 3], [0, 1, 1], groups=2).tolist() == [1, 1, 2]

    def test_nobody_has_weight(self) -> None:
        with pytest.raises(InputError, match="all weights are 0"):
            quantile_groups([1, 2], [0, 0])

    @pytest.mark.parametrize("groups", [0, -1, 2.5, "5", None])
    def test_groups_are_counted(self, groups: object) -> None:
        with pytest.raises(InputError, match="groups"):
            quantile_groups([1, 2], groups=groups)  # type: ignore[arg-type]

    def test_quintile_means_by_hand(self) -> None:
        assert quintile_means([1, 2, 3, 4, 5, 6, 7, 8, 9, 30]).tolist() == [1.5, 3.5, 5.5, 7.5, 19.5]
        assert quantile_means([5, 7, 1, 3], groups=2, rank_by=[1, 2, 3, 4]).tolist() == [6, 2]

    def test_an_empty_group_is_nan(self) -> None:
        assert np.isnan(quantile_means([1, 2], groups=4)).tolist() == [False, True, False, True]

    @given(st.lists(st.tuples(amounts, st.sampled_from([0.1, 0.3, 1.0, 2.5])), min_size=1), st.integers(0, 2**32))
    def test_order_moves_nobody(self, rows: list[tuple[float, float]], seed: int) -> None:
        order = random.Random(seed).sample(range(len(rows)), len(rows))
        values, weights = np.array(rows).T
        there = quantile_groups(values, weights, 5)
        assert quantile_groups(values[order], weights[order], 5).tolist() == there[order].tolist()

    @given(people, st.integers(1, 12))
    def test_groups_rise_with_welfare_and_doubling_moves_nobody(
        self, rows: list[tuple[float, int]], groups: int
    ) -> None:
        values, weights = columns(rows)
        group = quantile_groups(values, weights, groups)
        assert group.min() >= 1
        assert group.max() <= groups
        assert (np.diff(group[np.argsort(values, kind="stable")]) >= 0).all()
        assert quantile_groups(values, np.array(weights) * 2, groups).tolist() == group.tolist()

    @given(st.integers(1, 12), st.integers(1, 20))
    def test_different_welfare_makes_equal_groups(self, groups: int, size: int) -> None:
        counts = np.bincount(quantile_groups(np.arange(groups * size), groups=groups))[1:]
        assert counts.tolist() == [size] * groups
