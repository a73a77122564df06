"""Follows the kinds of values through the expressions of a rule."""

from __future__ import annotations

import ast
import builtins
from abc import ABC, abstractmethod
from enum import EnumMeta
from types import FunctionType, ModuleType

from workbench.engine.kind_calls import calculated
from workbench.engine.kind_problems import Problems, shown
from workbench.engine.kinds import (
    NOTHING_KNOWN,
    Seen,
    container,
    container_of,
    either,
    of_kind,
    of_value,
)
from workbench.engine.source_text import FunctionText
from workbench.errors import nearest

Names = dict[str, Seen]
ABSENT = object()


class Expressions(ABC):
    """Tells what an expression of one function may be; `names` holds its local names, `outer` what lies around it."""

    def __init__(
        self, problems: Problems, text: FunctionText, function: FunctionType, names: Names, depth: int
    ) -> None:
        self.problems, self.text, self.function, self.names, self.depth = problems, text, function, names, depth
        cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        self.outer: dict[str, object] = {}
        for name, cell in cells:
            try:
                self.outer[name] = cell.cell_contents
            except ValueError:  # not defined yet
                continue

    @abstractmethod
    def called(self, text: FunctionText, function: FunctionType, names: Names) -> Seen:
        """Return what a function gives; the reader of statements says how."""

    def value(self, node: ast.expr) -> Seen:
        """Return what an expression may be, and note what is wrong inside."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            return method(node)  # type: ignore[no-any-return]
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr):
                self.value(inner)
        return NOTHING_KNOWN

    def truth(self, node: ast.expr) -> Seen:
        """Return what an expression may be that decides between yes and no."""
        seen = self.value(node)
        self.problems.truth(self.text, node, seen)
        return seen

    def bind(self, target: ast.expr, seen: Seen) -> None:
        """Give a name (or the names of a tuple) what it is assigned."""
        if isinstance(target, ast.Name):
            self.names[target.id] = seen
        elif isinstance(target, ast.Tuple | ast.List):
            same = seen.parts is not None and len(seen.parts) == len(target.elts)
            for number, one in enumerate(target.elts):
                part = seen.parts[number] if same and seen.parts is not None else seen.items
                self.bind(one, part or NOTHING_KNOWN)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, container_of(seen))

    def held(self, node: ast.expr) -> object:
        """Return the Python value that a name or attribute outside the function holds, or ABSENT."""
        if isinstance(node, ast.Name):
            if node.id in self.names:
                known = self.names[node.id].constants
                return next(iter(known)) if len(known) == 1 else ABSENT
            for names in (self.outer, self.function.__globals__, vars(builtins)):
                if node.id in names:
                    return names[node.id]
        elif isinstance(node, ast.Attribute):
            owner = self.held(node.value)
            if isinstance(owner, ModuleType | EnumMeta):
                return getattr(owner, node.attr, ABSENT)
        return ABSENT

    # ------------------------------------------------------------------------------------------------ plain expressions
    def _constant(self, node: ast.Constant) -> Seen:
        return of_value(node.value)

    def _name(self, node: ast.Name) -> Seen:
        if node.id in self.names:
            return self.names[node.id]
        return self._seen(self.held(node))

    def _attribute(self, node: ast.Attribute) -> Seen:
        owner, value = self.held(node.value), self.held(node)
        if isinstance(owner, EnumMeta):
            if node.attr not in owner.__members__:
                guess = nearest(node.attr, owner.__members__)
                members = ", ".join(owner.__members__)
                hint = f"did you mean {guess}?" if guess else f"its members are {members}"
                self.problems.add(self.text, node, f"reads {shown(node)}, which {owner.__name__} lacks; {hint}")
                return NOTHING_KNOWN
        elif not isinstance(owner, ModuleType):
            self.problems.used_otherwise(self.text, node, (node.value, self.value(node.value)))
        return self._seen(value)

    @staticmethod
    def _seen(value: object) -> Seen:
        if value is ABSENT:
            return NOTHING_KNOWN
        if isinstance(value, FunctionType):
            return Seen(NOTHING_KNOWN.kinds, frozenset({value}))
        return of_value(value)

    def _binop(self, node: ast.BinOp) -> Seen:
        return self.operation(node, node.op, (node.left, self.value(node.left)), (node.right, self.value(node.right)))

    def operation(
        self, node: ast.AST, operation: ast.operator, one: tuple[ast.expr, Seen], two: tuple[ast.expr, Seen]
    ) -> Seen:
        """Return what a calculation with two values gives."""
        self.problems.used_otherwise(self.text, node, one, two)
        left, right = one[1], two[1]
        if isinstance(operation, ast.Add) and left.parts is not None and right.parts is not None:
            return container((*left.parts, *right.parts))
        if isinstance(operation, ast.BitAnd | ast.BitOr | ast.BitXor) and left.kinds | right.kinds == {bool}:
            return of_kind(bool)
        return calculated(left, right, division=isinstance(operation, ast.Div))

    def _unaryop(self, node: ast.UnaryOp) -> Seen:
        if isinstance(node.op, ast.Not):
            self.truth(node.operand)
            return of_kind(bool)
        inner = self.value(node.operand)
        self.problems.used_otherwise(self.text, node, (node.operand, inner))
        return calculated(inner)

    def _boolop(self, node: ast.BoolOp) -> Seen:
        first = [self.truth(one) for one in node.values[:-1]]
        return either([*first, self.value(node.values[-1])])

    def _ifexp(self, node: ast.IfExp) -> Seen:
        self.truth(node.test)
        return either([self.value(node.body), self.value(node.orelse)])

    def _compare(self, node: ast.Compare) -> Seen:
        left, before = node.left, self.value(node.left)
        for how, right in zip(node.ops, node.comparators, strict=True):
            after = self.value(right)
            if isinstance(how, ast.In | ast.NotIn):
                self._member(node, (left, before), (right, after))
            elif isinstance(how, ast.Is | ast.IsNot) and not (_is_none(left) or _is_none(right)):
                self.problems.add(self.text, node, f"compares with `is`: {shown(node)}; write == or !=")
            else:
                self.problems.compared(self.text, node, (left, before), (right, after))
            left, before = right, after
        return of_kind(bool)

    def _member(self, node: ast.AST, one: tuple[ast.expr, Seen], many: tuple[ast.expr, Seen]) -> None:
        written = written_items(many[0])
        held = many[1]
        if written:
            for item in written:
                self.problems.compared(self.text, node, one, (item, self.value(item)))
        elif held.items is not None and dict not in held.kinds:
            for part in held.parts if held.parts is not None else [held.items]:
                self.problems.compared(self.text, node, one, (many[0], part))
        else:
            self.problems.compared(self.text, node, one, many)

    def _tuple(self, node: ast.Tuple | ast.List) -> Seen:
        if any(isinstance(one, ast.Starred) for one in node.elts):
            return container_of(either(map(self.value, node.elts)), tuple)
        return container(map(self.value, node.elts))

    _list = _tuple

    def _set(self, node: ast.Set) -> Seen:
        return container_of(either(map(self.value, node.elts)), set)

    def _starred(self, node: ast.Starred) -> Seen:
        return self.value(node.value).items or NOTHING_KNOWN

    def _dict(self, node: ast.Dict) -> Seen:
        for key in node.keys:
            if key is not None:
                self.value(key)
        return container_of(either(map(self.value, node.values)), dict)

    def _subscript(self, node: ast.Subscript) -> Seen:
        held, index = self.value(node.value), self.value(node.slice)
        if isinstance(node.value, ast.Dict):
            for key in written_items(node.value):
                self.problems.compared(self.text, node, (node.slice, index), (key, self.value(key)))
        elif dict in held.kinds:
            self.problems.used_otherwise(self.text, node, (node.slice, index))
        if isinstance(node.slice, ast.Slice):
            return container_of(held.items or NOTHING_KNOWN)
        place = next(iter(index.constants), None) if len(index.constants) == 1 else None
        if held.parts is not None and isinstance(place, int) and -len(held.parts) <= place < len(held.parts):
            return held.parts[place]
        return held.items or NOTHING_KNOWN

    def _joinedstr(self, node: ast.JoinedStr) -> Seen:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.problems.used_otherwise(self.text, node, (part.value, self.value(part.value)))
        return of_kind(str)

    def _namedexpr(self, node: ast.NamedExpr) -> Seen:
        seen = self.value(node.value)
        self.bind(node.target, seen)
        return seen

    def _lambda(self, node: ast.Lambda) -> Seen:
        return Seen(NOTHING_KNOWN.kinds, frozenset({node}))

    def _listcomp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Seen:
        kept = dict(self.names)
        for one in node.generators:
            self.bind(one.target, self.value(one.iter).items or NOTHING_KNOWN)
            for test in one.ifs:
                self.truth(test)
        seen = container_of(self.value(node.elt))
        self.names = kept
        return seen

    _setcomp = _generatorexp = _listcomp


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def written_items(node: ast.expr) -> list[ast.expr]:
    """Return the items of a container that is written out, the keys of a dictionary."""
    if isinstance(node, ast.Dict):
        return [key for key in node.keys if key is not None]
    items = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []
    return [] if any(isinstance(one, ast.Starred) for one in items) else items
