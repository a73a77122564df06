"""The care page: what the plan reaches in words, and its four figures; the plan is solved in the background."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from workbench.care import Need, Plan, Projection, need, plan_renovation, project
from workbench.charts import Figure, nursing_beds_per_need, plan_gantt, target_path
from workbench.charts.base.notes import homes_words
from workbench.dashboard.answers.question import Heavy, Question
from workbench.dashboard.answers.shelf import Key, Progress
from workbench.dashboard.state.page_errors import refusal
from workbench.dashboard.state.scenario_levers import CARE_LEVERS
from workbench.dashboard.view.care_levers import care_sections
from workbench.dashboard.view.page import Heading, Page
from workbench.language import in_language, money, share, word

FIGURES = ("target_path_nursing_bed_share", "target_path_centralised_rate", "nursing_beds_per_need", "plan_gantt")
PLAN_SECONDS = 8.0  # a slider waits no longer; a plan found till then stands, with the gap that is left
_TARGETS = ("nursing_bed_share", "centralised_rate")


@dataclass(frozen=True, eq=False)
class CareAnswer:
    """The care system of a scenario: its need, the plan, and the years with and without the plan's works."""

    need: Need
    plan: Plan
    renovated: Projection
    untouched: Projection


def _need_key(question: Question) -> Key:
    return question.settings(without=CARE_LEVERS)


def _make_need(question: Question, _: Progress) -> Need:
    return need(question.run)


def _plan_key(question: Question) -> Key | None:
    return None if question.results.county.persons.is_empty() else question.settings()


def _make_plan(question: Question, _: Progress) -> CareAnswer:
    """Solve the plan for the moved need and project both."""
    scenario, homes = question.scenario, question.results.homes
    found = question.work_out(NEED)
    if found is None:
        raise refusal("dashboard.empty_nobody")
    plan = plan_renovation(homes, found, scenario, seconds=PLAN_SECONDS)
    return CareAnswer(
        found,
        plan,
        renovated=project(found, homes, scenario, plan.works),
        untouched=project(found, homes, scenario),
    )


# The need doesn't depend on the care levers: it is kept apart, so that they needn't wait for it.
NEED = Heavy("need", _need_key, _make_need, most=1)
PLAN = Heavy("care", _plan_key, _make_plan, most=8)


def care_finding(answer: CareAnswer | None, year: int) -> str:
    """Say in one sentence what the plan does and how sure both targets are; or why there is none."""
    if answer is None:
        return word("dashboard.finding_care_waiting")
    if not answer.plan.feasible:
        kind = "infeasible" if answer.plan.status == "infeasible" else "time"
        return word(f"dashboard.finding_care_{kind}", year=year)
    sure = share(answer.renovated.chance("both", year), 0)
    works = answer.plan.works
    if works.is_empty():
        return word("dashboard.finding_care_none", year=year, p=sure)
    converted, built = (_beds(works, action) for action in ("convert", "build"))
    both = "both" if converted and built else ("convert" if converted else "build")
    return word(f"dashboard.finding_care_{both}", converted=converted, built=built, year=year, p=sure)


def care_under(answer: CareAnswer | None) -> str:
    """Say the plan's homes and cost, or what would make a plan possible."""
    if answer is None:
        return word("dashboard.under_care_waiting")
    if answer.plan.status == "infeasible":
        plan = answer.plan
        if plan.joint is not None:
            return in_language("", " ").join(line.label for line in plan.joint.lines[1:])
        return word("dashboard.list_joint").join(hint.label for hint in plan.explanation[:2])
    if not answer.plan.feasible:
        return word("dashboard.under_care_time")
    works = answer.plan.works
    closed = _beds(works, "close")
    also = word("dashboard.under_care_closed", n=closed) if closed else ""
    return word(
        "dashboard.under_care",
        homes=works["home_id"].n_unique(),
        closed=also,
        cost=money(answer.plan.cost_yuan),
        statuses=homes_words(answer.plan.homes).rstrip("；; "),
    )


def care_figures(answer: CareAnswer, year: int) -> list[Figure]:
    """Return the figures of the page: both targets, beds per person in need, the works home by home."""
    renovated, untouched = answer.renovated, answer.untouched
    paths = [
        target_path(
            renovated.county,
            target,
            goal=renovated.goal(target),
            goal_year=year,
            chance=renovated.chance(target, year),
            without=untouched.county,
            homes=answer.plan.homes,
        )
        for target in _TARGETS
        if known(answer, target)
    ]
    gantt = plan_gantt(
        answer.plan.works,
        answer.plan.homes,
        status=answer.plan.status,
        goal_year=year,
        nursing_share=renovated.value("nursing_bed_share", year),
    )
    return [*paths, nursing_beds_per_need(renovated.county, untouched.county, homes=answer.plan.homes), gantt]


def known(answer: CareAnswer, target: str) -> bool:
    """Say whether there is anybody, or any bed, of whom a target is a share."""
    return answer.renovated.known(target) and answer.untouched.known(target)


def _beds(works: pl.DataFrame, action: str) -> int:
    return int(works.filter(pl.col("action") == action)["beds"].sum())


def _heading(question: Question) -> Heading:
    if _plan_key(question) is None:
        return Heading(word("dashboard.empty_nobody"), "")
    answer = question.answer(PLAN)
    return Heading(care_finding(answer, _year(question)), care_under(answer))


def _year(question: Question) -> int:
    return int(question.run.resolved["care_target_year"].value)


def _draw(question: Question) -> list[Figure]:
    answer = question.answer_or_older(PLAN)
    return [] if answer is None else care_figures(answer, _year(question))


def _empty(question: Question, figure: str) -> str:
    """Nobody lives here, or there is nobody of whom a target is a share."""
    if _plan_key(question) is None:
        return word("dashboard.empty_nobody")
    answer = question.answer_or_older(PLAN)
    target = figure.removeprefix("target_path_")
    if answer is None or target not in _TARGETS or known(answer, target):
        return ""
    return word(f"dashboard.empty_{target}")


PAGE = Page(
    "care",
    figures=FIGURES,
    draw=_draw,
    heading=_heading,
    sections=lambda question: care_sections(question.run, question.base),
    heavy=(PLAN,),
    waits=dict.fromkeys(FIGURES, PLAN),
    fill=frozenset(FIGURES[:3]),
    empty=_empty,
)
