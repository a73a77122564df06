"""Who leaves home, who moves in with a child, and which elders apply apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.luck import stream_key
from workbench.population.lives.couples import with_parent
from workbench.population.lives.draft import HERE, Draft, Why, found_household
from workbench.population.lives.events import Event, bit
from workbench.population.lives.numbers import compiled, uniform, uniforms

_LEAVING, _APART = int(Why.LEAVING), int(Why.APART)
_LEFT, _JOINED, _SEPARATE = bit(Event.LEFT_HOME), bit(Event.MOVED_IN_WITH_CHILD), bit(Event.APPLIES_APART)
_WIDOWED, _LOST = bit(Event.WIDOWED), bit(Event.LOST_SELF_CARE)


def leave_home(draft: Draft, share: float) -> None:
    """Let a share of the unmarried of 22 to 39 who live with a parent found a home of their own."""
    person = draft.state.person
    _leave_home(
        person["person_id"], person["age"], person["partner"], person["mother"], person["father"], share,
        draft.key("leaving home"), draft.gone, draft.moved, draft.household, draft.bits, draft.home, draft.anchor,
        draft.why, draft.counts,
    )  # fmt: skip


@compiled
def _leave_home(
    ids: Any,
    age: Any,
    partner: Any,
    mother: Any,
    father: Any,
    share: Any,
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
    children = np.zeros(ids.size, np.bool_)
    for i in range(ids.size):
        if age[i] < 18 and gone[i] == HERE:
            for parent in (mother[i], father[i]):
                if parent >= 0:
                    children[parent] = True
    for i in range(ids.size):
        if gone[i] != HERE or moved[i] or partner[i] >= 0 or age[i] < 22 or age[i] > 39 or children[i]:
            continue
        if with_parent(i, mother, father, gone, household, home) and uniform(key, ids[i]) < share:
            household[i] = found_household(i, _LEAVING, -1, home, anchor, why, counts)
            moved[i] = True
            bits[i] |= _LEFT


def move_in_with_children(draft: Draft, widowed: float, care: float, old: float, apart: float) -> None:
    """Let elders without a spouse move in with a child of the county; shares as in the assumptions.

    apart: share of dwellings whose elders apply as a household of their own, decided by the dwelling's own luck; the
    same holds for those who turn 60 beside their grown child.
    """
    person, state = draft.state.person, draft.state
    draws = np.zeros(int(draft.counts[1] + draft.counts[2]))
    draws[: state.dwelling["dwelling_id"].size] = uniforms(
        np.uint64(stream_key(draft.seed, "population: elders apart")), state.dwelling["dwelling_id"]
    )
    # a dwelling founded this year has its founder's luck
    for_founder = draft.home[-draft.anchor.size :][: draft.counts[0]]
    new = for_founder >= state.dwelling["dwelling_id"].size
    founders = person["person_id"][draft.anchor[: draft.counts[0]][new]]
    draws[for_founder[new]] = uniforms(draft.key("elders apart in a new dwelling"), founders)
    _move_in(
        person["person_id"], person["age"], person["adl_items_lost"], person["partner"], person["mother"],
        person["father"], widowed, care, old, apart, draws, draft.key("moving in"), draft.key("which child"),
        draft.gone, draft.moved, draft.household, draft.bits, draft.home, draft.anchor, draft.why, draft.counts,
    )  # fmt: skip


@compiled
def _move_in(
    ids: Any,
    age: Any,
    items: Any,
    partner: Any,
    mother: Any,
    father: Any,
    widowed: Any,
    care: Any,
    old: Any,
    apart: Any,
    draws: Any,
    key: Any,
    key_child: Any,
    gone: Any,
    moved: Any,
    household: Any,
    bits: Any,
    home: Any,
    anchor: Any,
    why: Any,
    counts: Any,
) -> Any:
    """Move elders of 60 and more; those who turn 60 beside a grown child may apply apart."""
    alone = _alone(gone, household, home)
    best, beside = _grown_children(ids, age, mother, father, gone, household, home, key_child)
    for i in range(ids.size):
        if gone[i] != HERE or moved[i] or age[i] < 60:
            continue
        dwelling = home[household[i]]
        if beside[i]:
            if age[i] == 60 and dwelling < counts[2] and draws[dwelling] < apart:
                position = found_household(i, _APART, dwelling, home, anchor, why, counts)
                other = partner[i]
                together = other >= 0 and not moved[other] and household[other] == household[i]
                for one in (i, other) if together else (i, i):
                    household[one] = position
                    moved[one] = True
                    bits[one] |= _SEPARATE
            continue
        if partner[i] >= 0 or best[i] < 0:
            continue
        chance = _chance_to_join(bits[i], items[i], age[i], alone[dwelling], widowed, care, old)
        if chance == 0.0 or uniform(key, ids[i]) >= chance:
            continue
        new = home[household[best[i]]]
        if draws[new] < apart:
            household[i] = found_household(i, _APART, new, home, anchor, why, counts)
        else:
            household[i] = household[best[i]]
        moved[i] = True
        bits[i] |= _JOINED


@compiled
def _alone(gone: Any, household: Any, home: Any) -> Any:
    """Say in which dwellings one person lives."""
    number = np.zeros(home.size, np.int32)
    for i in range(gone.size):
        if gone[i] == HERE:
            number[home[household[i]]] += 1
    return number == 1


@compiled
def _chance_to_join(bits: Any, items: Any, age: Any, alone: Any, widowed: Any, care: Any, old: Any) -> Any:
    """Return the largest of the chances that hold for an elder without a spouse."""
    chance = widowed if bits & _WIDOWED else 0.0
    if bits & _LOST and items >= 4:
        chance = max(chance, care)
    if age >= 80 and alone:
        chance = max(chance, old)
    return chance


@compiled
def _grown_children(
    ids: Any, age: Any, mother: Any, father: Any, gone: Any, household: Any, home: Any, key: Any
) -> Any:
    """Return a grown child elsewhere in the county by lot (−1: none), and whose grown child is of the household."""
    best, luck = np.full(ids.size, -1, np.int32), np.full(ids.size, 2.0)
    beside = np.zeros(ids.size, np.bool_)
    for c in range(ids.size):
        if gone[c] != HERE or age[c] < 18:
            continue
        for parent in (mother[c], father[c]):
            if parent < 0 or gone[parent] != HERE or age[parent] < 60:
                continue
            u = uniform(key, ids[c])
            if home[household[c]] == home[household[parent]]:
                if household[c] == household[parent]:
                    beside[parent] = True
            elif age[c] >= 25 and u < luck[parent]:
                best[parent], luck[parent] = c, u
    return best, beside
