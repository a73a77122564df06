"""Cache of synthetic counties: a county that was made before by the same recipe is read from a file, a second sooner.

A file is found by the recipe's fingerprint: every file of this room, the place and its figures, the versions of what
draws. Whatever of it changes, the county is made anew; so it is where the file's own digest doesn't fit. Only the
last few are kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree

import polars as pl

from workbench.arguments import check_kinds
from workbench.files import cache_folder, write_whole
from workbench.paths import package_file
from workbench.place import current_place
from workbench.population.population import Population
from workbench.population.statistics import statistics_files
from workbench.population.synthesis.county import of_tables, synthesize

# The date of the policy; the README's county.
SEED = 20210602
_TABLES = ("persons", "households")
_DIGESTS = "digests.json"
_FIGURES = "fitted_figures"
_DRAWN_WITH = ("numpy", "polars", "scipy")
_MOST = 3  # a county takes 56 MB


@check_kinds
def county(seed: int = SEED, size: int | None = None, tail: str = "fujian") -> Population:
    """Return the county that `synthesize` makes of the same arguments, read from the disk where it was made before.

    >>> wb.county(size=2_000)
    Population(2,000 persons in 762 households, fujian tail, seed 20210602)

    `seed`: the README's if none is given; `size`: persons, None for the whole county; `tail`: shape of rural incomes.
    The last three counties are kept, each under the fingerprint of seed, size, tail, place, statistics, recipe and
    versions: whatever of it changes, the county is made anew. Edited statistics or assumptions: `synthesize`.
    Raises what `synthesize` raises.
    """
    place = cache_folder().parent / "counties" / _fingerprint(seed, size, tail)
    found = read_tables(place)
    if found is None:
        made = synthesize(seed, size, tail)
        with suppress(OSError):  # a full disk or a folder that can't be written: it is made anew next time
            write_tables(made, place)
            _keep_few(place)
        return made
    persons, households, read = found
    return of_tables(persons, households, seed, size, tail, read)


def read_tables(place: Path) -> tuple[pl.DataFrame, pl.DataFrame, frozenset[tuple[str, str]]] | None:
    """Return the tables and the figures read, or None where they are not there, not whole, or not those written."""
    try:
        written = json.loads((place / _DIGESTS).read_text(encoding="utf-8"))
        for name in _TABLES:
            with (place / f"{name}.arrow").open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != written[name]:
                    return None
        figures = frozenset((series, group) for series, group in written[_FIGURES])
        persons, households = (pl.scan_ipc(place / f"{name}.arrow", glob=False).collect() for name in _TABLES)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    return persons, households, figures


def write_tables(county: Population, place: Path) -> None:
    """Write the tables of a county into a folder, with their digests; raises OSError."""
    digests: dict[str, str] = {}
    for name in _TABLES:
        content = io.BytesIO()
        getattr(county, name).write_ipc(content, compression="uncompressed")
        digests[name] = hashlib.sha256(content.getvalue()).hexdigest()
        write_whole(place / f"{name}.arrow", content.getvalue())
    figures = sorted(county.provenance["fitted_figures"])
    write_whole(place / _DIGESTS, json.dumps({**digests, _FIGURES: figures}))  # last: what was broken off is made anew


def _keep_few(place: Path) -> None:
    others = [other for other in place.parent.iterdir() if other != place]
    for old in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)[_MOST - 1 :]:
        rmtree(old, ignore_errors=True)  # another process may be reading or removing it


def _fingerprint(seed: int, size: int | None, tail: str) -> str:
    return hashlib.sha256(f"{seed} {size} {tail} {recipe_fingerprint()}".encode()).hexdigest()[:32]


def recipe_fingerprint() -> str:
    """Return a hash of all that a synthetic county follows from beside its arguments: recipe, figures, versions."""
    hasher = hashlib.sha256(f"{platform.python_version()} {platform.machine()}".encode())
    for name in _DRAWN_WITH:
        hasher.update(f" {name} {version(name)}".encode())
    for name in ("categories.py", "luck.py", "money.py", "place.py", "portable_math.py", "tables.py"):
        hasher.update(package_file(name).read_bytes())
    for room in ("population", "parameter", "measures"):
        for path in sorted(package_file(room).rglob("*")):
            if path.suffix in {".py", ".yaml"} and not path.name.startswith("._"):
                hasher.update(path.name.encode())
                hasher.update(path.read_bytes())
    place = current_place()
    hasher.update(f" {place.code} {place.digest} ".encode())
    for name, path in statistics_files(place).items():
        hasher.update(name.encode())
        hasher.update(path.read_bytes())
    return hasher.hexdigest()[:32]
