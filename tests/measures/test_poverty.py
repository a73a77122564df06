"""Poverty by hand, at its edges, and what must hold for any population."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.measures import poverty, sen, watts

FIVE = [20.0, 60.0, 100.0, 140.0, 300.0]
LINE = 100.0

incomes = st.integers(-500, 5_000).map(float)
positive = st.integers(1, 5_000).map(float)
people = st.lists(st.tuples(incomes, st.integers(0, 5)), min_size=1, max_size=30)
some_weight = people.filter(lambda rows: any(weight for _, weight in rows))


def split(rows: list[tuple[float, int]]) -> tuple[list[float], list[float]]:
    return [income for income, _ in rows], [float(weight) for _, weight in rows]


class TestByHand:
    def test_five_persons(self) -> None:
        # Poor: 20 and 60 (100 is at the line, not below). Gaps 80 and 40 of 100.
        result = poverty(FIVE, LINE)
        assert result.headcount == pytest.approx(0.4)  # 2 / 5
        assert result.gap == pytest.approx(0.24)  # (.8 + .4) / 5
        assert result.squared_gap == pytest.approx(0.16)  # (.64 + .16) / 5
        assert (result.poor, result.persons, result.gap_yuan) == (2, 5, 120)

    def test_weights(self) -> None:
        # Weights 1, 3, 6: persons 10; poor 1 + 3; gap (.5 x 1 + .25 x 3) / 10 = .125; squared (.25 + .1875) / 10
        result = poverty([50, 75, 200], LINE, [1, 3, 6])
        assert result.headcount == pytest.approx(0.4)
        assert result.gap == pytest.approx(0.125)
        assert result.squared_gap == pytest.approx(0.04375)
        assert result.gap_yuan == pytest.approx(125)  # 50 x 1 + 25 x 3

    def test_a_line_for_each_person(self) -> None:
        # Urban 700, rural 500: 600 is poor in town (gap 100 / 700) and not in the village.
        result = poverty([600, 600], [700, 500])
        assert result.headcount == 0.5
        assert result.gap == pytest.approx(1 / 14)
        assert result.gap_yuan == 100

    def test_watts(self) -> None:
        # (ln(100 / 20) + ln(100 / 60)) / 5 = (1.609438 + .510826) / 5 = .424053
        assert watts(FIVE, LINE) == pytest.approx(0.424053, abs=1e-6)

    def test_sen(self) -> None:
        # H = .4; I = (.8 + .4) / 2 = .6; Gini of (20, 60): (60 - 20) / (2 x 2 x 40) = .25
        # S = .4 x (.6 + .4 x .25) = .28
        assert sen(FIVE, LINE) == pytest.approx(0.28)


class TestEdges:
    @pytest.mark.parametrize("welfare", [[], np.array([]), pl.Series([], dtype=pl.Float64)])
    def test_nobody(self, welfare: Any) -> None:
        result = poverty(welfare, LINE)
        assert math.isnan(result.headcount)
        assert math.isnan(result.gap)
        assert math.isnan(result.squared_gap)
        assert (result.poor, result.persons, result.gap_yuan) == (0, 0, 0)
        assert math.isnan(watts(welfare, LINE))
        assert math.isnan(sen(welfare, LINE))

    def test_weights_of_zero_are_nobody(self) -> None:
        assert math.isnan(poverty([50, 150], LINE, [0, 0]).headcount)

    def test_nobody_poor(self) -> None:
        result = poverty([100, 200], LINE)
        assert (result.headcount, result.gap, result.squared_gap, result.gap_yuan) == (0, 0, 0, 0)
        assert watts([100, 200], LINE) == 0
        assert sen([100, 200], LINE) == 0

    def test_all_poor_with_nothing(self) -> None:
        result = poverty([0, 0], LINE)
        assert (result.headcount, result.gap, result.squared_gap) == (1, 1, 1)
        assert sen([0, 0], LINE) == 1

    def test_a_loss_counts_in_full(self) -> None:
        # -50: gap (100 + 50) / 100 = 1.5, squared 2.25; nothing cut off
        result = poverty([-50], LINE)
        assert (result.headcount, result.gap, result.squared_gap, result.gap_yuan) == (1, 1.5, 2.25, 150)

    def test_sen_with_a_loss(self) -> None:
        # y/z -.5 and .5: H I = (1.5 + .5) / 2 = 1; mean difference |1| / 2 = .5, half of it .25; S = 1.25
        assert sen([-50, 50], LINE) == pytest.approx(1.25)

    @pytest.mark.parametrize("lowest", [0.0, -3.0])
    def test_watts_needs_a_floor_at_zero_and_below(self, lowest: float) -> None:
        with pytest.raises(InputError, match=r"row 1 .*not defined.*floor"):
            watts([50, lowest], LINE)
        # With a floor of 10: (ln 2 + ln 10) / 2
        assert watts([50, lowest], LINE, floor=10) == pytest.approx((math.log(2) + math.log(10)) / 2)

    @pytest.mark.parametrize("floor", [0, -1, 100, 120, math.nan])
    def test_a_floor_must_lie_between_nothing_and_the_line(self, floor: float) -> None:
        with pytest.raises(InputError, match="floor"):
            watts([50], LINE, floor=floor)

    @pytest.mark.parametrize("line", [0, -1, math.nan, math.inf, [100, 0], [100, math.nan], "100"])
    def test_a_line_must_be_positive(self, line: Any) -> None:
        with pytest.raises(InputError, match="line"):
            poverty([50, 60], line)

    def test_the_error_names_the_row_of_a_line(self) -> None:
        with pytest.raises(InputError, match=r"line: row 1 \(counted from 0\) is 0; more than 0 is needed"):
            poverty([50, 60], [100, 0])

    def test_inputs_are_not_changed(self) -> None:
        welfare, weight = np.array([3.0, -1.0, 2.0]), np.array([1.0, 2.0, 3.0])
        poverty(welfare, LINE, weight)
        watts(welfare, LINE, weight, floor=1)
        sen(welfare, LINE, weight)
        assert welfare.tolist() == [3, -1, 2]
        assert weight.tolist() == [1, 2, 3]


class TestAlways:
    @given(some_weight, st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, rows: list[tuple[float, int]], luck: random.Random) -> None:
        other = list(rows)
        luck.shuffle(other)
        one, two = poverty(*_with_line(rows)), poverty(*_with_line(other))
        assert two.headcount == pytest.approx(one.headcount)
        assert two.squared_gap == pytest.approx(one.squared_gap)
        assert sen(*_with_line(rows)) == pytest.approx(sen(*_with_line(other)))

    @given(some_weight)
    def test_weight_two_is_the_row_twice(self, rows: list[tuple[float, int]]) -> None:
        copies = [income for income, weight in rows for _ in range(weight)]
        weighted, repeated = poverty(*_with_line(rows)), poverty(copies, LINE)
        assert weighted.headcount == pytest.approx(repeated.headcount)
        assert weighted.gap == pytest.approx(repeated.gap)
        assert weighted.squared_gap == pytest.approx(repeated.squared_gap)
        assert weighted.gap_yuan == pytest.approx(repeated.gap_yuan)
        assert sen(*_with_line(rows)) == pytest.approx(sen(copies, LINE))
        assert watts(*_with_line(rows), floor=1) == pytest.approx(watts(copies, LINE, floor=1))

    @given(some_weight, st.sampled_from([0.01, 0.5, 7.0, 12.0]))
    def test_units_and_doubled_weights_change_no_share(self, rows: list[tuple[float, int]], unit: float) -> None:
        welfare, weight = split(rows)
        one = poverty(welfare, LINE, weight)
        other = poverty([y * unit for y in welfare], LINE * unit, [2 * w for w in weight])
        # Scaling may move someone exactly at the line by a rounding, never by more than that.
        assert other.gap == pytest.approx(one.gap, abs=1e-9)
        assert other.squared_gap == pytest.approx(one.squared_gap, abs=1e-9)
        assert other.gap_yuan == pytest.approx(2 * unit * one.gap_yuan, abs=1e-6)

    @given(some_weight, some_weight)
    def test_shares_of_parts_add_up_by_population(
        self, one: list[tuple[float, int]], two: list[tuple[float, int]]
    ) -> None:
        a, b, both = poverty(*_with_line(one)), poverty(*_with_line(two)), poverty(*_with_line(one + two))
        for name in ("headcount", "gap", "squared_gap"):
            mixed = (getattr(a, name) * a.persons + getattr(b, name) * b.persons) / both.persons
            assert getattr(both, name) == pytest.approx(mixed)

    @given(st.lists(st.integers(0, 5_000).map(float), min_size=1))
    def test_bounds_without_losses(self, welfare: list[float]) -> None:
        result = poverty(welfare, LINE)
        assert 0 <= result.squared_gap <= result.gap <= result.headcount <= 1
        assert result.gap - 1e-12 <= sen(welfare, LINE) <= result.headcount + 1e-12

    @given(st.lists(positive, min_size=1))
    def test_watts_is_at_least_the_gap(self, welfare: list[float]) -> None:
        # ln(z / y) >= 1 - y / z
        assert watts(welfare, LINE) >= poverty(welfare, LINE).gap - 1e-12

    @given(st.lists(positive, min_size=1), positive, positive)
    def test_a_higher_line_never_lowers_poverty(self, welfare: list[float], one: float, two: float) -> None:
        low, high = poverty(welfare, min(one, two)), poverty(welfare, max(one, two))
        assert low.headcount <= high.headcount
        assert low.gap <= high.gap + 1e-12

    @given(st.floats(1, 40), st.floats(45, 99), st.floats(0.01, 0.99))
    def test_a_transfer_from_the_poor_to_the_poorer(self, poorer: float, poor: float, part: float) -> None:
        given_away = (poor - poorer) / 2 * part
        before, after = [poorer, poor, 200], [poorer + given_away, poor - given_away, 200]
        assert poverty(after, LINE).gap == pytest.approx(poverty(before, LINE).gap)
        assert poverty(after, LINE).squared_gap < poverty(before, LINE).squared_gap
        assert watts(after, LINE) < watts(before, LINE)
        assert sen(after, LINE) < sen(before, LINE)


def _with_line(rows: list[tuple[float, int]]) -> tuple[list[float], float, list[float]]:
    welfare, weight = split(rows)
    return welfare, LINE, weight
