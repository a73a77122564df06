"""Compiles the kernels that the dashboard and the notebooks use, so that nobody waits for them later.

Run as `python -m workbench.simulation.warm`; the set-up does it once. Compiled kernels stay in the cache folder.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from workbench.law import BASIC
from workbench.population import Population
from workbench.population.contract import Households, Persons
from workbench.scenario import Scenario, load_scenario
from workbench.simulation.batch import run_batch
from workbench.simulation.draws import draw_assumptions, uncertain
from workbench.simulation.futures import draw
from workbench.simulation.prune import PRUNABLE
from workbench.simulation.run import PAGE_ROWS, SUMMARY_ROWS, simulate
from workbench.simulation.sweep import sweep


def warm() -> None:
    """Run what the meeting room asks for on nobody at all: about ten seconds the first time, at once later."""
    nobody = Population.from_frames(Persons.create_empty(), Households.create_empty())
    scenario = Scenario("warm", "预热", "warm-up", dt.date(2021, 7, 1), {})
    simulate(nobody, scenario)
    simulate(nobody, scenario, rows=False)
    simulate(nobody, scenario, programmes=BASIC, rows=False)
    simulate(nobody, scenario, programmes=BASIC, rows=SUMMARY_ROWS)
    simulate(nobody, scenario, programmes=BASIC, rows=PAGE_ROWS)
    sweep(nobody, scenario, urban_dibao_ratio=[0.3], rural_dibao_ratio=[0.4])
    baseline = load_scenario("baseline-2021")  # whose assumptions have ranges: the intervals and what can be afforded
    draw(nobody, baseline, runs=2)
    names = [name for name in uncertain(baseline) if baseline.resolved()[name].parameter.section == "law"]
    ratios = {f"{place}_dibao_ratio": np.full(2, 0.3) for place in ("urban", "rural")}
    run_batch(nobody, baseline, {**draw_assumptions(baseline, names, 2, 1), **ratios}, PRUNABLE)


if __name__ == "__main__":
    warm()
