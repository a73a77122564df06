"""Lines of equal value over a grid, solved column by column; Vega-Lite draws none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_LINES = 8


def _edges(middles: Floats) -> Floats:
    """Cell borders half-way between the values, cut at the first and last value."""
    inner = (middles[1:] + middles[:-1]) / 2
    return np.concatenate([middles[:1], inner, middles[-1:]])


def cells(xs: Floats, ys: Floats, values: Floats) -> pl.DataFrame:
    """Return one rectangle per pair of values: x, x2, y, y2, value."""
    ex, ey = _edges(xs), _edges(ys)
    i, j = (index.ravel() for index in np.meshgrid(np.arange(len(xs)), np.arange(len(ys)), indexing="ij"))
    return pl.DataFrame({"x": ex[i], "x2": ex[i + 1], "y": ey[j], "y2": ey[j + 1], "value": values.ravel()})


def nice_levels(low: float, high: float) -> list[float]:
    """Choose at most eight round amounts between two values."""
    rough = (high - low) / MOST_LINES
    power = 10 ** np.floor(np.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough)
    return [float(v) for v in np.arange(np.ceil(low / step) * step, high, step) if v > low]


def _root(at: Floats, values: Floats, level: float) -> float | None:
    """Where values first rise to a level, between the places `at`; None where they don't."""
    above = values >= level
    if above[0] or not above.any():
        return float(at[0]) if above[0] and values[0] == level else None
    i = int(np.argmax(above))
    part = (level - values[i - 1]) / (values[i] - values[i - 1])
    return float(at[i - 1] + part * (at[i] - at[i - 1]))


def iso_lines(xs: Floats, ys: Floats, values: Floats, write: Callable[[float], str]) -> pl.DataFrame:
    """Solve each line column by column: the value rises with the rural ratio, so there is one root at most.

    Where a line leaves through the upper or lower edge, that point is solved along the edge.
    """
    rows: list[dict[str, object]] = []
    levels = nice_levels(float(values.min()), float(values.max())) if values.max() > values.min() else []
    for level in levels:
        label = write(level)
        across = [(float(x), _root(ys, column, level)) for x, column in zip(xs, values, strict=True)]
        edges = [(_root(xs, values[:, j], level), float(ys[j])) for j in (-1, 0)]
        solved = {(x, y) for x, y in (*across, *edges) if x is not None and y is not None}
        # From the upper left to the lower right; at the same urban ratio the higher end comes first.
        rows += [
            {"x": x, "y": y, "level": level, "label": label} for x, y in sorted(solved, key=lambda p: (p[0], -p[1]))
        ]
    schema = {"x": pl.Float64, "y": pl.Float64, "level": pl.Float64, "label": pl.String}
    return pl.DataFrame(rows, schema=schema)


def line_ends(lines: pl.DataFrame, xs: Floats, ys: Floats) -> pl.DataFrame:
    """Put each line's label where it ends: right of the surface, or below it when it leaves at the bottom."""
    ends = lines.group_by("level", maintain_order=True).last()
    step = (ys[-1] - ys[0]) / 40
    return ends.with_columns(
        right=pl.col("x") >= xs[-1] - 1e-9,
        y=pl.when(pl.col("x") >= xs[-1] - 1e-9).then(pl.col("y")).otherwise(pl.lit(float(ys[0]) - step)),
    )
