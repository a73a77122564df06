"""Checks the units of rules over their own arithmetic, read from their source.

`+`, `−`, comparisons, `min` and `max` need equal units, `×` and `÷` combine them, and a rule must return what its
`unit` promises. Months become years through `monthly_of` and `yearly_of` alone, and a sum paid once (yuan, yuan/case)
becomes a yearly one through `once_a_year`; a bare `× 12` of money is refused. Constants take the unit of what they
stand beside. What the check can't follow is listed (`Reading.undecided`), never passed over.
"""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import EnumMeta
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType

from workbench.engine.rule import Rule
from workbench.errors import RuleError
from workbench.parameter.units import NUMBER, Dimension, dimension, product, words_of

_SAME = ("min", "max")  # functions whose arguments have one unit, which is the result's
_KEEP = ("abs", "round", "int", "float", "floor", "ceil", "fabs")
_PLAIN = ("exp", "log", "sqrt", "pow", "expm1", "log1p")
_CONVERT = {
    "monthly_of": ("yuan/year", "yuan/month"),
    "yearly_of": ("yuan/month", "yuan/year"),
    "once_a_year": ("yuan", "yuan/year"),
}


@dataclass(frozen=True)
class Constant:
    """A number written in the rule: it takes the unit of what it stands beside."""

    value: float | None = None


Value = Dimension | Constant


@dataclass
class Reading:
    """One reading of a rule's arithmetic in units: what was found wrong, and what couldn't be decided."""

    rule: str
    problems: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)

    def of(self, function: FunctionType, arguments: Mapping[str, Value]) -> Value:
        """Read a function with the units of its arguments; returns the unit of its result."""
        try:
            lines, first = inspect.getsourcelines(function)
            tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
        except (OSError, TypeError, SyntaxError):
            return self._open(f"{function.__name__}: its text can't be read")
        known = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
        body = _Function(self, f"{Path(function.__code__.co_filename).name}", first - 1, known, dict(arguments))
        body.read(tree.body if isinstance(tree, ast.FunctionDef) else [])
        return body.result

    def _open(self, what: str) -> Constant:
        self.undecided.append(f"{self.rule}: {what}")
        return Constant()


class _Function:
    """Reads the statements of one function; `names` holds the unit of each local name."""

    def __init__(
        self, reading: Reading, file: str, line: int, known: Mapping[str, object], names: dict[str, Value]
    ) -> None:
        self.reading, self.file, self.line, self.known, self.names = reading, file, line, known, names
        self.result: Value = Constant()

    def read(self, statements: Iterable[ast.stmt]) -> None:
        """Read statements in their order, both branches of an `if` one after the other."""
        for one in statements:
            if isinstance(one, ast.Return) and one.value is not None:
                self.result = self._same(one, "returns", self.result, self.value(one.value))
            elif isinstance(one, ast.Assign | ast.AnnAssign | ast.AugAssign):
                self._assign(one)
            elif isinstance(one, ast.If | ast.While):
                self.value(one.test)
                self.read([*one.body, *one.orelse])
            elif isinstance(one, ast.For) and isinstance(one.target, ast.Name):
                self.names[one.target.id] = Constant()
                self.read([*one.body, *one.orelse])
            elif not isinstance(one, ast.Expr | ast.Pass | ast.Break | ast.Continue):
                self._open(one)

    def _assign(self, one: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        targets = one.targets if isinstance(one, ast.Assign) else [one.target]
        if len(targets) != 1 or not isinstance(targets[0], ast.Name) or one.value is None:
            self._open(one)
            return
        name, value = targets[0].id, self.value(one.value)
        before = self.names.get(name, Constant())
        if isinstance(one, ast.AugAssign):
            value = self._operation(one, one.op, before, value)
        self.names[name] = self._same(one, f"gives {name!r}", before, value)

    def value(self, node: ast.expr) -> Value:
        """Return the unit of an expression."""
        if isinstance(node, ast.Constant):
            return Constant(float(node.value) if isinstance(node.value, int | float) else None)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Attribute):
            owner = self.known.get(node.value.id) if isinstance(node.value, ast.Name) else None
            held = getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None
            # a module's number stands for any unit, as a constant of the rule's own file; else a member of a category
            return Constant(float(held)) if isinstance(held, int | float) else NUMBER
        if isinstance(node, ast.BinOp):
            return self._operation(node, node.op, self.value(node.left), self.value(node.right))
        if isinstance(node, ast.UnaryOp):
            inner = self.value(node.operand)
            return NUMBER if isinstance(node.op, ast.Not) else inner
        if isinstance(node, ast.BoolOp):
            for one in node.values:
                self.value(one)
            return NUMBER
        if isinstance(node, ast.Compare):
            found = self.value(node.left)
            for one in node.comparators:
                parts = one.elts if isinstance(one, ast.Tuple) else [one]
                for part in parts:
                    self._same(node, "compares", found, self.value(part))
                found = self.value(one) if len(parts) == 1 and not isinstance(one, ast.Tuple) else found
            return NUMBER
        if isinstance(node, ast.IfExp):
            self.value(node.test)
            return self._same(node, "chooses between", self.value(node.body), self.value(node.orelse))
        return self._call(node) if isinstance(node, ast.Call) else self._open(node)

    def _name(self, node: ast.Name) -> Value:
        if node.id in self.names:
            return self.names[node.id]
        value = self.known.get(node.id)
        return Constant(float(value)) if isinstance(value, int | float) else self._open(node)

    def _operation(self, node: ast.AST, operator: ast.operator, left: Value, right: Value) -> Value:
        if isinstance(operator, ast.Add | ast.Sub):
            return self._same(node, "adds" if isinstance(operator, ast.Add) else "subtracts", left, right)
        if isinstance(operator, ast.Mult | ast.Div):
            for one, other in ((left, right), (right, left)):
                if isinstance(one, Constant) and one.value == 12 and isinstance(other, tuple) and ("yuan", 1) in other:
                    self._wrong(node, f"turns {words_of(other)} by a bare 12: write monthly_of(…) or yearly_of(…)")
            if all(isinstance(one, Constant) or one == NUMBER for one in (left, right)) and not left == right == NUMBER:
                return Constant()  # so many yuan a head: the constant may stand for money
            power = 1 if isinstance(operator, ast.Mult) else -1
            one, other = (() if isinstance(x, Constant) else x for x in (left, right))
            return product(one, tuple((base, n * power) for base, n in other))
        if isinstance(operator, ast.FloorDiv | ast.Mod | ast.Pow) and (left == NUMBER or isinstance(left, Constant)):
            return NUMBER
        return self._open(node)

    def _call(self, node: ast.Call) -> Value:
        given = [self.value(one) for one in node.args]
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        function = self.known.get(name) if isinstance(node.func, ast.Name) else None
        if name in _CONVERT and len(given) == 1:
            wanted, made = map(dimension, _CONVERT[name])
            self._taken(node, name, wanted, given[0])
            return made
        if isinstance(function, FunctionType):
            if node.keywords:
                return self._open(node)
            return self.reading.of(function, dict(zip(inspect.signature(function).parameters, given, strict=False)))
        if isinstance(function, EnumMeta) or name in ("bool", "range", "len"):
            return NUMBER
        if name in _SAME and given:
            found = given[0]
            for one in given[1:]:
                found = self._same(node, f"takes the {name} of", found, one)
            return found
        if name in _KEEP and given:
            return given[0]
        if name in _PLAIN and hasattr(math, name):
            for one in given:
                self._taken(node, name, NUMBER, one)
            return NUMBER
        return self._open(node)

    def _same(self, node: ast.AST, what: str, one: Value, other: Value) -> Value:
        if isinstance(one, Constant):
            return other
        if not isinstance(other, Constant) and one != other:
            self._wrong(node, f"{what} {words_of(one)} and {words_of(other)}")
        return one

    def _taken(self, node: ast.AST, name: str, wanted: Dimension, given: Value) -> None:
        if not isinstance(given, Constant) and given != wanted:
            self._wrong(node, f"gives {words_of(given)} to {name}, which takes {words_of(wanted)}")

    def _wrong(self, node: ast.AST, what: str) -> None:
        place = f"{self.file}:{self.line + getattr(node, 'lineno', 1)}"
        text = f"{place}: rule {self.reading.rule!r} {what}"
        if text not in self.reading.problems:
            self.reading.problems.append(text)

    def _open(self, node: ast.AST) -> Constant:
        line = self.line + getattr(node, "lineno", 1)
        return self.reading._open(f"{self.file}:{line}: {ast.unparse(node).splitlines()[0]}")


@lru_cache(maxsize=4096)
def _reading(function: FunctionType, name: str, unit: str, units: tuple[tuple[str, str], ...]) -> Reading:
    reading = Reading(name)
    result = reading.of(function, {argument: dimension(one) for argument, one in units})
    promised = dimension(unit)
    if not isinstance(result, Constant) and result != promised and not reading.problems:
        file, line = Path(function.__code__.co_filename).name, function.__code__.co_firstlineno
        reading.problems.append(
            f"{file}:{line}: rule {name!r} promises {words_of(promised)} but returns {words_of(result)}"
        )
    return reading


def read_units(rule: Rule, units: Mapping[str, str]) -> Reading:
    """Read one rule's arithmetic in units; `units` has those of its arguments. Readings are kept by function."""
    if not isinstance(rule.function, FunctionType):
        return Reading(rule.name, undecided=[f"{rule.name}: not a plain function"])
    return _reading(rule.function, rule.name, rule.unit, tuple((name, units[name]) for name in rule.arguments))


def check_units(rules: Iterable[Rule], units: Mapping[str, str]) -> list[str]:
    """Raise RuleError where rules mix units, naming rule, line and the two units; returns what can't be decided."""
    undecided: list[str] = []
    for rule in rules:
        reading = read_units(rule, units)
        if reading.problems:
            raise RuleError("\n".join(reading.problems))
        undecided += reading.undecided
    return undecided
