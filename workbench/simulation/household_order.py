"""Puts families of a kind side by side before they are counted: the same totals, a quarter sooner.

A kernel asks each family the same questions (is anybody ill, at school, registered disabled?). A processor guesses the
answer from the families before and loses time where it guesses wrongly; among families of a kind it hardly ever does.
Totals are whole numbers, so that the order changes nothing in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.engine.rule import Input
from workbench.population.population import Column

Ints = NDArray[np.int64]
# Traits that tell families apart: more of them don't fit into one number beside the family's size.
_MOST_TRAITS = 52
_LARGEST_SIZE = 15  # larger families stand together


def families_alike(inputs: Sequence[Input], arrays: Mapping[str, Column], starts: Ints) -> Ints:
    """Return the households' places, families of a kind next to each other; shape (households,).

    A kind is told by which inputs of the household or of any member differ from zero (or no, or none), the inputs that
    divide the families most evenly first, and by the family's size. Draws of luck are no traits: everybody has one.
    """
    sizes = np.diff(starts)
    traits = [_has(item, arrays[item.name], starts) for item in inputs if item.draw is None]
    traits.sort(key=_evenness, reverse=True)
    key = np.zeros(sizes.size, np.int64)
    for trait in traits[:_MOST_TRAITS]:
        key = key * 2 + trait
    return np.argsort(key * (_LARGEST_SIZE + 1) + np.minimum(sizes, _LARGEST_SIZE), kind="stable")


@dataclass(frozen=True, eq=False)
class Places:
    """Households in another order: where each one, and where each member, stood; and where its members begin now."""

    households: Ints
    members: Ints
    starts: Ints

    def moved(self, item: Input, values: Column) -> Column:
        """Return an input's column in the new order."""
        return values[self.members if item.entity == "person" else self.households]


def places(order: Ints, starts: Ints) -> Places:
    """Return the places of an order of households; members stay with their family and in its order."""
    sizes = np.diff(starts)[order]
    begins: Ints = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Places(order, np.repeat(starts[:-1][order] - begins[:-1], sizes) + np.arange(begins[-1]), begins)


def _has(item: Input, values: Column, starts: Ints) -> NDArray[np.bool_]:
    """Say of each household whether it, or any of its members, has a value other than zero."""
    other: NDArray[np.bool_] = values != 0
    if item.entity == "household":
        return other
    upto = np.concatenate([[0], np.cumsum(other)])
    return np.asarray(upto[starts[1:]] > upto[starts[:-1]])


def _evenness(trait: NDArray[np.bool_]) -> float:
    """Return the smaller of the shares with and without a trait."""
    share = float(trait.mean()) if trait.size else 0.0
    return min(share, 1.0 - share)
