"""Who is helped: incomes before and after, who gains or loses against the baseline, how equal incomes are."""

from __future__ import annotations

from workbench.charts import Figure, income_distribution, lorenz, winners_losers
from workbench.dashboard.answers.intervals import INTERVALS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.view.levers import policy_sections
from workbench.dashboard.view.newly_covered import said_of_newly
from workbench.dashboard.view.page import Page

FILLING = ("income_distribution", "winners_losers_type")


def _draw(question: Question) -> list[Figure]:
    return [
        income_distribution(question.run, question.base),
        winners_losers(question.results.comparison(question.scenario)),
        lorenz(question.run, question.base),
    ]


PAGE = Page(
    "helped",
    figures=(*FILLING, "lorenz"),
    draw=_draw,
    said=said_of_newly,
    sections=lambda question: policy_sections(question.run, question.base),
    heavy=(INTERVALS,),
    fill=frozenset(FILLING),
    follows=True,
)
