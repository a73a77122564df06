"""Writes a rule's body into the kernel's text: the compiler is quicker with a few plain functions than with many.

A rule is a plain function of scalars, so its body can stand where it is called: arguments become the kernel's names,
local names get a prefix, constants and members of categories become numbers, and each `return` an assignment. A body
that does more than that (a loop that returns, a closure, a comprehension) stays a function that the kernel calls.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Mapping
from enum import EnumMeta, IntEnum
from types import FunctionType, ModuleType
from typing import Any, TypeVar

from workbench.engine.rule import Rule
from workbench.engine.source_text import is_own, same_code

Node = TypeVar("Node", bound=ast.AST)
_SIMPLE = (ast.Return, ast.If, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.Break, ast.Continue, ast.Expr)
_CONVERSION = {bool: "bool", int: "int", float: "float"}


class _NotInlinedError(Exception):
    """The body does something that only a function of its own can do."""


class Body:
    """A rule's body, ready to be written; `helpers` are the functions it calls, by the name the kernel gives them."""

    def __init__(self, rule: Rule) -> None:
        function = rule.function
        if not isinstance(function, FunctionType) or function.__closure__:
            raise _NotInlinedError
        self.rule = rule
        self.globals = function.__globals__
        self.helpers: dict[str, FunctionType] = {}
        self.statements = _statements(function)
        self.assigned = {
            node.id for s in self.statements for node in ast.walk(s) if isinstance(node, ast.Name) and _stored(node)
        }
        self.lines({name: name for name in rule.arguments}, "result")  # finds out now what can't be written

    def lines(self, names: Mapping[str, str], target: str) -> list[str]:
        """Return the lines that give `target` the rule's value; `names` says what the kernel calls each argument."""
        copied = [name for name in self.rule.arguments if name in self.assigned]
        first = [f"{self._local(name)} = {names[name]}" for name in copied]
        renamed = {**names, **{name: self._local(name) for name in self.assigned}}
        visitor = _Renamer(self, renamed)
        body = self._returning(self.statements, target, visitor)
        text = "\n".join(ast.unparse(ast.fix_missing_locations(statement)) for statement in body)
        return [*first, *text.splitlines()]

    def _local(self, name: str) -> str:
        return f"x_{self.rule.name}_{name}"

    def _returning(self, statements: list[ast.stmt], target: str, visitor: _Renamer) -> list[ast.stmt]:
        """Turn each `return` into an assignment; what follows an `if` that returns moves into its other branch."""
        out: list[ast.stmt] = []
        for k, statement in enumerate(statements):
            if isinstance(statement, ast.Return):
                if statement.value is None:
                    raise _NotInlinedError
                value = self._converted(visitor.visit(_copy(statement.value)))
                out.append(ast.Assign([ast.Name(target, ast.Store())], value))
                return out
            if isinstance(statement, ast.If) and _returns(statement):
                rest = statements[k + 1 :]
                test = visitor.visit(_copy(statement.test))
                then = self._returning(_continued(statement.body, rest), target, visitor)
                other = self._returning(_continued(statement.orelse, rest), target, visitor)
                out.append(ast.If(test, then, other))
                return out
            if _returns(statement):
                raise _NotInlinedError
            out.append(visitor.visit(_copy(statement)))
        raise _NotInlinedError  # the body may end without a return

    def _converted(self, value: ast.expr) -> ast.expr:
        wanted = int if issubclass(self.rule.returns, IntEnum) else self.rule.returns
        if isinstance(value, ast.Constant) and type(value.value) is wanted:
            return value
        return ast.Call(ast.Name(_CONVERSION[wanted], ast.Load()), [value], [])


class _Renamer(ast.NodeTransformer):
    """Gives arguments and local names the kernel's names, and puts numbers in the place of constants."""

    def __init__(self, body: Body, names: Mapping[str, str]) -> None:
        self.body = body
        self.names = names

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        owner = self._held(node.value)
        if isinstance(owner, EnumMeta):
            return ast.Constant(int(getattr(owner, node.attr)))
        if isinstance(owner, ModuleType) and owner.__name__ == "math":
            return node
        raise _NotInlinedError

    def _held(self, node: ast.expr) -> object:
        """Return what a name of the file holds, or an attribute of a module, such as the category `wb.Residence`."""
        if isinstance(node, ast.Name):
            return None if node.id in self.names else self.body.globals.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._held(node.value)
            return vars(owner).get(node.attr) if isinstance(owner, ModuleType) else None
        return None

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.names:
            return ast.parse(self.names[node.id], mode="eval").body if not _stored(node) else self._stored(node)
        if node.id not in self.body.globals:
            if node.id in ("min", "max", "abs", "range", "int", "float", "bool", "round"):
                return node
            raise _NotInlinedError
        return self._global(node.id, self.body.globals[node.id])

    def _stored(self, node: ast.Name) -> ast.AST:
        return ast.Name(self.names[node.id], ast.Store())

    def _global(self, name: str, value: Any) -> ast.AST:
        if isinstance(value, FunctionType):
            known = f"f_{value.__module__.replace('.', '_')}_{name}"
            self.body.helpers[known] = value
            return ast.Name(known, ast.Load())
        if isinstance(value, bool | int | float) or (
            isinstance(value, tuple) and all(isinstance(v, bool | int | float) for v in value)
        ):
            return ast.parse(repr(_plain(value)), mode="eval").body
        raise _NotInlinedError

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.stmt) and not isinstance(node, _SIMPLE):
            raise _NotInlinedError
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp | ast.Lambda | ast.NamedExpr):
            raise _NotInlinedError
        return super().generic_visit(node)


def body_of(rule: Rule) -> Body | None:
    """Return a rule's body for the kernel's text, or None when the kernel must call it."""
    try:
        return Body(rule)
    except (_NotInlinedError, OSError, TypeError, SyntaxError):
        return None


def _statements(function: FunctionType) -> list[ast.stmt]:
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(source).body[0]
    if not isinstance(tree, ast.FunctionDef) or tree.args.defaults or tree.args.kw_defaults:
        raise _NotInlinedError
    if not is_own(function) and not same_code(tree, function.__code__):
        raise _NotInlinedError  # the file has changed since the function was made
    return tree.body[1:] if ast.get_docstring(tree) is not None else tree.body


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(v) for v in value)
    return int(value) if isinstance(value, IntEnum) else value


def _copy(node: Node) -> Node:
    """Copy a node: the transformer changes what it visits, and a body is written more than once."""
    return copy.deepcopy(node)


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _returns(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Return) for node in ast.walk(statement))


def _continued(branch: list[ast.stmt], rest: list[ast.stmt]) -> list[ast.stmt]:
    """Return a branch, and what comes after the `if` where the branch itself goes on to it."""
    return branch if branch and isinstance(branch[-1], ast.Return) else [*branch, *rest]
