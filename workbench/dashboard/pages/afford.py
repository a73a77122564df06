"""What can we afford: the pair of standards that reaches most of the poor within a budget, with its runners-up."""

from __future__ import annotations

from workbench.charts import Figure, afford_frontier, affordable
from workbench.dashboard.answers.futures import GOAL
from workbench.dashboard.answers.question import Question
from workbench.dashboard.state.scenario_levers import RATIOS
from workbench.dashboard.view.budget import budget_section
from workbench.dashboard.view.page import Heading, Page
from workbench.dashboard.view.page_data import Data
from workbench.dashboard.view.standard_levers import standards_section
from workbench.decisions import Choice, Goal
from workbench.language import money, people, share, within_sentence, word

FIGURES = ("affordable", "afford_frontier")


def goal_finding(goal: Goal | None) -> str:
    """Say in one sentence what the budget reaches, or by how much it falls short."""
    if goal is None:
        return word("dashboard.finding_goal_waiting")
    told = {"budget": money(goal.budget), "sure": share(goal.confidence, 0)}
    if goal.best is None:
        return word("dashboard.finding_goal_impossible", short=money(goal.short_yuan_per_year), **told)
    return word("dashboard.finding_goal", poor=people(goal.best.poor_recipients), **told)


def goal_under(goal: Goal | None) -> str:
    """Say what holds the answer back and what one more poor person would cost."""
    if goal is None:
        return word("dashboard.under_goal_waiting")
    if goal.best is None:
        return word("dashboard.under_goal_impossible")
    part = goal.best.poor_recipients / goal.grid.poor_persons if goal.grid.poor_persons else float("nan")
    said = [word("dashboard.under_goal_share", share=share(part)), word(f"dashboard.binding_{goal.binding}")]
    if goal.yuan_per_poor_person is not None:
        said.append(word("dashboard.under_goal_price", price=money(goal.yuan_per_poor_person)))
    return word("dashboard.list_joint").join(said)


def _heading(question: Question) -> Heading:
    goal = question.answer(GOAL)
    return Heading(goal_finding(goal), goal_under(goal))


def _draw(question: Question) -> list[Figure]:
    goal = question.answer_or_older(GOAL)
    return [] if goal is None else [affordable(goal, question.base), afford_frontier(goal, question.run)]


def _beside(question: Question) -> Data | None:
    """Return the best pair and its runners-up as a table whose rows can be tried."""
    goal = question.answer_or_older(GOAL)
    if goal is None or goal.best is None:
        return None
    pairs = [goal.best, *(goal.grid.choice(row) for row in goal.runners_up.iter_rows(named=True))]
    return {
        "kind": "pairs",
        "title": word("dashboard.pairs_title"),
        "subtitle": word("dashboard.pairs_subtitle", payer=within_sentence(word(f"decisions.payer_{goal.payer}"))),
        "columns": [word(f"dashboard.pairs_{c}") for c in ("pair", "ratios", "poor", "cost", "chance", "try")],
        "rows": [_pair(pair, best=pair is goal.best) for pair in pairs],
        "stale": question.lacks(GOAL),
    }


def _pair(pair: Choice, *, best: bool) -> Data:
    ratios = [getattr(pair, name) for name in RATIOS]
    return {
        "cells": [
            word("dashboard.pairs_yuan", urban=f"{pair.urban_yuan:,.0f}", rural=f"{pair.rural_yuan:,.0f}"),
            " / ".join(share(ratio) for ratio in ratios),
            people(pair.poor_recipients),
            money(pair.cost_yuan_per_year),
            share(pair.chance, 0),
        ],
        "best": best,
        "button": word("dashboard.pairs_use"),
        "levers": {name: round(float(value), 6) for name, value in pair.levers.items()},
    }


def _empty(question: Question, _: str) -> str:
    return word("dashboard.empty_nobody") if question.results.county.persons.is_empty() else ""


PAGE = Page(
    "afford",
    figures=FIGURES,
    draw=_draw,
    heading=_heading,
    sections=lambda question: [budget_section(question), standards_section(question.run, question.base)],
    heavy=(GOAL,),
    waits=dict.fromkeys(FIGURES, GOAL),
    fill=frozenset(FIGURES),
    beside=_beside,
    empty=_empty,
)
