"""The answer of a goal seek over years: the ratios, what they cost in each year, and why not where none will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from workbench.language import money, share, word
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.notices import Notice
from workbench.view import View, Viewed


@dataclass(frozen=True, eq=False, repr=False)
class YearsGoal(Viewed):
    """The highest ratios that keep each year's budget; `goal_years` makes it.

    table: every pair that was run, by year: year, ratios, budget, cost (median of the futures), high (not exceeded with
    the confidence), persons (median), chance, by how much high is short of the budget, and whether it is kept. best:
    its rows of the chosen ratios; where none will do, those of the lowest pair that failed. jointly: share of the
    futures that keep all budgets at once, None where none will do. warnings: what the futures hold and what not.
    """

    scenario: Scenario
    budgets: Mapping[int, float]
    confidence: float | None
    payer: str
    table: pl.DataFrame = field(repr=False)
    best: pl.DataFrame = field(repr=False)
    jointly: float | None
    warnings: tuple[Notice, ...] = field(repr=False)
    found: bool = True

    @property
    def status(self) -> Literal["found", "impossible"]:
        """Whether some ratios keep the budgets."""
        return "found" if self.found else "impossible"

    @property
    def short_yuan_per_year(self) -> dict[int, float]:
        """By how much the lowest ratios are short of a budget, by year; empty where ratios were found."""
        if self.found:
            return {}
        short = self.best.filter(~pl.col("kept")).select("year", "short_yuan_per_year")
        return {int(year): float(yuan) for year, yuan in short.iter_rows()}

    def words(self) -> str:
        """Say the answer in one sentence, in the language that is on."""
        sure = word("decisions.path_goal_certain") if self.confidence is None else share(self.confidence, 0)
        if not self.found:
            parts = [
                word("decisions.path_goal_short", year=year, short=money(yuan))
                for year, yuan in self.short_yuan_per_year.items()
            ]
            return word("decisions.path_goal_impossible", sure=sure, short=word("decisions.comma").join(parts))
        rows = self.best.select("year", "urban_dibao_ratio", "rural_dibao_ratio").iter_rows()
        pairs = [
            word("decisions.path_goal_pair", year=year, urban=share(urban, 1), rural=share(rural, 1))
            for year, urban, rural in rows
        ]
        return word("decisions.path_goal_found", sure=sure, pairs=word("decisions.comma").join(pairs))

    def _line(self) -> str:
        years = ", ".join(map(str, self.budgets))
        sure = "without uncertainty" if self.confidence is None else f"{self.confidence:.0%} sure"
        told = self.best.select("urban_dibao_ratio", "rural_dibao_ratio").unique(maintain_order=True).rows()
        pairs = ", ".join(f"{urban:.3g}/{rural:.3g}" for urban, rural in told)
        return f"YearsGoal(budgets of {years}, {sure}: {pairs if self.found else 'no ratio keeps them'})"

    def _view(self) -> View:
        facts = [(word("views.goal_answer"), self.words())]
        if self.jointly is not None:
            facts.append((word("views.kept_jointly"), share(self.jointly, 0)))
        notes = [f"▲ {one.label}" for one in self.warnings]
        return View(word("views.years_goal", title=self.scenario.title), facts, (shown(self.best, 20),), notes)
