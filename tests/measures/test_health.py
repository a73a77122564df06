"""Catastrophic health expenditure by hand and at its edges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.measures import catastrophic


def test_by_hand() -> None:
    # Shares .10, .40, .60, 1.20 of capacity 1,000: over .4 are the last two, by .2 and .8
    result = catastrophic([100, 400, 600, 1200], [1000] * 4)
    assert result.headcount == 0.5
    assert result.overshoot == pytest.approx(0.25)  # (.2 + .8) / 4
    assert result.mean_positive_overshoot == pytest.approx(0.5)
    assert result.households == 4


def test_weights() -> None:
    # Over: weight 1 of 4, by .1
    result = catastrophic([500, 100], [1000, 1000], 0.4, [1, 3])
    assert result.headcount == 0.25
    assert result.overshoot == pytest.approx(0.025)


@pytest.mark.parametrize("capacity", [3.0, 7.0, 100.0, 1234.56])
def test_exactly_at_the_threshold_is_not_over(capacity: float) -> None:
    assert catastrophic([0.4 * capacity], [capacity]).headcount == 0


def test_nobody_over() -> None:
    result = catastrophic([0, 10], [100, 100])
    assert (result.headcount, result.overshoot) == (0, 0)
    assert math.isnan(result.mean_positive_overshoot)


def test_nobody_at_all() -> None:
    result = catastrophic([], [])
    assert math.isnan(result.headcount)
    assert math.isnan(result.overshoot)


def test_without_capacity_there_is_no_share() -> None:
    with pytest.raises(InputError, match=r"capacity: row 1 \(counted from 0\) is 0; more than 0 is needed"):
        catastrophic([1, 1], [10, 0])


@pytest.mark.parametrize("threshold", [0, 1, -0.1, 40, math.nan])
def test_a_threshold_is_a_share(threshold: float) -> None:
    with pytest.raises(InputError, match="threshold"):
        catastrophic([1], [10], threshold)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500), st.integers(0, 4)), min_size=1),
    st.floats(0.05, 0.95),
)
def test_overshoot_is_headcount_times_mpo(rows: list[tuple[int, int, int]], threshold: float) -> None:
    oop, capacity, weight = (list(part) for part in zip(*rows, strict=True))
    result = catastrophic(oop, capacity, threshold, weight)
    if result.headcount > 0:
        assert result.overshoot == pytest.approx(result.headcount * result.mean_positive_overshoot)
        copies = [(o, c) for o, c, w in rows for _ in range(w)]
        repeated = catastrophic([o for o, _ in copies], [c for _, c in copies], threshold)
        assert repeated.headcount == pytest.approx(result.headcount)
        assert repeated.overshoot == pytest.approx(result.overshoot)
