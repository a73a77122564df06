"""The finding of the page "who is helped": who the newly helped are."""

from __future__ import annotations

import numpy as np

from workbench.dashboard.answers.question import Question
from workbench.dashboard.view.page import Said
from workbench.dashboard.view.tiles import in_town, said
from workbench.language import people, share, word
from workbench.simulation import Run, welfare

_ELDERLY = 60


def said_of_newly(question: Question) -> Said:
    """Say where the newly helped live and how many of them are old or disabled; as elsewhere, where nobody is new."""
    usual = said(question)
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
    return Said(in_town(question, word("dashboard.finding_newly", **told)), usual.under, usual.tiles)


def _covered(run: Run) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(run.row("dibao_recipient") | run.row("tekun_recipient"))
