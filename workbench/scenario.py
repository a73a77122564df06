"""A scenario: what the task force may decide (levers) and what nobody knows (assumptions), as data on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from workbench.arguments import check_kinds, described
from workbench.engine.graph import RuleBook
from workbench.engine.rule import RuleFunction
from workbench.errors import (
    PlaceError,
    ScenarioError,
    control_character,
    problems_text,
)
from workbench.files import write_whole
from workbench.language import choice_name, in_language, source_in_language, word
from workbench.language.sources import path_step, range_kept, range_left_out
from workbench.law import Shares, law
from workbench.model_problems import model_problems
from workbench.parameter.book import Override, Parameter, ParameterBook, Resolved
from workbench.place import current_place, need_place
from workbench.population import Partitions, Population
from workbench.reform import Reform
from workbench.scenario_difference import COMPARED, Side, difference
from workbench.scenario_file import (
    check_years,
    checked_override,
    known_programme,
    section_of,
    write_scenario_file,
)
from workbench.scenario_model import (
    SECTIONS,
    Calibration,
    Correlation,
    Residual,
    RuleEntry,
    ScenarioFile,
    Tail,
    Title,
    ValueEntry,
    YearsSection,
    entry_of,
)
from workbench.scenario_rules import entries_to_write
from workbench.view import Cells, View, Viewed, few

__all__ = [
    "Calibration",
    "Correlation",
    "Residual",
    "Scenario",
    "Tail",
    "YearsSection",
]


@dataclass(frozen=True, eq=False)
class _Held:
    """A scenario's resolved parameters with what they were resolved from."""

    book: RuleBook
    overrides: Mapping[str, Override]
    resolved: Mapping[str, Resolved]


@dataclass(frozen=True, repr=False)
class Scenario(Viewed):
    """A policy and its assumptions on a date.

    >>> load_scenario("baseline-2021").replace(rural_dibao_ratio=0.43)

    `overrides` holds what differs from the law's dated parameters, by name; `payers` the programmes whose shares of
    payers differ from the law's table; `reform` the rules and parameters that it adds to the law or replaces; `years`
    what changes from year to year (its levers have the value of the date's year in `overrides`). `tail` names the
    income tail that the assumptions were fitted to (None: any); `place` is the code of the place of its law.
    """

    name: str
    title_zh: str
    title_en: str
    date: dt.date
    overrides: Mapping[str, Override]
    tail: Tail | None = None
    calibration: Calibration | None = None
    payers: Mapping[str, Shares] = field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    reform: Reform = field(default_factory=Reform)
    place: str = field(default_factory=lambda: current_place().code, repr=False)
    years: YearsSection = field(default_factory=YearsSection)

    def __post_init__(self) -> None:
        """Put the year's value of every lever that has one by year among `overrides`."""
        if not self.years.levers:
            return
        found = dict(self.overrides)
        for name in self.years.levers:
            try:
                since, value = self.years.step(name, self.date.year)
            except ValueError as problem:
                raise ScenarioError(f"years: levers: {problem}") from None
            found[name] = Override(value, "assumed", path_step(since))
        object.__setattr__(self, "overrides", found)

    @property
    def title(self) -> str:
        """The title in the language that is on."""
        return in_language(self.title_zh, self.title_en)

    def replace(self, **changes: float | str | dt.date | Override) -> Scenario:
        """Return a scenario in which parameters (or `date`, `name`, `title_zh`, `title_en`) differ.

        >>> higher = baseline.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)

        A new name without a title is the title too, in both languages, so that no chart has the old one; of one title
        alone the other language keeps what it has.
        A number keeps the range that the scenario gives the parameter where the range holds it; where it doesn't, the
        range is left out (`draw` takes the number as known) and the source of the value says so. An `Override` is taken
        as it is, with its own range or without one. A value for a lever that has values by year replaces them all.
        Unknown names are refused.
        """
        when, (name, zh, en) = changes.pop("date", self.date), self._texts(changes)
        if not isinstance(when, dt.date) or isinstance(when, dt.datetime):
            raise ScenarioError(f"date={when!r}: a date such as dt.date(2021, 7, 1) is wanted")
        overrides = dict(self.overrides)
        for key, value in changes.items():
            found = checked_override(key, value, self.book.parameters)
            overrides[key] = found if isinstance(value, Override) else self.with_known_range(key, found)
        years = self.years.without_levers(changes)
        changed = replace(self, name=name, title_zh=zh, title_en=en, date=when, overrides=overrides, years=years)
        changed.resolved()
        return changed

    def _texts(self, changes: dict[str, float | str | dt.date | Override]) -> tuple[str, str, str]:
        """Take name and titles out of the changes; return name, Chinese and English title."""
        given: dict[str, str] = {}
        for key in ("name", "title_zh", "title_en"):
            text = changes.pop(key, getattr(self, key))
            if (
                not isinstance(text, str)
                or control_character(text)
                or (not text.strip() and text != getattr(self, key))
            ):
                raise ScenarioError(f"{key}={text!r}: a text without control characters is wanted")
            given[key] = text
        name, zh, en = given.values()
        if name != self.name and (zh, en) == (self.title_zh, self.title_en):
            return name, name, name
        return name, zh, en

    @check_kinds
    def with_known_range(self, name: str, override: Override) -> Override:
        """Return a value with the range that the scenario gives the parameter, or its source saying why not."""
        before = self.overrides.get(name)
        if before is None or before.spread is None or override.spread is not None:
            return override
        value, low, high = override.value, before.spread.low, before.spread.high
        if not isinstance(value, str) and low <= value <= high:
            return replace(override, source=range_kept(override.source), spread=before.spread)
        return replace(override, source=range_left_out(override.source, low, high))

    def with_years(
        self,
        *,
        levers: Mapping[str, Mapping[int, float | str]] | None = None,
        indexing: Mapping[str, str] | None = None,
        growth: Mapping[str, Mapping[int, float]] | None = None,
    ) -> Scenario:
        """Return a scenario in which levers have other values from some years on, amounts follow other paths.

        >>> baseline.with_years(levers={"rural_dibao_ratio": {2021: 0.40, 2023: 0.41, 2025: 0.43}})

        levers: values by the year from which they hold, or {"from": 0.40, "to": 0.43, "years": [2021, 2024]}; indexing:
        a path of the place, "path" or "stays" by parameter in yuan; growth: of a path in single years. What the
        scenario had for other levers, amounts and paths stays. Raises ScenarioError for a lever without a value in the
        year of the scenario's date, or a value that makes no sense, naming the year.
        """
        given = {"levers": levers, "indexing": indexing, "growth": growth}
        plain = {
            key: {k: dict(v) if isinstance(v, Mapping) else v for k, v in (one or {}).items()}
            for key, one in given.items()
        }
        try:
            section = YearsSection.model_validate(plain)
        except ValidationError as problem:
            found = model_problems(YearsSection, problem, plain)
            raise ScenarioError(problems_text(f"years: {one.text}" for one in found)) from None
        check_years(section, self.book.parameters)
        changed = replace(self, years=section.laid_over(self.years))
        changed.resolved()
        return changed

    @check_kinds
    def with_rules(self, rules: Iterable[RuleFunction]) -> Scenario:
        """Return a scenario with rules of its own, which replace those of their name in the law or are added.

        >>> reform = baseline.with_rules([dibao_standard])

        They are frozen as they are now: a constant or a helper that changes afterwards doesn't change the scenario. An
        argument that is neither a rule, an input nor a parameter may be given afterwards (`with_parameters`). Raises
        RuleError for a rule that can't be meant.
        """
        return self._reformed(self.reform.with_rules(rules))

    @check_kinds
    def with_parameters(self, parameters: Iterable[Parameter]) -> Scenario:
        """Return a scenario with parameters of its own (`define_parameter`), for its rules to read and tools to vary.

        >>> reform = baseline.with_parameters([child_uplift]).with_rules([dibao_standard])

        Raises ParameterError for what is no parameter, or one that the law's rules would read otherwise.
        """
        return self._reformed(self.reform.with_parameters(parameters))

    def _reformed(self, reform: Reform) -> Scenario:
        changed = replace(self, reform=reform)
        if not reform.missing:
            changed.resolved()
        return changed

    @property
    def book(self) -> RuleBook:
        """The law of the scenario: that of its date, with its own rules and parameters.

        Raises RuleError where a rule of its own reads what nothing supplies.
        """
        return self.reform.law(self.date)

    def with_payers(self, **shares: Mapping[str, float | str]) -> Scenario:
        """Return a scenario in which other payers bear a programme; the shares must add up to 1.

        >>> baseline.with_payers(dibao={"central": 0.6, "county": 0.4, "status": "assumed", "source": "a proposal"})
        """
        changed = {}
        for name, given in shares.items():
            known_programme(name)
            if not isinstance(given, Mapping):
                raise ScenarioError(
                    f"payers of {name}: {described(given)}; shares by payer are wanted, such as {{'central': 1}}"
                )
            whole = {"status": "assumed", "source": "set in a notebook", **given}
            try:
                changed[name] = Shares.model_validate(whole)
            except ValidationError as problem:
                found = model_problems(Shares, problem, whole)
                raise ScenarioError(problems_text(f"payers of {name}: {one.text}" for one in found)) from None
        return replace(self, payers={**self.payers, **changed})

    def with_calibration(self, record: Calibration, tail: Tail | None) -> Scenario:
        """Return the scenario with the record of how its parameters were fitted."""
        return replace(self, calibration=record, tail=tail)

    @check_kinds
    def save(self, path: str | Path) -> Path:
        """Write the scenario as YAML under the file's name; `load_scenario` of it gives an equal scenario.

        Everything that differs from the law's dated values is written, whatever base it came from. Rules of a notebook
        are written to a file beside it, NAME_rules.py; those of a module that can be imported by their address. Raises
        ScenarioError for a name that doesn't end in .yaml, a range that doesn't hold its value or a rule that can't be
        written, FileError when a file can't be written.
        """
        target = Path(path)
        if target.suffix != ".yaml":
            raise ScenarioError(f"{target.name}: a scenario is saved in a file that ends in .yaml")
        rules, path, text = entries_to_write(self.reform, target)
        content = self._content(target.stem, rules)
        if text:
            write_whole(path, text)
        write_scenario_file(target, content)
        return target

    def _content(self, name: str, rules: tuple[RuleEntry, ...]) -> ScenarioFile:
        sections: dict[str, dict[str, ValueEntry]] = {section: {} for section in SECTIONS}
        for key, override in self.overrides.items():
            if key in self.years.levers:
                continue  # worked out of its values by year
            try:
                entry = entry_of(override.value, override.status, override.source, override.spread)
            except ValidationError as problem:
                why = model_problems(ValueEntry, problem, {})[0].text
                raise ScenarioError(f"{key} can't be saved: {why}") from None
            sections[section_of(self.book.parameters[key])][key] = entry
        return ScenarioFile(
            name=name,
            title=Title(zh=self.title_zh, en=self.title_en),
            place=self.place,
            date=self.date,
            tail=self.tail,
            levers=dict(sections["levers"]),
            assumptions=dict(sections["assumptions"]),
            care=dict(sections["care"]),
            payers=dict(self.payers),
            rules=rules,
            parameters={one.name: one for one in self.reform.parameters},
            years=self.years or None,
            correlations=self.correlations,
            calibration=self.calibration,
        )

    def resolved(self) -> dict[str, Resolved]:
        """Return every parameter's value in this scenario, with status and source; raises ParameterError."""
        book = self.book
        held: _Held | None = vars(self).get("_held")
        if held is None or held.book is not book or held.overrides != self.overrides:
            # Asked often for every move of a slider: worked out once, as long as nothing of it has changed.
            held = _Held(book, dict(self.overrides), book.parameters.resolve(self.date, self.overrides))
            vars(self)["_held"] = held
        return dict(held.resolved)

    def __getstate__(self) -> dict[str, object]:
        """Leave out what is worked out anew: a scenario that travels to another process stays small."""
        return {name: value for name, value in vars(self).items() if name != "_held"}

    @check_kinds
    def value(self, name: str) -> float | str:
        """Return one parameter's value as it is written (a number, or the word of a choice)."""
        return self.book.parameters.resolve(self.date, self.overrides, [name])[name].written

    @check_kinds
    def diff(self, other: Scenario) -> pl.DataFrame:
        """Return what differs between two scenarios, one row each, as text.

        Columns: name (a parameter, a rule, or date, place, tail, payers, years, correlations, calibration),
        unit, this, other.
        A parameter's text has value, range and status; that its source differs alone is no difference. A rule's text
        is its sentence and the beginning of its digest.
        """
        return difference(*(one._side() for one in (self, other)))

    def _side(self) -> Side:
        return Side(self.resolved(), self.reform, self.date, {name: getattr(self, name) for name in COMPARED})

    def _line(self) -> str:
        known = self._known_parameters
        levers = [f"{name}={one.value}" for name, one in self.overrides.items() if section_of(known[name]) == "levers"]
        values = f"{len(self.overrides)} values of its own{': ' if levers else ''}{few(levers, 2)}"
        return f"Scenario({self.name} on {self.date}, {values}{self.reform.summary})"

    @property
    def _known_parameters(self) -> Mapping[str, Parameter]:
        """The law's parameters and the scenario's own, also where its rules lack one yet."""
        return {**law().parameters.entries, **{one.name: one for one in self.reform.parameters}}

    def _view(self) -> View:
        known = ParameterBook(self._known_parameters)
        rows = tuple(
            (
                f"{one.parameter.label} · {name}",
                one.text,
                one.range_text,
                word(f"common.{one.status}"),
                source_in_language(one.source),
            )
            for name, one in known.resolve(self.date, self.overrides, self.overrides).items()
        )
        headings = tuple(word(f"views.{name}") for name in ("name", "value", "range", "status", "source"))
        facts = [
            (word("views.name"), self.name),
            (word("views.date"), str(self.date)),
            *([(word("views.tail"), choice_name(self.tail))] if self.tail else []),
            (word("views.own_values"), f"{len(self.overrides):,}"),
            *([(word("views.own_rules"), few([one.name for one in self.reform.rules]))] if self.reform.rules else []),
            *(
                [(word("views.own_parameters"), few([one.name for one in self.reform.parameters]))]
                if self.reform.parameters
                else []
            ),
            *([(word("views.own_payers"), ", ".join(self.payers))] if self.payers else []),
            *([(word("views.correlations"), f"{len(self.correlations)}")] if self.correlations else []),
        ]
        return View(word("views.scenario_titled", title=self.title), facts, (Cells(headings, rows),) if rows else ())


def need_same_place(population: Population | Partitions, *scenarios: Scenario) -> None:
    """Raise PlaceError where a population (its towns too) or a scenario isn't of the place in use."""
    need_place(population.place, "the population")
    if population.town_names != current_place().towns:
        raise PlaceError(
            f"the population has other towns than {current_place().code!r} now has: towns.csv was changed since, or "
            "two folders have one code; make the population anew"
        )
    for scenario in scenarios:
        need_place(scenario.place, f"the scenario {scenario.name!r}")
