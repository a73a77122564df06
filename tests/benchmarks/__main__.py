"""Measures the workbench in one run and writes docs/benchmark.md: `python -m tests.benchmarks [--rounds 11]`.

Everything that is compared is timed in the same rounds, one after another, so that a busy machine slows all alike; a
ratio is the median of the rounds' ratios. Without OpenFisca (`pip install --group benchmark`) its lines are left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.report import machine, written

ROOT = Path(__file__).resolve().parents[2]
GRID = 21  # ratios along each side of the grid
Times = dict[str, list[float]]


def in_child(*task: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run one task of `child` in a new process; a failure there is one here."""
    command = [sys.executable, "-m", "tests.benchmarks.child", *task]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(task)} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def timed(times: Times, name: str, action: Callable[[], Any]) -> Any:
    """Run an action and keep its seconds under a name."""
    begun = time.perf_counter()
    result = action()
    times.setdefault(name, []).append(time.perf_counter() - begun)
    return result


def processes(folder: Path) -> dict[str, Any]:
    """What only a new process shows: starting, importing, memory. The county stays in the folder."""
    environment = {**os.environ, "WORKBENCH_CACHE": str(folder / "cache")}
    kept = str(folder / "county.pickle")
    fresh = {**environment, "WORKBENCH_CACHE": str(folder / "empty cache")}
    compiling = in_child("compile", environment=fresh)
    made = in_child("make", kept, environment=environment)
    starts = [in_child("start", kept, environment=environment) for _ in range(5)]
    imports = [in_child("import", environment=environment) for _ in range(5)]
    middle = sorted(starts, key=lambda start: start["first_result_s"])[len(starts) // 2]
    return {
        "make": made,
        "compile": compiling,
        "start": {**middle, "compiled_anew": max(start["compiled_anew"] for start in starts)},
        **{name: statistics.median(one[name] for one in imports) for name in ("import_s", "names_s")},
        "memory": in_child("memory", environment=environment),
    }


def rounds_of(county: Any, rounds: int, folder: Path) -> dict[str, Any]:
    """Everything that is compared with something else, interleaved."""
    import numpy as np

    import workbench as wb
    from tests.benchmarks.county import SEED, columns_read, numpy_sum, replicated, streaming_read
    from tests.benchmarks.numpy_law import NumpyLaw, cell_totals
    from workbench.engine.kernel import run_kernel
    from workbench.engine.kernel_request import KernelRequest
    from workbench.law import BASIC, law
    from workbench.simulation.prepare import CELLS, Prepared, parameter_table, prepare
    from workbench.simulation.totals import basic_totals, total_rules

    request = KernelRequest(law(), basic_totals())
    whole = KernelRequest(law(), total_rules())
    ready = prepare(county, request.inputs)
    ready_whole = prepare(county, whole.inputs)
    large = replicated(ready, request.inputs, 4, SEED)
    base = wb.load_scenario("baseline-2021")
    columns = columns_read(ready, request.inputs)
    read, sums = streaming_read(columns), numpy_sum(columns)

    def in_force(scenario: Any) -> dict[str, float]:
        return {name: item.value for name, item in scenario.resolved().items()}

    def kernel(values: dict[str, float], on: Prepared, threads: int | None) -> Any:
        table = parameter_table(request.parameters, [values])
        return run_kernel(request, on.arrays, on.starts, on.cell, on.weight, table, CELLS, threads)[0][0]

    def whole_law(values: dict[str, float]) -> Any:
        table, on = parameter_table(whole.parameters, [values]), ready_whole
        return run_kernel(whole, on.arrays, on.starts, on.cell, on.weight, table, CELLS, 1)[0][0]

    def cells(values: Mapping[str, Any]) -> Any:
        return cell_totals(values, request.totals, ready.cell, ready.weight, CELLS)

    peers: dict[str, Callable[[dict[str, float]], Any]] = {
        "numpy": lambda values: cells(NumpyLaw(ready.arrays, ready.starts, values).values)
    }
    if importlib.util.find_spec("openfisca_core"):
        from tests.benchmarks.openfisca_peer import Peer

        peer = Peer(request.inputs, ready.arrays, ready.starts, in_force(base))
        peers["openfisca_fresh"] = lambda values: cells(peer.fresh(values, request.totals))
        peers["openfisca_by_hand"] = lambda values: cells(peer.fresh(values, request.totals, by_hand=True))
        peers["openfisca_warm"] = lambda values: cells(peer.warm(values, request.totals))

    compared = 0
    times: Times = {}
    for number in range(-1, rounds):
        urban, rural = 0.25 + 0.1 * ((number * 5) % GRID) / (GRID - 1), 0.35 + 0.1 * ((number * 8) % GRID) / (GRID - 1)
        scenario = base.replace(urban_dibao_ratio=round(urban, 4), rural_dibao_ratio=round(rural, 4))
        values = in_force(scenario)
        kept: Times = times if number >= 0 else {}  # the first round fills caches and isn't counted
        ours = timed(kept, "kernel", lambda v=values: kernel(v, ready, 1))
        timed(kept, "read", read)
        timed(kept, "numpy_sum", sums)
        timed(kept, "simulate", lambda s=scenario: wb.simulate(county, s, programmes=BASIC, rows=False, threads=1))
        timed(kept, "kernel_threads", lambda v=values: kernel(v, ready, None))
        timed(kept, "simulate_rows", lambda s=scenario: wb.simulate(county, s, programmes=BASIC))
        timed(kept, "whole_law", lambda v=values: whole_law(v))
        timed(kept, "kernel_x4", lambda v=values: kernel(v, large, 1))
        for name, act in peers.items():
            theirs = timed(kept, name, lambda v=values, a=act: a(v))
            compared += _same(name, theirs, ours, scenario.name)
    for scenario in [*map(wb.load_scenario, ("perfect-law", "mixed-33-43")), *_odd_scenarios(base)]:
        values = in_force(scenario)
        ours = kernel(values, ready, 1)
        for name, act in peers.items():
            compared += _same(name, act(values), ours, scenario.name)

    np.savez(folder / "arrays.npz", **ready.arrays, starts=ready.starts, cell=ready.cell, weight=ready.weight)
    return {
        "times": times,
        "compared": compared,
        "cells": CELLS * len(request.totals),
        "whole_law_rules": len(whole.rules),
        "rules": len(request.rules),
        "inputs": len(request.inputs),
        "megabytes": sum(column.nbytes for column in columns) / 1e6,
        "persons": int(ready.starts[-1]),
        "households": len(ready.starts) - 1,
    }


def _odd_scenarios(base: Any) -> list[Any]:
    return [
        base.replace(name="tiers", dibao_method="tiers"),
        base.replace(name="by the letter", single_person_rule="margin_only"),
        base.replace(name="published", urban_dibao_standard_published=745, rural_dibao_standard_published=512),
    ]


def _same(name: str, theirs: Any, ours: Any, scenario: str) -> int:
    if not (theirs == ours).all():
        sys.exit(f"{name} and the workbench differ in {int((theirs != ours).sum())} totals of {scenario}")
    return 1


def grids(county: Any) -> Times:
    """The grid over both ratios, and one of the same size over two parameters that every household sees."""
    import workbench as wb

    base = wb.load_scenario("baseline-2021")
    steps = [k / (GRID - 1) for k in range(GRID)]
    ratios = {
        "urban_dibao_ratio": [round(0.25 + 0.1 * k, 4) for k in steps],
        "rural_dibao_ratio": [round(0.35 + 0.1 * k, 4) for k in steps],
    }
    others = {
        "work_cost_rate": [round(0.3 * k, 4) for k in steps],
        "rigid_spending_share": [round(0.1 + 0.3 * k, 4) for k in steps],
    }
    wb.sweep(county, base, **{name: values[:1] for name, values in others.items()})  # compiles
    times: Times = {}
    for _ in range(5):
        timed(times, "grid", lambda: wb.sweep(county, base, **ratios))
        timed(times, "grid_1", lambda: wb.sweep(county, base, threads=1, **ratios))
    for _ in range(3):
        timed(times, "grid_unfactored", lambda: wb.sweep(county, base, **others))
    return times


def measured(rounds: int) -> dict[str, Any]:
    """Measure everything; the figures are ordered as `report.lines` reads them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = machine()
        found: dict[str, Any] = {"processes": processes(folder)}
        environment = {**os.environ, "WORKBENCH_CACHE": str(folder / "cache")}
        county = pickle.loads((folder / "county.pickle").read_bytes())
        found["rounds"] = rounds_of(county, rounds, folder)
        found["grids"] = grids(county)
        arrays = str(folder / "arrays.npz")
        found["scaling"] = {f: in_child("scaling", arrays, f, environment=environment) for f in ("1", "4")}
        found["machine"] = {**before, "load_after": machine()["load"]}
    return found


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="rounds of the comparison (default 11)")
    parser.add_argument("--no-page", action="store_true", help="print only; leave docs/benchmark.md as it is")
    wanted = parser.parse_args()
    if wanted.rounds < 1:
        parser.error("--rounds: at least 1 is wanted")
    print(written(measured(wanted.rounds), ROOT, page=not wanted.no_page))


if __name__ == "__main__":
    main()
