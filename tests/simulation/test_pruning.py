"""Households left out of thousands of futures are reached at no point of the box, also by the letter of art. 8."""

import itertools

import numpy as np
import pytest

import workbench as wb
from workbench.categories import SinglePersonRule
from workbench.simulation.pruning import reachable

RATIOS = np.array([0.36, 0.40, 0.44])
# Family dibao is seldom taken up: a family that the rise of the standard takes out of the margin is likely to lose all.
SELDOM = {"dibao_take_up_rural": 0.3, "dibao_take_up_urban": 0.1}


@pytest.fixture(scope="module")
def county():
    return wb.synthesize(seed=11, size=20_000)


def reached(county, scenario):
    run = wb.simulate(county, scenario, rows=["dibao_household", "tekun_household"])
    either = run.households["dibao_household"] | run.households["tekun_household"]
    return set(run.households.filter(either)["household_id"])


@pytest.mark.parametrize("rule", ["margin_only", "better_of"])
def test_whoever_is_reached_at_some_point_is_kept(county, rule: str) -> None:
    scenario = wb.load_scenario("baseline-2021").replace(single_person_rule=rule, **SELDOM)
    kept = set(reachable(county, scenario, {"rural_dibao_ratio": RATIOS}).households["household_id"])
    by_ratio = [reached(county, scenario.replace(rural_dibao_ratio=float(ratio))) for ratio in RATIOS]
    assert set().union(*by_ratio) <= kept
    assert len(kept) < county.households.height / 2  # it leaves most households out
    lost = [before - after for before, after in itertools.pairwise(by_ratio)]
    assert any(lost) == (rule == "margin_only")  # the most generous corner alone would not do by the letter


def test_a_swept_choice_between_the_two_rules_keeps_both(county) -> None:
    scenario = wb.load_scenario("baseline-2021").replace(**SELDOM)
    both = np.array([float(SinglePersonRule.BETTER_OF), float(SinglePersonRule.MARGIN_ONLY)])
    kept = set(reachable(county, scenario, {"single_person_rule": both}).households["household_id"])
    for rule in ("better_of", "margin_only"):
        assert reached(county, scenario.replace(single_person_rule=rule)) <= kept
