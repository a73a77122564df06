"""Compiles the kernels that the dashboard and the notebooks use and keeps the county, so that nobody waits later.

Run as `python -m workbench.precompile`; the set-up does it once. Compiled kernels stay in the cache folder.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from workbench.law import BASIC
from workbench.place import current_place
from workbench.population import SEED, Population, county
from workbench.population.contract import contract
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.simulation.parameter_sweep import sweep
from workbench.simulation.run import PAGE_ROWS, SUMMARY_ROWS, simulate
from workbench.uncertainty.futures import draw
from workbench.uncertainty.policy_futures import draw_policies


def warm() -> None:
    """Run what the meeting room asks for on nobody at all: about ten seconds the first time, at once later."""
    nobody = Population.from_frames(contract().persons.create_empty(), contract().households.create_empty())
    scenario = Scenario("warm", "预热", "warm-up", dt.date(2021, 7, 1), {})
    simulate(nobody, scenario)
    simulate(nobody, scenario, rows=False)
    simulate(nobody, scenario, programmes=BASIC, rows=False)
    simulate(nobody, scenario, programmes=BASIC, rows=SUMMARY_ROWS)
    simulate(nobody, scenario, programmes=BASIC, rows=PAGE_ROWS)
    ratios: dict[str, Any] = {"urban_dibao_ratio": [0.3], "rural_dibao_ratio": [0.4]}
    sweep(nobody, scenario, **ratios)
    # The questions of notebooks 07 and 08: futures, and every policy in every future.
    baseline = load_scenario(current_place().baseline)
    draw(nobody, baseline, runs=1)
    draw_policies(nobody, baseline, runs=1, **ratios)
    county(SEED, tail=baseline.tail or "fujian")


if __name__ == "__main__":
    warm()
