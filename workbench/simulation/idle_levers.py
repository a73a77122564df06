"""A lever that changes nothing must be said, or it is taken for one that was tried and found weak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.language import word, written
from workbench.parameter.book import Parameter
from workbench.simulation.notices import Notice, notice


def idle_levers(
    points: pl.DataFrame,
    results: Iterable[NDArray[Any]],
    needed: Iterable[str],
    parameters: Mapping[str, Parameter],
) -> tuple[Notice, ...]:
    """Return a notice for each lever whose values give the same results wherever it alone differs.

    points: one row a policy, a column a lever. results: arrays whose first axis is the policies; not a number equals
    itself. needed: parameters that some rule of the results depends on. A lever with one value alone isn't tried and
    has no notice; one that never differs alone (in a Latin hypercube, say) has one only where no rule depends on it.
    """
    tables = [np.asarray(array).reshape(points.height, -1) for array in results]
    known = set(needed)
    tried = {name: points[name].unique(maintain_order=True) for name in points.columns}
    return tuple(
        idle_notice(parameters[name], *_ends(values), reached=name in known)
        for name, values in tried.items()
        if len(values) > 1 and _idle(points, name, tables, reached=name in known)
    )


def _ends(values: pl.Series) -> tuple[Any, Any]:
    """Return the ends of the values tried: the lowest and highest number, the first and last choice."""
    return (values.min(), values.max()) if values.dtype.is_numeric() else (values[0], values[-1])


def idle_notice(parameter: Parameter, first: float | str, last: float | str, *, reached: bool) -> Notice:
    """Return the notice of one idle lever; `reached`: a rule depends on it, but here it makes no difference."""
    why = "idle_overruled" if reached else "idle_unused"

    def write() -> str:
        ends = {"first": written(first, parameter.unit), "last": written(last, parameter.unit)}
        return word(f"decisions.{why}", name=parameter.label, **ends)

    return notice(write, parameter.name)


def _idle(points: pl.DataFrame, lever: str, tables: Sequence[NDArray[Any]], *, reached: bool) -> bool:
    """Say whether a lever changes nothing between the policies that differ in it alone."""
    others = points.select(pl.exclude(lever))
    if others.width:
        alike = others.select(pl.struct(pl.all()).rank("dense")).to_series().to_numpy()
    else:
        alike = np.zeros(points.height, np.int64)
    _, first, group = np.unique(alike, return_index=True, return_inverse=True)
    if len(first) == points.height:  # it never differs alone
        return not reached
    return all(_same(table, table[first[group]]) for table in tables)


def _same(table: NDArray[Any], other: NDArray[Any]) -> bool:
    same = table == other
    if np.issubdtype(table.dtype, np.floating):
        same |= np.isnan(table) & np.isnan(other)
    return bool(same.all())
