"""What the caseload should look like: targets with tolerance and source, shares carried over by odds ratio.

A share of another place's recipients can't be used as it is where more people are old: the odds of an elder to be a
recipient are carried over instead, odds(target) = odds(source) · odds(here) / odds(source's residents).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from workbench.arguments import check_kinds
from workbench.calibration.caseload import INDICATORS
from workbench.categories import Residence
from workbench.errors import InputError, unknown
from workbench.parameter.book import STATUSES, Status
from workbench.place import TARGETS_FILE, current_place, need_place
from workbench.population import Population
from workbench.tables import read_table

_COLUMNS = ("indicator", "residence", "value", "tolerance", "base_share", "status", "source")
_AGES = {"elderly_share": (60, 200), "minor_share": (0, 18)}  # ages from, to (excluded)


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


@check_kinds
def default_targets(population: Population) -> tuple[Target, ...]:
    """Return the targets of the place in use (its targets.csv), for a population of it.

    >>> default_targets(county)[0].indicator

    A row with `base_share` holds a share of another place's recipients, and that place's share of residents: it is
    carried over to the population's own age shares. Raises InputError naming file and line for an unknown indicator or
    residence, a number that is none, an indicator that stands there twice.
    """
    need_place(population.place, "the population")
    table = read_table(current_place().file(TARGETS_FILE))
    for name in _COLUMNS:
        if name not in table.frame.columns:
            raise InputError(f"{table.name}: the column {name!r} is missing; wanted: {', '.join(_COLUMNS)}")
    found: dict[tuple[str, str], Target] = {}
    for number, row in enumerate(table.frame.select(_COLUMNS).iter_rows(named=True)):
        target = _target(row, table.at(number), population)
        if (target.indicator, target.residence) in found:
            raise InputError(f"{table.at(number)}: {target.indicator}, {target.residence} stands there twice")
        found[target.indicator, target.residence] = target
    return tuple(found.values())


def _target(row: Mapping[str, str | None], where: str, population: Population) -> Target:
    def number(name: str, low: float = 0.0) -> float:
        try:
            value = float(row[name] or "")
        except ValueError:
            value = math.nan
        if not low < value < math.inf:
            raise InputError(f"{where}: {name} {row[name]!r}; a number above {low:g} is wanted")
        return value

    indicator, residence, status = (row[name] or "" for name in ("indicator", "residence", "status"))
    for what, name, known in (
        ("indicator", indicator, INDICATORS),
        ("residence", residence, tuple(one.name.lower() for one in Residence)),
        ("status", status, STATUSES),
    ):
        if name not in known:
            raise unknown(what, name, known, where)
    if not (row["source"] or "").strip():
        raise InputError(f"{where}: a target without source is not accepted")
    value = number("value")
    if row["base_share"]:
        if indicator not in _AGES:
            raise InputError(f"{where}: base_share belongs to {' and '.join(_AGES)} alone; leave it empty")
        value = transported(value, number("base_share"), _share_aged(population, residence, *_AGES[indicator]))
    return Target(indicator, residence, value, number("tolerance"), cast("Status", status), str(row["source"]))


def _share_aged(population: Population, residence: str, low: int, high: int) -> float:
    columns = population.arrays()
    here = columns.to_persons(columns.household["residence"] == Residence[residence.upper()])
    age = columns.person["age"]
    weight = columns.to_persons(columns.household["weight"])
    return float(weight[here & (age >= low) & (age < high)].sum() / weight[here].sum())
