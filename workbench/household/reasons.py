"""The reasons of one value as a tree of frozen objects, and the tree as text, HTML and data for JSON.

A reason is one application of a rule: what it made, for whom, by which sentence of law, from which inputs of the
family, which parameters, and which other reasons. Values are yuan by the unit beside them; categories are words.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum

from workbench.engine.plain import Value
from workbench.language import word, written
from workbench.law.citations import citations
from workbench.view import Printed

PlainValue = bool | int | float | str  # what JSON can hold


@dataclass(frozen=True)
class GivenValue:
    """One input of the household or of a person."""

    name: str
    zh: str
    who: str
    value: PlainValue
    unit: str


@dataclass(frozen=True)
class ParameterValue:
    """One parameter with the value that was in force, its status and source, and since when it holds."""

    name: str
    zh: str
    value: float | str
    unit: str
    status: str
    source: str
    since: str | None


@dataclass(frozen=True, repr=False)
class Reason(Printed):
    """One rule's value for somebody, and what it follows from.

    who: "county", "household" or "person N". clause: the code of the clause; citation: the clause in full, in the
    language that was on. in_force: from when until when the rule is law, if it says. repeated: the same value stands
    higher up, with its reasons, and is not explained again.
    """

    rule: str
    zh: str
    who: str
    value: PlainValue
    unit: str
    clause: str
    citation: str
    sentence: str
    in_force: str | None
    inputs: tuple[GivenValue, ...] = ()
    parameters: tuple[ParameterValue, ...] = ()
    reasons: tuple[Reason, ...] = ()
    repeated: bool = False

    def to_dict(self) -> dict[str, object]:
        """Return the tree as nested mappings and lists of plain values, keys as the fields are named."""
        return asdict(self)

    @property
    def law(self) -> str:
        """The sentence of law, with the dates in force where the rule has any."""
        return f"{self.sentence} (in force {self.in_force})" if self.in_force else self.sentence

    def _line(self) -> str:
        return (
            f"Reason({self.rule}, {self.who}: {written(self.value, self.unit)}, from {len(self.reasons)} other values)"
        )

    def _repr_html_(self) -> str:
        return tree_html(self)


def plain_value(value: Value) -> PlainValue:
    """Return a value that JSON can hold: a category as its word."""
    return value.name.lower() if isinstance(value, IntEnum) else value


def text_lines(reason: Reason, depth: int = 0) -> Iterator[str]:
    """Write a tree, a line for each value, two spaces further in for what it follows from.

    Values are in the language that is on, sentences of law in English.
    """
    indent = "  " * depth
    again = " (see above)" if reason.repeated else ""
    yield f"{indent}{reason.rule} ({reason.zh}), {reason.who} = {written(reason.value, reason.unit)}{again}"
    if reason.repeated:
        return
    yield f"{indent}  [{citations().written(reason.clause, 'en')}] {reason.law}"
    for given in reason.inputs:
        value = written(given.value, given.unit)
        yield f"{indent}  input: {given.name} ({given.zh}), {given.who} = {value}"
    for used in reason.parameters:
        value = written(used.value, used.unit)
        yield f"{indent}  parameter: {used.name} ({used.zh}) = {value}, {used.status}: {used.source}"
    for one in reason.reasons:
        yield from text_lines(one, depth + 1)


def tree_html(reason: Reason) -> str:
    """Return a tree for a notebook's cell."""
    return f'<div style="font-size:13px;line-height:1.5">{as_html(reason)}</div>'


def as_html(reason: Reason, depth: int = 0) -> str:
    """Write a tree as parts that open and close, in the language that is on; the first two levels stand open."""
    head = (
        f"<b>{html.escape(reason.zh)}</b> <code>{html.escape(reason.rule)}</code> "
        f"<span style='color:#555'>{_for_whom(reason)}</span> "
        f"<b style='font-variant-numeric:tabular-nums'>{_amount(reason)}</b>"
    )
    if reason.repeated:
        return f"<div style='margin-left:18px;color:#555'>{head} ↑</div>"
    lines = [f"<div style='color:#555'>[{html.escape(reason.citation)}] {html.escape(reason.law)}</div>"]
    lines += [f"<div>{html.escape(one.zh)} ({_for_whom(one)}): {_amount(one)}</div>" for one in reason.inputs]
    lines += [
        f"<div>{html.escape(one.zh)}: {_amount(one)} "
        f"<span style='color:#555'>({word(f'common.{one.status}')}: {html.escape(one.source)})</span></div>"
        for one in reason.parameters
    ]
    inner = "".join(as_html(one, depth + 1) for one in reason.reasons)
    opened = " open" if depth < 2 else ""
    body = "".join(f"<div style='margin-left:18px'>{line}</div>" for line in lines)
    style = f"margin-left:{18 if depth else 0}px"
    return f"<details{opened} style='{style}'><summary>{head}</summary>{body}{inner}</details>"


def who_words(code: str) -> str:
    """Write whose a value is ("county", "household", "person N") in the language that is on."""
    who, _, number = code.partition(" ")
    return word(f"family.who_{who}", n=number)


def _for_whom(of: Reason | GivenValue) -> str:
    return html.escape(who_words(of.who))


def _amount(of: Reason | GivenValue | ParameterValue) -> str:
    return html.escape(written(of.value, of.unit))
