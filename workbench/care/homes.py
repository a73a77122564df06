"""Care homes: reads and checks their table, and says which home lies within reach of which town."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import TOWNS
from workbench.errors import InputError, unknown
from workbench.paths import shipped
from workbench.population.contract import CareHomes
from workbench.population.contract_errors import PopulationError, Problem, check_table
from workbench.tables import read_table

HOMES_FILE, NEIGHBOURS_FILE = "care_homes.csv", "town_neighbours.csv"


def read_homes(source: str | Path | pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the care homes of a CSV file, of a frame, or (None) of the shipped example, which is invented.

    One row per home in the contract's columns (`workbench.population.contract.CareHomes`): beds and nursing beds,
    residents by grade, beds that can be converted or built, yuan per bed, care workers, status and source.
    Raises PopulationError with every problem: row, column, value, what would be accepted.
    """
    lines: tuple[int, ...] = ()
    if isinstance(source, pl.DataFrame):
        given = source
    else:
        file = read_table(shipped("data_samples", HOMES_FILE) if source is None else source)
        given, lines = file.frame, file.lines
    problems: list[Problem] = []
    homes = check_table("care_homes", given, CareHomes, problems)
    if problems and lines:
        problems = [p if p.row is None else replace(p, row=lines[p.row - 1], counted="line") for p in problems]
    if problems:
        raise PopulationError(problems, "the table of care homes has")
    if homes.is_empty():
        raise InputError("care_homes: there is no home in the table; at least one row is wanted")
    return homes.drop("row").sort("home_id")


@cache
def town_steps(path: Path | None = None) -> NDArray[np.int64]:
    """Return the least number of town borders between two towns; shape (12, 12) in the order of TOWNS.

    The file lists each pair of neighbours once (town, neighbour, status, source). It is assumed: no map was found.
    Raises InputError for a town without a way to the others.
    """
    place = path or shipped("data_samples", NEIGHBOURS_FILE)
    pairs = read_table(place)
    steps = np.full((len(TOWNS), len(TOWNS)), len(TOWNS), dtype=np.int64)
    np.fill_diagonal(steps, 0)
    for row, (town, neighbour) in enumerate(pairs.frame.select("town", "neighbour").iter_rows()):
        for name in (town, neighbour):
            if name not in TOWNS:
                raise unknown("town", str(name), TOWNS, pairs.at(row))
        one, other = TOWNS.index(town), TOWNS.index(neighbour)
        steps[one, other] = steps[other, one] = 1
    for through in range(len(TOWNS)):  # Floyd's shortest paths
        steps = np.minimum(steps, steps[:, through, None] + steps[None, through, :])
    alone = [town for town, row in zip(TOWNS, steps, strict=True) if row.max() >= len(TOWNS)]
    if alone:
        raise InputError(f"{place.name}: no way leads from {alone[0]} to every other town")
    return steps


def home_towns(homes: pl.DataFrame) -> NDArray[np.int64]:
    """Return the index of each home's town in TOWNS; shape (homes,)."""
    return np.array([TOWNS.index(town) for town in homes["town"]], dtype=np.int64)


def within_reach(homes: pl.DataFrame, borders: float) -> NDArray[np.bool_]:
    """Say which home can be reached from which town across at most `borders` borders; shape (12, homes)."""
    return np.asarray(town_steps()[:, home_towns(homes)] <= borders)
