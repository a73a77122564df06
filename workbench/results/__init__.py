"""What the columns of result frames are: unit, title in both languages, meaning; and which columns a result has."""

from workbench.results.columns import COLUMNS, Column, column, columns, title, unit_of_row
from workbench.results.frames import FRAMES, checked

__all__ = ["COLUMNS", "FRAMES", "Column", "checked", "column", "columns", "title", "unit_of_row"]
