"""The values of a sweep as a user gives them, checked: lists by parameter for a grid, or points one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real

import polars as pl

from workbench.arguments import known, listed
from workbench.errors import InputError, unknown
from workbench.parameter.book import ParameterBook

Points = Sequence[Mapping[str, float | str]] | pl.DataFrame
_EXAMPLE = "{'urban_dibao_ratio': 0.33}"


def combinations_of(
    values: Mapping[str, Sequence[float | str]], points: Points | None, parameters: ParameterBook
) -> tuple[list[str], list[tuple[float | str, ...]]]:
    """Return the names swept and the values of each scenario: every combination, or the points given."""
    if points is None:
        swept = checked_values(values, parameters)
        return list(swept), list(itertools.product(*swept.values()))
    if values:
        raise InputError(f"sweep: either points or values are wanted, and {next(iter(values))} was given beside points")
    return checked_points(points, parameters)


def codes_of(
    swept: Sequence[str], combinations: Sequence[tuple[float | str, ...]], parameters: ParameterBook
) -> dict[str, list[float]]:
    """Return the values of each scenario as the numbers that rules use, by name; raises ParameterError."""
    known: list[dict[float | str, float]] = [{} for _ in swept]
    for combination in combinations:  # scenario by scenario: the first value that makes no sense is refused
        for name, value, codes in zip(swept, combination, known, strict=True):
            if value not in codes:
                codes[value] = parameters[name].code(value)
    return {name: [known[k][one[k]] for one in combinations] for k, name in enumerate(swept)}


def checked_points(points: Points, parameters: ParameterBook) -> tuple[list[str], list[tuple[float | str, ...]]]:
    """Return the names and the values of points to sweep, in their order.

    Raises InputError for no points, points with different parameters or the same values, UnknownNameError.
    """
    given: Iterable[object] = (
        points.to_dicts() if isinstance(points, pl.DataFrame) else listed("points", points, "points")
    )
    rows = []
    for number, row in enumerate(given):
        if not isinstance(row, Mapping) or not row:
            raise InputError(f"points: point {number} (counted from 0) is {row!r}, not such as {_EXAMPLE}")
        rows.append(row)
    if not rows:
        raise InputError(f"points: at least one is wanted, such as {_EXAMPLE}")
    names = list(rows[0])
    for name in names:
        known("parameter", name, parameters)
    found: dict[tuple[float | str, ...], int] = {}
    for number, row in enumerate(rows):
        lacking = [(number, name) for name in names if name not in row] + [
            (0, name) for name in row if name not in names
        ]
        if lacking:
            place, name = lacking[0]
            raise InputError(
                f"points: point {place} (counted from 0) has no {name}; give every point the same parameters"
            )
        point = tuple(row[name] for name in names)
        for name, value in zip(names, point, strict=True):
            _need_value(f"points: point {number} (counted from 0), {name}", value)
        if point in found:
            raise InputError(f"points: {found[point]} and {number} (counted from 0) have the same values")
        found[point] = number
    return names, list(found)


def _need_value(where: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, str | Real):
        raise InputError(f"{where}={value!r}: numbers, or the words of a choice, are wanted")


def checked_values(
    values: Mapping[str, Sequence[float | str]], parameters: ParameterBook
) -> dict[str, list[float | str]]:
    """Return the values to sweep as lists; raises for nothing, an unknown parameter, a value that stands twice."""
    if not values:
        raise InputError("nothing to sweep: give at least one parameter with its values")
    swept: dict[str, list[float | str]] = {}
    for name, given in values.items():
        if name not in parameters:
            raise unknown("parameter", name, parameters)
        if not isinstance(given, str | int | float) and not isinstance(given, Iterable):
            raise InputError(f"{name}={given!r}: a list of values is wanted, such as [0.25, 0.30]")
        given_values: list[float | str] = [given] if isinstance(given, str | int | float) else list(given)
        if not given_values:
            raise InputError(f"{name}: at least one value is wanted")
        for value in given_values:
            _need_value(name, value)
        if len(set(given_values)) != len(given_values):
            raise InputError(f"{name}: a value stands twice")
        swept[name] = given_values
    return swept
