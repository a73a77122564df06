"""Years of a brief: the answers over years handed over for its run and for the base it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from workbench.arguments import described
from workbench.briefing.content.care_answer import same_settings
from workbench.briefing.content.pieces import Amount, BriefTable, Cell, Section
from workbench.briefing.content.status import marked, status_words
from workbench.charts import years_lines
from workbench.charts.programme_costs import programme_name
from workbench.errors import InputError
from workbench.language import money, money_change, people_change, people_in_prose, word
from workbench.law import MAIN, PAYERS
from workbench.simulation import Run
from workbench.simulation.payers import UNPAID
from workbench.yearly import Years, budget_table

YearsInput = Years | Sequence[Years]
Sums = dict[int, tuple[float, ...]]  # by year: persons, cost, cost in prices of the first year
_BUDGET_YEARS = 3
_PANEL = 380


@dataclass(frozen=True, eq=False)
class YearsGiven:
    """Answers over years of a brief's own scenario, and of the base's (None: none)."""

    now: Years
    base: Years | None = None

    def check_scenarios(self, run: Run, base: Run | None) -> None:
        """Refuse answers of another scenario, and two that hold other years."""
        for answers, of in ((self.now, run), (self.base, base)):
            if answers is None:
                continue
            if of is None:
                raise InputError("years=: two answers are given and the brief compares with no base; give one")
            if not same_settings(answers.base, of.scenario):
                raise InputError(
                    f"years= are of the scenario {answers.base.name!r} with other settings than the run's "
                    f"{of.scenario.name!r}; give wb.years(people, run.scenario, …), then those of the base"
                )
        if self.base is not None and (self.base.first_year, self.base.last_year) != (
            self.now.first_year,
            self.now.last_year,
        ):
            raise InputError("years=: both answers must hold the same years")


def years_given(years: YearsInput | None) -> YearsGiven | None:
    """Sort out what was handed over as `years=`: answers of the run's scenario, then of the base's.

    Raises InputError for anything else.
    """
    if years is None:
        return None
    parts = list(years) if isinstance(years, list | tuple) else [years]
    answers = [one for one in parts if isinstance(one, Years)]
    if not 1 <= len(parts) <= 2 or len(answers) < len(parts):
        raise InputError(
            f"years is {described(years)}; answers of wb.years are wanted, of the run's scenario, or a list of two: "
            "of the run's and of the base's"
        )
    return YearsGiven(*answers)


def years(given: YearsGiven) -> Section:
    """Work out the section: what each year covers and costs, what stands behind it, and the budget of three years."""
    now = _sums(given.now)
    scenario, baseline = word("common.scenario"), word("common.baseline")
    both = ([given.base, given.now], [baseline, scenario]) if given.base is not None else ([given.now], None)
    figures = [years_lines(both[0], measure=one, names=both[1], width=_PANEL) for one in ("cost", "persons")]
    return Section(
        name="years",
        heading=word("brief.heading_years"),
        finding=_finding(given, now),
        points=tuple(_points(given, now)),
        tables=(_by_year(given, now), _budget(given.now)),
        figures=tuple(figures),
        basis=_basis(given.now),
    )


def _finding(given: YearsGiven, now: Sums) -> str:
    first, last = given.now.first_year, given.now.last_year
    told = word(
        "brief.years_finding",
        last=last,
        persons=people_in_prose(now[last][0]),
        cost=money(now[last][1]),
        first=first,
        change=money_change(now[last][1] - now[first][1]),
    )
    if given.base is None:
        return told
    then = _sums(given.base)
    persons, dearer = (now[last][k] - then[last][k] for k in (0, 1))
    return told + word("brief.years_against", persons=people_change(persons), cost=money_change(dearer))


def _sums(answers: Years) -> Sums:
    """Return by year persons, cost and cost in prices of the first year, of dibao and tekun."""
    of = (
        answers.totals.filter(pl.col("programme").is_in(MAIN))
        .group_by("year")
        .agg(pl.col("persons", "cost_yuan_per_year", "real_cost_yuan_per_year").sum())
    )
    return {year: tuple(rest) for year, *rest in of.iter_rows()}


def _county(answers: Years) -> dict[int, float]:
    paid = answers.payers.filter((pl.col("payer") == "county") & pl.col("programme").is_in(MAIN))
    return dict(paid.group_by("year").agg(pl.col("cost_yuan_per_year").sum()).iter_rows())


def _statuses(answers: Years) -> dict[int, str]:
    """Return by year the status of the consumption that the standards rest on, the less sure of town and country."""
    found: dict[int, str] = {}
    for year, status in answers.standards.select("year", "status").iter_rows():
        found[year] = "assumed" if "assumed" in (status, found.get(year)) else status
    return found


def _points(given: YearsGiven, now: Sums) -> Iterator[str]:
    answers = given.now
    first, last = answers.first_year, answers.last_year
    county = _county(answers)
    yield word(
        "brief.years_county",
        last=last,
        county=money(county.get(last, 0.0)),
        change=money_change(county.get(last, 0.0) - county.get(first, 0.0)),
        first=first,
    )
    yield word("brief.years_real", last=last, first=first, real=money(now[last][2]))
    steps = {year: now[year][1] - now[before][1] for before, year in pairwise(answers.span)}
    if steps:
        year = max(steps, key=lambda one: abs(steps[one]))
        yield word("brief.years_step", year=year, change=money_change(steps[year]))
    assumed = [year for year, status in _statuses(answers).items() if status == "assumed"]
    if assumed:
        yield word("brief.years_assumed", year=min(assumed), status=status_words("assumed"))
    yield word("brief.years_no_interval")
    yield from (one.label for one in answers.warnings if not one.parameter)


def _by_year(given: YearsGiven, now: Sums) -> BriefTable:
    """One row a year: both standards, persons, cost, cost in the first year's prices, the county's part; the change."""
    answers, county, statuses = given.now, _county(given.now), _statuses(given.now)
    then = None if given.base is None else _sums(given.base)
    standards = {
        (year, place): yuan
        for year, place, yuan in answers.standards.select("year", "residence", "standard_yuan_per_month").iter_rows()
    }
    names = ["urban_standard", "rural_standard", "persons", "cost", "real_cost", "county_part"]
    heads = [word("brief.column_in_year"), *(word(f"brief.column_{name}") for name in names)]
    if then is not None:
        heads.insert(5, word("brief.column_change"))
    rows = []
    for year in answers.span:
        persons, cost, real = now[year]
        cells: list[Cell] = [
            marked(f"{year}", "assumed" if statuses[year] == "assumed" else "published"),
            Amount(standards[year, "urban"], "yuan_per_month"),
            Amount(standards[year, "rural"], "yuan_per_month"),
            Amount(persons, "people"),
            Amount(cost, "yuan"),
            Amount(real, "yuan"),
            Amount(county.get(year, 0.0), "yuan"),
        ]
        if then is not None:
            cells.insert(5, Amount(cost - then[year][1], "yuan_change"))
        rows.append(tuple(cells))
    note = word("brief.note_years", first=answers.first_year)
    return BriefTable("by_year", word("brief.table_by_year"), tuple(heads), tuple(rows), note=note)


def _budget_years(answers: Years) -> list[int]:
    """The years that a budget is written for: three after the first, or what there is."""
    return list(answers.span)[1:][:_BUDGET_YEARS] or [answers.first_year]


def _budget(answers: Years) -> BriefTable:
    """What each payer must find in the budget's years, all programmes together."""
    chosen = _budget_years(answers)
    table = budget_table(answers, chosen).filter(pl.col("programme") == "all")
    found = {row["payer"]: row for row in table.iter_rows(named=True)}
    rows = [
        (word(f"programmes.payer_{payer}"), *_amounts(found[payer], chosen))
        for payer in (*PAYERS, UNPAID)
        if payer in found
    ]
    return BriefTable(
        "budget",
        word("brief.table_budget"),
        (word("brief.column_payer"), *_heads(answers, chosen)),
        tuple(rows),
        total=(word("brief.total"), *_amounts(found["all"], chosen)),
        summed=tuple(range(1, len(chosen) + 1)),
        note=word("brief.note_budget", n=_programmes(answers, chosen)),
    )


def _programmes(answers: Years, chosen: Sequence[int]) -> int:
    """Return how many programmes the budget counts."""
    return int(budget_table(answers, chosen).filter(pl.col("programme") != "all")["programme"].n_unique())


def budget_by_programme(given: YearsGiven) -> BriefTable:
    """The budget as a finance office writes it: programme and payer down, years across; for the annex."""
    answers = given.now
    chosen = _budget_years(answers)
    table = budget_table(answers, chosen)
    parts = table.filter((pl.col("programme") != "all") & (pl.col("payer") != "all"))
    parts = parts.filter(pl.sum_horizontal(f"cost_{year}" for year in chosen) > 0)
    rows = [
        (programme_name(row["programme"]), word(f"programmes.payer_{row['payer']}"), *_amounts(row, chosen))
        for row in parts.iter_rows(named=True)
    ]
    every = table.row(by_predicate=(pl.col("programme") == "all") & (pl.col("payer") == "all"), named=True)
    return BriefTable(
        "budget_by_programme",
        word("brief.table_budget_by_programme"),
        (word("brief.column_programme"), word("brief.column_payer"), *_heads(answers, chosen)),
        tuple(rows),
        total=(word("brief.total"), "", *_amounts(every, chosen)),
        summed=tuple(range(2, len(chosen) + 2)),
        note=word("brief.note_budget_years", first=answers.first_year),
    )


def _amounts(row: Mapping[str, float], chosen: Sequence[int]) -> tuple[Cell, ...]:
    return tuple(Amount(row[f"cost_{year}"], "yuan") for year in chosen)


def _heads(answers: Years, chosen: Sequence[int]) -> tuple[str, ...]:
    statuses = _statuses(answers)
    return tuple(marked(f"{year}", "assumed" if statuses[year] == "assumed" else "published") for year in chosen)


def _basis(answers: Years) -> str:
    statuses = list(_statuses(answers).values())
    parts = [
        word("brief.basis_part", status=status_words(one), n=statuses.count(one))
        for one in ("assumed", "estimated", "unverified", "published")
        if one in statuses
    ]
    return word("brief.years_basis", parts=word("brief.list_joint").join(parts))
