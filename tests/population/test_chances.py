"""Chances scaled to a mean share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.population.synthesis.chances import MOST, scaled, scaled_by_residence


def test_twice_as_likely_stays_twice_as_likely():
    # weights 1, 1, 2 with mean .2: together .6, so .15, .15, .30
    assert scaled(np.array([1.0, 1.0, 2.0]), 0.2) == pytest.approx([0.15, 0.15, 0.30])


def test_what_the_cap_cuts_goes_to_the_others():
    # mean .5 of weights 1, 1, 10: the last would be 1.25, is .95; the others share 1.5 − .95 = .55
    assert scaled(np.array([1.0, 1.0, 10.0]), 0.5) == pytest.approx([0.275, 0.275, 0.95])


def test_nobody_possible_or_none_wanted():
    assert scaled(np.zeros(3), 0.5).tolist() == [0, 0, 0]
    assert scaled(np.ones(3), 0.0).tolist() == [0, 0, 0]
    assert scaled(np.empty(0), 0.3).size == 0
    # one of four possible: at most .95 / 4 on average
    assert scaled(np.array([0.0, 0, 5, 0]), 0.5).tolist() == [0, 0, MOST, 0]


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=50), st.floats(0.001, 0.9))
def test_mean_and_cap_hold(relative, mean):
    chance = scaled(np.array(relative), mean)
    assert chance.mean() == pytest.approx(mean, rel=1e-3)
    assert 0 <= chance.min() <= chance.max() <= MOST


def test_residences_are_scaled_apart():
    chance = scaled_by_residence(np.ones(4), np.array([0, 1, 1, 1], dtype=np.int8), np.array([0.1, 0.3]))
    assert chance == pytest.approx([0.1, 0.3, 0.3, 0.3])
