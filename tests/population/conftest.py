"""A small county shared by the tests of the population."""

import pytest

from workbench.population import Population, synthesize

SMALL = 20_000


@pytest.fixture(scope="session")
def small_county(seed: int) -> Population:
    """20,000 persons in the county's proportions."""
    return synthesize(seed, size=SMALL)
