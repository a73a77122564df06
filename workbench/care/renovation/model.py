"""Solves the renovation as an integer programme whose rows of towns are added as they are needed.

Placement needs no columns for persons: as many can be placed as the narrowest set of towns lets through
(`cuts.narrowest`), so a target is one row for each set of towns. Only the narrowest sets of the plans met on the
way are added; a plan in which no narrower set is found meets the targets, and the rows left out could only have made
it dearer. So the last plan is the least of all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Literal

import numpy as np

from workbench.care.renovation.cuts import narrowest
from workbench.care.renovation.problem import MILLION, TOLERANCE, Bools, Floats, Ints, RenovationProblem
from workbench.care.renovation.row_list import Rows
from workbench.care.renovation.rows import ask, limits
from workbench.care.renovation.schedule import most_beds_by_year
from workbench.care.renovation.softening import Columns, Soft, natural_unit, softened

Status = Literal["optimal", "within_gap", "time_limit", "infeasible"]
EXACT = 1e-9
_ROUNDS_OF_RELAXATION = 12
_GUESSES = 4
_NEAR = 0.003
_A_FEW_YUAN = 5e-6  # in millions: the tolerance of the solver
_MARGIN = 1e-3
_SECOND = 1e-3  # weight of the sum where the largest part decides


@dataclass(frozen=True, eq=False)
class Solution:
    """Works (3, H, W) or None, the objective, a bound below every plan's objective, and how the solving ended.

    gives: by how much each softened constraint gives way, as a part of itself (summed over homes where it is of homes).
    kept: futures in which the works meet what is then asked, (K,); empty without works.
    """

    works: Ints | None
    value: float
    bound: float
    status: Status
    gives: Mapping[Soft, float] = field(default_factory=dict)
    kept: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def gap(self) -> float:
        """How much less a plan could cost at most, as a share of this one's cost."""
        return max(0.0, self.value - self.bound) / self.value if self.value > 0 else 0.0


class Cuts:
    """The sets of towns met so far, for each check year; they hold for every limit and confidence of the same homes."""

    def __init__(self, problem: RenovationProblem) -> None:
        towns = problem.reach.shape[0]
        self.sets: list[Bools] = [np.array([[False] * towns, [True] * towns]) for _ in problem.check_years]

    def add(self, c: int, sets: Bools) -> int:
        """Add sets of towns, shape (sets, T), to a check year; return how many of them are new."""
        known = len(self.sets[c])
        union = np.concatenate([self.sets[c], sets])
        _, first = np.unique(union, axis=0, return_index=True)
        self.sets[c] = union[np.sort(first)]
        return len(self.sets[c]) - known


def placed(problem: RenovationProblem, nursing: Floats | Ints) -> tuple[Floats, Bools]:
    """Return the persons who can be placed, shape (K + 1, C), and the narrowest sets of towns, (K + 1, C, T)."""
    places = problem.places(nursing)
    cases = (-1, places.shape[-1])
    demand = problem.demand
    value, sets = narrowest(demand.reshape(-1, demand.shape[-1]), places.reshape(cases), problem.reach)
    return value.reshape(demand.shape[:2]), sets.reshape(demand.shape)


def missed(problem: RenovationProblem, works: Ints) -> tuple[Bools, Bools, Bools]:
    """Return where the share and where the places are missed, (K, C) and (K + 1, C), and the narrowest sets."""
    nursing, _ = problem.beds(works)
    found, sets = placed(problem, nursing)
    return problem.share_slack(works) < -TOLERANCE, found < problem.required - TOLERANCE, sets


def solve(
    problem: RenovationProblem,
    gap: float = 0.001,
    seconds: float = 60.0,
    *,
    cuts: Cuts | None = None,
    soft: Collection[Soft] = (),
    alike: bool = False,
    any_plan: bool = False,
) -> Solution:
    """Return works of least cost, or of least relaxation of the constraints `soft`; `any_plan`: the first found.

    The objective is in yuan. With `soft` it is what the constraints give way, each as a part of itself
    (`natural_unit`), added up; with `alike` the largest of them, so that all give way by like parts. Deterministic
    unless the time runs out.
    """
    pool = cuts or Cuts(problem)
    end = monotonic() + seconds
    if pool.sets[0].shape[0] <= 2:
        _first_cuts(problem, pool)
    most = None if soft else most_beds_by_year(problem, problem.budget * problem.work_years.size)
    part = _relaxed(problem, pool, soft, most, end)
    best = Solution(None, np.inf, 0.0, "time_limit")
    if not soft and not any_plan and part is not None:
        best = _near(problem, pool, part, most, end)
        most = most_beds_by_year(problem, best.value * MILLION) if best.works is not None else most
    margin, bound = 0.0, 0.0
    while True:
        rows, at = limits(problem, soft, most)
        ask(problem, rows, at, pool.sets, margin)
        wanted = _objective(problem, rows, at, soft, alike=alike) * (not any_plan)
        if best.works is not None:
            rows.put(rows.new_rows(-np.inf, best.value + _A_FEW_YUAN, 1), np.arange(wanted.size), wanted)
        left = end - monotonic()
        if left <= 0:
            return _ended(best, bound, soft)
        found = _run(rows, wanted, whole=True, seconds=left, gap=1e9 if any_plan else gap)
        if found.status == 2:
            return Solution(None, np.inf, np.inf, "infeasible")
        if not any_plan and found.mip_dual_bound is not None:
            bound = max(bound, float(found.mip_dual_bound))
        if found.x is None:
            return _ended(best, bound, soft)
        works = np.rint(found.x[at.works]).astype(np.int64)
        asked, missing = softened(problem, at, found.x)
        good, places, sets = _holds(asked, works, found.x[at.miss], soft, missing)
        if good:
            value = float(wanted @ found.x)
            status: Status = "optimal" if value - bound <= EXACT * max(1.0, value) else "within_gap"
            if found.status == 1:
                status = "time_limit"
            factor = 1.0 if soft else MILLION
            gives = {name: float(found.x[at.soft[name]].sum()) / natural_unit(problem, name) for name in at.soft}
            return Solution(works, value * factor, bound * factor, status, gives, _kept(asked, works, missing))
        if not _add(pool, places, sets, np.append(found.x[at.miss] > 0.5, False)):
            margin += _MARGIN  # the programme's tolerance let a future pass that misses by a rounding


def _kept(problem: RenovationProblem, works: Ints, missing: float) -> Bools:
    """Return the futures in which works meet both targets, where the share may lack some beds; (K,)."""
    _, places, _ = missed(problem, works)
    share = problem.share_slack(works) < -TOLERANCE - missing
    return np.asarray(~(share.any(axis=1) | places[:-1].any(axis=1)))


def _ended(best: Solution, bound: float, soft: Collection[Soft]) -> Solution:
    factor = 1.0 if soft else MILLION
    return Solution(best.works, best.value * factor, bound * factor, "time_limit")


def _holds(
    problem: RenovationProblem, works: Ints, miss: Floats, soft: Collection[Soft], missing: float = 0.0
) -> tuple[bool, Bools, Bools]:
    """Say whether works meet everything, where places are missed (K + 1, C), and the narrowest sets of towns.

    missing: nursing beds that the share may lack.
    """
    _, places, sets = missed(problem, works)
    share = problem.share_slack(works) < -TOLERANCE - missing
    failing = share.any(axis=1) | places[:-1].any(axis=1)
    counted = not (failing & (miss < 0.5)).any()  # with the confidence left open only those it gave up may fail
    good = counted if "confidence" in soft else int(failing.sum()) <= problem.failures
    return bool(good) and not bool(places[-1].any()), places, sets


def _near(problem: RenovationProblem, pool: Cuts, part: Floats, most: Floats | None, end: float) -> Solution:
    """Return a plan not far from the cheapest: the futures to be missed are guessed, then those that the plan finds
    hardest, until that brings nothing more. Its cost narrows the search.
    """
    best, guess = Solution(None, np.inf, 0.0, "time_limit"), part
    for _ in range(_GUESSES):
        chosen = np.argsort(-guess, kind="stable")[: problem.failures]
        found = _with_missed(problem, pool, chosen, most, end)
        if found is None or found.value >= best.value - EXACT:
            break
        best = found
        guess = _hardship(problem, found.works) if found.works is not None else guess
    return best


def _first_cuts(problem: RenovationProblem, pool: Cuts) -> None:
    """Start with the bottlenecks of today's beds and of all beds that could be."""
    for gained in (0, problem.most_gained):
        nursing = np.broadcast_to(problem.nursing + gained, problem.others.shape)
        value, sets = placed(problem, nursing)
        _add(pool, value < problem.required - TOLERANCE, sets, np.zeros(len(value), dtype=bool))


def _add(pool: Cuts, where: Bools, sets: Bools, but: Bools) -> int:
    """Add the sets of the futures and years `where`, except of futures `but`; return how many are new."""
    chosen = where & ~but[:, None]
    return sum(pool.add(c, sets[chosen[:, c], c]) for c in range(where.shape[1]))


def _relaxed(
    problem: RenovationProblem, pool: Cuts, soft: Collection[Soft], most: Floats | None, end: float
) -> Floats | None:
    """Add sets of towns that plans in parts of beds miss: most bottlenecks are found so, in a fraction of the time.

    Return how far each future is missed, (K,), or None if nothing meets the rows.
    """
    miss = np.zeros(problem.futures)
    for _ in range(_ROUNDS_OF_RELAXATION):
        rows, at = limits(problem, soft, most)
        ask(problem, rows, at, pool.sets, 0.0)
        found = _run(rows, _objective(problem, rows, at, soft), whole=False, seconds=max(0.1, end - monotonic()))
        if found.x is None:
            return None
        parts = found.x[at.works]
        nursing = problem.nursing + (problem.serving * (parts[0] + parts[1])).sum(axis=-1)
        asked, _ = softened(problem, at, found.x)
        value, sets = placed(asked, nursing)
        miss = found.x[at.miss]
        if not _add(pool, value < asked.required - 1e-4, sets, np.append(miss > 0.5, False)):
            break
    return miss


def _with_missed(
    problem: RenovationProblem, pool: Cuts, chosen: Ints, most: Floats | None, end: float
) -> Solution | None:
    """Return the cheapest plan that may miss only the chosen futures, or None."""
    for _ in range(_ROUNDS_OF_RELAXATION):
        rows, at = limits(problem, (), most)
        ask(problem, rows, at, pool.sets, 0.0)
        rows.put(rows.new_rows(0.0, 0.0, 1), np.delete(at.miss, chosen), 1.0)
        wanted = _objective(problem, rows, at, ())
        found = _run(rows, wanted, whole=True, seconds=max(0.1, end - monotonic()), gap=_NEAR)
        if found.x is None:
            return None
        works = np.rint(found.x[at.works]).astype(np.int64)
        good, places, sets = _holds(problem, works, found.x[at.miss], ())
        if good:
            return Solution(works, float(wanted @ found.x), 0.0, "within_gap")
        if not _add(pool, places, sets, np.append(found.x[at.miss] > 0.5, False)):
            return None
    return None


def _hardship(problem: RenovationProblem, works: Ints) -> Floats:
    """Return how much each future is missing, (K,): beds or persons, the worst of its years and targets."""
    nursing, _ = problem.beds(works)
    value, _ = placed(problem, nursing)
    rate = (problem.required - value)[:-1].max(axis=1)
    return np.asarray(np.maximum(-problem.share_slack(works).min(axis=1), rate))


def _objective(
    problem: RenovationProblem, rows: Rows, at: Columns, soft: Collection[Soft], *, alike: bool = False
) -> Floats:
    """Return the columns' weights; `alike` adds a column and rows for the largest part that gives way."""
    largest = rows.new_columns(np.zeros(1), np.full(1, np.inf), whole=False) if alike else None
    wanted = np.zeros(rows.columns)
    if not soft:
        wanted[at.works] = problem.cost[:, :, None] / MILLION
    if "confidence" in soft:
        wanted[at.miss] = 1.0
    for name, column in at.soft.items():
        part = 1.0 / natural_unit(problem, name)
        wanted[column] = part * (_SECOND if alike else 1.0)
        if largest is not None:
            number = rows.new_rows(-np.inf, 0.0, 1)
            rows.put(number, column, part)
            rows.put(number, largest, -1.0)
    if largest is not None:
        wanted[largest] = 1.0
    return wanted


def _run(rows: Rows, wanted: Floats, *, whole: bool, seconds: float, gap: float = 0.0) -> Any:
    matrix, low, high = rows.matrix()
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to import; only solving needs it

    return milp(
        wanted,
        integrality=(np.concatenate(rows.whole) * whole).astype(np.int64),
        bounds=Bounds(np.concatenate(rows.lower), np.concatenate(rows.upper)),
        constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
