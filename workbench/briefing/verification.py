"""Verification of a run record: the run is made again, and whatever differs is named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench.arguments import check_kinds
from workbench.briefing.futures_record import JsonObject, differing_futures
from workbench.briefing.reform_record import differing_rules, recorded_reform
from workbench.briefing.run_record import FORMAT, digest, law_digest, record_of, values_of
from workbench.engine.rule import RuleFunction
from workbench.errors import InputError, WorkbenchError
from workbench.language import word
from workbench.law import PROGRAMMES, Shares
from workbench.parameter.book import Override
from workbench.place import need_place
from workbench.population import Population, synthesize
from workbench.progress import tells
from workbench.reform import Reform
from workbench.scenario import Scenario
from workbench.simulation import simulate
from workbench.version import __version__
from workbench.view import View, Viewed
from workbench.yearly import grown

_PARTS = ("code", "scenario", "population", "results")
# What each part must hold to be compared; the futures may be absent as a whole.
_HELD = {
    "code": ("version", "law", "rules"),
    "scenario": ("name", "title", "date", "tail", "overrides", "payers", "parameters"),
    "population": ("made", "seed", "persons", "households", "digest", "columns"),
    "results": ("county", "county_costs_fen", "digest"),
    "futures": ("runs", "seed", "kinds", "counties", "programmes", "ranges", "correlations", "digest"),
}


@dataclass(frozen=True, repr=False)
class Verification(Viewed):
    """Whether a record could be made again: `equal`, or what differs, one sentence each."""

    fingerprint: str
    differences: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def __str__(self) -> str:
        if self.equal:
            return word("brief.verify_equal", fingerprint=self.fingerprint)
        return word("brief.verify_differs", n=len(self.differences), what="\n".join(f"– {d}" for d in self.differences))

    def _line(self) -> str:
        found = "equal" if self.equal else f"{len(self.differences)} differences"
        return f"Verification({found}, fingerprint {self.fingerprint})"

    def _view(self) -> View:
        heading, *lines = str(self).split("\n")
        return View(heading, (), (), lines)


@check_kinds
@tells("verify")
def verify(
    path: str | Path,
    population: Population | None = None,
    *,
    rules: Sequence[RuleFunction] | None = None,
    run_recorded: bool = False,
) -> Verification:
    """Run a record's scenario again on its population and compare parameters, population and totals.

    >>> print(verify("meeting.json"))

    population: the people of the record where they can't be synthesised again (a county's register). rules: those of
    the scenario's own, where it had any; `run_recorded` takes them from the texts in the record instead, which runs
    the Python of the file: only for a file of somebody you trust. Raises InputError for a file that is no record, or a
    population or rules that have to be given.
    """
    record = _read(Path(path))
    differences = [*_altered(record), *_code(record["code"])]
    need_place(str(record["scenario"]["place"]), "the record")
    scenario = _scenario(record["scenario"], rules, run_recorded=run_recorded)
    if "reform" in record["scenario"]:
        differences += differing_rules(record["scenario"]["reform"], scenario.reform)
    differences += _parameters(record["scenario"]["parameters"], scenario)
    county = _county(record["population"]) if population is None else population
    differences += _same_people(record["population"], county)
    counted = set(record["results"]["county"]) | set(record["results"]["county_costs_fen"])
    programmes = [one.name for one in PROGRAMMES if one.name in counted]
    run = simulate(county, scenario, programmes=programmes, rows=False)
    differences += _totals(record["results"], record_of(run)["results"])
    if "futures" in record:
        differences += differing_futures(record["futures"], scenario, county)
    return Verification(str(record["fingerprint"]), tuple(differences))


def _read(path: Path) -> JsonObject:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(
            f"{path}: can't be read ({problem.strerror}); a run record made by record() is wanted"
        ) from None
    except ValueError as problem:
        raise InputError(f"{path}: is no JSON ({problem}); a run record made by record() is wanted") from None
    missing = [
        name for name in ("format", "fingerprint", *_PARTS) if not isinstance(record, dict) or name not in record
    ]
    if missing:
        raise InputError(f"{path}: is no run record, {missing[0]!r} is missing; a file made by record() is wanted")
    for part, names in _HELD.items():
        held = record.get(part, dict.fromkeys(names) if part == "futures" else None)
        lacking = [name for name in names if not isinstance(held, dict) or name not in held]
        if lacking:
            raise InputError(f"{path}: is no whole run record, {part}.{lacking[0]} is missing; record() makes one")
    if record["format"] != FORMAT:
        raise InputError(
            f"{path}: its format is {record['format']}; this version of the workbench reads format {FORMAT}"
        )
    return dict(record)


def _altered(record: JsonObject) -> Iterator[str]:
    parts = {name: record[name] for name in (*_PARTS, "format")}
    if digest(parts) != record["fingerprint"]:
        yield word("brief.verify_altered")
        return
    futures = dict(record.get("futures") or {})
    if futures and futures.pop("fingerprint", None) != digest(futures):
        yield word("brief.verify_altered")


def _code(record: JsonObject) -> Iterator[str]:
    if record["version"] != __version__:
        yield word("brief.verify_version", old=record["version"], new=__version__)
    if record["law"] != law_digest():
        yield word("brief.verify_law", old=record["law"][:8], new=law_digest()[:8])


def _scenario(record: JsonObject, rules: Sequence[RuleFunction] | None, *, run_recorded: bool) -> Scenario:
    reform = record.get("reform")
    if reform is None and rules:
        raise InputError("rules=: the record's run had no rules of its own; leave them out")
    if not isinstance(reform, dict | None):
        raise InputError("the record's rules and parameters can't be read")
    found = Reform() if reform is None else recorded_reform(reform, rules, run_recorded=run_recorded)
    try:
        return Scenario(
            name=record["name"],
            place=record["place"],
            title_zh=record["title"]["zh"],
            title_en=record["title"]["en"],
            date=dt.date.fromisoformat(record["date"]),
            overrides={
                name: Override(one["value"], one["status"], one["source"]) for name, one in record["overrides"].items()
            },
            tail=record["tail"],
            payers={name: Shares.model_validate(one) for name, one in record["payers"].items()},
            reform=found,
        )
    except (KeyError, TypeError, ValueError) as problem:
        if isinstance(problem, WorkbenchError):
            raise
        raise InputError(f"the record's scenario can't be read: {problem}") from None


def _parameters(record: JsonObject, scenario: Scenario) -> Iterator[str]:
    now = values_of(scenario)
    for name in sorted({*record, *now}):
        if record.get(name) != now.get(name):
            yield word("brief.verify_parameter", name=name, old=_text(record.get(name)), new=_text(now.get(name)))


def _county(record: JsonObject) -> Population:
    made = record["made"]
    whole = made.get("made_by") == "synthesize" and {"seed", "size", "tail", "changes"} <= set(made)
    if whole and made.get("edited_statistics"):
        files = ", ".join(map(str, made["edited_statistics"]))
        raise InputError(
            f"the record's people were made from edited statistics ({files}), which a record can't keep: verify(path, "
            f"population=synthesize({made['seed']}, …, statistics=…)) with the folder of these files"
        )
    if not whole or "selected_households" in made:
        raise InputError("the record's people can't be synthesised again: give them, verify(path, population=…)")
    if made.get("remembers"):
        raise InputError(
            "the record's people remember what they received the year before, which a record doesn't keep: "
            "verify(path, population=answers.population(year))"
        )
    county = synthesize(made["seed"], made["size"], made["tail"], **made["changes"])
    if "grown" in made:
        how = made["grown"]
        county = grown(county, how["income"], how["spending"], made["incomes_year"], how["how"])
    return county.with_luck(made["luck"]) if "luck" in made else county


def _same_people(record: JsonObject, county: Population) -> Iterator[str]:
    now = {"seed": county.seed, "persons": county.persons.height, "households": county.households.height}
    differing = [name for name, value in now.items() if record[name] != value]
    for name in differing:
        yield word("brief.verify_population", name=name, old=_text(record[name]), new=_text(now[name]))
    if not differing and record["digest"] != county.digest():
        yield word("brief.verify_people", old=record["digest"][:8], new=county.digest()[:8])
        digests, sums = county.column_digests(), county.column_sums()
        for name in sorted({*record["columns"], *digests}):
            column = record["columns"].get(name, {"digest": None, "sum": None})
            if column["digest"] != digests.get(name):
                yield _column_words(name, column["sum"], sums.get(name), money=_is_money(county, name))


def _is_money(county: Population, name: str) -> bool:
    table, _, column = name.partition(".")
    frame = county.persons if table == "persons" else county.households
    return column in frame.columns and frame.schema[column] == pl.Float64


def _column_words(name: str, old: int | None, new: int | None, *, money: bool) -> str:
    """Say that a column of the people differs, and by how much in all where its values can be added."""
    if old is None or new is None:
        return word("brief.verify_column", name=name)
    if old == new:
        return word("brief.verify_column_moved", name=name)
    scale, digits = (100, 2) if money else (1, 0)
    values = {"old": f"{old / scale:,.{digits}f}", "new": f"{new / scale:,.{digits}f}"}
    return word("brief.verify_column_sum", name=name, **values, more=f"{(new - old) / scale:+,.{digits}f}")


def _totals(record: JsonObject, now: JsonObject) -> Iterator[str]:
    found = False
    old = {**record["county"], **{name: {"cost_fen": fen} for name, fen in record["county_costs_fen"].items()}}
    new = {**now["county"], **{name: {"cost_fen": fen} for name, fen in now["county_costs_fen"].items()}}
    for programme in sorted({*old, *new}):
        before, after = old.get(programme, {}), new.get(programme, {})
        for measure in sorted({*before, *after}):
            if before.get(measure) != after.get(measure):
                found = True
                values = {"old": _text(before.get(measure)), "new": _text(after.get(measure))}
                yield word("brief.verify_total", programme=programme, measure=measure, **values)
    if not found and record["digest"] != now["digest"]:
        yield word("brief.verify_places")


def _text(value: object) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
