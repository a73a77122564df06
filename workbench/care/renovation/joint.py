"""The smallest joint relaxation of an impossible plan: which terms would have to give way together, and by how little.

An elastic programme: budget, capacity, the two targets and the towns' floor each have a column by which they give way,
as a part of their present size, and the sum of these parts is least (as HiGHS's feasibility relaxation, with a chance
constraint beside it). Each term that gives way is then brought back as far as the others allow, so that none can be
relaxed less while the others stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from workbench.care.renovation.infeasible import Relaxation, dearest_year
from workbench.care.renovation.model import Solution, placed
from workbench.care.renovation.problem import BUILD, CONVERT, Ints, RenovationProblem
from workbench.care.renovation.search import GRID, PlanSearch
from workbench.care.renovation.softening import Soft
from workbench.care.renovation.words import Change, joint_lines
from workbench.simulation.notices import Notice, notice

# Terms that somebody decides; beds of homes, confidence, reach and years are relaxed alone (`infeasible`).
TERMS: dict[Soft, str] = {
    "budget": "renovation_budget_per_year",
    "capacity": "renovation_beds_per_year",
    "share": "nursing_share_target",
    "rate": "centralised_rate_target",
    "floor": "town_rate_floor",
}
_LIMITS = ("renovation_budget_per_year", "renovation_beds_per_year")
_NONE = 1e-6  # a part so small that the term stands
_WAYS = 3  # ways that the second line names


@dataclass(frozen=True)
class JointRelaxation:
    """What would have to give way together so that a plan exists.

    smallest: (parameter, value now, value needed) of the terms whose relaxations, each as a part of its present value,
    add up to least. ways: that one and other single terms that would do, the smallest first. both: the two smallest
    single terms, each giving way by a like part; empty where no two single terms would do. proved: whether less is
    known not to do, for each term with the others as they are. lines: three sentences in both languages.
    """

    smallest: tuple[Change, ...]
    ways: tuple[tuple[Change, ...], ...]
    both: tuple[Change, ...]
    proved: bool
    lines: tuple[Notice, Notice, Notice]


def joint_relaxation(search: PlanSearch, alone: Sequence[Relaxation]) -> JointRelaxation | None:
    """Return the smallest joint relaxation; alone: what each term alone would have to be. None where none was found."""
    problem = search.problem()
    terms = tuple(soft for soft, name in TERMS.items() if name in _LIMITS or search.value(name) > 0)
    found = search.softened(problem, terms)
    if found.works is None:
        return None
    smallest, proved = _brought_back(search, problem, found, terms)
    proved = proved and found.status in {"optimal", "within_gap"}
    singles = sorted(
        (
            (one.parameter, one.present, one.needed)
            for one in alone
            if one.parameter in TERMS.values() and one.needed is not None
        ),
        key=_part,
    )
    known = {one[0] for one in smallest} if len(smallest) == 1 else set()
    others = [(one,) for one in singles if one[0] not in known]
    ways = (smallest, *others)[:_WAYS]
    both: tuple[Change, ...] = ()
    if len(singles) > 1:
        pair = tuple(soft for soft, name in TERMS.items() if name in {one[0] for one in singles[:2]})
        halves = search.softened(problem, pair, alike=True)
        if halves.works is not None:
            both, _ = _brought_back(search, problem, halves, pair)
            both = both if len(both) > 1 else ()
    say = partial(joint_lines, problem, ways, both, alone=len(singles), proved=proved)
    lines = (notice(lambda: say()[0]), notice(lambda: say()[1]), notice(lambda: say()[2]))
    return JointRelaxation(smallest, ways, both, proved, lines)


def _part(change: Change) -> float:
    """Return by which part of its present value a term changes; a million yuan, or one bed, where there is none."""
    name, present, needed = change
    return abs(needed - present) / (present or (1e6 if name == _LIMITS[0] else 1.0))


def _brought_back(
    search: PlanSearch, problem: RenovationProblem, found: Solution, terms: Sequence[Soft]
) -> tuple[tuple[Change, ...], bool]:
    """Return what the plan found needs of each term that gives way, each then relaxed as little as the others allow."""
    if found.works is None:
        return (), False
    gave = [soft for soft in terms if found.gives[soft] > _NONE]
    needed = {TERMS[soft]: _needed(search, problem, found, found.works, soft) for soft in gave}
    proved = True
    for soft in gave:
        name = TERMS[soft]
        fixed = {other: value for other, value in needed.items() if other != name}
        if name in _LIMITS:
            again = search.softened(search.problem(**fixed), (soft,))
            if again.works is None:
                proved = False
                continue
            proved = proved and again.status != "time_limit"
            least = _limit(search.problem(), again.works, soft)
            needed[name] = max(min(needed[name], least), search.value(name))
            continue
        if search.possible(**fixed):
            needed[name] = search.value(name)
            continue
        value, least_known = search.highest(name, **fixed)
        proved = proved and least_known
        needed[name] = needed[name] if value is None else max(value, needed[name])
    changes = ((name, search.value(name), value) for name, value in needed.items())
    return tuple(one for one in changes if abs(one[2] - one[1]) > 1e-9), proved


def _needed(search: PlanSearch, problem: RenovationProblem, found: Solution, works: Ints, soft: Soft) -> float:
    """Return a value of a term with which the works found are a plan."""
    if TERMS[soft] in _LIMITS:
        return _limit(problem, works, soft)
    if soft == "floor":
        return _down(search.value(TERMS[soft]) * (1 - found.gives["floor"]))
    kept = found.kept
    nursing, ordinary = problem.beds(works)
    beds = nursing[:-1].sum(axis=-1)
    if soft == "share":
        return _down(float((beds / (beds + ordinary.sum(axis=-1)))[kept].min()))
    value, _ = placed(problem, nursing)
    return _down(float((value[:-1] / np.maximum(problem.disabled, 1e-9))[kept].min()))


def _down(share: float) -> float:
    """Round a share down to a tenth of a percentage point."""
    return max(0.0, float(np.floor(share * GRID - 1e-6) / GRID))


def _limit(problem: RenovationProblem, works: Ints, soft: Soft) -> float:
    """Return the budget or the capacity that works need."""
    if soft == "budget":
        return dearest_year(problem, works)
    return float(works[[CONVERT, BUILD]].sum(axis=(0, 1)).max())
