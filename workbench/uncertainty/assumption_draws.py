"""Draws of what nobody knows: each assumption within its plausible range, the same draw for the same seed and name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from workbench.arguments import whole_number
from workbench.calibration.posterior import centre_shift
from workbench.errors import ScenarioError
from workbench.luck import name_key
from workbench.population import Population
from workbench.scenario import Correlation, Scenario
from workbench.scenario_model import Posterior

Floats = NDArray[np.float64]


def uncertain(scenario: Scenario) -> list[str]:
    """Return the names of the parameters that have a plausible range in a scenario, in the law's order."""
    return [name for name, item in scenario.resolved().items() if item.spread is not None]


def draw_assumptions(scenario: Scenario, names: Iterable[str], runs: int, seed: int) -> dict[str, Floats]:
    """Return `runs` values for each named parameter that has a plausible range; arrays of shape (runs,).

    The range is read as an 80 % interval (`Spread`). Each parameter is a Latin hypercube of its own
    (scipy.stats.qmc), so that adding one leaves the others as they are; the scenario's correlations then join some.
    Draws outside the parameter's `valid` range are not made: the distribution is cut there and scaled up. Parameters
    that were fitted together are drawn from the posterior of the fit, with its correlations, as long as the scenario
    still has the fitted values (see `posterior_in_force`).
    Raises InputError for fewer than one run or a seed below 0, ScenarioError for correlations that contradict one
    another, ParameterError for a value outside its own range.
    """
    whole_number("runs", runs, 1)
    whole_number("seed", seed, 0)
    resolved = scenario.resolved()
    chosen = [name for name in names if resolved[name].spread is not None]
    luck = {name: latin_hypercube_shares(name, runs, seed) for name in chosen}
    joined = _joined(luck, scenario.correlations)
    drawn = {name: resolved[name].quantiles(shares) for name, shares in joined.items()}
    return drawn | _of_posterior(scenario, joined)


def posterior_in_force(scenario: Scenario) -> Posterior | None:
    """Return the posterior of a scenario's fit, of those of its parameters that still have the fitted values."""
    posterior = None if scenario.calibration is None else scenario.calibration.posterior
    if posterior is None:
        return None
    resolved = scenario.resolved()
    kept = [
        k
        for k, (name, value) in enumerate(zip(posterior.names, posterior.values, strict=True))
        if name in resolved and resolved[name].value == value
    ]
    return posterior.of(kept) if kept else None


def fitted_to_county(population: Population, scenario: Scenario, drawn: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the drawn parameters of a posterior as another county of an ensemble would have them fitted.

    The posterior is that of one county; in each other its centre moves so that the targets are met as well
    (`centre_shift`), its width stays, cut at the ends of what a parameter takes. {} where no posterior is in force or
    none of its parameters was drawn.
    """
    posterior = posterior_in_force(scenario)
    if posterior is None or not set(posterior.names) & set(drawn):
        return {}
    shift = centre_shift(population, scenario)
    moved = {}
    for k, (name, scale) in enumerate(zip(posterior.names, posterior.scales, strict=True)):
        if name in drawn and name in shift:
            sd = np.sqrt(posterior.covariance[k][k])
            ends = (_valid_ends(scenario, posterior)[k] - posterior.mean[k]) / sd
            low, high = ndtr(ends)
            share = (ndtr((on_scale(drawn[name], scale) - posterior.mean[k]) / sd) - low) / (high - low)
            free = posterior.mean[k] + shift[name] + sd * _cut(np.asarray(share), ends - shift[name] / sd)
            moved[name] = off_scale(free, scale)
    return moved


def on_scale(values: Floats, scale: str) -> Floats:
    """Put values on the scale of the fit: "log" or "logit"."""
    return np.asarray(logit(values) if scale == "logit" else np.log(values))


def off_scale(free: Floats, scale: str) -> Floats:
    """Undo `on_scale`."""
    return np.asarray(expit(free) if scale == "logit" else np.exp(free))


def _of_posterior(scenario: Scenario, luck: dict[str, Floats]) -> dict[str, Floats]:
    """Draw the named parameters that a posterior is in force for; `luck`: shares of (0, 1) by name."""
    posterior = posterior_in_force(scenario)
    if posterior is None:
        return {}
    for pair in scenario.correlations:
        if set(pair.between) <= set(posterior.names):
            raise ScenarioError(
                f"correlations: {'–'.join(pair.between)} were fitted together and go together as their posterior says; "
                "leave the correlation out"
            )
    here = posterior.of([k for k, name in enumerate(posterior.names) if name in luck])
    if not here.names:
        return {}
    factor = np.linalg.cholesky(np.array(here.covariance))
    ends = _valid_ends(scenario, here)
    normal = np.zeros((len(here.names), len(luck[here.names[0]])))
    for k, name in enumerate(here.names):
        # Each given those before it, cut where its values end (Geweke 1991): no draw that the parameter doesn't take.
        middle = here.mean[k] + factor[k, :k] @ normal[:k]
        normal[k] = _cut(luck[name], (ends[k] - middle[:, None]) / factor[k, k])
    free = np.array(here.mean)[:, None] + factor @ normal
    return {
        name: off_scale(free[k], scale) for k, (name, scale) in enumerate(zip(here.names, here.scales, strict=True))
    }


def _valid_ends(scenario: Scenario, posterior: Posterior) -> Floats:
    """Return the ends of what each parameter takes on the scale of the fit; shape (parameters, 2)."""
    parameters = scenario.book.parameters
    ends = np.empty((len(posterior.names), 2))
    for k, (name, scale) in enumerate(zip(posterior.names, posterior.scales, strict=True)):
        valid = parameters[name].valid
        low = 0.0 if valid is None or valid.low is None else valid.low
        most = 1.0 if scale == "logit" else np.inf
        high = most if valid is None or valid.high is None else valid.high
        with np.errstate(divide="ignore"):  # the logarithm of 0 is the end that there is none
            ends[k] = on_scale(np.array([max(low, 0.0), min(high, most)]), scale)
    return ends


def _cut(shares: Floats, ends: Floats) -> Floats:
    """Return standard normal quantiles of shares, the curve cut at ends and scaled up; ends of shape (…, 2)."""
    low, high = ndtr(ends[..., 0]), ndtr(ends[..., 1])
    return np.asarray(ndtri(low + shares * (high - low)))


def latin_hypercube_shares(name: str, runs: int, seed: int) -> Floats:
    """Return one share of (0, 1) in each of `runs` equal strata, in an order fixed by seed and name; shape (runs,)."""
    from scipy.stats import qmc  # half a second to load, and the first answer of the page draws nothing

    return np.asarray(qmc.LatinHypercube(d=1, rng=np.random.default_rng([seed, name_key(name)])).random(runs)[:, 0])


def _joined(luck: dict[str, Floats], correlations: Sequence[Correlation]) -> dict[str, Floats]:
    """Give the normal scores of the draws the correlations asked for (a Gaussian copula)."""
    pairs = [pair for pair in correlations if set(pair.between) <= set(luck)]
    if not pairs:
        return luck
    names = list(dict.fromkeys(name for pair in pairs for name in pair.between))
    matrix = np.eye(len(names))
    for pair in pairs:
        one, other = (names.index(name) for name in pair.between)
        matrix[one, other] = matrix[other, one] = pair.rho
    try:
        factor = np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        told = ", ".join(f"{a}–{b} {pair.rho:g}" for pair in pairs for a, b in [pair.between])
        raise ScenarioError(f"correlations: {told} contradict one another (no positive definite matrix)") from None
    scores = ndtri(np.stack([luck[name] for name in names]))
    joined = ndtr(factor @ scores)
    return {**luck, **dict(zip(names, joined, strict=True))}
