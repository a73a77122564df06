"""Gives every dwelling its place in the income distribution and splits its income among members and sources.

A latent score (size, disability, age, work, who lives together, luck) orders the dwellings of each residence; the
dwelling in the middle of the share q of *persons* gets the q-quantile of the fitted distribution. So the distribution
over persons is exactly as fitted, whatever the gradients are; ranking dwellings instead would lose 5 to 7 per cent of
the mean. Nothing is subtracted: the published means contain the dibao that was paid (1 to 2 % of the rural mean).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex
from workbench.errors import unknown
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.attributes import AttributeDraws, Attributes
from workbench.population.synthesis.demography import Demography, elders_only
from workbench.population.synthesis.dwellings import Kind, Role
from workbench.population.synthesis.income_fit import Family, IncomeDistribution, fit_income, person_shares
from workbench.population.synthesis.work import Work, draw_work
from workbench.portable_math import exp, normal_quantile, total

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
TAILS: dict[str, tuple[str, Family]] = {
    "fujian": ("fujian_rural_2020", "singh_maddala"),
    "national": ("china_rural_2020", "dagum"),
}
BACHELOR_AGE = 35  # few men marry later
MEAN_SIZE = 2.65  # where the score's size effect is zero; only the order of dwellings matters


@dataclass(frozen=True)
class Incomes:
    """Monthly incomes: by dwelling (d,) `rank` among its residence's persons, `per_member`; by person (n,) the rest."""

    rank: Floats
    per_member: Floats
    wage: Floats
    business: Floats
    property_: Floats
    transfer: Floats
    exempt: Floats
    employed: Flags


def income_distributions(statistics: Statistics, tail: str) -> dict[Residence, IncomeDistribution]:
    """Fit disposable income per person, yuan per month, at the published means; raises UnknownNameError for a tail."""
    if tail not in TAILS:
        raise unknown("tail", tail, TAILS, "synthesize")
    rural_series, family = TAILS[tail]
    rural_shares = person_shares([0.2] * 5, _numbers(statistics, "rural_size_by_quintile"))
    rural = fit_income(rural_shares, _numbers(statistics, rural_series), family)
    # the urban size table has tenths at both ends: their means make fifths
    sizes = _numbers(statistics, "urban_2011_size")
    fifths = [(sizes[0] + sizes[1]) / 2, *sizes[2:5], (sizes[5] + sizes[6]) / 2]
    urban_shares = person_shares([0.2] * 5, fifths)
    urban = fit_income(urban_shares, _numbers(statistics, "fujian_urban_2020"), "singh_maddala")
    return {
        Residence.URBAN: urban.rescaled(statistics.value("mean_income", "urban") / 12),
        Residence.RURAL: rural.rescaled(statistics.value("mean_income", "rural") / 12),
    }


def _numbers(statistics: Statistics, series: str) -> list[float]:
    return list(statistics.values(series).values())


def draw_incomes(
    people: Demography,
    attributes: Attributes,
    distributions: dict[Residence, IncomeDistribution],
    statistics: Statistics,
    assumptions: Assumptions,
    seed: int,
) -> Incomes:
    """Rank the dwellings, give each its quantile, and split the income; members' incomes add to the dwelling's."""
    luck = AttributeDraws(seed, people.person_ids, people.dwelling_ids)
    occupation = draw_work(people, attributes, statistics, assumptions, luck)
    work = occupation.weight
    score = _score(people, attributes, occupation, assumptions, luck)
    rank, per_member = _placed(people, score, distributions)
    total = per_member * people.size
    pension, exempt = _pensions(people, attributes, total, assumptions, luck)
    rest = total - _by_dwelling(pension, people)
    labour, pot = _labour_and_pot(people, rest, work, assumptions, luck)
    wage, business = _wage_and_business(people, labour, total, assumptions, luck)
    adult = people.age >= 18
    adults = _by_dwelling(adult, people)
    sharer = np.where(adults[people.dwelling] > 0, adult, True)
    share = sharer / _by_dwelling(sharer, people)[people.dwelling]
    transfers = (pot * (1 - assumptions["property_part"]))[people.dwelling] * share
    property_ = np.zeros(people.age.size)
    property_[people.starts[:-1]] = pot * assumptions["property_part"]  # to the first member, the head
    return Incomes(
        rank=rank,
        per_member=per_member,
        wage=wage,
        business=business,
        property_=property_,
        transfer=transfers + pension - exempt,
        exempt=exempt,
        employed=work > 0,
    )


def _by_dwelling(values: NDArray[np.float64] | Flags, people: Demography) -> Floats:
    # in the order of persons; a wider sum of several at once may differ in the last bit
    return np.bincount(people.dwelling, weights=values, minlength=people.size.size).astype(np.float64, copy=False)


def _score(
    people: Demography, attributes: Attributes, occupation: Work, assumptions: Assumptions, luck: AttributeDraws
) -> Floats:
    severe = attributes.severely_disabled
    burden = np.where(severe, 1.0, 0.5 * (attributes.disability_grade > 0))
    workers = np.minimum(_by_dwelling(occupation.weight > 0, people) / people.size, 1.0)
    residence, elders = people.residence, elders_only(people)
    alone = people.size == 1
    return np.asarray(
        normal_quantile(luck.dwelling("income")) * np.where(elders, assumptions["income_score_spread_elders"], 1.0)
        - assumptions.by_residence("income_score_size")[residence] * (people.size - MEAN_SIZE)
        - assumptions.by_residence("income_score_disability")[residence] * _by_dwelling(burden, people)
        - assumptions.by_residence("income_score_elder_alone")[residence] * (elders & alone)
        - assumptions.by_residence("income_score_elders_together")[residence] * (elders & ~alone)
        - assumptions["income_score_illness"] * _by_dwelling(attributes.serious_illness, people)
        - assumptions["income_score_minor"] * _by_dwelling(people.age < 18, people)
        + assumptions["income_score_workers"] * (workers - 0.5)
        - assumptions["income_score_unemployed"] * _by_dwelling(occupation.unemployed, people)
        - assumptions["income_score_unmarried_man"] * (_by_dwelling(_unmarried_man(people), people) > 0)
        + assumptions["income_score_single"] * (alone & ~elders)
        - assumptions["income_score_childless"] * (_by_dwelling(attributes.childless, people) > 0)
    )


def _unmarried_man(people: Demography) -> Flags:
    """Say which men of 35 to 59 live alone or, without a wife, with their parents: most never married."""
    kind = people.kind[people.dwelling]
    with_wife = (_by_dwelling(people.role == Role.SPOUSE, people) > 0)[people.dwelling]
    man = (people.sex == Sex.MALE) & (people.age >= BACHELOR_AGE) & (people.age < 60) & (people.role == Role.HEAD)
    return np.asarray(man & np.isin(kind, [Kind.SINGLE_ADULT, Kind.ELDER_ADULT_CHILD]) & ~with_wife)


def _placed(
    people: Demography, score: Floats, distributions: dict[Residence, IncomeDistribution]
) -> tuple[Floats, Floats]:
    """Return each dwelling's rank among the persons of its residence, and its income per member."""
    rank, per_member = np.empty(score.size), np.empty(score.size)
    for residence, distribution in distributions.items():
        chosen = np.flatnonzero(people.residence == residence)
        ordered = chosen[np.argsort(score[chosen], kind="stable")]
        size = people.size[ordered]
        q = (np.cumsum(size) - size / 2) / size.sum()
        income = distribution.ppf(q)
        rank[ordered] = q
        per_member[ordered] = income * (distribution.mean * size.sum() / total(income * size))  # less than 1 %
    return rank, per_member


def _pensions(
    people: Demography, attributes: Attributes, total: Floats, assumptions: Assumptions, luck: AttributeDraws
) -> tuple[Floats, Floats]:
    """Return each person's pension and its exempt part (the central part of the basic pension)."""
    old = people.age >= 60
    employee_share = assumptions.by_residence("employee_pension_share")[people.residence[people.dwelling]]
    employee = old & ~attributes.childless & (luck.person("employee pension") < employee_share)
    limit = assumptions["pension_share_limit"] * total
    resident = assumptions["resident_pension"]
    wanted = _by_dwelling(np.where(employee, assumptions["employee_pension"], resident * old), people)
    # a dwelling too poor for an employee pension has resident pensions only
    employee &= (wanted <= limit)[people.dwelling]
    pension = np.where(employee, assumptions["employee_pension"], resident * old)
    sums = _by_dwelling(pension, people)
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = np.where(sums > 0, np.minimum(1.0, limit / sums), 1.0)
    pension = pension * fits[people.dwelling]
    central = assumptions["resident_pension_basic"] * assumptions["exempt_share_of_basic"]
    exempt = np.where(old & ~employee, np.minimum(pension, central), 0.0)
    return pension, exempt


def _labour_and_pot(
    people: Demography, rest: Floats, work: Floats, assumptions: Assumptions, luck: AttributeDraws
) -> tuple[Floats, Floats]:
    """Split what pensions leave: labour income by person, and the dwelling's pot of transfers and property income."""
    weight = work * exp(assumptions["labour_share_spread"] * normal_quantile(luck.person("labour share")))
    weights = _by_dwelling(weight, people)
    low, high = assumptions["other_income_low"], max(assumptions["other_income_low"], assumptions["other_income_high"])
    other = low + (high - low) * luck.dwelling("other income")
    other += assumptions["remittance_part"] * (luck.dwelling("remittance") < assumptions["remittance_share"])
    other = np.where(weights > 0, np.minimum(other, 1.0), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(weights > 0, rest * (1 - other) / weights, 0.0)
    return weight * part[people.dwelling], rest * other


def _wage_and_business(
    people: Demography, labour: Floats, total: Floats, assumptions: Assumptions, luck: AttributeDraws
) -> tuple[Floats, Floats]:
    """Call labour income wage or business; in a few dwellings the business loses what another member earns more."""
    residence = people.residence[people.dwelling]
    in_business = (labour > 0) & (luck.person("business") < assumptions.by_residence("business_share")[residence])
    wage, business = np.where(in_business, 0.0, labour), np.where(in_business, labour, 0.0)
    earners = _by_dwelling(labour > 0, people)
    loses = (earners >= 2) & (luck.dwelling("business loss") < assumptions["business_loss_share"])
    candidates = np.flatnonzero(in_business & loses[people.dwelling])
    loser = np.full(people.size.size, -1)
    loser[people.dwelling[candidates][::-1]] = candidates[::-1]  # the first one in business
    helpers = np.flatnonzero((labour > 0) & (loser[people.dwelling] >= 0))
    helpers = helpers[helpers != loser[people.dwelling[helpers]]]
    helper = np.full(people.size.size, -1)
    helper[people.dwelling[helpers][::-1]] = helpers[::-1]
    hit = np.flatnonzero((loser >= 0) & (helper >= 0))
    loss = assumptions["business_loss_part"] * total[hit] * (0.25 + 1.5 * luck.dwelling("size of loss")[hit])
    moved = business[loser[hit]] + loss
    business[loser[hit]] = -loss
    gains = np.where(in_business[helper[hit]], 0.0, moved)
    wage[helper[hit]] += gains
    business[helper[hit]] += moved - gains
    return wage, business
