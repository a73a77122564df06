"""Luck that stays with a person: uniform draws computed from (seed, decision, id), never from row order.

The draw of one person for one decision is the same in every scenario, on every machine, and in any subset of
the county. A rate (take-up, say) is compared with it when the law runs, so that raising a rate or a standard
never reshuffles who was lucky. Method: a counter-based hash, splitmix64 (Steele, Lea and Flood 2014, "Fast
splittable pseudorandom number generators", OOPSLA), keyed by FNV-1a of the decision's name.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.portable_math import normal_quantile

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_FNV_OFFSET = 0xCBF29CE484222325
_FNV_PRIME = 0x100000001B3


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    with np.errstate(over="ignore"):  # arithmetic modulo 2**64 is meant
        x = x + _GOLDEN
        x = (x ^ (x >> np.uint64(30))) * _MIX_1
        x = (x ^ (x >> np.uint64(27))) * _MIX_2
    return x ^ (x >> np.uint64(31))


def name_key(decision: str) -> int:
    """Return the number that stands for a decision's name (FNV-1a, 64 bits)."""
    h = _FNV_OFFSET
    for byte in decision.encode():
        h = ((h ^ byte) * _FNV_PRIME) & 0xFFFFFFFFFFFFFFFF
    return h


def uniform_draws(seed: int, decision: str, ids: NDArray[np.int64]) -> NDArray[np.float64]:
    """Draw one uniform number in (0, 1) for each id, fixed by (seed, decision, id).

    `ids` has shape (n,); so has the result. Raises nothing: every int64 is a valid seed and id.
    """
    return _uniform(np.array([seed & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64), decision, np.asarray(ids, dtype=np.int64))


def replicate_draws(seed: int, decision: str, ids: NDArray[np.int64], replicates: int) -> NDArray[np.float64]:
    """Draw one uniform number for each replicate and id; shape (replicates, n).

    Replicate k has the draws of `uniform_draws(seed + k, decision, ids)`.
    """
    seeds = np.array([(seed + k) & 0xFFFFFFFFFFFFFFFF for k in range(replicates)], dtype=np.uint64)
    return _uniform(seeds[:, None], decision, np.asarray(ids, dtype=np.int64)[None, :])


def _uniform(seeds: NDArray[np.uint64], decision: str, ids: NDArray[np.int64]) -> NDArray[np.float64]:
    key = _mix(_mix(seeds) ^ _mix(np.array([name_key(decision)], dtype=np.uint64)))
    with np.errstate(over="ignore"):
        mixed = _mix(_mix(ids.view(np.uint64) ^ key) + key)
    return ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def normal_draws(seed: int, decision: str, ids: NDArray[np.int64]) -> NDArray[np.float64]:
    """Draw one standard normal number for each id, fixed by (seed, decision, id); shapes as `uniform_draws`."""
    return normal_quantile(uniform_draws(seed, decision, ids))


def stream_key(seed: int, decision: str) -> int:
    """Return the key of a decision's draws, from which compiled code makes the same numbers as `uniform_draws`."""
    seeds = np.array([seed & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64)
    return int(_mix(_mix(seeds) ^ _mix(np.array([name_key(decision)], dtype=np.uint64)))[0])
