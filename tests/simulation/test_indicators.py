"""Indicators of towns add up to the county's and keep the line of poverty of another run."""

import pytest

from workbench.simulation import Run, indicators


def test_indicators_of_towns_add_up_to_the_county(run: Run, higher: Run) -> None:
    county = indicators(higher, line=run).row(0, named=True)
    towns = indicators(higher, "town", line=run)
    for column in ("persons", "poor", "covered_persons"):
        assert towns[column].sum() == county[column]
    assert county["coverage_of_poor"] + county["exclusion_error"] == pytest.approx(1)


def test_the_line_of_the_baseline_keeps_the_poor_the_same(run: Run, higher: Run) -> None:
    base = indicators(run).row(0, named=True)
    kept = indicators(higher, line=run).row(0, named=True)
    own = indicators(higher).row(0, named=True)
    assert kept["poor"] == base["poor"] < own["poor"]
    assert kept["coverage_of_poor"] >= base["coverage_of_poor"]
