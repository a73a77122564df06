"""Explanations give the run's own values; reasons as a tree, text, JSON and table."""

import dataclasses
import json

import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.household import Family
from workbench.household.reasons import Reason
from workbench.language import using_language
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run, simulate


def test_a_family_of_the_run_is_explained_with_what_the_kernel_paid(county: Population, baseline: Scenario) -> None:
    run = simulate(county, baseline, rows="all")
    paid = run.households.filter(pl.col("household_all_aid") > 500)["household_id"].to_list()[::37][:8]
    assert len(paid) == 8
    for household_id in paid:
        found = wb.explain(run, household_id)
        row = run.households.filter(pl.col("household_id") == household_id).row(0, named=True)
        for name in ("household_all_aid", "dibao_amount", "nuanyang_claim", "heating_aid_amount"):
            assert found.result[name] == pytest.approx(row[name], abs=1e-9), name


def test_the_tree_reaches_down_to_inputs_and_parameters(couple: Family, perfect: Scenario) -> None:
    tree = couple.explain(perfect).tree("family_dibao_amount")
    assert (tree.rule, tree.value, tree.clause) == ("family_dibao_amount", 34.0, "国务院令第649号 art. 12")
    nodes, given, used = [tree], set(), {}
    while nodes:
        node = nodes.pop()
        nodes += node.reasons
        given |= {item.name for item in node.inputs}
        used |= {item.name: item for item in node.parameters}
        assert node.sentence
        assert node.clause
        assert not (node.repeated and node.reasons)
    assert {"wage_income", "residence", "vehicles", "dibao_draw"} <= given
    assert used["rural_dibao_ratio"].status == "assumed"
    assert used["rural_dibao_ratio"].source.startswith("the middle of the corridor of §3 (35 to 45 %)")
    assert used["rural_consumption_per_head_previous_year"].since == "2020"


def test_each_reason_stands_once_and_is_referred_to_later(couple: Family, perfect: Scenario) -> None:
    seen, nodes = set(), [couple.explain(perfect).tree()]
    while nodes:
        node = nodes.pop()
        nodes += node.reasons
        if not node.repeated:
            assert (node.rule, node.who) not in seen
            seen.add((node.rule, node.who))
    assert len(seen) > 100


def test_text_json_and_table_say_the_same(couple: Family, perfect: Scenario) -> None:
    found = couple.explain(perfect)
    for language, of_amount, of_wage in (("zh", "34元/月", "900元/月"), ("en", "¥34/month", "¥900/month")):
        with using_language(language):
            text = found.text("family_dibao_amount")
        assert text.splitlines()[0] == f"family_dibao_amount (家庭低保金), household = {of_amount}"
        assert f"input: wage_income (工资性收入), person 1 = {of_wage}" in text
    data = json.loads(found.to_json("family_dibao_amount"))
    assert data["amounts_yuan_per_month"]["dibao"] == 34.0
    assert data["tree"] == json.loads(json.dumps(found.tree("family_dibao_amount").to_dict()))
    row = found.table.filter(pl.col("rule") == "family_dibao_amount").row(0, named=True)
    assert row["value"] == "34"
    shown = found._repr_html_()
    assert shown.count("<details") == shown.count("</details>") > 50
    assert "家庭低保金" in shown
    part = found.show("family_dibao_amount")._repr_html_()
    assert 0 < part.count("<details") < shown.count("<details")
    assert "34元/月" in part
    with using_language("en"):
        assert "¥34/month" in found.show("family_dibao_amount")._repr_html_()
    with pytest.raises(UnknownNameError, match="did you mean 'family_dibao_amount'"):
        found.show("family_dibao_amont")
    with pytest.raises(UnknownNameError, match="did you mean 'family_dibao_amount'"):
        found.tree("family_dibao_amont")


def test_an_explanation_gives_the_values_of_the_run(run: Run) -> None:
    paid = run.households.filter(pl.col("dibao_amount") > 0)["household_id"].to_list()[:5]
    for household_id in paid:
        result = wb.explain(run, household_id).result
        row = run.households.filter(pl.col("household_id") == household_id).row(0, named=True)
        for name in ("dibao_standard", "income_per_member", "dibao_amount", "household_assistance_amount"):
            assert result[name] == pytest.approx(row[name], abs=0.005), name
        people = run.persons.filter(pl.col("household_id") == household_id)
        assert list(result["dibao_recipient"]) == people["dibao_recipient"].to_list()


def test_an_explanation_names_the_clause_of_every_step(run: Run) -> None:
    table = wb.explain(run, run.households["household_id"][0]).table
    assert table["clause"].str.len_chars().min() > 0
    assert set(table["rule"]) == set(run.book.order)
    with pytest.raises(InputError, match="no household -1"):
        wb.explain(run, -1)


def test_reasons_are_frozen_and_their_data_hold_nothing_else(couple: Family, perfect: Scenario) -> None:
    tree = couple.explain(perfect).tree("family_dibao_amount")
    with pytest.raises(dataclasses.FrozenInstanceError):
        tree.value = 35.0
    assert set(tree.to_dict()) == {one.name for one in dataclasses.fields(Reason)}
    assert json.loads(json.dumps(tree.to_dict()["reasons"]))[0]["rule"] == tree.reasons[0].rule
