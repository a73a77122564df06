"""The checker of public calls: each argument of the wrong kind or outside its limits is an InputError in one sentence.

A message says which argument of which call, what came, what is accepted, and where that comes from.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Mapping
from typing import TypeVar

from workbench.errors import InputError, unknown
from workbench.population import Partitions, Population
from workbench.scenario import Scenario, list_scenarios

T = TypeVar("T")
_MOST_SHOWN = 40  # characters of a value that an error shows
# Class -> where an object of it comes from.
_ORIGIN: Mapping[str, str] = {
    "Population": "synthesize(seed=…) or Population.from_frames(…) makes one",
    "Partitions": "open_partitions(folder) opens one",
    "Scenario": "load_scenario(name) reads one",
    "Run": "simulate(population, scenario) makes one",
    "Family": "family([{'age': 44}]) makes one",
    "Comparison": "compare(base, other) makes one",
    "Draws": "draw(population, scenario) makes one",
    "PolicyDraws": "draw_policies(population, scenario, …) makes one",
    "Sweep": "sweep(population, scenario, …) makes one",
    "FutureGrid": "future_grid(population, scenario) makes one",
}


def whole_number(name: str, value: object, least: int, most: int | None = None) -> int:
    """Return a whole number from `least` to `most`; raises InputError that names the argument."""
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    found = int(value) if whole else least - 1  # type: ignore[call-overload]
    if found < least or (most is not None and found > most):
        ends = f"at least {least}" if most is None else f"{least} to {most}"
        raise InputError(f"{name}={_shown(value)}: a whole number is wanted, {ends}")
    return found


def number(name: str, value: object) -> float:
    """Return a finite number; raises InputError for anything else, true and false among them."""
    found = _real(value)
    if not math.isfinite(found):
        raise InputError(f"{name}={_shown(value)}: a number is wanted")
    return found


def amount(name: str, value: object) -> float:
    """Return yuan from 0; raises InputError for a negative amount, one that is no number, or a text."""
    found = _real(value)
    if not 0 <= found < math.inf:
        raise InputError(
            f"{name}={_shown(value)}: yuan a year are wanted, a number from 0, such as 40e6 for 40 million"
        )
    return found


def share(name: str, value: object, *, zero: bool = False, one: bool = True) -> float:
    """Return a share of 1; `zero`, `one`: whether the ends are accepted. Raises InputError that says what would do."""
    found = _real(value)
    if 0 < found < 1 or (zero and found == 0) or (one and found == 1):
        return found
    hint = f"; write {found / 100:g} if {found:g} per cent is meant" if 1 < found <= 100 else ""
    ends = f"{'from' if zero else 'above'} 0 {'to' if one else 'and below'} 1"
    raise InputError(f"{name}={_shown(value)}: a share {ends} is wanted, such as 0.9{hint}")


def known(what: str, name: object, names: Iterable[str]) -> str:
    """Return a name that is one of `names`; raises UnknownNameError with the nearest one."""
    listed = list(names)
    if not isinstance(name, str) or name not in listed:
        raise unknown(what, str(name), listed)
    return name


def listed(name: str, values: object, what: str) -> tuple[object, ...]:
    """Return the items of a list; raises InputError for a text or what is no list. what: the items, such as "rules"."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        raise InputError(f"{name}={_shown(values)}: a list of {what} is wanted, such as [{_shown(values)}]")
    return tuple(values)


def each_once(name: str, what: str, values: object, names: Iterable[str], *, least: int = 1) -> tuple[str, ...]:
    """Return names that are all known, each once, in the order given. what: one of them, such as "aim".

    Raises InputError for a text in the place of a list, fewer than `least` names or a name twice; UnknownNameError.
    """
    accepted = list(names)
    found = tuple(known(what, one, accepted) for one in listed(name, values, "names"))
    if len(found) < least:
        raise InputError(f"{name}: at least {least} is wanted; known: {', '.join(accepted) or 'none'}")
    twice = next((one for place, one in enumerate(found) if one in found[:place]), None)
    if twice is not None:
        raise InputError(f"{name}: {twice!r} stands twice")
    return found


def of_kind(place: str, value: object, kind: type[T], *others: type[object]) -> T:
    """Return a value that is of a class (or one of `others`); raises InputError. place: "call: argument"."""
    if isinstance(value, (kind, *others)):
        return value  # type: ignore[return-value]
    accepted = [one.__name__ for one in (kind, *others)]
    origin = _ORIGIN.get(kind.__name__, "")
    if kind is Scenario and isinstance(value, str) and value in list_scenarios():
        origin = f"load_scenario({value!r}) reads it"
    if isinstance(value, Partitions):
        origin += "; sweep, draw, draw_policies and policy_frontier take a population in parts"
    raise InputError(
        f"{place} is {described(value)}; a {' or a '.join(accepted)} is wanted{': ' if origin else ''}{origin}"
    )


def population_and_scenario(call: str, population: object, scenario: object, *, parts: bool = False) -> None:
    """Refuse what is no population or no scenario, or both in each other's place. parts: Partitions are accepted."""
    if isinstance(population, Scenario) and isinstance(scenario, Population | Partitions):
        raise InputError(f"{call}: population and scenario are exchanged; {call}(population, scenario, …) is wanted")
    of_kind(f"{call}: population", population, Population, *([Partitions] if parts else []))
    of_kind(f"{call}: scenario", scenario, Scenario)


def described(value: object) -> str:
    """Name what came: a text, number or nothing as it is written, anything else by its class."""
    if value is None or isinstance(value, str | bool | int | float):
        return _shown(value)
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _shown(value: object) -> str:
    if not isinstance(value, str | bool | int | float | list | tuple | type(None)):
        return described(value)
    try:
        text = repr(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return f"a number of {value.bit_length() if isinstance(value, int) else 0} bits"
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _real(value: object) -> float:
    """Return a number, or nan for what is none; true and false are none, nor is one too large for a float."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan
