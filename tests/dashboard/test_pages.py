"""The pages of cost, of what can be afforded, of one family: figures that agree with the simulation, words for all."""

import numpy as np
import polars as pl
import pytest

from workbench.dashboard import Runs, State, page_view
from workbench.dashboard.answers.futures import GOAL, INTERVALS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.pages.afford import goal_finding, goal_under
from workbench.dashboard.pages.assumptions import DOTS
from workbench.dashboard.pages.cost import CAUSES, STRIP, WHOLE_LAW
from workbench.dashboard.pages.family import LADDERS
from workbench.dashboard.pages.helped import TYPES
from workbench.dashboard.state.invented_family import InventedFamily
from workbench.dashboard.view.budget import budget_of, cost_to
from workbench.dashboard.view.chosen_household import earner, picked, touched
from workbench.errors import InputError, UnknownNameError
from workbench.household import explain
from workbench.language import money, people, using_language, yuan
from workbench.simulation import TYPE_ROWS, county_must_find, simulate, type_overlaps
from workbench.uncertainty import draw


@pytest.fixture(scope="module")
def results(county, baseline) -> Runs:
    return Runs(county, baseline, futures=20)


def at(page: str, baseline, **levers: float) -> State:
    return State(language="en", page=page).with_levers(levers, baseline)


HIGHER = {"urban_dibao_ratio": 0.33, "rural_dibao_ratio": 0.43}


def test_the_intervals_are_the_draws_and_meet_the_tiles(results, county, baseline) -> None:
    question = Question(at("overview", baseline, **HIGHER), results)
    found = question.work_out(INTERVALS)
    futures = draw(county, question.scenario, runs=20, seed=1)
    assert found.ends["cost"] == futures.interval("cost_yuan_per_year")
    assert found.ends["county"] == futures.interval("county_cost_yuan_per_year")
    low, high = found.ends["coverage"]
    assert 0 < low < high < 1
    tiles = {tile["name"]: tile for tile in page_view(question.state, results).page["tiles"]}
    for name, tile in tiles.items():
        assert tile["note"].startswith("80% interval "), name
        left, right = tile["strip"]["band"]
        assert 0 <= left <= right <= 1


def test_an_interval_belongs_to_its_own_levers(results, baseline) -> None:
    other = at("overview", baseline, urban_dibao_ratio=0.34)
    assert all(tile["strip"]["band"] is None for tile in page_view(other, results).page["tiles"])
    care = at("care", baseline, **HIGHER, nursing_share_target=0.6)
    assert INTERVALS.key(Question(care, results)) == INTERVALS.key(
        Question(at("overview", baseline, **HIGHER), results)
    )


def test_the_cost_page_adds_up(results, county, baseline) -> None:
    state = at("cost", baseline, **HIGHER)
    question = Question(state, results)
    assert page_view(state, results).page["finding"] == "Running every programme…"
    for heavy in (WHOLE_LAW, STRIP, CAUSES):
        question.work_out(heavy)
    law = simulate(county, question.scenario, rows=False)
    view = page_view(state, results)
    with using_language("en"):
        assert (
            money(county_must_find(law))
            in next(c for c in view.page["figures"] if c["name"] == "programme_costs")["title"]
        )
    # The ribbons and the bars tell of the same run, every yuan of it.
    flow = sum(row["amount"] for row in view.rows["payer_flow/payers"])
    assert flow == pytest.approx(sum(row["total"] for row in view.rows["programme_costs/labels"]) * 1e4)
    steps = view.rows["waterfall_cost_yuan_per_year/steps"]
    change = question.run.headline.total.cost - question.base.headline.total.cost
    assert steps[-1]["end"] == pytest.approx(change)
    assert [row["role"] for row in view.rows["county_share/rows"]] == ["baseline", "scenario"]


def test_who_is_of_several_types_is_counted_by_the_whole_law(results, county, baseline) -> None:
    state = at("helped", baseline, **HIGHER)
    card = page_view(state, results).page["figures"][-1]
    assert (card["name"], card["waiting"]) == ("person_types", "Sorting everybody into the ten types…")
    Question(state, results).work_out(TYPES)
    view = page_view(state, results)
    overlaps = type_overlaps(simulate(county, Question(state, results).scenario, rows=TYPE_ROWS))
    assert [row["persons"] for row in view.rows["person_types/bars"]] == overlaps["persons"].head(10).to_list()
    lowered = at("helped", baseline, **HIGHER, nursing_share_target=0.6)
    assert not Question(lowered, results).lacks(TYPES)  # no type hangs on the targets of care


def test_the_dots_are_the_futures_of_the_tiles(results, baseline) -> None:
    state = at("assumptions", baseline, **HIGHER)
    found = Question(state, results).work_out(INTERVALS)
    view = page_view(state, results)
    card = next(card for card in view.page["figures"] if card["name"] == DOTS)
    with using_language("en"):
        most = money(float(np.quantile(found.draws.of("cost_yuan_per_year"), 0.9)))
    assert card["title"] == f"In 9 of 10 futures: no more than {most} a year"
    assert (card["waiting"], card["stale"]) == ("", False)
    assert len(view.rows[f"{DOTS}/dots"]) == 50
    moved = state.with_lever("rural_dibao_ratio", 0.44, baseline)
    cards = {card["name"]: card for card in page_view(moved, results).page["figures"]}
    assert cards[DOTS]["stale"]  # the older futures stay, pale, until those of these levers are there


def test_kept_scenarios_stand_beside_one_another(results, baseline) -> None:
    state = at("cost", baseline, **HIGHER).keep().with_lever("urban_dibao_ratio", 0.31, baseline).keep()
    Question(state, results).work_out(STRIP)
    rows = page_view(state, results).rows["county_share/rows"]
    assert [(row["name"], row["role"]) for row in rows] == [
        ("Base", "baseline"),
        ("Scenario A", "kept"),
        ("Scenario B", "scenario"),
    ]
    in_chinese = page_view(state.in_language("zh"), results).rows["county_share/rows"]
    assert [row["name"] for row in in_chinese] == ["基线", "方案A", "方案B"]


def test_without_a_change_the_waterfall_says_why_it_is_empty(results, baseline) -> None:
    for state in (at("cost", baseline), at("cost", baseline, nursing_share_target=0.6)):
        card = page_view(state, results).page["figures"][0]
        assert card["empty"].startswith("As the baseline")
        assert not card["waiting"]
        assert not Question(state, results).lacks(CAUSES)


def test_a_budget_that_nobody_set_is_the_baselines_cost(results, baseline) -> None:
    question = Question(at("afford", baseline), results)
    cost = cost_to(question.base, "county")
    assert 0 <= budget_of(question) - cost < 1e5 or cost < 1e5
    assert cost_to(question.base, "all") == pytest.approx(question.base.headline.total.cost)
    set_to = Question(at("afford", baseline).with_goal("budget", 3e5), results)
    assert budget_of(set_to) == 3e5
    assert budget_of(set_to, "all") == budget_of(Question(at("afford", baseline), results), "all")


def test_what_can_be_afforded_is_found_with_runners_up_to_try(results, baseline) -> None:
    state = at("afford", baseline)
    assert goal_finding(None)
    goal = Question(state, results).work_out(GOAL)
    page = page_view(state, results).page
    with using_language("en"):
        assert page["finding"] == goal_finding(goal)
        assert people(goal.best.poor_recipients) in page["finding"]
    first, *others = page["extra"]["rows"]
    assert first["best"]
    assert not any(row["best"] for row in others)
    assert 1 <= len(others) <= 5
    tried = state.with_levers(first["levers"], baseline).scenario(baseline)
    assert tried.value("urban_dibao_ratio") == pytest.approx(goal.best.urban_dibao_ratio, abs=1e-6)


def test_a_budget_too_small_is_said_with_what_is_missing(results, baseline) -> None:
    state = at("afford", baseline).with_goal("budget", 1000.0)
    goal = Question(state, results).work_out(GOAL)
    with using_language("en"):
        assert goal_finding(goal) == f"¥1,000 is not enough: {money(goal.short_yuan_per_year)} short at 90%"
        assert goal_under(goal).startswith("Even the lowest standards")
    view = page_view(state, results)
    assert view.page["extra"] is None
    assert set(view.specs) == {"affordable", "afford_frontier"}


def test_a_new_budget_needs_no_new_futures(results, baseline) -> None:
    one = Question(at("afford", baseline), results).work_out(GOAL)
    other = Question(at("afford", baseline).with_goal("budget", 2e5).with_goal("confidence", 0.7), results).work_out(
        GOAL
    )
    assert other.grid is one.grid


def test_a_family_is_explained_as_the_law_explains_it(results, county, baseline) -> None:
    state = at("family", baseline, **HIGHER)
    question = Question(state, results)
    number = int(touched(question)[0])
    page = page_view(state.of_household(number), results).page
    found = explain(question.run, number)
    with using_language("en"):
        assert yuan(found.result.household["household_all_aid"]) in page["finding"]
    heads = [step for step in page["extra"]["steps"] if step["depth"] == 0]
    assert {"dibao", "tekun"} <= {step["name"] for step in heads}
    assert len([step for step in heads if not step["nothing"]]) == len(found.amounts())
    assert all(step["clause"] for step in page["extra"]["steps"])
    assert len(page["extra"]["members"]) == county.persons.filter(pl.col("household_id") == number).height


def test_those_touched_are_whose_money_changes(results, baseline) -> None:
    question = Question(at("family", baseline, **HIGHER), results)
    rule = "household_assistance_amount"
    frames = [pl.Series(run.row(rule)) for run in (question.run, question.base)]
    changed = question.results.county.households["household_id"].filter((frames[0] - frames[1]).abs() > 0.005)
    assert touched(question).tolist() == changed.to_list()
    assert picked(question, 1) in changed
    assert len({picked(question, turn) for turn in range(12)}) > 1
    town = Question(question.state.at_town("悦庄镇"), results)
    places = dict(question.results.county.households.select("household_id", "town").iter_rows())
    assert {places[number] for number in touched(town).tolist()} <= {"悦庄镇"}


def test_an_invented_family_is_told_and_told_otherwise(results, baseline) -> None:
    told = InventedFamily().with_one_more().with_member(1, "age", 9).with_member(0, "wage_income", 300)
    state = at("family", baseline).of_told(told)
    page = page_view(state, results).page
    assert page["under"].startswith("An invented family")
    assert [member["who"] for member in page["extra"]["members"]] == ["female, 40", "female, 9"]
    assert page["extra"]["controls"]["told"]["members"][0]["wage_income"] == 300
    assert not Question(state, results).answer(LADDERS)
    Question(state, results).work_out(LADDERS)
    assert page_view(state, results).page["figures"][0]["title"]
    poorer = state.of_told(told.with_member(0, "wage_income", 0))
    assert page_view(poorer, results).page["finding"] != page["finding"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda told: told.with_member(0, "age", -1), "Age: -1 can't be; 0 years to 120 years is accepted"),
        (lambda told: told.with_member(0, "age", 40.5), "a whole number is wanted"),
        (lambda told: told.with_member(3, "age", 40), "member 4"),
        (lambda told: told.with_member(0, "wage_income", "much"), "a number is wanted"),
        (lambda told: told.without(0), "at least one member"),
    ],
)
def test_what_no_family_can_be_is_refused(english, change, problem) -> None:
    with pytest.raises(InputError, match=problem):
        change(InventedFamily())


def test_a_question_nobody_asks_gets_the_nearest_one(english) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'wage_income'"):
        InventedFamily().with_member(0, "wage_incom", 1)
    with pytest.raises(UnknownNameError):
        InventedFamily().with_household("town", "Atlantis")


def test_the_ladder_moves_the_wage_of_who_earns_most() -> None:
    persons = pl.DataFrame({"age": [70, 44, 41], "wage_income": [0.0, 900.0, 1200.0]})
    assert earner(persons) == 2
    assert earner(persons.with_columns(wage_income=pl.lit(0.0))) == 1
    assert earner(pl.DataFrame({"age": [70]})) == 0
