"""The page's export holds the care plan: that of the care page where it is worked out, for the levers at hand."""

import re

import pytest

from workbench.briefing.content import care_answer
from workbench.dashboard import Runs, State
from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.export import exported
from workbench.dashboard.pages.care import PLAN
from workbench.language import interval, money, using_language


@pytest.fixture(scope="module")
def results(county, baseline) -> Runs:
    return Runs(county, baseline, futures=8)


def told(question: Question) -> str:
    page = exported(question, ".html").decode()
    return re.sub(r"(?s)<(style|script).*?</\1>|<[^>]+>", " ", page)


def test_the_plan_and_the_intervals_are_those_of_the_pages_levers(results, baseline, monkeypatch) -> None:
    state = State(language="en").with_levers({"rural_dibao_ratio": 0.43, "nursing_share_target": 0.5}, baseline)
    question = Question(state, results)
    answer, drawn = question.work_out(PLAN), question.work_out(INTERVALS)
    monkeypatch.setattr(care_answer, "worked_out", lambda _: pytest.fail("the page's plan is there already"))
    page = told(question)
    assert "target 50%" in page
    with using_language("en"):
        assert f"for {money(answer.plan.cost_yuan)}: both targets by end-2022" in page
        # intervals don't depend on the levers of care
        assert interval(*map(money, drawn.draws.interval("cost_yuan_per_year"))) in page


def test_a_plan_of_other_levers_is_not_taken(results, baseline, monkeypatch) -> None:
    Question(State(), results).work_out(PLAN)
    other = Question(State().with_lever("nursing_share_target", 0.6, baseline), results)
    made = []
    whole = care_answer.worked_out
    monkeypatch.setattr(care_answer, "worked_out", lambda run: made.append(run) or whole(run))
    assert "目标60%" in told(other)
    assert made[0].scenario.value("nursing_share_target") == 0.6
