"""A growing list of rows and columns of an integer programme, and its matrix."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from workbench.care.renovation.problem import Floats


@dataclass
class Rows:
    """A growing list of rows `low <= coefficients @ columns <= high`, and of columns."""

    lower: list[Floats] = field(default_factory=list)  # of columns
    upper: list[Floats] = field(default_factory=list)
    whole: list[Floats] = field(default_factory=list)
    columns: int = 0
    rows: int = 0
    _row: list[NDArray[np.int64]] = field(default_factory=list)
    _column: list[NDArray[np.int64]] = field(default_factory=list)
    _value: list[Floats] = field(default_factory=list)
    _low: list[Floats] = field(default_factory=list)
    _high: list[Floats] = field(default_factory=list)

    def new_columns(self, lower: Floats, upper: Floats, *, whole: bool) -> NDArray[np.int64]:
        """Add columns and return their numbers in the shape of the bounds."""
        numbers = self.columns + np.arange(lower.size).reshape(lower.shape)
        self.lower.append(lower.ravel())
        self.upper.append(upper.ravel())
        self.whole.append(np.full(lower.size, float(whole)))
        self.columns += lower.size
        return numbers

    def new_rows(self, low: Floats | float, high: Floats | float, count: int) -> NDArray[np.int64]:
        """Add empty rows and return their numbers; shape (count,)."""
        numbers = self.rows + np.arange(count)
        self._low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), (count,)))
        self._high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), (count,)))
        self.rows += count
        return numbers

    def put(self, row: NDArray[np.int64], column: NDArray[np.int64], value: NDArray[np.generic] | float) -> None:
        """Write coefficients; the three are broadcast against each other, zeros are left out."""
        rows, columns, values = np.broadcast_arrays(row, column, np.asarray(value, dtype=np.float64))
        used = values != 0
        self._row.append(rows[used])
        self._column.append(columns[used])
        self._value.append(values[used])

    def matrix(self) -> tuple[sparse.csr_array, Floats, Floats]:
        """Return coefficients (rows, columns), low and high (rows,)."""
        entries = (np.concatenate(self._value), (np.concatenate(self._row), np.concatenate(self._column)))
        whole = sparse.coo_array(entries, shape=(self.rows, self.columns)).tocsr()
        return whole, np.concatenate(self._low), np.concatenate(self._high)
