"""Runs the law as plain Python for one household and records every step: the same rules, no second path."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engine.graph import RuleBook
from workbench.engine.rule import LARGEST_VALUE, Rule
from workbench.engine.source_text import is_own
from workbench.errors import InputError, RuleError
from workbench.language import in_language, word, written
from workbench.view import View, Viewed

Value = bool | int | float


@dataclass(frozen=True)
class Step:
    """One rule applied to one member (or to the household or county, when `member` is None)."""

    rule: Rule
    member: int | None
    arguments: Mapping[str, Value]
    value: Value


@dataclass(frozen=True, repr=False)
class PlainResult(Viewed):
    """Every value of one household: the county's and its own by name, its members' as lists; and the steps."""

    household: Mapping[str, Value]
    members: Mapping[str, tuple[Value, ...]]
    steps: tuple[Step, ...]

    def __getitem__(self, name: str) -> Value | tuple[Value, ...]:
        if name in self.household:
            return self.household[name]
        return self.members[name]

    def _line(self) -> str:
        paid = {name: value for name, value in self.household.items() if name.startswith("household_")}
        found = ", ".join(f"{name} {value:g}" for name, value in list(paid.items())[-3:])
        people = len(next(iter(self.members.values()), ()))
        return f"PlainResult({len(self.steps)} steps for a household of {people}: {found})"

    def _view(self) -> View:
        rules = {
            step.rule.name: step.rule for step in self.steps if step.rule.unit == "yuan/month" and step.member is None
        }
        facts = [
            (in_language(rule.zh, name), written(float(self.household[name]), rule.unit))
            for name, rule in rules.items()
            if self.household.get(name)
        ]
        return View(word("views.plain_result", n=len(self.steps)), facts)


def run_plain(
    book: RuleBook,
    household: Mapping[str, Value],
    members: Sequence[Mapping[str, Value]],
    parameters: Mapping[str, float],
    targets: Iterable[str] | None = None,
) -> PlainResult:
    """Apply the law to one household in plain Python.

    `household` and `members` give the inputs by name, `parameters` the numbers in force; `targets` defaults to every
    rule. Raises InputError for a missing input, RuleError when a rule returns another type than it promises.
    """
    rules = book.needed(book.order if targets is None else targets)
    own: dict[str, Value] = {**parameters, **household}
    for name, value in parameters.items():
        if name in book.parameters and book.parameters[name].choices:
            own[name] = int(value)
    people: list[dict[str, Value]] = [dict(member) for member in members]
    steps: list[Step] = []
    for rule in rules:
        if rule.entity in ("county", "household"):
            step = _apply(rule, None, own, {})
            own[rule.name] = step.value
            steps.append(step)
            continue
        applied = [_apply(rule, index, own, person) for index, person in enumerate(people)]
        steps.extend(applied)
        if rule.entity == "sum":
            total: Value = 0.0 if rule.returns is float else 0
            for step in applied:  # in the order of the members, as the kernel adds
                total += step.value
            own[rule.name] = total
        else:
            for person, step in zip(people, applied, strict=True):
                person[rule.name] = step.value
    named = [rule.name for rule in rules if rule.entity == "person"]
    by_member = {name: tuple(person[name] for person in people) for name in named}
    values = {rule.name: own[rule.name] for rule in rules if rule.entity != "person"}
    return PlainResult(values, by_member, tuple(steps))


def run_plain_columns(
    book: RuleBook, household: Mapping[str, Value], parameters: Mapping[str, Sequence[float]], targets: Iterable[str]
) -> dict[str, list[Value]]:
    """Apply rules of the county and of one household without members to many scenarios; values by rule, in their order.

    `parameters`: by name one number per scenario, all of the same length. Each rule is applied once to every
    combination of its arguments that occurs. Raises as `run_plain`, and RuleError for a rule that asks for members.
    """
    scenarios = len(next(iter(parameters.values())))
    columns = {name: _Column.of([value] * scenarios) for name, value in household.items()}
    found: dict[str, list[Value]] = {}
    for rule in book.needed(targets):
        if rule.entity not in ("county", "household"):
            raise RuleError(f"{rule.place}: rule {rule.name!r} asks for members, of whom there are none here")
        for name in rule.arguments:
            if name not in columns and name not in parameters:
                raise InputError(f"rule {rule.name!r} needs {name!r}, which the household lacks")
            if name not in columns:
                choice = name in book.parameters and book.parameters[name].choices
                columns[name] = _Column.of([int(value) for value in parameters[name]] if choice else parameters[name])
        rows, place = _combinations([columns[name] for name in rule.arguments], scenarios)
        values = [_checked(rule, rule.function(*row)) for row in rows]
        found[rule.name] = [values[k] for k in place.tolist()]
        columns[rule.name] = _Column.of(found[rule.name])
    return found


@dataclass(frozen=True, eq=False)
class _Column:
    """One name's values in many scenarios: the different ones, and the place in them of each scenario's; (scenarios,).

    A grid has many scenarios and few values of each name, so that rules are worked out for few combinations.
    """

    different: list[Value]
    place: NDArray[np.int64]

    @classmethod
    def of(cls, values: Sequence[Value]) -> _Column:
        places = {value: k for k, value in enumerate(dict.fromkeys(values))}
        if len(places) == 1:
            return cls(list(places), np.zeros(len(values), np.int64))
        return cls(list(places), np.fromiter(map(places.__getitem__, values), np.int64, len(values)))


def _combinations(columns: Sequence[_Column], scenarios: int) -> tuple[list[tuple[Value, ...]], NDArray[np.int64]]:
    """Return the combinations of values that occur, in the order of the first scenario that has each, and its place.

    The place of each scenario's combination among them has the shape (scenarios,).
    """
    place = np.zeros(scenarios, np.int64)
    for column in columns:
        if len(column.different) > 1:  # numbered anew each time: the numbers stay below scenarios squared
            _, place = np.unique(place * len(column.different) + column.place, return_inverse=True)
    _, first, place = np.unique(place, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    rows = [tuple(column.different[column.place[k]] for column in columns) for k in first[order].tolist()]
    return rows, rank[place]


def _apply(rule: Rule, member: int | None, own: Mapping[str, Value], person: Mapping[str, Value]) -> Step:
    arguments: dict[str, Value] = {}
    for name in rule.arguments:
        if name in person:
            arguments[name] = person[name]
        elif name in own:
            arguments[name] = own[name]
        else:
            who = "the household" if member is None else f"member {member + 1}"
            raise InputError(f"rule {rule.name!r} needs {name!r}, which {who} lacks")
    return Step(rule, member, arguments, _checked(rule, rule.function(**arguments)))


def unusable(rule: Rule) -> str:
    """Say of a rule that it returns what can't be added up."""
    return f"rule {rule.name!r} returns no number that can be used (from -{LARGEST_VALUE:g} to {LARGEST_VALUE:g})"


def _checked(rule: Rule, value: Any) -> Value:
    """Refuse a value of another type than the rule promises; a whole number may stand for a float."""
    promised = rule.returns
    fits = isinstance(value, promised) or (promised is float and isinstance(value, int))
    if promised is int and isinstance(value, bool) and not issubclass(promised, IntEnum):
        fits = False
    if not fits:
        raise RuleError(f"{rule.place}: rule {rule.name!r} promises {promised.__name__} but returned {value!r}")
    if not math.isfinite(value) or (abs(value) > LARGEST_VALUE and not is_own(rule.function)):
        raise RuleError(f"{rule.place}: {unusable(rule)}: {value!r}")
    return float(value) if promised is float else value
