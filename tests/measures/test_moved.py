"""The Gini after moves equals the Gini of the moved incomes, however they are grouped."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.errors import InputError
from workbench.measures import Standing, gini

# Few different incomes: ties between who moves, who stays, and where somebody else was before.
INCOMES = st.integers(0, 12).map(float) | st.floats(0, 1000, allow_subnormal=False)


@st.composite
def moved(draw):
    n = draw(st.integers(2, 30))
    before = draw(arrays(np.float64, n, elements=INCOMES))
    weight = draw(arrays(np.float64, n, elements=st.sampled_from([0.0, 0.5, 1.0, 3.0])))
    after = before + draw(arrays(np.float64, n, elements=st.sampled_from([0.0, 0.0, 1.0, 2.5, 100.0, -1.0])))
    group = draw(arrays(np.int64, n, elements=st.integers(0, 2)))
    return before, after, weight, group


@settings(max_examples=300, deadline=None)
@given(moved())
def test_moves_in_groups_give_the_gini_of_the_moved_incomes(case) -> None:
    before, after, weight, group = case
    standing = Standing(before, weight)
    parts = [standing.moves(before[group == k], after[group == k], weight[group == k]) for k in range(3)]
    expected = gini(after, weight)
    assert standing.gini(*parts) == pytest.approx(expected, abs=1e-12, nan_ok=True)
    assert standing.gini() == pytest.approx(gini(before, weight), abs=1e-12, nan_ok=True)


def test_a_case_worked_out_by_hand() -> None:
    # Incomes 0, 10, 20: differences of pairs 10 + 20 + 10 = 40, twice 80; Gini 80 ÷ (2 × 3 × 30) = 4/9.
    # The poorest rises to 10: 0 + 10 + 10 = 20, twice 40; Gini 40 ÷ (2 × 3 × 40) = 1/6.
    standing = Standing([0.0, 10.0, 20.0])
    assert standing.gini() == pytest.approx(4 / 9, rel=1e-15)
    up = standing.moves(np.array([0.0]), np.array([10.0]), np.array([1.0]))
    assert standing.gini(up) == pytest.approx(1 / 6, rel=1e-15)
    # g is -1 from 0 to 10, so that its square's integral is 10.
    assert up.square == pytest.approx(10.0)


def test_nobody_and_nothing_have_no_gini() -> None:
    assert np.isnan(Standing([]).gini())
    assert np.isnan(Standing([0.0, 0.0]).gini())
    with pytest.raises(InputError, match="weight"):
        Standing([1.0, 2.0], [1.0, -1.0])
