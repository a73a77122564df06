"""Parts of a brief: amounts with their kind, tables, tiles, sections, and the whole content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from workbench.charts import Figure
from workbench.errors import refuse_unwritable
from workbench.language import (
    MINUS,
    Language,
    change_in_points,
    money,
    money_change,
    people,
    people_change,
    per_month,
    share,
)
from workbench.language import written as quantity

Kind = Literal[
    "people",
    "people_change",
    "households",
    "beds",
    "yuan",
    "yuan_change",
    "yuan_per_month",
    "yuan_per_month_change",
    "share",
    "points",
]


@dataclass(frozen=True)
class Amount:
    """A number with what it measures; None where there is none.

    Yuan are a year's unless the kind says month; a share is a part of 1, points are a difference of two shares.
    """

    value: float | None
    kind: Kind


Cell = str | Amount


def _monthly_change(value: float) -> str:
    if abs(value) < 0.005:
        return "±0"
    sign, size = "+" if value > 0 else MINUS, abs(value)
    return sign + (per_month(size) if size >= 10 else quantity(size, "yuan/month", precision=2))


_WRITTEN: Mapping[Kind, Callable[[float], str]] = {
    "people": people,
    "people_change": people_change,
    "households": lambda value: f"{value:,.0f}",
    "beds": lambda value: f"{value:,.0f}",
    "yuan": money,
    "yuan_change": money_change,
    "yuan_per_month": per_month,
    "yuan_per_month_change": _monthly_change,
    "share": share,
    "points": change_in_points,
}


def written(cell: Cell) -> str:
    """Write a cell in the language that is on: 1,962万元, 76.4%, +7.3个百分点; – where there is no number."""
    if isinstance(cell, str):
        return cell
    return "–" if cell.value is None else _WRITTEN[cell.kind](cell.value)


@dataclass(frozen=True)
class BriefTable:
    """A table of a brief.

    name: its key; title; columns: headings; rows: one cell a column; total: the last row, if the rows add up to one;
    note: what must be read with it ("" for nothing). In `summed` are the columns whose rows add up to the total's.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    summed: tuple[int, ...] = ()
    note: str = ""

    def number_columns(self) -> tuple[bool, ...]:
        """Say of each column whether it holds numbers, which stand at the right."""
        return tuple(any(isinstance(row[k], Amount) for row in self.rows) for k in range(len(self.columns)))

    def largest(self, most: int) -> BriefTable:
        """Return the table with `most` rows: the largest by the first column that is summed, else the first."""
        if most >= len(self.rows) or not self.summed:
            return replace(self, rows=self.rows[:most])
        key = self.summed[0]

        def size(row: tuple[Cell, ...]) -> float:
            cell = row[key]
            return cell.value or 0.0 if isinstance(cell, Amount) else 0.0

        return replace(self, rows=tuple(sorted(self.rows, key=size, reverse=True)[:most]))

    def texts(self) -> list[list[str]]:
        """Return the rows, the total last, as they are written."""
        listed = [*self.rows, self.total] if self.total else [*self.rows]
        return [[written(cell) for cell in row] for row in listed]


@dataclass(frozen=True)
class Tile:
    """One number to be seen from the last row: label, number, change against the base, 80 % interval ("": none)."""

    label: str
    value: str
    change: str = ""
    interval: str = ""


@dataclass(frozen=True)
class Section:
    """One part of a brief, one slide: its finding, what belongs to it, and how sure its figures are.

    basis: the weakest status of what stands behind the figures, marked with its sign. tiles: its few large numbers.
    """

    name: str
    heading: str
    finding: str
    points: tuple[str, ...] = ()
    tables: tuple[BriefTable, ...] = ()
    figures: tuple[Figure, ...] = ()
    basis: str = ""
    tiles: tuple[Tile, ...] = ()


@dataclass(frozen=True)
class Content:
    """A whole brief in one language: its sections (seven with years), the annex, warnings, and the run's record."""

    language: Language
    title: str
    subtitle: str
    when: dt.date
    sections: tuple[Section, ...]
    annex: tuple[BriefTable, ...]
    warnings: tuple[str, ...]
    sample: str
    record: Mapping[str, object]

    def __post_init__(self) -> None:
        refuse_unwritable("brief", self.title, self.subtitle, self.sample, *self.warnings)
        for section in self.sections:
            refuse_unwritable(f"brief, {section.name}", section.heading, section.finding, *section.points)
        for table in self.tables:
            cells = (cell for row in table.rows for cell in row if isinstance(cell, str))
            refuse_unwritable(f"brief, {table.name}", table.title, table.note, *table.columns, *cells)

    def section(self, name: str) -> Section:
        """Return a section by its name."""
        return next(one for one in self.sections if one.name == name)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order of the sections."""
        return tuple(figure for section in self.sections for figure in section.figures)

    @property
    def tables(self) -> tuple[BriefTable, ...]:
        """All tables, those of the annex last."""
        return (*(table for section in self.sections for table in section.tables), *self.annex)
