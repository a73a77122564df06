"""Tekun care: who needs it, the homes and beds, whether the targets are met, and the renovation that meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.care.demand import nursing_beds_wanted, tekun_by_grade, tekun_stock
from workbench.care.homes import place, read_homes
from workbench.care.money import care_costs, cost_of_care
from workbench.care.need_projection import need
from workbench.care.need_table import Need
from workbench.care.projection import Projection, project
from workbench.care.renovation.best import BestPlan, best_plan, budget_frontier
from workbench.care.renovation.frontier import bed_ladder, frontier
from workbench.care.renovation.plan import Plan, plan_renovation
from workbench.care.self_care.factors import factors_of_everybody
from workbench.care.self_care.prevalence import fit_to_prevalence
from workbench.care.self_care.smoothing_table import smoothing_table
from workbench.care.steady_state import CareSystem, settled_care
from workbench.care.waiting_queue import queue, waiting
from workbench.care.works import finished, no_works
from workbench.population.self_care.factors import factors_of
from workbench.population.self_care.recalibration import recalibrated_matrices
from workbench.population.self_care.transitions import transition_matrix

if TYPE_CHECKING:
    from workbench.care.years_need import need_of_years as need_of_years

__all__ = [
    "BestPlan",
    "CareSystem",
    "Need",
    "Plan",
    "Projection",
    "bed_ladder",
    "best_plan",
    "budget_frontier",
    "care_costs",
    "cost_of_care",
    "factors_of",
    "factors_of_everybody",
    "finished",
    "fit_to_prevalence",
    "frontier",
    "need",
    "need_of_years",
    "no_works",
    "nursing_beds_wanted",
    "place",
    "plan_renovation",
    "project",
    "queue",
    "read_homes",
    "recalibrated_matrices",
    "settled_care",
    "smoothing_table",
    "tekun_by_grade",
    "tekun_stock",
    "transition_matrix",
    "waiting",
]


def __getattr__(name: str) -> object:
    """Load what needs the people of years, and so compiled code, when it is asked for."""
    if name == "need_of_years":
        from workbench.care.years_need import need_of_years

        return need_of_years
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
