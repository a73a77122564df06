"""Every combination of the levers' values in every future, and the best of them within a budget.

A lever that reaches the residents of town or country alone need not be combined with those of the other: both parts of
every total are worked out side by side in one run, and added. So the grid of two ratios becomes two lines. Between the
values that are run totals are drawn straight; what is recommended is run exactly afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.categories import Residence
from workbench.decisions.future_runs import OBJECTIVE_UNITS, FutureRuns, Totals
from workbench.decisions.lever_checks import RATIOS
from workbench.decisions.levers import MONTHS, Axis
from workbench.decisions.ranking import Choice, best_first, binding, places_to_run
from workbench.decisions.sides import Side, count_of, places_of
from workbench.language import money, people, share, word, written
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.notices import Notice
from workbench.uncertainty.limits import interval_limits
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_AGAIN = 1.01  # budgets between which the price of one more of the objective is taken: 1 % more
_SURE = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class FutureGrid(Viewed):
    """All levers in the same futures.

    axes: the levers in the order given; shared: those that reach town and country. urban, rural: the totals of each.
    settings: the drawn assumptions by name, each of shape (futures,). runs: what is run, with payer, programmes and
    objective. standards: the scenario's dibao standards by residence, yuan a month; consumption: yuan a year per head.
    warnings: levers that change nothing.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    shared: tuple[Axis, ...]
    urban: Side
    rural: Side
    settings: dict[str, Floats]
    runs: FutureRuns
    standards: Mapping[Residence, float]
    consumption: Mapping[Residence, float]
    warnings: tuple[Notice, ...] = ()

    @property
    def futures(self) -> int:
        """The number of futures."""
        return int(self.urban.cost.shape[0])

    @property
    def limits(self) -> str:
        """What the futures don't hold, one line in the language that is on."""
        synthetic = self.runs.small.synthetic
        return interval_limits(self.scenario, ("parameters",), self.runs.programmes, synthetic=synthetic)

    @property
    def levers(self) -> tuple[str, ...]:
        """The names of the levers."""
        return tuple(axis.name for axis in self.axes)

    @property
    def payer(self) -> str:
        """Whose cost is meant: "county", another payer, or "all"."""
        return self.runs.payer

    @property
    def objective(self) -> str:
        """What there is to be most of: a column of the table of choices."""
        return self.runs.objective

    @property
    def poor_persons(self) -> float:
        """Residents below the scenario's own standard before assistance."""
        return self.runs.poor_persons

    @property
    def over_standards(self) -> bool:
        """Whether the choices are pairs of standards: a lever for each, its ratio or the published standard itself."""
        return len(self.axes) == len(Residence) and {axis.residence for axis in self.axes} == set(Residence)

    def exact(self, levers: Mapping[str, float | str]) -> Totals:
        """Run one choice (lever -> value) in every future; totals of shape (futures,)."""
        settings = dict(self.settings)
        for axis in self.axes:
            settings[axis.name] = np.full(self.futures, axis.parameter.code(levers[axis.name]))
        found = self.runs.run(settings)
        return found[Residence.URBAN] + found[Residence.RURAL]

    def blocks(self, step: int = 1) -> Iterator[tuple[int, int, Ints, Totals]]:
        """Go through the choices: a shared, an urban and several rural settings, and the county's totals of these.

        The totals have shape (futures, rural settings). step: every how many yuan of a standard.
        """
        columns = self.rural.thinned(step)
        for shared in range(count_of(self.shared)):
            for row in self.urban.thinned(step).tolist():
                one, others = shared * self.urban.settings + row, shared * self.rural.settings + columns
                yield (
                    shared,
                    row,
                    columns,
                    Totals(
                        cost=self.urban.cost[:, one, None] + self.rural.cost[:, others],
                        poor=self.urban.poor[:, one, None] + self.rural.poor[:, others],
                        persons=self.urban.persons[:, one, None] + self.rural.persons[:, others],
                        aim=self.urban.aim[:, one, None] + self.rural.aim[:, others],
                    ),
                )

    def frame(self, step: int, columns: Mapping[str, Floats]) -> pl.DataFrame:
        """Return a row per choice in the order of `blocks`: standards, their ratios, the other levers, then columns."""
        shared, rows, others = np.arange(count_of(self.shared)), self.urban.thinned(step), self.rural.thinned(step)
        numbers = [one.ravel() for one in np.meshgrid(shared, rows, others, indexing="ij")]
        sides = zip((self.shared, self.urban.own, self.rural.own), numbers, strict=True)
        place = {
            axis.name: where for axes, many in sides for axis, where in zip(axes, places_of(axes, many), strict=True)
        }
        yuan = {r: np.full(numbers[0].size, self.standards[r]) for r in Residence}
        for axis in self.axes:
            if axis.yuan is not None and axis.residence is not None:
                yuan[axis.residence] = axis.yuan[place[axis.name]]
        found: dict[str, Floats | list[float | str]] = {f"{r.name.lower()}_yuan": yuan[r] for r in Residence}
        found |= {RATIOS[r]: yuan[r] * MONTHS / self.consumption[r] for r in Residence}
        for axis in self.axes:
            if axis.name not in found or axis.yuan is not None:
                found[axis.name] = axis.chosen(place[axis.name])
        return pl.DataFrame({**found, **columns})

    def choice(self, row: Mapping[str, float | str]) -> Choice:
        """Return a row of the table of choices as a Choice."""
        fixed = {name: float(row[name]) for name in Choice.__dataclass_fields__ if name in row}
        return Choice(levers={name: row[name] for name in self.levers}, reached=float(row[self.objective]), **fixed)

    def _line(self) -> str:
        levers = " × ".join(f"{axis.values.size} {axis.name}" for axis in self.axes)
        return f"FutureGrid({self.scenario.name}: {levers} in {self.futures} futures, cost of {self.payer})"

    def _view(self) -> View:
        ends = [(axis.short, f"{axis.text(first)} – {axis.text(last)}") for axis, first, last in self._ends()]
        facts = [
            (word("views.futures"), f"{self.futures:,}"),
            *ends,
            (word("views.poor_residents"), written(self.poor_persons, "persons")),
        ]
        notes = [f"▲ {notice.label}" for notice in self.warnings]
        return View(word("views.future_grid", title=self.scenario.title), facts, (), [*notes, self.limits])

    def _ends(self) -> list[tuple[Axis, float | str, float | str]]:
        return [(axis, *axis.written(axis.values[[0, -1]])) for axis in self.axes]  # type: ignore[misc]

    def goal_seek(self, budget: float, confidence: float = 0.9) -> Goal:
        """Find the choice that has most of the objective within a budget.

        budget: yuan a year that the grid's payer may spend on its programmes; it must hold in `confidence` of the
        futures. Raises InputError for a budget below 0 or a confidence outside 0 to 1.
        """
        budget, confidence = arguments.amount("budget", budget), arguments.share("confidence", confidence)
        table = candidates(self, budget)
        within = best_first(table, self.objective, confidence)
        proved = None if within.is_empty() else _proved(self, within, budget, confidence)
        if proved is None:
            # By how much even the cheapest choice exceeds the budget at that confidence.
            needed = min(
                float(np.quantile(totals.cost, confidence, axis=0, method="inverted_cdf").min())
                for *_, totals in self.blocks()
            )
            return Goal(self, budget, confidence, table, table.head(0), short_yuan_per_year=needed - budget)
        best, rest = proved
        held = binding(self.axes, self.objective, best, table, confidence)
        price = _price(self, within, budget, confidence)
        return Goal(self, budget, confidence, table, rest.head(5), best, held, price)


@dataclass(frozen=True, eq=False, repr=False)
class Goal(Viewed):
    """The best choice within a budget.

    best: run exactly; None where no choice keeps the budget (then `short_yuan_per_year` says by how much the cheapest
    falls short). runners_up: the next choices that keep it, as in `table`, which has every choice. binding: "budget",
    "corridor" (the ends of the levers' ranges) or "both". yuan_per_poor_person: yuan a year of one more poor recipient
    at the margin of the budget; None where more money reaches nobody else, or the objective is another.
    """

    grid: FutureGrid = field(repr=False)
    budget: float
    confidence: float
    table: pl.DataFrame = field(repr=False)
    runners_up: pl.DataFrame = field(repr=False)
    best: Choice | None = None
    binding: Literal["budget", "corridor", "both"] = "budget"
    yuan_per_poor_person: float | None = None
    short_yuan_per_year: float = 0.0

    @property
    def status(self) -> Literal["found", "impossible"]:
        """Whether a choice keeps the budget."""
        return "impossible" if self.best is None else "found"

    @property
    def payer(self) -> str:
        """Whose budget it is."""
        return self.grid.payer

    @property
    def limits(self) -> str:
        """What "so sure" doesn't hold, one line in the language that is on."""
        return self.grid.limits

    def words(self) -> str:
        """Say the answer in one sentence, in the language that is on."""
        said = {"budget": money(self.budget), "sure": share(self.confidence, 0)}
        pairs = "" if self.grid.over_standards else "_levers"
        if self.best is None:
            return word(f"decisions.goal{pairs}_impossible", short=money(self.short_yuan_per_year), **said)
        if self.grid.over_standards and self.grid.objective == "poor_recipients":
            yuan = {"urban": f"{self.best.urban_yuan:.0f}", "rural": f"{self.best.rural_yuan:.0f}"}
            return word("decisions.goal_found", poor=people(self.best.poor_recipients), **yuan, **said)
        return word("decisions.goal_levers_found", levers=self.lever_words(), reached=self.reached_words(), **said)

    def reached_words(self) -> str:
        """Say what the best choice has of the objective, with its unit; empty without a best choice."""
        if self.best is None:
            return ""
        unit, reached = OBJECTIVE_UNITS[self.grid.objective], self.best.reached
        amount = people(reached) if unit == "persons" else written(reached, unit)
        return word(f"decisions.objective_{self.grid.objective}", n=amount)

    def lever_words(self) -> str:
        """Name the best choice's levers with their values and units, in the language that is on."""
        if self.best is None:
            return ""
        return word("decisions.comma").join(axis.named(self.best.levers[axis.name]) for axis in self.grid.axes)

    def _line(self) -> str:
        asked = f"budget {self.budget:,.0f} yuan/year, {self.confidence:.0%} sure"
        return f"Goal({asked}: {'no choice keeps it' if self.best is None else repr(self.best)})"

    def _view(self) -> View:
        asked = [
            (word("views.budget"), written(self.budget, "yuan/year")),
            (word("views.confidence"), written(self.confidence, "share")),
        ]
        if self.best is None:
            return View(word("views.goal_none"), asked, (), [self.limits])
        facts, others = [*asked, *self.best.facts()], shown(self.runners_up, 5, self.grid.scenario)
        return View(word("views.goal"), facts, (others,), [self.limits])


def _proved(
    grid: FutureGrid, within: pl.DataFrame, budget: float, confidence: float
) -> tuple[Choice, pl.DataFrame] | None:
    """Run the best choices exactly until one keeps the budget; straight lines may promise a little too much.

    None where none of them does.
    """
    for place in places_to_run(within):
        row = within.row(place, named=True)
        totals = grid.exact({name: row[name] for name in grid.levers})
        chance = float((totals.cost <= budget).mean())
        if chance >= confidence - _SURE:
            exact = {
                "chance": chance,
                "cost_yuan_per_year": float(np.median(totals.cost)),
                "poor_recipients": float(totals.poor.mean()),
                "recipients": float(totals.persons.mean()),
                grid.objective: float(totals.aim.mean()),
            }
            return grid.choice({**row, **exact}), within.slice(place + 1)
    return None


def _price(grid: FutureGrid, within: pl.DataFrame, budget: float, confidence: float) -> float | None:
    """Return yuan a year for one more poor recipient, between the budget and one of 1 % more."""
    if grid.objective != "poor_recipients":
        return None
    more = best_first(candidates(grid, budget * _AGAIN), grid.objective, confidence)
    gained = float(more["poor_recipients"][0] - within["poor_recipients"][0])
    return budget * (_AGAIN - 1) / gained if gained > 1e-6 else None


@arguments.check_kinds
def candidates(grid: FutureGrid, budget: float, step: int = 1) -> pl.DataFrame:
    """Return one row per choice: standards, ratios, the other levers, chance, cost, recipients and the objective.

    >>> candidates(goal.grid, 400_000).head()

    chance: share of the futures in which the cost is at most the budget; cost_yuan_per_year: the median; the counts and
    the objective: means. step: every how many yuan of a standard. Raises InputError for a budget below 0 or a step
    below 1.
    """
    budget, step = arguments.amount("budget", budget), arguments.whole_number("step", step, 1)
    found: list[tuple[Floats, ...]] = [
        (
            (totals.cost <= budget).mean(axis=0),
            np.median(totals.cost, axis=0),
            totals.poor.mean(axis=0),
            totals.persons.mean(axis=0),
            totals.aim.mean(axis=0),
        )
        for *_, totals in grid.blocks(step)
    ]
    names = ("chance", "cost_yuan_per_year", "poor_recipients", "recipients", grid.objective)
    columns = [np.concatenate(parts) for parts in zip(*found, strict=True)]
    return checked(grid.frame(step, dict(zip(names, columns, strict=True))), "choices", grid.scenario.reform.units)
