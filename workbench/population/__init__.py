"""Who lives in the county: the contract of a population, published statistics, and the synthetic county."""

from __future__ import annotations

from workbench.population.checking import PopulationError
from workbench.population.income_fit import IncomeDistribution, fit_income, person_shares
from workbench.population.population import Population, PopulationArrays
from workbench.population.synthesis import synthesize

__all__ = [
    "IncomeDistribution",
    "Population",
    "PopulationArrays",
    "PopulationError",
    "fit_income",
    "person_shares",
    "synthesize",
]
