"""Columns that persons of a population may be grouped by: its tables', household type and the like, one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from workbench.errors import InputError
from workbench.population import Population
from workbench.population.person_groups import age_groups, household_sizes, household_types

HOUSEHOLD_GROUPS: Mapping[str, Callable[[Population], pl.Series]] = {
    "household_type": household_types,
    "household_size": household_sizes,
}
_OF_PERSONS: Mapping[str, Callable[[Population], pl.Series]] = {"age_group": age_groups}
_IDS = ("person_id", "household_id")


def grouping_names(population: Population) -> list[str]:
    """Return the names of the columns that `person_column` knows."""
    tables = (population.persons, population.households, population.towns)
    return list(dict.fromkeys([*(name for table in tables for name in table.columns), *HOUSEHOLD_GROUPS, *_OF_PERSONS]))


def person_column(population: Population, name: str) -> pl.Series:
    """Return a column of persons, households or towns, or one of the groups, by person in the population's order."""
    if name in _OF_PERSONS:
        return _OF_PERSONS[name](population)
    if name in population.persons.columns:
        return population.persons[name]
    return _to_persons(population, household_column(population, name))


def household_column(population: Population, name: str) -> pl.Series:
    """Return a column of households or towns, or a group of households, by household in the population's order."""
    if name in HOUSEHOLD_GROUPS:
        return HOUSEHOLD_GROUPS[name](population)
    if name in population.households.columns:
        return population.households[name]
    towns = population.households.select("town").join(population.towns, on="town", how="left", maintain_order="left")
    return towns[name]


def own_columns(population: Population, along: pl.DataFrame, *, households: bool = False) -> pl.DataFrame:
    """Return the columns of a frame of one's own by person (or household), in the population's order.

    `along` has one row a person (person_id) or one a household (household_id), not necessarily all of them: who is in
    no row has null. Raises InputError for a frame without either id, an id that stands twice or that nobody has, or a
    column called like one of the population.
    """
    key = next((name for name in _IDS if name in along.columns), None)
    if key is None:
        raise InputError(f"along: a column person_id or household_id is wanted; it has {', '.join(along.columns)}")
    if households and key == "person_id":
        raise InputError("along: one row a household is wanted, with household_id and without person_id")
    taken = [name for name in along.columns if name in grouping_names(population) and name not in _IDS]
    if taken:
        raise InputError(f"along: the population has a column {taken[0]!r} already; rename yours")
    ids = along[key]
    if not ids.dtype.is_integer():
        raise InputError(f"along: {key} is {ids.dtype}; whole numbers are wanted")
    _refuse_ids(key, ids.filter(ids.is_duplicated()), "stands twice")
    people = population.persons if key == "person_id" else population.households
    _refuse_ids(key, ids.filter(~ids.cast(pl.Int64).is_in(people[key].implode())), "is nobody's in this population")
    own = along.drop("household_id", strict=False) if key == "person_id" else along
    joined = people.select(key).join(
        own.with_columns(pl.col(key).cast(pl.Int64)), on=key, how="left", maintain_order="left"
    )
    if key == "household_id" and not households:
        joined = joined[_rows_of_persons(population)]
    return joined.drop(key)


def _refuse_ids(key: str, ids: pl.Series, why: str) -> None:
    if len(ids):
        raise InputError(f"along: {key} {ids[0]} {why}")


def _to_persons(population: Population, values: pl.Series) -> pl.Series:
    return values.gather(_rows_of_persons(population))


def _rows_of_persons(population: Population) -> np.ndarray:
    columns = population.arrays()
    return columns.to_persons(np.arange(len(columns.starts) - 1))
