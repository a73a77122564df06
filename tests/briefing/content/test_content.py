"""What a brief says: the run's own numbers, added up right, how sure they are, and plain words for what lacks."""

import datetime as dt
import re
from pathlib import Path

import polars as pl
import pytest

import workbench as wb
from workbench.briefing.content import Amount, work_out
from workbench.briefing.content.status import payer_status, standard_status, weakest
from workbench.errors import InputError
from workbench.language import LANGUAGES, interval, money, people, share, source_in_language, using_language
from workbench.simulation import county_must_find, coverage_of_poor, programme_costs

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
SECTIONS = ["question", "answer", "coverage", "cost", "beds", "assumptions"]


def row(content, section: str, table: str, label: str):
    found = next(t for t in content.section(section).tables if t.name == table)
    return next(cells for cells in [*found.rows, *([found.total] if found.total else [])] if cells[0] == label)


def test_the_key_figures_are_the_runs_own(content_in, run, base) -> None:
    content = content_in("en")
    figure = {cells[0]: cells[1:] for cells in content.section("answer").tables[0].rows}
    people_covered = figure["People in dibao or tekun"]
    assert [cell.value for cell in people_covered[:3]] == [
        base.headline.total.persons,
        run.headline.total.persons,
        run.headline.total.persons - base.headline.total.persons,
    ]
    assert figure["Dibao and tekun a year"][1].value == run.headline.total.cost
    assert figure["All aid a year"][1].value == programme_costs(run)["cost_yuan_per_year"].sum()
    assert figure["The county must find"][1].value == county_must_find(run)
    # poor is who is poor by the baseline's standard, in both columns
    coverage = figure["Coverage of the poor"]
    assert coverage[0].value == pytest.approx(coverage_of_poor(base)["county"])
    assert coverage[1].value == pytest.approx(coverage_of_poor(run, line=base)["county"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_findings_say_the_figures_of_the_tables(content_in, run, base, language: str) -> None:
    content = content_in(language)
    with using_language(language):
        assert people(run.headline.total.persons) in content.section("answer").finding
        assert money(run.headline.total.cost) in content.section("answer").finding
        assert money(county_must_find(run)) in content.section("cost").finding
        assert share(coverage_of_poor(run, line=base)["county"]) in content.section("coverage").finding


def test_every_column_that_claims_to_add_up_does(content_in) -> None:
    checked = 0
    for table in content_in("zh").tables:
        for column in table.summed:
            cells = [cells[column] for cells in table.rows]
            assert all(isinstance(cell, Amount) for cell in cells), table.name
            assert sum(cell.value for cell in cells) == pytest.approx(table.total[column].value, abs=0.005), table.name
            checked += 1
    assert checked > 12


def test_what_is_asked_names_the_changed_levers(content_in) -> None:
    assert content_in("zh").section("question").finding.startswith("城市低保比例由30%改为33%、农村低保比例由40%改为43%")
    assert content_in("en").section("question").finding.startswith("Urban dibao ratio from 30% to 33%")
    assert [section.name for section in content_in("zh").sections] == SECTIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_interval_told_is_that_of_the_futures(content_in, futures, language: str) -> None:
    content = content_in(language)
    low, high = futures.interval("cost_yuan_per_year")
    with using_language(language):
        written = interval(money(low), money(high))
        persons = interval(*(people(end) for end in futures.interval("persons")))
    assert any(written in point for point in content.section("cost").points)
    assert any(persons in point for point in content.section("coverage").points)
    assert any(written in cells for cells in content.section("answer").tables[0].rows)


@pytest.mark.parametrize(("language", "words"), [("zh", "本次没有计算区间"), ("en", "No interval was worked out")])
def test_without_futures_it_is_said_that_there_is_no_interval(comparison, language: str, words: str) -> None:
    with using_language(language):
        content = work_out(comparison)
    for name in ("answer", "coverage", "cost", "assumptions"):
        assert any(words in point for point in content.section(name).points), name
    assert words in content.section("answer").tables[0].note
    assert "80%" not in "".join(content.section("answer").tables[0].columns)


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "一年指2021-10-01那时的12个月"), ("en", "A year is twelve months as on 2021-10-01")]
)
def test_what_a_year_is_stands_once_where_its_costs_do(county, base, language: str, told: str) -> None:
    later = wb.simulate(county, base.scenario.replace(date=dt.date(2021, 10, 1)))
    with using_language(language):
        content = work_out(later)
        assert any(told in point for point in content.section("answer").points)
        said = [text for section in content.sections for text in (section.finding, *section.points)]
        assert sum(told in text for text in (*said, *(table.note for table in content.tables))) == 1


def test_futures_of_another_scenario_or_county_are_refused(comparison, county, base, futures, seed) -> None:
    other = wb.draw(county, base.scenario, runs=5)
    with pytest.raises(InputError, match="other settings than the run's"):
        work_out(comparison, futures=other)
    larger = wb.draw(wb.synthesize(seed, 40_000), comparison.other.scenario, runs=5)
    with pytest.raises(InputError, match="of another county"):
        work_out(comparison, futures=larger)


def test_beds_are_told_or_it_is_said_that_they_were_not_worked_out(content_in, comparison, care) -> None:
    plan, projection, _ = care
    beds = content_in("zh").section("beds")
    assert {figure.name for figure in beds.figures} >= {"target_path_nursing_bed_share", "target_path_centralised_rate"}
    converted = int(plan.works.filter(pl.col("action") == "convert")["beds"].sum())
    assert f"改造{converted}张" in beds.finding
    assert share(projection.chance("both", plan.target_year), 0) in beds.finding
    without = work_out(comparison).section("beds")
    assert without.finding == "本次没有测算照护床位"
    assert not without.figures
    with pytest.raises(InputError, match="a Plan, a Projection, or a list"):
        work_out(comparison, care="beds")


def test_a_projection_or_a_plan_alone_is_enough(comparison, care) -> None:
    plan, projection, _ = care
    assert work_out(comparison, care=projection).section("beds").tables[0].name == "beds_by_year"
    alone = work_out(comparison, care=plan).section("beds")
    assert [figure.name for figure in alone.figures] == ["plan_gantt"]
    assert any("没有区间" in point for point in alone.points)


def test_a_figure_is_as_sure_as_the_least_sure_of_its_inputs(run) -> None:
    assert weakest(run, ["dibao_amount"]) == "assumed"
    assert standard_status(run, "urban_dibao_standard") == "assumed"  # the ratio is a choice, not yet the law's
    assert payer_status(run) == "assumed"
    shares = {"county": 1.0, "status": "published", "source": "a circular"}
    decided = wb.simulate(run.population, run.scenario.with_payers(dibao=shares))
    assert payer_status(decided, ["dibao"]) == "published"
    assert payer_status(decided) == "assumed"


def test_assumed_figures_are_marked_in_every_table(content_in) -> None:
    content = content_in("zh")
    for table in content.tables:
        if table.name == "record":
            continue
        marks = "".join([*table.columns, table.note, *(text for texts in table.texts() for text in texts)])
        assert "○" in marks, table.name


def test_every_parameter_is_listed_with_status_and_source(content_in, run) -> None:
    table = next(table for table in content_in("en").annex if table.name == "assumptions")
    assert len(table.rows) == len(run.resolved)
    assert all(re.match("[●◍◐○] ", cells[2]) and cells[3] for cells in table.rows)


def test_the_same_scenario_twice_says_so_and_a_lower_one_falls(base, run) -> None:
    with using_language("en"):
        same, lower = work_out(wb.compare(base, base)), work_out(wb.compare(run, base))
    assert same.section("answer").finding.startswith("As the baseline")
    assert same.section("question").finding.startswith("Both scenarios have the same parameters")
    assert lower.section("coverage").finding.startswith("Coverage of the poor falls")


def test_a_single_run_is_told_without_changes(run) -> None:
    content = work_out(run)
    assert "变化" not in content.section("answer").tables[0].columns
    assert row(content, "answer", "key_figures", "其中低保")[1].value == run.headline.dibao.persons
    assert {table.name for table in content.section("coverage").tables} == {"by_town"}


def test_english_sentences_hold_no_chinese(content_in) -> None:
    content = content_in("en")
    said = [content.title, content.subtitle, content.sample]
    for section in content.sections:
        said += [section.heading, section.finding, *section.points, section.basis]
        said += [head for table in section.tables for head in (table.title, table.note, *table.columns)]
    assert [text for text in said if re.search("[\u4e00-\u9fff]", text)] == []


def test_warnings_travel(county, base) -> None:
    outside = wb.simulate(county, base.scenario.replace(urban_dibao_ratio=0.37))
    content = work_out(wb.compare(base, outside))
    assert any("▲" in line and "37" in line for line in content.warnings)
    assert content.warnings[0] in content.section("assumptions").points


def test_a_run_that_cannot_be_told_is_refused(county, base) -> None:
    with pytest.raises(InputError, match="needs the run's rows"):
        work_out(wb.simulate(county, base.scenario, rows=False))
    with pytest.raises(InputError, match="needs dibao and tekun"):
        work_out(wb.simulate(county, base.scenario, programmes=["dibao"]))
    with pytest.raises(InputError, match="made of a run"):
        work_out("run")
    basic = work_out(wb.simulate(county, base.scenario, programmes=["dibao", "tekun", "margin"]))
    assert "本次计算的救助年支出" in [cells[0] for cells in basic.section("answer").tables[0].rows]


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_source_is_told_in_chinese(path: Path) -> None:
    with using_language("zh"):
        told = {source_in_language(item.source) for item in wb.load_scenario(path.stem).resolved().values()}
    names = "fit_to_prevalence|workbench|care|scenario|national|tail|baseline|perfect|corridor|high|low|mixed|law"
    left = [text for text in told if re.search(r"[a-z]{3}", re.sub(names, "", text))]
    assert left == []
    with using_language("en"):
        assert source_in_language("no figure was found") == "no figure was found"
    assert source_in_language("our survey of two villages") == "our survey of two villages"
