"""What one kernel is asked for: totals per cell, rows of single persons and households, parameters that are swept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from workbench.engine.graph import RuleBook
from workbench.engine.rule import Input, Rule
from workbench.errors import RuleError, unknown

Measure = Literal["amount", "persons", "households", "unusable"]
_COUNTS: tuple[Measure, ...] = ("persons", "households", "unusable")


@dataclass(frozen=True)
class Total:
    """One total: a rule's values added up, or the persons or households for whom it isn't zero.

    `unusable` counts those whose value is no number that can be added up (see `largest_value`).
    """

    rule: str
    measure: Measure


def _total(text: str) -> Total:
    rule, _, measure = text.partition("/")
    if measure == "":
        return Total(rule, "amount")
    for known in _COUNTS:
        if measure == known:
            return Total(rule, known)
    raise unknown("measure", measure, _COUNTS)


@dataclass(frozen=True)
class KernelRequest:
    """What one kernel is asked for.

    `totals`: what is added up per cell, in this order: a rule's name (money as integer fen, yes/no as persons or
    households), or a name with what to count instead: "rule/persons" and "rule/households" for whom it isn't zero. A
    household's value counts all its members as persons.
    `rows`: rules written out for each person or household; in a sweep for households only.
    `swept`: parameters that differ between scenarios.
    """

    book: RuleBook
    totals: tuple[str, ...]
    rows: tuple[str, ...] = ()
    swept: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.swept:
            if name not in self.book.parameters:
                raise unknown("parameter", name, self.book.parameters)
        for total in self.wanted:
            rule = self.book.needed([total.rule])[-1]
            if rule.entity == "county" or rule.returns not in (bool, int, float):
                raise RuleError(
                    f"{total.rule!r} can't be added up: it belongs to the {rule.entity} as {rule.returns.__name__}"
                )
        persons = [name for name in self.rows if not self.book.needed([name])[-1].about_household]
        if persons and self.swept:
            raise RuleError(f"a sweep writes rows of households only, not of persons: {', '.join(persons)}")

    @cached_property
    def wanted(self) -> tuple[Total, ...]:
        """The totals, taken apart into rule and measure."""
        return tuple(_total(text) for text in self.totals)

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules needed, in the order of computation."""
        return self.book.needed(dict.fromkeys((*(total.rule for total in self.wanted), *self.rows)))

    @cached_property
    def parameters(self) -> list[str]:
        """The parameters needed, sorted: the columns of the kernel's parameter table."""
        return self.book.parameters_of(self.rules)

    @cached_property
    def inputs(self) -> list[Input]:
        """The inputs needed, sorted by name: the kernel's arrays."""
        return self.book.inputs_of(self.rules)

    @cached_property
    def moving(self) -> frozenset[str]:
        """The rules whose value differs between scenarios."""
        return self.book.touched_by(self.swept, self.rules)

    @cached_property
    def checked(self) -> tuple[str, ...]:
        """The rules whose numbers are looked at while the kernel runs, in the order of computation.

        Those of persons and households that don't come from the workbench, and what is added up or written of the
        rules that read them (a division by such a number, say). None where every rule is the law's own.
        """
        outside = {rule.name for rule in self.rules if rule.name in self.book.replaced}
        behind = self.book.touched_by(outside, self.rules) & {*(total.rule for total in self.wanted), *self.rows}
        return tuple(
            rule.name
            for rule in self.rules
            if rule.name in outside | behind and rule.entity != "county" and rule.returns in (int, float)
        )

    @cached_property
    def members_read(self) -> bool:
        """Whether any member must be looked at, or counted."""
        counted = any(total.measure == "persons" for total in self.wanted)
        return counted or any(rule.entity in ("person", "sum") for rule in self.rules)
