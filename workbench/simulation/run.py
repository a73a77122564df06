"""One run: the law of a scenario applied to a population, with rows, totals, warnings and assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, each_once
from workbench.categories import Residence, labels
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.graph import RuleBook
from workbench.engine.rule import Rule
from workbench.errors import InputError
from workbench.language import word, written
from workbench.parameter.book import Resolved
from workbench.population import Population
from workbench.results import checked, unit_of_rule
from workbench.scenario import Scenario, need_same_place
from workbench.simulation.county_values import county_costs, standards
from workbench.simulation.notices import (
    Notice,
    assumptions_table,
    corridor_notices,
    overruled_notices,
    reform_notices,
    sample_notices,
    surprising_notices,
    tail_notices,
    year_notices,
)
from workbench.simulation.preparation import parameter_table, prepare
from workbench.simulation.totals import (
    Headline,
    basic_totals,
    chosen_programmes,
    total_rules,
    totals_table,
    yuan_sum,
)
from workbench.view import View, Viewed

Rows = bool | Literal["all"] | Sequence[str]
# The rules whose rows coverage, welfare and comparisons need.
SUMMARY_ROWS = (
    "household_assistance_amount",
    "dibao_standard",
    "dibao_recipient",
    "tekun_recipient",
    "margin_member",
)
# The page also needs to know who cares for themselves how far (care beds).
PAGE_ROWS = (*SUMMARY_ROWS, "self_care")


@dataclass(frozen=True, eq=False, repr=False)
class Run(Viewed):
    """The law of one scenario applied to one population.

    >>> simulate(county, baseline).headline.dibao.persons

    totals: one row per town × residence × programme (households, persons, cost_yuan_per_year).
    county_costs: yuan a year of programmes that no resident's household carries (vagrants).
    persons, households: one row each with the value of every rule; None when rows were not asked for.
    standards: yuan a month by name.
    warnings: what lies outside the policy's corridor, what is set and has no effect, and the like.
    """

    scenario: Scenario
    population: Population
    book: RuleBook
    resolved: dict[str, Resolved]
    totals: pl.DataFrame
    county_costs: dict[str, float]
    standards: dict[str, float]
    warnings: tuple[Notice, ...]
    rows: dict[str, NDArray[Any]]

    @cached_property
    def persons(self) -> pl.DataFrame:
        """Every person: ids and the value of each person's rule (yuan/month, yes/no)."""
        self._need_rows()
        ids = self.population.persons.select("person_id", "household_id")
        return checked(ids.with_columns(self._columns("person")), "persons", self._units)

    @cached_property
    def households(self) -> pl.DataFrame:
        """Every household: ids, town, residence and the value of each household's rule."""
        self._need_rows()
        ids = self.population.households.select("household_id", "dwelling_id", "town", "residence", "weight")
        return checked(ids.with_columns(self._columns("household")), "households", self._units)

    @property
    def _units(self) -> dict[str, str]:
        return {name: unit_of_rule(self.book.rules[name]) for name in self.rows}

    @cached_property
    def assumptions(self) -> pl.DataFrame:
        """Every parameter behind the run: value, unit, status, source; below them the rules of the scenario's own."""
        return checked(assumptions_table(self.resolved, self.scenario.reform), "assumptions")

    @cached_property
    def headline(self) -> Headline:
        """The county's persons, households and cost (yuan a year) by programme, and of dibao and tekun together."""
        return Headline.of(self.totals)

    def summary(self) -> pl.DataFrame:
        """Return one row per programme and residence: households, persons, share of residents, cost in yuan a year."""
        columns = self.population.arrays()
        weight = columns.to_persons(columns.household["weight"])
        code = columns.to_persons(columns.household["residence"])
        residents = {m.name.lower(): float(weight[code == m].sum()) for m in sorted(Residence)}
        table = (
            self.totals.group_by("programme", "residence", maintain_order=True)
            .agg(pl.col("households", "persons").sum(), yuan_sum("cost_yuan_per_year"))
            .with_columns(
                share_of_residents=pl.col("persons")
                / pl.col("residence").replace_strict(residents, return_dtype=pl.Float64)
            )
        )
        return checked(table, "summary")

    @check_kinds
    def row(self, rule: str) -> NDArray[Any]:
        """Return one rule's value for every person or household, in the population's order."""
        if rule not in self.rows:
            self.book.needed([rule])  # complains of a name nobody knows
            raise InputError(f'this run didn\'t keep {rule!r}; call simulate(…, rows=[{rule!r}, …]) or rows="all"')
        return self.rows[rule]

    def _need_rows(self) -> None:
        if not self.rows:
            raise InputError("this run kept totals only; call simulate(…, rows=True)")

    def _columns(self, entity: str) -> list[pl.Series]:
        columns = []
        for name, values in self.rows.items():
            rule = self.book.rules[name]
            if rule.about_household == (entity == "household"):
                columns.append(_series(rule, values))
        return columns

    def _line(self) -> str:
        found = [
            f"{name} {figures.persons:,.0f} persons {figures.cost:,.2f} yuan/year"
            for name, figures in self.headline.programmes.items()
            if name in ("dibao", "tekun")
        ] or [f"{len(self.headline.programmes)} programmes"]
        warned = f"; {len(self.warnings)} warnings" if self.warnings else ""
        people = f"{self.population.persons.height:,} persons"
        return f"Run({self.scenario.name} on {self.scenario.date}, {people}: {', '.join(found)}{warned})"

    def _years(self) -> str:
        """Say the year of the law beside the years of people and incomes."""
        people, incomes = _told(self.population.people_year), _told(self.population.incomes_year)
        return word("views.years_of_run", law=str(self.scenario.date.year), people=people, incomes=incomes)

    def _view(self) -> View:
        facts = [
            (word("views.people"), written(self.population.persons.height, "persons")),
            (word("views.years_of"), self._years()),
            *((word(f"views.{name}"), written(value, "yuan/month")) for name, value in self.standards.items()),
        ]
        heading = word("views.run", title=self.scenario.title, date=self.scenario.date)
        return View(heading, facts, self.headline._view().tables, [f"▲ {notice.label}" for notice in self.warnings])


def _told(year: int | None) -> str:
    return word("views.year_untold") if year is None else str(year)


def _series(rule: Rule, values: NDArray[Any]) -> pl.Series:
    if rule.returns in (bool, int, float):
        return pl.Series(rule.name, values)
    words = labels(rule.returns)
    return pl.Series(rule.name, values).replace_strict(dict(enumerate(words)), return_dtype=pl.Enum(words))


@check_kinds
def simulate(
    population: Population,
    scenario: Scenario,
    *,
    programmes: Sequence[str] | None = None,
    rows: Rows = True,
    threads: int | None = None,
) -> Run:
    """Apply the law of a scenario to every household of a population.

    >>> run = simulate(county, baseline, programmes=["dibao", "tekun"])

    `programmes` names those to count and cost (None: the whole law); fewer of them compile and run fewer rules.
    `rows=True` keeps the values of single persons and households that the totals add up, and every step of dibao and
    tekun; "all" keeps every rule (some 900 MB for the county), False none, which is faster; a list of rule names those
    only. Raises ParameterError for a date without figures, RuleError for a rule of the scenario that can't be used,
    InputError for a population that lacks a column.
    """
    need_same_place(population, scenario)
    book = scenario.book
    resolved = scenario.resolved()
    values = {name: item.value for name, item in resolved.items()}
    chosen = chosen_programmes(programmes)
    totals_wanted = total_rules(chosen)
    request = KernelRequest(book, totals_wanted, _kept_rows(book, rows, totals_wanted))
    ready = prepare(population, request.inputs, alike=not request.rows)
    table = parameter_table(request.parameters, [values])
    totals, columns = run_kernel(
        request, ready.arrays, ready.starts, ready.cell, ready.weight, table, ready.cells, threads
    )
    in_yuan = standards(book, values)
    notices = [
        *corridor_notices(resolved, book, in_yuan, scenario.date),
        *overruled_notices(scenario, resolved, book),
        *surprising_notices(scenario, resolved),
        *year_notices(scenario, population, resolved),
        *tail_notices(scenario, population),
        *reform_notices(scenario),
        *sample_notices(population),
    ]
    return Run(
        scenario=scenario,
        population=population,
        book=book,
        resolved=resolved,
        totals=checked(
            totals_table(totals, request.totals, book, chosen, population.town_names).drop("scenario"), "totals"
        ),
        county_costs=county_costs(book, chosen, values),
        standards=in_yuan,
        warnings=tuple(notices),
        rows=columns,
    )


def _kept_rows(book: RuleBook, rows: Rows, totals: Sequence[str]) -> tuple[str, ...]:
    if isinstance(rows, bool):
        return row_rules(book, totals) if rows else ()
    if rows == "all":
        return tuple(name for name in book.order if book.rules[name].entity != "county")
    chosen = each_once("rows", "rule", rows, book.rules, least=0)
    return tuple(rule.name for rule in book.needed(chosen) if rule.name in chosen)


def row_rules(book: RuleBook, totals: Sequence[str]) -> tuple[str, ...]:
    """Return the rules whose values a run keeps for every person or household: what its totals add up.

    Of dibao, tekun and margin households every rule behind them is kept too: those are asked for step by step.
    """
    added = [name.partition("/")[0] for name in totals]
    basic = [name for name in basic_totals() if name in added]
    steps = {rule.name for rule in book.needed([*basic, *SUMMARY_ROWS, "dibao_eligible"])} | set(added)
    return tuple(name for name in book.order if name in steps and book.rules[name].entity != "county")
