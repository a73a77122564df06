"""A table as a researcher reads it: headings and codes in words, yuan and persons whole, shares in per cent."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from workbench.categories import TOWNS
from workbench.charts.base.figure import Figure
from workbench.errors import InputError
from workbench.language import (
    MINUS,
    Language,
    current_language,
    share,
    town_name,
    unit_alone,
    using_language,
    word,
    words,
)
from workbench.law import PROGRAMMES, law
from workbench.simulation import PERSON_TYPES

ROWS = 40
_SHARE = re.compile(
    r"(^|_)(share|shares|chance|coverage|ratio|rate|exclusion_error|inclusion_error|reduction|gap_after|"
    r"density|mass)(_|$)"
)
_MONTHLY = re.compile(r"_yuan_per_month$|^wage|_income$")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_YEAR = re.compile(r"(^|_)year$")
# Where a word may stand for a code in any column, and in a column of its own; the first that has it is taken.
_CODES = ("common.{}", "decisions.cause_{}", "care.state_{}", "columns.{}", "programmes.payer_{}")
_CODES_OF = {"payer": ("programmes.payer_{}",), "value": ("units.choice_{}",)}


@dataclass(frozen=True, eq=False)
class ShownTable:
    """A frame written for people; `frame` is what to calculate with. The code's name of a column is its tooltip."""

    frame: pl.DataFrame = field(repr=False)
    rows: int
    language: Language

    def cells(self) -> list[list[str]]:
        """Return the rows as they are written, without the headings."""
        with using_language(self.language):
            shown = self.frame.head(self.rows)
            columns = [[write(value) for value in shown[name]] for name, write in self._writers(shown)]
        return [list(row) for row in zip(*columns, strict=True)]

    def headings(self) -> list[str]:
        """Return the headings in words; a column that has none yet is written as it stands."""
        with using_language(self.language):
            return [_heading(name) for name in self.frame.columns]

    def _writers(self, shown: pl.DataFrame) -> Iterable[tuple[str, Callable[[Any], str]]]:
        for name in shown.columns:
            yield name, _number_writer(name, shown[name]) if shown[name].dtype.is_numeric() else _text_writer(name)

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


def table(of: pl.DataFrame | Figure, *, rows: int = ROWS) -> ShownTable:
    """Write a frame, or the table behind a figure, for people: in the language that is on, the first `rows` rows.

    Raises InputError for anything else, or fewer than one row.
    """
    frame = of.table if isinstance(of, Figure) else of
    if not isinstance(frame, pl.DataFrame):
        raise InputError(f"table: a frame or a figure is wanted, not {type(of).__name__}")
    if rows < 1:
        raise InputError(f"table: rows={rows}: at least 1 is wanted")
    return ShownTable(frame, rows, current_language())


def _heading(name: str) -> str:
    key = f"columns.{name}"
    return word(key) if key in words() else _in_words(name, name)


def _number_writer(name: str, values: pl.Series) -> Callable[[Any], str]:
    known = [float(value) for value in values if value is not None and math.isfinite(value)]
    whole = all(abs(value - round(value)) < 1e-6 for value in known)
    if _YEAR.search(name) and whole:
        return _or_dash(lambda value: f"{value:.0f}")
    if _SHARE.search(name) and not name.endswith(("_yuan_per_year", "_yuan")):
        digits = _digits_of_shares(known)
        return _or_dash(lambda value: share(value, digits))
    if _MONTHLY.search(name) and not whole:
        return _or_dash(lambda value: f"{value:,.2f}")
    least = 1e-4 * max(map(abs, known), default=0.0)  # what is smaller beside the rest is written as nearly nothing
    return _or_dash(
        lambda value: (
            f"{value:,.0f}" if whole or abs(value) >= 1000 else "≈0" if 0 < abs(value) < least else f"{value:,.4g}"
        )
    )


def _digits_of_shares(known: list[float]) -> int:
    """Return how many digits per cents need: none where all are whole, else one, more where they differ by little."""
    if all(abs(value * 100 - round(value * 100)) < 1e-6 for value in known):
        return 0
    apart = 100 * (max(known) - min(known))
    return 1 if apart == 0 else min(3, max(1, math.ceil(-math.log10(apart / 2))))


def _or_dash(write: Callable[[float], str]) -> Callable[[Any], str]:
    def written(value: Any) -> str:
        if value is None or not math.isfinite(value):
            return "–"
        text = write(value)
        nothing = not any(c in "123456789" for c in text)
        return text.lstrip("-" + MINUS) if nothing else text.replace("-", MINUS)

    return written


def _text_writer(name: str) -> Callable[[Any], str]:
    def written(value: Any) -> str:
        if value is None:
            return "–"
        if isinstance(value, bool):
            return word("columns.yes" if value else "columns.no")
        if isinstance(value, pl.Series | list | tuple):
            return word("columns.joint").join(written(one) for one in value)
        return _in_words(str(value), name)

    return written


def _in_words(code: str, column: str) -> str:
    """Return what a code means, or the code where no word is known."""
    if code in TOWNS:
        return town_name(code)
    named = _named()
    if code in named:
        zh, en = named[code]
        return zh if current_language() == "zh" else en
    if column == "value" and _NUMBER.fullmatch(code):
        return f"{float(code):,.10g}" if float(code) == round(float(code)) else f"{float(code):,.4g}"
    if column == "unit":
        return unit_alone(code)
    keys = (pattern.format(code) for pattern in _CODES_OF.get(column, _CODES))
    return next((word(key) for key in keys if key in words()), code)


@cache
def _named() -> dict[str, tuple[str, str]]:
    """Codes that the law itself names in both languages: its parameters, the types of persons, the programmes."""
    found = {name: (one.zh, one.en) for name, one in law().parameters.items()}
    found |= {one.name: (one.zh, one.en) for one in PERSON_TYPES}
    return found | {one.name: (one.zh, one.en) for one in PROGRAMMES}


def _e(text: str) -> str:
    return html.escape(text, quote=True)
