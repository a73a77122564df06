"""A lever as a slider: its track, the law's corridor on it, the baseline's mark, and what it warns of."""

from __future__ import annotations

from workbench.dashboard.view.page_data import Slider
from workbench.language import interval, share, word
from workbench.parameter.book import Resolved
from workbench.simulation import Run
from workbench.simulation.levers_in_force import outside_corridor, overruling

STEP_RATIO = 0.005
STEPS = {
    "plan_confidence": 0.05,
    "care_occupancy_limit": 0.01,
    "nursing_share_target": 0.01,
    "centralised_rate_target": 0.01,
}


def slider(
    name: str, run: Run, base: Run, track: tuple[float, float], amount: str, before: float | None = None
) -> Slider:
    """Return a share as a slider: its track, the law's corridor on it, the baseline's mark and its words.

    before: where the baseline's mark stands; None: at the baseline's value.
    """
    value = run.resolved[name]
    before = base.resolved[name].value if before is None else before
    low, high = track
    legal = legal_range(value, (low, high))
    unmoved = abs(value.value - before) < 1e-9
    words = interval(share(legal[0], 0), share(legal[1], 0))
    return {
        "name": name,
        "label": word(f"dashboard.lever_{name}", status=word(f"common.{value.status}_word")),
        "value": value.value,
        "shown": share(value.value),
        "amount": amount,
        "changed": not unmoved,
        "low": low,
        "high": high,
        "step": STEPS.get(name, STEP_RATIO),
        "legal": legal,
        "ends": _end_labels(value, before, high - low),
        "base": before,
        "base_label": word("dashboard.lever_is_base")
        if unmoved
        else word("dashboard.lever_base", v=short_share(before)),
        "warning": _warning(name, run, words),
    }


def _warning(name: str, run: Run, allowed: str) -> str:
    """Say that a lever has no effect, or that it leaves its corridor; "" where neither is so."""
    outside = word("dashboard.lever_outside", range=allowed) if breaks_corridor(name, run) else ""
    return overruled_words(name, run) or outside


def overruled_words(name: str, run: Run) -> str:
    """Say that a lever has no effect because another one overrules it; "" where it has."""
    by = overruling(name, values_of(run), run.book)
    return "" if by is None else word("dashboard.lever_overruled", by=by.label, amount=run.resolved[by.name].text)


def values_of(run: Run) -> dict[str, float]:
    """Return every parameter's value as rules use it."""
    return {name: item.value for name, item in run.resolved.items()}


def breaks_corridor(name: str, run: Run) -> bool:
    """Say whether a lever itself leaves its corridor, so that moving it back mends that."""
    values = values_of(run)
    outside = outside_corridor(name, values, run.book, run.standards, run.scenario.date)
    return outside and overruling(name, values, run.book) is None


def _end_labels(item: Resolved, base: float, track: float) -> list[str]:
    """Label the corridor's ends; an open end has no label, nor has one beside which the baseline's label stands."""
    corridor = item.parameter.corridor
    ends = (None, None) if corridor is None else (corridor.low, corridor.high)
    return ["" if end is None or abs(end - base) < 0.15 * track else share(end, 0) for end in ends]


def short_share(ratio: float) -> str:
    """Write a share in per cent without the sign: 30, 30.5."""
    return f"{ratio * 100:.1f}".removesuffix(".0")


def legal_range(item: Resolved, otherwise: tuple[float, float]) -> tuple[float, float]:
    """Return the corridor of a parameter; an open end is that of `otherwise`."""
    corridor = item.parameter.corridor
    if corridor is None:
        return otherwise
    return (
        otherwise[0] if corridor.low is None else corridor.low,
        otherwise[1] if corridor.high is None else corridor.high,
    )
