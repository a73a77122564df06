"""The published transition matrices of self-care: one year and three years, by age band and sex."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Sex
from workbench.errors import InputError
from workbench.population.statistics import national_statistics

Floats = NDArray[np.float64]

# The states in the order of SelfCare, then death. The source calls them 1 healthy, 2 mild or moderate, 3 severe and
# 4 dead; how it defines 1 to 3 could not be read, so that these names are a reading of ours.
STATES: tuple[str, ...] = ("healthy", "partial", "complete", "dead")
DEAD = 3
BANDS: tuple[str, ...] = ("65-70", "70-75", "75-80", "80-85", "85-90", "90-95", "95+")
BAND_STARTS = np.array([65, 70, 75, 80, 85, 90, 95])  # "65-70" holds the single ages 65 to 69
_SEX_WORDS = {Sex.FEMALE: "women", Sex.MALE: "men"}
_ROUNDING = 0.0015  # a printed row of four numbers may miss 1 by three or four halves of .001; the source says so


@dataclass(frozen=True, eq=False)
class Published:
    """What the source prints; arrays are read-only.

    one_year (table 4), three_years (table 3): as printed, shape (2 sexes, 7 bands, 3 states from, 4 states to), in the
    order of Sex, BANDS and STATES; a row may miss 1 by .001. persons: what a row of table 3 weighs, shape (2, 7, 3);
    estimated for the four rows that can only come from few persons, assumed for the others. open_age: assumed age of
    the band 95+.
    """

    one_year: Floats
    three_years: Floats
    persons: Floats
    open_age: int


@cache
def published() -> Published:
    """Read self_care_transitions.csv; raises InputError for a missing cell or a row that does not add to 1 ± .001."""
    figures = national_statistics()
    persons = figures.values("self_care_three_years_persons")
    weights = np.full((len(Sex), len(BANDS), DEAD), persons["every other row"])
    for sex in Sex:
        for band, name in enumerate(BANDS):
            for state in range(DEAD):
                weights[sex, band, state] = persons.get(
                    f"{_SEX_WORDS[sex]} {name} {STATES[state]}", weights[sex, band, state]
                )
    found = Published(
        one_year=_read(figures.values("self_care_one_year"), "self_care_one_year"),
        three_years=_read(figures.values("self_care_three_years"), "self_care_three_years"),
        persons=weights,
        open_age=int(figures.value("self_care_open_group_age", "95+")),
    )
    for array in (found.one_year, found.three_years, found.persons):
        array.flags.writeable = False
    return found


def whole_matrices(rows: Floats) -> Floats:
    """Return square matrices of rows as printed, shape (…, 3, 4) → (…, 4, 4): each row over its sum, nobody revives."""
    matrices = np.zeros((*rows.shape[:-2], 4, 4))
    matrices[..., :DEAD, :] = rows / rows.sum(axis=-1, keepdims=True)
    matrices[..., DEAD, DEAD] = 1.0
    return matrices


def _read(values: dict[str, float], series: str) -> Floats:
    rows = np.empty((len(Sex), len(BANDS), DEAD, DEAD + 1))
    for sex in Sex:
        for band, name in enumerate(BANDS):
            for state in range(DEAD):
                for to, word in enumerate(STATES):
                    group = f"{_SEX_WORDS[sex]} {name} {STATES[state]} to {word}"
                    if group not in values:
                        raise InputError(f"self_care_transitions.csv: {series} has no group {group!r}")
                    rows[sex, band, state, to] = values[group]
                row = rows[sex, band, state]
                if abs(row.sum() - 1.0) > _ROUNDING or row.min() < 0:
                    raise InputError(
                        f"self_care_transitions.csv: {series}, {_SEX_WORDS[sex]} {name} from {STATES[state]}: "
                        f"the row adds to {row.sum():.4g}; probabilities that add to 1 ± .001 are wanted"
                    )
    return rows
