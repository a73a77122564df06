"""Measures the workbench and its peers in one run and writes docs/benchmark.md: `python -m tests.benchmarks`.

Everything that is compared is timed in the same rounds, one after another, so that a busy machine slows all alike; a
ratio is the median of the rounds' ratios. Peers that aren't installed are left out with a line that says so; see
`python -m tests.benchmarks.peers.install`. `--long` also measures what takes minutes; without it the page keeps the
last such figures with their date.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.figure import draw
from tests.benchmarks.report_page import RECORDED, machine, recorded, written

ROOT = Path(__file__).resolve().parents[2]


def in_child(*task: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Run one task of `child` in a new process; a failure there is one here."""
    command = [sys.executable, "-m", "tests.benchmarks.child", *task]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(task)} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def processes(folder: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """What only a new process shows: starting, importing, memory. The county stays in the folder."""
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


def measured(rounds: int, *, long: bool = False) -> dict[str, Any]:
    """Measure everything; the figures are ordered as `report.sections` reads them."""
    from tests.benchmarks.grids import grids, long_figures
    from tests.benchmarks.rounds import rounds_of

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = machine()
        environment = {**os.environ, "WORKBENCH_CACHE": str(folder / "cache")}
        found: dict[str, Any] = {"date": time.strftime("%Y-%m-%d"), "processes": processes(folder, environment)}
        county = pickle.loads((folder / "county.pickle").read_bytes())
        found["rounds"] = rounds_of(county, rounds, folder)
        found["grids"] = grids(county, folder)
        arrays = str(folder / "core.npz")
        found["scaling"] = {f: in_child("scaling", arrays, f, environment=environment) for f in ("1", "4", "16")}
        found["long"] = long_figures(county) if long else recorded().get("long")
        found["machine"] = {**before, "load_after": machine()["load"]}
    return found


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=11, help="rounds of the comparison (default 11)")
    parser.add_argument("--long", action="store_true", help="also measure every policy in every future (minutes)")
    parser.add_argument("--no-page", action="store_true", help="print only; leave the page and its figure as they are")
    parser.add_argument(
        "--redraw", action="store_true", help=f"measure nothing: the page and figure of {RECORDED.name}"
    )
    wanted = parser.parse_args()
    if wanted.rounds < 1:
        parser.error("--rounds: at least 1 is wanted")
    found = recorded() if wanted.redraw else measured(wanted.rounds, long=wanted.long)
    print(written(found, ROOT, page=not wanted.no_page))
    if not wanted.no_page:
        draw(found, ROOT / "docs")


if __name__ == "__main__":
    main()
