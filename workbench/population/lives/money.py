"""Incomes and spending of a year: the score orders the dwellings, whose quantiles are the first year's incomes.

The recipe's split makes persons' incomes of a dwelling's; the mean of each residence follows the given growth exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, StudentStage
from workbench.luck import stream_key
from workbench.measures.ranks import ranking
from workbench.population.lives.health_costs import NAMES, schooling_costs, spend_on_health
from workbench.population.lives.income_split import LUCK, split_incomes, split_numbers
from workbench.population.lives.numbers import compiled
from workbench.population.lives.score import drawn_luck, members_score, per_member
from workbench.population.lives.state import MONEY, State
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.spending import CATASTROPHIC, LEAST_PART, catastrophe_chances
from workbench.portable_math import log, mean, power

Floats = NDArray[np.float64]
_SCORE_WEIGHTS = ("income_score_size", "income_score_disability", "income_score_elder_alone")


@dataclass(frozen=True, eq=False)
class MoneyRates:
    """What makes money of a score, from the recipe and from the first year's own people; fixed for all years.

    weights: of the score, (2 residences, 13). quantiles: by residence the shares of persons and incomes per member
    (yuan a month) of the first year, ordered. split: numbers of the recipe that divide a dwelling's income. health:
    by residence slope, headcount, overshoot, consumption, food share, (2, 5). spends: numbers of health spending.
    """

    weights: Floats
    quantiles: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]
    means: Floats
    split: Floats
    shares: Floats
    health: Floats
    spends: Floats
    school: Floats
    school_spread: float
    parts: tuple[float, float, float]
    persistence: float
    saving: float  # log points of savings for one standard deviation of φ and x
    county_seed: int  # of what stays with a person or dwelling for life, as the county drew it
    seed: int  # of what a year draws


def money_rates(
    base: State,
    recipe: Assumptions,
    figures: Statistics,
    parts: tuple[float, float, float],
    persistence: float,
    county_seed: int,
    seed: int,
) -> MoneyRates:
    """Return the rates of a county whose first year is `base`."""
    incomes, sizes = per_member(base)
    residence = base.dwelling["residence"]
    quantiles, means, health = [], np.zeros(2), np.zeros((2, 5))
    person, dwelling = base.person, base.dwelling_of_person()
    elders, ill = (
        np.bincount(dwelling, weights=flags, minlength=sizes.size) > 0
        for flags in (person["age"] >= 60, person["serious_illness"])
    )
    relative = np.where(elders, recipe["che_weight_elder"], 1.0) * np.where(ill, recipe["che_weight_ill"], 1.0)
    for one in Residence:
        here = np.flatnonzero(residence == one)
        if not here.size:
            quantiles.append((np.zeros(1), np.zeros(1)))
            continue
        order = here[np.argsort(incomes[here], kind="stable")]
        share = (np.cumsum(sizes[order]) - sizes[order] / 2) / sizes[order].sum()
        quantiles.append((share, incomes[order]))
        means[one] = mean(incomes[order], sizes[order])
        word = one.name.lower()
        headcount = figures.value("che_headcount", word)
        ranks = ranking(incomes[here], np.ones(here.size))
        index = figures.value("che_concentration_index", word)
        slope = 0.0  # where all incomes are equal no rank says anything
        if incomes[here].min() < incomes[here].max():
            chances = catastrophe_chances(relative[here], ranks, headcount, index)
            slope = _slope(chances / relative[here], ranks.middle_rank())
        spent = power(np.maximum(incomes[here], 1.0), recipe["consumption_elasticity"])
        level = figures.value("mean_consumption", word) / mean(spent, sizes[here])
        health[one] = (
            slope,
            headcount,
            figures.value("che_mean_overshoot", word),
            level * mean(spent, sizes[here]),
            recipe.by_residence("food_share")[one],
        )
    correlation = recipe["assets_income_correlation"]
    split, shares = split_numbers(recipe)
    lasting = parts[0] + parts[1]
    return MoneyRates(
        weights=_weights(recipe),
        quantiles=(quantiles[0], quantiles[1]),
        means=means,
        split=split,
        shares=shares,
        health=health,
        spends=np.array([recipe[name] for name in NAMES]),
        school=np.array([0.0, *(recipe[f"education_cost_{stage.name.lower()}"] for stage in list(StudentStage)[1:])]),
        school_spread=recipe["education_cost_spread"],
        parts=parts,
        persistence=persistence,
        saving=recipe["financial_assets_spread"] * correlation / np.sqrt(lasting) if lasting > 0 else 0.0,
        county_seed=county_seed,
        seed=seed,
    )


def _weights(recipe: Assumptions) -> Floats:
    pairs = [recipe.by_residence(name) for name in (*_SCORE_WEIGHTS, "income_score_elders_together")]
    single = (
        "spread_elders", "illness", "minor", "workers", "unemployed", "unmarried_man", "single", "childless",
    )  # fmt: skip
    return np.column_stack([*pairs, *(np.full(2, recipe[f"income_score_{name}"]) for name in single)])


def _slope(relative: Floats, rank: Floats) -> float:
    """Return k of chances in proportion to exp(−k·rank), from the dwellings that no limit has cut."""
    free = np.flatnonzero(relative < relative.max()) if relative.size > 1 else np.arange(relative.size)
    if free.size < 2:
        return 0.0
    low, high = free[np.argmin(rank[free])], free[np.argmax(rank[free])]
    if rank[low] == rank[high]:
        return 0.0
    return float(log(relative[low] / relative[high])) / float(rank[high] - rank[low])


def earn_and_spend(state: State, rates: MoneyRates, health_persistence: float, growth: Floats) -> State:
    """Return the people with this year's incomes, spending and savings.

    growth: by residence, incomes of this year over those of the first (2,); savings follow the luck of the year.
    """
    year, person, dwelling = state.year, state.person, state.dwelling
    ids, residence = dwelling["dwelling_id"], dwelling["residence"]

    def key(what: str) -> np.uint64:
        return np.uint64(stream_key(rates.seed, f"lives: {what} {year}"))

    fading, change, luck, spends, size = drawn_luck(
        ids, dwelling["lasting"], dwelling["fading"], dwelling["spends"], dwelling["size_of_spending"],
        np.array(rates.parts), rates.persistence, health_persistence, key("income, fading"), key("income, passing"),
        key("health spending anew"), key("catastrophic"), key("size of health spending"),
    )  # fmt: skip
    members, spread = members_score(state, rates.weights)
    score = members + spread * luck
    where = state.dwelling_of_person()
    sizes = np.bincount(where, minlength=ids.size)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    income, ranked = np.empty(ids.size), np.empty(ids.size)
    for one in Residence:
        here = np.flatnonzero(residence == one)
        if here.size:
            order = here[np.argsort(score[here], kind="stable")]
            _place(order, sizes, *rates.quantiles[one], rates.means[one] * growth[one], income, ranked)
    fixed = {
        what: np.uint64(stream_key(rates.county_seed, f"population: {what}"))
        for what in (*LUCK, "patient", "cost of schooling")
    }
    made = split_incomes(
        person["person_id"], person["age"], person["employed"], person["has_able_supporter"] | person["orphan_scheme"],
        starts, ids, residence, income, rates.split, rates.shares, growth, np.array([fixed[what] for what in LUCK]),
    )  # fmt: skip
    costs = spend_on_health(
        person["person_id"], person["age"], person["disability_grade"], person["serious_illness"], starts, residence,
        income, ranked, spends, size, rates.health, rates.spends, growth, fixed["patient"], CATASTROPHIC, LEAST_PART,
    )  # fmt: skip
    school = schooling_costs(
        person["person_id"], person["student_stage"], residence[where], rates.school, rates.school_spread, growth,
        fixed["cost of schooling"],
    )  # fmt: skip
    people = {**person, **{name: _fen(values) for name, values in zip(MONEY, (*made, *costs, school), strict=True)}}
    homes = {**dwelling, "fading": fading, "spends": spends, "size_of_spending": size}
    return State(year, people, dict(state.household), {**homes, "change": change})


@compiled
def _fen(values: Any) -> Any:
    """Round to the fen, as a population's tables are."""
    found = np.empty(values.size)
    for i in range(values.size):
        found[i] = np.rint(values[i] * 100) / 100 + 0.0
    return found


@compiled
def _place(order: Any, sizes: Any, shares: Any, incomes: Any, wanted: Any, income: Any, ranked: Any) -> Any:
    """Give the dwellings, ordered by score, the quantiles of the first year, with the mean `wanted` over persons."""
    persons = 0
    for k in order:
        persons += sizes[k]
    before, total, at = 0.0, 0.0, 0
    for number, k in enumerate(order):
        q = (before + sizes[k] / 2) / persons
        before += sizes[k]
        while at < shares.size - 1 and shares[at + 1] <= q:
            at += 1
        value = incomes[at]
        if shares[at] < q and at < shares.size - 1:
            value += (incomes[at + 1] - incomes[at]) * ((q - shares[at]) / (shares[at + 1] - shares[at]))
        income[k] = value
        ranked[k] = (number + 0.5) / order.size
        total += value * sizes[k]
    factor = wanted / (total / persons)
    for k in order:
        income[k] *= factor
