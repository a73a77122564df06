"""An invented family goes through the law's own rules; what it may not be is refused."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.household import Family
from workbench.scenario import Scenario
from workbench.simulation import Run


def test_an_invented_family_goes_through_the_same_rules(couple: Family, perfect: Scenario) -> None:
    """900 × 0.9 = 810, ÷ 2 = 405; (422 − 405) × 2 = 34; heating 300 ÷ 12 = 25; contributions 2 × 140 ÷ 12 = 23.33."""
    found = couple.explain(perfect)
    assert found.result["family_dibao_amount"] == 34.0
    amounts = found.amounts()
    assert amounts["dibao"] == 34.0
    assert amounts["heating"] == 25.0
    assert amounts["medical_premiums"] == pytest.approx(2 * 140 / 12)
    assert set(amounts) == {"dibao", "heating", "medical_premiums", "accident_premiums"}


@pytest.mark.parametrize(
    ("members", "household", "error", "message"),
    [
        ([], {}, InputError, "at least one member"),
        ([{"wage_income": 5.0}], {}, InputError, "member 0: an age is wanted"),
        ([{"age": 40, "wage_incom": 5.0}], {}, UnknownNameError, "member 0 'wage_incom'; did you mean 'wage_income'"),
        ([{"age": 140}], {}, InputError, "column age: 140: is too large"),
        ([{"age": 40, "disability_grade": 2}], {}, InputError, "disability"),
        ([{"age": 40}], {"town": "悦庄"}, InputError, "town"),
        ([{"age": 40}], {"vehicle": 1}, UnknownNameError, "did you mean 'vehicles'"),
    ],
)
def test_what_a_family_may_not_be(members, household, error, message: str) -> None:
    with pytest.raises(error, match=message):
        wb.family(members, **household)


def test_nothing_unforeseen_strikes_unless_it_is_told(perfect: Scenario) -> None:
    someone = wb.family([{"age": 44}])
    assert "emergency" not in someone.explain(perfect).amounts()
    struck = someone.with_household(emergency_draw=0.0)
    assert struck.explain(perfect).amounts()["emergency"] == pytest.approx(2 * 682 / 12, abs=0.01)
    assert someone.without_luck().explain(perfect).amounts().keys() <= {"dibao", "heating", "medical_premiums"}


def test_a_change_of_one_member_leaves_the_first_family_as_it_was(couple: Family, perfect: Scenario) -> None:
    richer = couple.with_member(1, property_income=6_000.0)
    assert richer.explain(perfect).amounts() == {}
    assert couple.explain(perfect).amounts()["dibao"] == 34.0
    with pytest.raises(InputError, match="members 0 to 1"):
        couple.with_member(2, age=3)


def test_the_family_of_a_run_and_the_invented_one_agree(run: Run, baseline: Scenario) -> None:
    """A family of the county, told over again with its own luck, gets the same."""
    paid = run.households.filter(pl.col("dibao_household"))["household_id"].to_list()[3]
    found = wb.explain(run, paid)
    people = run.population.persons.filter(pl.col("household_id") == paid)
    home = run.population.households.filter(pl.col("household_id") == paid).row(0, named=True)
    luck = {}
    for step in found.result.steps:
        for name, value in step.arguments.items():
            if name.endswith("_draw"):
                luck[name, step.member if run.book.inputs[name].entity == "person" else None] = value
    members = [
        {**{k: v for k, v in row.items() if not k.endswith("_id")}, **{n: v for (n, m), v in luck.items() if m == k}}
        for k, row in enumerate(people.iter_rows(named=True))
    ]
    told = {k: v for k, v in home.items() if k not in ("household_id", "dwelling_id", "weight")}
    again = wb.family(members, **told, **{n: v for (n, m), v in luck.items() if m is None}).explain(baseline)
    assert np.isclose(again.result["household_all_aid"], found.result["household_all_aid"], atol=1e-9)
    assert again.amounts() == pytest.approx(found.amounts())
