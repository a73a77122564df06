"""Compiled numbers are those of `luck` and `portable_math`, bit for bit; kept columns come back to the bit."""

import numpy as np

from workbench import portable_math
from workbench.luck import stream_key, uniform_draws
from workbench.population import synthesize
from workbench.population.lives.kin import with_kin
from workbench.population.lives.numbers import compiled, exponential, hashed_id, logarithm, normal, uniform
from workbench.population.lives.state import state_of
from workbench.population.lives.store import kept, unpacked


@compiled
def _each(key, ids, x):
    found = np.empty((4, ids.size))
    for i in range(ids.size):
        found[0, i] = uniform(key, ids[i])
        found[1, i] = exponential(x[i])
        found[2, i] = logarithm(found[0, i])
        found[3, i] = normal(found[0, i])
    return found


def test_compiled_numbers_are_the_same_bits():
    ids, x = np.arange(20_000) * 7 - 40_000, np.linspace(-800.0, 800.0, 20_000)
    draws = uniform_draws(5, "a decision", ids)
    got = _each(np.uint64(stream_key(5, "a decision")), ids, x)
    wanted = [draws, portable_math.exp(x), portable_math.log(draws), portable_math.normal_quantile(draws)]
    assert np.array_equal(got.view(np.int64), np.array(wanted).view(np.int64))


def test_ids_of_the_founded_lie_below_two_to_the_fifty_third_and_differ():
    ids = {int(hashed_id(anchor, why, year)) for anchor in range(500) for why in range(1, 7) for year in (2022, 2023)}
    assert len(ids) == 500 * 6 * 2
    assert min(ids) >= 0
    assert max(ids) < 2**53


def test_a_year_is_kept_in_less_and_comes_back_to_the_bit():
    state = with_kin(state_of(synthesize(4, 4_000), 2021), 4, 0.5)
    state.person["wage_income"][:3] = (-0.0, 1e12, 0.123456)  # no whole fen: kept as they are
    packed = kept(state)
    again = unpacked(packed)
    for part in ("person", "household", "dwelling"):
        for name, values in getattr(state, part).items():
            back = getattr(again, part)[name]
            assert back.dtype == values.dtype, name
            assert back.tobytes() == values.tobytes(), name
