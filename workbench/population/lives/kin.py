"""Who is married to whom and whose child: told by ages inside a dwelling, drawn by luck across dwellings.

The contract names no kin. Inside a dwelling two neighbours in the order of persons (the head first) of different sex
are a couple where the man is at most 10 years younger and 17 older, unless an elder who stands before them could be the
parent of both. A person's mother is the woman of the dwelling 16 to 45 years older whose distance of age is nearest to
26 years; the wife of a couple has no parents there (assumed: sons stay). Across dwellings the mother of a stated share
of the others is one of the women of the town of the age that a drawn distance (26 ± 4 years) says, if there is one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Sex
from workbench.luck import stream_key
from workbench.population.lives.numbers import compiled, normal, uniform
from workbench.population.lives.state import State

_FEMALE, _MALE = int(Sex.FEMALE), int(Sex.MALE)
_OLDEST = 120
_GENERATION, _SPREAD = 26.0, 4.0


def with_kin(state: State, seed: int, share: float) -> State:
    """Return the people with partners, mothers and fathers; share: see `mother_in_county` of the assumptions."""
    person, dwelling = state.person, state.dwelling_of_person()
    starts = np.searchsorted(dwelling, np.arange(state.dwelling["dwelling_id"].size + 1))
    partner, mother, father = _inside(starts, person["age"], person["sex"])
    _across(
        person["person_id"],
        person["age"],
        person["sex"],
        state.dwelling["town"][dwelling],
        dwelling,
        person["has_able_supporter"],
        partner,
        mother,
        father,
        share,
        np.uint64(stream_key(seed, "lives: mother in the county")),
        np.uint64(stream_key(seed, "lives: years to the mother")),
        np.uint64(stream_key(seed, "lives: which mother")),
    )
    return state.with_persons(partner=partner, mother=mother, father=father)


@compiled
def _inside(starts: Any, age: Any, sex: Any) -> Any:
    """Return partners, mothers and fathers known inside the dwellings."""
    n = age.size
    partner = np.full(n, -1, np.int32)
    mother = np.full(n, -1, np.int32)
    father = np.full(n, -1, np.int32)
    for d in range(starts.size - 1):
        a, b = starts[d], starts[d + 1]
        for i in range(a, b - 1):
            if partner[i] < 0 and _couple(age, sex, a, i):
                partner[i], partner[i + 1] = i + 1, i
        for i in range(a, b):
            if partner[i] >= 0 and sex[i] == _FEMALE and b - a > 2:
                continue
            best = _parent(age, sex, a, b, i, _FEMALE, 45, _GENERATION)
            if best >= 0:
                mother[i], father[i] = best, _old_enough(partner[best], i, age)
                continue
            best = _parent(age, sex, a, b, i, _MALE, 48, _GENERATION + 1)
            if best >= 0:
                father[i], mother[i] = best, _old_enough(partner[best], i, age)
    return partner, mother, father


@compiled
def _old_enough(parent: Any, i: Any, age: Any) -> Any:
    """Return the parent, −1 where there is none or one less than 14 years older."""
    return parent if parent >= 0 and age[parent] - age[i] >= 14 else -1


@compiled
def _couple(age: Any, sex: Any, a: Any, i: Any) -> Any:
    """Say whether a person and the next are a couple; a: the first of the dwelling."""
    j = i + 1
    if sex[i] == sex[j] or age[i] < 20 or age[j] < 20:
        return False
    man, woman = (i, j) if sex[i] == _MALE else (j, i)
    gap = age[man] - age[woman]
    if gap < -10 or gap > 17:
        return False
    for k in range(a, i):
        if 16 <= age[k] - max(age[i], age[j]) <= 45 and age[k] - min(age[i], age[j]) <= 48:
            return False
    return True


@compiled
def _parent(age: Any, sex: Any, a: Any, b: Any, i: Any, which: Any, most: Any, usual: Any) -> Any:
    """Return who of one sex is 16 to `most` years older, nearest to the usual distance; −1: nobody."""
    best, distance = -1, 1e9
    for k in range(a, b):
        older = age[k] - age[i]
        if sex[k] == which and 16 <= older <= most and abs(older - usual) < distance:
            best, distance = k, abs(older - usual)
    return best


@compiled
def _across(
    ids: Any,
    age: Any,
    sex: Any,
    town: Any,
    dwelling: Any,
    supported: Any,
    partner: Any,
    mother: Any,
    father: Any,
    share: Any,
    key: Any,
    key_gap: Any,
    key_which: Any,
) -> Any:
    n = age.size
    towns = 1
    for i in range(n):
        towns = max(towns, town[i] + 1)
    counts = np.zeros((towns, _OLDEST + 2), np.int64)
    for i in range(n):
        if sex[i] == _FEMALE and age[i] >= 40 and supported[i]:
            counts[town[i], age[i] + 1] += 1
    first = np.zeros((towns, _OLDEST + 2), np.int64)
    total = 0
    for t in range(towns):
        for a in range(_OLDEST + 2):
            total += counts[t, a]
            first[t, a] = total
    women = np.empty(total, np.int64)
    fill = first.copy()
    for i in range(n):
        if sex[i] == _FEMALE and age[i] >= 40 and supported[i]:
            women[fill[town[i], age[i]]] = i
            fill[town[i], age[i]] += 1
    for i in range(n):
        if age[i] < 20 or mother[i] >= 0 or father[i] >= 0 or uniform(key, ids[i]) >= share:
            continue
        gap = min(max(normal(uniform(key_gap, ids[i])) * _SPREAD + _GENERATION, 18.0), 42.0)
        wanted = age[i] + int(gap)
        if wanted > _OLDEST or wanted < 40:
            continue
        number = counts[town[i], wanted + 1]
        if number == 0:
            continue
        chosen = women[first[town[i], wanted] + int(uniform(key_which, ids[i]) * number)]
        if dwelling[chosen] != dwelling[i]:
            mother[i] = chosen
            father[i] = _old_enough(partner[chosen], i, age)


def known_children(state: State) -> NDArray[np.bool_]:
    """Say who has a known living child of 18 and more in the county; shape (n,)."""
    person = state.person
    found: NDArray[np.bool_] = _with_child(person["age"], person["mother"], person["father"])
    return found


@compiled
def _with_child(age: Any, mother: Any, father: Any) -> Any:
    found = np.zeros(age.size, np.bool_)
    for i in range(age.size):
        if age[i] >= 18:
            if mother[i] >= 0:
                found[mother[i]] = True
            if father[i] >= 0:
                found[father[i]] = True
    return found
