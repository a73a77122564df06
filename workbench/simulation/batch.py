"""Many settings of the parameters in one pass over the county: totals by programme as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import known
from workbench.categories import Residence
from workbench.engine.compiler.kernel import COUNT_SCALE
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.graph import RuleBook
from workbench.law import MAIN, payer_table
from workbench.population import Partitions, Population
from workbench.scenario import Scenario, need_same_place
from workbench.simulation.cluster import Cluster, all_totals
from workbench.simulation.preparation import RESIDENCES, Progress, swept_table
from workbench.simulation.totals import FEN, chosen_programmes, payments_a_year, total_rules

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MEASURES = ("households", "persons", "cost_yuan_per_year")
_BATCH = 200  # settings per call of the kernel: enough to spread the fixed cost, few enough to show progress


@dataclass(frozen=True, eq=False)
class Batch:
    """The county's totals as whole numbers; each of shape (settings, 2 residences, programmes).

    households, persons: millionths (weights may be fractions). cost_yuan_per_year: fen. Whole numbers add up to the
    same whatever their order, so that parts of a county can be put together exactly.
    """

    programmes: tuple[str, ...]
    households: Ints
    persons: Ints
    cost_yuan_per_year: Ints

    def of(self, measure: str, programme: str | None = None, residence: Residence | None = None) -> Floats:
        """Return persons, households or yuan a year; shape (settings,).

        `programme` None: dibao and tekun together (nobody is both); `residence` None: the county.
        """
        table: Ints = getattr(self, measure)
        placed = table.sum(axis=1) if residence is None else table[:, residence]
        chosen = MAIN if programme is None else (programme,)
        for name in chosen:
            known("programme", name, self.programmes)
        whole = sum(placed[:, self.programmes.index(name)] for name in chosen)
        return np.asarray(whole / (FEN if measure == "cost_yuan_per_year" else COUNT_SCALE))

    def __add__(self, other: Batch) -> Batch:
        """Add the totals of other households under the same settings."""
        pairs = ((getattr(self, measure), getattr(other, measure)) for measure in MEASURES)
        return Batch(self.programmes, *(one + two for one, two in pairs))

    @staticmethod
    def joined(parts: Sequence[Batch], order: Ints | slice = slice(None)) -> Batch:
        """Put the settings of several batches one after the other, then in an order."""
        tables = (np.concatenate([getattr(part, measure) for part in parts])[order] for measure in MEASURES)
        return Batch(parts[0].programmes, *tables)


def run_batch(
    population: Population | Partitions,
    scenario: Scenario,
    settings: Mapping[str, Floats],
    programmes: Sequence[str] | None,
    *,
    book: RuleBook | None = None,
    progress: Progress | None = None,
    threads: int | None = None,
    cluster: Cluster = None,
    size: int = _BATCH,
) -> Batch:
    """Run the law once for each row of `settings` (parameter -> values, all of the same length; codes for choices).

    `size`: settings per call of the kernel. A population in parts and `cluster`: see `sweep`.
    """
    need_same_place(population, scenario)
    chosen = [one for one in chosen_programmes(programmes) if one.households]
    book = book or scenario.book
    request = settings_request(book, total_rules(chosen), settings)
    table = settings_table(request, scenario, settings)
    runs = len(table)
    cells = all_totals(request, population, table, size, progress=progress, threads=threads, cluster=cluster)
    totals = cells.reshape(len(cells), -1, len(RESIDENCES), cells.shape[-1]).sum(axis=1)  # over the towns
    column = {rule: totals[..., k] for k, rule in enumerate(request.totals)}
    nothing = np.zeros((runs, len(RESIDENCES)), np.int64)
    fen = [sum((column[a] * payments_a_year(book.rules[a]) for a in one.amounts), nothing) for one in chosen]
    return Batch(
        programmes=tuple(one.name for one in chosen),
        households=np.stack([column[one.households] for one in chosen], axis=-1),
        persons=np.stack([column[one.persons] for one in chosen], axis=-1),
        cost_yuan_per_year=np.stack(fen, axis=-1),
    )


def settings_request(book: RuleBook, totals: tuple[str, ...], settings: Mapping[str, Floats]) -> KernelRequest:
    """Return what the kernel is asked for: totals under settings of which only those that some rule needs are swept."""
    needed = set(KernelRequest(book, totals).parameters)
    # Where none is needed all are named still: a kernel without anything swept runs the first setting alone.
    swept = sorted(needed & set(settings)) or sorted(settings)
    return KernelRequest(book, totals, swept=tuple(swept))


def settings_table(request: KernelRequest, scenario: Scenario, settings: Mapping[str, Floats]) -> Floats:
    """Return the kernel's table of parameters, a row a setting: what `settings` doesn't name is the scenario's."""
    base = {name: item.value for name, item in scenario.resolved().items()}
    return swept_table(request.parameters, base, settings)


def payer_cost(
    batch: Batch, scenario: Scenario, payer: str, programmes: Sequence[str], residence: Residence | None = None
) -> Floats:
    """Return what one payer (or "all") bears of some programmes by the table of payers: yuan a year, (settings,)."""
    shares = payer_table().with_shares(scenario.payers).shares
    parts = [
        batch.of("cost_yuan_per_year", name, residence) * (1.0 if payer == "all" else shares[name].of(payer))  # type: ignore[arg-type]
        for name in programmes
    ]
    return np.asarray(sum(parts))
