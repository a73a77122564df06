"""One-year matrices for every age whose disabled are as many as the county's, not as many as the published ones hold.

The published matrices make partial loss of self-care far commoner than the surveys that the county is built from. So
the odds of three kinds of change are multiplied: onset (healthy to partial or complete), worsening (partial to
complete) and recovery (any way back), and the deaths are given the life table's level again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Sex
from workbench.errors import InputError, unknown
from workbench.population.self_care.chain import cohort
from workbench.population.self_care.factors import PARAMETERS, Factors
from workbench.population.self_care.mortality import OLDEST, death_hazards, scales_to_life_expectancies
from workbench.population.self_care.smoothing import YOUNGEST, smooth, with_deaths

Floats = NDArray[np.float64]

_AGES = OLDEST + 1


@dataclass(frozen=True, eq=False)
class Cohort:
    """Matrices with the life that a cohort leads by them.

    matrices: shape (…, 2 sexes, 111 ages, 4, 4). mix: states of everybody alive, (…, 2, 111, 3). alive: share of those
    born who reach each birthday, (…, 2, 111).
    """

    matrices: Floats
    mix: Floats
    alive: Floats


def recalibrated_matrices(**factors: Unpack[Factors]) -> Floats:
    """Return one-year matrices by sex (order of Sex) and single age 0 … 110; shape (2, 111, 4, 4), states as STATES.

    >>> recalibrated_matrices(**factors_of_everybody(baseline)).shape
    (2, 111, 4, 4)

    Every factor of `Factors` is wanted; `factors_of` takes them from a scenario's parameters. Arrays of R values,
    instead of numbers, give (R, 2, 111, 4, 4). What is lost below 65 splits into partial and complete as at 65. At a
    mortality_ratio of 1 everybody's mean death rate is the life table's, with the mix of states of a cohort that lives
    by these matrices; the hazards of the states keep the ratios of the smooth matrices, at every age.
    Raises InputError for a factor that is missing or out of range and for arrays of different lengths, UnknownNameError
    for an unknown one.
    """
    return recalibrated_cohort(**factors).matrices


def recalibrated_cohort(**factors: Unpack[Factors]) -> Cohort:
    """Return the matrices with everybody's mix of states and survival; factors as of `recalibrated_matrices`."""
    values, single = _checked(factors)
    ratios = np.stack([smooth(sex).hazard_ratios for sex in Sex])
    scales = {
        Sex.FEMALE: scales_to_life_expectancies(Sex.FEMALE, values["life_expectancy_female"]),
        Sex.MALE: scales_to_life_expectancies(Sex.MALE, values["life_expectancy_male"]),
    }
    hazards = np.stack([scales[sex][:, None] * death_hazards(sex) for sex in Sex], axis=1)  # (R, 2, ages)
    moves = _moves(values)
    mix, base = cohort(moves, ratios, -np.expm1(-hazards), np.array([1.0, 0.0, 0.0]))
    by_state = base[..., None] * ratios[:, None, :] * values["mortality_ratio"][:, None, None, None]
    matrices = with_deaths(moves, by_state)
    alive = np.exp(-np.cumsum(hazards, axis=-1) + hazards)
    if single:
        return Cohort(matrices[0], mix[0], alive[0])
    return Cohort(matrices, mix, alive)


@cache
def _smooth_moves() -> Floats:
    """Return the smooth moves of both sexes, those of 65 repeated below; shape (2, 111, 3, 3)."""
    found = np.stack([smooth(sex).moves for sex in Sex])
    return np.concatenate([np.repeat(found[:, :1], YOUNGEST, axis=1), found], axis=1)


def _moves(values: dict[str, Floats]) -> Floats:
    """Return one-year probabilities among those who live on; shape (R, 2, 111, 3, 3)."""
    factors = np.ones((values["onset"].size, len(Sex), _AGES, 3, 3))
    for sex, part in ((Sex.FEMALE, 0.5), (Sex.MALE, -0.5)):
        onset = values["onset"] * values["onset_women_to_men"] ** part
        worsening = values["worsening"] * values["worsening_women_to_men"] ** part
        factors[:, sex, :, 0, 1:] = onset[:, None, None]
        factors[:, sex, :, 1, 2] = worsening[:, None]
    factors[..., 1, 0] = values["recovery"][:, None, None]
    factors[..., 2, :2] = values["recovery"][:, None, None, None]
    young = values["recovery_under_65"][:, None, None]
    factors[:, :, :YOUNGEST, 1, 0] *= young
    factors[:, :, :YOUNGEST, 2, :2] *= young[..., None]
    factors[:, :, :YOUNGEST, 1, 2] *= values["worsening_under_65"][:, None, None]
    moves = _smooth_moves() * factors
    moves /= moves.sum(axis=-1, keepdims=True)
    lost = _smooth_moves()[:, YOUNGEST, 0, 1:]  # the onset factor does not change how it splits
    split = lost / lost.sum(axis=-1, keepdims=True)
    old_enough = np.arange(YOUNGEST) >= values["incidence_from_age"][:, None, None]
    incidence = values["incidence_under_65"][:, None, None] * old_enough
    moves[:, :, :YOUNGEST, 0, 0] = 1.0 - incidence
    moves[:, :, :YOUNGEST, 0, 1:] = incidence[..., None] * split[:, None, :]
    return np.asarray(moves)


_POSITIVE = ("mortality_ratio", "onset_women_to_men", "worsening_women_to_men")


def _checked(factors: Factors) -> tuple[dict[str, Floats], bool]:
    """Return all factors as arrays of one length, and whether all were single numbers."""
    for name in factors:
        if name not in PARAMETERS:
            raise unknown("factor", name, PARAMETERS, "recalibrated_matrices")
    missing = [name for name in PARAMETERS if name not in factors]
    if missing:
        raise InputError(f"recalibrated_matrices: {', '.join(missing)}: no value is given")
    arrays = {name: np.asarray(value, dtype=np.float64) for name, value in factors.items()}
    sizes = {name: array.size for name, array in arrays.items() if array.ndim}
    for name, array in arrays.items():
        if array.ndim > 1:
            raise InputError(f"{name}: a number or a list of numbers is wanted, not a table of shape {array.shape}")
        if name in _POSITIVE:
            wrong, accepted = ~(np.isfinite(array) & (array > 0)), "a number above 0 is wanted"
        elif name == "incidence_from_age":
            wrong, accepted = ~((array >= 0) & (array <= YOUNGEST)), f"an age from 0 to {YOUNGEST} is wanted"
        elif name == "incidence_under_65":
            wrong, accepted = ~((array >= 0) & (array <= 1)), "a share from 0 to 1 is wanted"
        else:
            wrong, accepted = ~(np.isfinite(array) & (array >= 0)), "a number from 0 on is wanted"
        if np.any(wrong):
            raise InputError(f"{name}={float(np.atleast_1d(array)[np.atleast_1d(wrong)][0]):g}; {accepted}")
    if len(set(sizes.values())) > 1:
        raise InputError(
            "recalibrated_matrices: arrays of one length are wanted, not "
            + ", ".join(f"{name} of {size}" for name, size in sizes.items())
        )
    length = max(sizes.values(), default=1)
    return {name: np.broadcast_to(array, (length,)) for name, array in arrays.items()}, not sizes
