"""The perfect law, and a rural couple with one wage."""

import pytest

import workbench as wb
from workbench.household import Family
from workbench.scenario import Scenario

COUPLE = [{"age": 44, "wage_income": 900.0}, {"age": 41}]


@pytest.fixture(scope="session")
def perfect() -> Scenario:
    return wb.load_scenario("perfect-law")


@pytest.fixture(scope="session")
def couple() -> Family:
    return wb.family(COUPLE, town="悦庄镇", residence="rural")
