"""The answers behind the page: runs kept by lever setting, and the grid over both ratios when it is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run, Sweep, simulate, sweep

# The rules whose rows the page's figures and tiles need.
ROWS = (
    "household_assistance_amount",
    "dibao_standard",
    "dibao_recipient",
    "tekun_recipient",
    "margin_household",
)
GRID_POINTS = 21


@dataclass(eq=False)
class Results:
    """Runs the law for the page; the last few scenarios are kept, so that undo is free."""

    county: Population
    baseline: Scenario
    grid: Sweep | None = None
    milliseconds: float = 0.0
    _runs: dict[tuple[tuple[str, float], ...], Run] = field(default_factory=dict)

    def run(self, scenario: Scenario) -> Run:
        """Return the run of a scenario: a kept one, or a new one (and how long it took in `milliseconds`)."""
        key = tuple(sorted((name, item.value) for name, item in scenario.resolved().items()))
        if key not in self._runs:
            start = time.perf_counter()
            run = simulate(self.county, scenario, rows=ROWS)
            self.milliseconds = (time.perf_counter() - start) * 1000
            while len(self._runs) > 8:  # the first one is the baseline: it stays
                self._runs.pop(list(self._runs)[1])
            self._runs[key] = run
        return self._runs[key]

    def base(self) -> Run:
        """Return the baseline's run."""
        return self.run(self.baseline)

    def make_grid(self, progress: Callable[[int, int], None] | None = None) -> Sweep:
        """Run the grid over the corridors of both ratios once; later calls return it at once."""
        if self.grid is None:
            self.grid = sweep(
                self.county,
                self.baseline,
                progress=progress,
                urban_dibao_ratio=corridor_values(self.baseline, "urban_dibao_ratio"),
                rural_dibao_ratio=corridor_values(self.baseline, "rural_dibao_ratio"),
            )
        return self.grid


def corridor_values(scenario: Scenario, name: str) -> list[float]:
    """Return the points of the grid over a ratio's corridor, both ends included."""
    corridor = scenario.resolved()[name].parameter.corridor
    if corridor is None or corridor.low is None or corridor.high is None:
        raise ValueError(f"{name} has no corridor with two ends")
    return [round(float(v), 6) for v in np.linspace(corridor.low, corridor.high, GRID_POINTS)]
