"""One figure per module: results in, a finished figure out, in the language that is on."""

from workbench.charts.corridor import standards_corridor
from workbench.charts.cost_surface import cost_surface
from workbench.charts.figure import Figure
from workbench.charts.income import income_distribution
from workbench.charts.ladder import ladder
from workbench.charts.person_types import person_types
from workbench.charts.programme_costs import programme_costs
from workbench.charts.stacking import stacking_matrix
from workbench.charts.towns import town_coverage, town_tiles
from workbench.charts.winners import winners_losers

__all__ = [
    "Figure",
    "cost_surface",
    "income_distribution",
    "ladder",
    "person_types",
    "programme_costs",
    "stacking_matrix",
    "standards_corridor",
    "town_coverage",
    "town_tiles",
    "winners_losers",
]
