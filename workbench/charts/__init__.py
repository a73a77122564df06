"""One figure per module: results in, a finished figure out, in the language that is on."""

from workbench.charts.afford_frontier import afford_frontier
from workbench.charts.affordable import affordable
from workbench.charts.base.figure import Figure
from workbench.charts.base.table import table
from workbench.charts.care_cost import cost_of_care_bars
from workbench.charts.care_frontier import plan_frontier
from workbench.charts.care_gantt import plan_gantt
from workbench.charts.care_map import unmet_need_map
from workbench.charts.care_path import nursing_beds_per_need, target_path
from workbench.charts.care_self_care import self_care_transitions
from workbench.charts.caseload_trend import caseload_trend_lines
from workbench.charts.contour import contour
from workbench.charts.corridor import standards_corridor
from workbench.charts.cost_surface import cost_surface
from workbench.charts.county_share import CountyCost, county_share
from workbench.charts.futures_cost import futures_cost
from workbench.charts.income import income_distribution
from workbench.charts.information_value import information_bars
from workbench.charts.ladder import ladder
from workbench.charts.lorenz import lorenz
from workbench.charts.own import own
from workbench.charts.payer_flow import payer_flow
from workbench.charts.person_types import person_types
from workbench.charts.policy_frontier import policy_frontier
from workbench.charts.programme_costs import programme_costs
from workbench.charts.published_beside import backcast_beside, published_beside
from workbench.charts.sensitivity import sensitivity_bars
from workbench.charts.stacking import stacking_matrix
from workbench.charts.towns import town_coverage, town_tiles
from workbench.charts.uncertainty import kinds_of_uncertainty
from workbench.charts.waterfall import waterfall
from workbench.charts.winners import winners_losers
from workbench.charts.years import years_lines
from workbench.charts.years_fan import years_fan
from workbench.charts.years_flows import years_flows
from workbench.charts.years_payer import years_payer
from workbench.charts.years_pyramid import ages_of, years_pyramid
from workbench.charts.years_spells import years_spells
from workbench.charts.years_standards import years_standards
from workbench.results.shown_table import ShownTable

__all__ = [
    "CountyCost",
    "Figure",
    "ShownTable",
    "afford_frontier",
    "affordable",
    "ages_of",
    "backcast_beside",
    "caseload_trend_lines",
    "contour",
    "cost_of_care_bars",
    "cost_surface",
    "county_share",
    "futures_cost",
    "income_distribution",
    "information_bars",
    "kinds_of_uncertainty",
    "ladder",
    "lorenz",
    "nursing_beds_per_need",
    "own",
    "payer_flow",
    "person_types",
    "plan_frontier",
    "plan_gantt",
    "policy_frontier",
    "programme_costs",
    "published_beside",
    "self_care_transitions",
    "sensitivity_bars",
    "stacking_matrix",
    "standards_corridor",
    "table",
    "target_path",
    "town_coverage",
    "town_tiles",
    "unmet_need_map",
    "waterfall",
    "winners_losers",
    "years_fan",
    "years_flows",
    "years_lines",
    "years_payer",
    "years_pyramid",
    "years_spells",
    "years_standards",
]
