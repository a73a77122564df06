"""The figures of the budget: the frontier of standards, and the county's own share scenario by scenario."""

import polars as pl
import pytest

from workbench.charts import CountyCost, afford_frontier, county_share
from workbench.decisions import goal_seek
from workbench.errors import InputError
from workbench.language import LANGUAGES, using_language
from workbench.simulation import Run

from .conftest import assert_drawn


@pytest.fixture(scope="module")
def goal(county, scenario):
    return goal_seek(county, scenario, budget=3e5, runs=20, nodes=5)


def cost(name: str, role: str, median: float, chance: float) -> CountyCost:
    return CountyCost(name, role, median * 0.9, median, median * 1.1, chance)


THREE = [cost("Base", "baseline", 3.5e6, 0.97), cost("A", "kept", 4.1e6, 0.46), cost("B", "scenario", 3.8e6, 0.82)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_are_drawn(base: Run, goal, language: str) -> None:
    with using_language(language):
        for figure in (afford_frontier(goal, base), county_share(THREE, 4e6, base, futures=200)):
            assert_drawn(figure)


def test_nothing_beats_what_the_frontier_joins(base: Run, goal) -> None:
    with using_language("en"):
        figure = afford_frontier(goal, base)
    line = figure.table
    for row in line.sample(20, seed=1).iter_rows(named=True):
        better = goal.table.filter(
            pl.col("cost_yuan_per_year") <= row["cost_yuan_per_year"],
            pl.col("poor_recipients") > row["poor_recipients"],
        )
        assert better.is_empty()
    beaten = 1 - line.height / goal.table.height
    assert figure.title.startswith(f"{beaten * 100:.0f}% of ")


def test_the_budget_is_drawn_only_where_there_is_room_for_it(county, scenario, base: Run, goal) -> None:
    far = goal.grid.goal_seek(9e9)
    assert "budget" in afford_frontier(goal, base).datasets or goal.status == "impossible"
    assert "budget" not in afford_frontier(far, base).datasets


@pytest.mark.parametrize(
    ("chances", "title"),
    [
        ((0.97, 0.46, 0.82), "Of the 3, only Base is 90% sure to stay within ¥4.0m"),
        ((0.5, 0.46, 0.82), "No scenario is 90% sure to stay within ¥4.0m"),
        ((0.97, 0.46, 0.92), "2 of 3 are 90% sure to stay within ¥4.0m"),
        ((0.97, 0.9, 0.92), "All 3 are 90% sure to stay within ¥4.0m"),
        ((0.97,), "At least 90% sure to stay within ¥4.0m"),
        ((0.2,), "No scenario is 90% sure to stay within ¥4.0m"),
    ],
)
def test_the_title_counts_who_fits(base: Run, chances: tuple[float, ...], title: str) -> None:
    rows = [cost(one.name, one.role, one.median, chance) for one, chance in zip(THREE, chances, strict=False)]
    with using_language("en"):
        assert county_share(rows, 4e6, base, futures=200).title == title


def test_without_a_scenario_there_is_nothing_to_draw(base: Run) -> None:
    with pytest.raises(InputError, match="at least one scenario"):
        county_share([], 4e6, base, futures=200)
