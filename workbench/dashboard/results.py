"""The answers behind the page: runs kept by lever setting, and the grids over both ratios that are there already."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl

from workbench.care import Need, Plan, Projection, need, plan_renovation, project, read_homes
from workbench.dashboard.state import CARE_LEVERS
from workbench.law import BASIC
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import PAGE_ROWS, Comparison, Run, Sweep, compare, simulate, sweep

RATIOS = ("urban_dibao_ratio", "rural_dibao_ratio")
GRID_POINTS = 21
PLAN_SECONDS = 8.0  # a slider waits no longer; a plan found till then stands, with the gap that is left
_RUNS_KEPT, _GRIDS_KEPT, _CARE_KEPT = 8, 4, 8

Key = tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class CareAnswer:
    """The care system of a scenario: its need, the plan, and the years with and without the plan's works."""

    need: Need
    plan: Plan
    renovated: Projection
    untouched: Projection


@dataclass(eq=False)
class Results:
    """Runs the law for the page; the last few scenarios are kept, so that undo is free.

    milliseconds: how long the newest run of the law took.
    """

    county: Population
    baseline: Scenario
    milliseconds: float = 0.0
    _runs: dict[Key, Run] = field(default_factory=dict, repr=False)
    _grids: dict[Key, Sweep] = field(default_factory=dict, repr=False)
    _needs: dict[Key, Need] = field(default_factory=dict, repr=False)
    _care: dict[Key, CareAnswer] = field(default_factory=dict, repr=False)
    _compared: WeakKeyDictionary[Run, Comparison] = field(default_factory=WeakKeyDictionary, repr=False)

    def run(self, scenario: Scenario) -> Run:
        """Return the run of a scenario: a kept one, or a new one."""
        key = _key(scenario)
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

    def grid(self, scenario: Scenario) -> Sweep | None:
        """Return the grid over both ratios, all else as in the scenario; None while nobody has made it."""
        return self._grids.get(_key(scenario, without=RATIOS))

    def any_grid(self) -> Sweep | None:
        """Return the newest grid there is, of whatever scenario: the old picture while the new one is made."""
        return next(reversed(self._grids.values()), None)

    def make_grid(self, scenario: Scenario, progress: Callable[[int, int], None] | None = None) -> Sweep:
        """Run the grid over the corridors of both ratios, all else as in the scenario; may run in a thread."""
        return sweep(
            self.county,
            scenario,
            progress=progress,
            urban_dibao_ratio=corridor_values(self.baseline, "urban_dibao_ratio"),
            rural_dibao_ratio=corridor_values(self.baseline, "rural_dibao_ratio"),
        )

    def keep_grid(self, scenario: Scenario, grid: Sweep) -> None:
        """Keep a grid that `make_grid` made for a scenario."""
        while len(self._grids) >= _GRIDS_KEPT:
            self._grids.pop(next(iter(self._grids)))
        self._grids[_key(scenario, without=RATIOS)] = grid

    @cached_property
    def homes(self) -> pl.DataFrame:
        """The care homes; the shipped example is invented."""
        return read_homes()

    def care(self, scenario: Scenario) -> CareAnswer | None:
        """Return the care answer of a scenario; None while nobody has made it."""
        return self._care.get(_key(scenario))

    def any_care(self) -> CareAnswer | None:
        """Return the newest care answer there is: the old picture while the new one is made."""
        return next(reversed(self._care.values()), None)

    def make_care(self, scenario: Scenario) -> CareAnswer:
        """Move the need, solve the plan and project both; may run in a thread."""
        key = _key(scenario, without=CARE_LEVERS)
        if key not in self._needs:
            self._needs = {key: need(self.run(scenario))}
        found = self._needs[key]
        plan = plan_renovation(self.homes, found, scenario, seconds=PLAN_SECONDS)
        return CareAnswer(
            found,
            plan,
            renovated=project(found, self.homes, scenario, plan.works),
            untouched=project(found, self.homes, scenario),
        )

    def keep_care(self, scenario: Scenario, answer: CareAnswer) -> None:
        """Keep an answer that `make_care` made for a scenario."""
        while len(self._care) >= _CARE_KEPT:
            self._care.pop(next(iter(self._care)))
        self._care[_key(scenario)] = answer


def _key(scenario: Scenario, without: tuple[str, ...] = ()) -> Key:
    return tuple(sorted((name, item.value) for name, item in scenario.resolved().items() if name not in without))


def corridor_values(scenario: Scenario, name: str) -> list[float]:
    """Return the points of the grid over a ratio's corridor, both ends included."""
    corridor = scenario.resolved()[name].parameter.corridor
    if corridor is None or corridor.low is None or corridor.high is None:
        raise ValueError(f"{name} has no corridor with two ends")
    return [round(float(v), 6) for v in np.linspace(corridor.low, corridor.high, GRID_POINTS)]
