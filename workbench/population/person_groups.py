"""Groups that persons are counted by and that no column of the contract has: household type, size, age group.

The contract knows ages and sexes, no kinship: a household type is what ages and sexes say of the household that
applies. Words in both languages: `language/words/groups.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import Sex
from workbench.population.population import Population

# Ages of the Law on the Protection of Minors (art. 2) and the Law on the Rights of the Elderly (art. 2).
ADULT_AGE, ELDER_AGE = 18, 60
# First years of the age groups; the last one has no end. 18 and 60 as above, 6 is the age of school.
_FIRST_YEARS = (0, 6, ADULT_AGE, 45, ELDER_AGE, 70, 80)
_MANY = 10**6


@dataclass(frozen=True)
class HouseholdType:
    """One type: how many members of each age it has, each as (least, most), and what it is in one line.

    minors: below 18; women, men: 18 to 59; adults: both; elders: 60 and older.
    """

    name: str
    meaning: str
    minors: tuple[int, int] = (0, _MANY)
    adults: tuple[int, int] = (0, _MANY)
    women: tuple[int, int] = (0, _MANY)
    men: tuple[int, int] = (0, _MANY)
    elders: tuple[int, int] = (0, _MANY)


NONE, ONE, SOME, SEVERAL = (0, 0), (1, 1), (1, _MANY), (2, _MANY)
# A household is of the first type that it meets; the last takes all that are left.
HOUSEHOLD_TYPES: tuple[HouseholdType, ...] = (
    HouseholdType("elder_alone", "one person of 60 or older", minors=NONE, adults=NONE, elders=ONE),
    HouseholdType("elders_only", "two or more persons, all 60 or older", minors=NONE, adults=NONE, elders=SEVERAL),
    HouseholdType("single_person", "one person of 18 to 59", minors=NONE, adults=ONE, elders=NONE),
    HouseholdType("adults_only", "two or more persons, all 18 to 59", minors=NONE, adults=SEVERAL, elders=NONE),
    HouseholdType("adults_with_elders", "18 to 59 and 60 or older, no minor", minors=NONE, adults=SOME, elders=SOME),
    HouseholdType(
        "couple_with_children", "a woman and a man of 18 to 59 and minors", minors=SOME, women=ONE, men=ONE, elders=NONE
    ),
    HouseholdType("one_adult_with_children", "one of 18 to 59 and minors", minors=SOME, adults=ONE, elders=NONE),
    HouseholdType(
        "other_with_children", "other adults of 18 to 59 and minors", minors=SOME, adults=SEVERAL, elders=NONE
    ),
    HouseholdType("three_generations", "minors, 18 to 59, and 60 or older", minors=SOME, adults=SOME, elders=SOME),
    HouseholdType("elders_with_children", "minors and 60 or older only", minors=SOME, adults=NONE, elders=SOME),
    HouseholdType("minors_only", "minors only", minors=SOME, adults=NONE, elders=NONE),
    HouseholdType("no_members", "a household without members"),
)
AGE_GROUPS: tuple[str, ...] = (
    *(f"{first}-{after - 1}" for first, after in pairwise(_FIRST_YEARS)),
    f"{_FIRST_YEARS[-1]}+",
)


def household_types(population: Population) -> pl.Series:
    """Return each household's type, in the population's order."""
    return _kept(population, "household_type", _household_types)


def household_sizes(population: Population) -> pl.Series:
    """Return the number of members of each household."""
    return pl.Series("household_size", np.diff(population.arrays().starts), dtype=pl.Int64)


def age_groups(population: Population) -> pl.Series:
    """Return each person's age group, in the population's order."""
    return _kept(population, "age_group", _age_groups)


_known: WeakKeyDictionary[Population, dict[str, pl.Series]] = WeakKeyDictionary()


def _kept(population: Population, name: str, make: Callable[[Population], pl.Series]) -> pl.Series:
    made = _known.setdefault(population, {})
    if name not in made:
        made[name] = make(population).alias(name)
    return made[name]


def _household_types(population: Population) -> pl.Series:
    columns = population.arrays()
    age, woman = columns.person["age"], columns.person["sex"] == Sex.FEMALE
    minor, elder = age < ADULT_AGE, age >= ELDER_AGE
    adult = ~minor & ~elder
    household = columns.to_persons(np.arange(len(columns.starts) - 1))

    def members(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(household[mask], minlength=len(columns.starts) - 1)

    counted = {
        "minors": members(minor),
        "adults": members(adult),
        "women": members(adult & woman),
        "men": members(adult & ~woman),
        "elders": members(elder),
    }
    met = [
        np.logical_and.reduce([(n >= getattr(one, of)[0]) & (n <= getattr(one, of)[1]) for of, n in counted.items()])
        for one in HOUSEHOLD_TYPES
    ]
    code = np.argmax(np.stack(met), axis=0)  # the first that is met; the last is met by all
    return _worded(code, [one.name for one in HOUSEHOLD_TYPES])


def _age_groups(population: Population) -> pl.Series:
    code = np.searchsorted(_FIRST_YEARS, population.arrays().person["age"], side="right") - 1
    return _worded(code, AGE_GROUPS)


def _worded(code: NDArray[np.int64], names: Sequence[str]) -> pl.Series:
    return pl.Series(code).replace_strict(dict(enumerate(names)), return_dtype=pl.Enum(names))
