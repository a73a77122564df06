"""Goal seek: what is promised is kept when it is run exactly, nothing better was overlooked, and no is an answer."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.categories import Residence
from workbench.decisions import FutureGrid, candidates, frontier, goal_seek, least_regret
from workbench.decisions.levers import whole_yuan
from workbench.errors import InputError, UnknownNameError
from workbench.population import Population
from workbench.scenario import Scenario


def middle_budget(grid: FutureGrid) -> float:
    cost = grid.urban.cost[:, grid.urban.settings // 2] + grid.rural.cost[:, grid.rural.settings // 2]
    return float(np.quantile(cost, 0.9, method="inverted_cdf"))


def pair(grid: FutureGrid, i: int, j: int) -> dict[str, float]:
    """Return the ratios of the i-th urban and the j-th rural standard."""
    return {
        "urban_dibao_ratio": float(grid.urban.values("urban_dibao_ratio")[i]),
        "rural_dibao_ratio": float(grid.rural.values("rural_dibao_ratio")[j]),
    }


def test_standards_are_whole_yuan_within_the_corridor(baseline: Scenario) -> None:
    yuan, ratio = whole_yuan(baseline, Residence.URBAN)
    # 27,291 × .25 ÷ 12 = 568.56 and × .35 ÷ 12 = 795.99
    assert (yuan[0], yuan[-1]) == (569, 795)
    assert ratio[0] == pytest.approx(569 * 12 / 27291)
    yuan, _ = whole_yuan(baseline, Residence.RURAL)
    # 12,660 × .35 ÷ 12 = 369.25 and × .45 ÷ 12 = 474.75
    assert (yuan[0], yuan[-1]) == (370, 474)


def test_adding_the_residences_is_exact_at_the_nodes(grid: FutureGrid) -> None:
    for i, j in ((0, 0), (0, -1), (-1, 0)):
        exact = grid.exact(pair(grid, i, j))
        np.testing.assert_allclose(grid.urban.cost[:, i] + grid.rural.cost[:, j], exact.cost, rtol=1e-12)
        np.testing.assert_allclose(grid.urban.poor[:, i] + grid.rural.poor[:, j], exact.poor, rtol=1e-12)


def test_straight_lines_between_nodes_stay_near_the_law(grid: FutureGrid) -> None:
    exact = grid.exact(pair(grid, 97, 43))
    np.testing.assert_allclose(grid.urban.cost[:, 97] + grid.rural.cost[:, 43], exact.cost, rtol=0.01)
    # Families that cross a line whole are persons at once: one of seven in a future, hardly anybody on average.
    poor = grid.urban.poor[:, 97] + grid.rural.poor[:, 43]
    np.testing.assert_allclose(poor, exact.poor, rtol=0.02, atol=7)
    assert poor.mean() == pytest.approx(exact.poor.mean(), rel=0.005)


def test_the_answer_keeps_its_promise_and_none_is_better(county, baseline, grid: FutureGrid) -> None:
    budget = middle_budget(grid)
    goal = grid.goal_seek(budget, 0.9)
    assert goal.status == "found"
    cost = grid.exact(goal.best.levers).cost
    assert (cost <= budget).mean() == goal.best.chance >= 0.9
    every = candidates(grid, budget)
    better = every.filter((pl.col("chance") >= 0.9) & (pl.col("poor_recipients") > goal.best.poor_recipients + 3))
    assert better.is_empty()
    assert goal.binding in {"budget", "both"}
    assert goal.yuan_per_poor_person is not None
    assert goal.yuan_per_poor_person > 0
    assert goal.runners_up.height == 5
    # the standards are those of the law at these ratios
    run = wb.simulate(county, baseline.replace(**goal.best.levers))
    assert run.standards["urban_dibao_standard"] == goal.best.urban_yuan
    assert run.standards["rural_dibao_standard"] == goal.best.rural_yuan


def test_a_larger_budget_reaches_more_and_more_confidence_less(county, baseline, grid: FutureGrid) -> None:
    budget = middle_budget(grid)
    small, large = (grid.goal_seek(b).best for b in (budget, 1.1 * budget))
    assert large.poor_recipients > small.poor_recipients
    bold = grid.goal_seek(budget, 0.5).best
    assert bold.poor_recipients > small.poor_recipients


def test_plenty_of_money_ends_at_the_ceiling(county, baseline, grid: FutureGrid) -> None:
    goal = grid.goal_seek(1e9)
    assert (goal.best.urban_yuan, goal.best.rural_yuan) == (795, 474)
    assert goal.binding == "corridor"
    assert goal.yuan_per_poor_person is None


def test_an_impossible_budget_is_told_by_how_much(county, baseline, grid: FutureGrid) -> None:
    budget = 1000.0
    goal = grid.goal_seek(budget)
    assert goal.status == "impossible"
    enough = grid.goal_seek(budget + goal.short_yuan_per_year + 1)
    assert enough.status == "found"
    short = grid.goal_seek(budget + 0.98 * goal.short_yuan_per_year)
    assert short.status == "impossible"
    assert "走廊内没有一对标准" in goal.words()
    assert "元" in enough.words()


def test_nothing_on_the_frontier_is_beaten(grid: FutureGrid) -> None:
    table = candidates(grid, middle_budget(grid), step=9)
    kept = frontier(table)
    for row in kept.iter_rows(named=True):
        beaten = table.filter(
            (pl.col("cost_yuan_per_year") <= row["cost_yuan_per_year"])
            & (pl.col("poor_recipients") > row["poor_recipients"])
        )
        assert beaten.is_empty()
    assert kept["poor_recipients"].is_sorted()
    for row in table.sample(30, seed=1).iter_rows(named=True):
        at_least = kept.filter(pl.col("cost_yuan_per_year") <= row["cost_yuan_per_year"])["poor_recipients"].max()
        assert at_least >= row["poor_recipients"]


def test_regret_by_hand(grid: FutureGrid) -> None:
    table = least_regret(grid, middle_budget(grid), step=40)
    assert table["mean_regret"].is_sorted()
    assert (table["max_regret"] >= table["p90_regret"]).all()
    assert (table["mean_regret"] >= 0).all()
    row = table.row(0, named=True)
    i = int(np.flatnonzero(grid.urban.own[0].yuan == row["urban_yuan"])[0])
    j = int(np.flatnonzero(grid.rural.own[0].yuan == row["rural_yuan"])[0])
    worst = []
    for future in range(grid.futures):
        reached = [
            grid.urban.poor[future, a] + grid.rural.poor[future, b]
            if grid.urban.cost[future, a] + grid.rural.cost[future, b] <= middle_budget(grid)
            else 0.0
            for a in range(0, grid.urban.settings, 40)
            for b in range(0, grid.rural.settings, 40)
        ]
        own = grid.urban.poor[future, i] + grid.rural.poor[future, j]
        affordable = grid.urban.cost[future, i] + grid.rural.cost[future, j] <= middle_budget(grid)
        worst.append(max(reached) - (own if affordable else 0.0))
    assert row["mean_regret"] == pytest.approx(np.mean(worst))


def test_bad_questions_are_refused(county: Population, baseline: Scenario, grid: FutureGrid) -> None:
    with pytest.raises(InputError, match="budget=-1"):
        grid.goal_seek(-1.0)
    with pytest.raises(InputError, match="confidence=90"):
        grid.goal_seek(1e6, 90)
    with pytest.raises(InputError, match=r"write 0\.9 if 90 per cent is meant"):
        grid.goal_seek(1e6, 90)
    for budget in (float("nan"), "40 million", None, True):
        with pytest.raises(InputError, match=r"budget=.*yuan a year are wanted, a number from 0"):
            grid.goal_seek(budget)
        with pytest.raises(InputError, match=r"budget=.*yuan a year"):
            least_regret(grid, budget)
    for confidence in (0, 1.5, float("nan"), "sure"):
        with pytest.raises(InputError, match=r"confidence=.*a share above 0 to 1 is wanted"):
            grid.goal_seek(1e6, confidence)
    for runs in (0, -1, 2.5, "many", True):
        with pytest.raises(InputError, match=r"runs=.*a whole number is wanted, at least 1"):
            goal_seek(county, baseline, budget=1e6, runs=runs)
    with pytest.raises(InputError, match="nodes=1: a whole number is wanted, at least 2"):
        goal_seek(county, baseline, budget=1e6, runs=2, nodes=1)
    with pytest.raises(UnknownNameError, match="unknown payer 'countey'; did you mean 'county'"):
        goal_seek(county, baseline, budget=1e6, payer="countey")


def test_a_pair_that_breaks_the_promise_when_it_is_run_exactly_is_not_recommended(
    county: Population, baseline: Scenario, grid: FutureGrid, monkeypatch
) -> None:
    exact = FutureGrid.exact
    floor = sum(pair(grid, 0, 0).values())

    def dearer(self: FutureGrid, levers):
        """What straight lines between the nodes promise too much: all but the lowest standards cost double."""
        totals = exact(self, levers)
        return totals if sum(levers.values()) < floor + 0.02 else replace(totals, cost=2 * totals.cost)

    monkeypatch.setattr(FutureGrid, "exact", dearer)
    budget = middle_budget(grid)
    goal = grid.goal_seek(budget)
    cost = grid.exact(goal.best.levers).cost
    assert goal.status == "found"
    assert (cost <= budget).mean() == goal.best.chance >= 0.9
