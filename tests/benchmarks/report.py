"""Turns what was measured into the page docs/benchmark.md: a table with targets and whether they are met."""

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

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.at_most is not None:
            return self.value <= self.at_most
        return None if self.at_least is None else self.value >= self.at_least

    def row(self) -> str:
        """The line as a row of the table."""
        target = "" if self.at_most is None else f"≤ {self.at_most:g} {self.unit}"
        if self.at_least is not None:
            target = f"≥ {self.at_least:g} {self.unit}"
        verdict = {None: "", True: "yes", False: "**no**"}[self.met]
        return f"| {self.what} | {_number(self.value)} {self.unit} | {target} | {verdict} |"


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


def compared(times: dict[str, list[float]]) -> list[Line]:
    """The figures that were timed in the same rounds."""

    def by(one: str, other: str) -> float:
        return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))

    def ms(name: str) -> float:
        return statistics.median(times[name]) * 1000

    result = [
        Line("One scenario, bare kernel, 1 thread ÷ one streaming read", by("kernel", "read"), "reads", 10),
        Line("… ÷ NumPy's own sum of the same columns", by("kernel", "numpy_sum"), "sums", 10),
        Line("`simulate(rows=False, threads=1)` ÷ one streaming read", by("simulate", "read"), "reads", 10),
        Line("The kernel, 1 thread", ms("kernel"), "ms"),
        Line("The kernel, default threads", ms("kernel_threads"), "ms"),
        Line("`simulate(rows=False, threads=1)`", ms("simulate"), "ms"),
        Line("`simulate` with every rule's value of everybody, default threads", ms("simulate_rows"), "ms"),
        Line("One streaming read", ms("read"), "ms"),
        Line("Plain NumPy, the same law ÷ the kernel, 1 thread", by("numpy", "kernel"), "×"),
        Line("The whole law ÷ dibao and tekun, 1 thread", by("whole_law", "kernel"), "×", 6),
        Line("The whole law, 1 thread", ms("whole_law"), "ms"),
        Line("Population × 4: time of the kernel ÷ that of × 1", by("kernel_x4", "kernel"), "×"),
    ]
    if "openfisca_fresh" in times:
        result += [
            Line("OpenFisca built fresh ÷ the kernel, 1 thread", by("openfisca_fresh", "kernel"), "×", at_least=20),
            Line("… ÷ `simulate(rows=False, threads=1)`", by("openfisca_fresh", "simulate"), "×"),
            Line("OpenFisca fresh without its builder ÷ the kernel", by("openfisca_by_hand", "kernel"), "×"),
            Line("OpenFisca warm ÷ the kernel", by("openfisca_warm", "kernel"), "×"),
            Line("OpenFisca built fresh", ms("openfisca_fresh"), "ms"),
            Line("OpenFisca fresh without its builder", ms("openfisca_by_hand"), "ms"),
            Line("OpenFisca warm", ms("openfisca_warm"), "ms"),
        ]
    return result


def lines(found: dict[str, Any]) -> list[Line]:
    """Every figure of the page, in its order."""
    alone, grids, scaling = found["processes"], found["grids"], found["scaling"]
    start, memory, made = alone["start"], alone["memory"], alone["make"]
    grid, one_thread = (statistics.median(grids[name]) for name in ("grid", "grid_1"))
    return [
        *compared(found["rounds"]["times"]),
        Line("Grid of 21 × 21 ratios, default threads", grid, "s", 1.5),
        Line("… 1 thread", one_thread, "s"),
        Line(
            "Grid of 21 × 21 over two parameters that everybody sees", statistics.median(grids["grid_unfactored"]), "s"
        ),
        Line("`import workbench`, new process", alone["import_s"], "s", 0.7),
        Line("… until `synthesize`, `load_scenario` and `simulate` are loaded too", alone["names_s"], "s"),
        Line("Second start: from the loaded county to the first result with rows", start["first_result_s"], "s", 1),
        Line("… files compiled anew", start["compiled_anew"], "files", 0),
        Line("First start: the same with compiling", made["first_run_with_compiling_s"], "s"),
        Line("Compiling the whole law, once (first run of a new process)", alone["compile"]["whole_law_s"], "s", 10),
        Line("Synthesising the county, new process", made["synthesis_s"], "s"),
        Line("Peak memory: synthesise, run with rows, both tables of results", memory["tables_mb"], "MB", 700),
        Line("… and of the whole law with rows after it", memory["whole_law_mb"], "MB"),
        Line("… of synthesis alone", memory["synthesis_mb"], "MB"),
        Line("… of the first start, with compiling and a sweep", made["peak_mb"], "MB"),
        Line("Peak memory of the arrays and one run, population × 1", scaling["1"]["peak_mb"], "MB"),
        Line("… population × 4", scaling["4"]["peak_mb"], "MB"),
    ]


def text_of(found: dict[str, Any]) -> str:
    """The whole page."""
    about, rounds, machine_ = found["rounds"], len(found["rounds"]["times"]["kernel"]), found["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine_["versions"].items())
    fisca = "openfisca_fresh" in about["times"]
    peers = "plain NumPy and OpenFisca (fresh, by hand and warm)" if fisca else "plain NumPy"
    table = "\n".join(line.row() for line in lines(found))
    missing = "" if fisca else "\nOpenFisca was not installed for this run, so its lines are missing."
    return f"""# Speed and memory

Written by `python -m tests.benchmarks`; change the code, not this page. Trust the ratios more than the milliseconds:
whatever is compared was timed in the same rounds, one after another ({rounds} rounds, another pair of dibao ratios in
each; a ratio is the median of the rounds' ratios).{missing}

- Machine: {machine_["cores"]} cores, {machine_["cpu"]}, {machine_["system"]}; load {machine_["load"]:.1f} before, \
{machine_["load_after"]:.1f} after.
- Versions: {versions}.
- County: {about["persons"]:,} synthetic persons in {about["households"]:,} households; {about["rules"]} rules, \
{about["inputs"]} inputs, {about["megabytes"]:.1f} MB read.
- Equality: {about["compared"]} whole results of {peers} were compared with the
  workbench's, {about["cells"]} totals each (every town, residence, count and amount): all equal to the fen.

| What | Measured | Target | Met |
|---|--:|--:|---|
{table}

How to read it:

- *One streaming read* adds up exactly the arrays that the kernel reads, eight bytes at a time, in a compiled loop on
  one core: nothing that looks at every family can be faster.
- *OpenFisca built fresh* is what its documentation shows for a changed scenario: a reform with the new parameters, a
  new simulation from the SimulationBuilder, the inputs set again, and then the same totals. Much of that is the
  builder; *without its builder* sets who lives where in inner attributes by hand. *Warm* is the most favourable use:
  one simulation kept, parameters changed in place, caches cleared by hand. OpenFisca keeps amounts as float32 (some
  totals then miss by a few fen); it was told to use float64 here.
- All times begin with the county loaded and everybody's draws of luck made, for the workbench and its peers alike.
- The grid over the ratios is quick because urban families never see rural ratios (`workbench/engine/factoring.py`); the
  grid below it, over `work_cost_rate` and `rigid_spending_share`, has nothing of that kind to gain.
- Peak memory is a process's own maximum: on Linux VmHWM, on macOS `ru_maxrss`, on Windows the peak working set.
"""


def written(found: dict[str, Any], root: Path, *, page: bool) -> str:
    """Write docs/benchmark.md (if `page`) and output/benchmark.json; returns the page's text."""
    text = text_of(found)
    write_whole(root / "output" / "benchmark.json", json.dumps(found, indent=1))
    if page:
        write_whole(root / "docs" / "benchmark.md", text)
    return text
