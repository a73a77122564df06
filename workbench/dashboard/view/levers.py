"""The column of levers as data: kept scenarios, ratio sliders with the law's corridor, multiples, assumptions."""

from __future__ import annotations

from workbench.dashboard.state.page_state import State
from workbench.dashboard.state.scenario_levers import (
    IN_YUAN,
    LEVERS,
    TEMPORARY_LEVERS,
    Levers,
    standard_levers,
)
from workbench.dashboard.view.own_levers import reform_sections
from workbench.dashboard.view.page_data import Chip, LeverSection, NumberField, WarningLine
from workbench.dashboard.view.sliders import breaks_corridor, legal_range, short_share
from workbench.dashboard.view.standard_levers import corridor_in_yuan, leaves_corridor, standards_section
from workbench.language import in_column, word, written, yuan
from workbench.scenario import Scenario
from workbench.simulation import Run

RESIDENCES = ("urban", "rural")


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
    """Write a setting in the room of a chip: both ratios in per cent (or standards in yuan), * where more is moved."""
    standards = {
        ratio: in_yuan if levers.get(in_yuan, baseline.value(in_yuan)) else ratio for ratio, in_yuan in IN_YUAN.items()
    }
    numbers = "/".join(
        _in_chip(float(levers.get(lever, baseline.value(lever))), published=lever != ratio)
        for ratio, lever in standards.items()
    )
    return f"{numbers}*" if any(name not in (*IN_YUAN, *IN_YUAN.values()) for name in levers) else numbers


def _in_chip(value: float, *, published: bool) -> str:
    return yuan(value) if published else short_share(value)


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
        "outside": breaks_corridor(name, run),
    }


def warnings_of(run: Run) -> list[WarningLine]:
    """Return the run's warnings with, for a lever outside the corridor, the way back to its nearest end.

    That a published standard leaves its ratio without effect is said at the levers, and not here.
    """
    rows: list[WarningLine] = []
    overruled = [ratio for ratio, lever in standard_levers(run.scenario).items() if lever != ratio]
    for notice in run.warnings:
        if notice.parameter in overruled:
            continue
        row: WarningLine = {"title": "", "text": notice.label, "button": "", "fix": None}
        corridor = _left_corridor(notice.parameter, run)
        if corridor is not None:
            item = run.resolved[notice.parameter]
            end = corridor[0] if item.value < corridor[0] else corridor[1]
            row["title"] = word("dashboard.warning")
            row["button"] = word("dashboard.warning_fix", end=written(end, item.parameter.unit))
            row["fix"] = {"name": notice.parameter, "value": end}
        rows.append(row)
    return rows


def _left_corridor(name: str, run: Run) -> tuple[float, float] | None:
    """Return the corridor that a lever leaves, in its own unit; None where it leaves none."""
    for ratio, lever in standard_levers(run.scenario).items():
        if name == lever != ratio:  # a published standard, held against the corridor of the ratio that it implies
            return corridor_in_yuan(ratio, run) if leaves_corridor(ratio, run) else None
    if name not in LEVERS or not breaks_corridor(name, run):
        return None
    return legal_range(run.resolved[name], (float("-inf"), float("inf")))
