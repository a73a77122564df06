"""A small county, and its lives over a few years, for all tests of years."""

import pytest

import workbench as wb
from workbench.population import Population
from workbench.population.lives import Lives

FIRST, LAST = 2021, 2024


@pytest.fixture(scope="session")
def people(seed: int) -> Population:
    return wb.synthesize(seed, 20_000)


@pytest.fixture(scope="session")
def lives(people: Population) -> Lives:
    return wb.lives(people, LAST, growth=wb.income_growth(FIRST, LAST))
