"""What the budget of the page reaches: the futures of both corridors, and the best pair of standards in them."""

from __future__ import annotations

from workbench.dashboard.asked import Asked, Heavy, Key, Progress
from workbench.dashboard.budget import budget_of
from workbench.dashboard.results import RATIOS
from workbench.dashboard.state import CARE_LEVERS
from workbench.decisions import FutureGrid, Goal, future_grid, goal_seek


def _grid_key(asked: Asked) -> Key | None:
    if asked.results.county.persons.is_empty():
        return None
    return (*asked.settings(without=(*RATIOS, *CARE_LEVERS)), asked.state.payer, asked.results.futures)


def _make_grid(asked: Asked, progress: Progress) -> FutureGrid:
    return future_grid(
        asked.results.county,
        asked.scenario,
        payer=asked.state.payer,
        runs=asked.results.futures,
        progress=progress,
    )


# Both corridors in every future; a new budget or confidence needs no new futures.
FUTURE_GRID = Heavy("futures", _grid_key, _make_grid)


def _goal_key(asked: Asked) -> Key | None:
    key = _grid_key(asked)
    return None if key is None else (*key, budget_of(asked), asked.state.confidence)


def _make_goal(asked: Asked, progress: Progress) -> Goal:
    grid = asked.work_out(FUTURE_GRID, progress)
    progress(1, 2)
    return goal_seek(
        asked.results.county,
        asked.scenario,
        budget=budget_of(asked),
        confidence=asked.state.confidence,
        grid=grid,
    )


GOAL = Heavy("goal", _goal_key, _make_goal, kept=8)
