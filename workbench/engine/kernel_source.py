"""Writes the law as one function for the compiler: for households, for scenarios, for members, values in locals.

The text is deterministic: the same rules, targets and swept parameters give the same text on every machine, so that
the compiled code can be kept on disk. Rules that no swept parameter touches are worked out once per household,
outside the loop over scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from workbench.engine.graph import RuleBook, is_headcount, stages
from workbench.engine.rule import Input, Rule
from workbench.errors import RuleError, unknown

_SCRATCH = {bool: "np.bool_", float: "np.float64", int: "np.int64"}


@dataclass(frozen=True)
class KernelRequest:
    """What one kernel is asked for.

    `totals`: rules added up per cell, in this order; money as integer fen a month, yes/no as persons or households.
    `rows`: rules written out for each person or household (one scenario only).
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
        for name in self.totals:
            rule = self.book.needed([name])[-1]
            if rule.entity == "county" or rule.returns not in (bool, int, float):
                raise RuleError(
                    f"{name!r} can't be added up: it belongs to the {rule.entity} as {rule.returns.__name__}"
                )
        if self.rows and self.swept:
            raise RuleError("rows are written for one scenario; a sweep gives totals only")

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules needed, in the order of computation."""
        return self.book.needed(dict.fromkeys((*self.totals, *self.rows)))

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
    def members_read(self) -> bool:
        """Whether any member must be looked at."""
        return any(rule.entity in ("person", "sum") for rule in self.rules)


class _Writer:
    """Collects lines at a depth of indentation."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def add(self, line: str = "") -> None:
        self.lines.append("    " * self.depth + line if line else "")


def write_kernel(request: KernelRequest) -> str:
    """Return the source text of the kernel `run_law` for a request."""
    return _KernelWriter(request).text()


class _KernelWriter:
    def __init__(self, request: KernelRequest) -> None:
        self.request = request
        self.rules = {rule.name: rule for rule in request.rules}
        self.out = _Writer()
        fixed = [r for r in request.rules if r.entity != "county" and r.name not in request.moving]
        moving = [r for r in request.rules if r.entity != "county" and r.name in request.moving]
        self.parts = (fixed, moving)
        self.stage = {**stages(fixed), **stages(moving)}
        self.part_of = {r.name: k for k, part in enumerate(self.parts) for r in part}
        self.kept = self._kept_between_loops()
        self.false: frozenset[str] = frozenset()  # names written as False, see `_members`
        self.passed = ""  # the first test where it is known to be passed, see `_part`
        self.refused = False  # whether it is known to be failed

    # --- names in the kernel: c_ county or parameter, h_ household, m_ member, s_ scratch kept between loops

    def _name(self, argument: str) -> str:
        if argument in self.rules:
            entity = self.rules[argument].entity
            return {"county": "c_", "household": "h_", "sum": "h_", "person": "m_"}[entity] + argument
        told = self.request.book.inputs.get(argument)
        if told is not None:
            return ("m_" if told.entity == "person" else "h_") + argument
        return "c_" + argument

    def _call(self, rule: Rule) -> str:
        names = (self._name(argument) for argument in rule.arguments)
        call = f"r_{rule.name}({', '.join('False' if name in self.false else name for name in names)})"
        if issubclass(rule.returns, IntEnum):
            return f"{call}.value"
        return f"{rule.returns.__name__}({call})"

    def _kept_between_loops(self) -> list[str]:
        """Persons' values that a later loop over the members reads again."""
        kept = set()
        for rule in self.rules.values():
            if rule.entity not in ("person", "sum"):
                continue
            for argument in rule.arguments:
                source = self.rules.get(argument)
                if source is not None and source.entity == "person":
                    here = (self.part_of[rule.name], self.stage[rule.name])
                    if (self.part_of[argument], self.stage[argument]) != here:
                        kept.add(argument)
        return sorted(kept)

    # --- the text

    def text(self) -> str:
        request, out = self.request, self.out
        arrays = [f"in_{item.name}" for item in request.inputs] + [f"out_{name}" for name in request.rows]
        head = ["first", "last", "starts", "cell", "weight", "largest", "table", "totals", *arrays]
        if request.swept:
            head += ["group", "wanted"]
        out.add(f"def run_law({', '.join(head)}):")
        out.depth = 1
        out.add("scenarios = table.shape[0]")
        self._county()
        for name in self.kept:
            out.add(f"s_{name} = np.empty(largest, {self._dtype(self.rules[name])})")
        # Unsigned numbers as indices: the compiler then leaves out the check for indices counted from the end.
        out.add("for h in range(np.uint64(first), np.uint64(last)):")
        out.depth = 2
        if request.swept:
            out.add("if group[h] != wanted:")
            out.add("    continue")
        if request.members_read:
            out.add("a = np.uint64(starts[h])")
            out.add("b = np.uint64(starts[h + np.uint64(1)])")
        out.add("here = cell[h]")
        out.add("w = weight[h]")
        for item in request.inputs:
            if item.entity == "household":
                out.add(f"h_{item.name} = {self._loaded(item, 'h')}")
        alone = not self.parts[1] and not request.swept
        self._part(self.parts[0], self._totals_of_one_scenario if alone else None)
        if not alone and (self.parts[1] or request.totals):
            out.add("for s in range(scenarios):")
            out.depth = 3
            self._moving_county_values()
            self._part(self.parts[1], self._household_totals)
        return "\n".join(out.lines) + "\n"

    def _dtype(self, rule: Rule) -> str:
        return _SCRATCH[int if issubclass(rule.returns, IntEnum) else rule.returns]

    def _loaded(self, item: Input, index: str) -> str:
        value = f"in_{item.name}[{index}]"
        return f"int({value})" if item.kind not in (bool, float) else value

    def _parameter(self, name: str, scenario: str) -> str:
        value = f"table[{scenario}, {self.request.parameters.index(name)}]"
        return f"int({value})" if self.request.book.parameters[name].choices else value

    def _county(self) -> None:
        """Parameters and county rules: the fixed ones once, the moving ones in a table by scenario."""
        request, out = self.request, self.out
        for name in request.parameters:
            if name not in request.swept:
                out.add(f"c_{name} = {self._parameter(name, '0')}")
        county = [rule for rule in request.rules if rule.entity == "county"]
        for rule in county:
            if rule.name not in request.moving:
                out.add(f"c_{rule.name} = {self._call(rule)}")
        moving = [rule for rule in county if rule.name in request.moving]
        if moving:
            out.add(f"county = np.empty((scenarios, {len(moving)}))")
            out.add("for s in range(scenarios):")
            out.depth += 1
            for name in self._swept_parameters():
                out.add(f"c_{name} = {self._parameter(name, 's')}")
            for k, rule in enumerate(moving):
                out.add(f"c_{rule.name} = {self._call(rule)}")
                out.add(f"county[s, {k}] = c_{rule.name}")
            out.depth -= 1

    def _swept_parameters(self) -> list[str]:
        return [name for name in self.request.parameters if name in self.request.swept]

    def _moving_county_values(self) -> None:
        request, out = self.request, self.out
        read = {a for rule in self.parts[1] for a in rule.arguments}
        for name in self._swept_parameters():
            if name in read:
                out.add(f"c_{name} = {self._parameter(name, 's')}")
        moving = [r for r in request.rules if r.entity == "county" and r.name in request.moving]
        for k, rule in enumerate(moving):
            if rule.name in read:
                value = f"county[s, {k}]"
                out.add(f"c_{rule.name} = {value if rule.returns is float else f'int({value})'}")

    def _part(self, part: list[Rule], finish: Callable[[], None] | None = None) -> None:
        """Write the passes over a household, and what finishes it.

        One test that is known before any member is looked at may refuse most households (the property test does). For
        those everything is written a second time with False in its place, and the compiler leaves out whatever can't
        pay them anything. Nothing else differs.
        """
        first = [rule for rule in part if self.stage[rule.name] == 0]
        test = None if self.request.rows or finish is None else self._first_test(first, part)
        if test is None:
            self._passes(part, finish)
            return
        asked = {rule.name for rule in self.request.book.needed([test])}
        self._before_members([rule for rule in first if rule.name in asked])
        part = [rule for rule in part if rule.name not in asked]
        test = f"h_{test}"
        self.out.add(f"if {test}:")
        self.passed = test
        self._indented(lambda: self._passes(part, finish))
        self.passed = ""
        self.out.add("else:")
        self.false, self.refused = frozenset({test}), True
        self._indented(lambda: self._passes(part, finish))
        self.false, self.refused = frozenset(), False

    def _indented(self, write: Callable[[], None]) -> None:
        self.out.depth += 1
        write()
        self.out.depth -= 1

    def _first_test(self, first: list[Rule], part: list[Rule]) -> str | None:
        """Return the household's first yes-or-no value if most of the other rules depend on it."""
        book = self.request.book
        for rule in first:
            answers = rule.entity == "household" and rule.returns is bool
            if answers and len(book.touched_by([rule.name], part)) * 2 > len(part):
                return rule.name
        return None

    def _before_members(self, here: list[Rule]) -> None:
        for rule in here:
            if rule.entity == "household":
                self.out.add(f"h_{rule.name} = {self._call(rule)}")
            elif is_headcount(rule):
                self.out.add(f"h_{rule.name} = np.int64(b - a) * int({self._call(rule)})")

    def _passes(self, part: list[Rule], finish: Callable[[], None] | None) -> None:
        for stage in sorted({self.stage[rule.name] for rule in part}):
            here = [rule for rule in part if self.stage[rule.name] == stage]
            self._before_members(here)
            loop = [rule for rule in here if rule.entity in ("person", "sum") and not is_headcount(rule)]
            if loop:
                self._members(loop)
        self._write_household_rows(part)
        if finish is not None:
            finish()

    def _members(self, loop: list[Rule]) -> None:
        out, request = self.out, self.request
        for rule in loop:
            if rule.entity == "sum":
                out.add(f"h_{rule.name} = {'0.0' if rule.returns is float else '0'}")
            elif rule.name in request.totals:
                out.add(f"t_{rule.name} = 0")
        # Most households fail the tests that the loop asks about. For them it is written a second time with False in
        # their place: the compiler leaves out whatever follows from that. Nothing else differs.
        answers = self._answers_read(loop)
        if answers:
            out.add(f"if {' or '.join(answers)}:")
            out.depth += 1
            self._member_loop(loop)
            out.depth -= 1
            out.add("else:")
            out.depth += 1
            before = self.false
            self.false = before | frozenset(answers)
            self._member_loop(loop)
            self.false = before
            out.depth -= 1
        else:
            self._member_loop(loop)

    def _answers_read(self, loop: list[Rule]) -> list[str]:
        """The household's yes-or-no values that a loop over its members reads."""
        rules = [self.rules[a] for a in self._arguments(loop) if a in self.rules]
        answers = [f"h_{rule.name}" for rule in rules if rule.about_household and rule.returns is bool]
        return [] if self.refused else [answer for answer in answers if answer != self.passed]

    def _member_loop(self, loop: list[Rule]) -> None:
        out, request = self.out, self.request
        out.add("for i in range(a, b):")
        out.depth += 1
        asked = {rule.name for rule in loop}
        if self.refused:
            loop = self._with_what_they_need(loop)
        made = {rule.name for rule in loop}
        again = made - asked
        for argument in self._arguments(loop):
            told = request.book.inputs.get(argument)
            if told is not None and told.entity == "person":
                out.add(f"m_{argument} = {self._loaded(told, 'i')}")
            elif argument in self.kept and argument not in made:
                out.add(f"m_{argument} = s_{argument}[i - a]")
        for rule in loop:
            if rule.name in again:
                out.add(f"m_{rule.name} = {self._call(rule)}")
            else:
                self._member_rule(rule)
        out.depth -= 1

    def _with_what_they_need(self, loop: list[Rule]) -> list[Rule]:
        """Add the persons' rules that the loop reads from earlier loops: worked out again, nothing need be kept."""
        wanted = {rule.name for rule in loop}
        found = []
        for rule in reversed(self.rules.values()):
            if rule.name in wanted:
                found.append(rule)
                wanted.update(a for a in rule.arguments if a in self.rules and self.rules[a].entity == "person")
        return found[::-1]

    def _arguments(self, rules: Iterable[Rule]) -> list[str]:
        return sorted({argument for rule in rules for argument in rule.arguments})

    def _member_rule(self, rule: Rule) -> None:
        out, request = self.out, self.request
        if rule.entity == "sum":
            out.add(f"h_{rule.name} += {f'int({self._call(rule)})' if rule.returns is bool else self._call(rule)}")
            return
        name = f"m_{rule.name}"
        out.add(f"{name} = {self._call(rule)}")
        if rule.name in self.kept and not self.refused:
            out.add(f"s_{rule.name}[i - a] = {name}")
        if rule.name in request.totals:
            out.add(f"t_{rule.name} += {self._counted(rule, name)}")
        if rule.name in request.rows:
            out.add(f"out_{rule.name}[i] = {name}")

    def _counted(self, rule: Rule, name: str) -> str:
        """A value as an integer: fen for money, 1 or 0 for yes or no."""
        return f"int(math.floor({name} * 100.0 + 0.5))" if rule.returns is float else f"int({name})"

    def _write_household_rows(self, part: list[Rule]) -> None:
        for rule in part:
            if rule.about_household and rule.name in self.request.rows:
                self.out.add(f"out_{rule.name}[h] = h_{rule.name}")

    def _totals_of_one_scenario(self) -> None:
        self.out.add("s = 0")
        self._household_totals()

    def _household_totals(self) -> None:
        """Add the household to its cell; most receive nothing, which one test for all totals finds out."""
        request, out = self.request, self.out
        made = {n: f"t_{n}" if self.rules[n].entity == "person" else f"h_{n}" for n in request.totals}
        if not made:
            return
        out.add(f"if {' | '.join(f'({value} != 0)' for value in made.values())}:")
        out.depth += 1
        for k, (name, value) in enumerate(made.items()):
            rule = self.rules[name]
            out.add(f"q = {value if rule.entity == 'person' else self._counted(rule, value)}")
            out.add("if q != 0:")
            unit = "" if rule.returns is float else " * 1000000.0"
            out.add(f"    totals[s, here, {k}] += int(math.floor(q * w{unit} + 0.5))")
        out.depth -= 1
