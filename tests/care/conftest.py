"""A part of the county in its proportions, its law, the invented homes, and the need that follows."""

import polars as pl
import pytest

import workbench as wb
from workbench.care import Need, need, read_homes
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run

ROWS = ["tekun_recipient", "self_care"]


@pytest.fixture(scope="session")
def care_county(seed: int) -> Population:
    return wb.synthesize(seed, size=120_000)


@pytest.fixture(scope="session")
def baseline() -> Scenario:
    return wb.load_scenario("baseline-2021")


@pytest.fixture(scope="session")
def care_run(care_county: Population, baseline: Scenario) -> Run:
    return wb.simulate(care_county, baseline, rows=ROWS)


@pytest.fixture(scope="session")
def care_need(care_run: Run) -> Need:
    return need(care_run, replicates=60)


@pytest.fixture(scope="session")
def homes() -> pl.DataFrame:
    return read_homes()


@pytest.fixture(scope="session")
def few_homes(homes: pl.DataFrame) -> pl.DataFrame:
    """Homes for a part of the county: .28 of the example's beds and residents, the part's share of the disabled."""
    counts = [name for name in homes.columns if homes[name].dtype == pl.Int64 and name != "home_id"]
    return read_homes(homes.with_columns((pl.col(counts) * 0.28).round().cast(pl.Int64)))
