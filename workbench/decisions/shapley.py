"""Shapley values, exactly: what each player adds, on average over every order in which the players may come."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import factorial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Player = TypeVar("Player", bound=str)


def shapley(players: Sequence[Player], worth: Mapping[frozenset[Player], int]) -> dict[Player, Fraction]:
    """Return each player's Shapley value, exactly; `worth` has every set of players."""
    return {
        player: sum((w * (worth[s | {player}] - worth[s]) for s, w in _sets(players, player)), Fraction(0))
        for player in players
    }


def shapley_many(players: Sequence[Player], worth: Mapping[frozenset[Player], Floats]) -> dict[Player, Floats]:
    """Return the Shapley values of many games at once; arrays of one length."""
    return {
        player: np.asarray(sum(float(w) * (worth[s | {player}] - worth[s]) for s, w in _sets(players, player)))
        for player in players
    }


def _sets(players: Sequence[Player], player: Player) -> list[tuple[frozenset[Player], Fraction]]:
    """List the sets of other players with the share of orders in which just they come before."""
    others = [one for one in players if one != player]
    n = len(players)
    return [
        (frozenset(chosen), Fraction(factorial(size) * factorial(n - size - 1), factorial(n)))
        for size in range(n)
        for chosen in itertools.combinations(others, size)
    ]


def in_whole_units(values: Mapping[Player, Fraction]) -> dict[Player, int]:
    """Round to whole units that still add up: the largest remainders are rounded up."""
    floors = {player: value.numerator // value.denominator for player, value in values.items()}
    missing = int(sum(values.values(), Fraction(0)) - sum(floors.values()))
    order = sorted(values, key=lambda player: values[player] - floors[player], reverse=True)
    return {player: floors[player] + (player in order[:missing]) for player in values}
