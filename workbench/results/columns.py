"""The columns of result frames by name: unit, title and meaning. A name has one unit in the whole package.

Units, titles and meanings stand in `language/columns.toml`. Where the rows of a column have different units (`ROW`,
`MEASURE`) another column of the same frame says which. Columns named after a rule, a parameter or an input of the law
have its unit; those named programme_measure the measure's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from types import MappingProxyType

import polars as pl

from workbench.engine.rule import Rule
from workbench.errors import InputError
from workbench.language import Labelled, word, words
from workbench.law import PAYERS, PROGRAMMES, law
from workbench.paths import package_file
from workbench.reform import Reform

TEXT = "text"  # a word, a code, a list of them
YES_NO = "yes/no"
NUMBER = "number"  # counts what has no unit of its own
ID = "id"  # names a row; never added up
ROW = "by row"  # the unit is in the row: see `_UNIT_COLUMNS`
MEASURE = "by measure"  # the unit is that of the column that the row's `measure` names
_CHOICE = "choice"  # a parameter's: its word, or its code where it is drawn
_UNIT_COLUMNS = ("unit", "name", "measure", "indicator", "quantity")  # the first of these columns that a frame has
_MEASURES = ("households", "persons", "cost_yuan_per_year")


@dataclass(frozen=True)
class Column(Labelled):
    """One column: its name, the unit of its values, titles in both languages, and its meaning in English."""

    name: str
    unit: str
    zh: str
    en: str
    meaning: str


def fits(unit: str, kind: pl.DataType) -> bool:
    """Return whether values of a unit can have a polars type; a column of nothing but nulls can have any unit."""
    text = kind in (pl.String, pl.Enum, pl.Categorical, pl.List(pl.String))
    if kind == pl.Null or (unit == _CHOICE and text):
        return True
    return text if unit == TEXT else kind == pl.Boolean if unit == YES_NO else kind.is_numeric()


def kind_of(kind: pl.DataType) -> str:
    """Return the unit of a column that no result has, such as one of the user's own: text, yes/no or number."""
    return next((unit for unit in (TEXT, YES_NO) if fits(unit, kind)), NUMBER)


_COST_OF_YEAR = re.compile(r"cost_(\d{4})")


def values_of(unit: str) -> str:
    """Return what values of a unit are, in words: texts, yes/no, or numbers and their unit."""
    return "texts" if unit == TEXT else "truth values" if unit == YES_NO else f"numbers ({unit})"


def unit_of_rule(rule: Rule) -> str:
    """Return the unit of a rule's values in a result frame: categories stand there as words."""
    return TEXT if issubclass(rule.returns, IntEnum) else rule.unit


@cache
def declared_columns() -> Mapping[str, Column]:
    """Return the columns of `language/columns.toml` by name; raises InputError for one under two units."""
    found: dict[str, Column] = {}
    for unit, entries in tomllib.loads(package_file("language", "columns.toml").read_text(encoding="utf-8")).items():
        for name, entry in entries.items():
            if name in found:
                raise InputError(f"columns.toml: {name!r} stands under {found[name].unit!r} and {unit!r}; keep one")
            found[name] = Column(name, unit, **entry)
    return found


def column(name: str) -> Column | None:
    """Return what a column of this name is in every result; None for a name that no result has."""
    if name in declared_columns():
        return declared_columns()[name]
    titles, book = words().get(f"columns.{name}", {}), law()
    if name in book.parameters:
        one = book.parameters[name]
        return Column(name, one.unit, titles.get("zh", one.zh), titles.get("en", one.en), one.en)
    if name in book.inputs:
        data = book.inputs[name]
        return Column(name, TEXT if issubclass(data.kind, IntEnum) else data.unit, data.zh, data.en, data.en)
    if name in book.rules:
        rule = book.rules[name]
        return Column(name, unit_of_rule(rule), rule.zh, name.replace("_", " "), rule.sentence)
    return _of_year(name) or _of_measure(name)


def own_columns(reform: Reform) -> dict[str, Column]:
    """Return the columns named after a scenario's own parameters and rules, by name."""
    rules = [one.rule for one in reform.rules]
    found = {one.name: Column(one.name, unit_of_rule(one), one.zh, one.sentence, one.sentence) for one in rules}
    return found | {one.name: Column(one.name, one.unit, one.zh, one.en, one.en) for one in reform.parameters}


def law_columns() -> set[str]:
    """Return the names of parameters, inputs and rules of the law, and of the measures of programmes and payers."""
    book = law()
    measures = {f"{name}_{measure}" for measure in _MEASURES for name in _counted(measure)}
    return {*book.parameters, *book.inputs, *book.rules, *measures}


def _counted(measure: str) -> dict[str, tuple[str, str]]:
    """Return the names zh and en of whatever has a measure: every programme; every payer has costs only."""
    bearing = (*PAYERS, "unpaid") if measure == "cost_yuan_per_year" else ()
    payers = {payer: words()[f"programmes.payer_{payer}"] for payer in bearing}
    programmes = {one.name: (one.zh, one.en) for one in PROGRAMMES}
    return programmes | {payer: (titles["zh"], titles["en"]) for payer, titles in payers.items()}


def _of_year(name: str) -> Column | None:
    """Return the column of a year's cost in a budget, such as cost_2023; None for another name."""
    year = _COST_OF_YEAR.fullmatch(name)
    if year is None:
        return None
    return Column(name, "yuan/year", f"{year[1]}年支出", f"cost of {year[1]}", f"cost of the year {year[1]}")


def _of_measure(name: str) -> Column | None:
    """Return the column of a programme's measure (dibao_persons) or of a payer's cost (city_cost_yuan_per_year)."""
    for measure in _MEASURES:
        who, counted = name.removesuffix(f"_{measure}"), _counted(measure)
        if who != name and who in counted:
            one, (zh, en) = declared_columns()[measure], counted[who]
            return Column(name, one.unit, f"{zh}{one.zh}", f"{en} {one.en}", f"{en}: {one.meaning}")
    return None


def title(name: str) -> str:
    """Return a column's title in the language that is on; a name that no result has stays as it is."""
    known = column(name)
    if known is None:
        return word(f"columns.{name}") if f"columns.{name}" in words() else name
    return known.label


def unit_of_row(
    known: Column, row: Mapping[str, object], own: Mapping[str, Column] = MappingProxyType({})
) -> str | None:
    """Return the unit of a column's value in one row; None where the row does not say it.

    own: the columns named after a scenario's own parameters and rules.
    """
    if known.unit == MEASURE:
        return _unit_of(row.get("measure"), own)
    if known.unit != ROW:
        return known.unit
    deciding = next((name for name in _UNIT_COLUMNS if name in row), None)
    if deciding is None:
        return None
    value = row[deciding]
    return str(value) if deciding == "unit" and value is not None else _unit_of(value, own)


def _unit_of(name: object, own: Mapping[str, Column]) -> str | None:
    found = (own.get(str(name)) or column(str(name))) if name is not None else None
    return None if found is None or found.unit in (ROW, MEASURE, TEXT) else found.unit
