"""A population in parts on disk: whole dwellings as Parquet files, for more people than one machine holds at once."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from workbench.arguments import check_kinds, whole_number
from workbench.errors import InputError
from workbench.files import write_whole
from workbench.language import choice_name, word, written
from workbench.population.contract import LARGEST_ID
from workbench.population.population import Population
from workbench.view import View, Viewed

_LIST = "partitions.json"
_TOWNS = "towns.parquet"
_TABLES = ("persons", "households")
# ids of the k-th population are raised by k steps, so that everybody keeps an id and luck of their own
_ID_STEP = 10**12
_IDS = ("person_id", "household_id", "dwelling_id")


@dataclass(frozen=True)
class Part:
    """One part: how many it holds, and the digest of its content."""

    persons: int
    households: int
    digest: str


@dataclass(frozen=True, repr=False)
class Partitions(Viewed):
    """Parts of a population in a folder; no dwelling lies in two of them. `seed` fixes everybody's luck, as there.

    Every machine that works on them must see the folder under the same path.
    """

    folder: Path
    seed: int
    tail: str | None
    parts: tuple[Part, ...]
    towns: str  # the digest of the file of towns
    place: str  # the code of the place
    town_names: tuple[str, ...]  # in the order of their codes

    @property
    def persons(self) -> int:
        """Persons in all parts."""
        return sum(part.persons for part in self.parts)

    @property
    def households(self) -> int:
        """Households in all parts."""
        return sum(part.households for part in self.parts)

    def with_luck(self, seed: int) -> Partitions:
        """Return the same people with other luck, as `Population.with_luck` does."""
        return replace(self, seed=seed)

    def weights(self) -> pl.Series:
        """Return the weights of all households; raises InputError for a file that can't be read."""
        found = []
        for number in range(len(self.parts)):
            path = self.folder / _file("households", number)
            try:
                found.append(pl.read_parquet(path, columns=["weight"], glob=False)["weight"])
            except (OSError, pl.exceptions.PolarsError) as problem:
                raise InputError(f"{path}: the weights can't be read: {problem}") from None
        return pl.concat(found)

    def part(self, number: int) -> Population:
        """Read one part. Raises InputError for a file that is missing or was changed after it was written."""
        about = self.parts[number]
        frames = {}
        for table in _TABLES:
            path = self.folder / _file(table, number)
            try:
                frames[table] = pl.read_parquet(path, glob=False)
            except (OSError, pl.exceptions.PolarsError) as problem:
                raise InputError(f"{path}: part {number + 1} of {len(self.parts)} can't be read: {problem}") from None
        persons, households = frames["persons"], frames["households"]
        try:
            content = (self.folder / _TOWNS).read_bytes()
        except OSError as problem:
            raise InputError(f"{self.folder / _TOWNS}: can't be read: {problem.strerror}") from None
        if _digest(content) != self.towns:
            raise InputError(f"{self.folder / _TOWNS}: was changed after it was written; write the parts anew")
        towns = pl.read_parquet(io.BytesIO(content))
        read = Population(
            persons,
            households,
            towns,
            self.seed,
            self.tail,
            {"made_by": "partitions", "part": number, "place": self.place},
        )
        if read.content_digest() != about.digest:
            raise InputError(f"{self.folder}: part {number + 1} was changed after it was written; write the parts anew")
        return read

    def _line(self) -> str:
        return (
            f"Partitions({self.persons:,} persons in {self.households:,} households, {len(self.parts)} parts, "
            f"{self.folder.name}/)"
        )

    def _view(self) -> View:
        facts = [
            (word("views.persons"), written(self.persons, "persons")),
            (word("views.households"), written(self.households, "households")),
            (word("views.parts"), f"{len(self.parts):,}"),
            (word("views.folder"), str(self.folder)),
            *([(word("views.tail"), choice_name(self.tail))] if self.tail else []),
            (word("views.seed"), str(self.seed)),
        ]
        return View(word("views.partitions"), facts)


@check_kinds
def write_partitions(
    population: Population | Iterable[Population], folder: str | Path, parts: int | None = None
) -> Partitions:
    """Write a population as `parts` parts (None: 16), or several populations (counties of a city) as one part each.

    >>> write_partitions(county, "parts", 2)
    Partitions(2,000 persons in 762 households, 2 parts, parts/)

    Several populations, made one at a time, become one: their ids are made different, and the seed of the first gives
    everybody's luck. The list of parts is written last, so that a write that was broken off leaves nothing that opens.

    Raises InputError for a folder that holds parts already, more parts than dwellings, parts of several populations.
    """
    place = Path(folder)
    if (place / _LIST).exists():
        raise InputError(f"{place}: holds parts already; give an empty folder")
    written: list[Part] = []
    first: Population | None = None
    for number, one in enumerate(_pieces(population, parts)):
        first = first or one
        if one.town_names != first.town_names:
            raise InputError(f"write_partitions: population {number + 1} has other towns than the first; one place's")
        if one.draws:
            raise InputError(f"write_partitions: the draws {', '.join(one.draws)} are given; parts have luck of a seed")
        for table in _TABLES:
            content = io.BytesIO()
            getattr(one, table).write_parquet(content, statistics=False)
            write_whole(place / _file(table, number), content.getvalue())
        written.append(Part(one.persons.height, one.households.height, one.content_digest()))
    if first is None:
        raise InputError("write_partitions: at least one population is wanted")
    content = io.BytesIO()
    first.towns.write_parquet(content)
    write_whole(place / _TOWNS, content.getvalue())
    parts_written = [vars(part) for part in written]
    about = {
        "place": first.place,
        "town_names": first.town_names,
        "seed": first.seed,
        "tail": first.tail,
        "parts": parts_written,
        "towns": _digest(content.getvalue()),
    }
    write_whole(place / _LIST, json.dumps(about, indent=1))
    return open_partitions(place)


@check_kinds
def open_partitions(folder: str | Path) -> Partitions:
    """Open what `write_partitions` wrote. Raises InputError for a folder without a whole list of parts.

    >>> open_partitions(write_partitions(county, "parts", 2).folder).persons
    2000
    """
    path = Path(folder) / _LIST
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        parts = tuple(Part(**part) for part in about["parts"])
        return Partitions(
            Path(folder).resolve(),
            about["seed"],
            about["tail"],
            parts,
            about["towns"],
            about["place"],
            tuple(about["town_names"]),
        )
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise InputError(f"{path}: no list of parts, write them with write_partitions ({problem})") from None


def _pieces(population: Population | Iterable[Population], parts: int | None) -> Iterator[Population]:
    if isinstance(population, Population):
        yield from _divided(population, 16 if parts is None else whole_number("parts", parts, 1))
        return
    if parts is not None:
        raise InputError(f"parts={parts}: several populations are written as one part each; leave parts out")
    for number, one in enumerate(population):
        step = number * _ID_STEP
        largest = max((int(frame[name].max() or 0) for name, frame in _id_columns(one)), default=0)  # type: ignore[arg-type]
        if largest >= _ID_STEP or step + largest > LARGEST_ID:
            raise InputError(
                f"population {number + 1}: its largest id is {largest:,}; where populations are joined ids below "
                f"{_ID_STEP:,} are accepted, in at most {LARGEST_ID // _ID_STEP:,} populations; number them 1, 2, 3 …"
            )
        raised = [pl.col(name) + step for name in _IDS]
        persons = one.persons.with_columns(raised[:2])
        households = one.households.with_columns(raised[1:])
        yield Population(persons, households, one.towns, one.seed, one.tail, dict(one.provenance))


def _id_columns(population: Population) -> Iterator[tuple[str, pl.DataFrame]]:
    for frame in (population.persons, population.households):
        yield from ((name, frame) for name in _IDS if name in frame.columns)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _divided(population: Population, parts: int) -> Iterator[Population]:
    """Yield whole dwellings in `parts` parts of about equally many households."""
    dwellings, place = np.unique(population.households["dwelling_id"].to_numpy(), return_inverse=True)
    if not 1 <= parts <= max(1, dwellings.size):
        raise InputError(f"parts={parts}: 1 to {dwellings.size} are possible, a dwelling stays whole")
    number = place * parts // max(1, dwellings.size)
    for part in range(parts):
        yield population.kept(number == part)


def _file(table: str, number: int) -> str:
    return f"{table}-{number:05d}.parquet"
