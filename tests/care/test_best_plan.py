"""The best plan for a budget: each target as far as looking at every plan finds, in the order of importance."""

import math

import polars as pl
import pytest

from workbench.care import best_plan, budget_frontier, plan_renovation
from workbench.care.futures import drawn_futures, expected_future
from workbench.care.homes import within_reach
from workbench.care.renovation.best import TARGETS
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language
from workbench.scenario import Scenario

from .brute_force import cheapest_by_looking_at_all, made_up_need, small_instance


def cheapest(homes, need, scenario: Scenario, confidence: float) -> float:
    futures, usual = drawn_futures(need, homes, scenario), expected_future(need, homes, scenario)
    reach = within_reach(homes, scenario.resolved()["care_reach_steps"].value)
    return cheapest_by_looking_at_all(homes, scenario, futures, usual, reach, confidence)


@pytest.mark.parametrize("order", [TARGETS, TARGETS[::-1]])
def test_no_target_could_be_reached_further_without_an_earlier_one(baseline: Scenario, order) -> None:
    short = 0
    for seed in range(20):
        homes, need, scenario, confidence = small_instance(seed, baseline)
        best = best_plan(homes, need, scenario, order=order, confidence=confidence, gap=1e-9)
        assert best.targets["name"].to_list() == list(order)
        assert best.targets["proved"].all()
        reached = dict(best.targets.select("name", "reached").iter_rows())
        # it is the cheapest plan that reaches them all
        least = cheapest(homes, need, scenario.replace(**reached), confidence)
        assert best.plan.feasible
        assert best.plan.cost_yuan == pytest.approx(least, abs=1)
        assert best.plan.chance_both >= confidence - 1e-9
        for place, name in enumerate(order):
            wanted = scenario.resolved()[name].value
            assert reached[name] <= wanted
            if reached[name] < wanted:
                short += 1
                more = {**reached, **dict.fromkeys(order[place + 1 :], 0.0), name: round(reached[name] + 0.001, 9)}
                assert math.isinf(cheapest(homes, need, scenario.replace(**more), confidence)), (seed, name)
        assert best.complete == (reached == {name: scenario.resolved()[name].value for name in order})
    assert short >= 5


def test_where_all_can_be_had_it_is_the_plan_itself(homes: pl.DataFrame, baseline: Scenario) -> None:
    need = made_up_need(1)
    best = best_plan(homes, need, baseline, futures=30)
    assert best.complete
    assert best.plan.works.equals(plan_renovation(homes, need, baseline, futures=30).works)
    assert best.budget_per_year == 7e6


def test_three_million_a_year(homes: pl.DataFrame, baseline: Scenario) -> None:
    need = made_up_need(1)
    best = best_plan(homes, need, baseline, budget_per_year=2e6, futures=30)
    assert not best.complete
    assert best.plan.feasible
    assert best.plan.cost_by_year["cost_yuan"].max() <= 2e6 + 1e-6
    assert best.plan.scenario.resolved()["renovation_budget_per_year"].value == 2e6
    with using_language("en"):
        said = best.words()
    assert said.startswith("At most ¥2.0m a year: the target share of nursing beds is at most ")
    assert "instead of 55%" in said
    with using_language("zh"):
        assert best.words().startswith("每年不超过200万元：护理型床位占比目标最多")


def test_more_money_reaches_no_less_of_the_first_target(homes: pl.DataFrame, baseline: Scenario) -> None:
    table = budget_frontier(homes, made_up_need(1), baseline, [0.0, 1e6, 2e6, 7e6], futures=20)
    assert table["budget_yuan"].to_list() == [0.0, 1e6, 2e6, 7e6]
    assert table["nursing_share_target"].is_sorted()
    assert table["nursing_share_target"][-1] == 0.55
    assert table["cost_yuan"][0] == 0
    assert set(table["status"]) <= {"optimal", "within_gap"}


def test_bad_questions_are_refused(homes: pl.DataFrame, baseline: Scenario) -> None:
    need = made_up_need(1)
    with pytest.raises(InputError, match="budget_per_year=-1"):
        best_plan(homes, need, baseline, budget_per_year=-1)
    with pytest.raises(InputError, match="order: at least 3 is wanted"):
        best_plan(homes, need, baseline, order=TARGETS[:2])
    with pytest.raises(UnknownNameError, match="did you mean 'town_rate_floor'"):
        best_plan(homes, need, baseline, order=[*TARGETS[:2], "town_rate_flor"])
    with pytest.raises(InputError, match="each once"):
        budget_frontier(homes, need, baseline, [1e6, 1e6])
    with pytest.raises(InputError, match="at least one is wanted"):
        budget_frontier(homes, need, baseline, [])
    with pytest.raises(InputError, match="the need covers 2020"):
        best_plan(homes, made_up_need(1, last=2021), baseline)
