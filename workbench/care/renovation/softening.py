"""Softened constraints of the renovation: the columns by which they give way, in which unit, and what is then asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from workbench.care.renovation.problem import BUILD, MILLION, Floats, RenovationProblem
from workbench.care.renovation.row_list import Rows

Soft = Literal["budget", "capacity", "closable", "convertible", "buildable", "confidence", "share", "rate", "floor"]
_SOFT = 1e-6  # of a softened target: the solver's tolerance


@dataclass
class Columns:
    """The numbers of the columns: works (3, H, W), miss (K,), soft; and what is known of them.

    soft: what each softened constraint gives way: millions of yuan a year, beds a year, a share of ordinary beds, beds
    by home, beds (share), a share of the disabled persons (rate), a part of the floor. floor_parts: persons of each
    town whom the expected future may place under a softened floor, (C, T). most_in_year: beds, (W,); most_gained: beds
    of a home, (H,); allowed: futures that may miss.
    """

    works: NDArray[np.int64]
    miss: NDArray[np.int64]
    soft: Mapping[Soft, NDArray[np.int64]]
    floor_parts: NDArray[np.int64]
    most_in_year: Floats
    most_gained: Floats
    allowed: int


def giving(p: RenovationProblem, rows: Rows, name: Soft) -> NDArray[np.int64]:
    """Add the columns by which a softened constraint gives way."""
    if name in {"convertible", "buildable"}:
        return rows.new_columns(np.zeros(p.homes), np.full(p.homes, np.inf), whole=True)
    most = {"closable": 1.0, "rate": p.rate, "floor": 1.0, "share": p.share * _most_beds(p)}
    return rows.new_columns(np.zeros(1), np.full(1, most.get(name, np.inf)), whole=False)


def _most_beds(problem: RenovationProblem) -> float:
    """Return the beds that there could be at most, of both kinds."""
    return float(problem.nursing.sum() + problem.ordinary.sum() + problem.most[BUILD].sum())


def floor_parts(p: RenovationProblem, rows: Rows, gives: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add persons by town whom a lowered floor counts: no more than the floor leaves, nor than are willing; (C, T)."""
    parts = rows.new_columns(np.zeros_like(p.floor), p.usual_willing, whole=False)
    lowered = rows.new_rows(-np.inf, p.floor.ravel(), p.floor.size)
    rows.put(lowered, parts.ravel(), 1.0)
    rows.put(lowered, np.broadcast_to(gives, lowered.shape), p.floor.ravel())
    return parts


def natural_unit(problem: RenovationProblem, name: Soft) -> float:
    """Return what a softened constraint's column is divided by: its present size, so that all are parts of themselves.

    Where there is nothing now, a million yuan, or one bed. Futures, beds of homes and the share of beds that may be
    closed are counted as they are.
    """
    sizes: dict[Soft, float] = {
        "budget": (problem.budget or MILLION) / MILLION,
        "capacity": problem.capacity or 1.0,
        "share": problem.share * float(problem.nursing.sum() + problem.ordinary.sum()) or 1.0,
        "rate": problem.rate or 1.0,
    }
    return sizes.get(name, 1.0)


def softened(problem: RenovationProblem, at: Columns, x: Floats) -> tuple[RenovationProblem, float]:
    """Return the problem with the rate and the floor that a solution asks for, and the nursing beds it may lack."""
    if not at.soft:
        return problem, 0.0
    given = {name: float(x[column].sum()) for name, column in at.soft.items()}
    rate = max(0.0, problem.rate - given["rate"] - _SOFT) if "rate" in given else problem.rate
    left = max(0.0, 1.0 - given["floor"] - _SOFT) if "floor" in given else 1.0
    return replace(problem, rate=rate, floor=problem.floor * left), given.get("share", -_SOFT) + _SOFT
