"""Death rates of China 2015-2020, their life table, and their scaling to a life expectancy."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Sex, labels
from workbench.errors import InputError, unknown
from workbench.population.statistics import national_statistics

Floats = NDArray[np.float64]

OLDEST = 110  # the last single age; it stands for everybody older
_STARTS = np.array([0, 1, *range(5, 101, 5)])  # 0, 1-4, 5-9 … 95-99, 100+: the groups of the source
_WIDTHS = np.diff(_STARTS)
# Assumed years that those who die in a closed group live in it: .1, 1.5, then half of its five years.
_LIVED = np.array([0.1, 1.5, *[2.5] * (_WIDTHS.size - 2)])
_SCALE_LIMITS = (0.05, 30.0)
_ROUNDS = 60  # of the correction of single-year hazards; they repeat the group rates to 1e-12 after about 25


def sex_code(sex: str | Sex) -> Sex:
    """Return the code of "female" or "male" (or of the Sex itself); raises UnknownNameError for another word."""
    if isinstance(sex, Sex):
        return sex
    names = labels(Sex)
    if str(sex) not in names:
        raise unknown("sex", str(sex), names, "care")
    return Sex(names.index(sex))


@cache
def central_death_rates(sex: Sex) -> Floats:
    """Return m(x) of the 22 age groups 0, 1-4, 5-9 … 95-99, 100+ in deaths per person-year; shape (22,).

    Source: UN World Population Prospects 2019, China 2015-2020 (mortality.csv, published).
    """
    values = national_statistics().values("central_death_rate")
    word = sex.name.lower()
    found = {group.removeprefix(f"{word} "): rate for group, rate in values.items() if group.startswith(f"{word} ")}
    names = ["0", "1-4", *[f"{age}-{age + 4}" for age in _STARTS[2:-1]], "100+"]
    missing = [name for name in names if name not in found]
    if missing:
        raise InputError(f"mortality.csv: central_death_rate has no group {f'{word} {missing[0]}'!r}")
    rates = np.array([found[name] for name in names])
    rates.flags.writeable = False
    return rates


def life_expectancy(sex: str | Sex, scale: float = 1.0, age: int = 0) -> float:
    """Return the years still to be lived at an age where a group begins (0, 1, 5, 10 … 100), all m(x) times `scale`.

    Abridged life table: q = n·m / (1 + (n − a)·m) with a = .1, 1.5, 2.5 …; the open group lives 1/m years.
    Raises InputError for another age and for a scale that is not positive, UnknownNameError for an unknown sex.
    """
    code = sex_code(sex)
    if age not in _STARTS:
        raise InputError(f"life_expectancy: age {age}; accepted: 0, 1, 5, 10 … 100, where an age group begins")
    _check_scale(scale)
    return float(_expectancy(central_death_rates(code) * scale, int(np.searchsorted(_STARTS, age))))


def scale_to_life_expectancy(sex: str | Sex, target: float) -> float:
    """Return the factor on all m(x) with which the life expectancy at birth is `target` years.

    Raises InputError for a target that no factor from .05 to 30 reaches.
    """
    return float(scales_to_life_expectancies(sex, np.array([target]))[0])


def scales_to_life_expectancies(sex: str | Sex, targets: Floats) -> Floats:
    """Return the factors of many targets at once; shape as `targets`."""
    from scipy.optimize.elementwise import find_root

    rates = central_death_rates(sex_code(sex))
    lowest, highest = (float(_expectancy(rates * scale)) for scale in reversed(_SCALE_LIMITS))
    wrong = ~((targets > lowest) & (targets < highest))
    if np.any(wrong):
        raise InputError(
            f"life expectancy {float(targets[wrong][0]):g}: "
            f"accepted for {sex_code(sex).name.lower()}: {np.ceil(lowest):.0f} to {np.floor(highest):.0f} years"
        )

    def excess(logarithm: Floats, target: Floats) -> Floats:
        return _expectancy(rates * np.exp(logarithm)[..., None]) - target

    low, high = (np.full(targets.shape, np.log(limit)) for limit in _SCALE_LIMITS)
    # those found are left out of the next step, so the targets go along as arguments
    found = find_root(excess, (low, high), args=(targets,))
    return np.asarray(np.exp(found.x))


@cache
def death_hazards(sex: Sex) -> Floats:
    """Return the hazard of dying in each single year of age 0 … 110, per year, unscaled; shape (111,).

    Age 0 has the hazard that gives the abridged table's q, ages 1 to 4 share one. From 5 on the logarithm of the hazard
    is a broken line through one value near the middle of each group; these values are corrected until the single-year
    table has exactly the published m(x) of each group. Beyond the last value the line goes on. The published figures
    are the m(x): the abridged table's own survivors are not kept, because its a = 2.5 is too long above 95.
    """
    rates = central_death_rates(sex)
    middles = np.append(_STARTS[2:-1] + 2.0, 102.0)  # of single years: 5 … 9 have their middle at the year of age 7
    ages = np.arange(_STARTS[2], OLDEST + 1)
    group = np.searchsorted(_STARTS[2:], ages, side="right") - 1
    values = np.log(rates[2:])
    for _ in range(_ROUNDS):
        line = _broken_line(ages, middles, values)
        values = values + np.log(rates[2:]) - np.log(_group_rates(np.exp(line), group))
    infant = -np.log1p(-rates[0] / (1.0 + (1.0 - _LIVED[0]) * rates[0]))
    hazards = np.concatenate([[infant], np.full(4, rates[1]), np.exp(_broken_line(ages, middles, values))])
    hazards.flags.writeable = False
    return hazards


def death_probabilities(sex: str | Sex, scale: float = 1.0) -> Floats:
    """Return the probability to die before the next birthday at exact ages 0 … 110; shape (111,).

    1 − exp(−scale × hazard), see `death_hazards`. Raises InputError for a scale that is not positive.
    """
    _check_scale(scale)
    return np.asarray(-np.expm1(-scale * death_hazards(sex_code(sex))))


def single_year_expectancy(probabilities: Floats, age: int = 0) -> float:
    """Return the years still to be lived at `age` by one-year probabilities of shape (111,).

    Within a year the hazard is constant; at 110 it stays as it is for ever.
    """
    hazards = -np.log1p(-probabilities[age:])
    alive = np.exp(-np.concatenate([[0.0], np.cumsum(hazards)[:-1]]))
    lived = alive * probabilities[age:] / hazards
    lived[-1] = alive[-1] / hazards[-1]
    return float(lived.sum())


def _expectancy(rates: Floats, first: int = 0) -> Floats:
    """Return the expectancy at the start of a group of the abridged table; `rates` of shape (…, 22)."""
    closed = rates[..., first:-1]
    widths, lived = _WIDTHS[first:], _LIVED[first:]
    # With a = 2.5 q passes 1 where m passes .4: at 95-99, with rates a sixth above the source's. Then all die there.
    dying = np.minimum(widths * closed / (1.0 + (widths - lived) * closed), 1.0)
    alive = np.concatenate([np.ones_like(rates[..., :1]), np.cumprod(1.0 - dying, axis=-1)], axis=-1)
    years = (widths * alive[..., 1:] - lived * np.diff(alive, axis=-1)).sum(axis=-1)
    return np.asarray(years + alive[..., -1] / rates[..., -1])


def _broken_line(ages: NDArray[np.int64], middles: Floats, values: Floats) -> Floats:
    """Interpolate linearly; the first and the last piece go on outside."""
    piece = np.clip(np.searchsorted(middles, ages, side="right") - 1, 0, middles.size - 2)
    slope = np.diff(values) / np.diff(middles)
    return np.asarray(values[piece] + slope[piece] * (ages - middles[piece]))


def _group_rates(hazards: Floats, group: NDArray[np.int64]) -> Floats:
    """Return deaths over person-years of each group, the last year of age being open."""
    alive = np.exp(-np.concatenate([[0.0], np.cumsum(hazards)[:-1]]))
    dead = -alive * np.expm1(-hazards)
    lived = dead / hazards
    dead[-1], lived[-1] = alive[-1], alive[-1] / hazards[-1]
    return np.asarray(np.bincount(group, dead) / np.bincount(group, lived))


def _check_scale(scale: float) -> None:
    if not (np.isfinite(scale) and scale > 0):
        raise InputError(f"scale {scale:g} of the death rates; a number above 0 is wanted")
