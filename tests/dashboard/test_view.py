"""From state and results to what is shown: numbers that agree with the simulation, words for every case."""

import json
from dataclasses import replace

import pytest

from tests.places import YUNLING
from workbench.dashboard import Runs, State, page_view
from workbench.dashboard.answers.question import Question
from workbench.dashboard.page_message import page_figures, page_numbers
from workbench.dashboard.pages import REGISTRY
from workbench.dashboard.pages.care import PLAN, care_finding, care_under
from workbench.dashboard.pages.overview import GRID, corridor_values
from workbench.dashboard.state.page_state import PAGES
from workbench.dashboard.view.standard_levers import ratio_track
from workbench.dashboard.view.tiles import finding
from workbench.language import money, people, using_language
from workbench.place import using_place
from workbench.scenario_folder import load_scenario
from workbench.simulation import simulate


@pytest.fixture(scope="module")
def results(county, baseline) -> Runs:
    kept = Runs(county, baseline, futures=20)
    for heavy in (GRID, PLAN):
        Question(State(), kept).work_out(heavy)
    return kept


def moved(baseline, **levers: float) -> State:
    state = State(language="en")
    for name, value in levers.items():
        state = state.with_lever(name, value, baseline)
    return state


def test_the_tiles_are_the_simulation(results, county, baseline) -> None:
    state = moved(baseline, urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)
    run = simulate(county, baseline.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43))
    tiles = {tile["name"]: tile for tile in page_view(state, results).page["tiles"]}
    with using_language("en"):
        assert tiles["persons"]["number"] == people(run.headline.total.persons)
        assert tiles["cost"]["number"] == money(run.headline.total.cost)
        assert tiles["tekun"]["number"] == money(run.headline.tekun.cost)
    assert tiles["cost"]["change"].startswith("+¥")
    assert not tiles["cost"]["same"]
    assert tiles["cost"]["strip"]["now"] > tiles["cost"]["strip"]["base"]


def test_unchanged_means_no_red_anywhere(results) -> None:
    page = page_view(State(), results).page
    assert all(tile["same"] and tile["change"] == "±0" for tile in page["tiles"])
    assert all(not item["changed"] for section in page["sections"] for item in section.get("sliders", []))
    assert [chip["on"] for chip in page["chips"]] == [True]
    assert page["can"] == dict.fromkeys(("undo", "redo", "reset", "keep", "compare"), False)
    assert all(not item["changed"] and not item["warning"] for item in page["assumed"]["sliders"])
    assert page["finding"].startswith("与基线相同")


def test_no_interval_is_invented(results) -> None:
    for tile in page_view(State(language="en"), results).page["tiles"]:
        assert tile["note"] == "interval to follow"
        assert tile["strip"]["band"] is None


@pytest.mark.parametrize(
    ("levers", "begins"),
    [
        ({}, "As the baseline: "),
        ({"urban_dibao_ratio": 0.35, "rural_dibao_ratio": 0.45}, ""),
        ({"urban_dibao_ratio": 0.25, "rural_dibao_ratio": 0.35}, ""),
        ({"urban_tekun_multiple": 2.0, "rural_tekun_multiple": 2.0}, "As many people; dibao and tekun +¥"),
    ],
)
def test_the_finding_has_a_branch_for_every_sign(results, baseline, levers, begins) -> None:
    state = moved(baseline, **levers)
    run = results.run(state.scenario(baseline))
    with using_language("en"):
        said = finding(run, results.base())
    assert said.startswith(begins)
    if levers.get("urban_dibao_ratio", 0) > 0.3:
        assert " more people; dibao and tekun ¥" in said
    if levers.get("urban_dibao_ratio", 1) < 0.3:
        assert " fewer people; dibao and tekun ¥" in said


def test_a_ratio_outside_the_corridor_is_warned_of_with_a_way_back(results, baseline) -> None:
    view = page_view(moved(baseline, urban_dibao_ratio=0.37), results)
    (warning,) = view.page["warnings"]
    assert warning["title"] == "▲ Outside the corridor"
    assert (warning["fix"], warning["button"]) == ({"name": "urban_dibao_ratio", "value": 0.35}, "Back to 35%")
    slider = view.page["sections"][0]["sliders"][0]
    assert slider["warning"].startswith("▲ outside 25–35%")
    surface = next(card for card in view.page["figures"] if card["name"] == "cost_surface_cost")
    assert any(note.startswith("▲") for note in surface["notes"])
    labels = [row["label"] for row in view.rows["cost_surface_cost/points"]]
    assert any(label.startswith("▲") for label in labels)  # on the drawing too


def test_the_track_is_wider_than_the_law_and_its_ends_are_steps(results) -> None:
    for slider in page_view(State(), results).page["sections"][0]["sliders"]:
        low, high = slider["low"], slider["high"]
        assert (low, high) == {"urban_dibao_ratio": (0.20, 0.40), "rural_dibao_ratio": (0.30, 0.50)}[slider["name"]]
        assert low < slider["legal"][0] < slider["legal"][1] < high
        for value in (slider["base"], *slider["legal"], high):
            steps = (value - low) / slider["step"]
            assert steps == pytest.approx(round(steps))


def test_the_track_follows_the_corridor_of_the_place() -> None:
    with using_place(YUNLING):
        found = load_scenario("yunling-2021").resolved()
        urban, rural = found["urban_dibao_ratio"], found["rural_dibao_ratio"]
        assert ratio_track(urban, urban.value) == (0.25, 0.45)  # corridor 30 to 40 %
        assert ratio_track(rural, rural.value) == (0.35, 0.60)  # corridor 40 to 55 %
        assert ratio_track(rural, 0.70) == (0.35, 0.75)  # the baseline's value itself can be pointed at


def test_the_registry_has_the_pages_of_the_state_in_their_order() -> None:
    assert tuple(REGISTRY) == PAGES


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_plain_data_in_both_languages(results, baseline, page, language) -> None:
    state = State(language=language, page=page).with_lever("rural_dibao_ratio", 0.43, baseline)
    for heavy in REGISTRY[page].heavy:
        Question(state, results).work_out(heavy)
    view = page_view(state, results)
    text = json.dumps({"page": view.page, "specs": view.specs, "rows": view.rows}, allow_nan=False)
    assert "NaN" not in text
    assert [card["name"] for card in view.page["figures"]] == list(REGISTRY[page].figures)
    assert not any(card["waiting"] or card["stale"] or card["empty"] for card in view.page["figures"])
    assert set(view.specs) == set(REGISTRY[page].figures)
    for key in view.rows:
        name, dataset = key.split("/")
        assert f'"name": "{dataset}"' in json.dumps(view.specs[name])  # each dataset is drawn


def test_numbers_come_first_and_figures_wait(results) -> None:
    view = page_figures(State(language="en"), results, draw=False)
    assert (view.specs, view.rows) == ({}, {})
    assert all(card["waiting"] for card in view.page["figures"])
    assert page_numbers(State(language="en"), results)["tiles"][0]["number"]


def test_without_a_grid_the_surface_waits_and_the_rest_is_there(county, baseline) -> None:
    view = page_view(State(language="en"), Runs(county, baseline))
    surface, towns = view.page["figures"]
    assert surface["waiting"] == "Simulating 441 policies…"
    assert not towns["waiting"]
    assert set(view.specs) == {"town_tiles"}


def test_an_older_grid_stays_while_the_multiples_move(results, baseline) -> None:
    surface = page_view(moved(baseline, urban_tekun_multiple=2.0), results).page["figures"][0]
    assert surface["stale"]
    assert not surface["waiting"]
    same = page_view(moved(baseline, urban_dibao_ratio=0.34), results).page["figures"][0]
    assert not same["stale"]  # the ratios are what the grid is over


def test_the_grid_covers_the_corridor_and_meets_the_run(results, baseline) -> None:
    assert corridor_values(baseline, "urban_dibao_ratio")[0] == 0.25
    assert corridor_values(baseline, "rural_dibao_ratio")[-1] == 0.45
    grid = Question(State(), results).answer(GRID)
    points = grid.summary()
    assert points.height == 441
    there = points.filter(
        (points["urban_dibao_ratio"] - 0.30).abs() < 1e-9, (points["rural_dibao_ratio"] - 0.40).abs() < 1e-9
    )
    assert there["cost_yuan_per_year"].item() == pytest.approx(results.base().headline.total.cost)


def test_runs_are_kept_and_the_baseline_longest(county, baseline) -> None:
    results = Runs(county, baseline)
    base = results.base()
    for step in range(12):
        results.run(baseline.replace(urban_dibao_ratio=0.31 + step / 500))
    assert results.base() is base
    newest = baseline.replace(urban_dibao_ratio=0.31 + 11 / 500)
    assert results.run(newest) is results.run(newest)


def test_assumptions_are_counted_by_status_and_listed_by_how_sure(results) -> None:
    page = page_view(State(language="en", page="assumptions"), results).page
    counted = {badge["status"]: badge["count"] for badge in page["assumed"]["badges"]}
    rows = page["extra"]["rows"]
    assert counted == {status: sum(row["status"] == status for row in rows) for status in counted}
    order = ["assumed", "estimated", "unverified", "published"]
    assert [order.index(row["status"]) for row in rows] == sorted(order.index(row["status"]) for row in rows)
    assert all(row["source"] for row in rows)
    assert len(page["assumed"]["list"]) == 3


def test_the_care_page_says_what_was_found(results, baseline) -> None:
    answer = Question(State(), results).answer(PLAN)
    with using_language("en"):
        assert care_finding(None, 2022) == "Solving the renovation plan…"
        assert "sure of both targets by end-2022" in care_finding(answer, 2022)
        impossible = replace(answer, plan=replace(answer.plan, status="infeasible"))
        assert care_finding(impossible, 2022).startswith("Under these limits no plan")
        late = replace(answer, plan=replace(answer.plan, status="time_limit", gap=1.0))
        assert care_finding(late, 2022) == "No plan for end-2022 was found in time"
        assert "more time" in care_under(late)
        assert "against none" in care_under(answer)
