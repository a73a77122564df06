"""The text of a function as a syntax tree, and the lock under which text is read and compiled."""

from __future__ import annotations

import ast
import dis
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

_NO_STEPS = ("PUSH_NULL", "PRECALL", "RESUME", "NOP", "COPY_FREE_VARS")
_SAME_STEPS = {"LOAD_METHOD": "LOAD_ATTR", "LOAD_DEREF": "LOAD_GLOBAL", "LOAD_NAME": "LOAD_GLOBAL"}


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


def is_own(function: Callable[..., object]) -> bool:
    """Whether a function is the workbench's; the tests read those, they aren't read again at every start."""
    return (getattr(function, "__module__", None) or "").startswith(
        "workbench."
    )  # made by eval, a function has no module


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
            if isinstance(node, ast.FunctionDef | ast.Lambda) and same_code(node, function.__code__)
        ]
    return FunctionText(found[0], Path(function.__code__.co_filename).name, first) if found else None


def same_code(node: ast.FunctionDef | ast.Lambda, code: CodeType) -> bool:
    """Whether a function that is written so does the same, step by step, as compiled code."""
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
    return made is not None and _steps(made) == _steps(code)


def _undecorated(node: ast.FunctionDef) -> ast.FunctionDef:
    return ast.FunctionDef(**{**{field: getattr(node, field) for field in node._fields}, "decorator_list": []})


def _steps(code: CodeType) -> list[tuple[str, object]]:
    """Return what a code does, step by step, without what depends on where its function stands.

    Inside another function a name of that one is looked up otherwise, and Python calls `math.floor` by other
    instructions where `math` is imported in the same text.
    """
    found: list[tuple[str, object]] = []
    for one in dis.get_instructions(code):
        if one.opname in _NO_STEPS:
            continue
        value = one.argval if one.opcode not in dis.hasjrel else None
        name = _SAME_STEPS.get(one.opname, one.opname)
        found.append((name, _steps(value) if isinstance(value, CodeType) else repr(value)))
    return found
