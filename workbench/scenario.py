"""A scenario: what the task force may decide (levers) and what nobody knows (assumptions), as data on a date.

name: corridor-high
title: {zh: 两个比例都取上限, en: Both ratios at the ceiling}
base: baseline-2021          # optional: everything not said here is taken from there
date: 2021-07-01
levers: {urban_dibao_ratio: 0.35, rural_dibao_ratio: 0.45}
assumptions:
  dibao_take_up_rural: {value: 2.1, status: estimated, source: calibrated to the caseload of …}
  tekun_take_up: {low: 0.85, mode: 0.95, high: 0.99, source: the county's civil affairs bureau, when: 2021-05-20}
care: {renovation_budget_per_year: 9000000}   # levers and assumptions of the care room
correlations: [{between: [dibao_take_up_rural, dibao_take_up_urban], rho: 0.5, source: the same clerks}]
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench.errors import ParameterError, ScenarioError, unknown
from workbench.law import Shares, law
from workbench.law.programmes import NAMES
from workbench.parameter.book import Override, Parameter, ParameterBook, Resolved, Status
from workbench.parameter.distributions import Family, Spread
from workbench.parameter.yaml_reader import YamlDocument, check_model, read_yaml
from workbench.paths import shipped

Tail = Literal["fujian", "national"]
_SECTIONS = ("levers", "assumptions", "care")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Title(_Strict):
    zh: str
    en: str


_Value = Annotated[float, Field(strict=True)] | str  # strict: true and false are no numbers


class _Entry(_Strict):
    """A value with who says so, or a range: low and high hold the truth four times in five, mode is the value."""

    value: _Value | None = None
    mode: Annotated[float, Field(strict=True)] | None = None
    low: Annotated[float, Field(strict=True)] | None = None
    high: Annotated[float, Field(strict=True)] | None = None
    distribution: Family = "split_normal"
    status: Status = "assumed"
    source: Annotated[str, Field(min_length=3)]
    when: dt.date | None = None
    why: str = ""

    @model_validator(mode="after")
    def _whole(self) -> _Entry:
        if (self.value is None) == (self.mode is None):
            raise ValueError("one of value and mode is wanted (mode beside low and high)")
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high are wanted together")
        self.spread()
        return self

    def spread(self) -> Spread | None:
        """Return the distribution around the value, None when none is given."""
        if self.low is None or self.high is None:
            return None
        spread = Spread(low=self.low, high=self.high, family=self.distribution)  # complains of crossed ends
        middle = self.written()
        if isinstance(middle, str) or not self.low <= middle <= self.high:
            raise ValueError(f"{middle} lies outside low {self.low:g} to high {self.high:g}")
        return spread

    def written(self) -> float | str:
        """Return the value."""
        return self.mode if self.value is None else self.value  # type: ignore[return-value]

    def told(self) -> str:
        """Return the source with when and why it was said."""
        said = f", {self.when}" if self.when else ""
        return f"{self.source}{said}{': ' + self.why if self.why else ''}"


class Correlation(_Strict):
    """Two assumptions that go together; rho is the correlation of their normal scores."""

    between: tuple[str, str]
    rho: Annotated[float, Field(gt=-1, lt=1)]
    source: Annotated[str, Field(min_length=3)]


class Residual(_Strict):
    """One calibration target and what the calibrated model gives for it."""

    indicator: str
    residence: str
    target: float
    tolerance: float
    got: float
    status: Status
    source: str


class Calibration(_Strict):
    """How the scenario's estimated parameters were fitted, and what could not be met."""

    population_seed: int
    persons: int
    loss: float
    evaluations: int
    residuals: tuple[Residual, ...]


class _File(_Strict):
    name: str
    title: _Title
    base: str | None = None
    date: dt.date | None = None
    tail: Tail | None = None
    levers: dict[str, _Value | _Entry] = {}
    assumptions: dict[str, _Value | _Entry] = {}
    care: dict[str, _Value | _Entry] = {}
    payers: dict[str, Shares] = {}
    correlations: tuple[Correlation, ...] = ()
    calibration: Calibration | None = None


@dataclass(frozen=True)
class Scenario:
    """A policy and its assumptions on a date.

    `overrides` holds what differs from the law's dated parameters, by name; `payers` the programmes whose shares of
    payers differ from the law's table. `tail` names the income tail that the
    assumptions were fitted to (None: any).
    """

    name: str
    title_zh: str
    title_en: str
    date: dt.date
    overrides: Mapping[str, Override]
    tail: Tail | None = None
    calibration: Calibration | None = field(default=None, repr=False)
    payers: Mapping[str, Shares] = field(default_factory=dict, repr=False)
    correlations: tuple[Correlation, ...] = ()

    def replace(self, **changes: float | str | dt.date | Override) -> Scenario:
        """Return a scenario in which parameters (or `date`, `name`) differ; unknown names are refused.

        >>> higher = baseline.replace(urban_dibao_ratio=0.33, rural_dibao_ratio=0.43)
        """
        when, name = changes.pop("date", self.date), changes.pop("name", self.name)
        if not isinstance(when, dt.date) or isinstance(when, dt.datetime):
            raise ScenarioError(f"date={when!r}: a date such as dt.date(2021, 7, 1) is wanted")
        if not isinstance(name, str):
            raise ScenarioError(f"name={name!r}: a text is wanted")
        overrides = dict(self.overrides)
        for key, value in changes.items():
            overrides[key] = _override(key, value)
        changed = replace(self, name=name, date=when, overrides=overrides)
        changed.resolved()
        return changed

    def with_payers(self, **shares: Mapping[str, float | str]) -> Scenario:
        """Return a scenario in which other payers bear a programme; the shares must add up to 1.

        >>> baseline.with_payers(dibao={"central": 0.6, "county": 0.4, "status": "assumed", "source": "a proposal"})
        """
        changed = {}
        for name, told in shares.items():
            _known_programme(name)
            try:
                changed[name] = Shares.model_validate({"status": "assumed", "source": "set in a notebook", **told})
            except ValidationError as problem:
                first = problem.errors(include_url=False)[0]
                place = ".".join(str(step) for step in first["loc"])
                raise ScenarioError(f"payers of {name}: {place} {first['msg'].removeprefix('Value error, ')}") from None
        return replace(self, payers={**self.payers, **changed})

    def with_calibration(self, record: Calibration, tail: Tail | None) -> Scenario:
        """Return the scenario with the record of how its parameters were fitted."""
        return replace(self, calibration=record, tail=tail)

    def resolved(self) -> dict[str, Resolved]:
        """Return every parameter's value in this scenario, with status and source; raises ParameterError."""
        return law().parameters.resolve(self.date, self.overrides)

    def value(self, name: str) -> float | str:
        """Return one parameter's value as it is written (a number, or the word of a choice)."""
        return law().parameters.resolve(self.date, self.overrides, [name])[name].written


def _override(name: str, value: Any, book: ParameterBook | None = None) -> Override:
    parameters = book or law().parameters
    if name not in parameters:
        raise unknown("parameter", name, [*parameters, "date", "name"])
    if isinstance(value, Override):
        found = value
    elif isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ScenarioError(f"{name}={value!r}: a number in {parameters[name].unit} is wanted")
    else:
        found = Override(value)
    parameters[name].code(found.value)  # complains of nonsense here, not later
    if found.spread is not None:
        parameters[name].code(found.spread.low)
        parameters[name].code(found.spread.high)
    return found


def _known_programme(name: str, where: str = "") -> None:
    if name not in NAMES:
        raise ScenarioError(str(unknown("programme", name, NAMES, where)))


def scenarios_folder() -> Path:
    """Return the folder of scenario files: WORKBENCH_SCENARIOS if set, else `scenarios/` beside the package."""
    chosen = os.environ.get("WORKBENCH_SCENARIOS")
    return Path(chosen) if chosen else shipped("scenarios")


def list_scenarios() -> list[str]:
    """Return the names of the scenarios in the folder, sorted."""
    return sorted(path.stem for path in scenarios_folder().glob("*.yaml"))


def load_scenario(name_or_path: str | Path) -> Scenario:
    """Read a scenario by its name in scenarios/ or by a path; overlays are laid over their base.

    Raises ScenarioError naming file:line for unknown keys (with the nearest name), values that make no sense, a base
    that is missing or goes round in a circle.
    """
    return _load(_path(name_or_path), ())


def _path(name_or_path: str | Path) -> Path:
    given = Path(name_or_path)
    if given.suffix in (".yaml", ".yml"):
        return given
    if given.name != str(name_or_path):
        raise ScenarioError(f"{name_or_path}: a scenario's name, or a path that ends in .yaml, is wanted")
    path = scenarios_folder() / f"{given.name}.yaml"
    if not path.exists():
        raise ScenarioError(str(unknown("scenario", given.name, list_scenarios())))
    return path


def _load(path: Path, above: tuple[str, ...]) -> Scenario:
    document = read_yaml(path, ScenarioError)
    if not isinstance(document.data, dict):
        raise ScenarioError(f"{path.name}: name, title, date, levers, assumptions … are wanted")
    parsed = check_model(_File, document, (), ScenarioError)
    if parsed.name != path.stem:
        raise ScenarioError(f"{document.where(('name',))}: name {parsed.name!r} is not the file's, {path.stem!r}")
    if parsed.name in above:
        raise ScenarioError(f"{path.name}: the bases go round in a circle: {' → '.join([*above, parsed.name])}")
    base = None
    if parsed.base is not None:
        sibling = path.parent / f"{parsed.base}.yaml"
        if not sibling.exists():
            names = [p.stem for p in path.parent.glob("*.yaml")]
            raise ScenarioError(str(unknown("base", parsed.base, names, document.where(("base",)))))
        base = _load(sibling, (*above, parsed.name))
    return _laid_over(base, parsed, document)


def _laid_over(base: Scenario | None, parsed: _File, document: YamlDocument) -> Scenario:
    when = parsed.date or (base.date if base else None)
    if when is None:
        raise ScenarioError(f"{document.path.name}: a date is missing (or a base that has one)")
    overrides = dict(base.overrides) if base else {}
    for section in _SECTIONS:
        for name, entry in getattr(parsed, section).items():
            overrides[name] = _from_file(document, section, name, entry)
    for name in parsed.payers:
        _known_programme(name, document.where(("payers", name)))
    _known_pairs(parsed.correlations, document)
    scenario = Scenario(
        name=parsed.name,
        title_zh=parsed.title.zh,
        title_en=parsed.title.en,
        date=when,
        overrides=overrides,
        tail=parsed.tail or (base.tail if base else None),
        payers={**(base.payers if base else {}), **parsed.payers},
        correlations=parsed.correlations or (base.correlations if base else ()),
        calibration=parsed.calibration or (base.calibration if base and not parsed.assumptions else None),
    )
    try:
        resolved = scenario.resolved()
    except ParameterError as problem:
        raise ScenarioError(f"{document.where(('date',))}: {problem}") from None
    for number, pair in enumerate(parsed.correlations):
        sure = [name for name in pair.between if resolved[name].spread is None]
        if sure:
            raise ScenarioError(
                f"{document.where(('correlations', number))}: {sure[0]!r} has no range, so nothing can go with it; "
                "give it low and high under assumptions"
            )
    return scenario


def _known_pairs(pairs: tuple[Correlation, ...], document: YamlDocument) -> None:
    """Refuse a correlation of what isn't known, of a parameter with itself, and one that stands twice."""
    seen: set[frozenset[str]] = set()
    for number, pair in enumerate(pairs):
        where = document.where(("correlations", number))
        for name in pair.between:
            if name not in law().parameters:
                raise unknown("parameter", name, law().parameters, where)
        both = frozenset(pair.between)
        if len(both) == 1 or both in seen:
            why = "goes with itself" if len(both) == 1 else f"and {pair.between[1]!r} stand here twice"
            raise ScenarioError(f"{where}: {pair.between[0]!r} {why}; two different assumptions are wanted, once")
        seen.add(both)


def _section(parameter: Parameter) -> str:
    """Name the section of a scenario's file in which a parameter stands."""
    if parameter.section != "law":
        return parameter.section
    return "levers" if parameter.role == "lever" else "assumptions"


def _from_file(document: YamlDocument, section: str, name: str, entry: float | str | _Entry) -> Override:
    parameters = law().parameters
    where = document.where((section, name))
    if name not in parameters:
        fitting = [key for key, parameter in parameters.items() if _section(parameter) == section]
        raise ScenarioError(str(unknown("parameter", name, fitting, where)))
    right = _section(parameters[name])
    if right != section:
        article = "an" if parameters[name].role == "assumption" else "a"
        kind = "a parameter of the care room" if right == "care" else f"{article} {parameters[name].role}"
        raise ScenarioError(f"{where}: {name!r} is {kind}; it belongs under {right!r}")
    written = entry if isinstance(entry, _Entry) else _Entry(value=entry, source=f"scenario {document.path.stem}")
    try:
        return _override(name, Override(written.written(), written.status, written.told(), written.spread()))
    except ParameterError as problem:
        raise ScenarioError(f"{where}: {problem}") from None
