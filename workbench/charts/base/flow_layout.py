"""Where the boxes and ribbons of a flow between two columns lie: as high as their amounts, never on one another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import polars as pl

from workbench.portable_math import find_root

Flow = Mapping[tuple[str, str], float]
_POINTS = 25  # of a ribbon's edge
_GAP, _LEAST = 0.012, 0.042  # of the whole height: between two boxes, and what a box's label needs


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
