"""A lever that changes nothing must be said, or it is taken for one that was tried and found weak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.language import word, written
from workbench.parameter.book import Parameter
from workbench.simulation.notices import Notice, notice


def idle_levers(
    swept: Mapping[str, Sequence[Any]],
    results: Iterable[NDArray[Any]],
    needed: Iterable[str],
    parameters: Mapping[str, Parameter],
) -> tuple[Notice, ...]:
    """Return a notice for each lever of a grid whose values all give the same results.

    swept: the levers with their values, the last one varying fastest. results: arrays whose first axis is the grid's
    policies; not a number equals itself. needed: parameters that some rule of the results depends on. A lever with one
    value alone isn't tried and has no notice.
    """
    shape = tuple(len(values) for values in swept.values())
    tables = [np.asarray(array).reshape(*shape, -1) for array in results]
    known = set(needed)
    return tuple(
        idle_notice(parameters[name], values[0], values[-1], reached=name in known)
        for axis, (name, values) in enumerate(swept.items())
        if len(values) > 1 and all(_still(table, axis) for table in tables)
    )


def idle_notice(parameter: Parameter, first: float | str, last: float | str, *, reached: bool) -> Notice:
    """Return the notice of one idle lever; `reached`: a rule depends on it, but here it makes no difference."""
    why = "idle_overruled" if reached else "idle_unused"

    def write() -> str:
        ends = {"first": written(first, parameter.unit), "last": written(last, parameter.unit)}
        return word(f"decisions.{why}", name=parameter.label, **ends)

    return notice(write, parameter.name)


def _still(table: NDArray[Any], axis: int) -> bool:
    """Say whether every value along an axis equals the first one."""
    first = np.take(table, [0], axis=axis)
    same = table == first
    if np.issubdtype(table.dtype, np.floating):
        same |= np.isnan(table) & np.isnan(first)
    return bool(same.all())
