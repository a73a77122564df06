"""The caseload of years beside China's: changes from the totals, exits counted from the rows of the runs."""

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError


@pytest.fixture(scope="module")
def answers(county: wb.Population, baseline: wb.Scenario) -> wb.yearly.Years:
    return wb.years(county, baseline, 2021, 2024, memory=wb.ReceiptMemory())


@pytest.fixture(scope="module")
def table(answers: wb.yearly.Years) -> pl.DataFrame:
    return wb.caseload_comparison(answers)


def test_changes_of_persons_are_those_of_the_totals_and_of_chinas_counts(answers, table: pl.DataFrame) -> None:
    changes = table.filter(pl.col("indicator") == "persons rural")
    assert changes["year"].to_list() == [2022, 2023]  # 2024 is not published
    # 33,496 ÷ 34,745 thousand = .96405
    assert changes["published_low"][0] == changes["published_high"][0] == pytest.approx(0.96405, abs=5e-6)
    persons = [
        answers.run(year)
        .totals.filter((pl.col("programme") == "dibao") & (pl.col("residence") == "rural"))["persons"]
        .sum()
        for year in (2021, 2022)
    ]
    assert changes["simulated"][0] == pytest.approx(persons[1] / persons[0])


def test_exits_are_households_of_last_year_that_dont_receive_this_year(answers, table: pl.DataFrame) -> None:
    exits = table.filter(pl.col("indicator") == "exits rural")
    assert exits["year"].to_list() == [2022, 2023, 2024]
    for year, got in exits.select("year", "simulated").iter_rows():
        before, now = (receiving(answers.run(one)) for one in (year - 1, year))
        was = before.filter(pl.col("residence") == "rural")
        stays = was.join(now, on="household_id", how="semi")
        assert got == pytest.approx(1 - stays.height / was.height)
    assert exits["within"].to_list() == [0.03 <= got <= 0.2 for got in exits["simulated"]]


def receiving(run: wb.Run) -> pl.DataFrame:
    received = pl.Series(run.row("family_dibao_recipient").astype(bool))
    return run.population.households.select("household_id", "residence").filter(received)


def test_without_a_memory_there_are_no_exits_and_one_year_is_refused(county, baseline) -> None:
    plain = wb.caseload_comparison(wb.years(county, baseline, 2021, 2022))
    assert set(plain["indicator"]) == {"persons urban", "persons rural"}
    with pytest.raises(InputError, match="2021 alone; two years or more"):
        wb.caseload_comparison(wb.years(county, baseline, 2021, 2021))
