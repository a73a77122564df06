"""What the page refuses, said in the page's language: errors made of the catalogue's words (`page_errors.…`).

Rooms below the dashboard say their errors in English. What they can refuse is asked before them where the page knows
what was meant (a lever's range, a family's ages); what they still say is written by `told_on_page`.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable

from workbench.errors import InputError, UnknownNameError, WorkbenchError, similar
from workbench.language import in_language, word

_MOST_SHOWN = 60  # characters of what was sent that an error shows
_MOST_LISTED = 20  # names
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_NO_RIGHTS = (errno.EACCES, errno.EPERM, errno.EROFS)


class PageError(InputError):
    """Something that the page refuses; the text is in the language that was on when it was made."""


class UnknownOnPageError(PageError, UnknownNameError):
    """A name that the page doesn't know, with the nearest known one, in the language that was on."""


def refusal(key: str, **values: object) -> PageError:
    """Make the error with the words `page_errors.KEY` (another file's with its name: `dashboard.KEY`), filled."""
    return PageError(word(key if "." in key else f"page_errors.{key}", **values))


def unknown_on_page(what: str, name: object, known: Iterable[str]) -> UnknownOnPageError:
    """Make the error for an unknown name; `what`: the kind of thing, with the words `page_errors.what_WHAT`."""
    names = list(known)
    kind = word(f"page_errors.what_{what}")
    close = [one for one, _ in similar(name[:_MOST_SHOWN], names)[:1]] if isinstance(name, str) else []
    if close:
        offer = word("page_errors.meant", name=repr(close[0]))
    elif len(names) <= _MOST_LISTED:
        offer = word("page_errors.known", names=", ".join(map(repr, names)) or word("page_errors.none"))
    else:
        offer = word("page_errors.many", n=len(names))
    return UnknownOnPageError(word("page_errors.unknown", what=kind, name=quoted(name), offer=offer))


def quoted(value: object) -> str:
    """Write what was sent for an error: in quotes, without characters that no page can show, at most 60 of them."""
    if isinstance(value, str):
        return repr(value) if len(value) <= _MOST_SHOWN else f"{value[:_MOST_SHOWN]!r}…"
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 1e20):
        return repr(value)
    return word("page_errors.something_else")


def told_on_page(problem: BaseException) -> str:
    """Say a problem in the language that is on, whoever raised it; no name of a class, no trace.

    English-only errors of the rooms below are told whole on the English page; the Chinese page says that the request
    was refused and where the reason stands.
    """
    if isinstance(problem, PageError):
        return str(problem)
    if isinstance(problem, WorkbenchError):
        return in_language(problem.zh or word("page_errors.refused"), str(problem))
    if isinstance(problem, MemoryError):
        return word("page_errors.no_memory")
    if isinstance(problem, OSError):
        kinds = {**dict.fromkeys(_DISK_FULL, "disk_full"), **dict.fromkeys(_NO_RIGHTS, "no_rights")}
        return word(f"page_errors.{kinds.get(problem.errno or 0, 'system')}", number=problem.errno or 0)
    return word("page_errors.fault")
