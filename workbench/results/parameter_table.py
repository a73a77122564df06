"""The parameters of the law as a table to search: value, range, corridor, status, source, and who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from workbench.arguments import check_kinds
from workbench.engine.graph import RuleBook
from workbench.errors import InputError, ParameterError, UnknownNameError, nearest
from workbench.language import choice_name, source_in_language, unit_alone, word, written, written_range
from workbench.law import PROGRAMMES, cited, law, payer_table, programme
from workbench.parameter.book import Parameter, Resolved
from workbench.parameter.ranges import Range
from workbench.place import current_place
from workbench.results.frames import FRAMES, checked
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.view import Cells, View, Viewed, few

_MOST_SHOWN = 40  # rows of the view; the frame has them all
_COLUMNS = ("name", "value", "range", "corridor", "status", "clause", "source", "programmes")  # of the view
_NUMBERS = ("low", "high", "corridor_low", "corridor_high", "valid_low", "valid_high")
_LISTS = ("rules", "programmes")
_SCHEMA = {
    name: pl.List(pl.String) if name in _LISTS else pl.Float64 if name in _NUMBERS else pl.String
    for name in FRAMES["parameters"]
}


@dataclass(frozen=True)
class _Found:
    """A parameter, its value (None where there is no figure for the day, and `why` not), and who reads it."""

    parameter: Parameter
    resolved: Resolved | None
    why: str
    rules: tuple[str, ...]
    programmes: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Parameters(Viewed):
    """Parameters that were found, in the order of the law's files; `table` is what to calculate with.

    table: name, zh, en, role (lever, assumption, statistic), section (law or care), value (as it is written: a number,
    or the word of a choice), low and high (between which the truth lies four times in five), corridor_low,
    corridor_high (what the policy allows), valid_low, valid_high (what is accepted), unit, status, source, since (the
    date or year of the value, or "scenario"), clause, rules and programmes (that read it). Where there is no figure for
    the day, value and status are empty, and `source` says why. scenario: None where the law's own values are meant.
    """

    search: str
    day: date
    scenario: Scenario | None
    table: pl.DataFrame = field(repr=False)
    _found: tuple[_Found, ...] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names, as `Scenario.replace`, `sweep` and scenario files take them."""
        return tuple(self.table["name"])

    def __len__(self) -> int:
        return self.table.height

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def _line(self) -> str:
        of = f"{self.scenario.name} on {self.day}" if self.scenario else f"the law on {self.day}"
        return f"Parameters({self.search!r} in {of}: {few(self.names)})"

    def _view(self) -> View:
        of = self.scenario.title if self.scenario else word("views.law")
        heading = word("views.parameters", n=len(self), search=self.search or "*", of=of, day=self.day)
        if len(self) == 1:
            return View(heading, _facts(self._found[0]))
        rows = [{**_shown(one), **_in_short(one)} for one in self._found[:_MOST_SHOWN]]
        more = [word("columns.more_rows", shown=_MOST_SHOWN, all=len(self))] if len(self) > _MOST_SHOWN else []
        headings = tuple(word(f"views.{name}") for name in _COLUMNS)
        return View(heading, (), (Cells(headings, tuple(tuple(row[name] for name in _COLUMNS) for row in rows)),), more)


@check_kinds
def parameters(search: str = "", scenario: Scenario | None = None, *, on: date | None = None) -> Parameters:
    """Search the parameters of the law, in English or Chinese, and say what stands behind each.

    >>> parameters("dibao take-up rural").names
    ('dibao_take_up_rural',)
    >>> parameters("take-up").table.select("name", "value", "low", "high", "status")

    Looked at are name, titles in both languages, unit, role, section, status, source and clause. Each word of `search`
    must be found, at the beginning of a word (a Chinese one anywhere); - and _ are as good as a space. Nothing to
    search for: every parameter. Values are those of a scenario, the place's baseline if none is given; with `on` those
    of the law itself on a day. Raises UnknownNameError with the nearest word where nothing is found, InputError for a
    scenario and a day together.
    """
    if not isinstance(search, str):
        raise InputError(f"search={search!r}: a text is wanted, such as 'take-up'")
    if on is not None and scenario is not None:
        raise InputError("parameters: a scenario has a date of its own; give a scenario or on=, not both")
    of = None if on is not None else scenario or load_scenario(current_place().baseline)
    day = on if of is None else of.date
    assert day is not None  # noqa: S101 - one of the two is there
    known = _all_parameters(of.book if of is not None else law(day), day, of)
    found = tuple(one for one in known if _matches(search, one))
    if not found:
        raise _nothing_found(search, known)
    table = pl.DataFrame([_row(one) for one in found], schema=_SCHEMA)
    return Parameters(search, day, of, checked(table, "parameters"), found)


def _all_parameters(book: RuleBook, day: date, scenario: Scenario | None) -> list[_Found]:
    overrides = scenario.overrides if scenario else {}
    readers: dict[str, list[str]] = {name: [] for name in book.parameters}
    for rule in book.rules.values():
        for name in book.parameters_of([rule]):
            readers[name].append(rule.name)
    used: dict[str, list[str]] = {name: [] for name in book.parameters}
    for one in PROGRAMMES:
        totals = (one.households, one.persons, *one.amounts, one.county_amount)
        rules = book.needed({total.partition("/")[0] for total in totals if total})
        budget = payer_table().budgets.get(one.name)
        for name in {*book.parameters_of(rules), *([budget] if budget else [])}:
            used[name].append(one.name)
    found = []
    for name, parameter in book.parameters.items():
        resolved, why = None, ""
        try:
            resolved = book.parameters.resolve(day, overrides, [name])[name]
        except ParameterError as problem:  # no figure for the day: told in the row, for the others have theirs
            why = str(problem)
        found.append(_Found(parameter, resolved, why, tuple(readers[name]), tuple(used[name])))
    return found


def _row(one: _Found) -> dict[str, object]:
    parameter, resolved = one.parameter, one.resolved
    spread = resolved.spread if resolved else None
    corridor, valid = parameter.corridor or Range(), parameter.valid or Range()
    return {
        "name": parameter.name,
        "zh": parameter.zh,
        "en": parameter.en,
        "role": parameter.role,
        "section": parameter.section,
        "value": str(resolved.written) if resolved else None,
        "low": spread.low if spread else None,
        "high": spread.high if spread else None,
        "corridor_low": corridor.low,
        "corridor_high": corridor.high,
        "valid_low": valid.low,
        "valid_high": valid.high,
        "unit": parameter.unit,
        "status": resolved.status if resolved else None,
        "source": resolved.source if resolved else one.why,
        "since": None if resolved is None else "scenario" if resolved.since is None else str(resolved.since),
        "clause": parameter.clause,
        "rules": list(one.rules),
        "programmes": list(one.programmes),
    }


def _shown(one: _Found) -> dict[str, str]:
    """Write a parameter for the view, in the language that is on."""
    parameter, resolved = one.parameter, one.resolved
    return {
        "name": f"{parameter.label} · {parameter.name}",
        "value": resolved.text if resolved else "–",
        "range": resolved.range_text if resolved else "–",
        "corridor": _range_text(parameter.corridor, parameter.unit),
        "valid": _range_text(parameter.valid, parameter.unit),
        "unit": unit_alone(parameter.unit),
        "choices": word("columns.joint").join(choice_name(choice) for choice in parameter.choices),
        "role": word(f"views.role_{parameter.role}"),
        "status": word(f"common.{resolved.status}") if resolved else "–",
        "clause": cited(parameter.clause) if parameter.clause else "–",
        "source": source_in_language(resolved.source) if resolved else one.why,
        "since": "–" if resolved is None else str(resolved.since or word("views.scenario")),
        "rules": ", ".join(one.rules) or "–",
        "programmes": word("columns.joint").join(programme(name).label for name in one.programmes) or "–",
    }


def _in_short(one: _Found) -> dict[str, str]:
    """Write what is long for a row among others."""
    labels = [programme(name).label for name in one.programmes]
    return {"clause": one.parameter.clause or "–", "programmes": few(labels, 3, word("columns.joint")) or "–"}


def _facts(one: _Found) -> list[tuple[str, str]]:
    return [(word(f"views.{name}"), text) for name, text in _shown(one).items() if text]


def _range_text(limits: Range | None, unit: str) -> str:
    if limits is None or (limits.low is None and limits.high is None):
        return "–"
    if limits.low is None:
        return word("decisions.at_most", end=written(limits.high, unit))
    if limits.high is None:
        return word("decisions.at_least", end=written(limits.low, unit))
    return written_range(limits.low, limits.high, unit)


def _matches(search: str, one: _Found) -> bool:
    text = _plain(" ".join(_texts(one)))
    return all(_begins(_plain(term).strip(), text) for term in search.split())


def _texts(one: _Found) -> Iterable[str]:
    parameter, resolved = one.parameter, one.resolved
    yield from (parameter.name, parameter.zh, parameter.en, parameter.unit, parameter.role, parameter.section)
    yield parameter.clause
    if resolved is not None:
        yield from (resolved.status, resolved.source)


def _plain(text: str) -> str:
    """Write a text for comparison: small letters, with a space for - and _, and one before."""
    return " " + re.sub(r"[-_\s]+", " ", text.lower())


def _begins(term: str, text: str) -> bool:
    """Whether a term stands at the beginning of a word; a Chinese one may stand anywhere."""
    latin = term[:1].isascii() and term[:1].isalnum()
    return re.search((r"(?<![a-z0-9])" if latin else "") + re.escape(term), text) is not None


def _nothing_found(search: str, known: Iterable[_Found]) -> UnknownNameError:
    vocabulary = {term for one in known for text in _texts(one) for term in _plain(text).split()}
    names = [one.parameter.name for one in known]
    guess = nearest(search, names) or next(filter(None, (nearest(t, vocabulary) for t in search.lower().split())), None)
    hint = f"did you mean {guess!r}?" if guess else "parameters() lists them all"
    return UnknownNameError(f"no parameter of the law has {search!r} in its name, titles, unit or source; {hint}")
