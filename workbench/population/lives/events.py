"""What may happen to somebody in a year, as bits of a number by person, and their count by residence."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.population.lives.numbers import compiled


class Event(IntEnum):
    """An event of a year; the value is its bit. Birth is counted with the mother, the others with whom they befall."""

    BIRTH = 0
    DEATH = 1
    MARRIAGE = 2
    DIVORCE = 3
    LEFT_HOME = 4
    MOVED_OUT = 5
    MOVED_IN_WITH_CHILD = 6
    WIDOWED = 7
    ORPHANED = 8
    TAKEN_IN = 9
    URBANISED = 10
    DISABLED = 11
    FELL_ILL = 12
    RECOVERED = 13
    LOST_SELF_CARE = 14
    REGAINED_SELF_CARE = 15
    LOST_SUPPORTER = 16
    APPLIES_APART = 17


def bit(event: Event) -> np.uint32:
    """Return the number whose only bit is the event's."""
    return np.uint32(1 << int(event))


def counted(bits: NDArray[np.uint32], household: NDArray[np.int32], residence: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return persons and households by event and residence; shape (events, 2, 2). residence: of each person."""
    most = int(household.max(initial=-1)) + 1
    return np.asarray(_counted(bits, household, residence, most, len(Event)))


@compiled
def _counted(bits: Any, household: Any, residence: Any, most: Any, events: Any) -> Any:
    found = np.zeros((events, 2, 2), np.int64)
    seen = np.zeros(most, np.uint32)
    for i in range(bits.size):
        if bits[i] == 0:
            continue
        for event in range(events):
            one = np.uint32(1) << np.uint32(event)
            if bits[i] & one:
                found[event, residence[i], 0] += 1
                if not seen[household[i]] & one:
                    found[event, residence[i], 1] += 1
                    seen[household[i]] |= one
    return found
