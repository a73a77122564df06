"""Years drawn: a line a policy, hollow where consumption is assumed, a title of the last year's own figures."""

import polars as pl
import pytest

import workbench as wb
from tests.charts.conftest import assert_drawn
from workbench.charts import years_lines
from workbench.errors import InputError
from workbench.language import LANGUAGES, money, using_language
from workbench.law import BASIC


@pytest.fixture(scope="module")
def both(base: wb.Run) -> list[wb.yearly.Years]:
    few = base.population.select(base.population.households["household_id"].to_list()[::4])
    first = wb.years(few, base.scenario, 2021, 2027, programmes=BASIC)
    higher = base.scenario.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)
    return [first, wb.years(first.people, higher, 2021, 2027, programmes=BASIC)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_and_title_have_the_years_own_figures(both, language: str) -> None:
    with using_language(language):
        figure = years_lines(both[:1])
        drawn = assert_drawn(figure)
        headline = both[0].run(2027).headline
        cost = headline.dibao.cost + headline.tekun.cost
        assert money(cost) in figure.title
        assert both[0].base.title in drawn
    rows = figure.datasets["rows"]
    assert rows.filter(pl.col("year") == 2027)["cost"].item() == pytest.approx(cost)
    # Figures of 2022 and growth to 2025 have a source; consumption of 2026, which the law of 2027 uses, is assumed.
    assert rows.filter(~pl.col("known"))["year"].to_list() == [2027]


def test_two_policies_are_compared_in_the_last_year(both) -> None:
    with using_language("en"):
        figure = years_lines(both, real=True)
        assert_drawn(figure)
    ends = figure.datasets["rows"].filter(pl.col("year") == 2027)["cost"].to_list()
    assert ends[1] > ends[0]
    assert figure.title.startswith("2027: +")
    assert "real_cost_yuan_per_year" in figure.table.columns


def test_what_cannot_be_drawn_is_refused(both) -> None:
    for wrong in ([], both * 3, ["2021"]):
        with pytest.raises(InputError, match=r"one to 4 answers of wb\.years"):
            years_lines(wrong)
    other = wb.years(both[0].people, both[0].base, 2021, 2022, programmes=BASIC)
    with pytest.raises(InputError, match="over the same years"):
        years_lines([both[0], other])
