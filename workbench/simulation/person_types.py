"""The ten types of person of §2: how many are of each, where, of which several at once, and who is of none."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.law.person_types import PERSON_TYPES
from workbench.results import checked
from workbench.simulation.run import Run

# What a run must keep for the tables below.
TYPE_ROWS = ("person_types", "in_hardship", "in_hardship_without_type", "aid_status")


@check_kinds
def types_by_town(run: Run) -> pl.DataFrame:
    """Return one row per town and type: town, type, persons. A person of several types counts in each.

    >>> types_by_town(run_of_types).head()

    Vagrants, no residents, are missing. The run must keep TYPE_ROWS.
    """
    bits, weight, town = _persons(run)
    rows = [
        (name, one.name, float(weight[(town == code) & (bits & one.bit > 0)].sum()))
        for code, name in enumerate(run.population.town_names)
        for one in PERSON_TYPES
        if one.name != "vagrants"
    ]
    schema = {"town": pl.String, "type": pl.String, "persons": pl.Float64}
    return checked(pl.DataFrame(rows, schema=schema, orient="row"), "types_by_town")


@check_kinds
def type_overlaps(run: Run) -> pl.DataFrame:
    """Return one row per combination of types that occurs, the commonest first: types (a list of names), persons.

    Each person is in exactly one row; those of no type are left out.
    """
    bits, weight, _ = _persons(run)
    counted = np.bincount(bits, weight)
    found = [(combination, persons) for combination, persons in enumerate(counted.tolist()) if combination and persons]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    table = pl.DataFrame(
        {"types": [names_of(combination) for combination, _ in found], "persons": [persons for _, persons in found]},
        schema={"types": pl.List(pl.String), "persons": pl.Float64},
    )
    return checked(table, "type_overlaps")


@check_kinds
def untyped(run: Run) -> pl.DataFrame:
    """Return one row per town of persons in hardship: in_hardship_persons, and without_type_persons among them."""
    _, weight, town = _persons(run)
    masks = {"in_hardship_persons": run.row("in_hardship"), "without_type_persons": run.row("in_hardship_without_type")}
    towns = list(run.population.town_names)
    sums = {name: np.bincount(town, weight * mask, len(towns)) for name, mask in masks.items()}
    return checked(pl.DataFrame({"town": towns, **sums}), "untyped")


def names_of(bits: int) -> list[str]:
    """Return the names of the types in a combination of bits."""
    return [one.name for one in PERSON_TYPES if bits & one.bit]


def _persons(run: Run) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    columns = run.population.arrays()
    household = columns.household
    return (
        run.row("person_types").astype(np.int64),
        columns.to_persons(household["weight"]),
        columns.to_persons(household["town"].astype(np.int64)),
    )
