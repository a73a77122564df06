"""Kinds that come out of Python's own functions, math and operator, as rules use them."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping

from workbench.engine.kinds import NOTHING_KNOWN, NUMBERS, Seen, container, container_of, either, of_kind

COMPARING: tuple[object, ...] = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
SAME_KIND: tuple[object, ...] = (min, max)  # of arguments that are compared with one another
TRUTH: tuple[object, ...] = (bool, any, all, operator.not_, operator.truth)
TEXT: tuple[object, ...] = (str, repr, format, ascii, print)
_FIXED: Mapping[object, type] = {
    bool: bool,
    int: int,
    float: float,
    len: int,
    any: bool,
    all: bool,
    isinstance: bool,
    math.floor: int,
    math.ceil: int,
    math.trunc: int,
    math.isnan: bool,
    math.isfinite: bool,
    math.isinf: bool,
    math.isclose: bool,
    operator.not_: bool,
    operator.truth: bool,
    operator.contains: bool,
    **dict.fromkeys(COMPARING, bool),
    **dict.fromkeys(TEXT, str),
}


def result_of(function: object, given: list[Seen]) -> Seen:
    """Return what a built-in function gives for arguments; NOTHING_KNOWN for one that isn't known here."""
    try:
        fixed = _FIXED.get(function)
    except TypeError:  # not hashable
        return NOTHING_KNOWN
    if fixed is not None:
        return of_kind(fixed)
    if function in SAME_KIND:
        return either(each_compared(given))
    own = _OWN.get(function)
    if own is not None:
        return own(given)
    if getattr(function, "__module__", None) == "math":
        return of_kind(float)
    return NOTHING_KNOWN


def each_compared(given: list[Seen]) -> list[Seen]:
    """Return what `min` and `max` compare: their arguments, or the items of the only one."""
    if len(given) != 1:
        return given
    one = given[0]
    return list(one.parts) if one.parts is not None else [one.items or NOTHING_KNOWN]


def calculated(*given: Seen, division: bool = False) -> Seen:
    """Return what adding, multiplying or dividing numbers gives."""
    kinds = {kind for one in given for kind in one.kinds}
    if any(kind not in NUMBERS for kind in kinds):
        return NOTHING_KNOWN
    return of_kind(float if division or float in kinds else int) if kinds else of_kind()


def _items(given: list[Seen]) -> Seen:
    return (given[0].items or NOTHING_KNOWN) if given else NOTHING_KNOWN


def _rounded(given: list[Seen]) -> Seen:
    return of_kind(int) if len(given) == 1 else calculated(*given[:1])


_OWN: Mapping[object, Callable[[list[Seen]], Seen]] = {
    abs: lambda given: calculated(*given),
    pow: lambda given: calculated(*given),
    round: _rounded,
    sum: lambda given: calculated(_items(given), *given[1:]),
    range: lambda _: container_of(of_kind(int)),
    sorted: lambda given: container_of(_items(given)),
    reversed: lambda given: container_of(_items(given)),
    list: lambda given: container_of(_items(given)),
    tuple: lambda given: given[0] if given else container(()),
    set: lambda given: container_of(_items(given)),
    frozenset: lambda given: container_of(_items(given)),
    enumerate: lambda given: container_of(container((of_kind(int), _items(given)))),
    zip: lambda given: container_of(container(one.items or NOTHING_KNOWN for one in given)),
    divmod: lambda given: container((calculated(*given), calculated(*given))),
}
