"""One family under two laws, side by side: what it gets, which steps differ, and where the difference begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from workbench.arguments import check_kinds
from workbench.engine.dependencies import fingerprint
from workbench.engine.plain import Step, Value
from workbench.engine.rule import Rule
from workbench.engine.source_text import plain_function
from workbench.errors import InputError
from workbench.household.explanation import WHOLE, Explanation
from workbench.household.reasons import who_words
from workbench.language import in_language, word, written
from workbench.law import PROGRAMMES, programme
from workbench.results import FRAMES, checked
from workbench.view import Cells, View, Viewed

_TINY = 1e-9
_Steps = Mapping[str, list[Step]]


@dataclass(frozen=True, eq=False, repr=False)
class ExplanationDifference(Viewed):
    """What differs between two explanations of one family, in the order of the law.

    amounts: one row per programme that pays under either law: programme, before_yuan_per_month, after_yuan_per_month,
    change_yuan_per_month (yearly amounts: a twelfth).
    """

    one: Explanation = field(repr=False)
    other: Explanation = field(repr=False)
    amounts: pl.DataFrame

    @property
    def steps(self) -> pl.DataFrame:
        """One row per rule and person whose value differs, written in the language that is on.

        Columns: rule, zh, who, unit, this, other, begins (whether the difference begins here: the rule reads a
        parameter or an input that differs, or is itself another), because (what that is; empty where the value only
        follows from others).
        """
        return _steps(self.one, self.other)

    @property
    def begins(self) -> pl.DataFrame:
        """The steps at which the difference begins."""
        return self.steps.filter(pl.col("begins"))

    @property
    def change_yuan_per_month(self) -> float:
        """What the family gets more (less: below 0) under the other law, of all programmes; to the fen."""
        before, after = self._whole
        return round(after - before, 2)

    @property
    def _whole(self) -> tuple[float, float]:
        """All aid that the family sees under either law, yuan a month; services are left out."""
        before, after = (float(of.result.household[WHOLE]) for of in (self.one, self.other))
        return before, after

    def text(self) -> str:
        """Write the difference for a console, in the language that is on: amounts, where it begins, what follows."""
        view = self._view()
        lines = [view.heading, *(f"  {name}: {value}" for name, value in view.facts)]
        for table in self._tables():
            lines += ["", "  ".join(table.headings), *("  " + "  ".join(row) for row in table.rows)]
        return "\n".join([*lines, *view.notes])

    def _line(self) -> str:
        first = self.begins["rule"][0] if self.begins.height else "nowhere"
        return (
            f"ExplanationDifference(household {self.one.household_id}: {self.steps.height} steps differ, "
            f"beginning at {first}; {self.change_yuan_per_month:+,.2f} yuan/month)"
        )

    def __str__(self) -> str:
        return self.text()

    def _view(self) -> View:
        facts = [
            (
                programme(row["programme"]).label,
                " → ".join(written(row[f"{side}_yuan_per_month"], "yuan/month") for side in ("before", "after")),
            )
            for row in self.amounts.iter_rows(named=True)
        ]
        facts.append((word("family.total"), " → ".join(written(amount, "yuan/month") for amount in self._whole)))
        notes = [] if self.steps.height else [word("views.no_difference")]
        return View(word("views.explanation_difference", n=self.steps.height), facts, self._tables(), notes)

    def _tables(self) -> list[Cells]:
        shown = ("step", "who", "one_law", "other_law")
        headings = [word(f"views.{name}") for name in shown]
        rows = list(self.steps.iter_rows(named=True))
        joint = word("columns.joint")
        begin = tuple((*_written_step(row), joint.join(row["because"])) for row in rows if row["begins"])
        follow = tuple(_written_step(row) for row in rows if not row["begins"])
        tables = [Cells((word("views.begins_at"), *headings[1:], word("views.because")), begin)] if begin else []
        return [*tables, *([Cells((word("views.follows"), *headings[1:]), follow)] if follow else [])]


@check_kinds
def compare_explanations(one: Explanation, other: Explanation) -> ExplanationDifference:
    """Put two explanations of one family side by side: an invented family under two scenarios, a household of two runs.

    >>> before, after = someone.explain(baseline), someone.explain(higher)
    >>> compare_explanations(before, after)
    ExplanationDifference(household 1: 21 steps differ, beginning at urban_dibao_standard; +64.00 yuan/month)

    The same family told otherwise (another wage) can be compared as well; then its input is where the difference
    begins. Raises InputError where the two have other members.
    """
    if (one.household_id, one.person_ids) != (other.household_id, other.person_ids):
        raise InputError(
            f"compare_explanations: household {one.household_id} with members {_ids(one)} and household "
            f"{other.household_id} with members {_ids(other)} are not the same family; explain one family twice"
        )
    return ExplanationDifference(one, other, _amounts(one, other))


def _steps(one: Explanation, other: Explanation) -> pl.DataFrame:
    rows = [row for name in _names(one, other) for row in _rows(one, other, name)]
    kinds: dict[str, pl.DataType] = {"begins": pl.Boolean(), "because": pl.List(pl.String)}
    schema = {column: kinds.get(column, pl.String()) for column in FRAMES["reason_changes"]}
    return checked(pl.DataFrame(rows, schema=schema), "reason_changes")


def _ids(of: Explanation) -> str:
    return ", ".join(map(str, of.person_ids))


def _names(one: Explanation, other: Explanation) -> Iterator[str]:
    """Every rule of both laws: in the order of the other's, those of the first alone before."""
    yield from (name for name in one.book.order if name not in other.book.rules)
    yield from other.book.order


def _rows(one: Explanation, other: Explanation, name: str) -> Iterator[dict[str, object]]:
    """One row for each person (or the household, the county) whose value of a rule differs."""
    rules = [of.book.rules.get(name) for of in (one, other)]
    rule = rules[1] or rules[0]
    assert rule is not None  # noqa: S101 - the name is of one of the two books
    members: tuple[int | None, ...] = tuple(range(len(one.person_ids))) if rule.entity == "person" else (None,)
    for member in members:
        values = [_value(of, name, member) for of in (one, other)]
        if not _differ(*values):
            continue
        because = _causes(one, other, name, member)
        who = "county" if rule.entity == "county" else "household"
        yield {
            "rule": name,
            "zh": rule.zh,
            "who": who if member is None else f"person {one.person_ids[member]}",
            "unit": rule.unit,
            "this": "–" if values[0] is None else written(values[0], rule.unit),
            "other": "–" if values[1] is None else written(values[1], rule.unit),
            "begins": bool(because),
            "because": because,
        }


def _value(of: Explanation, name: str, member: int | None) -> Value | None:
    if name not in of.book.rules:
        return None
    value = of.result[name]
    if isinstance(value, tuple):
        return value[member] if member is not None else None
    return value


def _differ(one: Value | None, other: Value | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(float(one) - float(other)) > _TINY


def _causes(one: Explanation, other: Explanation, name: str, member: int | None) -> list[str]:
    """Say what of a rule differs besides the rules that it reads: itself, parameters, inputs; written."""
    found = _changed_rule(one.book.rules.get(name), other.book.rules.get(name))
    arguments = [_given(of, name, member) for of in (one, other)]
    for argument in dict.fromkeys([*arguments[0], *arguments[1]]):
        before, after = (given.get(argument) for given in arguments)
        if argument in one.book.rules or argument in other.book.rules or before is None or after is None:
            continue
        if any(_differ(a, b) for a, b in zip(before, after, strict=True)):
            book = other.book
            unit = book.units[argument]
            named = {**book.parameters, **book.inputs}[argument]
            pairs = (f"{written(a, unit)} → {written(b, unit)}" for a, b in zip(before, after, strict=True) if a != b)
            found.append(f"{named.label} ({argument}): {next(pairs)}")
    return found


def _changed_rule(one: Rule | None, other: Rule | None) -> list[str]:
    if one is None or other is None:
        return [word("views.rule_of_one_law")]
    functions = [plain_function(rule.function) for rule in (one, other)]
    texts = {fingerprint(function) for function in functions if function is not None}
    return [] if one is other or len(texts) == 1 else [word("views.another_rule")]


def _given(of: Explanation, name: str, member: int | None) -> dict[str, list[Value]]:
    """Return what a rule was given: by argument one value, or of a sum one for each member."""
    given: dict[str, list[Value]] = {}
    for step in of.result.steps:
        if step.rule.name == name and (member is None or step.member == member):
            for argument, value in step.arguments.items():
                given.setdefault(argument, []).append(value)
    return given


def _amounts(one: Explanation, other: Explanation) -> pl.DataFrame:
    before, after = one.amounts(), other.amounts()
    rows = [
        (item.name, before.get(item.name, 0.0), after.get(item.name, 0.0))
        for item in PROGRAMMES
        if item.name in before or item.name in after
    ]
    schema = {"programme": pl.String, "before_yuan_per_month": pl.Float64, "after_yuan_per_month": pl.Float64}
    table = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        change_yuan_per_month=(pl.col("after_yuan_per_month") - pl.col("before_yuan_per_month")).round(2)
    )
    return checked(table, "aid_changes")


def _written_step(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    name = in_language(f"{row['zh']} {row['rule']}", row["rule"])
    return name, who_words(row["who"]), row["this"], row["other"]
