"""The waterfall with care: beds among the causes, its own words, and changed values that kept their range."""

import polars as pl
import pytest

import workbench as wb
from workbench.care import CareSystem, read_homes
from workbench.care.works import WORKS_SCHEMA
from workbench.charts import waterfall
from workbench.decisions import decompose
from workbench.errors import UnknownNameError
from workbench.language import LANGUAGES, using_language
from workbench.simulation import Run

from .conftest import assert_drawn


@pytest.fixture(scope="module")
def change(base: Run):
    crowded = read_homes().with_columns(nursing_beds=pl.col("other_nursing_residents"))  # no bed is free before
    works = pl.DataFrame([(1, 2021, "convert", 40, 1.84e6)], schema=WORKS_SCHEMA, orient="row")
    after = wb.simulate(base.population, base.scenario.replace(home_visit_cost_per_year=700.0, tekun_take_up=0.97))
    return decompose(base, after, care=(CareSystem(crowded), CareSystem(crowded, works)), futures=3)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", ["cost_with_care_yuan_per_year", "placed_persons"])
def test_it_is_drawn_with_beds(base: Run, change, language: str, measure: str) -> None:
    with using_language(language):
        figure = waterfall(change, base, measure)
        svg = assert_drawn(figure)
    beds, told = {"zh": ("照护床位", "而区间仍是88%～98.5%"), "en": ("Care beds", "its range stays 88–98.5%")}[language]
    assert beds in svg
    assert any(told in note for note in figure.notes)
    steps = figure.datasets["steps"]
    assert steps["name"].to_list().count(beds) == 1
    assert steps.filter(kind="total")["end"].item() == pytest.approx(change.after[measure] - change.before[measure])


def test_without_care_there_is_no_such_measure(base: Run, higher: Run, change) -> None:
    with pytest.raises(UnknownNameError, match="unknown measure 'placed_persons'"):
        waterfall(decompose(base, higher, futures=0), base, "placed_persons")
    with using_language("en"):
        assert "Care beds" not in waterfall(change, base).as_bytes(".svg").decode()
