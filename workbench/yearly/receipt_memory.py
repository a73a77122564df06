"""What the law remembers of each household from one year to the next: receipt of family dibao and the last finding.

A household that received goes on without a new application, and what was found of its income stands until its next
review, as a share of the standard of the day. The error of the income check and the readiness to apply last for some
years: each year they stay with the chance of their persistence and are drawn anew otherwise, so that their correlation
over k years is persistence to the power of k. The first year is the county's own run: nothing is remembered in it.

What is assumed (`ASSUMED`) has no published figure of the county: 民发〔2021〕57号 asks for a review every year, or
every half year where incomes are unsteady; how often one takes place is what the flows tell.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import check_kinds, number, share
from workbench.categories import Residence
from workbench.errors import InputError
from workbench.population import Population
from workbench.population.lives.numbers import uniforms
from workbench.population.memory import MEMORY, drawn, remembering
from workbench.simulation import Run
from workbench.yearly.lasting_luck import luck_a_year_later, review_key

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
# What a run must keep for the memory, by household.
REMEMBERED_ROWS = (
    "family_dibao_recipient",
    "assessed_income_per_member",
    "dibao_standard",
    "passes_property_test",
    "dibao_members",
)
_ERROR, _APPLYING = "income_assessment_draw", "dibao_draw"
_READINESS = "readiness"  # before it is divided by the entry: no input of the law, kept beside those that are


@dataclass(frozen=True)
class MemoryAssumptions:
    """How receipt goes on from year to year.

    >>> MemoryAssumptions(review=0.5).error_persistence
    0.8

    review: share of recipients whose income is checked anew in a year. error_persistence, readiness_persistence: chance
    that a household's error of the income check, and its readiness to apply, stay as they were. entry_urban,
    entry_rural: what the yearly chance of a new receipt is of the take-up that was fitted to the stock; of those ready
    to apply only some come anew in one year. Shares of 0 to 1.
    """

    review: float = 0.25
    error_persistence: float = 0.8
    readiness_persistence: float = 0.95
    entry_urban: float = 1.0
    entry_rural: float = 1.0

    def __post_init__(self) -> None:
        """Raise InputError for a share outside 0 to 1, or an entry of 0, with which no stock lasts."""
        for one in fields(self):
            value = number(one.name, getattr(self, one.name))
            if one.name.startswith("entry"):
                share(one.name, value)
            else:
                share(one.name, value, zero=True)


# value, low, high, reason: all assumed, with the ranges of what is thought possible.
ASSUMED: dict[str, tuple[float, float, float, str]] = {
    "review": (0.25, 0.15, 1.0, "the law asks for a review a year; exits of 3 to 20 % a year were published"),
    "error_persistence": (0.8, 0.5, 0.95, "the same documents and neighbours are asked again"),
    "readiness_persistence": (0.95, 0.8, 0.99, "who doesn't apply in one year seldom does in the next"),
}


@dataclass(frozen=True, eq=False, repr=False)
class Receipt:
    """What a year leaves to the next, by household in the order of ids; arrays of shape (households,).

    finding: income found at the last check as a share of the standard, -1 without receipt. error, readiness: the luck
    of the year. members: persons of the household.
    """

    household_id: Ints
    received: Bools
    finding: Floats
    error: Floats
    readiness: Floats
    urban: Bools
    members: Ints

    def place_of(self, ids: Ints) -> tuple[Ints, Bools]:
        """Return where each household stands in these arrays, and whether it is there."""
        if np.array_equal(self.household_id, ids):
            return np.arange(len(ids)), np.ones(len(ids), bool)
        if not len(self.household_id):
            return np.zeros(len(ids), np.int64), np.zeros(len(ids), bool)
        place = np.minimum(np.searchsorted(self.household_id, ids), len(self.household_id) - 1)
        return place, self.household_id[place] == ids


def receipt_of(run: Run) -> Receipt:
    """Return what a run leaves to the next year. Raises InputError for a run without the rows `REMEMBERED_ROWS`."""
    missing = [name for name in REMEMBERED_ROWS if name not in run.rows]
    if missing:
        wanted = ", ".join(REMEMBERED_ROWS)
        raise InputError(f"a run that is remembered keeps the rows {wanted}; {missing[0]} is missing")
    people = run.population
    received = run.row("family_dibao_recipient").astype(bool)
    readiness = people.draws.get(_READINESS)
    return Receipt(
        people.households["household_id"].to_numpy(),
        received,
        np.where(received, run.row("assessed_income_per_member") / run.row("dibao_standard"), -1.0),
        drawn(people, _ERROR, "household", "normal"),
        drawn(people, _APPLYING, "household", "uniform") if readiness is None else readiness,
        people.arrays().household["residence"] == Residence.URBAN,
        np.diff(people.arrays().starts),
    )


@dataclass(frozen=True)
class ReceiptMemory:
    """The memory of a policy over years, for `years`: rows of a run that it needs, and each year's people with it.

    >>> wb.years(county, baseline, 2021, 2023, memory=wb.ReceiptMemory())
    """

    assumed: MemoryAssumptions = MemoryAssumptions()
    rows: tuple[str, ...] = REMEMBERED_ROWS

    @check_kinds
    def population(self, year: int, people: Population, before: Run | None) -> Population:
        """Return the people of a year with what is remembered of the run of the year before, and the year's luck.

        before: None in the first year, which remembers nothing. A household that is new, or whose residence changed,
        has no finding: it is reviewed.
        """
        if before is None:
            return people
        return _with_memory(year, people, receipt_of(before), self.assumed)


def _with_memory(year: int, people: Population, before: Receipt, assumed: MemoryAssumptions) -> Population:
    ids = people.households["household_id"].to_numpy()
    urban = people.arrays().household["residence"] == Residence.URBAN
    place, known = before.place_of(ids)
    seed = people.seed
    error = luck_a_year_later(seed, "income error", year, ids, before.error[place], known, assumed.error_persistence)
    readiness = luck_a_year_later(
        seed, "readiness", year, ids, before.readiness[place], known, assumed.readiness_persistence
    )
    received = known & before.received[place]
    moved = known & (before.urban[place] != urban)
    given = remembered_inputs(seed, year, ids, urban, received, moved, before.finding[place], error, readiness, assumed)
    return remembering(people, *given.memory, {**given.draws, _READINESS: readiness})


@dataclass(frozen=True, eq=False)
class RememberedInputs:
    """The law's inputs that a memory gives, by household: received last year, reviewed, last finding; and draws."""

    memory: tuple[Bools, Bools, Floats]
    draws: dict[str, Floats]

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of them by the name of the law's input."""
        return {**dict(zip(MEMORY, self.memory, strict=True)), **self.draws}


def remembered_inputs(
    seed: int,
    year: int,
    ids: Ints,
    urban: Bools,
    received: Bools,
    moved: Bools,
    finding: Floats,
    error: Floats,
    readiness: Floats,
    assumed: MemoryAssumptions,
) -> RememberedInputs:
    """Return what the law is told of a year: the one place where a year follows from the year before.

    By household: received, finding (of those who received): of the year before; moved: residence changed; error and
    readiness: the luck of the year.
    """
    checked = uniforms(review_key(seed, year), ids) < assumed.review
    # Fewer come anew in a year than the stock's take-up says: draw ÷ entry < take-up is draw < entry × take-up.
    entry = np.where(urban, assumed.entry_urban, assumed.entry_rural)
    memory = (received, ~received | checked | moved, np.where(received, finding, -1.0))
    return RememberedInputs(memory, {_ERROR: error, _APPLYING: readiness / entry})
