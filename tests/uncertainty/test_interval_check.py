"""Intervals against truths that they have not seen: other people, other luck, every assumption drawn."""

import numpy as np
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.uncertainty.interval_check import Coverage, draw_truths, interval_coverage

PERSONS = 20_000


def county_of(seed: int) -> Population:
    return wb.synthesize(seed, PERSONS)


@pytest.fixture(scope="module")
def truths(baseline: Scenario) -> dict[str, np.ndarray]:
    return draw_truths(baseline, county_of, truths=100)


def test_an_interval_holds_four_in_five_of_repeated_synthetic_truths(baseline: Scenario, truths) -> None:
    found = interval_coverage(baseline, county_of, truths, counties=4, intervals=4, runs=200)
    for measure in truths:
        assert 0.75 <= found.covered(measure) <= 0.85
        assert found.covered(measure, 0.5) < 0.65, "half an interval must be seen to hold too few"
    table = found.table()
    assert table["truths"].to_list() == [100, 100]
    assert (table["error"] < 0.06).all()


def test_without_the_assumptions_an_interval_is_far_too_narrow(baseline: Scenario, truths) -> None:
    low, high = wb.draw(county_of(5), baseline, runs=60, kinds=["chance"]).interval("cost_yuan_per_year")
    assert ((truths["cost_yuan_per_year"] >= low) & (truths["cost_yuan_per_year"] <= high)).mean() < 0.6


def test_shares_are_counted_as_by_hand() -> None:
    truths = {"persons": np.array([1.0, 2.0, 3.0, 4.0])}
    intervals = {"persons": np.array([[1.5, 2.0, 3.5], [0.0, 2.5, 4.0]])}
    found = Coverage(0.8, 1, truths, intervals)
    # the first holds 2 and 3, the second all four: (2 + 4) / 8; half as wide: [1.75, 2.75] and [1.25, 3.25]: 2 and 2, 3
    assert found.covered("persons") == 0.75
    assert found.covered("persons", 0.5) == 3 / 8
    with pytest.raises(UnknownNameError, match="persons"):
        found.covered("person")


def test_bad_questions_are_refused(baseline: Scenario, truths) -> None:
    with pytest.raises(InputError, match="truths=1"):
        draw_truths(baseline, county_of, truths=1)
    with pytest.raises(InputError, match="counties=0"):
        interval_coverage(baseline, county_of, truths, counties=0)
