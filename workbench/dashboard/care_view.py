"""The care page: what the plan reaches in words, and its four figures."""

from __future__ import annotations

import polars as pl

from workbench.charts import Figure, nursing_beds_per_need, plan_gantt, target_path
from workbench.dashboard.results import CareAnswer
from workbench.language import current_language, money, share, word

CARE_FIGURES = ("target_path_nursing_bed_share", "target_path_centralised_rate", "nursing_beds_per_need", "plan_gantt")
_TARGETS = ("nursing_bed_share", "centralised_rate")


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
        said = [hint.zh if current_language() == "zh" else hint.en for hint in answer.plan.explanation]
        return word("dashboard.list_joint").join(said[:2])
    if not answer.plan.feasible:
        return word("dashboard.under_care_time")
    works = answer.plan.works
    closed = _beds(works, "close")
    also = word("dashboard.under_care_closed", n=closed) if closed else ""
    homes = works["home_id"].n_unique()
    return word("dashboard.under_care", homes=homes, closed=also, cost=money(answer.plan.cost_yuan))


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
        )
        for target in _TARGETS
    ]
    gantt = plan_gantt(
        answer.plan.works,
        answer.plan.homes,
        goal_year=year,
        nursing_share=renovated.value("nursing_bed_share", year),
    )
    return [*paths, nursing_beds_per_need(renovated.county, untouched.county), gantt]


def _beds(works: pl.DataFrame, action: str) -> int:
    return int(works.filter(pl.col("action") == action)["beds"].sum())
