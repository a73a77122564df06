"""What the caseload should look like: targets with tolerance and source, shares carried over by odds ratio.

A share of another place's recipients can't be used as it is where more people are old: the odds of an elder to be a
recipient are carried over instead, odds(target) = odds(source) · odds(here) / odds(source's residents).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from workbench.arguments import check_kinds, described, known, listed
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
    for what, name, names in (
        ("indicator", indicator, INDICATORS),
        ("residence", residence, tuple(one.name.lower() for one in Residence)),
        ("status", status, STATUSES),
    ):
        if name not in names:
            raise unknown(what, name, names, where)
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


def kept_apart(held_out: Sequence[Target], targets: Sequence[Target]) -> tuple[Target, ...]:
    """Return what is held out; refuse what the fit is given too, since meeting it would be no test."""
    if not listed("held_out", held_out, "targets"):
        return ()
    kept = checked_targets(held_out, "held_out")
    fitted = {(one.indicator, one.residence) for one in targets}
    both = [f"{one.indicator}, {one.residence}" for one in kept if (one.indicator, one.residence) in fitted]
    if both:
        raise InputError(
            f"held_out: {'; '.join(both)} {'is' if len(both) == 1 else 'are'} fitted too, and what was fitted proves "
            "nothing; leave it out of the targets or of what is held out"
        )
    return kept


def checked_targets(targets: Sequence[Target], what: str = "targets") -> tuple[Target, ...]:
    """Return targets that somebody gave, each known and once; `what`: the name of the argument, for messages."""
    found: list[Target] = []
    for target in listed(what, targets, "targets"):
        if not isinstance(target, Target):
            raise InputError(f"{what}: {described(target)} stands there; Target(indicator, residence, …) is wanted")
        known("indicator", target.indicator, INDICATORS)
        known("residence", target.residence, ("urban", "rural"))
        if not target.tolerance > 0:
            raise InputError(f"{target.indicator} {target.residence}: the tolerance must be above 0")
        if any((target.indicator, target.residence) == (one.indicator, one.residence) for one in found):
            raise InputError(f"{what}: {target.indicator}, {target.residence} stands there twice")
        found.append(target)
    if not found:
        raise InputError("no targets: nothing can be fitted")
    return tuple(found)
