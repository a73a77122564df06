"""Reads what the words of a command mean: a scenario with changes, a county, the values of a sweep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.place import current_place

if TYPE_CHECKING:
    from workbench.population import Population
    from workbench.scenario import Scenario

_RANGE = re.compile(r"([^:]+):([^:]+):([^:]+)")


def command_scenario(name: str | None, changes: Sequence[str] | None = None) -> Scenario:
    """Return the scenario of a name (None: the place's baseline) with what --set changes."""
    from workbench.scenario_folder import load_scenario

    scenario = load_scenario(name or current_place().baseline)
    changed = dict(_change(text) for text in changes or ())
    return scenario.replace(**changed) if changed else scenario


def command_county(scenario: Scenario, persons: int | None, seed: int) -> Population:
    """Return the county of a seed and a size, with the income tail that the scenario was calibrated for."""
    from workbench.population import synthesize

    return synthesize(seed, persons, scenario.tail or "fujian")


def _change(text: str) -> tuple[str, float | str]:
    name, found, value = text.partition("=")
    if not found or not name or not value:
        raise InputError(f"--set {text!r}: name=value is wanted, such as urban_dibao_ratio=0.33")
    return name, _number_or_word(value)


def _number_or_word(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def swept_values(text: str) -> tuple[str, list[float | str]]:
    """Read name=a,b,c or name=from:to:step (both ends belong to it)."""
    name, found, listed = text.partition("=")
    if not found or not name or not listed:
        raise InputError(f"{text!r}: name=0.25,0.30 or name=0.25:0.35:0.05 is wanted")
    span = _RANGE.fullmatch(listed)
    if span is None:
        return name, [_number_or_word(value) for value in listed.split(",")]
    try:
        low, high, step = (float(value) for value in span.groups())
    except ValueError:
        raise InputError(f"{text!r}: three numbers from:to:step are wanted, such as 0.25:0.35:0.05") from None
    if step <= 0 or high < low:
        raise InputError(f"{text!r}: from:to:step wants a step above 0 and an end that is not below the beginning")
    return name, [round(low + k * step, 10) for k in range(int((high - low) / step + 1e-9) + 1)]
