"""Luck is uniform, independent, and stays with the person; its hash is the published one."""

import numpy as np
import pytest
from scipy import stats

from workbench.luck import normal_draws, uniform_draws

IDS = np.arange(1, 50_001)


@pytest.mark.parametrize("decision", ["dibao_draw", "tekun_draw", "single_person_draw"])
@pytest.mark.parametrize("seed", [0, 20210602, -5])
def test_draws_are_uniform(seed: int, decision: str) -> None:
    draws = uniform_draws(seed, decision, IDS)
    assert stats.kstest(draws, "uniform").pvalue > 0.001
    assert 0 < draws.min() < draws.max() < 1


def test_normal_draws_are_normal() -> None:
    assert stats.kstest(normal_draws(20210602, "income_assessment_draw", IDS), "norm").pvalue > 0.001


def test_decisions_seeds_and_neighbours_are_independent() -> None:
    a = uniform_draws(1, "dibao_draw", IDS)
    others = [uniform_draws(1, "tekun_draw", IDS), uniform_draws(2, "dibao_draw", IDS), np.roll(a, 1)]
    # the correlation of 50,000 independent pairs is within ± 4 / √50,000 = ± 0.018
    assert max(abs(np.corrcoef(a, b)[0, 1]) for b in others) < 0.018


def test_luck_depends_on_the_id_alone() -> None:
    a = uniform_draws(1, "dibao_draw", IDS)
    order = np.random.default_rng(0).permutation(len(IDS))
    assert np.array_equal(uniform_draws(1, "dibao_draw", IDS[order]), a[order])
    assert np.array_equal(uniform_draws(1, "dibao_draw", IDS[:100]), a[:100])
    assert uniform_draws(1, "dibao_draw", np.array([2**60, -7])).shape == (2,)


def splitmix(x: int) -> int:
    """The published reference, one number at a time, in Python's own integers."""
    x = (x + 0x9E3779B97F4A7C15) % 2**64
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % 2**64
    return x ^ (x >> 31)


def test_the_hash_is_the_published_one() -> None:
    assert splitmix(0) == 0xE220A8397B1DCDAF  # first output of splitmix64 from state 0
    name = 0xCBF29CE484222325
    for byte in b"dibao_draw":
        name = ((name ^ byte) * 0x100000001B3) % 2**64
    key = splitmix(splitmix(20210602) ^ splitmix(name))
    wanted = [((splitmix((splitmix(i ^ key) + key) % 2**64) >> 11) + 0.5) * 2.0**-53 for i in (1, 2, 515_000)]
    assert uniform_draws(20210602, "dibao_draw", np.array([1, 2, 515_000])).tolist() == wanted
