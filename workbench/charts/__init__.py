"""One figure per module: results in, a finished figure out, in the language that is on."""

from workbench.charts.corridor import standards_corridor
from workbench.charts.cost_surface import cost_surface
from workbench.charts.figure import Figure
from workbench.charts.income import income_distribution
from workbench.charts.towns import town_coverage, town_tiles
from workbench.charts.winners import winners_losers

__all__ = [
    "Figure",
    "cost_surface",
    "income_distribution",
    "standards_corridor",
    "town_coverage",
    "town_tiles",
    "winners_losers",
]
