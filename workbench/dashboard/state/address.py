"""The page's address: what of the state a reload, a bookmark or a friend needs, written and read."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from workbench.dashboard.state.invented_family import InventedFamily
from workbench.dashboard.state.page_state import LETTERS, LEVERS, Levers, State, levers_of
from workbench.errors import InputError, unknown
from workbench.scenario import Scenario

_WORDS = ("page", "lang", "town", "budget", "confidence", "payer", "household", "told", "compare")


def written(state: State) -> str:
    """Write a state as the part of an address behind #; what is as at the beginning is left out."""
    plain = State()
    parts: dict[str, str] = {"page": state.page, "lang": state.language}
    parts |= {name: f"{state.levers[name]:.10g}" for name in _in_order(state.levers)}
    for letter in LETTERS:
        if letter in state.kept:
            levers = state.kept[letter]
            parts[letter] = ";".join(f"{name}:{levers[name]:.10g}" for name in _in_order(levers))
    if state.town:
        parts["town"] = state.town
    if state.budget is not None:
        parts["budget"] = f"{state.budget:.10g}"
    if state.confidence != plain.confidence:
        parts["confidence"] = f"{state.confidence:.10g}"
    if state.payer != plain.payer:
        parts["payer"] = state.payer
    if state.comparing:
        parts["compare"] = "1"
    if state.told is not None:
        parts["told"] = state.told.written()
    elif state.household is not None:
        parts["household"] = str(state.household)
    return urlencode(parts, safe=":;")


def _in_order(levers: Levers) -> list[str]:
    """Name moved levers in the page's order, a scenario's own ones last."""
    return [*(name for name in LEVERS if name in levers), *sorted(set(levers) - set(LEVERS))]


def read(text: str, baseline: Scenario, before: State) -> State:
    """Return the state that an address says; what it doesn't say is as at the beginning, in the language of `before`.

    Kept scenarios and the way back of `before` stay. Raises InputError or UnknownNameError for what can't be read.
    """
    state = State(language=before.language, kept=before.kept)
    try:
        parts = (
            dict(parse_qsl(text.lstrip("#"), keep_blank_values=True, strict_parsing=True)) if text.strip("#") else {}
        )
    except ValueError:
        raise InputError(f"the address {text!r} can't be read: name=value pairs joined by & are wanted") from None
    levers: dict[str, float] = {}
    known = levers_of(baseline)
    for name, value in parts.items():
        if name in known:
            levers[name] = _number(name, value)
        elif name in LETTERS:
            state = _kept(state, name, value, baseline)
        elif name in _WORDS:
            state = _with(state, name, value)
        else:
            raise unknown("part of the address", name, (*_WORDS, *LETTERS, *known))
    moved = state.with_levers(levers, baseline)
    return State(**{**vars(moved), "past": before.past})


def _with(state: State, name: str, value: str) -> State:
    match name:
        case "page":
            return state.on_page(value)
        case "lang":
            return state.in_language(value)
        case "town":
            return state.at_town(value)
        case "compare":
            if value not in ("0", "1"):
                raise InputError(f"compare={value!r}: 0 or 1 is wanted")
            return state.compared() if (value == "1") != state.comparing else state
        case "budget" | "confidence":
            return state.with_goal(name, _number(name, value))
        case "payer":
            budget = state.budget  # said before it, and meant for it
            changed = state.with_goal("payer", value)
            return changed if budget is None else changed.with_goal("budget", budget)
        case "household":
            if not value.isdigit():
                raise InputError(f"household={value!r}: a whole number is wanted")
            return state.of_household(int(value))
    return state.of_told(InventedFamily.read(value))


def _kept(state: State, letter: str, text: str, baseline: Scenario) -> State:
    levers: dict[str, float] = {}
    for pair in text.split(";"):
        name, _, value = pair.partition(":")
        levers[name] = _number(f"{letter}: {name}", value)
    moved = State().with_levers(levers, baseline)  # refuses what is no lever
    return State(**{**vars(state), "kept": {**state.kept, letter: dict(moved.levers)}})


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise InputError(f"{name}={value!r}: a number is wanted") from None
