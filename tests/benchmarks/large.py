"""How time and memory grow with a population in parts: counties of a city, written one at a time, asked part by part.

python -m tests.benchmarks.large [FACTOR …]      default 1 4 9 16; a county is 515,000 people; 16 take 160 MB of disk

Each row is a process of its own (so that its peak memory is its own). Reading the parts from disk is part of every
time. The last column runs the same grid on two worker processes of one machine and must give the same totals.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.benchmarks.child import peak_megabytes

SEED = 20210602
GRID = {
    "urban_dibao_ratio": [round(0.25 + 0.005 * k, 4) for k in range(21)],
    "rural_dibao_ratio": [round(0.35 + 0.005 * k, 4) for k in range(21)],
}
ONE = {"urban_dibao_ratio": [0.3], "rural_dibao_ratio": [0.4]}
HEAD = (
    "people",
    "write_s",
    "disk_mb",
    "write_mb",
    "one_s",
    "whole_law_s",
    "grid_s",
    "gini_s",
    "futures_s",
    "ask_mb",
    "two_s",
)


def write(folder: str, counties: int) -> dict[str, Any]:
    """Make the counties one after another and write each as a part."""
    import workbench as wb

    begun = time.perf_counter()
    parts = wb.write_partitions((wb.synthesize(seed=SEED + k) for k in range(counties)), folder)
    size = sum(path.stat().st_size for path in Path(folder).iterdir())
    return {
        "people": parts.persons,
        "write_s": time.perf_counter() - begun,
        "disk_mb": size / 1e6,
        "write_mb": peak_megabytes(),
    }


def ask(folder: str) -> dict[str, Any]:
    """Ask the usual questions of the parts; each is asked of the first part before, so that nothing is compiled."""
    import workbench as wb
    from workbench.simulation.cluster import parts_in_memory

    parts, scenario = wb.open_partitions(folder), wb.load_scenario("baseline-2021")
    questions = {
        "one_s": lambda who: wb.sweep(who, scenario, **ONE),
        "whole_law_s": lambda who: wb.sweep(who, scenario, programmes=None, **ONE),
        "grid_s": lambda who: wb.sweep(who, scenario, **GRID),
        "gini_s": lambda who: wb.sweep(who, scenario, distribution=True, **GRID),
        "futures_s": lambda who: wb.draw(who, scenario, runs=100, kinds=["parameters"]),
    }
    first = replace(parts, parts=parts.parts[:1])
    found: dict[str, Any] = {}
    for name, question in questions.items():
        question(first)
        parts_in_memory.clear()  # parts that are still in memory would not be read again
        begun = time.perf_counter()
        question(parts)
        found[name] = time.perf_counter() - begun
    return {**found, "ask_mb": peak_megabytes()}


def on_two_workers(folder: str) -> dict[str, Any]:
    """Run the grid on a cluster of two processes on this machine; totals must be those of one process."""
    from distributed import Client, LocalCluster

    import workbench as wb

    parts, scenario = wb.open_partitions(folder), wb.load_scenario("baseline-2021")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        wb.sweep(parts, scenario, cluster=client, **ONE)  # workers start, load the law and read their parts
        begun = time.perf_counter()
        grid = wb.sweep(parts, scenario, cluster=client, **GRID)
        seconds = time.perf_counter() - begun
    if not grid.totals.equals(wb.sweep(parts, scenario, **GRID).totals):
        raise AssertionError("two workers give other totals than one process")
    return {"two_s": seconds}


def measure(counties: int) -> dict[str, Any]:
    """Measure one size, each step in a process of its own."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for step in (["write", folder, str(counties)], ["ask", folder], ["cluster", folder]):
            done = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.large", *step], capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise RuntimeError(f"{' '.join(step)}: {done.stderr}")
            found |= json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: list[str]) -> None:
    """Run one step, or measure all sizes and print a table."""
    steps = {"write": lambda f, n: write(f, int(n)), "ask": ask, "cluster": on_two_workers}
    if arguments and arguments[0] in steps:
        print(json.dumps(steps[arguments[0]](*arguments[1:])))
        return
    print(f"| {' | '.join(HEAD)} |\n|{'--:|' * len(HEAD)}")
    for counties in [int(one) for one in arguments] or [1, 4, 9, 16]:
        row = measure(counties)
        print(
            f"| {' | '.join(f'{row[name]:,.1f}' if name != 'people' else f'{row[name]:,}' for name in HEAD)} |",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
