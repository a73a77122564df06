"""Where the parts of a figure lie: boxes and ribbons of a flow between two columns, labels inside stacked bands.

A flow's boxes are as high as their amounts and never on one another. A band that is wide enough holds its own name, so
that a key is needed for the rest only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.charts.base.figure import text_width
from workbench.portable_math import find_root

Flow = Mapping[tuple[str, str], float]
_POINTS = 25  # of a ribbon's edge
_GAP, _LEAST = 0.012, 0.042  # of the whole height: between two boxes, and what a box's label needs
_PER_CHARACTER, _LINE = 7.0, 15.0  # pixels of a label's text: a Latin character, and its height
_EDGE = 10  # places that stay free beside the picture's edges: on a page it may be narrower than here
_MARGIN = 1.15  # axes end a little above the highest band
_PLACES = 240  # looked at across the picture


def boxes(flow: Flow, left: Sequence[str], right: Sequence[str]) -> pl.DataFrame:
    """Return a row for each box: side ("left", "right"), name, amount, top and bottom (0 to 1, from above), middle.

    Both columns have one scale, so that a ribbon is as wide where it ends as where it begins. A box too low for its
    label stands in the middle of the room that the label needs.
    """
    sides = {
        "left": {a: sum(v for (x, _), v in flow.items() if x == a) for a in left},
        "right": {b: sum(v for (_, y), v in flow.items() if y == b) for b in right},
    }
    scale = min(_scale(list(amounts.values())) for amounts in sides.values())
    rows = []
    for side, amounts in sides.items():
        rooms = [max(amount * scale, _LEAST) for amount in amounts.values()]
        free = 1 - sum(rooms)
        gap = free / (len(rooms) - 1) if len(rooms) > 1 else 0.0
        at = 0.0 if len(rooms) > 1 else free / 2
        for (name, amount), room in zip(amounts.items(), rooms, strict=True):
            top = at + (room - amount * scale) / 2
            rows.append((side, name, amount, top, top + amount * scale, at + room / 2))
            at += room + gap
    return pl.DataFrame(rows, schema=["side", "name", "amount", "top", "bottom", "middle"], orient="row")


def _scale(amounts: list[float]) -> float:
    """The largest height per unit with which all boxes, their labels and the gaps between them find room."""
    room = 1 - _GAP * max(0, len(amounts) - 1)
    widest = room / sum(amounts)

    def excess(scale: float) -> float:
        return sum(max(amount * scale, _LEAST) for amount in amounts) - room

    if excess(0.0) >= 0:
        return 0.0
    return widest if excess(widest) <= 0 else find_root(excess, 0.0, widest, within=widest * 1e-9)


def ribbons(flow: Flow, placed: pl.DataFrame) -> pl.DataFrame:
    """Return the points of every ribbon: left, right, x (0 to 1), top, bottom; stacked in one order on both sides."""
    begins = {(row["side"], row["name"]): row["top"] for row in placed.iter_rows(named=True)}
    scales = [(row["bottom"] - row["top"]) / row["amount"] for row in placed.iter_rows(named=True) if row["amount"] > 0]
    scale = scales[0] if scales else 0.0
    names = {side: placed.filter(pl.col("side") == side)["name"].to_list() for side in ("left", "right")}
    left_tops, right_tops = {}, {}
    for a in names["left"]:
        for b in names["right"]:
            if (a, b) in flow:
                left_tops[a, b], begins["left", a] = begins["left", a], begins["left", a] + flow[a, b] * scale
                right_tops[a, b], begins["right", b] = begins["right", b], begins["right", b] + flow[a, b] * scale
    rows = [
        (a, b, x, top, top + flow[a, b] * scale)
        for a, b in left_tops
        for x, top in _edge(left_tops[a, b], right_tops[a, b])
    ]
    return pl.DataFrame(
        rows,
        schema={"left": pl.String, "right": pl.String, "x": pl.Float64, "top": pl.Float64, "bottom": pl.Float64},
        orient="row",
    )


def _edge(begin: float, end: float) -> list[tuple[float, float]]:
    """A smooth step from one height to another: level at both ends."""
    shares = [k / (_POINTS - 1) for k in range(_POINTS)]
    return [(x, begin + (end - begin) * (1 - math.cos(math.pi * x)) / 2) for x in shares]


def band_labels(
    x: Sequence[float], bands: Mapping[str, Sequence[float]], labels: Mapping[str, str], size: tuple[int, int]
) -> pl.DataFrame:
    """Return key, label, x and y (in the bands' units) of every label that fits into its band, drawn `size` pixels.

    bands: by key, from the lowest up, one height for each x (rising). A label stands where its band leaves it most room
    over its whole width.
    """
    schema = {"key": pl.String, "label": pl.String, "x": pl.Float64, "y": pl.Float64}
    at = np.asarray(x, dtype=float)
    places = np.linspace(at[0], at[-1], _PLACES)
    below = np.zeros(_PLACES)
    rows, edges = [], {}
    for key, heights in bands.items():
        above = below + np.interp(places, at, np.maximum(np.asarray(heights, dtype=float), 0.0))
        edges[key] = (below, above)
        below = above
    top = float(below.max())
    if top <= 0 or at[-1] <= at[0]:
        return pl.DataFrame(schema=schema)
    pixel = top / size[1]
    for key, (low, high) in edges.items():
        half = int(np.ceil(text_width(labels[key]) * _PER_CHARACTER / 2 / size[0] * _PLACES))
        found = _roomiest(low, high, half)
        if found is not None and found[1] - found[0] >= _LINE * pixel * _MARGIN:
            rows.append((key, labels[key], float(places[found[2]]), (found[0] + found[1]) / 2))
    return pl.DataFrame(rows, schema=schema, orient="row")


def _roomiest(low: NDArray[np.float64], high: NDArray[np.float64], half: int) -> tuple[float, float, int] | None:
    """Return bottom, top and place of the highest box, `half` places to either side, inside a band."""
    best = None
    for k in range(half + _EDGE, low.size - half - _EDGE):
        window = slice(k - half, k + half + 1)
        bottom, top = float(low[window].max()), float(high[window].min())
        if best is None or top - bottom > best[1] - best[0]:
            best = (bottom, top, k)
    return best
