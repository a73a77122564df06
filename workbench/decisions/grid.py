"""Every pair of dibao standards in whole yuan, in every future, and the best of them within a budget.

Dibao and tekun of a household depend on the ratio of its own residence alone, so the urban and the rural part of every
total are worked out side by side in one run, and added: exact, and a grid becomes two lines. Between the nodes of a
line totals are drawn straight; what is recommended is run exactly afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.language import money, people, share, word, written
from workbench.population import Population
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.batch import payer_cost, run_batch
from workbench.simulation.pruning import PRUNABLE
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
_TRIED = 12  # candidates run exactly one after the other, best first; then ever further down
_AGAIN = 1.01  # budgets between which the price of one more poor person is taken: 1 % more


@dataclass(frozen=True, eq=False)
class Line:
    """One residence: its standards in whole yuan, the ratios that give them, and totals by future and standard.

    yuan, ratio: shape (standards,). cost, poor, persons: yuan a year, poor recipients, recipients; shape (futures,
    standards).
    """

    yuan: Floats
    ratio: Floats
    cost: Floats
    poor: Floats
    persons: Floats


@dataclass(frozen=True, repr=False)
class StandardPair(Viewed):
    """A pair of dibao standards and what it gives; the fields are the columns of `candidates`.

    urban_yuan, rural_yuan: yuan/month. urban_dibao_ratio, rural_dibao_ratio: share of consumption. chance: share of the
    futures in which the budget holds. cost_yuan_per_year: median over the futures. poor_recipients, recipients:
    persons, mean over the futures.
    """

    urban_yuan: float
    rural_yuan: float
    urban_dibao_ratio: float
    rural_dibao_ratio: float
    chance: float
    cost_yuan_per_year: float
    poor_recipients: float
    recipients: float

    def _line(self) -> str:
        return (
            f"StandardPair(urban {self.urban_yuan:g}, rural {self.rural_yuan:g} yuan/month: "
            f"{self.cost_yuan_per_year:,.0f} yuan/year, {self.poor_recipients:,.0f} poor of {self.recipients:,.0f} "
            f"recipients, chance {self.chance:.0%})"
        )

    def _view(self) -> View:
        return View(word("views.standard_pair"), self._facts())

    def _facts(self) -> list[tuple[str, str]]:
        return [
            (word("views.urban_dibao_standard"), written(self.urban_yuan, "yuan/month")),
            (word("views.rural_dibao_standard"), written(self.rural_yuan, "yuan/month")),
            (word("views.cost_yuan_per_year"), written(self.cost_yuan_per_year, "yuan/year")),
            (word("views.poor_recipients"), written(self.poor_recipients, "persons")),
            (word("views.recipients"), written(self.recipients, "persons")),
            (word("views.chance"), written(self.chance, "share")),
        ]


@dataclass(frozen=True, eq=False, repr=False)
class FutureGrid(Viewed):
    """Both residences in the same futures; `payer` is whose cost is meant ("county", another payer, or "all").

    settings: the drawn assumptions by name. poor_persons: residents below the baseline's standard. small, poor: the
    households that the law can reach, and those of them that are poor.
    """

    scenario: Scenario
    payer: str
    urban: Line
    rural: Line
    settings: dict[str, Floats]
    poor_persons: float
    small: Population
    poor: Population

    @property
    def futures(self) -> int:
        """The number of futures."""
        return int(self.urban.cost.shape[0])

    def exact(self, urban_ratio: float, rural_ratio: float) -> tuple[Floats, Floats]:
        """Run a pair of ratios in every future: cost (yuan a year, of the payer) and poor recipients; (futures,)."""
        ratios = {"urban_dibao_ratio": urban_ratio, "rural_dibao_ratio": rural_ratio}
        settings = {**self.settings, **{name: np.full(self.futures, ratio) for name, ratio in ratios.items()}}
        cost = run_batch(self.small, self.scenario, settings, PRUNABLE)
        poor = run_batch(self.poor, self.scenario, settings, PRUNABLE)
        return payer_cost(cost, self.scenario, self.payer, PRUNABLE), poor.of("persons")

    def goal_seek(self, budget: float, confidence: float = 0.9) -> Goal:
        """Find the pair of dibao standards in whole yuan that reaches most of the poor within a budget.

        budget: yuan a year that the grid's payer may spend on dibao and tekun; it must hold in `confidence` of the
        futures. Raises InputError for a budget below 0 or a confidence outside 0 to 1.
        """
        budget, confidence = arguments.amount("budget", budget), arguments.share("confidence", confidence)
        table = candidates(self, budget)
        within = _best_first(table, confidence)
        proved = None if within.is_empty() else _proved(self, within, budget, confidence)
        if proved is None:
            # By how much even the lowest standards exceed the budget at that confidence.
            cheapest = self.urban.cost[:, 0] + self.rural.cost[:, 0]
            needed = float(np.quantile(cheapest, confidence, method="inverted_cdf"))
            return Goal(self, budget, confidence, table, table.head(0), short_yuan_per_year=needed - budget)
        best, rest = proved
        binding = _binding(self, best, table, confidence)
        price = _price(self, within, budget, confidence)
        return Goal(self, budget, confidence, table, rest.head(5), best, binding, price)

    def _line(self) -> str:
        pairs = f"{self.urban.yuan.size} urban × {self.rural.yuan.size} rural standards"
        return f"FutureGrid({self.scenario.name}: {pairs} in {self.futures} futures, cost of {self.payer})"

    def _view(self) -> View:
        facts = [
            (word("views.futures"), f"{self.futures:,}"),
            *(
                (
                    word(f"views.{name}_dibao_standard"),
                    f"{line.yuan[0]:,.0f} – {written(float(line.yuan[-1]), 'yuan/month')}",
                )
                for name, line in (("urban", self.urban), ("rural", self.rural))
            ),
            (word("views.poor_residents"), written(self.poor_persons, "persons")),
        ]
        return View(word("views.future_grid", title=self.scenario.title), facts)


@dataclass(frozen=True, eq=False, repr=False)
class Goal(Viewed):
    """The best pair of standards within a budget.

    best: the pair, run exactly; None where no pair keeps the budget (then `short_yuan_per_year` says by how much it
    falls short). runners_up: the next pairs that keep it, as in `table`, which has every pair. binding: "budget",
    "corridor" or "both". yuan_per_poor_person: yuan a year of one more poor recipient at the margin of the budget; None
    where more money reaches nobody else.
    """

    grid: FutureGrid = field(repr=False)
    budget: float
    confidence: float
    table: pl.DataFrame = field(repr=False)
    runners_up: pl.DataFrame = field(repr=False)
    best: StandardPair | None = None
    binding: Literal["budget", "corridor", "both"] = "budget"
    yuan_per_poor_person: float | None = None
    short_yuan_per_year: float = 0.0

    @property
    def status(self) -> Literal["found", "impossible"]:
        """Whether a pair keeps the budget."""
        return "impossible" if self.best is None else "found"

    @property
    def payer(self) -> str:
        """Whose budget it is."""
        return self.grid.payer

    def words(self) -> str:
        """Say the answer in one sentence, in the language that is on."""
        said = {"budget": money(self.budget), "sure": share(self.confidence, 0)}
        if self.best is None:
            return word("decisions.goal_impossible", short=money(self.short_yuan_per_year), **said)
        yuan = {"urban": f"{self.best.urban_yuan:.0f}", "rural": f"{self.best.rural_yuan:.0f}"}
        return word("decisions.goal_found", poor=people(self.best.poor_recipients), **yuan, **said)

    def _line(self) -> str:
        asked = f"budget {self.budget:,.0f} yuan/year, {self.confidence:.0%} sure"
        if self.best is None:
            return f"Goal({asked}: no pair of standards keeps it)"
        best = self.best
        return (
            f"Goal({asked}: urban {best.urban_yuan:g}, rural {best.rural_yuan:g} yuan/month reach "
            f"{best.poor_recipients:,.0f} poor; bound by {self.binding})"
        )

    def _view(self) -> View:
        asked = [
            (word("views.budget"), written(self.budget, "yuan/year")),
            (word("views.confidence"), written(self.confidence, "share")),
        ]
        if self.best is None:
            return View(word("views.goal_none"), asked)
        return View(word("views.goal"), [*asked, *self.best._facts()], (shown(self.runners_up, 5),))


def _best_first(table: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """Return the pairs that keep the budget, most poor recipients first, then the cheaper one."""
    within = table.filter(pl.col("chance") >= confidence - 1e-9)
    return within.sort("poor_recipients", "cost_yuan_per_year", descending=[True, False], maintain_order=True)


def _proved(
    futures: FutureGrid, within: pl.DataFrame, budget: float, confidence: float
) -> tuple[StandardPair, pl.DataFrame] | None:
    """Run the best pairs exactly until one keeps the budget; straight lines may promise a little too much.

    None where none of them does.
    """
    for place in _places(within):
        row = within.row(place, named=True)
        cost, poor = futures.exact(row["urban_dibao_ratio"], row["rural_dibao_ratio"])
        chance = float((cost <= budget).mean())
        if chance >= confidence - 1e-9:
            exact = {
                "chance": chance,
                "cost_yuan_per_year": float(np.median(cost)),
                "poor_recipients": float(poor.mean()),
            }
            return StandardPair(**{**row, **exact}), within.slice(place + 1)
    return None


def _places(within: pl.DataFrame) -> list[int]:
    """List which pairs are run: the best ones, then ever further down, the cheapest last (it stands at a node)."""
    further = [_TRIED * 2**k for k in range(within.height.bit_length()) if _TRIED * 2**k < within.height]
    cheapest = within["cost_yuan_per_year"].arg_min()
    return [*range(min(_TRIED, within.height)), *further, *([] if cheapest is None else [cheapest])]


def _binding(
    futures: FutureGrid, best: StandardPair, table: pl.DataFrame, confidence: float
) -> Literal["budget", "corridor", "both"]:
    """Say what holds the answer back: a larger budget would, the corridor's upper ends would, or both."""
    at_top = [best.urban_yuan >= futures.urban.yuan[-1], best.rural_yuan >= futures.rural.yuan[-1]]
    beyond = table.filter(
        (pl.col("poor_recipients") > best.poor_recipients + 0.5) & (pl.col("chance") < confidence - 1e-9)
    )
    if all(at_top) or beyond.is_empty():
        return "corridor"
    return "both" if any(at_top) else "budget"


def _price(futures: FutureGrid, within: pl.DataFrame, budget: float, confidence: float) -> float | None:
    """Return yuan a year for one more poor recipient, between the budget and one of 1 % more."""
    more = _best_first(candidates(futures, budget * _AGAIN), confidence)
    gained = float(more["poor_recipients"][0] - within["poor_recipients"][0])
    return budget * (_AGAIN - 1) / gained if gained > 1e-6 else None


@arguments.check_kinds
def candidates(grid: FutureGrid, budget: float, step: int = 1) -> pl.DataFrame:
    """Return one row per pair of standards: urban_yuan, rural_yuan, ratios, chance, cost and poor recipients.

    >>> candidates(goal.grid, 400_000).head()

    chance: share of the futures in which the cost is at most the budget; cost_yuan_per_year: the median; step: every
    how many yuan. Raises InputError for a budget below 0 or a step below 1.
    """
    budget, step = arguments.amount("budget", budget), arguments.whole_number("step", step, 1)
    urban, rural = grid.urban, grid.rural
    rows = []
    columns = slice(None, None, step)
    for i in range(0, urban.yuan.size, step):
        cost = urban.cost[:, i : i + 1] + rural.cost[:, columns]
        rows.append(
            pl.DataFrame(
                {
                    "urban_yuan": np.full(cost.shape[1], urban.yuan[i]),
                    "rural_yuan": rural.yuan[columns],
                    "urban_dibao_ratio": np.full(cost.shape[1], urban.ratio[i]),
                    "rural_dibao_ratio": rural.ratio[columns],
                    "chance": (cost <= budget).mean(axis=0),
                    "cost_yuan_per_year": np.median(cost, axis=0),
                    "poor_recipients": (urban.poor[:, i : i + 1] + rural.poor[:, columns]).mean(axis=0),
                    "recipients": (urban.persons[:, i : i + 1] + rural.persons[:, columns]).mean(axis=0),
                }
            )
        )
    return checked(pl.concat(rows), "pairs")
