"""Futures of the assumptions, drawn in the background: the 80 % intervals of the tiles, what a budget reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.scenario_levers import CARE_LEVERS, standard_levers
from workbench.dashboard.view.budget import budget_of
from workbench.dashboard.view.standard_levers import corridor_in_yuan
from workbench.decisions import FutureGrid, Goal, future_grid
from workbench.language import current_language
from workbench.law import BASIC
from workbench.simulation import SUMMARY_ROWS, simulate
from workbench.simulation.welfare import welfare
from workbench.uncertainty import Draws, draw

SEED = 1
LEVEL = 0.8
# Coverage needs single dwellings, which takes longer than totals: fewer futures of the same draws, for the poor alone.
_COVERAGE_EVERY = 2
_MEASURES = {
    "persons": ("persons", None),
    "cost": ("cost_yuan_per_year", None),
    "county": ("county_cost_yuan_per_year", None),
    "tekun": ("cost_yuan_per_year", "tekun"),
}


@dataclass(frozen=True, eq=False)
class Intervals:
    """The 80 % intervals of one scenario by tile, in the tile's own unit; nothing where nobody is poor."""

    draws: Draws = field(repr=False)
    ends: Mapping[str, tuple[float, float]]
    _limits: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def futures(self) -> int:
        """How many futures were drawn."""
        return len(self.draws)

    @property
    def limits(self) -> str:
        """What the intervals hold and what they don't, one line in the language that is on."""
        language = current_language()
        if language not in self._limits:
            self._limits[language] = self.draws.limits
        return self._limits[language]

    def county_cost(self) -> tuple[float, float, float]:
        """Return low end, median and high end of what the county itself pays, yuan a year."""
        values = self.draws.of("county_cost_yuan_per_year")
        return (*self.ends["county"], float(np.median(values)))

    def chance_within(self, budget: float) -> float:
        """Return the share of the futures in which the county's own cost is at most a budget (yuan a year)."""
        return self.draws.chance("county_cost_yuan_per_year", budget)


def _intervals_key(question: Question) -> Key | None:
    # Futures are of one year: they know nothing of the past that a later year's receipt rests on.
    if question.results.county.persons.is_empty() or question.year is not None:
        return None
    return (*question.settings(without=CARE_LEVERS), question.results.futures)


def _make_intervals(question: Question, progress: Progress) -> Intervals:
    runs = question.results.futures
    several = -(-runs // _COVERAGE_EVERY)

    def of_both(done: int, total: int) -> None:
        progress(done, total + several)

    # One thread: the other processor stays with whoever moves a slider meanwhile.
    draws = draw(question.results.county, question.scenario, runs=runs, seed=SEED, progress=of_both, threads=1)
    ends = {tile: draws.interval(*measure, level=LEVEL) for tile, measure in _MEASURES.items()}
    return Intervals(draws, {**ends, **_coverage(question, draws, progress)})


def _coverage(question: Question, draws: Draws, progress: Progress) -> dict[str, tuple[float, float]]:
    """Draw the coverage of those who are poor in the baseline: their dwellings alone, run once a future."""
    county, base = question.results.county, welfare(question.base)
    needy = (base.before < base.line)[county.arrays().starts[:-1]]
    if not needy.any():
        return {}
    poor = county.kept(needy)
    rows = draws.inputs.gather_every(_COVERAGE_EVERY)
    several = max(rows.height, 1)
    found = []
    for k in range(several):
        values = rows.row(k, named=True) if rows.height else {}
        scenario = question.scenario.replace(**values) if values else question.scenario
        run = simulate(poor.with_luck(SEED + k), scenario, programmes=BASIC, rows=SUMMARY_ROWS, threads=1)
        well = welfare(run)
        found.append(float(well.weight[well.recipient].sum() / well.weight.sum()))
        progress(len(draws) + k + 1, len(draws) + several)
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return {"coverage": (float(low), float(high))}


INTERVALS = Heavy("intervals", _intervals_key, _make_intervals, most=8, follows=True)


def _grid_key(question: Question) -> Key | None:
    if question.results.county.persons.is_empty() or question.year is not None:
        return None
    standards = standard_levers(question.scenario).values()
    settings = question.settings(without=(*standards, *CARE_LEVERS))
    return (*settings, question.state.payer, question.results.futures)


def _make_grid(question: Question, progress: Progress) -> FutureGrid:
    return future_grid(
        question.results.county,
        question.scenario,
        levers=_standard_ranges(question),
        payer=question.state.payer,
        runs=question.results.futures,
        progress=progress,
    )


def _standard_ranges(question: Question) -> dict[str, tuple[float, float] | None]:
    """Return the levers of both standards with their corridors: None for that of a ratio, else yuan a month."""
    levers = standard_levers(question.scenario)
    return {lever: None if lever == ratio else corridor_in_yuan(ratio, question.run) for ratio, lever in levers.items()}


# Both corridors in every future; a new budget or confidence needs no new futures.
FUTURE_GRID = Heavy("futures", _grid_key, _make_grid)


def _goal_key(question: Question) -> Key | None:
    key = _grid_key(question)
    return None if key is None else (*key, budget_of(question), question.state.confidence)


def _make_goal(question: Question, progress: Progress) -> Goal:
    grid = question.work_out(FUTURE_GRID, progress) or _make_grid(question, progress)
    progress(1, 2)
    return grid.goal_seek(budget_of(question), question.state.confidence)


GOAL = Heavy("goal", _goal_key, _make_goal, most=8)
