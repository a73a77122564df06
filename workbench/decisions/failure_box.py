"""When does it fail? A box of a few assumptions in which most futures miss the aim (PRIM, Friedman and Fisher 1999)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.simulation.wanted import share, whole_number

_PEEL = 0.05  # part of the futures taken off in one step
_LEAST = 0.05  # part of the futures that a box must keep


@dataclass(frozen=True, eq=False)
class FailureBox:
    """The box: limits has one row per assumption that matters: name, low, high (the ends within the box).

    density: share of the box's futures that fail. coverage: share of all failing futures that lie in it. mass: share of
    all futures in it. base: share of all futures that fail. steps: density, coverage and mass after every step.
    """

    limits: pl.DataFrame
    density: float
    coverage: float
    mass: float
    base: float
    steps: pl.DataFrame = field(repr=False)


def failure_box(inputs: pl.DataFrame, failed: NDArray[np.bool_], *, density: float = 0.8, most: int = 3) -> FailureBox:
    """Find where the futures fail.

    inputs: the drawn assumptions, one row a future (`Draws.inputs`). failed: shape (futures,). The box is peeled from
    the end of the assumption whose loss raises the share of failures most, until `density` is reached, at most `most`
    assumptions are named, or a twentieth of the futures are left. Raises InputError for arrays of different lengths, no
    inputs, or when nothing or everything fails (then there is nothing to find).
    """
    share("density", density)
    whole_number("most", most, 1)
    if inputs.height != failed.size or not inputs.width:
        raise InputError(f"failure_box: {inputs.height} futures of {inputs.width} inputs, {failed.size} outcomes")
    if failed.all() or not failed.any():
        raise InputError(f"failure_box: {'every' if failed.all() else 'no'} future fails: there is no box to find")
    values = {name: inputs[name].to_numpy() for name in inputs.columns}
    inside = np.ones(failed.size, dtype=bool)
    limits: dict[str, list[float]] = {}
    steps = [_measured(inside, failed)]
    while steps[-1][0] < density and inside.mean() > _LEAST:
        allowed = values if len(limits) < most else {name: values[name] for name in limits}
        better = _best_peel(allowed, inside, failed)
        if better is None:
            break
        name, keep, low, high = better
        inside = inside & keep
        limits[name] = [low, high]
        steps.append(_measured(inside, failed))
    rows = [(name, *ends) for name, ends in limits.items()]
    return FailureBox(
        limits=pl.DataFrame(rows, schema={"name": pl.String, "low": pl.Float64, "high": pl.Float64}, orient="row"),
        density=steps[-1][0],
        coverage=steps[-1][1],
        mass=steps[-1][2],
        base=float(failed.mean()),
        steps=pl.DataFrame(steps, schema=["density", "coverage", "mass"], orient="row"),
    )


def _measured(inside: NDArray[np.bool_], failed: NDArray[np.bool_]) -> tuple[float, float, float]:
    hit = float((inside & failed).sum())
    return hit / float(inside.sum()), hit / float(failed.sum()), float(inside.mean())


def _best_peel(
    values: dict[str, NDArray[np.float64]], inside: NDArray[np.bool_], failed: NDArray[np.bool_]
) -> tuple[str, NDArray[np.bool_], float, float] | None:
    """Try to take a slice off either end of every assumption; return what leaves most failures per future."""
    best, found = float(failed[inside].mean()), None
    for name, array in values.items():
        low, high = np.quantile(array[inside], [_PEEL, 1 - _PEEL])
        for keep in (array > low, array < high):
            rest = inside & keep
            if _LEAST * inside.size <= rest.sum() < inside.sum() and failed[rest].mean() > best + 1e-12:
                best = float(failed[rest].mean())
                found = (name, keep, float(array[rest].min()), float(array[rest].max()))
    return found
