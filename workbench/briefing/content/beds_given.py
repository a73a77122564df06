"""The care answer that a brief is given: a plan, the years with its works, the years without; any of them may lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.care import Plan, Projection
from workbench.errors import InputError


@dataclass(frozen=True, eq=False)
class CareGiven:
    """A renovation plan, the projection that is told, and the one without works beside it."""

    plan: Plan | None = None
    told: Projection | None = None
    without: Projection | None = None


def care_given(care: Any) -> CareGiven | None:
    """Sort out what was handed over as `care=`.

    Accepted: a Plan, a Projection, several of them in a list (a Plan, then the projection with its works, then the one
    without), or an answer with the attributes plan, renovated and untouched, as the dashboard keeps. Raises InputError
    for anything else.
    """
    if care is None:
        return None
    if all(hasattr(care, name) for name in ("plan", "renovated", "untouched")):
        care = [care.plan, care.renovated, care.untouched]
    parts = list(care) if isinstance(care, Sequence) and not isinstance(care, str) else [care]
    plans = [part for part in parts if isinstance(part, Plan)]
    projections = [part for part in parts if isinstance(part, Projection)]
    if not parts or len(plans) > 1 or len(projections) > 2 or len(plans) + len(projections) != len(parts):
        raise InputError(
            f"care={type(care).__name__}: a Plan, a Projection, or a list of a Plan and up to two Projections "
            "(with its works, without) is wanted"
        )
    told, without = [*projections, None, None][:2]
    return CareGiven(plans[0] if plans else None, told, without)
