"""Checks tables given by a user against the contract and says everything that is wrong, in plain words, at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import dataframely as dy
import polars as pl

from workbench.errors import CONTROL_SIGNS, InputError, nearest, suggestion
from workbench.place import current_place
from workbench.population.contract import SMALLEST_WEIGHT, accepted, contract, is_optional

PROBLEM_COLUMNS = {
    "table": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "problem": pl.String,
    "accepted": pl.String,
}
_SHOWN_PER_KIND = 5
_YES_NO = {"true": True, "false": False}
_UNSHOWN = rf"[{CONTROL_SIGNS}\t\n\r]"  # a line break belongs into no name
_INCOMES = ("wage_income", "business_income", "property_income", "transfer_income")
_ALIKE = 10  # so many different amounts can't be equal in every row by chance


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `row` counts the given table's rows from 1, None when the whole column is meant.

    Of a file it is the line (`counted` = "line"), which a note of two lines or an empty row moves away from the row.
    """

    table: str
    row: int | None
    column: str
    value: str
    problem: str
    accepted: str
    counted: str = "row"

    def words(self) -> str:
        """Write the problem as one line."""
        place = (
            f"{self.table}, column {self.column}"
            if self.row is None
            else (f"{self.table}, {self.counted} {self.row}, column {self.column}")
        )
        value = f": {self.value}" if self.value else ""
        return f"{place}{value}: {self.problem}; {self.accepted}"


class PopulationError(InputError):
    """Tables break the contract; `problems` lists table, row, column, value, problem, accepted."""

    def __init__(self, problems: Iterable[Problem], what: str = "the tables of the population have") -> None:
        """Collect the problems; the text shows the first five of each kind."""
        found = list(problems)
        self.problems = pl.DataFrame(
            [(p.table, p.row, p.column, p.value, p.problem, p.accepted) for p in found],
            schema=PROBLEM_COLUMNS,
            orient="row",
        )
        kinds: dict[tuple[str, str, str], list[Problem]] = {}
        for problem in found:
            kinds.setdefault((problem.table, problem.column, problem.problem), []).append(problem)
        number = len(found)
        lines = [f"{what} {number} problem{'' if number == 1 else 's'}:"]
        for members in kinds.values():
            lines += [f"- {problem.words()}" for problem in members[:_SHOWN_PER_KIND]]
            if len(members) > _SHOWN_PER_KIND:
                lines.append(f"- … and {len(members) - _SHOWN_PER_KIND} more of this kind (see error.problems)")
        super().__init__("\n".join(lines))


class _RuleWords(NamedTuple):
    """How a broken rule of the contract is told: the columns it looks at, what is wrong, what is accepted."""

    columns: tuple[str, ...]
    problem: str
    accepted: str


_RESIDENTS = ("tekun_able", "tekun_partial", "tekun_complete", "other_residents")
_COMPONENTS = (
    "multiple_visual_grade",
    "multiple_physical_grade",
    "multiple_intellectual_grade",
    "multiple_mental_grade",
)
_RULE_WORDS = {
    "weight_of_households": _RuleWords(
        ("weight",),
        "stands for so small a part of a household that its fen would be lost",
        f"accepted: 0, or households from {SMALLEST_WEIGHT:g}; weights that add to 1 are shares: multiply them by the "
        "number of households",
    ),
    "components_of_multiple_disability": _RuleWords(
        (*_COMPONENTS, "disability_type", "disability_grade"),
        "components of a multiple disability that don't fit its type or grade",
        "accepted: components with the type multiple only, none of them graver than disability_grade",
    ),
    "own_assets_or_not_told": _RuleWords(
        ("own_financial_assets",), "is neither an amount nor -1", "accepted: yuan from 0, or -1 where it isn't told"
    ),
    "nursing_beds_within_beds": _RuleWords(
        ("nursing_beds", "beds"), "more nursing beds than beds", "accepted: nursing beds as a part of all beds"
    ),
    "residents_within_beds": _RuleWords(
        (*_RESIDENTS, "beds"), "more residents than beds", "accepted: residents of all kinds up to the number of beds"
    ),
    "other_nursing_within_others": _RuleWords(
        ("other_nursing_residents", "other_residents"),
        "more other residents in need of nursing than other residents",
        "accepted: a part of the other residents",
    ),
    "convertible_within_ordinary": _RuleWords(
        ("convertible_beds", "beds", "nursing_beds"),
        "more convertible beds than ordinary beds",
        "accepted: up to beds less nursing beds",
    ),
}


def checked_tables(
    persons: pl.DataFrame, households: pl.DataFrame, towns: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return new tables in the contract's columns, types and order; raises PopulationError with all problems."""
    for name, frame in (("persons", persons), ("households", households), ("towns", towns)):
        if frame is not None and not isinstance(frame, pl.DataFrame):
            raise InputError(f"{name}: a polars DataFrame is wanted, not {type(frame).__name__}")
    problems: list[Problem] = []
    if "dwelling_id" not in households.columns and "household_id" in households.columns:
        households = households.with_columns(pl.col("household_id").alias("dwelling_id"))
    tables = contract()
    good_persons = check_table("persons", persons, tables.persons, problems)
    good_households = check_table("households", households, tables.households, problems)
    if towns is None:
        towns = pl.DataFrame({"town": list(current_place().towns)})
    good_towns = check_table("towns", towns, tables.towns, problems)
    problems += _copied_incomes(good_persons)
    if "household_id" in persons.columns and "household_id" in households.columns:
        problems += _belonging(good_persons, good_households)
    if problems:
        raise PopulationError(problems)
    return (
        good_persons.drop("row").sort("household_id", "person_id"),
        good_households.drop("row").sort("household_id"),
        good_towns.drop("row"),
    )


def check_table(name: str, frame: pl.DataFrame, schema: type[dy.Schema], problems: list[Problem]) -> pl.DataFrame:
    """Return the table with every contract column and the column `row`; what is wrong goes to `problems`."""
    columns = schema.columns()
    for given in frame.columns:
        if given not in columns:
            guess = nearest(given, [c for c in columns if c not in frame.columns])
            hint = f"did you mean {guess!r}?" if guess else suggestion(given, columns, f"known: {', '.join(columns)}")
            problems.append(Problem(name, None, given, "", "unknown column", hint))
    ready: dict[str, pl.Series] = {}
    bad_cells: set[tuple[str, int]] = set()
    absent: set[str] = set()
    for column_name, column in columns.items():
        if column_name in frame.columns:
            series, bad = _coerced(frame[column_name], column)
            for row in bad:
                value = _shown(frame[column_name][row])
                problems.append(Problem(name, row + 1, column_name, value, *_why_not(value, column)))
                bad_cells.add((column_name, row + 1))
            ready[column_name] = series.alias(column_name)
        elif is_optional(column):
            default = (column.metadata or {})["default"]
            ready[column_name] = pl.Series(column_name, [default], dtype=column.dtype).new_from_index(0, frame.height)
        else:
            guess = nearest(column_name, [c for c in frame.columns if c not in columns])
            hint = f"{guess!r} stands there instead; " if guess else ""
            problems.append(Problem(name, None, column_name, "", "missing column", f"{hint}wanted: {accepted(column)}"))
            ready[column_name] = pl.Series(column_name, [None], dtype=column.dtype).new_from_index(0, frame.height)
            absent.add(column_name)
    table = pl.DataFrame(list(ready.values())).with_columns(
        pl.int_range(1, frame.height + 1, dtype=pl.Int64).alias("row")
    )
    problems += _rule_problems(name, table, schema, bad_cells, absent)
    problems += _control_characters(name, table, schema)
    return table


def _control_characters(name: str, table: pl.DataFrame, schema: type[dy.Schema]) -> list[Problem]:
    """Find texts that hold what can't be shown: a figure's writer ends the whole process over some of them."""
    found = []
    for column_name, column in schema.columns().items():
        if not isinstance(column, dy.String):
            continue
        pattern = f"[{CONTROL_SIGNS}]" if column_name == "source" else _UNSHOWN
        for row, text in table.filter(pl.col(column_name).str.contains(pattern)).select("row", column_name).iter_rows():
            accepted_words = "accepted: text without control characters and line breaks"
            found.append(Problem(name, row, column_name, repr(text), "holds a control character", accepted_words))
    return found


def _copied_incomes(persons: pl.DataFrame) -> list[Problem]:
    """Find an income that repeats another one in every row: a column that was copied into the wrong place."""
    found = []
    for at, name in enumerate(_INCOMES):
        for other in _INCOMES[at + 1 :]:
            same = persons[name].eq_missing(persons[other]).all()
            if same and persons[name].filter(persons[name] != 0).n_unique() >= _ALIKE:
                why = f"repeats {name} in every row"
                found.append(Problem("persons", None, other, "", why, "accepted: each income in one column only"))
    return found


def _coerced(series: pl.Series, column: dy.Column) -> tuple[pl.Series, list[int]]:
    """Turn a column into the contract's type; returns it and the rows (from 0) whose value can't be turned."""
    if series.dtype == pl.Object:
        series = pl.Series([None if value is None else str(value) for value in series.to_list()], dtype=pl.String)
    if series.dtype == column.dtype:
        return series, []
    # Parquet and pandas give categories; each Enum has a type of its own
    text = isinstance(series.dtype, pl.String | pl.Categorical | pl.Enum)
    empty = pl.Series([None], dtype=column.dtype).new_from_index(0, len(series))
    if series.dtype == pl.Null:
        return empty, []
    if isinstance(column, dy.Enum | dy.String):
        new = series.cast(pl.String).cast(column.dtype, strict=False) if text else empty
    elif isinstance(column, dy.Bool):
        zero_or_one = series.dtype.is_integer() and series.drop_nulls().is_in([0, 1]).all()
        words = series.cast(pl.String).str.to_lowercase().replace_strict(_YES_NO, default=None) if text else empty
        new = series.cast(pl.Boolean) if zero_or_one else words
    elif text:
        number = series.cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
        new = _whole_or_null(number, column)
    elif series.dtype.is_numeric():
        new = _whole_or_null(series, column)
    else:
        new = empty
    bad = (new.is_null() & series.is_not_null()).arg_true().to_list()
    return new, bad


def _whole_or_null(number: pl.Series, column: dy.Column) -> pl.Series:
    """Cast numbers; fractions and numbers too large for a whole-number column become null."""
    if not isinstance(column, dy.Float64) and number.dtype.is_float():
        number = number.set(number != number.round(0), None)
    return number.cast(column.dtype, strict=False)


def _why_not(value: str, column: dy.Column) -> tuple[str, str]:
    if isinstance(column, dy.Enum):
        guess = nearest(value.strip("'"), [str(word) for word in column.categories])
        return "unknown category", (f"did you mean {guess!r}? " if guess else "") + f"accepted: {accepted(column)}"
    what = "is text" if value.startswith("'") else "is not of the column's kind"
    return what, f"accepted: {accepted(column)}"


@cache
def _with_row(schema: type[dy.Schema]) -> type[dy.Schema]:
    """Return the schema with the column `row`, which dataframely then keeps beside each finding."""
    return type(f"Numbered{schema.__name__}", (schema,), {"row": dy.Int64(nullable=False), "__module__": __name__})


def _rule_problems(
    name: str, table: pl.DataFrame, schema: type[dy.Schema], bad_cells: set[tuple[str, int]], absent: set[str]
) -> list[Problem]:
    """Let dataframely apply the limits and rules, and put its findings into words."""
    failures = _with_row(schema).filter(table)[1]
    if len(failures) == 0:
        return []
    details = failures.details()
    columns = schema.columns()
    found: list[Problem] = []
    for rule, count in failures.counts().items():
        if count == 0:
            continue
        failing = details.filter(pl.col(rule) == "invalid")
        column_name, _, kind = rule.partition("|")
        for record in failing.select("row", *columns).iter_rows(named=True):
            row = record["row"]
            if column_name in columns:
                if (column_name, row) in bad_cells or column_name in absent:
                    continue
                column = columns[column_name]
                found.append(_limit_problem(name, row, column_name, record[column_name], kind, column))
            elif rule == "primary_key":
                key = schema.primary_key()[0]
                if key not in absent and (key, row) not in bad_cells:
                    found.append(
                        Problem(name, row, key, str(record[key]), "stands in more than one row", "accepted: each once")
                    )
            elif rule == "disability_type_with_grade":
                if any((c, row) in bad_cells for c in ("disability_type", "disability_grade")):
                    continue
                grade, kind_word = record["disability_grade"], record["disability_type"]
                if kind_word is None or grade is None:
                    continue
                wrong = "disability_grade" if grade == 0 else "disability_type"
                value = f"type {kind_word}, grade {grade}"
                why = "a type without a grade" if grade == 0 else "a grade without a type"
                found.append(
                    Problem(name, row, wrong, value, why, "accepted: a type with grade 1 to 4, or none with 0")
                )
            elif rule in _RULE_WORDS:
                words = _RULE_WORDS[rule]
                unknowable = absent.union(c for c in words.columns if (c, row) in bad_cells or record[c] is None)
                if not unknowable.intersection(words.columns):
                    value = ", ".join(f"{c} {record[c]}" for c in words.columns)
                    found.append(Problem(name, row, words.columns[0], value, words.problem, words.accepted))
            else:  # a rule added to the contract before its words were added here
                found.append(Problem(name, row, rule, "", "breaks this rule of the contract", "see the contract"))
    return found


def _limit_problem(name: str, row: int, column_name: str, value: object, kind: str, column: dy.Column) -> Problem:
    words = {
        "nullability": "is empty",
        "nan": "is not a number",
        "inf": "is infinite",
        "min": "is too small",
        "max": "is too large",
    }
    hint = f"accepted: {accepted(column)}"
    if kind == "nullability" and is_optional(column):
        hint += " (or leave the whole column out)"
    return Problem(name, row, column_name, "" if value is None else _shown(value), words.get(kind, kind), hint)


def _belonging(persons: pl.DataFrame, households: pl.DataFrame) -> list[Problem]:
    """Find persons whose household is in no row, and households in which nobody lives."""
    known = households["household_id"].drop_nulls()
    lost = persons.filter(pl.col("household_id").is_not_null() & ~pl.col("household_id").is_in(known.implode()))
    found = [
        Problem(
            "persons",
            row,
            "household_id",
            str(i),
            "no household has this id",
            "accepted: an id of the table households",
        )
        for row, i in lost.select("row", "household_id").iter_rows()
    ]
    lived_in = persons["household_id"].drop_nulls()
    empty = households.filter(pl.col("household_id").is_not_null() & ~pl.col("household_id").is_in(lived_in.implode()))
    found += [
        Problem(
            "households", row, "household_id", str(i), "nobody lives in this household", "accepted: at least one person"
        )
        for row, i in empty.select("row", "household_id").iter_rows()
    ]
    return found


def _shown(value: object) -> str:
    """Write a value for a message: text in quotation marks, numbers as they are."""
    if isinstance(value, str):
        return f"'{value}'"
    return f"{value:g}" if isinstance(value, float) else str(value)
