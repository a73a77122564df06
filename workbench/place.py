"""A place (county, district or city) as a folder: its names, towns, statistics, care homes, law and words.

The place in use is, in this order: that of a `with using_place(…)` block, that of `set_place`, the folder that the
environment variable WORKBENCH_PLACE names, and else the one place that is shipped. Populations, scenarios and tables of
need carry the code of their place; what belongs to another place than the one in use is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.errors import InputError, PlaceError, problems_text, unknown
from workbench.model_problems import Keys, model_problems
from workbench.paths import shipped
from workbench.tables import csv_files, read_table

PLACE_FILE, TOWN_FILE, WORDS_FILE = "place.toml", "towns.csv", "words.toml"
NEIGHBOURS_FILE, HOMES_FILE, TARGETS_FILE = "town_neighbours.csv", "care_homes.csv", "targets.csv"
LAW_FILE, SOURCES_FILE, STATISTICS, PATHS_FILE = "law.yaml", "sources.yaml", "statistics", "paths.yaml"
# Every file of a place; words.toml, paths.yaml and scenarios/ may be left out.
NEEDED_FILES = (PLACE_FILE, TOWN_FILE, NEIGHBOURS_FILE, HOMES_FILE, TARGETS_FILE, LAW_FILE, SOURCES_FILE)
NEEDED_STATISTICS = ("caseload.csv", "county.csv", "household_sizes.csv", "incomes.csv", "pyramid.csv")
_COLUMNS = ("nbs_code", "town", "town_en", "short_en", "tile_column", "tile_row")
_MOST_TOWNS = 100  # a code of the contract is one byte; a chart of tiles can't be read long before
_LARGEST_TILE = 19
_Text = Annotated[str, Field(min_length=1, max_length=80)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(_Strict):
    """A name or sentence in both languages."""

    zh: _Text
    en: _Text


class _PlaceFile(_Strict):
    format: Literal[1]
    code: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9-]{1,30}$",
            description="a word of 2 to 31 small letters, digits and hyphens, beginning with a letter,",
        ),
    ]
    baseline: _Text  # the scenario that is opened when none is named
    name: Bilingual  # as it stands in a sentence
    kind: Bilingual  # 县, county
    caution: Bilingual | None = None  # what stands in for the place's own figures
    homes: Bilingual | None = None  # what the list of care homes is
    notes: tuple[Bilingual, ...] = ()  # what a synthetic population of this place says of itself


@dataclass(frozen=True)
class Town:
    """A town or subdistrict: code of the statistics bureau, names, and a schematic place on a grid of tiles."""

    zh: str
    en: str
    short_en: str
    nbs_code: str
    column: int
    row: int


@dataclass(frozen=True)
class Place:
    """A place: `code` names it in records, `digest` is a hash of all its files; towns in their official order.

    Two are equal where code and digest are: the same files in another folder are the same place.
    """

    code: str
    digest: str
    folder: Path = field(compare=False)
    baseline: str = field(compare=False)
    name: Bilingual = field(compare=False)
    kind: Bilingual = field(compare=False)
    caution: Bilingual | None = field(compare=False, repr=False)
    homes: Bilingual | None = field(compare=False, repr=False)
    notes: tuple[Bilingual, ...] = field(compare=False, repr=False)
    town_list: tuple[Town, ...] = field(compare=False, repr=False)

    @cached_property
    def towns(self) -> tuple[str, ...]:
        """Names of the towns as they stand in tables, in their official order."""
        return tuple(town.zh for town in self.town_list)

    def file(self, *parts: str) -> Path:
        """Return a file or folder of the place."""
        return self.folder.joinpath(*parts)

    def town_name(self, town: str, language: str) -> str:
        """Return a town's name in a language: English in pinyin without its kind; a town of elsewhere as it stands."""
        return town if language == "zh" or town not in self._by_name else self._by_name[town].short_en

    @cached_property
    def _by_name(self) -> dict[str, Town]:
        return {town.zh: town for town in self.town_list}


def load_place(folder: str | Path) -> Place:
    """Read a place's folder.

    Raises PlaceError for a folder that lacks a file, and, naming file and line, for a town that stands there twice, two
    towns on one tile, a key of place.toml that is missing or unknown; InputError for a table that can't be read.
    """
    place = Path(folder).expanduser().resolve()
    if not place.is_dir():
        raise PlaceError(f"place: {str(folder)!r} is not a folder; a folder with {PLACE_FILE} is wanted")
    for name in missing_files(place):
        raise PlaceError(
            f"place {place.name}: the file {name} is missing; `workbench check-place` lists every file that is "
            "wanted and what it is for, docs/my-county.md how to come by it"
        )
    found = _place_file(place / PLACE_FILE)
    return Place(
        code=found.code,
        digest=_digest(place),
        folder=place,
        baseline=found.baseline,
        name=found.name,
        kind=found.kind,
        caution=found.caution,
        homes=found.homes,
        notes=found.notes,
        town_list=_towns(place / TOWN_FILE),
    )


def missing_files(folder: Path) -> list[str]:
    """Return the names of the files that a place must have and this folder hasn't, in a fixed order."""
    wanted = [*NEEDED_FILES, *(f"{STATISTICS}/{name}" for name in NEEDED_STATISTICS)]
    return [name for name in wanted if not folder.joinpath(name).is_file()]


def _place_file(path: Path) -> _PlaceFile:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise PlaceError(f"{path.name}: is not TOML in UTF-8 ({problem})") from None
    try:
        return _PlaceFile.model_validate(data)
    except ValidationError as problem:
        found = model_problems(_PlaceFile, problem, data)
        raise PlaceError(
            problems_text(f"{path.name}:{_toml_line(text, one.keys)}: {one.text}" for one in found)
        ) from None


def _toml_line(text: str, keys: Keys) -> int:
    """Return the number of the line where a key stands, or of the nearest key above it; 1 where none does."""
    table: tuple[str, ...] = ()
    best = (0, 1)
    wanted = tuple(map(str, keys))
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\[?\s*([\w.\-]+)", line)
        key = re.match(r"\s*([\w.\-]+)\s*=", line)
        if header:
            table = tuple(header[1].split("."))
        here = (*table, *key[1].split(".")) if key else table if header else ()
        if here and wanted[: len(here)] == here and len(here) > best[0]:
            best = (len(here), number)
    return best[1]


def _towns(path: Path) -> tuple[Town, ...]:
    table = read_table(path)
    for name in _COLUMNS:
        if name not in table.frame.columns:
            raise PlaceError(f"{path.name}: the column {name!r} is missing; wanted: {', '.join(_COLUMNS)}")
    towns: list[Town] = []
    tiles: dict[tuple[int, int], str] = {}
    for number, row in enumerate(table.frame.select(_COLUMNS).iter_rows(named=True)):
        where = table.at(number)
        for name in ("town", "town_en", "short_en"):
            if not (row[name] or "").strip():
                raise PlaceError(f"{where}: {name} is empty; every town has a name in both languages")
        if any(row["town"] == other.zh for other in towns):
            raise PlaceError(f"{where}: the town {row['town']} stands there twice; one row a town is wanted")
        column, line = (_tile(row[name], name, where) for name in ("tile_column", "tile_row"))
        if (column, line) in tiles:
            other = tiles[column, line]
            raise PlaceError(f"{where}: {row['town']} has the same tile as {other}; one tile a town is wanted")
        tiles[column, line] = row["town"]
        towns.append(Town(row["town"], row["town_en"], row["short_en"], row["nbs_code"] or "", column, line))
    if not 1 <= len(towns) <= _MOST_TOWNS:
        raise PlaceError(f"{path.name}: {len(towns)} towns; 1 to {_MOST_TOWNS} are accepted")
    return tuple(towns)


def _tile(text: str | None, name: str, where: str) -> int:
    if text is None or not text.strip().isdecimal() or int(text) > _LARGEST_TILE:
        raise PlaceError(f"{where}: {name} {text!r}; a whole number from 0 to {_LARGEST_TILE} is wanted")
    return int(text)


def _digest(folder: Path) -> str:
    hasher = hashlib.sha256()
    paths = [folder.joinpath(name) for name in (*NEEDED_FILES, WORDS_FILE, PATHS_FILE)]
    for path in [*paths, *csv_files(folder / STATISTICS).values()]:
        if path.is_file():
            content = path.read_bytes()
            hasher.update(f"{path.name} {len(content)} ".encode() + content)
    return hasher.hexdigest()[:24]


def shipped_places() -> dict[str, Path]:
    """Return the folders of the places that are shipped, by the folders' names."""
    found = sorted(shipped("data_samples").iterdir())
    return {folder.name: folder for folder in found if folder.joinpath(PLACE_FILE).is_file()}


_set: Place | None = None
_for_now: ContextVar[Place | None] = ContextVar("place", default=None)


def set_place(place: str | Path | Place) -> Place:
    """Use a place from now on: a folder, or the name of one that is shipped. Raises PlaceError.

    >>> set_place(current_place().folder)
    """
    global _set  # noqa: PLW0603 - one setting for the session, like the language
    _set = _found(place)
    return _set


@contextmanager
def using_place(place: str | Path | Place) -> Iterator[Place]:
    """Use a place inside a with-block only.

    >>> with using_place(current_place().folder) as place:
    ...     place.code == current_place().code
    """
    found = _found(place)
    token = _for_now.set(found)
    try:
        yield found
    finally:
        _for_now.reset(token)


def current_place() -> Place:
    """Return the place in use; raises PlaceError where several are shipped and none is named.

    >>> current_place().code
    """
    return _for_now.get() or _set or _of_environment(os.environ.get("WORKBENCH_PLACE") or "")


@cache
def _of_environment(named: str) -> Place:
    if named:
        return _found(named)
    found = shipped_places()
    if len(found) != 1:
        known = ", ".join(found) or "none"
        raise PlaceError(f"place: name one with --place, set_place or WORKBENCH_PLACE; shipped: {known}")
    return load_place(next(iter(found.values())))


def _found(place: str | Path | Place) -> Place:
    if isinstance(place, Place):
        return place
    if not isinstance(place, str | Path):
        raise InputError(f"place: a folder is wanted, not {place!r}")
    known = shipped_places()
    if str(place) in known:
        return load_place(known[str(place)])
    if not Path(place).expanduser().is_dir():
        raise PlaceError(str(unknown("place", str(place), known)) + "; or give the path of a place's folder")
    return load_place(place)


def need_place(code: str, what: str) -> None:
    """Raise PlaceError where something belongs to another place than the one in use; `what` begins the sentence."""
    place = current_place()
    if code != place.code:
        raise PlaceError(
            f"{what} belongs to the place {code!r}, and {place.code!r} is in use; call set_place with the folder of "
            f"{code!r}, or make it anew of {place.code!r}"
        )
