"""The page's address: what of the state a reload, a bookmark or a friend needs, written and read."""

from __future__ import annotations

import math
import re
from urllib.parse import parse_qsl, urlencode

from workbench.dashboard.state.action_schema import LARGEST_HOUSEHOLD, LONGEST_ADDRESS
from workbench.dashboard.state.invented_family import InventedFamily
from workbench.dashboard.state.page_errors import quoted, refusal, unknown_on_page
from workbench.dashboard.state.page_state import LETTERS, State
from workbench.dashboard.state.scenario_levers import LARGEST_NUMBER, LEVERS, Levers, levers_of, value_text
from workbench.scenario import Scenario

_NUMBER = re.compile(r"[-+0-9.eE]{1,40}")
_WORDS = ("page", "lang", "town", "budget", "confidence", "payer", "household", "told", "compare", "year")


def written(state: State) -> str:
    """Write a state as the part of an address behind #; what is as at the beginning is left out."""
    plain = State()
    parts: dict[str, str] = {"page": state.page, "lang": state.language}
    parts |= {name: value_text(state.levers[name]) for name in _in_order(state.levers)}
    for letter in LETTERS:
        if letter in state.kept:
            levers = state.kept[letter]
            parts[letter] = ";".join(f"{name}:{value_text(levers[name])}" for name in _in_order(levers))
    if state.town:
        parts["town"] = state.town
    if state.budget is not None:
        parts["budget"] = value_text(state.budget)
    if state.confidence != plain.confidence:
        parts["confidence"] = value_text(state.confidence)
    if state.payer != plain.payer:
        parts["payer"] = state.payer
    if state.year is not None:
        parts["year"] = str(state.year)
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

    Kept scenarios and the way back of `before` stay. Raises PageError for what can't be read.
    """
    state = State(language=before.language, kept=before.kept)
    parts = _parts(text)
    levers: dict[str, float] = {}
    known = levers_of(baseline)
    for name, value in parts.items():
        if name in known:
            levers[name] = _number(name, value)
        elif name in LETTERS:
            state = _kept(state, name, value, baseline)
        elif name in _WORDS:
            state = _in_year(state, value, baseline) if name == "year" else _with(state, name, value)
        else:
            raise unknown_on_page("address_part", name, (*_WORDS, *LETTERS, *known))
    moved = state.with_levers(levers, baseline)
    return State(**{**vars(moved), "past": before.past})


def _parts(text: str) -> dict[str, str]:
    """Take an address apart; raises PageError for a long one, for what isn't name=value, and for a name said twice."""
    if len(text) > LONGEST_ADDRESS:
        raise refusal("address_long", most=f"{LONGEST_ADDRESS:,}")
    if not text.strip("#"):
        return {}
    try:
        pairs = parse_qsl(text.lstrip("#"), keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise refusal("address_unread", address=quoted(text)) from None
    parts: dict[str, str] = {}
    for name, value in pairs:
        if name in parts:
            raise refusal("address_twice", part=quoted(name))
        parts[name] = value
    return parts


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
                raise refusal("address_compare", value=quoted(value))
            return state.compared() if (value == "1") != state.comparing else state
        case "budget" | "confidence":
            return state.with_goal(name, _number(name, value))
        case "payer":
            budget = state.budget  # said before it, and meant for it
            changed = state.with_goal("payer", value)
            return changed if budget is None else changed.with_goal("budget", budget)
        case "household":
            return state.of_household(_household(value))
    return state.of_told(InventedFamily.read(value))


def _in_year(state: State, value: str, baseline: Scenario) -> State:
    if not re.fullmatch(r"[0-9]{4}", value):
        raise refusal("address_year", value=quoted(value))
    return state.in_year(int(value), baseline)


def _kept(state: State, letter: str, text: str, baseline: Scenario) -> State:
    levers: dict[str, float] = {}
    for pair in text.split(";"):
        name, _, value = pair.partition(":")
        levers[name] = _number(f"{letter}: {name}", value)
    moved = State().with_levers(levers, baseline)  # refuses what is no lever
    return State(**{**vars(state), "kept": {**state.kept, letter: dict(moved.levers)}})


def _number(name: str, value: str) -> float:
    try:
        number = float(value) if _NUMBER.fullmatch(value) else math.nan
    except ValueError:
        number = math.nan
    if not abs(number) <= LARGEST_NUMBER:
        raise refusal("address_number", part=quoted(name), value=quoted(value))
    return number


def _household(value: str) -> int:
    number = int(value) if re.fullmatch(r"[0-9]{1,17}", value) else -1
    if not 0 <= number <= LARGEST_HOUSEHOLD:
        raise refusal("address_household", value=quoted(value))
    return number
