"""Indicators of towns add up to the county's and keep the line of poverty of another run."""

import numpy as np
import pytest

from workbench.measures.sampling import sampled_total
from workbench.simulation import Run, coverage_errors, coverage_of_poor, indicators
from workbench.simulation.welfare import welfare


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


def test_a_towns_error_is_that_of_its_dwellings_as_clusters(run: Run, higher: Run) -> None:
    """Against the sampled total of each dwelling's distance from the town's share, town by town."""
    arrays = run.population.arrays()
    poor = welfare(run).before < welfare(run).line
    town = arrays.to_persons(arrays.household["town"])
    dwelling = arrays.to_persons(run.population.households["dwelling_id"].to_numpy())
    then, now = (welfare(one).recipient.astype(float) for one in (run, higher))
    found = coverage_errors(higher, line=run)
    for code, name in enumerate(run.population.town_names):
        here = poor & (town == code)
        _, member = np.unique(dwelling[here], return_inverse=True)
        for told, values in zip(found, (now[here], (now - then)[here]), strict=True):
            away = np.bincount(member, values - values.mean()) / here.sum()
            assert told[name] == pytest.approx(sampled_total(away).standard_error)
    assert set(coverage_errors(run)[1].values()) == {0.0}  # against itself nothing changes
    assert list(found[0]) == list(coverage_of_poor(run, "town"))
