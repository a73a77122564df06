"""From state and action to the next state: one pure function a kind of action, none of which runs the law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.dashboard.state import address
from workbench.dashboard.state.action_schema import (
    Action,
    ChooseKept,
    FamilyAction,
    GoToAddress,
    LookAtHousehold,
    TakeMemberAway,
    TellHousehold,
    TellMember,
)
from workbench.dashboard.state.invented_family import InventedFamily
from workbench.dashboard.state.page_errors import refusal
from workbench.dashboard.state.page_state import State
from workbench.scenario import Scenario


@dataclass(frozen=True)
class Context:
    """What a reducer may ask beyond state and action.

    has_household: whether the population has a household of an id; pick: another household of those whose assistance
    the levers change, by its id (asked only when wanted: it looks through the run). pick raises PageError where there
    is none.
    """

    baseline: Scenario
    has_household: Callable[[int], bool]
    pick: Callable[[State], int]


# Each takes the action's own model: the models have the kinds, so that no two can be mistaken.
Reducer = Callable[[State, Any, Context], State]


def next_state(state: State, action: Action, context: Context) -> State:
    """Return the state after an action; raises PageError for what is refused. Files change no state."""
    return REDUCERS[action.kind](state, action, context)


def _choose(state: State, action: ChooseKept, _: Context) -> State:
    return state.reset() if action.name == "baseline" else state.chosen(action.name)


def _go_to_address(state: State, action: GoToAddress, context: Context) -> State:
    """Go where an address says; an empty one says nothing."""
    if not action.address.strip("#"):
        return state
    found = address.read(action.address, context.baseline, state)
    if found.household is not None:
        _need_household(found.household, context)
    return found


def _change_family(state: State, action: FamilyAction, context: Context) -> State:
    """Look at another family: one of the county, one picked, or an invented one told otherwise."""
    told = state.told or InventedFamily()
    match action:
        case LookAtHousehold():
            _need_household(action.household, context)
            return state.of_household(action.household)
        case TellMember():
            return state.of_told(told.with_member(action.member, action.name, action.value))
        case TellHousehold():
            return state.of_told(told.with_household(action.name, action.value))
        case TakeMemberAway():
            return state.of_told(told.without(action.member))
    match action.do:
        case "pick":
            return state.of_household(context.pick(state))
        case "more":
            return state.of_told(told.with_one_more())
    return state.of_told(told)


def _need_household(household: int, context: Context) -> None:
    if not context.has_household(household):
        raise refusal("household_unknown", id=household)


def _unchanged(state: State, *_: object) -> State:
    return state


REDUCERS: Mapping[str, Reducer] = {
    "lever": lambda state, a, context: state.with_lever(a.name, a.value, context.baseline, a.gesture),
    "levers": lambda state, a, context: state.with_levers(a.levers, context.baseline, a.gesture),
    "goal": lambda state, a, _: state.with_goal(a.name, a.value),
    "page": lambda state, a, _: state.on_page(a.page),
    "language": lambda state, a, _: state.in_language(a.language),
    "town": lambda state, a, _: state.at_town(a.town),
    "year": lambda state, a, context: state.in_year(a.value, context.baseline),
    "table": lambda state, a, _: state.with_table(a.figure),
    "undo": lambda state, *_: state.undone(),
    "redo": lambda state, *_: state.redone(),
    "reset": lambda state, *_: state.reset(),
    "keep": lambda state, *_: state.keep(),
    "compare": lambda state, *_: state.compared(),
    "choose": _choose,
    "drop": lambda state, a, _: state.dropped(a.name),
    "family": _change_family,
    "address": _go_to_address,
    "painted": _go_to_address,
    "download": _unchanged,
    "export": _unchanged,
}
