"""The two residences of a decision: totals of each by future and setting of the levers that reach it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.decisions.future_runs import Totals
from workbench.decisions.levers import Axis

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MEASURES = ("cost", "poor", "persons", "aim")


@dataclass(frozen=True, eq=False)
class Side:
    """One residence: its totals by future and setting; a setting is one value of each shared and each own lever.

    own: the levers that reach these residents alone. cost, poor, persons, aim: see `Totals`; shape (futures, settings),
    the shared levers first, the last own lever varying fastest.
    """

    own: tuple[Axis, ...]
    cost: Floats
    poor: Floats
    persons: Floats
    aim: Floats

    @property
    def settings(self) -> int:
        """The number of combinations of the own levers."""
        return count_of(self.own)

    def values(self, name: str) -> Floats:
        """Return the value of an own lever in each combination of the own levers; shape (own settings,)."""
        place = [axis.name for axis in self.own].index(name)
        return self.own[place].values[places_of(self.own, np.arange(self.settings))[place]]

    def thinned(self, step: int) -> Ints:
        """Return the combinations of the own levers in which each standard of a range is one of every `step` yuan."""
        if not self.own:
            return np.zeros(1, dtype=np.int64)
        each = [np.arange(0, axis.values.size, step if axis.yuan is not None and axis.ends else 1) for axis in self.own]
        sizes = tuple(axis.values.size for axis in self.own)
        return np.asarray(np.ravel_multi_index(tuple(np.meshgrid(*each, indexing="ij")), sizes)).ravel()


def count_of(axes: Sequence[Axis]) -> int:
    """Return the number of combinations of the axes' values; 1 without any axis."""
    return math.prod(axis.values.size for axis in axes)


def places_of(axes: Sequence[Axis], numbers: Ints) -> tuple[Ints, ...]:
    """Return for numbered combinations the place of each axis's value; an array of the numbers' shape for each axis."""
    return np.unravel_index(numbers, tuple(axis.values.size for axis in axes)) if axes else ()


def side_of(own: tuple[Axis, ...], shared: tuple[Axis, ...], run: Totals, futures: int) -> Side:
    """Draw the totals straight between the values that were run.

    run: totals of shape (settings that were run × futures,), the shared levers first.
    """
    axes = (*shared, *own)
    shape = (*(axis.run.size for axis in axes), futures)
    found = {}
    for name in _MEASURES:
        table = getattr(run, name).reshape(shape)
        for place, axis in enumerate(axes):
            if axis.run is not axis.values:
                table = np.moveaxis(_straight(np.moveaxis(table, place, 0), axis.run, axis.values), 0, place)
        found[name] = np.ascontiguousarray(table.reshape(-1, futures).T)
    return Side(own, **found)


def _straight(values: Floats, nodes: Floats, wanted: Floats) -> Floats:
    """Draw straight lines between nodes along the first axis."""
    place = np.clip(np.searchsorted(nodes, wanted, side="right") - 1, 0, nodes.size - 2)
    part = (wanted - nodes[place]) / (nodes[place + 1] - nodes[place])
    part = part.reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray(values[place] * (1 - part) + values[place + 1] * part)
