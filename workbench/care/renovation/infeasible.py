"""Why no plan exists, and what would have to give way: each constraint relaxed alone, by as little as does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.care.homes import within_reach
from workbench.care.renovation.model import Solution
from workbench.care.renovation.problem import BUILD, CLOSE, CONVERT, Ints, RenovationProblem
from workbench.care.renovation.search import GRID, PlanSearch
from workbench.care.renovation.softening import Soft
from workbench.care.renovation.words import sentence
from workbench.language import Labelled
from workbench.simulation.notices import notice

_BUDGET_STEP = 10_000
_FURTHEST = 12


@dataclass(frozen=True)
class Relaxation(Labelled):
    """One constraint relaxed alone, the others as they are.

    parameter: the parameter's name, or the column of the homes' table (convertible_beds, buildable_beds, summed over
    homes). present: its value now; needed: the nearest value that makes a plan possible (None: no value does). least:
    whether a smaller change is known not to do (False: the time ran out first). homes: home_id and beds more, for a
    column of the homes' table. zh, en: the same in a sentence.
    """

    parameter: str
    present: float
    needed: float | None
    least: bool
    zh: str
    en: str
    homes: tuple[tuple[int, int], ...] = ()


def relaxations(search: PlanSearch) -> tuple[Relaxation, ...]:
    """Return one Relaxation for each constraint of an impossible plan; those that would do come first.

    Budget, capacity, closable share, beds of homes and confidence are relaxed as columns of the programme; the targets,
    the reach and the target year by trying values (shares in steps of 0.001, a search by halves).
    """
    found = [*_by_columns(search), *_by_halves(search), *_step_by_step(search)]
    return tuple(sorted(found, key=lambda item: item.needed is None))


def _by_columns(search: PlanSearch) -> Iterator[Relaxation]:
    problem = search.problem()
    softs: tuple[tuple[Soft, str, float, Callable[[Solution, Ints], float]], ...] = (
        ("budget", "renovation_budget_per_year", problem.budget, lambda _, works: dearest_year(problem, works)),
        (
            "capacity",
            "renovation_beds_per_year",
            problem.capacity,
            lambda _, works: float(works[[CONVERT, BUILD]].sum(axis=(0, 1)).max()),
        ),
        (
            "closable",
            "closable_bed_share",
            search.terms.closable,
            lambda _, works: _closed(problem, works),
        ),
        ("confidence", "plan_confidence", search.terms.confidence, lambda found, _: 1 - found.value / problem.futures),
        ("convertible", "convertible_beds", float(problem.most[CONVERT].sum()), lambda *_: 0.0),
        ("buildable", "buildable_beds", float(problem.most[BUILD].sum()), lambda *_: 0.0),
    )
    for soft, name, present, needed in softs:
        found = search.softened(problem, (soft,))
        if found.works is None:
            yield _relaxation(search, name, present, None, least=found.status == "infeasible")
            continue
        least = found.status != "time_limit"
        extra: tuple[tuple[int, int], ...] = ()
        value = needed(found, found.works)
        if soft in {"convertible", "buildable"}:
            action = CONVERT if soft == "convertible" else BUILD
            more = np.maximum(0, found.works[action].sum(axis=-1) - problem.most[action])
            value = present + float(more.sum())
            extra = tuple((int(search.homes["home_id"][int(h)]), int(more[h])) for h in np.flatnonzero(more))
        nothing = soft == "confidence" and value <= 0  # a plan that reaches the targets in no future is none
        yield _relaxation(search, name, present, None if nothing else value, least=least, homes=extra)


def dearest_year(problem: RenovationProblem, works: Ints) -> float:
    """Return the dearest year, rounded up to 10,000 yuan."""
    dearest = float((problem.cost[:, :, None] * works).sum(axis=(0, 1)).max())
    return float(np.ceil(dearest / _BUDGET_STEP - 1e-9) * _BUDGET_STEP)


def _closed(problem: RenovationProblem, works: Ints) -> float:
    """Return the share of its ordinary beds that the home closes which closes most, rounded up to 0.001."""
    closed = works[CLOSE].sum(axis=-1) / np.maximum(problem.ordinary, 1)
    return float(np.ceil(closed.max() * GRID - 1e-6) / GRID)


def _by_halves(search: PlanSearch) -> Iterator[Relaxation]:
    for name in ("nursing_share_target", "centralised_rate_target", "town_rate_floor"):
        needed, least = search.highest(name)
        yield _relaxation(search, name, search.value(name), needed, least=least)


def _step_by_step(search: PlanSearch) -> Iterator[Relaxation]:
    last = search.need.years[-1]
    for name, furthest in (("care_reach_steps", _FURTHEST), ("care_target_year", last)):
        present = search.value(name)
        needed, least, before = None, True, None
        for value in range(int(present) + 1, furthest + 1):
            if name == "care_reach_steps":
                reach = within_reach(search.homes, value)
                if before is not None and (reach == before).all():
                    break  # further than everywhere
                before = reach
            answer = search.possible(**{name: float(value)})
            least = least and answer is not None
            if answer:
                needed = float(value)
                break
        yield _relaxation(search, name, present, needed, least=least)


def _relaxation(
    search: PlanSearch, name: str, present: float, needed: float | None, *, least: bool, homes: Any = ()
) -> Relaxation:
    problem = search.problem()
    text = notice(lambda: sentence(problem, name, present, needed, known=least))
    return Relaxation(name, present, needed, least, text.zh, text.en, homes)
