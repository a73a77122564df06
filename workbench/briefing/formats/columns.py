"""How wide the columns of a table on paper are: short ones get what they need, sentences share what is left."""

from __future__ import annotations

import math
from collections.abc import Sequence

from workbench.briefing.formats.text_size import lines_of, width_of

# A column is short up to so many times the height of its letters; the second where the first leaves no room.
_SHORT = (14, 9)
_ROOM = 0.3  # of the width, for the sentences
_LEAST = 5  # times the height of the letters, for the narrowest column of sentences


def wanted_widths(rows: Sequence[Sequence[str]], size: float, beside: float) -> list[float]:
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
    wanted = wanted_widths(rows, size, beside)
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
