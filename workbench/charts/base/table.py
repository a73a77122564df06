"""A table as a researcher reads it: headings and codes in words, each number by the unit of its column."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

import polars as pl

from workbench.charts.base.figure import Figure
from workbench.errors import InputError, unknown
from workbench.language import (
    MINUS,
    Language,
    current_language,
    town_name,
    unit_alone,
    using_language,
    word,
    words,
)
from workbench.law import PROGRAMMES, law
from workbench.place import current_place
from workbench.results.columns import (
    ID,
    MEASURE,
    NUMBER,
    ROW,
    TEXT,
    YES_NO,
    Column,
    column,
    declared_columns,
    title,
    unit_of_row,
)
from workbench.simulation import PERSON_TYPES

ROWS = 40
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
# Where a word may stand for a code in any column, and in a column of its own; the first that has it is taken.
_CODES = ("common.{}", "decisions.cause_{}", "care.state_{}", "columns.{}", "programmes.payer_{}")
_CODES_OF = {"payer": ("programmes.payer_{}",), "value": ("units.choice_{}",)}


# Units that a heading doesn't say: the cells or the title do.
_UNSAID = frozenset(
    (TEXT, YES_NO, NUMBER, ID, ROW, MEASURE, "year", "index", "persons", "households", "beds", "choice")
)
_COUNTED = ("persons", "households", "beds")


@dataclass(frozen=True, eq=False)
class ShownTable:
    """A frame written for people; `frame` is what to calculate with. The code's name of a column is its tooltip.

    units: of the columns that no result has, such as those of a pivot.
    """

    frame: pl.DataFrame = field(repr=False)
    rows: int
    language: Language
    units: Mapping[str, str] = field(default_factory=dict)

    def cells(self) -> list[list[str]]:
        """Return the rows as they are written, without the headings."""
        with using_language(self.language):
            shown = self.frame.head(self.rows)
            columns = [self._cells_of(name, shown) for name in shown.columns]
        return [list(row) for row in zip(*columns, strict=True)]

    def headings(self) -> list[str]:
        """Return the headings in words, with the unit where neither title nor cells say it."""
        with using_language(self.language):
            return [_heading(name, self._column(name)) for name in self.frame.columns]

    def _column(self, name: str) -> Column | None:
        return _column(name, self.frame.schema[name])

    def _cells_of(self, name: str, shown: pl.DataFrame) -> list[str]:
        """Write one column; the rows' own units are looked up where they differ."""
        known, values = self._column(name), shown[name]
        if name in self.units:
            return [number_in_column(value, self.units[name]) for value in values]
        if known is None or known.unit in (TEXT, YES_NO):
            return [_text(value, name) for value in values]
        units = _units(known, shown)
        return [
            number_in_column(value, unit) if isinstance(value, int | float) else _text(value, name, unit)
            for value, unit in zip(values, units, strict=True)
        ]

    def _note(self) -> str:
        if self.frame.height <= self.rows:
            return ""
        with using_language(self.language):
            return word("columns.more_rows", shown=self.rows, all=f"{self.frame.height:,}")

    def __repr__(self) -> str:
        lines = ["\t".join(self.headings()), *("\t".join(row) for row in self.cells())]
        return "\n".join([*lines, self._note()] if self._note() else lines)

    def _repr_html_(self) -> str:
        right = [self.frame[name].dtype.is_numeric() for name in self.frame.columns]
        sides = [f' style="text-align:{"right" if number else "left"};vertical-align:baseline"' for number in right]
        heads = "".join(
            f'<th{side} title="{_e(name)}">{_e(head)}</th>'
            for side, name, head in zip(sides, self.frame.columns, self.headings(), strict=True)
        )
        body = "".join(
            "<tr>" + "".join(f"<td{side}>{_e(cell)}</td>" for side, cell in zip(sides, row, strict=True)) + "</tr>"
            for row in self.cells()
        )
        note = f"<p>{_e(self._note())}</p>" if self._note() else ""
        return f'<table class="yy-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>{note}'


def table(of: pl.DataFrame | Figure, *, rows: int = ROWS, unit: str | Mapping[str, str] | None = None) -> ShownTable:
    """Write a frame, or the table behind a figure, for people: in the language that is on, the first `rows` rows.

    Units are those of the results' columns (`workbench.results.columns`). `unit` is that of all columns of numbers
    that no result has, such as those of a pivot; or a mapping from column to unit. Raises InputError where nothing
    says the unit of a number, for anything but a frame or a figure, or fewer than one row.
    """
    frame = of.table if isinstance(of, Figure) else of
    if not isinstance(frame, pl.DataFrame):
        raise InputError(f"table: a frame or a figure is wanted, not {type(of).__name__}")
    if rows < 1:
        raise InputError(f"table: rows={rows}: at least 1 is wanted")
    given = dict(of.units) if isinstance(of, Figure) else {}
    if isinstance(unit, Mapping):
        for name in unit:
            if name not in frame.columns:
                raise unknown("column", name, frame.columns, "table: unit")
        given |= unit
    return ShownTable(
        frame, rows, current_language(), _with_units(frame, given, unit if isinstance(unit, str) else None)
    )


def _with_units(frame: pl.DataFrame, given: dict[str, str], rest: str | None) -> dict[str, str]:
    """Return the units of the columns of numbers whose names don't say them."""
    for name, kind in frame.schema.items():
        if name in given or not kind.is_numeric():
            continue
        known = _column(name, kind)
        if known is not None and all(one is not None for one in _units(known, frame)):
            continue
        if rest is None:
            why = "no result has it" if known is None else "its rows differ, and no column says the row's unit"
            raise InputError(f"table: the unit of column {name!r} is not known: {why}; say unit={{{name!r}: …}}")
        given[name] = rest
    return given


def _column(name: str, kind: pl.DataType) -> Column | None:
    """Return the results' column of that name; a number is no column of words, though it may be called like one."""
    known = column(name)
    return None if known is not None and kind.is_numeric() and known.unit in (TEXT, YES_NO) else known


def _units(known: Column, frame: pl.DataFrame) -> list[str | None]:
    if known.unit not in (ROW, MEASURE):
        return [known.unit] * frame.height
    return [unit_of_row(known, row) for row in frame.iter_rows(named=True)]


def _heading(name: str, known: Column | None) -> str:
    if known is None:
        return word(f"columns.{name}") if f"columns.{name}" in words() else _in_words(name, name)
    if known.unit in _UNSAID or known.unit.startswith("share"):
        return title(name)
    unit = unit_alone(known.unit)
    return f"{title(name)}（{unit}）" if current_language() == "zh" else f"{title(name)} ({unit})"


def number_in_column(value: float | None, unit: str | None) -> str:
    """Write a number as it stands in a column whose heading or neighbour says the unit.

    Shares in per cent; money to the fen below a thousand yuan, else in whole yuan; counts with three digits at least;
    everything else with four digits. What isn't nothing is never written as 0.
    """
    if value is None or not math.isfinite(value):
        return "–"
    if unit in ("year", ID):
        return f"{value:.0f}"
    size, after = abs(value), ""
    if unit is not None and unit.startswith("share"):
        size, after, text = size * 100, "%", _share(size * 100)
    elif _is_whole(size) or size >= 1000:
        text = f"{size:,.0f}"
    elif unit is not None and unit.startswith("yuan"):
        if size < 0.005:
            return "<0.01" if value > 0 else f">{MINUS}0.01"
        text = f"{size:,.2f}"
    elif unit in _COUNTED:
        text = f"{size:,.0f}" if size >= 100 else _digits(size, 3)
    else:
        text = _digits(size, 4)
    return f"{MINUS if value < 0 else ''}{text}{after}"


def _share(per_cent: float) -> str:
    """Write per cents with one digit after the point, below 1 % with two that say something."""
    if per_cent == 0:
        return "0"
    return f"{per_cent:,.1f}" if per_cent >= 0.995 else _digits(per_cent, 2)


def _digits(size: float, digits: int) -> str:
    return f"{Decimal(f'{size:.{digits}g}'):,f}"


def _is_whole(size: float) -> bool:
    return abs(size - round(size)) < 1e-9 * max(1.0, size)


def _text(value: object, name: str, unit: str | None = None) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return word("columns.yes" if value else "columns.no")
    if isinstance(value, pl.Series | list | tuple):
        return word("columns.joint").join(_text(one, name) for one in value)
    if unit is not None and _NUMBER.fullmatch(str(value)):
        return number_in_column(float(str(value)), unit)
    return _in_words(str(value), name)


def _in_words(code: str, name: str) -> str:
    """Return what a code means, or the code where no word is known."""
    if code in current_place().towns:
        return town_name(code)
    named = _named()
    if code in named:
        zh, en = named[code]
        return zh if current_language() == "zh" else en
    if name == "unit":
        return unit_alone(code)
    if name in ("measure", "indicator"):
        return _heading(code, column(code))
    keys = (pattern.format(code) for pattern in _CODES_OF.get(name, _CODES))
    known = next((word(key) for key in keys if key in words()), None)
    return known or (title(code) if code in declared_columns() else code)


@cache
def _named() -> dict[str, tuple[str, str]]:
    """Codes that the law itself names in both languages: its parameters, the types of persons, the programmes."""
    found = {name: (one.zh, one.en) for name, one in law().parameters.items()}
    found |= {one.name: (one.zh, one.en) for one in PERSON_TYPES}
    return found | {one.name: (one.zh, one.en) for one in PROGRAMMES}


def _e(text: str) -> str:
    return html.escape(text, quote=True)
