"""The text of a function as a syntax tree, and the lock under which text is read and compiled."""

from __future__ import annotations

import ast
import inspect
import textwrap
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

# Held while rules are read as source or compiled: Python's parser, numba's state, its switches and garbage collection
# are the whole process's own.
COMPILING = threading.RLock()


@dataclass(frozen=True)
class FunctionText:
    """The syntax tree of one function (or lambda); `line` is the number in its file of the tree's first line."""

    tree: ast.FunctionDef | ast.Lambda
    file: str
    line: int

    @property
    def body(self) -> list[ast.stmt]:
        """The statements without the docstring; a lambda's expression as the statement that returns it."""
        if isinstance(self.tree, ast.Lambda):
            return [ast.copy_location(ast.Return(self.tree.body), self.tree.body)]
        return self.tree.body[1:] if ast.get_docstring(self.tree) is not None else self.tree.body

    def place(self, node: ast.AST) -> str:
        """Say file and line of a part of the tree."""
        return f"{self.file}:{self.line - 1 + getattr(node, 'lineno', 1)}"


def plain_function(value: object) -> FunctionType | None:
    """Return the Python function that a value is, or that a compiled function of numba was made of; None if neither."""
    if isinstance(value, FunctionType):
        return value
    inner = getattr(value, "py_func", None)
    return inner if isinstance(inner, FunctionType) else None


def of_workbench(function: Callable[..., object]) -> bool:
    """Whether a function stands in the workbench itself; one without a module (made by `eval`) doesn't."""
    return (getattr(function, "__module__", None) or "").startswith("workbench.")


def function_text(function: FunctionType) -> FunctionText | None:
    """Read a function's text; None where there is none, or where the file has changed since the function was made."""
    with COMPILING:
        try:
            lines, first = inspect.getsourcelines(function)
            whole = ast.parse(textwrap.dedent("".join(lines)))
        except (OSError, TypeError, SyntaxError):
            return None
        found = [
            node
            for node in ast.walk(whole)
            if isinstance(node, ast.FunctionDef | ast.Lambda) and _same_code(node, function.__code__)
        ]
    return FunctionText(found[0], Path(function.__code__.co_filename).name, first) if found else None


def _same_code(node: ast.FunctionDef | ast.Lambda, code: CodeType) -> bool:
    """Whether a function that is written so reads the same names and holds the same constants as compiled code.

    Where the function stands (in a file, in another function) makes its instructions differ, not these.
    """
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    if name != code.co_name:
        return False
    statement = ast.Expr(node) if isinstance(node, ast.Lambda) else _undecorated(node)
    module = ast.fix_missing_locations(ast.Module([statement], []))
    made = next(
        (
            one
            for one in compile(module, "<function>", "exec", dont_inherit=True).co_consts
            if isinstance(one, CodeType)
        ),
        None,
    )
    return made is not None and _contents(made) == _contents(code)


def _undecorated(node: ast.FunctionDef) -> ast.FunctionDef:
    return ast.FunctionDef(**{**{field: getattr(node, field) for field in node._fields}, "decorator_list": []})


def _contents(code: CodeType) -> tuple[frozenset[str], frozenset[str]]:
    names = {*code.co_names, *code.co_varnames, *code.co_freevars, *code.co_cellvars}
    constants = {repr(one) for one in code.co_consts if not isinstance(one, CodeType | str) and one is not None}
    words = {" ".join(one.split()) for one in code.co_consts if isinstance(one, str)}  # docstrings are indented anew
    return frozenset(names), frozenset(constants | words)
