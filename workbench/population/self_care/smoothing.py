"""Smooths the published transition matrices over age: odds among the living, and the hazard of dying.

The source observed people twice, three years apart (table 3), and derived one-year matrices from that (table 4). In
nine of its fourteen matrices the third power of table 4 repeats table 3 to .002; in five it misses it by .014 to .118,
and many cells of table 4 jump between .001 and .2 from one band to the next. So the curves are fitted to what was
observed: the product of three smooth one-year matrices of consecutive ages must repeat table 3. It is a maximum
likelihood fit (multinomial in each row). Table 3 has no zero, so that nothing has to be done about the two zeros of
table 4, which log odds of table 4 would have to invent something for.

Among those who live on, the log odds of each move against staying are linear in age. The log hazard of dying is linear
in age with one slope for the three states, so that death is more likely with each worse state and with each year of
age. The printed figures contradict that here and there (women of 90-95: 46 % of the healthy and 36 % of the partly
disabled die within three years); letting every state have a slope of its own would lower the deviance by 2.7 for men
and 3.7 for women at two more parameters each, which is within chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Sex
from workbench.population.self_care.published_transitions import BAND_STARTS, DEAD, published, whole_matrices

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

YOUNGEST, OLDEST = 65, 110
_MIDDLE_AGE, _DECADE = 80.0, 10.0  # age enters as decades from 80, which keeps the parameters of one size
_OTHERS = np.array([[1, 2], [0, 2], [0, 1]])  # the living states that each state can move to


@dataclass(frozen=True, eq=False)
class Smooth:
    """One-year probabilities that are smooth in age, for one sex.

    moves: among those who live on, shape (46 ages from 65, 3 from, 3 to). hazards: of dying, per year, shape (46, 3).
    hazard_ratios: the hazard of a state against that of the healthy, at every age; shape (3,). deviance: of table 3
    from the fit, with the persons of `published()`; on 47 degrees of freedom.
    """

    moves: Floats
    hazards: Floats
    hazard_ratios: Floats
    deviance: float


@cache
def smooth(sex: Sex) -> Smooth:
    """Fit the curves of one sex; takes a tenth of a second the first time."""
    from scipy.optimize import least_squares

    source = published()
    observed = whole_matrices(source.three_years[sex])[:, :DEAD]
    ages = first_ages()

    def residuals(parameters: Floats) -> Floats:
        fitted = three_years(*_curves(parameters, np.arange(YOUNGEST, OLDEST + 1)), ages)[:, :DEAD]
        # Half the multinomial deviance is the sum of their squares, so that least squares is maximum likelihood here.
        parts = observed * np.log(observed / fitted) - observed + fitted
        return np.asarray(
            (np.sign(observed - fitted) * np.sqrt(2 * source.persons[sex][..., None] * np.maximum(parts, 0.0))).ravel()
        )

    start = np.concatenate([np.tile([-2.0, 0.0], 6), [-3.0, -2.5, -2.0, 0.5]])
    found = least_squares(residuals, start)
    moves, hazards = _curves(found.x, np.arange(YOUNGEST, OLDEST + 1))
    result = Smooth(moves, hazards, hazards[0] / hazards[0, 0], float(2 * found.cost))
    for array in (result.moves, result.hazards, result.hazard_ratios):
        array.flags.writeable = False
    return result


def first_ages() -> Ints:
    """Return the single age at which a band's three years begin: its middle (67, 72 … 92, and the open band's age)."""
    return np.append(BAND_STARTS[:-1] + 2, published().open_age)


def three_years(moves: Floats, hazards: Floats, ages: Ints) -> Floats:
    """Return the product of the one-year matrices of an age and the two that follow; shape (ages, 4, 4)."""
    years = with_deaths(moves, hazards)
    first = ages - YOUNGEST
    return np.asarray(years[first] @ years[first + 1] @ years[first + 2])


def with_deaths(moves: Floats, hazards: Floats) -> Floats:
    """Join moves among the living (…, 3, 3) and hazards of dying (…, 3) into one-year matrices (…, 4, 4)."""
    lives = np.exp(-hazards)
    matrices = np.zeros((*moves.shape[:-2], 4, 4))
    matrices[..., :DEAD, :DEAD] = moves * lives[..., None]
    matrices[..., :DEAD, DEAD] = 1.0 - lives
    matrices[..., DEAD, DEAD] = 1.0
    return matrices


def _curves(parameters: Floats, ages: Ints) -> tuple[Floats, Floats]:
    """Return moves (ages, 3, 3) and hazards (ages, 3): six log odds with their slopes, three log hazards, one slope."""
    decades = (ages - _MIDDLE_AGE) / _DECADE
    level, slope = parameters[:12].reshape(3, 2, 2).transpose(2, 0, 1)
    odds = np.exp(level + slope * decades[:, None, None])
    moves = np.empty((ages.size, DEAD, DEAD))
    for state in range(DEAD):
        moves[:, state, _OTHERS[state]] = odds[:, state]
        moves[:, state, state] = 1.0
    moves /= moves.sum(axis=-1, keepdims=True)
    return moves, np.exp(parameters[12:15] + parameters[15] * decades[:, None])
