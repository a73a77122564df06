"""A shelf of answers: the last used few of each kind, by what they depend on; used by several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

Progress = Callable[[int, int], None]
Key = tuple[Hashable, ...]


class DroppedError(Exception):
    """The state has changed and nobody waits any more; raised by the progress of a job that was dropped."""


@dataclass(frozen=True)
class NoAnswer:
    """What stands on the shelf for an answer that can't be given, with the reason in the languages it was asked in."""

    reasons: Mapping[str, str]


@dataclass(eq=False)
class Answers:
    """The last used answers of each kind, by what they depend on.

    pages: how many pages share the shelf; each further one makes room for one more answer of each kind, so that no
    page's answer makes another page's be worked out again.
    """

    pages: int = 1
    _shelves: dict[str, dict[Key, object]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def find(self, kind: str, key: Key) -> object | None:
        """Return an answer; None where there is none. It counts as used."""
        with self._lock:
            shelf = self._shelves.get(kind, {})
            found = shelf.pop(key, None)
            if found is not None:
                shelf[key] = found  # the last used stands last
            return found

    def keep(self, kind: str, key: Key, answer: object, most: int) -> None:
        """Put an answer on its shelf; beyond `most` of them, and one for each further page, the oldest make room."""
        with self._lock:
            shelf = self._shelves.setdefault(kind, {})
            before = shelf.pop(key, None)
            if isinstance(answer, NoAnswer) and isinstance(before, NoAnswer):
                answer = NoAnswer({**before.reasons, **answer.reasons})
            while len(shelf) >= most + self.pages - 1:
                shelf.pop(next(iter(shelf)))
            shelf[key] = answer
