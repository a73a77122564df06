"""What all tests share: where the project lies, one seed, a small county with its two usual runs.

Examples never depend on how busy the machine is. A folder's conftest may have a county of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

import workbench as wb

if TYPE_CHECKING:
    from workbench.population import Population
    from workbench.scenario import Scenario
    from workbench.simulation import Run

SEED = 20210602

# How long a machine takes to draw or run examples is no fault of the code: neither is timed.
settings.register_profile(
    "workbench",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("workbench")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of the README's county: the date of the policy."""
    return SEED


@pytest.fixture(scope="session")
def county() -> Population:
    """A small county of the same shape as the whole one; it takes no seed, since some tests are given several."""
    return wb.synthesize(seed=SEED, size=20_000)


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return wb.load_scenario("baseline-2021")


@pytest.fixture(scope="session")
def run(county: Population, baseline: Scenario) -> Run:
    return wb.simulate(county, baseline)


@pytest.fixture(scope="session")
def higher(county: Population, baseline: Scenario) -> Run:
    return wb.simulate(county, baseline.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43))
