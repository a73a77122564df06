"""Care homes: reads and checks their table, says which home lies within reach of which town, and who finds a place.

People go to the nearest home with a free bed, as far as they are ready to go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, number, number_array
from workbench.errors import InputError, unknown
from workbench.language import word
from workbench.place import HOMES_FILE, NEIGHBOURS_FILE, Place, current_place
from workbench.population.contract import contract
from workbench.population.contract_errors import PopulationError, Problem, check_table
from workbench.tables import read_table

Floats = NDArray[np.float64]
_ROUNDS = 6  # at each distance: whom a full home turned away asks the others again


@check_kinds
def read_homes(source: str | Path | pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the care homes of a CSV file, of a frame, or (None) of the place in use.

    >>> read_homes().height

    One row per home in the contract's columns (`workbench.population.contract`): beds and nursing beds,
    residents by grade, beds that can be converted or built, yuan per bed, care workers, status and source.
    Raises PopulationError with every problem: row, column, value, what would be accepted.
    """
    lines: tuple[int, ...] = ()
    if isinstance(source, pl.DataFrame):
        given = source
    else:
        file = read_table(current_place().file(HOMES_FILE) if source is None else source)
        given, lines = file.frame, file.lines
    problems: list[Problem] = []
    homes = check_table("care_homes", given, contract().care_homes, problems)
    if problems and lines:
        problems = [p if p.row is None else replace(p, row=lines[p.row - 1], counted="line") for p in problems]
    if problems:
        raise PopulationError(problems, "the table of care homes has")
    if homes.is_empty():
        raise InputError(word("care.no_home"))
    return homes.drop("row").sort("home_id")


def town_steps(path: Path | None = None) -> NDArray[np.int64]:
    """Return the least number of town borders between two towns of the place in use; shape (towns, towns).

    The file (None: the place's) lists each pair of neighbours once: town, neighbour, status, source.
    Raises InputError for an unknown town, a missing column, a town without a way to the others.
    """
    return _place_steps(current_place()) if path is None else _steps(path, current_place().towns)


@cache
def _place_steps(place: Place) -> NDArray[np.int64]:
    return _steps(place.file(NEIGHBOURS_FILE), place.towns)


def _steps(path: Path, towns: Sequence[str]) -> NDArray[np.int64]:
    pairs = read_table(path)
    for name in ("town", "neighbour"):
        if name not in pairs.frame.columns:
            raise InputError(f"{path.name}: the column {name!r} is missing; wanted: town, neighbour, status, source")
    steps = np.full((len(towns), len(towns)), len(towns), dtype=np.int64)
    np.fill_diagonal(steps, 0)
    for row, (town, neighbour) in enumerate(pairs.frame.select("town", "neighbour").iter_rows()):
        for name in (town, neighbour):
            if name not in towns:
                raise unknown("town", str(name), towns, pairs.at(row))
        one, other = towns.index(town), towns.index(neighbour)
        steps[one, other] = steps[other, one] = 1
    for through in range(len(towns)):  # Floyd's shortest paths
        steps = np.minimum(steps, steps[:, through, None] + steps[None, through, :])
    alone = [town for town, row in zip(towns, steps, strict=True) if row.max() >= len(towns)]
    if alone:
        raise InputError(f"{path.name}: no way leads from {alone[0]} to every other town")
    return steps


def home_towns(homes: pl.DataFrame) -> NDArray[np.int64]:
    """Return the index of each home's town among the place's; shape (homes,). Raises UnknownNameError for another."""
    codes = {town: code for code, town in enumerate(current_place().towns)}
    for town in homes["town"]:
        if town not in codes:
            raise unknown("town", str(town), codes, "care_homes")
    return np.array([codes[town] for town in homes["town"]], dtype=np.int64)


def within_reach(homes: pl.DataFrame, borders: float) -> NDArray[np.bool_]:
    """Say which home can be reached from which town across at most `borders` borders; shape (towns, homes)."""
    return np.asarray(town_steps()[:, home_towns(homes)] <= borders)


def place(willing: Floats, places: Floats, steps: NDArray[np.int64], borders: float) -> Floats:
    """Return the persons of each town placed in each home; shape (…, towns, homes).

    >>> place(np.array([[3.0, 2.0]]), np.array([[4.0, 0.0]]), np.array([[0, 1], [1, 0]]), 1)
    array([[[3., 0.],
            [1., 0.]]])

    willing: persons by town, shape (…, towns). places: free places by home, shape (…, homes). steps: town borders
    between a town and a home, shape (towns, homes); nobody crosses more than `borders`. The nearer homes are asked
    first, those equally near in proportion to their free places; a home asked by too many takes the same part of each
    town. Every year is placed anew: who moves in stays as long as there is a place.
    """
    number("borders", borders)
    number_array("steps", steps, 2)
    left, free = (
        np.maximum(number_array("willing", willing), 0.0),
        np.maximum(number_array("places", places), 0.0),
    )
    placed = np.zeros((*np.broadcast_shapes(left.shape[:-1], free.shape[:-1]), *steps.shape))
    left = np.broadcast_to(left, (*placed.shape[:-2], steps.shape[0])).copy()
    free = np.broadcast_to(free, (*placed.shape[:-2], steps.shape[1])).copy()
    for distance in range(int(borders) + 1):
        near = (steps <= distance).astype(np.float64)
        for _ in range(_ROUNDS):
            open_places = free[..., None, :] * near
            share = open_places / np.maximum(open_places.sum(axis=-1, keepdims=True), 1e-12)
            asked = left[..., :, None] * share
            at_home = asked.sum(axis=-2)
            granted = asked * np.minimum(1.0, free / np.maximum(at_home, 1e-12))[..., None, :]
            placed += granted
            left = np.maximum(0.0, left - granted.sum(axis=-1))
            free = np.maximum(0.0, free - granted.sum(axis=-2))
    return placed
