"""Why does this household get this amount? Every step in plain words, from the rules that the kernel runs.

`Explanation.tree()` is the answer as a tree: what is paid, and below it each value that it follows from, down to what
is told of the family and the parameters. As JSON (`to_json`) a node has

    rule, zh, who, value, unit, clause, sentence   what was worked out, for whom, by which sentence of law
    citation, in_force                             the clause in full; from when until when the rule is law, if it says
    told                                           inputs of the family: {name, zh, value, unit}
    parameters                                     {name, zh, value, unit, status, source, since}
    because                                        the nodes that it follows from
    again                                          true: the same value stands higher up, with its reasons
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Any

import polars as pl

from workbench.engine.graph import RuleBook
from workbench.engine.periods import in_force_words
from workbench.engine.plain import PlainResult, Step, Value, run_plain
from workbench.engine.rule import Input, Rule
from workbench.errors import InputError, unknown
from workbench.language import unit_name, word
from workbench.law import PROGRAMMES, cited
from workbench.law.citations import citations
from workbench.luck import normal_draws, uniform_draws
from workbench.parameter.book import Resolved
from workbench.population import Population
from workbench.simulation.run import Run
from workbench.simulation.totals import payments_a_year

WHOLE = "household_all_aid"
Node = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Explanation:
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
            "value": written(step.value),
            "unit": rule.unit,
            "clause": rule.clause,
            "sentence": rule.sentence,
            "from": ", ".join(f"{name} = {written(value)}" for name, value in step.arguments.items()),
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

    def tree(self, rule: str = WHOLE) -> Node:
        """Return the reasons of one rule's value as nested nodes; see the module for their keys.

        `rule` may be any household's or person's rule; of a person's rule the first member's value is explained.
        Raises UnknownNameError for a rule that isn't in the law.
        """
        if rule not in self.book.rules:
            raise unknown("rule", rule, self.book.rules)
        member = 0 if self.book.rules[rule].entity == "person" and self.person_ids else None
        return self._node(rule, member, set())

    def _node(self, name: str, member: int | None, seen: set[tuple[str, int | None]]) -> Node:
        rule = self.book.rules[name]
        node: Node = {
            "rule": name,
            "zh": rule.zh,
            "who": self._who(rule, member),
            "value": plain_value(self._value(name, member)),
            "unit": rule.unit,
            "clause": rule.clause,
            "citation": cited(rule.clause),
            "sentence": rule.sentence,
            "in_force": in_force_words(rule) if rule.dated else None,
        }
        if (name, member) in seen:
            return {**node, "told": [], "parameters": [], "because": [], "again": True}
        seen.add((name, member))
        members: Sequence[int | None] = range(len(self.person_ids)) if rule.entity == "sum" else [member]
        told, used, because = [], [], []
        for one in members:
            step = self._steps.get((name, one))
            for argument, value in step.arguments.items() if step is not None else ():
                if argument in self.book.rules:
                    because.append(self._node(argument, self._member_of(argument, one), seen))
                elif argument in self.book.inputs:
                    told.append(self._told(self.book.inputs[argument], one, value))
                else:
                    used.append(self._parameter(self.resolved[argument]))
        distinct = list({parameter["name"]: parameter for parameter in used}.values())
        return {**node, "told": told, "parameters": distinct, "because": because, "again": False}

    def _member_of(self, rule: str, member: int | None) -> int | None:
        return member if self.book.rules[rule].entity == "person" else None

    def _value(self, name: str, member: int | None) -> Value:
        value = self.result[name]
        if not isinstance(value, tuple):
            return value
        return value[member] if member is not None and value else 0

    def _told(self, item: Input, member: int | None, value: Value) -> Node:
        who = "household" if item.entity == "household" else f"person {self.person_ids[member or 0]}"
        return {"name": item.name, "zh": item.zh, "who": who, "value": plain_value(value), "unit": item.unit}

    def _parameter(self, resolved: Resolved) -> Node:
        parameter = resolved.parameter
        return {
            "name": parameter.name,
            "zh": parameter.zh,
            "value": resolved.written,
            "unit": parameter.unit,
            "status": resolved.status,
            "source": resolved.source,
            "since": str(resolved.since) if resolved.since is not None else None,
        }

    def to_json(self, rule: str = WHOLE) -> str:
        """Return the tree as JSON text (UTF-8, indented); the module's text documents its keys."""
        content = {"household_id": self.household_id, "amounts_yuan_per_month": self.amounts(), "tree": self.tree(rule)}
        return json.dumps(content, ensure_ascii=False, indent=2)

    def text(self, rule: str = WHOLE) -> str:
        """Write the reasons of a value as an indented text, one step a line."""
        return "\n".join(_text_lines(self.tree(rule), 0))

    def show(self, rule: str = WHOLE) -> Explanation:
        """Return itself with the reasons of a value as its tree, for a notebook to show; the whole if none is named."""
        self.tree(rule)  # refuses a value that isn't there
        return replace(self, shown=rule)

    def _repr_html_(self) -> str:
        return f'<div style="font-size:13px;line-height:1.5">{_html(self.tree(self.shown), 0)}</div>'

    def __repr__(self) -> str:
        return self.text()


def _text_lines(node: Node, depth: int) -> Iterator[str]:
    indent = "  " * depth
    again = " (see above)" if node["again"] else ""
    yield f"{indent}{node['rule']} ({node['zh']}), {node['who']} = {_cell(node['value'])} {node['unit']}{again}"
    if node["again"]:
        return
    yield f"{indent}  [{citations().written(node['clause'], 'en')}] {_sentence(node)}"
    for told in node["told"]:
        yield f"{indent}  told: {told['name']} ({told['zh']}), {told['who']} = {_cell(told['value'])} {told['unit']}"
    for used in node["parameters"]:
        value = f"{_cell(used['value'])} {used['unit']}"
        yield f"{indent}  parameter: {used['name']} ({used['zh']}) = {value}, {used['status']}: {used['source']}"
    for reason in node["because"]:
        yield from _text_lines(reason, depth + 1)


def _sentence(node: Node) -> str:
    return f"{node['sentence']} (in force {node['in_force']})" if node["in_force"] else str(node["sentence"])


def _html(node: Node, depth: int) -> str:
    """One node as a part that opens and closes, in the language that is on; the first two levels stand open."""
    head = (
        f"<b>{html.escape(node['zh'])}</b> <code>{html.escape(node['rule'])}</code> "
        f"<span style='color:#555'>{_for_whom(node)}</span> "
        f"<b style='font-variant-numeric:tabular-nums'>{_amount(node)}</b>"
    )
    if node["again"]:
        return f"<div style='margin-left:18px;color:#555'>{head} ↑</div>"
    lines = [f"<div style='color:#555'>[{html.escape(node['citation'])}] {html.escape(_sentence(node))}</div>"]
    lines += [f"<div>{html.escape(told['zh'])} ({_for_whom(told)}): {_amount(told)}</div>" for told in node["told"]]
    lines += [
        f"<div>{html.escape(p['zh'])}: {_amount(p)} "
        f"<span style='color:#555'>({word('common.' + p['status'])}: {html.escape(p['source'])})</span></div>"
        for p in node["parameters"]
    ]
    inner = "".join(_html(reason, depth + 1) for reason in node["because"])
    opened = " open" if depth < 2 else ""
    body = "".join(f"<div style='margin-left:18px'>{line}</div>" for line in lines)
    style = f"margin-left:{18 if depth else 0}px"
    return f"<details{opened} style='{style}'><summary>{head}</summary>{body}{inner}</details>"


def _for_whom(node: Node) -> str:
    who, _, number = str(node["who"]).partition(" ")
    return html.escape(word(f"family.who_{who}", n=number))


def _amount(part: Node) -> str:
    if part["unit"] == "yes/no":
        return word("family.yes" if part["value"] else "family.no")
    return html.escape(f"{_cell(part['value'])} {unit_name(part['unit'])}")


def written(value: Value) -> str:
    """Write a value as a reader wants it: yes or no, a category's word, at most two digits after the point."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, IntEnum):
        return value.name.lower()
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def plain_value(value: Value) -> bool | int | float | str:
    """Return a value that JSON can hold: a category as its word."""
    return value.name.lower() if isinstance(value, IntEnum) else value


def _cell(value: bool | float | str) -> str:
    return value if isinstance(value, str) else written(value)


def explain(run: Run, household_id: int) -> Explanation:
    """Explain what one household of a run gets, rule by rule, with clause and sentence.

    Raises InputError when the household is not in the population.
    """
    population = run.population
    found = population.households["household_id"].index_of(household_id)
    if found is None:
        known = population.households["household_id"].to_list()
        raise InputError(f"no household {household_id}; ids run from {min(known)} to {max(known)}")
    columns = population.arrays()
    first, last = int(columns.starts[found]), int(columns.starts[found + 1])
    inputs = run.book.inputs.values()
    household = {i.name: _told(population, i, found) for i in inputs if i.entity == "household"}
    people = [{i.name: _told(population, i, row) for i in inputs if i.entity == "person"} for row in range(first, last)]
    values = {name: item.value for name, item in run.resolved.items()}
    people_ids = population.persons["person_id"][first:last].to_list()
    result = run_plain(run.book, household, people, values)
    return Explanation(household_id, tuple(people_ids), result, run.book, run.resolved)


def _told(population: Population, item: Input, row: int) -> Value:
    if item.draw is not None:
        frame = population.persons if item.entity == "person" else population.households
        ids = frame[f"{item.entity}_id"][row : row + 1].to_numpy()
        draw = normal_draws if item.draw == "normal" else uniform_draws
        return float(draw(population.seed, item.name, ids)[0])
    return told_of(population, item, row)


def told_of(population: Population, item: Input, row: int) -> Value:
    """Return one input of one person or household as the law reads it (categories as members, not codes)."""
    columns = population.arrays()
    table = columns.person if item.entity == "person" else columns.household
    value: Value = table[item.name][row].item()
    return item.kind(int(value)) if issubclass(item.kind, IntEnum) else value
