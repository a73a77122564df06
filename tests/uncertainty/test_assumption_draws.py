"""Draws of assumptions: plausible is an 80 % interval, valid is never left, names don't disturb one another."""

import datetime as dt

import numpy as np
import pytest

import workbench as wb
from workbench.errors import InputError, ParameterError
from workbench.scenario import Scenario
from workbench.uncertainty.assumption_draws import draw_assumptions, fitted_to_county

NAMES = ["willing_share_complete", "tekun_mortality_ratio", "life_expectancy_male"]


def test_a_tenth_lies_below_and_a_tenth_above(baseline: Scenario) -> None:
    drawn = draw_assumptions(baseline, ["life_expectancy_male", "tekun_mortality_ratio"], 1000, 1)
    for name, values in drawn.items():
        item = baseline.resolved()[name]
        assert item.spread is not None
        wanted = [item.spread.low, item.value, item.spread.high]
        np.testing.assert_allclose(np.quantile(values, [0.1, 0.5, 0.9]), wanted, rtol=0.004)


def test_a_relative_range_follows_the_figure_of_the_year(baseline: Scenario) -> None:
    name = "rural_consumption_per_head_previous_year"
    for year, figure in ((2021, 12660), (2022, 14299)):
        item = baseline.replace(date=dt.date(year, 7, 1)).resolved()[name]
        assert item.spread is not None
        assert (item.value, item.spread.low, item.spread.high) == pytest.approx((figure, 0.88 * figure, 1.08 * figure))


def test_the_valid_range_is_never_left(baseline: Scenario) -> None:
    values = draw_assumptions(baseline, ["willing_share_complete", "tekun_exit_share"], 5000, 1)
    assert values["willing_share_complete"].max() < 1
    assert values["tekun_exit_share"].min() >= 0
    assert len(np.unique(values["willing_share_complete"])) == 5000  # cut and scaled, not heaped at the end


def test_a_latin_hypercube_has_one_draw_in_every_stratum(baseline: Scenario) -> None:
    item = baseline.resolved()["life_expectancy_male"]
    values = np.sort(draw_assumptions(baseline, ["life_expectancy_male"], 100, 3)["life_expectancy_male"])
    assert (values < item.value).sum() == 50


def test_names_do_not_disturb_one_another_and_the_seed_does(baseline: Scenario) -> None:
    alone = draw_assumptions(baseline, NAMES[:1], 50, 7)
    together = draw_assumptions(baseline, NAMES, 50, 7)
    np.testing.assert_array_equal(alone[NAMES[0]], together[NAMES[0]])
    other = draw_assumptions(baseline, NAMES, 50, 8)
    assert (other[NAMES[0]] != together[NAMES[0]]).all()
    correlation = np.corrcoef([together[name] for name in NAMES])
    assert np.abs(correlation - np.eye(3)).max() < 0.4


def test_what_is_known_is_not_drawn(baseline: Scenario) -> None:
    assert draw_assumptions(baseline, ["nursing_share_target"], 10, 1) == {}


def test_a_value_outside_its_plausible_range_is_told(baseline: Scenario) -> None:
    with pytest.raises(
        ParameterError, match=r"ratio = 3 lies outside its plausible range, 0.95 to 1.5; give low and high"
    ):
        draw_assumptions(baseline.replace(tekun_mortality_ratio=3.0), ["tekun_mortality_ratio"], 10, 1)
    with pytest.raises(InputError, match="runs=0"):
        draw_assumptions(baseline, NAMES, 0, 1)


def test_a_posterior_is_cut_where_its_parameters_end(baseline: Scenario) -> None:
    """ln 20 lies 2.79 sd above the centre of the rural take-up: of 4,000 plain draws about ten would be beyond it."""
    posterior = baseline.calibration.posterior
    k = posterior.names.index("dibao_take_up_rural")
    sd = posterior.covariance[k][k] ** 0.5
    assert (np.log(20) - posterior.mean[k]) / sd == pytest.approx(2.79, abs=0.01)
    drawn = draw_assumptions(baseline, posterior.names, 4_000, 1)
    parameters = baseline.book.parameters
    for name, values in drawn.items():
        assert parameters[name].valid.low <= values.min() <= values.max() <= parameters[name].valid.high
    free = np.log(drawn["dibao_take_up_rural"])
    # A normal curve cut at 2.79 sd: mean lower by φ(2.79) ÷ Φ(2.79) = .0081 sd.
    assert free.mean() == pytest.approx(posterior.mean[k] - 0.0081 * sd, abs=0.005)
    assert free.std() == pytest.approx(sd, rel=0.03)
    together = np.corrcoef(free, np.log(drawn["dibao_take_up_urban"]))[0, 1]
    j = posterior.names.index("dibao_take_up_urban")
    assert together == pytest.approx(posterior.covariance[k][j] / (sd * posterior.covariance[j][j] ** 0.5), abs=0.05)


def test_a_county_with_more_poor_never_gets_a_take_up_that_is_none(baseline: Scenario) -> None:
    drawn = draw_assumptions(baseline, baseline.calibration.posterior.names, 1_000, 1)
    richer = wb.synthesize(5, 4_000)
    moved = fitted_to_county(richer, baseline, drawn)
    shift = wb.calibration.centre_shift(richer, baseline)
    parameters = baseline.book.parameters
    assert max(map(abs, shift.values())) > 0.05
    for name, values in moved.items():
        assert parameters[name].valid.low <= values.min() <= values.max() <= parameters[name].valid.high
        assert (np.diff(values[np.argsort(drawn[name])]) >= 0).all()  # the order of the draws stays
        assert np.sign(np.median(values) - np.median(drawn[name])) == np.sign(shift[name])
