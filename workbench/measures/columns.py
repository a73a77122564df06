"""Plain columns in, checked numbers out: what every measure does before it counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench.errors import InputError

FloatColumn = NDArray[np.float64]
BoolColumn = NDArray[np.bool_]


def column(name: str, values: ArrayLike, rows: int | None = None) -> FloatColumn:
    """Read a column of numbers (list, NumPy array, polars Series ...) as float64, one per row.

    `rows` is the length demanded, if any. Raises InputError for text, missing values, NaN and infinity,
    naming the first such row (counted from 0), and for a column of the wrong length or shape.
    """
    raw = values.filled(np.nan) if isinstance(values, np.ma.MaskedArray) else _as_array(name, values)
    if raw.ndim != 1:
        raise InputError(
            f"{name}: one column with one number per row is needed (list, NumPy array or polars Series), "
            f"got {type(values).__name__} with {raw.ndim} dimensions"
        )
    if rows is not None and raw.size != rows:
        raise InputError(f"{name}: has {raw.size} rows where {rows} are needed, one per row of the first column")
    numbers = raw.astype(np.float64) if raw.dtype.kind in "biuf" else _number_by_number(name, raw)
    finite = np.isfinite(numbers)
    if not finite.all():
        _refuse(name, ~finite, numbers, "a finite number is needed; leave such rows out or fill them first")
    return numbers


def at_least_zero(name: str, values: ArrayLike, rows: int | None = None) -> FloatColumn:
    """Read a column whose numbers may not be negative."""
    numbers = column(name, values, rows)
    if (numbers < 0).any():
        _refuse(name, numbers < 0, numbers, "0 or more is needed")
    return numbers


def above_zero(name: str, values: ArrayLike, rows: int | None = None) -> FloatColumn:
    """Read a column whose numbers must be positive."""
    numbers = column(name, values, rows)
    if (numbers <= 0).any():
        _refuse(name, numbers <= 0, numbers, "more than 0 is needed")
    return numbers


def weights(weight: ArrayLike | None, rows: int) -> FloatColumn:
    """Read the persons each row stands for: 1 each when nothing is given, never negative."""
    return np.ones(rows) if weight is None else at_least_zero("weight", weight, rows)


def lines(line: ArrayLike, rows: int) -> FloatColumn:
    """Read a poverty line: one positive amount for all, or one for each row."""
    if np.ndim(line) == 0:
        return np.full(rows, above_zero("line", np.reshape(np.asarray(line), 1))[0])
    return above_zero("line", line, rows)


def flags(name: str, values: ArrayLike, rows: int | None = None) -> BoolColumn:
    """Read a yes/no column: true/false, or 1/0."""
    numbers = column(name, values, rows)
    strange = (numbers != 0) & (numbers != 1)
    if strange.any():
        _refuse(name, strange, numbers, "true or false (1 or 0) is needed")
    answers: BoolColumn = numbers == 1
    return answers


def ratio(part: float, whole: float) -> float:
    """Divide; with nothing to divide by the answer is NaN (not defined), never 0."""
    return float(part) / float(whole) if whole != 0 else float("nan")


def _as_array(name: str, values: ArrayLike) -> NDArray[np.generic]:
    try:
        raw = np.asarray(values)
        # One text makes NumPy turn a whole list into text: keep the things as they were, to name the right row.
        mixed = raw.dtype.kind in "US" and isinstance(values, list | tuple)
        return np.asarray(values, dtype=object) if mixed else raw
    except (ValueError, TypeError) as reason:
        raise InputError(f"{name}: can't be read as one column of numbers: {reason}") from reason


def _number_by_number(name: str, raw: NDArray[np.generic]) -> FloatColumn:
    """Read a column of mixed things; text is refused even when it looks like a number."""
    numbers = np.full(raw.size, np.nan)
    for row, value in enumerate(raw.tolist()):
        if value is None:
            continue  # stays NaN: the caller names the row
        if isinstance(value, str | bytes):
            raise InputError(f"{name}: row {row} (counted from 0) is the text {value!r}; a number is needed")
        try:
            numbers[row] = float(value)
        except (TypeError, ValueError) as reason:
            raise InputError(f"{name}: row {row} (counted from 0) is {value!r}; a number is needed") from reason
    return numbers


def _refuse(name: str, bad: BoolColumn, numbers: FloatColumn, wanted: str) -> None:
    """Raise the error that names the first bad row and how many there are."""
    row = int(np.flatnonzero(bad)[0])
    count = int(bad.sum())
    others = f" (and {count - 1} more)" if count > 1 else ""
    raise InputError(f"{name}: row {row} (counted from 0) is {numbers[row]:g}{others}; {wanted}")
