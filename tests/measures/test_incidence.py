"""Coverage and shares by group, by hand and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.measures import beneficiary_incidence, benefit_incidence, group_coverage, targeting

TEN = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
SERVED = [1, 1, 1, 0, 0, 0, 1, 0, 0, 0]
BENEFIT = [40, 20, 20, 0, 0, 0, 20, 0, 0, 0]


def test_coverage_of_fifths() -> None:
    assert group_coverage(TEN, SERVED).tolist() == [1, 0.5, 0, 0.5, 0]


def test_recipients_by_fifth() -> None:
    assert beneficiary_incidence(TEN, SERVED).tolist() == [0.5, 0.25, 0, 0.25, 0]  # 2, 1, 0, 1, 0 of 4


def test_money_by_fifth() -> None:
    assert benefit_incidence(TEN, BENEFIT).tolist() == [0.6, 0.2, 0, 0.2, 0]  # 60, 20, 0, 20, 0 of 100


def test_a_household_may_cross_fifths_by_the_ranking() -> None:
    # Ranked after the transfer, the first (10 + 40 = 50) overtakes the second (20) and leaves the poorest half.
    before, benefit = np.array([10, 20, 30, 60]), np.array([40, 0, 0, 0])
    assert benefit_incidence(before, benefit, groups=2).tolist() == [1, 0]
    assert benefit_incidence(before + benefit, benefit, groups=2).tolist() == [0, 1]


def test_weights() -> None:
    # 10 persons; poorest half: 5 persons with weight 5; money 5 x 2 against 4 x 1 and 1 x 0
    assert benefit_incidence([1, 2, 3], [2, 1, 0], [5, 4, 1], groups=2) == pytest.approx([10 / 14, 4 / 14])


def test_nobody_served_is_not_defined() -> None:
    assert np.isnan(beneficiary_incidence(TEN, [0] * 10)).all()
    assert np.isnan(benefit_incidence(TEN, [0] * 10)).all()
    assert group_coverage(TEN, [0] * 10).tolist() == [0] * 5


def test_an_empty_group_has_no_coverage() -> None:
    assert np.isnan(group_coverage([5, 5, 5], [1, 0, 1])).tolist() == [True, True, False, True, True]


def test_nobody_at_all() -> None:
    assert np.isnan(group_coverage([], [])).all()
    assert np.isnan(benefit_incidence([], [])).all()


def test_lengths_must_agree() -> None:
    with pytest.raises(InputError, match="transfer: has 2 rows where 3 are needed"):
        benefit_incidence([1, 2, 3], [1, 2])


@given(
    st.lists(st.tuples(st.integers(-50, 500), st.integers(0, 90), st.integers(1, 5)), min_size=1, max_size=30).filter(
        lambda rows: any(b for _, b, _ in rows)
    ),
    st.integers(1, 10),
)
def test_shares_add_to_one_and_agree_with_the_total(rows: list[tuple[int, int, int]], groups: int) -> None:
    y, b, w = (np.array(part) for part in zip(*rows, strict=True))
    assert benefit_incidence(y, b, w, groups).sum() == pytest.approx(1)
    assert beneficiary_incidence(y, b > 0, w, groups).sum() == pytest.approx(1)
    assert group_coverage(y, b > 0, w, 1)[0] == pytest.approx(targeting(y, b, 100, w).coverage)
