"""A surveyed take-up rate is put in as such: the run then has it, its source says how, its range travels."""

from __future__ import annotations

import re

import polars as pl
import pytest

import workbench as wb
from workbench.calibration.take_up import TAKE_UP_ROWS
from workbench.errors import InputError, UnknownNameError
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run


def rate(run: Run, residence: str) -> float:
    return wb.take_up_rates(run).filter(residence=residence)["take_up_rate"].item()


def simulated(county: Population, scenario: Scenario) -> Run:
    return wb.simulate(county, scenario, programmes=["dibao"], rows=TAKE_UP_ROWS)


def test_the_rate_is_what_polars_counts(run: Run) -> None:
    table = wb.take_up_rates(run)
    for residence in ("urban", "rural"):
        here = run.households.filter(pl.col("residence").cast(pl.String) == residence, pl.col("dibao_eligible"))
        row = table.filter(residence=residence)
        assert row["entitled_households"].item() == here["weight"].sum()
        assert row["paid_households"].item() == here.filter("dibao_household")["weight"].sum()
        assert row["take_up_rate"].item() == here["dibao_household"].mean()


@pytest.mark.parametrize("wanted", [0.30, 0.62, 0.75])
def test_the_surveyed_rate_comes_out(wanted: float, county: Population, baseline: Scenario) -> None:
    """Within half a household of the entitled ones of the residence; the other residence stays as it was."""
    before = simulated(county, baseline)
    fitted = wb.fit_take_up_rate(county, baseline, rural=wanted, source="our survey")
    after = simulated(county, fitted)
    entitled = wb.take_up_rates(after).filter(residence="rural")["entitled_households"].item()
    assert rate(after, "rural") == pytest.approx(wanted, abs=1.5 / entitled)
    assert rate(after, "urban") == rate(before, "urban")
    raised = fitted.value("dibao_take_up_rural") > baseline.value("dibao_take_up_rural")
    assert raised == (wanted > rate(before, "rural"))


def test_source_status_and_range_stand_with_the_value(county: Population, baseline: Scenario) -> None:
    fitted = wb.fit_take_up_rate(
        county,
        baseline,
        urban=0.4,
        rural=(0.55, 0.62, 0.70),
        source="survey of 300 households, 2021",
        status="published",
    )
    rural, urban = (fitted.overrides[f"dibao_take_up_{one}"] for one in ("rural", "urban"))
    assert rural.status == "published"
    assert rural.source.startswith(
        "survey of 300 households, 2021: 62.0% of the entitled rural households receive dibao; t₀"
    )
    ends = [fitted.replace(dibao_take_up_rural=end) for end in (rural.spread.low, rural.spread.high)]
    assert [rate(simulated(county, one), "rural") for one in ends] == pytest.approx([0.55, 0.70], abs=0.01)
    # the survey of the towns gave no range, and the scenario's doesn't hold what was fitted to it
    known = baseline.resolved()["dibao_take_up_urban"].spread
    assert not known.low <= urban.value <= known.high
    assert urban.spread is None
    told = f"; the scenario's range, {known.low:g} to {known.high:g}, doesn't hold the value and is left out"
    assert urban.source.endswith(told)
    drawn = wb.draw(county, fitted, runs=4, programmes=["dibao", "tekun"]).inputs.columns
    assert "dibao_take_up_rural" in drawn
    assert "dibao_take_up_urban" not in drawn


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ({"rural": 0.999}, r"rural=0.999; 0\.\d{3} to 0\.\d{3} can be reached, with t₀ from 0 to 20"),
        ({"rural": 0.0}, r"rural=0; 0\.\d{3} to 0\.\d{3} can be reached"),
        ({"rural": 62}, "fit_take_up_rate: rural=62: a share"),
        ({"rural": (0.6, 0.5, 0.7)}, "low, rate and high must not fall"),
        ({"rural": (0.5, 0.7)}, r"or \(low, rate, high\) is wanted"),
        ({}, "urban=… or rural=… is wanted"),
    ],
)
def test_rates_that_cannot_be(rates: dict, told: str, county: Population, baseline: Scenario) -> None:
    with pytest.raises(InputError, match=told):
        wb.fit_take_up_rate(county, baseline, source="our survey", **rates)


def test_a_rate_has_a_source_and_a_known_status(county: Population, baseline: Scenario) -> None:
    with pytest.raises(InputError, match="say who surveyed the rate, and when"):
        wb.fit_take_up_rate(county, baseline, rural=0.6, source=" ")
    with pytest.raises(UnknownNameError, match="did you mean 'published'"):
        wb.fit_take_up_rate(county, baseline, rural=0.6, source="a survey", status="publishd")
    nobody = county.kept(county.arrays().household["residence"] == 0)  # urban alone
    with pytest.raises(InputError, match="nobody among the rural residents is entitled"):
        wb.fit_take_up_rate(nobody, baseline, rural=0.6, source="a survey")


def test_the_parameter_says_that_it_is_no_rate(baseline: Scenario) -> None:
    for residence in ("urban", "rural"):
        parameter = baseline.resolved()[f"dibao_take_up_{residence}"].parameter
        assert parameter.unit == "multiple of a probability"
        assert re.search("not a rate", parameter.en)
        assert "不是申领率" in parameter.zh
