"""Why does this household get this amount? Every step in plain words, from the rules that the kernel runs.

`Explanation.tree()` is the answer as a tree of `reasons.Reason`: what is paid, and below it each value that it follows
from, down to the inputs of the family and the parameters. `to_json` writes the same tree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

import polars as pl

from workbench.arguments import check_kinds, whole_number
from workbench.engine.graph import RuleBook
from workbench.engine.periods import in_force_words
from workbench.engine.plain import PlainResult, Step, Value, run_plain
from workbench.engine.rule import Input, Rule
from workbench.errors import InputError, unknown
from workbench.household.reasons import GivenValue, ParameterValue, Reason, plain_value, text_lines, tree_html
from workbench.language import in_column, written
from workbench.law import PROGRAMMES, cited
from workbench.parameter.book import Resolved
from workbench.population import Population
from workbench.population.contract import LARGEST_ID
from workbench.population.memory import drawn
from workbench.simulation.run import Run
from workbench.simulation.totals import payments_a_year
from workbench.view import Printed

WHOLE = "household_all_aid"


@dataclass(frozen=True, eq=False, repr=False)
class Explanation(Printed):
    """All steps of one household, in the order of the law; `book` and `resolved` are the law that was applied."""

    household_id: int
    person_ids: tuple[int, ...]
    result: PlainResult
    book: RuleBook
    resolved: Mapping[str, Resolved]
    shown: str = WHOLE

    @property
    def table(self) -> pl.DataFrame:
        """One row per step: rule, who, value, unit, clause, the sentence of law and the numbers that went in."""
        return pl.DataFrame([self._row(step) for step in self.result.steps])

    def _row(self, step: Step) -> dict[str, object]:
        rule = step.rule
        return {
            "rule": rule.name,
            "zh": rule.zh,
            "who": self._who(rule, step.member),
            "value": in_column(step.value, rule.unit),
            "unit": rule.unit,
            "clause": rule.clause,
            "sentence": rule.sentence,
            "from": ", ".join(
                f"{name} = {written(value, self.book.units[name])}" for name, value in step.arguments.items()
            ),
        }

    def _who(self, rule: Rule, member: int | None) -> str:
        if member is not None:
            return f"person {self.person_ids[member]}"
        return "county" if rule.entity == "county" else "household"

    def amounts(self) -> dict[str, float]:
        """Return what each programme pays the household, in yuan a month (yearly amounts: a twelfth); 0 left out."""
        found = {}
        for programme in PROGRAMMES:
            amount = sum(self._monthly(rule) for rule in programme.amounts)
            if amount:
                found[programme.name] = amount
        return found

    def _monthly(self, rule: str) -> float:
        value = self.result[rule]
        whole = sum(value) if isinstance(value, tuple) else value
        return float(whole) * payments_a_year(self.book.rules[rule]) / 12

    @cached_property
    def _steps(self) -> dict[tuple[str, int | None], Step]:
        """Each step by rule and member; a sum is found under no member, as the household's value."""
        return {(step.rule.name, step.member): step for step in self.result.steps}

    def tree(self, rule: str = WHOLE) -> Reason:
        """Return one rule's value with the reasons that it follows from.

        `rule` may be any household's or person's rule; of a person's rule the first member's value is explained.
        Raises UnknownNameError for a rule that isn't in the law.
        """
        if rule not in self.book.rules:
            raise unknown("rule", rule, self.book.rules)
        member = 0 if self.book.rules[rule].entity == "person" and self.person_ids else None
        return self._reason(rule, member, set())

    def _reason(self, name: str, member: int | None, seen: set[tuple[str, int | None]]) -> Reason:
        rule = self.book.rules[name]
        reason = Reason(
            rule=name,
            zh=rule.zh,
            who=self._who(rule, member),
            value=plain_value(self._value(name, member)),
            unit=rule.unit,
            clause=rule.clause,
            citation=cited(rule.clause),
            sentence=rule.sentence,
            in_force=in_force_words(rule) if rule.dated else None,
        )
        if (name, member) in seen:
            return replace(reason, repeated=True)
        seen.add((name, member))
        members: Sequence[int | None] = range(len(self.person_ids)) if rule.entity == "sum" else [member]
        given: list[GivenValue] = []
        used: dict[str, ParameterValue] = {}
        reasons: list[Reason] = []
        for one in members:
            step = self._steps.get((name, one))
            for argument, value in step.arguments.items() if step is not None else ():
                if argument in self.book.rules:
                    reasons.append(self._reason(argument, self._member_of(argument, one), seen))
                elif argument in self.book.inputs:
                    given.append(self._given(self.book.inputs[argument], one, value))
                else:
                    used[argument] = _parameter_value(self.resolved[argument])
        return replace(reason, inputs=tuple(given), parameters=tuple(used.values()), reasons=tuple(reasons))

    def _member_of(self, rule: str, member: int | None) -> int | None:
        return member if self.book.rules[rule].entity == "person" else None

    def _value(self, name: str, member: int | None) -> Value:
        value = self.result[name]
        if not isinstance(value, tuple):
            return value
        return value[member] if member is not None and value else 0

    def _given(self, item: Input, member: int | None, value: Value) -> GivenValue:
        who = "household" if item.entity == "household" else f"person {self.person_ids[member or 0]}"
        return GivenValue(item.name, item.zh, who, plain_value(value), item.unit)

    def to_json(self, rule: str = WHOLE) -> str:
        """Return the tree as JSON text (UTF-8, indented), its keys named as the fields of `reasons.Reason`."""
        content = {
            "household_id": self.household_id,
            "amounts_yuan_per_month": self.amounts(),
            "tree": self.tree(rule).to_dict(),
        }
        return json.dumps(content, ensure_ascii=False, indent=2)

    def text(self, rule: str = WHOLE) -> str:
        """Write the reasons of a value as an indented text, one step a line."""
        return "\n".join(text_lines(self.tree(rule)))

    def show(self, rule: str = WHOLE) -> Explanation:
        """Return itself with the reasons of a value as its tree, for a notebook to show; the whole if none is named."""
        self.tree(rule)  # refuses a value that isn't there
        return replace(self, shown=rule)

    def _line(self) -> str:
        paid = ", ".join(f"{name} {amount:,.2f}" for name, amount in self.amounts().items()) or "nothing"
        return f"Explanation(household {self.household_id}, {len(self.person_ids)} members: {paid} yuan/month)"

    def _repr_html_(self) -> str:
        return tree_html(self.tree(self.shown))

    def __str__(self) -> str:
        return self.text(self.shown)


def _parameter_value(resolved: Resolved) -> ParameterValue:
    one, since = resolved.parameter, resolved.since
    date = None if since is None else str(since)
    return ParameterValue(one.name, one.zh, resolved.written, one.unit, resolved.status, resolved.source, date)


@check_kinds
def explain(run: Run, household_id: int) -> Explanation:
    """Explain what one household of a run gets, rule by rule, with clause and sentence.

    >>> explain(run, household_id=17).amounts()

    Raises InputError when the household is not in the population.
    """
    population = run.population
    found = population.households["household_id"].index_of(
        whole_number("household_id", household_id, -LARGEST_ID, LARGEST_ID)
    )
    if found is None:
        known = population.households["household_id"].to_list()
        raise InputError(f"no household {household_id}; ids run from {min(known)} to {max(known)}")
    columns = population.arrays()
    first, last = int(columns.starts[found]), int(columns.starts[found + 1])
    inputs = run.book.inputs.values()
    household = {i.name: _input(population, i, found) for i in inputs if i.entity == "household"}
    people = [
        {i.name: _input(population, i, row) for i in inputs if i.entity == "person"} for row in range(first, last)
    ]
    values = {name: item.value for name, item in run.resolved.items()}
    people_ids = population.persons["person_id"][first:last].to_list()
    result = run_plain(run.book, household, people, values)
    return Explanation(household_id, tuple(people_ids), result, run.book, run.resolved)


def _input(population: Population, item: Input, row: int) -> Value:
    if item.draw is not None:
        return float(drawn(population, item.name, item.entity, item.draw, slice(row, row + 1))[0])
    return input_of(population, item, row)


def input_of(population: Population, item: Input, row: int) -> Value:
    """Return one input of one person or household as the law reads it (categories as members, not codes)."""
    columns = population.arrays()
    table = columns.person if item.entity == "person" else columns.household
    value: Value = table[item.name][row].item()
    return item.kind(int(value)) if issubclass(item.kind, IntEnum) else value
