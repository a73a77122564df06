"""Who is helped: incomes before and after, who gains or loses against the baseline, how equal incomes are."""

from __future__ import annotations

from workbench.charts import Figure, income_distribution, lorenz, winners_losers
from workbench.dashboard.asked import Asked
from workbench.dashboard.intervals import INTERVALS
from workbench.dashboard.levers import policy_sections
from workbench.dashboard.newly import said_of_newly
from workbench.dashboard.page_kind import Page

FILLING = ("income_distribution", "winners_losers_type")


def _draw(asked: Asked) -> list[Figure]:
    return [
        income_distribution(asked.run, asked.base),
        winners_losers(asked.results.comparison(asked.scenario)),
        lorenz(asked.run, asked.base),
    ]


PAGE = Page(
    "helped",
    figures=(*FILLING, "lorenz"),
    draw=_draw,
    said=said_of_newly,
    sections=lambda asked: policy_sections(asked.run, asked.base),
    heavy=(INTERVALS,),
    fill=frozenset(FILLING),
    follows=True,
)
