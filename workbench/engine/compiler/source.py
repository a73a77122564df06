"""Writes the law as one function for the compiler: for households, for scenarios, for members, values in locals.

The text is deterministic: the same rules, targets and swept parameters give the same text on every machine, so that
the compiled code can be kept on disk. Rules that no swept parameter touches are worked out once per household,
outside the loop over scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from types import FunctionType

from workbench.engine.compiler.county import write_county, write_county_of_scenario
from workbench.engine.compiler.functions import Functions, Lines
from workbench.engine.compiler.plan import KernelPlan, arguments_of
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.compiler.totals import (
    FEN,
    write_gathering,
    write_household_totals,
    write_nothing_gathered,
    write_scratch,
)
from workbench.engine.graph import is_headcount
from workbench.engine.rule import Input, Rule

_SCRATCH = {bool: "np.bool_", float: "np.float64", int: "np.int64"}


@dataclass(frozen=True)
class KernelText:
    """The source of the kernel `run_law`: rules that it calls as r_<name>, and helpers that their bodies call."""

    text: str
    called: tuple[Rule, ...]
    helpers: Mapping[str, FunctionType]


def write_kernel(request: KernelRequest) -> KernelText:
    """Write the kernel `run_law` for a request."""
    plan = KernelPlan(request)
    text = _LoopWriter(plan).text()
    helpers = {name: f for body in plan.bodies.values() for name, f in body.helpers.items()}
    called = tuple(rule for rule in request.rules if rule.name not in plan.bodies)
    return KernelText(text, called, dict(sorted(helpers.items())))


class _LoopWriter:
    """Writes the loops over households, scenarios and members, with the calls that work out the rules in them."""

    def __init__(self, plan: KernelPlan) -> None:
        self.plan = plan
        self.request = plan.request
        self.out = Lines()
        self.functions = Functions(plan, self.out)
        self.passed = ""  # the first test where it is known to be passed, see `_part`
        self.refused = False  # whether it is known to be failed

    def text(self) -> str:
        """Return the whole kernel with the functions that it calls."""
        request, plan, out = self.request, self.plan, self.out
        arrays = [f"in_{item.name}" for item in request.inputs] + [f"out_{name}" for name in request.rows]
        head = ["first", "last", "starts", "cell", "weight", "largest", "table", "totals", *arrays]
        if request.swept:
            head += ["group", "wanted"]
        out.add(f"def run_law({', '.join(head)}):")
        with out.indented():
            out.add("scenarios = table.shape[0]")
            out.add("no = bool(0)")  # a plain False has a type of its own, for which functions would be compiled again
            write_county(plan, self.functions, out)
            for name in plan.kept:
                out.add(f"s_{name} = np.empty(largest, {self._dtype(plan.rules[name])})")
            write_scratch(plan, out)
            # Unsigned numbers as indices: the compiler then leaves out the check for indices counted from the end.
            out.add("for h in range(np.uint64(first), np.uint64(last)):")
            with out.indented():
                self._household()
        return "\n".join([*self.functions.text(), *FEN, "@kernel", *out.lines]) + "\n"

    def _household(self) -> None:
        request, parts, out = self.request, self.plan.parts, self.out
        if request.swept:
            out.add("if group[h] != wanted:")
            out.add("    continue")
        if request.members_read:
            out.add("a = np.uint64(starts[h])")
            out.add("b = np.uint64(starts[h + np.uint64(1)])")
            out.add("members = np.int64(b - a)")
        out.add("here = cell[h]")
        out.add("w = weight[h]")
        for item in request.inputs:
            if item.entity == "household":
                out.add(f"h_{item.name} = {self._loaded(item, 'h')}")
        alone = not parts[1] and not request.swept
        self._part(parts[0], self._totals_of_one_scenario if alone else None)
        if not alone and (parts[1] or request.totals):
            out.add("for s in range(scenarios):")
            with out.indented():
                write_county_of_scenario(self.plan, out)
                self._part(parts[1], self._household_totals)

    def _dtype(self, rule: Rule) -> str:
        return _SCRATCH[int if issubclass(rule.returns, IntEnum) else rule.returns]

    def _loaded(self, item: Input, index: str) -> str:
        value = f"in_{item.name}[{index}]"
        return f"int({value})" if item.kind not in (bool, float) else value

    def _part(self, part: list[Rule], finish: Callable[[], None] | None = None) -> None:
        """Write the passes over a household, and what finishes it.

        One test that is known before any member is looked at may refuse most households (the property test does). For
        those everything is written a second time with False in its place, and the compiler leaves out whatever can't
        pay them anything. Nothing else differs.
        """
        test = None if self._rows_of_one_scenario or finish is None else self.plan.first_test(part)
        if test is None:
            self._passes(part, finish)
            return
        asked = {rule.name for rule in self.request.book.needed([test])}
        self._before_members([rule for rule in part if rule.name in asked])
        part = [rule for rule in part if rule.name not in asked]
        self.passed = self.plan.name(test)
        self.out.add(f"if {self.passed}:")
        with self.out.indented():
            self._passes(part, finish)
        self.out.add("else:")
        self.refused = True
        with self.out.indented(), self._known_false(self.passed):
            self._passes(part, finish)
        self.passed, self.refused = "", False

    @contextmanager
    def _known_false(self, *names: str) -> Iterator[None]:
        """Write what follows with False in the place of names."""
        before = self.functions.false
        self.functions.false = before | frozenset(names)
        yield
        self.functions.false = before

    @property
    def _rows_of_one_scenario(self) -> bool:
        return bool(self.request.rows) and not self.request.swept

    def _before_members(self, here: list[Rule]) -> None:
        for rule in here:
            if is_headcount(rule):
                self.functions.apply(rule, self.plan.target(rule), self.out)
                self.out.add(f"h_{rule.name} = members * int(v_{rule.name})")
        self.functions.work_out([rule for rule in here if rule.entity == "household"])

    def _passes(self, part: list[Rule], finish: Callable[[], None] | None) -> None:
        for stage in sorted({self.plan.stage[rule.name] for rule in part}):
            here = [rule for rule in part if self.plan.stage[rule.name] == stage]
            self._before_members(here)
            loop = [rule for rule in here if rule.entity in ("person", "sum") and not is_headcount(rule)]
            if loop:
                self._members(loop)
        self._write_household_rows(part)
        if finish is not None:
            finish()

    def _members(self, loop: list[Rule]) -> None:
        out = self.out
        for rule in loop:
            if rule.entity == "sum":
                out.add(f"h_{rule.name} = {'0.0' if rule.returns is float else '0'}")
            else:
                write_nothing_gathered(self.plan, rule, out)
        # Most households fail the tests that the loop asks about. For them it is written a second time with False in
        # their place: the compiler leaves out whatever follows from that. Nothing else differs. The first loop asks
        # everybody anyway, and a household that the first test refused is written with False already.
        first = self.refused or self.plan.stage[loop[0].name] == 0
        answers = [] if first else [name for name in self.plan.answers_read(loop) if name != self.passed]
        if not answers:
            self._member_loop(loop)
            return
        out.add(f"if {' or '.join(answers)}:")
        with out.indented():
            self._member_loop(loop)
        out.add("else:")
        with out.indented(), self._known_false(*answers):
            self._member_loop(loop)

    def _member_loop(self, loop: list[Rule]) -> None:
        plan, out = self.plan, self.out
        out.add("for i in range(a, b):")
        with out.indented():
            # For a family that the first test refused nothing was kept of earlier loops: it is worked out again.
            again = self.functions.needed_again(loop) if self.refused else []
            earlier = [rule for function in again for rule in function.rules]
            known = {rule.name for rule in (*loop, *earlier)}
            reads = arguments_of([*loop, *earlier])
            light = [r for n in reads if (r := plan.rules.get(n)) is not None and n not in known and plan.light(r)]
            made = known | {rule.name for rule in light}
            for argument in sorted({*reads, *arguments_of(light)}):
                told = self.request.book.inputs.get(argument)
                if told is not None and told.entity == "person":
                    out.add(f"m_{argument} = {self._loaded(told, 'i')}")
                elif argument in plan.kept and argument not in made:
                    out.add(f"m_{argument} = s_{argument}[i - a]")
            self.functions.work_out(light)
            for function in again:
                self.functions.call(function)
            self.functions.work_out(loop)
            for rule in loop:
                self._member_rule(rule)

    def _member_rule(self, rule: Rule) -> None:
        out = self.out
        if rule.entity == "sum":
            out.add(f"h_{rule.name} += {f'int(v_{rule.name})' if rule.returns is bool else f'v_{rule.name}'}")
            return
        if rule.name in self.plan.kept and not self.refused:
            out.add(f"s_{rule.name}[i - a] = m_{rule.name}")
        write_gathering(self.plan, rule, out)
        if rule.name in self.request.rows:
            out.add(f"out_{rule.name}[i] = m_{rule.name}")

    def _write_household_rows(self, part: list[Rule]) -> None:
        for rule in part:
            if rule.about_household and rule.name in self.request.rows:
                scenario = "" if not self.request.swept else "s, " if rule.name in self.request.moving else ":, "
                self.out.add(f"out_{rule.name}[{scenario}h] = h_{rule.name}")

    def _totals_of_one_scenario(self) -> None:
        self.out.add("s = 0")
        self._household_totals()

    def _household_totals(self) -> None:
        write_household_totals(self.plan, self.out)
