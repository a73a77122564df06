"""The page docs/benchmark.md: what was measured, in tables and words, and the run that it was made of."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import statistics
from pathlib import Path
from typing import Any

from tests.benchmarks.report import AIMED, LAWS, WAYS, ms, number, peer_lines, ratio, sections
from workbench.files import write_whole

PACKAGES = ("numpy", "numba", "polars", "scipy")
RECORDED = Path(__file__).with_name("recorded.json")  # the last run whose page was written


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
- The grid over the ratios is quick because urban families never see rural ratios
  (`workbench/engine/compiler/scenario_groups.py`); the grid over `work_cost_rate` and `rigid_spending_share` has
  nothing of that kind to gain. Every policy in every future leaves out the families that no policy
  reaches in any future (`workbench/simulation/pruning.py`).
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
