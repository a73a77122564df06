"""A small county under the baseline and a higher scenario, futures and a care answer: what briefs are made of."""

import datetime as dt
from collections.abc import Callable

import pytest

import workbench as wb
from workbench.briefing.content import Content, work_out
from workbench.briefing.content.care_answer import worked_out
from workbench.care import need, plan_renovation, project, read_homes
from workbench.language import using_language
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Comparison, Run
from workbench.uncertainty import Draws

DAY = dt.date(2021, 7, 1)


@pytest.fixture(scope="session")
def county(seed: int) -> Population:
    return wb.synthesize(seed, 8_000)


@pytest.fixture(scope="session")
def higher(county: Population) -> Scenario:
    return wb.load_scenario("baseline-2021").replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)


@pytest.fixture(scope="session")
def base(county: Population) -> Run:
    return wb.simulate(county, wb.load_scenario("baseline-2021"))


@pytest.fixture(scope="session")
def run(county: Population, higher: Scenario) -> Run:
    return wb.simulate(county, higher)


@pytest.fixture(scope="session")
def comparison(base: Run, run: Run) -> Comparison:
    return wb.compare(base, run)


@pytest.fixture(scope="session")
def futures(county: Population, higher: Scenario) -> Draws:
    return wb.draw(county, higher, runs=30)


@pytest.fixture(scope="session")
def care(seed: int, higher: Scenario) -> list:
    homes = read_homes()
    stock = need(wb.simulate(wb.synthesize(seed, 60_000), higher), replicates=20)
    plan = plan_renovation(homes, stock, higher, futures=10, seconds=20, explained=False)
    return [plan, project(stock, homes, higher, plan.works), project(stock, homes, higher)]


@pytest.fixture(scope="session")
def care_of_base(base: Run) -> list:
    return worked_out(base)


@pytest.fixture(scope="session")
def content_in(comparison: Comparison, futures: Draws, care: list) -> Callable[[str], Content]:
    """What the brief of the comparison says in a language, with intervals and beds."""
    made = {}

    def content(language: str) -> Content:
        if language not in made:
            with using_language(language):
                made[language] = work_out(comparison, futures=futures, care=care, when=DAY)
        return made[language]

    return content
