"""Writes the text of single rules and gathers them, a few to a function: long functions take the compiler too long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum

from workbench.engine.compiler.plan import KernelPlan
from workbench.engine.rule import Rule

_TOGETHER = 12  # rules worked out by one function of the kernel


class Lines:
    """Collects lines at a depth of indentation."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def add(self, line: str = "") -> None:
        """Write a line at the depth that is on."""
        self.lines.append("    " * self.depth + line if line else "")

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Write what follows one step deeper."""
        self.depth += 1
        yield
        self.depth -= 1


@dataclass(frozen=True)
class Function:
    """Some rules of one level worked out together: what it is given and gives back, by the kernel's names."""

    name: str
    arguments: tuple[str, ...]
    results: tuple[str, ...]
    rules: list[Rule]


class Functions:
    """The functions of one kernel, made when first called, and the calls of them in its text.

    false: names that calls write as False, because the text stands where they are known to be.
    """

    def __init__(self, plan: KernelPlan, out: Lines) -> None:
        self._plan = plan
        self._out = out
        self._made: dict[tuple[str, ...], Function] = {}  # by the rules they work out
        self._of_rule: dict[str, Function] = {}
        self.false: frozenset[str] = frozenset()

    def work_out(self, rules: list[Rule]) -> None:
        """Write the calls that work out rules, a few to a function."""
        for k in range(0, len(rules), _TOGETHER):
            self.call(self._function(rules[k : k + _TOGETHER]))

    def call(self, function: Function) -> None:
        """Write the call of a function; one whose results nobody reads is left out."""
        given = ", ".join("no" if name in self.false else name for name in function.arguments)
        if function.results:
            self._out.add(f"{', '.join(function.results)} = {function.name}({given})")

    def needed_again(self, loop: list[Rule]) -> list[Function]:
        """Return the functions of earlier loops whose values of persons this loop reads, in their order."""
        wanted: set[str] = set()
        stack = list(loop)
        while stack:
            rule = stack.pop()
            for name in rule.arguments:
                source = self._plan.rules.get(name)
                if source is not None and source.entity == "person" and name not in wanted:
                    function = self._of_rule.get(name)
                    if function is None:
                        continue  # made in this loop itself
                    wanted.update(one.name for one in function.rules)
                    stack.extend(function.rules)
        own = {rule.name for rule in loop}
        return [f for f in self._made.values() if wanted & {r.name for r in f.rules} and f.rules[0].name not in own]

    def text(self) -> list[str]:
        """Return the lines of all functions, in the order in which they were first called."""
        return [line for function in self._made.values() for line in self._text(function)]

    def apply(self, rule: Rule, target: str, out: Lines) -> None:
        """Write the lines that give `target` the rule's value: its body, or a call where the body can't stand here."""
        names = {argument: self._plan.name(argument) for argument in rule.arguments}
        body = self._plan.bodies.get(rule.name)
        if body is not None:
            for line in body.lines(names, target):
                out.add(line)
            return
        call = f"r_{rule.name}({', '.join(names.values())})"
        value = f"{call}.value" if issubclass(rule.returns, IntEnum) else f"{rule.returns.__name__}({call})"
        out.add(f"{target} = {value}")

    def _function(self, rules: list[Rule]) -> Function:
        key = tuple(rule.name for rule in rules)
        if key not in self._made:
            inside = set(key)
            read = {a for rule in rules for a in rule.arguments if a not in inside}
            results = [self._plan.target(rule) for rule in rules if self._plan.read_outside(rule, inside)]
            given = tuple(sorted(map(self._plan.name, read)))
            made = Function(f"b_{len(self._made)}", given, tuple(results), rules)
            self._made[key] = made
            self._of_rule.update(dict.fromkeys(key, made))
        return self._made[key]

    def _text(self, function: Function) -> list[str]:
        out = Lines()
        out.add("@together")
        out.add(f"def {function.name}({', '.join(function.arguments)}):")
        with out.indented():
            for rule in function.rules:
                self.apply(rule, self._plan.target(rule), out)
            out.add(f"return {', '.join(function.results)}")
        return [*out.lines, "", ""]
