"""Turns the measured seconds and megabytes into the table of docs/benchmark.md, with targets and whether they are met."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.files import write_whole

PACKAGES = ("numpy", "numba", "polars", "scipy", "openfisca-core")


@dataclass(frozen=True)
class Line:
    """One measured figure; `at_most` or `at_least` is its target, none for a figure that is only shown."""

    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    def row(self) -> str:
        """The line as a row of the table."""
        met = ""
        target = ""
        if self.at_most is not None:
            target, met = f"≤ {self.at_most:g} {self.unit}", "yes" if self.value <= self.at_most else "**no**"
        if self.at_least is not None:
            target, met = f"≥ {self.at_least:g} {self.unit}", "yes" if self.value >= self.at_least else "**no**"
        return f"| {self.what} | {_number(self.value)} {self.unit} | {target} | {met} |"


def _number(value: float) -> str:
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def machine() -> dict[str, Any]:
    """The class of machine, the versions, and how busy it is; no names."""
    family = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        family = models[0] if models else family
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {"cpu": family, "cores": os.cpu_count(), "system": platform.system(), "load": load, "versions": versions}


def _ratio(times: dict[str, list[float]], one: str, other: str) -> float:
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))


def _ms(times: dict[str, list[float]], name: str) -> float:
    return statistics.median(times[name]) * 1000


def lines(found: dict[str, Any]) -> list[Line]:
    """Every figure of the report, in its order."""
    times, alone, grids = found["rounds"]["times"], found["processes"], found["grids"]
    result = [
        Line(
            "One scenario, bare kernel, 1 thread ÷ one streaming read of its columns",
            _ratio(times, "kernel", "read"),
            "reads",
            10,
        ),
        Line("… ÷ NumPy's own sum of the same columns", _ratio(times, "kernel", "numpy_sum"), "reads", 10),
        Line("`simulate(rows=False, threads=1)` ÷ one streaming read", _ratio(times, "simulate", "read"), "reads", 10),
        Line("The kernel, 1 thread", _ms(times, "kernel"), "ms"),
        Line("The kernel, default threads", _ms(times, "kernel_threads"), "ms"),
        Line("`simulate` with every row of every person, default threads", _ms(times, "simulate_rows"), "ms"),
        Line("One streaming read", _ms(times, "read"), "ms"),
        Line("Plain NumPy, whole law ÷ the kernel on 1 thread", _ratio(times, "numpy", "kernel"), "×"),
    ]
    if "openfisca_fresh" in times:
        result += [
            Line(
                "OpenFisca built fresh (reform, SimulationBuilder) ÷ the kernel on 1 thread",
                _ratio(times, "openfisca_fresh", "kernel"),
                "×",
                at_least=20,
            ),
            Line("… ÷ `simulate(rows=False, threads=1)`", _ratio(times, "openfisca_fresh", "simulate"), "×"),
            Line(
                "OpenFisca fresh, its builder left out (inner attributes set by hand) ÷ the kernel",
                _ratio(times, "openfisca_by_hand", "kernel"),
                "×",
            ),
            Line(
                "OpenFisca warm (one simulation kept, parameters changed in place) ÷ the kernel",
                _ratio(times, "openfisca_warm", "kernel"),
                "×",
            ),
            Line("OpenFisca built fresh", _ms(times, "openfisca_fresh"), "ms"),
            Line("OpenFisca warm", _ms(times, "openfisca_warm"), "ms"),
        ]
    start, memory, scaling = alone["start"], alone["memory"], found["scaling"]
    return [
        *result,
        Line("Grid of 21 × 21 ratios, default threads", statistics.median(grids["grid"]), "s", 1.5),
        Line("… 1 thread", statistics.median(grids["grid_1"]), "s"),
        Line("Grid of 21 × 21 over two parameters that every household sees (nothing to factor)", grids["grid_unfactored"][0], "s"),
        Line("`import workbench`, new process", alone["import_s"], "s", 0.7),
        Line("Second start: from the loaded county to the first result with rows", start["first_result_s"], "s", 1),
        Line("… files that were compiled anew", start["compiled_anew"], "files", 0),
        Line("First start: the same with compiling", alone["make"]["first_run_with_compiling_s"], "s"),
        Line("Synthesising the county", alone["make"]["synthesis_s"], "s"),
        Line("Peak memory: synthesise, run with rows, both tables", memory["tables_mb"], "MB", 700),
        Line("… synthesis alone", memory["synthesis_mb"], "MB"),
        Line("… of the first start, with compiling and a sweep", alone["make"]["peak_mb"], "MB"),
        Line("Population × 4: time of the kernel ÷ × 1", _ratio(times, "kernel_x4", "kernel"), "×"),
        Line("Peak memory of the arrays and one run, × 1", scaling["1"]["peak_mb"], "MB"),
        Line("… × 4", scaling["4"]["peak_mb"], "MB"),
    ]  # fmt: skip


def text_of(found: dict[str, Any]) -> str:
    """The whole page."""
    about, rounds, machine_ = found["rounds"], len(found["rounds"]["times"]["kernel"]), found["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine_["versions"].items())
    fisca = "openfisca_fresh" in about["times"]
    peers = "plain NumPy and OpenFisca (fresh, by hand and warm)" if fisca else "plain NumPy"
    table = "\n".join(line.row() for line in lines(found))
    return f"""# Speed and memory

Written by `python -m tests.benchmarks`; do not edit. {"" if fisca else "OpenFisca was not installed for this run. "}\
Trust the ratios more than the milliseconds: whatever is compared was timed in the same rounds, one after another
({rounds} rounds, another pair of ratios each; a ratio is the median over the rounds).

- Machine: {machine_["cores"]} cores, {machine_["cpu"]}, {machine_["system"]}; load {machine_["load"]:.1f} before and \
{machine_["load_after"]:.1f} after.
- Versions: {versions}.
- County: {about["persons"]:,} persons in {about["households"]:,} households, synthetic; {about["rules"]} rules, \
{about["inputs"]} inputs, {about["megabytes"]:.1f} MB read.
- Equality: {about["compared"]} whole results of {peers}
  compared with the workbench, {about["cells"]} totals each (every town, residence and programme): all equal to the fen.

| What | Measured | Target | Met |
|---|--:|--:|---|
{table}

How to read it:

- *One streaming read* adds up exactly the arrays that the kernel reads, eight bytes at a time, in a compiled loop on one
  core: no program that looks at every family can be faster than that.
- *OpenFisca built fresh* is what its documentation shows for a changed scenario: a reform with new parameters and a new
  simulation from the SimulationBuilder, then the same totals. More than half of that time is the builder, which the next
  line leaves out. *Warm* is the most favourable use, parameters changed in place and its caches cleared by hand.
  OpenFisca was told to use float64; with its own float32 the totals are not equal to the fen.
- The workbench's times begin with the county loaded and its draws of luck made; so do OpenFisca's and NumPy's.
- The grid over the ratios is quick because urban families never see rural ratios (`workbench/engine/factoring.py`); the
  line below it shows a grid where that doesn't help.
"""


def written(found: dict[str, Any], root: Path, *, page: bool) -> str:
    """Write docs/benchmark.md (if `page`) and output/benchmark.json; returns the page's text."""
    text = text_of(found)
    (root / "output").mkdir(exist_ok=True)
    write_whole(root / "output" / "benchmark.json", json.dumps(found, indent=1))
    if page:
        write_whole(root / "docs" / "benchmark.md", text)
    return text
