"""What a population must have so that its people's lives can be followed, and which years are then possible."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from workbench.arguments import described
from workbench.categories import Residence, Sex
from workbench.errors import InputError
from workbench.population.lives.rates import FIRST_RATES, LAST_RATES
from workbench.population.lives.state import State
from workbench.population.population import Population

_MOST_GROWTH = 0.5


def checked_years(first: int, last: int) -> tuple[int, int]:
    """Return the years; raises InputError for years without vital rates and a last year before the first."""
    for name, year in (("first_year", first), ("last_year", last)):
        if isinstance(year, bool) or not isinstance(year, int):
            raise InputError(f"lives: {name} = {year!r}; a whole year is wanted")
    if not FIRST_RATES <= first < LAST_RATES:
        raise InputError(
            f"lives: the county's year is {first}; vital rates are known from {FIRST_RATES} to {LAST_RATES}, so that a "
            f"county of {FIRST_RATES} to {LAST_RATES - 1} has lives"
        )
    if not first <= last <= LAST_RATES:
        raise InputError(f"lives: last_year = {last}; years from {first}, the county's, to {LAST_RATES} are possible")
    return first, last


def checked_people(state: State, population: Population, last: int) -> None:
    """Raise InputError where nobody of one sex could marry or give birth, or columns that lives need say nothing."""
    person, residence = state.person, state.residence_of_person()
    if last == state.year:
        return
    fertile = (person["age"] >= 15) & (person["age"] < 50)
    for one in Residence:
        here = residence == one
        if not here.any():
            continue
        for sex in Sex:
            if not (fertile & here & (person["sex"] == sex)).any():
                raise InputError(
                    f"lives: no {sex.name.lower()} persons of 15 to 49 live in {one.name.lower()} dwellings, so that "
                    f"nobody there marries or is born; only {state.year} is possible (last_year={state.year})"
                )
    untold = [
        name
        for name, told in (
            ("wage_income, business_income, property_income, transfer_income", _any_income(person)),
            ("employed", bool(person["employed"].any())),
        )
        if not told
    ]
    if untold and not population.synthetic:
        raise InputError(
            f"lives: the population doesn't tell {' and '.join(untold)} of anybody; without them only its own year, "
            f"{state.year}, is possible (last_year={state.year})"
        )


def _any_income(person: Mapping[str, np.ndarray]) -> bool:
    names = ("wage_income", "business_income", "property_income", "transfer_income")
    return any(bool(np.any(person[name] != 0)) for name in names)


def checked_growth(growth: object, first: int, last: int) -> dict[int, tuple[float, float]]:
    """Return yearly growth of incomes by year, urban and rural; raises InputError for a hole or a wrong number."""
    if growth is None:
        return {}
    if not isinstance(growth, Mapping):
        raise InputError(f"growth is {described(growth)}; a mapping such as {{2022: {{'urban': 0.04, 'rural': 0.06}}}}")
    found: dict[int, tuple[float, float]] = {}
    names = [residence.name.lower() for residence in Residence]
    for year, numbers in growth.items():
        if isinstance(year, bool) or not isinstance(year, int) or not first < year <= last:
            raise InputError(f"growth: year {year!r}; whole years from {first + 1} to {last} are accepted")
        if not isinstance(numbers, Mapping) or set(numbers) != set(names):
            raise InputError(f"growth of {year}: {' and '.join(names)} are wanted, not {numbers!r}")
        for name in names:
            value = numbers[name]
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _MOST_GROWTH:
                raise InputError(
                    f"growth of {year}, {name}: a share from -{_MOST_GROWTH:g} to {_MOST_GROWTH:g} is wanted, "
                    f"not {value!r}"
                )
        found[year] = (float(numbers["urban"]), float(numbers["rural"]))
    missing = [str(year) for year in range(first + 1, last + 1) if year not in found]
    if found and missing:
        raise InputError(
            f"growth: {', '.join(missing)}: no growth is given; give every year from {first + 1} to {last}"
        )
    return found
