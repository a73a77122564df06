"""What nobody knows, as levers: each assumption with its status and the range that should hold the truth."""

from __future__ import annotations

import math

import polars as pl

from workbench.dashboard.state.scenario_levers import ASSUMPTION_LEVERS
from workbench.dashboard.view.page_data import Data, Slider, digits_of
from workbench.dashboard.view.sliders import overruled_words
from workbench.language import interval, slider_format, word
from workbench.parameter.book import Resolved
from workbench.simulation import Run

STATUS_ORDER = ("assumed", "estimated", "unverified", "published")
# Named beside the levers while the sliders are folded away: what coverage and cost hang on most.
SHOWN_ASSUMPTIONS = ("income_assessment_sd", "dibao_take_up_rural", "rural_consumption_per_head_previous_year")
# The track reaches beyond the range by this part of its width; steps there are at most about so many.
_BEYOND, _STEPS = 0.5, 60


def assumptions_section(run: Run, base: Run) -> Data:
    """Return how many inputs have which status, the few that matter most, and the sliders of the unsure ones."""
    counted = dict(run.assumptions.group_by("status").agg(pl.len()).iter_rows())
    return {
        "title": word("dashboard.section_assumptions", n=run.assumptions.height),
        "open": word("dashboard.assumptions_open"),
        "close": word("dashboard.assumptions_close"),
        "all": word("dashboard.assumptions_all"),
        "note": " ".join(filter(None, (word("dashboard.assumptions_levers_note"), _tail(run)))),
        "badges": [
            {"status": status, "label": word(f"common.{status}"), "count": counted.get(status, 0)}
            for status in reversed(STATUS_ORDER)
        ],
        "list": [{**_named(run.resolved[name]), "value": run.resolved[name].text} for name in SHOWN_ASSUMPTIONS],
        "sliders": [range_slider(name, run, base, word(f"dashboard.short_{name}")) for name in ASSUMPTION_LEVERS],
    }


def _tail(run: Run) -> str:
    """The income tail is of the population and not of the scenario: another one needs another baseline."""
    tail = run.population.tail
    return word("dashboard.assumptions_tail", tail=word(f"dashboard.tail_{tail}")) if tail else ""


def _named(item: Resolved) -> dict[str, str]:
    return {
        "label": word(f"dashboard.short_{item.parameter.name}"),
        "status": item.status,
        "badge": word(f"common.{item.status}"),
    }


def range_slider(name: str, run: Run, base: Run, label: str) -> Slider:
    """Return a number as a slider around its plausible range, with its status."""
    item, before = run.resolved[name], base.resolved[name]
    low, high = _range(before)
    step = _step(before, low, high)
    first, last = _track(before, (low, high), step)
    # A figure that is finer than a step is written as fine as it is.
    writes = slider_format(item.parameter.unit, step, before.value, item.value)
    changed = abs(item.value - before.value) > 1e-9
    beyond = item.value < low - 1e-9 or item.value > high + 1e-9
    told = [writes.text(end) for end in (low, high)]
    return {
        "label": label,
        "status": item.status,
        "badge": word(f"common.{item.status}"),
        "name": name,
        "title": item.parameter.label,
        "value": item.value,
        "shown": writes.text(item.value),
        "amount": "",
        "changed": changed,
        "low": min(first, item.value),
        "high": max(last, item.value),
        "step": step,
        "legal": (low, high),
        "plausible": True,
        "ends": [
            "" if _unlabelled(end, before.value, first, last) else word_
            for end, word_ in zip((low, high), told, strict=True)
        ],
        "base": before.value,
        "base_label": word("dashboard.lever_base", v=writes.text(before.value))
        if changed
        else word("dashboard.lever_is_base"),
        "warning": overruled_words(name, run)
        or (word("dashboard.assumption_outside", range=interval(*told)) if beyond else ""),
        "written": digits_of(writes),
    }


def _unlabelled(end: float, base: float, first: float, last: float) -> bool:
    """Say whether there is no room for an end's label: near the baseline's, or at the very end of the track."""
    width = last - first
    return abs(end - base) < 0.2 * width or min(end - first, last - end) < 0.02 * width


def _range(before: Resolved) -> tuple[float, float]:
    """The interval that holds the truth four times in five; without one the value alone."""
    spread = before.spread
    return (before.value, before.value) if spread is None else (spread.low, spread.high)


def _step(before: Resolved, low: float, high: float) -> float:
    """A round step of which some dozens make the track."""
    width = (high - low) * (1 + 2 * _BEYOND) or abs(before.value) or 1.0
    power = 10.0 ** math.floor(math.log10(width / _STEPS))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= width / _STEPS - 1e-12)


def _track(before: Resolved, ends: tuple[float, float], step: float) -> tuple[float, float]:
    """The track's ends: whole steps away from the baseline, so that the hand finds back to it, and never not valid."""
    low, high = ends
    beyond = max(_BEYOND * (high - low), 10 * step if high <= low else 0.0)
    valid = before.parameter.valid
    least = -math.inf if valid is None or valid.low is None else valid.low
    most = math.inf if valid is None or valid.high is None else valid.high
    down = math.floor((before.value - max(low - beyond, least)) / step + 1e-9)
    up = math.floor((min(high + beyond, most) - before.value) / step + 1e-9)
    return before.value - down * step, before.value + up * step
