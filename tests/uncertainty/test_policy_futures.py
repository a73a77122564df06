"""Every policy in every future: each cell equals a run of its own, pruned or in parts, to the fen."""

import numpy as np
import pytest

import workbench as wb
from workbench.errors import InputError, UnknownNameError
from workbench.population import Population
from workbench.scenario import Scenario

RATIOS = {"urban_dibao_ratio": [0.25, 0.31, 0.35], "rural_dibao_ratio": [0.36, 0.45]}


def alone(county: Population, scenario: Scenario, policy: dict, future: dict) -> tuple[float, float]:
    """Persons and cost of dibao and tekun in a run of one policy in one future."""
    run = wb.simulate(county, scenario.replace(**{**future, **policy}), programmes=("dibao", "tekun"))
    return run.totals["persons"].sum(), run.totals["cost_yuan_per_year"].sum()


def test_each_cell_is_a_run_of_its_own(county: Population, baseline: Scenario) -> None:
    draws = wb.draw_policies(county, baseline, runs=7, seed=3, **RATIOS)
    persons, cost = draws.of("persons"), draws.of("cost_yuan_per_year")
    assert persons.shape == cost.shape == (7, 6)
    assert draws.points.rows() == [(u, r) for u in RATIOS["urban_dibao_ratio"] for r in RATIOS["rural_dibao_ratio"]]
    for future, policy in ((0, 0), (2, 5), (6, 3)):
        told = alone(county, baseline, draws.points.row(policy, named=True), draws.inputs.row(future, named=True))
        assert persons[future, policy] == pytest.approx(told[0], abs=1e-6)
        assert round(cost[future, policy] * 100) == round(told[1] * 100)
    assert np.ptp(cost[:, 0]) > 0, "the futures must differ"


def test_futures_in_several_calls_are_those_of_one(county: Population, baseline: Scenario, monkeypatch) -> None:
    whole = wb.draw_policies(county, baseline, runs=9, **RATIOS)
    seen = []
    monkeypatch.setattr("workbench.uncertainty.policy_futures._AT_A_TIME", 4)
    monkeypatch.setattr("workbench.uncertainty.policy_futures._IN_A_CALL", 7)
    again = wb.draw_policies(county, baseline, runs=9, progress=lambda done, of: seen.append((done, of)), **RATIOS)
    assert (whole.batch.cost_yuan_per_year == again.batch.cost_yuan_per_year).all()
    assert (whole.batch.persons == again.batch.persons).all()
    assert seen == [(4, 9), (8, 9), (9, 9)]


def test_a_county_in_parts_gives_the_same_to_the_fen(county: Population, baseline: Scenario, tmp_path) -> None:
    parts = wb.write_partitions(county, tmp_path / "parts", 3)
    one = wb.draw_policies(county, baseline, runs=4, **RATIOS)
    other = wb.draw_policies(parts, baseline, runs=4, **RATIOS)
    assert (one.batch.cost_yuan_per_year == other.batch.cost_yuan_per_year).all()
    assert (one.batch.households == other.batch.households).all()


def test_other_programmes_are_not_pruned_away(county: Population, baseline: Scenario) -> None:
    draws = wb.draw_policies(county, baseline, runs=2, programmes=("dibao", "tekun", "margin"), **RATIOS)
    policy, future = draws.points.row(4, named=True), draws.inputs.row(1, named=True)
    run = wb.simulate(county, baseline.replace(**{**future, **policy}), programmes=("margin",))
    assert draws.of("persons", "margin")[1, 4] == pytest.approx(run.totals["persons"].sum(), abs=1e-6)
    assert draws.of("persons", "margin")[1, 4] > 0


def test_chances_and_intervals_are_read_off_the_futures(county: Population, baseline: Scenario) -> None:
    draws = wb.draw_policies(county, baseline, runs=40, **RATIOS)
    cost = draws.of("cost_yuan_per_year")
    budget = float(np.sort(cost[:, 2])[29])
    assert draws.chance("cost_yuan_per_year", budget)[2] == 30 / 40
    table = draws.summary()
    assert table["cost_yuan_per_year_median"].to_list() == np.median(cost, axis=0).tolist()
    assert (table["persons_low"] < table["persons_high"]).all()
    county_pays = draws.of("county_cost_yuan_per_year")
    assert (county_pays < cost).all()
    assert (county_pays > 0).all()


def test_a_decision_is_not_drawn(county: Population, baseline: Scenario) -> None:
    draws = wb.draw_policies(county, baseline, runs=2, tekun_take_up=[0.8, 1.0])
    assert "tekun_take_up" not in draws.inputs.columns
    assert "dibao_take_up_rural" in draws.inputs.columns
    persons = draws.of("persons", "tekun")
    assert (persons[:, 0] < persons[:, 1]).all()


def test_bad_questions_are_refused(county: Population, baseline: Scenario) -> None:
    with pytest.raises(InputError, match="runs=0: a whole number is wanted, at least 1"):
        wb.draw_policies(county, baseline, runs=0, **RATIOS)
    with pytest.raises(InputError, match="nothing to sweep"):
        wb.draw_policies(county, baseline, runs=1)
    with pytest.raises(UnknownNameError, match="urban_dibao_ratio"):
        wb.draw_policies(county, baseline, runs=1, urban_dibao_ration=[0.3])
    draws = wb.draw_policies(county, baseline, runs=1, **RATIOS)
    with pytest.raises(UnknownNameError, match="county_cost_yuan_per_year"):
        draws.of("county_cost_yuan_per_yeer")
    with pytest.raises(InputError, match="level=1"):
        draws.summary(level=1)
