"""What several layouts write: the date, the short form of the fingerprint, a table without its long last column."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from workbench.briefing.content import Content, Table
from workbench.language import word

_SHORT = 16
_MOST_PROPERTY = 255  # characters; the libraries refuse more


def property_text(text: str) -> str:
    """Shorten a text to the 255 characters that a property of a Word or PowerPoint file may have; … says it."""
    return text if len(text) <= _MOST_PROPERTY else text[: _MOST_PROPERTY - 1] + "…"


def made_on(day: dt.date) -> str:
    """Write a day: 2021年7月1日, 2021-07-01."""
    return word("brief.made_on", year=day.year, month=day.month, day=day.day)


def short_fingerprint(content: Content) -> str:
    """Return the first signs of the run's fingerprint: enough to find the record."""
    return str(content.record["fingerprint"])[:_SHORT]


def without_sources(table: Table) -> Table:
    """Return the chief assumptions without their sources, which are long; the table of all assumptions has them."""
    if table.name != "chief_assumptions":
        return table
    return replace(table, columns=table.columns[:-1], rows=tuple(cells[:-1] for cells in table.rows))
