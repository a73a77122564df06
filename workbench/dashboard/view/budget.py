"""The wish of the meeting: a budget, whose it is, and how sure it must be kept; as a group of levers."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

from workbench.dashboard.answers.question import Question
from workbench.dashboard.state.page_state import BUDGET_PAYERS
from workbench.dashboard.view.page_data import LeverSection, Slider, digits_of
from workbench.language import money, share, slider_format, word
from workbench.law import payer_table
from workbench.simulation import Run

# A budget nobody has set is the baseline's own cost, rounded up to a whole 10 万元.
_STEP = 1e5
_MOST, _LEAST = 2.0, 0.5  # the track, in baseline costs
CONFIDENCES = (0.5, 0.95, 0.05)


def cost_to(run: Run, payer: str) -> float:
    """Return what dibao and tekun cost a payer ("county" or "all"), yuan a year."""
    costs = {"dibao": run.headline.dibao.cost, "tekun": run.headline.tekun.cost}
    shares = payer_table().with_shares(run.scenario.payers).shares
    return sum(cost * (1.0 if payer == "all" else shares[name].of("county")) for name, cost in costs.items())


def budget_of(question: Question, payer: str | None = None) -> float:
    """Return the budget that is set, or the baseline's cost; yuan a year. Of another payer: always the baseline's."""
    wanted = question.state.payer if payer is None else payer
    if question.state.budget is not None and wanted == question.state.payer:
        return question.state.budget
    return _usual_budget(question, wanted)


def _usual_budget(question: Question, payer: str) -> float:
    """Return the baseline's cost to a payer, rounded up; yuan a year."""
    return max(_STEP, math.ceil(cost_to(question.county.base, payer) / _STEP - 1e-9) * _STEP)


def county_budget_section(question: Question) -> LeverSection:
    """Return the budget alone, for a page that doesn't ask whose money is meant."""
    whole = budget_section(question)
    return {"title": whole["title"], "note": whole["note"], "sliders": whole["sliders"][:1]}


def budget_section(question: Question) -> LeverSection:
    """Return budget, confidence and payer as levers; they are wishes and not part of the scenario."""
    state, budget = question.state, budget_of(question)
    usual = _usual_budget(question, state.payer)
    low, high = (math.floor(usual * part / _STEP) * _STEP for part in (_LEAST, _MOST))
    return {
        "title": word("dashboard.section_budget"),
        "note": word("dashboard.section_budget_note"),
        "choices": [
            {
                "name": "payer",
                "label": word("dashboard.goal_payer"),
                "options": [
                    {"value": payer, "label": word(f"dashboard.goal_payer_{payer}"), "on": payer == state.payer}
                    for payer in BUDGET_PAYERS
                ],
            }
        ],
        "sliders": [
            _wish("budget", budget, usual, (min(low, budget), max(high, budget), _STEP), "yuan", money),
            _wish("confidence", state.confidence, 0.9, CONFIDENCES, "share", partial(share, digits=0)),
        ],
    }


def _wish(
    name: str,
    value: float,
    usual: float,
    track: tuple[float, float, float],
    unit: str,
    write: Callable[[float], str],
) -> Slider:
    """Return a wish as a slider; `track`: its low end, high end and step."""
    low, high, step = track
    return {
        "name": name,
        "kind": "goal",
        "label": word(f"dashboard.goal_{name}"),
        "value": value,
        "shown": write(value),
        "amount": "",
        "changed": abs(value - usual) > 1e-9,
        "low": low,
        "high": high,
        "step": step,
        "legal": (usual, usual),
        "ends": ["", ""],
        "base": usual,
        "base_label": word("dashboard.goal_base", v=write(usual)) if unit == "yuan" else write(usual),
        "warning": "",
        "written": digits_of(slider_format(unit, step, high)),
    }
