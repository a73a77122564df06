"""The page in a later year: state and address, the answers of that year to the fen, and what the page says of it."""

from dataclasses import replace

import pytest

import workbench as wb
from workbench.dashboard import Runs, State, page_view
from workbench.dashboard.answers.kept_years import ROWS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.answers.year_answers import PEOPLE, SPAN, TO_YEAR, compared_levers
from workbench.dashboard.answers.year_people import YearPeople
from workbench.dashboard.pages import REGISTRY
from workbench.dashboard.pages.cost import WHOLE_LAW
from workbench.dashboard.session import PageSession
from workbench.dashboard.state import address
from workbench.dashboard.state.page_years import page_years
from workbench.dashboard.view.places import for_file
from workbench.errors import InputError
from workbench.language import using_language
from workbench.law import BASIC
from workbench.simulation import PAGE_ROWS, compare, simulate

YEAR = 2024
HIGHER = {"urban_dibao_ratio": 0.33, "rural_dibao_ratio": 0.43}


@pytest.fixture(scope="module")
def results(county, baseline) -> Runs:
    return Runs(county, baseline, futures=20)


@pytest.fixture(scope="module")
def state(baseline) -> State:
    return State(language="en").with_levers(HIGHER, baseline).in_year(YEAR, baseline)


@pytest.fixture(scope="module")
def worked_out(results, state) -> Question:
    question = Question(state, results)
    for heavy in (PEOPLE, TO_YEAR, SPAN):
        question.work_out(heavy)
    return question


@pytest.fixture(scope="module")
def answers(worked_out, county, baseline) -> dict[str, wb.yearly.Years]:
    """The same by the public names: lives, years, memory."""
    last = page_years(baseline)[-1]
    people = wb.lives(county, last, growth=wb.income_growth(2021, last))
    memory = wb.ReceiptMemory(worked_out.answer(PEOPLE).memory, ROWS)
    return {
        name: wb.years(people, scenario, 2021, last, programmes=BASIC, memory=memory)
        for name, scenario in (("base", baseline), ("now", worked_out.scenario))
    }


def test_the_years_are_those_of_the_paths(baseline) -> None:
    assert page_years(baseline) == range(2021, 2036)


def test_the_baselines_own_year_is_no_later_one(baseline) -> None:
    assert State().in_year(2021, baseline).year is None
    assert State().in_year(2030.0, baseline).year == 2030


@pytest.mark.parametrize("year", [2020, 2036, 2030.5, True, float("inf"), "2030"])
def test_a_year_that_cannot_be_shown_is_refused(baseline, year) -> None:
    with using_language("en"), pytest.raises(InputError, match="a whole year from 2021 to 2035 is wanted"):
        State().in_year(year, baseline)


@pytest.mark.usefixtures("english")
def test_the_address_has_the_year(baseline) -> None:
    text = address.written(State(year=2030))
    assert "year=2030" in text
    assert address.read(text, baseline, State()).year == 2030
    assert "year" not in address.written(State())
    for wrong in ("year=30", "year=20300", "year=soon"):
        with pytest.raises(InputError, match="a year of four digits"):
            address.read(wrong, baseline, State())
    with pytest.raises(InputError, match="from 2021 to 2035"):
        address.read("year=2049", baseline, State())


def test_the_settings_that_are_compared_are_each_there_once(baseline) -> None:
    state = State().with_levers(HIGHER, baseline).keep().with_lever("rural_dibao_ratio", 0.42, baseline)
    assert compared_levers(State()) == [{}]
    assert compared_levers(state) == [{}, HIGHER, {**HIGHER, "rural_dibao_ratio": 0.42}]
    assert compared_levers(state.reset()) == [{}, HIGHER]


def test_the_first_year_is_what_the_page_shows_without_years_to_the_fen(worked_out, results) -> None:
    spans = worked_out.answer(SPAN)
    for kept, run in ((spans.base, results.base()), (spans.now, results.run(worked_out.scenario))):
        assert kept.run(2021).totals.equals(run.totals)


def test_kept_years_are_the_answers_over_years_to_the_bit(worked_out, answers) -> None:
    spans = worked_out.answer(SPAN)
    for kept, whole in ((spans.base, answers["base"]), (spans.now, answers["now"])):
        for frame in ("totals", "payers", "standards", "flows", "spells"):
            assert getattr(kept, frame).equals(getattr(whole, frame)), frame
        assert [one.en for one in kept.warnings] == [one.en for one in whole.warnings]


def test_a_years_run_is_that_of_the_answers_to_the_fen(worked_out, results, state, answers) -> None:
    question = REGISTRY["overview"].question(state, results)
    assert question.year == YEAR
    for run, whole in ((question.base, answers["base"]), (question.run, answers["now"])):
        people = whole.population(YEAR)
        assert run.totals.equals(simulate(people, whole.scenario(YEAR), programmes=BASIC, rows=PAGE_ROWS).totals)
        assert run.population.households.equals(people.households)
    assert question.run.headline.total.persons != results.run(results.scenario(state.levers)).headline.total.persons


def test_two_policies_of_a_year_are_held_side_by_side_person_by_person(worked_out, results, state, county) -> None:
    question = REGISTRY["helped"].question(state, results)
    changes = compare(question.base, question.run).by("county")
    assert changes["persons"].item() == question.run.population.persons.height
    other = simulate(county, results.baseline, programmes=BASIC, rows=PAGE_ROWS)
    with pytest.raises(InputError, match="different populations"):
        compare(question.base, other)


def test_a_towns_residents_follow_the_year(worked_out, results, state) -> None:
    page = REGISTRY["overview"]
    towns = [page.question(state.at_town(town), results) for town in worked_out.run.totals["town"].unique().sort()]
    parts = [one.run.headline.total.cost for one in towns]
    assert sum(parts) == pytest.approx(page.question(state, results).run.headline.total.cost)
    assert all(one.year == YEAR and one.whole is not None for one in towns)


def test_the_pages_that_follow_say_the_year_and_the_others_that_they_stay(worked_out, results, state) -> None:
    follows = {"overview", "helped", "cost"}
    for name in REGISTRY:
        view = page_view(state.on_page(name), results)
        year, finding = view.page["year"], view.page["finding"]
        assert year["slider"]["value"] == YEAR
        if name in follows:
            assert finding.startswith(f"{YEAR}: "), name
            assert year["told"].startswith(f"Law of {YEAR} (estimated)"), name
            assert all(f"{YEAR} · " in card["subtitle"] for card in view.page["figures"] if card["subtitle"]), name
        elif name == "years":
            assert finding.startswith(f"{YEAR}: ")
            assert "ranges are drawn apart" in year["note"]
        else:
            assert not finding.startswith(str(YEAR)), name
            assert year["note"] == "this page doesn't follow the year: it is of 2021", name


def test_the_whole_law_of_a_year_is_that_of_its_people(worked_out, results, state, answers) -> None:
    question = REGISTRY["cost"].question(state.on_page("cost"), results)
    law = question.work_out(WHOLE_LAW)
    whole = answers["now"]
    assert law.totals.equals(simulate(whole.population(YEAR), whole.scenario(YEAR), rows=False).totals)
    cards = {card["name"]: card for card in page_view(state.on_page("cost"), results).page["figures"]}
    for name in ("waterfall_cost_yuan_per_year", "county_share"):
        assert cards[name]["empty"].startswith(f"{YEAR} is one path")


def test_no_interval_is_claimed_for_a_later_year(worked_out, results, state) -> None:
    view = page_view(state, results)
    assert {tile["note"] for tile in view.page["tiles"]} == {"point estimate, no interval"}
    assert all(tile["strip"]["band"] is None for tile in view.page["tiles"])


def test_the_levers_are_those_that_are_set_and_not_the_years(worked_out, results, state) -> None:
    first = page_view(State(language="en").with_levers(HIGHER, results.baseline), results).page
    later = page_view(state, results).page
    assert later["sections"] == first["sections"]
    assert later["assumed"] == first["assumed"]


def test_until_a_year_is_there_the_page_shows_the_first_and_says_so(county, baseline) -> None:
    fresh = Runs(county, baseline, futures=20)
    view = page_view(State(language="en").in_year(YEAR, baseline), fresh)
    assert view.page["year"]["note"] == f"{YEAR} is being worked out; what follows is still of 2021"
    assert view.page["tiles"][0]["number"] == page_view(State(language="en"), fresh).page["tiles"][0]["number"]


def test_while_new_levers_are_worked_out_the_ones_before_stay_and_are_said_to(worked_out, results, state) -> None:
    shown = page_view(state, results).page
    moved = page_view(state.with_lever("rural_dibao_ratio", 0.39, results.baseline), results).page
    assert moved["year"]["note"].startswith(f"{YEAR} is being worked out for the levers at hand")
    assert moved["tiles"] == shown["tiles"]
    assert all(card["stale"] for card in moved["figures"] if not card["waiting"])
    assert moved["sections"] != shown["sections"]  # the levers follow the hand


def test_files_of_a_year_say_it(worked_out, results, state) -> None:
    page = REGISTRY["helped"]
    question = page.question(state.on_page("helped"), results)
    figure = next(one for one in page.draw(question) if one.name == "winners_losers_type")
    written, name = for_file(figure, question, page)
    assert name == f"winners_losers_type_{YEAR}"
    assert written.table["year"].unique().to_list() == [YEAR]


def test_a_place_without_paths_has_no_slider(results, monkeypatch) -> None:
    for module in ("view.year_slider", "pages.years", "answers.year_answers"):
        monkeypatch.setattr(f"workbench.dashboard.{module}.page_years", lambda _: None)
    view = page_view(State(language="en"), results)
    assert view.page["year"] is None
    years = page_view(State(language="en", page="years"), results).page
    assert years["finding"].startswith("The place has no paths.yaml")


def test_at_the_baseline_a_kept_scenario_is_beside_it_and_not_in_its_place(worked_out, results, state) -> None:
    beside = state.keep().reset()
    question = Question(beside, results)
    question.work_out(TO_YEAR)
    shown = REGISTRY["overview"].question(beside, results)
    assert not shown.behind
    assert shown.run is shown.base
    table = page_view(replace(beside, comparing=True), results).page["comparison"]
    assert [column["label"] for column in table["columns"]] == ["Base", "A"]


def test_people_beyond_the_room_are_unpacked_and_the_first_years_kept(worked_out) -> None:
    lives = worked_out.answer(PEOPLE).people.lives
    persons = lives.population(2021).persons.height
    few = YearPeople(lives, most=2 * persons)
    assert few.population(2022) is few.population(2022)
    few.population(2021), few.population(2022)
    assert few.population(2030) is few.population(2030)
    assert few.population(2030).digest() == lives.population(2030).digest()


class Shown:
    """An output that keeps what was shown last."""

    def __init__(self) -> None:
        self.page: dict[str, object] = {}

    def show(self, parts) -> None:
        self.page = dict(parts.get("page", self.page))

    def send_file(self, file) -> None:
        """No file is asked for."""


def test_the_slider_s_message_moves_every_page(worked_out, results) -> None:
    output = Shown()
    session = PageSession(results.for_page(), State(language="en"), output)
    session.draw()
    session.handle({"kind": "year", "name": "year", "value": YEAR, "number": 1})
    assert output.page["error"] == ""
    assert output.page["finding"].startswith(f"{YEAR}: ")
    session.handle({"kind": "year", "name": "year", "value": 2050, "number": 2})
    assert "from 2021 to 2035" in output.page["error"]
    assert session.state.year == YEAR
