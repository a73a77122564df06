"""What the budget of the page reaches: the futures of both corridors, and the best pair of standards in them."""

from __future__ import annotations

from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.runs import RATIOS
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.page_state import CARE_LEVERS
from workbench.dashboard.view.budget import budget_of
from workbench.decisions import FutureGrid, Goal, future_grid, goal_seek


def _grid_key(question: Question) -> Key | None:
    if question.results.county.persons.is_empty():
        return None
    return (*question.settings(without=(*RATIOS, *CARE_LEVERS)), question.state.payer, question.results.futures)


def _make_grid(question: Question, progress: Progress) -> FutureGrid:
    return future_grid(
        question.results.county,
        question.scenario,
        payer=question.state.payer,
        runs=question.results.futures,
        progress=progress,
    )


# Both corridors in every future; a new budget or confidence needs no new futures.
FUTURE_GRID = Heavy("futures", _grid_key, _make_grid)


def _goal_key(question: Question) -> Key | None:
    key = _grid_key(question)
    return None if key is None else (*key, budget_of(question), question.state.confidence)


def _make_goal(question: Question, progress: Progress) -> Goal:
    grid = question.work_out(FUTURE_GRID, progress)
    progress(1, 2)
    return goal_seek(
        question.results.county,
        question.scenario,
        budget=budget_of(question),
        confidence=question.state.confidence,
        grid=grid,
    )


GOAL = Heavy("goal", _goal_key, _make_goal, kept=8)
