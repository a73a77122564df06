"""The renovation's works (convert, build, close beds of a home in a year) and the beds that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, need_columns
from workbench.errors import InputError, unknown

Action = Literal["convert", "build", "close"]
ACTIONS: tuple[Action, ...] = ("convert", "build", "close")
WORKS_SCHEMA: dict[str, Any] = {
    "home_id": pl.Int64,
    "year": pl.Int64,
    "action": pl.Enum(list(ACTIONS)),
    "beds": pl.Int64,
    "cost_yuan": pl.Float64,
}


def no_works() -> pl.DataFrame:
    """Return an empty table of works: home_id, year, action, beds, cost_yuan.

    >>> no_works().height
    0
    """
    return pl.DataFrame(schema=WORKS_SCHEMA)


def works_arrays(works: pl.DataFrame, homes: pl.DataFrame, years: tuple[int, ...]) -> dict[str, NDArray[np.int64]]:
    """Return beds by action; each of shape (homes, years). Raises InputError for a home or year that isn't there."""
    ids = {home: row for row, home in enumerate(homes["home_id"])}
    arrays: dict[str, NDArray[np.int64]] = {
        action: np.zeros((homes.height, len(years)), dtype=np.int64) for action in ACTIONS
    }
    for home, year, action, beds in works.select("home_id", "year", "action", "beds").iter_rows():
        if home not in ids:
            raise unknown("home_id", str(home), map(str, ids), "works")
        if year not in years:
            raise InputError(f"works: year {year} of home {home}; accepted: {years[0]} to {years[-1]}")
        if beds < 0:
            raise InputError(f"works: {beds} beds of home {home} in {year}; accepted: 0 or more")
        arrays[action][ids[home], years.index(year)] += beds
    ordinary = (homes["beds"] - homes["nursing_beds"]).to_numpy()
    limits = {"convert": homes["convertible_beds"].to_numpy(), "build": homes["buildable_beds"].to_numpy()}
    for action, most in {**limits, "close": ordinary}.items():
        asked = arrays[action].sum(axis=1)
        for row in np.flatnonzero(asked > most):
            home = homes["home_id"][int(row)]
            raise InputError(f"works: {action} {asked[row]} beds in home {home}; accepted: at most {most[row]}")
    used = arrays["convert"].sum(axis=1) + arrays["close"].sum(axis=1)
    for row in np.flatnonzero(used > ordinary):
        raise InputError(f"works: home {homes['home_id'][int(row)]} has {ordinary[row]} ordinary beds, not {used[row]}")
    return arrays


@dataclass(frozen=True, eq=False)
class Beds:
    """Nursing beds and ordinary beds in use at the end of each year; shape (…, years, homes)."""

    nursing: NDArray[np.int64]
    ordinary: NDArray[np.int64]

    @property
    def all(self) -> NDArray[np.int64]:
        """All beds in use."""
        return self.nursing + self.ordinary


def beds_by_year(
    works: pl.DataFrame, homes: pl.DataFrame, years: tuple[int, ...], on_time: NDArray[np.bool_] | None = None
) -> Beds:
    """Return the beds at the end of each year; with `on_time` (replicates, years, homes) also by replicate.

    A bed leaves ordinary use in the year of its works. A converted or new bed serves from the end of that year, or
    from the end of the next one when the home's works of the year are late.
    """
    done = works_arrays(works, homes, years)
    gained = (done["convert"] + done["build"]).T  # (years, homes)
    lost = (done["convert"] + done["close"]).T
    if on_time is None:
        on_time = np.ones((len(years), homes.height), dtype=bool)
    late = np.where(on_time, 0, gained)
    served = gained - late
    served[..., 1:, :] += late[..., :-1, :]
    nursing = homes["nursing_beds"].to_numpy() + np.cumsum(served, axis=-2)
    ordinary = (homes["beds"] - homes["nursing_beds"]).to_numpy() - np.cumsum(lost, axis=-2)
    return Beds(nursing, np.broadcast_to(ordinary, nursing.shape))


@check_kinds
def finished(homes: pl.DataFrame, works: pl.DataFrame) -> pl.DataFrame:
    """Return the homes as they are when all works are done, whatever year they fall in.

    >>> finished(homes, no_works())
    """
    need_columns("works", works, ("home_id", "year"), "plan_renovation(…).works")
    need_columns("homes", homes, ("home_id", "beds", "nursing_beds"), "read_homes()")
    if works.is_empty():
        return homes
    years = tuple(range(int(works["year"].min()), int(works["year"].max()) + 1))  # type: ignore[arg-type]
    beds = beds_by_year(works, homes, years)
    return homes.with_columns(
        beds=pl.Series(beds.all[-1], dtype=homes["beds"].dtype),
        nursing_beds=pl.Series(beds.nursing[-1], dtype=homes["nursing_beds"].dtype),
    )
