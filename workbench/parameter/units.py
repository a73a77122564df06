"""Units of rules, inputs and parameters: the vocabulary, and each unit's dimension in money and time.

A unit is one of UNITS. Counts (persons, cases, shares, grades …) are plain numbers; money and time are not.
"""

from __future__ import annotations

from functools import lru_cache

from workbench.errors import suggestion

Dimension = tuple[tuple[str, int], ...]  # powers of yuan, day, month, year, sorted; () is a plain number
NUMBER: Dimension = ()
_BASES = {"yuan": "yuan", "day": "day", "days": "day", "month": "month", "months": "month", "years": "year"}
_BASES |= {"years of age": "year", "annual standards": "year", "monthly standards": "month"}
_MONEY_AND_TIME = (
    "yuan, yuan/day, yuan/month, yuan/year, yuan/bed, yuan/case, yuan/house, yuan/visit, days, months, years, "
    "years of age, year, annual standards, monthly standards"
)
_COUNTS = (
    "persons, dwellings, vehicles, items, borders, residents/worker, beds/year, cases/year, visits/year, "
    "persons/100,000/year"
)
_SHARES = (
    "share, share/year, share of the standard, share of the minimum wage, share of wages, share of income, "
    "share of dwellings, share of persons, share of minors, multiple, multiple of a probability, ratio, factor, index"
)
_OTHERS = (
    "correlation, elasticity, slope, exponent, log points, standard deviations, grade, status, types, type, sex, "
    "stage, state, choice, yes/no, urban/rural"
)
UNITS = tuple(f"{_MONEY_AND_TIME}, {_COUNTS}, {_SHARES}, {_OTHERS}".split(", "))


def unit_problem(unit: str) -> str | None:
    """Say what is wrong with a unit's name, with the nearest known one; None when it is one of UNITS."""
    if unit in UNITS:
        return None
    return f"unknown unit {unit!r}; {suggestion(unit, UNITS)}"


@lru_cache
def dimension(unit: str) -> Dimension:
    """Return the powers of money and time in a unit; what is only counted is a plain number."""
    if unit in ("yes/no", "urban/rural", "year"):  # a year of the calendar is no span of time
        return NUMBER
    above, *below = unit.split("/")
    powers = [(_BASES[above], 1)] if above in _BASES else []
    powers += [("year" if part == "year" else _BASES[part], -1) for part in below if part == "year" or part in _BASES]
    return product(tuple(powers))


def product(*factors: Dimension) -> Dimension:
    """Multiply dimensions: powers add up."""
    powers: dict[str, int] = {}
    for base, power in (pair for factor in factors for pair in factor):
        powers[base] = powers.get(base, 0) + power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def words_of(one: Dimension) -> str:
    """Write a dimension for a message: yuan/month."""
    above = [base for base, power in one for _ in range(power)]
    below = [base for base, power in one for _ in range(-power)]
    return "/".join(["·".join(above) or ("1" if below else "a plain number"), *below])
