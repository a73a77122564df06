"""The budget on the surface of cost: its lines lie where it is just kept, the title says where a scenario is."""

from dataclasses import replace

import polars as pl
import pytest

from workbench.charts import cost_surface
from workbench.charts.affordable import budget_line, keeps_budget
from workbench.decisions import Goal, goal_seek
from workbench.language import LANGUAGES, using_language
from workbench.simulation import simulate

from .conftest import assert_drawn


@pytest.fixture(scope="module")
def goal(county, scenario, base) -> Goal:
    total = base.headline.total.cost
    return goal_seek(county, scenario, budget=total, payer="all", confidence=0.9, runs=30, nodes=5)


@pytest.mark.parametrize("confidence", [0.9, 0.5])
def test_a_yuan_more_in_the_country_no_longer_keeps_it(goal, confidence: float) -> None:
    line = budget_line(goal, confidence)
    assert line.height > 5
    chance = {(row["urban_yuan"], row["rural_yuan"]): row["chance"] for row in goal.table.iter_rows(named=True)}
    for row in line.iter_rows(named=True):
        assert chance[row["urban_yuan"], row["rural_yuan"]] >= confidence
        assert chance.get((row["urban_yuan"], row["rural_yuan"] + 1), 0.0) < confidence
    assert line["rural_yuan"].is_sorted(descending=True)


def test_the_surer_line_lies_below(goal) -> None:
    sure, even = (budget_line(goal, confidence) for confidence in (0.9, 0.5))
    both = sure.join(even, on="urban_yuan", suffix="_even")
    assert both.height > 3
    assert both.filter(pl.col("rural_yuan") > pl.col("rural_yuan_even")).is_empty()


def test_the_title_says_on_which_side_the_scenario_is(grid, base, higher, outside, goal) -> None:
    assert keeps_budget(goal, higher) is False
    assert keeps_budget(goal, outside) is None  # 37 % is beyond the corridor: no pair that was looked at
    lowest = base.scenario.replace(urban_dibao_ratio=0.25, rural_dibao_ratio=0.35)
    low = simulate(base.population, lowest)
    assert keeps_budget(goal, low) is True
    with using_language("en"):
        titles = [cost_surface(grid, base, run, goal=goal).title for run in (higher, low, outside, base)]
    assert titles[0].endswith("scenario beyond the budget line")
    assert titles[1].endswith("scenario within the budget line")
    assert "budget" not in titles[2]
    assert "budget" not in titles[3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_drawn_and_named(grid, base, higher, goal, language: str) -> None:
    with using_language(language):
        figure = cost_surface(grid, base, higher, goal=goal)
        drawn = assert_drawn(figure)
        without = cost_surface(grid, base, higher)
    for sign in ("90%", "50%"):
        assert sign in drawn
    assert figure.datasets["budget"]["line"].unique().sort().to_list() == ["even", "sure"]
    assert without.datasets["budget"].is_empty()
    assert without.datasets["budget"].schema == figure.datasets["budget"].schema
    assert without.subtitle != figure.subtitle


def test_a_budget_that_nothing_keeps_has_no_line(grid, base, higher, goal) -> None:
    nothing = replace(goal, budget=1.0, table=goal.table.with_columns(chance=pl.lit(0.0)))
    with using_language("zh"):
        figure = cost_surface(grid, base, higher, goal=nothing)
        assert figure.datasets["budget"].is_empty()
        assert figure.title.endswith("方案超出预算线")
        assert_drawn(figure)
