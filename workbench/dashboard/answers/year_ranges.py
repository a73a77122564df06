"""Ranges over years, drawn in the background: the baseline and the levers at hand in the same futures of every year."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from workbench.dashboard.answers.futures import LEVEL, SEED
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.answers.year_answers import PEOPLE
from workbench.dashboard.state.page_errors import refusal
from workbench.dashboard.state.page_years import page_years
from workbench.dashboard.state.scenario_levers import CARE_LEVERS
from workbench.yearly import ReceiptMemory, YearsDraws, draw_years, load_paths
from workbench.yearly.future_inputs import KINDS, Kind, uncertain_paths

MOST_FUTURES = 40  # of fifteen years: a minute of one processor for two scenarios of a whole county
_NOT_DRAWN: tuple[Kind, ...] = ("lives",)  # other lives would need a second county in memory; the page says so


@dataclass(frozen=True, eq=False)
class YearRanges:
    """The draws of the baseline and, where levers are moved, of the scenario at hand."""

    draws: YearsDraws = field(repr=False)
    moved: bool

    def bands(self, names: tuple[str, str]) -> pl.DataFrame:
        """Return the ranges (`YearsDraws.bands_at`) of LEVEL, the policies called `names`: baseline, scenario."""
        called = dict(zip(self.draws.policies, names, strict=False))
        return self.draws.bands_at(LEVEL).with_columns(pl.col("policy").cast(pl.String).replace_strict(called))

    def difference(self) -> pl.DataFrame | None:
        """Return the scenario less the baseline, future by future, at LEVEL; None where no lever is moved."""
        return self.draws.difference_at(LEVEL) if self.moved else None


def _key(question: Question) -> Key | None:
    span = page_years(question.results.baseline)
    if span is None or question.results.county.persons.is_empty():
        return None
    return (span[-1], *question.settings(without=CARE_LEVERS), question.results.futures)


def _make(question: Question, progress: Progress) -> YearRanges:
    ground, span = question.work_out(PEOPLE), page_years(question.results.baseline)
    if ground is None or span is None:
        raise refusal("dashboard.empty_nobody")
    base, now = question.results.scenario({}), question.scenario
    moved = question.results.settings(base) != question.results.settings(now)
    paths = load_paths().with_growth(base.years.growth)
    kinds = [kind for kind in KINDS if kind not in _NOT_DRAWN]
    if not uncertain_paths(paths, span[0], span[-1]):
        kinds.remove("paths")
    draws = draw_years(
        ground.people.lives,
        base,
        span[0],
        span[-1],
        against=now if moved else None,
        runs=max(1, min(question.results.futures, MOST_FUTURES)),
        seed=SEED,
        kinds=kinds,
        memory=ReceiptMemory(ground.memory),
        threads=1,  # the other processor stays with whoever moves a slider meanwhile
        progress=progress,
    )
    return YearRanges(draws, moved)


RANGES = Heavy("year_ranges", _key, _make, most=4, all_years=True)
