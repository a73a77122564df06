"""Who takes in minors that have no grown-up left in their dwelling, and who becomes an orphan."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.errors import InputError
from workbench.population.lives.draft import DEAD, HERE, Draft
from workbench.population.lives.events import Event, bit
from workbench.population.lives.numbers import compiled, uniform
from workbench.population.lives.state import FATHER_AWAY, FATHER_DIED, MOTHER_AWAY, MOTHER_DIED

_ORPHANED, _TAKEN_IN = bit(Event.ORPHANED), bit(Event.TAKEN_IN)
_BOTH = MOTHER_DIED | FATHER_DIED
HOST_AGES = (45, 71)  # as the recipe's grandparents


def take_children_in(draft: Draft) -> None:
    """Bring minors without a grown-up in their dwelling to a parent, a grandmother, or a host of 45 to 71 by lot.

    Those of one dwelling stay together. A minor whose known parents have died, none of them having moved away, is an
    orphan from then on; a parent who was never known counts as one who looks after nobody. Hosts are of the same town
    and residence, else of the same residence, else of the county. Raises InputError where nobody is of their age.
    """
    person, state = draft.state.person, draft.state
    left_alone = _orphans_and_alone(
        person["age"], person["mother"], person["father"], person["parents_died"], person["orphan_scheme"],
        draft.gone, draft.household, draft.bits, draft.home,
    )  # fmt: skip
    if not left_alone.any():
        return
    low, high = HOST_AGES
    hosts = np.flatnonzero((draft.gone == HERE) & (person["age"] >= low) & (person["age"] <= high))
    if not hosts.size:
        raise InputError(f"lives: nobody of {low} to {high} lives in the county in {draft.year} to take children in")
    dwelling = state.dwelling_of_person()
    _bring(
        np.flatnonzero(left_alone), hosts, person["mother"], person["father"], dwelling,
        state.dwelling["town"][dwelling], state.dwelling["residence"][dwelling],
        state.dwelling["dwelling_id"][dwelling], draft.key("host"), draft.gone, draft.household,
    )  # fmt: skip
    draft.bits[left_alone] |= _TAKEN_IN


@compiled
def _orphans_and_alone(
    age: Any, mother: Any, father: Any, died: Any, orphan: Any, gone: Any, household: Any, bits: Any, home: Any
) -> Any:
    """Mark orphans; return who is a minor without a grown-up in the dwelling."""
    adults = np.zeros(home.size, np.int32)
    for i in range(age.size):
        if gone[i] == HERE and age[i] >= 18:
            adults[home[household[i]]] += 1
    alone = np.zeros(age.size, np.bool_)
    for i in range(age.size):
        if gone[i] != HERE or age[i] >= 18:
            continue
        lost = True
        for parent, dead, away in ((mother[i], MOTHER_DIED, MOTHER_AWAY), (father[i], FATHER_DIED, FATHER_AWAY)):
            if parent >= 0:
                if gone[parent] == HERE:
                    lost = False
                else:
                    died[i] |= dead if gone[parent] == DEAD else away
        if lost and 0 < died[i] <= _BOTH and not orphan[i]:
            orphan[i] = True
            bits[i] |= _ORPHANED
        alone[i] = adults[home[household[i]]] == 0
    return alone


@compiled
def _bring(
    minors: Any, hosts: Any, mother: Any, father: Any, dwelling: Any, town: Any, residence: Any, ids: Any, key: Any,
    gone: Any, household: Any,
) -> Any:  # fmt: skip
    """Let each minor join the household of kin, else of the host that the dwelling's luck chooses."""
    for i in minors:
        m, f = mother[i], father[i]
        found = m if m >= 0 and gone[m] == HERE else f if f >= 0 and gone[f] == HERE else -1
        for parent in (m, f):
            if found < 0 and parent >= 0:
                grandmother = mother[parent]
                if grandmother >= 0 and gone[grandmother] == HERE:
                    found = grandmother
        if found < 0:
            found = _host(hosts, i, town, residence, int(uniform(key, ids[i]) * hosts.size), dwelling)
        household[i] = household[found]


@compiled
def _host(hosts: Any, i: Any, town: Any, residence: Any, start: Any, dwelling: Any) -> Any:
    """Return the first host from a start by lot of the same town and residence, else of the residence."""
    second = -1
    for k in range(hosts.size):
        one = hosts[(start + k) % hosts.size]
        if dwelling[one] == dwelling[i] or residence[one] != residence[i]:
            continue
        if town[one] == town[i]:
            return one
        if second < 0:
            second = one
    return second if second >= 0 else hosts[start]
