"""How many persons can be placed within reach, and which towns are the bottleneck: maximum flow and minimum cut.

Persons flow from their towns to homes within reach. By the theorem of Ford and Fulkerson (1956) as many can be placed
as the narrowest set of towns lets through: for towns S, all persons outside S and all places within reach of S.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_TOWNS_COUNTED = 12  # 4096 sets of towns are looked at in one multiplication; beyond, a flow is found for each case
_UNITS = 2.0**30  # the flow of scipy is in whole numbers of 32 bits
_AT_ONCE = 1 << 24  # numbers in memory at once


def narrowest(demand: Floats, places: Floats, reach: Bools) -> tuple[Floats, Bools]:
    """Return the persons that can be placed, shape (cases,), and the narrowest set of towns, shape (cases, towns).

    demand: persons by town, shape (cases, towns). places: by home, shape (cases, homes). reach: shape (towns, homes).
    Up to 12 towns exact; beyond, persons are counted in 2**30ths of a case's total, and the value is that of the cut
    found: too high by at most (towns + homes) / 2**30 of the total.
    """
    if reach.shape[0] <= MOST_TOWNS_COUNTED:
        return _all_sets(demand, places, reach)
    found = [_one_flow(persons, free, reach) for persons, free in zip(demand, places, strict=True)]
    sets = np.array(found, dtype=bool).reshape(len(found), reach.shape[0])
    return cut_value(demand, places, reach, sets), sets


def cut_value(demand: Floats, places: Floats, reach: Bools, sets: Bools) -> Floats:
    """Return what sets of towns let through, one set a case: persons outside and places within reach; (cases,)."""
    return np.asarray((demand * ~sets).sum(axis=-1) + (places * homes_near(reach, sets)).sum(axis=-1))


def homes_near(reach: Bools, sets: Bools) -> Bools:
    """Say which homes lie within reach of a set of towns; shape (sets, homes)."""
    return np.asarray((sets.astype(np.float32) @ reach.astype(np.float32)) > 0)


@lru_cache(maxsize=8)
def _sets(towns: int) -> Bools:
    """Return every set of towns; shape (2**towns, towns)."""
    return np.asarray(np.arange(2**towns)[:, None] >> np.arange(towns) & 1, dtype=bool)


def _all_sets(demand: Floats, places: Floats, reach: Bools) -> tuple[Floats, Bools]:
    sets = _sets(reach.shape[0])
    near = homes_near(reach, sets)
    # Of the sets that need the same homes only the largest can be the narrowest.
    closed = (sets == ~((~near).astype(np.float32) @ reach.T.astype(np.float32) > 0)).all(axis=1)
    sets = sets[closed | ~sets.any(axis=1)]
    outside, near = (~sets).T.astype(np.float64), homes_near(reach, sets).T.astype(np.float64)
    value, best = np.empty(len(demand)), np.empty(len(demand), dtype=np.int64)
    step = max(1, _AT_ONCE // len(sets))
    for start in range(0, len(demand), step):
        rows = slice(start, start + step)
        through = demand[rows] @ outside + places[rows] @ near
        best[rows] = through.argmin(axis=1)
        value[rows] = through.min(axis=1)
    return value, sets[best]


def _one_flow(persons: Floats, free: Floats, reach: Bools) -> Bools:
    """Return the towns on the source's side of a minimum cut; shape (towns,)."""
    towns, homes = reach.shape
    scale = _UNITS / max(persons.sum(), 1e-9)
    source, sink = towns + homes, towns + homes + 1
    town, home = np.nonzero(reach)
    first = np.concatenate([np.full(towns, source), town, towns + np.arange(homes)])
    last = np.concatenate([np.arange(towns), towns + home, np.full(homes, sink)])
    supply = np.floor(persons * scale)
    # No home can take more than everybody; without this limit a large home would not fit into 32 bits.
    capacity = np.concatenate([supply, supply[town], np.floor(np.minimum(free * scale, _UNITS))]).astype(np.int32)
    graph = sparse.csr_array((capacity, (first, last)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, source, sink).flow
    residual = sparse.csr_array(graph - flow)
    residual.data = np.maximum(residual.data, 0)
    residual.eliminate_zeros()
    reached = breadth_first_order(residual, source, return_predecessors=False)
    side = np.zeros(sink + 1, dtype=bool)
    side[reached] = True
    return side[:towns]
