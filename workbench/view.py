"""How a result shows itself: one line where Python prints it, and in a notebook a heading, key figures and tables.

The line is English, with names as the code has them; the view is in the language that is on. Neither has a row about a
single person of a population.
"""

from __future__ import annotations

import html
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

MOST = 200  # characters of the line
_SHORT = 24  # characters that a cell doesn't break
_NUMBER = re.compile(r"[+\u2212<>±]*¥?[+\u2212]?\d")  # how a written number begins


class HtmlTable(Protocol):
    """What can stand in a view as a table: `Cells` or `results.shown_table.ShownTable`."""

    def _repr_html_(self) -> str: ...


@dataclass(frozen=True)
class Cells:
    """A small table of written values: headings, and rows of as many texts; a column of numbers stands at the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def _repr_html_(self) -> str:
        right = [
            any(map(_NUMBER.match, column)) and all(_NUMBER.match(text) or text == "–" for text in column)
            for column in zip(*self.rows, strict=True)
        ] or [False] * len(self.headings)
        head = "".join(_cell("th", text, side) for text, side in zip(self.headings, right, strict=True))
        body = "".join(
            "<tr>" + "".join(_cell("td", text, side) for text, side in zip(row, right, strict=True)) + "</tr>"
            for row in self.rows
        )
        return f'<table class="yy-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


@dataclass(frozen=True)
class View:
    """What a notebook shows of a result. facts: a name and a written value each; notes: sentences, warnings first."""

    heading: str
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[HtmlTable] = ()
    notes: Sequence[str] = ()

    def html(self) -> str:
        """Return the view as HTML that asks for no style sheet and takes the notebook's colours."""
        facts = "".join(
            f'<tr><td style="text-align:left;white-space:nowrap;vertical-align:baseline">{html.escape(name)}</td>'
            f'<td style="text-align:left;font-variant-numeric:tabular-nums"><b>{html.escape(value)}</b></td></tr>'
            for name, value in self.facts
        )
        parts = [f'<div style="font-weight:bold;margin-bottom:4px">{html.escape(self.heading)}</div>']
        parts += [f"<table><tbody>{facts}</tbody></table>"] if facts else []
        parts += [table._repr_html_() for table in self.tables]
        parts += [f"<div>{html.escape(note)}</div>" for note in self.notes]
        return f'<div class="yy-view" style="font-size:13px;line-height:1.5">{"".join(parts)}</div>'


class Printed(ABC):
    """A result that prints as one line."""

    @abstractmethod
    def _line(self) -> str:
        """Return the class and the key figures on one line."""

    def __repr__(self) -> str:
        text = self._line()
        return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


class Viewed(Printed):
    """A result that prints as one line and shows in a notebook as a view."""

    @abstractmethod
    def _view(self) -> View:
        """Return what a notebook shows, in the language that is on."""

    def _repr_html_(self) -> str:
        return self._view().html()


def few(names: Iterable[str], most: int = 4, joint: str = ", ") -> str:
    """Write the first names of a list, and how many there are when there are more."""
    listed = list(names)
    more = f"{joint}… ({len(listed)})" if len(listed) > most else ""
    return joint.join(listed[:most]) + more


def _cell(tag: str, text: str, right: bool) -> str:
    whole = ";white-space:nowrap" if len(text) <= _SHORT else ""
    side = "right" if right else "left"
    return f'<{tag} style="text-align:{side};vertical-align:baseline{whole}">{html.escape(text)}</{tag}>'
