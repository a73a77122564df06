"""Luck is uniform, independent, and stays with the person; money is rounded as clerks do it."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbench.luck import normal_draws, uniform_draws
from workbench.money import to_fen, to_whole_yuan, up_to_whole_yuan

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


@pytest.mark.parametrize(
    ("yuan", "fen"), [(1.005, 1.01), (2.675, 2.68), (0.125, 0.13), (0.005, 0.01), (0.0049, 0.0), (321.995, 322.0)]
)
def test_half_a_fen_goes_up(yuan: float, fen: float) -> None:
    assert to_fen(yuan) == fen


@given(st.integers(0, 10**12), st.integers(0, 999))
def test_amounts_above_ten_million_are_exact_to_the_fen(fen: int, rest: int) -> None:
    amount = Decimal(fen) / 100 + Decimal(rest) / 100_000
    if abs(amount) < 10**8:  # beyond, a float no longer holds a thousandth of a fen
        exact = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert Decimal(repr(to_fen(float(amount)))) == exact


@given(st.integers(0, 500_000), st.integers(100, 300))
def test_whole_yuan(tenths: int, percent: int) -> None:
    yuan = Decimal(tenths) / 10
    assert to_whole_yuan(float(yuan)) == float(yuan.quantize(Decimal(1), ROUND_HALF_UP))
    product = Decimal(int(yuan)) * Decimal(percent) / 100
    assert up_to_whole_yuan(float(int(yuan)) * (percent / 100)) == float(product.quantize(Decimal(1), ROUND_CEILING))
