"""An ensemble of counties: what the recipe of the synthetic county assumes, drawn from its plausible ranges.

Each county is synthesised with assumptions of its own (a Latin hypercube over the ranges) and an income tail of its
own. `own_people`: each also has a seed of its own, so that the counties differ by who was drawn to live there too; that
is what an interval needs. With one seed for all two counties differ by the assumptions alone; that is what a
comparison of assumptions needs. Either way the ensemble is made once and read from the disk afterwards: every policy
that is compared meets the same people, and `draw` gives each county the same luck for the same seed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.errors import InputError
from workbench.files import cache_folder, write_whole
from workbench.language import choice_name, word, written
from workbench.luck import name_key
from workbench.parameter.book import Resolved
from workbench.place import current_place
from workbench.population import Population, synthesize
from workbench.population.cache import SEED, read_tables, recipe_fingerprint, write_tables
from workbench.population.synthesis.assumptions import uncertain_assumptions
from workbench.population.synthesis.county import of_tables
from workbench.population.synthesis.demography import SMALLEST_COUNTY
from workbench.progress import tells
from workbench.results import checked
from workbench.simulation.notices import Notice, notice
from workbench.simulation.preparation import Progress
from workbench.uncertainty.assumption_draws import latin_hypercube_shares
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
COUNTIES = 32
# How likely either income tail is held to be (assumed: an eastern county, so rather the lighter one).
TAILS: Mapping[str, float] = {"fujian": 0.7, "national": 0.3}
_MANIFEST = "ensemble.json"
_MOST = 2  # ensembles kept: one of whole counties takes 2 GB
_THREADS = 2  # counties made at once: each takes some 600 MB while it is made


@dataclass(frozen=True, eq=False, repr=False)
class CountyEnsemble(Viewed):
    """Counties of the same published figures with other assumptions of the recipe; see `county`, `table`.

    values: assumption -> its value in each county, shape (counties,). tails: the income tail of each. seeds: the seed
    of each. own_people: whether these differ. warnings: that it was made anew, if it was.
    """

    values: Mapping[str, Floats] = field(repr=False)
    tails: tuple[str, ...]
    seeds: tuple[int, ...]
    size: int | None
    own_people: bool
    folder: Path = field(repr=False)
    place: str
    warnings: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        return len(self.seeds)

    def changes(self, number: int) -> dict[str, float]:
        """Return the assumptions of a county by name, as `synthesize` takes them."""
        return {name: float(values[number]) for name, values in self.values.items()}

    @arguments.check_kinds
    def county(self, number: int) -> Population:
        """Return one of the counties, 0 the first: read from the disk, or made of its own recipe if it isn't there."""
        arguments.whole_number("number", number, 0, len(self) - 1)
        place = self.folder / str(number)
        changes: dict[str, Any] = self.changes(number)  # `Any`: names of other arguments are no assumptions
        made_of = self.seeds[number], self.size, self.tails[number]
        found = read_tables(place)
        if found is not None:
            persons, households, read = found
            return of_tables(persons, households, *made_of, read, changes)
        made = synthesize(*made_of, statistics=None, **changes)
        with suppress(OSError):  # a full disk: it is made anew the next time
            write_tables(made, place)
        return made

    def __iter__(self) -> Iterator[Population]:
        return (self.county(number) for number in range(len(self)))

    def table(self) -> pl.DataFrame:
        """Return one row per county and assumption: county_number, tail, name, zh, en, value, unit, low, high."""
        known = uncertain_assumptions()
        rows = [
            (number, self.tails[number], name, *_titles(known[name]), float(values[number]), *_range(known[name]))
            for number in range(len(self))
            for name, values in self.values.items()
        ]
        columns = ["county_number", "tail", "name", "zh", "en", "value", "unit", "low", "high"]
        return checked(pl.DataFrame(rows, schema=columns, orient="row"), "ensemble")

    def _line(self) -> str:
        people = "people of its own each" if self.own_people else "one seed"
        size = "whole counties" if self.size is None else f"counties of {self.size:,} persons"
        return f"CountyEnsemble({len(self)} {size}, {len(self.values)} assumptions drawn, {people})"

    def _view(self) -> View:
        facts = [
            (word("views.counties"), f"{len(self)}"),
            (word("views.assumptions_drawn"), f"{len(self.values)}"),
            (word("views.own_people"), word("views.yes" if self.own_people else "views.no")),
            *((choice_name(tail), f"{self.tails.count(tail)}") for tail in dict.fromkeys(self.tails)),
            *([(word("views.persons"), written(self.size, "persons"))] if self.size is not None else []),
        ]
        return View(word("views.county_ensemble"), facts, (), [f"▲ {one.label}" for one in self.warnings])


def _titles(item: Resolved) -> tuple[str, str]:
    return item.parameter.zh, item.parameter.en


def _range(item: Resolved) -> tuple[str, float | None, float | None]:
    spread = item.spread
    return (item.parameter.unit, *((spread.low, spread.high) if spread is not None else (None, None)))


@arguments.check_kinds
@tells("county_ensemble")
def county_ensemble(
    counties: int = COUNTIES,
    seed: int = SEED,
    size: int | None = None,
    *,
    names: Sequence[str] | None = None,
    tails: Mapping[str, float] | None = None,
    own_people: bool = True,
    progress: Progress | None = None,
) -> CountyEnsemble:
    """Make (or read) an ensemble of counties over the assumptions of the recipe.

    >>> ensemble = wb.county_ensemble(4, size=2_000)
    >>> wb.draw(ensemble, baseline, runs=20).interval("persons")

    names: the assumptions that are drawn, all with a plausible range if none are given; the others keep their values.
    tails: how likely each income tail is, by name; .7 "fujian" and .3 "national" if nothing is given (assumed). size,
    own_people: see the module. Kept in the cache under place, seed, size, names and number of counties; an ensemble
    that another recipe, other figures or other ranges made is made anew, which its `warnings` say. Raises InputError
    for fewer than two counties or shares that don't add to 1, UnknownNameError for a name.
    """
    arguments.whole_number("counties", counties, 2)
    arguments.whole_number("seed", seed, 0)
    if size is not None:
        arguments.whole_number("size", size, SMALLEST_COUNTY)
    known = uncertain_assumptions()
    wanted = list(known) if names is None else names
    asked = {
        "place": current_place().code,
        "counties": counties,
        "seed": seed,
        "size": size,
        "names": list(arguments.each_once("names", "uncertain assumption of the recipe", wanted, known, least=0)),
        "tails": _tail_shares(TAILS if tails is None else tails),
        "own_people": own_people,
    }
    key = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:24]
    folder = cache_folder().parent / "ensembles" / key
    made = _ensemble(asked, folder, _prepared(folder, _recipe(asked)))
    _make_all(made, progress)
    return made


@arguments.check_kinds
def open_ensemble(folder: str | Path) -> CountyEnsemble:
    """Read an ensemble from a folder that somebody kept or sent.

    >>> open_ensemble(wb.county_ensemble(4, size=2_000).folder)

    Raises InputError where another version of the recipe, other figures or other ranges made it: its counties would
    not be those that its assumptions say.
    """
    path = Path(folder)
    try:
        recipe: dict[str, Any] = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
        asked = recipe["asked"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{path.name}: no ensemble of counties; county_ensemble(…).folder is one") from None
    lost = set(asked["names"]) - set(uncertain_assumptions())
    if lost or _recipe(asked) != recipe:
        raise InputError(
            f"{path.name}: the ensemble was made by another version (recipe, figures, ranges or place differ); "
            f"county_ensemble({asked['counties']}, {asked['seed']}, {asked['size']}) makes it anew"
        )
    return _ensemble(asked, path, ())


def _ensemble(asked: Mapping[str, Any], folder: Path, warnings: tuple[Notice, ...]) -> CountyEnsemble:
    known, counties, seed = uncertain_assumptions(), asked["counties"], asked["seed"]
    return CountyEnsemble(
        values={name: known[name].quantiles(latin_hypercube_shares(name, counties, seed)) for name in asked["names"]},
        tails=dealt_tails(asked["tails"], counties, seed),
        seeds=tuple(seed * 1_000 + number if asked["own_people"] else seed for number in range(counties)),
        size=asked["size"],
        own_people=asked["own_people"],
        folder=folder,
        place=asked["place"],
        warnings=warnings,
    )


def _tail_shares(tails: Mapping[str, float]) -> dict[str, float]:
    shares = {
        arguments.known("tail", name, ("fujian", "national")): arguments.share(f"tails: {name}", value, zero=True)
        for name, value in tails.items()
    }
    if abs(sum(shares.values()) - 1) > 1e-9:
        raise InputError(f"tails: the shares add to {sum(shares.values()):g}; 1 is wanted")
    return shares


def dealt_tails(shares: Mapping[str, float], counties: int, seed: int) -> tuple[str, ...]:
    """Deal the tails to the counties: each to its share of them (to the nearest county), in an order drawn by seed."""
    ends = np.cumsum(list(shares.values()))
    place = np.searchsorted(ends, (np.arange(counties) + 0.5) / counties)
    order = np.random.default_rng([seed, name_key("tail")]).permutation(counties)
    return tuple(list(shares)[place[k]] for k in order)


def _recipe(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that an ensemble follows from: what was asked, and the version and ranges that answered."""
    known = uncertain_assumptions()
    ranges = {name: [known[name].value, *_range(known[name])[1:]] for name in asked["names"]}
    here = {**asked, "place": current_place().code}
    return {"asked": here, "version": recipe_fingerprint(), "ranges": ranges}


def _prepared(folder: Path, recipe: Mapping[str, Any]) -> tuple[Notice, ...]:
    """Empty the folder of an ensemble of another version; return the word that it is made anew."""
    found: tuple[Notice, ...] = ()
    try:
        if json.loads((folder / _MANIFEST).read_text(encoding="utf-8")) == recipe:
            (folder / _MANIFEST).touch()
            return ()
        rmtree(folder, ignore_errors=True)
        found = (notice(partial(word, "decisions.ensemble_made_anew")),)
    except (OSError, ValueError):
        rmtree(folder, ignore_errors=True)  # nothing there, or broken off
    with suppress(OSError):
        write_whole(folder / _MANIFEST, json.dumps(recipe, ensure_ascii=False))
        kept = sorted(folder.parent.glob(f"*/{_MANIFEST}"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in kept[_MOST:]:
            rmtree(old.parent, ignore_errors=True)
    return found


def _make_all(made: CountyEnsemble, progress: Progress | None) -> None:
    lacking = [number for number in range(len(made)) if not (made.folder / str(number)).exists()]
    if not lacking:
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        for done, _ in enumerate(pool.map(lambda number: made.county(number).seed, lacking), 1):
            if progress is not None:
                progress(done, len(lacking))
