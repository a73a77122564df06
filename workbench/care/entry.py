"""New tekun persons: those who turn 60 childless and poor, and a few younger ones. DOMAIN 5.4 names the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, poisson

from workbench.care.members import Members
from workbench.engine.categories import TOWNS, Residence, SelfCare, Sex
from workbench.engine.luck import replicate_draws
from workbench.simulation.run import Run

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OLD_ENTRY = 60
YOUNG_AGES = np.arange(18, OLD_ENTRY)
_SHAPE = (len(TOWNS), len(Residence), len(Sex))


@dataclass(frozen=True, eq=False)
class Entry:
    """Who could enter.

    turning: residents who turn 60 by year, shape (years, towns, 2 residences, 2 sexes). share: of those now aged 60 to
    64 the tekun recipients, shape (2 residences, 2 sexes). young: residents aged 18 to 59, shape (towns, 2, 2).
    old_grades, young_grades: shares of the grades among recipients aged 60 to 64 and 18 to 59, shape (3,).
    """

    turning: Ints
    share: Floats
    young: Ints
    old_grades: Floats
    young_grades: Floats


@dataclass(frozen=True, eq=False)
class Rows:
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
    """Count who could enter in each of the next `years` years, should they live so long."""
    columns = run.population.arrays()
    household = np.repeat(np.arange(columns.starts.size - 1), np.diff(columns.starts))
    place = [columns.household["town"][household], columns.household["residence"][household], columns.person["sex"]]
    age = columns.person["age"]

    def count(chosen: NDArray[np.bool_]) -> Ints:
        counted = np.zeros(_SHAPE, dtype=np.int64)
        np.add.at(counted, tuple(axis[chosen].astype(np.int64) for axis in place), 1)
        return counted

    turning = np.stack([count(age == OLD_ENTRY - year) for year in range(1, years + 1)])
    now = count((age >= OLD_ENTRY) & (age < OLD_ENTRY + 5)).sum(axis=0)
    recipients = np.zeros(_SHAPE[1:])
    sixties = (stock.age >= OLD_ENTRY) & (stock.age < OLD_ENTRY + 5)
    np.add.at(recipients, (stock.residence[sixties], stock.sex[sixties]), 1.0)
    young = (stock.age >= YOUNG_AGES[0]) & (stock.age < OLD_ENTRY)
    return Entry(
        turning=turning,
        share=np.divide(recipients, now, out=np.zeros_like(recipients), where=now > 0),
        young=count((age >= YOUNG_AGES[0]) & (age < OLD_ENTRY)),
        old_grades=_grade_shares(stock.grade[sixties]),
        young_grades=_grade_shares(stock.grade[young]),
    )


def _grade_shares(grades: Ints) -> Floats:
    counted = np.bincount(grades, minlength=len(SelfCare)).astype(np.float64)
    return np.asarray(counted / counted.sum()) if grades.size else np.eye(len(SelfCare))[SelfCare.ABLE]


def survival_to_sixty(matrices: Floats, years: int) -> Floats:
    """Return the chance to live from now to 60 of those who turn 60 in each year; shape (…, years, 2 sexes).

    `matrices`: by sex and age, shape (…, 2, ages, 4, 4); the deaths are those of healthy persons.
    """
    lives = 1.0 - matrices[..., :, OLD_ENTRY - years : OLD_ENTRY, 0, 3]  # (…, sexes, ages)
    backwards = np.cumprod(lives[..., ::-1], axis=-1)  # one year before 60, two years before …
    return np.asarray(np.moveaxis(backwards, -1, -2))


def expected_rows(entry: Entry, year: int, factor: float, young_per_100_000: float, survival: Floats) -> Rows:
    """Return the expected entrants of a year (from 1); `factor` multiplies the share at 60, `survival` is by sex."""
    town, residence, sex = (axis.ravel() for axis in np.indices(_SHAPE))
    chance = np.minimum(1.0, entry.share[residence, sex] * factor) * survival[sex]
    old = entry.turning[year - 1].ravel() * chance
    young = entry.young.ravel() * young_per_100_000 / 1e5 / YOUNG_AGES.size
    ages = YOUNG_AGES.size
    return Rows(
        town=np.concatenate([town, np.repeat(town, ages)]),
        sex=np.concatenate([sex, np.repeat(sex, ages)]),
        age=np.concatenate([np.full(town.size, OLD_ENTRY), np.tile(YOUNG_AGES, town.size)]),
        persons=np.concatenate([old[:, None] * entry.old_grades, np.repeat(young, ages)[:, None] * entry.young_grades]),
    )


def drawn_slots(entry: Entry, values: Mapping[str, Floats], survival: Floats, seed: int) -> Slots:
    """Draw the entrants of every future: binomial among those who turn 60, Poisson among the younger.

    `survival`: chance to live to 60, shape (replicates, years, 2 sexes).
    """
    factor, rate = values["tekun_entry_factor"], values["tekun_entry_under_60"]
    cells, years = np.arange(int(np.prod(_SHAPE))), len(entry.turning)
    town, residence, sex = (axis.ravel() for axis in np.indices(_SHAPE))
    chance = np.minimum(1.0, entry.share[residence, sex][None, :] * factor[:, None])  # (replicates, cells)
    parts = []
    for year in range(1, years + 1):
        luck = replicate_draws(seed, f"care: turns 60 in year {year}", cells, factor.size)
        lived = chance * survival[:, year - 1, sex]
        old = np.asarray(binom.ppf(luck, entry.turning[year - 1].ravel()[None, :], lived)).astype(np.int64)
        luck = replicate_draws(seed, f"care: enters young in year {year}", cells, factor.size)
        young = np.asarray(poisson.ppf(luck, entry.young.ravel()[None, :] * rate[:, None] / 1e5)).astype(np.int64)
        parts += [_slots(old, year, town, sex, entry.old_grades, seed, None)]
        parts += [_slots(young, year, town, sex, entry.young_grades, seed, YOUNG_AGES)]
    return Slots(
        ids=np.concatenate([part.ids for part in parts]),
        year=np.concatenate([part.year for part in parts]),
        town=np.concatenate([part.town for part in parts]),
        sex=np.concatenate([part.sex for part in parts]),
        age=np.concatenate([part.age for part in parts], axis=1),
        grade=np.concatenate([part.grade for part in parts], axis=1),
        filled=np.concatenate([part.filled for part in parts], axis=1),
    )


def _slots(counts: Ints, year: int, town: Ints, sex: Ints, grades: Floats, seed: int, ages: Ints | None) -> Slots:
    """Turn counts by replicate and cell into places; the k-th place of a cell is filled where the count exceeds k."""
    most = counts.max(axis=0)
    cell = np.repeat(np.arange(most.size), most)
    number = np.arange(cell.size) - np.repeat(np.cumsum(most) - most, most)
    # no resident has a negative id, and an entrant keeps the same one whatever else a scenario changes
    kind = 0 if ages is None else 1
    ids = -1 - (((year * 2 + kind) * most.size + cell) * 1_000_000 + number)
    grade_luck = replicate_draws(seed, "care: grade of an entrant", ids, len(counts))
    grade = np.minimum(np.searchsorted(np.cumsum(grades), grade_luck, side="right"), len(SelfCare) - 1)
    age = np.full(grade.shape, OLD_ENTRY, dtype=np.int64)
    if ages is not None:
        age_luck = replicate_draws(seed, "care: age of a young entrant", ids, len(counts))
        age = ages[(age_luck * ages.size).astype(np.int64)]
    return Slots(ids, np.full(cell.size, year), town[cell], sex[cell], age, grade, counts[:, cell] > number[None, :])
