"""Layout of slides in points: boxes, and a table fitted to one with as many rows as it has room for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.briefing.content import BriefTable
from workbench.briefing.formats.layout import breaks_figures, column_widths, height_of, unbroken_widths, without_sources
from workbench.language import word

GAP = 18.0  # points between two things
_SIZES = (14.0, 13.0, 12.0, 11.0, 10.5)  # nothing smaller can be read from the middle of a hall
_MARGINS, _BESIDE, _NOTE = 5.0, 12.0, 18.0  # points above and below a cell's text; beside it; for the note


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    wide: float
    high: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.high

    def below(self, used: float) -> Box:
        """What is left of it under something `used` points high."""
        return replace(self, top=self.top + used, high=max(0.0, self.high - used))

    def columns(self, *parts: float) -> list[Box]:
        """Side by side, with a gap, as wide as `parts` say."""
        free, left, boxes = self.wide - GAP * (len(parts) - 1), self.left, []
        for part in parts:
            boxes.append(replace(self, left=left, wide=free * part / sum(parts)))
            left += boxes[-1].wide + GAP
        return boxes


@dataclass(frozen=True)
class TableLayout:
    """A table as it stands on a slide, the head its first row; sizes in points."""

    rows: list[list[str]]
    widths: list[float]
    heights: list[float]
    right: list[bool]
    size: float
    total: bool
    note: str
    broken: bool

    @property
    def high(self) -> float:
        """How high it is, with its note."""
        return sum(self.heights) + (_NOTE if self.note else 0)


def fit_table(table: BriefTable, wide: float, high: float) -> TableLayout:
    """Return a table as it fits a box (points): whole if it can be, else its largest rows and a note of the rest."""
    table = without_sources(table)
    fits = [one for size in _SIZES if (one := _layout_of(table, len(table.rows), size, wide)).high <= high]
    if fits:
        return next((one for one in fits if not one.broken), fits[-1])
    for most in range(len(table.rows) - 1, 0, -1):
        if (shorter := _layout_of(table, most, _SIZES[-1], wide)).high <= high:
            return shorter
    return _layout_of(table, 1, _SIZES[-1], wide)


def natural_width(table: BriefTable) -> float:
    """Return how wide a table is at its smallest size when nothing is broken into lines, in points."""
    return sum(unbroken_widths([list(table.columns), *table.texts()], _SIZES[-1], _BESIDE))


def _layout_of(table: BriefTable, most: int, size: float, wide: float) -> TableLayout:
    lacking = len(table.rows) - most
    rows = [list(table.columns), *table.largest(most).texts()]
    widths = column_widths(rows, wide, size, _BESIDE)
    heights = [
        max(
            height_of([text], size, column - _BESIDE, bold=i in (0, len(rows) - 1))
            for text, column in zip(row, widths, strict=True)
        )
        + _MARGINS
        for i, row in enumerate(rows)
    ]
    key = "brief.continued_largest" if table.summed else "brief.continued"
    note = word(key, n=lacking) if lacking else ""
    broken = breaks_figures(rows, widths, size, _BESIDE)
    right = list(table.number_columns())
    return TableLayout(rows, widths, heights, right, size, table.total is not None, note, broken)
