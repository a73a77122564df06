"""A small county and the baseline, made once for all tests of the dashboard."""

from collections.abc import Iterator

import pytest

from workbench.dashboard import Dashboard, open_dashboard
from workbench.language import using_language
from workbench.population import Population, synthesize
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario


@pytest.fixture(scope="session")
def county(seed: int) -> Population:
    return synthesize(seed, 6_000, "fujian")


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return load_scenario("baseline-2021")


@pytest.fixture
def english() -> Iterator[None]:
    """Errors are said in the language that is on."""
    with using_language("en"):
        yield


@pytest.fixture
def dashboard(county: Population, baseline: Scenario) -> Dashboard:
    """The page as the browser has it after its first paint: numbers, figures, grid."""
    shown = open_dashboard(county, baseline, "zh")
    shown.handle({"kind": "painted"})
    return shown
