"""The quick answers behind the pages: runs of the law by lever setting, shared by all pages of a process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar
from weakref import WeakKeyDictionary

import polars as pl

from workbench.care import read_homes
from workbench.dashboard.answers.shelf import Answers, Key
from workbench.dashboard.state.scenario_levers import Levers, scenario_of
from workbench.law import BASIC
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import PAGE_ROWS, Comparison, Run, compare, simulate

K = TypeVar("K")
V = TypeVar("V")
# Every parameter's value by name.
Settings = tuple[tuple[str, float], ...]
# How many futures an interval is of: 200 know its ends to some 2 % and take two seconds on the whole county.
FUTURES = 200
# A run of the whole county holds 13 MB, a town's residents a twelfth of the county, a year's people 90 MB.
_RUNS_KEPT, _SCENARIOS_KEPT, _TOWNS_KEPT, _YEARS_KEPT = 8, 64, 12, 3


class Past(Protocol):
    """What the runs of a later year rest on: each scenario as it is in that year, and the people after its past."""

    @property
    def year(self) -> int:
        """Return the year."""

    def scenario(self, levers: Levers) -> Scenario:
        """Return the scenario of the year that levers make; the same object when asked again."""

    def levers(self, scenario: Scenario) -> Levers:
        """Return the levers that a scenario of the year was made of."""

    def population(self, scenario: Scenario) -> Population:
        """Return the people of the year with what is remembered of them under a scenario."""

    def in_town(self, town: str) -> Past:
        """Return the same for the residents of one town."""


@dataclass(eq=False)
class _Cache:
    """What all pages of a process share of one place: its last used scenarios, runs and comparisons, and its towns."""

    answers: Answers = field(default_factory=Answers)
    base: Run | None = None
    scenarios: dict[Key, Scenario] = field(default_factory=dict)
    settings: dict[int, tuple[Scenario, Settings]] = field(default_factory=dict)
    runs: dict[Settings, Run] = field(default_factory=dict)
    compared: WeakKeyDictionary[Run, Comparison] = field(default_factory=WeakKeyDictionary)
    milliseconds: WeakKeyDictionary[Run, float] = field(default_factory=WeakKeyDictionary)
    towns: dict[str, Runs] = field(default_factory=dict)
    years: dict[int, tuple[Population, _Cache]] = field(default_factory=dict)
    homes: pl.DataFrame | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def find(self, shelf: dict[K, V], key: K, make: Callable[[], V], most: int) -> V:
        """Return what stands under a key, or make it; of more than `most` the one unused for longest goes.

        It is made outside the lock: a page never waits for what another one makes.
        """
        with self.lock:
            if key in shelf:
                shelf[key] = shelf.pop(key)  # the last used stands last
                return shelf[key]
        made = make()
        with self.lock:
            while len(shelf) >= most:
                shelf.pop(next(iter(shelf)))
            return shelf.setdefault(key, made)


@dataclass(eq=False)
class Runs:
    """Runs the law for a page; the last used scenarios are kept, so that undo is free.

    futures: how many the intervals are of; older: the last answer of each kind that the page has had, by kind and town;
    town: whose residents these are, "" for the whole county; own_homes: the care homes, where they aren't the place's.
    past: of a later year, then county and baseline are those of that year.
    """

    county: Population
    baseline: Scenario
    futures: int = FUTURES
    older: dict[tuple[str, str], object] = field(default_factory=dict, repr=False)
    town: str = ""
    own_homes: pl.DataFrame | None = field(default=None, repr=False)
    past: Past | None = field(default=None, repr=False)
    _cache: _Cache = field(default_factory=_Cache, repr=False)

    @property
    def answers(self) -> Answers:
        """What takes longer (`question.Heavy`), of this place."""
        return self._cache.answers

    def for_page(self) -> Runs:
        """Return the same for another page: it shares what was worked out, and has an own past."""
        return replace(self, older={})

    def shared_by(self, pages: int) -> None:
        """Make room for the answers of so many pages."""
        with self._cache.lock:
            shelves = [self.answers, *(town.answers for town in self._cache.towns.values())]
            for _, year in self._cache.years.values():
                shelves += [year.answers, *(town.answers for town in year.towns.values())]
            for shelf in shelves:
                shelf.pages = max(1, pages)

    def of_town(self, town: str) -> Runs:
        """Return the same for the residents of one town alone: the same families, with the same luck.

        The last used towns are kept; scenarios are shared, so that a setting is the same object everywhere.
        """

        def make() -> Runs:
            residents = self.county.kept(self.county.households["town"].cast(pl.String).to_numpy() == town)
            ours = _Cache(
                answers=Answers(pages=self.answers.pages),
                scenarios=self._cache.scenarios,
                settings=self._cache.settings,
                lock=self._cache.lock,
            )
            return Runs(residents, self.baseline, futures=self.futures, town=town, _cache=ours)

        shared = self._cache.find(self._cache.towns, town, make, _TOWNS_KEPT)
        past = None if self.past is None else self.past.in_town(town)
        return replace(shared, older=self.older, baseline=self.baseline, past=past)

    def of_year(self, year: int, people: Callable[[int], Population], past: Callable[[Population], Past]) -> Runs:
        """Return the same for a later year: its people, its law, and what the years before have left.

        people: of a year, asked once as long as the year is kept; past: of these people. The last used years are kept.
        """

        def make() -> tuple[Population, _Cache]:
            return people(year), _Cache(answers=Answers(pages=self.answers.pages), lock=self._cache.lock)

        everybody, cache = self._cache.find(self._cache.years, year, make, _YEARS_KEPT)
        rests = past(everybody)
        return replace(self, county=everybody, baseline=rests.scenario({}), past=rests, _cache=cache)

    @property
    def year(self) -> int | None:
        """The later year that these runs are of; None for the first one."""
        return None if self.past is None else self.past.year

    def scenario(self, levers: Levers) -> Scenario:
        """Return the scenario that levers make of the baseline; the last few are the same objects when asked again."""
        if self.past is not None:
            return self.past.scenario(levers)
        if not levers:
            return self.baseline
        key = tuple(sorted(levers.items()))
        return self._cache.find(self._cache.scenarios, key, lambda: scenario_of(self.baseline, levers), _SCENARIOS_KEPT)

    def settings(self, scenario: Scenario) -> Settings:
        """Return every parameter's value by name: what an answer about a scenario depends on.

        In a later year also the levers as they are set: what the years before have left depends on them.
        """

        def make() -> tuple[Scenario, Settings]:
            values = [(name, item.value) for name, item in scenario.resolved().items()]
            if self.past is not None:
                values += [(f"set: {name}", value) for name, value in self.past.levers(scenario).items()]
            return scenario, tuple(sorted(values))

        # The number of an object that is held beside it, so that nothing else can have the number.
        return self._cache.find(self._cache.settings, id(scenario), make, _SCENARIOS_KEPT)[1]

    def run(self, scenario: Scenario) -> Run:
        """Return the run of a scenario: a kept one, or a new one."""
        if scenario is self.baseline:
            return self.base()
        return self._cache.find(
            self._cache.runs, self.settings(scenario), lambda: self._simulated(scenario), _RUNS_KEPT
        )

    def base(self) -> Run:
        """Return the baseline's run, which is always kept."""
        if self._cache.base is None:
            self._cache.base = self._simulated(self.baseline)
        return self._cache.base

    def comparison(self, scenario: Scenario) -> Comparison:
        """Return the baseline and a scenario side by side."""
        run = self.run(scenario)
        with self._cache.lock:
            found = self._cache.compared.get(run)
        if found is None:
            found = compare(self.base(), run)
            with self._cache.lock:
                self._cache.compared[run] = found
        return found

    def milliseconds(self, run: Run) -> float:
        """Return how long the law took for one of these runs."""
        return self._cache.milliseconds[run]

    @property
    def homes(self) -> pl.DataFrame:
        """The care homes: given ones, or those of the place."""
        if self.own_homes is not None:
            return self.own_homes
        if self._cache.homes is None:
            self._cache.homes = read_homes()
        return self._cache.homes

    def _simulated(self, scenario: Scenario) -> Run:
        start = time.perf_counter()
        people = self.county if self.past is None else self.past.population(scenario)
        run = simulate(people, scenario, programmes=BASIC, rows=PAGE_ROWS)
        with self._cache.lock:
            self._cache.milliseconds[run] = (time.perf_counter() - start) * 1000
        return run
