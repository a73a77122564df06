"""The two laws that the benchmark asks of the workbench and its peers: the core, and that of all programmes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.benchmarks.peers.handed_over import About, HandedOver
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.law import law
from workbench.scenario import Scenario
from workbench.simulation.preparation import Prepared, parameter_table
from workbench.simulation.totals import basic_totals, total_rules

REQUESTS = {"core": KernelRequest(law(), basic_totals()), "full": KernelRequest(law(), total_rules())}
_KINDS = {bool: "bool", float: "float"}


def in_force(scenario: Scenario) -> dict[str, float]:
    """The value of every parameter."""
    return {name: item.value for name, item in scenario.resolved().items()}


def handed_over(name: str, ready: Prepared, values: Mapping[str, float]) -> HandedOver:
    """A law and a population as the peers take them."""
    request = REQUESTS[name]
    return HandedOver(
        law=name,
        arrays={item.name: ready.arrays[item.name] for item in request.inputs},
        starts=ready.starts,
        cell=ready.cell,
        weight=ready.weight,
        cells=ready.cells,
        inputs={item.name: About(item.entity, _KINDS.get(item.kind, "int")) for item in request.inputs},
        totals=request.totals,
        values=dict(values),
    )


def kernel_totals(request: KernelRequest, ready: Prepared, values: Mapping[str, float], threads: int | None = 1) -> Any:
    """What the workbench's kernel finds: totals by cell; shape (cells, totals)."""
    table = parameter_table(request.parameters, [values])
    found, _ = run_kernel(request, ready.arrays, ready.starts, ready.cell, ready.weight, table, ready.cells, threads)
    return np.asarray(found[0])
