"""People by year: what `years` asks of them, and the people of one county kept as they are while their money grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, whole_number
from workbench.errors import InputError
from workbench.population import Population
from workbench.population.contract import NOT_TOLD
from workbench.simulation import Run
from workbench.yearly.paths import LAG, Paths, load_paths

Floats = NDArray[np.float64]
INCOMES = (
    "wage_income",
    "business_income",
    "property_income",
    "transfer_income",
    "exempt_income",
    "support_from_obligors",
)
OWN_ASSETS = "own_financial_assets"
SPENDING = ("medical_out_of_pocket_per_year", "inpatient_cost_per_year", "education_cost_per_year")


@runtime_checkable
class PeopleByYear(Protocol):
    """The people of each year: from first_year to last_year a population, with incomes as the law of that year sees."""

    @property
    def first_year(self) -> int:
        """Return the first year that has people."""

    @property
    def last_year(self) -> int:
        """Return the last year that has people."""

    def population(self, year: int) -> Population:
        """Return the people of a year."""


@runtime_checkable
class Memory(Protocol):
    """What households carry from one year of a policy to the next, such as who received aid last year."""

    @property
    def rows(self) -> Sequence[str]:
        """Return the rows that a run keeps for the year after."""

    def population(self, year: int, people: Population, before: Run | None) -> Population:
        """Return a year's people with what is known of the year before in columns of input; before: that year's run."""


class FrozenPeople:
    """The persons and households of one county in every year; incomes, assets and spending grow by the paths.

    The law of a year sees incomes of the year before: those of 2020 in 2021. Incomes (of every kind), financial assets
    and own assets grow by the income of the household's residence, spending on health and schooling by its
    consumption; every amount is rounded to the fen. Nobody is born, ages, moves or dies. The people of a year are kept,
    so that a further scenario (`years(answers.people, other, …)`) doesn't grow them anew.
    """

    def __init__(self, county: Population, paths: Paths, incomes_year: int, first_year: int, last_year: int) -> None:
        """Keep a county whose incomes are those of `incomes_year`; years from first_year to last_year may be asked."""
        if first_year < incomes_year + LAG:
            raise InputError(
                f"years: {first_year} lies before the county: its incomes are of {incomes_year}, which the law of "
                f"{incomes_year + LAG} sees; first_year={incomes_year + LAG} or later is accepted"
            )
        self.county, self.paths, self.incomes_year = county, paths, incomes_year
        self.first_year, self.last_year = first_year, last_year
        self._kept: dict[int, Population] = {incomes_year + LAG: county}

    def population(self, year: int) -> Population:
        """Return the county with the money that the law of a year sees."""
        if not self.first_year <= year <= self.last_year:
            raise InputError(f"population: {year} is not among {self.first_year} to {self.last_year}")
        if year not in self._kept:
            money = year - LAG
            income, spending = (self._factors(kind, money) for kind in ("income", "consumption"))
            how = f"paths from {self.incomes_year}"
            self._kept[year] = grown(self.county, income, spending, money, how)
        return self._kept[year]

    def _factors(self, kind: str, money: int) -> dict[str, float]:
        return {r: self.paths[f"{r}_{kind}"].factor(self.incomes_year, money) for r in ("urban", "rural")}


@check_kinds
def grown(
    county: Population, income: Mapping[str, float], spending: Mapping[str, float], incomes_year: int, how: str
) -> Population:
    """Return a population with incomes, assets and spending multiplied by residence, rounded to the fen.

    >>> twice = {"urban": 2.0, "rural": 2.0}
    >>> grown(county, twice, twice, 2030, "an example").incomes_year
    2030

    income, spending: factors above 0 by residence. Raises InputError for another factor.
    """
    for name, factors in (("income", income), ("spending", spending)):
        for residence, factor in factors.items():
            if not np.isfinite(factor) or factor <= 0:
                raise InputError(f"{name} of {residence}: a factor above 0 is wanted, not {factor:g}")
    code = county.arrays().household["residence"]
    words = county.households.schema["residence"].categories.to_list()  # type: ignore[attr-defined]
    of_household = {
        kind: np.array([factors[str(word)] for word in words])[code]
        for kind, factors in (("income", income), ("spending", spending))
    }
    of_person = {kind: county.arrays().to_persons(values) for kind, values in of_household.items()}
    persons = county.persons.with_columns(
        *(_times(county.persons[name], of_person["income"]) for name in INCOMES),
        *(_times(county.persons[name], of_person["spending"]) for name in SPENDING),
        _times(county.persons[OWN_ASSETS], of_person["income"]),
    )
    households = county.households.with_columns(_times(county.households["financial_assets"], of_household["income"]))
    provenance = {
        **county.provenance,
        "incomes_year": incomes_year,
        "grown": {"how": how, "income": dict(income), "spending": dict(spending)},
    }
    return Population(persons, households, county.towns, county.seed, county.tail, provenance)


def times_to_fen(name: str, values: Floats, factors: Floats) -> Floats:
    """Return a column's amounts times factors, rounded to the fen; own assets that aren't told stay untold."""
    found = np.round(values * factors, 2) + 0.0
    return np.where(values == NOT_TOLD, values, found) if name == OWN_ASSETS else found


def _times(column: pl.Series, factors: Floats) -> pl.Series:
    return pl.Series(column.name, times_to_fen(column.name, column.to_numpy(), factors))


@check_kinds
def income_growth(first_year: int, last_year: int, paths: Paths | None = None) -> dict[int, dict[str, float]]:
    """Return the growth of mean incomes as `lives` takes it: year -> residence -> share, from first_year + 1.

    >>> wb.lives(county, 2023, growth=wb.income_growth(2021, 2023))

    The people of a year have the incomes that its law sees, those of the year before: growth of 2022 is that of 2021.
    paths: the place's where none are given. Raises InputError for a last year before the first.
    """
    whole_number("first_year", first_year, 0)
    if whole_number("last_year", last_year, 0) <= first_year:
        raise InputError(f"income_growth: {first_year} to {last_year}; the last year must come after the first")
    known = load_paths() if paths is None else paths
    return {
        year: {r: known[f"{r}_income"].factor(year - LAG - 1, year - LAG) - 1 for r in ("urban", "rural")}
        for year in range(first_year + 1, last_year + 1)
    }
