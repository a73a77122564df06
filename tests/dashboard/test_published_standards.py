"""A standard is set as a ratio or in yuan a month, on the page as in a scenario; one of the two is in force."""

import numpy as np
import pytest

from workbench.dashboard.answers.futures import GOAL
from workbench.dashboard.answers.question import Question
from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.page_message import figures_of, page_numbers
from workbench.dashboard.pages.overview import GRID
from workbench.dashboard.state import address
from workbench.dashboard.state.page_state import State
from workbench.dashboard.state.scenario_levers import LEVERS, levers_of, standard_levers
from workbench.errors import InputError
from workbench.language import using_language

URBAN, RURAL = "urban_dibao_standard_published", "rural_dibao_standard_published"
CONSUMPTION = 27_291  # yuan a year per head in town


@pytest.fixture(scope="module")
def published(baseline):
    return baseline.replace(**{URBAN: 700, RURAL: 450})


@pytest.fixture(scope="module")
def results(county, published) -> Runs:
    return Runs(county.kept(np.arange(county.households.height) % 4 == 0), published, futures=8)


def standards_of(state: State, results: Runs) -> dict:
    return page_numbers(state, results)["sections"][0]


def test_of_ratio_and_standard_the_one_in_force_is_the_slider(baseline, published) -> None:
    assert levers_of(published) == levers_of(baseline) == LEVERS
    assert list(standard_levers(published).values()) == [URBAN, RURAL]
    assert list(standard_levers(baseline).values()) == ["urban_dibao_ratio", "rural_dibao_ratio"]
    half = baseline.replace(**{RURAL: 450})
    assert list(standard_levers(half).values()) == ["urban_dibao_ratio", RURAL]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "has no effect: Published urban dibao standard .* ¥700/month; set"),
        ("zh", "不起作用：公布的城市低保标准.*700元/月"),
    ],
)
def test_an_overruled_ratio_is_refused_with_what_to_set_instead(published, language: str, said: str) -> None:
    with using_language(language):
        with pytest.raises(InputError, match=said):
            State().with_lever("urban_dibao_ratio", 0.33, published)
        with pytest.raises(InputError, match=said):
            address.read("page=cost&urban_dibao_ratio=0.33", published, State())
        with pytest.raises(InputError, match=r"1.*0.*10,000"):
            State().with_lever(URBAN, -1, published)


def test_undo_address_and_kept_scenarios_hold_the_standard(published) -> None:
    state = State().with_lever(URBAN, 720, published).keep().with_lever(RURAL, 460, published)
    assert dict(state.undone().levers) == {URBAN: 720.0}
    again = address.read(address.written(state), published, State())
    assert dict(again.levers) == {URBAN: 720.0, RURAL: 460.0}
    assert dict(again.kept["A"]) == {URBAN: 720.0}


@pytest.mark.parametrize(
    ("language", "label", "implied", "note"),
    [
        ("en", "Urban a month", "= 30.8%", "Set in yuan"),
        ("zh", "城市标准/月", "合消费30.8%", "标准按每月元数"),
    ],
)
def test_the_slider_is_in_yuan_and_says_the_ratio(results, language: str, label: str, implied: str, note: str) -> None:
    section = standards_of(State(language=language), results)
    urban, _ = section["sliders"]
    assert (urban["name"], urban["label"], urban["value"], urban["amount"]) == (URBAN, label, 700.0, implied)
    assert pytest.approx(0.308, abs=5e-4) == 700 * 12 / CONSUMPTION
    assert urban["legal"] == (569.0, 796.0)  # 25 % and 35 % of the consumption, by the month, in whole yuan
    assert section["below"].startswith(note)
    assert page_numbers(State(language=language), results)["warnings"] == []  # it is said at the levers


def test_a_standard_outside_the_corridor_has_a_way_back(results, published) -> None:
    state = State(language="en").with_lever(URBAN, 900, published)
    page = page_numbers(state, results)
    assert page["sections"][0]["sliders"][0]["warning"].startswith("▲ outside ¥569–796")
    (fix,) = (one["fix"] for one in page["warnings"] if one["fix"])
    assert fix == {"name": URBAN, "value": 796.0}
    back = page_numbers(state.with_lever(URBAN, fix["value"], published), results)
    assert not any(one["fix"] for one in back["warnings"])
    assert [chip["value"] for chip in page["chips"]] == ["¥700/¥450", "¥900/¥450"]


def test_the_surface_is_over_the_standards_and_a_place_on_it_sets_them(results, published) -> None:
    state = State(language="en").with_lever(URBAN, 720, published)
    question = Question(state, results)
    question.work_out(GRID)
    question.work_out(GOAL)
    with using_language("en"):
        figure = figures_of(state, results)["cost_surface_cost"]
    steers = figure.spec(live=True)["usermeta"]["steers"]
    assert (steers["x"], steers["y"]) == (URBAN, RURAL)
    assert steers["per"][0] == pytest.approx(CONSUMPTION / 12)
    now = next(row for row in figure.rows()["points"] if row["role"] == "scenario")
    assert now["x"] == pytest.approx(720 * 12 / CONSUMPTION)
    costs = question.answer(GRID).summary()["cost_yuan_per_year"]
    assert costs.max() > costs.min()  # the ratios alone would change nothing
    moved = Question(State().with_lever(RURAL, 440, published), results)
    assert not moved.lacks(GRID)  # the grid is over both standards: it doesn't depend on where they stand


def test_the_goal_is_sought_among_the_standards(results, published) -> None:
    question = Question(State(page="afford", language="en"), results)
    goal = question.work_out(GOAL)
    assert goal.grid.levers == (URBAN, RURAL)
    assert goal.grid.over_standards
    rows = page_numbers(question.state, results)["extra"]["rows"]
    tried = State().with_levers(rows[0]["levers"], published)
    assert tried.scenario(published).value(RURAL) == goal.best.rural_yuan


def test_an_assumption_that_a_published_standard_overrules_says_so(results) -> None:
    sliders = page_numbers(State(language="en", page="assumptions"), results)["assumed"]["sliders"]
    told = {one["name"]: one["warning"] for one in sliders}
    assert told["urban_consumption_per_head_previous_year"].startswith("▲ has no effect: Published urban")
    assert told["tekun_take_up"] == ""


def options_of(state: State, results: Runs) -> dict[str, dict]:
    (choice,) = standards_of(state, results)["choices"]
    return {option["value"]: option for option in choice["options"]}


def test_the_unit_of_the_standards_is_a_choice_that_moves_no_standard(county, baseline) -> None:
    results = Runs(county.kept(np.arange(county.households.height) % 4 == 0), baseline, futures=8)
    state = State(language="en").with_lever("urban_dibao_ratio", 0.33, baseline)
    ratio, yuan = options_of(state, results)["ratio"], options_of(state, results)["yuan"]
    assert (ratio["on"], yuan["on"]) == (True, False)
    assert yuan["levers"] == {URBAN: 751.0, RURAL: 422.0}  # .33 × 27,291 ÷ 12 = 750.5; .40 × 12,660 ÷ 12 = 422
    moved = state.with_levers(yuan["levers"], baseline)
    assert dict(moved.levers) == yuan["levers"]  # the moved ratio is forgotten: it would change nothing
    assert results.run(moved.scenario(baseline)).standards == results.run(state.scenario(baseline)).standards
    assert dict(address.read(address.written(moved), baseline, State()).levers) == dict(moved.levers)
    assert page_numbers(moved, results)["chips"][1]["value"] == "¥751/¥422"
    back = moved.with_levers(options_of(moved, results)["ratio"]["levers"], baseline)
    assert dict(back.levers) == {"urban_dibao_ratio": 0.3302}  # 751 × 12 ÷ 27,291; the rural one is the baseline's
    assert results.run(back.scenario(baseline)).standards == results.run(state.scenario(baseline)).standards
    assert back.undone().levers == moved.levers
    rural = standards_of(moved, results)["sliders"][1]
    assert (rural["changed"], rural["base"], rural["base_label"]) == (False, 422.0, "= base")


def test_published_standards_can_be_given_back_to_their_ratios(results, published) -> None:
    state = State(language="en")
    moved = state.with_levers(options_of(state, results)["ratio"]["levers"], published)
    assert dict(moved.levers) == {URBAN: 0, RURAL: 0, "urban_dibao_ratio": 0.3078, "rural_dibao_ratio": 0.4265}
    found = results.run(moved.scenario(published))
    assert found.standards == results.run(published).standards  # .3078 × 27,291 ÷ 12 = 700.01; .4265 × 1,055 = 449.96
    urban = standards_of(moved, results)["sliders"][0]
    assert (urban["name"], urban["base_label"]) == ("urban_dibao_ratio", "base 30.8")
    assert address.read(address.written(moved), published, State()).levers == moved.levers


def test_the_surface_follows_the_unit(county, baseline) -> None:
    results = Runs(county.kept(np.arange(county.households.height) % 4 == 0), baseline, futures=8)
    state = State(language="en").with_levers({URBAN: 700, RURAL: 430}, baseline)
    question = Question(state, results)
    question.work_out(GRID)
    with using_language("en"):
        figure = figures_of(state, results)["cost_surface_cost"]
    assert figure.spec(live=True)["usermeta"]["steers"]["x"] == URBAN
    points = {row["role"]: row for row in figure.rows()["points"]}
    assert points["scenario"]["x"] == pytest.approx(700 * 12 / CONSUMPTION)
    assert points["baseline"]["x"] == pytest.approx(682 * 12 / CONSUMPTION)  # .30 makes 682.3, so 682 yuan
    assert Question(State(), results).lacks(GRID)  # over ratios: another grid
