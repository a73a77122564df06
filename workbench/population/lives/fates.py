"""Death and self-care of everybody, and who moves out of the county: the first steps of a year."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.categories import DisabilityType, Sex
from workbench.errors import InputError
from workbench.population.lives.alignment import threshold
from workbench.population.lives.draft import AWAY, DEAD, HERE, Draft
from workbench.population.lives.events import Event, bit
from workbench.population.lives.numbers import compiled, uniform
from workbench.population.lives.rates import YearRates

_PHYSICAL, _FEMALE = int(DisabilityType.PHYSICAL), int(Sex.FEMALE)
_DEATH, _WIDOWED = bit(Event.DEATH), bit(Event.WIDOWED)
_LOST, _REGAINED, _OUT = bit(Event.LOST_SELF_CARE), bit(Event.REGAINED_SELF_CARE), bit(Event.MOVED_OUT)
# Relative chances to move out by age, of the unmarried and of couples by the age of the wife (assumed: the young go).
_MOVES_SINGLE, _MOVES_COUPLE = np.zeros(121), np.zeros(121)
_MOVES_SINGLE[18:25], _MOVES_SINGLE[25:35], _MOVES_SINGLE[35:45] = 2.0, 1.5, 0.6
_MOVES_COUPLE[20:35], _MOVES_COUPLE[35:45] = 1.0, 0.5
_MOST_MOVING = 0.5


def live_or_die(draft: Draft, rates: YearRates, deaths: int | None) -> None:
    """Draw death and self-care; deaths: the number wanted, None for what the rates give. Widows lose their partner.

    Raises InputError where that many deaths can't be had (see `alignment.threshold`).
    """
    person = draft.state.person
    chance, ratio = _death_chances(
        person["person_id"], person["age"], person["sex"], person["adl_items_lost"], rates.fates, draft.key("fate")
    )
    most = 1.0 if deaths is None else threshold(ratio, deaths, "deaths", draft.year, float(chance.sum()))
    _fates(
        person["person_id"],
        person["age"],
        person["sex"],
        person["adl_items_lost"],
        person["disability_type"],
        person["disability_grade"],
        person["partner"],
        ratio,
        most,
        rates.fates,
        draft.key("fate"),
        draft.key("items lost"),
        draft.gone,
        draft.bits,
    )


@compiled
def _death_chances(ids: Any, age: Any, sex: Any, items: Any, fates: Any, key: Any) -> Any:
    chance, ratio = np.empty(ids.size), np.empty(ids.size)
    for i in range(ids.size):
        state = 0 if items[i] == 0 else 1 if items[i] < 4 else 2
        chance[i] = 1.0 - fates[sex[i], min(age[i], 110), state, 2]
        ratio[i] = (1.0 - uniform(key, ids[i])) / max(chance[i], 1e-300)
    return chance, ratio


@compiled
def _fates(
    ids: Any,
    age: Any,
    sex: Any,
    items: Any,
    kind: Any,
    grade: Any,
    partner: Any,
    ratio: Any,
    most: Any,
    fates: Any,
    key: Any,
    key_items: Any,
    gone: Any,
    bits: Any,
) -> Any:
    for i in range(ids.size):
        if ratio[i] < most:
            gone[i] = DEAD
            bits[i] |= _DEATH
            continue
        state = 0 if items[i] == 0 else 1 if items[i] < 4 else 2
        row = fates[sex[i], min(age[i], 110), state]
        # whoever lives on has a uniform below the chance to live, stretched where the deaths are aligned
        u = uniform(key, ids[i])
        u = u if most == 1.0 else u * row[2]
        new = 0 if u < row[0] else 1 if u < row[1] else 2
        if new < 2 and kind[i] == _PHYSICAL and grade[i] == 1:
            new = max(state, 2)  # that grade means that daily living is not managed alone (GB/T 26341-2010)
        if new == state:
            continue
        bits[i] |= _LOST if new > state else _REGAINED
        v = uniform(key_items, ids[i])
        if new == 0:
            items[i] = 0
        elif new == 1:
            items[i] = 1 if v < 0.5 else 2 if v < 0.8 else 3
        else:
            items[i] = 4 + int(3 * v)
    for i in range(ids.size):
        if partner[i] >= 0 and gone[i] == DEAD and gone[partner[i]] == HERE:
            bits[partner[i]] |= _WIDOWED


def move_out(draft: Draft, share: float, wanted: int | None) -> None:
    """Let the unmarried without children and couples with theirs leave; share of residents, or persons `wanted`.

    Raises InputError where so many can't leave.
    """
    person = draft.state.person
    size, weight = _movers(
        person["age"], person["sex"], person["partner"], person["mother"], person["father"],
        draft.state.dwelling_of_person(), draft.gone, _MOVES_SINGLE, _MOVES_COUPLE,
    )  # fmt: skip
    here = int((draft.gone == HERE).sum())
    expected = share * here if wanted is None else float(wanted)
    if expected == 0:
        return
    total = float((size * weight).sum())
    if expected > _MOST_MOVING / 2 * total:
        raise InputError(
            f"lives: {expected:,.0f} persons can't move out in {draft.year}: at most "
            f"{_MOST_MOVING / 2 * total:,.0f} of the young and of families with them may; give fewer"
        )
    _leave(
        person["person_id"], size, weight * (expected / total), -1 if wanted is None else wanted,
        person["partner"], person["mother"], person["father"], person["age"], draft.state.dwelling_of_person(),
        draft.key("moving out"), draft.gone, draft.bits,
    )  # fmt: skip


@compiled
def _movers(
    age: Any, sex: Any, partner: Any, mother: Any, father: Any, dwelling: Any, gone: Any, single: Any, couple: Any
) -> Any:
    """Return the size of the group that each person leads out of the county (0: leads none) and its relative chance."""
    n = age.size
    size, weight = np.zeros(n), np.zeros(n)
    minors = np.zeros(n, np.int64)
    for i in range(n):
        if age[i] < 18 and gone[i] == HERE:
            for parent in (mother[i], father[i]):
                if parent >= 0 and gone[parent] == HERE and dwelling[parent] == dwelling[i]:
                    minors[parent] += 1
    for i in range(n):
        if gone[i] != HERE or age[i] < 18:
            continue
        other = partner[i]
        if other >= 0 and gone[other] == HERE:
            if sex[i] == _FEMALE:
                size[i], weight[i] = 2 + minors[i], couple[age[i]]
        elif minors[i] == 0:
            size[i], weight[i] = 1, single[age[i]]
    return size, weight


@compiled
def _leave(
    ids: Any,
    size: Any,
    chance: Any,
    wanted: Any,
    partner: Any,
    mother: Any,
    father: Any,
    age: Any,
    dwelling: Any,
    key: Any,
    gone: Any,
    bits: Any,
) -> Any:
    """Mark who is AWAY: those who lead a group, their spouses and the minors who live with them."""
    leads = _leaders(ids, size, chance, wanted, key)
    for i in range(ids.size):
        if leads[i]:
            gone[i] = AWAY
            if size[i] > 1:
                gone[partner[i]] = AWAY
    for i in range(ids.size):
        if age[i] < 18 and gone[i] == HERE:
            for parent in (mother[i], father[i]):
                if parent >= 0 and leads[parent] and dwelling[parent] == dwelling[i]:
                    gone[i] = AWAY
    for i in range(ids.size):
        if gone[i] == AWAY:
            bits[i] |= _OUT


@compiled
def _leaders(ids: Any, size: Any, chance: Any, wanted: Any, key: Any) -> Any:
    """Say who leads a group away: each by its chance, or the first by draw ÷ chance until `wanted` persons leave."""
    leads = np.zeros(ids.size, np.bool_)
    if wanted < 0:
        for i in range(ids.size):
            leads[i] = chance[i] > 0 and uniform(key, ids[i]) < chance[i]
        return leads
    ratio = np.full(ids.size, np.inf)
    for i in range(ids.size):
        if chance[i] > 0:
            ratio[i] = uniform(key, ids[i]) / chance[i]
    left = wanted
    for i in np.argsort(ratio, kind="mergesort"):
        if left == 0 or ratio[i] == np.inf:
            break
        if size[i] <= left:
            leads[i] = True
            left -= size[i]
    return leads
