"""The whole law on a small county: costs, payers, funds that run out, types of person; programmes asked for alone."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, ScenarioError, UnknownNameError
from workbench.law import PROGRAMMES
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.simulation import (
    PERSON_TYPES,
    TYPE_ROWS,
    Run,
    county_must_find,
    funds,
    programme_costs,
    simulate,
    town_reserves,
    type_overlaps,
    types_by_town,
    untyped,
    who_pays,
)


@pytest.fixture(scope="module")
def run(county: Population, baseline: Scenario) -> Run:
    return simulate(county, baseline, rows="all")


def cost(run: Run, name: str) -> float:
    return dict(programme_costs(run).select("programme", "cost_yuan_per_year").iter_rows())[name]


def test_every_programme_is_counted_and_costed(run: Run) -> None:
    table = programme_costs(run)
    assert set(table["programme"]) == {p.name for p in PROGRAMMES}
    assert table.filter(pl.col("programme") == "vagrants")["persons"].item() is None
    reached = table.filter(pl.col("persons") > 0)["programme"].to_list()
    assert len(reached) >= 25  # the rarest strike nobody in a small county


def test_the_cost_of_a_programme_is_what_its_rows_add_up_to(run: Run) -> None:
    for one in PROGRAMMES:
        if one.county_amount:
            continue
        paid = 0.0
        for amount in one.amounts:
            times = 12 if run.book.rules[amount].unit == "yuan/month" else 1
            paid += times * float(np.round(run.row(amount) * 100).sum()) / 100
        assert cost(run, one.name) == pytest.approx(paid, abs=0.005), one.name


def test_people_and_households_are_those_with_something(run: Run) -> None:
    table = {row["programme"]: row for row in programme_costs(run).iter_rows(named=True)}
    sizes = np.diff(run.population.arrays().starts)
    home = np.repeat(np.arange(sizes.size), sizes)
    grants = run.row("orphan_amount") > 0
    assert table["orphans"]["persons"] == grants.sum()
    assert table["orphans"]["households"] == np.unique(home[grants]).size
    heated = run.row("heating_aid_amount") > 0
    assert table["heating"]["households"] == heated.sum()
    assert table["heating"]["persons"] == sizes[heated].sum()


def test_fewer_programmes_give_the_same_figures_and_need_fewer_rules(run: Run, county: Population, baseline) -> None:
    few = simulate(county, baseline, programmes=["dibao", "heating"], rows=False)
    whole = run.totals.filter(pl.col("programme").is_in(["dibao", "heating"]))
    assert few.totals.equals(whole)
    with pytest.raises(UnknownNameError, match="did you mean 'heating'"):
        simulate(county, baseline, programmes=["heatin"])


def test_payers_add_up_to_the_cost(run: Run) -> None:
    split = who_pays(run).group_by("programme").agg(pl.col("cost_yuan_per_year").sum())
    costs = programme_costs(run).filter(pl.col("cost_yuan_per_year") > 0)
    both = costs.join(split, on="programme", suffix="_split")
    assert both.height == costs.height
    assert np.allclose(both["cost_yuan_per_year"], both["cost_yuan_per_year_split"], rtol=1e-12)


def test_the_county_must_find_its_shares(county: Population, baseline: Scenario) -> None:
    """A quarter of dibao, and nothing when the centre pays all."""
    run = simulate(county, baseline, programmes=["dibao"], rows=False)
    assert county_must_find(run) == pytest.approx(0.25 * cost(run, "dibao"))
    centre = simulate(county, baseline.with_payers(dibao={"central": 1.0}), programmes=["dibao"], rows=False)
    assert county_must_find(centre) == 0
    assert who_pays(centre)["payer"].to_list() == ["central"]


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"dibao": {"central": 0.5}}, "payers of dibao: .*the shares add up to 0.5, not to 1"),
        ({"dibao": {"centre": 1.0}}, "payers of dibao: unknown key 'centre'; did you mean 'central'"),
        ({"dibo": {"central": 1.0}}, "unknown programme 'dibo'; did you mean 'dibao'"),
    ],
)
def test_bad_payers_are_refused(baseline: Scenario, shares, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        baseline.with_payers(**shares)


def test_payers_in_a_scenario_file(tmp_path) -> None:
    text = """name: centre
title: {zh: 中央, en: centre}
date: 2021-07-01
payers:
  dibao: {central: 0.9, county: 0.1, status: assumed, source: a proposal}
"""
    path = tmp_path / "centre.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_scenario(path).payers["dibao"].of("central") == 0.9
    path.write_text(text.replace("0.9", "0.8"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"centre.yaml:5:3: .*add up to 0.9"):
        load_scenario(path)
    path.write_text(text.replace("  dibao", "  diboa"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"centre.yaml:5:3: unknown programme 'diboa'; did you mean 'dibao'"):
        load_scenario(path)


def test_a_fund_pays_no_more_than_its_budget(county: Population, baseline: Scenario) -> None:
    claims = cost(simulate(county, baseline, programmes=["nuanyang"], rows=False), "nuanyang")
    assert claims > 1000
    poor = simulate(county, baseline.replace(nuanyang_budget=claims / 4), programmes=["nuanyang"], rows=False)
    row = funds(poor).row(0, named=True)
    assert (row["unpaid_yuan_per_year"], row["share_paid"]) == (pytest.approx(claims * 3 / 4), pytest.approx(0.25))
    split = dict(who_pays(poor).select("payer", "cost_yuan_per_year").iter_rows())
    assert split == {"charity": pytest.approx(claims / 4), "unpaid": pytest.approx(claims * 3 / 4)}
    rich = simulate(county, baseline.replace(nuanyang_budget=claims), programmes=["nuanyang"], rows=False)
    assert funds(rich)["unpaid_yuan_per_year"].to_list() == [0.0]


def test_vagrants_cost_the_county_though_no_resident_is_one(county: Population, baseline: Scenario) -> None:
    run = simulate(county, baseline.replace(vagrant_cases_per_year=40), programmes=["vagrants", "heating"], rows=False)
    assert cost(run, "vagrants") == 40 * 500
    assert "vagrants" not in run.totals["programme"].to_list()
    alone = simulate(county, run.scenario, programmes=["vagrants"], rows=False)
    assert (alone.county_costs, alone.totals.height) == (run.county_costs, 0)


def test_town_reserves_are_held_against_emergencies(run: Run) -> None:
    table = town_reserves(run)
    assert table.height == 12
    assert table["emergency_yuan_per_year"].sum() == pytest.approx(cost(run, "emergency"))
    short = (table["emergency_yuan_per_year"] - 50_000).clip(0)
    assert table["reserve_yuan"].to_list() == [50_000] * 12  # a stock, in yuan
    assert table["short_yuan_per_year"].to_list() == short.to_list()


def test_each_recipient_is_classified_and_types_are_counted_once_per_town(run: Run) -> None:
    bits = run.row("person_types")
    assert ((bits & 1 > 0) == (run.row("dibao_recipient") & ~run.row("tekun_recipient"))).all()
    assert ((bits & 2 > 0) == run.row("tekun_recipient")).all()
    assert not (bits & 16).any()  # vagrants are no residents
    by_type = dict(types_by_town(run).group_by("type").agg(pl.col("persons").sum()).iter_rows())
    for one in PERSON_TYPES:
        if one.name != "vagrants":
            assert by_type[one.name] == (bits & one.bit > 0).sum()
    overlaps = type_overlaps(run)
    assert overlaps["persons"].sum() == (bits > 0).sum()
    assert overlaps["persons"].is_sorted(descending=True)
    assert overlaps.filter(pl.col("types").list.contains("tekun") & pl.col("types").list.contains("dibao")).height == 0


def test_those_in_hardship_who_are_of_no_type_are_reported(run: Run) -> None:
    table = untyped(run)
    missing = run.row("in_hardship") & (run.row("person_types") == 0)
    assert table["without_type_persons"].sum() == missing.sum()
    assert 0 < missing.sum() < run.row("in_hardship").sum()


def test_a_run_without_the_rows_says_how_to_get_them(county: Population, baseline: Scenario) -> None:
    run = simulate(county, baseline, rows=TYPE_ROWS[:1])
    with pytest.raises(InputError, match=r"rows=\['in_hardship', …\]\) or rows=\"all\""):
        untyped(run)
    assert wb.who_pays(run).height > 20
