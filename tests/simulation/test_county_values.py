"""Standards, county costs and corridors of many scenarios are those of each scenario alone, whatever is swept."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench as wb
from workbench.errors import RuleError
from workbench.law import PROGRAMMES, law
from workbench.money import monthly_of
from workbench.parameter.book import Parameter
from workbench.scenario import Scenario
from workbench.simulation.county_values import county_costs, county_costs_of_many, standards, standards_of_many
from workbench.simulation.levers_in_force import any_outside_corridor, outside_corridor
from workbench.simulation.parameter_sweep import _concerned
from workbench.simulation.preparation import parameter_table, swept_table


@wb.for_county(clause="proposal", unit="yuan/month", zh="农村低保标准")
def rural_dibao_standard(
    rural_dibao_ratio: float, rural_consumption_per_head_previous_year: float, rural_floor: float
) -> float:
    """The ratio decides, whatever was published, and a floor."""
    return max(rural_floor, monthly_of(rural_dibao_ratio * rural_consumption_per_head_previous_year))


def _floor() -> Parameter:
    said = {"zh": "农村标准下限", "en": "Rural floor", "source": "a proposal"}
    return wb.define_parameter("rural_floor", 400.0, unit="yuan/month", corridor=(380, 420), **said)


BASELINE = wb.load_scenario("baseline-2021")
SCENARIOS = {
    "the law": BASELINE,
    "published": BASELINE.replace(urban_dibao_standard_published=700, rural_dibao_standard_published=450),
    "own rule and parameter": BASELINE.replace(urban_dibao_standard_published=900)
    .with_parameters([_floor()])
    .with_rules([rural_dibao_standard]),
}
# What the four standards, the county's costs and the corridors read; any other parameter may be swept beside them.
DECIDING = (
    *(name for name, one in law().parameters.items() if one.corridor or one.overruled_by),
    *(one.overruled_by.parameter for one in law().parameters.values() if one.overruled_by),
    "rural_floor",
)


def _some_values(parameter: Parameter, now: float) -> st.SearchStrategy[list[float]]:
    """Values that the parameter may have, as rules use them; those at the ends of its corridor often."""
    if parameter.choices:
        return st.lists(st.integers(0, len(parameter.choices) - 1).map(float), min_size=1, max_size=3, unique=True)
    valid, corridor = parameter.valid, parameter.corridor
    low = 0.5 * now if valid is None or valid.low is None else valid.low
    high = 1.5 * now + 1 if valid is None or valid.high is None else valid.high
    ends = [one for one in (corridor.low, corridor.high) if one is not None] if corridor else []
    some = st.floats(low, high) | st.sampled_from([low, high, now, *ends])
    return st.lists(some, min_size=1, max_size=4, unique=True)


@st.composite
def grids(draw: st.DrawFn, scenario: Scenario) -> dict[str, list[float]]:
    """Scenarios over one to four parameters of a scenario's law: every combination of some values, in any order."""
    parameters = scenario.book.parameters
    base = {name: item.value for name, item in scenario.resolved().items()}
    names = st.sampled_from([name for name in DECIDING if name in parameters]) | st.sampled_from(sorted(parameters))
    swept = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    columns = np.meshgrid(*(draw(_some_values(parameters[name], base[name])) for name in swept))
    order = draw(st.permutations(range(columns[0].size)))
    return {name: column.ravel()[order].tolist() for name, column in zip(swept, columns, strict=True)}


def _alone(scenario: Scenario, swept: Mapping[str, list[float]]) -> list[dict[str, float]]:
    base = {name: item.value for name, item in scenario.resolved().items()}
    return [{**base, **dict(zip(swept, values, strict=True))} for values in zip(*swept.values(), strict=True)]


@pytest.mark.parametrize("name", SCENARIOS)
@given(data=st.data())
def test_many_scenarios_are_each_as_alone(name: str, data: st.DataObject) -> None:
    scenario = SCENARIOS[name]
    book = scenario.book
    swept = data.draw(grids(scenario))
    base, alone = {one: item.value for one, item in scenario.resolved().items()}, _alone(scenario, swept)
    found = standards_of_many(book, base, swept)
    assert [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)] == [
        standards(book, values) for values in alone
    ]
    costs = county_costs_of_many(book, PROGRAMMES, base, swept)
    assert [dict(zip(costs, row, strict=True)) for row in zip(*costs.values(), strict=True)] == [
        county_costs(book, PROGRAMMES, values) for values in alone
    ]
    concerned = _concerned(swept, book.parameters)
    day = scenario.date
    assert any_outside_corridor(concerned, base, swept, book, found, day) == [
        any(outside_corridor(one, values, book, standards(book, values), day) for one in concerned) for values in alone
    ]
    names = book.parameters_of(book.rules.values())
    assert np.array_equal(swept_table(names, base, swept), parameter_table(names, alone))


def test_the_grids_of_the_test_reach_both_sides_of_a_corridor() -> None:
    """A grid on which every point is within would prove nothing: some parameter of each kind leaves its corridor."""
    for scenario, swept, outside in (
        ("the law", {"urban_dibao_ratio": [0.2, 0.3]}, [True, False]),
        ("published", {"urban_dibao_ratio": [0.2, 0.3], "rural_dibao_standard_published": [0.0, 900.0]}, [False, True]),
        ("own rule and parameter", {"rural_floor": [400.0, 500.0], "rural_dibao_ratio": [0.4, 0.4]}, [False, True]),
    ):
        one = SCENARIOS[scenario]
        base = {name: item.value for name, item in one.resolved().items()}
        concerned = _concerned(swept, one.book.parameters)
        found = any_outside_corridor(
            concerned, base, swept, one.book, standards_of_many(one.book, base, swept), one.date
        )
        assert found == outside, scenario


def test_a_standard_that_is_no_number_is_refused_in_many_scenarios_as_in_one(county) -> None:
    @wb.for_county(clause="proposal", unit="yuan/month", zh="农村低保标准")
    def rural_dibao_standard(rural_dibao_ratio: float, rural_consumption_per_head_previous_year: float) -> float:
        """Above two fifths the standard is beyond all use."""
        return 1e11 if rural_dibao_ratio > 0.4 else monthly_of(rural_consumption_per_head_previous_year)

    own = BASELINE.with_rules([rural_dibao_standard])
    told = []
    for act in (
        lambda: wb.simulate(county, own.replace(rural_dibao_ratio=0.42), programmes=["dibao"], rows=False),
        lambda: wb.sweep(county, own, programmes=["dibao"], rural_dibao_ratio=[0.38, 0.42]),
    ):
        with pytest.raises(RuleError, match="'rural_dibao_standard' returns no number that can be used") as refused:
            act()
        told.append(str(refused.value))
    assert told[0] == told[1]
