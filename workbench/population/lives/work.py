"""Who works in a year: the recipe's shares outside the labour force and unemployed, decided anew for a share a year."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.categories import Sex
from workbench.population.lives.numbers import compiled, uniform

_FEMALE = int(Sex.FEMALE)
_MOST = 0.95


@compiled
def decide_work(
    ids: Any,
    age: Any,
    sex: Any,
    residence: Any,
    dwelling: Any,
    dwellings: Any,
    studied: Any,
    stage: Any,
    grade: Any,
    items: Any,
    ill: Any,
    childless_not: Any,
    employed: Any,
    unemployed: Any,
    out: Any,
    hindered: Any,
    sole: Any,
    rate: Any,
    young: Any,
    old_work: Any,
    old_women: Any,
    idle: Any,
    renewal: Any,
    key_anew: Any,
    key: Any,
    key_un: Any,
) -> Any:
    """Decide anew on the work of a share of the able, and of who has just left school or turned 18 or 60."""
    n = ids.size
    able, adults = _able(age, stage, items, grade, dwelling, dwellings)
    means, olds = _means(age, sex, residence, dwelling, grade, ill, able, adults, hindered, sole, old_women)
    for i in range(n):
        if not able[i] or age[i] >= 75:
            employed[i] = False
            unemployed[i] = False
            continue
        entry = age[i] == 60 or age[i] == 18 or studied[i] > 0
        if not entry and uniform(key_anew, ids[i]) >= renewal:
            continue
        unemployed[i] = False
        employed[i] = False
        if not childless_not[i] and uniform(key_un, ids[i] ^ 1) < idle:
            continue
        r, s, u = residence[i], sex[i], uniform(key, ids[i])
        if age[i] >= 60:
            relative = old_women if s == _FEMALE else 1.0
            employed[i] = u < min(old_work[r] * relative / olds[r], _MOST)
            continue
        g = 0 if age[i] < 30 else 1 if age[i] < 50 else 2
        relative = _hindrance(ill[i], grade[i], adults[dwelling[i]], hindered, sole)
        if u < min(out[r, s, g] * relative / means[r, s, g], _MOST):
            continue
        unemployed[i] = uniform(key_un, ids[i]) < rate[r] * (young if age[i] <= 24 else 1.0)
        employed[i] = not unemployed[i]


@compiled
def _able(age: Any, stage: Any, items: Any, grade: Any, dwelling: Any, dwellings: Any) -> Any:
    """Say who is able to work, and count the able below 60 of each dwelling."""
    able, adults = np.zeros(age.size, np.bool_), np.zeros(dwellings, np.int32)
    for i in range(age.size):
        able[i] = age[i] >= 18 and stage[i] == 0 and items[i] < 4 and not (1 <= grade[i] <= 2)
        if able[i] and age[i] < 60:
            adults[dwelling[i]] += 1
    return able, adults


@compiled
def _hindrance(ill: Any, grade: Any, adults: Any, hindered: Any, sole: Any) -> Any:
    """Return how much likelier than others somebody is outside the labour force."""
    return (hindered if ill or grade > 0 else 1.0) * (sole if adults == 1 else 1.0)


@compiled
def _means(
    age: Any, sex: Any, residence: Any, dwelling: Any, grade: Any, ill: Any, able: Any, adults: Any, hindered: Any,
    sole: Any, old_women: Any,
) -> Any:  # fmt: skip
    """Return the mean hindrance by residence, sex and age group, and that of those of 60 to 74 by residence."""
    sums, numbers = np.zeros((2, 2, 3)), np.full((2, 2, 3), 1e-9)
    olds, counts = np.zeros(2), np.full(2, 1e-9)
    for i in range(age.size):
        if not able[i] or age[i] >= 75:
            continue
        if age[i] >= 60:
            olds[residence[i]] += old_women if sex[i] == _FEMALE else 1.0
            counts[residence[i]] += 1
            continue
        g = 0 if age[i] < 30 else 1 if age[i] < 50 else 2
        sums[residence[i], sex[i], g] += _hindrance(ill[i], grade[i], adults[dwelling[i]], hindered, sole)
        numbers[residence[i], sex[i], g] += 1
    return sums / numbers, olds / counts
