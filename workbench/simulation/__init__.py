"""Running the law: one run, two compared, many in a grid, one household explained."""

from workbench.calibration.caseload import caseload
from workbench.calibration.fit import CalibrationResult, calibrate
from workbench.calibration.targets import Target, default_targets
from workbench.household.explanation import Explanation, explain
from workbench.household.hypothetical import Family, family
from workbench.household.income_ladder import Ladder, ladder
from workbench.simulation.cluster import ClusterError
from workbench.simulation.comparison import Comparison, compare
from workbench.simulation.indicators import coverage_of_poor, indicators
from workbench.simulation.notices import Notice
from workbench.simulation.parameter_sweep import Sweep, sweep
from workbench.simulation.payers import county_must_find, funds, programme_costs, town_reserves, who_pays
from workbench.simulation.person_types import PERSON_TYPES, TYPE_ROWS, type_overlaps, types_by_town, untyped
from workbench.simulation.run import PAGE_ROWS, SUMMARY_ROWS, Run, simulate
from workbench.simulation.welfare import Welfare, welfare
from workbench.uncertainty.futures import Draws, draw, kinds_apart
from workbench.uncertainty.policy_futures import PolicyDraws, draw_policies
from workbench.uncertainty.sensitivity_analysis import Sensitivity, sensitivity

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
