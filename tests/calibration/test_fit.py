"""Calibration: the caseload is counted as by hand, odds are carried over, a known truth is found again."""

from dataclasses import replace

import polars as pl
import pytest

import workbench as wb
from workbench.calibration import Target, caseload, default_targets
from workbench.calibration.targets import transported
from workbench.errors import InputError, UnknownNameError
from workbench.parameter.book import Override
from workbench.parameter.distributions import Spread
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.simulation import Run


def value(table: pl.DataFrame, indicator: str, residence: str) -> float:
    return table.filter((pl.col("indicator") == indicator) & (pl.col("residence") == residence))["value"].item()


def test_the_caseload_is_what_polars_counts_from_the_rows(run: Run) -> None:
    people = (
        run.persons.select("person_id", "household_id", "dibao_recipient")
        .join(run.population.persons.select("person_id", "age", "disability_grade", "sex"), on="person_id")
        .join(run.households, on="household_id")
    )
    table = caseload(run)
    for residence in ("urban", "rural"):
        here = people.filter(pl.col("residence").cast(pl.String) == residence)
        reached = here.filter("dibao_recipient")
        households = run.households.filter(pl.col("residence").cast(pl.String) == residence)
        paid = households["dibao_amount"].sum() + households["category_top_up_amount"].sum()
        assert value(table, "coverage", residence) == pytest.approx(reached.height / here.height)
        assert value(table, "persons_per_household", residence) == pytest.approx(
            reached.height / (households["dibao_amount"] > 0).sum()
        )
        assert value(table, "benefit_to_standard", residence) == pytest.approx(paid / reached["dibao_standard"].sum())
        assert value(table, "elderly_share", residence) == pytest.approx((reached["age"] >= 60).mean())
        assert value(table, "minor_share", residence) == pytest.approx((reached["age"] < 18).mean())
        assert value(table, "disabled_share", residence) == pytest.approx((reached["disability_grade"] > 0).mean())
        assert value(table, "women_share", residence) == pytest.approx(
            (reached["sex"].cast(pl.String) == "female").mean()
        )


@pytest.mark.parametrize(
    ("share", "base", "here", "expected"),
    [
        # odds .27/.73 = .36986; ÷ (.20/.80 = .25) = 1.47945; × (.337/.663 = .50830) = .75200; ÷ 1.75200 = .42922
        (0.27, 0.20, 0.337, 0.42922),
        # nothing changes where the residents are the same
        (0.27, 0.20, 0.20, 0.27),
        # no excess risk stays no excess risk
        (0.20, 0.20, 0.337, 0.337),
    ],
)
def test_odds_are_carried_over(share: float, base: float, here: float, expected: float) -> None:
    assert transported(share, base, here) == pytest.approx(expected, abs=5e-6)


def test_every_default_target_has_a_source_and_a_status(county: Population) -> None:
    targets = default_targets(county)
    assert len(targets) == 11
    assert all(len(t.source) > 10 and t.status in ("estimated", "assumed") and t.tolerance > 0 for t in targets)


def test_a_known_truth_is_found_again(county: Population, baseline: Scenario) -> None:
    """The caseload of a scenario is given as target; the fit must reproduce it far within the tolerances."""
    truth = baseline.replace(
        dibao_take_up_rural=1.2,
        dibao_take_up_urban=0.8,
        dibao_take_up_gap_power=0.2,
        dibao_take_up_without_hardship=0.4,
        single_person_take_up=0.7,
    )
    table = caseload(wb.simulate(county, truth))
    usual = {(t.indicator, t.residence): t.tolerance for t in default_targets(county)}
    targets = [
        Target(row["indicator"], row["residence"], row["value"], usual[key], "assumed", "made by this test")
        for row in table.iter_rows(named=True)
        if (key := (row["indicator"], row["residence"])) in usual
    ]
    result = wb.calibrate(county, baseline, targets, evaluations=150)
    start = wb.calibrate(county, baseline, targets, evaluations=1)
    assert result.loss < 0.05 * start.loss
    assert result.loss < 3.0
    assert result.residuals["misfit"].abs().max() < 1.0


def test_the_calibrated_scenario_survives_the_file(county: Population, baseline: Scenario, tmp_path) -> None:
    result = wb.calibrate(county, baseline, evaluations=8)
    path = tmp_path / "fitted.yaml"
    result.save(path)
    again = load_scenario(path)
    assert again.overrides == result.scenario.overrides
    assert again.tail == "fujian"
    assert again.calibration is not None
    assert [r.got for r in again.calibration.residuals] == result.residuals["got"].to_list()
    assert wb.simulate(county, again, rows=False).totals.equals(wb.simulate(county, result.scenario, rows=False).totals)
    assert {again.overrides[name].status for name in result.fitted} == {"estimated"}


def test_a_calibrated_scenario_has_the_ranges_that_hold_the_fitted_values(county, baseline: Scenario, tmp_path) -> None:
    wide = Override(1.0, "assumed", "a wide guess", Spread(low=0.001, high=19.0))
    narrow = Override(0.455, "assumed", "a narrow guess", Spread(low=0.45, high=0.46))
    scenario = baseline.replace(dibao_take_up_rural=wide, dibao_take_up_urban=narrow)
    result = wb.calibrate(county, scenario, evaluations=8)
    result.save(tmp_path / "fitted.yaml")
    again = load_scenario(tmp_path / "fitted.yaml")
    assert again == replace(result.scenario, name="fitted")
    assert again.overrides["dibao_take_up_rural"].spread == wide.spread
    assert again.overrides["dibao_take_up_urban"].spread is None
    assert (
        "the scenario's range, 0.45 to 0.46, doesn't hold the value and is left out"
        in again.overrides["dibao_take_up_urban"].source
    )


def test_the_same_call_gives_the_same_fit(county: Population, baseline: Scenario) -> None:
    assert (
        wb.calibrate(county, baseline, evaluations=12).fitted == wb.calibrate(county, baseline, evaluations=12).fitted
    )


def test_a_figure_held_out_is_compared_and_not_fitted(county: Population, baseline: Scenario) -> None:
    women = [Target("women_share", one, 0.99, 0.001, "assumed", "no county has it") for one in ("urban", "rural")]
    plain, watched = (wb.calibrate(county, baseline, evaluations=4, held_out=held) for held in ((), women))
    assert watched.fitted == plain.fitted
    assert watched.loss == plain.loss
    assert plain.held_out.height == 0
    got = {row["residence"]: row["got"] for row in watched.held_out.iter_rows(named=True)}
    counted = caseload(wb.simulate(county, watched.scenario))
    assert got == {one: round(value(counted, "women_share", one), 5) for one in ("urban", "rural")}
    assert watched.held_out["misfit"].abs().min() > 100
    assert "women_share" not in watched.residuals["indicator"].to_list()


def test_a_figure_held_out_that_is_fitted_too_is_refused(county: Population, baseline: Scenario) -> None:
    [coverage, *_] = default_targets(county)
    with pytest.raises(InputError, match="held_out: coverage, rural is fitted too, and what was fitted proves nothing"):
        wb.calibrate(county, baseline, evaluations=1, held_out=[coverage])
    with pytest.raises(InputError, match="targets: coverage, rural stands there twice"):
        wb.calibrate(county, baseline, [coverage, coverage], evaluations=1)


def test_bad_targets_are_refused(county: Population, baseline: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'coverage'"):
        wb.calibrate(county, baseline, [Target("coverge", "rural", 0.04, 0.01, "assumed", "test")])
    with pytest.raises(InputError, match="tolerance must be above 0"):
        wb.calibrate(county, baseline, [Target("coverage", "rural", 0.04, 0.0, "assumed", "test")])
    with pytest.raises(InputError, match="no targets"):
        wb.calibrate(county, baseline, [])


def test_the_shipped_baselines_say_what_they_miss() -> None:
    for name in ("baseline-2021", "baseline-2021-national-tail"):
        scenario = wb.load_scenario(name)
        assert scenario.calibration is not None
        assert len(scenario.calibration.residuals) == 11
        assert scenario.calibration.persons == 515_000
