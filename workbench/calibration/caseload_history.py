"""China's dibao caseload of 2015 to 2023 beside what the law gives when standards stand to incomes as they did then.

The people, the law and the take-up are those given; only the standards move: each year's is the scenario's, times
China's standard ÷ income per head of the year before, over the same of the scenario's year. What the law does not hold
(reviews that took families off the lists, mergers with other aid) is not in the simulated series: the distance between
both is what standards do not explain. Figures: data_samples/national/china_caseload.csv.
"""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.categories import Residence
from workbench.errors import InputError
from workbench.money import to_whole_yuan
from workbench.population import Population
from workbench.population.statistics import national_statistics
from workbench.results import checked
from workbench.scenario import Scenario, need_same_place
from workbench.simulation import simulate

PERSONS, STANDARD, INCOME = "china_dibao_persons", "china_dibao_standard", "china_income_per_head"
_WORDS = {
    Residence.URBAN: ("城镇低保人数与基年之比", "urban dibao persons ÷ those of the base year"),
    Residence.RURAL: ("农村低保人数与基年之比", "rural dibao persons ÷ those of the base year"),
}
_SCHEMA = {
    "year": pl.Int64,
    "residence": pl.String,
    "zh": pl.String,
    "en": pl.String,
    "standard_yuan_per_month": pl.Float64,
    "simulated": pl.Float64,
    "published_figure": pl.Float64,
    "ratio": pl.Float64,
    "status": pl.String,
    "source": pl.String,
    "unit": pl.String,
}


@check_kinds
def caseload_trend(population: Population, scenario: Scenario) -> pl.DataFrame:
    """Return dibao persons by year and residence, over those of the scenario's year, beside China's published ones.

    >>> caseload_trend(county, baseline)

    Columns: year, residence, zh, en, standard_yuan_per_month (that the simulated figure rests on), simulated,
    published_figure, ratio (the first ÷ the second), status, source, unit. The base year's rows are 1 by definition.
    Raises InputError for a scenario of a year without published caseload, and where nobody receives dibao in it.
    """
    need_same_place(population, scenario)
    figures = national_statistics()
    years = sorted({int(group.split()[1]) for group in figures.groups(PERSONS)})
    base = scenario.date.year
    if base not in years:
        raise InputError(
            f"caseload_trend: the scenario is of {base}; the caseload is known from {years[0]} to {years[-1]}"
        )
    start = simulate(population, scenario, programmes=["dibao"])
    rows = []
    for year in years:
        standards = {
            one: to_whole_yuan(
                start.standards[f"{one.name.lower()}_dibao_standard"] * _relative(one, year) / _relative(one, base)
            )
            for one in Residence
        }
        changes = {f"{one.name.lower()}_dibao_standard_published": value for one, value in standards.items()}
        run = start if year == base else simulate(population, scenario.replace(**changes), programmes=["dibao"])
        for one in Residence:
            figure = figures.figure(PERSONS, f"{one.name.lower()} {year}")
            published = figure.value / figures.value(PERSONS, f"{one.name.lower()} {base}")
            before = _persons(start.totals, one)
            if not before:
                raise InputError(f"caseload_trend: nobody {one.name.lower()} receives dibao in {base}")
            got = _persons(run.totals, one) / before
            words = _WORDS[one]
            rows.append(
                (
                    year,
                    one.name.lower(),
                    *words,
                    standards[one],
                    got,
                    published,
                    got / published,
                    figure.status,
                    figure.source,
                    "ratio",
                )
            )
    return checked(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), "caseload_trend")


def _relative(residence: Residence, year: int) -> float:
    """China's standard of a year ÷ income per head of the year before."""
    figures, word = national_statistics(), residence.name.lower()
    return 12 * figures.value(STANDARD, f"{word} {year}") / figures.value(INCOME, f"{word} {year - 1}")


def _persons(totals: pl.DataFrame, residence: Residence) -> float:
    return float(totals.filter(pl.col("residence") == residence.name.lower())["persons"].sum())
