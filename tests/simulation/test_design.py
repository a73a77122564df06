"""Designs fill their box: one point in each slice, balanced halves, the same points for the same seed."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.population import Population
from workbench.scenario import Scenario

RANGES = {"urban_dibao_ratio": (0.25, 0.35), "tekun_take_up": (0.8, 0.95), "work_cost_rate": (0.0, 0.2)}


def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_range() -> None:
    points = wb.latin_hypercube(RANGES, 40, seed=3)
    assert points.columns == list(RANGES)
    for name, (low, high) in RANGES.items():
        slices = np.floor((points[name].to_numpy() - low) / (high - low) * 40).astype(int)
        assert sorted(slices.tolist()) == list(range(40)), name


def test_sobol_points_are_balanced_over_the_halves_of_every_pair() -> None:
    """A digital net in base 2: of 64 points each quarter of two ranges holds 16."""
    points = wb.sobol_points({name: RANGES[name] for name in list(RANGES)[:2]}, 64, seed=3)
    middles = {name: sum(RANGES[name]) / 2 for name in points.columns}
    halves = points.select(pl.col(name) > middle for name, middle in middles.items())
    assert halves.group_by(halves.columns).len()["len"].to_list() == [16] * 4


@pytest.mark.parametrize("design", [wb.latin_hypercube, wb.sobol_points])
def test_a_seed_gives_the_same_points_and_another_seed_others(design) -> None:
    assert design(RANGES, 16, seed=1).equals(design(RANGES, 16, seed=1))
    assert not design(RANGES, 16, seed=1).equals(design(RANGES, 16, seed=2))


def test_a_design_is_swept_as_it_is(county: Population, baseline: Scenario) -> None:
    points = wb.latin_hypercube(RANGES, 8)
    swept = wb.sweep(county, baseline, points=points)
    assert swept.points.select(points.columns).equals(points)
    assert swept.warnings == ()


@pytest.mark.parametrize("design", [wb.latin_hypercube, wb.sobol_points])
def test_bad_designs_are_refused(design, county: Population, baseline: Scenario) -> None:
    for ranges, words in (
        ({}, "ranges are wanted"),
        ([0.25, 0.35], "ranges are wanted"),
        ({"urban_dibao_ratio": 0.3}, "lowest and highest value are wanted"),
        ({"urban_dibao_ratio": "lo"}, "lowest and highest value are wanted"),
        ({"urban_dibao_ratio": (0.35, 0.25)}, "the lowest value must lie below the highest"),
        ({"urban_dibao_ratio": (0.25, float("nan"))}, "a number is wanted"),
    ):
        with pytest.raises(InputError, match=words):
            design(ranges, 8)
    with pytest.raises(InputError, match="n=0: a whole number is wanted"):
        design(RANGES, 0)
    with pytest.raises(InputError, match="seed=-1"):
        design(RANGES, 8, seed=-1)
    with pytest.raises(UnknownNameError, match="did you mean 'urban_dibao_ratio'"):
        wb.sweep(county, baseline, points=design({"urban_dibao_rate": (0.25, 0.35)}, 8))


def test_another_number_of_sobol_points_than_a_power_of_two_is_refused() -> None:
    with pytest.raises(InputError, match=r"n=500: .* such as 256 or 512"):
        wb.sobol_points(RANGES, 500)
