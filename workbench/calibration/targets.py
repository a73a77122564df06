"""What the caseload should look like: targets with tolerance and source, shares carried over by odds ratio.

A share of another place's recipients can't be used as it is where more people are old: the odds of an elder to be a
recipient are carried over instead, odds(target) = odds(source) · odds(here) / odds(source's residents).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.categories import Residence
from workbench.parameter.book import Status
from workbench.population import Population


@dataclass(frozen=True)
class Target:
    """One figure the calibrated caseload should come near to; tolerance is one unit of misfit."""

    indicator: str
    residence: str
    value: float
    tolerance: float
    status: Status
    source: str


def transported(share: float, base: float, base_here: float) -> float:
    """Carry a share of recipients over to a population with another base share, keeping the odds ratio.

    >>> round(transported(0.27, 0.20, 0.337), 3)
    0.429
    """
    odds = share / (1 - share) * (base_here / (1 - base_here)) / (base / (1 - base))
    return odds / (1 + odds)


def default_targets(population: Population) -> tuple[Target, ...]:
    """Return the eleven targets of the baseline for a population of Yiyuan (its own age shares are read from it)."""
    old_rural = _share_aged(population, "rural", 60, 200)
    young_rural = _share_aged(population, "rural", 0, 18)
    prior = "prior for an eastern county between Fujian 2020 (3.5 % of rural residents) and China 2020 (7.1 %)"
    fujian = "福建统计年鉴2022 table 20-2 (2020)"
    national = "2020年民政事业发展统计公报"
    elderly = f"27 % of rural recipients, {fujian}, carried over from an assumed 20 % of residents aged 60 and over"
    minors = f"15 % of rural recipients, {fujian}, carried over from an assumed 23 % of residents under 18"
    towns = f"23 % of urban recipients, {fujian}, raised for the older towns of Yiyuan (their base share is not known)"
    return (
        Target("coverage", "rural", 0.045, 0.005, "estimated", prior),
        Target("coverage", "urban", 0.006, 0.001, "estimated", "prior of 0.2 to 0.9 % (Fujian and China 2020)"),
        Target("persons_per_household", "rural", 1.82, 0.10, "estimated", f"persons ÷ households, {national}"),
        Target(
            "persons_per_household", "urban", 1.60, 0.12, "estimated", f"1.65 nationally, 1.52 in Fujian; {national}"
        ),
        Target("benefit_to_standard", "rural", 0.66, 0.03, "estimated", f"spending ÷ persons ÷ standard, {national}"),
        Target("benefit_to_standard", "urban", 0.82, 0.04, "estimated", f"spending ÷ persons ÷ standard, {national}"),
        Target("disabled_share", "rural", 0.20, 0.025, "estimated", fujian),
        Target("disabled_share", "urban", 0.30, 0.04, "estimated", fujian),
        Target("elderly_share", "rural", transported(0.27, 0.20, old_rural), 0.04, "estimated", elderly),
        Target("elderly_share", "urban", 0.30, 0.05, "assumed", towns),
        Target("minor_share", "rural", transported(0.15, 0.23, young_rural), 0.02, "estimated", minors),
    )


def _share_aged(population: Population, residence: str, low: int, high: int) -> float:
    columns = population.arrays()
    sizes = np.diff(columns.starts)
    here = np.repeat(columns.household["residence"] == Residence[residence.upper()], sizes)
    age = columns.person["age"]
    weight = np.repeat(columns.household["weight"], sizes)
    return float(weight[here & (age >= low) & (age < high)].sum() / weight[here].sum())
