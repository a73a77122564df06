"""One run: totals are the sum of the rows, warnings travel, the date and the population are checked."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, ParameterError, RuleError
from workbench.law import law
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run
from workbench.simulation.totals import Headline

# 27,291 × 0.30 ÷ 12 = 682.275 → 682; 12,660 × 0.40 ÷ 12 = 422; 1.5 × 682 = 1,023; 1.3 × 422 = 548.6 → 549
STANDARDS = {
    "urban_dibao_standard": 682.0,
    "rural_dibao_standard": 422.0,
    "urban_tekun_basic_standard": 1023.0,
    "rural_tekun_basic_standard": 549.0,
}


def test_standards_are_those_worked_out_by_hand(run: Run) -> None:
    assert run.standards == STANDARDS


def test_totals_are_the_sum_of_the_rows_to_the_fen(run: Run) -> None:
    households = run.households
    fen = households.select(
        ((pl.col("dibao_amount") * 100).round() + (pl.col("category_top_up_amount") * 100).round()).sum()
    ).item()
    assert round(run.headline.dibao.cost * 100) == round(fen * 12)
    assert run.headline.dibao.persons == run.persons["dibao_recipient"].sum()
    assert run.headline.dibao.households == (households["dibao_amount"] > 0).sum()
    assert run.headline.tekun.persons == run.persons["tekun_recipient"].sum()
    tekun_fen = (run.persons["tekun_amount"] * 100).round().sum()
    assert round(run.headline.tekun.cost * 100) == round(tekun_fen * 12)


def test_totals_have_a_row_for_every_town_residence_and_programme(run: Run) -> None:
    assert run.totals.height == 12 * 2 * 38  # vagrants have no household
    assert run.totals.select("town", "residence", "programme").is_unique().all()


def test_totals_of_a_town_are_those_of_its_households(run: Run) -> None:
    by_town = run.households.group_by("town").agg(pl.col("dibao_recipients").sum())
    totals = run.totals.filter(pl.col("programme") == "dibao").group_by("town").agg(pl.col("persons").sum())
    both = by_town.with_columns(pl.col("town").cast(pl.String)).join(totals, on="town")
    assert both.height == 12
    assert both["dibao_recipients"].to_list() == both["persons"].to_list()


def test_nobody_has_both_dibao_and_tekun(run: Run) -> None:
    assert not (run.persons["dibao_recipient"] & run.persons["tekun_recipient"]).any()


def test_rows_and_totals_only_agree(county: Population, baseline: Scenario, run: Run) -> None:
    lean = wb.simulate(county, baseline, rows=False)
    assert lean.totals.equals(run.totals)
    with pytest.raises(InputError, match="rows=True"):
        _ = lean.persons


def test_one_thread_and_two_agree(county: Population, baseline: Scenario, run: Run) -> None:
    assert wb.simulate(county, baseline, threads=1).totals.equals(run.totals)


def test_a_ratio_outside_the_corridor_runs_and_warns(county: Population, baseline: Scenario) -> None:
    run = wb.simulate(county, baseline.replace(urban_dibao_ratio=0.37))
    [notice] = run.warnings
    assert notice.parameter == "urban_dibao_ratio"
    assert ": 37% lies" in notice.en
    assert "(25–35%)" in notice.en
    assert "超出§3规定" in notice.zh
    assert run.standards["urban_dibao_standard"] == 841  # 27,291 × 0.37 ÷ 12 = 841.47


def test_a_scenario_of_another_tail_warns(county: Population) -> None:
    run = wb.simulate(county, wb.load_scenario("baseline-2021-national-tail"))
    assert any("national income tail" in notice.en for notice in run.warnings)


def test_a_year_without_figures_is_refused(baseline: Scenario) -> None:
    grants = {f"living_grant_{stage}": 2_000.0 for stage in ("senior", "vocational", "higher")}
    with pytest.raises(ParameterError, match="living_grant_senior: nothing is known after 2024-08-31"):
        baseline.replace(date=dt.date(2030, 1, 1))
    with pytest.raises(ParameterError, match=r"no figure for 2029 \(the law of 2030 uses the year before\)"):
        baseline.replace(date=dt.date(2030, 1, 1), **grants)


def test_a_rule_replaced_in_a_notebook_counts(county: Population, baseline: Scenario, run: Run) -> None:
    @wb.for_household(clause="proposal", unit="yuan/month", zh="家庭低保金")
    def family_dibao_amount(family_dibao_recipient: bool, dibao_standard: float, dibao_members: int) -> float:
        """Pay the full standard for every member."""
        return dibao_standard * dibao_members if family_dibao_recipient else 0.0

    reform = wb.simulate(county, baseline.with_rules([family_dibao_amount]))
    assert reform.headline.dibao.cost > run.headline.dibao.cost
    paid = reform.households.filter(pl.col("family_dibao_recipient"))
    assert (paid["family_dibao_amount"] == paid["dibao_standard"] * paid["dibao_members"]).all()


def test_a_rule_with_a_misspelt_argument_names_the_nearest(county: Population, baseline: Scenario) -> None:
    @wb.for_household(clause="proposal", unit="yuan/month", zh="低保金")
    def dibao_amount(dibao_standrd: float) -> float:
        """Misspelt."""
        return dibao_standrd

    with pytest.raises(RuleError, match=r"'dibao_amount' needs 'dibao_standrd'.*did you mean 'dibao_standard'\?"):
        wb.simulate(county, baseline.with_rules([dibao_amount]))


def test_every_assumption_is_listed_with_its_source(run: Run) -> None:
    table = run.assumptions
    assert table.height == len(law().parameters)
    assert table["source"].str.len_chars().min() >= 3
    assert set(table["status"]) <= {"published", "unverified", "estimated", "assumed"}


def test_inputs_are_left_as_they_were(county: Population, baseline: Scenario) -> None:
    before = county.persons.hash_rows().sum(), county.households.hash_rows().sum()
    wb.simulate(county, baseline)
    assert (county.persons.hash_rows().sum(), county.households.hash_rows().sum()) == before


def test_perfect_law_pays_everybody_entitled(county: Population) -> None:
    run = wb.simulate(county, wb.load_scenario("perfect-law"))
    h = run.households
    assert (h["family_dibao_recipient"] == h["dibao_eligible"]).all()
    assert (run.persons["tekun_recipient"] == run.persons["tekun_eligible"]).all()
    assert np.allclose(h["assessed_income_per_member"], h["income_per_member"], rtol=0, atol=0)


def test_a_headline_is_exact_to_the_fen_and_names_a_misspelt_programme() -> None:
    """58,709,871.84 = the sum of 5,870,987,184 fen; the sum of floats was 58,709,871.839999996."""
    table = pl.DataFrame(
        {
            "programme": ["dibao", "dibao", "tekun"],
            "households": [1.0, 1.0, 1.0],
            "persons": [2.0, 1.0, 1.0],
            "cost_yuan_per_year": [0.1, 0.2, 58_709_871.54],
        }
    )
    found = Headline.of(table)
    assert (found.dibao.cost, found.dibao.persons, found.dibao.households) == (0.3, 3.0, 2.0)
    assert found.total.cost == 58_709_871.84
    with pytest.raises(AttributeError, match="did you mean 'dibao'"):
        _ = found.dibaoo
    with pytest.raises(AttributeError, match="total needs dibao and tekun; the run counted dibao"):
        _ = Headline.of(table.head(2)).total
