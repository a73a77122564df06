"""Decides, before a kernel is written, which rule is worked out in which pass and under which name its value stands.

Nothing here is text of the kernel but the names in it: c_ the county's value or a parameter, h_ a household's, m_ a
member's, v_ one member's part of a sum, s_ a member's value kept between loops; t_, n_ and u_ what is gathered of
members.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.engine.compiler.inlining import body_of
from workbench.engine.compiler.request import KernelRequest, Total
from workbench.engine.graph import stages
from workbench.engine.rule import Rule


def arguments_of(rules: Iterable[Rule]) -> list[str]:
    """Return what rules read, sorted, each name once."""
    return sorted({argument for rule in rules for argument in rule.arguments})


_GATHERED = {"amount": "t", "persons": "n", "households": "n", "unusable": "u"}


class KernelPlan:
    """What follows from a request alone.

    rules: by name. bodies: by rule, those that can stand in the kernel as text. parts: the rules of persons and
    households outside and inside the loop over scenarios. stage: by rule, the number of its pass over the household.
    kept: persons' values that a later loop over the members reads again.
    """

    def __init__(self, request: KernelRequest) -> None:
        self.request = request
        self.rules = {rule.name: rule for rule in request.rules}
        self._readers: dict[str, set[str]] = {}
        for rule in request.rules:
            for argument in rule.arguments:
                self._readers.setdefault(argument, set()).add(rule.name)
        found = {rule.name: body_of(rule) for rule in request.rules}
        self.bodies = {name: body for name, body in found.items() if body is not None}
        fixed = [r for r in request.rules if r.entity != "county" and r.name not in request.moving]
        moving = [r for r in request.rules if r.entity != "county" and r.name in request.moving]
        self.parts = (fixed, moving)
        self.stage = {**stages(fixed), **stages(moving)}
        self._part_of = {r.name: k for k, part in enumerate(self.parts) for r in part}
        self.kept = self._kept_between_loops()

    def name(self, argument: str) -> str:
        """Return the kernel's name of what a rule reads: another rule's value, an input or a parameter."""
        if argument in self.rules:
            entity = self.rules[argument].entity
            return {"county": "c_", "household": "h_", "sum": "h_", "person": "m_"}[entity] + argument
        told = self.request.book.inputs.get(argument)
        if told is not None:
            return ("m_" if told.entity == "person" else "h_") + argument
        return "c_" + argument

    def target(self, rule: Rule) -> str:
        """Return the kernel's name of the value that a rule's own lines work out."""
        return {"county": "c_", "household": "h_", "sum": "v_", "person": "m_"}[rule.entity] + rule.name

    def light(self, rule: Rule) -> bool:
        """Say whether a person's rule reads no other rule: working it out again is cheaper than keeping its value."""
        return rule.entity == "person" and not any(a in self.rules for a in rule.arguments)

    def read_outside(self, rule: Rule, inside: set[str]) -> bool:
        """Say whether anything but the rules `inside` one function needs a rule's value."""
        asked = rule.name in self.request.rows or any(total.rule == rule.name for total in self.request.wanted)
        return rule.entity in ("county", "sum") or asked or bool(self._readers.get(rule.name, set()) - inside)

    def first_test(self, part: list[Rule]) -> str | None:
        """Return the household's first yes-or-no value on which all that is added up or written depends."""
        wanted = {total.rule for total in self.request.wanted} | set(self.request.rows)
        for rule in part:
            answers = self.stage[rule.name] == 0 and rule.entity == "household" and rule.returns is bool
            if answers and wanted <= self.request.book.touched_by([rule.name], part):
                return rule.name
        return None

    def answers_read(self, loop: list[Rule]) -> list[str]:
        """Return the household's yes-or-no values that a loop over its members reads, by the kernel's names."""
        rules = [self.rules[a] for a in arguments_of(loop) if a in self.rules]
        return [self.name(rule.name) for rule in rules if rule.about_household and rule.returns is bool]

    def totals_of(self, rule: Rule) -> list[Total]:
        """Return what is gathered of a person's rule while its loop runs; persons and households share one count."""
        found = dict.fromkeys(
            Total(t.rule, "persons" if t.measure == "households" else t.measure)
            for t in self.request.wanted
            if t.rule == rule.name
        )
        return list(found) if rule.entity == "person" else []

    def gathered(self, total: Total) -> str:
        """Return the kernel's name of what is gathered of the members."""
        return f"{_GATHERED[total.measure]}_{total.rule}"

    def _kept_between_loops(self) -> list[str]:
        kept = set()
        for rule in self.rules.values():
            if rule.entity not in ("person", "sum"):
                continue
            for argument in rule.arguments:
                source = self.rules.get(argument)
                if source is not None and source.entity == "person" and not self.light(source):
                    here = (self._part_of[rule.name], self.stage[rule.name])
                    if (self._part_of[argument], self.stage[argument]) != here:
                        kept.add(argument)
        return sorted(kept)
