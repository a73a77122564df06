"""A question about one later year: the law, the people and the incomes of that year, after each scenario's own past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from workbench.dashboard.answers.question import Question
from workbench.dashboard.answers.runs import Runs
from workbench.dashboard.answers.year_answers import PEOPLE, SPAN, TO_YEAR, Spans, spans_of
from workbench.dashboard.state.scenario_levers import Levers
from workbench.population import Population
from workbench.scenario import Scenario

YEAR_HEAVY = (PEOPLE, TO_YEAR, SPAN)  # in the order in which they are worked out
_SHOWN = ("shown_year", "")


@dataclass(frozen=True, eq=False)
class YearPast:
    """What the runs of a year rest on: the year's people, and what the scenarios have left them from before.

    town: "" for the whole county.
    """

    year: int
    people: Population
    spans: Spans
    town: str = ""

    def scenario(self, levers: Levers) -> Scenario:
        """Return the scenario of the year; the same object as long as the answers over years are the same."""
        return self.spans.of(levers).scenario(self.year)

    def levers(self, scenario: Scenario) -> Levers:
        """Return the levers that a scenario of the year was made of."""
        return next(levers for levers, kept in self.spans.found if kept.scenario(self.year) is scenario)

    def population(self, scenario: Scenario) -> Population:
        """Return the year's people, or a town's, with what is remembered of them under a scenario."""
        everybody = self.spans.of(self.levers(scenario)).with_memory(self.year, self.people)
        if not self.town:
            return everybody
        return everybody.kept(everybody.households["town"].cast(pl.String).to_numpy() == self.town)

    def in_town(self, town: str) -> YearPast:
        """Return the same for the residents of one town."""
        return replace(self, town=town)


def in_year(county: Question) -> Question:
    """Return the question about the chosen year; about the first year while, or where, there is no answer for it.

    county: of the first year and the whole county. While the levers at hand are worked out, the last setting that this
    page has shown in the year stays (`behind`).
    """
    year, results = county.state.year, county.results
    if year is None:
        return county
    found = spans_of(county)
    if found is not None:
        results.older[_SHOWN] = found
    older = results.older.get(_SHOWN)
    people = county.answer(PEOPLE)
    if not isinstance(older, Spans) or older.base.last_year < year or people is None or county.refused(SPAN):
        return replace(county, behind=True)
    runs = year_runs(results, year, older, people.people.population)
    state = replace(county.state, levers=older.levers, kept=older.kept)
    return Question(state, runs, first=county, behind=found is None)


def year_runs(results: Runs, year: int, spans: Spans, people_of: Callable[[int], Population]) -> Runs:
    """Return the runs of a year, which share what was worked out for it."""
    return results.of_year(year, people_of, lambda people: YearPast(year, people, spans))
