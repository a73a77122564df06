"""Holds what the recipe of the county assumes: each number with label, unit, range, source, status; changed by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import Residence
from workbench.errors import InputError, unknown
from workbench.parameter.book import Override, ParameterBook, Resolved
from workbench.parameter.parameter_file import read_parameter_file
from workbench.paths import package_file

RECIPE_DATE = date(2021, 1, 1)


@dataclass(frozen=True, eq=False)
class Assumptions:
    """The recipe's numbers for one county."""

    resolved: Mapping[str, Resolved]

    def __getitem__(self, name: str) -> float:
        """Return one number; raises UnknownNameError."""
        if name not in self.resolved:
            raise unknown("assumption of the recipe", name, self.resolved)
        return self.resolved[name].value

    def by_residence(self, stem: str) -> NDArray[np.float64]:
        """Return the urban and the rural number of `stem`, indexed by the residence code; shape (2,)."""
        pair = np.empty(2)
        for residence in Residence:
            pair[residence] = self[f"{stem}_{residence.name.lower()}"]
        return pair

    @property
    def fitted_to(self) -> frozenset[str]:
        """Series of statistics that some of the numbers were chosen to meet."""
        return frozenset(series for one in self.resolved.values() for series in one.parameter.fitted_to)

    def table(self) -> pl.DataFrame:
        """List them: name, zh, en, unit, value, status, source."""
        return pl.DataFrame(
            [
                (name, r.parameter.zh, r.parameter.en, r.parameter.unit, r.value, r.status, r.source)
                for name, r in self.resolved.items()
            ],
            schema=["name", "zh", "en", "unit", "value", "status", "source"],
            orient="row",
        )


@cache
def _book() -> ParameterBook:
    path = package_file("population", "synthesis", "assumptions.yaml")
    return ParameterBook({parameter.name: parameter for parameter in read_parameter_file(path)})


def uncertain_assumptions() -> dict[str, Resolved]:
    """Return the recipe's assumptions that have a plausible range, by name, in the order of the file."""
    return {name: one for name, one in _book().resolve(RECIPE_DATE).items() if one.spread is not None}


def load_assumptions(changes: Mapping[str, float] | None = None) -> Assumptions:
    """Return the assumptions, some changed by name.

    Raises UnknownNameError with the nearest name, ParameterError for a value outside the valid range, InputError for
    a value that is no number.
    """
    book = _book()
    overrides: dict[str, Override] = {}
    for name, value in (changes or {}).items():
        if name not in book:
            raise unknown("assumption of the recipe", name, book, "synthesize")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"synthesize: {name}: a number in {book[name].unit} is wanted, not {value!r}")
        overrides[name] = Override(float(value), source="set in the call of synthesize")
    return Assumptions(book.resolve(RECIPE_DATE, overrides))
