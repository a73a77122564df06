"""An invented family, its reasons as a tree, text and JSON, and the ladder with its cliffs."""

import json

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.household import Family
from workbench.language import using_language
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run, simulate

COUPLE = [{"age": 44, "wage_income": 900.0}, {"age": 41}]
ILL = {"serious_illness": True, "inpatient_cost_per_year": 20_000.0, "medical_out_of_pocket_per_year": 20_000.0}


@pytest.fixture(scope="module")
def perfect() -> Scenario:
    return wb.load_scenario("perfect-law")


@pytest.fixture(scope="module")
def couple() -> Family:
    return wb.family(COUPLE, town="悦庄镇", residence="rural")


def test_an_invented_family_goes_through_the_same_rules(couple: Family, perfect: Scenario) -> None:
    """900 × 0.9 = 810, ÷ 2 = 405; (422 − 405) × 2 = 34; heating 300 ÷ 12 = 25; contributions 2 × 140 ÷ 12 = 23.33."""
    found = couple.explain(perfect)
    assert found.result["family_dibao_amount"] == 34.0
    amounts = found.amounts()
    assert amounts["dibao"] == 34.0
    assert amounts["heating"] == 25.0
    assert amounts["medical_premiums"] == pytest.approx(2 * 140 / 12)
    assert set(amounts) == {"dibao", "heating", "medical_premiums", "accident_premiums"}


def test_a_family_of_the_run_is_explained_with_what_the_kernel_paid(county: Population, baseline: Scenario) -> None:
    run = simulate(county, baseline, rows="all")
    paid = run.households.filter(pl.col("household_all_aid") > 500)["household_id"].to_list()[::37][:8]
    assert len(paid) == 8
    for household_id in paid:
        found = wb.explain(run, household_id)
        row = run.households.filter(pl.col("household_id") == household_id).row(0, named=True)
        for name in ("household_all_aid", "dibao_amount", "nuanyang_claim", "heating_aid_amount"):
            assert found.result[name] == pytest.approx(row[name], abs=1e-9), name


def test_the_tree_reaches_down_to_what_is_told_and_to_parameters(couple: Family, perfect: Scenario) -> None:
    tree = couple.explain(perfect).tree("family_dibao_amount")
    assert (tree["rule"], tree["value"], tree["clause"]) == ("family_dibao_amount", 34.0, "国务院令第649号 art. 12")
    nodes, told, used = [tree], set(), {}
    while nodes:
        node = nodes.pop()
        nodes += node["because"]
        told |= {item["name"] for item in node["told"]}
        used |= {item["name"]: item for item in node["parameters"]}
        assert node["sentence"]
        assert node["clause"]
        assert not (node["again"] and node["because"])
    assert {"wage_income", "residence", "vehicles", "dibao_draw"} <= told
    assert used["rural_dibao_ratio"]["status"] == "assumed"
    assert used["rural_dibao_ratio"]["source"] == "scenario baseline-2021"
    assert used["rural_consumption_per_head_previous_year"]["since"] == "2020"


def test_each_reason_stands_once_and_is_referred_to_later(couple: Family, perfect: Scenario) -> None:
    seen, nodes = set(), [couple.explain(perfect).tree()]
    while nodes:
        node = nodes.pop()
        nodes += node["because"]
        if not node["again"]:
            assert (node["rule"], node["who"]) not in seen
            seen.add((node["rule"], node["who"]))
    assert len(seen) > 100


def test_text_json_and_table_say_the_same(couple: Family, perfect: Scenario) -> None:
    found = couple.explain(perfect)
    text = found.text("family_dibao_amount")
    assert text.splitlines()[0] == "family_dibao_amount (家庭低保金), household = 34 yuan/month"
    assert "told: wage_income (工资性收入), person 1 = 900 yuan/month" in text
    data = json.loads(found.to_json("family_dibao_amount"))
    assert data["amounts_yuan_per_month"]["dibao"] == 34.0
    assert data["tree"] == json.loads(json.dumps(found.tree("family_dibao_amount")))
    row = found.table.filter(pl.col("rule") == "family_dibao_amount").row(0, named=True)
    assert row["value"] == "34"
    shown = found._repr_html_()
    assert shown.count("<details") == shown.count("</details>") > 50
    assert "家庭低保金" in shown
    part = found.show("family_dibao_amount")._repr_html_()
    assert 0 < part.count("<details") < shown.count("<details")
    assert "34 元/月" in part
    with using_language("en"):
        assert "34 yuan/month" in found.show("family_dibao_amount")._repr_html_()
    with pytest.raises(UnknownNameError, match="did you mean 'family_dibao_amount'"):
        found.show("family_dibao_amont")
    with pytest.raises(UnknownNameError, match="did you mean 'family_dibao_amount'"):
        found.tree("family_dibao_amont")


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


def test_without_aid_the_ladder_is_the_income_itself(perfect: Scenario) -> None:
    rich = wb.family([{"age": 44, "property_income": 9_000.0}])
    found = wb.ladder(rich, perfect, swept="wage_income", values=[0, 100, 200])
    assert found.table["income_after_aid"].to_list() == [9_000.0, 9_100.0, 9_200.0]
    assert found.table["marginal_rate"].to_list() == [None, 0.0, 0.0]
    assert found.cliffs.height == found.steep.height == 0


def test_dibao_takes_all_but_the_cost_of_work(perfect: Scenario) -> None:
    """Each yuan of wage counts for 0.90: of 100 more, dibao takes 90."""
    found = wb.ladder(wb.family([{"age": 44}]), perfect, swept="wage_income", values=[0, 100, 200])
    assert found.table["marginal_rate"].to_list()[1:] == pytest.approx([0.9, 0.9])
    assert found.table["dibao"].to_list() == pytest.approx([422, 332, 242])


def test_a_cliff_is_found_to_the_fen(perfect: Scenario) -> None:
    """Alone, wage w, not found by the union: 0.9 w reaches 422 at 468.888…; heating, 25 a month, ends there and half
    the contribution (140 a year) becomes a quarter (70): 5.83 a month less. 25 + 5.83 = 30.83.
    """
    alone = wb.family([{"age": 44}], hard_pressed_worker_draw=1.0)
    found = wb.ladder(alone, perfect, swept="wage_income", values=range(0, 701, 50))
    cliff = found.cliffs.row(0, named=True)
    assert cliff["at"] == pytest.approx(468.89, abs=0.011)
    assert cliff["loss_yuan_per_month"] == pytest.approx(25 + 70 / 12, abs=0.02)
    assert set(cliff["programmes"]) == {"heating", "medical_premiums"}  # dibao's last fen is no cliff


def test_age_is_swept_in_whole_years(perfect: Scenario) -> None:
    alone = wb.family([{"age": 50, "has_able_supporter": False}])
    found = wb.ladder(alone, perfect, swept="age", values=range(56, 64))
    assert [t > 0 for t in found.table["tekun"].to_list()] == [False] * 4 + [True] * 4
    assert found.table["marginal_rate"].is_null().all()


def test_an_illness_moves_the_hospital_cost_along(perfect: Scenario) -> None:
    """Perfect law, one dibao recipient: medical aid pays 70 % of 0.8 × 10,000."""
    ill = wb.family([{"age": 50, "serious_illness": True}])
    found = wb.ladder(
        ill,
        perfect,
        swept="medical_out_of_pocket_per_year",
        values=[0, 10_000],
        along={"inpatient_cost_per_year": 0.8},
    )
    assert found.table["medical_aid"].to_list() == pytest.approx([0, 0.7 * 8_000 / 12])


@pytest.mark.parametrize(
    ("told", "error", "message"),
    [
        ({"swept": "wage_incom", "values": [0, 1]}, UnknownNameError, "did you mean 'wage_income'"),
        ({"swept": "wage_income", "values": [0]}, InputError, "at least two values"),
        ({"swept": "wage_income", "values": [0, 5, 5]}, InputError, "each above the one before"),
        (
            {"swept": "wage_income", "values": [0, 5], "along": {"wagee": 1}},
            UnknownNameError,
            "column to sweep 'wagee'",
        ),
    ],
)
def test_what_a_ladder_refuses(couple: Family, perfect: Scenario, told, error, message: str) -> None:
    with pytest.raises(error, match=message):
        wb.ladder(couple, perfect, **told)


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
