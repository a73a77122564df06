"""Gini and poverty of every scenario of a sweep equal those of a run of its own."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.compiler.scenario_groups import divided, groups_of
from workbench.law import law
from workbench.measures import gini, poverty
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import indicators, welfare
from workbench.simulation.preparation import parameter_table, prepare
from workbench.simulation.totals import total_rules

RATIOS = {"urban_dibao_ratio": [0.25, 0.31, 0.35], "rural_dibao_ratio": [0.35, 0.41, 0.45]}


def check(population: Population, baseline: Scenario, **values) -> None:
    """Hold every scenario of a sweep against a run of its own."""
    grid = wb.sweep(population, baseline, distribution=True, **values)
    base = wb.simulate(population, baseline)
    assert grid.distribution is not None
    for point, found in zip(grid.points.iter_rows(named=True), grid.distribution.iter_rows(named=True), strict=True):
        alone = wb.simulate(population, baseline.replace(**{name: point[name] for name in grid.swept}))
        told = indicators(alone, line=base).row(0, named=True)
        well, line = welfare(alone), welfare(base).line
        after = poverty(well.after, line, well.weight)
        assert found["gini_after"] == pytest.approx(gini(well.after, well.weight), abs=1e-12)
        assert found["headcount_after"] == pytest.approx(told["headcount_after"], abs=1e-12)
        assert found["gap_after"] == pytest.approx(told["gap_after"], abs=1e-12)
        assert found["squared_gap_after"] == pytest.approx(after.squared_gap, abs=1e-12)
        assert found["exclusion_error"] == pytest.approx(told["exclusion_error"], abs=1e-12)


def test_a_grid_of_ratios_equals_single_runs(county: Population, baseline: Scenario) -> None:
    check(county, baseline, **RATIOS)


def test_parameters_that_everybody_sees_too(county: Population, baseline: Scenario) -> None:
    check(county, baseline, work_cost_rate=[0.0, 0.2], tekun_take_up=[0.6, 1.0])


def test_weights_count(county: Population, baseline: Scenario) -> None:
    weight = pl.Series("weight", np.where(np.arange(county.households.height) % 3 == 0, 2.5, 0.75))
    weighted = Population.from_frames(county.persons, county.households.with_columns(weight), seed=county.seed)
    check(weighted, baseline, **RATIOS)


def test_urban_and_rural_households_may_live_together(county: Population, baseline: Scenario) -> None:
    some = county.select(county.households["household_id"].head(4000))
    pairs = pl.Series("dwelling_id", np.arange(some.households.height) // 2)
    mixed = Population.from_frames(some.persons, some.households.with_columns(pairs), seed=some.seed)
    together = mixed.households.group_by("dwelling_id").agg(pl.col("residence").n_unique())
    assert (together["residence"] == 2).sum() > 10
    check(mixed, baseline, **RATIOS)


def test_the_summary_carries_the_distribution(county: Population, baseline: Scenario) -> None:
    table = wb.sweep(county, baseline, distribution=True, rural_dibao_ratio=[0.35, 0.45]).summary()
    assert table["exclusion_error"][0] > table["exclusion_error"][1] > 0
    assert table["gap_after"][0] > table["gap_after"][1] > 0


def test_programmes_that_see_more_run_apart_and_nothing_is_lost(county: Population, baseline: Scenario) -> None:
    request = KernelRequest(law(), total_rules(), swept=tuple(sorted(RATIOS)))
    base = {name: item.value for name, item in baseline.resolved().items()}
    scenarios = [{**base, "urban_dibao_ratio": 0.25 + k * 0.01, "rural_dibao_ratio": 0.35 + j * 0.01}
                 for k in range(9) for j in range(9)]  # fmt: skip
    ready = prepare(county, request.inputs)
    table = parameter_table(request.parameters, scenarios)
    households = county.households.height
    parts = divided(request, ready.arrays, table, households)
    assert len(parts) == 2
    assert sorted(name for part in parts for name in part.totals) == sorted(request.totals)
    # dibao itself: 9 scenarios for either residence; temporary aid: 81 for rural households, who see both ratios
    runs = {}
    for part in parts:
        _, groups = groups_of(part, ready.arrays, parameter_table(part.parameters, scenarios), households)
        runs["temporary_illness_amount" in part.totals] = sorted(group.scenarios.size for group in groups)
    assert runs == {False: [9, 9], True: [9, 81]}


def test_the_whole_law_in_a_grid_equals_single_runs(county: Population, baseline: Scenario) -> None:
    grid = wb.sweep(county, baseline, programmes=None, **RATIOS)
    for point in grid.points.iter_rows(named=True):
        changed = {name: point[name] for name in grid.swept}
        alone = wb.simulate(county, baseline.replace(**changed), rows=False)
        here = grid.totals.filter(pl.col("scenario") == point["scenario"]).drop("scenario", *grid.swept)
        assert here.equals(alone.totals), changed
