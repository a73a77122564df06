"""Divorce and marriage: who parts, who marries whom, and where the new couple lives."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex
from workbench.population.lives.draft import HERE, Draft, Why, found_household
from workbench.population.lives.events import Event, bit
from workbench.population.lives.numbers import compiled, logarithm, uniform
from workbench.population.lives.rates import YearRates
from workbench.portable_math import exp, log

_FEMALE, _MALE = int(Sex.FEMALE), int(Sex.MALE)
_BY_DIVORCE, _BY_MARRIAGE = int(Why.DIVORCE), int(Why.MARRIAGE)
_DIVORCED, _MARRIED = bit(Event.DIVORCE), bit(Event.MARRIAGE)


def part_couples(draft: Draft, rates: YearRates, rate: float) -> None:
    """Let couples divorce: the mean chance is `rate`, by the age of the wife; one leaves, the children stay.

    Whoever lives with the other's parents leaves, else one by lot. At a rate of 1 every couple parts.
    """
    person = draft.state.person
    wives = (draft.gone == HERE) & (person["sex"] == Sex.FEMALE) & (person["partner"] >= 0)
    ages = np.minimum(person["age"][wives], 110)
    if rate == 0 or not ages.size:
        return
    relative = rates.divorce / (float(np.bincount(ages, minlength=111) @ rates.divorce) / ages.size)
    # an equal hazard in proportion to `relative`: at a rate of 1 all of them
    chance = np.ones(111) if rate == 1 else np.asarray(1.0 - exp(relative * log(1.0 - rate)))
    _part(
        person["person_id"], person["age"], person["sex"], person["partner"], person["mother"], person["father"],
        chance, draft.key("divorce"), draft.key("who leaves"), draft.gone, draft.moved, draft.household, draft.bits,
        draft.home, draft.anchor, draft.why, draft.counts,
    )  # fmt: skip


@compiled
def _part(
    ids: Any,
    age: Any,
    sex: Any,
    partner: Any,
    mother: Any,
    father: Any,
    chance: Any,
    key: Any,
    key_who: Any,
    gone: Any,
    moved: Any,
    household: Any,
    bits: Any,
    home: Any,
    anchor: Any,
    why: Any,
    counts: Any,
) -> Any:
    for wife in range(ids.size):
        man = partner[wife]
        if sex[wife] != _FEMALE or man < 0 or gone[wife] != HERE or gone[man] != HERE:
            continue
        if uniform(key, ids[wife]) >= chance[min(age[wife], 110)]:
            continue
        hers = with_parent(wife, mother, father, gone, household, home)
        his = with_parent(man, mother, father, gone, household, home)
        she = his if his != hers else uniform(key_who, ids[wife]) < 0.5
        leaver = wife if she else man
        partner[wife], partner[man] = -1, -1
        bits[wife] |= _DIVORCED
        bits[man] |= _DIVORCED
        household[leaver] = found_household(leaver, _BY_DIVORCE, -1, home, anchor, why, counts)
        moved[leaver] = True


@compiled
def with_parent(i: Any, mother: Any, father: Any, gone: Any, household: Any, home: Any) -> Any:
    """Say whether a person lives in one dwelling with a parent."""
    for parent in (mother[i], father[i]):
        if parent >= 0 and gone[parent] == HERE and home[household[parent]] == home[household[i]]:
            return True
    return False


def marry(draft: Draft, rates: YearRates, new_home: NDArray[np.float64]) -> None:
    """Marry unmarried women, drawn by their chances, to men of the same residence drawn by theirs, by rank of age.

    new_home: share of couples who open a home rather than stay with the man's parents, by residence; a man who lives
    without parents takes his wife in. Known kin aren't matched. Minor children go along with their mother.
    """
    person, residence = draft.state.person, draft.state.residence_of_person()
    free = (draft.gone == HERE) & (person["partner"] < 0) & (person["age"] >= 20) & ~draft.moved
    age = np.minimum(person["age"], 110)
    for one in Residence:
        pool = [np.flatnonzero(free & (residence == one) & (person["sex"] == sex)) for sex in Sex]
        women, men = pool[Sex.FEMALE], pool[Sex.MALE]
        hers, his = (rates.marriage[one, sex][age[pool[sex]]] for sex in Sex)
        her_key = _keys(person["person_id"][women], draft.key("marriage"), hers, True)
        his_key = _keys(person["person_id"][men], draft.key("marriage"), his, False)
        number = min(int((her_key < 1).sum()), int(np.isfinite(his_key).sum()))
        brides, grooms = _first(women, her_key, number), _first(men, his_key, number)
        brides, grooms = (
            chosen[np.lexsort((person["person_id"][chosen], person["age"][chosen]))] for chosen in (brides, grooms)
        )
        _settle(
            brides, grooms, person["person_id"], person["age"], person["partner"], person["mother"], person["father"],
            float(new_home[one]), draft.key("new home"), draft.gone, draft.moved, draft.household, draft.bits,
            draft.home, draft.anchor, draft.why, draft.counts,
        )  # fmt: skip


def _first(pool: NDArray[np.int64], key: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Return the `number` persons of the smallest keys."""
    if number == 0:
        return pool[:0]
    near = np.flatnonzero(key <= np.partition(key, number - 1)[number - 1])
    return np.asarray(pool[near[np.argsort(key[near], kind="stable")[:number]]])


@compiled
def _keys(ids: Any, key: Any, chance: Any, women: Any) -> Any:
    """Return draw ÷ chance of women (below 1: she marries); of men −log(draw) ÷ chance (the smallest are chosen)."""
    found = np.full(ids.size, np.inf)
    for i in range(ids.size):
        if chance[i] > 0:
            u = uniform(key, ids[i])
            found[i] = u / chance[i] if women else -logarithm(u) / chance[i]
    return found


@compiled
def _kin(a: Any, b: Any, mother: Any, father: Any, household: Any, home: Any) -> Any:
    if mother[a] == b or father[a] == b or mother[b] == a or father[b] == a:
        return True
    if mother[a] >= 0 and mother[a] == mother[b]:
        return True
    if father[a] >= 0 and father[a] == father[b]:
        return True
    return home[household[a]] == home[household[b]]


@compiled
def _settle(
    brides: Any,
    grooms: Any,
    ids: Any,
    age: Any,
    partner: Any,
    mother: Any,
    father: Any,
    new_home: Any,
    key: Any,
    gone: Any,
    moved: Any,
    household: Any,
    bits: Any,
    home: Any,
    anchor: Any,
    why: Any,
    counts: Any,
) -> Any:
    n = brides.size
    for k in range(n):  # kin change places with the next couple's man, the last with the one before
        if _kin(brides[k], grooms[k], mother, father, household, home) and n > 1:
            other = k + 1 if k + 1 < n else k - 1
            grooms[k], grooms[other] = grooms[other], grooms[k]
    wed = np.zeros(ids.size, np.int32)
    for k in range(n):
        bride, groom = brides[k], grooms[k]
        if _kin(bride, groom, mother, father, household, home):
            continue
        partner[bride], partner[groom] = groom, bride
        bits[bride] |= _MARRIED
        bits[groom] |= _MARRIED
        at_home = with_parent(groom, mother, father, gone, household, home)
        if at_home and uniform(key, ids[bride]) < new_home:
            household[groom] = found_household(groom, _BY_MARRIAGE, -1, home, anchor, why, counts)
            moved[groom] = True
            wed[groom] = 1
        wed[bride] = 1
    for i in range(ids.size):  # children before their parents' household changes
        if age[i] >= 18 or gone[i] != HERE or moved[i]:
            continue
        m, f = mother[i], father[i]
        if m >= 0 and wed[m] == 1 and not moved[m] and home[household[m]] == home[household[i]]:
            household[i] = household[partner[m]]
            moved[i] = True
        elif m < 0 and f >= 0 and wed[f] == 1 and moved[f]:
            household[i] = household[f]
            moved[i] = True
    for k in range(n):
        bride = brides[k]
        if wed[bride] == 1:
            household[bride] = household[partner[bride]]
            moved[bride] = True
