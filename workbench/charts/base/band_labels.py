"""Where a stacked band is wide enough to hold its own name: labels in the picture, and a key only for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.charts.base.figure import text_width

_PER_CHARACTER, _LINE = 7.0, 15.0  # pixels of a label's text: a Latin character, and its height
_EDGE = 10  # places that stay free beside the picture's edges: on a page it may be narrower than here
_MARGIN = 1.15  # axes end a little above the highest band
_PLACES = 240  # looked at across the picture


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
