"""Lines of equal value over a grid, for any surface: falling, rising or both. Vega-Lite draws none.

Marching squares: a line crosses a cell's edges where the values between two corners pass its level, straight in
between. Where a line passes a cell twice (a saddle) the mean of the corners decides which crossings belong together.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float]
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


def iso_lines(xs: Floats, ys: Floats, values: Floats, write: Callable[[float], str]) -> pl.DataFrame:
    """Return the lines as straight pieces, one row each: x, y, x2, y2, level, label; values has shape (xs, ys)."""
    rows: list[dict[str, object]] = []
    levels = nice_levels(float(values.min()), float(values.max())) if values.max() > values.min() else []
    corners = np.stack([values[:-1, :-1], values[1:, :-1], values[1:, 1:], values[:-1, 1:]])
    for level in levels:
        label = write(level)
        passed = (corners.min(axis=0) < level) & (corners.max(axis=0) >= level)
        for i, j in np.argwhere(passed).tolist():
            for (x, y), (x2, y2) in _pieces(xs[i : i + 2], ys[j : j + 2], corners[:, i, j], level):
                rows.append({"x": x, "y": y, "x2": x2, "y2": y2, "level": level, "label": label})
    numbers = dict.fromkeys(("x", "y", "x2", "y2", "level"), pl.Float64)
    return pl.DataFrame(rows, schema={**numbers, "label": pl.String})


def _pieces(xs: Floats, ys: Floats, corners: Floats, level: float) -> list[tuple[Point, Point]]:
    """Return the pieces of one line in one cell: one, or two at a saddle; `corners`: values around it from (x0, y0)."""
    places = [(xs[0], ys[0]), (xs[1], ys[0]), (xs[1], ys[1]), (xs[0], ys[1])]
    points = []
    for k in range(4):
        here, after = corners[k], corners[(k + 1) % 4]
        if (here >= level) != (after >= level):
            (x, y), (x2, y2) = places[k], places[(k + 1) % 4]
            part = (level - here) / (after - here)
            points.append((float(x + part * (x2 - x)), float(y + part * (y2 - y))))
    if len(points) == 4 and (corners.mean() >= level) != (corners[0] >= level):
        points = [points[3], *points[:3]]  # the middle isn't the first corner's: the first and the third are cut off
    return list(zip(points[::2], points[1::2], strict=True))


def line_ends(lines: pl.DataFrame, xs: Floats, ys: Floats) -> pl.DataFrame:
    """Return where each line's label stands: right of the surface where the line leaves there, else below it.

    One row a line: x, y, level, label, right. A line that leaves neither on the right nor below has its label where it
    is farthest to the right.
    """
    points = pl.concat([lines.select("level", "label", "x", "y"), lines.select("level", "label", x="x2", y="y2")])
    step = (ys[-1] - ys[0]) / 40
    right, below = pl.col("x") >= xs[-1] - 1e-9, pl.col("y") <= ys[0] + 1e-9
    rank = pl.when(right).then(0).when(below).then(1).otherwise(2)
    # of several ends on the right the lowest, of several below the rightmost
    ordered = points.with_columns(rank=rank).sort("level", "rank", "x", "y", descending=[False, False, True, False])
    ends = ordered.group_by("level", maintain_order=True).first()
    return ends.select(
        "x",
        y=pl.when(pl.col("rank") == 1).then(pl.lit(float(ys[0]) - step)).otherwise(pl.col("y")),
        level="level",
        label="label",
        right=pl.col("rank") != 1,
    )
