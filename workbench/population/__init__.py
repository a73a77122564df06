"""Who lives in the county: the contract of a population, published statistics, and the synthetic county."""

from __future__ import annotations

from workbench.population.cache import SEED, county
from workbench.population.contract_errors import PopulationError
from workbench.population.partitions import Partitions, open_partitions, write_partitions
from workbench.population.population import Population, PopulationArrays
from workbench.population.synthesis.county import synthesize
from workbench.population.synthesis.income_fit import IncomeDistribution, fit_income, person_shares
from workbench.population.validation.margins_met import margins_met

__all__ = [
    "SEED",
    "IncomeDistribution",
    "Partitions",
    "Population",
    "PopulationArrays",
    "PopulationError",
    "county",
    "fit_income",
    "margins_met",
    "open_partitions",
    "person_shares",
    "synthesize",
    "write_partitions",
]
