"""What a run has beside published figures: one dot an indicator, the title counted from the rows."""

import math

import polars as pl
import pytest

from workbench.calibration import published_comparison
from workbench.charts import published_beside
from workbench.charts.published_beside import NEAR, near
from workbench.errors import InputError
from workbench.language import using_language
from workbench.simulation import Run, simulate


@pytest.fixture(scope="module")
def table(base: Run) -> pl.DataFrame:
    return published_comparison(base)


def test_near_is_a_quarter_either_way() -> None:
    assert [near(ratio) for ratio in (0.79, 0.8, 1.0, 1.25, 1.26, math.nan, 0.0)] == [False, True, True, True] + 3 * [
        False
    ]


@pytest.mark.parametrize(("language", "name"), [("en", "en"), ("zh", "zh")])
def test_the_title_counts_what_is_near_and_names_the_farthest(base: Run, table: pl.DataFrame, language, name) -> None:
    with using_language(language):
        figure = published_beside(base)
    number = table.filter(pl.col("ratio").is_between(1 / NEAR, NEAR)).height
    drawable = table.filter(pl.col("ratio") > 0)
    far = drawable.sort(pl.col("ratio").log().abs(), descending=True)[name][0]
    assert str(number) in figure.title
    assert far in figure.title
    assert figure.table.equals(table)


def test_rows_are_drawn_from_the_largest_ratio_and_what_is_no_number_last(base: Run, table: pl.DataFrame) -> None:
    rows = published_beside(base).datasets["rows"]
    found = [ratio for ratio in rows["ratio"] if ratio is not None]
    assert found == sorted(found, reverse=True)
    assert found == sorted((r for r in table["ratio"] if r > 0), reverse=True)
    assert rows["ratio"].to_list()[: len(found)] == found


def test_a_run_of_single_programmes_has_nothing_to_be_compared(county, scenario) -> None:
    with pytest.raises(InputError, match="without programmes"):
        published_beside(simulate(county, scenario, programmes=("dibao",)))
