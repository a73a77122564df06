"""The text of a rule from outside: a module in Python that defines the same rule, and its digest.

The text holds the rule under its decorator and everything that it reaches: helpers, constants, categories. It is the
same wherever the rule was written (a notebook cell, a file), so that its digest tells two rules apart on every
supported version of Python, and it can be run again as long as it is a module of its own (`runs_alone`).
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import math
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, EnumMeta
from types import FunctionType, ModuleType

import numpy as np

from workbench.engine.dependencies import fingerprint, names_of, references
from workbench.engine.rule import Rule, rules_in
from workbench.engine.source_text import COMPILING, is_own, plain_function, same_code
from workbench.errors import RuleError

_DECORATORS = {
    "county": "for_county",
    "household": "for_household",
    "person": "for_person",
    "sum": "sum_over_members",
}
_WIDTH = 110


@dataclass(frozen=True)
class RuleSource:
    """The text that defines a rule and the SHA-256 of it.

    text: a module in Python; "" where Python doesn't keep the source (a console, text handed to `exec`): the digest is
    then of the compiled code, and holds for one version of Python. not_alone: why the text can't be run by itself, ""
    where it can.
    """

    text: str
    digest: str
    not_alone: str = ""

    @property
    def runs_alone(self) -> bool:
        """Whether the text, run as a module, defines the same rule."""
        return bool(self.text) and not self.not_alone


def rule_source(rule: Rule) -> RuleSource:
    """Return the text and digest of a rule. Raises RuleError for a value that can't be told apart by value."""
    function = plain_function(rule.function)
    if function is None:
        raise RuleError(f"rule {rule.name!r}: a plain function is wanted, not {type(rule.function).__name__}")
    with COMPILING:  # Python's parser is not safe in several threads
        code = fingerprint(function, rule.place)  # refuses what has no digest
        writer = _Writer(rule)
        try:
            text = writer.text(function)
        except RuleError:
            raise  # which is a TypeError too
        except (OSError, TypeError, SyntaxError):
            told = f"{code} {_decorator(rule)}"
            return RuleSource("", hashlib.sha256(told.encode()).hexdigest(), "Python doesn't keep its source")
    return RuleSource(text, hashlib.sha256(text.encode()).hexdigest(), writer.not_alone)


def run_source(text: str, name: str, file: str) -> dict[str, Rule]:
    """Run the text of a module and return the rules that it defines, by the names of their functions.

    file: the name of the file that messages show. Raises whatever the text raises.
    """
    # Under a path of its own: what is on disk may change afterwards, and the text of these rules is read again.
    digest = hashlib.sha256(text.encode()).hexdigest()
    module, path = ModuleType(f"{name}_{digest[:12]}"), f"rules-{digest[:12]}/{file}"
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    exec(compile(text, path, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - rules are Python
    own = (rule for rule in rules_in(module) if rule.function.__module__ == module.__name__)
    return {rule.function.__name__: rule for rule in own}


class _Writer:
    """Gathers the imports, constants and helpers that a rule needs, and writes them in a fixed order."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.not_alone = ""
        self.imports: set[str] = set()
        self.constants: dict[str, str] = {}
        self.helpers: dict[str, str] = {}
        self._seen: set[int] = set()

    def text(self, function: FunctionType) -> str:
        """Write the module. Raises OSError where the source can't be had."""
        body = self._definition(function)
        imports = sorted({*self.imports, f"from workbench import {_DECORATORS[self.rule.entity]}"})
        constants = [f"{name} = {value}" for name, value in sorted(self.constants.items())]
        blocks = [*(self.helpers[name] for name in sorted(self.helpers)), f"{_decorator(self.rule)}\n{body}"]
        head = "\n".join(imports) + ("\n\n" + "\n".join(constants) if constants else "")
        return head + "".join(f"\n\n\n{block}" for block in blocks) + "\n"

    def _definition(self, function: FunctionType) -> str:
        """Return the text of a function from its `def` on, and note all that it reaches."""
        self._seen.add(id(function))
        lines, _ = inspect.getsourcelines(function)
        text = textwrap.dedent("".join(lines))
        node = ast.parse(text).body[0]
        if not isinstance(node, ast.FunctionDef):
            raise TypeError("a function without a name has no definition")
        if not is_own(function) and not same_code(node, function.__code__):
            raise RuleError(
                f"{self.rule.place}: {function.__name__} was changed in its file since it was imported; import it anew "
                "(restart the kernel, or importlib.reload)"
            )
        if function.__closure__:
            self._alone_no_more(f"{function.__name__} was made by another function, whose values it reaches")
        names = {one.id for one in ast.walk(node.args) if isinstance(one, ast.Name)}
        names |= {one.id for one in ast.walk(node.returns or ast.Pass()) if isinstance(one, ast.Name)}
        annotated = {name: function.__globals__[name] for name in sorted(names) if name in function.__globals__}
        for name, value in {**annotated, **references(function)}.items():
            self._reach(name, value, function)
        return "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno]).rstrip()

    def _reach(self, name: str, value: object, function: FunctionType) -> None:
        helper = plain_function(value)
        if helper is not None and is_own(helper):
            self.imports.add(_imported(helper.__module__, helper.__name__, name))
        elif helper is not None:
            self._help(name, helper)
        elif isinstance(value, ModuleType):
            self._module(name, value, function)
        elif isinstance(value, EnumMeta):
            self._category(name, value)
        elif isinstance(value, type) or callable(value):
            module, called = getattr(value, "__module__", "builtins"), getattr(value, "__name__", name)
            if module != "builtins":
                self.imports.add(_imported(module, called, name))
        else:
            self._constant(name, self._written(value))

    def _written(self, value: object) -> str:
        """Write a constant as Python: every element of an array, every digit of a number."""
        if isinstance(value, Enum):
            self._category(type(value).__name__, type(value))
            return f"{type(value).__name__}.{value.name}"
        if isinstance(value, np.ndarray):
            self.imports.add("import numpy")
            return f"numpy.array({value.tolist()!r}, dtype={value.dtype.str!r})"
        if isinstance(value, tuple):
            parts = [self._written(one) for one in value]
            return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
        plain = value.item() if isinstance(value, np.generic) else value
        return f"float('{plain}')" if isinstance(plain, float) and not math.isfinite(plain) else repr(plain)

    def _help(self, name: str, helper: FunctionType) -> None:
        if helper.__name__ != name:
            self._alone_no_more(f"it calls {helper.__name__} as {name}")
        if id(helper) in self._seen:
            return
        body = self._definition(helper)
        if self.helpers.get(name, body) != body:
            self._alone_no_more(f"it reaches two functions of the name {name}")
            body = f"{self.helpers[name]}\n\n\n{body}"
        self.helpers[name] = body

    def _module(self, name: str, module: ModuleType, function: FunctionType) -> None:
        root = module.__name__.partition(".")[0]
        if root in ("math", "numpy", "workbench"):
            called = module.__name__
            self.imports.add(f"import {called}" if name == called else f"import {called} as {name}")
            return
        self._alone_no_more(f"it reads the module {module.__name__}")
        for inner in sorted(names_of(function) & set(vars(module))):
            self._reach(f"{name}.{inner}", vars(module)[inner], function)

    def _category(self, name: str, category: EnumMeta) -> None:
        if category.__module__.startswith("workbench."):
            self.imports.add(_imported(category.__module__, category.__name__, name))
            return
        self._alone_no_more(f"the category {name} is defined elsewhere")
        members: dict[str, Enum] = dict(category.__members__.items())
        self._constant(name, repr({key: member.value for key, member in members.items()}))

    def _constant(self, name: str, value: str) -> None:
        if self.constants.get(name, value) != value:
            self._alone_no_more(f"it reaches two values of the name {name}")
            value = f"{self.constants[name]}, {value}"
        self.constants[name] = value

    def _alone_no_more(self, why: str) -> None:
        self.not_alone = self.not_alone or why


def _imported(module: str, called: str, name: str) -> str:
    return f"from {module} import {called}" + ("" if called == name else f" as {name}")


def _decorator(rule: Rule) -> str:
    function = plain_function(rule.function)
    said: dict[str, object] = {"clause": rule.clause, "unit": rule.unit, "zh": rule.zh}
    said |= {name: day.isoformat() for name in ("start_date", "end_date") if (day := getattr(rule, name)) is not None}
    if function is not None and function.__name__ != rule.name:
        said["name"] = rule.name
    if rule.output:
        said["output"] = True
    return f"@{_DECORATORS[rule.entity]}{_call(said)}"


def _call(said: Mapping[str, object]) -> str:
    parts = [f"{name}={value!r}" for name, value in said.items()]
    line = f"({', '.join(parts)})"
    return line if len(line) <= _WIDTH else "(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def joined_sources(texts: Iterable[str]) -> str:
    """Put the modules of several rules into one; what stands in more than one of them is written once.

    Raises RuleError when two of them give one name two meanings.
    """
    imports: dict[str, None] = {}
    blocks: dict[str, str] = {}
    for text in texts:
        for node in ast.parse(text).body:
            piece = ast.get_source_segment(text, node) or ""
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports[piece] = None
                continue
            if isinstance(node, ast.FunctionDef):
                first = min((one.lineno for one in node.decorator_list), default=node.lineno)
                piece = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
            name = node.name if isinstance(node, ast.FunctionDef) else piece.partition(" = ")[0]
            if blocks.setdefault(name, piece) != piece:
                raise RuleError(f"two rules give the name {name!r} two meanings; give them names of their own")
    constants = [one for one in blocks.values() if not one.startswith(("def ", "@"))]
    functions = [one for one in blocks.values() if one.startswith(("def ", "@"))]
    head = "\n".join(sorted(imports)) + ("\n\n" + "\n".join(constants) if constants else "")
    return head + "".join(f"\n\n\n{one}" for one in functions) + "\n"
