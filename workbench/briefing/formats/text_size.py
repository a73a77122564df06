"""How much room a text takes on paper: its lines at a size, and the largest size at which it still fits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

_FIRST_CHINESE, _SIGNS = 0x2E7F, range(0x2190, 0x2C00)  # arrows, circles and squares are as wide as high, too
# Of the height of the letters. Arial is narrower, but its stand-in on another machine may be as wide as this; office
# programs put a gap between Chinese and figures.
_SMALL_LETTER, _CAPITAL, _FIGURE, _BLANK, _POINT = 0.57, 0.7, 0.65, 0.33, 0.38
_BOLD, _BETWEEN = 1.1, 0.2
_LINE = 1.2  # from one line to the next, of the height of the letters
_ROUNDING = 1e-6
_RAGGED = 0.94  # of a line is filled: words are not broken


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
