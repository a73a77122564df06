"""The synthetic county from a file of the user's cache, where it was made before by the same recipe: a second sooner.

A file is found by the recipe's fingerprint: every file of this room and of the engine, the statistics, the versions of
what draws. Whatever of it changes, the county is made anew. Only the last few are kept.
"""

from __future__ import annotations

import hashlib
import io
import platform
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree

import polars as pl

from workbench.files import cache_folder, write_whole
from workbench.paths import package_file
from workbench.population.population import Population
from workbench.population.statistics import folder as statistics_folder
from workbench.population.synthesis.county import of_tables, synthesize

# The date of the policy; the README's county.
SEED = 20210602
_TABLES = ("persons", "households")
_DRAWN_WITH = ("numpy", "polars", "scipy")
_MOST = 3  # a county takes 56 MB


def kept_county(seed: int, size: int | None = None, tail: str = "fujian") -> Population:
    """Return what `synthesize` makes of the same arguments, read from the cache where it lies there already."""
    place = cache_folder().parent / "counties" / _fingerprint(seed, size, tail)
    try:
        tables = [pl.read_ipc(place / f"{name}.arrow") for name in _TABLES]
    except (OSError, pl.exceptions.PolarsError):  # not there, or not whole
        made = synthesize(seed, size, tail)
        with suppress(OSError):  # a full disk or a folder that can't be written: it is made anew next time
            _write(made, place)
        return made
    return of_tables(tables[0], tables[1], seed, size, tail)


def _write(county: Population, place: Path) -> None:
    for name in _TABLES:
        content = io.BytesIO()
        getattr(county, name).write_ipc(content, compression="uncompressed")
        write_whole(place / f"{name}.arrow", content.getvalue())
    others = [other for other in place.parent.iterdir() if other != place]
    for old in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)[_MOST - 1 :]:
        rmtree(old, ignore_errors=True)  # another process may be reading or removing it


def _fingerprint(seed: int, size: int | None, tail: str) -> str:
    hasher = hashlib.sha256(f"{seed} {size} {tail} {platform.python_version()} {platform.machine()}".encode())
    for name in _DRAWN_WITH:
        hasher.update(f" {name} {version(name)}".encode())
    for folder in (package_file("population"), package_file("engine"), statistics_folder()):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv"}:
                hasher.update(path.name.encode())
                hasher.update(path.read_bytes())
    return hasher.hexdigest()[:32]
