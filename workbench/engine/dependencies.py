"""What a rule reaches besides its arguments: helpers, constants, categories; hashed by value, and frozen.

A rule that comes from outside the workbench is frozen when it enters a law: its function is copied together with every
value that it can reach, so that a constant or a helper that changes afterwards changes neither a run that was made nor
its explanation, and the kernel and plain Python run the same thing. What can't be frozen by value is refused.
"""

from __future__ import annotations

import builtins
import dis
import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum, EnumMeta
from types import BuiltinFunctionType, CellType, CodeType, FunctionType, ModuleType

import numpy as np

from workbench.engine.rule import Rule
from workbench.engine.source_text import is_own, plain_function
from workbench.errors import RuleError

_ACCEPTED = (
    "a rule may read numbers, words, tuples of them, NumPy arrays of numbers, categories (enums), plain functions and "
    "the modules math and numpy"
)
_LIBRARIES = ("math", "numpy")  # taken as they are: their functions are part of the digest by name
_PLAIN = (bool, int, float, str, type(None))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and that of every function, comprehension and lambda written inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def references(function: FunctionType) -> dict[str, object]:
    """Return the values that a function's body can reach by name: globals, closure, defaults; sorted by name."""
    found = {name: function.__globals__[name] for name in _global_names(function) & set(function.__globals__)}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        found[name] = cell.cell_contents
    for number, value in enumerate(function.__defaults__ or ()):
        found[f"default {number}"] = value
    found.update({f"default {name}": value for name, value in (function.__kwdefaults__ or {}).items()})
    return dict(sorted(found.items()))


def _global_names(function: FunctionType) -> frozenset[str]:
    """The names that a body looks up outside itself, not those of attributes."""
    read = (one for code in _codes(function.__code__) for one in dis.get_instructions(code))
    return frozenset(one.argval for one in read if one.opname in ("LOAD_GLOBAL", "LOAD_NAME"))


def helpers_of(function: FunctionType) -> list[FunctionType]:
    """Return the plain Python functions that a rule calls, theirs included, without repeats."""
    found: dict[int, FunctionType] = {}  # by identity: two modules may each have a helper of one name
    stack = [function]
    while stack:
        for value in references(stack.pop()).values():
            helper = plain_function(value)
            if helper is not None and id(helper) not in found:
                found[id(helper)] = helper
                stack.append(helper)
    return list(found.values())


def fingerprint(function: FunctionType, place: str = "") -> str:
    """Return a digest of a function's code and of every value that it can reach, functions by the same digest.

    Two functions of one fingerprint give the same results. Raises RuleError for a value that has no digest (a list, a
    dictionary, an object): `place` says where.
    """
    hasher = hashlib.sha256()
    for part in _parts(function, place or _place(function), []):
        hasher.update(part)
        hasher.update(b"\0")
    return hasher.hexdigest()


def frozen_rule(rule: Rule) -> Rule:
    """Return a rule whose function carries copies of all values that it reaches; the workbench's own stay as they are.

    Raises RuleError for a value that can't be carried.
    """
    function = plain_function(rule.function)
    if function is None:
        raise RuleError(f"rule {rule.name!r}: a plain function is wanted, not {type(rule.function).__name__}")
    if is_own(function):
        return rule
    return replace(rule, function=_frozen(function, rule.place, {}))


def _place(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _parts(function: FunctionType, place: str, above: list[FunctionType]) -> Iterator[bytes]:
    if function in above:  # a function that calls itself
        yield f"function {above.index(function)}".encode()
        return
    for code in _codes(function.__code__):
        constants = [
            sorted(map(repr, one)) if isinstance(one, frozenset) else repr(one)
            for one in code.co_consts
            if not isinstance(one, CodeType)
        ]
        yield code.co_code
        yield repr((constants, code.co_names, code.co_varnames, code.co_freevars, code.co_argcount)).encode()
    used = names_of(function)
    for name, value in references(function).items():
        yield name.encode()
        yield from _value_parts(name, value, place, [*above, function], used)


def names_of(function: FunctionType) -> frozenset[str]:
    """Return the names in a function's code, those of attributes and of inner functions among them."""
    return frozenset(name for code in _codes(function.__code__) for name in code.co_names)


def _value_parts(
    name: str, value: object, place: str, above: list[FunctionType], used: frozenset[str]
) -> Iterator[bytes]:
    helper = plain_function(value)
    if helper is not None:
        yield from _parts(helper, place, above)
    elif isinstance(value, EnumMeta):
        members: list[tuple[str, Enum]] = list(value.__members__.items())
        yield repr([(key, member.value) for key, member in members]).encode()
    elif isinstance(value, Enum):
        yield repr((type(value).__name__, value.name, value.value)).encode()
    elif isinstance(value, np.generic | np.ndarray) and not value.dtype.hasobject:
        yield f"{value.dtype.str} {value.shape}".encode()
        yield value.tobytes()
    elif isinstance(value, float):
        yield f"float {value.hex()}".encode()
    elif isinstance(value, _PLAIN):
        yield f"{type(value).__name__} {value!r}".encode()
    elif isinstance(value, tuple):
        yield f"tuple {len(value)}".encode()
        for item in value:
            yield from _value_parts(name, item, place, above, used)
    elif isinstance(value, ModuleType) and value.__name__.partition(".")[0] not in _LIBRARIES:
        for inner in sorted(used & set(vars(value))):
            yield inner.encode()
            yield from _value_parts(f"{name}.{inner}", vars(value)[inner], place, above, used)
    elif _by_name(value):
        yield _called(value).encode()
    else:
        raise RuleError(f"{place}: {name} is {_kind(value)}, whose value can't be told apart later; {_ACCEPTED}")


def _by_name(value: object) -> bool:
    """Whether a value never changes and its name tells it: a built-in or a library's function, math, numpy.

    A method of an object (a list's, an array's) is none: the object may change.
    """
    if isinstance(value, BuiltinFunctionType):
        return isinstance(value.__self__, ModuleType)
    if isinstance(value, np.ufunc | ModuleType):
        return True
    if isinstance(value, type) and getattr(builtins, value.__name__, None) is value:
        return True
    module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
    if not (callable(value) and isinstance(module, str) and isinstance(name, str)):
        return False
    return module.partition(".")[0] in _LIBRARIES and getattr(sys.modules.get(module), name, None) is value


def _called(value: object) -> str:
    return f"{getattr(value, '__module__', '')}.{getattr(value, '__name__', value)}"


def _kind(value: object) -> str:
    name = type(value).__name__
    if isinstance(value, BuiltinFunctionType):
        return f"{value.__name__!r} of a {type(value.__self__).__name__} (write what it gives as a tuple)"
    if isinstance(value, list | set):
        return f"a {name} (write it as a tuple, or make it a parameter)"
    return f"a {name} (give each number a name of its own, or make it a parameter)"


def _frozen(function: FunctionType, place: str, made: dict[int, FunctionType]) -> FunctionType:
    if id(function) in made:
        return made[id(function)]
    reached: dict[str, object] = {"__builtins__": builtins, "__name__": function.__module__}
    closure = function.__closure__ or ()
    cells = tuple(CellType() for _ in closure)
    copy = FunctionType(function.__code__, reached, function.__name__, None, cells)
    made[id(function)] = copy  # before its own values: a function may call itself
    copy.__module__, copy.__qualname__, copy.__doc__ = function.__module__, function.__qualname__, function.__doc__
    copy.__annotations__ = dict(function.__annotations__)
    used = names_of(function)

    def kept(name: str, value: object) -> object:
        return _frozen_value(name, value, place, used, lambda helper: _frozen(helper, place, made))

    for name in sorted(_global_names(function) & set(function.__globals__)):
        reached[name] = kept(name, function.__globals__[name])
    for name, cell, other in zip(function.__code__.co_freevars, cells, closure, strict=True):
        cell.cell_contents = kept(name, other.cell_contents)
    copy.__defaults__ = (
        None if function.__defaults__ is None else tuple(kept("a default", value) for value in function.__defaults__)
    )
    copy.__kwdefaults__ = function.__kwdefaults__ and {
        name: kept(name, value) for name, value in function.__kwdefaults__.items()
    }
    return copy


def _frozen_value(
    name: str, value: object, place: str, used: frozenset[str], freeze: Callable[[FunctionType], FunctionType]
) -> object:
    helper = plain_function(value)
    if helper is not None:
        return freeze(helper)
    if isinstance(value, np.generic):
        return value.item()  # a Python number: plain Python and the kernel then calculate alike
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        array = value.copy()
        array.setflags(write=False)
        return array
    if isinstance(value, tuple):
        return tuple(_frozen_value(name, item, place, used, freeze) for item in value)
    if isinstance(value, ModuleType) and value.__name__.partition(".")[0] not in _LIBRARIES:
        module = ModuleType(value.__name__)
        for inner in sorted(used & set(vars(value))):
            setattr(module, inner, _frozen_value(f"{name}.{inner}", vars(value)[inner], place, used, freeze))
        return module
    if isinstance(value, (EnumMeta, Enum, *_PLAIN)) or _by_name(value):
        return value
    raise RuleError(f"{place}: {name} is {_kind(value)}; {_ACCEPTED}")
