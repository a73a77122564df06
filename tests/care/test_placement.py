"""Who finds a place where: by hand, and never beyond the willing, the places, the reach or the best possible."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from workbench.care import place

NEAR_FAR = np.array([[0, 1], [1, 0]])  # two towns with a home each


def test_the_nearest_home_is_asked_first() -> None:
    # town A: 5 willing, home A 3 places; town B: 1 willing, home B 4 places → A keeps 3, sends 2 to B, B keeps its own
    placed = place(np.array([5.0, 1.0]), np.array([3.0, 4.0]), NEAR_FAR, 1)
    np.testing.assert_allclose(placed, [[3, 2], [0, 1]], atol=1e-9)


def test_nobody_goes_further_than_allowed() -> None:
    placed = place(np.array([5.0, 1.0]), np.array([3.0, 4.0]), NEAR_FAR, 0)
    np.testing.assert_allclose(placed, [[3, 0], [0, 1]], atol=1e-9)


def test_a_full_home_takes_the_same_part_of_each_town() -> None:
    # one home at the same distance from both: 3 places for 4 + 2 asking → half of each
    placed = place(np.array([4.0, 2.0]), np.array([3.0]), np.array([[1], [1]]), 1)
    np.testing.assert_allclose(placed[:, 0], [2.0, 1.0], atol=1e-9)


@st.composite
def networks(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    towns, homes = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    numbers = st.lists(st.integers(0, 30), min_size=towns, max_size=towns)
    places = st.lists(st.integers(0, 30), min_size=homes, max_size=homes)
    steps = st.lists(st.lists(st.integers(0, 3), min_size=homes, max_size=homes), min_size=towns, max_size=towns)
    return np.array(draw(numbers), float), np.array(draw(places), float), np.array(draw(steps)), draw(st.integers(0, 3))


@given(networks())
def test_nobody_is_placed_twice_and_no_bed_is_given_twice(network) -> None:
    willing, places, steps, borders = network
    placed = place(willing, places, steps, borders)
    assert (placed >= 0).all()
    assert (placed.sum(axis=1) <= willing + 1e-9).all()
    assert (placed.sum(axis=0) <= places + 1e-9).all()
    assert (placed[steps > borders] == 0).all()
    if (steps <= borders).all():
        # towards the end a proportional sharing only comes close to the last place
        assert placed.sum() == pytest.approx(min(willing.sum(), places.sum()), rel=0.02, abs=0.02)


@given(networks())
def test_it_never_beats_the_best_and_stays_near_it(network) -> None:
    willing, places, steps, borders = network
    towns, homes = steps.shape
    size = towns + homes + 2
    capacity = np.zeros((size, size), dtype=np.int32)
    capacity[0, 1 : towns + 1], capacity[towns + 1 : -1, -1] = willing, places
    capacity[1 : towns + 1, towns + 1 : -1] = np.where(steps <= borders, 1000, 0)
    best = maximum_flow(csr_array(capacity), 0, size - 1).flow_value
    placed = place(willing, places, steps, borders).sum()
    assert placed <= best + 1e-6
    assert placed >= 0.5 * best - 1e-6  # a maximal matching has at least half of a maximum one


def test_many_futures_at_once_are_the_same_as_one_by_one() -> None:
    random = np.random.default_rng(1)
    willing, places = random.uniform(0, 9, (4, 3, 2)), random.uniform(0, 9, (4, 3, 2))
    together = place(willing, places, NEAR_FAR, 1)
    for k in range(4):
        np.testing.assert_allclose(together[k], place(willing[k], places[k], NEAR_FAR, 1))
