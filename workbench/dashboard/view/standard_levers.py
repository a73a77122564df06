"""The two dibao standards as levers: ratios of consumption or, where they are set so, yuan a month."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from workbench.dashboard.state.scenario_levers import IN_YUAN, standard_levers
from workbench.dashboard.view.page_data import Data, LeverSection, Slider, digits_of
from workbench.dashboard.view.sliders import STEP_RATIO, legal_range, slider, values_of
from workbench.language import interval, per_month, share, slider_format, word, yuan
from workbench.parameter.book import Resolved
from workbench.simulation import Run
from workbench.simulation.levers_in_force import in_force, outside_corridor

_BESIDE_CORRIDOR = 0.05  # the track of a ratio is wider than the law: a value outside is allowed, and warned of
_MONTHS = 12
_STEP_YUAN = 1.0  # a standard is of whole yuan
_NEAR = 0.22  # of the track: an end of the corridor has no label where the baseline's stands
_RATIO_DIGITS = 4  # of a ratio that a standard in yuan becomes: it makes the same whole yuan again


def standards_section(run: Run, base: Run) -> LeverSection:
    """Return the two standards as sliders with the law's corridor: ratios, or yuan a month where they are set so."""
    levers = standard_levers(run.scenario)
    in_yuan = [ratio for ratio, lever in levers.items() if lever != ratio]
    section: LeverSection = {
        "title": word("dashboard.section_standards"),
        "note": word("dashboard.section_standards_note"),
        "choices": [_unit_choice(levers, run)],
        "sliders": [
            _ratio(name, run, base) if lever == name else _in_yuan(lever, name, run, base)
            for name, lever in levers.items()
        ],
        "below": word("dashboard.standards_in_yuan") if in_yuan else _consumption_words(run),
    }
    return section


def _unit_choice(levers: Mapping[str, str], run: Run) -> Data:
    """Return the choice of how standards are set; either way they stay what they are until a slider is moved."""
    by_ratio = all(lever == ratio for ratio, lever in levers.items())
    in_yuan = all(lever != ratio for ratio, lever in levers.items())
    options = [
        ("ratio", by_ratio, _ratios_of_standards(levers, run)),
        ("yuan", in_yuan, _standards_of_ratios(levers, run)),
    ]
    return {
        "name": "standard_unit",
        "label": word("dashboard.standard_unit"),
        "options": [
            {"value": unit, "label": word(f"dashboard.standard_unit_{unit}"), "on": on, "levers": moved}
            for unit, on, moved in options
        ],
    }


def _ratios_of_standards(levers: Mapping[str, str], run: Run) -> dict[str, float]:
    """Return the levers that give the standards in yuan back to the ratios which they imply."""
    found: dict[str, float] = {}
    for ratio, lever in levers.items():
        if lever != ratio:
            found[lever] = 0.0
            found[ratio] = round(in_force(ratio, values_of(run), run.book, run.standards), _RATIO_DIGITS)
    return found


def _standards_of_ratios(levers: Mapping[str, str], run: Run) -> dict[str, float]:
    """Return the levers that set the standards of ratios in yuan a month."""
    return {IN_YUAN[ratio]: standard_of(ratio, run) for ratio, lever in levers.items() if lever == ratio}


def _consumption_words(run: Run) -> str:
    """Say what the ratios are of, and how sure that is."""
    statuses = dict.fromkeys(run.resolved[_consumption(ratio)].status for ratio in IN_YUAN)
    joint = word("brief.list_joint").join(word(f"common.{status}_word") for status in statuses)
    return word("dashboard.standards_by_ratio", status=joint)


def standard_of(ratio: str, run: Run) -> float:
    """Return the standard that a ratio is about, yuan a month."""
    return run.standards[f"{ratio.split('_', maxsplit=1)[0]}_dibao_standard"]


def _ratio(name: str, run: Run, base: Run) -> Slider:
    """A dibao ratio: the slider also says the standard in yuan a month."""
    before = in_force(name, values_of(base), base.book, base.standards)
    return slider(name, run, base, ratio_track(run.resolved[name], before), per_month(standard_of(name, run)), before)


def ratio_track(item: Resolved, before: float) -> tuple[float, float]:
    """Return the ends of a ratio's slider: five points beside the place's corridor, wider where its values lie there.

    before: the baseline's ratio. Without a corridor the track goes as far beside it as the corridor of §3 is wide.
    """
    low, high = legal_range(item, (before - _BESIDE_CORRIDOR, before + _BESIDE_CORRIDOR))
    low, high = min(low, before) - _BESIDE_CORRIDOR, max(high, before) + _BESIDE_CORRIDOR
    return max(STEP_RATIO, round(low, 6)), min(1.0, round(high, 6))


def corridor_in_yuan(ratio: str, run: Run) -> tuple[float, float] | None:
    """Return the corridor of a ratio as standards, whole yuan a month; None without a corridor of two ends."""
    corridor = run.resolved[ratio].parameter.corridor
    if corridor is None or corridor.low is None or corridor.high is None:
        return None
    low, high = standards_of_ratios(ratio, [corridor.low, corridor.high], run)
    return low, high


def standards_of_ratios(ratio: str, values: Sequence[float], run: Run) -> list[float]:
    """Return the standards that values of a ratio make, whole yuan a month as the law rounds them."""
    return [float(math.floor(value * _yuan_of_ratio(ratio, run) + 0.5)) for value in values]


def _yuan_of_ratio(ratio: str, run: Run) -> float:
    """Return the standard that a ratio of 1 makes, yuan a month."""
    return run.resolved[_consumption(ratio)].value / _MONTHS


def _consumption(ratio: str) -> str:
    return f"{ratio.split('_', maxsplit=1)[0]}_consumption_per_head_previous_year"


def leaves_corridor(ratio: str, run: Run) -> bool:
    """Say whether the standard in force leaves the corridor of its ratio."""
    return outside_corridor(ratio, values_of(run), run.book, run.standards, run.scenario.date)


def _in_yuan(lever: str, ratio: str, run: Run, base: Run) -> Slider:
    """A standard set in yuan: the slider also says the ratio that it implies."""
    value, before = run.resolved[lever].value, standard_of(ratio, base)
    beside = _BESIDE_CORRIDOR * _yuan_of_ratio(ratio, base)
    low, high = corridor_in_yuan(ratio, base) or (before, before)
    low, high = max(_STEP_YUAN, math.floor(min(low, before) - beside)), math.ceil(max(high, before) + beside)
    legal = corridor_in_yuan(ratio, run) or (low, high)
    unmoved = abs(value - before) < 1e-9
    implied = in_force(ratio, values_of(run), run.book, run.standards)
    ends = [yuan(end) for end in legal]
    outside = word("dashboard.lever_outside", range=interval(*ends)) if leaves_corridor(ratio, run) else ""
    return {
        "name": lever,
        "label": word(f"dashboard.lever_{lever}"),
        "value": value,
        "shown": per_month(value),
        "amount": word("dashboard.lever_implied", share=share(implied)),
        "changed": not unmoved,
        "low": min(low, value),
        "high": max(high, value),
        "step": _STEP_YUAN,
        "legal": legal,
        "ends": ["" if abs(end - before) < _NEAR * (high - low) else yuan(end) for end in legal],
        "base": before,
        "base_label": word("dashboard.lever_is_base") if unmoved else word("dashboard.lever_base", v=yuan(before)),
        "warning": outside,
        "written": digits_of(slider_format("yuan/month", _STEP_YUAN, value)),
    }
