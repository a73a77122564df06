"""When does it fail? A box of a few assumptions in which most futures miss the aim (PRIM, Friedman and Fisher 1999)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, share, whole_number
from workbench.errors import InputError
from workbench.language import word, written
from workbench.results import FRAMES, checked
from workbench.results.shown_table import shown
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
Failed = NDArray[np.bool_]
_PEEL = 0.05  # part of the futures taken off in one step
_LEAST = 0.05  # part of the futures that a box must keep


@dataclass(frozen=True, eq=False, repr=False)
class FailureBox(Viewed):
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

    def _line(self) -> str:
        ends = [f"{row['name']} {row['low']:.3g}–{row['high']:.3g}" for row in self.limits.iter_rows(named=True)]
        fails = f"{self.density:.0%} of its futures fail, {self.coverage:.0%} of all that fail"
        return f"FailureBox({fails}; {', '.join(ends)})"

    def _view(self) -> View:
        shares = ("density", "coverage", "mass", "base")
        facts = [(word(f"views.box_{name}"), written(getattr(self, name), "share")) for name in shares]
        return View(word("views.failure_box"), facts, (shown(self.limits),))


@check_kinds
def failure_box(inputs: pl.DataFrame, failed: Failed, *, density: float = 0.8, most: int = 3) -> FailureBox:
    """Find where the futures fail.

    >>> failure_box(draws.inputs, draws.of("persons") > np.median(draws.of("persons")))

    inputs: the drawn assumptions, one row a future (`Draws.inputs`). failed: shape (futures,). The box is peeled from
    the end of the assumption whose loss raises the share of failures most, until `density` is reached or a twentieth of
    the futures are left. Where more than `most` assumptions then have a limit, it is peeled again by those alone whose
    values in the failing futures differ most from the others'. Raises InputError for arrays of different lengths, no
    inputs, or when nothing or everything fails (then there is nothing to find).
    """
    if np.ndim(failed) != 1 or np.asarray(failed).dtype != np.bool_:
        raise InputError("failure_box: failed must be an array of true and false, one for each future")
    share("density", density)
    whole_number("most", most, 1)
    if inputs.height != failed.size or not inputs.width:
        raise InputError(f"failure_box: {inputs.height} futures of {inputs.width} inputs, {failed.size} outcomes")
    if failed.all() or not failed.any():
        raise InputError(f"failure_box: {'every' if failed.all() else 'no'} future fails: there is no box to find")
    values = {name: inputs[name].to_numpy() for name in inputs.columns}
    limits, steps = _peeled(values, failed, density)
    if len(limits) > most:
        chosen = _that_matter(values, failed)[:most]
        limits, steps = _peeled({name: values[name] for name in chosen}, failed, density)
    rows = [(name, *ends) for name, ends in limits.items()]
    return FailureBox(
        limits=checked(
            pl.DataFrame(rows, schema={"name": pl.String, "low": pl.Float64, "high": pl.Float64}, orient="row"),
            "box_limits",
        ),
        density=steps[-1][0],
        coverage=steps[-1][1],
        mass=steps[-1][2],
        base=float(failed.mean()),
        steps=checked(pl.DataFrame(steps, schema=list(FRAMES["box_steps"]), orient="row"), "box_steps"),
    )


def _peeled(
    values: Mapping[str, Floats], failed: Failed, density: float
) -> tuple[dict[str, tuple[float, float]], list[tuple[float, float, float]]]:
    """Peel until the box is dense enough, small, or no slice helps: its limits, and what it was like at every step."""
    inside = np.ones(failed.size, dtype=bool)
    limits: dict[str, tuple[float, float]] = {}
    steps = [_measured(inside, failed)]
    while steps[-1][0] < density and inside.mean() > _LEAST:
        better = _best_peel(values, inside, failed)
        if better is None:
            break
        name, keep, low, high = better
        inside = inside & keep
        limits[name] = (low, high)
        steps.append(_measured(inside, failed))
    return limits, steps


def _that_matter(values: Mapping[str, Floats], failed: Failed) -> list[str]:
    """Order assumptions by how far their values in failing futures lie from those in the others, the farthest first.

    The distance is that of Kolmogorov and Smirnov between both distributions (regionalised sensitivity, Hornberger and
    Spear 1981, Journal of Environmental Management 12:7-18). All futures speak in it, while among many assumptions and
    few failures the slices of a box are cut almost at random.
    """

    def distance(array: Floats) -> float:
        places = np.sort(array)
        inside, outside = (np.sort(array[which]) for which in (failed, ~failed))
        below = np.searchsorted(inside, places, "right") / inside.size
        others = np.searchsorted(outside, places, "right") / outside.size
        return float(np.abs(below - others).max())

    return sorted(values, key=lambda name: distance(values[name]), reverse=True)


def _measured(inside: Failed, failed: Failed) -> tuple[float, float, float]:
    hit = float((inside & failed).sum())
    return hit / float(inside.sum()), hit / float(failed.sum()), float(inside.mean())


def _best_peel(values: Mapping[str, Floats], inside: Failed, failed: Failed) -> tuple[str, Failed, float, float] | None:
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
