"""What it would be worth to know some inputs of futures: variance that goes, and a better choice; by regression.

Everything is estimated on futures that the regression hasn't seen, so that chance is not taken for knowledge; the price
is that an estimate may lie below 0. Inputs that differ between the futures of a county are held against what is left
of an output when its county's mean is taken off; inputs of the county (all its futures share them) against the
counties' means, each county predicted from the others. Both parts are independent of each other and add up.
Variance: by how much the held-out predictions ŷ = E[y | inputs] lower the squares, as a share of Σ(y − ȳ)²: an estimate
of the first-order index Var(E[y | inputs]) ÷ Var(y). Choice: the expected value of partial perfect information by
regression of each policy's payoff on the inputs (Strong, Oakley and Brennan 2014, Medical Decision Making 34:311-326),
here as the payoff of choosing by the held-out predictions less that of the policy that is best on average.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_FOLDS = 10
_POWERS = 3  # of each input that differs by future
_WAVES = 4  # of a single such input: a step or a wave needs more than powers
_PRODUCTS = 5  # inputs up to which their pairwise products are in the regression too
_SHRINK = 1e-3  # ridge: keeps terms that go together apart
_SHRINK_COUNTIES = 0.2  # among a few dozen counties a slope is held back more


@dataclass(frozen=True)
class Estimate:
    """A number and its standard error."""

    value: float
    error: float


def variance_known(inputs: Floats, output: Floats, clusters: Ints) -> Estimate:
    """Return the share of an output's variance that goes when the inputs are known, and its standard error.

    inputs: shape (futures, inputs); output: (futures,); clusters: what futures share with others, their county or
    luck, as of `Draws`. 0 with no error where there is no input or no variance.
    """
    if inputs.shape[1] == 0 or np.ptp(output) == 0:
        return Estimate(0.0, 0.0)
    parts = _parts(inputs, output[:, None], clusters)
    squares = (output - output.mean()) ** 2
    value, error = 0.0, 0.0
    for part in parts:
        gained = (part.wanted**2 - (part.wanted - part.predicted) ** 2)[:, 0]
        found = _over_folds(part.folds, partial(_ratio, gained, squares))
        value, error = value + found.value, float(np.hypot(error, found.error))
    return Estimate(value, error)


def choice_known(inputs: Floats, payoffs: Floats, clusters: Ints) -> tuple[Estimate, float]:
    """Return what choosing after learning the inputs gains on average, and how often it chooses otherwise.

    payoffs: shape (futures, policies), more is better. Predictions are held back by as much as they were too bold on
    futures they hadn't seen, so that what says nothing changes no choice.
    """
    best = int(np.argmax(payoffs.mean(axis=0)))
    if inputs.shape[1] == 0 or payoffs.shape[1] < 2:
        return Estimate(0.0, 0.0), 0.0
    # Differences from the best policy alone are predicted: what all policies share says nothing of the choice.
    differences = payoffs - payoffs[:, [best]]
    parts = _parts(inputs, differences, clusters)
    expected = np.broadcast_to(differences.mean(axis=0), differences.shape).copy()
    for part in parts:
        squares = np.sum(part.predicted**2, axis=0)
        slope = np.sum(part.predicted * part.wanted, axis=0) / np.where(squares > 0, squares, 1.0)
        expected += np.clip(slope, 0.0, 1.0) * part.predicted
    chosen = np.argmax(expected, axis=1)
    gained = differences[np.arange(len(chosen)), chosen]
    folds = parts[-1].folds if parts else np.arange(len(chosen)) % _FOLDS
    return _over_folds(folds, lambda here: gained[here].mean()), float((chosen != best).mean())


@dataclass(frozen=True, eq=False)
class _Part:
    """Held-out predictions of one part of the outputs, and the folds that were held out."""

    wanted: Floats
    predicted: Floats
    folds: Ints


def _parts(inputs: Floats, outputs: Floats, clusters: Ints) -> list[_Part]:
    """Predict what differs within counties from the inputs that do, and what differs between them from the others."""
    _, place = np.unique(clusters, return_inverse=True)
    count = int(place.max()) + 1
    every = np.arange(len(inputs))
    folds = np.random.default_rng(0).permutation(len(inputs)) % _FOLDS
    if count == len(inputs) or count == 1:  # one county
        wanted = outputs - outputs.mean(axis=0)
        return [_Part(wanted, _held_out(_terms(inputs), wanted, folds, _SHRINK), folds)]
    sizes = np.bincount(place)[:, None]

    def means(values: Floats) -> Floats:
        sums = np.zeros((count, values.shape[1]))
        np.add.at(sums, place, values)
        return np.asarray(sums / sizes)

    of_county = means(inputs)
    shared = np.abs(inputs - of_county[place]).max(axis=0) < 1e-9 * (np.abs(inputs).max(axis=0) + 1)
    between = means(outputs)
    found = []
    if not shared.all():
        wanted = outputs - between[place]
        found.append(_Part(wanted, _held_out(_terms(inputs[:, ~shared]), wanted, folds, _SHRINK), folds))
    if shared.any():
        scores = _standardised(of_county[:, shared])
        apart = between - outputs.mean(axis=0)
        predicted = _held_out(scores, apart, np.arange(count), _SHRINK_COUNTIES)
        found.append(_Part(apart[place], predicted[place], place[every]))
    return found


def _ratio(above: Floats, below: Floats, here: NDArray[np.bool_]) -> float:
    return float(above[here].sum() / below[here].sum())


def _over_folds(folds: Ints, statistic: Callable[[NDArray[np.bool_]], float]) -> Estimate:
    """Return a statistic of all futures, and its error by leaving out one fold after another (jackknife)."""
    numbers = np.unique(folds)
    value = float(statistic(np.ones(folds.size, bool)))
    without = np.array([float(statistic(folds != one)) for one in numbers])
    factor = (numbers.size - 1) / numbers.size
    return Estimate(value, float(np.sqrt(factor * np.sum((without - without.mean()) ** 2))))


def _held_out(terms: Floats, outputs: Floats, folds: Ints, shrink: float) -> Floats:
    """Predict each fold from the others by ridge regression; shapes as outputs."""
    found = np.empty_like(outputs)
    for one in np.unique(folds):
        here = folds == one
        known, wanted = terms[~here], outputs[~here]
        centre = known.mean(axis=0)
        apart = known - centre
        cross = apart.T @ apart + shrink * len(apart) * np.eye(apart.shape[1])
        slopes = np.linalg.solve(cross, apart.T @ (wanted - wanted.mean(axis=0)))
        found[here] = wanted.mean(axis=0) + (terms[here] - centre) @ slopes
    return found


def _terms(inputs: Floats) -> Floats:
    """Return the terms of the regression: powers of normal scores, waves of a single input, products of a few."""
    ranks = [np.unique(column, return_inverse=True)[1] for column in inputs.T]
    shares = [_middle(rank) for rank in ranks if rank.max() > 0]
    if not shares:
        return np.zeros((len(inputs), 1))
    scores = [ndtri(share) for share in shares]
    columns = [score**power for score in scores for power in range(1, _POWERS + 1)]
    if len(scores) == 1:
        turns = [k * np.pi * shares[0] for k in range(1, _WAVES + 1)]
        columns += [wave(turn) for turn in turns for wave in (np.sin, np.cos)]
    elif len(scores) <= _PRODUCTS:
        columns += [one * other for k, one in enumerate(scores) for other in scores[:k]]
    return _standardised(np.stack(columns, axis=1))


def _middle(rank: Ints) -> Floats:
    """Return the share of the futures below the middle of each one's equals."""
    counts = np.bincount(rank)
    return np.asarray(((np.cumsum(counts) - counts / 2) / rank.size)[rank])


def _standardised(columns: Floats) -> Floats:
    sd = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(sd > 0, sd, 1.0))
