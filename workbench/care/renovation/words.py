"""Says what would have to give way so that a renovation plan exists, in the language that is on."""

from __future__ import annotations

import numpy as np

from workbench.care.renovation.problem import RenovationProblem
from workbench.language import town_name, word, written
from workbench.place import current_place

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


def _limit_of_willingness(problem: RenovationProblem, name: str) -> str:
    """Say how far willingness limits a rate; empty for other constraints."""
    if name == "centralised_rate_target":
        rates = (problem.willing.sum(axis=-1) / np.maximum(problem.disabled, 1e-9)).min(axis=1)
        # All but the allowed futures must hold: the lowest of these decides.
        most = float(np.sort(rates)[min(problem.failures, rates.size - 1)])
        return word("care.relax_willing", most=written(most, "share"))
    if name == "town_rate_floor":
        short = np.flatnonzero((problem.floor > problem.usual_willing + 1e-9).any(axis=0))
        if short.size:
            count = problem.reach.shape[0]
            towns = current_place().towns  # a problem made by hand may be of other towns than the place's
            names = [town_name(towns[row]) if count == len(towns) else f"{row + 1}" for row in short.tolist()]
            return word("care.relax_unwilling_towns", towns=word("brief.list_joint").join(names))
    return ""
