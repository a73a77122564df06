"""Why does this household get this amount? Every step in plain words, from the rules that the kernel runs."""

from __future__ import annotations

import html
from dataclasses import dataclass
from enum import IntEnum

import polars as pl

from workbench.engine.luck import normal_draws, uniform_draws
from workbench.engine.plain import PlainResult, Step, Value, run_plain
from workbench.engine.rule import Input
from workbench.errors import InputError
from workbench.population import Population
from workbench.simulation.run import Run


@dataclass(frozen=True, eq=False)
class Explanation:
    """All steps of one household, in the order of the law."""

    household_id: int
    person_ids: tuple[int, ...]
    result: PlainResult

    @property
    def table(self) -> pl.DataFrame:
        """One row per step: rule, who, value, unit, clause, the sentence of law and the numbers that went in."""
        return pl.DataFrame([self._row(step) for step in self.result.steps])

    def _row(self, step: Step) -> dict[str, object]:
        rule = step.rule
        who = "county" if rule.entity == "county" else "household"
        if step.member is not None:
            who = f"person {self.person_ids[step.member]}"
        return {
            "rule": rule.name,
            "zh": rule.zh,
            "who": who,
            "value": _written(step.value),
            "unit": rule.unit,
            "clause": rule.clause,
            "sentence": rule.sentence,
            "from": ", ".join(f"{name} = {_written(value)}" for name, value in step.arguments.items()),
        }

    def text(self) -> str:
        """Write the steps as plain text, one a line."""
        rows = self.table.iter_rows(named=True)
        return "\n".join(
            f"{r['who']}: {r['rule']} ({r['zh']}) = {r['value']} {r['unit']}  [{r['clause']}] {r['sentence']}"
            for r in rows
        )

    def show(self) -> Explanation:
        """Return itself, so that a notebook shows the table."""
        return self

    def _repr_html_(self) -> str:
        columns = ("who", "rule", "zh", "value", "unit", "clause", "sentence", "from")
        head = "".join(f"<th>{name}</th>" for name in columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(row[name]))}</td>" for name in columns) + "</tr>"
            for row in self.table.iter_rows(named=True)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        return self.text()


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, IntEnum):
        return value.name.lower()
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def explain(run: Run, household_id: int) -> Explanation:
    """Explain what one household of a run gets, rule by rule, with clause and sentence.

    Raises InputError when the household is not in the population.
    """
    population = run.population
    found = population.households["household_id"].index_of(household_id)
    if found is None:
        known = population.households["household_id"].to_list()
        raise InputError(f"no household {household_id}; ids run from {min(known)} to {max(known)}")
    columns = population.arrays()
    first, last = int(columns.starts[found]), int(columns.starts[found + 1])
    inputs = run.book.inputs.values()
    household = {i.name: _told(population, i, found) for i in inputs if i.entity == "household"}
    people = [{i.name: _told(population, i, row) for i in inputs if i.entity == "person"} for row in range(first, last)]
    values = {name: item.value for name, item in run.resolved.items()}
    people_ids = population.persons["person_id"][first:last].to_list()
    return Explanation(household_id, tuple(people_ids), run_plain(run.book, household, people, values))


def _told(population: Population, item: Input, row: int) -> Value:
    if item.draw is not None:
        frame = population.persons if item.entity == "person" else population.households
        ids = frame[f"{item.entity}_id"][row : row + 1].to_numpy()
        draw = normal_draws if item.draw == "normal" else uniform_draws
        return float(draw(population.seed, item.name, ids)[0])
    columns = population.arrays()
    table = columns.person if item.entity == "person" else columns.household
    value: Value = table[item.name][row].item()
    return value
