"""Follows the kinds of values into what a rule calls: Python's own functions, helpers, functions written inside."""

from __future__ import annotations

import ast
import inspect
import operator
from enum import EnumMeta
from types import FunctionType
from typing import get_type_hints

from workbench.engine.kind_calls import COMPARING, SAME_KIND, TEXT, TRUTH, each_compared, result_of
from workbench.engine.kind_expressions import ABSENT, Expressions, Names
from workbench.engine.kinds import NOTHING_KNOWN, Seen, of_kind, of_value
from workbench.engine.source_text import FunctionText, function_text, is_own, plain_function

Given = list[tuple[ast.expr, Seen]]
Named = dict[str | None, tuple[ast.expr, Seen]]
_MOST_DEPTH = 12  # of helpers that call helpers


class Calls(Expressions):
    """Tells what a call gives, and what is wrong with what it is handed."""

    def _call(self, node: ast.Call) -> Seen:
        given: Given = [(one, self.value(one)) for one in node.args]
        named = {one.arg: (one.value, self.value(one.value)) for one in node.keywords}
        function = node.func if isinstance(node.func, ast.Lambda) else self.held(node.func)
        if isinstance(node.func, ast.Attribute) and function is ABSENT:
            self.value(node.func)
        plain = any(isinstance(one, ast.Starred) for one in node.args) or None in named
        inner = plain_function(function)
        if not plain and isinstance(function, ast.Lambda | ast.FunctionDef):
            return self._written_here(node, function, given, named)
        if not plain and inner is not None:
            return self._helper(node, inner, given, named)
        if isinstance(function, EnumMeta):
            return of_kind(function)
        return self._builtin(node, function, [*given, *named.values()])

    def _builtin(self, node: ast.Call, function: object, given: Given) -> Seen:
        seen = [one for _, one in given]
        if function in COMPARING and len(given) == 2:
            self.problems.compared(self.text, node, given[0], given[1])
        elif function is operator.contains and len(given) == 2:
            self._member(node, given[1], given[0])
        elif function in SAME_KIND:
            compared = each_compared(seen)
            nodes = [one for one, _ in given] if len(given) > 1 else [given[0][0]] * len(compared) if given else []
            for one, two in zip(nodes[1:], compared[1:], strict=False):
                self.problems.compared(self.text, node, (nodes[0], compared[0]), (one, two))
        elif function in TRUTH:
            for one, what in given:
                self.problems.truth(self.text, one, what if function is bool else what.items or what)
        elif function not in (int, float) and (
            function in TEXT or ((function is not ABSENT or self.problems.complete) and not _keeps(function))
        ):
            self.problems.used_otherwise(self.text, node, *given)
        return result_of(function, seen)

    def _helper(self, node: ast.Call, function: FunctionType, given: Given, named: Named) -> Seen:
        """Return what a function beside the rule gives, read with what it is handed; the workbench's by annotation."""
        if is_own(function):
            self.problems.used_otherwise(self.text, node, *given, *named.values())
            returns = get_type_hints(function).get("return")
            return of_kind(returns) if isinstance(returns, type) else NOTHING_KNOWN
        text = function_text(function)
        if text is None or self.depth >= _MOST_DEPTH:
            if self.problems.complete:
                self.problems.used_otherwise(self.text, node, *given, *named.values())
            return NOTHING_KNOWN
        names = self._bound(text, function, given, named)
        return NOTHING_KNOWN if names is None else self.called(text, function, names)

    def _bound(
        self,
        text: FunctionText,
        function: FunctionType,
        given: Given,
        named: Named,
    ) -> Names | None:
        defaults = {
            name: of_value(one.default)
            for name, one in inspect.signature(function).parameters.items()
            if one.default is not inspect.Parameter.empty
        }
        return _argument_names(text.tree.args, given, named, defaults)

    def _written_here(
        self,
        node: ast.Call,
        inner: ast.Lambda | ast.FunctionDef,
        given: Given,
        named: Named,
    ) -> Seen:
        """Return what a function or lambda written inside this one gives; it sees the names around it."""
        names = _argument_names(inner.args, given, named, {})
        if names is None or self.depth >= _MOST_DEPTH:
            self.problems.used_otherwise(self.text, node, *given)
            return NOTHING_KNOWN
        text = FunctionText(inner, self.text.file, self.text.line)
        return self.called(text, self.function, {**self.names, **names})


def _keeps(function: object) -> bool:
    """Whether a built-in function hands on what it is given, or only counts it: it may be given categories."""
    return function in (len, tuple, list, set, frozenset, sorted, reversed, enumerate, zip, isinstance, *TRUTH)


def _argument_names(
    arguments: ast.arguments,
    given: Given,
    named: Named,
    defaults: Names,
) -> Names | None:
    """Say what each argument of a function is in one call; None where the call doesn't fit or takes any number."""
    if arguments.vararg or arguments.kwarg:
        return None
    order = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    known = {*order, *(one.arg for one in arguments.kwonlyargs)}
    if len(given) > len(order) or any(name not in known for name in named):
        return None
    handed = {name: seen for name, (_, seen) in zip(order, given, strict=False)}
    handed.update({name: seen for name, (_, seen) in named.items() if name is not None})
    return {name: handed.get(name, defaults.get(name, NOTHING_KNOWN)) for name in known}
