"""`wb.table`: a frame, or the table behind a figure, as people read it; complains where a unit is not known."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from workbench.arguments import check_kinds
from workbench.charts.base.figure import Figure
from workbench.errors import InputError, unknown
from workbench.language import current_language, unit_alone
from workbench.results.columns import own_columns
from workbench.results.shown_table import ShownTable, without_unit
from workbench.scenario import Scenario

ROWS = 40


@check_kinds
def table(
    of: pl.DataFrame | Figure,
    *,
    rows: int = ROWS,
    unit: str | Mapping[str, str] | None = None,
    scenario: Scenario | None = None,
) -> ShownTable:
    """Write a frame, or the table behind a figure, for people: in the language that is on, the first `rows` rows.

    >>> table(run.totals, rows=3)

    Units are those of the results' columns (`workbench.results.columns`). `unit` is that of all columns of numbers
    that no result has, such as those of a pivot; or a mapping from column to unit. `scenario`: whose own parameters
    and rules columns may be named after. Raises InputError where nothing says the unit of a number, for anything but a
    frame or a figure, or fewer than one row; UnknownNameError for a column that isn't there, or a unit without words.
    """
    frame = of.table if isinstance(of, Figure) else of
    if not isinstance(frame, pl.DataFrame):
        raise InputError(f"table: a frame or a figure is wanted, not {type(of).__name__}")
    if rows < 1:
        raise InputError(f"table: rows={rows}: at least 1 is wanted")
    units = dict(of.units) if isinstance(of, Figure) else {}
    own = dict(of.own) if isinstance(of, Figure) else {}
    own |= {} if scenario is None else own_columns(scenario.reform)
    if isinstance(unit, Mapping):
        for name in unit:
            if name not in frame.columns:
                raise unknown("column", name, frame.columns, "table: unit")
        units |= unit
    elif unit is not None:
        units = dict.fromkeys((name for name in frame.columns if without_unit(frame, name, own)), unit) | units
    for one in units.values():
        unit_alone(one)
    return ShownTable(frame, rows, current_language(), units, own)
