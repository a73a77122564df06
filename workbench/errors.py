"""The errors of the workbench: what is wrong, where, what would be accepted, and the nearest known name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

# What no text may hold, as the inside of a character class for Python and for polars: C0 and C1 controls but tab and
# line ends, the separators that other readers take for line ends, the byte order mark, and what is no character.
# Writers of figures and office files end in a fault of their own over some of them, or end the process.
CONTROL_SIGNS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_CONTROL = re.compile(rf"[{CONTROL_SIGNS}\ud800-\udfff]")  # and halves of surrogate pairs, which polars has none of


class WorkbenchError(Exception):
    """Anything a user can put right; its text says how."""


class WorkbenchWarning(UserWarning):
    """What was done though it may not be what was meant; its text says what and why."""


class InputError(WorkbenchError, ValueError):
    """A table, file or value given by the user breaks the contract of its room."""


class ScenarioError(WorkbenchError, ValueError):
    """A scenario file or a change to a scenario can't be used."""


class ParameterError(WorkbenchError, ValueError):
    """A parameter file is wrong, or holds no figure for the date asked for."""


class PlaceError(WorkbenchError, ValueError):
    """A place's folder lacks something or is wrong, or things of two places were mixed."""


class RuleError(WorkbenchError, TypeError):
    """A rule of law is written in a way that the engine can't use."""


class FileError(WorkbenchError, OSError):
    """A file can't be written."""


class UnknownNameError(WorkbenchError, KeyError):
    """A name nobody knows; the message offers the nearest known one."""

    def __str__(self) -> str:
        # KeyError would show the message in quotation marks.
        return str(self.args[0]) if self.args else ""


def control_character(text: str) -> re.Match[str] | None:
    """Return the first character that no text may hold; tab and line ends may stand."""
    return _CONTROL.search(text)


def refuse_unwritable(where: str, *texts: str) -> None:
    """Refuse texts with a control character, which no figure, Word file or slide can hold.

    Raises InputError with the place (`where`), the character's code and the text before it.
    """
    for text in texts:
        found = control_character(text)
        if found:
            before = f"after {text[: found.start()][-20:]!r}" if found.start() else "at the beginning"
            raise InputError(
                f"{where}: the control character U+{ord(found.group()):04X} {before} can't be written; delete it"
            )


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
