"""The errors of the workbench: what is wrong, where, what would be accepted, and the nearest known name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches

# What no text may hold, as the inside of a character class for Python and for polars: C0 and C1 controls but tab and
# line ends, the separators that other readers take for line ends, the byte order mark, and what is no character.
# Writers of figures and office files end in a fault of their own over some of them, or end the process.
CONTROL_SIGNS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_CONTROL = re.compile(rf"[{CONTROL_SIGNS}\ud800-\udfff]")  # and halves of surrogate pairs, which polars has none of

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^a-z0-9]+")
_LEAST_ALIKE = 0.6  # of two names that one may stand for the other
_SURELY_ALIKE = 0.86  # a slip of the pen: one name alone is offered
_NAME_WEIGHS = 0.85  # likeness by words is no slip of the pen: several names may have them
_LABEL_WEIGHS = 0.75
_MOST_LISTED = 20  # names that an error lists
_FEW = 6
_MOST_PROBLEMS = 20  # that one error tells
# What is unknown -> how to see all names, where there are many.
_LISTING = {"parameter": 'there are {count}: wb.parameters("take-up") shows those with a word'}


class WorkbenchError(Exception):
    """Anything a user can put right; its text says how.

    >>> try:
    ...     load_scenario("baseline")
    ... except WorkbenchError as problem:
    ...     print(problem)

    zh: the same in Chinese, for errors that may be met on a page in Chinese; "" for the others.
    """

    zh: str = ""


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


def similar(name: str, known: Iterable[str]) -> list[tuple[str, float]]:
    """Return the known names that are like `name` with their likeness from 0.6 to 1, the most alike first.

    A name is like another by its spelling, or by having its words (`rural_consumption` and
    `rural_consumption_per_head_previous_year`). known: names, or a mapping of names to what has labels `zh` and `en`,
    by whose words it is looked for too.
    """
    found = []
    for one in known:
        spelling = SequenceMatcher(None, one.lower(), name.lower(), autojunk=False)
        alike = spelling.ratio() if spelling.quick_ratio() >= _LEAST_ALIKE else 0.0
        labels = [getattr(known[one], word, "") for word in ("zh", "en")] if isinstance(known, Mapping) else []
        in_labels = max((_shared_words(name, text) for text in labels), default=0.0)
        likeness = max(alike, _NAME_WEIGHS * _shared_words(name, one), _LABEL_WEIGHS * in_labels)
        if likeness >= _LEAST_ALIKE:
            found.append((one, likeness, alike))
    found.sort(key=lambda item: (-item[1], -item[2], len(item[0]), item[0]))
    return [(one, likeness) for one, likeness, _ in found]


def _shared_words(name: str, text: str) -> float:
    """Return which share of a name's words a text has, by their length; of a Chinese one, of its pairs of signs."""
    signs = _CHINESE.findall(name)
    if signs:
        pairs = ["".join(pair) for pair in itertools.pairwise(signs)] or signs
        return sum(pair in text for pair in pairs) / len(pairs)
    words, there = _words_of(name), _words_of(text)
    matched = sum(len(word) * max((_same_word(word, other) for other in there), default=0.0) for word in words)
    return matched / sum(map(len, words)) if words else 0.0


def _words_of(text: str) -> list[str]:
    """Split a name or label into its words of two letters and more."""
    return [word for word in _WORD.split(text.lower()) if len(word) >= 2]


def _same_word(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if other.startswith(word) or word.startswith(other):
        return 0.9
    return 0.8 if SequenceMatcher(None, word, other, autojunk=False).ratio() >= 0.8 else 0.0


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name spelt most like `name`, or None when none is; `suggestion` looks at words too."""
    matches = get_close_matches(name, list(known), n=1, cutoff=_LEAST_ALIKE)
    return matches[0] if matches else None


def suggestion(name: str, known: Iterable[str], listing: str = "") -> str:
    """Say which known names may be meant: one that is spelt much the same, else up to three, else what is known.

    Of many names not all are written: `listing` says how to see them.
    """
    names = known if isinstance(known, Mapping) else list(known)
    found = similar(name, names)
    if found:
        best = found[0][1]
        meant = found[:1] if best >= _SURELY_ALIKE else [one for one in found[:3] if one[1] >= 0.9 * best]
        *others, last = [repr(one) for one, _ in meant]
        return f"did you mean {', '.join(others)}{' or ' if others else ''}{last}?"
    if len(names) <= _MOST_LISTED:
        return f"known: {', '.join(names) or 'none'}"
    return listing or f"there are {len(names)}, such as {', '.join(itertools.islice(names, _FEW))} …"


def unknown(what: str, name: str, known: Iterable[str], where: str = "") -> UnknownNameError:
    """Make the error for an unknown name: with the nearest known ones, else the list of all or how to see it."""
    names: Iterable[str] = dict(sorted(known.items())) if isinstance(known, Mapping) else sorted(known)
    listing = _LISTING.get(what, "").format(count=len(list(names)))
    place = f"{where}: " if where else ""
    given: object = name
    shown = repr(name) if isinstance(given, str) else f"of the class {type(name).__name__}: a text is wanted"
    return UnknownNameError(f"{place}unknown {what} {shown}; {suggestion(str(name), names, listing)}")


def problems_text(problems: Iterable[str]) -> str:
    """Return problems as the text of one error, a line each and at most 20, each once and in the order given."""
    lines = list(dict.fromkeys(problems))
    more = len(lines) - _MOST_PROBLEMS
    return "\n".join([*lines[:_MOST_PROBLEMS], *([f"… and {more} more"] if more > 0 else [])])
