"""What several layouts of a brief share: how much room a text takes, how wide a table's columns are, common texts.

Sizes and widths are in points. Short columns get what they need, sentences share what is left.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.briefing.content import BriefTable, Content
from workbench.language import word

_FIRST_CHINESE, _SIGNS = 0x2E7F, range(0x2190, 0x2C00)  # arrows, circles and squares are as wide as high, too
# Of the height of the letters. Arial is narrower, but its stand-in on another machine may be as wide as this; office
# programs put a gap between Chinese and figures.
_SMALL_LETTER, _CAPITAL, _FIGURE, _BLANK, _POINT = 0.57, 0.7, 0.65, 0.33, 0.38
_BOLD, _BETWEEN = 1.1, 0.2
_LINE = 1.2  # from one line to the next, of the height of the letters
_ROUNDING = 1e-6
_RAGGED = 0.94  # of a line is filled: words are not broken
# A column is short up to so many times the height of its letters; the second where the first leaves no room.
_SHORT = (14, 9)
_ROOM = 0.3  # of the width, for the sentences
_LEAST = 5  # times the height of the letters, for the narrowest column of sentences
_SHORT_FINGERPRINT = 16
_MOST_PROPERTY = 255  # characters; the libraries refuse more


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in points; a Chinese character is as wide as high."""
    wide = [ord(c) > _FIRST_CHINESE or ord(c) in _SIGNS for c in text]
    changes = sum(a != b for a, b in pairwise(wide))
    latin = sum(_latin(c) for c, chinese in zip(text, wide, strict=True) if not chinese)
    return size * (sum(wide) + latin * (_BOLD if bold else 1) + _BETWEEN * changes)


def _latin(c: str) -> float:
    if c.isalpha():
        return _SMALL_LETTER if c.islower() and c not in "mw" else _CAPITAL
    return _BLANK if c.isspace() else _POINT if c in ".,;:'()·–-" else _FIGURE


def lines_of(text: str, size: float, wide: float, *, bold: bool = False) -> int:
    """Return how many lines of `wide` points a text takes."""
    needed = width_of(text, size, bold=bold)
    return 1 if needed <= wide + _ROUNDING else math.ceil(needed / (wide * _RAGGED))


def height_of(texts: Sequence[str], size: float, wide: float, *, bold: bool = False, gap: float = 0) -> float:
    """Return the height of paragraphs in points, with `gap` after each."""
    return sum(lines_of(text, size, wide, bold=bold) * size * _LINE + gap for text in texts)


def fitting_size(
    texts: Sequence[str], sizes: Sequence[float], wide: float, high: float, *, bold: bool = False, gap: float = 0
) -> float:
    """Return the first of `sizes` (largest first) at which paragraphs fit a box in points; the last where none does."""
    return next((size for size in sizes if height_of(texts, size, wide, bold=bold, gap=gap) <= high), sizes[-1])


def unbroken_widths(rows: Sequence[Sequence[str]], size: float, beside: float) -> list[float]:
    """Return the width in points at which no cell is broken; the first row and the last, a total, may be bold."""
    bold = (0, len(rows) - 1)
    return [
        max(width_of(row[k], size, bold=i in bold) for i, row in enumerate(rows)) + beside for k in range(len(rows[0]))
    ]


def column_widths(rows: Sequence[Sequence[str]], whole: float, size: float, beside: float = 12) -> list[float]:
    """Return each column's width in points so that they add up to `whole` at most.

    rows: the texts, head and total included, all of the same length; size: of the letters, in points; beside: what a
    cell's margins take. Sentences are broken into lines, figures aren't.
    """
    wanted = unbroken_widths(rows, size, beside)
    if sum(wanted) > whole:
        for limit in _SHORT:
            short = [width if width - beside <= limit * size else 0.0 for width in wanted]
            left = whole - sum(short)
            if left > _ROOM * whole and not all(short):
                weights = [0.0 if s else _usual(rows, k, size) for k, s in enumerate(short)]
                return [s or left * weight / sum(weights) for s, weight in zip(short, weights, strict=True)]
        widest, over = wanted.index(max(wanted)), sum(wanted) - whole
        if wanted[widest] - over >= _LEAST * size + beside:
            return [width - over if k == widest else width for k, width in enumerate(wanted)]
    return [whole * width / sum(wanted) for width in wanted]


def breaks_figures(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float, beside: float) -> bool:
    """Say whether a cell that is short would be broken into lines."""
    return any(
        width_of(text, size) <= _SHORT[-1] * size
        and lines_of(text, size, wide - beside, bold=i in (0, len(rows) - 1)) > 1
        for i, row in enumerate(rows)
        for text, wide in zip(row, widths, strict=True)
    )


def _usual(rows: Sequence[Sequence[str]], column: int, size: float) -> float:
    """Weigh a column of sentences by how long they usually are; twice as long takes less than twice the room."""
    return math.sqrt(max(_LEAST * size, sum(width_of(row[column], size) for row in rows) / len(rows)))


def property_text(text: str) -> str:
    """Shorten a text to the 255 characters that a property of a Word or PowerPoint file may have; … says it."""
    return text if len(text) <= _MOST_PROPERTY else text[: _MOST_PROPERTY - 1] + "…"


def date_text(day: dt.date) -> str:
    """Write a day: 2021年7月1日, 2021-07-01."""
    return word("brief.made_on", year=day.year, month=day.month, day=day.day)


def short_fingerprint(content: Content) -> str:
    """Return the first signs of the run's fingerprint: enough to find the record."""
    return str(content.record["fingerprint"])[:_SHORT_FINGERPRINT]


def without_sources(table: BriefTable) -> BriefTable:
    """Return the chief assumptions without their sources, which are long; the table of all assumptions has them."""
    if table.name != "chief_assumptions":
        return table
    return replace(table, columns=table.columns[:-1], rows=tuple(cells[:-1] for cells in table.rows))
