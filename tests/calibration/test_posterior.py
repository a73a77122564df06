"""The posterior of the fit: a normal target is found again, the data move it, a scenario keeps it and draws from it."""

from pathlib import Path

import numpy as np
import pytest

import workbench as wb
from workbench.calibration.importance import importance_sample
from workbench.errors import InputError, ScenarioError
from workbench.population import Population
from workbench.scenario import Correlation, Scenario
from workbench.uncertainty.assumption_draws import draw_assumptions, posterior_in_force

COVARIANCE = np.array([[1.0, 0.6, 0.0], [0.6, 0.5, -0.1], [0.0, -0.1, 0.2]])
MEAN = np.array([1.0, -2.0, 0.5])
FITTED = [
    "dibao_take_up_rural",
    "dibao_take_up_urban",
    "dibao_take_up_gap_power",
    "dibao_take_up_without_hardship",
    "single_person_take_up",
]


def test_a_normal_target_is_found_again_from_a_poor_guess() -> None:
    inverse = np.linalg.inv(COVARIANCE)

    def log_density(point: np.ndarray) -> float:
        apart = point - MEAN
        return -0.5 * float(apart @ inverse @ apart)

    found = importance_sample(log_density, np.zeros(3), 0.3 * np.eye(3), draws=3_000, rounds=6, seed=1)
    assert found.effective > 1_000
    np.testing.assert_allclose(found.mean, MEAN, atol=0.08)
    np.testing.assert_allclose(found.covariance, COVARIANCE, atol=0.1)


def test_a_step_function_does_no_harm() -> None:
    """The same square in steps of a tenth: mean 1 and variance 1, within the width of a step."""

    def log_density(point: np.ndarray) -> float:
        return -0.5 * float((np.floor(point[0] * 10) / 10 + 0.05 - 1) ** 2)

    found = importance_sample(log_density, np.zeros(1), np.eye(1), draws=4_000, rounds=5, seed=2)
    assert found.mean[0] == pytest.approx(1.0, abs=0.06)
    assert found.covariance[0, 0] == pytest.approx(1.0, abs=0.1)


def test_nothing_with_a_density_is_told() -> None:
    with pytest.raises(InputError, match="none of the points has any density"):
        importance_sample(lambda _: -np.inf, np.zeros(2), np.eye(2), draws=40, rounds=2, seed=1)


@pytest.fixture(scope="module")
def fitted(county: Population, baseline: Scenario) -> wb.calibration.FittedPosterior:
    return wb.fit_posterior(county, baseline, draws=180)


def test_the_posterior_is_stored_with_the_scenario_and_read_again(
    fitted: wb.calibration.FittedPosterior, tmp_path: Path
) -> None:
    record = fitted.scenario.calibration
    assert record is not None
    posterior = record.posterior
    assert posterior is not None
    assert posterior.names == tuple(FITTED)
    assert posterior.draws == 180
    assert posterior.effective_draws > 10
    covariance = np.array(posterior.covariance)
    np.testing.assert_allclose(covariance, covariance.T)
    assert (np.linalg.eigvalsh(covariance) > 0).all()
    left = [one.variance_left for one in posterior.directions]
    assert left == sorted(left, reverse=True)
    np.testing.assert_allclose(sum(left), np.trace(covariance), rtol=1e-3)
    again = wb.load_scenario(fitted.scenario.save(tmp_path / "fitted.yaml"))
    assert again.calibration == record
    for name in FITTED:
        item = fitted.scenario.resolved()[name]
        assert item.spread is not None
        assert item.spread.low <= item.value <= item.spread.high


def test_the_caseload_says_more_than_the_prior(fitted: wb.calibration.FittedPosterior) -> None:
    assert fitted.directions["identified"].any()
    assert fitted.directions["variance_left_share"].min() < 0.5  # type: ignore[operator]
    assert fitted.seconds > 0


def test_draws_come_from_the_posterior_with_its_correlations(fitted: wb.calibration.FittedPosterior) -> None:
    posterior = fitted.scenario.calibration.posterior  # type: ignore[union-attr]
    assert posterior is not None
    drawn = draw_assumptions(fitted.scenario, FITTED, 4_000, 1)
    free = np.stack([np.log(drawn[name]) for name in FITTED[:3]] + [
        np.log(drawn[name] / (1 - drawn[name])) for name in FITTED[3:]
    ])  # fmt: skip
    np.testing.assert_allclose(free.mean(axis=1), posterior.mean, atol=0.06)
    covariance = np.array(posterior.covariance)
    sd = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(np.cov(free) / np.outer(sd, sd), covariance / np.outer(sd, sd), atol=0.08)


def test_a_value_set_by_hand_leaves_the_posterior(fitted: wb.calibration.FittedPosterior) -> None:
    changed = fitted.scenario.replace(
        dibao_take_up_rural=wb.Override(1.0, "estimated", "a survey", wb.Spread(low=0.9, high=1.1))
    )
    here = posterior_in_force(changed)
    assert here is not None
    assert here.names == tuple(FITTED[1:])
    drawn = draw_assumptions(changed, FITTED, 500, 1)
    assert np.quantile(drawn["dibao_take_up_rural"], 0.9) == pytest.approx(1.1, abs=0.01)
    assert np.ptp(drawn["dibao_take_up_urban"]) > 0


def test_a_correlation_of_what_was_fitted_together_is_refused(fitted: wb.calibration.FittedPosterior) -> None:
    from dataclasses import replace

    pair = Correlation(between=(FITTED[0], FITTED[1]), rho=0.5, source="a guess")
    both = replace(fitted.scenario, correlations=(pair,))
    with pytest.raises(ScenarioError, match="were fitted together and go together as their posterior says"):
        draw_assumptions(both, FITTED, 10, 1)


def test_bad_posteriors_are_refused(county: Population, baseline: Scenario) -> None:
    from dataclasses import replace

    with pytest.raises(InputError, match="was not calibrated; calibrate"):
        wb.fit_posterior(county, replace(baseline, calibration=None))
    with pytest.raises(InputError, match="draws=10"):
        wb.fit_posterior(county, baseline, draws=10)


def test_another_county_moves_the_centre_towards_the_targets(
    county: Population, fitted: wb.calibration.FittedPosterior
) -> None:
    """The county of the fit doesn't move it, under any policy; one with far more poor has fewer of them found."""
    own = wb.calibration.centre_shift(county, fitted.scenario)
    poorer = wb.synthesize(county.seed, 20_000, "national", financial_assets_median_rural=5_000.0)
    moved = wb.calibration.centre_shift(poorer, fitted.scenario)
    assert list(moved) == FITTED
    assert max(abs(one) for one in own.values()) < 1e-3  # the record keeps five digits
    assert moved["dibao_take_up_rural"] < -0.1
    policy = fitted.scenario.replace(rural_dibao_ratio=0.45, urban_dibao_ratio=0.35, single_person_rule="better_of")
    assert wb.calibration.centre_shift(poorer, policy) == moved


def test_too_few_draws_are_told(county: Population, baseline: Scenario) -> None:
    few = wb.fit_posterior(county, baseline, draws=60)
    assert few.effective < 50
    assert "narrower than it is" in few.warnings[0] or "过窄" in few.warnings[0]
