"""The backcast: the lives of a population with China's ages of 2010, followed to 2020 and set beside what was counted.

Nothing of 2020 enters but the yearly vital rates and the rise of the urban share. What it tests is whether births,
deaths, marriages and homes together lead from one census to the next. Figures: china_2010_2020.csv and vital_rates.csv
in data_samples/national. Shares are of 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, whole_number
from workbench.place import Place, current_place
from workbench.population.figure_checks import SourcedFigure
from workbench.population.lives.county_lives import Lives, lives
from workbench.population.lives.state import State
from workbench.population.statistics import Statistics, load_statistics, national_statistics
from workbench.population.synthesis.county import county_of

FIRST, LAST = 2010, 2020
_SEED = 20101101
_OLD = 60
_BROAD = {"0-14": (0, 15), "15-59": (15, 60), "60+": (60, 200), "65+": (65, 200)}
_EVENTS = (("marriages", "marriage", 2), ("divorces", "divorce", 2))
_WORDS = {
    "births": ("每千人出生数", "births per 1,000 residents"),
    "deaths": ("每千人死亡数", "deaths per 1,000 residents"),
    "marriages": ("每千人结婚对数", "marriages per 1,000 residents"),
    "divorces": ("每千人离婚对数", "divorces per 1,000 residents"),
    "dwelling_size": ("平均家庭户规模（人）", "persons per dwelling"),
    "residents": ("常住人口与2010年之比", "residents ÷ those of 2010"),
}
_SCHEMA = ["year", "indicator", "zh", "en", "simulated", "published_figure", "ratio", "status", "source", "unit"]


@check_kinds
def lives_backcast(persons: int = 50_000, seed: int = _SEED) -> pl.DataFrame:
    """Follow a population with China's ages of 2010 to 2020 and return it beside what was published, by indicator.

    >>> lives_backcast(persons=20_000)

    Columns: year, indicator, zh, en, simulated, published_figure, ratio (the first ÷ the second), status, source, unit.
    persons: of the population made, at least 5,000 (its towns, incomes and health are the place's: only ages, homes and
    the urban share are China's); seed: of its luck. Age groups of 2020 stand beside the census and beside the
    projection that a demographic model made of the same ages of 2010. Raises InputError for fewer persons.
    """
    whole_number("persons", persons, 5_000)
    whole_number("seed", seed, 0)
    return _backcast(persons, seed, current_place())


@cache
def _backcast(persons: int, seed: int, place: Place) -> pl.DataFrame:
    del place  # towns, incomes and health are of the place in use
    figures = national_statistics()
    rise = figures.value("china_2020_urban_share", "china") - figures.value("china_2010_urban_share", "china")
    county = county_of(_figures_of_2010(persons), seed, persons, "national")
    followed = lives(county, LAST, first_year=FIRST, net_out_migration=0.0, urban_step=rise / (LAST - FIRST))
    rows = [*_yearly(followed), *_ages(followed.state(LAST)), *_homes(followed.state(LAST))]
    table = [
        (year, name, zh, en, got, figure.value, got / figure.value, figure.status, figure.source, unit)
        for year, name, zh, en, got, figure, unit in rows
    ]
    return pl.DataFrame(table, schema=_SCHEMA, orient="row")


def _figures_of_2010(persons: int) -> Statistics:
    """Return the place's figures with China's ages, homes and urban share of 2010 in the place of its own."""
    own, china = load_statistics(), national_statistics()
    ages = china.values("china_2010_persons")
    everybody = sum(ages.values())
    old = sum(value for group, value in ages.items() if _start(group) >= _OLD) / everybody
    census = china.values("china_2010_share_60_plus")
    urban = china.value("china_2010_urban_share", "china")
    rural_old = old * census["rural"] / census["china"]  # the ages used are younger than the census says
    urban_old = (old - rural_old * (1 - urban)) / urban
    town = round(persons * urban)
    replaced: dict[tuple[str, str], SourcedFigure] = {}

    def put(series: str, values: Mapping[str, float], origin: str, unit: str) -> None:
        source = china.figure(origin, china.groups(origin)[0])
        for group, value in values.items():
            replaced[series, group] = replace(source, value=value, unit=unit, status="estimated", name=(series, group))

    put("pyramid_shape", ages, "china_2010_persons", "persons")
    put(
        "dwelling_size_shares", china.values("china_2010_dwelling_sizes"), "china_2010_dwelling_sizes", "share of homes"
    )
    size = {"county": china.value("china_mean_dwelling_size", "2010")}
    put("mean_dwelling_size", size, "china_mean_dwelling_size", "persons per dwelling")
    shares = {"rural": rural_old, "urban": urban_old, "county": old}
    put("share_60_plus", shares, "china_2010_share_60_plus", "share of residents")
    for series, number in (("resident", persons), ("urban", town), ("rural", persons - town)):
        name = "resident_population" if series == "resident" else f"{series}_residents"
        put(name, {"county": float(number)}, "china_2010_urban_share", "persons")
    put("reference_year", {"people": float(FIRST)}, "china_2010_urban_share", "year")
    kept = {name: one for name, one in own.figures.items() if name[0] != "pyramid_shape"}
    return Statistics(own.table, own.towns, {**kept, **replaced}, ("china_2010_2020.csv",))


def _start(group: str) -> int:
    """Return the first age of a group such as "male 60-64"."""
    return int(group.rsplit(maxsplit=1)[-1].split("-", maxsplit=1)[0].rstrip("+"))


_Row = tuple[int, str, str, str, float, SourcedFigure, str]


def _yearly(followed: Lives) -> list[_Row]:
    """Births and deaths of each year per 1,000, residents, and the marriages and divorces of the last year."""
    figures = national_statistics()
    happened = followed.events.group_by("year", "event").agg(pl.col("persons").sum())
    counts = {(year, event): persons for year, event, persons in happened.iter_rows()}
    residents = dict(followed.people.group_by("year").agg(pl.col("persons").sum()).iter_rows())
    china = sum(figures.values("china_2010_persons").values())
    rows: list[_Row] = []
    for year in range(FIRST + 1, LAST + 1):
        born, died = (figures.figure(f"{name}_china", str(year)) for name in ("births", "deaths"))
        before, china = china, china + born.value - died.value
        for name, event, figure in (("births", "birth", born), ("deaths", "death", died)):
            rate = 1000 * figure.value / ((before + china) / 2)
            got = 1000 * counts[year, event] / ((residents[year - 1] + residents[year]) / 2)
            rows.append((year, name, *_WORDS[name], got, replace(figure, value=rate), "persons/1000"))
    grown = replace(
        figures.figure("births_china", str(LAST)), value=china / sum(figures.values("china_2010_persons").values())
    )
    rows.append((LAST, "residents", *_WORDS["residents"], residents[LAST] / residents[FIRST], grown, "ratio"))
    for name, event, each in _EVENTS:
        figure = figures.figure(f"china_2020_{name}", "china")
        got = 1000 * counts[LAST, event] / each / residents[LAST]
        rows.append((LAST, name, *_WORDS[name], got, figure, "persons/1000"))
    return rows


def _ages(state: State) -> list[_Row]:
    """Shares of age groups of the last year beside the census, then groups of five years beside the projection."""
    figures, age = national_statistics(), state.person["age"]
    rows: list[_Row] = []
    for group, (low, high) in _BROAD.items():
        figure = figures.figure("china_2020_age_shares", group)
        words = (f"{group}岁占比（普查）", f"aged {group}, census")
        rows.append((LAST, f"census {group}", *words, _share(age, low, high), figure, "share"))
    projected = figures.values("china_2020_persons")
    total = sum(projected.values())
    for group in dict.fromkeys(name.split()[1] for name in projected):
        start = _start(group)
        value = sum(number for name, number in projected.items() if name.split()[1] == group) / total
        figure = replace(figures.figure("china_2020_persons", f"male {group}"), value=value, status="estimated")
        words = (f"{group}岁占比（人口预测）", f"aged {group}, projection")
        got = _share(age, start, 200 if group.endswith("+") else start + 5)
        rows.append((LAST, f"projection {group}", *words, got, figure, "share"))
    return rows


def _homes(state: State) -> list[_Row]:
    """Persons per dwelling of the last year."""
    dwellings = state.dwelling["dwelling_id"].size
    figure = national_statistics().figure("china_mean_dwelling_size", str(LAST))
    got = state.person["age"].size / dwellings
    return [(LAST, "dwelling_size", *_WORDS["dwelling_size"], got, figure, "persons/household")]


def _share(age: NDArray[np.int16], low: int, high: int) -> float:
    return float(((age >= low) & (age < high)).mean())
