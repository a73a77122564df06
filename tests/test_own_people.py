"""Nothing is told that the data don't say: real people and listed homes are nowhere called synthetic or invented.

The tables are those of a small synthetic county, handed over as a survey would be: all that is known of them is that
somebody gave them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest

import workbench as wb
from workbench.briefing.family_page import save_family_page
from workbench.care import Plan, Projection, need, plan_renovation, project, read_homes
from workbench.charts import Figure, plan_gantt
from workbench.charts.gallery import figures as gallery
from workbench.charts.gallery.sample import Sample, sample
from workbench.dashboard import Runs, State, page_view
from workbench.dashboard.answers.question import Question
from workbench.dashboard.pages import REGISTRY
from workbench.dashboard.state.page_state import PAGES
from workbench.language import LANGUAGES, using_language
from workbench.population import Population
from workbench.simulation import Comparison

INVENTED = re.compile(r"合成|虚构|示例|举例|模拟人口|synthetic|invented|example|nobody real", re.IGNORECASE)
# What a visitor may do: think up a family. It is the visitor who invents it.
THOUGHT_UP = ("虚构一户", "Invent one", "invent a family")


def survey(seed: int, size: int) -> Population:
    made = wb.synthesize(seed=seed, size=size)
    return Population.from_frames(made.persons, made.households, seed=seed)


@pytest.fixture(scope="module")
def people(seed: int) -> Population:
    return survey(seed, 12_000)


@pytest.fixture(scope="module")
def homes() -> pl.DataFrame:
    shipped = read_homes()
    return shipped.with_columns(
        home=pl.format("{}院", pl.col("home_id")),
        home_en=pl.format("Home {}", pl.col("home_id")),
        status=pl.lit("published").cast(shipped["status"].dtype),
        source=pl.lit("list of the bureau, June 2021"),
    )


@pytest.fixture(scope="module")
def made(people: Population, homes: pl.DataFrame) -> Sample:
    return sample(runs=20, counties=(people, survey(7, 12_000)), homes=homes)


@pytest.fixture(scope="module")
def comparison(made: Sample) -> Comparison:
    return wb.compare(made.base, made.higher)


def texts_of(figure: Figure) -> Iterator[str]:
    yield from (figure.title, figure.subtitle, *figure.notes)
    for frame in (figure.table, *figure.datasets.values()):
        for column in frame.get_columns():
            if column.dtype in (pl.String, pl.Enum, pl.Categorical):
                yield from column.cast(pl.String).unique().drop_nulls()
    yield figure.as_bytes(".svg").decode("utf-8").partition("<style")[2].partition("</style>")[2]


def check(texts: Iterator[str] | list[str], where: str) -> None:
    for text in texts:
        shown = text
        for words in THOUGHT_UP:
            shown = shown.replace(words, "")
        found = INVENTED.search(shown)
        assert found is None, f"{where}: …{shown[max(0, found.start() - 60) : found.end() + 40]}…"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_calls_them_invented(made: Sample, language: str) -> None:
    with using_language(language):
        for _, drawn in gallery.questions(made):
            for one in drawn:
                check(texts_of(one.figure), f"{one.figure.name}, {language}")


@pytest.fixture(scope="module")
def care(comparison: Comparison, homes: pl.DataFrame) -> list[Plan | Projection]:
    """The plan of the listed homes for the scenario that is told."""
    scenario = comparison.other.scenario
    stock = need(comparison.other, replicates=10)
    plan = plan_renovation(homes, stock, scenario, futures=5, seconds=10)
    return [plan, project(stock, homes, scenario, plan.works), project(stock, homes, scenario)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_brief_calls_them_invented(
    comparison: Comparison, made: Sample, care: list[Plan | Projection], tmp_path: Path, language: str
) -> None:
    futures = wb.draw(comparison.other.population, comparison.other.scenario, runs=10)
    for ending in (".html", ".docx", ".pptx", ".xlsx"):
        path = wb.brief(comparison, tmp_path / f"own{ending}", futures=futures, care=care, lang=language)
        if ending == ".html":
            check([re.sub(r"(?s)<style.*?</style>", "", path.read_text("utf-8"))], f"{ending}, {language}")
            continue
        with ZipFile(path) as parts:
            told = [parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith(".xml")]
        check([re.sub(r"<[^>]+>", " ", text) for text in told if "theme" not in text[:400]], f"{ending}, {language}")
    with using_language(language):
        household = int(made.base.households.filter("dibao_household")["household_id"][0])
        page = save_family_page(made.base, tmp_path / "family.html", household_id=household)
    check([re.sub(r"(?s)<style.*?</style>", "", page.read_text("utf-8"))], f"family page, {language}")


@pytest.fixture(scope="module")
def results(people: Population, homes: pl.DataFrame, baseline) -> Runs:
    return Runs(people, baseline, futures=8, own_homes=homes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_the_dashboard_calls_them_invented(results: Runs, baseline, page: str, language: str) -> None:
    state = State(language=language, page=page).with_lever("urban_dibao_ratio", 0.32, baseline)
    for heavy in REGISTRY[page].heavy:
        Question(state, results).work_out(heavy)
    view = page_view(state, results)
    for part in (view.page, view.specs, view.rows):
        check([json.dumps(part, ensure_ascii=False, default=str)], f"{page}, {language}")


@pytest.mark.parametrize(
    ("language", "told"), [("en", "12 homes: 7 published, 5 assumed;"), ("zh", "院所12家：已公布7、假定5；")]
)
def test_homes_of_several_statuses_are_counted(
    people: Population, homes: pl.DataFrame, baseline, language: str, told: str
) -> None:
    mixed = homes.head(12).with_columns(
        status=pl.when(pl.int_range(pl.len()) < 7).then("status").otherwise(pl.lit("assumed"))
    )
    mixed = read_homes(mixed)
    stock = need(wb.simulate(people, baseline, rows=["tekun_recipient", "self_care"]), replicates=4)
    plan = plan_renovation(mixed, stock, baseline, futures=4, seconds=5, explained=False)
    with using_language(language):
        projected = project(stock, mixed, baseline, plan.works)
        drawn = plan_gantt(
            plan.works,
            plan.homes,
            status=plan.status,
            goal_year=2022,
            nursing_share=projected.value("nursing_bed_share", 2022),
        )
        assert told in drawn.notes[-1]


def test_synthetic_people_are_called_so(county: Population, run: wb.Run, tmp_path: Path) -> None:
    """The same outlets do say it of a synthetic county, so that the tests above can find it."""
    assert county.synthetic
    assert county.with_luck(3).synthetic
    assert not survey(3, 2_000).synthetic
    text = wb.brief(run, tmp_path / "run.html", lang="en").read_text("utf-8")
    assert len(re.findall("synthetic people", text)) > 1
    assert "nobody real" in text
