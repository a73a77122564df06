"""The levers of a scenario's own: its parameters as sliders, and which rules of the law it replaces or adds."""

from __future__ import annotations

from workbench.dashboard.state.scenario_levers import own_levers
from workbench.dashboard.view.assumption_levers import range_slider
from workbench.dashboard.view.page_data import LeverSection
from workbench.language import word
from workbench.reform import ScenarioRule
from workbench.simulation import Run
from workbench.simulation.notices import rule_words


def reform_sections(run: Run, base: Run) -> list[LeverSection]:
    """Return one section for a scenario with rules or parameters of its own, none for the law as it is."""
    scenario = run.scenario
    if not scenario.reform:
        return []
    parameters = scenario.book.parameters
    told = [_told(one, replaced=one.name in scenario.reform.replaced) for one in scenario.reform.rules]
    return [
        {
            "title": word("dashboard.section_reform"),
            "note": "",
            "sliders": [range_slider(name, run, base, parameters[name].label) for name in own_levers(base.scenario)],
            "below": word("dashboard.list_joint").join(told),
        }
    ]


def _told(one: ScenarioRule, *, replaced: bool) -> str:
    return word("dashboard.reform_replaced" if replaced else "dashboard.reform_added", rule=rule_words(one.rule))
