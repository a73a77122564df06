"""Writes the law as one function for the compiler: for households, for scenarios, for members, values in locals.

The text is deterministic: the same rules, targets and swept parameters give the same text on every machine, so that
the compiled code can be kept on disk. Rules that no swept parameter touches are worked out once per household,
outside the loop over scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import FunctionType

from workbench.engine.graph import is_headcount, stages
from workbench.engine.inlining import body_of
from workbench.engine.kernel_request import KernelRequest, Total
from workbench.engine.rule import Input, Rule

_SCRATCH = {bool: "np.bool_", float: "np.float64", int: "np.int64"}
# Rules worked out by one function of the kernel.
_TOGETHER = 12
# One function, because a call is compiled more quickly than the sum it stands for.
_FEN = ["@together", "def fen(yuan):", "    return int(math.floor(yuan * 100.0 + 0.5))", "", ""]


@dataclass(frozen=True)
class _Function:
    """Some rules of one level worked out together: what it is given and gives back, by the kernel's names."""

    name: str
    arguments: tuple[str, ...]
    results: tuple[str, ...]
    rules: list[Rule]


def _target(rule: Rule) -> str:
    """The kernel's name of a value that a function works out; v_ is one member's part of a sum."""
    return {"county": "c_", "household": "h_", "sum": "v_", "person": "m_"}[rule.entity] + rule.name


class _Writer:
    """Collects lines at a depth of indentation."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def add(self, line: str = "") -> None:
        self.lines.append("    " * self.depth + line if line else "")


@dataclass(frozen=True)
class KernelText:
    """The source of the kernel `run_law`: rules that it calls as r_<name>, and helpers that their bodies call."""

    text: str
    called: tuple[Rule, ...]
    helpers: Mapping[str, FunctionType]


def write_kernel(request: KernelRequest) -> KernelText:
    """Write the kernel `run_law` for a request."""
    writer = _KernelWriter(request)
    text = writer.text()
    helpers = {name: f for body in writer.bodies.values() for name, f in body.helpers.items()}
    called = tuple(rule for rule in request.rules if rule.name not in writer.bodies)
    return KernelText(text, called, dict(sorted(helpers.items())))


class _KernelWriter:
    def __init__(self, request: KernelRequest) -> None:
        self.request = request
        self.rules = {rule.name: rule for rule in request.rules}
        self.readers: dict[str, set[str]] = {}
        for rule in request.rules:
            for argument in rule.arguments:
                self.readers.setdefault(argument, set()).add(rule.name)
        self.out = _Writer()
        found = {rule.name: body_of(rule) for rule in request.rules}
        self.bodies = {name: body for name, body in found.items() if body is not None}
        fixed = [r for r in request.rules if r.entity != "county" and r.name not in request.moving]
        moving = [r for r in request.rules if r.entity != "county" and r.name in request.moving]
        self.parts = (fixed, moving)
        self.stage = {**stages(fixed), **stages(moving)}
        self.part_of = {r.name: k for k, part in enumerate(self.parts) for r in part}
        self.kept = self._kept_between_loops()
        self.functions: dict[tuple[str, ...], _Function] = {}  # by the rules they work out
        self.function_of: dict[str, _Function] = {}
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

    def _apply(self, rule: Rule, target: str) -> None:
        """Write the lines that give `target` the rule's value: its body, or a call where the body can't stand here."""
        names = {argument: self._name(argument) for argument in rule.arguments}
        body = self.bodies.get(rule.name)
        if body is not None:
            for line in body.lines(names, target):
                self.out.add(line)
            return
        call = f"r_{rule.name}({', '.join(names.values())})"
        value = f"{call}.value" if issubclass(rule.returns, IntEnum) else f"{rule.returns.__name__}({call})"
        self.out.add(f"{target} = {value}")

    def _work_out(self, rules: list[Rule]) -> list[_Function]:
        """Write the calls that work out rules, a few to a function: long functions take the compiler too long."""
        functions = [self._function(rules[k : k + _TOGETHER]) for k in range(0, len(rules), _TOGETHER)]
        for function in functions:
            self._call(function)
        return functions

    def _call(self, function: _Function) -> None:
        given = ", ".join("no" if name in self.false else name for name in function.arguments)
        if function.results:
            self.out.add(f"{', '.join(function.results)} = {function.name}({given})")

    def _function(self, rules: list[Rule]) -> _Function:
        key = tuple(rule.name for rule in rules)
        if key not in self.functions:
            inside = set(key)
            read = {a for rule in rules for a in rule.arguments if a not in inside}
            results = [_target(rule) for rule in rules if self._read_outside(rule, inside)]
            made = _Function(f"b_{len(self.functions)}", tuple(sorted(map(self._name, read))), tuple(results), rules)
            self.functions[key] = made
            self.function_of.update(dict.fromkeys(key, made))
        return self.functions[key]

    def _read_outside(self, rule: Rule, inside: set[str]) -> bool:
        """Say whether anything but the rules of one function needs a rule's value."""
        asked = rule.name in self.request.rows or any(total.rule == rule.name for total in self.request.wanted)
        return rule.entity in ("county", "sum") or asked or bool(self.readers.get(rule.name, set()) - inside)

    def _function_text(self, function: _Function) -> list[str]:
        whole, self.out = self.out, _Writer()
        self.out.add("@together")
        self.out.add(f"def {function.name}({', '.join(function.arguments)}):")
        self.out.depth = 1
        for rule in function.rules:
            self._apply(rule, _target(rule))
        self.out.add(f"return {', '.join(function.results)}")
        written, self.out = self.out, whole
        return [*written.lines, "", ""]

    def _kept_between_loops(self) -> list[str]:
        """Persons' values that a later loop over the members reads again."""
        kept = set()
        for rule in self.rules.values():
            if rule.entity not in ("person", "sum"):
                continue
            for argument in rule.arguments:
                source = self.rules.get(argument)
                if source is not None and source.entity == "person" and not self._light(source):
                    here = (self.part_of[rule.name], self.stage[rule.name])
                    if (self.part_of[argument], self.stage[argument]) != here:
                        kept.add(argument)
        return sorted(kept)

    def _light(self, rule: Rule) -> bool:
        """Say whether a person's rule reads no other rule: working it out again is cheaper than keeping its value."""
        return rule.entity == "person" and not any(a in self.rules for a in rule.arguments)

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
        out.add("no = bool(0)")  # a plain False has a type of its own, for which functions would be compiled again
        self._county()
        for name in self.kept:
            out.add(f"s_{name} = np.empty(largest, {self._dtype(self.rules[name])})")
        if request.wanted:
            out.add(f"found = np.empty({len(request.wanted)}, np.int64)")
            out.add(f"scale = np.array([{self._scales()}])")  # as a constant of the module it makes a slower kernel
        # Unsigned numbers as indices: the compiler then leaves out the check for indices counted from the end.
        out.add("for h in range(np.uint64(first), np.uint64(last)):")
        out.depth = 2
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
        alone = not self.parts[1] and not request.swept
        self._part(self.parts[0], self._totals_of_one_scenario if alone else None)
        if not alone and (self.parts[1] or request.totals):
            out.add("for s in range(scenarios):")
            out.depth = 3
            self._moving_county_values()
            self._part(self.parts[1], self._household_totals)
        functions = [line for function in self.functions.values() for line in self._function_text(function)]
        return "\n".join([*functions, *_FEN, "@kernel", *out.lines]) + "\n"

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
        self._work_out([rule for rule in county if rule.name not in request.moving])
        moving = [rule for rule in county if rule.name in request.moving]
        if moving:
            out.add(f"county = np.empty((scenarios, {len(moving)}))")
            out.add("for s in range(scenarios):")
            out.depth += 1
            for name in self._swept_parameters():
                out.add(f"c_{name} = {self._parameter(name, 's')}")
            self._work_out(moving)
            for k, rule in enumerate(moving):
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
        test = None if self._rows_of_one_scenario or finish is None else self._first_test(first, part)
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
        """Return the household's first yes-or-no value on which all that is added up depends."""
        totals = {total.rule for total in self.request.wanted}
        wanted = totals | set(self.request.rows)
        for rule in first:
            answers = rule.entity == "household" and rule.returns is bool
            if answers and wanted <= self.request.book.touched_by([rule.name], part):
                return rule.name
        return None

    @property
    def _rows_of_one_scenario(self) -> bool:
        return bool(self.request.rows) and not self.request.swept

    def _before_members(self, here: list[Rule]) -> None:
        for rule in here:
            if is_headcount(rule):
                self._apply(rule, f"v_{rule.name}")
                self.out.add(f"h_{rule.name} = members * int(v_{rule.name})")
        self._work_out([rule for rule in here if rule.entity == "household"])

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
        out = self.out
        for rule in loop:
            if rule.entity == "sum":
                out.add(f"h_{rule.name} = {'0.0' if rule.returns is float else '0'}")
            else:
                for total in self._totals_of(rule):
                    out.add(f"{self._gathered(total)} = 0")
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
        """The household's yes-or-no values that a loop over its members reads; the first loop asks everybody anyway."""
        if self.refused or self.stage[loop[0].name] == 0:
            return []
        rules = [self.rules[a] for a in self._arguments(loop) if a in self.rules]
        answers = [f"h_{rule.name}" for rule in rules if rule.about_household and rule.returns is bool]
        return [answer for answer in answers if answer != self.passed]

    def _member_loop(self, loop: list[Rule]) -> None:
        out, request = self.out, self.request
        out.add("for i in range(a, b):")
        out.depth += 1
        # For a family that the first test refused nothing was kept of earlier loops: it is worked out again.
        again = self._needed_again(loop) if self.refused else []
        known = {rule.name for rule in loop} | {rule.name for function in again for rule in function.rules}
        reads = self._arguments([*loop, *(rule for function in again for rule in function.rules)])
        light = [r for n in reads if (r := self.rules.get(n)) is not None and n not in known and self._light(r)]
        made = known | {rule.name for rule in light}
        for argument in sorted({*reads, *self._arguments(light)}):
            told = request.book.inputs.get(argument)
            if told is not None and told.entity == "person":
                out.add(f"m_{argument} = {self._loaded(told, 'i')}")
            elif argument in self.kept and argument not in made:
                out.add(f"m_{argument} = s_{argument}[i - a]")
        self._work_out(light)
        for function in again:
            self._call(function)
        self._work_out(loop)
        for rule in loop:
            self._member_rule(rule)
        out.depth -= 1

    def _needed_again(self, loop: list[Rule]) -> list[_Function]:
        """Return the functions of earlier loops whose values of persons this loop reads, in their order."""
        wanted: set[str] = set()
        stack = list(loop)
        while stack:
            rule = stack.pop()
            for name in rule.arguments:
                source = self.rules.get(name)
                if source is not None and source.entity == "person" and name not in wanted:
                    function = self.function_of.get(name)
                    if function is None:
                        continue  # made in this loop itself
                    wanted.update(one.name for one in function.rules)
                    stack.extend(function.rules)
        own = {rule.name for rule in loop}
        return [f for f in self.functions.values() if wanted & {r.name for r in f.rules} and f.rules[0].name not in own]

    def _arguments(self, rules: Iterable[Rule]) -> list[str]:
        return sorted({argument for rule in rules for argument in rule.arguments})

    def _member_rule(self, rule: Rule) -> None:
        out, request = self.out, self.request
        if rule.entity == "sum":
            out.add(f"h_{rule.name} += {f'int(v_{rule.name})' if rule.returns is bool else f'v_{rule.name}'}")
            return
        name = f"m_{rule.name}"
        if rule.name in self.kept and not self.refused:
            out.add(f"s_{rule.name}[i - a] = {name}")
        for total in self._totals_of(rule):
            amount = self._counted(rule, name) if total.measure == "amount" else f"{name} != 0"
            out.add(f"{self._gathered(total)} += {amount}")
        if rule.name in request.rows:
            out.add(f"out_{rule.name}[i] = {name}")

    def _counted(self, rule: Rule, name: str) -> str:
        """A value as an integer: fen for money, 1 or 0 for yes or no."""
        return f"fen({name})" if rule.returns is float else f"int({name})"

    def _write_household_rows(self, part: list[Rule]) -> None:
        for rule in part:
            if rule.about_household and rule.name in self.request.rows:
                scenario = "" if not self.request.swept else "s, " if rule.name in self.request.moving else ":, "
                self.out.add(f"out_{rule.name}[{scenario}h] = h_{rule.name}")

    def _totals_of_one_scenario(self) -> None:
        self.out.add("s = 0")
        self._household_totals()

    def _household_totals(self) -> None:
        """Add the household to its cell; most receive little, so a few totals at a time are asked if any isn't 0."""
        numbered = list(enumerate(self.request.wanted))
        for k in range(0, len(numbered), _TOGETHER):
            self._add_totals(numbered[k : k + _TOGETHER])

    def _add_totals(self, numbered: list[tuple[int, Total]]) -> None:
        out = self.out
        values = dict.fromkeys(self._value(total) for _, total in numbered)
        out.add(f"if {' | '.join(f'({value} != 0)' for value in values)}:")
        out.depth += 1
        for k, total in numbered:
            rule, value = self.rules[total.rule], self._value(total)
            if total.measure == "households":
                out.add(f"found[{k}] = {value} != 0")
            elif rule.entity == "person":
                out.add(f"found[{k}] = {value}")
            elif total.measure == "persons":
                out.add(f"found[{k}] = members * ({value} != 0)")
            else:
                out.add(f"found[{k}] = {self._counted(rule, value)}")
        out.add(f"for k in range({numbered[0][0]}, {numbered[-1][0] + 1}):")
        out.add("    if found[k] != 0:")
        out.add("        totals[s, here, k] += int(math.floor(found[k] * w * scale[k] + 0.5))")
        out.depth -= 1

    def _scales(self) -> str:
        """Money is added in fen as it is, persons and households in millionths."""
        money = [t.measure == "amount" and self.rules[t.rule].returns is float for t in self.request.wanted]
        return ", ".join("1.0" if one else "1000000.0" for one in money)

    def _totals_of(self, rule: Rule) -> list[Total]:
        """What is gathered of a person's rule while its loop runs; persons and households share one count."""
        found = dict.fromkeys(
            Total(t.rule, "amount" if t.measure == "amount" else "persons")
            for t in self.request.wanted
            if t.rule == rule.name
        )
        return list(found) if rule.entity == "person" else []

    def _gathered(self, total: Total) -> str:
        return f"{'t' if total.measure == 'amount' else 'n'}_{total.rule}"

    def _value(self, total: Total) -> str:
        return self._gathered(total) if self.rules[total.rule].entity == "person" else f"h_{total.rule}"
