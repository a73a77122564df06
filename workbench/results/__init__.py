"""What the columns of result frames are: unit, title in both languages, meaning; and which columns a result has."""

from workbench.results.columns import Column, column, declared_columns, kind_of, title, unit_of_row, unit_of_rule
from workbench.results.frames import FRAMES, checked, column_table
from workbench.results.parameter_table import Parameters, parameters

__all__ = [
    "FRAMES",
    "Column",
    "Parameters",
    "checked",
    "column",
    "column_table",
    "declared_columns",
    "kind_of",
    "parameters",
    "title",
    "unit_of_row",
    "unit_of_rule",
]
