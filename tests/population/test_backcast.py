"""Ten years of lives from China's ages of 2010, beside the projection and the counts of 2020."""

import math

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.population.lives.backcast import _figures_of_2010
from workbench.population.statistics import national_statistics

PERSONS = 20_000


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return wb.lives_backcast(PERSONS)


def rows(table: pl.DataFrame, name: str) -> pl.DataFrame:
    found = table.filter(pl.col("indicator").str.starts_with(name))
    assert found.height
    return found


def test_it_begins_with_chinas_ages_of_2010() -> None:
    figures = _figures_of_2010(PERSONS)
    china = national_statistics().values("china_2010_persons")
    assert figures.values("pyramid_shape") == china
    # Of 1,368,810.6 thousand, 166,998.3 thousand are 60 and older: 28,415.4 + 28,062.0 + 20,224.5 + … = .12200
    assert figures.value("share_60_plus", "county") == pytest.approx(0.12200, abs=5e-6)
    # Villages: .12200 × .1498 ÷ .1326 = .13783; towns: (.12200 − .13783 × .5032) ÷ .4968 = .10597
    assert figures.value("share_60_plus", "rural") == pytest.approx(0.13783, abs=1e-5)
    assert figures.value("share_60_plus", "urban") == pytest.approx(0.10597, abs=2e-5)
    assert figures.value("urban_residents", "county") == 9_936  # 20,000 × .4968


def test_those_alive_in_2010_and_not_yet_old_are_as_many_as_the_projection_says(table: pl.DataFrame) -> None:
    """Survival from 10 to 49 hardly depends on anything but the start; 4 standard errors of 20,000 persons."""
    for name, got, projected in (
        rows(table, "projection").select("indicator", "simulated", "published_figure").iter_rows()
    ):
        age = int(name.split()[1].split("-")[0].rstrip("+"))
        if 20 <= age < 60:
            assert got == pytest.approx(projected, abs=4 * math.sqrt(projected / PERSONS)), name


def test_ages_and_their_broad_groups_add_up(table: pl.DataFrame) -> None:
    broad = dict(rows(table, "census").select("indicator", "simulated").iter_rows())
    assert broad["census 0-14"] + broad["census 15-59"] + broad["census 60+"] == pytest.approx(1)
    fine = rows(table, "projection")
    assert fine["simulated"].sum() == pytest.approx(1)
    assert fine["published_figure"].sum() == pytest.approx(1)
    old = fine.filter(pl.col("indicator").is_in([f"projection {k}-{k + 4}" for k in (65, 70, 75, 80)]))
    assert old["simulated"].sum() + rows(fine, "projection 85+")["simulated"][0] == pytest.approx(broad["census 65+"])


def test_births_are_those_published_and_residents_those_before_plus_births_less_deaths(table: pl.DataFrame) -> None:
    births, deaths = rows(table, "births"), rows(table, "deaths")
    assert births["year"].to_list() == list(range(2011, 2021))
    assert births["simulated"].mean() == pytest.approx(births["published_figure"].mean(), rel=0.04)
    # 2011: 17,824.404 births of (1,368,810.6 + 1,377,665.7) ÷ 2 thousand
    assert births["published_figure"][0] == pytest.approx(12.980, abs=5e-4)
    grown = 1.0
    for born, died in zip(births["simulated"], deaths["simulated"], strict=True):
        half = (born - died) / 2000  # rates are per 1,000 of the mean of both ends
        grown *= (1 + half) / (1 - half)
    assert rows(table, "residents")["simulated"][0] == pytest.approx(grown)


def test_what_is_missed_is_there_as_a_miss(table: pl.DataFrame) -> None:
    """Homes were 2.62 persons and couples parted more often in 2020: the rates of 2024 and homes of 2020 miss both."""
    assert rows(table, "dwelling_size")["ratio"][0] > 1.05
    assert rows(table, "divorces")["ratio"][0] < 0.9
    assert set(table["status"]) == {"published", "unverified", "estimated"}


@pytest.mark.parametrize("given", [{"persons": 4_999}, {"persons": 2.5}, {"seed": -1}])
def test_what_cant_be_is_refused_in_words(given: dict[str, float]) -> None:
    with pytest.raises(InputError, match="whole number"):
        wb.lives_backcast(**given)
