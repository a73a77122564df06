"""What differs between the futures of a path of years: assumptions of the law, growth, memory, lives and luck.

Each kind is drawn with random numbers of its own, by the seed and a name, so that two policies drawn with one seed
differ by the policy alone. A range is read as an interval that holds four futures in five, as `wb.draw` reads it.

Growth: one standard normal number a future and path, the same in all years, moves a path's growth towards its low or
high end. For consumption, incomes and the minimum wage it is √s of a number that they share and √(1 − s) of one of
their own; s, the shared part, is assumed (`SHARED_GROWTH`): what standards are against incomes decides coverage, and
if each grew by a number of its own, they would part as far as if nothing tied consumption to incomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from workbench.errors import InputError
from workbench.parameter.distributions import Spread
from workbench.population.lives import Lives
from workbench.scenario import Scenario
from workbench.uncertainty.assumption_draws import draw_assumptions, latin_hypercube_shares, uncertain
from workbench.yearly.indexing import is_amount
from workbench.yearly.paths import LAG, Path, Paths
from workbench.yearly.people import FrozenPeople
from workbench.yearly.receipt_memory import ASSUMED, MemoryAssumptions

Floats = NDArray[np.float64]
Kind = Literal["parameters", "paths", "memory", "lives", "chance"]
KINDS: tuple[Kind, ...] = ("parameters", "paths", "memory", "lives", "chance")
SHARED_GROWTH = 0.8  # assumed: no series of the county is long enough to say it
JOINT = ("urban_consumption", "rural_consumption", "urban_income", "rural_income", "minimum_wage")
_Z = float(ndtri(0.9))  # standard deviations from the middle to the end of an interval that holds four in five
_MANY = 1_000_003  # as in `wb.draw`: lucks of one seed are none of the next


@dataclass(frozen=True)
class Future:
    """What one future drew. growth: by path how many standard deviations its growth lies off; memory: None without."""

    number: int
    lives: int
    luck_seed: int
    growth: Mapping[str, float]
    paths: Paths
    memory: MemoryAssumptions | None


def uncertain_paths(paths: Paths, first_year: int, last_year: int) -> list[str]:
    """Return the paths whose growth has a range in some year that the law of first to last rests on.

    Yearly figures are those of the year before; amounts by date (the minimum wage) and prices those of the year.
    """
    return [name for name, path in paths.entries.items() if _drawn_years(path, first_year - LAG, last_year)]


def _drawn_years(path: Path, first_year: int, last_year: int) -> list[int]:
    """Return the years from the first to the last one that the law of last_year rests on whose growth has a range."""
    yearly = path.parameter is not None and path.parameter.dated == "year"
    last = last_year - LAG if yearly else last_year
    return [year for year in path.years if first_year <= year <= last and _range(path, year)]


def futures(
    paths: Paths,
    memory: MemoryAssumptions | None,
    kinds: Sequence[Kind],
    runs: int,
    seed: int,
    *,
    first_year: int,
    last_year: int,
    lives: int,
    luck_seed: int,
    shared_growth: float,
) -> list[Future]:
    """Return what each of `runs` futures drew, but for the assumptions of the law, which a scenario has (`drawn_law`).

    lives: how many there are; luck_seed: of the people, which all futures have where luck isn't drawn.
    """
    moved = growth_numbers(paths, runs, seed, first_year, last_year, shared_growth) if "paths" in kinds else {}
    drawn = drawn_memory(memory, runs, seed) if memory is not None and "memory" in kinds else [memory] * runs
    found = []
    for k in range(runs):
        off = {name: float(values[k]) for name, values in moved.items()}
        luck = seed * _MANY + k if "chance" in kinds else luck_seed
        found.append(Future(k, k % lives, luck, off, moved_paths(paths, off, last_year), drawn[k]))
    return found


def growth_numbers(
    paths: Paths, runs: int, seed: int, first_year: int, last_year: int, shared_growth: float
) -> dict[str, Floats]:
    """Return by path how many standard deviations off its growth lies in each future."""
    names = uncertain_paths(paths, first_year, last_year)
    shared = ndtri(latin_hypercube_shares("years: growth that paths share", runs, seed))
    found = {}
    for name in names:
        own = ndtri(latin_hypercube_shares(f"years: growth of {name}", runs, seed))
        together = np.sqrt(shared_growth) * shared + np.sqrt(1 - shared_growth) * own
        found[name] = together if name in JOINT else own
    return found


def moved_paths(paths: Paths, off: Mapping[str, float], last_year: int) -> Paths:
    """Return the paths whose growth lies so many standard deviations off; years without a range stay as they are."""
    given: dict[str, dict[int, float]] = {}
    for name, number in off.items():
        path = paths[name]
        for year in _drawn_years(path, min(path.years), last_year):
            told = _range(path, year)
            if told is not None:
                growth, low, high = told
                given.setdefault(name, {})[year] = growth + number / _Z * (high if number > 0 else -low)
    return paths.with_growth(given)


def mean_growth(moved: Path, path: Path, last_year: int) -> float:
    """Return a future's mean growth a year of a path over the years, to the last, in which it is drawn."""
    drawn = _drawn_years(path, min(path.years), last_year)
    return float(np.mean([moved.of(year).growth for year in drawn]))


def _range(path: Path, year: int) -> tuple[float, float, float] | None:
    """Return growth, low and high of a year where they are a range."""
    told = path.years.get(year)
    if told is None or told.growth is None or year in path.figures or told.low == told.high == 0:
        return None
    return told.growth, told.low, told.high


def drawn_memory(memory: MemoryAssumptions, runs: int, seed: int) -> list[MemoryAssumptions]:
    """Return a memory for each future: review and persistences within their ranges around the given values.

    Raises InputError for a given value outside its range: then nothing says how far it may lie off.
    """
    values: dict[str, Floats] = {}
    for name, (_, low, high, _) in ASSUMED.items():
        value = getattr(memory, name)
        if not low <= value <= high:
            raise InputError(
                f"memory: {name}={value:g} lies outside its plausible range, {low:g} to {high:g}, so that it can't be "
                f"drawn; give a value within, or kinds without 'memory'"
            )
        shares = latin_hypercube_shares(f"years: memory, {name}", runs, seed)
        values[name] = Spread(low=low, high=high).quantiles(value, shares, 0.0, 1.0)
    entries = {one.name: getattr(memory, one.name) for one in fields(memory) if one.name not in ASSUMED}
    return [
        MemoryAssumptions(**{name: float(drawn[k]) for name, drawn in values.items()}, **entries) for k in range(runs)
    ]


def drawn_law(scenario: Scenario, kinds: Sequence[Kind], runs: int, seed: int) -> dict[str, Floats]:
    """Return the drawn assumptions of a scenario's law, (runs,) by name; see `draw`."""
    if "parameters" not in kinds:
        return {}
    resolved = scenario.resolved()
    names = [name for name in uncertain(scenario) if resolved[name].parameter.section == "law"]
    return draw_assumptions(scenario, [name for name in names if name not in scenario.years.levers], runs, seed)


def values_of(
    central: Mapping[str, float], base: Scenario, drawn: Mapping[str, float], amounts: frozenset[str]
) -> dict[str, float]:
    """Return a year's parameters with a future's drawn assumptions: the same in every year.

    central: of the year; an amount of money lies as far off its value of the year, as a multiple, as the drawn one off
    the scenario's.
    """
    found = dict(central)
    now = base.resolved()
    for name, value in drawn.items():
        if name in amounts and now[name].value != 0:
            found[name] = central[name] * (value / now[name].value)
        else:
            found[name] = value
    return found


def amounts_of(scenario: Scenario) -> frozenset[str]:
    """Return the names of the amounts of money among a scenario's parameters."""
    return frozenset(name for name, one in scenario.book.parameters.items() if is_amount(one))


def lives_seeds(people: FrozenPeople | Lives, lives: int, seed: int) -> list[int]:
    """Return the seeds of lives, those that were given first; the county's where nobody lives on."""
    if isinstance(people, FrozenPeople):
        return [people.county.seed]
    return [people.seed, *(seed * _MANY + k for k in range(1, lives))]
