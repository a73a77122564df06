"""Reads the published figures that the county is built from; refuses a figure without its source and status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

from workbench.errors import InputError, nearest, problems_text, unknown
from workbench.parameter.book import STATUSES
from workbench.paths import shipped
from workbench.place import STATISTICS, TOWN_FILE, Place, current_place
from workbench.population.figure_checks import SourcedFigure, disagreements
from workbench.tables import Table, csv_files, read_table

COLUMNS = ("series", "group", "value", "unit", "status", "source", "note")
TOWN_COLUMNS = ("nbs_code", "town", "town_en", "urban_share", "rural_share", "status", "source", "note")


TOWN_SHARES = "town_shares"  # the name under which the table of towns is noted, with the residence as its group


class _NotedFigures(dict[tuple[str, str], SourcedFigure]):
    """Figures that note which of them were read."""

    def __init__(self, figures: Mapping[tuple[str, str], SourcedFigure]) -> None:
        super().__init__(figures)
        self.read: set[tuple[str, str]] = set()

    def __getitem__(self, name: tuple[str, str]) -> SourcedFigure:
        self.read.add(name)
        return super().__getitem__(name)


@dataclass(frozen=True, eq=False)
class Statistics:
    """All figures by series and group, and the table of towns.

    `table`: columns series, group, value, unit, status, source, note, file; `towns`: nbs_code, town, town_en,
    urban_share, rural_share (shares of the county's urban and rural residents), status, source, note.
    """

    table: pl.DataFrame
    towns: pl.DataFrame
    figures: dict[tuple[str, str], SourcedFigure]
    replaced_files: tuple[str, ...] = ()

    def figure(self, series: str, group: str) -> SourcedFigure:
        """Return one figure; raises UnknownNameError with the nearest known series or group."""
        if (series, group) in self.figures:
            return self.figures[series, group]
        groups = self.groups(series)
        raise unknown("group", group, groups, f"statistics, series {series!r}")

    def value(self, series: str, group: str) -> float:
        """Return the number of one figure."""
        return self.figure(series, group).value

    def groups(self, series: str) -> tuple[str, ...]:
        """Return the groups of a series in the order of its file."""
        found = tuple(group for name, group in self.figures if name == series)
        if not found:
            raise unknown("series", series, {name for name, _ in self.figures}, "statistics")
        return found

    def town_shares(self, residence: str) -> list[float]:
        """Return each town's share of the county's residents of a residence (urban or rural), in the order of towns."""
        if isinstance(self.figures, _NotedFigures):
            self.figures.read.add((TOWN_SHARES, residence))
        shares: list[float] = self.towns[f"{residence}_share"].to_list()
        return shares

    def noting(self) -> Statistics:
        """Return the same figures, noting from now on which of them are read (see `read`)."""
        return replace(self, figures=_NotedFigures(self.figures))

    @property
    def read(self) -> frozenset[tuple[str, str]]:
        """Series and groups that were read since `noting`; none where nothing is noted."""
        return frozenset(self.figures.read) if isinstance(self.figures, _NotedFigures) else frozenset()

    def values(self, series: str) -> dict[str, float]:
        """Return a series as group → number, in the order of its file."""
        return {group: self.figures[series, group].value for group in self.groups(series)}


def statistics_files(place: Place) -> dict[str, Path]:
    """Return the files of figures by name: the country's, the place's own, and its table of towns.

    Raises InputError where a place brings a file of the country's: other tools read that one too.
    """
    national, own = csv_files(shipped("data_samples", "national")), csv_files(place.file(STATISTICS))
    for name in own:
        if name in national:
            raise InputError(
                f"{place.code}/{STATISTICS}/{name}: is the country's file; give it another name or delete it"
            )
    return {**national, **own, TOWN_FILE: place.file(TOWN_FILE)}


@cache
def national_statistics() -> Statistics:
    """Read the figures of the country alone (mortality, self-care, health), the same for every place; no towns."""
    return _statistics(csv_files(shipped("data_samples", "national")), (), None)


def load_statistics(edited: str | Path | None = None) -> Statistics:
    """Read the figures of the place in use, those files replaced that stand under the same name in `edited`.

    Raises InputError naming file, line and column for a figure without source or status, a value that is no number,
    a figure given twice, town shares that do not add to 1, a file in `edited` that replaces nothing, and an `edited`
    without any; and one that lists all figures that can't be or don't agree (see `figure_checks`).
    """
    shipped = statistics_files(current_place())
    replaced: dict[str, Path] = {}
    if edited is not None:
        folder = Path(edited)
        if not folder.is_dir():
            raise InputError(f"statistics: {folder.name!r} is not a folder; a folder with CSV files is wanted")
        replaced = csv_files(folder)
        if not replaced:
            raise InputError(
                f"statistics: there is no file of statistics in {folder.name!r}; edited copies are wanted of one or "
                f"more of {', '.join(shipped)}"
            )
        for name in replaced:
            if name not in shipped:
                raise unknown("file of statistics", name, shipped)
    return _statistics({**shipped, **replaced}, tuple(replaced), current_place())


def _statistics(paths: Mapping[str, Path], replaced: tuple[str, ...], place: Place | None) -> Statistics:
    table = pl.concat([_read_series(path) for name, path in paths.items() if name != TOWN_FILE])
    figures: dict[tuple[str, str], SourcedFigure] = {}
    for series, group, value, unit, status, source, note, file, line in table.iter_rows():
        if (series, group) in figures:
            raise InputError(f"{file}:{line}: the figure {series!r}, {group!r} is given twice")
        figures[series, group] = SourcedFigure(
            value, unit, status, source, note or "", f"{file}:{line}", (series, group)
        )
    table = table.drop("line")
    wrong = disagreements(figures)
    if wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise InputError(f"the statistics have {count}:\n{problems_text(wrong)}")
    towns = pl.DataFrame() if place is None else _read_towns(paths[TOWN_FILE], place.towns)
    return Statistics(table, towns, figures, replaced)


def _read_text(path: Path, columns: Sequence[str]) -> Table:
    table = read_table(path)
    frame = table.frame
    for name in columns:
        if name not in frame.columns:
            guess = nearest(name, frame.columns)
            hint = f"; {guess!r} stands there instead" if guess else ""
            raise InputError(f"{path.name}: the column {name!r} is missing{hint}")
    for number, row in enumerate(frame.select("status", "source").iter_rows()):
        if row[0] not in STATUSES:
            raise InputError(f"{table.at(number)}: status {row[0]!r}; accepted: {', '.join(STATUSES)}")
        if not row[1] or not row[1].strip():
            raise InputError(f"{table.at(number)}: a figure without source is not accepted")
    return replace(table, frame=frame.select(columns))


def _to_number(table: Table, column: str) -> pl.Series:
    text = table.frame[column]
    number = text.str.strip_chars().cast(pl.Float64, strict=False)
    bad = (number.is_null() | ~number.is_finite().fill_null(value=False)).arg_true()
    if len(bad):
        raise InputError(f"{table.at(int(bad[0]))}: {column} {text[int(bad[0])]!r} is not a number")
    return number


def _read_series(path: Path) -> pl.DataFrame:
    table = _read_text(path, COLUMNS)
    file = pl.lit(path.name).alias("file")
    return table.frame.with_columns(_to_number(table, "value"), file, pl.Series("line", table.lines, dtype=pl.Int64))


def _read_towns(path: Path, towns: Sequence[str]) -> pl.DataFrame:
    table = _read_text(path, TOWN_COLUMNS)
    frame = table.frame
    for column in ("urban_share", "rural_share"):
        frame = frame.with_columns(_to_number(table, column))
        total = float(frame[column].sum())
        if float(frame[column].min()) < 0 or abs(total - 1) > 1e-4:  # type: ignore[arg-type]
            raise InputError(f"{path.name}: {column} must be shares from 0 that add to 1; they add to {total:.6g}")
    listed = frame["town"].to_list()
    for town in listed:
        if town not in towns:
            raise unknown("town", str(town), towns, path.name)
    for town in towns:
        if listed.count(town) != 1:
            raise InputError(f"{path.name}: the town {town} must stand in exactly one row, not {listed.count(town)}")
    order = pl.DataFrame({"town": list(towns)})
    return order.join(frame, on="town", how="left", maintain_order="left").select(TOWN_COLUMNS)
