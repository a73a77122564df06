"""Many scenarios at once: grids, every policy in every future, goal seek; each beside plain NumPy's one scenario."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.child import peak_megabytes
from tests.benchmarks.laws import in_force
from tests.benchmarks.peers.client import Client
from tests.benchmarks.rounds import STEPS, Times, timed
from workbench.decisions import goal_seek
from workbench.population import Population
from workbench.scenario_folder import load_scenario
from workbench.simulation import sweep
from workbench.uncertainty import draw_policies

RATIOS = {
    "urban_dibao_ratio": [round(0.25 + 0.1 * k / STEPS, 4) for k in range(STEPS + 1)],
    "rural_dibao_ratio": [round(0.35 + 0.1 * k / STEPS, 4) for k in range(STEPS + 1)],
}
SEEN_BY_ALL = {
    "work_cost_rate": [round(0.3 * k / STEPS, 4) for k in range(STEPS + 1)],
    "rigid_spending_share": [round(0.1 + 0.3 * k / STEPS, 4) for k in range(STEPS + 1)],
}
FUTURES, BUDGET = 1000, 40e6


def grids(county: Population, folder: Path) -> Times:
    """Grids of 21 × 21, in the same rounds as one scenario of plain NumPy under the same law."""
    base = load_scenario("baseline-2021")
    values = in_force(base)
    actions: dict[str, Callable[[], Any]] = {
        "grid": lambda: sweep(county, base, **RATIOS),
        "grid_1": lambda: sweep(county, base, threads=1, **RATIOS),
        "grid_full": lambda: sweep(county, base, programmes=None, **RATIOS),
        "grid_full_gini": lambda: sweep(county, base, programmes=None, distribution=True, **RATIOS),
        "grid_unfactored": lambda: sweep(county, base, **SEEN_BY_ALL),
    }
    times: Times = {}
    with Client("numpy", "core", folder) as core, Client("numpy", "full", folder) as full:
        for number in range(-1, 3):  # the first round compiles and isn't counted
            kept: Times = times if number >= 0 else {}
            for name, action in actions.items():
                for law, client in (("core", core), ("full", full)):
                    kept.setdefault(f"numpy_{law} beside {name}", []).append(client.ask("plain", values).seconds)
                timed(kept, name, action)
    return times


def long_figures(county: Population) -> dict[str, Any]:
    """What takes minutes: all policies in all futures, the same luck in all; and a goal sought in as many."""
    base = load_scenario("baseline-2021")
    few = {name: values[:2] for name, values in RATIOS.items()}
    draw_policies(county, base, runs=2, **few)  # compiles
    goal_seek(county, base, budget=BUDGET, runs=2)
    begun = time.perf_counter()
    goal = goal_seek(county, base, budget=BUDGET, runs=FUTURES)
    sought = time.perf_counter()
    policies = draw_policies(county, base, runs=FUTURES, **RATIOS)
    drawn = time.perf_counter()
    assert policies.of("persons").shape == (FUTURES, len(policies.points))
    return {
        "date": time.strftime("%Y-%m-%d"),
        "goal_s": sought - begun,
        "goal": goal.status,
        "policies_s": drawn - sought,
        "policies": policies.points.height,
        "futures": FUTURES,
        "peak_mb": peak_megabytes(),
    }
