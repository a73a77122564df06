"""The tile grid of the 12 towns and units: where each tile stands, its corners and its axes."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from workbench.paths import package_file

SIDE = 4  # tiles across and down


@cache
def positions() -> pl.DataFrame:
    """Return town, column and row of each tile: a schematic order, assumed (see the file)."""
    # the bytes, because Polars takes brackets in a path for a pattern
    return pl.read_csv(package_file("charts", "base", "town_tiles.csv").read_bytes(), comment_prefix="#")


def placed(table: pl.DataFrame, gap: float) -> pl.DataFrame:
    """Return a table with a column town, its rows in their order, with the corners and the middle of each row's tile.

    Added: column, row, x, x2, y, y2, xm, ym, in tiles from the upper left; `gap` is left free at each side of a tile.
    """
    column, row = pl.col("column"), pl.col("row")
    return table.join(positions(), on="town", maintain_order="left").with_columns(
        x=column + gap,
        x2=column + 1 - gap,
        y=row + gap,
        y2=row + 1 - gap,
        xm=column + 0.5,
        ym=row + 0.5,
    )


def x(field: str) -> Any:
    """Return the horizontal channel of a field in tiles, without an axis."""
    import altair as alt

    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, SIDE]), axis=None)


def y(field: str) -> Any:
    """Return the vertical channel of a field in tiles from the top, without an axis."""
    import altair as alt

    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[SIDE, 0]), axis=None)
