"""Screening and legal choices: known answers of elementary effects, what proves to move nothing, forks side by side."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.errors import InputError, ParameterError, UnknownNameError
from workbench.language import using_language
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.uncertainty.limits import interval_limits, legal_choices, without_range
from workbench.uncertainty.screening import NOTHING, elementary_effects


def test_effects_of_a_plane_are_its_slopes_and_scatter_nowhere() -> None:
    """y = 3a − 2b + 0c: each effect over the whole side is the slope, on every trajectory."""
    effects = elementary_effects(lambda points: points @ np.array([[3.0], [-2.0], [0.0]]), 3, 5, 1)
    assert effects.shape == (5, 3, 1)
    np.testing.assert_allclose(effects[..., 0], np.tile([3.0, -2.0, 0.0], (5, 1)), atol=1e-12)


def test_an_interaction_shows_in_sigma() -> None:
    """y = a·b: an effect of a is b, one of the levels 0, 1/3, 2/3, 1: mean 1/2, variance (1/3² · 5/4) = 5/36."""
    effects = elementary_effects(lambda points: points[:, :1] * points[:, 1:2], 2, 4_000, 1)[..., 0]
    assert set(np.round(np.unique(np.round(effects, 9)), 6)) == {0.0, 0.333333, 0.666667, 1.0}
    np.testing.assert_allclose(effects.mean(axis=0), 0.5, atol=0.02)
    np.testing.assert_allclose(effects.var(axis=0), 5 / 36, atol=0.01)


def test_a_square_is_the_textbooks() -> None:
    """Steps of 2/3 from 0 and 1/3: (4/9) ÷ (2/3) = 2/3, (1 − 1/9) ÷ (2/3) = 4/3; mu* 1, sigma 1/3."""
    effects = elementary_effects(lambda points: points**2, 1, 4_000, 2)[:, 0, 0]
    assert set(np.round(effects, 6)) == {0.666667, 1.333333}
    assert np.abs(effects).mean() == pytest.approx(1.0, abs=0.02)
    assert effects.std() == pytest.approx(1 / 3, abs=0.01)


def test_a_parameter_of_the_law_moves_what_it_moves_alone(county: Population, baseline: Scenario) -> None:
    """One number alone: its effects are those of single runs; one that dibao never reads moves nothing."""
    found = wb.screen(county, baseline, names=["minimum_wage", "emergency_multiple"], trajectories=3)
    cost = {row["name"]: row for row in found.of("cost_yuan_per_year").iter_rows(named=True)}
    assert cost["emergency_multiple"]["mu_star"] == 0
    assert not cost["emergency_multiple"]["matters"]
    aid = {row["name"]: row for row in found.of("all_aid_cost_yuan_per_year").iter_rows(named=True)}
    assert aid["emergency_multiple"]["mu_star"] > 0
    # The care fee is a share of the minimum wage and paid by the head: a straight line over the interval.
    item = baseline.resolved()["minimum_wage"]
    assert item.spread is not None
    low, high = (
        wb.simulate(county, baseline.replace(minimum_wage=float(at)), rows=False).headline.total.cost
        for at in item.quantiles(np.array([0.1, 0.9]))
    )
    assert cost["minimum_wage"]["mu_star"] == pytest.approx(high - low, rel=0.35)
    assert found.base["cost_yuan_per_year"] == wb.simulate(county, baseline, rows=False).headline.total.cost
    assert found.runs == 3 * 3


def test_every_number_is_screened_or_said_to_be_off(county: Population, baseline: Scenario) -> None:
    found = wb.screen(county, baseline, trajectories=2)
    table = found.of("all_aid_cost_yuan_per_year")
    assert set(table["range_kind"]) <= {"plausible", "fifth", "off"}
    assert table.filter(pl.col("range_kind") == "off")["mu_star"].sum() == 0
    assert table["reason"].str.len_chars().min() > 2  # type: ignore[operator]
    resolved = baseline.resolved()
    for name, status in table.select("name", "status").iter_rows():
        assert status != "published" or resolved[name].spread is not None
        assert not resolved[name].parameter.alternatives
    moving = table.filter(pl.col("matters"))
    assert (moving["mu_star"] + moving["mu_star_error"] > NOTHING * found.base["all_aid_cost_yuan_per_year"]).all()
    # What moves dibao and tekun has a range with a reason of its own.
    for measure in ("persons", "cost_yuan_per_year"):
        bare = found.of(measure).filter(pl.col("matters") & (pl.col("range_kind") == "fifth"))
        assert bare["name"].to_list() == []


def test_legal_choices_stand_side_by_side(county: Population, baseline: Scenario) -> None:
    names = ["single_person_rule", "property_test_vehicles"]
    found = wb.forks(county, baseline, names=names).table
    assert found["choice"].to_list() == ["better_of", "margin_only", "0", "1"]
    now = wb.simulate(county, baseline, rows=False).headline.total
    for row in found.iter_rows(named=True):
        own = row["choice"] if row["name"] == names[0] else float(row["choice"])
        alone = wb.simulate(county, baseline.replace(**{row["name"]: own}), rows=False).headline.total
        assert (row["persons"], row["cost_yuan_per_year"]) == (alone.persons, alone.cost)
        assert row["cost_change_yuan_per_year"] == pytest.approx(alone.cost - now.cost, abs=0.01)
        assert row["in_force"] == (baseline.value(row["name"]) == own)
    assert set(wb.forks(county, baseline).table["name"]) == set(legal_choices(baseline, None))


@pytest.mark.parametrize("call", ["screen", "sensitivity"])
@pytest.mark.parametrize("name", ["single_person_rule", "property_test_vehicles"])
def test_a_legal_choice_is_never_used_as_a_number(county: Population, baseline: Scenario, call: str, name: str) -> None:
    with pytest.raises(InputError, match=f"{call}: {name} is a legal choice .*never averaged, and forks"):
        getattr(wb, call)(county, baseline, names=[name])
    ranged = wb.Override(baseline.value(name), "assumed", "a guess", wb.Spread(low=0, high=1))
    with pytest.raises(ParameterError, match=f"{name} is a legal choice and never averaged: give no range"):
        baseline.replace(**{name: ranged})


def test_bad_screenings_are_refused(county: Population, baseline: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'minimum_wage'"):
        wb.screen(county, baseline, names=["minimum_wages"])
    with pytest.raises(InputError, match="trajectories=1"):
        wb.screen(county, baseline, trajectories=1)
    with pytest.raises(UnknownNameError, match="unknown legal choice 'minimum_wage'"):
        wb.forks(county, baseline, names=["minimum_wage"])
    with pytest.raises(InputError, match="every number named is off"):
        wb.screen(county, baseline, names=["vagrant_cases_per_year"])


def test_the_line_says_what_an_interval_does_not_hold(baseline: Scenario) -> None:
    resolved = baseline.resolved()
    open_numbers = without_range(baseline)
    assert all(resolved[name].spread is None and resolved[name].status != "published" for name in open_numbers)
    with using_language("en"):
        line = interval_limits(baseline, ["parameters"])
        assert "holds the parameters' plausible ranges; it does not hold chance; " in line
        assert "what the synthesis assumes" in line
        assert f"{len(legal_choices(baseline))} legal choices" in line
        everything = interval_limits(baseline, ["parameters", "chance", "population", "synthesis"])
        assert "what the synthesis assumes" in everything.partition("it does not hold")[0]
        # The fitted values have their ranges from the scenario alone: a bare number is one more without any.
        bare = baseline.replace(dibao_take_up_rural=wb.Override(1.0, "assumed", "as told"))
        assert set(without_range(bare)) == {*open_numbers, "dibao_take_up_rural"}
        count = len(open_numbers) + 1
        assert f"{count} number{'s that are' if count > 1 else ' that is'} neither published" in interval_limits(bare)
        known = baseline.replace(dibao_take_up_rural=wb.Override(1.0, "published", "our count"))
        assert without_range(known) == open_numbers
    with using_language("zh"):
        assert "不含" in interval_limits(baseline)
    with pytest.raises(UnknownNameError, match="kind of uncertainty"):
        interval_limits(baseline, ["luck"])
