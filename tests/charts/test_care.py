"""The figures of the care room: what they say for each outcome, that their numbers add up, both languages drawn."""

from itertools import pairwise

import polars as pl
import pytest

import workbench as wb
from workbench.care import cost_of_care, read_homes, smoothing_table
from workbench.care.works import WORKS_SCHEMA, no_works
from workbench.charts import (
    cost_of_care_bars,
    nursing_beds_per_need,
    plan_frontier,
    plan_gantt,
    self_care_transitions,
    target_path,
    unmet_need_map,
)
from workbench.charts.base.notes import homes_words
from workbench.charts.gallery.sample import Sample
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, using_language

from .conftest import assert_drawn

YEARS = range(2020, 2026)


@pytest.fixture(scope="module")
def care(sample: Sample):
    """The sample's own plan, and the years with and without it."""
    found = sample.care
    assert found.plan.feasible
    return found.plan, found.renovated, found.untouched


@pytest.mark.parametrize("language", LANGUAGES)
def test_self_care_and_cost_are_drawn(care, language: str) -> None:
    _, projection, _ = care
    table = smoothing_table(wb.load_scenario("baseline-2021"))
    run = wb.simulate(wb.synthesize(7, size=20_000), projection.scenario, programmes=["tekun"])
    with using_language(language):
        for figure in (self_care_transitions(table, "female"), cost_of_care_bars(cost_of_care(run, read_homes()))):
            assert_drawn(figure)


def test_the_transitions_show_the_printed_figures_beside_the_used_ones() -> None:
    with using_language("en"):
        figure = self_care_transitions(smoothing_table(wb.load_scenario("baseline-2021")), "male")
    # men of 65-70: .133 to partial and .001 to complete, as printed
    assert figure.title.startswith("Men of 68 who lose self-care in a year: 13.4% as printed")
    assert figure.datasets["points_healthy_partial"]["share"][0] == 0.133
    assert figure.datasets["points_complete_dead"].height == 7
    assert figure.datasets["lines_partial_partial"]["age"].max() == 100
    with pytest.raises(UnknownNameError, match="unknown sex 'man'"):
        self_care_transitions(smoothing_table(wb.load_scenario("baseline-2021")), "man")


def path_of(values: list[float], indicator: str = "nursing_bed_share", spread: float = 0.02) -> pl.DataFrame:
    """A made-up county table: the median as told, the bands around it."""
    rows = []
    for year, value in zip(YEARS, values, strict=True):
        row = {"year": year, "indicator": indicator, "expected": value, "median": value}
        for level in (50, 80, 95):
            row |= {f"low_{level}": value - spread * level / 95, f"high_{level}": value + spread * level / 95}
        rows.append(row)
    return pl.DataFrame(rows)


def works(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=WORKS_SCHEMA, orient="row")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_drawn(care, language: str) -> None:
    plan, renovated, untouched = care
    frontier = pl.DataFrame(
        {
            "confidence": [0.5, 0.8, 0.99],
            "cost_yuan": [1e6, 1.2e6, None],
            "status": ["optimal", "optimal", "infeasible"],
        }
    )
    with using_language(language):
        figures = [
            *(
                target_path(renovated.county, name, goal=0.55, goal_year=2022, chance=0.8, without=untouched.county)
                for name in ("nursing_bed_share", "centralised_rate")
            ),
            nursing_beds_per_need(renovated.county, untouched.county),
            plan_gantt(plan.works, plan.homes, status=plan.status, goal_year=2022, nursing_share=0.55),
            unmet_need_map(untouched.towns),
            plan_frontier(frontier),
        ]
        for figure in figures:
            assert_drawn(figure)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.4, 0.5, 0.56, 0.56, 0.56, 0.57], "Nursing-bed share: 56.0% by end-2022"),
        ([0.4, 0.5, 0.53, 0.56, 0.56, 0.57], "Nursing-bed share: 53.0% by end-2022, short of 55%"),
        ([0.4, 0.5, 0.56, 0.55, 0.54, 0.53], "Nursing-bed share slips below target in 2024"),
        ([0.4, 0.5, 0.55, 0.55, 0.55, 0.55], "Nursing-bed share: 55.0% by end-2022"),
    ],
)
def test_the_title_says_reached_short_or_slipping(values: list[float], said: str) -> None:
    with using_language("en"):
        assert target_path(path_of(values), "nursing_bed_share", goal=0.55, goal_year=2022).title == said


def test_the_chance_and_the_other_path_are_labelled() -> None:
    path, flat = path_of([0.4, 0.5, 0.56, 0.56, 0.56, 0.57]), path_of([0.4] * 6)
    with using_language("en"):
        figure = target_path(path, "nursing_bed_share", goal=0.55, goal_year=2022, chance=0.79, without=flat)
    assert figure.datasets["marks"]["label"].to_list() == ["79% sure by end-2022"]
    ends = figure.datasets["ends"]
    assert set(ends["kind"]) == {"with", "goal", "without"}
    places = ends.sort("value")["value"].to_list()
    assert all(b - a > 0.015 for a, b in pairwise(places))  # no label covers another


def test_beds_per_need_say_from_when_there_are_enough() -> None:
    name = "nursing_beds_per_100_in_need"
    with using_language("en"):
        assert nursing_beds_per_need(path_of([80, 90, 104, 105, 103, 101], name)).title.endswith("enough from 2022")
        assert nursing_beds_per_need(path_of([80, 90, 104, 99, 97, 95], name)).title.endswith("95 per 100 in 2025")


def test_the_gantt_adds_up_to_the_share_it_names(care) -> None:
    plan, renovated, _ = care
    with using_language("en"):
        figure = plan_gantt(
            plan.works,
            plan.homes,
            status=plan.status,
            goal_year=2022,
            nursing_share=renovated.value("nursing_bed_share", 2022),
        )
    nursing, beds = plan.homes["nursing_after"].sum(), plan.homes["beds_after"].sum()
    line = figure.datasets["line"]["label"].item()
    assert line == f"end-2022: {nursing:,} / {beds:,} beds, {100 * nursing / beds:.1f}%"
    drawn = figure.datasets["bars"]
    assert drawn.height == plan.works.height
    assert sum(int(label) for label in drawn["label"]) == plan.works["beds"].sum()
    assert (drawn["end"] > drawn["begin"]).all()


def test_the_gantt_names_what_is_done_and_what_is_left_out() -> None:
    homes = pl.DataFrame(
        {
            "home_id": list(range(40)),
            "home": [f"院{i}" for i in range(40)],
            "home_en": [f"Home {i} (invented)" for i in range(40)],
            "town": ["燕崖镇"] * 40,
            **{name: [20] * 40 for name in ("beds_before", "beds_after", "nursing_before", "nursing_after")},
            "cost_yuan": [0.0] * 40,
            "status": ["published"] * 28 + ["assumed"] * 12,
        }
    )
    with using_language("en"):
        nothing = plan_gantt(no_works(), homes, status="optimal", goal_year=2022, nursing_share=0.5)
        assert nothing.title == "Nothing to do: no works until end-2022"
        assert nothing.notes[0] == "10 more homes are not shown"
        assert "(40 homes: 28 published, 12 assumed; wishes" in nothing.notes[-1]
        impossible = plan_gantt(no_works(), homes, status="infeasible", goal_year=2022, nursing_share=0.5)
        assert impossible.title == "Infeasible: no works reach both targets by end-2022"
        late = plan_gantt(no_works(), homes, status="time_limit", goal_year=2022, nursing_share=0.5)
        assert late.title == "No works for end-2022 were found in time"
        done = works((3, 2022, "build", 7, 1e6), (5, 2021, "close", 2, 1e4))
        some = plan_gantt(done, homes, status="optimal", goal_year=2022, nursing_share=0.5)
        assert some.title == "Yanya first; 7 new beds; 2 ordinary beds closed"
        assert some.datasets["rows"]["name"].to_list()[:2] == ["Home 3", "Home 5"]
    with using_language("zh"):
        impossible = plan_gantt(no_works(), homes, status="infeasible", goal_year=2022, nursing_share=0.5)
        assert impossible.title == "不可行：按现有条件，没有工程能在2022年底达到两项目标"
        assert "（院所40家：已公布28、假定12；意愿" in impossible.notes[-1]
        assert (
            plan_gantt(done, homes, status="optimal", goal_year=2022, nursing_share=0.5).title
            == "燕崖镇先改，新建7张，关停普通床2张"
        )


def test_the_places_own_homes_are_told_as_the_place_tells_them() -> None:
    homes = read_homes()
    published = homes.with_columns(status=pl.lit("published").cast(homes["status"].dtype))
    with using_language("en"):
        assert homes_words(homes) == f"{homes.height} homes: {homes.height} assumed; homes are invented examples; "
        assert homes_words(published) == f"{homes.height} homes: {homes.height} published; "
        assert homes_words(homes.with_columns(home=pl.lit("a list of one's own"))).endswith("assumed; ")
        assert homes_words(None) == homes_words(homes.head(0)) == ""
    with using_language("zh"):
        assert homes_words(homes) == f"院所{homes.height}家：假定{homes.height}；院所为虚构示例；"


def test_the_map_says_where_beds_are_missing(care) -> None:
    _, _, untouched = care
    table = untouched.towns
    with using_language("en"):
        figure = unmet_need_map(table, [2021, 2025])
        missing = table.filter((pl.col("indicator") == "unmet_persons") & (pl.col("year") == 2025))["expected"].sum()
        assert f"{missing:,.0f} without a bed in 2025" in figure.title
        assert set(figure.datasets) == {"tiles_2021", "tiles_2025"}
        none = table.with_columns(
            expected=pl.when(pl.col("indicator") == "unmet_persons").then(0.0).otherwise("expected")
        )
        assert unmet_need_map(none).title == "By 2025 no unit lacks nursing beds"


def test_the_frontier_says_what_confidence_costs() -> None:
    def titled(costs: list[float | None]) -> str:
        status = ["infeasible" if cost is None else "optimal" for cost in costs]
        table = pl.DataFrame({"confidence": [0.5, 0.8, 0.95], "cost_yuan": costs, "status": status})
        return plan_frontier(table).title

    with using_language("en"):
        assert titled([1e6, 1.1e6, 1.3e6]) == "From 50% to 95% sure costs ¥300k more"
        assert titled([1e6, 1e6, 1e6]) == "Even 95% sure takes ¥1.0m only"
        assert titled([1e6, 1.1e6, None]) == "No more than 80% sure, for ¥1.1m"
        assert titled([None, None, None]) == "No plan reaches any of these confidences"


def test_wrong_tables_are_told() -> None:
    path = path_of([0.4] * 6)
    with pytest.raises(UnknownNameError, match="unknown target 'beds'"):
        target_path(path, "beds", goal=0.5, goal_year=2022)
    with pytest.raises(InputError, match="goal_year=2030; accepted: 2020 to 2025"):
        target_path(path, "nursing_bed_share", goal=0.5, goal_year=2030)
    with pytest.raises(UnknownNameError, match="lacks a column: unknown column 'median'"):
        target_path(path.drop("median"), "nursing_bed_share", goal=0.5, goal_year=2022)
    with pytest.raises(UnknownNameError, match="unknown indicator 'nursing_beds_per_100_in_need'"):
        nursing_beds_per_need(path)
    with pytest.raises(UnknownNameError, match="table of works lacks a column: unknown column 'beds'"):
        plan_gantt(no_works().drop("beds"), path, status="optimal", goal_year=2022, nursing_share=0.5)
    with pytest.raises(UnknownNameError, match="table of a projection's towns lacks a column: unknown column 'town'"):
        unmet_need_map(path)
    with pytest.raises(UnknownNameError, match="plan_frontier: the table lacks a column: unknown column 'confidence'"):
        plan_frontier(path)
    with pytest.raises(UnknownNameError, match="cost_of_care_bars: the table lacks a column: unknown column 'grade'"):
        cost_of_care_bars(path)
    with pytest.raises(UnknownNameError, match="self_care_transitions: the table lacks a column: unknown column 'sex'"):
        self_care_transitions(path)
