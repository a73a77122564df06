"""A small county of the same shape as the whole one, and its two usual runs."""

import pytest

import workbench as wb
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run


@pytest.fixture(scope="session")
def county() -> Population:
    return wb.synthesize(seed=20210602, size=20_000)


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return wb.load_scenario("baseline-2021")


@pytest.fixture(scope="session")
def run(county: Population, baseline: Scenario) -> Run:
    return wb.simulate(county, baseline)


@pytest.fixture(scope="session")
def higher(county: Population, baseline: Scenario) -> Run:
    return wb.simulate(county, baseline.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43))
