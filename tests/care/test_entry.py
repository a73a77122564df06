"""Who enters the tekun stock follows the ages of the law in force, counted by hand on a handful of people."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from tests.places import TOWNS
from workbench.care import factors_of, need, recalibrated_matrices
from workbench.care.entry import drawn_slots, entry_of, expected_rows, survival_to_old_age
from workbench.care.members import members_of
from workbench.care.need_table import FLOWS
from workbench.categories import Residence, SelfCare, Sex
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run

ENTERED = FLOWS.index("entered")
PLACE = (TOWNS.index("燕崖镇"), Residence.RURAL, Sex.FEMALE)
# Women who live alone in a village; whoever has a supporter isn't tekun.
AGES = [62, 62, 62, 62, 63, 63, 63, 66, 66, 69, 70, 17, 30, 64]
TEKUN = [True, *[False] * 6, True, False, False, True, False, False, False]


def run_of(scenario: Scenario, **changes: float) -> Run:
    ids = range(len(AGES))
    persons = pl.DataFrame(
        {
            "person_id": ids,
            "household_id": ids,
            "age": AGES,
            "sex": ["female"] * len(AGES),
            "wage_income": [0.0] * len(AGES),
            "has_able_supporter": [not tekun for tekun in TEKUN],
        }
    )
    households = pl.DataFrame({"household_id": ids, "town": ["燕崖镇"] * len(AGES), "residence": ["rural"] * len(AGES)})
    certain = scenario.replace(tekun_take_up=1.0, **changes)
    return wb.simulate(Population.from_frames(persons, households), certain, rows=["tekun_recipient", "self_care"])


@pytest.mark.parametrize(
    ("elderly_age", "turning", "share"),
    # At 60: nobody is 55 to 59. Of 60 to 64 (four of 62, three of 63, one of 64) one is tekun.
    # At 65: one is 64, three are 63, four 62, who reach it in the first, second and third year; of those of 65 to 69
    # (66, 66, 69) one is tekun. 64.5 begins at 65 too, because the law looks at whole years of age.
    [(60, [0, 0, 0, 0], 1 / 8), (65, [1, 3, 4, 0], 1 / 3), (64.5, [1, 3, 4, 0], 1 / 3)],
)
def test_who_grows_old_is_counted_at_the_age_of_the_law(
    baseline: Scenario, elderly_age: float, turning: list[int], share: float
) -> None:
    run = run_of(baseline, elderly_age=elderly_age)
    entry = entry_of(run, members_of(run), 4)
    assert entry.turning[:, *PLACE].tolist() == turning
    assert entry.turning.sum() == sum(turning)
    assert entry.share[PLACE[1:]] == pytest.approx(share)
    assert entry.old_age == np.ceil(elderly_age)


@pytest.mark.parametrize(
    # of 18 to 59 there is the one of 30, of 16 to 59 also the one of 17, of 18 to 64 the eight of 62 to 64
    ("minor_age", "elderly_age", "residents", "ages"),
    [(18, 60, 1, (18, 59)), (16, 60, 2, (16, 59)), (18, 65, 9, (18, 64))],
)
def test_the_younger_are_those_between_both_ages_of_the_law(
    baseline: Scenario, minor_age: int, elderly_age: int, residents: int, ages: tuple[int, int]
) -> None:
    run = run_of(baseline, tekun_minor_age=minor_age, elderly_age=elderly_age)
    entry = entry_of(run, members_of(run), 4)
    assert entry.young[PLACE] == entry.young.sum() == residents
    assert (entry.young_ages[0], entry.young_ages[-1]) == ages
    rows = expected_rows(entry, 1, 0.0, 1000.0, np.ones(2))
    entering = rows.persons.sum(axis=1)
    assert entering.sum() == pytest.approx(residents * 0.01)
    assert sorted(set(rows.age[entering > 0])) == list(range(ages[0], ages[1] + 1))


def test_entrants_are_as_old_as_the_law_says(baseline: Scenario) -> None:
    run = run_of(baseline, elderly_age=65, tekun_entry_factor=3.0, tekun_entry_under_60=0.0)
    entry = entry_of(run, members_of(run), 4)
    matrices = recalibrated_matrices(**factors_of({name: item.value for name, item in run.resolved.items()}))
    survival = survival_to_old_age(matrices, entry.old_age, 4)
    # a healthy woman of 63 lives through her years of age 63 and 64 before she turns 65
    assert survival[1, Sex.FEMALE] == pytest.approx(np.prod(1 - matrices[Sex.FEMALE, [63, 64], SelfCare.ABLE, 3]))
    rows = expected_rows(entry, 2, 3.0, 0.0, survival[1])
    entering = rows.persons.sum(axis=1)
    assert set(rows.age[entering > 0]) == {65}
    assert entering.sum() == pytest.approx(3 * survival[1, Sex.FEMALE])  # a third of three, times the factor of three
    values = {"tekun_entry_factor": np.full(5, 3.0), "tekun_entry_under_60": np.zeros(5)}
    slots = drawn_slots(entry, values, np.broadcast_to(survival, (5, *survival.shape)), seed=1)
    assert slots.filled.sum() > 20  # nearly all of the eight, in each of five futures
    assert set(slots.age[slots.filled]) == {65}


def test_the_age_of_the_law_moves_the_need(baseline: Scenario) -> None:
    entered = {}
    for age in (60, 65):
        run = run_of(baseline, elderly_age=age, tekun_entry_under_60=0.0)
        entered[age] = need(run, 2024, replicates=2, chance_only=True).expected_flows[:, PLACE[0], ENTERED]
    assert entered[60].tolist() == [0.0] * 5
    assert entered[65] == pytest.approx([0, 1 / 3, 1, 4 / 3, 0], rel=0.03)  # a few die before
    assert (entered[65][1:4] < [1 / 3, 1, 4 / 3]).all()
