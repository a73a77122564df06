"""What the law remembers of a household from a year before, and luck that is given in place of that of the seed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.luck import normal_draws, uniform_draws
from workbench.population.population import Population, PopulationArrays

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MEMORY = ("received_last_year", "reviewed", "last_finding")  # columns of households, in the order of `remembering`
_LUCK = "_luck"  # of people: draws of the seed that populations of the same people share
_PEOPLE = "_people"  # of people with a memory: those without


def remembering(
    people: Population, received_last_year: Bools, reviewed: Bools, last_finding: Floats, draws: Mapping[str, Floats]
) -> Population:
    """Return the same people with what the law remembers of each household, and the luck of the year.

    Arrays of shape (households,), in the order of `households`. draws: by the name of the law's input; they take the
    place of those made of the seed. Raises InputError for another shape or a number that isn't finite.
    """
    memory = dict(zip(MEMORY, (received_last_year, reviewed, last_finding), strict=True))
    count = people.households.height
    for name, values in {**memory, **draws}.items():
        if values.shape != (count,) or not np.isfinite(values).all():
            raise InputError(f"{name}: {count} numbers are wanted, one for each household")
    households = people.households.with_columns(
        pl.Series(name, values, dtype=people.households.schema[name]) for name, values in memory.items()
    )
    told = Population(people.persons, households, people.towns, people.seed, people.tail, people.provenance, draws)
    before = people.arrays()
    columns = {name: np.ascontiguousarray(values) for name, values in memory.items()}
    told.__dict__["_arrays"] = PopulationArrays(
        before.person, MappingProxyType({**before.household, **columns}), before.starts
    )
    told.__dict__[_LUCK] = people.__dict__.setdefault(_LUCK, {})  # the same people and seed: the same other luck
    told.__dict__[_PEOPLE] = people  # so that lives, which keep a year's people while somebody does, have them still
    return told


def drawn(
    people: Population,
    name: str,
    entity: Literal["household", "person"],
    kind: Literal["uniform", "normal"],
    rows: slice = slice(None),
) -> Floats:
    """Return the luck of rows for one decision: what is given, or what (seed, decision, id) makes of it."""
    if name in people.draws:
        return people.draws[name][rows]
    shared: dict[str, Floats] | None = people.__dict__.get(_LUCK)
    if shared is not None and name in shared:
        return shared[name][rows]
    frame = people.persons if entity == "person" else people.households
    make = normal_draws if kind == "normal" else uniform_draws
    ids = frame[f"{entity}_id"].to_numpy()
    if shared is None:
        return make(people.seed, name, ids[rows])
    shared[name] = make(people.seed, name, ids)
    return shared[name][rows]
