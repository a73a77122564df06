"""Running the law: one run, two compared, many in a grid, one household explained."""

from workbench.simulation.calibrate import CalibrationResult, calibrate
from workbench.simulation.caseload import caseload
from workbench.simulation.compare import Comparison, compare
from workbench.simulation.explain import Explanation, explain
from workbench.simulation.indicators import coverage_of_poor, indicators
from workbench.simulation.notices import Notice
from workbench.simulation.run import SUMMARY_ROWS, Run, simulate
from workbench.simulation.sweep import Sweep, sweep
from workbench.simulation.targets import Target, default_targets
from workbench.simulation.welfare import Welfare, welfare

__all__ = [
    "SUMMARY_ROWS",
    "CalibrationResult",
    "Comparison",
    "Explanation",
    "Notice",
    "Run",
    "Sweep",
    "Target",
    "Welfare",
    "calibrate",
    "caseload",
    "compare",
    "coverage_of_poor",
    "default_targets",
    "explain",
    "indicators",
    "simulate",
    "sweep",
    "welfare",
]
