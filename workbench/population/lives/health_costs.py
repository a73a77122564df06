"""What dwellings spend on health, as the recipe of the county draws it: the catastrophic, the ill, the others."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.population.lives.numbers import compiled, exponential, logarithm, normal, uniform

NAMES = (
    "usual_health_share", "least_health_share_ill", "usual_health_share_ill", "no_health_spending_share",
    "inpatient_part", "consumption_elasticity", "che_weight_elder", "che_weight_ill",
)  # fmt: skip
_MOST = 0.95


@compiled
def spend_on_health(
    ids: Any, age: Any, grade: Any, ill: Any, starts: Any, residence: Any, income: Any, ranked: Any, spends: Any,
    size: Any, health: Any, numbers: Any, growth: Any, key: Any, catastrophic: Any, least_part: Any,
) -> Any:  # fmt: skip
    """Return each person's out-of-pocket cost and its inpatient part, yuan a year.

    health: by residence slope of the chance over the rank, headcount, overshoot, consumption per head (yuan a year),
    food share. ranked: rank of each dwelling among those of its residence. spends, size: luck of the dwelling.
    """
    n, d = ids.size, residence.size
    medical, inpatient = np.zeros(n), np.zeros(n)
    chance, spent, sick, sums, persons, chances, homes = _chances(
        age, ill, starts, residence, income, ranked, health, numbers, growth
    )
    for k in range(d):
        r, a, b = residence[k], starts[k], starts[k + 1]
        c = min(chance[k] * health[r, 1] / (chances[r] / homes[r]), _MOST)
        part = _part(spends[k], size[k], c, sick[k], health[r, 2], numbers, catastrophic)
        if part == 0.0:
            continue
        budget = spent[k] * health[r, 3] * growth[r] / (sums[r] / persons[r]) * (b - a) * (1.0 - health[r, 4])
        _share(ids, age, grade, ill, a, b, part * budget, sick[k], key, least_part, medical)
        for i in range(a, b):
            if ill[i] or (part >= catastrophic and medical[i] > 0):
                inpatient[i] = numbers[4] * medical[i]
    return medical, inpatient


@compiled
def _chances(
    age: Any, ill: Any, starts: Any, residence: Any, income: Any, ranked: Any, health: Any, numbers: Any, growth: Any
) -> Any:
    """Return relative chances of catastrophe, consumption, whether somebody is ill, and sums by residence."""
    d = residence.size
    chance, spent, sick = np.zeros(d), np.zeros(d), np.zeros(d, np.bool_)
    sums, persons, chances, homes = np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2)
    for k in range(d):
        r, elder = residence[k], False
        for i in range(starts[k], starts[k + 1]):
            sick[k] |= ill[i]
            elder |= age[i] >= 60
        size = starts[k + 1] - starts[k]
        spent[k] = exponential(numbers[5] * logarithm(max(income[k] / growth[r], 1.0)))
        sums[r] += spent[k] * size
        persons[r] += size
        relative = (numbers[6] if elder else 1.0) * (numbers[7] if sick[k] else 1.0)
        chance[k] = relative * exponential(-health[r, 0] * (ranked[k] - 0.5))
        chances[r] += chance[k]
        homes[r] += 1
    return chance, spent, sick, sums, persons, chances, homes


@compiled
def _below(u: Any, most: Any, wanted: Any) -> Any:
    """Return a draw of `most` × Beta(1, b) whose mean is `wanted`."""
    return most * (1.0 - exponential(logarithm(1.0 - u) / (most / wanted - 1.0)))


@compiled
def _part(luck: Any, u: Any, chance: Any, sick: Any, overshoot: Any, numbers: Any, catastrophic: Any) -> Any:
    """Return what health takes of a dwelling's spending without food."""
    if luck < chance:
        return catastrophic + _below(u, 1.0 - catastrophic, overshoot)
    if sick:
        return numbers[1] + _below(u, catastrophic - numbers[1], numbers[2] - numbers[1])
    if 1.0 - (1.0 - luck) / (1.0 - chance) < numbers[3]:
        return 0.0
    return _below(u, catastrophic, numbers[0])


@compiled
def _share(
    ids: Any, age: Any, grade: Any, ill: Any, a: Any, b: Any, cost: Any, sick: Any, key: Any, least_part: Any,
    medical: Any,
) -> Any:  # fmt: skip
    """Give the cost to the seriously ill, else to one member by lot, disabled and old ones first."""
    shares, best, patient = 0.0, -np.inf, -1
    for i in range(a, b):
        if sick and not ill[i]:
            continue
        luck = logarithm(uniform(key, ids[i]))
        if sick:
            medical[i] = least_part - luck
            shares += medical[i]
            continue
        patience = luck / ((3.0 if age[i] >= 60 else 1.0) * (2.0 if grade[i] > 0 else 1.0))
        if patience > best:
            best, patient = patience, i
    if not sick:
        medical[patient] = cost
        return
    for i in range(a, b):
        if ill[i]:
            medical[i] = cost * medical[i] / shares


@compiled
def schooling_costs(ids: Any, stage: Any, residence: Any, means: Any, spread: Any, growth: Any, key: Any) -> Any:
    """Return what a pupil's schooling costs, yuan a year; luck stays with the person."""
    found = np.zeros(ids.size)
    for i in range(ids.size):
        if stage[i] > 0:
            u = uniform(key, ids[i])
            from_mean = exponential(spread * normal(u) - spread * spread / 2.0)
            found[i] = means[stage[i]] * from_mean * growth[residence[i]]
    return found
