"""The text of a frame for people: headings and codes in words, each number by the unit of its column."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import polars as pl

from workbench.errors import InputError, UnknownNameError
from workbench.language import (
    Language,
    current_language,
    in_column,
    in_language,
    town_name,
    unit_alone,
    using_language,
    word,
    words,
)
from workbench.law import PROGRAMMES, law
from workbench.law.person_types import PERSON_TYPES
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
    own_columns,
    title,
    unit_of_row,
)
from workbench.scenario import Scenario

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
# Where a word may stand for a code in any column, and in a column of its own; the first that has it is taken.
_CODES = ("common.{}", "groups.{}", "decisions.cause_{}", "care.state_{}", "columns.{}", "programmes.payer_{}")
_CODES_OF = {"payer": ("programmes.payer_{}", "groups.{}"), "value": ("choices.{}",)}
# Units that a heading doesn't say: the cells or the title do.
_UNSAID = frozenset(
    (TEXT, YES_NO, NUMBER, ID, ROW, MEASURE, "year", "index", "persons", "households", "beds", "choice")
)


@dataclass(frozen=True, eq=False)
class ShownTable:
    """A frame written for people; `frame` is what to calculate with. The code's name of a column is its tooltip.

    units: of the columns that no result has, such as those of a pivot. own: the columns named after a scenario's own
    parameters and rules. Raises InputError where nothing says the unit of a number.
    """

    frame: pl.DataFrame = field(repr=False)
    rows: int
    language: Language
    units: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Column] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name in self.frame.columns:
            why = "" if name in self.units or name in self.own else without_unit(self.frame, name, self.own)
            if why:
                raise InputError(f"table: the unit of column {name!r} is not known: {why}; say unit={{{name!r}: …}}")

    def cells(self) -> list[list[str]]:
        """Return the rows as they are written, without the headings."""
        with using_language(self.language):
            shown = self.frame.head(self.rows)
            columns = [self._written(name, shown) for name in shown.columns]
        return [list(row) for row in zip(*columns, strict=True)]

    def headings(self) -> list[str]:
        """Return the headings in words, with the unit where neither title nor cells say it."""
        with using_language(self.language):
            return [_heading(name, self._column(name)) for name in self.frame.columns]

    def _column(self, name: str) -> Column | None:
        return self.own.get(name) or _column_of(name, self.frame.schema[name])

    def _written(self, name: str, shown: pl.DataFrame) -> list[str]:
        """Write one column; the rows' own units are looked up where they differ."""
        known, values = self._column(name), shown[name]
        if name in self.units:
            return [in_column(value, self.units[name]) for value in values]
        if known is None or known.unit in (TEXT, YES_NO):
            own = {code: one.label for code, one in self.own.items()}
            return [own[value] if isinstance(value, str) and value in own else _text(value, name) for value in values]
        units = _units_of(known, shown, self.own)
        return [
            in_column(value, unit) if unit is not None and isinstance(value, int | float) else _text(value, name, unit)
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
        return self.html() + (f"<p>{_e(self._note())}</p>" if self._note() else "")

    def html(self) -> str:
        """Return the rows as an HTML table; a number stands at the right, a heading's tooltip is the code's name."""
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
        return f'<table class="yy-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def shown(frame: pl.DataFrame, rows: int = 10, of: Scenario | None = None) -> ShownTable:
    """Return the first rows of a result frame, written in the language that is on; of: whose result it is."""
    return ShownTable(frame, rows, current_language(), own={} if of is None else own_columns(of.reform))


def without_unit(frame: pl.DataFrame, name: str, own: Mapping[str, Column] = MappingProxyType({})) -> str:
    """Say why nothing tells the unit of a column of numbers; "" where something does, or where it holds no numbers."""
    kind = frame.schema[name]
    if not kind.is_numeric():
        return ""
    known = _column_of(name, kind)
    if known is None:
        return "no result has it"
    return "its rows differ, and no column says the row's unit" if None in _units_of(known, frame, own) else ""


def _column_of(name: str, kind: pl.DataType) -> Column | None:
    """Return the results' column of that name; a number is no column of words, though it may be called like one."""
    known = column(name)
    return None if known is not None and kind.is_numeric() and known.unit in (TEXT, YES_NO) else known


def _units_of(known: Column, frame: pl.DataFrame, own: Mapping[str, Column]) -> list[str | None]:
    if known.unit not in (ROW, MEASURE):
        return [known.unit] * frame.height
    return [unit_of_row(known, row, own) for row in frame.iter_rows(named=True)]


def heading(name: str) -> str:
    """Return the title of a results' column with its unit, in the language that is on, as a heading has it."""
    return _heading(name, column(name))


def _heading(name: str, known: Column | None) -> str:
    if known is None:
        return word(f"columns.{name}") if f"columns.{name}" in words() else in_words(name, name)
    if known.unit in _UNSAID or known.unit.startswith("share"):
        return known.label
    unit = unit_alone(known.unit)
    return in_language(f"{known.label}（{unit}）", f"{known.label} ({unit})")


def _text(value: object, name: str, unit: str | None = None) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return word("columns.yes" if value else "columns.no")
    if isinstance(value, pl.Series | list | tuple):
        return word("columns.joint").join(_text(one, name) for one in value)
    if unit is not None and _NUMBER.fullmatch(str(value)):
        return in_column(float(str(value)), unit)
    return in_words(str(value), name)


def value_words(value: object, column_name: str) -> str:
    """Write a value of a column of words, numbers without unit, or yes and no, as a table's cell has it."""
    return _text(value, column_name)


def in_words(code: str, name: str) -> str:
    """Return what a code in a column means, in the language that is on; the code where no word is known."""
    if code in current_place().towns:
        return town_name(code)
    named = _named()
    if code in named:
        return in_language(*named[code])
    if name == "unit":
        try:
            return unit_alone(code)
        except UnknownNameError:  # a table that was written for readers says its units in words
            return code
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
