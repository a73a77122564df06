"""Who is helped: incomes before and after, who gains or loses, who is of several types, how equal incomes are."""

from __future__ import annotations

import numpy as np

from workbench.charts import Figure, income_distribution, lorenz, person_types, winners_losers
from workbench.dashboard.answers.futures import INTERVALS
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.scenario_levers import CARE_LEVERS
from workbench.dashboard.view.levers import policy_sections
from workbench.dashboard.view.page import Heading, Page
from workbench.dashboard.view.tiles import county_heading, in_town
from workbench.language import people, share, word
from workbench.simulation import TYPE_ROWS, Run, simulate, welfare

FILLING = ("income_distribution", "winners_losers_type")
SEVERAL = "person_types"
_ELDERLY = 60


def _types_key(question: Question) -> Key | None:
    return None if question.results.county.persons.is_empty() else question.settings(without=CARE_LEVERS)


def _make_types(question: Question, _: Progress) -> Run:
    return simulate(question.run.population, question.scenario, rows=TYPE_ROWS)


# The ten types are the whole law's: the page's own run doesn't know them.
TYPES = Heavy("types", _types_key, _make_types, most=2, follows=True)


def _draw(question: Question) -> list[Figure]:
    found = question.answer_or_older(TYPES)
    return [
        income_distribution(question.run, question.base),
        winners_losers(question.results.comparison(question.scenario)),
        lorenz(question.run, question.base),
        *([] if found is None else [person_types(found)]),
    ]


def _empty(question: Question, figure: str) -> str:
    return word("dashboard.empty_nobody") if figure == SEVERAL and _types_key(question) is None else ""


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
    figures=(*FILLING, "lorenz", SEVERAL),
    draw=_draw,
    heading=_heading,
    sections=lambda question: policy_sections(question.run, question.base),
    heavy=(TYPES, INTERVALS),
    waits={SEVERAL: TYPES},
    fill=frozenset(FILLING),
    empty=_empty,
    follows=True,
    years="follows",
)
