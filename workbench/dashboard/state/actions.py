"""What the hand can do to the page's memory alone, by name: from state and action to the next state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbench.dashboard.state.page_state import State
from workbench.scenario import Scenario

Action = Mapping[str, Any]
Reducer = Callable[[State, Action, Scenario], State]


def _lever(state: State, action: Action, baseline: Scenario) -> State:
    return state.with_lever(str(action["name"]), action["value"], baseline, action.get("gesture"))


def _choose(state: State, action: Action, _: Scenario) -> State:
    return state.reset() if action["name"] == "baseline" else state.chosen(str(action["name"]))


ACTIONS: Mapping[str, Reducer] = {
    "lever": _lever,
    "levers": lambda state, action, baseline: state.with_levers(
        dict(action["levers"]), baseline, action.get("gesture")
    ),
    "goal": lambda state, action, _: state.with_goal(str(action["name"]), action["value"]),
    "page": lambda state, action, _: state.on_page(str(action["page"])),
    "language": lambda state, action, _: state.in_language(str(action["language"])),
    "town": lambda state, action, _: state.at_town(str(action["town"])),
    "table": lambda state, action, _: state.with_table(str(action["figure"])),
    "undo": lambda state, *_: state.undone(),
    "compare": lambda state, *_: state.compared(),
    "redo": lambda state, *_: state.redone(),
    "reset": lambda state, *_: state.reset(),
    "keep": lambda state, *_: state.keep(),
    "choose": _choose,
    "drop": lambda state, action, _: state.dropped(str(action["name"])),
}
