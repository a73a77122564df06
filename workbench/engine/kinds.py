"""Kinds of values in rules: what an expression may be, and how kinds and members of categories are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from types import NoneType

import numpy as np

import workbench.categories
from workbench.errors import nearest

UNKNOWN: type = object  # the kind of what can't be told
NUMBERS = (bool, int, float)


@dataclass(frozen=True)
class Seen:
    """What an expression may be: its kinds, its constants as far as they are known, the items of a tuple.

    `parts` are the items of a container by place where its length is known; `items` is any one of them.
    """

    kinds: frozenset[type]
    constants: frozenset[object] = frozenset()
    parts: tuple[Seen, ...] | None = None
    items: Seen | None = None

    @property
    def categories(self) -> list[type[IntEnum]]:
        """The categories that the value may belong to."""
        return sorted((kind for kind in self.kinds if is_category(kind)), key=lambda kind: kind.__name__)

    @property
    def unknown(self) -> bool:
        """Whether the value may be something that can't be told."""
        return UNKNOWN in self.kinds


def of_kind(*kinds: type) -> Seen:
    """Return what is of one of some kinds."""
    return Seen(frozenset(kinds))


NOTHING_KNOWN = of_kind(UNKNOWN)
NEVER = of_kind()  # what no path leads to


def container(parts: Iterable[Seen], kind: type = tuple) -> Seen:
    """Return a container of known length."""
    listed = tuple(parts)
    return Seen(frozenset({kind}), frozenset(), listed, either(listed))


def container_of(items: Seen, kind: type = list) -> Seen:
    """Return a container of unknown length."""
    return Seen(frozenset({kind}), frozenset(), None, items)


def either(many: Iterable[Seen]) -> Seen:
    """Return what is one of several."""
    kinds: frozenset[type] = frozenset()
    constants: frozenset[object] = frozenset()
    listed = list(many)
    for one in listed:
        kinds, constants = kinds | one.kinds, constants | one.constants
    holding = [one.items for one in listed if one.items is not None]
    first = listed[0].parts if listed else None
    parts = first if all(one.parts == first for one in listed) else None
    return Seen(kinds, constants, parts, either(holding) if holding else None)


def of_value(value: object) -> Seen:
    """Return what a value is that a rule reads from around it."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        kind = {"b": bool, "i": int, "u": int, "f": float}.get(value.dtype.kind, UNKNOWN)
        return container_of(of_kind(kind), np.ndarray)
    if isinstance(value, tuple | list):
        return container(map(of_value, value), type(value))
    if isinstance(value, set | frozenset):
        return container_of(either(map(of_value, value)), set)
    if isinstance(value, bool | int | float | str | NoneType):  # a member of a category is a whole number too
        return Seen(frozenset({type(value)}), frozenset({value}))
    return NOTHING_KNOWN


def is_category(kind: object) -> bool:
    """Whether a class is a category: an IntEnum."""
    return isinstance(kind, type) and issubclass(kind, IntEnum)


def category_written(category: type[IntEnum]) -> str:
    """Write a category as a notebook does."""
    public = getattr(workbench.categories, category.__name__, None) is category
    return f"wb.{category.__name__}" if public else category.__name__


def member_written(member: IntEnum) -> str:
    """Write a member of a category as a notebook does."""
    return f"{category_written(type(member))}.{member.name}"


def members_written(category: type[IntEnum]) -> str:
    """List the members of a category."""
    return ", ".join(map(member_written, category))


def member_meant(category: type[IntEnum], constant: object) -> IntEnum | None:
    """Return the member that a word or number stands for, the nearest one for a misspelt word; None if none does."""
    if isinstance(constant, str):
        by_word = {member.name.lower(): member for member in category}
        word = constant.strip().lower().replace(" ", "_").replace("-", "_")
        return by_word.get(nearest(word, by_word) or "")
    if isinstance(constant, int | float):
        return next((member for member in category if member.value == constant), None)
    return None


def kind_written(kind: type) -> str:
    """Write a kind as an annotation does."""
    if kind is NoneType:
        return "None"
    return category_written(kind) if is_category(kind) else kind.__name__
