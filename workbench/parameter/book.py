"""Parameters of the law and of a recipe: dated numbers, each with its source, status, corridor and valid range.

How they stand in files is told by `workbench.parameter.parameter_file`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from workbench.categories import category_of
from workbench.errors import ParameterError, unknown
from workbench.language import Labelled, error_in_both, source_in_language, unit_alone, word, written, written_range
from workbench.parameter.distributions import Spread
from workbench.parameter.ranges import Plausible, Range
from workbench.parameter.units import unit_problem
from workbench.view import Cells, View, Viewed, few

Status = Literal["published", "unverified", "estimated", "assumed"]
Role = Literal["lever", "assumption", "statistic"]
Section = Literal["law", "care"]
Cause = Literal["standards", "multiples", "prices", "take_up", "beds", "other_rules"]
STATUSES: tuple[Status, ...] = ("published", "unverified", "estimated", "assumed")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Overrule(_Strict):
    """When another parameter leaves this one without effect: above a number, or where it is a choice."""

    parameter: str
    above: float | None = None
    equals: str | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Overrule:
        if (self.above is None) == (self.equals is None):
            raise ValueError("overruled_by: one of above and equals is wanted")
        return self

    def holds(self, by: Parameter, value: float) -> bool:
        """Say whether the condition holds where the other parameter has a value, as rules use it."""
        if self.above is not None:
            return value > self.above
        return value == by.code(self.equals or "")


class Implied(_Strict):
    """What an overruled ratio amounts to: a standard (the name of its rule) over a parameter in yuan a year."""

    standard: str
    share_of: str


def _no_bool(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number or one of the choices is wanted, not true/false")  # noqa: TRY004 - pydantic
    return value


class DatedValue(_Strict):
    """One value from its date on, with who says so."""

    value: Annotated[float | str, BeforeValidator(_no_bool)]
    status: Status
    source: Annotated[str, Field(min_length=3)]
    note: str = ""


class Parameter(Viewed, _Strict, Labelled):
    """One parameter of the law; `parameter_file` tells the shape of its file.

    >>> define_parameter("child_uplift", 0.2, unit="share", zh="上浮", en="uplift", source="mine", valid=(0, 1))
    Parameter(child_uplift, lever, share, no clause: uplift)
    """

    name: str
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    unit: Annotated[str, Field(min_length=1)]
    role: Role
    local: bool = False
    cause: Cause = "other_rules"
    clause: str = ""
    corridor: Range | None = None
    valid: Range | None = None
    plausible: Plausible | None = None
    section: Section = "law"
    fitted_to: tuple[str, ...] = ()
    overruled_by: Overrule | None = None
    implied_by: Implied | None = None
    choices: tuple[str, ...] = ()
    fork: tuple[float, ...] = ()
    worked_out_from: str = ""  # the parameter whose figures of other years make the values: no number of its own
    dated: Literal["day", "year"] = "day"
    lag_years: int = 0
    known_until: date | Literal["open"]
    values: dict[date | int, DatedValue]

    @model_validator(mode="after")
    def _consistent(self) -> Parameter:
        problem = unit_problem(self.unit)
        if problem is not None:
            raise ValueError(problem)
        if not self.values:
            raise ValueError("at least one dated value is wanted")
        kind = int if self.dated == "year" else date
        for when, entry in self.values.items():
            if not isinstance(when, kind):
                wanted = "a year such as 2020" if kind is int else "a date such as 2021-06-02"
                raise ValueError(f"{when!r} is not {wanted}")  # noqa: TRY004 - one kind of error for all
            code = self.code(entry.value)
            if self.corridor is not None and self._bound(when) and not self.corridor.holds(code):
                raise ValueError(
                    f"the value {code:g} of {when} lies outside the parameter's own corridor, {self.corridor.words()}"
                )
        ordered = list(self.values)
        if ordered != sorted(ordered):
            raise ValueError("the dates must run from the earliest to the latest")
        self._plausible_around(entry.value for entry in self.values.values())
        if self.fork and (self.choices or self.plausible is not None or len(set(self.fork)) < 2):
            raise ValueError("fork: two or more numbers to choose from, without choices and without a plausible range")
        for alternative in self.fork:
            self.code(alternative)
        if self.dated == "day" and isinstance(self.known_until, date):
            last = ordered[-1]
            if isinstance(last, date) and last > self.known_until:
                raise ValueError(f"known_until {self.known_until} lies before the last value's date {last}")
        return self

    def _bound(self, when: date | int) -> bool:
        """Say whether the corridor binds a value of a day (a yearly figure: always)."""
        return self.corridor is not None and (not isinstance(when, date) or self.corridor.binds(when))

    def _plausible_around(self, values: Iterable[float | str]) -> None:
        """Refuse a plausible range that leaves the valid one, or has a value outside it."""
        if self.plausible is None:
            return
        for value in values:
            if isinstance(value, str):
                raise ValueError("plausible: a choice has no interval")  # noqa: TRY004 - pydantic
            spread = self.plausible.around(value)
            self.code(spread.low)
            self.code(spread.high)
            if not spread.low <= value <= spread.high:
                raise ValueError(
                    f"the value {value:g} lies outside what is called plausible: {spread.low:g} to {spread.high:g}"
                )

    @property
    def kind(self) -> type:
        """What a rule is given: a number; for a choice its category, or its number where no category has its words."""
        return (category_of(self.choices) or int) if self.choices else float

    @property
    def alternatives(self) -> tuple[float | str, ...]:
        """What a legal choice may be: its words, or the numbers of its fork; () for a quantity."""
        return self.choices or self.fork

    def need_quantity(self) -> None:
        """Raise ParameterError for a legal choice, where a range was given: it is never averaged."""
        if self.alternatives:
            raise error_in_both(ParameterError, "decisions.fork_with_range", name=self.name)

    def spread(self, value: float) -> Spread | None:
        """Return the distribution around a value (half of it below); None without a plausible range."""
        return None if self.plausible is None else self.plausible.around(value)

    def code(self, value: float | str) -> float:
        """Return a value as the number that rules use; refuse one outside the valid range or the choices."""
        if self.choices:
            if value in self.choices:
                return float(self.choices.index(str(value)))
            raise ParameterError(str(unknown(f"choice for {self.name}", str(value), self.choices)))
        if isinstance(value, str):
            raise ParameterError(f"{self.name}: a number in {self.unit} is wanted, not {value!r}")
        if not math.isfinite(value):
            raise ParameterError(f"{self.name}: {value} is not a number that can be used")
        if self.valid is not None and not self.valid.holds(value):
            hint = ""
            if self.valid.high is not None and self.valid.holds(value / 100):
                hint = f"; write {value / 100:g} if {value:g} per cent is meant"
            raise ParameterError(
                f"{self.name} = {value:g} {self.unit} makes no sense: {self.valid.words()} is accepted{hint}"
            )
        return float(value)

    def on(self, day: date) -> tuple[date | int, DatedValue]:
        """Return the value in force on a day, with the date or year it belongs to; never extrapolates."""
        if self.dated == "year":
            return self._of_year(day)
        started = [when for when in self.values if isinstance(when, date) and when <= day]
        if not started:
            first = next(iter(self.values))
            raise ParameterError(f"{self.name}: no value on {day}; the first one begins on {first}")
        if isinstance(self.known_until, date) and day > self.known_until:
            raise ParameterError(
                f"{self.name}: nothing is known after {self.known_until} (asked for {day}); "
                f"add a dated value with its source, or choose an earlier date"
            )
        return started[-1], self.values[started[-1]]

    def _of_year(self, day: date) -> tuple[date | int, DatedValue]:
        year = day.year - self.lag_years
        if year not in self.values:
            years = ", ".join(str(when) for when in self.values)
            needed = f" (the law of {day.year} uses the year before)" if self.lag_years == 1 else ""
            raise ParameterError(f"{self.name}: no figure for {year}{needed}; there are figures for {years}")
        return year, self.values[year]

    def _line(self) -> str:
        return f"Parameter({self.name}, {self.role}, {self.unit}, {self.clause or 'no clause'}: {self.en})"

    def _view(self) -> View:
        facts = [
            (word("views.name"), self.name),
            (word("views.role"), word(f"views.role_{self.role}")),
            (word("views.unit"), unit_alone(self.unit)),
            (word("views.clause"), self.clause or "–"),
        ]
        rows = tuple(
            (str(when), written(one.value, self.unit), word(f"common.{one.status}"), source_in_language(one.source))
            for when, one in self.values.items()
        )
        headings = tuple(word(f"views.{name}") for name in ("since", "value", "status", "source"))
        return View(self.label, facts, (Cells(headings, rows),))


@dataclass(frozen=True)
class Override:
    """A value that a scenario puts in the place of the dated one.

    >>> baseline.replace(tekun_take_up=Override(0.9, "estimated", "our survey"))
    """

    value: float | str
    status: Status = "assumed"
    source: str = "set by the scenario"
    spread: Spread | None = None


@dataclass(frozen=True, repr=False)
class Resolved(Viewed):
    """A parameter's value for one run: the number the rules see and what stands behind it."""

    parameter: Parameter
    value: float
    written: float | str
    status: Status
    source: str
    since: date | int | None  # None: given by the scenario (a parameter of its own holds from the first day of all)
    spread: Spread | None = None  # how far the truth may lie from the value; None: it is taken as known

    def quantiles(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values below which `shares` of the draws lie, within the valid range; same shape.

        Raises ParameterError for a parameter without spread, or a value outside the interval around it.
        """
        name, spread, valid = self.parameter.name, self.spread, self.parameter.valid
        if spread is None:
            raise ParameterError(f"{name} has no plausible range: give low and high in the scenario")
        if not spread.low - 1e-12 <= self.value <= spread.high + 1e-12:
            told = {"name": name, "value": f"{self.value:g}", "low": f"{spread.low:g}", "high": f"{spread.high:g}"}
            raise error_in_both(ParameterError, "decisions.outside_plausible", **told)
        ends = (None, None) if valid is None else (valid.low, valid.high)
        return spread.quantiles(self.value, shares, *ends)

    @property
    def text(self) -> str:
        """The value with its unit, in the language that is on."""
        return written(self.written, self.parameter.unit)

    @property
    def range_text(self) -> str:
        """The ends between which the truth lies four times in five, in the language that is on; – without any."""
        return "–" if self.spread is None else written_range(self.spread.low, self.spread.high, self.parameter.unit)

    def _line(self) -> str:
        since = "the scenario" if self.since is None else self.since
        return f"Resolved({self.parameter.name} = {self.written} {self.parameter.unit}, {self.status}, from {since})"

    def _view(self) -> View:
        facts = [
            (word("views.name"), self.parameter.name),
            (word("views.value"), self.text),
            (word("views.range"), self.range_text),
            (word("views.status"), word(f"common.{self.status}")),
            (word("views.source"), source_in_language(self.source)),
        ]
        return View(self.parameter.label, facts)


@dataclass(frozen=True, repr=False)
class ParameterBook(Mapping[str, Parameter], Viewed):
    """All parameters by name."""

    entries: Mapping[str, Parameter]
    _of_days: dict[tuple[str, date], Resolved] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __getitem__(self, name: str) -> Parameter:
        if name not in self.entries:
            raise unknown("parameter", name, self.entries)
        return self.entries[name]

    def __contains__(self, name: object) -> bool:
        return name in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def resolve(
        self, day: date, overrides: Mapping[str, Override] | None = None, names: Iterable[str] | None = None
    ) -> dict[str, Resolved]:
        """Return the value of every parameter (or of `names`) on a day, the overrides put over the dated values."""
        overrides = overrides or {}
        for name in overrides:
            self[name]
        wanted = self.entries if names is None else list(names)
        return {name: self._resolve(name, day, overrides.get(name)) for name in wanted}

    def _resolve(self, name: str, day: date, override: Override | None) -> Resolved:
        parameter = self[name]
        if override is not None:
            code = parameter.code(override.value)
            if override.spread is not None:
                parameter.need_quantity()
            # What a scenario sets of a lever is a decision, and known; a range is of the figure nobody has looked up.
            own = None if parameter.role == "lever" or parameter.choices else parameter.spread(code)
            spread = override.spread or own
            return Resolved(parameter, code, override.value, override.status, override.source, None, spread)
        if (name, day) not in self._of_days:  # asked a hundred times for every move of a slider
            first, entry = parameter.on(day)
            code, since = parameter.code(entry.value), None if first == date.min else first
            spread = None if parameter.choices else parameter.spread(code)
            self._of_days[name, day] = Resolved(parameter, code, entry.value, entry.status, entry.source, since, spread)
        return self._of_days[name, day]

    def _line(self) -> str:
        return f"ParameterBook({len(self.entries)} parameters: {few(self.entries)})"

    def _view(self) -> View:
        roles = [parameter.role for parameter in self.entries.values()]
        facts = [(word(f"views.role_{role}"), f"{roles.count(role):,}") for role in dict.fromkeys(roles)]
        return View(word("views.parameter_book", n=len(self)), facts, (), [word("views.search_parameters")])
