"""Why no plan exists, and what would have to give way: each constraint relaxed alone, by as little as does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
import polars as pl

from workbench.care.futures import drawn_futures, expected_future
from workbench.care.homes import within_reach
from workbench.care.need_table import Need
from workbench.care.renovation.inputs import problem_of
from workbench.care.renovation.model import Cuts, Solution, solve
from workbench.care.renovation.problem import BUILD, CLOSE, CONVERT, Ints, RenovationProblem
from workbench.care.renovation.rows import Soft
from workbench.care.renovation.terms import PlanTerms, plan_terms
from workbench.care.renovation.words import sentence
from workbench.language import Labelled
from workbench.scenario import Scenario
from workbench.simulation.notices import notice

GRID = 1000  # shares are relaxed in steps of a tenth of a percentage point
_BUDGET_STEP = 10_000
_GAP = 0.001
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


@dataclass
class _Search:
    """What is asked again and again: is there a plan when one thing is different?"""

    homes: pl.DataFrame
    need: Need
    scenario: Scenario
    futures: int
    terms: PlanTerms
    cuts: Cuts
    end: float
    each: float

    def problem(self, **changes: float) -> RenovationProblem:
        scenario = self.scenario.replace(**changes) if changes else self.scenario
        drawn = drawn_futures(self.need, self.homes, scenario, self.futures)
        usual = expected_future(self.need, self.homes, scenario)
        terms = plan_terms(scenario, self.need.years).with_confidence(self.terms.confidence) if changes else self.terms
        return problem_of(self.homes, drawn, usual, terms)

    @property
    def seconds(self) -> float:
        return max(0.1, min(self.each, self.end - monotonic()))

    def possible(self, **changes: float) -> bool | None:
        """Say whether there is a plan under the changes; None when the time runs out."""
        cuts = None if "care_target_year" in changes else self.cuts
        found = solve(self.problem(**changes), seconds=self.seconds, cuts=cuts, any_plan=True)
        return True if found.works is not None else False if found.status == "infeasible" else None

    def softened(self, problem: RenovationProblem, soft: Soft) -> Solution:
        return solve(problem, _GAP, self.seconds, cuts=self.cuts, soft=soft)


def relaxations(
    homes: pl.DataFrame,
    need: Need,
    scenario: Scenario,
    futures: int,
    terms: PlanTerms,
    cuts: Cuts,
    seconds: float,
) -> tuple[Relaxation, ...]:
    """Return one Relaxation for each constraint of an impossible plan; those that would do come first.

    Budget, capacity, closable share, beds of homes and confidence are relaxed as columns of the programme; the targets,
    the reach and the target year by trying values (shares in steps of 0.001, a search by halves).
    """
    search = _Search(homes, need, scenario, futures, terms, cuts, monotonic() + seconds, max(1.0, seconds / 6))
    found = [*_by_columns(search), *_by_halves(search), *_step_by_step(search)]
    return tuple(sorted(found, key=lambda item: item.needed is None))


def _by_columns(search: _Search) -> Iterator[Relaxation]:
    problem = search.problem()
    softs: tuple[tuple[Soft, str, float, Callable[[Solution, Ints], float]], ...] = (
        ("budget", "renovation_budget_per_year", problem.budget, lambda _, works: _budget(problem, works)),
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
        found = search.softened(problem, soft)
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


def _budget(problem: RenovationProblem, works: Ints) -> float:
    """Return the dearest year, rounded up to 10,000 yuan."""
    dearest = float((problem.cost[:, :, None] * works).sum(axis=(0, 1)).max())
    return float(np.ceil(dearest / _BUDGET_STEP - 1e-9) * _BUDGET_STEP)


def _closed(problem: RenovationProblem, works: Ints) -> float:
    """Return the share of its ordinary beds that the home closes which closes most, rounded up to 0.001."""
    closed = works[CLOSE].sum(axis=-1) / np.maximum(problem.ordinary, 1)
    return float(np.ceil(closed.max() * GRID - 1e-6) / GRID)


def _by_halves(search: _Search) -> Iterator[Relaxation]:
    for name in ("nursing_share_target", "centralised_rate_target", "town_rate_floor"):
        present = _value(search, name)
        low, high = 0, int(np.ceil(present * GRID - 1e-9))  # possible at low, impossible at high
        answer = search.possible(**{name: 0.0}) if high > 0 else False
        if not answer:
            yield _relaxation(search, name, present, None, least=answer is False)
            continue
        least = True
        while high - low > 1:
            middle = (low + high) // 2
            answer = search.possible(**{name: middle / GRID})
            low, high, least = (middle, high, least) if answer else (low, middle, least and answer is False)
        yield _relaxation(search, name, present, low / GRID, least=least)


def _step_by_step(search: _Search) -> Iterator[Relaxation]:
    last = search.need.years[-1]
    for name, furthest in (("care_reach_steps", _FURTHEST), ("care_target_year", last)):
        present = _value(search, name)
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


def _value(search: _Search, name: str) -> float:
    return search.scenario.resolved()[name].value


def _relaxation(
    search: _Search, name: str, present: float, needed: float | None, *, least: bool, homes: Any = ()
) -> Relaxation:
    problem = search.problem()
    text = notice(lambda: sentence(problem, name, present, needed, known=least))
    return Relaxation(name, present, needed, least, text.zh, text.en, homes)
