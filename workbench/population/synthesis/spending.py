"""Draws what families spend on health and schooling, so that catastrophic health spending is as in published surveys.

A dwelling spends catastrophically when its out-of-pocket cost is at least 40 % of its non-food spending. Headcount and
concentration index (how much more common among the poor) are met in expectation: two numbers per residence are solved.
Where somebody is seriously ill the dwelling always pays, more often catastrophically, and for those who are ill.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, StudentStage
from workbench.errors import InputError
from workbench.measures.inequality import concentration_over
from workbench.measures.ranks import Ranking, ranking
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.attributes import AttributeDraws, Attributes
from workbench.population.synthesis.chances import scaled
from workbench.population.synthesis.demography import Demography
from workbench.population.synthesis.incomes import Incomes
from workbench.portable_math import exp, find_root, log, mean, normal_quantile, power

Floats = NDArray[np.float64]
CATASTROPHIC = 0.4
_STEEPEST = 12.0
LEAST_PART = 0.1  # of the mean draw by which several patients share a cost


@dataclass(frozen=True)
class Spending:
    """Yuan per year by person (n,)."""

    medical_out_of_pocket: Floats
    inpatient: Floats
    education: Floats


def draw_spending(
    people: Demography,
    attributes: Attributes,
    incomes: Incomes,
    statistics: Statistics,
    assumptions: Assumptions,
    seed: int,
) -> Spending:
    """Draw out-of-pocket health costs, their inpatient part, and the cost of schooling."""
    luck = AttributeDraws(seed, people.person_ids, people.dwelling_ids)
    medical, catastrophic = _medical(people, attributes, incomes, statistics, assumptions, luck)
    inpatient = np.where(catastrophic | attributes.serious_illness, assumptions["inpatient_part"] * medical, 0.0)
    return Spending(medical, inpatient, _education(attributes, assumptions, luck))


def non_food_spending_per_year(
    per_member: Floats,
    size: NDArray[np.int64],
    residence: NDArray[np.int8],
    statistics: Statistics,
    assumptions: Assumptions,
) -> Floats:
    """Return a dwelling's yearly spending without food, from its monthly income per member (a constant elasticity)."""
    result = np.zeros(per_member.size)
    for one in Residence:
        chosen = residence == one
        word = one.name.lower()
        spent = power(np.maximum(per_member[chosen], 1.0), assumptions["consumption_elasticity"])
        level = statistics.value("mean_consumption", word) / mean(spent, size[chosen])
        food = assumptions.by_residence("food_share")[one]
        result[chosen] = spent * level * size[chosen] * (1 - food)
    return result


def _medical(
    people: Demography,
    attributes: Attributes,
    incomes: Incomes,
    statistics: Statistics,
    assumptions: Assumptions,
    luck: AttributeDraws,
) -> tuple[Floats, NDArray[np.bool_]]:
    elders = np.maximum.reduceat(people.age, people.starts[:-1]) >= 60
    ill = np.logical_or.reduceat(attributes.serious_illness, people.starts[:-1])
    relative = np.where(elders, assumptions["che_weight_elder"], 1.0) * np.where(
        ill, assumptions["che_weight_ill"], 1.0
    )
    draw, size_draw = luck.dwelling("catastrophic"), luck.dwelling("size of health spending")
    part = np.empty(people.size.size)  # of non-food spending
    for one in Residence:
        chosen = np.flatnonzero(people.residence == one)
        word = one.name.lower()
        chance = catastrophe_chances(
            relative[chosen],
            ranking(incomes.per_member[chosen], np.ones(chosen.size)),
            statistics.value("che_headcount", word),
            statistics.value("che_concentration_index", word),
        )
        u = size_draw[chosen]
        overshoot = statistics.value("che_mean_overshoot", word)
        catastrophe = CATASTROPHIC + _below(u, 1 - CATASTROPHIC, overshoot)
        usual = _below(u, CATASTROPHIC, assumptions["usual_health_share"])
        least = assumptions["least_health_share_ill"]
        when_ill = least + _below(u, CATASTROPHIC - least, assumptions["usual_health_share_ill"] - least)
        # of those without a catastrophe; who is seriously ill always pays
        nothing = 1 - (1 - draw[chosen]) / (1 - chance) < assumptions["no_health_spending_share"]
        other = np.where(ill[chosen], when_ill, np.where(nothing, 0.0, usual))
        part[chosen] = np.where(draw[chosen] < chance, catastrophe, other)
    spending = non_food_spending_per_year(incomes.per_member, people.size, people.residence, statistics, assumptions)
    share = _patients(people, attributes, ill, luck)
    cost = share * (part * spending)[people.dwelling]
    return np.asarray(np.round(cost, 2)), np.asarray((share > 0) & (part >= CATASTROPHIC)[people.dwelling])


def _below(u: Floats, most: float, mean: float) -> Floats:
    """Return draws of `most` × Beta(1, b) whose mean is `mean`."""
    return np.asarray(most * (1 - power(1 - u, 1 / (most / mean - 1))))


def _patients(people: Demography, attributes: Attributes, ill: NDArray[np.bool_], luck: AttributeDraws) -> Floats:
    """Return each person's share of the dwelling's cost: the seriously ill, else one by lot, disabled and old first."""
    log_luck = log(luck.person("patient"))
    weight = np.where(people.age >= 60, 3.0, 1.0) * np.where(attributes.disability_grade > 0, 2.0, 1.0)
    patience = log_luck / weight  # the largest one falls on i with probability weight_i / sum
    best = np.maximum.reduceat(patience, people.starts[:-1])
    by_lot = (patience == best[people.dwelling]) & ~ill[people.dwelling]
    # several who are ill share at random, each something: exponential draws above a least part, over their sum
    part = np.where(attributes.serious_illness, LEAST_PART - log_luck, by_lot.astype(np.float64))
    sums = np.bincount(people.dwelling, weights=part, minlength=people.size.size)
    return np.asarray(part / sums[people.dwelling])


def catastrophe_chances(relative: Floats, ranks: Ranking, headcount: float, index: float) -> Floats:
    """Return chances ∝ relative × exp(−k·rank) whose mean is the headcount and whose concentration index is `index`."""
    rank, ones = ranks.middle_rank(), np.ones(relative.size)

    def chances(slope: float) -> Floats:
        return scaled(relative * exp(-slope * (rank - 0.5)), headcount)

    def excess(slope: float) -> float:
        return concentration_over(chances(slope), ones, ranks) - index

    try:
        return chances(find_root(excess, -_STEEPEST, _STEEPEST))
    except InputError:
        raise InputError(
            f"statistics: a concentration index of {index:g} at a headcount of {headcount:g} can't be reached"
        ) from None


def _education(attributes: Attributes, assumptions: Assumptions, luck: AttributeDraws) -> Floats:
    means = np.zeros(len(StudentStage))
    for stage in list(StudentStage)[1:]:
        means[stage] = assumptions[f"education_cost_{stage.name.lower()}"]
    spread = assumptions["education_cost_spread"]
    factor = exp(spread * normal_quantile(luck.person("cost of schooling")) - spread * spread / 2)
    return np.asarray(np.round(means[attributes.student_stage] * factor, 2))
