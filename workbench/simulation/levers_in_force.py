"""Which parameters have an effect in a scenario, and whether what is in force lies within the policy's corridor.

A parameter may be overruled by another one (a ratio by a published standard): its file says so, under `overruled_by`.
Then it changes nothing, and the corridor is held against the standard that is in force.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    readers = [rule for rule in book.rules.values() if name in rule.arguments]
    if not stated.holds(by, values[by.name]) or any(by.name not in rule.arguments for rule in readers):
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


def outside_corridor(name: str, values: Mapping[str, float], book: RuleBook, standards: Mapping[str, float]) -> bool:
    """Say whether what is in force leaves the corridor of a parameter; False for one without corridor."""
    corridor, stated = book.parameters[name].corridor, _stated(name, book).implied_by
    if corridor is None:
        return False
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
