"""The quick answers behind the page: runs kept by lever setting; and the shelf of the answers that take longer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakKeyDictionary

import polars as pl

from workbench.care import read_homes
from workbench.dashboard.answers.shelf import Answers, Key
from workbench.dashboard.state.page_state import Levers, scenario_of
from workbench.law import BASIC
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import PAGE_ROWS, Comparison, Run, compare, simulate

# Every parameter's value by name.
Settings = tuple[tuple[str, float], ...]
RATIOS = ("urban_dibao_ratio", "rural_dibao_ratio")
# How many futures an interval is of: 200 know its ends to some 2 % and take two seconds on the whole county.
FUTURES = 200
# A run holds 13 MB, and ten visitors have ten kernels.
_RUNS_KEPT, _SCENARIOS_KEPT, _TOWNS_KEPT = 4, 16, 3


@dataclass(eq=False)
class Runs:
    """Runs the law for the page; the last few scenarios are kept, so that undo is free.

    milliseconds: how long the newest run of the law took. answers: what takes longer (`question.Heavy`). futures: how
    many the intervals are of.
    """

    county: Population
    baseline: Scenario
    milliseconds: float = 0.0
    answers: Answers = field(default_factory=Answers, repr=False)
    futures: int = FUTURES
    _scenarios: dict[Key, Scenario] = field(default_factory=dict, repr=False)
    _settings: dict[int, tuple[Scenario, Settings]] = field(default_factory=dict, repr=False)
    _runs: dict[Key, Run] = field(default_factory=dict, repr=False)
    _compared: WeakKeyDictionary[Run, Comparison] = field(default_factory=WeakKeyDictionary, repr=False)
    _towns: dict[str, Runs] = field(default_factory=dict, repr=False)

    def of_town(self, town: str) -> Runs:
        """Return the same for the residents of one town alone: the same families, with the same luck.

        The last few towns are kept; scenarios are shared, so that a setting is the same object everywhere.
        """
        if town not in self._towns:
            while len(self._towns) >= _TOWNS_KEPT:
                self._towns.pop(next(iter(self._towns)))
            residents = self.county.kept(self.county.households["town"].cast(pl.String).to_numpy() == town)
            self._towns[town] = Runs(
                residents, self.baseline, futures=self.futures, _scenarios=self._scenarios, _settings=self._settings
            )
        return self._towns[town]

    def scenario(self, levers: Levers) -> Scenario:
        """Return the scenario that levers make of the baseline; the last few are the same objects when asked again."""
        if not levers:
            return self.baseline
        key = tuple(sorted(levers.items()))
        if key not in self._scenarios:
            while len(self._scenarios) >= _SCENARIOS_KEPT:
                self._scenarios.pop(next(iter(self._scenarios)))
            self._scenarios[key] = scenario_of(self.baseline, levers)
        return self._scenarios[key]

    def settings(self, scenario: Scenario) -> Settings:
        """Return every parameter's value by name: what an answer about a scenario depends on."""
        number = id(scenario)  # of an object that is held beside it, so that nothing else can have the number
        if number not in self._settings:
            while len(self._settings) > _SCENARIOS_KEPT:
                self._settings.pop(next(iter(self._settings)))
            values = ((name, item.value) for name, item in scenario.resolved().items())
            self._settings[number] = (scenario, tuple(sorted(values)))
        return self._settings[number][1]

    def run(self, scenario: Scenario) -> Run:
        """Return the run of a scenario: a kept one, or a new one."""
        key = self.settings(scenario)
        if key not in self._runs:
            start = time.perf_counter()
            run = simulate(self.county, scenario, programmes=BASIC, rows=PAGE_ROWS)
            self.milliseconds = (time.perf_counter() - start) * 1000
            while len(self._runs) > _RUNS_KEPT:  # the first one is the baseline: it stays
                self._runs.pop(list(self._runs)[1])
            self._runs[key] = run
        return self._runs[key]

    def base(self) -> Run:
        """Return the baseline's run."""
        return self.run(self.baseline)

    def comparison(self, scenario: Scenario) -> Comparison:
        """Return the baseline and a scenario side by side."""
        run = self.run(scenario)
        if run not in self._compared:
            self._compared[run] = compare(self.base(), run)
        return self._compared[run]

    @cached_property
    def homes(self) -> pl.DataFrame:
        """The care homes; the shipped example is invented."""
        return read_homes()
