"""A surveyed take-up rate, put in as such: the share of the entitled households that receive dibao.

The law's take-up parameter t₀ is a multiple of a probability, not a rate: whom it reaches depends on the gap of the
family, on hardship and on the error of the income check too. Here t₀ is fitted so that the county's rate is the
surveyed one, all else as in the scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

import polars as pl

from workbench.arguments import check_kinds, share
from workbench.categories import Residence
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.errors import InputError, unknown
from workbench.measures import take_up
from workbench.parameter.book import Override, Status
from workbench.parameter.distributions import Spread
from workbench.parameter.ranges import Range
from workbench.population import Population
from workbench.portable_math import find_root
from workbench.results import checked
from workbench.scenario import Scenario, need_same_place
from workbench.simulation.preparation import parameter_table, prepare
from workbench.simulation.run import Run

# Rules whose rows the rate is counted from: entitled by true income and property; paid as a family or for members.
TAKE_UP_ROWS = ("dibao_eligible", "dibao_household")
_ENTITLED, _PAID = TAKE_UP_ROWS
Rate = float | Sequence[float]


@check_kinds
def take_up_rates(run: Run) -> pl.DataFrame:
    """Return one row per residence: residence, entitled_households, paid_households, take_up_rate (NaN for nobody).

    >>> take_up_rates(run)

    Entitled are households whose true income is below the standard and whose property passes; paid are those of them
    that receive dibao. Raises InputError for a run without these rows.
    """
    weight = run.population.arrays().household["weight"]
    code = run.population.arrays().household["residence"]
    entitled, paid = (run.row(name) for name in TAKE_UP_ROWS)
    rows = []
    for one in sorted(Residence):
        here = code == one
        numbers = (float(weight[here & entitled].sum()), float(weight[here & entitled & paid].sum()))
        rows.append((one.name.lower(), *numbers, take_up(entitled[here], paid[here], weight[here])))
    columns = ["residence", "entitled_households", "paid_households", "take_up_rate"]
    return checked(pl.DataFrame(rows, schema=columns, orient="row"), "take_up_rates")


@check_kinds
def fit_take_up_rate(
    population: Population,
    scenario: Scenario,
    *,
    urban: Rate | None = None,
    rural: Rate | None = None,
    source: str,
    status: Status = "estimated",
) -> Scenario:
    """Return the scenario in which the surveyed share of the entitled households receives dibao.

    >>> surveyed = wb.fit_take_up_rate(county, baseline, rural=0.62, source="our survey of two villages")

    urban, rural: the rate, a share from 0 to 1, or three of them (low, rate, high) where low and high hold the truth
    four times in five: t₀ then has the range that gives these; of a rate alone the scenario's range is kept if it holds
    t₀ (the value's source says so). A residence that isn't named keeps what it has. source: who surveyed it, when; it
    stands with the value. See `take_up_rates` for what a run gives.
    Raises InputError for no rate, a share outside 0 to 1, ends that cross, nobody entitled, and a rate that no t₀
    gives, with the lowest and the highest that one does.
    """
    need_same_place(population, scenario)
    if status not in get_args(Status):
        raise unknown("status", str(status), get_args(Status))
    if len(source.strip()) < 3:
        raise InputError(f"fit_take_up_rate: source={source!r}; say who surveyed the rate, and when")
    given = {one: rate for one, rate in ((Residence.URBAN, urban), (Residence.RURAL, rural)) if rate is not None}
    if not given:
        raise InputError("fit_take_up_rate: urban=… or rural=… is wanted, the share of the entitled who receive")
    fitted = {}
    for residence, rate in given.items():
        word = residence.name.lower()
        wanted = _rates(word, rate)
        name = f"dibao_take_up_{word}"
        rate_at = _rate_of(population, scenario, residence, name)
        valid = scenario.book.parameters[name].valid
        levels = [_level(rate_at, one, word, valid) for one in wanted]
        middle = levels[len(levels) // 2]
        spread = Spread(low=levels[0], high=levels[-1]) if len(levels) > 1 else None
        said = f"{source}: {wanted[len(wanted) // 2]:.1%} of the entitled {word} households receive dibao"
        how = f"t₀ fitted to that rate in {population.persons.height:,} persons, {population.tail or 'no'} income tail"
        fitted[name] = scenario.with_known_range(name, Override(middle, status, f"{said}; {how}", spread))
    return scenario.replace(**fitted)


def _rates(word: str, given: Rate) -> list[float]:
    """Return the rate alone, or low, rate and high."""
    listed = [given] if isinstance(given, int | float) else list(given)
    if len(listed) not in (1, 3):
        raise InputError(f"fit_take_up_rate: {word}={given!r}; a share from 0 to 1, or (low, rate, high) is wanted")
    rates = [share(f"fit_take_up_rate: {word}", one, zero=True) for one in listed]
    if rates != sorted(rates):
        raise InputError(f"fit_take_up_rate: {word}={given!r}; low, rate and high must not fall")
    return rates


def _rate_of(population: Population, scenario: Scenario, residence: Residence, name: str) -> Callable[[float], float]:
    """Return the function from t₀ to the share of the entitled households of a residence that receive."""
    request = KernelRequest(scenario.book, (), TAKE_UP_ROWS)
    here = population.arrays().household["residence"] == residence
    people = population.kept(here)
    ready = prepare(people, request.inputs)
    weight = people.arrays().household["weight"]
    base = {one: item.value for one, item in scenario.resolved().items()}

    def rate(level: float) -> float:
        table = parameter_table(request.parameters, [{**base, name: level}])
        _, rows = run_kernel(request, ready.arrays, ready.starts, ready.cell, ready.weight, table, ready.cells)
        return take_up(rows[_ENTITLED], rows[_PAID], weight)

    return rate


def _level(rate_at: Callable[[float], float], wanted: float, word: str, valid: Range | None) -> float:
    """Return the t₀ at which the rate is the wanted one, to four digits."""
    low, high = (0.0, 1.0) if valid is None else (valid.low or 0.0, valid.high or 1.0)
    least, most = rate_at(low), rate_at(high)
    if not least <= wanted <= most:
        if not least <= most:
            raise InputError(f"fit_take_up_rate: nobody among the {word} residents is entitled to dibao")
        raise InputError(
            f"fit_take_up_rate: {word}={wanted:g}; {least:.3f} to {most:.3f} can be reached, with t₀ from {low:g} to "
            f"{high:g}: members paid alone receive whatever t₀ is, and the error of the income check "
            "(income_assessment_sd) turns some of the entitled away"
        )
    return float(f"{find_root(lambda level: rate_at(level) - wanted, low, high, within=1e-6):.4g}")
