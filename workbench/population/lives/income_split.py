"""Splits a dwelling's income among members and sources as the recipe of the county does, each with lasting luck."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.population.lives.numbers import compiled, exponential, normal, uniform
from workbench.population.synthesis.assumptions import Assumptions

NAMES = (
    "employee_pension", "resident_pension", "pension_share_limit", "resident_pension_basic", "exempt_share_of_basic",
    "labour_share_spread", "other_income_low", "other_income_high", "remittance_share", "remittance_part",
    "property_part", "business_loss_share", "business_loss_part", "old_worker_weight",
)  # fmt: skip
LUCK = (
    "employee pension", "labour share", "other income", "remittance", "business", "business loss", "size of loss",
)  # fmt: skip


def split_numbers(recipe: Assumptions) -> tuple[np.ndarray, np.ndarray]:
    """Return the recipe's numbers of the split, and by residence the shares of employee pensions and businesses."""
    shares = np.stack([recipe.by_residence("employee_pension_share"), recipe.by_residence("business_share")])
    return np.array([recipe[name] for name in NAMES]), shares


@compiled
def split_incomes(
    ids: Any, age: Any, employed: Any, supported: Any, starts: Any, homes: Any, residence: Any, income: Any,
    numbers: Any, shares: Any, growth: Any, keys: Any,
) -> Any:  # fmt: skip
    """Return wage, business, property, transfer and exempt income of each person, yuan a month.

    income: of each dwelling, per member. growth: of what stands in yuan, by residence. keys: of LUCK.
    """
    n = ids.size
    wage, business, property_ = np.zeros(n), np.zeros(n), np.zeros(n)
    transfer, exempt = np.zeros(n), np.zeros(n)
    pension, weight = np.zeros(n), np.zeros(n)
    for k in range(homes.size):
        r, a, b = residence[k], starts[k], starts[k + 1]
        total = income[k] * (b - a)
        _pensions(ids, age, supported, a, b, total, numbers, shares[0, r], growth[r], keys[0], pension, exempt)
        rest = total
        for i in range(a, b):
            rest -= pension[i]
        weights, earners, adults = _labour(ids, age, employed, a, b, numbers, keys[1], weight)
        other = 1.0
        if weights > 0:
            other = numbers[6] + max(numbers[7] - numbers[6], 0.0) * uniform(keys[2], homes[k])
            if uniform(keys[3], homes[k]) < numbers[8]:
                other += numbers[9]
            other = min(other, 1.0)
        pot = rest * other
        property_[a] = pot * numbers[10]  # to the first member, the head
        for i in range(a, b):
            sharer = age[i] >= 18 or adults == 0
            shared = pot * (1.0 - numbers[10]) / (adults if adults > 0 else b - a) if sharer else 0.0
            transfer[i] = shared + pension[i] - exempt[i]
            if weight[i] > 0 and other < 1.0:
                labour = weight[i] * rest * (1.0 - other) / weights
                if uniform(keys[4], ids[i]) < shares[1, r]:
                    business[i] = labour
                else:
                    wage[i] = labour
        if earners >= 2 and uniform(keys[5], homes[k]) < numbers[11]:
            _lose(wage, business, a, b, numbers[12] * total * (0.25 + 1.5 * uniform(keys[6], homes[k])))
    return wage, business, property_, transfer, exempt


@compiled
def _pensions(
    ids: Any, age: Any, supported: Any, a: Any, b: Any, total: Any, numbers: Any, share: Any, growth: Any, key: Any,
    pension: Any, exempt: Any,
) -> Any:  # fmt: skip
    """Fill in pensions and their exempt part; a dwelling too poor for an employee pension has resident pensions."""
    employee, resident = numbers[0] * growth, numbers[1] * growth
    limit, wanted = numbers[2] * total, 0.0
    for i in range(a, b):
        if age[i] >= 60:
            has = supported[i] and uniform(key, ids[i]) < share
            pension[i] = employee if has else resident
            exempt[i] = 0.0 if has else numbers[3] * numbers[4] * growth
            wanted += pension[i]
    if wanted > limit:
        wanted = 0.0
        for i in range(a, b):
            if age[i] >= 60:
                pension[i] = resident
                exempt[i] = numbers[3] * numbers[4] * growth
                wanted += resident
    fits = min(1.0, limit / wanted) if wanted > 0 else 1.0
    for i in range(a, b):
        if age[i] >= 60:
            pension[i] *= fits
            exempt[i] = min(pension[i], exempt[i])


@compiled
def _labour(ids: Any, age: Any, employed: Any, a: Any, b: Any, numbers: Any, key: Any, weight: Any) -> Any:
    """Fill in the weights by which labour income is shared; return their sum, the earners and the grown-ups."""
    weights, earners, adults = 0.0, 0, 0
    for i in range(a, b):
        adults += age[i] >= 18
        earners += employed[i]
    for i in range(a, b):
        if employed[i]:
            share = exponential(numbers[5] * normal(uniform(key, ids[i]))) if earners > 1 else 1.0
            weight[i] = numbers[13] * share if age[i] >= 60 else share
            weights += weight[i]
    return weights, earners, adults


@compiled
def _lose(wage: Any, business: Any, a: Any, b: Any, loss: Any) -> Any:
    """Let the first business lose; the first other earner earns as much more, so that the dwelling's income stays."""
    loser, helper = -1, -1
    for i in range(a, b):
        if business[i] > 0 and loser < 0:
            loser = i
    for i in range(a, b):
        if i != loser and (wage[i] > 0 or business[i] > 0) and helper < 0:
            helper = i
    if loser < 0 or helper < 0:
        return
    moved = business[loser] + loss
    business[loser] = -loss
    if business[helper] > 0:
        business[helper] += moved
    else:
        wage[helper] += moved
