"""The figures of decisions: the goal, what matters, the kinds of uncertainty, the waterfall; in both languages."""

import polars as pl
import pytest

import workbench as wb
from workbench.charts import affordable, kinds_of_uncertainty, sensitivity_bars, waterfall
from workbench.decisions import decompose, goal_seek
from workbench.errors import InputError
from workbench.language import LANGUAGES, money, using_language
from workbench.simulation import Run
from workbench.uncertainty import kinds_apart, sensitivity

from .conftest import assert_drawn


@pytest.fixture(scope="module")
def change(base: Run, higher: Run):
    return decompose(base, higher, futures=4)


@pytest.fixture(scope="module")
def matters(county, scenario):
    return sensitivity(county, scenario, samples=8)


@pytest.fixture(scope="module")
def goal(county, scenario):
    return goal_seek(county, scenario, budget=3e5, runs=20, nodes=5)


@pytest.fixture(scope="module")
def kinds(county, scenario):
    return kinds_apart([county, wb.synthesize(3, 12_000)], scenario, runs=20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_drawn(base: Run, change, matters, goal, kinds, language: str) -> None:
    with using_language(language):
        figures = [
            waterfall(change, base),
            waterfall(change, base, "persons"),
            sensitivity_bars(matters, base),
            affordable(goal, base),
            kinds_of_uncertainty(kinds, base),
            kinds_of_uncertainty(kinds, base, "persons"),
        ]
        for figure in figures:
            assert_drawn(figure)


def test_the_steps_of_a_waterfall_end_at_the_total(base: Run, change) -> None:
    steps = waterfall(change, base).datasets["steps"]
    parts, total = steps.filter(pl.col("kind") != "total"), steps.filter(pl.col("kind") == "total")
    assert parts["end"].to_list()[-1] == pytest.approx(total["end"].item())
    assert parts["begin"].to_list()[0] == 0
    assert parts["begin"].to_list()[1:] == parts["end"].to_list()[:-1]
    assert total["end"].item() == pytest.approx(
        change.after["cost_yuan_per_year"] - change.before["cost_yuan_per_year"]
    )


def test_titles_say_what_was_found(base: Run, higher: Run, change, matters, kinds) -> None:
    with using_language("en"):
        assert "all of it from dibao standards" in waterfall(change, base).title
        down = decompose(higher, base, futures=0)
        assert waterfall(down, base).title.startswith("\N{MINUS SIGN}")
        several = wb.simulate(base.population, higher.scenario.replace(minimum_wage=1700.0), rows=False)
        assert "dibao standards make up most" in waterfall(decompose(base, several, futures=0), base).title
        assert "matter" in sensitivity_bars(matters, base).title
        both = kinds.filter(measure="cost_yuan_per_year", kind="together").row(0, named=True)
        assert money(both["high"]) in kinds_of_uncertainty(kinds, base).title.replace("–", "–¥")


def test_the_plane_says_when_nothing_is_affordable(county, scenario, base: Run, goal) -> None:
    nothing = goal.grid.goal_seek(10.0)
    with using_language("en"):
        figure = affordable(nothing, base)
        assert figure.title.startswith("No pair of standards")
        assert figure.datasets["dots"]["kind"].to_list() == ["now"]
        assert figure.datasets["lines"].is_empty()
        assert_drawn(figure)
        found = affordable(goal, base)
        assert found.datasets["dots"]["kind"].to_list() == ["now", "best"]
        assert set(found.datasets["lines"]["line"]) == {"sure", "even"}


def test_the_line_of_more_confidence_lies_below(goal, base: Run) -> None:
    lines = affordable(goal, base).datasets["lines"]
    sure, even = (lines.filter(line=name).select("x", pl.col("y").alias(name)) for name in ("sure", "even"))
    joined = sure.join(even, on="x")
    assert joined.height
    assert (joined["sure"] <= joined["even"]).all()


def test_a_wrong_table_is_told(base: Run, kinds) -> None:
    with pytest.raises(InputError, match="no rows of 'euro'"):
        kinds_of_uncertainty(kinds, base, "euro")
