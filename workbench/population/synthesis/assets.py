"""Forms the households that apply and draws what they own: elders apart, savings, vehicles, dwellings, hardship."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Housing
from workbench.luck import uniform_draws
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.attributes import AttributeDraws, Attributes
from workbench.population.synthesis.chances import scaled_by_residence
from workbench.population.synthesis.demography import Demography
from workbench.population.synthesis.dwellings import Kind, Role
from workbench.population.synthesis.incomes import Incomes
from workbench.portable_math import exp, normal_quantile

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Applicants:
    """The households: their dwelling and id (h,), and each person's household as an index (n,)."""

    household_id: NDArray[np.int64]
    dwelling: NDArray[np.int64]
    household: NDArray[np.int64]

    def by_household(self, values: NDArray[np.float64] | Flags) -> Floats:
        """Sum a column of persons over households."""
        return np.bincount(self.household, weights=values, minlength=self.household_id.size).astype(np.float64)


def form_households(people: Demography, assumptions: Assumptions, seed: int) -> Applicants:
    """Let a share of the elders who live with younger people apply as a household of their own (分户).

    Grandparents alone with grandchildren stay together. Households are numbered 1, 2, … in the order of dwellings.
    """
    luck = AttributeDraws(seed, people.person_ids, people.dwelling_ids)
    kind = people.kind[people.dwelling]
    elder = np.isin(kind, [Kind.THREE_GENERATIONS, Kind.ELDER_ADULT_CHILD]) & (people.role == Role.ELDER)
    elder |= (kind == Kind.OTHER) & (people.age >= 60)
    old_elders = np.add.reduceat((elder & (people.age >= 60)).astype(np.int64), people.starts[:-1])
    younger_adults = np.add.reduceat((~elder & (people.age >= 18)).astype(np.int64), people.starts[:-1])
    apart = (old_elders > 0) & (younger_adults > 0)
    apart &= luck.dwelling("elders apart") < assumptions["elders_apart_share"]
    first = np.arange(people.size.size) + np.concatenate([[0], np.cumsum(apart)[:-1]])
    household = first[people.dwelling] + (elder & apart[people.dwelling])
    dwelling = np.repeat(np.arange(people.size.size), 1 + apart)
    return Applicants(np.arange(1, dwelling.size + 1, dtype=np.int64), dwelling, household.astype(np.int64))


@dataclass(frozen=True)
class Belongings:
    """Columns of the contract by household (h,)."""

    financial_assets: Floats
    dwellings: NDArray[np.int64]
    vehicles: NDArray[np.int64]
    owns_company: Flags
    housing: NDArray[np.int8]
    registered_poor: Flags
    disaster_victim: Flags


def draw_belongings(
    people: Demography,
    attributes: Attributes,
    incomes: Incomes,
    applicants: Applicants,
    assumptions: Assumptions,
    seed: int,
) -> Belongings:
    """Draw what each household owns and whether it is in hardship, by (seed, decision, household id)."""

    def luck(decision: str) -> Floats:
        return uniform_draws(seed, f"population: {decision}", applicants.household_id)

    residence, rank = people.residence[applicants.dwelling], incomes.rank[applicants.dwelling]
    size = applicants.by_household(np.ones(people.age.size))
    all_old = applicants.by_household(people.age < 60) == 0
    childless = applicants.by_household(attributes.childless) > 0
    correlation = assumptions["assets_income_correlation"]
    latent = correlation * normal_quantile(rank)
    latent += np.sqrt(1 - correlation * correlation) * normal_quantile(luck("financial assets"))
    per_head = assumptions.by_residence("financial_assets_median")[residence]
    per_head = per_head * exp(assumptions["financial_assets_spread"] * latent)
    per_head *= np.where(childless, assumptions["financial_assets_childless_factor"], 1.0)
    per_head *= luck("no financial assets") >= assumptions["financial_assets_none_share"]
    vehicle = np.where(all_old, assumptions["vehicle_factor_elders"], 1.0)
    vehicle *= np.where(size == 1, assumptions["vehicle_factor_single"], 1.0)
    vehicle *= np.where(childless, assumptions["vehicle_factor_childless"], 1.0)
    poor = exp(-assumptions["poverty_tilt"] * (rank - 0.5))

    def chance(relative: Floats, stem: str) -> Floats:
        return scaled_by_residence(relative, residence, assumptions.by_residence(stem))

    housing_luck = luck("housing")
    housing = np.where(housing_luck < chance(poor, "dilapidated_share"), Housing.DILAPIDATED, Housing.SOUND)
    housing = np.where(housing_luck > 1 - chance(poor, "without_housing_share"), Housing.NONE, housing).astype(np.int8)
    may_have_two = (~childless & (housing == Housing.SOUND)).astype(np.float64)
    second = luck("second dwelling") < chance(may_have_two, "second_dwelling_share")
    may_own_company = (~childless & ~all_old).astype(np.float64)
    return Belongings(
        financial_assets=np.round(per_head * size, 0),
        dwellings=np.where(housing == Housing.NONE, 0, 1 + second).astype(np.int64),
        # vehicles lean towards the better-off
        vehicles=(luck("vehicle") < chance(vehicle * exp(2 * (rank - 0.5)), "vehicle_share")).astype(np.int64),
        owns_company=luck("company") < chance(may_own_company, "company_share"),
        housing=housing,
        registered_poor=luck("registered poor") < chance(poor, "registered_poor_share"),
        disaster_victim=luck("disaster") < assumptions["disaster_victim_share"],
    )
