"""Years: cost and persons of the compared scenarios, the county's money, who comes and goes, and the people by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from workbench.charts import (
    Figure,
    backcast_beside,
    caseload_trend_lines,
    years_fan,
    years_flows,
    years_lines,
    years_payer,
    years_pyramid,
    years_spells,
    years_standards,
)
from workbench.dashboard.answers.futures import LEVEL
from workbench.dashboard.answers.question import Question
from workbench.dashboard.answers.year_answers import PEOPLE, SPAN, Spans
from workbench.dashboard.answers.year_history import HISTORY
from workbench.dashboard.answers.year_ranges import RANGES
from workbench.dashboard.state.page_years import page_years
from workbench.dashboard.view.budget import budget_of, county_budget_section
from workbench.dashboard.view.levers import policy_sections
from workbench.dashboard.view.page import Heading, Page
from workbench.dashboard.view.page_data import Data, LeverSection
from workbench.language import money, money_change, people, people_change, word
from workbench.law import MAIN
from workbench.results.shown_table import ShownTable
from workbench.yearly import Years, budget_table

COST, PERSONS, COUNTY, FLOWS = "years_cost", "years_persons", "years_county", "years_flows_households"
PYRAMID, SPELLS, STANDARDS = "years_pyramid", "years_spells", "years_standards"
FAN_COST, FAN_COUNTY = "years_fan_cost_yuan_per_year", "years_fan_county_cost_yuan_per_year"
FANS = (FAN_COST, FAN_COUNTY)
PAST = ("caseload_trend", "backcast_beside")
FIGURES = (COST, PERSONS, COUNTY, FLOWS, PYRAMID, STANDARDS, *FANS, SPELLS, *PAST)
_BUDGET_YEARS = 3
_MOST_LINES = 4  # that the figures tell apart: the baseline, the levers at hand, and two kept ones


def _shown(spans: Spans) -> Sequence[Years]:
    """Return the answers that are drawn: the baseline, the levers at hand, and kept ones as far as there is room."""
    first = [spans.base, *([] if spans.now is spans.base else [spans.now])]
    return [*first, *(answers for _, answers in spans.found if answers not in first)][:_MOST_LINES]


def _draw(question: Question) -> list[Figure]:
    return [*_of_years(question), *_of_the_past(question)]


def _of_the_past(question: Question) -> list[Figure]:
    """Draw what is published of past years beside what the model makes of them."""
    history = question.answer_or_older(HISTORY)
    return [] if history is None else [caseload_trend_lines(history.trend), backcast_beside(history.backcast)]


def _of_years(question: Question) -> list[Figure]:
    spans = question.answer_or_older(SPAN)
    if spans is None:
        return []
    shown, names = _shown(spans), _names(spans)
    now = spans.now
    year = question.state.year or now.first_year
    at_hand = names[shown.index(now)]
    budget = budget_of(question, "county") if question.state.payer == "county" else None
    return [
        years_lines(shown, measure="cost", names=names),
        years_lines(shown, measure="persons", names=names),
        years_payer(shown, budget=budget, names=names),
        years_standards(now, name=at_hand),
        *([] if now.flows.is_empty() else [years_flows(now, name=at_hand)]),
        years_pyramid(now.ages, year, run=now.run(now.first_year)),
        *_fans(question, budget),
        *([years_spells(now, name=at_hand)] if _lasts(now) else []),
    ]


def _fans(question: Question, budget: float | None) -> list[Figure]:
    """Draw the ranges of cost and of the county's money; nothing until the futures are there."""
    ranges = question.answer_or_older(RANGES)
    if ranges is None:
        return []
    bands = ranges.bands((word("dashboard.chip_baseline"), word("dashboard.chip_scenario")))
    limits = ranges.draws.warnings[0].label  # what the ranges hold and what they don't
    moved = ranges.difference()
    found = [
        years_fan(bands, "cost_yuan_per_year", difference=moved, level=LEVEL),
        years_fan(bands, "county_cost_yuan_per_year", difference=moved, budget=budget, level=LEVEL),
    ]
    return [replace(one, notes=(*one.notes, limits)) for one in found]


def _names(spans: Spans) -> list[str]:
    """Name each drawn answer as the chips do: baseline, scenario A, the scenario at hand."""
    letters = {id(spans.of(levers)): letter for letter, levers in spans.kept.items()}
    return [
        word("dashboard.chip_baseline")
        if answers is spans.base
        else word("dashboard.scenario_letter", name=letters[id(answers)])
        if id(answers) in letters
        else word("dashboard.chip_scenario")
        for answers in _shown(spans)
    ]


def _lasts(answers: Years) -> bool:
    """Say whether anybody is in receipt in two years running."""
    spells = answers.spells
    return not spells.filter((pl.col("duration_years") > 1) | pl.col("ended")).is_empty()


def _heading(question: Question) -> Heading:
    spans = question.answer_or_older(SPAN)
    if spans is None:
        waiting = _empty(question, COST) or word("dashboard.making_years")
        return Heading(waiting, word("years.under"))
    year = question.state.year or spans.now.last_year
    persons, cost = _basic(spans.now, year)
    first = spans.now.first_year
    if spans.now is spans.base:
        before = _basic(spans.base, first)
        told = {"persons_change": people_change(persons - before[0]), "cost_change": money_change(cost - before[1])}
        key = "years.finding_base" if year != first else "years.finding_first"
        return Heading(
            word(key, year=year, first=first, persons=people(persons), cost=money(cost), **told), word("years.under")
        )
    base = _basic(spans.base, year)
    return Heading(
        word(
            "years.finding_scenario",
            year=year,
            persons=people(persons),
            cost=money(cost),
            persons_change=people_change(persons - base[0]),
            cost_change=money_change(cost - base[1]),
        ),
        word("years.under"),
    )


def _basic(answers: Years, year: int) -> tuple[float, float]:
    """Return the persons and cost (yuan) of dibao and tekun in a year."""
    rows = answers.totals.filter((pl.col("year") == year) & pl.col("programme").is_in(MAIN))
    return float(rows["persons"].sum()), float(rows["cost_yuan_per_year"].sum())


def _beside(question: Question) -> Data | None:
    """Return the budget of three years, the first of them the chosen one where two more follow."""
    spans = question.answer_or_older(SPAN)
    if spans is None:
        return None
    now = spans.now
    start = max(now.first_year, min(question.state.year or now.first_year, now.last_year - _BUDGET_YEARS + 1))
    chosen = list(range(start, min(start + _BUDGET_YEARS, now.last_year + 1)))
    budget = budget_table(now, chosen).with_columns(pl.col(f"cost_{year}").round(0) for year in chosen)
    table = ShownTable(budget, 60, question.state.language)
    return {
        "kind": "table",
        "name": "budget",
        "title": word("years.budget_title", first=chosen[0], last=chosen[-1]),
        "subtitle": word("years.budget_subtitle"),
        "columns": table.headings(),
        "rows": table.cells(),
        "numbers": [2 + k for k in range(len(chosen))],
        "stale": question.lacks(SPAN),
    }


def _empty(question: Question, figure: str) -> str:
    """Say why there are no years at all, or nothing to draw in a figure."""
    if page_years(question.results.baseline) is None:
        return word("years.empty_place")
    if question.results.county.persons.is_empty():
        return word("dashboard.empty_nobody")
    for heavy in [HISTORY] if figure in PAST else [PEOPLE, SPAN, *([RANGES] if figure in FANS else [])]:
        if question.refused(heavy):
            return word("dashboard.refused", why=question.refused(heavy))
    spans = question.answer_or_older(SPAN)
    if spans is not None and figure == SPELLS and not _lasts(spans.now):
        return word("years.empty_spells")
    return ""


def _wish(question: Question) -> list[LeverSection]:
    return [county_budget_section(question)] if question.state.payer == "county" else []


PAGE = Page(
    "years",
    figures=FIGURES,
    draw=_draw,
    heading=_heading,
    sections=lambda question: [*policy_sections(question.run, question.base), *_wish(question)],
    heavy=(PEOPLE, SPAN, RANGES, HISTORY),
    waits={**dict.fromkeys(FIGURES, SPAN), **dict.fromkeys(FANS, RANGES), **dict.fromkeys(PAST, HISTORY)},
    fill=frozenset(FIGURES) - {SPELLS, *PAST},
    beside=_beside,
    empty=_empty,
    years="all",
)
