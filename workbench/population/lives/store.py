"""Kept years in little memory: columns that can be smaller are, and are unpacked to the same bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.population.lives.numbers import compiled
from workbench.population.lives.state import State

Packed = dict[str, tuple[Any, ...]]
_MOST_FEN = 2.0**31


@dataclass(frozen=True, eq=False)
class KeptYear:
    """One year's columns, packed."""

    year: int
    person: Packed
    household: Packed
    dwelling: Packed


def kept(state: State) -> KeptYear:
    """Pack a year."""
    return KeptYear(state.year, *(_packed(part) for part in (state.person, state.household, state.dwelling)))


def unpacked(year: KeptYear) -> State:
    """Return the year as it was, to the bit."""
    return State(year.year, *(_whole(part) for part in (year.person, year.household, year.dwelling)))


def _packed(columns: dict[str, NDArray[Any]]) -> Packed:
    return {name: _one(values) for name, values in columns.items()}


@compiled
def _as_fen(values: Any) -> Any:
    """Return whole fen of an amount and whether they say it to the bit; most of them are 0 or small."""
    found, whole = np.empty(values.size, np.int32), True
    for i in range(values.size):
        fen = np.rint(values[i] * 100)
        if not (abs(fen) < _MOST_FEN) or fen / 100 != values[i] or (values[i] == 0.0 and 1.0 / values[i] < 0):
            whole = False
            break
        found[i] = np.int32(fen)
    return found, whole


@compiled
def _differing(values: Any, usual: Any) -> Any:
    """Return the bits of what differs from the usual value, and those values."""
    bits = np.zeros((values.size + 7) // 8, np.uint8)
    rest = np.empty(values.size, values.dtype)
    number = 0
    for i in range(values.size):
        other = values[i] != usual
        bits[i >> 3] |= np.uint8(other) << np.uint8(7 - (i & 7))
        rest[number] = values[i]
        number += other
    return bits, rest[:number].copy()


def _one(values: NDArray[Any]) -> tuple[Any, ...]:
    """Pack one column in the first way that keeps its bits and is smaller."""
    if values.size < 2:
        return ("as is", values)
    if values.dtype == np.bool_:
        return ("bits", np.packbits(values), values.size)
    if values.dtype == np.float64:
        fen, whole = _as_fen(values)
        if whole:
            return ("fen", _one(fen))
        return ("as is", values)
    width = values.dtype.itemsize
    usual = _usual(values)
    bits, rest = _differing(values, usual)
    if rest.size < _MOST_DIFFERENT * values.size:
        return ("mask", usual, values.dtype, values.size, bits, _one(rest))
    if width >= 4:
        steps = np.diff(values.astype(np.int64))
        far = np.flatnonzero((steps < -127) | (steps > 127))
        if far.size * 12 < values.size * (width - 1):
            small = steps.copy()
            small[far] = 0
            return ("steps", values[0], values.dtype, small.astype(np.int8), far.astype(np.int32), steps[far])
        offsets = values.astype(np.int64) - np.arange(values.size)
        far = np.flatnonzero((offsets < -127) | (offsets > 127))
        if width == 4 and far.size * 8 < values.size * (width - 1):
            offsets[far] = 0
            return ("offsets", offsets.astype(np.int8), far.astype(np.int32), values[far])
    if values.dtype == np.int16 and values.min() >= 0 and values.max() < 256:
        return ("short", values.astype(np.uint8), values.dtype)
    return ("as is", values)


_MOST_DIFFERENT = 0.8  # of a column; above that the mask of what differs from its usual value saves too little


def _usual(values: NDArray[Any]) -> Any:
    """Return the value that a column mostly has: 0 or −1 where one of them is there, else the middle one."""
    for one in (0, -1):
        if (values[:: max(values.size // 1000, 1)] == one).any():
            return values.dtype.type(one)
    return values[values.size // 2]


def _whole(columns: Packed) -> dict[str, NDArray[Any]]:
    return {name: _restored(packed) for name, packed in columns.items()}


def _restored(packed: tuple[Any, ...]) -> NDArray[Any]:
    kind = packed[0]
    if kind == "bits":
        return np.unpackbits(packed[1], count=packed[2]).astype(bool)
    if kind == "fen":
        return np.asarray(_restored(packed[1]) / 100 + 0.0)
    if kind == "mask":
        _, usual, dtype, size, mask, rest = packed
        found = np.full(size, usual, dtype=dtype)
        found[np.unpackbits(mask, count=size).astype(bool)] = _restored(rest)
        return found
    if kind == "steps":
        _, first, dtype, small, far, values = packed
        steps = small.astype(np.int64)
        steps[far] = values
        return np.concatenate([[first], first + np.cumsum(steps)]).astype(dtype)
    if kind == "offsets":
        _, small, far, values = packed
        found = np.arange(small.size, dtype=np.int32) + small
        found[far] = values
        return np.asarray(found, dtype=np.int32)
    if kind == "short":
        return np.asarray(packed[1].astype(packed[2]))
    return np.asarray(packed[1])
