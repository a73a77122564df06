"""The county of the benchmark: its arrays as the kernel reads them, a larger copy of it, and reading it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engine.rule import Input
from workbench.luck import normal_draws, uniform_draws
from workbench.simulation.preparation import Prepared

SEED = 20210602


def replicated(ready: Prepared, inputs: Sequence[Input], factor: int, seed: int) -> Prepared:
    """The same families `factor` times over, each copy with ids, and so with luck, of its own."""
    households, persons = len(ready.starts) - 1, int(ready.starts[-1])
    arrays: dict[str, NDArray[Any]] = {}
    for item in inputs:
        if item.draw is None:
            arrays[item.name] = np.tile(ready.arrays[item.name], factor)
            continue
        ids = np.arange(1, (persons if item.entity == "person" else households) * factor + 1)
        make = normal_draws if item.draw == "normal" else uniform_draws
        arrays[item.name] = make(seed, item.name, ids)
    shifted = (ready.starts[:-1] + persons * np.arange(factor)[:, None]).ravel()
    starts = np.append(shifted, persons * factor).astype(np.int64)
    return Prepared(arrays, starts, np.tile(ready.cell, factor), ready.cells, np.tile(ready.weight, factor))


def columns_read(ready: Prepared, inputs: Sequence[Input]) -> list[NDArray[Any]]:
    """Exactly the arrays that the kernel reads: the inputs, and each household's first member, cell and weight."""
    return [*(ready.arrays[item.name] for item in inputs), ready.starts, ready.cell, ready.weight]


def streaming_read(columns: Sequence[NDArray[Any]]) -> Callable[[], int]:
    """A compiled function that does nothing but read the columns once, eight bytes at a time, on one core."""
    from numba import njit

    words = [column.view(np.uint8)[: column.nbytes // 8 * 8].view(np.int64) for column in columns]

    @njit(nogil=True)
    def add_up(column):  # integers: the compiler may add them in any order, which makes the reading fast
        total = 0
        for i in range(column.size):
            total += column[i]
        return total

    add_up(words[0])
    return lambda: sum(add_up(column) for column in words)


def numpy_sum(columns: Sequence[NDArray[Any]]) -> Callable[[], float]:
    """NumPy's own sum of every column in its own type."""
    return lambda: sum(float(column.sum()) for column in columns)
