"""The population: who lives in the county, as checked tables in one canonical order, and as arrays for the kernel."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import listed
from workbench.errors import InputError
from workbench.language import choice_name, town_name, word, written
from workbench.place import current_place
from workbench.population.contract import contract_of
from workbench.population.contract_errors import checked_tables
from workbench.view import Cells, View, Viewed

# A column of numbers, yes and no, or codes: its type is that of the contract.
Column = NDArray[Any]
_ID_COLUMNS = ("person_id", "household_id", "dwelling_id")


@dataclass(frozen=True, eq=False, repr=False)
class PopulationArrays(Viewed):
    """The columns as contiguous arrays; person rows of household i are starts[i]:starts[i + 1].

    Money float64, ages int16, booleans bool, categories int8 codes (engine.categories); ids stay in the tables.
    """

    person: Mapping[str, Column]
    household: Mapping[str, Column]
    starts: NDArray[np.int64]

    def to_persons(self, values: Column) -> Column:
        """Return a household's value for each of its members; shapes (households,) and (persons,)."""
        return np.repeat(values, np.diff(self.starts))

    def _line(self) -> str:
        return (
            f"PopulationArrays({len(self.starts) - 1:,} households, {int(self.starts[-1]):,} persons; "
            f"{len(self.person)} columns of persons, {len(self.household)} of households)"
        )

    def _view(self) -> View:
        facts = [
            (word("views.households"), written(len(self.starts) - 1, "households")),
            (word("views.persons"), written(int(self.starts[-1]), "persons")),
            (word("views.columns_of_persons"), ", ".join(self.person)),
            (word("views.columns_of_households"), ", ".join(self.household)),
        ]
        return View(word("views.arrays"), facts)


class Population(Viewed):
    """Persons and households of a county; nothing in it is ever changed.

    >>> Population.from_frames(county.persons, county.households)

    `persons` is sorted by household_id and person_id, `households` by household_id; columns and types: `contract`.
    `seed` fixes everybody's luck; `tail` names the income tail of a synthetic county; `provenance` says where it
    comes from, its `place` whose towns it has.
    """

    def __init__(
        self,
        persons: pl.DataFrame,
        households: pl.DataFrame,
        towns: pl.DataFrame,
        seed: int,
        tail: str | None,
        provenance: Mapping[str, Any],
        draws: Mapping[str, NDArray[np.float64]] | None = None,
    ) -> None:
        """Keep tables that already meet the contract; users call `from_frames` or `synthesize`.

        draws: luck that is given and not made of the seed, by its name, one number a household: `population.memory`.
        """
        self.persons = persons
        self.households = households
        self.towns = towns
        self.seed = seed
        self.tail = tail
        self.provenance = MappingProxyType(dict(provenance))
        self.draws = MappingProxyType(dict(draws or {}))

    @property
    def synthetic(self) -> bool:
        """Whether `synthesize` made the people, or lives of such people did, so that nobody is real."""
        return self.provenance.get("made_by") == "synthesize" or self.provenance.get("lives_of_synthetic") is True

    @classmethod
    def from_frames(
        cls,
        persons: pl.DataFrame,
        households: pl.DataFrame,
        *,
        towns: pl.DataFrame | None = None,
        seed: int = 0,
        tail: str | None = None,
    ) -> Population:
        """Make a population of tables: fill defaults, check the contract, sort. The given tables stay as they are.

        Raises PopulationError (an InputError) that lists all problems by table, row, column and value; the whole
        list is its `problems` frame.
        """
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise InputError(f"seed: a whole number is wanted, not {seed!r}")
        if tail not in {None, "fujian", "national"}:
            raise InputError(f"tail: 'fujian', 'national' or None is wanted, not {tail!r}")
        good_persons, good_households, good_towns = checked_tables(persons, households, towns)
        return cls(good_persons, good_households, good_towns, seed, tail, _from_frames(seed))

    @property
    def place(self) -> str:
        """The code of the place whose towns the households lie in."""
        return str(self.provenance["place"])

    @property
    def people_year(self) -> int | None:
        """The year whose people these are, as the statistics they were made of say; None where nothing says it."""
        return self._reference_year("people")

    @property
    def incomes_year(self) -> int | None:
        """The year whose incomes these are, as the statistics or the growth since say; None where nothing says it."""
        return self._reference_year("incomes")

    def _reference_year(self, group: str) -> int | None:
        told = self.provenance.get(f"{group}_year")
        if told is not None:
            return int(told)
        figures = getattr(self.provenance.get("statistics"), "figures", {})
        found = figures.get(("reference_year", group)) if ("reference_year", group) in figures else None
        return None if found is None else int(found.value)

    @cached_property
    def town_names(self) -> tuple[str, ...]:
        """Names of the towns in the order of their codes."""
        return tuple(self.households.schema["town"].categories)  # type: ignore[attr-defined]

    def arrays(self) -> PopulationArrays:
        """Return the columns as arrays in canonical order (made once)."""
        return self._arrays

    @cached_property
    def _arrays(self) -> PopulationArrays:
        ids = self.persons["household_id"].to_numpy()
        starts = np.searchsorted(ids, self.households["household_id"].to_numpy())
        return PopulationArrays(
            MappingProxyType(_columns(self.persons, contract_of(self.town_names).persons)),
            MappingProxyType(_columns(self.households, contract_of(self.town_names).households)),
            np.append(starts, ids.size).astype(np.int64),
        )

    def select(self, household_ids: Iterable[int]) -> Population:
        """Return the population of these households only, everybody with the same ids and the same luck.

        Raises InputError for an id that no household has.
        """
        ids = listed("household_ids", household_ids, "numbers of households")
        try:
            wanted = pl.Series("household_id", ids, dtype=pl.Int64).unique()
        except (TypeError, OverflowError):
            raise InputError("household_ids: a list of whole numbers is wanted, such as [1, 2]") from None
        missing = wanted.filter(~wanted.is_in(self.households["household_id"].implode()))
        if len(missing):
            few = ", ".join(str(i) for i in missing.sort().head(5))
            raise InputError(f"select: no household has the id {few}")
        return self.kept(self.households["household_id"].is_in(wanted.implode()).to_numpy())

    def kept(self, households: NDArray[np.bool_]) -> Population:
        """Return the households marked in an array by row, with their members; everybody keeps ids and luck."""
        given = np.asarray(households)
        if given.dtype != np.bool_ or given.shape != (self.households.height,):
            raise InputError(
                f"households: an array of true and false is wanted, one for each of {self.households.height} households"
            )
        members = self.arrays().to_persons(households)
        provenance = {**self.provenance, "selected_households": int(households.sum())}
        return Population(
            self.persons.filter(pl.Series(members)),
            self.households.filter(pl.Series(households)),
            self.towns,
            self.seed,
            self.tail,
            provenance,
            {name: values[given] for name, values in self.draws.items()},
        )

    def with_luck(self, seed: int) -> Population:
        """Return the same people with other luck: who is found, whose income is judged how, who falls ill."""
        if self.draws:
            raise InputError(f"with_luck: the draws {', '.join(self.draws)} are given and don't follow a seed")
        lucky = Population(
            self.persons, self.households, self.towns, seed, self.tail, {**self.provenance, "luck": seed}
        )
        lucky.__dict__["_arrays"] = self._arrays  # the same people: only what is drawn differs
        return lucky

    def digest(self) -> str:
        """Return a hash of the content (tables and seed): equal for equal populations, whatever the row order was."""
        given = "".join(f"{name}:{_column_hash(pl.Series(values))};" for name, values in sorted(self.draws.items()))
        return self._hashed(f"seed={self.seed}{given}")

    def content_digest(self) -> str:
        """Return a hash of the tables alone: the same people have the same one, whatever their luck."""
        return self._hashed("")

    def column_digests(self) -> dict[str, str]:
        """Return a hash of each column by its name with its table's before it, such as persons.age."""
        return {
            f"{table}.{column.name}": _column_hash(column)
            for table, frame in (("persons", self.persons), ("households", self.households))
            for column in frame.get_columns()
        }

    def column_sums(self) -> dict[str, int]:
        """Return the sum of each column of amounts (whole fen), numbers or yes and no, named as in `column_digests`.

        Ids, categories and weights have no sum that says anything.
        """
        found = {}
        for table, frame in (("persons", self.persons), ("households", self.households)):
            for column in frame.get_columns():
                if column.name in _ID_COLUMNS or column.name == "weight" or isinstance(column.dtype, pl.Enum):
                    continue
                whole = (column * 100).round() if column.dtype == pl.Float64 else column
                found[f"{table}.{column.name}"] = int(whole.cast(pl.Int64).sum())
        return found

    def _hashed(self, start: str) -> str:
        columns = "".join(f"{name}:{digest};" for name, digest in self.column_digests().items())
        return hashlib.sha256((start + columns).encode()).hexdigest()

    @property
    def dwelling_sizes(self) -> pl.DataFrame:
        """Return dwelling_id, residence and persons living there, sorted by dwelling_id."""
        return (
            self.persons.join(self.households.select("household_id", "dwelling_id", "residence"), on="household_id")
            .group_by("dwelling_id")
            .agg(pl.col("residence").first(), pl.len().cast(pl.Int64).alias("persons"))
            .sort("dwelling_id")
        )

    def __reduce__(self) -> tuple[type[Population], tuple[object, ...]]:
        # a read-only mapping can't be sent to another process; a plain copy can
        kept = self.persons, self.households, self.towns, self.seed, self.tail
        parts = (*kept, dict(self.provenance), dict(self.draws))
        return Population, parts

    def __len__(self) -> int:
        return self.persons.height

    def _line(self) -> str:
        tail = f", {self.tail} tail" if self.tail else ""
        size = f"{self.persons.height:,} persons in {self.households.height:,} households"
        return f"Population({size}{tail}, seed {self.seed})"

    def _view(self) -> View:
        """Counts alone: in a population that isn't synthetic a row is a real person."""
        kind = "synthetic" if self.synthetic else "own"
        sizes = pl.Series("persons", np.diff(self.arrays().starts))
        counts = (
            self.households.select("town", "residence", "weight", sizes)
            .group_by("town", "residence")
            .agg(
                pl.len().alias("households"),
                pl.col("persons").sum(),
                (pl.col("persons") * pl.col("weight")).sum().alias("weighted"),
            )
            .sort("town", "residence")
        )
        weighted = float(counts["weighted"].sum())
        facts = [
            (word("views.persons"), written(self.persons.height, "persons")),
            (word("views.households"), written(self.households.height, "households")),
            *([(word("views.weighted"), written(weighted, "persons"))] if abs(weighted - len(self)) > 0.5 else []),
            *([(word("views.tail"), choice_name(self.tail))] if self.tail else []),
            (word("views.seed"), str(self.seed)),
        ]
        rows = tuple(
            (town_name(row["town"]), choice_name(row["residence"]), f"{row['persons']:,}", f"{row['households']:,}")
            for row in counts.iter_rows(named=True)
        )
        headings = tuple(word(f"views.{name}") for name in ("town", "residence", "persons", "households"))
        return View(word(f"views.population_{kind}"), facts, (Cells(headings, rows),))


def _from_frames(seed: int) -> dict[str, object]:
    return {"made_by": "from_frames", "seed": seed, "place": current_place().code}


def _column_hash(column: pl.Series) -> str:
    """Hash the kind, the categories and the values of a column; the same for every release of Polars."""
    words = column.dtype.categories.to_list() if isinstance(column.dtype, pl.Enum) else []
    values = column.to_physical().to_numpy()
    hasher = hashlib.sha256(f"{values.dtype.name} {words}".encode())
    hasher.update(np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<")).tobytes())
    return hasher.hexdigest()


def _columns(frame: pl.DataFrame, schema: type[dy.Schema]) -> dict[str, Column]:
    """Turn columns into contiguous arrays of compact types."""
    result: dict[str, Column] = {}
    for name, column in schema.columns().items():
        series = frame[name]
        if isinstance(column, dy.Enum):
            array = series.to_physical().to_numpy().astype(np.int8)
        elif name in {"dwellings", "vehicles"}:
            array = series.to_numpy().astype(np.int8)
        else:
            array = series.to_numpy()
        result[name] = np.ascontiguousarray(array)
    return {name: array for name, array in result.items() if name not in _ID_COLUMNS}
