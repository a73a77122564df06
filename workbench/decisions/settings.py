"""Which settings of the levers are run: whom each lever reaches, how many values of each, and all of them at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from workbench.categories import Residence
from workbench.decisions.future_runs import FutureRuns, Totals
from workbench.decisions.levers import Axis, run_values
from workbench.decisions.sides import Side
from workbench.errors import InputError
from workbench.simulation.idle_levers import idle_notice
from workbench.simulation.notices import Notice
from workbench.simulation.preparation import Progress

Floats = NDArray[np.float64]
Own = Mapping[Residence, tuple[Axis, ...]]
NODES = 13
MOST_RUNS = 300_000  # settings of the levers × futures
_FEW_SETTINGS = 200  # as many as ranges are run with where `nodes` isn't given
_PROBES = 12  # comparisons that tell whom a lever reaches


def residences_of(
    runs: FutureRuns, axis: Axis, axes: Sequence[Axis], drawn: Mapping[str, Floats]
) -> tuple[Residence, ...]:
    """Return whose totals a lever changes: both ends of it are run in futures and settings of the others at random.

    A lever that changes nobody's is taken for one of the residence that its name begins with, else of the town.
    """
    random = np.random.default_rng(_PROBES)
    futures = random.integers(0, len(next(iter(drawn.values()))), _PROBES)
    settings = {name: np.tile(values[futures], 2) for name, values in drawn.items()}
    settings |= {other.name: np.tile(random.choice(other.values, _PROBES), 2) for other in axes}
    others = axis.values[1:] if axis.parameter.choices else axis.values[-1:]
    settings[axis.name] = np.concatenate([np.full(_PROBES, axis.values[0]), np.resize(others, _PROBES)])
    found = runs.run(settings)
    changed = tuple(
        place
        for place in Residence
        if any((one[:_PROBES] != one[_PROBES:]).any() for one in vars(found[place]).values())
    )
    named = [place for place in Residence if axis.name.startswith(f"{place.name.lower()}_")]
    return changed or (named[0] if named else Residence.URBAN,)


def with_nodes(own: Own, shared: tuple[Axis, ...], nodes: int | None) -> tuple[Own, tuple[Axis, ...]]:
    """Return the axes with the values to be run; as many of each range as keep the settings few, if nobody says."""
    for count in (nodes,) if nodes is not None else range(NODES, 2, -1):
        made = {place: run_values(axes, count) for place, axes in own.items()}, run_values(shared, count)
        if nodes is not None or _settings(*made) <= _FEW_SETTINGS:
            break
    return made


def _settings(own: Own, shared: Sequence[Axis]) -> int:
    """Return how many settings are run: both residences side by side, the one with more combinations decides."""
    return math.prod(axis.run.size for axis in shared) * max(
        math.prod(axis.run.size for axis in axes) for axes in own.values()
    )


def run_settings(
    runs: FutureRuns,
    own: Own,
    shared: tuple[Axis, ...],
    drawn: Mapping[str, Floats],
    progress: Progress | None,
) -> dict[Residence, Totals]:
    """Run the settings in all futures; totals by residence, (shared and own settings × futures,), futures fastest."""
    futures = len(next(iter(drawn.values())))
    count = _settings(own, shared)
    if count * futures > MOST_RUNS:
        raise InputError(
            f"{count:,} settings of the levers in {futures:,} futures are {count * futures:,} runs of the law; at most "
            f"{MOST_RUNS:,} are made. Give fewer levers or values, nodes={max(2, NODES // 4)}, or fewer runs"
        )
    alike = math.prod(axis.run.size for axis in shared)
    wide = count // max(alike, 1)
    settings = {name: np.tile(values, count) for name, values in drawn.items()}
    kept = {}
    for axis, values in zip(shared, _combined(shared), strict=True):
        settings[axis.name] = np.repeat(np.repeat(values, wide), futures)
    for place, axes in own.items():
        columns = _combined(axes)
        size = math.prod(axis.run.size for axis in axes)
        number = np.minimum(np.arange(wide), size - 1)  # the side with fewer combinations repeats its last one
        for axis, values in zip(axes, columns, strict=True):
            settings[axis.name] = np.repeat(np.tile(values[number], alike), futures)
        kept[place] = np.tile(np.arange(wide) < size, alike)
    found = runs.run(settings, progress)
    return {
        place: replace(
            totals, **{name: one.reshape(count, futures)[kept[place]].ravel() for name, one in vars(totals).items()}
        )
        for place, totals in found.items()
    }


def _combined(axes: Sequence[Axis]) -> list[Floats]:
    """Return every combination of the values that are run, a column for each axis; the last axis varies fastest."""
    return [one.ravel() for one in np.meshgrid(*(axis.run for axis in axes), indexing="ij")] if axes else []


def idle_axes(axes: Sequence[Axis], sides: Mapping[Residence, Side], shared: tuple[Axis, ...]) -> tuple[Notice, ...]:
    """Return a notice for each lever whose values all give the same cost and objective in every future."""
    told = []
    for axis in axes:
        still = True
        for side in sides.values():
            placed = [one.name for one in (*shared, *side.own)]
            if axis.name in placed:
                shape = (-1, *(one.values.size for one in (*shared, *side.own)))
                tables = [
                    np.moveaxis(one.reshape(shape), 1 + placed.index(axis.name), 0) for one in (side.cost, side.aim)
                ]
                still = still and all(bool((table == table[:1]).all()) for table in tables)
        if still:
            told.append(idle_notice(axis.parameter, *axis.written(axis.values[[0, -1]]), reached=True))
    return tuple(told)
