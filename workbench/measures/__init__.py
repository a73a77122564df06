"""Coverage, targeting, poverty, inequality, cost: pure functions on plain columns."""

from workbench.measures.cost import MONTHS_PER_YEAR, Change, Cost, annual, change, cost, in_fen, per_head
from workbench.measures.efficiency import (
    Beckerman,
    Delivery,
    beckerman,
    delivery,
    distributional_characteristic,
    take_up,
)
from workbench.measures.gini_update import Moves, Standing
from workbench.measures.health import Catastrophic, catastrophic
from workbench.measures.incidence import beneficiary_incidence, benefit_incidence, group_coverage
from workbench.measures.inequality import (
    Curve,
    concentration,
    concentration_curve,
    gini,
    lorenz,
    mean_difference,
    quantile_groups,
    quantile_means,
    quintile_means,
    reranking,
    reynolds_smolensky,
)
from workbench.measures.poverty import Poverty, poverty, sen, watts
from workbench.measures.sampling import SampledTotal, sampled_total
from workbench.measures.targeting import Targeting, targeting

__all__ = [
    "MONTHS_PER_YEAR",
    "Beckerman",
    "Catastrophic",
    "Change",
    "Cost",
    "Curve",
    "Delivery",
    "Moves",
    "Poverty",
    "SampledTotal",
    "Standing",
    "Targeting",
    "annual",
    "beckerman",
    "beneficiary_incidence",
    "benefit_incidence",
    "catastrophic",
    "change",
    "concentration",
    "concentration_curve",
    "cost",
    "delivery",
    "distributional_characteristic",
    "gini",
    "group_coverage",
    "in_fen",
    "lorenz",
    "mean_difference",
    "per_head",
    "poverty",
    "quantile_groups",
    "quantile_means",
    "quintile_means",
    "reranking",
    "reynolds_smolensky",
    "sampled_total",
    "sen",
    "take_up",
    "targeting",
    "watts",
]
