"""Runs settings of the levers in every future: what a payer bears, and what the decision aims at, by residence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import Residence
from workbench.engine.compiler.kernel import COUNT_SCALE
from workbench.errors import InputError
from workbench.language import word, written
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Welfare, simulate, welfare
from workbench.simulation.batch import payer_cost, run_batch, settings_request, settings_table
from workbench.simulation.cluster import all_totals
from workbench.simulation.distribution import distribution
from workbench.simulation.preparation import RESIDENCES, Progress
from workbench.simulation.pruning import PRUNABLE, reachable
from workbench.simulation.run import SUMMARY_ROWS
from workbench.simulation.totals import chosen_programmes
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
# What a decision may aim at, each a column of the table of choices; of each, more is better.
# poor_recipients, recipients: persons whom dibao or tekun reaches; households: that they pay; poor_aid: what the chosen
# programmes pay to poor households; gap_reduction: the part of the poverty gap that dibao and tekun close.
OBJECTIVE_UNITS = {
    "poor_recipients": "persons",
    "recipients": "persons",
    "households": "households",
    "poor_aid_yuan_per_year": "yuan/year",
    "gap_reduction": "share",
}
OBJECTIVES = tuple(OBJECTIVE_UNITS)
_AIDED = "household_assistance_amount/households"
_AT_ONCE = 500  # settings whose single families are looked at together


@dataclass(frozen=True, eq=False, repr=False)
class Totals(Viewed):
    """Totals of one residence or of both, each of shape (settings,).

    cost: yuan a year that the payer bears. poor: poor persons in households that dibao or tekun reaches; persons: all
    who receive them. aim: what the objective counts.
    """

    cost: Floats
    poor: Floats
    persons: Floats
    aim: Floats

    def _line(self) -> str:
        middle = f"median cost {np.median(self.cost):,.0f} yuan/year, mean {self.persons.mean():,.0f} recipients"
        return f"Totals({self.cost.size} settings: {middle})"

    def _view(self) -> View:
        facts = [
            (word("views.futures"), f"{self.cost.size:,}"),
            (word("views.cost_on_average"), written(float(self.cost.mean()), "yuan/year")),
            (word("views.poor_recipients"), written(float(self.poor.mean()), "persons")),
            (word("views.recipients"), written(float(self.persons.mean()), "persons")),
        ]
        return View(word("views.totals"), facts)

    def __add__(self, other: Totals) -> Totals:
        """Add the totals of the other residence."""
        return Totals(*(getattr(self, name) + getattr(other, name) for name in ("cost", "poor", "persons", "aim")))


@dataclass(frozen=True, eq=False)
class FutureRuns:
    """What is run: the people, the programmes whose cost is meant, the payer and the objective.

    small: the households that some setting can reach; poor: those of them whose dwelling lives below the scenario's own
    standard before assistance. poor_persons: persons in such dwellings.
    """

    scenario: Scenario
    programmes: tuple[str, ...]
    payer: str
    objective: str
    small: Population
    poor: Population
    poor_persons: float

    @classmethod
    def of(
        cls,
        population: Population,
        scenario: Scenario,
        programmes: Sequence[str] | None,
        payer: str,
        objective: str,
    ) -> FutureRuns:
        """Mark the poor by a run of the scenario itself."""
        chosen = tuple(one.name for one in chosen_programmes(programmes) if one.households)
        base = simulate(population, scenario, programmes=("dibao", "tekun", "margin"), rows=SUMMARY_ROWS)
        needy, poor_persons = _poor_households(base.population, welfare(base))
        return cls(scenario, chosen, payer, objective, population, population.kept(needy), poor_persons)

    def pruned(self, settings: Mapping[str, Floats]) -> FutureRuns:
        """Return the same without households that no setting reaches, where that is known (see `pruning`)."""
        if not set(self.programmes) <= set(PRUNABLE):
            return self
        # The gap counts the poor whom nothing reaches too.
        poor = self.poor if self.objective == "gap_reduction" else reachable(self.poor, self.scenario, settings)
        return replace(self, small=reachable(self.small, self.scenario, settings), poor=poor)

    def run(self, settings: Mapping[str, Floats], progress: Progress | None = None) -> dict[Residence, Totals]:
        """Run each row of `settings` (parameter -> codes) and return the totals by residence."""
        counted = tuple(dict.fromkeys((*PRUNABLE, *self.programmes)))
        cost = run_batch(self.small, self.scenario, settings, counted, progress=progress)
        reached = run_batch(self.poor, self.scenario, settings, counted)
        found = {}
        for place in Residence:
            poor, persons = (batch.of("persons", residence=place) for batch in (reached, cost))
            if self.objective == "households":
                aim = self._households(settings)[place]
            elif self.objective == "gap_reduction":
                aim = self._gap_closed(settings, place)
            elif self.objective == "poor_aid_yuan_per_year":
                aim = payer_cost(reached, self.scenario, "all", self.programmes, place)
            else:
                aim = poor if self.objective == "poor_recipients" else persons
            borne = payer_cost(cost, self.scenario, self.payer, self.programmes, place)
            found[place] = Totals(borne, poor, persons, aim)
        return found

    def _households(self, settings: Mapping[str, Floats]) -> dict[Residence, Floats]:
        """Count the households that dibao or tekun pays, each once; (settings,) by residence."""
        request = settings_request(self.scenario.book, (_AIDED,), settings)
        table = settings_table(request, self.scenario, settings)
        cells = all_totals(request, self.small, table, _AT_ONCE)
        by_place = cells.reshape(len(cells), -1, len(RESIDENCES), 1).sum(axis=1)[..., 0] / COUNT_SCALE
        return {place: np.asarray(by_place[:, place]) for place in Residence}

    def _gap_closed(self, settings: Mapping[str, Floats], place: Residence) -> Floats:
        """Return which part of the county's poverty gap is closed among the residents of one place; (settings,)."""
        people, short, lines = self._poor_of[place]
        count, all_short = len(next(iter(settings.values()))), sum(one[1] for one in self._poor_of.values())
        if short == 0:
            return np.zeros(count)
        book = self.scenario.book
        base = {name: item.value for name, item in self.scenario.resolved().items()}
        gaps = []
        for first in range(0, count, _AT_ONCE):
            swept = {name: values[first : first + _AT_ONCE] for name, values in settings.items()}
            gaps.append(distribution(people, book, base, swept)["gap_after"].to_numpy())
        return np.asarray((short - np.concatenate(gaps) * lines) / all_short)

    @cached_property
    def _poor_of(self) -> dict[Residence, tuple[Population, float, float]]:
        """The poor of each residence, their poverty gap before assistance and the sum of their lines, yuan a month.

        Raises InputError where households of both residences live together: their gap belongs to neither.
        """
        homes = self.poor.households.group_by("dwelling_id").agg(pl.col("residence").n_unique().alias("count"))
        if (homes["count"] > 1).any():
            raise InputError(
                "objective='gap_reduction': there are dwellings with urban and rural households, whose poverty gap "
                f"belongs to neither; accepted here: {', '.join(OBJECTIVES[:-1])}"
            )
        residence = self.poor.arrays().household["residence"]
        found = {}
        for place in Residence:
            people = self.poor.kept(residence == place)
            run = simulate(people, self.scenario, programmes=("dibao", "tekun", "margin"), rows=SUMMARY_ROWS)
            who = welfare(run)
            short = float((who.weight * np.maximum(0.0, who.line - who.before)).sum())
            # A share of the line in which everybody there lives; times line and persons it is yuan.
            found[place] = people, short, float((who.weight * who.line).sum())
        return found


def _poor_households(population: Population, well: Welfare) -> tuple[NDArray[np.bool_], float]:
    """Mark the households whose dwelling lives below the standard before assistance; count the poor persons."""
    below = well.before < well.line
    starts = population.arrays().starts
    return np.asarray(below[starts[:-1]]), float(well.weight[below].sum())
