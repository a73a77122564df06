"""Says what would have to give way so that a renovation plan exists, in the language that is on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.care.renovation.problem import RenovationProblem
from workbench.language import town_name, word, written
from workbench.place import current_place

Change = tuple[str, float, float]  # a constraint, its value now, the one that would do
_UNITS = {
    "renovation_budget_per_year": "yuan",
    "renovation_beds_per_year": "beds",
    "convertible_beds": "beds",
    "buildable_beds": "beds",
    "care_reach_steps": "borders",
    "care_target_year": "year",
}  # of all others: share


def sentence(problem: RenovationProblem, name: str, present: float, needed: float | None, *, known: bool) -> str:
    """Return one sentence about a constraint, and how far willingness limits it.

    present: its value; needed: the nearest value that makes a plan possible, None where none does; known: whether that
    was found out in the time there was.
    """
    unit = _UNITS.get(name, "share")
    what = word(f"care.relax_{name}")
    given = {"what": what, "now": written(present, unit), "limit": _limit_of_willingness(problem, name)}
    if needed is None:
        return word("care.relax_not_possible" if known else "care.relax_not_known", **given)
    given["needed"] = written(needed, unit)
    given["what"] = what[0].upper() + what[1:]
    return word("care.relax_needed" if known else "care.relax_needed_so_far", **given)


def change(name: str, present: float, needed: float) -> str:
    """Return a constraint with its value now and the one that would do."""
    unit = _UNITS.get(name, "share")
    return word(
        "care.joint_change", what=word(f"care.relax_{name}"), now=written(present, unit), needed=written(needed, unit)
    )


def joint_lines(
    problem: RenovationProblem, ways: Sequence[Sequence[Change]], both: Sequence[Change], *, alone: int, proved: bool
) -> tuple[str, str, str]:
    """Return three lines: what can't be had together, the smallest changes, and what several changes at once would do.

    ways: the changes that would do, the smallest first, each of one or more constraints at once; both: two constraints
    that give way by like parts; alone: how many constraints would do alone; proved: whether a smaller change of the
    smallest way is known not to do. How far willingness limits the rate is said where the rate asked for lies above it.
    """
    first = word(
        "care.joint_impossible",
        share=written(problem.share, "share"),
        rate=written(problem.rate, "share"),
        limit=_limit_of_willingness(problem, "centralised_rate_target")
        if problem.rate > _most_willing(problem)
        else "",
    )
    told = [word("care.joint_with").join(change(*one) for one in way) for way in ways]
    second = word(
        "care.joint_smallest" if proved else "care.joint_smallest_so_far", ways=word("care.joint_or").join(told)
    )
    if both:
        return first, second, word("care.joint_both", both=word("care.joint_with").join(change(*one) for one in both))
    return first, second, word(("care.joint_several", "care.joint_one")[alone] if alone < 2 else "care.joint_no_pair")


def _limit_of_willingness(problem: RenovationProblem, name: str) -> str:
    """Say how far willingness limits a rate; empty for other constraints."""
    if name == "centralised_rate_target":
        return word("care.relax_willing", most=written(_most_willing(problem), "share"))
    if name == "town_rate_floor":
        short = np.flatnonzero((problem.floor > problem.usual_willing + 1e-9).any(axis=0))
        if short.size:
            count = problem.reach.shape[0]
            towns = current_place().towns  # a problem made by hand may be of other towns than the place's
            names = [town_name(towns[row]) if count == len(towns) else f"{row + 1}" for row in short.tolist()]
            return word("care.relax_unwilling_towns", towns=word("brief.list_joint").join(names))
    return ""


def _most_willing(problem: RenovationProblem) -> float:
    """Return the highest rate of centralised care that willingness allows in enough futures."""
    rates = (problem.willing.sum(axis=-1) / np.maximum(problem.disabled, 1e-9)).min(axis=1)
    # All but the allowed futures must hold: the lowest of these decides.
    return float(np.sort(rates)[min(problem.failures, rates.size - 1)])
