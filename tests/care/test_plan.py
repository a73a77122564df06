"""The renovation plan against brute force, its promises counted again, and what it says when there is none."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from workbench.care import Plan, bed_ladder, frontier, no_works, plan_renovation
from workbench.care.futures import drawn_futures, expected_future
from workbench.care.homes import within_reach
from workbench.care.renovation.evaluation import evaluate
from workbench.care.renovation.terms import plan_terms
from workbench.care.works import beds_by_year
from workbench.errors import InputError
from workbench.scenario import Scenario

from .brute_force import cheapest_by_looking_at_all, made_up_need, small_instance


@pytest.mark.parametrize("seed", range(40))
def test_the_plan_costs_what_looking_at_every_plan_finds(baseline: Scenario, seed: int) -> None:
    homes, need, scenario, confidence = small_instance(seed, baseline)
    futures, usual = drawn_futures(need, homes, scenario), expected_future(need, homes, scenario)
    reach = within_reach(homes, scenario.resolved()["care_reach_steps"].value)
    least = cheapest_by_looking_at_all(homes, scenario, futures, usual, reach, confidence)
    plan = plan_renovation(homes, need, scenario, confidence=confidence, gap=1e-9, explained=False)
    if math.isinf(least):
        assert plan.status == "infeasible"
        assert plan.works.is_empty()
    else:
        assert plan.feasible
        assert plan.cost_yuan == pytest.approx(least, abs=1)
        assert plan.chance_both >= confidence - 1e-9


def test_the_small_instances_are_of_every_kind(baseline: Scenario) -> None:
    plans = []
    for seed in range(40):
        homes, need, scenario, confidence = small_instance(seed, baseline)
        plans.append(plan_renovation(homes, need, scenario, confidence=confidence, gap=1e-9, explained=False))
    assert sum(plan.status == "infeasible" for plan in plans) >= 5
    assert sum(plan.feasible and plan.cost_yuan > 0 for plan in plans) >= 5


@pytest.fixture(scope="module")
def plan(homes: pl.DataFrame, baseline: Scenario) -> Plan:
    return plan_renovation(homes, made_up_need(1), baseline)


@pytest.mark.parametrize("years", [2, 3])
def test_every_promise_is_kept_when_counted_again(homes: pl.DataFrame, baseline: Scenario, years: int) -> None:
    """Works of 2021 and 2022 are checked at the end of 2022; those of three years at the end of 2022 and of 2023."""
    need = made_up_need(1)
    longer = baseline.replace(renovation_years=years)
    plan = plan_renovation(homes, need, longer)
    assert plan.feasible
    one = {name: item.value for name, item in longer.resolved().items()}
    by_year = plan.works.group_by("year").agg(
        pl.col("cost_yuan").sum(), pl.col("beds").filter(pl.col("action") != "close").sum()
    )
    assert by_year["cost_yuan"].max() <= one["renovation_budget_per_year"] + 1e-6
    assert by_year["beds"].max() <= one["renovation_beds_per_year"]
    assert set(by_year["year"]) <= set(range(2021, 2021 + years))
    closed = plan.homes["closed"] / (homes["beds"] - homes["nursing_beds"])
    assert closed.max() <= one["closable_bed_share"] + 1e-9
    kept = plan.homes["beds_after"] - plan.homes["nursing_after"]
    assert (kept >= homes["tekun_able"] + homes["other_residents"] - homes["other_nursing_residents"]).all()
    futures = drawn_futures(need, homes, longer, 100)
    outcome = evaluate(plan.works, homes, futures, plan_terms(longer, need.years))
    beds = beds_by_year(plan.works, homes, need.years, futures.on_time)
    share = beds.nursing.sum(axis=-1) / beds.all.sum(axis=-1)
    rate = outcome.placed / futures.disabled.sum(axis=-1)
    checked = [need.years.index(year) for year in range(2022, 2021 + years)]
    both = ((share[:, checked] >= 0.55 - 1e-9) & (rate[:, checked] >= 0.6 - 1e-9)).all(axis=1)
    assert both.mean() == plan.chance_both >= one["plan_confidence"]


def test_the_same_question_has_the_same_answer(plan: Plan, homes: pl.DataFrame, baseline: Scenario) -> None:
    assert plan_renovation(homes, made_up_need(1), baseline).works.equals(plan.works)


def test_more_money_never_costs_more_and_more_confidence_never_less(homes: pl.DataFrame, baseline: Scenario) -> None:
    need = made_up_need(1)

    def cost(confidence: float, **changes: float) -> float:
        scenario = baseline.replace(**changes)
        found = plan_renovation(homes, need, scenario, confidence=confidence, explained=False)
        return found.cost_yuan if found.feasible else math.inf

    costs = [cost(confidence) for confidence in (0.5, 0.8, 0.95)]
    assert all(after >= before * (1 - 0.001) for before, after in pairwise(costs))
    assert cost(0.8, renovation_budget_per_year=2e7, renovation_beds_per_year=300) <= costs[1] * 1.001


def test_an_impossible_target_is_explained_and_the_least_change_does(homes: pl.DataFrame, baseline: Scenario) -> None:
    need = made_up_need(1)
    tight = baseline.replace(renovation_beds_per_year=50)
    plan = plan_renovation(homes, need, tight, futures=40)
    assert plan.status == "infeasible"
    assert plan.works.is_empty()
    hint = next(item for item in plan.explanation if item.parameter == "renovation_beds_per_year")
    assert hint.needed is not None
    assert hint.needed > 50
    assert f"{hint.needed:,.0f} beds" in hint.en
    assert f"{hint.needed:,.0f}张" in hint.zh
    enough = tight.replace(renovation_beds_per_year=hint.needed)
    assert plan_renovation(homes, need, enough, futures=40, explained=False).feasible
    if hint.least:
        short = tight.replace(renovation_beds_per_year=hint.needed - 1)
        assert plan_renovation(homes, need, short, futures=40, explained=False).status == "infeasible"


def test_willingness_limits_the_rate_and_is_named(homes: pl.DataFrame, baseline: Scenario) -> None:
    plan = plan_renovation(homes, made_up_need(1), baseline.replace(centralised_rate_target=0.95), futures=30)
    assert plan.status == "infeasible"
    hint = next(item for item in plan.explanation if item.parameter == "centralised_rate_target")
    assert "Willingness limits the rate" in hint.en
    assert hint.needed is not None
    assert hint.needed < 0.95


def test_nothing_to_do_costs_nothing(homes: pl.DataFrame, baseline: Scenario) -> None:
    easy = baseline.replace(nursing_share_target=0.3, centralised_rate_target=0.1, town_rate_floor=0.0)
    plan = plan_renovation(homes, made_up_need(1), easy)
    assert plan.feasible
    assert plan.cost_yuan == 0
    assert np.isclose(plan.nursing_share, 564 / 1400)


def test_bad_questions_are_refused(homes: pl.DataFrame, baseline: Scenario) -> None:
    need = made_up_need(1, last=2021)
    with pytest.raises(InputError, match="the need covers 2020"):
        plan_renovation(homes, need, baseline)
    with pytest.raises(InputError, match="confidence"):
        plan_renovation(homes, made_up_need(1), baseline, confidence=1.5)
    with pytest.raises(InputError, match="futures"):
        plan_renovation(homes, made_up_need(1), baseline, futures=0)
    with pytest.raises(InputError, match="beds"):
        plan_renovation(homes.drop("beds"), made_up_need(1), baseline)


def test_the_frontier_rises_and_is_honest_about_futures_it_did_not_see(homes: pl.DataFrame, baseline: Scenario) -> None:
    table = frontier(homes, made_up_need(1), baseline, (0.5, 0.8, 1.0), futures=60)
    found = table.filter(pl.col("status") != "infeasible")
    costs = found["cost_yuan"].to_list()
    assert all(after >= before * (1 - 0.001) for before, after in pairwise(costs))
    assert (found["chance_both"] >= found["confidence"] - 1e-9).all()
    assert found["chance_both_out_of_sample"].is_between(0, 1).all()
    assert table.filter(pl.col("status") == "infeasible")["cost_yuan"].null_count() == table.height - found.height


def test_more_beds_place_more_persons(plan: Plan, homes: pl.DataFrame, baseline: Scenario) -> None:
    ladder = bed_ladder(homes, made_up_need(1), baseline, plan)
    assert ladder["more_beds"].to_list() == [0, 10, 20, 30]
    assert ladder["cost_yuan"][0] == 0
    assert ladder["cost_yuan"].is_sorted()
    assert ladder["placed_persons"].is_sorted()
    assert ladder["unmet_persons"].is_sorted(descending=True)
    with pytest.raises(InputError, match="rising tens"):
        bed_ladder(homes, made_up_need(1), baseline, plan, (0, 5))
    full = homes.with_columns(convertible_beds=0, buildable_beds=0)
    with pytest.raises(InputError, match="no home can take ten more"):
        bed_ladder(full, made_up_need(1), baseline, replace(plan, works=no_works()))
