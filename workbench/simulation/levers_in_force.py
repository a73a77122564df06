"""Which parameters have an effect in a scenario, and whether what is in force lies within the policy's corridor.

A parameter may be overruled by another one (a ratio by a published standard): its file says so, under `overruled_by`.
Then it changes nothing, and the corridor is held against the standard that is in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from workbench.engine.graph import RuleBook
from workbench.law import law
from workbench.parameter.book import Parameter

_MONTHS = 12
_HALF_A_YUAN = 0.5  # standards are in whole yuan: one that stands beyond the corridor's end by rounding is within it


def _stated(name: str, book: RuleBook) -> Parameter:
    """Return the parameter that says what overrules it: the law's, also where a scenario gives it other values."""
    own = law().parameters
    return own[name] if name in own else book.parameters[name]


def overruling(name: str, values: Mapping[str, float], book: RuleBook) -> Parameter | None:
    """Return the parameter that leaves another one without effect; None where it has one.

    values: every parameter's value as rules use it. A rule of one's own that reads the parameter, and not the one that
    would overrule it, gives it effect again.
    """
    stated = _stated(name, book).overruled_by
    if stated is None:
        return None
    by = book.parameters[stated.parameter]
    if not stated.holds(by, values[by.name]) or any(by.name not in rule.arguments for rule in book.readers(name)):
        return None
    return by


def in_force(name: str, values: Mapping[str, float], book: RuleBook, standards: Mapping[str, float]) -> float:
    """Return the value that a parameter has in effect: its own, or that which the standard in force implies.

    A published standard of 700 yuan a month with 27,291 yuan of consumption a year implies the ratio
    700 × 12 ÷ 27,291 = 0.308. standards: yuan a month by the name of their rule.
    """
    stated = _stated(name, book).implied_by
    if stated is None or overruling(name, values, book) is None:
        return values[name]
    return standards[stated.standard] * _MONTHS / values[stated.share_of]


def outside_corridor(
    name: str, values: Mapping[str, float], book: RuleBook, standards: Mapping[str, float], day: date
) -> bool:
    """Say whether what is in force on a day leaves the corridor of a parameter; False where none binds."""
    corridor = book.parameters[name].corridor
    if corridor is None or not corridor.binds(day):
        return False
    stated = _stated(name, book).implied_by
    effective = in_force(name, values, book, standards)
    if corridor.holds(effective):
        return False
    if overruling(name, values, book) is None:
        return True
    if stated is None:
        return False  # without effect, and nothing else is in force in its place
    rounding = _HALF_A_YUAN * _MONTHS / values[stated.share_of]
    low, high = corridor.low, corridor.high
    return (low is not None and effective < low - rounding) or (high is not None and effective > high + rounding)


def any_outside_corridor(
    names: Iterable[str],
    base: Mapping[str, float],
    swept: Mapping[str, Sequence[float]],
    book: RuleBook,
    standards: Mapping[str, Sequence[float]],
    day: date,
) -> list[bool]:
    """Say of each of many scenarios whether what is in force leaves the corridor of any of some parameters.

    base: every parameter's value; swept: what differs, a number per scenario; standards: yuan a month, one per
    scenario. Scenarios that agree in what decides on a parameter are held against its corridor once.
    """
    scenarios = len(next(iter(swept.values())))
    outside = np.zeros(scenarios, dtype=bool)
    for name in names:
        deciding = _deciding(name, book)
        columns = [standards.get(one) or swept.get(one) or [base[one]] * scenarios for one in deciding]
        rows = list(zip(*columns, strict=True))
        known: dict[tuple[float, ...], bool] = {}
        for row in dict.fromkeys(rows):
            given = dict(zip(deciding, row, strict=True))
            known[row] = outside_corridor(name, given, book, given, day)
        outside |= [known[row] for row in rows]
    found: list[bool] = outside.tolist()
    return found


def _deciding(name: str, book: RuleBook) -> tuple[str, ...]:
    """Return the parameters, and the standard, that decide whether the corridor of a parameter is left."""
    stated = _stated(name, book)
    by = (stated.overruled_by.parameter,) if stated.overruled_by else ()
    implied = (stated.implied_by.share_of, stated.implied_by.standard) if stated.implied_by else ()
    return (name, *by, *implied)
