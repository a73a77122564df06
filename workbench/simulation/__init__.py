"""Running the law on a population: one run, two compared, many in a grid, and what their totals say."""

from workbench.law.person_types import PERSON_TYPES
from workbench.simulation.cluster import ClusterError
from workbench.simulation.comparison import Comparison, compare
from workbench.simulation.design import latin_hypercube, sobol_points
from workbench.simulation.indicators import coverage_errors, coverage_of_poor, indicators
from workbench.simulation.notices import Notice
from workbench.simulation.parameter_sweep import Sweep, sweep
from workbench.simulation.payers import county_must_find, funds, programme_costs, town_reserves, who_pays
from workbench.simulation.person_types import TYPE_ROWS, type_overlaps, types_by_town, untyped
from workbench.simulation.run import PAGE_ROWS, SUMMARY_ROWS, Run, simulate
from workbench.simulation.sampling_errors import sampling_error
from workbench.simulation.welfare import Welfare, welfare

__all__ = [
    "PAGE_ROWS",
    "PERSON_TYPES",
    "SUMMARY_ROWS",
    "TYPE_ROWS",
    "ClusterError",
    "Comparison",
    "Notice",
    "Run",
    "Sweep",
    "Welfare",
    "compare",
    "county_must_find",
    "coverage_errors",
    "coverage_of_poor",
    "funds",
    "indicators",
    "latin_hypercube",
    "programme_costs",
    "sampling_error",
    "simulate",
    "sobol_points",
    "sweep",
    "town_reserves",
    "type_overlaps",
    "types_by_town",
    "untyped",
    "welfare",
    "who_pays",
]
