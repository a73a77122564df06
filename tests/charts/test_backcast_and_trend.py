"""The backcast and the caseload trend drawn: titles counted from the tables, every row drawn."""

import polars as pl
import pytest

import workbench as wb
from tests.charts.conftest import assert_drawn
from workbench.charts import backcast_beside, caseload_trend_lines
from workbench.errors import InputError, UnknownNameError
from workbench.language import LANGUAGES, share, using_language


@pytest.fixture(scope="module")
def backcast() -> pl.DataFrame:
    return wb.lives_backcast(5_000)


@pytest.fixture(scope="module")
def trend(base: wb.Run) -> pl.DataFrame:
    return wb.caseload_trend(base.population, base.scenario)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_backcast_counts_what_is_within_a_tenth(backcast: pl.DataFrame, language: str) -> None:
    with using_language(language):
        figure = backcast_beside(backcast)
        assert_drawn(figure)
    means = backcast.group_by("indicator").agg(pl.col("simulated", "published_figure").mean())
    ratio = means["simulated"] / means["published_figure"]
    near = int(((ratio >= 1 / 1.1) & (ratio <= 1.1)).sum())
    said = {"zh": f"{means.height}项对照，{near}项", "en": f"{near} of {means.height} figures"}[language]
    assert said in figure.title
    assert "2010" in figure.title
    assert "2020" in figure.title
    assert figure.datasets["rows"].height == means.height


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_trend_says_what_the_first_year_has(trend: pl.DataFrame, language: str) -> None:
    with using_language(language):
        figure = caseload_trend_lines(trend)
        assert_drawn(figure)
        for row in trend.filter(pl.col("year") == 2015).iter_rows(named=True):
            assert share(row["published_figure"], 0) in figure.title
            assert share(row["simulated"], 0) in figure.title
    assert figure.datasets["rows"].height == 2 * trend.height


def test_what_is_no_such_table_is_refused(backcast: pl.DataFrame, trend: pl.DataFrame) -> None:
    for draw, table in ((backcast_beside, backcast), (caseload_trend_lines, trend)):
        with pytest.raises(UnknownNameError, match="simulated"):
            draw(table.drop("simulated"))
        with pytest.raises(InputError, match="no rows"):
            draw(table.clear())
