"""How the programmes stand to one another, as declared in stacking.yaml: what excludes, what is income, who pays first.

A relation with a switch, and the order of a sequence, become parameters of the law: changing them is a scenario.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.arguments import check_kinds
from workbench.errors import ParameterError, unknown
from workbench.language import word
from workbench.law.citations import citations
from workbench.law.programmes import NAMES
from workbench.parameter.book import DatedValue, Parameter, Status
from workbench.parameter.yaml_reader import YamlDocument, check_model, read_yaml
from workbench.view import Cells, View, Viewed

Effect = Literal["excludes", "income", "before"]
SWITCH = ("ignored", "applied")
_SINCE = date(2021, 1, 1)
_Text = Annotated[str, Field(min_length=2)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Relation(_Strict):
    """One row of the table: what `aid` does to `to`. Without a switch it is fixed law."""

    aid: str
    to: str
    effect: Effect
    clause: _Text
    status: Status
    source: _Text
    switch: str = ""
    value: Literal["ignored", "applied"] = "applied"
    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Relation:
        if self.aid == self.to:
            raise ValueError(f"{self.aid} can't stand to itself")
        if self.switch and not (self.zh and self.en):
            raise ValueError("a switch needs zh and en: it is a lever of the scenario")
        if not self.switch and self.value == "ignored":
            raise ValueError("a relation without a switch is fixed law; it can't be ignored")
        return self


class Sequence(_Strict):
    """Programmes that pay for the same cost, in an order that a scenario may change."""

    name: _Text
    order: Annotated[tuple[str, ...], Field(min_length=2, max_length=4)]
    zh: _Text
    en: _Text
    clause: _Text
    status: Status
    source: _Text

    @model_validator(mode="after")
    def _once(self) -> Sequence:
        if len(set(self.order)) < len(self.order):
            raise ValueError("a programme stands twice in the order")
        return self

    def orders(self) -> tuple[str, ...]:
        """Return all orders as the words of a choice; rules count them as they count the programmes, by alphabet."""
        return tuple("_then_".join(one) for one in itertools.permutations(sorted(self.order)))

    def dated(self) -> DatedValue:
        """Return the order of the table as the value in force."""
        return DatedValue(value="_then_".join(self.order), status=self.status, source=self.source)


class _File(_Strict):
    relations: tuple[Relation, ...]
    sequences: tuple[Sequence, ...] = ()


@dataclass(frozen=True, repr=False)
class Stacking(Viewed):
    """The whole table, checked: every programme known, no circle."""

    relations: tuple[Relation, ...]
    sequences: tuple[Sequence, ...]

    def parameters(self) -> list[Parameter]:
        """Return the switches and orders as parameters of the law."""
        switches = [
            _choice(r.switch, r.zh, r.en, r.clause, SWITCH, DatedValue(value=r.value, status=r.status, source=r.source))
            for r in self.relations
            if r.switch
        ]
        orders = [_choice(s.name, s.zh, s.en, s.clause, s.orders(), s.dated()) for s in self.sequences]
        return switches + orders

    def _line(self) -> str:
        return f"Stacking({len(self.relations)} relations between programmes, {len(self.sequences)} orders of payment)"

    def _view(self) -> View:
        rows = tuple(
            (one.aid, word(f"views.effect_{one.effect}"), one.to, one.clause, word(f"common.{one.status}"))
            for one in self.relations
        )
        headings = tuple(word(f"views.{name}") for name in ("aid", "effect", "to", "clause", "status"))
        return View(word("views.stacking"), (), (Cells(headings, rows),))


def _choice(name: str, zh: str, en: str, clause: str, choices: tuple[str, ...], value: DatedValue) -> Parameter:
    return Parameter(
        name=name,
        zh=zh,
        en=en,
        unit="choice",
        role="lever",
        clause=clause,
        choices=choices,
        known_until="open",
        values={_SINCE: value},
    )


@check_kinds
def load_stacking(path: Path) -> Stacking:
    """Read a stacking table; raises ParameterError naming file and line for an unknown programme or a circle.

    >>> load_stacking(package_file("law", "stacking.yaml"))
    """
    document = read_yaml(path, ParameterError)
    parsed = check_model(_File, document, (), ParameterError)
    for place, name in _named(parsed):
        if name not in NAMES:
            raise ParameterError(str(unknown("programme", name, NAMES, document.where(place))))
    for place, clause in _clauses(parsed):
        problem = citations().problem(clause)
        if problem is not None:
            raise ParameterError(f"{document.where(place)}: {problem}")
    _refuse_circles(parsed, document)
    return Stacking(parsed.relations, parsed.sequences)


def _named(parsed: _File) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for k, relation in enumerate(parsed.relations):
        yield ("relations", k, "aid"), relation.aid
        yield ("relations", k, "to"), relation.to
    for k, sequence in enumerate(parsed.sequences):
        for i, name in enumerate(sequence.order):
            yield ("sequences", k, "order", i), name


def _clauses(parsed: _File) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield from ((("relations", k, "clause"), one.clause) for k, one in enumerate(parsed.relations))
    yield from ((("sequences", k, "clause"), one.clause) for k, one in enumerate(parsed.sequences))


def _refuse_circles(parsed: _File, document: YamlDocument) -> None:
    """What decides on another programme must be decided before it; nothing can come before itself."""
    needs: dict[str, set[str]] = {}
    for aid, to in _decided_first(parsed):
        needs.setdefault(to, set()).add(aid)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as problem:
        circle: list[str] = problem.args[1]
        steps = set(itertools.pairwise(circle))
        places = [
            document.where(("relations", k))
            for k, relation in enumerate(parsed.relations)
            if (relation.aid, relation.to) in steps
        ]
        raise ParameterError(
            f"{', '.join(places)}: these relations go round in a circle: {' → '.join(circle)}"
        ) from None


def _decided_first(parsed: _File) -> Iterable[tuple[str, str]]:
    for relation in parsed.relations:
        yield relation.aid, relation.to
    for sequence in parsed.sequences:
        yield from itertools.pairwise(sequence.order)
