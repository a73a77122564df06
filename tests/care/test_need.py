"""The tekun stock from year to year: conserved, lucky alike in every scenario, and right for one person by hand."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from tests.places import TOWNS
from workbench.care import Need, need
from workbench.care.need_projection import PEOPLE_ASSUMPTIONS, _matrices
from workbench.care.need_table import FLOWS, GRADES
from workbench.categories import Sex
from workbench.errors import InputError
from workbench.language import using_language
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run

ENTERED, DIED, LEFT, WORSENED, RECOVERED, BEGAN, ENDED = range(len(FLOWS))
ALONE = {"has_able_supporter": False, "wage_income": 0.0}


def run_of(members: list[dict], scenario: Scenario, **changes: float) -> Run:
    """The law for people who live alone in a village of 燕崖镇 and are tekun."""
    persons = [{"person_id": i, "household_id": i, **ALONE, **member} for i, member in enumerate(members)]
    households = [{"household_id": i, "town": "燕崖镇", "residence": "rural"} for i in range(len(members))]
    county = Population.from_frames(pl.DataFrame(persons), pl.DataFrame(households))
    certain = scenario.replace(tekun_take_up=1.0, **changes)
    return wb.simulate(county, certain, rows=ROWS)


ROWS = ["tekun_recipient", "self_care"]
NOBODY_ENTERS = {"tekun_entry_factor": 0.0, "tekun_entry_under_60": 0.0}


def test_the_base_year_is_the_runs_recipients_by_town_and_grade(care_run: Run, care_need: Need) -> None:
    people = care_run.persons.join(care_run.households.select("household_id", "town"), on="household_id")
    counted = people.filter("tekun_recipient").group_by("town", "self_care").len()
    expected = {(town, grade): number for town, grade, number in counted.iter_rows()}
    for i, town in enumerate(TOWNS):
        for g, grade in enumerate(GRADES):
            assert care_need.expected[0, i, g] == expected.get((town, grade), 0)
    assert (care_need.drawn[:, 0] == care_need.expected[0]).all()


def test_nobody_is_lost_and_nobody_comes_from_nowhere(care_need: Need) -> None:
    for stock, flows in ((care_need.drawn, care_need.flows), (care_need.expected, care_need.expected_flows)):
        persons, disabled = stock.sum(axis=-1), stock[..., 1:].sum(axis=-1)
        change = np.diff(persons, axis=-2)
        moved = flows[..., 1:, :, ENTERED] - flows[..., 1:, :, DIED] - flows[..., 1:, :, LEFT]
        np.testing.assert_allclose(change, moved, atol=1e-9)
        np.testing.assert_allclose(
            np.diff(disabled, axis=-2), (flows[..., BEGAN] - flows[..., ENDED])[..., 1:, :], atol=1e-9
        )
        assert flows[..., 1:, :, DIED].sum() > 0
        assert flows[..., 1:, :, ENTERED].sum() > 0


def test_the_mean_of_many_futures_is_the_expectation(care_run: Run) -> None:
    chance = need(care_run, replicates=400, chance_only=True)
    futures = chance.drawn.sum(axis=2).astype(float)
    error = futures.std(axis=0) / np.sqrt(len(futures))
    gap = np.abs(futures.mean(axis=0) - chance.expected.sum(axis=1))
    assert (gap[1:] <= 4 * error[1:] + 1e-9).all(), (gap / np.maximum(error, 1e-9)).max()


def test_one_person_moves_by_the_matrix_of_sex_and_age(baseline: Scenario) -> None:
    run = run_of([{"age": 80, "sex": "male", "adl_items_lost": 2}], baseline, tekun_exit_share=0.1, **NOBODY_ENTERS)
    moved = need(run, 2022, replicates=2, chance_only=True)
    place = TOWNS.index("燕崖镇")
    values = {name: np.array([run.resolved[name].value]) for name in PEOPLE_ASSUMPTIONS}
    matrix = _matrices(values)[0, Sex.MALE]
    first = matrix[80][1, :3] * 0.9  # a partly disabled man of 80; a tenth of the living leave
    np.testing.assert_allclose(moved.expected[1, place], first, rtol=1e-12)
    np.testing.assert_allclose(moved.expected[2, place], first @ matrix[81][:3, :3] * 0.9, rtol=1e-12)
    assert moved.expected_flows[1, place, DIED] == pytest.approx(matrix[80][1, 3])


@pytest.mark.parametrize(("minor_age", "left_in"), [(18, 2022), (16, None)])
def test_a_minor_leaves_when_the_law_says_so(baseline: Scenario, minor_age: int, left_in: int | None) -> None:
    never = {"tekun_exit_share": 0.0, "self_care_incidence_under_65": 0.0, **NOBODY_ENTERS}
    run = run_of([{"age": 16, "sex": "female"}], baseline, tekun_minor_age=minor_age, **never)
    moved = need(run, replicates=3, chance_only=True)
    here = moved.expected.sum(axis=(1, 2))
    if left_in is None:  # at 16 already too old under the law before this policy
        assert here.sum() == 0
    else:
        before, after = moved.year_index(left_in) - 1, moved.year_index(left_in)
        assert here[before] > 0.99
        assert here[after] == 0
        assert moved.expected_flows[after, :, LEFT].sum() > 0.99


def test_a_severely_disabled_minor_stays(baseline: Scenario) -> None:
    child = {"age": 16, "sex": "female", "disability_type": "intellectual", "disability_grade": 2}
    moved = need(run_of([child], baseline, tekun_exit_share=0.0, **NOBODY_ENTERS), replicates=2, chance_only=True)
    assert moved.expected[-1].sum() > 0.98


def test_luck_stays_with_the_person_whatever_the_scenario_changes(care_run: Run, care_county, baseline) -> None:
    other = wb.simulate(care_county, baseline.replace(renovation_budget_per_year=1.0), rows=ROWS)
    one, same = need(care_run, replicates=20), need(other, replicates=20)
    assert (one.drawn == same.drawn).all()
    more = wb.simulate(care_county, baseline.replace(tekun_entry_factor=1.2), rows=ROWS)
    base, entered = need(care_run, replicates=20, chance_only=True), need(more, replicates=20, chance_only=True)
    assert (entered.drawn >= base.drawn).all()  # the same people, and some more: nobody's fate changes
    assert entered.drawn.sum() > base.drawn.sum()


def test_the_first_futures_are_the_same_however_many_are_drawn(care_run: Run) -> None:
    few, many = (need(care_run, replicates=n, chance_only=True) for n in (5, 12))
    assert (few.drawn == many.drawn[:5]).all()
    assert (few.flows == many.flows[:5]).all()


def test_assumptions_widen_the_futures(care_run: Run, care_need: Need) -> None:
    chance = need(care_run, replicates=60, chance_only=True)
    assert care_need.drawn[:, -1].sum(axis=(1, 2)).std() > 1.2 * chance.drawn[:, -1].sum(axis=(1, 2)).std()
    ranges = {name for name in PEOPLE_ASSUMPTIONS if care_run.resolved[name].spread is not None}
    assert set(care_need.assumptions) == ranges
    assert len(ranges) == 10
    assert set(PEOPLE_ASSUMPTIONS) - ranges == {
        "self_care_onset_women_to_men",
        "self_care_worsening_women_to_men",
        "self_care_incidence_from_age",
        "self_care_recovery_under_65",
        "self_care_worsening_under_65",
    }
    assert not chance.assumptions


def test_every_assumption_about_self_care_moves_the_need(baseline: Scenario) -> None:
    """A man of 50 and a woman of 80, one of each grade: what happens to them depends on every one of the figures."""
    kept = {"disability_type": "physical", "disability_grade": 1}  # without capacity for work at any age
    two = ({"age": 50, "sex": "male", **kept}, {"age": 80, "sex": "female", **kept})
    members = [{**person, "adl_items_lost": items} for person in two for items in (0, 2, 5)]
    before = need(run_of(members, baseline, **NOBODY_ENTERS), 2023, replicates=1, chance_only=True).expected
    for name, value in {
        "self_care_onset_women_to_men": 1.0,
        "self_care_worsening_women_to_men": 1.0,
        "self_care_incidence_from_age": 60.0,
        "self_care_recovery_under_65": 1.0,
        "self_care_worsening_under_65": 1.0,
    }.items():
        run = run_of(members, baseline, **NOBODY_ENTERS, **{name: value})
        after = need(run, 2023, replicates=1, chance_only=True).expected
        assert np.abs(after - before).max() > 1e-3, name


def test_the_table_has_a_row_for_every_year_town_and_grade(care_need: Need) -> None:
    table = care_need.table()
    assert table.height == 6 * 12 * 3
    assert (table["persons_low"] <= table["persons_high"]).all()
    assert table.filter(pl.col("year") == 2020)["persons"].sum() == care_need.expected[0].sum()


def test_what_cannot_be_moved_is_refused(care_run: Run, care_county: Population, baseline: Scenario) -> None:
    with pytest.raises(InputError, match="a whole number is wanted, 2021 to 2035"):
        need(care_run, 2036)
    with pytest.raises(InputError, match="replicates=0"):
        need(care_run, replicates=0)
    with pytest.raises(InputError, match="no rows of tekun_recipient"):
        need(wb.simulate(care_county, baseline, rows=False))
    heavy = care_county.households.with_columns(weight=pl.lit(2.0))
    weighted = Population.from_frames(care_county.persons, heavy)
    run = wb.simulate(weighted, baseline, rows=ROWS)
    for language, said in (("en", "weight of 1"), ("zh", "权重须为1")):  # briefs and the page tell this one
        with using_language(language), pytest.raises(InputError, match=said):
            need(run)
