"""Fits how many come anew into family dibao in a year, so that the stock of recipients neither grows nor shrinks.

The take-up of the scenario was fitted to a stock. Applied as a yearly chance it would let the stock grow for years:
whoever isn't found in one year is found in a later one, while a finding stands until its review. With people, incomes
and law as they are, the entry that keeps the stock of the first year is the one under which as many come as leave.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from workbench.arguments import check_kinds, whole_number
from workbench.errors import InputError
from workbench.population import Population
from workbench.progress import tells
from workbench.scenario import Scenario
from workbench.simulation import Run, simulate
from workbench.yearly.receipt_memory import REMEMBERED_ROWS, MemoryAssumptions, ReceiptMemory, receipt_of

RESIDENCES = ("rural", "urban")
_WITHIN = 0.005  # of the stock of the first year
_MOST_STEPS = 8
_FARTHEST = 6.0  # times the standard: an error of .35 brings such an income below it once in three million checks


@dataclass(frozen=True)
class EntryFit:
    """What was found. assumed: with the two entries; drift: of the mean stock from the first year's, by residence."""

    assumed: MemoryAssumptions
    drift: dict[str, float]
    years: int


@check_kinds
@tells("calibrate")
def fit_entry(
    population: Population,
    scenario: Scenario,
    assumed: MemoryAssumptions | None = None,
    *,
    years: int = 10,
    progress: Callable[[int, int], None] | None = None,
) -> EntryFit:
    """Return the memory's assumptions with the entries that keep the stock of households over `years`.

    >>> fit_entry(county, baseline, years=3).assumed.entry_rural

    The mean stock of the years is brought within half a per cent of the first year's, by residence; a residence without
    recipients keeps its entry. Raises InputError for fewer than two years.
    """
    whole_number("years", years, 2)
    start = assumed or MemoryAssumptions()
    people = _may_receive(population, scenario)
    first = _year(people, scenario)

    def drift(now: MemoryAssumptions) -> dict[str, float]:
        return _drift(people, scenario, first, now, years)

    found, off = searched_entries(start, drift, _WITHIN, progress)
    return EntryFit(found, off, years)


def searched_entries(
    start: MemoryAssumptions,
    drift_of: Callable[[MemoryAssumptions], dict[str, float]],
    within: float,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[MemoryAssumptions, dict[str, float]]:
    """Return the assumptions with the entries under which the stock drifts by at most `within`, and how it drifts."""
    tried: dict[str, list[tuple[float, float]]] = {one: [] for one in RESIDENCES}
    entry = {"rural": min(start.entry_rural, 0.6), "urban": min(start.entry_urban, 0.3)}
    drift = dict.fromkeys(RESIDENCES, 0.0)
    now = start
    for step in range(_MOST_STEPS):
        now = replace(start, entry_rural=entry["rural"], entry_urban=entry["urban"])
        drift = drift_of(now)
        if progress is not None:
            progress(step + 1, _MOST_STEPS)
        if max(map(abs, drift.values())) <= within:
            break
        for one in RESIDENCES:
            tried[one].append((entry[one], drift[one]))
            entry[one] = _next(tried[one])
    return replace(start, entry_rural=entry["rural"], entry_urban=entry["urban"]), drift


def drift_of_stocks(stocks: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Return by how much the mean stock of the years after the first differs from it, as a share, by residence."""
    counted = np.array(stocks, float)
    return {
        one: float(counted[1:, k].mean() / counted[0, k] - 1) if counted[0, k] else 0.0
        for k, one in enumerate(RESIDENCES)
    }


def _next(tried: list[tuple[float, float]]) -> float:
    """Return the entry to try next: the secant through the last two on a log scale, within a factor of four."""
    (last, off) = tried[-1]
    if off == 0:
        return last
    if len(tried) == 1 or tried[-2][1] == off:
        factor = np.exp(-4 * off)
    else:
        before, was = tried[-2]
        slope = (off - was) / np.log(last / before) if last != before else -1.0
        factor = np.exp(-off / slope) if slope else 1.0
    return float(min(1.0, last * np.clip(factor, 0.25, 4.0)))


def _year(people: Population, scenario: Scenario) -> Run:
    return simulate(people, scenario, programmes=["dibao"], rows=REMEMBERED_ROWS)


def _drift(
    people: Population, scenario: Scenario, first: Run, assumed: MemoryAssumptions, years: int
) -> dict[str, float]:
    memory, run, stocks = ReceiptMemory(assumed), first, [_stock(first)]
    for year in range(1, years):
        run = _year(memory.population(year, people, run), scenario)
        stocks.append(_stock(run))
    return drift_of_stocks(stocks)


def _stock(run: Run) -> tuple[int, int]:
    """Return the households in receipt, rural and urban."""
    receipt = receipt_of(run)
    return int((receipt.received & ~receipt.urban).sum()), int((receipt.received & receipt.urban).sum())


def _may_receive(population: Population, scenario: Scenario) -> Population:
    """Return the households that some check may find below the standard: property and members as they are."""
    if population.draws:
        raise InputError("fit_entry: a county of one year is wanted, not one that remembers another")
    rows = ("passes_property_test", "dibao_members", "income_per_member", "dibao_standard")
    run = simulate(population, scenario, programmes=["dibao"], rows=rows)
    near = run.row("income_per_member") < _FARTHEST * run.row("dibao_standard")
    return population.kept(run.row("passes_property_test").astype(bool) & (run.row("dibao_members") > 0) & near)
