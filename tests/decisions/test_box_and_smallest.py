"""Where it fails, and the smallest standard that is enough."""

import numpy as np
import polars as pl
import pytest

from workbench.decisions import failure_box, smallest_standard
from workbench.errors import InputError, UnknownNameError
from workbench.population import Population
from workbench.scenario import Scenario


def test_the_box_that_was_hidden_is_found() -> None:
    random = np.random.default_rng(1)
    inputs = pl.DataFrame({name: random.uniform(size=2000) for name in "abcd"})
    failed = ((inputs["a"] > 0.7) & (inputs["c"] < 0.4)).to_numpy()
    box = failure_box(inputs, failed)
    assert set(box.limits["name"]) == {"a", "c"}
    ends = {name: (low, high) for name, low, high in box.limits.iter_rows()}
    assert ends["a"][0] == pytest.approx(0.7, abs=0.1)
    assert ends["c"][1] == pytest.approx(0.4, abs=0.1)
    assert box.density >= 0.8
    assert box.coverage > 0.8
    assert box.base == pytest.approx(failed.mean())
    assert box.steps["mass"].is_sorted(descending=True)
    inside = inputs.filter(pl.col("a").is_between(*ends["a"]) & pl.col("c").is_between(*ends["c"])).height
    assert inside == pytest.approx(box.mass * 2000, abs=1)


def test_a_rare_failure_is_found_among_assumptions_that_dont_matter() -> None:
    """With few failures many first slices are as good as one another; the box must not be spent on them."""
    random = np.random.default_rng(3)
    inputs = pl.DataFrame({name: random.uniform(size=300) for name in "abcdefgh"})
    failed = (inputs["g"] + 0.3 * inputs["h"] > 1.08).to_numpy()
    assert 0.05 < failed.mean() < 0.15
    box = failure_box(inputs, failed)
    assert "g" in box.limits["name"].to_list()
    assert box.limits.height <= 3
    assert box.density > 0.75
    assert box.coverage > 0.5


@pytest.mark.parametrize("seed", [0, 2, 4, 6])
def test_among_fifty_assumptions_those_that_make_it_fail_are_found(seed: int) -> None:
    """Three of fifty count beside chance, one in ten of 300 futures fails: slices of the other 47 fit by chance."""
    random = np.random.default_rng(seed)
    inputs = pl.DataFrame({f"x{k}": random.uniform(size=300) for k in range(50)})
    cost = inputs["x10"] + inputs["x20"] + inputs["x30"] + 0.8 * random.uniform(size=300)
    failed = (cost > cost.quantile(0.9)).to_numpy()
    box = failure_box(inputs, failed)
    assert set(box.limits["name"]) <= {"x10", "x20", "x30"}
    assert box.density > 4 * box.base
    assert box.coverage > 0.4


def test_there_is_no_box_where_nothing_or_everything_fails() -> None:
    inputs = pl.DataFrame({"a": [0.1, 0.2, 0.3]})
    with pytest.raises(InputError, match="no future fails"):
        failure_box(inputs, np.zeros(3, dtype=bool))
    with pytest.raises(InputError, match="every future fails"):
        failure_box(inputs, np.ones(3, dtype=bool))
    with pytest.raises(InputError, match="3 futures of 1 inputs, 2 outcomes"):
        failure_box(inputs, np.ones(2, dtype=bool))


def test_a_yuan_less_would_not_be_enough(county: Population, baseline: Scenario) -> None:
    ceiling = smallest_standard(county, baseline, residence="rural", at_least=0.99)
    floor = smallest_standard(county, baseline, residence="rural", at_least=0.0)
    assert not ceiling.found
    assert (floor.yuan, floor.tried) == (370, 8)  # 105 standards: seven halvings, and the ceiling
    aim = (floor.value + ceiling.best) / 2
    found = smallest_standard(county, baseline, residence="rural", at_least=aim)
    assert found.found
    assert found.before < aim <= found.value
    assert floor.yuan < found.yuan < ceiling.yuan
    assert found.ratio == pytest.approx(found.yuan * 12 / 12660)


def test_the_smallest_is_found_wherever_it_lies(county: Population, baseline: Scenario) -> None:
    """The value and the one a yuan lower come from the runs: found is the first standard that is enough."""
    floor = smallest_standard(county, baseline, residence="rural", at_least=0.0)
    steps = np.linspace(floor.value, floor.best, 9)[1:-1]
    for aim in steps:
        found = smallest_standard(county, baseline, residence="rural", at_least=float(aim))
        assert found.before < aim <= found.value, aim


def test_bad_questions_are_refused(county: Population, baseline: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="unknown residence 'country'"):
        smallest_standard(county, baseline, residence="country")
    with pytest.raises(UnknownNameError, match="unknown indicator 'gap'"):
        smallest_standard(county, baseline, residence="rural", indicator="gap")
    with pytest.raises(InputError, match="at_least=50"):
        smallest_standard(county, baseline, residence="rural", at_least=50)
