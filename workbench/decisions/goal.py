"""Goal seek in the words of policy: "at most 40 million, 90 % sure, and as many of the poor as possible"."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from workbench import arguments as wanted
from workbench.decisions.grid import NODES, FutureGrid, Line, candidates, future_grid
from workbench.language import money, people, share, word
from workbench.law import PAYERS
from workbench.population import Population
from workbench.results import checked
from workbench.scenario import Scenario
from workbench.simulation.preparation import Progress

_TRIED = 12  # candidates run exactly one after the other, best first; then ever further down
_AGAIN = 1.01  # budgets between which the price of one more poor person is taken: 1 % more


@dataclass(frozen=True, eq=False)
class Goal:
    """What was found.

    status: "found", or "impossible" (then `short_yuan_per_year` says by how much the budget falls short).
    best: urban_yuan, rural_yuan, both ratios, chance and median cost_yuan_per_year (run exactly), poor_recipients.
    runners_up: the next pairs of standards that keep the promise. binding: "budget", "corridor" or "both".
    yuan_per_poor_person: what one more poor recipient costs at the margin of the budget; None where more money
    reaches nobody else. table: every pair.
    """

    status: str
    budget: float
    confidence: float
    payer: str
    best: dict[str, float]
    runners_up: pl.DataFrame = field(repr=False)
    binding: str
    yuan_per_poor_person: float | None
    short_yuan_per_year: float
    table: pl.DataFrame = field(repr=False)
    grid: FutureGrid = field(repr=False)

    def words(self) -> str:
        """Say the answer in one sentence, in the language that is on."""
        told = {"budget": money(self.budget), "sure": share(self.confidence, 0)}
        if self.status == "impossible":
            return word("decisions.goal_impossible", short=money(self.short_yuan_per_year), **told)
        yuan = {place: f"{self.best[f'{place}_yuan']:.0f}" for place in ("urban", "rural")}
        return word("decisions.goal_found", poor=people(self.best["poor_recipients"]), **yuan, **told)


def goal_seek(
    population: Population,
    scenario: Scenario,
    *,
    budget: float,
    confidence: float = 0.9,
    payer: str = "county",
    runs: int = 1000,
    seed: int = 1,
    nodes: int = NODES,
    progress: Progress | None = None,
    grid: FutureGrid | None = None,
) -> Goal:
    """Find the pair of dibao standards in whole yuan that reaches most of the poor within a budget.

    budget: yuan a year that `payer` ("county", another payer, or "all") may spend on dibao and tekun; it must hold in
    `confidence` of the futures. The poor are residents below the baseline's standard before assistance. `grid`: futures
    made before by `future_grid`, which then are not drawn again. Raises InputError for a budget below 0 or a confidence
    outside 0 to 1, UnknownNameError for a payer.
    """
    budget, confidence = wanted.amount("budget", budget), wanted.share("confidence", confidence)
    wanted.known("payer", payer, (*PAYERS, "all"))
    futures = grid or future_grid(
        population, scenario, payer=payer, runs=runs, seed=seed, nodes=nodes, progress=progress
    )
    table = candidates(futures, budget)
    keeping = _best_first(table, confidence)
    proved = None if keeping.is_empty() else _proved(futures, keeping, budget, confidence)
    if proved is None:
        return _impossible(futures, budget, confidence, table)
    best, rest = proved
    return Goal(
        status="found",
        budget=budget,
        confidence=confidence,
        payer=futures.payer,
        best=best,
        runners_up=rest.head(5),
        binding=_binding(futures, best, table, confidence),
        yuan_per_poor_person=_price(futures, keeping, budget, confidence),
        short_yuan_per_year=0.0,
        table=table,
        grid=futures,
    )


def _best_first(table: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """Keep the pairs that keep the promise, most poor recipients first, then the cheaper one."""
    kept = table.filter(pl.col("chance") >= confidence - 1e-9)
    return kept.sort("poor_recipients", "cost_yuan_per_year", descending=[True, False], maintain_order=True)


def _proved(
    futures: FutureGrid, keeping: pl.DataFrame, budget: float, confidence: float
) -> tuple[dict[str, float], pl.DataFrame] | None:
    """Run the best pairs exactly until one keeps the promise; straight lines may promise a little too much.

    None where none of them does.
    """
    for place in _places(keeping):
        row = keeping.row(place, named=True)
        cost, poor = futures.exact(row["urban_dibao_ratio"], row["rural_dibao_ratio"])
        chance = float((cost <= budget).mean())
        if chance >= confidence - 1e-9:
            found = {**row, "chance": chance, "cost_yuan_per_year": float(np.median(cost))}
            return {**found, "poor_recipients": float(poor.mean())}, keeping.slice(place + 1)
    return None


def _places(keeping: pl.DataFrame) -> list[int]:
    """List which pairs are run: the best ones, then ever further down, the cheapest last (it stands at a node)."""
    further = [_TRIED * 2**k for k in range(keeping.height.bit_length()) if _TRIED * 2**k < keeping.height]
    cheapest = keeping["cost_yuan_per_year"].arg_min()
    return [*range(min(_TRIED, keeping.height)), *further, *([] if cheapest is None else [cheapest])]


def _binding(futures: FutureGrid, best: dict[str, float], table: pl.DataFrame, confidence: float) -> str:
    """Say what holds the answer back: a larger budget would, the corridor's upper ends would, or both."""
    at_top = [best[f"{place}_yuan"] >= _line(futures, place).yuan[-1] for place in ("urban", "rural")]
    if all(at_top):
        return "corridor"
    beyond = table.filter(
        (pl.col("poor_recipients") > best["poor_recipients"] + 0.5) & (pl.col("chance") < confidence - 1e-9)
    )
    if beyond.is_empty():
        return "corridor"
    return "both" if any(at_top) else "budget"


def _line(futures: FutureGrid, place: str) -> Line:
    return futures.urban if place == "urban" else futures.rural


def _price(futures: FutureGrid, keeping: pl.DataFrame, budget: float, confidence: float) -> float | None:
    """Return yuan a year for one more poor recipient, between the budget and one of 1 % more."""
    more = _best_first(candidates(futures, budget * _AGAIN), confidence)
    gained = float(more["poor_recipients"][0] - keeping["poor_recipients"][0])
    return budget * (_AGAIN - 1) / gained if gained > 1e-6 else None


def _impossible(futures: FutureGrid, budget: float, confidence: float, table: pl.DataFrame) -> Goal:
    """Say by how much even the lowest standards exceed the budget at that confidence."""
    cheapest = futures.urban.cost[:, 0] + futures.rural.cost[:, 0]
    needed = float(np.quantile(cheapest, confidence, method="inverted_cdf"))
    return Goal(
        status="impossible",
        budget=budget,
        confidence=confidence,
        payer=futures.payer,
        best={},
        runners_up=table.head(0),
        binding="budget",
        yuan_per_poor_person=None,
        short_yuan_per_year=needed - budget,
        table=table,
        grid=futures,
    )


def frontier(table: pl.DataFrame, *, cost: str = "cost_yuan_per_year", good: str = "poor_recipients") -> pl.DataFrame:
    """Keep the pairs that no other pair beats on both counts: not dearer and reaching more; rising by cost."""
    ordered = table.sort([cost, good], descending=[False, True], maintain_order=True)
    best_so_far = ordered[good].cum_max().shift(1).fill_null(-np.inf)
    return ordered.filter(ordered[good] > best_so_far)


def least_regret(grid: FutureGrid, budget: float, *, step: int = 12) -> pl.DataFrame:
    """Return pairs of standards by their regret in poor recipients, the smallest first.

    In each future the best affordable pair is known afterwards; regret is how many more poor it would have reached. A
    pair that breaks the budget in a future loses all it reaches there. Columns: urban_yuan, rural_yuan, mean_regret,
    p90_regret, max_regret. Raises InputError for a budget below 0.
    """
    urban, rural = grid.urban, grid.rural
    budget, step = wanted.amount("budget", budget), wanted.whole_number("step", step, 1)
    i, j = (np.arange(0, line.yuan.size, step) for line in (urban, rural))
    cost = urban.cost[:, i, None] + rural.cost[:, None, j]
    reached = np.where(cost <= budget, urban.poor[:, i, None] + rural.poor[:, None, j], 0.0)
    regret = reached.max(axis=(1, 2), keepdims=True) - reached
    flat = regret.reshape(grid.futures, -1)
    table = pl.DataFrame(
        {
            "urban_yuan": np.repeat(urban.yuan[i], j.size),
            "rural_yuan": np.tile(rural.yuan[j], i.size),
            "mean_regret": flat.mean(axis=0),
            "p90_regret": np.quantile(flat, 0.9, axis=0),
            "max_regret": flat.max(axis=0),
        }
    )
    return checked(table.sort("mean_regret", maintain_order=True), "regret")
