"""Turns a population and a scenario into what a kernel takes: arrays, cells, draws of luck, a table of parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.compiler.scenario_groups import divided, narrowed
from workbench.engine.rule import Input
from workbench.errors import InputError
from workbench.population import Population
from workbench.population.memory import drawn as drawn_of
from workbench.population.partitions import Partitions
from workbench.population.population import PopulationArrays
from workbench.simulation.household_order import Places, families_alike, places

Progress = Callable[[int, int], None]
RESIDENCES = tuple(member.name.lower() for member in sorted(Residence))


def cell_count(population: Population | Partitions) -> int:
    """Return the number of cells that totals are counted by: towns × residences."""
    return len(population.town_names) * len(RESIDENCES)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A population as the kernel reads it; cell = town × residence, `cells` the number of them."""

    arrays: dict[str, NDArray[Any]]
    starts: NDArray[np.int64]
    cell: NDArray[np.int64]
    cells: int
    weight: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Standing:
    """What doesn't change with the luck: the columns that aren't drawn, and the places of the households if moved."""

    ready: Prepared
    places: Places | None


_Names = tuple[str, ...]
_ready: WeakKeyDictionary[Population, dict[tuple[bool, _Names], Prepared]] = WeakKeyDictionary()
# By the columns themselves: the same people with other luck share them.
_alike: WeakKeyDictionary[PopulationArrays, dict[_Names, _Standing]] = WeakKeyDictionary()


def prepare(population: Population, inputs: Sequence[Input], *, alike: bool = False) -> Prepared:
    """Return the arrays of the inputs, the draws among them; kept for as long as the population lives.

    `alike`: families of a kind stand side by side (see `alike`), which is quicker where totals alone are asked for;
    rows would not be in the population's order.
    """
    key = alike, tuple(sorted(item.name for item in inputs))
    kept = _ready.setdefault(population, {})
    if key not in kept:
        kept[key] = _prepare(population, inputs, alike=alike)
    return kept[key]


def _prepare(population: Population, inputs: Sequence[Input], *, alike: bool) -> Prepared:
    columns, towns = population.arrays(), len(population.town_names)
    still = [item for item in inputs if item.draw is None]
    if alike:
        made, names = _alike.setdefault(columns, {}), tuple(sorted(item.name for item in still))
        if names not in made:
            made[names] = _moved(_still(columns, still, towns), still)
        standing = made[names]
    else:
        standing = _Standing(_still(columns, still, towns), None)
    ready, moved = standing.ready, standing.places
    arrays = dict(ready.arrays)
    for item in inputs:
        if item.draw is not None:
            drawn = drawn_of(population, item.name, item.entity, item.draw)
            arrays[item.name] = drawn if moved is None else moved.moved(item, drawn)
    return Prepared(arrays, ready.starts, ready.cell, ready.cells, ready.weight)


def _still(columns: PopulationArrays, inputs: Sequence[Input], towns: int) -> Prepared:
    """Return the columns of inputs that aren't drawn, as they stand."""
    arrays: dict[str, NDArray[Any]] = {}
    for item in inputs:
        table = columns.person if item.entity == "person" else columns.household
        if item.name not in table:
            raise InputError(f"the table {item.entity}s lacks the column {item.name!r}, which the law needs")
        arrays[item.name] = table[item.name]
    town = columns.household["town"].astype(np.int64)
    residence = columns.household["residence"].astype(np.int64)
    cell = town * len(RESIDENCES) + residence
    return Prepared(arrays, columns.starts, cell, towns * len(RESIDENCES), columns.household["weight"])


def _moved(ready: Prepared, inputs: Sequence[Input]) -> _Standing:
    """Return the same with families of a kind side by side."""
    found = places(families_alike(inputs, ready.arrays, ready.starts), ready.starts)
    arrays = {item.name: found.moved(item, ready.arrays[item.name]) for item in inputs}
    here = found.households
    return _Standing(Prepared(arrays, found.starts, ready.cell[here], ready.cells, ready.weight[here]), found)


def run_in_batches(
    request: KernelRequest,
    population: Population,
    table: NDArray[np.float64],
    size: int,
    progress: Progress | None = None,
    threads: int | None = None,
) -> Iterator[NDArray[np.int64]]:
    """Run a table of parameters, `size` settings at a time; yield totals (settings, cells, totals asked for)."""
    ready = prepare(population, request.inputs, alike=True)
    households = len(ready.starts) - 1
    parts = divided(request, ready.arrays, table[:size], households) if request.swept else [request]
    places = {name: k for k, name in enumerate(request.totals)}
    for first in range(0, len(table), size):
        chunk = table[first : first + size]
        totals = np.zeros((len(chunk), ready.cells, len(request.totals)), np.int64)
        for part in parts:
            own = narrowed(chunk, request, part)
            found, _ = run_kernel(part, ready.arrays, ready.starts, ready.cell, ready.weight, own, ready.cells, threads)
            totals[..., [places[name] for name in part.totals]] = found
        yield totals
        if progress is not None:
            progress(min(first + size, len(table)), len(table))


def parameter_table(names: Sequence[str], values: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """Return one row of parameters per scenario, in the kernel's order; shape (scenarios, names)."""
    table = np.empty((len(values), len(names)))
    for row, scenario in enumerate(values):
        table[row] = [scenario[name] for name in names]
    return table


def swept_table(
    names: Sequence[str], base: Mapping[str, float], swept: Mapping[str, Sequence[float] | NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Return one row of parameters per scenario, in the kernel's order; shape (scenarios, names).

    base: what no scenario changes, by name; swept: a number per scenario of the others, all of one length. One row
    where nothing is swept.
    """
    table = np.empty((len(next(iter(swept.values()))) if swept else 1, len(names)))
    for place, name in enumerate(names):
        table[:, place] = swept[name] if name in swept else base[name]
    return table
