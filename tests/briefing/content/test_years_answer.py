"""Years of a brief: the section says what the answers say, and takes those of its own scenario only."""

from pathlib import Path

import fastexcel
import polars as pl
import pytest
from pptx import Presentation

import workbench as wb
from workbench.briefing.content import Content, work_out
from workbench.errors import InputError
from workbench.language import LANGUAGES, money, using_language
from workbench.simulation import Comparison, Run
from workbench.yearly import Years


@pytest.fixture(scope="module")
def answers(run: Run, base: Run) -> list[Years]:
    now = wb.years(run.population, run.scenario, 2021, 2027)
    return [now, wb.years(now.people, base.scenario, 2021, 2027)]


@pytest.fixture(scope="module", params=LANGUAGES)
def content(request, comparison: Comparison, answers: list[Years]) -> Content:
    with using_language(request.param):
        return work_out(comparison, years=answers)


def cost(answers: Years, year: int) -> float:
    basic = pl.col("programme").is_in(["dibao", "tekun"])
    return float(answers.totals.filter(basic & (pl.col("year") == year))["cost_yuan_per_year"].sum())


def test_the_table_by_year_holds_the_answers(content: Content, answers: list[Years]) -> None:
    table = next(one for one in content.section("years").tables if one.name == "by_year")
    now, base = answers
    assert [row[0] for row in table.rows] == ["2021", "2022", "2023", "2024", "2025", "2026", "2027 ○"]
    for year, row in zip(now.span, table.rows, strict=True):
        assert row[4].value == pytest.approx(cost(now, year))
        assert row[5].value == pytest.approx(cost(now, year) - cost(base, year))
    # 29,314 × .33 ÷ 12 = 806.1 yuan a month in 2022, from Shandong's urban consumption of 2021
    assert table.rows[1][1].value == 806


def test_the_budget_adds_up_by_payer_and_by_programme(content: Content, answers: list[Years]) -> None:
    budget = next(one for one in content.section("years").tables if one.name == "budget")
    annex = next(one for one in content.annex if one.name == "budget_by_programme")
    for table, first in ((budget, 1), (annex, 2)):
        for k in range(first, first + 3):
            assert sum(row[k].value for row in table.rows) == pytest.approx(table.total[k].value)
    assert budget.total[1].value == pytest.approx(answers[0].run(2022).totals["cost_yuan_per_year"].sum())
    assert [head.removesuffix(" ○") for head in budget.columns[1:]] == ["2022", "2023", "2024"]


def test_the_section_says_whats_assumed_and_that_there_is_no_interval(content: Content, answers: list[Years]) -> None:
    with using_language(content.language):
        section = content.section("years")
        told = "\n".join(section.points)
        assert {"zh": "没有给出区间", "en": "No interval"}[content.language] in told
        assert {"zh": "2027年起", "en": "From 2027 on"}[content.language] in told
        county = answers[0].payers.filter(
            (pl.col("payer") == "county") & (pl.col("year") == 2027) & pl.col("programme").is_in(["dibao", "tekun"])
        )
        assert money(float(county["cost_yuan_per_year"].sum())) in told
    assert [figure.name for figure in section.figures] == ["years_cost", "years_persons"]


def test_every_kind_of_file_has_the_years(comparison: Comparison, answers: list[Years], tmp_path: Path) -> None:
    made = {
        kind: wb.brief(comparison, tmp_path / f"meeting.{kind}", lang="en", care=False, years=answers)
        for kind in ("pptx", "xlsx", "html", "docx")
    }
    deck = Presentation(str(made["pptx"]))
    assert len(deck.slides) == 7
    assert any("Year by year" in shape.text_frame.text for shape in deck.slides[4].shapes if shape.has_text_frame)
    assert {"By year", "Budget by payer", "Budget"} <= set(fastexcel.read_excel(made["xlsx"]).sheet_names)
    assert "id='years'" in made["html"].read_text("utf-8") or 'id="years"' in made["html"].read_text("utf-8")


def test_without_years_a_brief_has_six_sections(comparison: Comparison) -> None:
    assert [one.name for one in work_out(comparison).sections] == [
        "question", "answer", "coverage", "cost", "beds", "assumptions",
    ]  # fmt: skip


def test_answers_of_another_scenario_or_of_other_years_are_refused(comparison, run: Run, answers: list[Years]) -> None:
    now, base = answers
    with pytest.raises(InputError, match="other settings than the run's"):
        work_out(comparison, years=base)
    with pytest.raises(InputError, match="compares with no base; give one"):
        work_out(run, years=answers)
    with pytest.raises(InputError, match="must hold the same years"):
        work_out(comparison, years=[now, wb.years(run.population, base.base, 2021, 2022)])
    with pytest.raises(InputError, match=r"years is 3; answers of wb\.years are wanted"):
        work_out(run, years=3)
