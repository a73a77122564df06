"""The income score of a dwelling: what its members make of it, and luck that lasts in part.

Score = the recipe's weights of its members + ε_t with ε_t = √f·φ + √p·x_t + √(1−f−p)·ν_t and
x_t = ρ·x_{t−1} + √(1−ρ²)·η_t, all standard normal; the variance of ε is 1, its autocovariance f + p·ρ^k. ε of the
first year is the rank of the dwelling's income once its members' part is taken off; φ and x are drawn given it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex
from workbench.luck import uniform_draws
from workbench.population.lives.numbers import compiled, normal, uniform
from workbench.population.lives.state import FLOWS, State
from workbench.population.synthesis.incomes import BACHELOR_AGE, MEAN_SIZE
from workbench.portable_math import normal_quantile

Floats = NDArray[np.float64]
_MALE = int(Sex.MALE)
_HEALTH_LUCK = ("catastrophic", "size of health spending")


def per_member(state: State) -> tuple[Floats, NDArray[np.int64]]:
    """Return each dwelling's income per member (yuan a month) and its size."""
    dwelling, count = state.dwelling_of_person(), state.dwelling["dwelling_id"].size
    total = sum(state.person[name] for name in FLOWS)
    sizes = np.bincount(dwelling, minlength=count)
    return np.bincount(dwelling, weights=total, minlength=count) / sizes, sizes


def with_first_luck(
    state: State, weights: Floats, parts: tuple[float, float, float], county_seed: int, seed: int
) -> State:
    """Return the first year with the luck that its own incomes tell, and the recipe's luck of health spending."""
    ids, residence = state.dwelling["dwelling_id"], state.dwelling["residence"]
    incomes, _ = per_member(state)
    members, spread = members_score(state, weights)
    told = np.empty(ids.size)
    drawn = normal_quantile(uniform_draws(county_seed, "population: income", ids)) * spread + members
    for one in Residence:
        here = np.flatnonzero(residence == one)
        order = here[np.lexsort((drawn[here], incomes[here]))]
        told[order] = np.sort(drawn[here])
    residual = (told - members) / spread
    luck = np.empty(ids.size)
    for one in Residence:
        here = np.flatnonzero(residence == one)
        order = here[np.argsort(residual[here], kind="stable")]
        luck[order] = normal_quantile((np.arange(here.size) + 0.5) / max(here.size, 1))
    f, p, rest = (np.sqrt(part) for part in parts)
    a, b, c = (
        normal_quantile(uniform_draws(seed, f"lives: first {name} income", ids))
        for name in ("lasting", "fading", "passing")
    )
    off = luck - (f * a + p * b + rest * c)
    spends, size = (uniform_draws(county_seed, f"population: {name}", ids) for name in _HEALTH_LUCK)
    dwelling = {
        **state.dwelling,
        "lasting": a + f * off,
        "fading": b + p * off,
        "spends": spends,
        "size_of_spending": size,
    }
    return replace(state, dwelling=dwelling)


def members_score(state: State, weights: Floats) -> tuple[Floats, Floats]:
    """Return the part of the score that a dwelling's members make, and the spread of its luck; shape (d,) each."""
    person = state.person
    found: tuple[Floats, Floats] = _score(
        state.dwelling_of_person(), state.dwelling["residence"], person["age"], person["sex"], person["partner"],
        person["disability_grade"], person["serious_illness"], person["employed"], person["unemployed"],
        person["has_able_supporter"] | person["orphan_scheme"], weights, BACHELOR_AGE, MEAN_SIZE,
    )  # fmt: skip
    return found


@compiled
def _score(
    dwelling: Any,
    residence: Any,
    age: Any,
    sex: Any,
    partner: Any,
    grade: Any,
    ill: Any,
    employed: Any,
    unemployed: Any,
    supported: Any,
    w: Any,
    bachelor: Any,
    mean_size: Any,
) -> Any:
    d = residence.size
    size, burden, sick = np.zeros(d), np.zeros(d), np.zeros(d)
    minors, working, idle = np.zeros(d), np.zeros(d), np.zeros(d)
    elders, man, childless = np.ones(d, np.bool_), np.zeros(d, np.bool_), np.zeros(d, np.bool_)
    for i in range(dwelling.size):
        k = dwelling[i]
        size[k] += 1
        burden[k] += 1.0 if 1 <= grade[i] <= 2 else 0.5 if grade[i] > 0 else 0.0
        sick[k] += ill[i]
        minors[k] += age[i] < 18
        working[k] += employed[i]
        idle[k] += unemployed[i]
        if age[i] < 60:
            elders[k] = False
        if sex[i] == _MALE and bachelor <= age[i] < 60 and partner[i] < 0:
            man[k] = True
        if not supported[i]:
            childless[k] = True
    score, spread = np.empty(d), np.ones(d)
    for k in range(d):
        r = residence[k]
        alone = size[k] == 1
        found = -w[r, 0] * (size[k] - mean_size) - w[r, 1] * burden[k]
        if elders[k]:
            found -= w[r, 2] if alone else w[r, 3]
            spread[k] = w[r, 4]
        elif alone:
            found += w[r, 10]
        found -= w[r, 5] * sick[k] + w[r, 6] * minors[k] + w[r, 8] * idle[k]
        found += w[r, 7] * (working[k] / size[k] - 0.5)
        if man[k]:
            found -= w[r, 9]
        if childless[k]:
            found -= w[r, 11]
        score[k] = found
    return score, spread


@compiled
def drawn_luck(
    ids: Any,
    lasting: Any,
    fading: Any,
    spends: Any,
    size: Any,
    parts: Any,
    rho: Any,
    stays: Any,
    key_x: Any,
    key_v: Any,
    key_new: Any,
    key_spends: Any,
    key_size: Any,
) -> Any:
    """Return this year's x, √p·Δx, ε and luck of health spending (kept with the chance `stays`), by dwelling."""
    d = ids.size
    x, change, luck = np.empty(d), np.empty(d), np.empty(d)
    new_spends, new_size = spends.copy(), size.copy()
    f, p, rest, fresh = np.sqrt(parts[0]), np.sqrt(parts[1]), np.sqrt(parts[2]), np.sqrt(1.0 - rho * rho)
    for k in range(d):
        x[k] = rho * fading[k] + fresh * normal(uniform(key_x, ids[k]))
        change[k] = p * (x[k] - fading[k])
        luck[k] = f * lasting[k] + p * x[k] + rest * normal(uniform(key_v, ids[k]))
        if uniform(key_new, ids[k]) >= stays:
            new_spends[k], new_size[k] = uniform(key_spends, ids[k]), uniform(key_size, ids[k])
    return x, change, luck, new_spends, new_size
