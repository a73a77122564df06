"""The checker of public calls: each argument of the wrong kind or outside its limits is an InputError in one sentence.

A message says which argument of which call, what came, what is accepted, and where that comes from.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import math
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Literal, ParamSpec, TypeGuard, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.errors import InputError, unknown

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
# Classes of Python that check_kinds looks at, as a message names them.
_WORDS: Mapping[type, str] = {str: "a text", Path: "a path", dt.date: "a day"}
_MOST_SHOWN = 40  # characters of a value that an error shows
# Class -> where an object of it comes from.
_ORIGIN: Mapping[str, str] = {
    "Population": "synthesize(seed=…) or Population.from_frames(…) makes one",
    "Partitions": "open_partitions(folder) opens one",
    "Scenario": "load_scenario(name) reads one",
    "Run": "simulate(population, scenario) makes one",
    "Family": "family([{'age': 44}]) makes one",
    "Comparison": "compare(base, other) makes one",
    "CountyEnsemble": "county_ensemble() makes one",
    "Draws": "draw(population, scenario) makes one",
    "PolicyDraws": "draw_policies(population, scenario, …) makes one",
    "Sweep": "sweep(population, scenario, …) makes one",
    "FutureGrid": "future_grid(population, scenario) makes one",
}


def whole_number(name: str, value: object, least: int, most: int | None = None) -> int:
    """Return a whole number from `least` to `most`; raises InputError that names the argument."""
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    found = int(value) if whole else least - 1  # type: ignore[call-overload]
    if found < least or (most is not None and found > most):
        ends = f"at least {least}" if most is None else f"{least} to {most}"
        raise InputError(f"{name}={_shown(value)}: a whole number is wanted, {ends}")
    return found


def number(name: str, value: object) -> float:
    """Return a finite number; raises InputError for anything else, true and false among them."""
    found = _real(value)
    if not math.isfinite(found):
        raise InputError(f"{name}={_shown(value)}: a number is wanted")
    return found


def number_array(name: str, values: object, dimensions: int | None = None) -> NDArray[np.float64]:
    """Return numbers as an array of floats; raises InputError for what is none, or has other than `dimensions` axes."""
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name} is {described(values)}; an array of numbers is wanted") from None
    if dimensions is not None and found.ndim != dimensions:
        raise InputError(f"{name}: {found.ndim} axes; an array of numbers with {dimensions} is wanted")
    return found


def need_columns(name: str, frame: pl.DataFrame, wanted: Iterable[str], origin: str) -> None:
    """Refuse a frame that lacks columns; `origin` says where one that has them comes from."""
    lacking = [column for column in wanted if column not in frame.columns]
    if lacking:
        raise InputError(f"{name}: the column {lacking[0]!r} is missing; the table of {origin} is wanted")


def amount(name: str, value: object) -> float:
    """Return yuan from 0; raises InputError for a negative amount, one that is no number, or a text."""
    found = _real(value)
    if not 0 <= found < math.inf:
        raise InputError(
            f"{name}={_shown(value)}: yuan a year are wanted, a number from 0, such as 40e6 for 40 million"
        )
    return found


def share(name: str, value: object, *, zero: bool = False, one: bool = True) -> float:
    """Return a share of 1; `zero`, `one`: whether the ends are accepted. Raises InputError that says what would do."""
    found = _real(value)
    if 0 < found < 1 or (zero and found == 0) or (one and found == 1):
        return found
    hint = f"; write {found / 100:g} if {found:g} per cent is meant" if 1 < found <= 100 else ""
    ends = f"{'from' if zero else 'above'} 0 {'to' if one else 'and below'} 1"
    raise InputError(f"{name}={_shown(value)}: a share {ends} is wanted, such as 0.9{hint}")


def known(what: str, name: object, names: Iterable[str]) -> str:
    """Return a name that is one of `names`; raises UnknownNameError with the nearest one."""
    listed = list(names)
    if not isinstance(name, str) or name not in listed:
        raise unknown(what, str(name), listed)
    return name


def listed(name: str, values: Iterable[T], what: str) -> tuple[T, ...]:
    """Return the items of a list; raises InputError for a text or what is no list. what: the items, such as "rules"."""
    given: object = values
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise InputError(f"{name}={_shown(given)}: a list of {what} is wanted, such as [{_shown(given)}]")
    return tuple(values)


def each_once(name: str, what: str, values: Iterable[str], names: Iterable[str], *, least: int = 1) -> tuple[str, ...]:
    """Return names that are all known, each once, in the order given. what: one of them, such as "aim".

    Raises InputError for a text in the place of a list, fewer than `least` names or a name twice; UnknownNameError.
    """
    accepted = list(names)
    found = tuple(known(what, one, accepted) for one in listed(name, values, "names"))
    if len(found) < least:
        raise InputError(f"{name}: at least {least} is wanted; known: {', '.join(accepted) or 'none'}")
    twice = next((one for place, one in enumerate(found) if one in found[:place]), None)
    if twice is not None:
        raise InputError(f"{name}: {twice!r} stands twice")
    return found


def check_kinds(function: Callable[P, R]) -> Callable[P, R]:
    """Make a public function refuse each argument that is not of the class its annotation names.

    Looked at are annotations of the workbench's own classes, of frames, texts, paths and days, alone or joined by `|`;
    what is said of numbers and lists is checked in the function. Raises InputError that names call and argument.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError:
            return function(*args, **kwargs)  # Python's own words name the function
        for name, kinds in _kinds_of(function).items():
            if name in given and not isinstance(given[name], kinds):
                raise InputError(
                    f"{function.__name__}: {name} is {described(given[name])}; {_wanted(kinds, given[name])}"
                )
        return function(*args, **kwargs)

    return checked


@functools.cache
def _kinds_of(function: Callable[..., object]) -> dict[str, tuple[type, ...]]:
    """Return the classes that each argument may have, where its annotation names such classes alone."""
    found, hints = {}, get_type_hints(function)
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints.get(name)
        parts = tuple(_kind_of_words(part) for part in (get_args(hint) if isinstance(hint, UnionType) else (hint,)))
        single = parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        classes = tuple(part for part in parts if _is_checked(part))
        if single and len(classes) == len(parts) and any(part is not NoneType for part in parts):
            found[name] = classes
    return found


def _is_checked(kind: object) -> TypeGuard[type]:
    """Whether a class can be told by isinstance: see `check_kinds`; no enum, no protocol."""
    if not isinstance(kind, type) or issubclass(kind, Enum) or getattr(kind, "_is_protocol", False):
        return False
    return kind in (NoneType, *_WORDS) or kind.__module__.partition(".")[0] in ("workbench", "polars")


def _kind_of_words(hint: object) -> object:
    """Return the class of the words of a `Literal`; any other annotation as it is."""
    words = get_args(hint) if get_origin(hint) is Literal else ()
    return str if words and all(isinstance(word, str) for word in words) else hint


def _wanted(kinds: Sequence[type], value: object) -> str:
    """Say which classes are accepted, and where an object of the first comes from."""
    first = kinds[0].__name__
    words = [class_words(one) for one in kinds]
    origin = _ORIGIN.get(first, "")
    if first == "Scenario" and isinstance(value, str):
        origin = f"load_scenario({value!r}) reads one"
    if type(value).__name__ == "Partitions":
        origin += "; sweep, draw, draw_policies and policy_frontier take a population in parts"
    return f"{' or '.join(words)} is wanted{': ' if origin else ''}{origin}"


def described(value: object) -> str:
    """Name what came: a text, number or nothing as it is written, anything else by its class."""
    if value is None or isinstance(value, str | bool | int | float):
        return _shown(value)
    return f"the class {value.__name__}" if isinstance(value, type) else class_words(type(value))


def class_words(kind: type) -> str:
    """Name a class with its article, such as "a Run"."""
    if kind is NoneType:
        return "None"
    if kind in _WORDS:
        return _WORDS[kind]
    return f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}"


def _shown(value: object) -> str:
    if not isinstance(value, str | bool | int | float | list | tuple | type(None)):
        return described(value)
    try:
        text = repr(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return f"a number of {value.bit_length() if isinstance(value, int) else 0} bits"
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _real(value: object) -> float:
    """Return a number, or nan for what is none; true and false are none, nor is one too large for a float."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan
