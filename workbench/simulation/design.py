"""Points to sweep that fill a box of parameters evenly: Latin hypercube and Sobol' sequence (scipy.stats.qmc)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from workbench.arguments import number, whole_number
from workbench.errors import InputError

if TYPE_CHECKING:
    from scipy.stats.qmc import QMCEngine

Ranges = Mapping[str, tuple[float, float]]


def latin_hypercube(ranges: Ranges, n: int, seed: int = 1) -> pl.DataFrame:
    """Return `n` points, a column a parameter: each range is cut into `n` equal parts with one point in each.

    >>> sweep(county, baseline, points=latin_hypercube({"urban_dibao_ratio": (0.25, 0.35)}, 50, seed=1))

    ranges: parameter -> (lowest, highest value). McKay, Beckman and Conover 1979. The same seed gives the same points.
    Raises InputError for no ranges, ends that don't rise, or no points; whether a parameter is known and may have such
    values is said by `sweep`.
    """
    from scipy.stats import qmc

    ends = _checked("latin_hypercube", ranges)
    whole_number("n", n, 1)
    return _scaled(qmc.LatinHypercube(len(ends), rng=whole_number("seed", seed, 0)), ends, n)


def sobol_points(ranges: Ranges, n: int, seed: int = 1) -> pl.DataFrame:
    """Return the first `n` points of a scrambled Sobol' sequence, a column a parameter; `n` is a power of two.

    >>> sobol_points({"rural_dibao_ratio": (0.35, 0.45)}, 8)

    Sobol' 1967, scrambled after Owen. Ranges and errors as in `latin_hypercube`; InputError for another `n`, over which
    the sequence is not balanced.
    """
    from scipy.stats import qmc

    ends = _checked("sobol_points", ranges)
    if whole_number("n", n, 1) & (n - 1):
        below = 1 << (n.bit_length() - 1)
        raise InputError(f"n={n}: Sobol' points are balanced for a power of two only, such as {below} or {2 * below}")
    return _scaled(qmc.Sobol(len(ends), rng=whole_number("seed", seed, 0)), ends, n)


def _checked(call: str, ranges: object) -> dict[str, tuple[float, float]]:
    if not isinstance(ranges, Mapping) or not ranges:
        raise InputError(f"{call}: ranges are wanted, such as {{'urban_dibao_ratio': (0.25, 0.35)}}")
    ends: dict[str, tuple[float, float]] = {}
    for name, given in ranges.items():
        if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
            raise InputError(f"{call}: {name}={given!r}: lowest and highest value are wanted, such as (0.25, 0.35)")
        low, high = (number(f"{call}: {name}", end) for end in given)
        if not low < high:
            raise InputError(f"{call}: {name}=({low:g}, {high:g}): the lowest value must lie below the highest")
        ends[name] = (low, high)
    return ends


def _scaled(engine: QMCEngine, ends: dict[str, tuple[float, float]], n: int) -> pl.DataFrame:
    unit = engine.random(n)
    columns = {name: low + (high - low) * unit[:, k] for k, (name, (low, high)) in enumerate(ends.items())}
    return pl.DataFrame(columns)
