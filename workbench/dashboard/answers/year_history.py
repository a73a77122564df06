"""What was published of past years beside what the model makes of them: worked out once, no lever moves it."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from workbench.calibration import caseload_trend
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.page_years import page_years
from workbench.population.lives import lives_backcast

PERSONS = 20_000  # whose ten years are followed: a figure of a year is then sure to some tenths


@dataclass(frozen=True, eq=False)
class History:
    """The tables of `lives_backcast` and of `caseload_trend` at the baseline."""

    backcast: pl.DataFrame = field(repr=False)
    trend: pl.DataFrame = field(repr=False)


def _key(question: Question) -> Key | None:
    if page_years(question.results.baseline) is None or question.results.county.persons.is_empty():
        return None
    return ("history",)


def _make(question: Question, progress: Progress) -> History:
    backcast = lives_backcast(PERSONS)
    progress(1, 2)
    return History(backcast, caseload_trend(question.results.county, question.results.baseline))


HISTORY = Heavy("history", _key, _make, most=1, patient=False, all_years=True)
