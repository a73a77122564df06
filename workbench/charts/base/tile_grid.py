"""The tile grid of a place's towns: where each tile stands, its corners, the axes, and where a legend has room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from workbench.place import Place, current_place

if TYPE_CHECKING:
    import altair as alt

_LEGEND_WIDTH = 2  # tiles that the legend takes in the last row, from the left
_STRIP = 0.45  # height of a strip for the legend below the grid, in tiles


@dataclass(frozen=True)
class Grid:
    """Tiles across and down (the strip included), and the free spots: the legend's height, the north mark's place."""

    columns: int
    rows: float
    legend: float
    north: tuple[float, float]

    @classmethod
    def of(cls, place: Place, *, legend: bool = True) -> Grid:
        """Measure the tiles of a place; where the last row has no room on the left, a strip is added below it."""
        taken = {(town.column, town.row) for town in place.town_list}
        columns = max(_LEGEND_WIDTH, *(column + 1 for column, _ in taken))
        rows = max(row + 1 for _, row in taken)
        free = rows > 1 and all((column, rows - 1) not in taken for column in range(_LEGEND_WIDTH))
        top = next((column for column in range(columns) if (column, 0) not in taken), None)
        bottom = rows - 0.38 if free else rows + 0.12
        height = float(rows) if free or not legend else rows + _STRIP
        return cls(columns, height, bottom, (columns - 0.25, bottom + 0.1) if top is None else (top + 0.1, 0.2))

    def x(self, field: str) -> alt.X:
        """Return the horizontal channel of a field in tiles, without an axis."""
        import altair as alt

        return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, self.columns]), axis=None)

    def y(self, field: str) -> alt.Y:
        """Return the vertical channel of a field in tiles from the top, without an axis."""
        import altair as alt

        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[self.rows, 0]), axis=None)


def placed(table: pl.DataFrame, gap: float) -> pl.DataFrame:
    """Return a table with a column town, its rows in their order, with the corners and the middle of each row's tile.

    Added: column, row, x, x2, y, y2, xm, ym, in tiles from the upper left; `gap` is left free at each side of a tile.
    The places are schematic: no map, and no adjacency for planning.
    """
    column, row = pl.col("column"), pl.col("row")
    towns = current_place().town_list
    positions = pl.DataFrame(
        {"town": [t.zh for t in towns], "column": [t.column for t in towns], "row": [t.row for t in towns]}
    ).with_columns(pl.col("town").cast(table.schema["town"]))
    return table.join(positions, on="town", maintain_order="left").with_columns(
        x=column + gap,
        x2=column + 1 - gap,
        y=row + gap,
        y2=row + 1 - gap,
        xm=column + 0.5,
        ym=row + 0.5,
    )
