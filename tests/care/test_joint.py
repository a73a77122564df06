"""The smallest joint relaxation against looking at every plan, and by solving with it and with slightly less."""

import itertools
import math

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from workbench.care import Plan, plan_renovation
from workbench.care.futures import drawn_futures, expected_future
from workbench.care.homes import within_reach
from workbench.care.renovation.inputs import problem_of
from workbench.care.renovation.joint import TERMS
from workbench.care.renovation.model import solve
from workbench.care.renovation.problem import CLOSE
from workbench.care.renovation.terms import plan_terms
from workbench.scenario import Scenario

from .brute_force import (
    _home_options,
    cheapest_by_looking_at_all,
    made_up_need,
    persons_placed,
    small_instance,
)

SOFT = tuple(TERMS)


def part_of_floor(demand: np.ndarray, willing: np.ndarray, places: np.ndarray, reach: np.ndarray) -> float:
    """The largest part of the floor (persons by town) that can be placed, by linear programme."""
    towns, homes = reach.shape
    pairs = np.argwhere(reach)
    columns = len(pairs) + 1
    leave, enter = np.zeros((towns, columns)), np.zeros((homes, columns))
    for place, (town, home) in enumerate(pairs):
        leave[town, place] = enter[home, place] = 1.0
    served = leave.copy()
    served[:, -1] = -demand
    found = linprog(
        -np.eye(columns)[-1],
        A_eq=served,
        b_eq=np.zeros(towns),
        A_ub=np.vstack([leave, enter]),
        b_ub=np.concatenate([willing, places]),
        bounds=[(0, None)] * len(pairs) + [(0, 1)],
    )
    return float(-found.fun)


def least_by_looking_at_all(seed: int, base: Scenario) -> float:
    """The least sum of relaxations over all plans and all sets of futures that may be missed."""
    homes, need, scenario, confidence = small_instance(seed, base)
    one = {name: item.value for name, item in scenario.resolved().items()}
    futures, usual = drawn_futures(need, homes, scenario), expected_future(need, homes, scenario)
    reach = within_reach(homes, one["care_reach_steps"])
    first, count, target = (int(one[n]) for n in ("renovation_first_year", "renovation_years", "care_target_year"))
    years = [first + k for k in range(count)]
    checks = [year for year in futures.years if target <= year <= max(target, years[-1])]
    rows = homes.to_dicts()
    failures = math.floor((1 - confidence) * len(futures) + 1e-9)
    all_beds = float(homes["beds"].sum())
    share, rate, floor = one["nursing_share_target"], one["centralised_rate_target"], one["town_rate_floor"]
    placed: dict = {}
    best = math.inf

    def persons(which, k, year, nursing):
        key = (id(which), k, year, tuple(nursing))
        if key not in placed:
            at = which.years.index(year)
            places = np.maximum(0.0, which.occupancy[k] * np.array(nursing) - which.other_nursing[k, at])
            if which is usual:
                asked = floor * which.disabled[k, at]
                placed[key] = part_of_floor(asked, which.willing[k, at], places, reach) if asked.sum() else 1.0
            else:
                placed[key] = persons_placed(which.willing[k, at], places, reach)
        return placed[key]

    for chosen in itertools.product(*(_home_options(row, one, count) for row in rows)):
        spent = max(sum(option[2][t] for option in chosen) for t in range(count))
        beds = max(sum(option[1][t] for option in chosen) for t in range(count))
        over = max(0.0, spent / one["renovation_budget_per_year"] - 1)
        over += max(0.0, beds / one["renovation_beds_per_year"] - 1)
        if over >= best:
            continue

        def nursing_at(which, k, year, chosen=chosen):
            at = which.years.index(year)
            return [
                row["nursing_beds"]
                + sum(o[1][t] for t, y in enumerate(years) if y < year or (y == year and which.on_time[k, at, h]))
                for h, (row, o) in enumerate(zip(rows, chosen, strict=True))
            ]

        lost = {year: sum(o[0][t] for o in chosen for t, y in enumerate(years) if y <= year) for year in checks}
        ordinary = float((homes["beds"] - homes["nursing_beds"]).sum())
        short = []
        for k in range(len(futures)):
            misses = [0.0, 0.0]
            for year in checks:
                nursing = nursing_at(futures, k, year)
                at = futures.years.index(year)
                disabled = futures.disabled[k, at].sum()
                misses[0] = max(misses[0], share * (sum(nursing) + ordinary - lost[year]) - sum(nursing))
                if disabled > 0:
                    misses[1] = max(misses[1], rate - persons(futures, k, year, nursing) / disabled)
            short.append((misses[0] / (share * all_beds) if share else 0.0, misses[1] / rate if rate else 0.0))
        if floor:
            over += 1 - min(persons(usual, 0, year, nursing_at(usual, 0, year)) for year in checks)
        for kept in itertools.combinations(range(len(futures)), len(futures) - failures):
            sums = over + (max(short[k][0] for k in kept) + max(short[k][1] for k in kept) if kept else 0.0)
            best = min(best, sums)
    return best


@pytest.mark.parametrize("seed", range(24))
def test_the_elastic_programme_relaxes_as_little_as_looking_at_every_plan_finds(baseline: Scenario, seed: int) -> None:
    homes, need, scenario, confidence = small_instance(seed, baseline)
    terms = plan_terms(scenario, need.years).with_confidence(confidence)
    problem = problem_of(homes, drawn_futures(need, homes, scenario), expected_future(need, homes, scenario), terms)
    found = solve(problem, 1e-9, 60, soft=SOFT)
    assert found.works is not None
    assert found.value == pytest.approx(least_by_looking_at_all(seed, baseline), abs=2e-5)
    assert found.value == pytest.approx(sum(found.gives.values()), abs=1e-9)
    assert (found.works[CLOSE].sum(axis=-1) <= problem.most[CLOSE]).all()


def infeasible_instances(base: Scenario) -> list[tuple[pl.DataFrame, object, Scenario, float, Plan]]:
    found = []
    for seed in range(24):
        homes, need, scenario, confidence = small_instance(seed, base)
        plan = plan_renovation(homes, need, scenario, confidence=confidence, gap=1e-9)
        if plan.status == "infeasible":
            found.append((homes, need, scenario, confidence, plan))
    return found


def test_a_plan_exists_with_the_relaxation_and_none_with_slightly_less(baseline: Scenario) -> None:
    """By looking at every plan: with all changes there is one; with any of them a step smaller there is none."""
    several = 0
    instances = infeasible_instances(baseline)
    assert len(instances) >= 5
    for homes, need, scenario, confidence, plan in instances:
        assert plan.joint is not None
        changes = {name: needed for name, _, needed in plan.joint.smallest}
        assert changes
        assert plan.joint.proved
        several += len(changes) > 1
        assert not math.isinf(cheapest(homes, need, scenario.replace(**changes), confidence))
        for name, present, needed in plan.joint.smallest:
            step = {"renovation_budget_per_year": -10_000, "renovation_beds_per_year": -1}.get(name, 0.001)
            less = needed + step
            assert (less - present) * step <= 1e-9  # not beyond the value that the scenario has
            again = scenario.replace(**{**changes, name: round(less, 9)})
            assert math.isinf(cheapest(homes, need, again, confidence)), (name, changes)
    assert several


def cheapest(homes, need, scenario: Scenario, confidence: float) -> float:
    futures, usual = drawn_futures(need, homes, scenario), expected_future(need, homes, scenario)
    reach = within_reach(homes, scenario.resolved()["care_reach_steps"].value)
    return cheapest_by_looking_at_all(homes, scenario, futures, usual, reach, confidence)


@pytest.fixture(scope="module")
def poor_plan(homes: pl.DataFrame, baseline: Scenario) -> Plan:
    return plan_renovation(homes, made_up_need(1), baseline.replace(renovation_budget_per_year=2e6), futures=30)


def test_three_lines_name_the_smallest_change_and_the_pair(poor_plan: Plan, homes, baseline: Scenario) -> None:
    joint = poor_plan.joint
    assert joint is not None
    assert {name for way in joint.ways for name, _, _ in way} == {"nursing_share_target", "renovation_budget_per_year"}
    assert {name for name, _, _ in joint.both} == {"nursing_share_target", "renovation_budget_per_year"}
    # both give way by like parts, less than either alone
    alone = {item.parameter: item.needed for item in poor_plan.explanation}
    for name, present, needed in joint.both:
        assert abs(needed - present) < abs(alone[name] - present)
    changed = baseline.replace(**{name: needed for name, _, needed in joint.both})
    need = made_up_need(1)
    assert plan_renovation(homes, need, changed, futures=30, explained=False).feasible
    assert len(joint.lines) == 3
    assert joint.lines[1].en.startswith("Smallest change: the target share of nursing beds from 55% to ")
    assert "; or the budget of a year from ¥2.0m to " in joint.lines[1].en
    assert joint.lines[1].zh.startswith("最小的改动：护理型床位占比目标由55%改为")
    assert joint.lines[2].zh.startswith("或两项各让一步：每年改造投资由200万元改为")
    assert "Willingness" not in joint.lines[0].en  # 60 % is not what willingness forbids


def test_what_willingness_forbids_is_named_first(homes: pl.DataFrame, baseline: Scenario) -> None:
    plan = plan_renovation(homes, made_up_need(1), baseline.replace(centralised_rate_target=0.75), futures=30)
    assert plan.joint is not None
    assert [name for name, _, _ in plan.joint.smallest] == ["centralised_rate_target"]
    assert "Willingness limits the rate to" in plan.joint.lines[0].en
    assert "按入住意愿" in plan.joint.lines[0].zh
    assert plan.joint.lines[2].en == "Of budget, capacity, targets and floor it is the only one that helps alone."


def test_where_nothing_helps_alone_the_lines_say_so(homes: pl.DataFrame, baseline: Scenario) -> None:
    hard = baseline.replace(renovation_budget_per_year=1.5e6, nursing_share_target=0.6, centralised_rate_target=0.75)
    plan = plan_renovation(homes, made_up_need(1), hard, futures=30)
    assert plan.joint is not None
    assert len(plan.joint.smallest) > 1
    assert plan.joint.both == ()
    assert "alone is enough" in plan.joint.lines[2].en
    changes = {name: needed for name, _, needed in plan.joint.smallest}
    assert plan_renovation(homes, made_up_need(1), hard.replace(**changes), futures=30, explained=False).feasible


def test_a_plan_that_exists_has_no_relaxation(homes: pl.DataFrame, baseline: Scenario) -> None:
    assert plan_renovation(homes, made_up_need(1), baseline, futures=30).joint is None
