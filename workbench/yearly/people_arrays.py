"""The people of a year as arrays for many futures: who has been there since when, and money as a future's paths say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence
from workbench.engine.rule import Input
from workbench.population import Population
from workbench.population.lives.numbers import compiled
from workbench.simulation.preparation import RESIDENCES
from workbench.yearly.paths import LAG, Paths
from workbench.yearly.people import INCOMES, OWN_ASSETS, SPENDING, FrozenPeople, PeopleByYear, times_to_fen

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Factors = tuple[Floats, Floats]  # of incomes and of spending, each by residence code
HOUSEHOLD_ASSETS = "financial_assets"
_OF_INCOME = frozenset((*INCOMES, OWN_ASSETS, HOUSEHOLD_ASSETS))
MONEY = _OF_INCOME | frozenset(SPENDING)


@dataclass(frozen=True, eq=False)
class PeopleOfYear:
    """The households of one year. since: the first year from which each has been there without a break."""

    year: int
    people: Population
    ids: Ints
    since: Ints
    urban: Bools

    @property
    def present(self) -> int:
        """How many households there are."""
        return self.ids.size


class PeopleArrays:
    """The people of the years from `first_year` on, asked year by year in order, and their money under other paths.

    Frozen people are the county of the first year with its own money, which grows by a future's paths alone. Lives have
    grown by the paths of their year already; all their money is multiplied by what a future's incomes are over those.
    """

    def __init__(self, source: PeopleByYear, paths: Paths, first_year: int) -> None:
        """Keep the people; paths: those by which lives have grown."""
        self.source, self.paths, self.first_year = source, paths, first_year
        self._latest: PeopleOfYear | None = None

    def of(self, year: int) -> PeopleOfYear:
        """Return the people of a year; the years before it were asked before, or are made now."""
        before = self._latest
        if before is not None and before.year == year:
            return before
        if before is not None and before.year > year:
            before = None
        start = self.first_year if before is None else before.year + 1
        found = self._next(start, before)
        for one in range(start + 1, year + 1):
            found = self._next(one, found)
        self._latest = found
        return found

    def _next(self, year: int, before: PeopleOfYear | None) -> PeopleOfYear:
        frozen = isinstance(self.source, FrozenPeople)
        if frozen and before is not None:
            return PeopleOfYear(year, before.people, before.ids, before.since, before.urban)
        people = self.source.county if isinstance(self.source, FrozenPeople) else self.source.population(year)
        ids = people.households["household_id"].to_numpy()
        since = np.full(ids.size, year)
        if before is not None and before.ids.size:
            place = np.minimum(np.searchsorted(before.ids, ids), before.ids.size - 1)
            since = np.where(before.ids[place] == ids, before.since[place], year)
        urban = people.arrays().household["residence"] == Residence.URBAN
        return PeopleOfYear(year, people, ids, since, urban)

    def factors(self, paths: Paths, year: int) -> Factors:
        """Return what a year's incomes and spending are to be multiplied by under some paths, by residence code."""
        money = year - LAG
        source = self.source
        if isinstance(source, FrozenPeople):
            income, spending = (
                np.array([paths[f"{one}_{kind}"].factor(source.incomes_year, money) for one in RESIDENCES])
                for kind in ("income", "consumption")
            )
            return income, spending
        incomes = np.array([paths[f"{one}_income"].level(money) / self.paths[f"{one}_income"].level(money)
                            for one in RESIDENCES])  # fmt: skip
        return incomes, incomes


@dataclass(frozen=True, eq=False)
class Chosen:
    """Some households of a year as a kernel reads them, without what is drawn. columns: by the law's input."""

    year: int
    ids: Ints
    since: Ints
    urban: Bools
    members: Ints
    person_ids: Ints
    starts: Ints
    cell: Ints
    cells: int
    weight: Floats
    columns: Mapping[str, NDArray[Any]]


def chosen(one: PeopleOfYear, held: Bools, inputs: list[Input], factors: Factors) -> Chosen:
    """Return the marked households with their money times factors; inputs that are drawn are left out."""
    arrays = one.people.arrays()
    rows = np.flatnonzero(held)
    sizes = np.diff(arrays.starts)[rows]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    members = members_of(arrays.starts, rows, int(starts[-1]))
    residence = arrays.household["residence"][rows].astype(np.int64)
    of_household = [factor[residence] for factor in factors]
    of_person = [np.repeat(values, sizes) for values in of_household]
    columns: dict[str, NDArray[Any]] = {}
    for item in inputs:
        if item.draw is not None:
            continue
        about_person = item.entity == "person"
        values = arrays.person[item.name][members] if about_person else arrays.household[item.name][rows]
        if item.name in MONEY:
            kind = 0 if item.name in _OF_INCOME else 1
            factor = (of_person if about_person else of_household)[kind]
            if not np.all(factors[kind] == 1.0):
                values = times_to_fen(item.name, values, factor)
        columns[item.name] = values
    town = arrays.household["town"][rows].astype(np.int64)
    return Chosen(
        one.year,
        one.ids[rows],
        one.since[rows],
        one.urban[rows],
        sizes,
        one.people.persons["person_id"].to_numpy()[members],
        starts,
        town * len(RESIDENCES) + residence,
        len(one.people.town_names) * len(RESIDENCES),
        arrays.household["weight"][rows],
        columns,
    )


def members_of(starts: Ints, rows: Ints, persons: int) -> Ints:
    """Return the places of the members of some households, in order."""
    return np.asarray(_members(starts, rows, persons))


@compiled
def _members(starts: Any, rows: Any, persons: Any) -> Any:
    found = np.empty(persons, np.int64)
    at = 0
    for k in rows:
        for i in range(starts[k], starts[k + 1]):
            found[at] = i
            at += 1
    return found
