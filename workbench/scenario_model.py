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
correlations: [{between: [dibao_take_up_rural, dibao_take_up_urban], rho: 0.5, source: the same clerks}]
digest: 3f…                  # only in a file that the workbench saved: a file cut short or changed is noticed
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
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


class Calibration(StrictModel):
    """How the scenario's estimated parameters were fitted, and what could not be met."""

    population_seed: int
    persons: int
    loss: float
    evaluations: int
    residuals: tuple[Residual, ...]


class RuleEntry(StrictModel):
    """Where a rule stands, "file.py:function" or "package.module:function", and the digest that it had when saved."""

    rule: Annotated[str, Field(min_length=3)]
    digest: str | None = None


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
        later = {"digest", *(name for name in ("place", "rules", "parameters") if not getattr(self, name))}
        with_defaults = _hash(self.model_dump(mode="json", exclude=later))
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
