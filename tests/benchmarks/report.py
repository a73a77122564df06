"""The figures of the benchmark's page, worked out of what was measured: each with its target and whether it is met."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.peers.register import PEERS

LAWS = {"core": "dibao, tekun and margin households", "full": "all programmes"}
# What each way of running a peer is called, in the order of the page.
WAYS = {
    "numpy plain": "plain NumPy",
    "polars lazy": "Polars, one lazy query",
    "openfisca fresh": "OpenFisca-Core, built fresh",
    "openfisca by_hand": "OpenFisca-Core, fresh without its builder",
    "openfisca warm": "OpenFisca-Core, kept warm",
    "policyengine fresh": "PolicyEngine-Core, built fresh",
    "policyengine warm": "PolicyEngine-Core, kept warm",
    "gettsim checked": "GETTSIM's engine, as it comes",
    "gettsim unchecked": "GETTSIM's engine, checks off",
    "gettsim warm": "GETTSIM's engine, checks off, data made ready",
}
# At least so many times the time of the workbench, by law and way.
AIMED = {
    ("core", "gettsim checked"): 60,
    ("full", "openfisca fresh"): 30,
    ("full", "openfisca warm"): 4,
    ("full", "policyengine fresh"): 10,
}


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

    @property
    def target(self) -> str:
        """The target in words."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {self.unit}"
        return "" if self.at_most is None else f"≤ {self.at_most:g} {self.unit}"

    @property
    def verdict(self) -> str:
        """Whether the target is met, in words."""
        return {None: "", True: "yes", False: "**no**"}[self.met]

    def row(self) -> str:
        """The line as a row of a table."""
        return f"| {self.what} | {number(self.value)} {self.unit} | {self.target} | {self.verdict} |"


def number(value: float) -> str:
    """A figure with as many digits as it deserves."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def ratio(times: dict[str, list[float]], one: str, other: str) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))


def ms(times: dict[str, list[float]], name: str) -> float:
    """The median of the rounds, in milliseconds."""
    return statistics.median(times[name]) * 1000


def peer_lines(found: dict[str, Any], law: str) -> list[Line]:
    """How many times the workbench's time each peer takes for one scenario; the workbench on its default threads."""
    times = found["rounds"][law]["times"]
    return [
        Line(told, ratio(times, way, "kernel_threads"), "×", at_least=AIMED.get((law, way)))
        for way, told in WAYS.items()
        if way in times
    ]


def sections(found: dict[str, Any]) -> dict[str, list[Line]]:
    """Every other figure of the page, by heading, in its order."""
    core, full = (found["rounds"][law]["times"] for law in LAWS)
    return {
        "The workbench alone": [
            Line(
                "One scenario, bare kernel, 1 thread ÷ one streaming read", ratio(core, "kernel", "read"), "reads", 10
            ),
            Line("… ÷ NumPy's own sum of the same columns", ratio(core, "kernel", "numpy_sum"), "sums", 10),
            Line(
                "`simulate(rows=False, threads=1)` ÷ one streaming read", ratio(core, "simulate", "read"), "reads", 10
            ),
            Line("The whole law, 1 thread ÷ one streaming read of its columns", ratio(full, "kernel", "read"), "reads"),
            Line("The whole law ÷ dibao and tekun, 1 thread", _between(full, core), "×", 6),
            Line("One streaming read", ms(core, "read"), "ms"),
            Line("`simulate` with every rule's value of everybody, default threads", ms(core, "simulate_rows"), "ms"),
        ],
        "Many scenarios": _many(found),
        "A larger population": _larger(found),
        "Starting": _starting(found),
        "Memory": _memory(found),
    }


def _between(full: dict[str, list[float]], core: dict[str, list[float]]) -> float:
    return statistics.median(a / b for a, b in zip(full["kernel"], core["kernel"], strict=True))


def _many(found: dict[str, Any]) -> list[Line]:
    grids = found["grids"]

    def beside(grid: str, law: str) -> float:
        return ratio(grids, grid, f"numpy_{law} beside {grid}")

    lines = [
        Line("Grid of 21 × 21 ratios, default threads", statistics.median(grids["grid"]), "s", 1.5),
        Line("… ÷ one scenario of plain NumPy", beside("grid", "core"), "×", 3),
        Line("… 1 thread", statistics.median(grids["grid_1"]), "s"),
        Line("The same grid under the whole law", statistics.median(grids["grid_full"]), "s"),
        Line("… ÷ one scenario of plain NumPy", beside("grid_full", "full"), "×"),
        Line("… with exact Gini, poverty and exclusion error", statistics.median(grids["grid_full_gini"]), "s"),
        Line("… ÷ one scenario of plain NumPy", beside("grid_full_gini", "full"), "×", 10),
        Line("21 × 21 of two parameters that everybody sees", statistics.median(grids["grid_unfactored"]), "s"),
    ]
    if long := found["long"]:
        told = f"{long['policies']} policies × {long['futures']:,} futures, totals only (of {long['date']})"
        sought = f"Goal sought over both ratios in {long['futures']:,} futures (of {long['date']})"
        lines += [Line(told, long["policies_s"], "s", 300), Line(sought, long["goal_s"], "s", 20)]
    return lines


def _larger(found: dict[str, Any]) -> list[Line]:
    times, scaling = found["rounds"]["core"]["times"], found["scaling"]
    people = f"{scaling['16']['persons'] / 1e6:.1f} million"
    return [
        Line("Time of the kernel, population × 4 ÷ × 1", ratio(times, "kernel_x4", "kernel"), "×"),
        Line(f"… × 16 ({people}) ÷ × 1", ratio(times, "kernel_x16", "kernel"), "×", 18),
        Line("Peak memory of the arrays and one run, × 1", scaling["1"]["peak_mb"], "MB"),
        Line("… × 4", scaling["4"]["peak_mb"], "MB"),
        Line(f"… × 16 ({people})", scaling["16"]["peak_mb"], "MB", 1500),
    ]


def _starting(found: dict[str, Any]) -> list[Line]:
    alone = found["processes"]
    start, made = alone["start"], alone["make"]
    return [
        Line("`import workbench`, new process", alone["import_s"], "s", 0.7),
        Line("… until `synthesize`, `load_scenario` and `simulate` are loaded too", alone["names_s"], "s"),
        Line("Second start: from the loaded county to the first result with rows", start["first_result_s"], "s", 1),
        Line("… files compiled anew", start["compiled_anew"], "files", 0),
        Line("First start: the same with compiling", made["first_run_with_compiling_s"], "s"),
        Line("Compiling the whole law, once (first run of a new process)", alone["compile"]["whole_law_s"], "s", 10),
        Line("Synthesising the county, new process", made["synthesis_s"], "s"),
    ]


def _memory(found: dict[str, Any]) -> list[Line]:
    memory, made = found["processes"]["memory"], found["processes"]["make"]
    peers = [
        Line(f"Peak of the peer's process, {LAWS[law]}: {PEERS[name].label}", mb, "MB")
        for law in LAWS
        for name, mb in found["rounds"][law]["peak_mb"].items()
    ]
    return [
        Line("Peak: synthesise, run with rows, both tables of results", memory["tables_mb"], "MB", 700),
        Line("… and of the whole law with rows after it", memory["whole_law_mb"], "MB"),
        Line("… of synthesis alone", memory["synthesis_mb"], "MB"),
        Line("… of the first start, with compiling and a sweep", made["peak_mb"], "MB"),
        *peers,
    ]


def missed(found: dict[str, Any]) -> list[Line]:
    """The lines whose target isn't met."""
    every = [line for lines in sections(found).values() for line in lines]
    every += [line for law in LAWS for line in peer_lines(found, law)]
    return [line for line in every if line.met is False]
