"""The levers of a decision: which values each may take, and which of them are run.

A lever is a parameter of the law that somebody decides. A share that makes a dibao standard goes through the standards
in whole yuan; another number through a round step; a choice through its words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import cast

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import each_once
from workbench.categories import Residence
from workbench.decisions.lever_checks import PUBLISHED, RATIOS, check_in_force, check_not_drawn, why_not_read
from workbench.engine.compiler.request import KernelRequest
from workbench.errors import InputError
from workbench.language import word, written
from workbench.parameter.book import Parameter, Resolved
from workbench.scenario import Scenario
from workbench.simulation.county_values import standards
from workbench.simulation.totals import chosen_programmes, total_rules

Floats = NDArray[np.float64]
# What a lever may be given: both ends of a range, a list of values, or None for its corridor or all its choices.
Values = tuple[float, float] | Sequence[float | str] | None
MONTHS = 12
MOST_CHOICES = 100_000  # combinations of values that are compared; ranges take wider steps beyond
_STEPS = 20  # steps of a range, about
_WHOLE = frozenset(("years of age", "dwellings", "vehicles", "months", "days", "years"))  # units without fractions
_EDGE = 1e-9
_FEWEST = 3  # values that a range keeps


@dataclass(frozen=True, eq=False)
class Axis:
    """One lever and its values, rising where it is a range.

    values: as the law reads them (a choice by its code), shape (values,). run: those that are run; between them totals
    are drawn straight; the same array where every value is run. yuan: the dibao standard (yuan a month) that each value
    makes, or None for a lever that makes none. base: the yuan a year that a value of 1 makes. ends, finest: the ends of
    a range and its smallest step (yuan a month where there is a base); None and 0 for a list of values.
    """

    parameter: Parameter
    values: Floats
    run: Floats
    yuan: Floats | None = None
    base: float | None = None
    ends: tuple[float, float] | None = None
    finest: float = 0.0

    @property
    def name(self) -> str:
        """The name of the lever."""
        return self.parameter.name

    @property
    def residence(self) -> Residence | None:
        """Whose dibao standard the lever makes; None for a lever that makes none."""
        names = ((place, (RATIOS[place], PUBLISHED[place])) for place in Residence)
        return next((place for place, makers in names if self.name in makers), None)

    @property
    def short(self) -> str:
        """The lever's label without what stands in brackets, in the language that is on."""
        return self.parameter.label.partition("（")[0].partition(" (")[0]

    def written(self, values: Floats) -> list[float | str]:
        """Return values as they are written in a scenario: numbers, or the words of a choice."""
        choices = self.parameter.choices
        return [choices[int(code)] if choices else float(code) for code in values]

    def chosen(self, places: NDArray[np.int64]) -> Floats | list[float | str]:
        """Return the values at some places as a column: numbers, or the words of a choice."""
        return self.written(self.values[places]) if self.parameter.choices else self.values[places]

    def text(self, value: float | str) -> str:
        """Write a value with its unit, in the language that is on; with the standard that it makes, if it does."""
        plain = written(value, self.parameter.unit)
        if self.base is None or self.base == MONTHS:
            return plain
        place = int(np.abs(self.values - float(value)).argmin())
        yuan = float(self.yuan[place]) if self.yuan is not None else math.nan
        return word("decisions.lever_standard", value=plain, yuan=written(yuan, "yuan/month"))

    def named(self, value: float | str) -> str:
        """Write lever and value, in the language that is on."""
        return word("decisions.lever_value", lever=self.short, value=self.text(value))


def lever_axes(
    scenario: Scenario, levers: Mapping[str, Values] | Sequence[str] | None, programmes: Sequence[str] | None
) -> tuple[Axis, ...]:
    """Return the axes of a decision, in the order given; None: both dibao ratios over their corridors.

    levers: names alone (each over its corridor, or all its choices), or name -> a pair (low, high) for a range, a list
    for these values alone, None for the corridor. A range of a ratio or of a published standard goes through every
    whole yuan of the standard; another range through a round step, about 20 of them. Where there are more than
    `MOST_CHOICES` combinations, the ranges with most values take wider steps, told by `Axis.values`.

    Raises UnknownNameError for an unknown lever; InputError for one that none of `programmes` depends on, one that a
    published standard overrules, an assumption that is drawn, a care lever, a range that has no ends, or too many
    combinations of listed values; ParameterError for values that make no sense.
    """
    book = scenario.book
    given = RATIOS.values() if levers is None else levers
    names = each_once("levers", "lever", given if not isinstance(given, Mapping) else list(given), book.parameters)
    asked: Mapping[str, Values] = levers if isinstance(levers, Mapping) else dict.fromkeys(names)
    resolved = scenario.resolved()
    read = set(KernelRequest(book, total_rules(chosen_programmes(programmes))).parameters)
    for name in names:
        if name not in read:
            raise InputError(f"{name}: {why_not_read(scenario, resolved[name].parameter)}")
        check_not_drawn(resolved[name])
        check_in_force(name, names, scenario, resolved)
    axes = _fewer([_axis(resolved[name], asked[name], resolved) for name in names])
    own = {rule.name for rule in scenario.reform.rules}
    return tuple(_in_force(scenario, axis, resolved) if _standard(axis) in own else axis for axis in axes)


def whole_yuan(scenario: Scenario, residence: Residence) -> tuple[Floats, Floats]:
    """Return the monthly standards in whole yuan within the corridor, and the ratios that give them.

    Raises InputError where a published standard is in force, which no ratio changes, or the corridor lacks an end.
    """
    axis = lever_axes(scenario, [RATIOS[residence]], ("dibao",))[0]
    return cast("Floats", axis.yuan), axis.values  # a ratio always makes a standard


def _axis(item: Resolved, given: Values, resolved: Mapping[str, Resolved]) -> Axis:
    parameter = item.parameter
    if given is None:
        given = _whole_range(parameter)
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InputError(
            f"{parameter.name}={given!r}: a pair (low, high), a list of values, or None for the corridor is wanted"
        )
    base = _base(parameter.name, resolved)
    if isinstance(given, tuple) and len(given) == 2 and all(_is_number(one) for one in given):
        low, high = (parameter.code(one) for one in given)
        if not low < high:
            raise InputError(f"{parameter.name}=({low:g}, {high:g}): the lower end comes first")
        finest = 1.0 if base else _round_step(low, high, parameter.unit)
        return _stepped(parameter, base, (low, high), finest, finest)
    listed = list(given)
    strange = [one for one in listed if not isinstance(one, str) and not _is_number(one)]
    if strange:
        raise InputError(f"{parameter.name}={strange[0]!r}: numbers, or the words of a choice, are wanted")
    codes = np.array([parameter.code(one) for one in listed], dtype=np.float64)
    if len(set(codes.tolist())) != len(listed) or len(listed) < 2:
        raise InputError(f"{parameter.name}={listed!r}: at least two values are wanted, each once")
    yuan = None if base is None else np.floor(codes * base / MONTHS + 0.5)
    return Axis(parameter, codes, codes, yuan, base)


def _standard(axis: Axis) -> str:
    """Return the rule that makes the axis's standard; empty for a lever that makes none."""
    return "" if axis.residence is None else f"{axis.residence.name.lower()}_dibao_standard"


def _in_force(scenario: Scenario, axis: Axis, resolved: Mapping[str, Resolved]) -> Axis:
    """Return the axis with the standards that the scenario's own rule makes of its values."""
    values = {name: item.value for name, item in resolved.items()}
    made = [standards(scenario.book, {**values, axis.name: float(code)})[_standard(axis)] for code in axis.values]
    return replace(axis, yuan=np.array(made))


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _whole_range(parameter: Parameter) -> Values:
    """Return all choices of a choice, or the corridor of a number."""
    if parameter.choices:
        return list(parameter.choices)
    corridor = parameter.corridor
    if corridor is None or corridor.low is None or corridor.high is None or corridor.low == corridor.high:
        raise InputError(
            f"{parameter.name} has no corridor with two ends; give a range, such as "
            f"levers={{{parameter.name!r}: (low, high)}}"
        )
    return corridor.low, corridor.high


def _base(name: str, resolved: Mapping[str, Resolved]) -> float | None:
    """Return the yuan a year that a lever's value of 1 makes of a dibao standard; None for a lever that makes none."""
    for place, ratio in RATIOS.items():
        if name == ratio:
            return resolved[f"{place.name.lower()}_consumption_per_head_previous_year"].value
        if name == PUBLISHED[place]:
            return float(MONTHS)
    return None


def _round_step(low: float, high: float, unit: str) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten of which at most `_STEPS` fit between two ends."""
    least = (high - low) / _STEPS
    power = 10.0 ** math.floor(math.log10(least))
    step = next(many * power for many in (1, 2, 5, 10) if many * power >= least * (1 - _EDGE))
    return max(step, 1.0) if unit in _WHOLE else step


def _stepped(parameter: Parameter, base: float | None, ends: tuple[float, float], finest: float, step: float) -> Axis:
    """Return an axis with both ends and the multiples of a step between; of a standard in whole yuan with `base`."""
    low, high = ends if base is None else tuple(end * base / MONTHS for end in ends)
    if base is not None:
        low, high = np.ceil(low - _EDGE), np.floor(high + _EDGE)
        if low > high:
            raise InputError(f"{parameter.name}=({ends[0]:g}, {ends[1]:g}): no standard in whole yuan lies between")
    inside = np.round(np.arange(math.ceil(low / step - _EDGE), math.floor(high / step + _EDGE) + 1) * step, 12)
    values = np.unique(np.concatenate([[low], inside, [high]]))
    values = values[np.append(True, np.diff(values) > _EDGE * max(1.0, abs(high)))]
    yuan = None if base is None else values
    if base is not None:
        values = values * MONTHS / base
    return Axis(parameter, values, values, yuan, base, ends, finest)


def _fewer(axes: list[Axis]) -> tuple[Axis, ...]:
    """Widen the steps of the ranges with most values until there are at most `MOST_CHOICES` combinations."""
    wider = [0] * len(axes)
    while (count := math.prod(axis.values.size for axis in axes)) > MOST_CHOICES:
        ranges = [k for k, axis in enumerate(axes) if axis.ends is not None and axis.values.size > _FEWEST]
        if not ranges:
            raise InputError(
                f"levers: {count:,} combinations of values; at most {MOST_CHOICES:,} are compared. Give fewer "
                "levers or fewer values"
            )
        k = max(ranges, key=lambda one: axes[one].values.size)
        wider[k] += 1
        step = axes[k].finest * (1, 2, 5)[wider[k] % 3] * 10 ** (wider[k] // 3)
        axes[k] = _stepped(axes[k].parameter, axes[k].base, axes[k].ends or (0, 0), axes[k].finest, step)
    return tuple(axes)


def run_values(axes: Sequence[Axis], count: int) -> tuple[Axis, ...]:
    """Return the axes with at most `count` values of each range to be run, evenly spread with both ends."""
    return tuple(
        replace(axis, run=np.linspace(axis.values[0], axis.values[-1], count))
        if axis.ends is not None and axis.values.size > count
        else axis
        for axis in axes
    )
