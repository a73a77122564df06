"""A lever that changes nothing is said, with the reason; one that changes a single total is not."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.law import law
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation.idle_levers import idle_levers


def named(warnings) -> list[str]:
    return [notice.parameter for notice in warnings]


def test_a_lever_of_another_room_changes_nothing(county: Population, baseline: Scenario) -> None:
    grid = wb.sweep(county, baseline, rural_dibao_ratio=[0.36, 0.44], renovation_budget_per_year=[1e6, 2e6])
    assert named(grid.warnings) == ["renovation_budget_per_year"]
    assert "no rule of the programmes asked for depends on it" in grid.warnings[0].en
    assert "没有规则用到它" in grid.warnings[0].zh
    draws = wb.draw_policies(
        county, baseline, runs=3, rural_dibao_ratio=[0.36, 0.44], renovation_budget_per_year=[1e6, 2e6]
    )
    assert named(draws.warnings) == ["renovation_budget_per_year"]


def test_a_published_standard_overrules_the_ratio(county: Population, baseline: Scenario) -> None:
    fixed = baseline.replace(rural_dibao_standard_published=450)
    levers = {"urban_dibao_ratio": [0.26, 0.34], "rural_dibao_ratio": [0.36, 0.44]}
    for warnings in (
        wb.sweep(county, fixed, **levers).warnings,
        wb.sweep(county, fixed, distribution=True, **levers).warnings,
        wb.draw_policies(county, fixed, runs=2, **levers).warnings,
    ):
        assert named(warnings) == ["rural_dibao_ratio"]
        assert "from 36% to 44%" in warnings[0].en
        assert "leave it without effect" in warnings[0].en


def test_levers_that_work_have_no_warning(county: Population, baseline: Scenario) -> None:
    levers = {"urban_dibao_ratio": [0.26, 0.34], "tekun_take_up": [0.8, 0.9]}
    assert wb.sweep(county, baseline, distribution=True, **levers).warnings == ()
    assert wb.draw_policies(county, baseline, runs=2, **levers).warnings == ()
    # one value alone was not tried
    assert wb.sweep(county, baseline, renovation_budget_per_year=[1e6], **levers).warnings == ()


@pytest.mark.parametrize(("cell", "idle"), [(None, ["minor_age"]), ((1, 1, 0), [])])
def test_one_difference_anywhere_counts(cell, idle) -> None:
    table = np.zeros((3, 2, 2))
    table[2] = 5  # the first lever works
    table[0, :, 1] = np.nan  # what isn't a number on both sides is the same
    if cell:
        table[cell] = 1e-9
    points = pl.DataFrame({"urban_dibao_ratio": [1, 1, 2, 2, 3, 3], "minor_age": [16, 18] * 3})
    assert named(idle_levers(points, [table.reshape(6, 2)], [], law().parameters)) == idle


def test_a_lever_that_never_differs_alone_is_idle_only_where_no_rule_needs_it() -> None:
    points = pl.DataFrame({"urban_dibao_ratio": [0.25, 0.31, 0.35], "minor_age": [16.0, 17.0, 18.0]})
    table = np.zeros((3, 2))
    assert named(idle_levers(points, [table], ["urban_dibao_ratio", "minor_age"], law().parameters)) == []
    assert named(idle_levers(points, [table], ["urban_dibao_ratio"], law().parameters)) == ["minor_age"]
    assert named(idle_levers(points.select("minor_age"), [table], ["minor_age"], law().parameters)) == ["minor_age"]
