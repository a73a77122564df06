"""What papers are worth, drawn: the order of asking, intervals within their ends, a title counted from the rows."""

import numpy as np
import pytest

from workbench.charts import information_bars
from workbench.errors import UnknownNameError
from workbench.language import using_language
from workbench.simulation import Run
from workbench.uncertainty import InformationValue, information_value


@pytest.fixture(scope="module")
def found(base: Run) -> InformationValue:
    few = base.population.kept(np.arange(base.population.households.height) % 3 == 0)
    return information_value(few, base.scenario, runs=80)


def test_papers_stand_in_the_order_in_which_to_ask_for_them(found: InformationValue, base: Run) -> None:
    with using_language("en"):
        figure = information_bars(found, base)
    rows = figure.datasets["rows"]
    assert rows["name"].to_list() == found.ask_first()["en"].to_list()
    assert (rows["low"] <= rows["share"]).all()
    assert (rows["share"] <= rows["high"]).all()
    assert rows["low"].min() >= 0
    assert rows["high"].max() <= 1


@pytest.mark.parametrize(("language", "none"), [("zh", "没有一份"), ("en", "No paper")])
def test_the_title_names_a_paper_only_where_it_is_more_than_chance(
    found: InformationValue, base: Run, language: str, none: str
) -> None:
    with using_language(language):
        figure = information_bars(found, base)
        first = figure.datasets["rows"].row(0, named=True)
        assert first["name"] in figure.title if first["low"] > 0 else none in figure.title
        assert found.limits in figure.notes


def test_another_measure_is_refused(found: InformationValue, base: Run) -> None:
    with pytest.raises(UnknownNameError, match="measure"):
        information_bars(found, base, measure="households")
