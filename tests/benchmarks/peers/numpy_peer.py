"""Plain NumPy as a peer: the oracles of the tests, whole columns at a time."""

from __future__ import annotations

from collections.abc import Mapping

from tests.benchmarks.numpy_law import Column, NumpyLaw
from tests.benchmarks.numpy_programmes import NumpyProgrammes
from tests.benchmarks.peers.handed_over import HandedOver, Way


class ProgrammesForTotals(NumpyProgrammes):
    """The law of all programmes without the rules that no total needs."""

    def _all_aid(self) -> None:
        pass

    def _types_of_person(self) -> None:
        pass


def ways(_name: str, given: HandedOver) -> dict[str, Way]:
    """The only way: everything anew."""
    law = NumpyLaw if given.law == "core" else ProgrammesForTotals

    def plain(values: Mapping[str, float]) -> Mapping[str, Column]:
        return law(given.arrays, given.starts, values).values

    return {"plain": plain}
