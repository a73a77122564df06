"""Dates in force: from when until when a rule is law, and which of several rules of one name is law on a day."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from workbench.engine.rule import Rule
from workbench.errors import RuleError

Versions = Mapping[str, tuple[Rule, ...]]  # by name, those with dates, the earliest first
_DAY = timedelta(days=1)


def versions_of(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """Gather rules by name, the earliest first; raises RuleError when two of one name are in force at once."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.name, []).append(rule)
    return {name: _in_order(name, ones) for name, ones in found.items()}


def _in_order(name: str, rules: list[Rule]) -> tuple[Rule, ...]:
    ordered = sorted(rules, key=_start)
    for one, other in itertools.pairwise(ordered):
        if _end(one) >= _start(other):
            if not (one.dated or other.dated):
                raise RuleError(f"the rule {name!r} is defined twice: {one.place} and {other.place}")
            periods = f"{one.place} ({in_force_words(one)}) and {other.place} ({in_force_words(other)})"
            raise RuleError(f"two rules {name!r} are in force at once: {periods}")
    return tuple(ordered)


def replaced_from(old: Sequence[Rule], new: Sequence[Rule]) -> tuple[Rule, ...]:
    """Put new rules in the place of old ones of their name, as long as the new ones are in force, in their order."""
    kept = list(old)
    for one in new:
        kept = [piece for rule in kept for piece in _outside(rule, one)]
    return tuple(sorted([*kept, *new], key=_start))


def in_force(name: str, rules: Sequence[Rule], day: date) -> Rule | None:
    """Return the rule in force on a day, or None before the first and after the last of them.

    Raises RuleError for a day in a gap between two.
    """
    for rule in rules:
        if _start(rule) <= day <= _end(rule):
            return rule
    if _start(rules[0]) < day < _end(rules[-1]):
        raise RuleError(f"rule {name!r}: nothing is in force on {day}; there are rules {periods_words(rules)}")
    return None


def periods_words(rules: Sequence[Rule]) -> str:
    """Write the periods of several rules for a message."""
    return ", ".join(in_force_words(rule) for rule in rules)


def in_force_words(rule: Rule) -> str:
    """Write from when until when a rule is in force; nothing for a rule without dates."""
    start, end = rule.start_date, rule.end_date
    if start is None:
        return f"until {end}" if end is not None else "without dates"
    return f"from {start} until {end}" if end is not None else f"from {start}"


def _start(rule: Rule) -> date:
    return rule.start_date or date.min


def _end(rule: Rule) -> date:
    return rule.end_date or date.max


def _outside(rule: Rule, other: Rule) -> list[Rule]:
    """The parts of a rule's period in which another one isn't in force."""
    if _end(rule) < _start(other) or _end(other) < _start(rule):
        return [rule]
    parts = []
    if _start(rule) < _start(other):
        parts.append(replace(rule, end_date=_start(other) - _DAY))
    if _end(other) < _end(rule):
        parts.append(replace(rule, start_date=_end(other) + _DAY))
    return parts
