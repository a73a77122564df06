"""Says who works: by age, sex and residence some of the able are outside the labour force and some without a job.

Outside the labour force are those who keep house, retired early or gave up; more often the disabled and the ill, more
seldom whoever is the only able adult of the dwelling (nobody else earns). Of the rest a share is unemployed. The
contract says only who has work: both groups have none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence, Sex, StudentStage
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.attributes import AttributeDraws, Attributes
from workbench.population.synthesis.chances import scaled
from workbench.population.synthesis.demography import Demography

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
WORK_AGES = {"18_29": (18, 29), "30_49": (30, 49), "50_59": (50, 59)}
YOUNG = (18, 24)  # more often unemployed
_OLD_WORKERS = (60, 74)


@dataclass(frozen=True)
class Work:
    """By person (n,): `weight` in the sharing of labour income (0: no work), and who looks for work in vain."""

    weight: Floats
    unemployed: Flags


def able_to_work(people: Demography, attributes: Attributes) -> Flags:
    """Say who is grown up, not at school, not severely disabled, and has lost fewer than four items of self-care."""
    able = ~attributes.severely_disabled & (attributes.adl_items_lost < 4) & (people.age >= 18)
    return np.asarray(able & (attributes.student_stage == StudentStage.NONE))


def out_of_work_force_share(assumptions: Assumptions, sex: Sex, ages: str, residence: Residence) -> float:
    """Return the share of the able of one cell who are outside the labour force."""
    return float(assumptions.by_residence(f"out_of_work_force_{sex.name.lower()}_{ages}")[residence])


def unemployment_rates(statistics: Statistics, assumptions: Assumptions) -> Floats:
    """Return the unemployed from 25 to 59 ÷ the labour force of that age, by residence code; shape (2,)."""
    rates = np.empty(2)
    rates[Residence.URBAN] = statistics.value("unemployment_25_59", "urban")
    rates[Residence.RURAL] = assumptions["unemployment_rural"]
    return rates


def draw_work(
    people: Demography, attributes: Attributes, statistics: Statistics, assumptions: Assumptions, luck: AttributeDraws
) -> Work:
    """Draw who works: from 18 to 59 with weight 1, from 60 to 74 some with less."""
    able = able_to_work(people, attributes)
    prime, old = np.flatnonzero(able & (people.age < 60)), np.flatnonzero(able & _between(people.age, _OLD_WORKERS))
    # persons without supporter would not be poor if most of them worked
    idle = attributes.childless & (luck.person("childless work") < assumptions["childless_without_work_share"])
    weight, unemployed = np.zeros(people.age.size), np.zeros(people.age.size, dtype=bool)
    inside = prime[~_outside(people, attributes, assumptions, luck, prime) & ~idle[prime]]
    residence = people.residence[people.dwelling]
    rate = unemployment_rates(statistics, assumptions)[residence[inside]]
    rate = rate * np.where(_between(people.age[inside], YOUNG), assumptions["unemployment_factor_young"], 1.0)
    unemployed[inside] = luck.person("unemployed")[inside] < rate
    weight[inside] = ~unemployed[inside]
    wanted = assumptions.by_residence("old_worker_share")
    women = np.where(people.sex[old] == Sex.FEMALE, assumptions["old_worker_factor_women"], 1.0)
    draw = luck.person("work after 60")[old]
    for one in Residence:
        here = residence[old] == one
        works = draw[here] < scaled(women[here], float(wanted[one]))
        weight[old[here]] = works * assumptions["old_worker_weight"]
    weight[old[idle[old]]] = 0.0
    return Work(weight, unemployed)


def _outside(
    people: Demography,
    attributes: Attributes,
    assumptions: Assumptions,
    luck: AttributeDraws,
    prime: NDArray[np.int64],
) -> Flags:
    """Say which of the able from 18 to 59 are outside the labour force."""
    dwelling, age, sex = people.dwelling[prime], people.age[prime], people.sex[prime]
    residence, draw = people.residence[dwelling], luck.person("outside the labour force")[prime]
    hindered = attributes.serious_illness[prime] | (attributes.disability_grade[prime] > 0)
    sole = np.bincount(dwelling, minlength=people.size.size)[dwelling] == 1
    relative = np.where(hindered, assumptions["out_of_work_force_factor_hindered"], 1.0)
    relative = relative * np.where(sole, assumptions["out_of_work_force_factor_sole_adult"], 1.0)
    outside = np.zeros(prime.size, dtype=bool)
    for ages, (low, high) in WORK_AGES.items():
        for one in Residence:
            for each in Sex:
                cell = np.flatnonzero((age >= low) & (age <= high) & (residence == one) & (sex == each))
                chance = scaled(relative[cell], out_of_work_force_share(assumptions, each, ages, one))
                outside[cell] = draw[cell] < chance
    return outside


def _between(age: NDArray[np.int16], ages: tuple[int, int]) -> Flags:
    return np.asarray((age >= ages[0]) & (age <= ages[1]))
