"""To which cause a change belongs: each parameter of the law and of care has one, and so have people, beds and prices.

standards    the ratios, or a standard published instead of them
multiples    tekun multiples and care fee rates, category top-ups, the margin's multiple
prices       figures in yuan that nobody decides: consumption per head (with the ratio it makes the standard), minimum
             wage, incomes and premiums per head; with care also a care worker's cost, visits, a bed's running cost
take_up      who is found and applies, and how exactly incomes are judged
beds         with care: the homes' beds, the works that change them and their cost, who would live there, how far people
             go, how full beds are, residents per care worker, how long a bed lasts
population   the people
rules        rules of a scenario's own, with the parameters that it adds; rules of the law that begin or end between
             two dates
other_rules  parameters of every other rule of the law
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Literal

from workbench.care.steady_state import CareSystem
from workbench.errors import InputError
from workbench.language import word, written, written_range
from workbench.parameter.book import Parameter, Resolved
from workbench.parameter.distributions import Spread
from workbench.simulation.notices import Notice, notice

Cause = Literal["standards", "multiples", "prices", "take_up", "beds", "rules", "other_rules", "population"]
CAUSES: tuple[Cause, ...] = (
    "standards",
    "multiples",
    "prices",
    "take_up",
    "beds",
    "rules",
    "other_rules",
    "population",
)
BED_PRICES = ("ordinary_bed_cost_yuan_per_year", "nursing_bed_cost_yuan_per_year")
# Columns of the homes' table on which beds depend in a settled year; what is built or converted stands in the works.
_BED_COLUMNS = ("town", "beds", "nursing_beds", "other_residents", "other_nursing_residents")


def cause_of(parameter: Parameter) -> Cause:
    """Say to which cause a change of a parameter belongs, as its file declares."""
    return parameter.cause


def care_causes(before: CareSystem, after: CareSystem) -> set[Cause]:
    """Say which causes differ between two care systems.

    Raises InputError when they aren't the same homes: a home's price is compared with its own.
    """
    one, two = (system.homes.sort("home_id") for system in (before, after))
    if one["home_id"].to_list() != two["home_id"].to_list():
        only = sorted(set(one["home_id"]) ^ set(two["home_id"]))
        raise InputError(
            f"decompose: both lists must hold the same homes; {', '.join(map(str, only))} stand in one of them only "
            f"(a home that is closed or not yet open has 0 beds)"
        )
    found: set[Cause] = set()
    if not one.select(BED_PRICES).equals(two.select(BED_PRICES)):
        found.add("prices")
    works = [system.works.sort(system.works.columns) for system in (before, after)]
    if not one.select(_BED_COLUMNS).equals(two.select(_BED_COLUMNS)) or not works[0].equals(works[1]):
        found.add("beds")
    return found


def notices_of_ranges(before: Mapping[str, Resolved], after: Mapping[str, Resolved]) -> tuple[Notice, ...]:
    """Warn of each value that was changed while its range stayed: in the futures it then changes by less.

    before, after: the parameters on which what is split depends.
    """
    return tuple(
        notice(partial(_range_words, item, before[name].value, item.spread), name)
        for name, item in after.items()
        if name in before
        and item.spread is not None
        and item.value != before[name].value
        and item.spread == before[name].spread
    )


def _range_words(item: Resolved, before: float, spread: Spread) -> str:
    unit = item.parameter.unit
    ends = {"first": written(before, unit), "last": written(item.value, unit)}
    within = written_range(spread.low, spread.high, unit)
    return word("decisions.range_kept", name=item.parameter.label, range=within, **ends)


def mixed(beds: CareSystem, prices: CareSystem) -> CareSystem:
    """Return the beds and works of one care system at the bed prices of another."""
    column = prices.homes.select("home_id", *BED_PRICES)
    homes = beds.homes.drop(BED_PRICES).join(column, on="home_id", how="left", maintain_order="left")
    return CareSystem(homes.select(beds.homes.columns), beds.works)
