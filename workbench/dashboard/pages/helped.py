"""Who is helped: incomes before and after, who gains or loses against the baseline, how equal incomes are."""

from __future__ import annotations

import numpy as np

from workbench.charts import Figure, income_distribution, lorenz, winners_losers
from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Question
from workbench.dashboard.view.levers import policy_sections
from workbench.dashboard.view.page import Heading, Page
from workbench.dashboard.view.tiles import county_heading, in_town
from workbench.language import people, share, word
from workbench.simulation import Run, welfare

FILLING = ("income_distribution", "winners_losers_type")
_ELDERLY = 60


def _draw(question: Question) -> list[Figure]:
    return [
        income_distribution(question.run, question.base),
        winners_losers(question.results.comparison(question.scenario)),
        lorenz(question.run, question.base),
    ]


def _heading(question: Question) -> Heading:
    """Say where the newly helped live and how many of them are old or disabled; as elsewhere, where nobody is new."""
    usual = county_heading(question)
    now, before = _covered(question.run), _covered(question.base)
    well = welfare(question.base)
    new = now & ~before
    persons, lost = float(well.weight[new].sum()), float(well.weight[before & ~now].sum())
    if persons < 0.5 or persons <= lost:
        return usual
    columns = question.results.county.arrays().person
    needy = (columns["age"] >= _ELDERLY) | (columns["disability_grade"] >= 1)
    told = {
        "n": people(persons),
        "rural": share(float(well.weight[new & well.rural].sum()) / persons, 0),
        "needy": share(float(well.weight[new & needy].sum()) / persons, 0),
    }
    return Heading(in_town(question, word("dashboard.finding_newly", **told)), usual.under, usual.tiles)


def _covered(run: Run) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(run.row("dibao_recipient") | run.row("tekun_recipient"))


PAGE = Page(
    "helped",
    figures=(*FILLING, "lorenz"),
    draw=_draw,
    heading=_heading,
    sections=lambda question: policy_sections(question.run, question.base),
    heavy=(INTERVALS,),
    fill=frozenset(FILLING),
    follows=True,
)
