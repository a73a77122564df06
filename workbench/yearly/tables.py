"""The frames of years: totals, payers, standards, paths and amounts, one block of rows a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from workbench.engine.graph import RuleBook
from workbench.parameter.book import Parameter, Resolved
from workbench.results import FRAMES, checked
from workbench.simulation import Run, who_pays
from workbench.simulation.county_values import standards
from workbench.yearly.paths import Path
from workbench.yearly.year_scenario import YearAmounts

RESIDENCES = ("urban", "rural")


def totals_of(runs: Mapping[int, Run], deflators: Mapping[int, float]) -> pl.DataFrame:
    """Return the totals of runs by year, in yuan of the year and in yuan of the first."""
    return _by_year(((year, run.totals) for year, run in runs.items()), deflators, "years_totals")


def payers_of(runs: Mapping[int, Run], deflators: Mapping[int, float]) -> pl.DataFrame:
    """Return what each payer bears of each programme by year, in yuan of the year and in yuan of the first."""
    return _by_year(((year, who_pays(run)) for year, run in runs.items()), deflators, "years_payers")


def _by_year(tables: Iterable[tuple[int, pl.DataFrame]], deflators: Mapping[int, float], name: str) -> pl.DataFrame:
    parts = [
        table.with_columns(
            year=pl.lit(year, pl.Int64),
            real_cost_yuan_per_year=(pl.col("cost_yuan_per_year") / deflators[year]).round(2),
        )
        for year, table in tables
    ]
    return checked(pl.concat(parts).select(FRAMES[name]), name)


def standards_table(
    resolved: Mapping[int, Mapping[str, Resolved]], books: Mapping[int, RuleBook], deflators: Mapping[int, float]
) -> pl.DataFrame:
    """Return each year's dibao standards and what they rest on: consumption, its status, which rule gave them."""
    rows = []
    for year, items in resolved.items():
        values = {name: item.value for name, item in items.items()}
        in_yuan = standards(books[year], values)
        for residence in RESIDENCES:
            yuan = in_yuan[f"{residence}_dibao_standard"]
            consumption = items[f"{residence}_consumption_per_head_previous_year"]
            ratio = items[f"{residence}_dibao_ratio"]
            implied = yuan * 12 / consumption.value
            rule = _rule(values, items, residence)
            held = ratio.value if rule == "ratio" else implied
            rows.append(
                (
                    year,
                    residence,
                    yuan,
                    round(yuan / deflators[year], 2),
                    consumption.value,
                    consumption.status,
                    rule,
                    implied,
                    _within(ratio.parameter, held),
                )
            )
    return checked(pl.DataFrame(rows, schema=list(FRAMES["years_standards"]), orient="row"), "years_standards")


def _rule(values: Mapping[str, float], items: Mapping[str, Resolved], residence: str) -> str:
    if values[f"{residence}_dibao_standard_published"] > 0:
        return "published"
    ratchet = items["standard_ratchet"].written == "applied"
    return "ratchet" if ratchet and values[f"{residence}_consumption_highest_before"] > 1 else "ratio"


def _within(parameter: Parameter, ratio: float) -> bool:
    return parameter.corridor is None or parameter.corridor.holds(ratio)


def paths_table(paths: Iterable[Path], first: int, last: int) -> pl.DataFrame:
    """Return level and growth of each path in the years that the law of first to last rests on, with their ends."""
    rows = []
    for path in paths:
        figures = path.figures
        unit = "index" if path.parameter is None else path.parameter.unit
        for year in range(first, last + 1):
            before = year - 1 in figures or year - 1 >= min(path.years) - 1
            if not before and year not in figures:
                continue
            growth = path.growth(year) if before else None
            told = None if year in figures else path.of(year)
            ends = (growth, growth) if told is None or growth is None else (growth + told.low, growth + told.high)
            source = figures[year][2] if told is None else told.source
            rows.append(
                (path.name, path.zh, path.en, year, path.level(year), unit, growth, *ends, path.status(year), source)
            )
    names = list(FRAMES["years_assumptions"])
    return checked(pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None), "years_assumptions")


def amounts_table(amounts: YearAmounts, resolved: Mapping[int, Mapping[str, Resolved]]) -> pl.DataFrame:
    """Return every yuan amount of the law by year: what it follows, its value, status and source."""
    rows = []
    for year, items in resolved.items():
        for name, rule in amounts.rules.items():
            item = items[name]
            said = (name, item.parameter.zh, item.parameter.en, rule.follows, item.value, item.parameter.unit)
            rows.append((year, *said, item.status, item.source))
    return checked(pl.DataFrame(rows, schema=list(FRAMES["years_amounts"]), orient="row"), "years_amounts")
