"""Turns what was measured into the page docs/benchmark.md: tables with targets and whether they are met."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.peers.register import PEERS
from workbench.files import write_whole

PACKAGES = ("numpy", "numba", "polars", "scipy")
RECORDED = Path(__file__).with_name("recorded.json")  # the last run whose page was written
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


def machine() -> dict[str, Any]:
    """The class of machine, the versions, and how busy it is; no names."""
    family = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        family = models[0] if models else family
    versions = {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES}
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {"cpu": family, "cores": os.cpu_count(), "system": platform.system(), "load": load, "versions": versions}


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


def peer_table(found: dict[str, Any], law: str) -> str:
    """The table of one law: the workbench first, then each way of each peer."""
    about = found["rounds"][law]
    times = about["times"]
    names = {told: way for way, told in WAYS.items()}
    rows = [
        f"| **the workbench**, {told} | {number(ms(times, way))} ms | | {number(ratio(times, way, 'kernel'))} × | "
        f"{number(ratio(times, way, 'kernel_threads'))} × | | |"
        for way, told in (
            ("kernel_threads", "default threads"),
            ("kernel", "1 thread"),
            ("simulate_threads", "`simulate(rows=False)`"),
        )
    ]
    for line in peer_lines(found, law):
        way = names[line.what]
        rules = statistics.median(about["rules_s"][way]) * 1000
        rows.append(
            f"| {line.what} | {number(ms(times, way))} ms | {number(rules)} ms "
            f"| {number(ratio(times, way, 'kernel'))} × | {number(line.value)} × | {line.target} | {line.verdict} |"
        )
    head = "| One scenario | Time | of it rules | ÷ 1 thread | ÷ default threads | Target | Met |"
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|---|", *rows])


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


def text_of(found: dict[str, Any]) -> str:
    """The whole page."""
    about, machine_ = found["rounds"], found["machine"]
    core, full = about["core"], about["full"]
    rounds = len(core["times"]["kernel"])
    versions = ", ".join(f"{name} {version}" for name, version in machine_["versions"].items())
    peers = {one: version for law in LAWS for each in about[law]["versions"].values() for one, version in each.items()}
    theirs = ", ".join(f"{name} {version}" for name, version in peers.items() if name not in machine_["versions"])
    missing = ""
    if about["missing"]:
        names = ", ".join(about["missing"])
        missing = f"\n- Not installed for this run, so left out: {names}. See CONTRIBUTING.md."
    tables = "\n".join(
        f"\n## {title}\n\n| What | Measured | Target | Met |\n|---|--:|--:|---|\n"
        + "\n".join(line.row() for line in lines)
        for title, lines in sections(found).items()
    )
    return f"""# Speed and memory

Written by `python -m tests.benchmarks`; change the code, not this page. Trust the ratios more than the milliseconds:
whatever is compared was timed in the same rounds, one after another ({rounds} rounds, another pair of dibao ratios in
each; a ratio is the median of the rounds' ratios).

![Times the workbench's time, per peer](benchmark-en.png)

- Of {found["date"]}. Machine: {machine_["cores"]} cores, {machine_["cpu"]}, {machine_["system"]}; load \
{machine_["load"]:.1f} before, {machine_["load_after"]:.1f} after.
- Versions: {versions}.
- Peers: {theirs or "none but plain NumPy and Polars"}.
- County: {about["persons"]:,} synthetic persons in {about["households"]:,} households. Dibao, tekun and margin
  households: {core["rules"]} rules, {core["inputs"]} inputs, {core["megabytes"]:.1f} MB read. All programmes:
  {full["rules"]} rules behind their totals, {full["inputs"]} inputs, {full["megabytes"]:.1f} MB read.
- Equality: {core["compared"]} whole results of the peers were compared with the workbench's under the law of dibao and
  tekun ({core["cells"]:,} totals each: every town, residence, count and amount), {full["compared"]} under that of all
  programmes ({full["cells"]:,} totals each), odd scenarios among them: all equal to the fen.{missing}

## Dibao, tekun and margin households, beside the peers

{peer_table(found, "core")}

## All programmes, beside the peers

{peer_table(found, "full")}
{_why_not(found)}{tables}

## How to read it

{NOTES}"""


def _why_not(found: dict[str, Any]) -> str:
    """What would be needed where a built OpenFisca is nearer than wished; nothing where it isn't, or isn't there."""
    times, way = found["rounds"]["full"]["times"], "openfisca fresh"
    aimed = AIMED["full", way]
    if way not in times or ratio(times, way, "kernel_threads") >= aimed:
        return ""
    fresh, read, alone = ms(times, way), ms(times, "read"), ms(times, "kernel")
    building = fresh - ms(times, "openfisca warm")
    rules = found["rounds"]["full"]["rules"]
    return f"""
Why OpenFisca is nearer here than under the law of dibao and tekun: building it anew costs about the same under either
law ({building:.0f} of its {fresh:.0f} ms here), and its rules are NumPy over whole columns. {aimed} × would mean all
{rules} rules in {fresh / aimed:.0f} ms; reading their columns once, and nothing else, takes {read:.1f} ms on one
core, and the kernel needs {alone / read:.1f} such readings. Many programmes look at everybody (accidents, insurance,
care subsidies, children left behind), so that few families can be left early.
"""


NOTES = """\
- All times begin with the county loaded and everybody's draws of luck made, and end with the totals of every town and
  residence, for the workbench and its peers alike. The kernel is compiled before: once on a machine, see *Starting*; no
  peer has anything of that kind to wait for. *Of it rules* is what a peer's engine needs; the rest is adding its
  columns up, by the same few lines of NumPy for all, which look at recipients only.
- Each peer is a process of its own, in an environment of its own with the same NumPy, and is asked in the same rounds.
  The workbench and Polars use both cores, the others one: they have no other way. The column *÷ 1 thread* is one core
  against one core; targets are judged by what a person waits for, *÷ default threads*.
- Formulas are written as each peer's users write them. OpenFisca and PolicyEngine run the very same formulas, one
  variable a rule; a standard that depends on parameters alone is a plain function there. GETTSIM's engine and Polars
  have the core law only. Nowhere is aid counted as income by a switch of the stacking table: the workbench has the
  switches, here all at rest.
- *Built fresh* is what OpenFisca's documentation shows for a changed scenario: a reform with the new parameters, a new
  simulation from the SimulationBuilder, the inputs set again, and then the totals. *Without its builder* sets who lives
  where in inner attributes by hand. *Warm* is the most favourable use: one simulation kept, parameters changed in
  place, caches cleared by hand. Both engines keep amounts as float32 (some totals then miss by a few fen); they were
  told to use float64 here.
- GETTSIM's engine rewrites functions of one person into functions of columns and builds its graph at each call; its own
  checks of the data are on as it comes. *Data made ready* hands back the data that the engine itself prepared.
- *One streaming read* adds up exactly the arrays that the kernel reads, eight bytes at a time, in a compiled loop on
  one core: nothing that looks at every family can be faster.
- The grid over the ratios is quick because urban families never see rural ratios (`workbench/engine/factoring.py`); the
  grid over `work_cost_rate` and `rigid_spending_share` has nothing of that kind to gain. Every policy in every future
  leaves out the families that no policy reaches in any future (`workbench/simulation/prune.py`).
- Peak memory is a process's own maximum: on Linux VmHWM, on macOS `ru_maxrss`, on Windows the peak working set. The
  population × 16 is held as the kernel's arrays; in parts on disk: [large-populations.md](large-populations.md).
"""


def recorded() -> dict[str, Any]:
    """The run whose page was written last."""
    found: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    return found


def rounded(found: Any) -> Any:
    """The same with figures to the microsecond: more digits say nothing."""
    if isinstance(found, dict):
        return {name: rounded(value) for name, value in found.items()}
    if isinstance(found, list):
        return [rounded(value) for value in found]
    return round(found, 6) if isinstance(found, float) else found


def written(found: dict[str, Any], root: Path, *, page: bool) -> str:
    """Write output/benchmark.json and, if `page`, docs/benchmark.md with what it was made of; returns the text."""
    found = rounded(found)
    text = text_of(found)
    kept = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    write_whole(root / "output" / "benchmark.json", kept)
    if page:
        write_whole(RECORDED, kept)
        write_whole(root / "docs" / "benchmark.md", text)
    return text
