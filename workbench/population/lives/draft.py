"""A year in the making: who has died or moved out, who lives in which household now, and the households founded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.luck import stream_key
from workbench.population.lives.numbers import compiled
from workbench.population.lives.state import State

HERE, DEAD, AWAY = 0, 1, 2


class Why(IntEnum):
    """Why a household was founded; enters its id."""

    CHILD = 1
    DIVORCE = 2
    MARRIAGE = 3
    LEAVING = 4
    APART = 5
    DWELLING = 6


@dataclass(eq=False)
class Draft:
    """Arrays by person (n,): `gone` (HERE, DEAD, AWAY), `moved` this year, `household` as it is now, `bits` of events.

    Founded households k = 0 … count − 1 have the positions h + k: `anchor` (who founds it, a person), `why`.
    `home`: the dwelling of every household; positions from d on are new dwellings.
    """

    state: State
    seed: int
    gone: NDArray[np.int8]
    moved: NDArray[np.bool_]
    household: NDArray[np.int32]
    bits: NDArray[np.uint32]
    home: NDArray[np.int32]
    anchor: NDArray[np.int32]
    why: NDArray[np.int8]
    counts: NDArray[np.int64]  # households founded, dwellings founded, dwellings before

    @property
    def year(self) -> int:
        """The year that is made."""
        return self.state.year + 1

    def key(self, what: str) -> np.uint64:
        """Return the key of this year's draws for a decision."""
        return np.uint64(stream_key(self.seed, f"lives: {what} {self.year}"))


def draft_of(state: State, seed: int) -> Draft:
    """Return a year in which nothing has happened yet."""
    n, h = state.persons, state.household["household_id"].size
    home = np.empty(h + n, dtype=np.int32)
    home[:h] = state.household["dwelling"]
    return Draft(
        state,
        seed,
        gone=np.zeros(n, dtype=np.int8),
        moved=np.zeros(n, dtype=bool),
        household=state.person["household"].copy(),
        bits=np.zeros(n, dtype=np.uint32),
        home=home,
        anchor=np.empty(n, dtype=np.int32),
        why=np.empty(n, dtype=np.int8),
        counts=np.array([0, 0, state.dwelling["dwelling_id"].size], dtype=np.int64),
    )


@compiled
def found_household(person: Any, reason: Any, dwelling: Any, home: Any, anchor: Any, why: Any, counts: Any) -> Any:
    """Found a household in a dwelling (−1: a new one) and return its position."""
    k = counts[0]
    position = home.size - anchor.size + k
    anchor[k], why[k] = person, reason
    if dwelling < 0:
        home[position] = counts[2] + counts[1]
        counts[1] += 1
    else:
        home[position] = dwelling
    counts[0] = k + 1
    return position
