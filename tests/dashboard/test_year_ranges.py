"""Ranges over years on the page: those of `draw_years` of the same people, and what the page says of them."""

import pytest

import workbench as wb
from workbench.dashboard import Runs, State, page_view
from workbench.dashboard.answers.futures import LEVEL, SEED
from workbench.dashboard.answers.question import Question
from workbench.dashboard.answers.year_answers import PEOPLE, SPAN
from workbench.dashboard.answers.year_history import HISTORY
from workbench.dashboard.answers.year_ranges import RANGES
from workbench.dashboard.pages.years import FAN_COST, FAN_COUNTY, FANS, PAGE, PAST
from workbench.dashboard.state.page_years import page_years
from workbench.language import using_language

HIGHER = {"urban_dibao_ratio": 0.33, "rural_dibao_ratio": 0.43}
FUTURES = 6


@pytest.fixture(scope="module")
def results(baseline) -> Runs:
    return Runs(wb.synthesize(seed=5, size=4_000), baseline, futures=FUTURES)


@pytest.fixture(scope="module")
def moved(results, baseline) -> Question:
    question = Question(State(language="en", page="years").with_levers(HIGHER, baseline), results)
    for heavy in (PEOPLE, SPAN, RANGES):
        question.work_out(heavy)
    return question


def test_they_are_those_of_the_library_on_the_same_people(moved: Question, baseline) -> None:
    ground, span = moved.answer(PEOPLE), page_years(baseline)
    drawn = wb.draw_years(
        ground.people.lives,
        baseline,
        span[0],
        span[-1],
        against=moved.scenario,
        runs=FUTURES,
        seed=SEED,
        kinds=["parameters", "paths", "memory", "chance"],
        memory=wb.ReceiptMemory(ground.memory),
    )
    found = moved.answer(RANGES)
    assert found.bands(drawn.policies).equals(drawn.bands_at(LEVEL))
    assert found.difference().equals(drawn.difference_at(LEVEL))


def test_the_page_draws_them_and_says_what_they_hold(moved: Question) -> None:
    with using_language("en"):
        drawn = {figure.name: figure for figure in PAGE.draw(moved)}
    assert set(FANS) <= set(drawn)
    assert "80%" in drawn[FAN_COST].subtitle
    assert any("does not hold the luck of lives" in note for note in drawn[FAN_COST].notes)
    rows = drawn[FAN_COUNTY].table
    assert rows["policy_title"].unique(maintain_order=True).to_list() == ["Base", "Scenario"]
    assert rows["year"].unique().sort().to_list() == list(page_years(moved.results.baseline))


def test_until_they_are_there_the_page_works_them_out_and_draws_the_rest(results, baseline) -> None:
    other = Question(State(language="en", page="years").with_levers({"urban_dibao_ratio": 0.31}, baseline), results)
    assert other.lacks(RANGES)
    assert PAGE.waits[FAN_COST] is RANGES
    assert RANGES in PAGE.heavy
    cards = {card["name"]: card for card in page_view(other.state, results).page["figures"]}
    assert set(FANS) <= set(cards)
    assert other.answer(RANGES) is None


def test_at_the_baseline_there_is_one_range_and_no_difference(results, baseline) -> None:
    question = Question(State(language="en", page="years"), results)
    question.work_out(RANGES)
    found = question.answer(RANGES)
    assert not found.moved
    assert found.difference() is None
    assert found.bands(("Baseline", "Scenario"))["policy"].unique().to_list() == ["Baseline"]


def test_where_nobody_lives_or_no_path_is_known_nothing_is_worked_out(results, baseline, monkeypatch) -> None:
    question = Question(State(page="years"), results)
    monkeypatch.setattr("workbench.dashboard.answers.year_ranges.page_years", lambda _: None)
    assert question.key(RANGES) is None


def test_past_years_stand_beside_published_figures_whatever_the_levers(moved: Question) -> None:
    moved.work_out(HISTORY)
    found = moved.answer(HISTORY)
    assert found.trend.equals(wb.caseload_trend(moved.results.county, moved.results.baseline))
    assert found.backcast["year"].max() == 2020
    with using_language("en"):
        drawn = {figure.name for figure in PAGE.draw(moved)}
    assert set(PAST) <= drawn
    unmoved = Question(State(language="en", page="years"), moved.results)
    assert unmoved.answer(HISTORY) is found
