"""How sure the fitted take-up is: a posterior of the five parameters from the tolerances of the targets.

On the scale on which the fit moves (logarithm of levels, log-odds of shares) the posterior is proportional to
prior × exp(−loss ÷ 2s²). loss: Σ((got − target) ÷ tolerance)² over the targets. s² = max(1, least loss ÷ (targets −
parameters)): where the model can't meet its targets within their tolerances, the tolerances are taken to be as much too
narrow as the misfit says (Birge 1932, Physical Review 40:207-227), so that a bad fit is never a sure one. Prior:
independent normal curves about the starting values, sd 1 (assumed: a factor of 2.7 either way). The loss is a step
function of the parameters (whole families move), so that the posterior is sampled (`importance`), not differentiated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, whole_number
from workbench.calibration.fit import FITTED, free_values, law_values, measure_of
from workbench.calibration.importance import WeightedSample, importance_sample
from workbench.calibration.targets import Target, checked_targets, default_targets
from workbench.errors import InputError
from workbench.language import in_language, word
from workbench.parameter.book import Override
from workbench.parameter.distributions import Spread
from workbench.population import Population
from workbench.progress import tells
from workbench.reform import Reform
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Calibration, Scenario, need_same_place
from workbench.scenario_model import Direction, Posterior
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
_PRIOR_SD = 1.0
_FIRST_SD = 0.3  # of the first proposal: the fits of other tails and seeds lie about as far apart
_ROUNDS = 6
_NOT_IDENTIFIED = 0.5  # of the prior's variance left: the targets say less than the prior does
_ENOUGH = 50  # effective draws, ten a parameter: fewer make the posterior look narrower than it is
_Z80 = 1.2815515655446004  # a tenth of a normal curve lies beyond it


@dataclass(frozen=True, eq=False, repr=False)
class FittedPosterior(Viewed):
    """The posterior of the fitted parameters, and the scenario that holds it.

    scenario: with the posterior in its calibration and 80 % intervals beside the five values. sample: points on the
    scale of the fit with weights. table: one row per parameter: name, zh, en, value, low, high, prior_low, prior_high.
    directions: one row per direction of the posterior, the least identified first: what is left of the prior's
    variance, whether that is more than half, and the weight of each parameter in words. seconds: time it took.
    """

    scenario: Scenario
    sample: WeightedSample = field(repr=False)
    table: pl.DataFrame = field(repr=False)
    directions: pl.DataFrame = field(repr=False)
    seconds: float

    @property
    def warnings(self) -> tuple[str, ...]:
        """That too few draws count for the width to be known, where it is so; in the language that is on."""
        if self.effective >= _ENOUGH:
            return ()
        return (word("decisions.posterior_few_draws", n=f"{self.effective:.0f}", wanted=_ENOUGH),)

    @property
    def effective(self) -> float:
        """Effective number of draws behind it."""
        return self.sample.effective

    def _line(self) -> str:
        left = ", ".join(self.directions.filter(~pl.col("identified"))["direction"]) or "every direction identified"
        draws = f"{self.effective:,.0f} effective of {len(self.sample.weights):,} draws in {self.seconds:.0f} s"
        return f"FittedPosterior({self.scenario.name}: {draws}; not identified: {left})"

    def _view(self) -> View:
        label = in_language("zh", "en")
        facts = [
            (word("views.draws_made"), f"{len(self.sample.weights):,}"),
            (word("views.draws_effective"), f"{self.effective:,.0f}"),
            (word("views.seconds"), f"{self.seconds:,.0f}"),
        ]
        tables = (
            shown(self.table.select(label, "name", "value", "low", "high", "prior_low", "prior_high"), 10),
            shown(self.directions, 10),
        )
        notes = [f"▲ {one}" for one in self.warnings]
        return View(word("views.posterior", title=self.scenario.title), facts, tables, notes)


@check_kinds
@tells("calibration_posterior")
def fit_posterior(
    population: Population,
    scenario: Scenario,
    targets: Sequence[Target] | None = None,
    *,
    draws: int = 600,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> FittedPosterior:
    """Sample the posterior of the five take-up parameters of a calibrated scenario and store it with the scenario.

    >>> few = wb.synthesize(7, 4_000)
    >>> wb.fit_posterior(few, wb.calibrate(few, baseline, evaluations=20).scenario, draws=60).table

    targets: those of the fit. draws: runs of the law, 0.1 s each in the whole county; a smaller county is quicker and
    adds the chance of who lives in it. `draw` then takes the five from the posterior, with their correlations, as long
    as the scenario keeps the fitted values. Raises InputError for a scenario without calibration and without targets.
    """
    need_same_place(population, scenario)
    whole_number("draws", draws, 2 * _ROUNDS * len(FITTED))
    whole_number("seed", seed, 0)
    record = scenario.calibration
    if record is None:
        raise InputError(f"fit_posterior: {scenario.name} was not calibrated; calibrate(population, scenario) fits it")
    chosen = default_targets(population) if targets is None else checked_targets(targets)
    begun = time.monotonic()
    measure = measure_of(population, scenario)
    resolved = scenario.resolved()
    centre = np.array([one.to_free(_inside(resolved[one.name].value, share=one.share)) for one in FITTED])
    prior = np.array([one.to_free(one.start) for one in FITTED])
    seen: list[tuple[Floats, Floats]] = []

    def misfits(free: Floats) -> Floats:
        got = measure(free_values(free))
        misfit = np.array([(got[t.indicator, t.residence] - t.value) / t.tolerance for t in chosen])
        misfit = np.where(np.isnan(misfit), 100.0, misfit)
        seen.append((free, misfit))
        if progress is not None:
            progress(min(len(seen), draws), draws)
        return misfit

    scale = max(1.0, float(np.sum(misfits(centre) ** 2)) / max(1, len(chosen) - len(FITTED)))

    def log_density(free: Floats) -> float:
        far = float(np.sum(((free - prior) / _PRIOR_SD) ** 2))
        return -0.5 * (float(np.sum(misfits(free) ** 2)) / scale + far)

    guess = _FIRST_SD**2 * np.eye(len(FITTED))
    sample = importance_sample(log_density, centre, guess, draws=draws, rounds=_ROUNDS, seed=seed)
    gain = _gain(sample, np.array([misfit for _, misfit in seen[1:]]), scale)
    residual = misfits(sample.mean)
    stored = _stored(sample, prior, scale, scenario, chosen, gain, residual)
    made = _with_posterior(scenario, record, stored)
    return FittedPosterior(made, sample, _table(made, stored), _directions(stored), time.monotonic() - begun)


@check_kinds
def centre_shift(population: Population, scenario: Scenario) -> dict[str, float]:
    """Return by how much another county moves the centre of a scenario's posterior, by parameter, on the fit's scale.

    >>> fitted = wb.fit_posterior(county, wb.calibrate(county, baseline, evaluations=20).scenario, draws=60)
    >>> wb.calibration.centre_shift(other_county, fitted.scenario)

    The targets are those of every county that is thought possible: where another synthesis makes more people poor,
    fewer of them can have been found. One step from the misfits of the county at the posterior's centre (`_gain`),
    under the law of the fit, whatever the scenario has changed since: every policy meets the same families found.
    Nothing where a target can't be counted in it. {} for a scenario without a posterior.
    """
    record = scenario.calibration
    posterior = None if record is None else record.posterior
    if posterior is None or not posterior.gain:
        return {}
    centre = free_values(np.array(posterior.mean))
    fitted = replace(scenario, date=posterior.law_date or scenario.date, reform=Reform()) if posterior.law else scenario
    got = measure_of(population, fitted)({**posterior.law, **centre})
    misfits = np.array([(got[what, where] - value) / width for what, where, value, width in posterior.targets])
    apart = np.where(np.isnan(misfits), 0.0, misfits - np.array(posterior.misfits))
    moved = np.array(posterior.gain) @ apart
    return {name: float(one) for name, one in zip(posterior.names, moved, strict=True)}


def _inside(value: float, *, share: bool) -> float:
    """Keep a value off the ends, where the free scale has no number."""
    return float(np.clip(value, 1e-4, 1 - 1e-4)) if share else max(value, 1e-4)


def _gain(sample: WeightedSample, misfits: Floats, scale: float) -> Floats:
    """Return how far the posterior's centre moves for each unit of misfit.

    A regression of the misfits on the parameters, weighted as the sample, gives their slopes J; for another county
    whose misfits at the centre differ by d the centre moves by −C J'd ÷ s² (one Gauss-Newton step), C the covariance.
    Shape (parameters, targets).
    """
    apart = sample.points - sample.mean
    at_centre = sample.weights @ misfits
    crossed = (sample.weights[:, None] * apart).T @ (misfits - at_centre)
    slopes = np.linalg.lstsq(sample.covariance, crossed, rcond=1e-8)[0]
    return np.asarray(-sample.covariance @ slopes / scale)


def _stored(
    sample: WeightedSample,
    prior: Floats,
    scale: float,
    scenario: Scenario,
    targets: Sequence[Target],
    gain: Floats,
    residual: Floats,
) -> Posterior:
    mean, covariance = sample.mean, sample.covariance
    left, vectors = np.linalg.eigh(covariance / _PRIOR_SD**2)
    order = np.argsort(left)[::-1]
    directions = tuple(
        Direction(variance_left=_digits(left[k]), weights=tuple(_digits(one) for one in _turned(vectors[:, k])))
        for k in order
    )
    return Posterior(
        names=tuple(one.name for one in FITTED),
        scales=tuple("logit" if one.share else "log" for one in FITTED),
        values=tuple(float(scenario.overrides[one.name].value) for one in FITTED),
        mean=tuple(_digits(one) for one in mean),
        covariance=tuple(tuple(_digits(one) for one in row) for row in covariance),
        prior_mean=tuple(_digits(one) for one in prior),
        prior_sd=_PRIOR_SD,
        misfit_scale=_digits(scale),
        draws=len(sample.weights),
        effective_draws=round(sample.effective, 1),
        directions=directions,
        targets=tuple((one.indicator, one.residence, _digits(one.value), one.tolerance) for one in targets),
        gain=tuple(tuple(_digits(one) for one in row) for row in gain),
        misfits=tuple(_digits(one) for one in residual),
        law_date=scenario.date,
        law=law_values(scenario),
    )


def _digits(number: float) -> float:
    return float(f"{number:.5g}")


def _turned(vector: Floats) -> Floats:
    """Turn a direction so that its largest weight is positive."""
    return np.asarray(vector * np.sign(vector[np.argmax(np.abs(vector))]))


def _with_posterior(scenario: Scenario, record: Calibration, stored: Posterior) -> Scenario:
    """Put the posterior into the record and its 80 % intervals beside the values."""
    overrides = {}
    for k, one in enumerate(FITTED):
        before = scenario.overrides[one.name]
        half = _Z80 * float(np.sqrt(stored.covariance[k][k]))
        ends = [one.from_free(stored.mean[k] + side * half) for side in (-1, 1)]
        value = float(before.value)
        spread = Spread(low=min(_digits(ends[0]), value), high=max(_digits(ends[1]), value))
        source = f"{before.source.partition('; 80 %')[0]}; 80 % interval of the fit's posterior"
        overrides[one.name] = Override(before.value, before.status, source, spread)
    made = scenario.replace(**overrides)
    return made.with_calibration(record.model_copy(update={"posterior": stored}), scenario.tail)


def _table(scenario: Scenario, stored: Posterior) -> pl.DataFrame:
    rows = []
    resolved = scenario.resolved()
    for k, one in enumerate(FITTED):
        item = resolved[one.name]
        half = _Z80 * stored.prior_sd
        prior = [one.from_free(stored.prior_mean[k] + side * half) for side in (-1, 1)]
        ends = (item.spread.low, item.spread.high) if item.spread is not None else (None, None)
        rows.append((one.name, item.parameter.zh, item.parameter.en, item.value, *ends, *prior))
    schema = ["name", "zh", "en", "value", "low", "high", "prior_low", "prior_high"]
    return checked(pl.DataFrame(rows, schema=schema, orient="row"), "posterior")


def _directions(stored: Posterior) -> pl.DataFrame:
    rows = [
        (one.words(stored.names), one.variance_left, one.variance_left <= _NOT_IDENTIFIED) for one in stored.directions
    ]
    schema = ["direction", "variance_left_share", "identified"]
    return checked(pl.DataFrame(rows, schema=schema, orient="row"), "posterior_directions")
