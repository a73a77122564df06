"""The care plan of a brief: worked out for its run unless given or left out, or why there is none."""

import re
from pathlib import Path

import polars as pl
import pytest

import workbench as wb
from workbench.briefing.content import care_answer as rooms_own
from workbench.briefing.content import work_out
from workbench.briefing.content.care_answer import care_wanted, worked_out
from workbench.care import read_homes
from workbench.errors import InputError
from workbench.language import LANGUAGES, money, share, using_language
from workbench.population import Population
from workbench.simulation import Comparison, Run


def texts(path: Path) -> str:
    return re.sub(r"(?s)<(style|script).*?</\1>|<[^>]+>", " ", path.read_text("utf-8"))


def beds_of(run: Run, care=None):
    return work_out(run, care=care_wanted(care, run)).section("beds")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_works_the_plan_out_for_its_own_scenario(comparison: Comparison, tmp_path: Path, language: str) -> None:
    told = texts(wb.brief(comparison, tmp_path / "meeting.html", lang=language))
    plan, renovated, untouched = worked_out(comparison.other)
    assert plan.feasible
    assert plan.works.height
    assert renovated.works.equals(plan.works)
    assert untouched.works.is_empty()
    with using_language(language):
        given = work_out(comparison, care=[plan, renovated, untouched]).section("beds")
        assert money(plan.cost_yuan) in given.finding
        assert share(renovated.chance("both", plan.target_year), 0) in given.finding
    assert given.finding in told
    assert {"zh": "本次没有测算照护床位", "en": "Care beds were not worked out"}[language] not in told


@pytest.mark.parametrize(("language", "why"), [("zh", "按要求略去"), ("en", "Left out as asked")])
def test_left_out_is_said(run: Run, tmp_path: Path, language: str, why: str) -> None:
    path = tmp_path / "meeting.html"
    assert why in texts(wb.brief(run, path, lang=language, care=False))
    assert "beds_by_year" not in path.read_text("utf-8")


def test_moved_care_levers_are_those_of_the_plan(run: Run) -> None:
    moved = wb.simulate(run.population, run.scenario.replace(nursing_share_target=0.5, care_target_year=2023))
    plan = worked_out(moved)[0]
    assert (plan.target_year, plan.scenario.value("nursing_share_target")) == (2023, 0.5)
    assert any("目标50%" in point for point in beds_of(moved).points)
    late = wb.simulate(run.population, run.scenario.replace(care_target_year=2027))
    assert worked_out(late)[0].target_year == 2027  # beyond the years that a need has by default
    with pytest.raises(InputError, match=r"care= is of the scenario .* other settings than the run's"):
        work_out(run, care=plan)


def test_a_plan_that_reaches_no_target_is_told_with_what_would_have_to_give_way(run: Run) -> None:
    impossible = wb.simulate(run.population, run.scenario.replace(renovation_budget_per_year=1000))
    beds = beds_of(impossible)
    assert "没有计划能达标" in beds.finding
    assert any(point.startswith("最小的改动：") and "每年改造投资由1,000元改为" in point for point in beds.points)
    assert {table.name for table in beds.tables} == {"beds_by_year"}


@pytest.mark.parametrize(("language", "why"), [("zh", "一家也没有"), ("en", "no home in the table")])
def test_a_place_without_homes_says_so(run: Run, monkeypatch, language: str, why: str) -> None:
    monkeypatch.setattr(rooms_own, "read_homes", lambda: read_homes(shipped.head(0)))
    shipped = read_homes()
    with using_language(language):
        beds = beds_of(run)
    assert why in "".join(beds.points)
    assert not beds.tables


def test_households_that_stand_for_several_say_so(county: Population, run: Run) -> None:
    heavy = county.households.with_columns(weight=pl.lit(2.0))
    survey = Population.from_frames(county.persons, heavy, seed=1)
    (why,) = beds_of(wb.simulate(survey, run.scenario)).points
    assert "权重须为1" in why


def test_where_nobody_needs_care_no_share_is_told(county: Population, run: Run) -> None:
    nobody = wb.simulate(county, run.scenario.replace(tekun_take_up=0))
    beds = beds_of(nobody)
    assert beds.finding == "没有失能、半失能特困人员，谈不上集中供养率"
    assert not any("nan" in text or "–～" in text for text in beds.points)
    assert "target_path_centralised_rate" not in {figure.name for figure in beds.figures}


def test_a_part_of_the_county_is_warned_of(county: Population, run: Run) -> None:
    part = [point for point in beds_of(run).points if point.startswith("▲")]
    assert part == ["▲ 人口只是全县的一部分（8,000人），床位却是全县的：计划只能作演示"]
    own = wb.simulate(Population.from_frames(county.persons, county.households, seed=1), run.scenario)
    assert not any(point.startswith("▲") for point in beds_of(own).points)
