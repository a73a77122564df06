"""How wide the columns of a table on paper are: short ones get what they need, long ones share what is left."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.charts.figure import text_width

_SHORT = 16  # characters, a Chinese one counting two
_BETWEEN = 2


def column_widths(rows: Sequence[Sequence[str]], whole: int, characters: float) -> list[int]:
    """Return each column's width so that they add up to `whole` (any unit) at most; `characters`: how many fit it.

    rows: the texts, head and total included, all of the same length. Sentences are broken into lines, figures aren't.
    """
    wanted = [max(text_width(row[k]) for row in rows) + _BETWEEN for k in range(len(rows[0]))]
    short = [size if size <= _SHORT + _BETWEEN else 0 for size in wanted]
    long = [0 if size <= _SHORT + _BETWEEN else size for size in wanted]
    left = characters - sum(short)
    if left <= 0.2 * characters or sum(wanted) <= characters:  # all alike, or nothing to be broken
        return [int(whole * size / sum(wanted)) for size in wanted]
    return [int(whole * (s or left * size / sum(long)) / characters) for s, size in zip(short, long, strict=True)]
