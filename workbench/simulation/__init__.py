"""Running the law: one run, two compared, many in a grid, one household explained."""

from workbench.simulation.calibrate import CalibrationResult, calibrate
from workbench.simulation.caseload import caseload
from workbench.simulation.cluster import ClusterError
from workbench.simulation.compare import Comparison, compare
from workbench.simulation.explain import Explanation, explain
from workbench.simulation.family import Family, family
from workbench.simulation.futures import Draws, draw, kinds_apart
from workbench.simulation.indicators import coverage_of_poor, indicators
from workbench.simulation.ladder import Ladder, ladder
from workbench.simulation.notices import Notice
from workbench.simulation.payers import county_must_find, funds, programme_costs, town_reserves, who_pays
from workbench.simulation.policies import PolicyDraws, draw_policies
from workbench.simulation.run import PAGE_ROWS, SUMMARY_ROWS, Run, simulate
from workbench.simulation.sensitivity import Sensitivity, sensitivity
from workbench.simulation.sweep import Sweep, sweep
from workbench.simulation.targets import Target, default_targets
from workbench.simulation.types import PERSON_TYPES, TYPE_ROWS, type_overlaps, types_by_town, untyped
from workbench.simulation.welfare import Welfare, welfare

__all__ = [
    "PAGE_ROWS",
    "PERSON_TYPES",
    "SUMMARY_ROWS",
    "TYPE_ROWS",
    "CalibrationResult",
    "ClusterError",
    "Comparison",
    "Draws",
    "Explanation",
    "Family",
    "Ladder",
    "Notice",
    "PolicyDraws",
    "Run",
    "Sensitivity",
    "Sweep",
    "Target",
    "Welfare",
    "calibrate",
    "caseload",
    "compare",
    "county_must_find",
    "coverage_of_poor",
    "default_targets",
    "draw",
    "draw_policies",
    "explain",
    "family",
    "funds",
    "indicators",
    "kinds_apart",
    "ladder",
    "programme_costs",
    "sensitivity",
    "simulate",
    "sweep",
    "town_reserves",
    "type_overlaps",
    "types_by_town",
    "untyped",
    "welfare",
    "who_pays",
]
