"""The code in a notebook's text cells: what in it names nothing that there is, told without running the notebook.

Calls and attributes are followed by the classes that functions promise to return; keywords must be arguments or, where
a call takes any, parameters of the law. `baseline.replace(…)` with values is called: it refuses what makes no sense.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

import workbench as wb
from workbench.errors import WorkbenchError
from workbench.law import law
from workbench.scenario import Scenario

from .altering import cells

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = object()
_ELLIPSIS = "..."
_FILE = re.compile(r"[\w./-]+\.(ipynb|md|csv|yaml|toml)|[\w-]+/[\w./-]*/?")
_FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)


def hints(text: str) -> Iterator[str]:
    """Yield the pieces of code in a text cell: Python in fences by lines that stand alone, and what is in backticks."""
    for language, code in _FENCE.findall(text):
        if language in ("python", "py", ""):
            yield code
    yield from re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))


class Hints:
    """Follows the hints of one notebook; `names` are its variables by the class that they are of."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names: dict[str, object] = {"wb": wb}
        for cell in cells(path):
            for statement in ast.walk(ast.parse(cell)):
                self._learn(statement)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario on which changes are tried."""
        return wb.load_scenario("baseline-2021")

    def problems(self) -> list[str]:
        """What the notebook's text cells say that isn't there."""
        return [
            f"`{hint}`: {problem}"
            for text in cells(self.path, "markdown")
            for hint in hints(text)
            for problem in self.wrong(hint)
        ]

    def wrong(self, hint: str) -> list[str]:
        """What is wrong with one hint; nothing with one that is no code."""
        code = hint.strip().replace("…", _ELLIPSIS)
        if _FILE.fullmatch(code):
            return [] if _is_there(code, self.path.parent) else ["no such file"]
        try:
            tree = ast.parse(code)
        except SyntaxError:
            called = re.search(r"\w\(", code)
            return ["can't be read as Python"] if called and not re.fullmatch(r"[\w.]+=.*", code) else []
        found: list[str] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found += self._call(node)
            elif isinstance(node, ast.Attribute):
                found += self._attribute(node)
        for statement in tree.body:
            if isinstance(statement, ast.Assign):
                found += self._keyword_alone(statement)
        return found

    def _learn(self, statement: ast.AST) -> None:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            space: dict[str, Any] = {}
            exec(compile(ast.Module([statement], []), str(self.path), "exec"), space)
            self.names.update({name: value for name, value in space.items() if not name.startswith("__")})
        elif isinstance(statement, ast.FunctionDef):
            self.names[statement.name] = UNKNOWN
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.For | ast.comprehension | ast.withitem):
            target = getattr(statement, "targets", None) or [
                getattr(statement, "target", None) or getattr(statement, "optional_vars", None)
            ]
            value = getattr(statement, "value", None)
            for one in target:
                if isinstance(one, ast.Name) and isinstance(statement, ast.Assign) and value is not None:
                    self.names[one.id] = self._of_class(self.kind(value))
                elif one is not None:
                    self.names.update({n.id: UNKNOWN for n in ast.walk(one) if isinstance(n, ast.Name)})

    @staticmethod
    def _of_class(kind: object) -> object:
        return kind if kind is UNKNOWN else _Of(kind)

    def kind(self, node: ast.expr) -> object:
        """The class of what an expression gives; UNKNOWN where no annotation says so."""
        if isinstance(node, ast.Call):
            function = self.value(node.func)
            if inspect.isclass(function):
                return function
            try:
                returned = get_type_hints(function).get("return", UNKNOWN)  # type: ignore[arg-type]
            except (TypeError, NameError, AttributeError):
                return UNKNOWN
            return returned if inspect.isclass(returned) else UNKNOWN
        held = self.value(node)
        return held.kind if isinstance(held, _Of) else UNKNOWN

    def value(self, node: ast.expr) -> object:
        """The object that a name or a chain of attributes stands for, an `_Of` of its class, or UNKNOWN."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, getattr(builtins, node.id, UNKNOWN))
        if isinstance(node, ast.Call):
            return self._of_class(self.kind(node))
        if not isinstance(node, ast.Attribute):
            return UNKNOWN
        owner = self.value(node.value)
        if owner is UNKNOWN:
            return UNKNOWN
        if not isinstance(owner, _Of):
            return getattr(owner, node.attr, None)
        return owner.member(node.attr)

    def _attribute(self, node: ast.Attribute) -> list[str]:
        root: ast.expr = node
        while isinstance(root, ast.Attribute | ast.Call):
            root = root.value if isinstance(root, ast.Attribute) else root.func
        if isinstance(root, ast.Name) and root.id not in self.names and not hasattr(builtins, root.id):
            return [f"the notebook has no {root.id!r}"]
        owner = self.value(node.value)
        missing = isinstance(owner, _Of) and owner.member(node.attr) is None
        missing = missing or (not isinstance(owner, _Of) and owner is not UNKNOWN and not hasattr(owner, node.attr))
        return [f"{ast.unparse(node.value)} has no {node.attr!r}"] if missing else []

    def _call(self, node: ast.Call) -> list[str]:
        if isinstance(node.func, ast.Name) and self.value(node.func) is UNKNOWN and node.func.id not in self.names:
            return [f"the notebook has no {node.func.id!r}"]
        found = [
            f"the notebook has no {one.id!r}"
            for one in node.args
            if isinstance(one, ast.Name) and one.id not in self.names and not hasattr(builtins, one.id)
        ]
        function = self.value(node.func)
        if function is UNKNOWN or function is None or not callable(function):
            return found
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):
            return found
        named = {one.arg: one.value for one in node.keywords if one.arg is not None}
        any_name = any(one.kind is one.VAR_KEYWORD for one in signature.parameters.values())
        taken = self._parameters(function) if any_name else {}
        found += [
            f"{ast.unparse(node.func)} takes no {name!r}"
            for name in named
            if name not in signature.parameters and name not in taken
        ]
        return found or self._refused(function, named)

    def _parameters(self, function: object) -> Mapping[str, object]:
        of_the_workbench = (getattr(function, "__module__", "") or "").startswith("workbench.")
        return (
            dict.fromkeys([*law().parameters, "date", "name", "title_zh", "title_en"]) if of_the_workbench else _Any()
        )

    def _refused(self, function: object, named: Mapping[str, ast.expr]) -> list[str]:
        """Try a change of the scenario whose values are written out."""
        if getattr(function, "__qualname__", "") != "Scenario.replace":
            return []
        try:
            values = {name: ast.literal_eval(value) for name, value in named.items()}
        except ValueError:
            return []
        values = {name: value for name, value in values.items() if value is not ...}
        try:
            self.scenario.replace(**values)
        except WorkbenchError as problem:
            return [str(problem)]
        return []

    def _keyword_alone(self, statement: ast.Assign) -> list[str]:
        """An argument to change, as in `confidence=0.5`: some call of the notebook must take it."""
        (target,) = statement.targets
        if not isinstance(target, ast.Name) or target.id in self.names:
            return []
        called = [node for cell in cells(self.path) for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Call)]
        for node in called:
            function = self.value(node.func)
            try:
                if callable(function) and target.id in inspect.signature(function).parameters:
                    return []
            except (TypeError, ValueError):
                continue
        return [f"no call of the notebook takes {target.id!r}"]


def _is_there(name: str, folder: Path) -> bool:
    """Whether a file is there: by its path from the project or the notebook, or by its name in a folder of data."""
    if any((start / name).exists() for start in (ROOT, folder)):
        return True
    kept = ("data_samples", "scenarios", "docs", "workbench/law")
    return "/" not in name and any(any((ROOT / start).rglob(name)) for start in kept)


class _Any(dict[str, object]):
    """Holds every name: what a function of elsewhere takes isn't known."""

    def __contains__(self, key: object) -> bool:
        return True


@dataclasses.dataclass(frozen=True)
class _Of:
    """Some object of a class."""

    kind: Any

    def member(self, name: str) -> object:
        """A method, an `_Of` of an attribute's class, UNKNOWN for what isn't annotated, None where there is none."""
        held = inspect.getattr_static(self.kind, name, None)
        if isinstance(held, property) or hasattr(held, "func"):  # cached_property
            return self._annotated(getattr(held, "fget", None) or held.func)
        if held is not None:
            return getattr(self.kind, name)
        hints_of = {}
        for base in reversed(getattr(self.kind, "__mro__", ())):
            hints_of.update(inspect.get_annotations(base))
        if name not in hints_of:
            return UNKNOWN if hasattr(self.kind, "__getattr__") else None
        try:
            hint = get_type_hints(self.kind).get(name)
        except (NameError, TypeError):
            return UNKNOWN
        return _Of(hint) if inspect.isclass(hint) else UNKNOWN

    @staticmethod
    def _annotated(function: Any) -> object:
        try:
            returned = get_type_hints(function).get("return")
        except (NameError, TypeError):
            return UNKNOWN
        return _Of(returned) if inspect.isclass(returned) else UNKNOWN
