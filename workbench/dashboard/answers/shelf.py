"""A shelf of answers: the newest few of each kind, by what they depend on."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

Progress = Callable[[int, int], None]
Key = tuple[Hashable, ...]


class DroppedError(Exception):
    """The state has changed and nobody waits any more; raised by the progress of a job that was dropped."""


@dataclass(frozen=True)
class NoAnswer:
    """What stands on the shelf for an answer that can't be given, with the reason in words."""

    reason: str


@dataclass(eq=False)
class Answers:
    """The newest answers of each kind, by what they depend on."""

    _shelves: dict[str, dict[Key, object]] = field(default_factory=dict, repr=False)

    def shelf(self, kind: str) -> dict[Key, object]:
        """Return the answers of one kind, the oldest first."""
        return self._shelves.setdefault(kind, {})

    def keep(self, kind: str, key: Key, answer: object, most: int) -> None:
        """Put an answer on its shelf; beyond `most` of them the oldest ones make room."""
        shelf = self.shelf(kind)
        while len(shelf) >= most:
            shelf.pop(next(iter(shelf)))
        shelf[key] = answer
