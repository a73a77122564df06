"""Compiles the kernels that the dashboard and the notebooks use and keeps the county, so that nobody waits later.

Run as `python -m workbench.precompile`; the set-up does it once. Compiled kernels stay in the cache folder.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from workbench.law import BASIC
from workbench.place import current_place
from workbench.population import SEED, Population, county, synthesize
from workbench.population.contract import contract
from workbench.population.lives import lives
from workbench.population.synthesis.demography import SMALLEST_COUNTY
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.simulation.parameter_sweep import sweep
from workbench.simulation.person_types import TYPE_ROWS
from workbench.simulation.run import PAGE_ROWS, SUMMARY_ROWS, simulate
from workbench.uncertainty.futures import draw
from workbench.uncertainty.policy_futures import draw_policies


def _nobody() -> Population:
    return Population.from_frames(contract().persons.create_empty(), contract().households.create_empty())


def _warm_up() -> Scenario:
    return Scenario("warm", "预热", "warm-up", dt.date(2021, 7, 1), {})


def load_page_kernel() -> None:
    """Load the kernel of the dashboard's own runs, by running it on nobody at all."""
    simulate(_nobody(), _warm_up(), programmes=BASIC, rows=PAGE_ROWS)


def warm() -> None:
    """Run what the meeting room asks for on nobody at all, and two years of lives: half a minute, at once later."""
    nobody, scenario = _nobody(), _warm_up()
    simulate(nobody, scenario)
    simulate(nobody, scenario, rows=False)
    simulate(nobody, scenario, rows=TYPE_ROWS)
    simulate(nobody, scenario, programmes=BASIC, rows=False)
    simulate(nobody, scenario, programmes=BASIC, rows=SUMMARY_ROWS)
    load_page_kernel()
    ratios: dict[str, Any] = {"urban_dibao_ratio": [0.3], "rural_dibao_ratio": [0.4]}
    sweep(nobody, scenario, **ratios)
    # The questions of notebooks 07 and 08: futures, and every policy in every future.
    baseline = load_scenario(current_place().baseline)
    draw(nobody, baseline, runs=1)
    draw_policies(nobody, baseline, runs=1, **ratios)
    county(SEED, tail=baseline.tail or "fujian")
    lives(synthesize(SEED, SMALLEST_COUNTY), last_year=2023).state(2023)


if __name__ == "__main__":
    warm()
