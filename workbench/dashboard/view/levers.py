"""The column of levers as data: kept scenarios, ratio sliders with the law's corridor, multiples, assumptions."""

from __future__ import annotations

from workbench.dashboard.answers.runs import RATIOS
from workbench.dashboard.state.page_state import LEVERS, TEMPORARY_LEVERS, Levers, State
from workbench.dashboard.view.own_levers import reform_sections
from workbench.dashboard.view.page_data import Chip, LeverSection, NumberField, Slider, WarningLine
from workbench.language import in_column, interval, per_month, share, word, written, yuan
from workbench.parameter.book import Resolved
from workbench.scenario import Scenario
from workbench.simulation import Run
from workbench.simulation.levers_in_force import outside_corridor, overruling

RESIDENCES = ("urban", "rural")
STEP_RATIO = 0.005
_BESIDE_CORRIDOR = 0.05  # the track of a ratio is wider than the law: a value outside is allowed, and warned of
STEPS = {
    "plan_confidence": 0.05,
    "care_occupancy_limit": 0.01,
    "nursing_share_target": 0.01,
    "centralised_rate_target": 0.01,
}


def chips(state: State, baseline: Scenario) -> list[Chip]:
    """Return the baseline, the kept scenarios, and the one at hand when it is not kept."""
    first = _chip(word("dashboard.chip_baseline"), {}, baseline, on=not state.levers)
    rows: list[Chip] = [{**first, "choose": "baseline"}]
    for letter, levers in state.kept.items():
        on = bool(state.levers) and state.letter == letter
        chip = _chip(letter, levers, baseline, on=on)
        rows.append({**chip, "choose": letter, "drop": word("dashboard.drop", name=letter)})
    if state.levers and not state.letter:
        rows.append(_chip(word("dashboard.chip_scenario"), state.levers, baseline, on=True))
    return rows


def can_keep(state: State) -> bool:
    """Say whether the setting at hand is one to keep; where all places are taken, trying says so."""
    return bool(state.levers) and not state.letter


def _chip(label: str, levers: Levers, baseline: Scenario, *, on: bool) -> Chip:
    return {"label": label, "value": written_levers(levers, baseline), "on": on}


def written_levers(levers: Levers, baseline: Scenario) -> str:
    """Write a setting in the room of a chip: the two ratios in per cent, and * where more is moved."""
    ratios = [float(levers.get(name, baseline.value(name))) * 100 for name in RATIOS]
    moved = any(name not in RATIOS for name in levers)
    numbers = "/".join(f"{ratio:.1f}".removesuffix(".0") for ratio in ratios)
    return f"{numbers}*" if moved else numbers


def standards_section(run: Run, base: Run) -> LeverSection:
    """Return the two ratios as sliders, with the law's corridor and yuan a month."""
    return {
        "title": word("dashboard.section_standards"),
        "note": word("dashboard.section_standards_note"),
        "sliders": [_ratio(name, run, base) for name in RATIOS],
    }


def policy_sections(run: Run, base: Run) -> list[LeverSection]:
    """Return the groups of levers of the pages about policy: ratios, multiples, the margin's line."""
    return [
        standards_section(run, base),
        *reform_sections(run, base),
        *_tekun_sections(run, base),
        _margin_section(run, base),
    ]


def _margin_section(run: Run, base: Run) -> LeverSection:
    lines = {r: yuan(run.standards[f"{r}_dibao_standard"] * run.resolved["margin_multiple"].value) for r in RESIDENCES}
    return {
        "title": word("dashboard.section_margin"),
        "note": word("dashboard.section_margin_note"),
        "numbers": [_multiple("margin_multiple", run, base)],
        "below": word("dashboard.margin_lines", **lines),
    }


def temporary_section(run: Run, base: Run) -> LeverSection:
    """Return the multiples of temporary assistance; only what the whole law costs depends on them."""
    return {
        "title": word("dashboard.section_temporary"),
        "note": word("dashboard.section_temporary_note"),
        "numbers": [_multiple(name, run, base, step=0.5) for name in TEMPORARY_LEVERS],
    }


def _tekun_sections(run: Run, base: Run) -> list[LeverSection]:
    tekun = {r: yuan(run.standards[f"{r}_tekun_basic_standard"]) for r in RESIDENCES}
    return [
        {
            "title": word("dashboard.section_tekun"),
            "note": word("dashboard.section_tekun_note"),
            "numbers": [_multiple(f"{r}_tekun_multiple", run, base) for r in RESIDENCES],
            "below": word("dashboard.tekun_standards", **tekun),
        },
    ]


def _ratio(name: str, run: Run, base: Run) -> Slider:
    """A dibao ratio: the slider also says the standard in yuan a month."""
    standard = run.standards[f"{name.split('_', maxsplit=1)[0]}_dibao_standard"]
    return slider(name, run, base, ratio_track(base.resolved[name]), per_month(standard))


def ratio_track(item: Resolved) -> tuple[float, float]:
    """Return the ends of a ratio's slider: five points beside the place's corridor, wider where its value lies there.

    Without a corridor the track goes as far beside the value as the corridor of §3 is wide.
    """
    low, high = legal_range(item, (item.value - _BESIDE_CORRIDOR, item.value + _BESIDE_CORRIDOR))
    low, high = min(low, item.value) - _BESIDE_CORRIDOR, max(high, item.value) + _BESIDE_CORRIDOR
    return max(STEP_RATIO, round(low, 6)), min(1.0, round(high, 6))


def slider(name: str, run: Run, base: Run, track: tuple[float, float], amount: str) -> Slider:
    """Return a share as a slider: its track, the law's corridor on it, the baseline's mark and its words."""
    value, before = run.resolved[name], base.resolved[name].value
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
        "base_label": word("dashboard.lever_is_base") if unmoved else word("dashboard.lever_base", v=_short(before)),
        "warning": _warning(name, run, words),
    }


def _warning(name: str, run: Run, allowed: str) -> str:
    """Say that a lever has no effect, or that it leaves its corridor; "" where neither is so."""
    by = overruling(name, _values(run), run.book)
    if by is not None:
        return word("dashboard.lever_overruled", by=by.label, amount=run.resolved[by.name].text)
    return word("dashboard.lever_outside", range=allowed) if _breaks_corridor(name, run) else ""


def _values(run: Run) -> dict[str, float]:
    return {name: item.value for name, item in run.resolved.items()}


def _breaks_corridor(name: str, run: Run) -> bool:
    """Say whether a lever itself leaves its corridor, so that moving it back mends that."""
    values = _values(run)
    outside = outside_corridor(name, values, run.book, run.standards)
    return outside and overruling(name, values, run.book) is None


def _end_labels(item: Resolved, base: float, track: float) -> list[str]:
    """Label the corridor's ends; an open end has no label, nor has one beside which the baseline's label stands."""
    corridor = item.parameter.corridor
    ends = (None, None) if corridor is None else (corridor.low, corridor.high)
    return ["" if end is None or abs(end - base) < 0.15 * track else share(end, 0) for end in ends]


def _short(ratio: float) -> str:
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


def _multiple(name: str, run: Run, base: Run, step: float = 0.05) -> NumberField:
    item = run.resolved[name]
    valid = item.parameter.valid
    low, high = (1.0, 5.0) if valid is None else (valid.low or 0.0, valid.high or 10.0)
    floor = legal_range(item, (low, high))[0]
    return {
        "name": name,
        "label": word(f"dashboard.lever_{name}", floor=in_column(floor, item.parameter.unit)),
        "value": item.value,
        "step": step,
        "low": low,
        "high": high,
        "scale": 1.0,
        "digits": 2 if step < 0.1 else 1,
        "unit": "×",
        "changed": abs(item.value - base.resolved[name].value) > 1e-9,
        "outside": _breaks_corridor(name, run),
    }


def warnings_of(run: Run) -> list[WarningLine]:
    """Return the run's warnings with, for a lever outside the corridor, the way back to its nearest end."""
    rows: list[WarningLine] = []
    for notice in run.warnings:
        row: WarningLine = {"title": "", "text": notice.label, "button": "", "fix": None}
        if notice.parameter in LEVERS and _breaks_corridor(notice.parameter, run):
            item = run.resolved[notice.parameter]
            low, high = legal_range(item, (float("-inf"), float("inf")))
            end = low if item.value < low else high
            row["title"] = word("dashboard.warning")
            row["button"] = word("dashboard.warning_fix", end=written(end, item.parameter.unit))
            row["fix"] = {"name": notice.parameter, "value": end}
        rows.append(row)
    return rows
