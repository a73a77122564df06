"""New tekun persons: those who grow old childless and poor, and a few younger ones.

The law in force says who is old (`elderly_age`) and who is no longer a minor (`tekun_minor_age`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.care.members import Members
from workbench.categories import Residence, SelfCare, Sex
from workbench.luck import replicate_draws
from workbench.place import current_place
from workbench.simulation.run import Run

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NEIGHBOURS = 5  # years of age from old age on, whose recipients tell how many of the next cohort will be some


def _shape() -> tuple[int, int, int]:
    """Towns × residences × sexes."""
    return len(current_place().towns), len(Residence), len(Sex)


@dataclass(frozen=True, eq=False)
class Entry:
    """Who could enter.

    old_age: the first age of the elderly, in whole years. young_ages: those from the end of minority to the year before
    old age, shape (ages,). turning: residents who reach old_age by year, shape (years, towns, 2 residences, 2 sexes).
    share: of those now in the five years of age from old_age on the tekun recipients, shape (2 residences, 2 sexes).
    young: residents of young_ages, shape (towns, 2, 2). old_grades, young_grades: shares of the grades among recipients
    in those five years of age and of young_ages, shape (3,).
    """

    old_age: int
    young_ages: Ints
    turning: Ints
    share: Floats
    young: Ints
    old_grades: Floats
    young_grades: Floats


@dataclass(frozen=True, eq=False)
class EntrantRows:
    """Entrants of one year as expected persons; town, sex, age of shape (rows,), persons (rows, 3)."""

    town: Ints
    sex: Ints
    age: Ints
    persons: Floats


@dataclass(frozen=True, eq=False)
class Slots:
    """Entrants of all years as places that a future fills or leaves empty.

    ids: for luck; year (from 1), town, sex: shape (slots,). age, grade and filled: shape (replicates, slots).
    """

    ids: Ints
    year: Ints
    town: Ints
    sex: Ints
    age: Ints
    grade: Ints
    filled: NDArray[np.bool_]


def entry_of(run: Run, stock: Members, years: int) -> Entry:
    """Count who could enter in each of the next `years` years, should they live so long, by the law of the run."""
    # the law compares whole years of age with its limits, so that 60.5 begins at 61
    grown, old_age = (math.ceil(run.resolved[name].value) for name in ("tekun_minor_age", "elderly_age"))
    columns = run.population.arrays()
    household = columns.to_persons(np.arange(columns.starts.size - 1))
    place = [columns.household["town"][household], columns.household["residence"][household], columns.person["sex"]]
    age = columns.person["age"]

    def count(chosen: NDArray[np.bool_]) -> Ints:
        counted = np.zeros(_shape(), dtype=np.int64)
        np.add.at(counted, tuple(axis[chosen].astype(np.int64) for axis in place), 1)
        return counted

    turning = np.stack([count(age == old_age - year) for year in range(1, years + 1)])
    now = count((age >= old_age) & (age < old_age + _NEIGHBOURS)).sum(axis=0)
    recipients = np.zeros(_shape()[1:])
    old = (stock.age >= old_age) & (stock.age < old_age + _NEIGHBOURS)
    np.add.at(recipients, (stock.residence[old], stock.sex[old]), 1.0)
    young = (stock.age >= grown) & (stock.age < old_age)
    return Entry(
        old_age=old_age,
        young_ages=np.arange(grown, old_age),
        turning=turning,
        share=np.divide(recipients, now, out=np.zeros_like(recipients), where=now > 0),
        young=count((age >= grown) & (age < old_age)),
        old_grades=_grade_shares(stock.grade[old]),
        young_grades=_grade_shares(stock.grade[young]),
    )


def _grade_shares(grades: Ints) -> Floats:
    counted = np.bincount(grades, minlength=len(SelfCare)).astype(np.float64)
    return np.asarray(counted / counted.sum()) if grades.size else np.eye(len(SelfCare))[SelfCare.ABLE]


def survival_to_old_age(matrices: Floats, old_age: int, years: int) -> Floats:
    """Return the chance to live from now to old_age of those who reach it in each year; shape (…, years, 2 sexes).

    `matrices`: by sex and age, shape (…, 2, ages, 4, 4); the deaths are those of healthy persons.
    """
    lives = 1.0 - matrices[..., :, old_age - years : old_age, 0, 3]  # (…, sexes, ages)
    backwards = np.cumprod(lives[..., ::-1], axis=-1)  # one year before old age, two years before …
    return np.asarray(np.moveaxis(backwards, -1, -2))


def expected_rows(entry: Entry, year: int, factor: float, young_per_100_000: float, survival: Floats) -> EntrantRows:
    """Return the expected entrants of a year (from 1); `factor` multiplies the share, `survival` is by sex."""
    town, residence, sex = (axis.ravel() for axis in np.indices(_shape()))
    chance = np.minimum(1.0, entry.share[residence, sex] * factor) * survival[sex]
    old = entry.turning[year - 1].ravel() * chance
    ages = entry.young_ages.size
    young = entry.young.ravel() * young_per_100_000 / 1e5 / ages
    return EntrantRows(
        town=np.concatenate([town, np.repeat(town, ages)]),
        sex=np.concatenate([sex, np.repeat(sex, ages)]),
        age=np.concatenate([np.full(town.size, entry.old_age), np.tile(entry.young_ages, town.size)]),
        persons=np.concatenate([old[:, None] * entry.old_grades, np.repeat(young, ages)[:, None] * entry.young_grades]),
    )


def drawn_slots(entry: Entry, values: Mapping[str, Floats], survival: Floats, seed: int) -> Slots:
    """Draw the entrants of every future: binomial among those who grow old, Poisson among the younger.

    `survival`: chance to live to old age, shape (replicates, years, 2 sexes).
    """
    from scipy.stats import binom, poisson  # half a second to load: only the page of care draws entrants

    factor, rate = values["tekun_entry_factor"], values["tekun_entry_under_60"]
    cells, years = np.arange(int(np.prod(_shape()))), len(entry.turning)
    town, residence, sex = (axis.ravel() for axis in np.indices(_shape()))
    chance = np.minimum(1.0, entry.share[residence, sex][None, :] * factor[:, None])  # (replicates, cells)
    parts = []
    for year in range(1, years + 1):
        # the words are no more than a key: others would draw another luck for everybody
        luck = replicate_draws(seed, f"care: turns 60 in year {year}", cells, factor.size)
        lived = chance * survival[:, year - 1, sex]
        old = np.asarray(binom.ppf(luck, entry.turning[year - 1].ravel()[None, :], lived)).astype(np.int64)
        luck = replicate_draws(seed, f"care: enters young in year {year}", cells, factor.size)
        young = np.asarray(poisson.ppf(luck, entry.young.ravel()[None, :] * rate[:, None] / 1e5)).astype(np.int64)
        parts += [_slots(old, year, town, sex, entry.old_grades, seed, np.array([entry.old_age]), kind=0)]
        parts += [_slots(young, year, town, sex, entry.young_grades, seed, entry.young_ages, kind=1)]
    return Slots(
        ids=np.concatenate([part.ids for part in parts]),
        year=np.concatenate([part.year for part in parts]),
        town=np.concatenate([part.town for part in parts]),
        sex=np.concatenate([part.sex for part in parts]),
        age=np.concatenate([part.age for part in parts], axis=1),
        grade=np.concatenate([part.grade for part in parts], axis=1),
        filled=np.concatenate([part.filled for part in parts], axis=1),
    )


def _slots(counts: Ints, year: int, town: Ints, sex: Ints, grades: Floats, seed: int, ages: Ints, kind: int) -> Slots:
    """Turn counts by replicate and cell into places; the k-th place of a cell is filled where the count exceeds k.

    `kind` keeps the ids of those who enter at old age (0) and younger (1) apart.
    """
    most = counts.max(axis=0)
    cell = np.repeat(np.arange(most.size), most)
    number = np.arange(cell.size) - np.repeat(np.cumsum(most) - most, most)
    # no resident has a negative id, and an entrant keeps the same one whatever else a scenario changes
    ids = -1 - (((year * 2 + kind) * most.size + cell) * 1_000_000 + number)
    grade_luck = replicate_draws(seed, "care: grade of an entrant", ids, len(counts))
    grade = np.minimum(np.searchsorted(np.cumsum(grades), grade_luck, side="right"), len(SelfCare) - 1)
    age_luck = replicate_draws(seed, "care: age of a young entrant", ids, len(counts))
    age = ages[(age_luck * ages.size).astype(np.int64)]
    return Slots(ids, np.full(cell.size, year), town[cell], sex[cell], age, grade, counts[:, cell] > number[None, :])
