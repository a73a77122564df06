"""The years that the page can be set to: from the scenario's own to the last one that every path of the place has."""

from __future__ import annotations

from workbench.errors import PlaceError
from workbench.scenario import Scenario
from workbench.yearly import load_paths

_LAST = 2050  # lives go no farther


def page_years(baseline: Scenario) -> range | None:
    """Return the years of a baseline's page, the first one the scenario's own; None where the place has no paths.

    A place whose paths end before the scenario's next year has one year, and so no slider.
    """
    try:
        paths = load_paths()
    except PlaceError:
        return None
    first = baseline.date.year
    last = min(_LAST, *(max(path.years) for path in paths.entries.values()))
    return range(first, last + 1) if last > first else None
