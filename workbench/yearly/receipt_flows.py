"""Who came into family dibao and who left it in a year, and why; and how long receipt has lasted.

Flows reconcile with stocks to the household and the person: recipients of a year = recipients of the year before −
those who left + those who came. A household that stays but counts other members moves persons under "members".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.results import checked
from workbench.simulation import Run
from workbench.yearly.receipt_memory import receipt_of

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Row = tuple[int, str, str, str, int, int]
SCHEMA = {
    "year": pl.Int64,
    "residence": pl.String,
    "flow": pl.String,
    "cause": pl.String,
    "households": pl.Int64,
    "persons": pl.Int64,
}


def receipt_flows(runs: Mapping[int, Run]) -> pl.DataFrame:
    """Return the flows of each year but the first: year, residence, flow, cause, households, persons.

    runs: by year, in a row; each keeps the rows of the memory, `passes_property_test` and `dibao_members`. flow: "in",
    "out", and "members" for the change in persons of households that stay. cause: new_household, applied; gone (died
    out, moved away or joined another), no_members (all of them tekun or orphans), property, income_found (a review
    found it at or above the standard). Who leaves is counted by residence and members of the year before.
    """
    rows: list[Row] = []
    for year in sorted(runs)[1:]:
        rows += _flows(year, runs[year - 1], runs[year])
    return checked(pl.DataFrame(rows, schema=SCHEMA, orient="row"), "years_flows")


def _flows(year: int, earlier: Run, later: Run) -> Iterator[Row]:
    before, after = receipt_of(earlier), receipt_of(later)
    place, known = before.place_of(after.household_id)
    now, stayed = after.place_of(before.household_id)
    was = known & before.received[place]
    goes_on = stayed & after.received[now] if len(after.household_id) else np.zeros(len(before.received), bool)

    def counted(flow: str, cause: str, urban: Bools, held: Bools, persons: Ints) -> Iterator[Row]:
        for name, of in (("rural", ~urban), ("urban", urban)):
            chosen = held & of
            yield year, name, flow, cause, int(chosen.sum()), int(persons[chosen].sum())

    came = after.received & ~was
    yield from counted("in", "new_household", after.urban, came & ~known, after.members)
    yield from counted("in", "applied", after.urban, came & known, after.members)
    left = before.received & ~goes_on
    yield from counted("out", "gone", before.urban, left & ~stayed, before.members)
    left &= stayed
    for cause, row in (("no_members", "dibao_members"), ("property", "passes_property_test")):
        failing = left & (later.row(row)[now] == 0) if len(after.household_id) else left
        yield from counted("out", cause, before.urban, failing, before.members)
        left = left & ~failing
    yield from counted("out", "income_found", before.urban, left, before.members)
    yield from counted("members", "members", after.urban, was & after.received, after.members - before.members[place])


def receipt_spells(runs: Mapping[int, Run]) -> pl.DataFrame:
    """Return the spells of receipt by the year they began: began, left_truncated, duration_years, ended, households.

    runs: as for `receipt_flows`. ended: whether the household left, or the years did. left_truncated: receipt in the
    first year, which may have begun earlier.
    """
    span = sorted(runs)
    counts: dict[tuple[int, bool, int, bool], int] = {}
    ids: Ints = np.empty(0, np.int64)
    began: Ints = np.empty(0, np.int64)  # of the households in receipt, in the order of ids

    def count(years: Ints, last: int, *, ended: bool) -> None:
        for start, number in zip(*np.unique(years, return_counts=True), strict=True):
            key = int(start), int(start) == span[0], last - int(start) + 1, ended
            counts[key] = counts.get(key, 0) + int(number)

    for year in span:
        receipt = receipt_of(runs[year])
        now = receipt.household_id[receipt.received]
        count(began[~np.isin(ids, now)], year - 1, ended=True)
        since = np.full(len(now), year)
        _, here, there = np.intersect1d(now, ids, assume_unique=True, return_indices=True)
        since[here] = began[there]
        ids, began = now, since
    count(began, span[-1], ended=False)
    columns = ["began", "left_truncated", "duration_years", "ended", "households"]
    rows = [(*key, number) for key, number in sorted(counts.items())]
    return checked(pl.DataFrame(rows, schema=columns, orient="row"), "years_spells")
