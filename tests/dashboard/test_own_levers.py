"""A page on a scenario with rules and parameters of its own: its levers, its warnings, its address."""

import pytest

import workbench as wb
from tests.test_reform import dibao_standard, small_children, uplift
from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.page_message import page_numbers
from workbench.dashboard.state import address
from workbench.dashboard.state.page_state import State
from workbench.dashboard.state.scenario_levers import LEVERS, levers_of
from workbench.errors import UnknownNameError

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def reform(baseline):
    return baseline.with_parameters([uplift()]).with_rules([small_children, dibao_standard])


@pytest.fixture(scope="module")
def results(reform):
    return Runs(wb.synthesize(seed=20210602, size=3_000), reform, futures=4)


def test_its_parameters_are_levers_and_others_stay_refused(reform, baseline) -> None:
    assert levers_of(reform) == (*LEVERS, "child_uplift")
    assert levers_of(baseline) == LEVERS
    state = State().with_lever("child_uplift", 1.4, reform)
    assert state.scenario(reform).value("child_uplift") == 1.4
    assert state.scenario(reform).reform == reform.reform
    with pytest.raises(UnknownNameError, match="unknown lever 'child_uplift'"):
        State().with_lever("child_uplift", 1.4, baseline)


def test_the_address_carries_them(reform, baseline) -> None:
    state = State().with_levers({"child_uplift": 1.4, "rural_dibao_ratio": 0.42}, reform).keep()
    text = address.written(state)
    assert "rural_dibao_ratio=0.42&child_uplift=1.4" in text
    assert "A=rural_dibao_ratio:0.42;child_uplift:1.4" in text
    assert address.read(text, reform, State()).levers == state.levers
    with pytest.raises(UnknownNameError, match="unknown part of the address 'child_uplift'"):
        address.read("page=cost&child_uplift=1.4", baseline, State())


@pytest.mark.parametrize(
    ("language", "title", "told", "warned"),
    [
        (
            "zh",
            "方案自己的规则与参数",
            "新加的规则：幼儿人数；改了法规的规则：适用低保标准",
            "方案改了法规的规则“适用低保标准”",
        ),
        (
            "en",
            "Rules and parameters of its own",
            "a rule added: A member under six; a rule of the law replaced: Families with",
            "the scenario replaces a rule of the law, dibao_standard",
        ),
    ],
)
def test_the_page_shows_the_lever_and_tells_the_rules(results, language, title, told, warned) -> None:
    state = State(language=language, page="helped").with_lever("child_uplift", 1.4, results.baseline)
    page = page_numbers(state, results)
    section = next(one for one in page["sections"] if one["title"] == title)
    assert section["below"].startswith(told)
    (slider,) = section["sliders"]
    assert (slider["name"], slider["value"], slider["base"], slider["status"]) == ("child_uplift", 1.4, 1.2, "assumed")
    assert any(one["text"].startswith(warned) for one in page["warnings"])
    table = page_numbers(State(language=language, page="assumptions"), results)["extra"]["rows"]
    assert [row["value"] for row in table if "small_children" in row["name"]]


def test_the_law_as_it_is_has_no_such_section(baseline) -> None:
    results = Runs(wb.synthesize(seed=1, size=3_000), baseline, futures=4)
    titles = [one["title"] for one in page_numbers(State(page="helped", language="en"), results)["sections"]]
    assert "Rules and parameters of its own" not in titles
