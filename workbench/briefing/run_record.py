"""The run record: what a result was made of, as a JSON file whose fingerprint stays the same for the same run.

code        version of the package and a digest of the law's sources
scenario    name, date, what differs from the law's dated values, every value that the rules saw, texts and digests of
            its own rules and parameters
population  how the county was made, its size and its digest
futures     how futures were drawn and the digest of their totals, where some were given; with a fingerprint of its own
results     every total of the county as a whole number (fen, millionths of a person) and their digest

Nothing in it depends on the hour, the machine or the order of rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl

from workbench.arguments import check_kinds
from workbench.briefing.futures_record import JsonObject, futures_of
from workbench.briefing.reform_record import reform_of
from workbench.engine.compiler.kernel import COUNT_SCALE
from workbench.errors import InputError
from workbench.files import write_whole
from workbench.paths import package_file
from workbench.place import LAW_FILE, SOURCES_FILE, Place, current_place
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation import Run
from workbench.simulation.totals import FEN
from workbench.uncertainty import Draws
from workbench.version import __version__

FORMAT = 3  # 3: the place
_MEASURES = {"households": COUNT_SCALE, "persons": COUNT_SCALE, "cost_yuan_per_year": FEN}
_SHORT = 8


def digest(value: object) -> str:
    """Return the SHA-256 of plain data, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def law_digest() -> str:
    """Return a digest of the law's sources in the place in use: rules, parameters, payers, stacking, the place's law.

    Line ends don't count.
    """
    return _law_digest(current_place())


@cache
def _law_digest(place: Place) -> str:
    folder = package_file("law")
    hasher = hashlib.sha256()
    for name in (LAW_FILE, SOURCES_FILE):
        hasher.update(name.encode() + place.file(name).read_bytes().replace(b"\r\n", b"\n"))
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".yaml"}:
            hasher.update(path.relative_to(folder).as_posix().encode())
            hasher.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return hasher.hexdigest()


def record_of(run: Run, futures: Draws | None = None) -> JsonObject:
    """Return a run's record as plain data; the run's fingerprint is the same with futures and without."""
    parts = {
        "code": {"version": __version__, "law": law_digest(), "rules": [one.name for one in run.scenario.reform.rules]},
        "scenario": _scenario(run.scenario),
        "population": _population(run.population),
        "results": results_of(run),
    }
    record = {"format": FORMAT, "fingerprint": digest({**parts, "format": FORMAT}), **parts}
    if futures is not None:
        drawn = futures_of(futures)
        record["futures"] = {**drawn, "fingerprint": digest(drawn)}
    return record


@check_kinds
def record(run: Run, path: str | Path | None = None, *, futures: Draws | None = None) -> Path:
    """Write a run's record as JSON, whole or not at all, and return the path.

    >>> record(run, "meeting.json")

    path: a name that ends in .json; None: the scenario's name and the first signs of the fingerprint, in this folder.
    futures: draws of the run's own scenario, which verify then draws again.
    Raises InputError for another ending or a folder that can't be written.
    """
    content = record_of(run, futures)
    name = f"record-{run.scenario.name}-{content['fingerprint'][:_SHORT]}.json"
    target = Path(path) if path is not None else Path(name)
    checked_record(target)
    save(target, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return target


def checked_record(target: Path | None) -> None:
    """Refuse a record's path with another ending, before anything is worked out."""
    if target is not None and target.suffix.lower() != ".json":
        raise InputError(f"{target.name}: a run record ends in .json, such as {target.stem or 'run'}.json")


def save(target: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; raises InputError that says which path couldn't be written, and why."""
    try:
        write_whole(target, content)
    except OSError as problem:
        cause = problem.__cause__ if isinstance(problem.__cause__, OSError) else problem  # the system's own words
        why = cause.strerror or str(cause)
        raise InputError(f"{target}: can't be written ({why}); give a path in a folder where you may write") from None


def values_of(scenario: Scenario) -> dict[str, float | str]:
    """Return every parameter's value in a scenario, by name."""
    return {name: item.written for name, item in scenario.resolved().items()}


def _scenario(scenario: Scenario) -> JsonObject:
    overrides = {
        name: {"value": one.value, "status": one.status, "source": one.source}
        for name, one in scenario.overrides.items()
    }
    said = {
        "name": scenario.name,
        "place": scenario.place,
        "date": scenario.date.isoformat(),
        "tail": scenario.tail,
        "title": {"zh": scenario.title_zh, "en": scenario.title_en},
        "overrides": overrides,
        "payers": {name: shares.model_dump() for name, shares in scenario.payers.items()},
        "parameters": values_of(scenario),
    }
    if scenario.reform:
        said["reform"] = reform_of(scenario.reform)
    return {**said, "digest": digest(said)}


def _population(population: Population) -> JsonObject:
    provenance = population.provenance
    digests, sums = population.column_digests(), population.column_sums()
    names = (
        "made_by",
        "place",
        "seed",
        "size",
        "tail",
        "changes",
        "edited_statistics",
        "selected_households",
        "luck",
        "grown",
    )
    made = {name: _plain(provenance[name]) for name in names if name in provenance}
    if "grown" in made:
        made["incomes_year"] = _plain(provenance["incomes_year"])
    if population.draws:
        made["remembers"] = True  # what households received the year before, which the record doesn't keep
    return {
        "made": made,
        "seed": population.seed,
        "tail": population.tail,
        "persons": population.persons.height,
        "households": population.households.height,
        "digest": population.digest(),
        # what differs can be found where another county comes of the same seed
        "columns": {name: {"digest": one, "sum": sums.get(name)} for name, one in digests.items()},
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def results_of(run: Run) -> JsonObject:
    """Return the county's totals by programme as whole numbers, and a digest of all of them by town and residence."""
    by_place = _whole(run.totals, ["programme", "town", "residence"])
    county = _whole(run.totals.group_by("programme").agg(pl.col(*_MEASURES).sum()), ["programme"])
    costs = {name: round(cost * FEN) for name, cost in run.county_costs.items()}
    return {"county": county, "county_costs_fen": costs, "digest": digest([by_place, costs])}


def _whole(totals: pl.DataFrame, keys: list[str]) -> dict[str, dict[str, int]]:
    names = {"households": "households_millionths", "persons": "persons_millionths", "cost_yuan_per_year": "cost_fen"}
    found = {}
    for row in totals.sort(keys).iter_rows(named=True):
        key = " · ".join(str(row[k]) for k in keys)
        found[key] = {names[measure]: round(row[measure] * scale) for measure, scale in _MEASURES.items()}
    return found
