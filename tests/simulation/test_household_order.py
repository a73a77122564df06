"""Families of a kind are counted side by side: every total as in the population's own order, to the fen."""

import numpy as np
import pytest

import workbench as wb
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.law import law
from workbench.population import Population
from workbench.population.contract import contract
from workbench.simulation.household_order import families_alike
from workbench.simulation.preparation import parameter_table, prepare
from workbench.simulation.totals import total_rules

REQUEST = KernelRequest(law(), total_rules())


@pytest.fixture(scope="module")
def people() -> Population:
    return wb.synthesize(20210602, 6_000)


def totals(ready, scenario, threads):
    table = parameter_table(REQUEST.parameters, [{name: item.value for name, item in scenario.resolved().items()}])
    found, _ = run_kernel(REQUEST, ready.arrays, ready.starts, ready.cell, ready.weight, table, ready.cells, threads)
    return found


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("scenario", ["baseline-2021", "perfect-law"])
def test_totals_are_those_of_the_populations_own_order(people, scenario: str, threads: int) -> None:
    chosen = wb.load_scenario(scenario)
    own, alike = (prepare(people, REQUEST.inputs, alike=side) for side in (False, True))
    assert not np.array_equal(own.starts, alike.starts)
    found = totals(alike, chosen, threads)
    assert np.array_equal(found, totals(own, chosen, threads))
    assert found.sum() > 0


def test_members_stay_with_their_family_and_keep_their_order(people) -> None:
    own, alike = (prepare(people, REQUEST.inputs, alike=side) for side in (False, True))
    order = families_alike(REQUEST.inputs, own.arrays, own.starts)
    assert sorted(order) == list(range(people.households.height))
    for place in (0, 17, len(order) - 1):
        home = order[place]
        here = slice(alike.starts[place], alike.starts[place + 1])
        there = slice(own.starts[home], own.starts[home + 1])
        for item in REQUEST.inputs:
            one, other = (here, there) if item.entity == "person" else (place, home)
            assert np.array_equal(alike.arrays[item.name][one], own.arrays[item.name][other]), item.name
        assert (alike.cell[place], alike.weight[place]) == (own.cell[home], own.weight[home])


def test_families_of_a_kind_are_neighbours(people) -> None:
    ready = prepare(people, REQUEST.inputs, alike=True)
    residence = ready.arrays["residence"]
    assert (np.diff(residence) != 0).sum() < 200  # two groups, divided again by the more even traits alone
    own = people.arrays().household["residence"]
    assert (np.diff(own) != 0).sum() > 1_000


def test_other_luck_shares_the_columns_and_not_the_draws(people) -> None:
    one, other = (prepare(who, REQUEST.inputs, alike=True) for who in (people, people.with_luck(7)))
    for item in REQUEST.inputs:
        assert (one.arrays[item.name] is other.arrays[item.name]) == (item.draw is None), item.name
    again = prepare(people.with_luck(7), REQUEST.inputs)
    scenario = wb.load_scenario("baseline-2021")
    assert np.array_equal(totals(other, scenario, 1), totals(again, scenario, 1))
    assert not np.array_equal(totals(other, scenario, 1), totals(one, scenario, 1))


def test_nobody_and_a_family_without_members_are_no_trouble() -> None:
    nobody = Population.from_frames(contract().persons.create_empty(), contract().households.create_empty())
    assert prepare(nobody, REQUEST.inputs, alike=True).starts.tolist() == [0]
    inputs = [item for item in REQUEST.inputs if item.name in ("age", "residence")]
    starts = np.array([0, 2, 2, 3])
    arrays = {"age": np.array([40, 41, 70]), "residence": np.array([1, 1, 1])}
    assert families_alike(inputs, arrays, starts).tolist() == [1, 2, 0]  # nobody's age, then the smaller family
