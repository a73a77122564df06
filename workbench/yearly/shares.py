"""Shapley values in whole units, for the causes of a change between two years (Shapley 1953)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import factorial


def shapley_values(players: Sequence[str], worth: Mapping[frozenset[str], int]) -> dict[str, int]:
    """Return what each player adds on the mean of all orders, in whole units that add up to the whole change."""
    exact = {player: _value(player, players, worth) for player in players}
    floors = {player: value.numerator // value.denominator for player, value in exact.items()}
    missing = int(sum(exact.values(), Fraction(0)) - sum(floors.values()))
    order = sorted(players, key=lambda player: exact[player] - floors[player], reverse=True)
    return {player: floors[player] + (player in order[:missing]) for player in players}


def _value(player: str, players: Sequence[str], worth: Mapping[frozenset[str], int]) -> Fraction:
    others = [one for one in players if one != player]
    n = len(players)
    found = Fraction(0)
    for size in range(n):
        for chosen in itertools.combinations(others, size):
            before = frozenset(chosen)
            weight = Fraction(factorial(size) * factorial(n - size - 1), factorial(n))
            found += weight * (worth[before | {player}] - worth[before])
    return found
