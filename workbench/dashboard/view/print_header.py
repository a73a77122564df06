"""The line above a printed page: the scenario in words, the people it was worked out on, and the way back to it."""

from __future__ import annotations

from workbench.charts.base.notes import scenario_name
from workbench.dashboard.answers.question import Question
from workbench.dashboard.state import address
from workbench.language import current_language, money, people, share, word
from workbench.parameter.book import Resolved
from workbench.uncertainty.sensitivity_analysis import short
from workbench.version import __version__

_FROM_MONEY = 1e5  # yuan from which an amount is written as money is (万元, m)


def printed(question: Question) -> str:
    """Return the line; every lever that is moved is named with its value and the baseline's."""
    return word(
        "dashboard.printed",
        levers=word("dashboard.list_joint").join(moved(question)) or word("dashboard.printed_same"),
        baseline=scenario_name(question.base),
        persons=people(question.county.results.county.persons.height),
        seed=question.results.county.seed,
        version=__version__,
        address=address.written(question.state),
    )


def moved(question: Question) -> list[str]:
    """Say of each lever that is moved where it stands and where the baseline has it."""
    now, before = question.scenario.resolved(), question.results.baseline.resolved()
    return [
        word("dashboard.printed_lever", name=_name(now[name]), value=_value(now[name]), base=_value(before[name]))
        for name in question.state.levers
    ]


def _name(item: Resolved) -> str:
    return short(item.parameter.zh if current_language() == "zh" else item.parameter.en)


def _value(item: Resolved) -> str:
    if item.parameter.unit.startswith("share"):
        return share(item.value)
    if item.parameter.unit.startswith("yuan") and item.value >= _FROM_MONEY:
        return money(item.value)
    return f"{item.value:,.4g}" if item.value < _FROM_MONEY else f"{item.value:,.0f}"
