"""The levers of the care page as data: targets with the law's floor, and the limits of the works."""

from __future__ import annotations

from workbench.dashboard.view.page_data import LeverSection, NumberField, Slider, digits_of
from workbench.dashboard.view.sliders import slider
from workbench.dashboard.view.standard_levers import standards_section
from workbench.language import money, slider_format, word
from workbench.simulation import Run

CARE_TRACKS = {
    "nursing_share_target": (0.40, 0.75),
    "centralised_rate_target": (0.40, 0.80),
    "plan_confidence": (0.50, 0.95),
    "care_occupancy_limit": (0.90, 0.98),
}
# The track of the yearly budget for works, in baseline budgets; and its step, yuan.
_WORKS_MOST, _WORKS_STEP = 3.0, 500_000.0


def care_sections(run: Run, base: Run) -> list[LeverSection]:
    """Return the groups of levers of the care page: ratios, targets and the limits of the works."""
    return [standards_section(run, base), *_care_sections(run, base)]


def _care_sections(run: Run, base: Run) -> list[LeverSection]:
    year = f"{run.resolved['care_target_year'].value:.0f}"
    return [
        {
            "title": word("dashboard.section_care"),
            "note": word("dashboard.section_care_note", year=year),
            "sliders": [slider(name, run, base, CARE_TRACKS[name], "") for name in CARE_TRACKS],
        },
        {
            "title": word("dashboard.section_works"),
            "note": word("dashboard.section_works_note", status=_statuses(run)),
            "sliders": [_works_budget(run, base)],
            "numbers": [_works_beds(run, base)],
        },
    ]


def _statuses(run: Run) -> str:
    """Name the statuses of the limits of works."""
    found = dict.fromkeys(
        run.resolved[name].status for name in ("renovation_budget_per_year", "renovation_beds_per_year")
    )
    return word("brief.list_joint").join(word(f"common.{status}_word") for status in found)


def _works_budget(run: Run, base: Run) -> Slider:
    """The yearly budget for works; no law bounds it, so that the track has no green part."""
    name = "renovation_budget_per_year"
    value, before = run.resolved[name].value, base.resolved[name].value
    writes = slider_format("yuan", _WORKS_STEP, _WORKS_MOST * before)
    unmoved = abs(value - before) < 1e-9
    return {
        "name": name,
        "label": word(f"dashboard.lever_{name}"),
        "value": value,
        "shown": money(value),
        "amount": "",
        "changed": not unmoved,
        "low": 0.0,
        "high": max(_WORKS_MOST * before, value),
        "step": _WORKS_STEP,
        "legal": (before, before),
        "ends": ["", ""],
        "base": before,
        "base_label": word("dashboard.lever_is_base") if unmoved else word("dashboard.lever_base", v=money(before)),
        "warning": "",
        "written": digits_of(writes),
    }


def _works_beds(run: Run, base: Run) -> NumberField:
    name = "renovation_beds_per_year"
    item = run.resolved[name]
    return {
        "name": name,
        "label": word(f"dashboard.lever_{name}"),
        "value": item.value,
        "step": 10.0,
        "low": 0.0,
        "high": 1e6,
        "scale": 1.0,
        "digits": 0,
        "unit": word(f"dashboard.unit_{name}"),
        "changed": abs(item.value - base.resolved[name].value) > 1e-9,
        "outside": False,
    }
