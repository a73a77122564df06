"""How wide the columns of a table on paper are: short ones get what they need, long ones share what is left."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.charts.figure import text_width

# Up to how many characters (a Chinese one counts two) a column is short; the second where the first leaves no room.
_SHORT = (24, 16)
_ROOM = 0.35  # of the width, for the sentences


def column_widths(rows: Sequence[Sequence[str]], whole: int, characters: float, between: int = 3) -> list[int]:
    """Return each column's width so that they add up to `whole` (any unit) at most; `characters`: how many fit it.

    rows: the texts, head and total included, all of the same length. `between`: characters that a cell's margins take.
    Sentences are broken into lines, figures aren't.
    """
    wanted = [max(text_width(row[k]) for row in rows) + between for k in range(len(rows[0]))]
    if sum(wanted) > characters:
        for limit in _SHORT:
            short = [size if size <= limit + between else 0 for size in wanted]
            left, long = characters - sum(short), sum(wanted) - sum(short)
            if left > _ROOM * characters and long:
                return [
                    int(whole * (s or left * size / long) / characters) for s, size in zip(short, wanted, strict=True)
                ]
    return [int(whole * size / sum(wanted)) for size in wanted]
