"""What no other policy beats: checked against every pair of policies, and each aim against a run of its own."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.decisions import PolicyFrontier, policy_frontier, unbeaten
from workbench.decisions.pareto_frontier import AIMS
from workbench.errors import InputError, UnknownNameError
from workbench.language import using_language
from workbench.measures import gini
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import indicators, who_pays
from workbench.simulation.welfare import welfare

RATIOS = {"urban_dibao_ratio": [0.25, 0.28, 0.31, 0.35], "rural_dibao_ratio": [0.35, 0.38, 0.41, 0.45]}


@pytest.fixture(scope="module")
def found(county: Population, baseline: Scenario) -> PolicyFrontier:
    return policy_frontier(county, baseline, aims=AIMS, **RATIOS)


def beaten_by(one: np.ndarray, other: np.ndarray) -> bool:
    return all(b <= a for a, b in zip(one, other, strict=True)) and any(b < a for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("aims", [1, 2, 3, 5])
def test_no_pair_was_overlooked(aims: int) -> None:
    values = np.random.default_rng(aims).integers(0, 6, (120, aims)).astype(float)  # few values: many ties
    expected = [not any(beaten_by(row, other) for other in values) for row in values]
    assert unbeaten(values).tolist() == expected
    assert 0 < sum(expected) < 120


def test_equal_policies_do_not_beat_each_other() -> None:
    assert unbeaten(np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 3.0], [0.0, 9.0]])).tolist() == [True, True, False, True]
    with pytest.raises(InputError, match="not a number"):
        unbeaten(np.array([[1.0, np.nan]]))


def test_each_aim_is_that_of_a_run_of_its_own(found: PolicyFrontier, county, baseline) -> None:
    base = wb.simulate(county, baseline)
    for row in (found.table.row(5, named=True), found.table.row(14, named=True)):
        run = wb.simulate(
            county, baseline.replace(**{name: row[name] for name in RATIOS}), programmes=("dibao", "tekun")
        )
        assert row["cost_yuan_per_year"] == pytest.approx(run.headline.total.cost, abs=0.005)
        paid = dict(who_pays(run).group_by("payer").agg(pl.col("cost_yuan_per_year").sum()).iter_rows())
        assert row["county_cost_yuan_per_year"] == pytest.approx(paid["county"])
        assert row["province_cost_yuan_per_year"] == pytest.approx(paid["province"])
        told = indicators(run, line=base).row(0, named=True)
        for aim in ("exclusion_error", "headcount_after", "gap_after"):
            assert row[aim] == pytest.approx(told[aim], abs=1e-12)
        assert row["gini_after"] == pytest.approx(gini(welfare(run).after, welfare(run).weight), abs=1e-12)
        persons = (
            wb.care.need(wb.simulate(county, run.scenario, rows=["tekun_recipient", "self_care"]), 2021, replicates=1)
            .expected[0]
            .sum(axis=0)
        )
        assert row["nursing_beds_wanted"] == pytest.approx((0.69 * persons[1] + 0.82 * persons[2]) / 0.95)


def test_fewer_aims_leave_fewer_policies_to_choose_from(county, baseline) -> None:
    table = policy_frontier(county, baseline, **RATIOS)
    assert table.aims == ("cost_yuan_per_year", "exclusion_error", "gap_after", "nursing_beds_wanted")
    two = set(table.among("cost_yuan_per_year", "exclusion_error")["policy"])
    values = table.table.select("cost_yuan_per_year", "exclusion_error").to_numpy()
    assert two == {k for k, row in enumerate(values) if not any(beaten_by(row, other) for other in values)}
    four = table.table.select(table.aims).to_numpy().round(9)
    assert set(table.unbeaten["policy"]) == {
        k for k, row in enumerate(four) if not any(beaten_by(row, other) for other in four)
    }
    assert 1 < len(two) < table.unbeaten.height
    assert table.among("cost_yuan_per_year")["policy"].to_list() == [0]  # the cheapest is the lowest corner
    assert table.unbeaten["cost_yuan_per_year"].is_sorted()
    with using_language("en"):
        told = "policies are beaten by none on cost, exclusion error, poverty gap and beds"
        assert table.words() == f"{table.unbeaten.height} of 16 {told}"


def test_an_aim_that_no_lever_moves_is_left_out_and_said(county, baseline) -> None:
    fees = policy_frontier(county, baseline, minimum_wage=[1700.0, 1900.0], renovation_budget_per_year=[1e6, 2e6])
    assert fees.aims == ("cost_yuan_per_year", "gap_after")
    assert fees.left_out == ("exclusion_error", "nursing_beds_wanted")
    told = [notice.en for notice in fees.warnings]
    assert any("“beds”" in text and "none of the policies moves it" in text for text in told)
    assert any("Most that may be spent on works in a year” changes nothing" in text for text in told)
    assert "nursing_beds_wanted" in fees.table.columns
    with pytest.raises(InputError, match="move none of the aims"):
        policy_frontier(county, baseline, renovation_budget_per_year=[1e6, 2e6])


def test_bad_questions_are_refused(county, baseline, found: PolicyFrontier) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'gap_after'"):
        policy_frontier(county, baseline, aims=("cost_yuan_per_year", "gap_afterwards"), **RATIOS)
    with pytest.raises(InputError, match="aims: 'gap_after' stands twice"):
        policy_frontier(county, baseline, aims=("gap_after", "gap_after"), **RATIOS)
    with pytest.raises(InputError, match="aims: at least 1 is wanted"):
        policy_frontier(county, baseline, aims=(), **RATIOS)
    with pytest.raises(UnknownNameError, match="did you mean 'urban_dibao_ratio'"):
        policy_frontier(county, baseline, urban_dibao_ration=[0.3])
    with pytest.raises(UnknownNameError, match="unknown aim 'beds'"):
        found.among("beds")
