"""The first page: what the levers cost over both ratios, and where the poor are reached."""

from __future__ import annotations

import numpy as np

from workbench.charts import Figure, cost_surface, town_tiles
from workbench.dashboard.answers.futures import GOAL, INTERVALS
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.scenario_levers import standard_levers
from workbench.dashboard.view.budget import county_budget_section
from workbench.dashboard.view.levers import policy_sections
from workbench.dashboard.view.page import Page
from workbench.dashboard.view.page_data import LeverSection
from workbench.dashboard.view.standard_levers import standards_of_ratios
from workbench.dashboard.view.tiles import county_heading
from workbench.language import word
from workbench.scenario import Scenario
from workbench.simulation import Sweep, sweep

SURFACE = "cost_surface_cost"
GRID_POINTS = 21


def corridor_values(scenario: Scenario, name: str) -> list[float]:
    """Return the points of the grid over a ratio's corridor, both ends included."""
    corridor = scenario.resolved()[name].parameter.corridor
    if corridor is None or corridor.low is None or corridor.high is None:
        raise ValueError(f"{name} has no corridor with two ends")
    return [round(float(v), 6) for v in np.linspace(corridor.low, corridor.high, GRID_POINTS)]


def _make_grid(question: Question, progress: Progress) -> Sweep:
    """Run the grid over the corridors of both standards, all else as in the scenario."""
    grid = {}
    for ratio, lever in standard_levers(question.scenario).items():
        ratios = corridor_values(question.results.baseline, ratio)
        grid[lever] = ratios if lever == ratio else standards_of_ratios(ratio, ratios, question.run)
    return sweep(question.run.population, question.scenario, progress=progress, **grid)  # type: ignore[arg-type]


def _grid_key(question: Question) -> Key:
    """The standards are what the grid is over: it doesn't depend on their levers."""
    return question.settings(without=tuple(standard_levers(question.scenario).values()))


GRID = Heavy("grid", _grid_key, _make_grid, patient=False, follows=True)


def _draw(question: Question) -> list[Figure]:
    county, run, base = question.county, question.run, question.base
    found = [town_tiles(county.run, county.base, chosen=question.state.town)]
    grid = question.answer_or_older(GRID)
    if grid is not None:
        # The budget is the county's: on a town's surface it would have no meaning.
        goal = question.answer(GOAL) if question.whole is None else None
        found.insert(0, cost_surface(grid, base, run if run is not base else None, goal=goal))
    return found


def _empty(question: Question, figure: str) -> str:
    """Nobody to draw: a town of which the population holds nobody."""
    nobody = question.whole is not None and question.results.county.persons.is_empty()
    return word("dashboard.empty_town") if nobody and figure == SURFACE else ""


def _sections(question: Question) -> list[LeverSection]:
    wish = [county_budget_section(question)] if question.state.payer == "county" else []
    return [*policy_sections(question.run, question.base), *wish]


PAGE = Page(
    "overview",
    figures=(SURFACE, "town_tiles"),
    draw=_draw,
    heading=county_heading,
    sections=_sections,
    heavy=(GRID, INTERVALS, GOAL),
    waits={SURFACE: GRID},
    fill=frozenset({SURFACE, "town_tiles"}),
    empty=_empty,
    follows=True,
    years="follows",
    placeless=frozenset({"town_tiles"}),
)
