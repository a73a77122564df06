"""What a scenario's file may say: one model for reading and for writing.

name: corridor-high
title: {zh: 两个比例都取上限, en: Both ratios at the ceiling}
base: baseline-2021          # optional: everything not said here is taken from there
place: my-county             # optional: the code of the place whose law it stands on
date: 2021-07-01
levers: {urban_dibao_ratio: 0.35, rural_dibao_ratio: 0.45}
assumptions:
  dibao_take_up_rural: {value: 2.1, status: estimated, source: calibrated to the caseload of …}
  tekun_take_up: {low: 0.85, mode: 0.95, high: 0.99, source: the county's civil affairs bureau, when: 2021-05-20}
care: {renovation_budget_per_year: 9000000}   # levers and assumptions of the care room
rules: [children.py:dibao_standard]           # functions of a file beside this one, or package.module:function
parameters: {child_uplift: {zh: 倍数, en: Multiple, unit: factor, role: lever, value: 1.2, source: a proposal}}
years:                        # what changes from year to year: levers, what amounts follow, growth of a path
  levers: {rural_dibao_ratio: {2021: 0.40, 2023: 0.41}, urban_dibao_ratio: {from: 0.30, to: 0.34, years: [2021, 2025]}}
  indexing: {orphan_living_standard: stays}
  growth: {rural_income: {2026: 0.04, 2027: 0.04}}
correlations: [{between: [dibao_take_up_rural, dibao_take_up_urban], rho: 0.5, source: the same clerks}]
digest: 3f…                  # only in a file that the workbench saved: a file cut short or changed is noticed
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.law import Shares
from workbench.parameter.book import Parameter, Status
from workbench.parameter.distributions import Family, Spread

Tail = Literal["fujian", "national"]
SECTIONS = ("levers", "assumptions", "care")


class StrictModel(BaseModel):
    """Unknown keys are refused; values don't change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(StrictModel):
    """A scenario's title in both languages."""

    zh: str
    en: str


EntryValue = Annotated[float, Field(strict=True)] | str  # strict: true and false are no numbers


class ValueEntry(StrictModel):
    """A value with who says so, or a range: low and high hold the truth four times in five, mode is the value."""

    value: EntryValue | None = None
    mode: Annotated[float, Field(strict=True)] | None = None
    low: Annotated[float, Field(strict=True)] | None = None
    high: Annotated[float, Field(strict=True)] | None = None
    distribution: Family = "split_normal"
    status: Status = "assumed"
    source: Annotated[str, Field(min_length=3)]
    when: dt.date | None = None
    why: str = ""

    @model_validator(mode="after")
    def _whole(self) -> ValueEntry:
        if (self.value is None) == (self.mode is None):
            raise ValueError("one of value and mode is wanted (mode beside low and high)")
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high are wanted together")
        if self.low is None and "distribution" in self.model_fields_set:
            raise ValueError("distribution: low and high are wanted beside it")
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

    def full_source(self) -> str:
        """Return the source with when and why it was said."""
        said = f", {self.when}" if self.when else ""
        return f"{self.source}{said}{': ' + self.why if self.why else ''}"


class Correlation(StrictModel):
    """Two assumptions that go together; rho is the correlation of their normal scores."""

    between: tuple[str, str]
    rho: Annotated[float, Field(gt=-1, lt=1)]
    source: Annotated[str, Field(min_length=3)]


class Residual(StrictModel):
    """One calibration target and what the calibrated model gives for it."""

    indicator: str
    residence: str
    target: float
    tolerance: float
    got: float
    status: Status
    source: str


class Direction(StrictModel):
    """A direction of a posterior: what is left of the prior's variance along it, and the weight of each parameter."""

    variance_left: float
    weights: tuple[float, ...]

    def words(self, names: Sequence[str]) -> str:
        """Write the parameters of notable weight, the heaviest first, such as "a +0.9, b −0.4"."""
        pairs = sorted(zip(names, self.weights, strict=True), key=lambda one: -abs(one[1]))
        return ", ".join(f"{name} {weight:+.1f}" for name, weight in pairs if abs(weight) >= _NOTABLE)


_NOTABLE = 0.25  # of a direction of length 1


class Posterior(StrictModel):
    """How sure fitted parameters are: a normal curve on the scale of the fit, see `calibration.posterior`.

    values: what the scenario held when it was fitted; draws take the posterior only where it still holds them. gain:
    how far the centre moves for a unit of misfit of each target, and misfits: those at the centre, both in tolerances.
    law_date, law: the day and the values of all other parameters under which it was fitted (choices as their codes); a
    policy that moves a ratio later doesn't move what was found under the old one.
    """

    names: tuple[str, ...]
    scales: tuple[Literal["log", "logit"], ...]
    values: tuple[float, ...]
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    prior_mean: tuple[float, ...]
    prior_sd: float
    misfit_scale: float
    draws: int
    effective_draws: float
    directions: tuple[Direction, ...]
    targets: tuple[tuple[str, str, float, float], ...] = ()  # indicator, residence, value, tolerance
    gain: tuple[tuple[float, ...], ...] = ()
    misfits: tuple[float, ...] = ()
    law_date: dt.date | None = None
    law: dict[str, float] = {}

    def of(self, places: Sequence[int]) -> Posterior:
        """Return the posterior of some of the parameters, the others anywhere (a marginal)."""
        if list(places) == list(range(len(self.names))):
            return self
        rows = {
            key: tuple(getattr(self, key)[k] for k in places)
            for key in ("names", "scales", "values", "mean", "prior_mean", *(["gain"] if self.gain else []))
        }
        rows["covariance"] = tuple(tuple(self.covariance[k][j] for j in places) for k in places)
        return self.model_copy(update=rows)


class Calibration(StrictModel):
    """How the scenario's estimated parameters were fitted, and what could not be met; posterior: how sure they are."""

    population_seed: int
    persons: int
    loss: float
    evaluations: int
    residuals: tuple[Residual, ...]
    posterior: Posterior | None = None


class RuleEntry(StrictModel):
    """Where a rule stands, "file.py:function" or "package.module:function", and the digest that it had when saved."""

    rule: Annotated[str, Field(min_length=3)]
    digest: str | None = None


class YearsSection(StrictModel):
    """What changes from year to year: a lever's value from each year on, what an amount follows, a path's growth.

    A lever may be written {from: 0.30, to: 0.34, years: [2021, 2025]}: equal steps, a value for each of these years.
    """

    levers: dict[str, dict[int, EntryValue]] = {}
    indexing: dict[str, str] = {}
    growth: dict[str, dict[int, Annotated[float, Field(strict=True)]]] = {}

    @model_validator(mode="before")
    @classmethod
    def _steps(cls, data: object) -> object:
        if not isinstance(data, dict) or not isinstance(data.get("levers"), dict):
            return data
        return {**data, "levers": {name: _ramp(name, one) for name, one in data["levers"].items()}}

    @model_validator(mode="after")
    def _in_order(self) -> YearsSection:
        for name, years in [
            *((k, list(v)) for k, v in self.levers.items()),
            *((k, list(v)) for k, v in self.growth.items()),
        ]:
            if not years:
                raise ValueError(f"{name}: a value by year is wanted, such as {{2021: 0.4, 2023: 0.41}}")
            if years != sorted(years):
                raise ValueError(f"{name}: the years must run from the earliest to the latest")
        return self

    def laid_over(self, base: YearsSection) -> YearsSection:
        """Return the base's section with what this one says in its place, lever by lever and path by path."""
        merged = {name: {**getattr(base, name), **getattr(self, name)} for name in type(self).model_fields}
        return YearsSection.model_validate(merged)

    def without_levers(self, names: Iterable[str]) -> YearsSection:
        """Return the section without the paths of some levers."""
        kept = {name: steps for name, steps in self.levers.items() if name not in set(names)}
        return self.model_copy(update={"levers": kept})

    def step(self, name: str, year: int) -> tuple[int, float | str]:
        """Return a lever's value of a year with the year it holds from; ValueError for a year before the first."""
        begun = [one for one in self.levers[name] if one <= year]
        if not begun:
            raise ValueError(
                f"{name}: the first value is of {min(self.levers[name])}, and {year} is asked for; say what holds from "
                f"{year} on, such as {{{year}: {next(iter(self.levers[name].values()))}, …}}"
            )
        return begun[-1], self.levers[name][begun[-1]]

    def __bool__(self) -> bool:
        return bool(self.levers or self.indexing or self.growth)


def _ramp(name: str, given: object) -> object:
    """Return a lever's values by year; those of {from, to, years: [first, last]} on a straight line."""
    if not isinstance(given, dict) or not {"from", "to"} & set(given):
        return given
    years = given.get("years")
    whole = isinstance(years, list | tuple) and len(years) == 2 and all(type(one) is int for one in years)
    ends = (given.get("from"), given.get("to"))
    if set(given) != {"from", "to", "years"} or not whole or not all(type(one) in (int, float) for one in ends):
        raise ValueError(f"{name}: {{from: 0.30, to: 0.35, years: [2021, 2025]}} is wanted")
    first, last = years  # type: ignore[misc]
    if last <= first:
        raise ValueError(f"{name}: years [{first}, {last}] must run forwards")
    step = (ends[1] - ends[0]) / (last - first)  # type: ignore[operator]
    return {year: round(ends[0] + step * (year - first), 10) for year in range(first, last + 1)}


class ScenarioFile(StrictModel):
    """Everything that may stand in a scenario's file, in the order in which it is written."""

    name: str
    title: Title
    base: str | None = None
    place: str | None = None
    date: dt.date | None = None
    tail: Tail | None = None
    levers: dict[str, EntryValue | ValueEntry] = {}
    assumptions: dict[str, EntryValue | ValueEntry] = {}
    care: dict[str, EntryValue | ValueEntry] = {}
    payers: dict[str, Shares] = {}
    rules: tuple[str | RuleEntry, ...] = ()
    parameters: dict[str, Parameter] = {}
    years: YearsSection | None = None
    correlations: tuple[Correlation, ...] = ()
    calibration: Calibration | None = None
    digest: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _named_parameters(cls, data: object) -> object:
        """Give each parameter its name; one value without dates holds on every day."""
        if not isinstance(data, dict) or not isinstance(data.get("parameters"), dict):
            return data
        return {**data, "parameters": {name: _whole_entry(name, one) for name, one in data["parameters"].items()}}

    def content_digest(self) -> str:
        """Return a hash of what the file says, the digest left out.

        What isn't written is no part of it, so that a field added to the model later leaves saved files as they are.
        """
        return _hash(self.model_dump(mode="json", exclude={"digest"}, exclude_unset=True))

    def is_intact(self) -> bool:
        """Whether the file is as it was saved, or was written by hand (without a digest)."""
        # Files were saved at first with a hash of the defaults too, before there was a place, rules or parameters.
        later = {"digest", *(name for name in ("place", "rules", "parameters", "years") if not getattr(self, name))}
        content = self.model_dump(mode="json", exclude=later)
        if self.calibration is not None and self.calibration.posterior is None:
            del content["calibration"]["posterior"]
        with_defaults = _hash(content)
        return self.digest in (None, self.content_digest(), with_defaults)


_VALUE_KEYS = ("value", "status", "source", "note")


def _whole_entry(name: str, entry: object) -> object:
    """Return a parameter's entry with its name, and a single value under the first day of all."""
    if not isinstance(entry, dict):
        return entry
    found = {"name": name, "known_until": "open", **entry}
    if "value" in found and "values" not in found:
        single = {key: found.pop(key) for key in _VALUE_KEYS if key in found}
        found["values"] = {dt.date.min: {"status": "assumed", **single}}
    return found


def _hash(content: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


def entry_of(value: float | str, status: Status, source: str, spread: Spread | None) -> ValueEntry:
    """Return a parameter's value as an entry; raises ValueError for a range that doesn't hold the value."""
    if spread is None:
        return ValueEntry(value=value, status=status, source=source)
    ends = {"low": spread.low, "high": spread.high, "distribution": spread.family}
    return ValueEntry.model_validate({"mode": value, **ends, "status": status, "source": source})
