"""Paths: the growth by year of consumption, incomes, prices and the like, as published, then as assumed.

A path's level is that of the law's yearly parameter where it has figures; after them each year's growth (or level) of
the place's paths.yaml is taken, and beyond those a straight line of assumed growth. Nothing is carried on any further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.categories import Residence
from workbench.errors import ParameterError, PlaceError, unknown
from workbench.language import Labelled
from workbench.law import law
from workbench.parameter.book import STATUSES, Parameter, Status
from workbench.parameter.yaml_reader import YamlDocument, check_model, read_yaml
from workbench.place import PATHS_FILE, Place, current_place

LAG = 1  # the law of a year rests on the figures of the year before
_Growth = Annotated[float, Field(gt=-1, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class YearGrowth(_Strict):
    """One year's growth over the year before, or its level; low and high are added to the growth."""

    growth: _Growth | None = None
    level: Annotated[float, Field(gt=0)] | None = None
    low: float = 0.0
    high: float = 0.0
    status: Status
    source: Annotated[str, Field(min_length=3)]

    @model_validator(mode="after")
    def _one(self) -> YearGrowth:
        if (self.growth is None) == (self.level is None):
            raise ValueError("one of growth and level is wanted")
        if not self.low <= 0 <= self.high:
            raise ValueError("low and high are added to the growth: low from below 0, high from 0 on")
        return self


class Beyond(_Strict):
    """Growth on a straight line from the first year's to the last year's."""

    from_year: Annotated[int, Field(alias="from")]
    to_year: Annotated[int, Field(alias="to")]
    first: _Growth
    last: _Growth
    low: Annotated[float, Field(le=0)]
    high: Annotated[float, Field(ge=0)]
    status: Status
    source: Annotated[str, Field(min_length=3)]

    @model_validator(mode="after")
    def _ordered(self) -> Beyond:
        if self.to_year < self.from_year:
            raise ValueError(f"from {self.from_year} to {self.to_year}: the years must run forwards")
        return self

    def of(self, year: int) -> YearGrowth:
        """Return the growth of one of the years."""
        share = (year - self.from_year) / max(self.to_year - self.from_year, 1)
        growth = self.first + (self.last - self.first) * share
        return YearGrowth(growth=growth, low=self.low, high=self.high, status=self.status, source=self.source)


class _PathEntry(_Strict):
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    parameter: str = ""
    values: dict[int, YearGrowth] = {}
    beyond: Beyond


@dataclass(frozen=True)
class Path(Labelled):
    """One path. years: growth by year, without a hole; parameter: that of the law whose figures it carries on."""

    name: str
    zh: str
    en: str
    parameter: Parameter | None
    years: Mapping[int, YearGrowth] = field(repr=False)

    @property
    def figures(self) -> dict[int, tuple[float, Status, str]]:
        """The law's own figures by year: value, status, source. Of a dated amount what is in force on 1 July."""
        if self.parameter is None:
            return {}
        one = self.parameter
        if one.dated == "year":
            return {int(str(year)): (float(v.value), v.status, v.source) for year, v in one.values.items()}
        found = {}
        first = min(day.year for day in one.values if isinstance(day, date))
        for year in range(first, min(self.years)):
            try:
                value = one.on(date(year, 7, 1))[1]
            except ParameterError:  # the first amount begins later in its year, or is no longer known
                continue
            found[year] = (float(value.value), value.status, value.source)
        return found

    def level(self, year: int) -> float:
        """Return the level of a year: a figure of the law, or the last one grown; an index (1 in its first year - 1).

        Raises ParameterError for a year that has neither a figure nor an assumption.
        """
        figures = self.figures
        if year in figures:
            return figures[year][0]
        start = min(self.years) - 1
        last = max(figures) if figures else start
        if year < last or (not figures and year < start):
            raise ParameterError(
                f"path {self.name}: no figure for {year}; the first is of {min(figures) if figures else start}"
            )
        found = figures[last][0] if figures else 1.0
        for one in range(last + 1, year + 1):
            told = self.of(one)
            found = told.level if told.level is not None else found * (1 + (told.growth or 0.0))
        return found

    def growth(self, year: int) -> float:
        """Return the growth of a year over the year before."""
        return self.level(year) / self.level(year - 1) - 1

    def factor(self, before: int, after: int) -> float:
        """Return the level of one year over that of another."""
        return self.level(after) / self.level(before)

    def of(self, year: int) -> YearGrowth:
        """Return what the path says of a year beyond the law's figures; raises ParameterError for a year it lacks."""
        if year not in self.years:
            raise ParameterError(
                f"path {self.name}: no figure for {year} and no assumption; it has growth for "
                f"{min(self.years)} to {max(self.years)}: name it in the scenario's years: growth: {self.name}: "
                f"{{{year}: 0.03}}"
            )
        return self.years[year]

    def status(self, year: int) -> Status:
        """Return the weakest status of what a year's level rests on."""
        figures = self.figures
        if year in figures:
            return figures[year][1]
        last = max(figures) if figures else min(self.years) - 1
        found = [figures[last][1]] if figures else []
        found += [self.of(one).status for one in range(last + 1, year + 1)]
        return max(found, key=STATUSES.index) if found else "assumed"

    def with_growth(self, given: Mapping[int, float]) -> Path:
        """Return the path with other growth in some years, as a scenario gives it."""
        for year, growth in given.items():
            if growth <= -1:
                raise ParameterError(
                    f"path {self.name}: growth of {growth:g} in {year} leaves nothing or less; more than -1 is accepted"
                )
            if year in self.figures:
                raise ParameterError(
                    f"path {self.name}: {year} has a figure ({self.figures[year][0]:g}); growth can be given after "
                    f"{max(self.figures)}"
                )
        own = {
            year: YearGrowth(growth=growth, status="assumed", source="growth that the scenario gives")
            for year, growth in given.items()
        }
        years = {**self.years, **own}
        _need_whole(self.name, years, "")
        return Path(self.name, self.zh, self.en, self.parameter, dict(sorted(years.items())))


@dataclass(frozen=True)
class Paths:
    """All paths of a place, by name."""

    entries: Mapping[str, Path]

    def __getitem__(self, name: str) -> Path:
        if name not in self.entries:
            raise unknown("path", name, self.entries)
        return self.entries[name]

    def with_growth(self, growth: Mapping[str, Mapping[int, float]]) -> Paths:
        """Return the paths with other growth in some years; raises UnknownNameError for a path."""
        return Paths({**self.entries, **{name: self[name].with_growth(given) for name, given in growth.items()}})

    def sourced_until(self, first: int, last: int, kinds: Sequence[str] = ("consumption",)) -> int:
        """Return the last year, from first to last, up to which the law rests on figures with a source.

        kinds: the figures that are looked at, in town and country: consumption, income. first - 1 where none has one.
        """
        for year in range(first, last + 1):
            names = [f"{one.name.lower()}_{kind}" for kind in kinds for one in Residence]
            if any(self[name].status(year - LAG) == "assumed" for name in names):
                return year - 1
        return last


def load_paths() -> Paths:
    """Return the paths of the place in use; raises PlaceError where it has none, ParameterError naming file:line.

    >>> load_paths()["rural_consumption"].growth(2026)
    """
    return _load(current_place())


@cache
def _load(place: Place) -> Paths:
    file = place.file(PATHS_FILE)
    if not file.is_file():
        raise PlaceError(
            f"place {place.code}: the file {PATHS_FILE} is missing: without it nothing is said of the years beyond the "
            "law's figures"
        )
    document = read_yaml(file, ParameterError)
    if not isinstance(document.data, dict):
        raise ParameterError(f"{file.name}: paths by name are wanted")
    return Paths({str(name): _path(document, str(name)) for name in document.data})


def _path(document: YamlDocument, name: str) -> Path:
    entry = check_model(_PathEntry, document, (name,), ParameterError)
    where = document.where((name,))
    known = law().parameters
    if entry.parameter and entry.parameter not in known:
        raise ParameterError(str(unknown("parameter", entry.parameter, known, where)))
    years = dict(entry.values)
    for year in range(entry.beyond.from_year, entry.beyond.to_year + 1):
        if year in years:
            raise ParameterError(f"{where}: path {name}: {year} stands under values and under beyond; keep one")
        years[year] = entry.beyond.of(year)
    _need_whole(name, years, f"{where}: ")
    path = Path(name, entry.zh, entry.en, known[entry.parameter] if entry.parameter else None, years)
    figures = path.figures
    if figures and min(years) > max(figures) + 1:
        raise ParameterError(
            f"{where}: path {name}: nothing is said of {max(figures) + 1}; the law's figures end there"
        )
    return path


def _need_whole(name: str, years: Mapping[int, YearGrowth], where: str) -> None:
    for year in range(min(years), max(years)):
        if year not in years:
            raise ParameterError(f"{where}path {name}: nothing is said of {year}, but of {max(years)}; name each year")
