"""What an interval doesn't hold, in one line: for tiles, briefs, goal seek and figures alike."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.arguments import check_kinds, each_once
from workbench.engine.compiler.request import KernelRequest
from workbench.language import word
from workbench.law import BASIC
from workbench.parameter.book import Resolved
from workbench.scenario import Scenario
from workbench.simulation.levers_in_force import overruling
from workbench.simulation.totals import chosen_programmes, total_rules

KINDS_HELD = ("parameters", "chance", "population", "synthesis")


def is_decision(item: Resolved) -> bool:
    """Say whether a parameter is what is being decided, and not a number that somebody could look up.

    So are the levers that the policy gives a corridor, those of the standards, and every lever that the scenario sets
    itself.
    """
    decided = item.parameter.corridor is not None or item.parameter.cause == "standards" or item.since is None
    return item.parameter.role == "lever" and decided


def legal_choices(scenario: Scenario, programmes: Sequence[str] | None = BASIC) -> list[str]:
    """Return the parameters of the law that are a choice between readings of it and are read for some programmes."""
    return [name for name, item in _read(scenario, programmes).items() if item.parameter.alternatives]


def without_range(scenario: Scenario, programmes: Sequence[str] | None = BASIC) -> list[str]:
    """Return the numbers read for some programmes that are neither published nor a decision and have no range."""
    return [
        name
        for name, item in _read(scenario, programmes).items()
        if item.spread is None
        and item.status != "published"
        and not item.parameter.alternatives
        and not item.parameter.worked_out_from
        and not is_decision(item)
    ]


def _read(scenario: Scenario, programmes: Sequence[str] | None) -> dict[str, Resolved]:
    needed = KernelRequest(scenario.book, total_rules(chosen_programmes(programmes))).parameters
    resolved = scenario.resolved()
    values = {name: item.value for name, item in resolved.items()}
    return {
        name: resolved[name]
        for name in needed
        if resolved[name].parameter.section == "law" and overruling(name, values, scenario.book) is None
    }


@check_kinds
def interval_limits(
    scenario: Scenario,
    kinds: Sequence[str] = ("parameters",),
    programmes: Sequence[str] | None = BASIC,
    *,
    synthetic: bool = True,
) -> str:
    """Say in one line, in the language that is on, what an interval holds and what it doesn't.

    >>> interval_limits(baseline, ["parameters", "chance"])

    kinds: what was drawn, see `draw`. programmes: whose figures the interval is of, all if None. synthetic: whether the
    people are; of people that were given nothing is synthesised, so that nothing of it is left out. Raises
    UnknownNameError for a kind or a programme.
    """
    held = each_once("kinds", "kind of uncertainty", kinds, KINDS_HELD, least=0)
    concerned = KINDS_HELD if synthetic else KINDS_HELD[:2]
    left = [word(f"decisions.limits_{kind}") for kind in concerned if kind not in held]
    choices, open_numbers = legal_choices(scenario, programmes), without_range(scenario, programmes)
    if choices:
        left.append(word("decisions.limits_forks", n=len(choices)))
    if open_numbers:
        left.append(word("decisions.limits_without_range", n=len(open_numbers)))
    left.append(word("decisions.limits_published"))
    joint = word("decisions.limits_joint")
    names = joint.join(word(f"decisions.limits_{kind}") for kind in KINDS_HELD if kind in held)
    return word("decisions.limits", held=names or word("decisions.limits_nothing"), left=joint.join(left))
