"""What the benchmark hands over to a peer, once: the population as arrays, the law's inputs, the totals wanted.

Imports NumPy alone, for each peer lives in an environment of its own, without the workbench's libraries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
Way = Callable[[Mapping[str, float]], Mapping[str, Column]]  # from a scenario's parameters to columns by rule


class About(NamedTuple):
    """One input: whose it is ("person" or "household") and its kind ("bool", "int" or "float")."""

    entity: str
    kind: str


@dataclass(frozen=True, eq=False)
class HandedOver:
    """One population and one law ("core" or "full"); `values` are the parameters of the first scenario."""

    law: str
    arrays: dict[str, Column]
    starts: NDArray[np.int64]
    cell: NDArray[np.int64]
    weight: NDArray[np.float64]
    cells: int
    inputs: dict[str, About]
    totals: tuple[str, ...]
    values: dict[str, float]

    @cached_property
    def members(self) -> NDArray[np.int64]:
        """How many live in each household."""
        return np.diff(self.starts)

    @cached_property
    def home(self) -> NDArray[np.int64]:
        """Each person's household."""
        return np.repeat(np.arange(len(self.members)), self.members)

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The rules behind the totals."""
        return tuple(dict.fromkeys(total.partition("/")[0] for total in self.totals))

    def save(self, folder: Path) -> None:
        """Write it for another process to read."""
        about = {name: getattr(self, name) for name in ("law", "cells", "totals", "values")}
        about["inputs"] = {name: tuple(one) for name, one in self.inputs.items()}
        (folder / f"{self.law}.json").write_text(json.dumps(about))
        columns = {name: self.arrays[name] for name in self.inputs}
        np.savez(folder / f"{self.law}.npz", starts=self.starts, cell=self.cell, weight=self.weight, **columns)

    @classmethod
    def load(cls, folder: Path, law: str) -> HandedOver:
        """Read what another process wrote."""
        about = json.loads((folder / f"{law}.json").read_text())
        with np.load(folder / f"{law}.npz") as kept:
            columns = {name: kept[name] for name in kept.files}
        inputs = {name: About(*one) for name, one in about["inputs"].items()}
        starts, cell, weight = (columns.pop(name) for name in ("starts", "cell", "weight"))
        totals, values = tuple(about["totals"]), about["values"]
        return cls(law, columns, starts, cell, weight, about["cells"], inputs, totals, values)

    def added_up(self, values: Mapping[str, Column], names: Sequence[str] = ()) -> NDArray[np.int64]:
        """The totals by cell as the kernel returns them: fen, or millionths; shape (cells, totals).

        Only those for whom a value isn't zero are looked at, so that adding up costs a peer as little as may be.
        """
        return added_up(values, names or self.totals, self.home, self.members, self.cell, self.weight, self.cells)


def added_up(
    values: Mapping[str, Column],
    names: Sequence[str],
    home: NDArray[np.int64],
    members: NDArray[np.int64],
    cell: NDArray[np.int64],
    weight: NDArray[np.float64],
    cells: int,
) -> NDArray[np.int64]:
    """Totals by cell, as the kernel returns them, of columns of persons or households; shape (cells, names)."""
    totals = np.empty((cells, len(names)), np.int64)
    measures: dict[str, list[tuple[int, str]]] = {}
    for place, name in enumerate(names):
        rule, _, measure = name.partition("/")
        measures.setdefault(rule, []).append((place, measure))
    for rule, wanted in measures.items():
        column = values[rule]
        who = np.flatnonzero(column if column.dtype == np.bool_ else column != 0)
        units, money = column[who], column.dtype == np.float64
        of_persons = len(column) == len(home) and len(home) != len(members)
        first = np.flatnonzero(np.diff(home[who], prepend=-1)) if of_persons else np.arange(len(who))
        where = home[who][first] if of_persons else who
        here, weighs = cell[where], weight[where]
        for place, measure in wanted:
            if measure == "households":
                found = np.ones(len(where))
            elif measure == "persons":  # a household's value counts all its members
                found = np.diff(first, append=len(who)) if of_persons else members[where]
            else:
                found = np.floor(units * 100.0 + 0.5) if money else 1.0 * units
                found = np.add.reduceat(found, first) if len(first) else found
            scale = 1.0 if money and not measure else 1_000_000.0
            whole = np.floor(found * weighs * scale + 0.5)
            totals[:, place] = found = np.bincount(here, weights=whole, minlength=cells)
            assert np.abs(found).sum() < 2**53  # below that, sums of whole numbers in floats are exact
    return totals
