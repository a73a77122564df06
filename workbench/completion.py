"""Completion in IPython and JupyterLab: levers behind `replace(` and `sweep(`, scenarios behind `load_scenario("`.

IPython completes the keywords that a signature names; behind `**changes` it knows none. Here the call that the cursor
stands in is looked at, and what that call takes is offered; `workbench.notebook` tells a shell of it. Nothing is called
or worked out: names are looked up among the notebook's variables, in modules, and among attributes that objects have.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import FunctionType, MethodType, ModuleType

from workbench.errors import WorkbenchError
from workbench.language import LANGUAGES
from workbench.law import law
from workbench.law.programmes import NAMES
from workbench.place import shipped_places
from workbench.population.synthesis.assumptions import load_assumptions
from workbench.scenario import Scenario
from workbench.scenario_folder import list_scenarios

_CALLEE, _WORD = re.compile(r"([A-Za-z_][\w.]*)\s*\Z"), re.compile(r"\w*\Z")
Names = Callable[[object], Iterable[str]]  # what a call takes, by the object that its method belongs to (or None)


def _parameters(owner: object) -> Iterable[str]:
    return owner.book.parameters if isinstance(owner, Scenario) else law().parameters


def _rules(_: object) -> Iterable[str]:
    return law().rules


# What a call takes as keywords, and what as texts, by the qualified name of the function.
_KEYWORDS: Mapping[str, Names] = {
    "Scenario.replace": lambda scenario: [*_parameters(scenario), "date", "name"],
    "Scenario.with_payers": lambda _: NAMES,
    "Dashboard.set": _parameters,
    "sweep": _parameters,
    "draw_policies": _parameters,
    "policy_frontier": _parameters,
    "synthesize": lambda _: load_assumptions({}).resolved,
}
_TEXTS: Mapping[str, Names] = {
    "load_scenario": lambda _: list_scenarios(),
    "parameters": _parameters,
    "goal_seek": _parameters,
    "simulate": lambda _: [*NAMES, *law().rules],  # programmes=, rows=
    "sweep": lambda _: NAMES,
    "Scenario.value": _parameters,
    "Run.row": _rules,
    "Explanation.tree": _rules,
    "Explanation.show": _rules,
    "set_language": lambda _: LANGUAGES,
    "set_place": lambda _: shipped_places(),
}


@dataclass(frozen=True)
class OpenCall:
    """The innermost call around the cursor: what is called, as written; and the text that is being typed in it.

    quoted: the text stands in quotation marks.
    """

    callee: str
    typed: str
    quoted: bool


def open_call(code: str) -> OpenCall | None:
    """Return the call that the end of the code stands in; None outside of any, or where a value is being typed.

    >>> open_call("baseline.replace(rural_dibao_ratio=0.4, urb")
    OpenCall(callee='baseline.replace', typed='urb', quoted=False)
    """
    opened: list[tuple[str, int]] = []
    quote, quoted_from, place = "", 0, 0
    while place < len(code):
        sign = code[place]
        if quote:
            if sign == "\\":
                place += 1
            elif code.startswith(quote, place):
                place += len(quote) - 1
                quote = ""
        elif sign in "\"'":
            quote = sign * 3 if code.startswith(sign * 3, place) else sign
            place += len(quote) - 1
            quoted_from = place + 1
        elif sign == "#":
            place = code.find("\n", place)
            if place < 0:
                return None
        elif sign in "([{":
            opened.append((sign, place))
        elif sign in ")]}" and opened:
            opened.pop()
        place += 1
    calls = [at for sign, at in opened if sign == "("]
    if not calls or (not quote and opened[-1][0] != "("):
        return None
    callee = _CALLEE.search(code[: calls[-1]])
    if callee is None:
        return None
    if quote:
        return OpenCall(callee[1], code[quoted_from:], quoted=True)
    word = _WORD.search(code)
    typed = word[0] if word else ""
    before = code[: len(code) - len(typed)].rstrip()
    return OpenCall(callee[1], typed, quoted=False) if before.endswith(("(", ",")) else None


def offered(code: str, variables: Mapping[str, object]) -> tuple[str, list[str]]:
    """Return what is being typed at the end of the code, and what may stand there (keywords with their =)."""
    call = open_call(code)
    found = _function(call.callee, variables) if call else None
    if call is None or found is None:
        return "", []
    function, owner = found
    names = (_TEXTS if call.quoted else _KEYWORDS).get(function.__qualname__)
    if names is None or not function.__module__.startswith("workbench."):
        return "", []
    end = "" if call.quoted else "="
    try:
        known = list(names(owner))
    except WorkbenchError:  # such as a place that isn't there: said when the call is made
        return "", []
    return call.typed, [f"{name}{end}" for name in known if name.startswith(call.typed)]


def _function(path: str, variables: Mapping[str, object]) -> tuple[FunctionType, object] | None:
    """Look up a function by the dotted name it is called by, and the object that it is a method of."""
    first, *rest = path.split(".")
    found, owner = variables.get(first), None
    for name in rest:
        found, owner = _attribute(found, name), found
    if isinstance(found, MethodType):
        owner = getattr(found, "__self__", None)
        found = found.__func__
    whole = inspect.unwrap(found) if callable(found) else None
    return (whole, owner) if isinstance(whole, FunctionType) else None


def _attribute(of: object, name: str) -> object:
    """Return an attribute without working anything out: a module's, an object's own, a method; None for another."""
    if isinstance(of, ModuleType):
        return getattr(of, name, None)
    own = getattr(of, "__dict__", {})
    if name in own:
        return own[name]
    found = inspect.getattr_static(type(of), name, None)
    return found if isinstance(found, FunctionType) else None
