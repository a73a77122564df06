"""Sweeps equal single runs of each point, in any choice of levers; bad ones are refused."""

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.law import BASIC
from workbench.population import Population
from workbench.scenario import Scenario


@pytest.fixture(scope="module")
def grid(county: Population, baseline: Scenario) -> wb.sweep:
    return wb.sweep(county, baseline, urban_dibao_ratio=[0.25, 0.30, 0.36], rural_dibao_ratio=[0.35, 0.40, 0.45])


def test_each_point_of_a_grid_equals_a_run_of_its_own(grid, county: Population, baseline: Scenario) -> None:
    for point in grid.points.iter_rows(named=True):
        changed = {name: point[name] for name in grid.swept}
        alone = wb.simulate(county, baseline.replace(**changed), programmes=BASIC, rows=False)
        here = grid.totals.filter(pl.col("scenario") == point["scenario"]).drop("scenario", *grid.swept)
        assert here.equals(alone.totals), changed


def test_more_generous_ratios_never_cost_less_or_reach_fewer(grid) -> None:
    table = grid.summary().sort("urban_dibao_ratio", "rural_dibao_ratio")
    for ratio in ("urban_dibao_ratio", "rural_dibao_ratio"):
        other = next(name for name in grid.swept if name != ratio)
        for _, rows in table.sort(ratio).group_by(other):
            assert rows["cost_yuan_per_year"].diff().drop_nulls().min() > 0
            assert rows["persons"].diff().drop_nulls().min() >= 0


def test_points_outside_the_corridor_are_marked(grid) -> None:
    outside = grid.points.filter(pl.col("outside_corridor"))
    assert set(outside["urban_dibao_ratio"]) == {0.36}
    assert outside.height == 3


def test_progress_is_told_and_ends_at_the_end(county: Population, baseline: Scenario) -> None:
    told: list[tuple[int, int]] = []
    values = [0.2 + 0.001 * k for k in range(600)]
    wb.sweep(county, baseline, rural_dibao_ratio=values, progress=lambda done, total: told.append((done, total)))
    assert told == [(500, 600), (600, 600)]


def test_a_choice_can_be_swept(county: Population, baseline: Scenario) -> None:
    table = wb.sweep(county, baseline, dibao_method=["difference", "tiers"]).summary()
    assert table["dibao_method"].to_list() == ["difference", "tiers"]
    assert table["dibao_cost_yuan_per_year"].n_unique() == 2


def test_bad_sweeps_are_refused(county: Population, baseline: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'urban_dibao_ratio'"):
        wb.sweep(county, baseline, urban_dibao_rate=[0.3])
    with pytest.raises(InputError, match="at least one value"):
        wb.sweep(county, baseline, urban_dibao_ratio=[])
    with pytest.raises(InputError, match="stands twice"):
        wb.sweep(county, baseline, urban_dibao_ratio=[0.3, 0.3])
    with pytest.raises(ParameterError, match="30 per cent is meant"):
        wb.sweep(county, baseline, urban_dibao_ratio=[30])
    with pytest.raises(InputError, match="nothing to sweep"):
        wb.sweep(county, baseline)
