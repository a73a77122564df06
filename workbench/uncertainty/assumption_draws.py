"""Draws of what nobody knows: each assumption within its plausible range, the same draw for the same seed and name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from workbench.arguments import whole_number
from workbench.errors import ScenarioError
from workbench.luck import name_key
from workbench.scenario import Correlation, Scenario

Floats = NDArray[np.float64]


def uncertain(scenario: Scenario) -> list[str]:
    """Return the names of the parameters that have a plausible range in a scenario, in the law's order."""
    return [name for name, item in scenario.resolved().items() if item.spread is not None]


def draw_assumptions(scenario: Scenario, names: Iterable[str], runs: int, seed: int) -> dict[str, Floats]:
    """Return `runs` values for each named parameter that has a plausible range; arrays of shape (runs,).

    The range is read as an 80 % interval (`Spread`). Each parameter is a Latin hypercube of its own
    (scipy.stats.qmc), so that adding one leaves the others as they are; the scenario's correlations then join some.
    Draws outside the parameter's `valid` range are not made: the distribution is cut there and scaled up.
    Raises InputError for fewer than one run or a seed below 0, ScenarioError for correlations that contradict one
    another, ParameterError for a value outside its own range.
    """
    whole_number("runs", runs, 1)
    whole_number("seed", seed, 0)
    resolved = scenario.resolved()
    chosen = [name for name in names if resolved[name].spread is not None]
    luck = {name: _hypercube(name, runs, seed) for name in chosen}
    return {name: resolved[name].quantiles(shares) for name, shares in _joined(luck, scenario.correlations).items()}


def _hypercube(name: str, runs: int, seed: int) -> Floats:
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
