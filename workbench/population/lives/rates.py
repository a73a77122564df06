"""The rates of the lives by year: published vital rates, the yearly matrices of self-care, and what is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex
from workbench.errors import InputError, ParameterError, unknown
from workbench.law import law
from workbench.parameter.book import Override, ParameterBook, Resolved
from workbench.parameter.parameter_file import read_parameter_file
from workbench.paths import package_file
from workbench.place import Place, current_place
from workbench.population.self_care.factors import PARAMETERS, factors_of
from workbench.population.self_care.recalibration import recalibrated_matrices
from workbench.population.statistics import national_statistics
from workbench.population.synthesis.assumptions import Assumptions

Floats = NDArray[np.float64]
FIRST_RATES, LAST_RATES = 2010, 2050  # the years of the vital rates
_LEVEL_YEAR = 2021  # of the life expectancies that the law's care section states
_DATE = date(2021, 1, 1)
OLDEST = 110
_MOTHERS = ("15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49")
_UNMARRIED = ("25-29", "30-34", "35-39", "40-44", "45-49")
_ROUND = 12  # decimals of the matrices: NumPy's exp and log differ between processors in the sixteenth
# Legal ages: 20 for women, 22 for men. Divorces by age of the wife, relative to their mean (assumed: rarer with age).
_MARRIES_FROM = 20
_DIVORCE_BY_AGE = ((0, 1.7), (50, 0.5), (65, 0.1))


@dataclass(frozen=True, eq=False)
class YearRates:
    """The rates of one year; arrays by sex (order of Sex) and single age 0 … 110.

    fates: cumulated chances of no, partial, complete loss of self-care and death by state, (2, 111, 3, 4).
    births: chance of a woman of each age to give birth, (111,). boys: share of boys among the born.
    marriage: chance of the unmarried to marry in a year, by residence, sex and age, (2, 2, 111).
    divorce: relative chance of a couple by age of the wife, (111,).
    """

    fates: Floats
    births: Floats
    boys: float
    marriage: Floats
    divorce: Floats


@cache
def _book() -> ParameterBook:
    path = package_file("population", "lives", "assumptions.yaml")
    return ParameterBook({parameter.name: parameter for parameter in read_parameter_file(path)})


def assumptions_of_lives(changes: Mapping[str, float]) -> dict[str, Resolved]:
    """Return the assumptions by name, some changed; raises UnknownNameError, ParameterError, InputError."""
    book, overrides = _book(), {}
    for name, value in changes.items():
        if name not in book:
            raise unknown("assumption of the lives", name, book, "lives")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"lives: {name}: a number in {book[name].unit} is wanted, not {value!r}")
        overrides[name] = Override(float(value), source="set in the call of lives")
    found = dict(book.resolve(_DATE, overrides))
    parts = found["score_fixed_part"].value + found["score_persistent_part"].value
    if parts > 1:
        raise ParameterError(f"lives: score_fixed_part + score_persistent_part = {parts:g}; at most 1 is accepted")
    return found


def _care_factors() -> dict[str, float]:
    """Return the level of the matrices in `_LEVEL_YEAR`: the parameters of the law's care section."""
    book = law().parameters
    chosen = ParameterBook({name: book[name] for name in PARAMETERS.values()}).resolve(_DATE)
    return {name: one.value for name, one in chosen.items()}


def matrices(year: int, shift: float) -> Floats:
    """Return one-year matrices of everybody, (2, 111, 4, 4); life expectancies follow the projection's change."""
    return _matrices(year, shift, current_place())


@cache
def _matrices(year: int, shift: float, place: Place) -> Floats:
    del place  # the law's level may differ from place to place
    values, figures = dict(_care_factors()), national_statistics()
    for sex in Sex:
        word = sex.name.lower()
        change = figures.value("life_expectancy_at_birth", f"{word} {year}")
        change -= figures.value("life_expectancy_at_birth", f"{word} {_LEVEL_YEAR}")
        values[f"life_expectancy_{word}"] += change + shift
    factors = factors_of(values)
    factors["mortality_ratio"] = 1.0
    found = recalibrated_matrices(**factors)
    found.flags.writeable = False
    return found


def checked_matrices(found: Floats) -> Floats:
    """Return the cumulated rows (2, 111, 3, 4) of matrices; raises InputError where a row isn't a distribution."""
    rows = np.asarray(found, dtype=np.float64)
    if rows.shape != (len(Sex), OLDEST + 1, 4, 4):
        raise InputError(f"transitions: an array of shape (2, 111, 4, 4) is wanted, not {rows.shape}")
    wrong = ~(rows >= 0).all(axis=-1) | ~(np.abs(rows.sum(axis=-1) - 1) < 1e-9)
    if wrong.any():
        sex, age, state = (int(axis[0]) for axis in np.nonzero(wrong))
        row = ", ".join(f"{one:g}" for one in rows[sex, age, state])
        raise InputError(
            f"transitions: {Sex(sex).name.lower()} aged {age} from state {state}: {row}; "
            "probabilities from 0 that add to 1 are wanted"
        )
    cumulated = np.asarray(np.round(np.cumsum(rows[:, :, :3], axis=-1), _ROUND), dtype=np.float64)
    cumulated[..., 3] = 1.0
    return np.asarray(cumulated, dtype=np.float64)


def rates_of(year: int, assumed: Mapping[str, Resolved], transitions: Floats | None) -> YearRates:
    """Return the rates of the step that ends in `year` (2011 to 2050); transitions: matrices for those published."""
    figures = national_statistics()
    found = matrices(year, assumed["life_expectancy_shift"].value) if transitions is None else transitions
    births = np.zeros(OLDEST + 1)
    fertility = figures.value("total_fertility", str(year)) * assumed["fertility_level"].value
    for ages in _MOTHERS:
        low, high = (int(end) for end in ages.split("-"))
        births[low : high + 1] = fertility * figures.value("births_by_age_of_mother", f"{year} {ages}") / 5
    if births.max() > 1:
        raise InputError(f"lives: fertility_level makes {births.max():.2f} births of one woman a year; at most 1")
    ratio = figures.value("sex_ratio_at_birth", str(year))
    divorce = np.zeros(OLDEST + 1)
    for start, relative in _DIVORCE_BY_AGE:
        divorce[start:] = relative
    return YearRates(checked_matrices(found), births, ratio / (1 + ratio), _marriage(assumed), divorce)


def _marriage(assumed: Mapping[str, Resolved]) -> Floats:
    """Return yearly chances to marry behind the shares never married of 2022, as if cohorts lived through them.

    Between the middles of two age groups the hazard is constant. From 20 to 27.5 it rises linearly from 0 so that the
    share of the first group is met. The published shares are of both sexes; women marry earlier, men later, by half of
    the difference of the mean ages. From 50 on: `remarriage_share_over_50`, two thirds of it for each ten years more.
    """
    from workbench.portable_math import exp, log

    figures = national_statistics()
    ages = {sex: figures.value("mean_age_at_first_marriage", sex.name.lower()) for sex in Sex}
    half = (ages[Sex.MALE] - ages[Sex.FEMALE]) / 2
    middles = np.array([27.5, 32.5, 37.5, 42.5, 47.5])
    found = np.zeros((len(Residence), len(Sex), OLDEST + 1))
    for residence in Residence:
        left = np.array([figures.value("never_married", f"{residence.name.lower()} {group}") for group in _UNMARRIED])
        hazards = log(left[:-1] / left[1:]) / np.diff(middles)
        slope = -2.0 * float(log(left[0])) / (middles[0] - _MARRIES_FROM) ** 2
        for sex, shift in ((Sex.FEMALE, half), (Sex.MALE, -half)):
            age = np.arange(_MARRIES_FROM + (2 if sex == Sex.MALE else 0), 70)
            at = age + 0.5 + shift
            piece = np.clip(np.searchsorted(middles, at, side="right") - 1, 0, hazards.size - 1)
            hazard = np.where(at < middles[0], slope * np.maximum(at - _MARRIES_FROM, 0.0), hazards[piece])
            late = assumed["remarriage_share_over_50"].value * np.array([1.0, 2 / 3])[(age >= 60).astype(int)]
            chance = np.where(age >= 50, late, 1.0 - exp(-hazard * assumed["marriage_level"].value))
            found[residence, sex, age] = chance
    return found


def score_parts(assumed: Mapping[str, Resolved]) -> tuple[float, float, float]:
    """Return f, p and rho of the income score."""
    fixed, fading, kept = ("score_fixed_part", "score_persistent_part", "score_persistence")
    return assumed[fixed].value, assumed[fading].value, assumed[kept].value


def disability_rates(recipe: Assumptions) -> tuple[Floats, Floats]:
    """Return the registered share by age (111,) and the yearly chance of a new certificate that keeps it rising."""
    ages = (0, 18, 40, 60, 75, 95)
    share = np.interp(np.arange(OLDEST + 2), ages, [recipe[f"registered_disability_at_{age}"] for age in ages])
    new = np.maximum(np.diff(share), 0.0) / (1 - share[:-1])
    return share[:-1], new


# Words of the published series, Chinese and English.
_SERIES = {
    "total_fertility": ("总和生育率", "Total fertility"),
    "births_by_age_of_mother": ("生育按母亲年龄分布", "Births by age of the mother"),
    "sex_ratio_at_birth": ("出生性别比", "Sex ratio at birth"),
    "life_expectancy_at_birth": ("出生预期寿命", "Life expectancy at birth"),
    "never_married": ("未婚比例", "Never married"),
    "mean_age_at_first_marriage": ("平均初婚年龄", "Mean age at first marriage"),
}


def rate_rows(first: int, last: int) -> list[tuple[object, ...]]:
    """Return the published rates used from the first to the last year as rows of `Lives.assumptions`."""
    figures = national_statistics()
    rows: list[tuple[object, ...]] = []
    for series, (zh, en) in _SERIES.items():
        for group in figures.groups(series):
            years = [int(part) for part in group.split() if part.isdecimal() and len(part) == 4]
            if years and not first < years[0] <= last:
                continue
            one = figures.figure(series, group)
            titles = (f"{series} {group}", f"{zh} {group}", f"{en} {group}")
            rows.append((*titles, one.unit, one.value, None, None, one.status, one.source))
    return rows
