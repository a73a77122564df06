"""The rounds of the comparison: workbench and peers on the same scenario, one after another, equal to the fen."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.benchmarks.county import SEED, columns_read, numpy_sum, replicated, streaming_read
from tests.benchmarks.laws import REQUESTS, handed_over, in_force, kernel_totals
from tests.benchmarks.peers.client import Client
from tests.benchmarks.peers.register import PEERS
from workbench.law import BASIC
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.simulation import simulate
from workbench.simulation.preparation import Prepared, prepare

STEPS = 20  # of each ratio's corridor: another pair of them in each round
Times = dict[str, list[float]]
LAWS = tuple(REQUESTS)


def timed(times: Times, name: str, action: Callable[[], Any]) -> Any:
    """Run an action and keep its seconds under a name."""
    begun = time.perf_counter()
    result = action()
    times.setdefault(name, []).append(time.perf_counter() - begun)
    return result


def scenario_of(base: Scenario, number: int) -> Scenario:
    """The scenario of a round: another pair of ratios of the corridors each time."""
    urban, rural = (start + 0.1 * ((number * step) % (STEPS + 1)) / STEPS for start, step in ((0.25, 5), (0.35, 8)))
    return base.replace(urban_dibao_ratio=round(urban, 4), rural_dibao_ratio=round(rural, 4))


def odd_scenarios(base: Scenario) -> list[Scenario]:
    """Scenarios whose equality is checked and that aren't timed: they take the law's other ways."""
    return [
        load_scenario("perfect-law"),
        load_scenario("mixed-33-43"),
        base.replace(name="tiers", dibao_method="tiers"),
        base.replace(name="the better of the two", single_person_rule="better_of"),
        base.replace(name="disabled adults by themselves", adult_disabled_alone="applied"),
        base.replace(name="published", urban_dibao_standard_published=745, rural_dibao_standard_published=512),
    ]


class Comparison:
    """The county under one law, on the workbench and on every peer that has the law."""

    def __init__(
        self, law: str, county: Population, folder: Path, values: Mapping[str, float], stack: ExitStack
    ) -> None:
        self.law, self.county, self.request = law, county, REQUESTS[law]
        self.programmes = BASIC if law == "core" else None
        self.ready = prepare(county, self.request.inputs, alike=True)  # as `simulate` counts totals
        self.columns = columns_read(self.ready, self.request.inputs)
        self.read, self.sums = streaming_read(self.columns), numpy_sum(self.columns)
        handed_over(law, self.ready, values).save(folder)
        names = [name for name, peer in PEERS.items() if law in peer.laws and peer.interpreter() is not None]
        self.clients = [stack.enter_context(Client(name, law, folder)) for name in names]
        self.times: Times = {}
        self.rules_s: Times = {}
        self.peak_mb: dict[str, float] = {}
        self.compared = 0

    def kernel(self, values: Mapping[str, float], threads: int | None, ready: Prepared | None = None) -> Any:
        """The workbench's own totals."""
        return kernel_totals(self.request, ready or self.ready, values, threads)

    def run(self, scenario: Scenario, *, counted: bool) -> None:
        """One round; refuses a total that differs anywhere."""
        kept: Times = self.times if counted else {}
        values = in_force(scenario)
        ours = timed(kept, "kernel", lambda: self.kernel(values, 1))
        timed(kept, "kernel_threads", lambda: self.kernel(values, None))
        timed(kept, "read", self.read)
        timed(kept, "numpy_sum", self.sums)
        for name, threads in (("simulate", 1), ("simulate_threads", None)):
            asked = {"programmes": self.programmes, "rows": False, "threads": threads}
            timed(kept, name, lambda asked=asked: simulate(self.county, scenario, **asked))
        for client in self.clients:
            for way in client.ways:
                self._ask(client, way, values, ours, scenario.name, counted=counted)

    def check(self, scenario: Scenario) -> None:
        """Equality alone."""
        values = in_force(scenario)
        ours = self.kernel(values, 1)
        for client in self.clients:
            for way in client.ways:
                self._ask(client, way, values, ours, scenario.name, counted=False)

    def _ask(self, client: Client, way: str, values: Any, ours: Any, scenario: str, *, counted: bool) -> None:
        answer, name = client.ask(way, values), f"{client.name} {way}"
        if not (answer.totals == ours).all():
            wrong = int((answer.totals != ours).sum())
            sys.exit(f"{name}, law {self.law}, and the workbench differ in {wrong} totals of {scenario}")
        self.compared += 1
        self.peak_mb[client.name] = answer.peak_mb
        if counted:
            self.times.setdefault(name, []).append(answer.seconds)
            self.rules_s.setdefault(name, []).append(answer.rules_s)

    def about(self) -> dict[str, Any]:
        """What was measured, as plain data."""
        totals = self.ready.cell.max() + 1
        return {
            "times": self.times,
            "rules_s": self.rules_s,
            "peak_mb": self.peak_mb,
            "compared": self.compared,
            "cells": int(totals) * len(self.request.totals),
            "rules": len(self.request.rules),
            "inputs": len(self.request.inputs),
            "megabytes": sum(column.nbytes for column in self.columns) / 1e6,
            "versions": {client.name: client.versions for client in self.clients},
        }


def rounds_of(county: Population, rounds: int, folder: Path) -> dict[str, Any]:
    """Everything that is compared with something else, interleaved, under both laws."""
    base = load_scenario("baseline-2021")
    with ExitStack() as stack:
        laws = {law: Comparison(law, county, folder, in_force(base), stack) for law in LAWS}
        core = laws["core"]
        large = {factor: replicated(core.ready, core.request.inputs, factor, SEED) for factor in (4, 16)}
        for number in range(-1, rounds):  # the first round fills caches and isn't counted
            scenario = scenario_of(base, number)
            values = in_force(scenario)
            for one in laws.values():
                one.run(scenario, counted=number >= 0)
            kept = core.times if number >= 0 else {}
            timed(kept, "simulate_rows", lambda s=scenario: simulate(county, s, programmes=BASIC))
            for factor, ready in large.items():
                timed(kept, f"kernel_x{factor}", lambda v=values, r=ready: core.kernel(v, 1, r))
        for scenario in odd_scenarios(base):
            for one in laws.values():
                one.check(scenario)
        return {
            **{law: one.about() for law, one in laws.items()},
            "missing": [peer.label for peer in PEERS.values() if peer.interpreter() is None],
            "persons": int(core.ready.starts[-1]),
            "households": len(core.ready.starts) - 1,
        }
