"""Sets what the lives of a county give beside published figures of China that nothing was fitted to, year by year."""

from __future__ import annotations

import polars as pl

from workbench.arguments import check_kinds
from workbench.measures.columns import ratio
from workbench.population.lives.county_lives import Lives
from workbench.population.statistics import national_statistics

# name, Chinese, English, unit
_ROWS = {
    "births_since_first": ("出生数与首个年度之比", "births ÷ those of the first year made", "ratio"),
    "deaths_since_first": ("死亡数与首个年度之比", "deaths ÷ those of the first year made", "ratio"),
    "marriages": ("每千人结婚对数", "marriages per 1,000 residents", "persons/1000"),
    "divorces": ("每千人离婚对数", "divorces per 1,000 residents", "persons/1000"),
    "births_per_1000": ("出生率", "births per 1,000 residents", "persons/1000"),
}


@check_kinds
def lives_comparison(lives: Lives) -> pl.DataFrame:
    """Return what is published of China beside what the lives have, a row per year and indicator; all years are made.

    >>> lives_comparison(lives(county, last_year=2024))

    Columns: year, indicator, zh, en, simulated, published_figure, ratio (the first ÷ the second), status, source, unit.
    births_since_first, deaths_since_first: change since the first year made, beside that of China's projection;
    marriages, divorces, births_per_1000: per 1,000 residents at the end of the year. The county is older than China
    and loses people: births should fall as in China or less, deaths rise less. A year without a figure has no row.
    """
    figures = national_statistics()
    happened = lives.events.group_by("year", "event").agg(pl.col("persons").sum())
    counts = {(year, event): persons for year, event, persons in happened.iter_rows()}
    residents = dict(lives.people.group_by("year").agg(pl.col("persons").sum()).iter_rows())
    first, rows = lives.first_year + 1, []
    for year in range(first, lives.last_year + 1):
        for name, event in (("births", "birth"), ("deaths", "death")):
            figure = figures.figure(f"{name}_china", str(year))
            published = figure.value / figures.value(f"{name}_china", str(first))
            got = ratio(counts[year, event], counts[first, event])
            rows.append((year, f"{name}_since_first", got, published, figure))
        for name, event, persons in (
            ("marriages", "marriage", 2),
            ("divorces", "divorce", 2),
            ("births_per_1000", "birth", 1),
        ):
            if (name, str(year)) in figures.figures:
                figure = figures.figure(name, str(year))
                got = 1000 * ratio(counts[year, event] / persons, residents[year])
                rows.append((year, name, got, figure.value, figure))
    return pl.DataFrame(
        [
            (year, name, *_ROWS[name][:2], got, of_china, ratio(got, of_china), one.status, one.source, _ROWS[name][2])
            for year, name, got, of_china, one in rows
        ],
        schema=[
            "year", "indicator", "zh", "en", "simulated", "published_figure", "ratio", "status", "source", "unit",
        ],
        orient="row",
    )  # fmt: skip
