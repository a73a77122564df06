"""A scenario's answers over years as the page keeps them: the frames, and of each year what another run of it needs.

`Years` keeps every run with all people of its year, a gigabyte for fifteen years of a county. Of a year are kept here
the totals, the families in receipt, everybody by age, and what the law remembers of each household: enough to make the
year's people again to the bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.charts import ages_of
from workbench.dashboard.answers.shelf import Progress
from workbench.dashboard.answers.year_people import YearPeople
from workbench.law import BASIC
from workbench.population import Population
from workbench.population.memory import remembering
from workbench.scenario import Scenario
from workbench.simulation import SUMMARY_ROWS, Run, simulate
from workbench.yearly import ReceiptMemory, Years, years
from workbench.yearly.receipt_flows import receipt_flows
from workbench.yearly.receipt_memory import REMEMBERED_ROWS

ROWS = tuple(dict.fromkeys((*REMEMBERED_ROWS, *SUMMARY_ROWS)))


@dataclass(frozen=True, eq=False)
class Remembered:
    """What the law remembers of a year's households, in their order; packed: bits, and findings of recipients alone."""

    households: int
    received: NDArray[np.uint8]
    reviewed: NDArray[np.uint8]
    findings: NDArray[np.float64]
    draws: Mapping[str, NDArray[np.float64]]

    @classmethod
    def of(cls, people: Population) -> Remembered:
        """Pack what a population remembers; luck that no rule reads is left out."""
        table = people.households
        received = table["received_last_year"].to_numpy()
        finding = table["last_finding"].to_numpy()
        draws = {name: values for name, values in people.draws.items() if name.endswith("_draw")}
        return cls(
            len(received),
            np.packbits(received),
            np.packbits(table["reviewed"].to_numpy()),
            finding[received],
            draws,
        )

    def in_people(self, people: Population) -> Population:
        """Return the people of the year with what is remembered of them, to the bit as it was."""
        received, reviewed = (
            np.unpackbits(bits, count=self.households).astype(bool) for bits in (self.received, self.reviewed)
        )
        finding = np.full(self.households, -1.0)
        finding[received] = self.findings
        return remembering(people, received, reviewed, finding, self.draws)


class KeptYears(Years):
    """Answers over years whose runs hold those in receipt alone; the first year's holds everybody.

    ages: residents and recipients by year, age group and sex (`charts.ages_of`).
    """

    def __init__(
        self,
        asked: Years,
        runs: Mapping[int, Run],
        flows: pl.DataFrame,
        ages: pl.DataFrame,
        remembered: Mapping[int, Remembered],
    ) -> None:
        """Keep what `kept_years` has worked out."""
        super().__init__(asked.people, asked.amounts, asked.first_year, asked.last_year, asked.programmes, asked.memory)
        self.ages, self._slim, self._flows, self._remembers = ages, runs, flows, remembered

    def run(self, year: int) -> Run:
        """Return the run of a year: totals of everybody, rows and people of those in receipt."""
        self._need(year)
        return self._slim[year]

    def population(self, year: int) -> Population:
        """Return the people of a year, with what is remembered of the year before."""
        self._need(year)
        return self.with_memory(year, self.people.population(year))

    def with_memory(self, year: int, people: Population) -> Population:
        """Return the people of a year, who are given, with what is remembered of the year before."""
        return people if year == self.first_year else self._remembers[year].in_people(people)

    @cached_property
    def flows(self) -> pl.DataFrame:
        """Who came into family dibao and who left it, by year, residence and cause."""
        return self._flows


def kept_years(
    people: YearPeople, memory: ReceiptMemory, scenario: Scenario, last_year: int, progress: Progress
) -> KeptYears:
    """Work out a scenario from the people's first year to `last_year`, as `years` does, and keep what the page needs.

    Raises what `years` raises.
    """
    first = people.first_year
    asked = years(people.lives, scenario, first, last_year, programmes=BASIC, memory=memory)
    found: list[tuple[pl.DataFrame, pl.DataFrame | None]] = []
    runs: dict[int, Run] = {}
    remembered: dict[int, Remembered] = {}
    before: Run | None = None
    for year in asked.span:
        now = memory.population(year, people.population(year), before)
        run = simulate(now, asked.scenario(year), programmes=BASIC, rows=memory.rows)
        flows = None if before is None else receipt_flows({year - 1: before, year: run})
        if before is not None:
            remembered[year] = Remembered.of(now)
        found.append((ages_of(run, year), flows))
        runs[year] = run if year == first else _of_recipients(run)
        before = run
        progress(year - first + 1, len(asked.span))
    ages = pl.concat([one for one, _ in found])
    moved = [one for _, one in found if one is not None]
    flows = pl.concat(moved) if moved else receipt_flows({first: runs[first]})
    kept = KeptYears(asked, runs, flows, ages, remembered)
    kept.totals, kept.payers, kept.standards, kept.spells, kept.warnings  # noqa: B018 - here, and not when it is drawn
    return kept


def _of_recipients(run: Run) -> Run:
    """Return a run with the rows and people of those alone who receive family dibao: what spells are counted of."""
    received = run.row("family_dibao_recipient").astype(bool)
    rows = {name: run.row(name)[received] for name in REMEMBERED_ROWS}
    return replace(run, population=run.population.kept(received), rows=rows)
