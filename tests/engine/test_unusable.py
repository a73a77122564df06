"""A rule from outside that gives no usable number (not a number, infinite, absurd) is refused by name, with a count."""

import math
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.engine.rule import for_county, for_household, for_person
from workbench.errors import RuleError
from workbench.law import BASIC
from workbench.place import current_place
from workbench.population import Population
from workbench.scenario import Scenario

# One household of three has no income, the two others have some.
PEOPLE = {
    "person_id": [1, 2, 3, 4],
    "household_id": [1, 1, 2, 3],
    "age": [40, 70, 40, 40],
    "wage_income": [0, 0, 900, 9],
}


@pytest.fixture(scope="module")
def county() -> Population:
    persons = pl.DataFrame(PEOPLE).with_columns(pl.col("wage_income").cast(pl.Float64), sex=pl.lit("female"))
    town = current_place().towns[0]
    homes = pl.DataFrame(
        {"household_id": [1, 2, 3], "town": [town] * 3, "residence": ["rural"] * 3, "weight": [0.0, 1.0, 2.0]}
    )
    return Population.from_frames(persons, homes)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return wb.load_scenario("perfect-law")


@for_household(clause="§3", unit="yuan/month", zh="甲", name="family_dibao_amount")
def not_a_number(income_before_deductions: float) -> float:
    """Infinite less infinite is no number."""
    return math.inf - math.inf if income_before_deductions < 1.0 else 5.0


@for_household(clause="§3", unit="yuan/month", zh="甲", name="family_dibao_amount")
def absurd(income_before_deductions: float) -> float:
    """A sum beyond every budget."""
    return 1e300 if income_before_deductions < 1.0 else 5.0


@for_person(clause="§3", unit="yuan/month", zh="甲", name="tekun_basic_amount")
def infinite(wage_income: float) -> float:
    """Without a wage it has no end."""
    return math.inf if wage_income <= 0.0 else 3.0


@for_county(clause="§3", unit="yuan/month", zh="甲", name="rural_margin_limit")
def endless(rural_dibao_standard: float) -> float:
    """A limit without end."""
    return rural_dibao_standard * 1e306 * 1e306


CASES = [
    (not_a_number, "'family_dibao_amount' returns no number .* for 1 households"),
    (absurd, "'family_dibao_amount' returns no number .* for 1 households"),
    (infinite, "'tekun_basic_amount' returns no number .* for 2 persons"),
    (endless, "'rural_margin_limit' returns no number .* inf"),
]


@pytest.mark.parametrize(("rule", "message"), CASES, ids=[rule.__name__ for rule, _ in CASES])
def test_a_run_refuses_it(county, scenario, rule: Callable[..., float], message: str) -> None:
    with pytest.raises(RuleError, match=message):
        wb.simulate(county, scenario.with_rules([rule]), programmes=BASIC)


def test_a_sweep_refuses_it_in_any_scenario(county, scenario) -> None:
    with pytest.raises(RuleError, match=CASES[1][1]):
        wb.sweep(county, scenario.with_rules([absurd]), programmes=BASIC, rural_dibao_ratio=[0.35, 0.4])


def test_numbers_that_can_be_used_pass(county, scenario) -> None:
    @for_household(clause="§3", unit="yuan/month", zh="甲", name="family_dibao_amount")
    def five(income_before_deductions: float) -> float:
        """Five yuan for whoever earns."""
        return 5.0 if income_before_deductions > 0.0 else 0.0

    run = wb.simulate(county, scenario.with_rules([five]), programmes=BASIC)
    assert run.row("family_dibao_amount").tolist() == [0.0, 5.0, 5.0]
    assert np.isfinite(run.totals["cost_yuan_per_year"].to_numpy()).all()
