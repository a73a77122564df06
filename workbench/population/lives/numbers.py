"""Compiled numbers of one person: uniform draws by (seed, decision, id), exp, log, normal quantiles, hashed ids.

They repeat `workbench.luck` and `workbench.portable_math` bit for bit, one number at a time, inside compiled loops.
Only +, −, ×, ÷, √ in a written order and exact steps are used, so that a life is the same on every processor.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from workbench import portable_math as portable

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_LN2_HIGH, _LN2_LOW = portable._LN2_HIGH, portable._LN2_LOW
_INVERSE_LN2 = 1.0 / (_LN2_HIGH + _LN2_LOW)
_EXP = portable._EXP_TERMS
_LOG = portable._LOG_TERMS
_C0, _C1 = (part[::-1] for part in portable._CENTRE)
_N0, _N1 = (part[::-1] for part in portable._NEAR_TAIL)
_F0, _F1 = (part[::-1] for part in portable._FAR_TAIL)
_TABLE = 1000
_POWERS = np.ldexp(1.0, np.arange(-_TABLE, _TABLE + 1))
compiled = njit(cache=True, error_model="numpy")


@compiled
def mixed(x: Any) -> Any:
    """Return splitmix64's finalised number of an unsigned 64-bit number."""
    x = x + _GOLDEN
    x = (x ^ (x >> _S30)) * _MIX_1
    x = (x ^ (x >> _S27)) * _MIX_2
    return x ^ (x >> _S31)


@compiled
def uniform(key: Any, number: Any) -> Any:
    """Return the draw in (0, 1) of an id under a key of `luck.stream_key`."""
    bits = mixed(mixed(np.uint64(number) ^ key) + key)
    return (np.float64(bits >> _S11) + 0.5) * 2.0**-53


@compiled
def hashed_id(anchor: Any, why: Any, year: Any) -> Any:
    """Return the id, below 2**53, of what a person founds in a year: a child, a dwelling, a household."""
    bits = mixed(mixed(np.uint64(anchor)) ^ mixed(np.uint64(year * 64 + why)))
    return np.int64(bits >> _S11)


@compiled
def exponential(x: Any) -> Any:
    """Return e to the power of x, as `portable_math.exp` does."""
    value = min(max(x, -1100.0), 1100.0)
    twos = np.rint(value * _INVERSE_LN2)
    rest = (value - twos * _LN2_HIGH) - twos * _LN2_LOW
    found = _EXP[0]
    for term in _EXP[1:]:
        found = found * rest + term
    power = int(twos)
    if -_TABLE < power < _TABLE:
        return found * _POWERS[power + _TABLE]  # exact, as ldexp is, and faster
    return math.ldexp(found, power)


@compiled
def logarithm(x: Any) -> Any:
    """Return the natural logarithm of a positive number, as `portable_math.log` does."""
    part, twos = math.frexp(x)
    if part < 0.7071067811865476:
        part = 2.0 * part
        twos = twos - 1
    f = (part - 1.0) / (part + 1.0)
    square = f * f
    found = _LOG[0]
    for term in _LOG[1:]:
        found = found * square + term
    return twos * _LN2_HIGH + (2.0 * f * found + twos * _LN2_LOW)


@compiled
def _ratio(above: Any, below: Any, x: Any) -> Any:
    top, bottom = above[0], below[0]
    for k in range(1, 8):
        top = top * x + above[k]
        bottom = bottom * x + below[k]
    return top / bottom


@compiled
def normal(p: Any) -> Any:
    """Return the standard normal quantile of p in (0, 1), as `portable_math.normal_quantile` does."""
    middle = p - 0.5
    if abs(middle) <= 0.425:
        return middle * _ratio(_C0, _C1, 0.180625 - middle * middle)
    tail = math.sqrt(-logarithm(min(p, 1.0 - p)))
    distance = _ratio(_N0, _N1, tail - 1.6) if tail <= 5.0 else _ratio(_F0, _F1, tail - 5.0)
    return -distance if middle < 0.0 else distance


@compiled
def uniforms(key: Any, ids: Any) -> Any:
    """Return the draws of ids under a key, as `luck.uniform_draws`; shape (ids,)."""
    found = np.empty(ids.size)
    for k in range(ids.size):
        found[k] = uniform(key, ids[k])
    return found


@compiled
def normals(key: Any, ids: Any) -> Any:
    """Return the standard normal draws of ids under a key, as `luck.normal_draws`; shape (ids,)."""
    found = np.empty(ids.size)
    for k in range(ids.size):
        found[k] = normal(uniform(key, ids[k]))
    return found
