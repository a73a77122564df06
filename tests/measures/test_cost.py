"""Money: exact to the fen, half up, whatever the order of rows."""

from __future__ import annotations

import dataclasses
import math
import random
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.measures import Cost, annual, change, cost, in_fen, per_head
from workbench.money import to_fen


class TestCost:
    def test_by_hand(self) -> None:
        # (468.00 + 126.35) x 12 = 7,132.20
        result = cost([468.00, 126.35])
        assert result == Cost(713_220)
        assert result.yuan_per_year == 7132.20
        assert result.wan_yuan_per_year == 0.71322

    @pytest.mark.parametrize(("yuan", "fen"), [(0.005, 1), (1.005, 101), (2.675, 268), (0.0049, 0), (1.115, 112)])
    def test_half_a_fen_goes_up(self, yuan: float, fen: int) -> None:
        assert cost([yuan]).fen_per_year == 12 * fen

    def test_weights(self) -> None:
        assert cost([100, 50], [3, 2]).yuan_per_year == 4800  # (300 + 100) x 12
        assert cost([100, 50], [0.5, 0.25]).yuan_per_year == 750  # (50 + 12.50) x 12
        assert cost([0.01], [1 / 24]).fen_per_year == 1  # half a fen a year, up

    def test_nobody(self) -> None:
        assert cost([]) == cost([0, 0]) == cost([5], [0]) == Cost(0)

    def test_above_what_a_float_can_count(self) -> None:
        # 1e9 payments of 7e9 yuan and 1 fen: 12 x (7e11 + 1) x 1e9 fen, past 2^53 and past 64 bits
        assert cost([7e9 + 0.01], [1e9]).fen_per_year == 12 * 700_000_000_001 * 10**9

    def test_small_payments_are_not_lost_beside_a_large_one(self) -> None:
        # 128 payments of half a fen (1 fen at weight .5) after 1e14 fen x 100.5: added one by one they would vanish.
        amounts, weights = [1e12] + [0.01] * 128, [100.5] + [0.5] * 128
        expected = Cost(12 * (10_050_000_000_000_000 + 64))
        assert cost(amounts, weights) == expected
        assert cost(amounts[::-1], weights[::-1]) == expected

    def test_parts_add_up(self) -> None:
        assert cost([1.23]) + cost([4.56, 7.89]) == cost([1.23, 4.56, 7.89])
        assert cost([3]) - cost([5]) == Cost(-2400)
        assert cost([3]) < cost([5])

    def test_frozen(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            cost([1]).fen_per_year = 2  # type: ignore[misc]

    def test_too_large_for_a_fen(self) -> None:
        with pytest.raises(InputError, match=r"row 1 \(counted from 0\) is 1e\+14"):
            cost([1, 1e14])

    @given(st.lists(st.tuples(st.integers(0, 10**8), st.floats(0, 50)), max_size=30), st.integers(0, 2**32))
    def test_order_changes_not_a_fen(self, rows: list[tuple[int, float]], seed: int) -> None:
        shuffled = random.Random(seed).sample(rows, len(rows))
        amounts, weights = [a / 100 for a, _ in rows], [w for _, w in rows]
        assert cost([a / 100 for a, _ in shuffled], [w for _, w in shuffled]) == cost(amounts, weights)
        assert cost(amounts) == Cost(12 * sum(a for a, _ in rows))

    @given(st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 5)), max_size=30))
    def test_weight_two_is_the_payment_twice(self, rows: list[tuple[int, int]]) -> None:
        weighted = cost([a / 1000 for a, _ in rows], [w for _, w in rows])
        assert weighted == cost([a / 1000 for a, w in rows for _ in range(w)])


class TestRounding:
    @given(st.integers(0, 10**11))
    def test_tenths_of_a_fen_round_as_on_paper(self, tenths: int) -> None:
        paper = (Decimal(tenths) / 10).quantize(Decimal(1), ROUND_HALF_UP)
        assert in_fen([tenths / 1000])[0] == int(paper)

    @given(st.lists(st.floats(0, 1e7)))
    def test_is_the_rounding_of_the_rules(self, yuan: list[float]) -> None:
        assert (in_fen(yuan) / 100).tolist() == [to_fen(amount) for amount in yuan]


class TestHelpers:
    def test_annual(self) -> None:
        assert annual(0.10) == 1.20
        assert annual(468) == 5616
        assert annual(33.335) == 400.08  # 33.34 x 12

    def test_per_head(self) -> None:
        assert per_head(5616, 12) == 468
        assert math.isnan(per_head(0, 0))
        assert math.isnan(per_head(10, 0))

    @pytest.mark.parametrize(("yuan", "persons"), [(1, -1), (math.nan, 1), (1, math.nan), (math.inf, 1)])
    def test_per_head_refuses(self, yuan: float, persons: float) -> None:
        with pytest.raises(InputError, match="per_head"):
            per_head(yuan, persons)

    def test_five_per_cent_is_five_per_cent(self) -> None:
        rise = change(40_000_000, 42_000_000)
        assert rise.absolute == 2_000_000
        assert rise.relative == pytest.approx(0.05)
        assert rise.percent == pytest.approx(5)

    def test_a_fall(self) -> None:
        assert change(200, 150).percent == pytest.approx(-25)

    def test_a_rise_from_a_loss_is_positive(self) -> None:
        assert change(-100, -50).relative == pytest.approx(0.5)

    @pytest.mark.parametrize("after", [0, 10])
    def test_from_nothing_there_is_no_percentage(self, after: float) -> None:
        result = change(0, after)
        assert result.absolute == after
        assert math.isnan(result.relative)
        assert math.isnan(result.percent)

    def test_not_numbers(self) -> None:
        with pytest.raises(InputError, match="two finite numbers"):
            change(np.nan, 1)
