"""The title of the town tiles: it names a town only where no luck of the draw would have put another in its place.

The towns of a synthetic county differ by lot: another seed orders them otherwise. A superlative is said where a town
parts from every other one at 95 %, Bonferroni over the comparisons, by the standard errors of shares of clusters
(`simulation.coverage_errors`); whether towns differ at all is Cochran's Q (1954) against chi square.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from scipy.special import chdtri, ndtri

from workbench.language import change_in_points, share, town_name, word

_SURE = 0.95
_ALIKE = 0.005  # rises that differ by less than half a point are about the same
_ROUNDING = 0.0005  # what differs by no more than the last digit shown doesn't part


def title(table: pl.DataFrame) -> str:
    """Return the title of a table of towns: town, coverage, change (shares), error, change_error (their errors)."""
    known = table.filter(pl.col("coverage").is_not_nan() & pl.col("change").is_not_nan())
    if known.is_empty():
        return word("charts.towns_title_nobody")
    if known.height == 1:
        only = known.row(0, named=True)
        key = "charts.towns_title_one" if abs(only["change"]) < _ROUNDING else "charts.towns_title_one_changed"
        told = {"coverage": share(only["coverage"]), "change": change_in_points(only["change"])}
        return word(key, town=town_name(only["town"]), **told)
    changes = known["change"].to_list()
    if max(map(abs, changes)) < _ROUNDING:
        return _levels(known)
    if min(changes) < -_ROUNDING and abs(min(changes)) > max(changes):
        worst, change = _extreme(known, "change", "lowest"), change_in_points(min(changes))
        if worst is None:
            return word("charts.towns_title_some_fall", n=sum(c < -_ROUNDING for c in changes), change=change)
        return word("charts.towns_title_fall", town=town_name(worst), change=change)
    most = _extreme(known, "change", "highest")
    if most is None:
        rising = sum(c > _ROUNDING for c in changes)
        if rising == known.height and max(changes) - min(changes) < _ALIKE:
            return word("charts.towns_title_many_gain", n=rising)
        return word("charts.towns_title_some_gain", n=rising, change=change_in_points(max(changes)))
    if most == _extreme(known, "coverage", "lowest"):
        return word("charts.towns_title_gain_lowest", town=town_name(most))
    return word("charts.towns_title_gain", town=town_name(most), change=change_in_points(max(changes)))


def _levels(known: pl.DataFrame) -> str:
    """Return the title where nothing changes: what is said of the towns' levels."""
    low, high = float(known["coverage"].min()), float(known["coverage"].max())  # type: ignore[arg-type]
    if high - low < 0.01:
        return word("charts.towns_title_level")
    lowest, highest = (_extreme(known, "coverage", end) for end in ("lowest", "highest"))
    if lowest is not None and highest is not None:
        return word("charts.towns_title_same", low=town_name(lowest), high=town_name(highest))
    key = "charts.towns_title_by_chance" if _by_chance(known) else "charts.towns_title_range"
    return word(key, low=share(low), high=share(high))


def _extreme(known: pl.DataFrame, column: str, end: Literal["lowest", "highest"]) -> str | None:
    """Return the town at an end of a column that parts from every other one; None where none does."""
    ordered = known.sort(column, descending=end == "highest")
    values = ordered[column].to_numpy()
    errors = ordered["error" if column == "coverage" else "change_error"].to_numpy()
    between = np.abs(values[1:] - values[0])
    needed = ndtri(1 - (1 - _SURE) / 2 / between.size) * np.sqrt(errors[1:] ** 2 + errors[0] ** 2)
    if not ((between > needed) & (between > _ROUNDING)).all():  # an error that isn't known parts from nothing
        return None
    town: str = ordered["town"][0]
    return town


def _by_chance(known: pl.DataFrame) -> bool:
    """Say whether the towns' coverage differs no more than the luck of the draw makes it."""
    coverage, errors = known["coverage"].to_numpy(), known["error"].to_numpy()
    if not (errors > 0).all():
        return False
    weights = errors**-2.0
    spread = float((weights * (coverage - np.average(coverage, weights=weights)) ** 2).sum())
    return spread <= float(chdtri(coverage.size - 1, 1 - _SURE))
