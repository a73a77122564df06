"""A small county of the same shape as the whole one."""

import pytest

import workbench as wb
from workbench.decisions import FutureGrid, future_grid
from workbench.population import Population
from workbench.scenario import Scenario


@pytest.fixture(scope="session")
def county(seed: int) -> Population:
    return wb.synthesize(seed, size=40_000)


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return wb.load_scenario("baseline-2021")


@pytest.fixture(scope="session")
def grid(county: Population, baseline: Scenario) -> FutureGrid:
    return future_grid(county, baseline, payer="county", runs=60)
