"""What nobody knows as levers: ranges from the scenario, statuses, and intervals that stay where one is moved."""

import numpy as np
import pytest

from workbench.dashboard import Runs, State, page_view
from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.state.scenario_levers import ASSUMPTION_LEVERS, MARGIN_LEVERS, TEMPORARY_LEVERS, scenario_of
from workbench.dashboard.view.assumption_levers import assumptions_section
from workbench.language import using_language
from workbench.law import BASIC
from workbench.population import synthesize
from workbench.scenario_folder import load_scenario
from workbench.simulation.batch import run_batch
from workbench.uncertainty.assumption_draws import uncertain


@pytest.fixture(scope="module")
def results(county, baseline) -> Runs:
    return Runs(county, baseline, futures=20)


def sliders(results, state: State) -> dict:
    return {item["name"]: item for item in page_view(state, results).page["assumed"]["sliders"]}


def test_each_unsure_input_that_moves_dibao_and_tekun_is_a_lever(results) -> None:
    """Each alone at both ends of its range, in 20,000 persons; what moves either by over 5 % stands on the page."""
    resolved, county = results.baseline.resolved(), synthesize(results.county.seed, 20_000)
    law = [name for name in uncertain(results.baseline) if resolved[name].parameter.section == "law"]
    assert set(ASSUMPTION_LEVERS) < set(law)
    settings = {name: np.full(2 * len(law) + 1, resolved[name].value) for name in law}
    for place, name in enumerate(law):
        settings[name][1 + 2 * place : 3 + 2 * place] = resolved[name].spread.low, resolved[name].spread.high
    batch = run_batch(county, results.baseline, settings, BASIC)
    moving = set()
    for measure in ("persons", "cost_yuan_per_year"):
        values = batch.of(measure)
        swing = np.abs(values[2::2] - values[1::2]) / values[0]
        moving |= {name for name, one in zip(law, swing, strict=True) if one > 0.05}
    assert moving
    assert moving <= set(ASSUMPTION_LEVERS)


def test_the_hand_finds_back_to_the_baseline_and_never_leaves_what_is_valid(results) -> None:
    for name, item in sliders(results, State(language="en")).items():
        resolved = results.baseline.resolved()[name]
        steps = (item["base"] - item["low"]) / item["step"]
        assert steps == pytest.approx(round(steps), abs=1e-6), name
        assert item["low"] < resolved.spread.low + item["step"], name
        assert item["high"] > resolved.spread.high - item["step"], name
        results.baseline.replace(**{name: item["low"]})  # complains of what is not valid
        results.baseline.replace(**{name: item["high"]})
        assert item["legal"] == (resolved.spread.low, resolved.spread.high)
        assert 15 <= (item["high"] - item["low"]) / item["step"] <= 130, name
        assert item["badge"]


def test_a_moved_assumption_is_assumed_and_keeps_its_range(baseline) -> None:
    moved = scenario_of(baseline, {"dibao_take_up_rural": 1.8}).resolved()["dibao_take_up_rural"]
    before = baseline.resolved()["dibao_take_up_rural"]
    assert (moved.value, moved.status) == (1.8, "assumed")
    assert (moved.spread.low, moved.spread.high) == (before.spread.low, before.spread.high)
    far = before.spread.high + 1
    beyond = scenario_of(baseline, {"dibao_take_up_rural": far}).resolved()["dibao_take_up_rural"]
    assert (beyond.spread.low, beyond.spread.high) == (before.spread.low, far)
    assert scenario_of(baseline, {}) is baseline


@pytest.mark.parametrize("value", [4.0, 8.0])  # the baseline has 2.733, its range ends at 6.5691
def test_the_answer_moves_and_so_do_its_intervals(results, baseline, value) -> None:
    state = State(language="en").with_lever("dibao_take_up_rural", value, baseline)
    question = Question(state, results)
    assert question.run.headline.total.persons > question.base.headline.total.persons
    found = question.work_out(INTERVALS)
    assert found.ends["persons"][1] > question.base.headline.total.persons
    item = sliders(results, state)["dibao_take_up_rural"]
    assert item["changed"]
    assert bool(item["warning"]) == (value > item["legal"][1])
    assert page_view(state, results).page["chips"][-1]["value"] == "30/40*"


def test_without_a_range_the_track_is_around_the_value(county) -> None:
    perfect = Runs(county, load_scenario("perfect-law"), futures=20)
    with using_language("zh"):
        section = assumptions_section(perfect.base(), perfect.base())
    for item in section["sliders"]:
        assert item["low"] < item["high"]
        assert item["low"] <= item["value"] <= item["high"]


def test_margins_and_temporary_multiples_are_levers_with_their_effect(results, baseline) -> None:
    base = Question(State(), results).run.headline.total.persons
    assert Question(State().with_lever(MARGIN_LEVERS[0], 2.0, baseline), results).run.headline.total.persons > base
    page = page_view(State(language="en", page="cost"), results).page
    names = [item["name"] for section in page["sections"] for item in section.get("numbers", [])]
    assert set(TEMPORARY_LEVERS) < set(names)
    assert MARGIN_LEVERS[0] in names
