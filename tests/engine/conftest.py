"""A random population as bare arrays: every input of the law, with all its odd values, no contract in between."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from workbench.law import law


@dataclass
class Crowd:
    arrays: dict[str, NDArray[Any]]
    starts: NDArray[np.int64]
    cell: NDArray[np.int64]
    weight: NDArray[np.float64]

    def family(self, h: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """One household and its members, as the plain law is told."""
        inputs = law().inputs.values()
        rows = range(self.starts[h], self.starts[h + 1])
        own = {i.name: self.arrays[i.name][h].item() for i in inputs if i.entity == "household"}
        return own, [{i.name: self.arrays[i.name][r].item() for i in inputs if i.entity == "person"} for r in rows]


@pytest.fixture(scope="session")
def crowd() -> Crowd:
    rng = np.random.default_rng(7)
    households = 3_000
    sizes = rng.integers(1, 13, households)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    arrays: dict[str, NDArray[Any]] = {}
    for item in law().inputs.values():
        n = int(starts[-1]) if item.entity == "person" else households
        if item.draw == "normal":
            arrays[item.name] = rng.normal(size=n)
        elif item.draw == "uniform":
            arrays[item.name] = rng.random(n)
        elif item.kind is float:
            arrays[item.name] = np.round(rng.gamma(0.4, 400, n) * (rng.random(n) < 0.4), 2)
        elif item.kind is bool:
            arrays[item.name] = rng.random(n) < (0.8 if item.name == "has_able_supporter" else 0.1)
        elif issubclass(item.kind, IntEnum):
            arrays[item.name] = rng.integers(0, len(item.kind), n).astype(np.int8)
        else:
            arrays[item.name] = rng.integers(0, 3, n).astype(np.int8)
    n = int(starts[-1])
    arrays["age"] = rng.integers(0, 100, n).astype(np.int16)
    arrays["disability_grade"] = np.where(arrays["disability_type"] > 0, rng.integers(1, 5, n), 0).astype(np.int8)
    arrays["adl_items_lost"] = rng.integers(0, 7, n).astype(np.int8)
    arrays["business_income"] -= 100 * (rng.random(n) < 0.2)
    arrays["financial_assets"] = rng.gamma(1, 15_000, households)
    arrays["vehicles"] = (rng.random(households) < 0.2).astype(np.int8)
    arrays["own_financial_assets"] = np.where(rng.random(n) < 0.6, -1.0, np.round(rng.gamma(1, 8_000, n), 2))
    for name in ("own_dwellings", "own_vehicles", "own_companies"):
        arrays[name] = rng.choice(np.array([-1, -1, 0, 0, 1, 2], np.int8), n)
    cell = rng.integers(0, 24, households)
    return Crowd(arrays, starts, cell, np.ones(households))
