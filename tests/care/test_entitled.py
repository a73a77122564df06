"""Tekun persons by grade in many scenarios are those of single runs; the beds they would take are worked by hand."""

import numpy as np
import pytest

import workbench as wb
from tests.places import TOWNS
from workbench.care import nursing_beds_wanted, tekun_by_grade
from workbench.care.futures import expected_future
from workbench.population import Population
from workbench.scenario import Scenario

RATIOS = {"urban_dibao_ratio": np.array([0.25, 0.35, 0.30]), "rural_dibao_ratio": np.array([0.35, 0.45, 0.38])}


@pytest.fixture(scope="module")
def people(seed: int) -> Population:
    return wb.synthesize(seed, size=30_000)


@pytest.fixture(scope="module")
def law_of_2021() -> Scenario:
    return wb.load_scenario("baseline-2021")


def counted(people: Population, scenario: Scenario) -> np.ndarray:
    run = wb.simulate(people, scenario, rows=["tekun_recipient", "self_care"])
    columns = people.arrays()
    town = np.repeat(columns.household["town"], np.diff(columns.starts))
    hit = run.row("tekun_recipient")
    table = np.zeros((len(TOWNS), 3))
    np.add.at(table, (town[hit], run.row("self_care")[hit]), 1)
    return table


def test_each_setting_is_a_run_of_its_own(people: Population, law_of_2021: Scenario) -> None:
    found = tekun_by_grade(people, law_of_2021, RATIOS)
    assert found.shape == (3, 12, 3)
    for place in range(3):
        alone = law_of_2021.replace(**{name: float(values[place]) for name, values in RATIOS.items()})
        np.testing.assert_array_equal(found[place], counted(people, alone))
    assert found[1, :, 1:].sum() > found[0, :, 1:].sum() > 0, "a higher standard entitles more of the disabled"


def test_settings_that_tekun_does_not_depend_on_give_the_same(people: Population, law_of_2021: Scenario) -> None:
    found = tekun_by_grade(people, law_of_2021, {"minimum_wage": np.array([1700.0, 1900.0, 2000.0])})
    for place in range(3):
        np.testing.assert_array_equal(found[place], counted(people, law_of_2021))


def test_a_county_in_parts_gives_the_same(people: Population, law_of_2021: Scenario, tmp_path) -> None:
    parts = wb.write_partitions(people, tmp_path / "parts", 3)
    np.testing.assert_array_equal(
        tekun_by_grade(parts, law_of_2021, RATIOS), tekun_by_grade(people, law_of_2021, RATIOS)
    )


def test_beds_by_hand(law_of_2021: Scenario) -> None:
    """40 partly and 10 completely disabled in two towns: (.69 × 40 + .82 × 10) ÷ .95 = 35.8 ÷ .95 = 37.684."""
    persons = np.zeros((1, 12, 3))
    persons[0, 0], persons[0, 5] = (100, 25, 10), (7, 15, 0)
    assert nursing_beds_wanted(persons, law_of_2021) == pytest.approx([37.6842105])
    fuller = law_of_2021.replace(care_occupancy_limit=1.0, willing_share_partial=0.5)
    assert nursing_beds_wanted(persons, fuller) == pytest.approx([28.2])


def test_they_are_the_willing_of_the_projection(people: Population, law_of_2021: Scenario) -> None:
    run = wb.simulate(people, law_of_2021, rows=["tekun_recipient", "self_care"])
    need = wb.care.need(run, 2021, replicates=1)
    willing = expected_future(need, wb.care.read_homes(), law_of_2021).willing[0, 0].sum()
    now = tekun_by_grade(
        people, law_of_2021, {"rural_dibao_ratio": np.array([run.resolved["rural_dibao_ratio"].value])}
    )
    assert nursing_beds_wanted(now, law_of_2021) == pytest.approx([willing / 0.95])
