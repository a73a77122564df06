"""Words that every layout writes: the date, the short form of the fingerprint."""

from __future__ import annotations

import datetime as dt

from workbench.briefing.content import Content
from workbench.language import word

_SHORT = 16


def made_on(day: dt.date) -> str:
    """Write a day: 2021年7月1日, 2021-07-01."""
    return word("brief.made_on", year=day.year, month=day.month, day=day.day)


def short_fingerprint(content: Content) -> str:
    """Return the first signs of the run's fingerprint: enough to find the record."""
    return str(content.record["fingerprint"])[:_SHORT]
