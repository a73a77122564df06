"""How self-care changes from one year to the next: the published matrices, and smooth ones for every age."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Sex
from workbench.errors import InputError
from workbench.population.self_care.chain import cohort, lasting_mix
from workbench.population.self_care.mortality import death_probabilities, scale_to_life_expectancy, sex_code
from workbench.population.self_care.published_transitions import BAND_STARTS, STATES, published, whole_matrices
from workbench.population.self_care.smoothing import OLDEST, YOUNGEST, smooth, with_deaths

__all__ = ["STATES", "rescaled_matrices", "transition_matrix"]

Floats = NDArray[np.float64]


def transition_matrix(sex: str | Sex, age: int, years: int = 1, *, life_expectancy: float | None = None) -> Floats:
    """Return the probabilities to be healthy, partly, completely disabled or dead after some years; shape (4, 4).

    >>> transition_matrix("male", 70).round(3)

    Row: the state now; column: the state then; order of STATES; nobody revives. The published matrix of the age band
    (Hindawi MPE 2022 7980111 table 4, CLHLS), its rows divided by their sums, which miss 1 by up to .001 as printed;
    what the source means by its states 1 to 3 could not be read. With a life_expectancy (years at birth of that sex):
    the smooth matrix with its deaths, see `rescaled_matrices`. `years` is a power of the matrix of that age: the person
    does not grow older meanwhile.
    Raises UnknownNameError for an unknown sex, InputError for an age outside 65 to 110, years that are not whole or
    below 0, and a life expectancy that no scaling of the death rates reaches.
    """
    code = sex_code(sex)
    if not _is_whole(age) or not YOUNGEST <= age <= OLDEST:
        raise InputError(f"transition_matrix: age {age}; accepted: whole years from {YOUNGEST} to {OLDEST}")
    if not _is_whole(years) or years < 0:
        raise InputError(f"transition_matrix: years={years}; a whole number from 0 on is wanted")
    if life_expectancy is None:
        band = int(np.searchsorted(BAND_STARTS, age, side="right")) - 1
        one = whole_matrices(published().one_year[code, band])
    else:
        one = rescaled_matrices(code, life_expectancy)[age - YOUNGEST]
    return np.linalg.matrix_power(one, int(years))


@cache
def rescaled_matrices(sex: Sex, life_expectancy: float) -> Floats:
    """Return smooth one-year matrices with the life table's deaths; shape (46 ages from 65 to 110, 4, 4), read-only.

    Moves among those who live on are those of `smooth`. The hazard of dying keeps its ratios between the states and is
    multiplied at each age by one factor, so that the mean probability to die, over the mix of states that the chain
    itself has then, is the life table's, scaled to `life_expectancy` (years at birth). The chain begins at 65 with the
    mix that the matrix of 65 keeps, because the source does not print the mix.
    """
    curves = smooth(sex)
    dying = death_probabilities(sex, scale_to_life_expectancy(sex, life_expectancy))[YOUNGEST:]
    start = lasting_mix(curves.moves[0], curves.hazard_ratios, float(dying[0]))
    _, hazards = cohort(curves.moves, curves.hazard_ratios, dying, start)
    matrices = with_deaths(curves.moves, hazards[:, None] * curves.hazard_ratios)
    matrices.flags.writeable = False
    return matrices


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
