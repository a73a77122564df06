"""What is measured in a process of its own: importing, the second start, memory. Prints one line of JSON.

python -m tests.benchmarks.child import | compile | make FILE | start FILE | memory | scaling FILE FACTOR
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import time
from pathlib import Path
from typing import Any


def peak_megabytes() -> float:
    """The most memory this process ever had, in MB (10⁶ bytes)."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux hands a parent's maximum on to its children in ru_maxrss, but not in VmHWM
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def cache_files() -> list[str]:
    """Every file in the folder of compiled kernels, with the time it was last written."""
    folder = Path(os.environ["WORKBENCH_CACHE"])
    return sorted(f"{path.relative_to(folder)} {path.stat().st_mtime_ns}" for path in folder.rglob("*.*"))


def importing() -> dict[str, Any]:
    """Seconds of `import workbench`, and until the names that a first notebook uses are all loaded."""
    begun = time.perf_counter()
    import workbench as wb

    imported = time.perf_counter()
    assert callable(wb.synthesize)
    assert callable(wb.load_scenario)
    assert callable(wb.simulate)
    return {"import_s": imported - begun, "names_s": time.perf_counter() - begun}


BASIC = ("dibao", "tekun", "margin")


def making(path: str) -> dict[str, Any]:
    """Synthesise the county, run it once and keep it in a file: fills the cache for the second start."""
    import workbench as wb
    from tests.benchmarks.county import SEED

    begun = time.perf_counter()
    county = wb.synthesize(seed=SEED)
    made = time.perf_counter()
    scenario = wb.load_scenario("baseline-2021")
    wb.simulate(county, scenario, programmes=BASIC)
    ran = time.perf_counter()
    wb.simulate(county, scenario, programmes=BASIC, rows=False)
    wb.sweep(county, scenario, urban_dibao_ratio=[0.3], rural_dibao_ratio=[0.4])
    peak = peak_megabytes()
    Path(path).write_bytes(pickle.dumps(county))
    return {
        "synthesis_s": made - begun,
        "first_run_with_compiling_s": ran - made,
        "peak_mb": peak,
    }


def compiling() -> dict[str, Any]:
    """Seconds of the whole law's first run in a new process with an empty cache, on nobody at all: the compiling."""
    import datetime as dt

    from workbench.population import Population
    from workbench.population.contract import contract
    from workbench.scenario import Scenario
    from workbench.simulation import simulate

    nobody = Population.from_frames(contract().persons.create_empty(), contract().households.create_empty())
    scenario = Scenario("compile", "编译", "compile", dt.date(2021, 7, 1), {})
    begun = time.perf_counter()
    simulate(nobody, scenario, rows=False)
    return {"whole_law_s": time.perf_counter() - begun}


def second_start(path: str) -> dict[str, Any]:
    """From a county in memory to its first result, in a new process with a full cache."""
    import workbench as wb

    imported = time.perf_counter()
    county = pickle.loads(Path(path).read_bytes())
    before = cache_files()
    loaded = time.perf_counter()
    scenario = wb.load_scenario("baseline-2021")
    run = wb.simulate(county, scenario, programmes=BASIC)
    first = time.perf_counter()
    again = wb.simulate(county, scenario, programmes=BASIC)
    second = time.perf_counter()
    same = run.totals.equals(again.totals)
    return {
        "loading_s": loaded - imported,
        "first_result_s": first - loaded,
        "second_result_s": second - first,
        "same": same,
        "compiled_anew": len(set(cache_files()) - set(before)),
        "cache_files": len(before),
    }


def memory() -> dict[str, Any]:
    """Peak memory of synthesising the county, one run with rows and its two tables; then of the whole law's run too."""
    import workbench as wb
    from tests.benchmarks.county import SEED

    county = wb.synthesize(seed=SEED)
    made = peak_megabytes()
    scenario = wb.load_scenario("baseline-2021")
    run = wb.simulate(county, scenario, programmes=BASIC)
    ran = peak_megabytes()
    rows = run.persons.height + run.households.height
    tables = peak_megabytes()
    run = wb.simulate(county, scenario)
    rows += run.persons.height + run.households.height
    return {"synthesis_mb": made, "run_mb": ran, "tables_mb": tables, "whole_law_mb": peak_megabytes(), "rows": rows}


def scaling(path: str, factor: str) -> dict[str, Any]:
    """Peak memory of holding the county `factor` times over and running it once, totals only."""
    import numpy as np

    from tests.benchmarks.county import SEED, replicated
    from workbench.engine.compiler.kernel import run_kernel
    from workbench.engine.compiler.request import KernelRequest
    from workbench.law import law
    from workbench.place import current_place
    from workbench.scenario_folder import load_scenario
    from workbench.simulation.preparation import RESIDENCES, Prepared, parameter_table
    from workbench.simulation.totals import basic_totals

    request = KernelRequest(law(), basic_totals())
    values = {name: item.value for name, item in load_scenario("baseline-2021").resolved().items()}
    with np.load(path) as kept:
        arrays = {item.name: kept[item.name] for item in request.inputs}
        cells = len(current_place().towns) * len(RESIDENCES)
        ready = Prepared(arrays, kept["starts"], kept["cell"], cells, kept["weight"])
    large = replicated(ready, request.inputs, int(factor), SEED)
    table = parameter_table(request.parameters, [values])
    run_kernel(request, large.arrays, large.starts, large.cell, large.weight, table, large.cells, 1)
    return {"peak_mb": peak_megabytes(), "persons": int(large.starts[-1])}


TASKS = {
    "import": importing,
    "compile": compiling,
    "make": making,
    "start": second_start,
    "memory": memory,
    "scaling": scaling,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
