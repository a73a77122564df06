"""The errors of the workbench: what is wrong, where, what would be accepted, and the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class WorkbenchError(Exception):
    """Anything a user can put right; its text says how."""


class InputError(WorkbenchError, ValueError):
    """A table, file or value given by the user breaks the contract of its room."""


class ScenarioError(WorkbenchError, ValueError):
    """A scenario file or a change to a scenario can't be used."""


class ParameterError(WorkbenchError, ValueError):
    """A parameter file is wrong, or holds no figure for the date asked for."""


class RuleError(WorkbenchError, TypeError):
    """A rule of law is written in a way that the engine can't use."""


class FileError(WorkbenchError, OSError):
    """A file can't be written."""


class UnknownNameError(WorkbenchError, KeyError):
    """A name nobody knows; the message offers the nearest known one."""

    def __str__(self) -> str:
        # KeyError would show the message in quotation marks.
        return str(self.args[0]) if self.args else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like `name`, or None when none is alike."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> UnknownNameError:
    """Make the error for an unknown name: with the nearest known one, else the list of all."""
    names = sorted(known)
    guess = nearest(name, names)
    hint = f"did you mean {guess!r}?" if guess else f"known: {', '.join(names) or 'none'}"
    place = f"{where}: " if where else ""
    return UnknownNameError(f"{place}unknown {what} {name!r}; {hint}")
