"""The budget on the surface of cost: its lines lie where it is just kept, the title says where a scenario is."""

from dataclasses import replace

import polars as pl
import pytest

from workbench.charts import afford_frontier, affordable, cost_surface
from workbench.charts.afford_plane import budget_line, keeps_budget
from workbench.decisions import Goal, goal_seek
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, choice_name, using_language
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


@pytest.mark.parametrize("confidence", [0.9, 0.55, 0.5])
def test_the_lines_are_named_in_the_gutter_and_apart(goal, base, confidence: float) -> None:
    with using_language("en"):
        figure = affordable(replace(goal, confidence=confidence), base)
    ends, tiles = figure.datasets["ends"], figure.datasets["tiles"]
    assert ends["label"].to_list() == [f"{p:.0%} sure" for p in dict.fromkeys((confidence, 0.5))]
    assert ends["x"].unique().to_list() == [tiles["x1"].max()]
    rural = tiles["rural_yuan"]
    assert ends.height == 1 or abs(ends["y"][0] - ends["y"][1]) > 0.059 * (rural.max() - rural.min())
    assert ends["y"].is_between(rural.min(), rural.max()).all()


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


@pytest.fixture(scope="module")
def other_levers(county, scenario, base) -> Goal:
    levers = {"rural_dibao_ratio": (0.36, 0.44), "rural_tekun_multiple": [1.3, 1.5], "dibao_method": None}
    budget = 2 * base.headline.total.cost  # the fit is so unsure that one future in four costs half as much again
    return goal_seek(county, scenario, budget=budget, payer="all", levers=levers, runs=4, nodes=2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_two_levers_are_drawn_with_their_units(other_levers: Goal, base, language: str) -> None:
    with using_language(language):
        figure = affordable(other_levers, base)
        turned = affordable(other_levers, base, x="rural_tekun_multiple")
        drawn = assert_drawn(figure)
        assert_drawn(turned)
        frontier = afford_frontier(other_levers, base)
        assert_drawn(frontier)
        unit = {"zh": "农村特困基本生活标准与低保标准之比（倍）", "en": "standard (times)"}[language]
        method = other_levers.best.levers["dibao_method"]
        told = choice_name(method)
    assert unit in drawn
    assert any(told in note for note in figure.notes)
    # one method only, that of the best choice; the tiles are the choices themselves
    plane = other_levers.table.filter(pl.col("dibao_method") == method)
    tiles = figure.datasets["tiles"]
    assert set(tiles["v"]) <= set(plane["poor_recipients"])
    assert tiles["x0"].min() < plane["rural_yuan"].min() < tiles["x1"].max()
    assert turned.datasets["dots"]["x"][0] == base.resolved["rural_tekun_multiple"].value
    assert frontier.datasets["marks"]["kind"].to_list() == ["best"]


def test_levers_that_cannot_be_drawn_are_refused(other_levers: Goal, base) -> None:
    with pytest.raises(InputError, match="dibao_method is a choice of words; numbers can be drawn: rural_dibao_ratio"):
        affordable(other_levers, base, x="dibao_method")
    with pytest.raises(UnknownNameError, match="did you mean 'rural_dibao_ratio'"):
        affordable(other_levers, base, y="rural_dibao_rato")
    with pytest.raises(InputError, match="two levers of numbers are wanted"):
        affordable(other_levers, base, x="rural_dibao_ratio", y="rural_dibao_ratio")
    with pytest.raises(InputError, match="a goal over urban_dibao_ratio and rural_dibao_ratio is wanted"):
        budget_line(other_levers, 0.5)
