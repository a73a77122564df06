"""China's caseload beside what standards alone would have made of it."""

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError


@pytest.fixture(scope="module")
def table(county: wb.Population, baseline: wb.Scenario) -> pl.DataFrame:
    return wb.caseload_trend(county, baseline)


def cell(table: pl.DataFrame, year: int, residence: str, column: str) -> float:
    return float(table.filter((pl.col("year") == year) & (pl.col("residence") == residence))[column][0])


def test_standards_stand_to_incomes_as_chinas_did(table: pl.DataFrame) -> None:
    """Urban 2022: 682 × (752.3 × 12 ÷ 47,412) ÷ (711.4 × 12 ÷ 43,834) = 682 × .190407 ÷ .194753 = 666.8.

    Rural 2015: 422 × (264.8 × 12 ÷ 10,489) ÷ (530.18 × 12 ÷ 17,131) = 422 × .302946 ÷ .371382 = 344.2.
    """
    assert cell(table, 2021, "urban", "standard_yuan_per_month") == 682
    assert cell(table, 2022, "urban", "standard_yuan_per_month") == 667
    assert cell(table, 2015, "rural", "standard_yuan_per_month") == 344


def test_published_persons_are_over_those_of_the_scenarios_year(table: pl.DataFrame) -> None:
    assert cell(table, 2015, "urban", "published_figure") == pytest.approx(17_011 / 7_378)
    assert cell(table, 2023, "rural", "published_figure") == pytest.approx(33_997 / 34_745)
    base = table.filter(pl.col("year") == 2021)
    assert base["simulated"].to_list() == base["published_figure"].to_list() == [1.0, 1.0]


def test_each_simulated_figure_is_that_of_a_run_with_its_standards(table, county, baseline) -> None:
    wanted = {
        f"{one}_dibao_standard_published": cell(table, 2017, one, "standard_yuan_per_month")
        for one in ("urban", "rural")
    }
    persons = [
        wb.simulate(county, scenario)
        .totals.filter((pl.col("programme") == "dibao") & (pl.col("residence") == "rural"))["persons"]
        .sum()
        for scenario in (baseline.replace(**wanted), baseline)
    ]
    assert cell(table, 2017, "rural", "simulated") == pytest.approx(persons[0] / persons[1])


@pytest.mark.parametrize("residence", ["urban", "rural"])
def test_a_higher_standard_never_has_a_smaller_caseload(county, baseline, residence: str) -> None:
    """By `better_of`: by the letter of single-person dibao a higher standard turns margin families away."""
    table = wb.caseload_trend(county, baseline.replace(single_person_rule="better_of"))
    here = table.filter(pl.col("residence") == residence).sort("standard_yuan_per_month", "simulated")
    assert here["simulated"].is_sorted()
    assert here["simulated"].n_unique() > 1


def test_a_scenario_of_a_year_without_published_caseload_is_refused(county, baseline) -> None:
    later = wb.years(county, baseline, 2021, 2024).scenario(2024)
    with pytest.raises(InputError, match="of 2024; the caseload is known from 2015 to 2023"):
        wb.caseload_trend(county, later)
