"""Years: one scenario applied to the people of each year, with the law and the money of that year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial

import polars as pl

from workbench.arguments import check_kinds, whole_number
from workbench.errors import InputError
from workbench.language import share, word
from workbench.law import MAIN
from workbench.population import Population
from workbench.population.lives import Lives
from workbench.results.shown_table import shown
from workbench.scenario import Scenario, need_same_place
from workbench.simulation import Notice, Run, simulate
from workbench.simulation.notices import notice
from workbench.view import View, Viewed
from workbench.yearly.paths import LAG, load_paths
from workbench.yearly.people import FrozenPeople, Memory, PeopleByYear
from workbench.yearly.receipt_flows import receipt_flows, receipt_spells
from workbench.yearly.receipt_memory import ReceiptMemory
from workbench.yearly.tables import amounts_table, paths_table, payers_of, standards_table, totals_of
from workbench.yearly.year_scenario import YearAmounts

_FIRST, _LAST = 1949, 2100


class Years(Viewed):
    """A scenario from a first to a last year; each year is worked out when it is first asked for, and kept.

    >>> answers = years(county, baseline, 2021, 2023)
    >>> answers.standards

    scenario(year): an ordinary scenario of that year; run(year): its run. totals, payers, standards, assumptions (the
    paths) and amounts are frames with `year`; real yuan are in prices of the first year.
    """

    def __init__(
        self,
        people: PeopleByYear,
        amounts: YearAmounts,
        first_year: int,
        last_year: int,
        programmes: Sequence[str] | None,
        memory: Memory | None,
    ) -> None:
        """Keep what the years are made of; `years` checks it."""
        self.people, self.amounts, self.memory = people, amounts, memory
        self.first_year, self.last_year, self.programmes = first_year, last_year, programmes
        self._scenarios: dict[int, Scenario] = {}
        self._runs: dict[int, Run] = {}

    @property
    def base(self) -> Scenario:
        """The scenario that was given, with its values by year."""
        return self.amounts.scenario

    @property
    def span(self) -> range:
        """The years, in order."""
        return range(self.first_year, self.last_year + 1)

    @check_kinds
    def scenario(self, year: int) -> Scenario:
        """Return the ordinary scenario of a year: dated in it, every amount as it is then."""
        self._need(year)
        if year not in self._scenarios:
            self._scenarios[year] = self.amounts.scenario_of(year)
        return self._scenarios[year]

    @check_kinds
    def population(self, year: int) -> Population:
        """Return the people of a year, with what the memory knows of the year before."""
        self._need(year)
        people = self.people.population(year)
        if self.memory is None:
            return people
        before = self.run(year - 1) if year > self.first_year else None
        return self.memory.population(year, people, before)

    @check_kinds
    def run(self, year: int) -> Run:
        """Return the run of a year: totals, standards and warnings; rows only where a memory needs them.

        `simulate(answers.population(year), answers.scenario(year))` gives the same to the fen, with rows.
        """
        self._need(year)
        if year not in self._runs:
            rows: bool | Sequence[str] = False if self.memory is None else self.memory.rows
            people, scenario = self.population(year), self.scenario(year)
            self._runs[year] = simulate(people, scenario, programmes=self.programmes, rows=rows)
        return self._runs[year]

    def _need(self, year: int) -> None:
        if year not in self.span:
            raise InputError(f"year {year}: {self.first_year} to {self.last_year} were asked for")

    @cached_property
    def deflators(self) -> dict[int, float]:
        """Prices of each year as a multiple of those of the first year."""
        prices = self.amounts.paths["prices"]
        return {year: prices.factor(self.first_year, year) for year in self.span}

    @cached_property
    def totals(self) -> pl.DataFrame:
        """Households, persons and cost by year, town, residence and programme."""
        return totals_of({year: self.run(year) for year in self.span}, self.deflators)

    @cached_property
    def payers(self) -> pl.DataFrame:
        """Cost by year, programme and payer."""
        return self.payers_in(self.span)

    def payers_in(self, chosen: Sequence[int]) -> pl.DataFrame:
        """Return the rows of `payers` of some years; no other year is worked out."""
        return payers_of({year: self.run(year) for year in chosen}, self.deflators)

    @cached_property
    def standards(self) -> pl.DataFrame:
        """The dibao standards by year and residence with what they rest on."""
        resolved = {year: self.scenario(year).resolved() for year in self.span}
        books = {year: self.scenario(year).book for year in self.span}
        return standards_table(resolved, books, self.deflators)

    @cached_property
    def assumptions(self) -> pl.DataFrame:
        """The paths by year: level, growth, the growth's plausible ends, status and source."""
        paths = list(self.amounts.paths.entries.values())
        return paths_table(paths, self.first_year - LAG, self.last_year)

    @cached_property
    def amounts_by_year(self) -> pl.DataFrame:
        """Every yuan amount of the law by year: what it follows, value, status and source."""
        return amounts_table(self.amounts, {year: self.scenario(year).resolved() for year in self.span})

    @cached_property
    def flows(self) -> pl.DataFrame:
        """Who came into family dibao and who left it, by year, residence and cause; where receipt is remembered."""
        return receipt_flows(self._remembered("flows"))

    @cached_property
    def spells(self) -> pl.DataFrame:
        """How long family dibao has lasted, by the year it began; where receipt is remembered."""
        return receipt_spells(self._remembered("spells"))

    def _remembered(self, what: str) -> dict[int, Run]:
        if not isinstance(self.memory, ReceiptMemory):
            raise InputError(f"{what}: no memory carries receipt on; give years(…, memory=ReceiptMemory())")
        return {year: self.run(year) for year in self.span}

    @cached_property
    def warnings(self) -> tuple[Notice, ...]:
        """What is to be known of the years: each warning of a run with its years, and which amounts stay."""
        found: dict[Notice, list[int]] = {}
        for year in self.span:
            for one in self.run(year).warnings:
                found.setdefault(one, []).append(year)
        return (*years_of_notices(found), *self.standing_notices)

    @property
    def standing_notices(self) -> tuple[Notice, ...]:
        """What is to be known of the people, the amounts and the memory in every year; no year is worked out."""
        told = []
        staying = [name for name, rule in self.amounts.rules.items() if rule.follows == "stays"]
        if staying and self.last_year > self.first_year:
            told.append(notice(partial(word, "decisions.amounts_stay", n=len(staying))))
        if isinstance(self.people, FrozenPeople):
            told.append(notice(partial(word, "decisions.people_frozen")))
        if isinstance(self.people, Lives):
            told.append(notice(partial(word, "decisions.people_lived")))
        if isinstance(self.memory, ReceiptMemory):
            told.append(notice(partial(word, "decisions.receipt_assumed", review=share(self.memory.assumed.review, 0))))
        return tuple(told)

    def _line(self) -> str:
        return f"Years({self.base.name}, {self.first_year} to {self.last_year}; {len(self._runs)} worked out)"

    def _view(self) -> View:
        title = word("views.years_titled", title=self.base.title, first=self.first_year, last=self.last_year)
        by_year = (
            self.totals.filter(pl.col("programme").is_in(MAIN))
            .group_by("year", "programme", maintain_order=True)
            .agg(pl.col("persons", "cost_yuan_per_year", "real_cost_yuan_per_year").sum())
        )
        notes = [f"▲ {one.label}" for one in self.warnings]
        return View(title, [], (shown(by_year, 60), shown(self.standards, 60)), notes)


def years_of_notices(found: Mapping[Notice, Sequence[int]]) -> list[Notice]:
    """Return each notice with the years in which it holds before it."""
    return [
        Notice(f"{_years(years)}: {one.en}", f"{_years(years)}：{one.zh}", one.parameter)
        for one, years in found.items()
    ]


def _years(years: Sequence[int]) -> str:
    whole = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    return f"{years[0]}–{years[-1]}" if whole else ", ".join(map(str, years))


@check_kinds
def years(
    people: Population | PeopleByYear,
    scenario: Scenario,
    first_year: int,
    last_year: int,
    *,
    incomes_year: int | None = None,
    programmes: Sequence[str] | None = None,
    memory: Memory | None = None,
) -> Years:
    """Apply a scenario in every year from first_year to last_year, with the law and the money of each.

    >>> years(county, baseline, 2021, 2025).run(2023).headline.dibao.persons

    people: a population, which stays as it is while incomes, assets and spending grow by the place's paths
    (`FrozenPeople`), or an object with first_year, last_year and population(year), such as the `people`
    of other answers. incomes_year: whose incomes a population of one's own has, where nothing says it. programmes: as
    for `simulate`. memory: what households carry from a year to the next (`Memory`).
    Raises InputError for years before the people, ParameterError for a year without figures and without assumption,
    ScenarioError for values by year that can't be meant.
    """
    whole_number("first_year", first_year, _FIRST, _LAST)
    whole_number("last_year", last_year, first_year, _LAST)
    amounts = YearAmounts.of(scenario, load_paths())
    if isinstance(people, Population):
        need_same_place(people, scenario)
        known = people.incomes_year
        if known is None and incomes_year is None:
            raise InputError(
                "years: nothing says of which year the incomes of the population are; give incomes_year=2020"
            )
        if known is not None and incomes_year is not None and incomes_year != known:
            raise InputError(f"years: incomes_year={incomes_year}, and the population's incomes are of {known}")
        of_year = known if incomes_year is None else whole_number("incomes_year", incomes_year, _FIRST, _LAST)
        people = FrozenPeople(people, amounts.paths, of_year or 0, first_year, last_year)
    elif isinstance(people, FrozenPeople) and people.paths != amounts.paths:
        raise InputError("years: the people's incomes have grown by other paths than the scenario's years: growth says")
    elif incomes_year is not None:
        raise InputError("years: incomes_year is of one population; people by year say their own")
    if first_year < people.first_year or last_year > people.last_year:
        raise InputError(
            f"years: {first_year} to {last_year} are asked for, and there are people from {people.first_year} to "
            f"{people.last_year}"
        )
    for name in scenario.years.levers:
        try:
            scenario.years.step(name, first_year)
        except ValueError as problem:
            raise InputError(f"years: {problem}") from None
    found = Years(people, amounts, first_year, last_year, programmes, memory)
    for year in found.span:  # a year that can't be answered is refused at once, not after a minute
        found.scenario(year).resolved()
        found.deflators[year]
    return found
