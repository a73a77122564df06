"""The tables of lives: events by residence, residents by age, sex, residence and self-care, and assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import Residence, SelfCare, Sex, labels
from workbench.parameter.book import Resolved
from workbench.population.lives.events import Event
from workbench.population.lives.rates import rate_rows
from workbench.population.lives.state import State

OLDEST_GROUP = 17  # 85 and more
AGE_GROUPS = (*(f"{5 * k}-{5 * k + 4}" for k in range(OLDEST_GROUP)), f"{5 * OLDEST_GROUP}+")
_WORDS = {"residence": labels(Residence), "sex": labels(Sex), "self_care": labels(SelfCare), "age_group": AGE_GROUPS}
_EVENTS = [event.name.lower() for event in Event]


def event_rows(year: int, counts: NDArray[np.int64]) -> list[tuple[object, ...]]:
    """Return the rows of one year; counts: (events, residences, persons and households)."""
    return [
        (year, residence.name.lower(), event.name.lower(), *map(int, counts[event, residence]))
        for residence in Residence
        for event in Event
    ]


def events_frame(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    """Return year, residence, event, persons, households."""
    schema: dict[str, Any] = {
        "year": pl.Int64,
        "residence": pl.Enum(labels(Residence)),
        "event": pl.Enum(_EVENTS),
        "persons": pl.Int64,
        "households": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def people_frame(state: State) -> pl.DataFrame:
    """Return the residents of a year; rows without anybody are there too, with 0."""
    person = state.person
    items = person["adl_items_lost"]
    shape = (len(AGE_GROUPS), len(Sex), len(Residence), len(SelfCare))
    group = np.minimum(person["age"] // 5, OLDEST_GROUP)
    care = np.where(items == 0, SelfCare.ABLE, np.where(items < 4, SelfCare.PARTIAL, SelfCare.COMPLETE))
    cell = ((group * shape[1] + person["sex"]) * shape[2] + state.residence_of_person()) * shape[3] + care
    counts = np.bincount(cell, minlength=int(np.prod(shape)))
    codes = dict(zip(("age_group", "sex", "residence", "self_care"), np.indices(shape).reshape(4, -1), strict=True))
    columns = [pl.Series("year", np.full(counts.size, state.year))]
    for name, values in codes.items():
        columns.append(pl.Series(name, values).cast(pl.UInt8).cat.to(pl.Enum(list(_WORDS[name]))))
    return pl.DataFrame([*columns, pl.Series("persons", counts)])


def assumption_table(assumed: Mapping[str, Resolved], first: int, last: int) -> pl.DataFrame:
    """Return name, zh, en, unit, value, low, high, status, source: what is assumed, then what is published."""
    rows: list[tuple[object, ...]] = []
    for name, one in assumed.items():
        spread, parameter = one.spread, one.parameter
        ends = (None, None) if spread is None else (spread.low, spread.high)
        rows.append((name, parameter.zh, parameter.en, parameter.unit, one.value, *ends, one.status, one.source))
    rows += rate_rows(first, last)
    names = ["name", "zh", "en", "unit", "value", "low", "high", "status", "source"]
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
