"""From a setting of the levers to the scenario it makes: a moved assumption stays as unsure as it was."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.parameter.book import Override, Resolved
from workbench.scenario import Scenario

_SOURCE = "set on the page"


def scenario_of(baseline: Scenario, levers: Mapping[str, float]) -> Scenario:
    """Return the scenario that levers make of the baseline. Raises as `Scenario.replace` does.

    What is decided is simply set. What nobody knows keeps the interval that the baseline gives it; a value beyond the
    interval widens it, so that intervals can still be worked out.
    """
    if not levers:
        return baseline
    known = baseline.resolved()
    return baseline.replace(**{name: _told(known.get(name), value) for name, value in levers.items()})


def _told(item: Resolved | None, value: float) -> float | Override:
    if item is None or item.spread is None or item.parameter.section == "care":
        return value  # a name that nobody knows is complained of by the scenario
    ends = {"low": min(item.spread.low, value), "high": max(item.spread.high, value)}
    return Override(value, "assumed", _SOURCE, item.spread.model_copy(update=ends))
