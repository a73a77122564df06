"""A rule that is law from a year on: the years before it are as without it, those after as with it."""

import pytest

import workbench as wb
from workbench.law import BASIC


@wb.for_county(clause="proposal", unit="yuan/month", zh="农村低保标准", start_date="2023-01-01")
def rural_dibao_standard(urban_dibao_standard: float) -> float:
    """From 2023 on the country has the standard of the town."""
    return urban_dibao_standard


@pytest.fixture(scope="module")
def both(county: wb.Population, baseline: wb.Scenario) -> tuple[wb.yearly.Years, wb.yearly.Years]:
    plain = wb.years(county, baseline, 2021, 2024, programmes=BASIC)
    dated = baseline.with_rules([rural_dibao_standard])
    return plain, wb.years(plain.people, dated, 2021, 2024, programmes=BASIC)


def standards(answers: wb.yearly.Years, residence: str) -> list[float]:
    return answers.standards.filter(residence=residence).sort("year")["standard_yuan_per_month"].to_list()


def test_years_before_the_rule_are_those_without_it_to_the_fen(both) -> None:
    plain, dated = both
    for year in (2021, 2022):
        assert dated.run(year).totals.equals(plain.run(year).totals)


def test_from_its_year_on_the_rule_decides(both) -> None:
    plain, dated = both
    assert standards(dated, "rural")[:2] == standards(plain, "rural")[:2]
    assert standards(dated, "rural")[2:] == standards(dated, "urban")[2:] == standards(plain, "urban")[2:]
    for year in (2023, 2024):
        assert dated.run(year).headline.dibao.cost > plain.run(year).headline.dibao.cost


def test_each_year_is_a_run_of_its_own_scenario(both, county: wb.Population) -> None:
    _, dated = both
    run = wb.simulate(dated.population(2023), dated.scenario(2023), programmes=BASIC)
    assert run.totals.equals(dated.run(2023).totals)
