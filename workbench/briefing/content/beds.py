"""Section on beds: both care targets, the works, and how sure they are; or that none was worked out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import polars as pl

from workbench.briefing.content.care_answer import CareGiven, NoCare
from workbench.briefing.content.facts import Facts
from workbench.briefing.content.pieces import Amount, BriefTable, Cell, Section
from workbench.briefing.content.status import ORDER, PUBLISHED, marked, status_words
from workbench.care import Plan, Projection
from workbench.charts import Figure, plan_gantt, target_path
from workbench.charts.base.notes import care_source, homes_words
from workbench.language import in_language, interval, money, people, share, word
from workbench.parameter.book import Status
from workbench.simulation import Run

_TARGETS = ("nursing_bed_share", "centralised_rate")


def beds(facts: Facts) -> Section:
    """Work out the section."""
    care = facts.care
    heading = word("brief.heading_beds")
    if isinstance(care, NoCare):
        return Section("beds", heading, word("brief.beds_none"), (care.why,))
    tables = [_path_table(care.projection, care)] if care.projection is not None else []
    if care.plan is not None and not care.plan.works.is_empty():
        tables.append(_works_table(care.plan, _least_sure(care)))
    return Section(
        name="beds",
        heading=heading,
        finding=_finding(care),
        points=(*_part_of_the_place(facts.run), *_points(care)),
        tables=tuple(tables),
        figures=tuple(_figures(care)),
        basis=_basis(care),
    )


def _part_of_the_place(run: Run) -> Iterator[str]:
    """Warn that a plan is for all homes of the place where the people are a part of its residents."""
    made = run.population.provenance
    if made.get("size") is not None or "selected_households" in made:
        yield word("brief.beds_part", persons=people(run.population.persons.height))


def _known(care: CareGiven, target: str) -> bool:
    """Whether there is anybody, or any bed, of whom a target is a share."""
    return all(one is None or one.known(target) for one in (care.projection, care.without))


def _nobody(target: str) -> str:
    return word(f"dashboard.empty_{target}").rstrip("。.")


def _year(care: CareGiven) -> int:
    if care.plan is not None:
        return care.plan.target_year
    return int(care.projection.scenario.resolved()["care_target_year"].value) if care.projection is not None else 0


def _sure(care: CareGiven, year: int) -> float:
    if care.projection is not None and year in care.projection.years:
        return care.projection.chance("both", year)
    return care.plan.chance_both if care.plan is not None else float("nan")


def _finding(care: CareGiven) -> str:
    year = _year(care)
    unknown = [target for target in _TARGETS if not _known(care, target)]
    if unknown:
        return _nobody(unknown[0])
    if care.plan is None:
        return word("brief.beds_path", year=year, sure=share(_sure(care, year), 0))
    if not care.plan.feasible:
        return word("brief.beds_infeasible" if care.plan.status == "infeasible" else "brief.beds_time", year=year)
    works = {name: _beds(care.plan, name) for name in ("convert", "build", "close")}
    cost = money(care.plan.cost_yuan)
    if not any(works.values()):
        return word("brief.beds_no_works", year=year, sure=share(_sure(care, year), 0))
    return word("brief.beds_plan", **works, cost=cost, year=year, sure=share(_sure(care, year), 0))


def _points(care: CareGiven) -> Iterator[str]:
    year = _year(care)
    for target in _TARGETS:
        if not _known(care, target):
            continue  # the finding says so
        if care.projection is not None and year in care.projection.years:
            row = care.projection.county.filter((pl.col("year") == year) & (pl.col("indicator") == target))
            low, high = (float(row[end].item()) for end in ("low_80", "high_80"))
            ends = interval(share(low), share(high))
            yield word(
                f"brief.beds_{target}",
                year=year,
                value=share(float(row["expected"].item())),
                interval=word("brief.interval", ends=ends)
                if math.isfinite(low + high)
                else word("brief.beds_point_only"),
                goal=share(care.projection.goal(target), 0),
            )
        elif care.plan is not None:
            value = care.plan.nursing_share if target == "nursing_bed_share" else care.plan.centralised_rate
            goal = word("brief.beds_point_only")
            target_share = care.plan.scenario.resolved()[_GOALS[target]].value
            yield word(
                f"brief.beds_{target}", year=year, value=share(value), interval=goal, goal=share(target_share, 0)
            )
    if care.projection is not None and year in care.projection.years:
        yield word("brief.beds_shortage", year=year, chance=share(care.projection.chance("shortage", year), 0))
    if care.plan is not None and care.plan.status == "infeasible":
        yield from (hint.label for hint in (care.plan.joint.lines if care.plan.joint else care.plan.explanation))
    yield care_source(None if care.plan is None else care.plan.homes)


_GOALS = {"nursing_bed_share": "nursing_share_target", "centralised_rate": "centralised_rate_target"}


def _basis(care: CareGiven) -> str:
    part = care.plan or care.projection
    if part is None:
        return ""
    statuses = [item.status for item in part.scenario.resolved().values() if item.parameter.section == "care"]
    parts = [
        word("brief.basis_part", status=status_words(status), n=statuses.count(status))
        for status in ORDER
        if status in statuses
    ]
    return word("brief.basis", n=len(statuses), parts=word("brief.list_joint").join(parts))


def _figures(care: CareGiven) -> Iterator[Figure]:
    year = _year(care)
    if care.projection is not None and year in care.projection.years:
        for target in filter(partial(_known, care), _TARGETS):
            yield target_path(
                care.projection.county,
                target,
                goal=care.projection.goal(target),
                goal_year=year,
                chance=care.projection.chance(target, year),
                without=care.without.county if care.without is not None else None,
                homes=None if care.plan is None else care.plan.homes,
            )
    if care.plan is not None and care.plan.feasible:
        yield plan_gantt(
            care.plan.works,
            care.plan.homes,
            status=care.plan.status,
            goal_year=care.plan.target_year,
            nursing_share=care.plan.nursing_share,
        )


def _least_sure(care: CareGiven) -> Status:
    """Return the least sure status of the care parameters and, where a plan has them, of the homes' figures."""
    part = care.plan or care.projection
    found: set[str] = set() if care.plan is None else set(care.plan.homes["status"].cast(pl.String))
    if part is not None:
        found |= {item.status for item in part.scenario.resolved().values() if item.parameter.section == "care"}
    return next((status for status in ORDER if status in found), PUBLISHED)


def _beds(plan: Plan, action: str) -> int:
    return int(plan.works.filter(pl.col("action").cast(pl.String) == action)["beds"].sum())


def _path_table(projection: Projection, care: CareGiven) -> BriefTable:
    """One row a year: beds, nursing beds, both targets' shares, persons without a place, the chance of both targets."""
    rows: list[tuple[Cell, ...]] = [
        (
            f"{year}",
            Amount(projection.value("beds", year), "beds"),
            Amount(projection.value("nursing_beds", year), "beds"),
            Amount(projection.value("nursing_bed_share", year), "share"),
            Amount(projection.value("centralised_rate", year), "share"),
            Amount(projection.value("unmet_persons", year), "people"),
            Amount(projection.chance("both", year), "share"),
        )
        for year in projection.years
    ]
    heads = ("year", "beds", "nursing", "nursing_share", "centralised", "unmet", "both")
    columns = [word(f"brief.column_{head}") for head in heads]
    return BriefTable(
        "beds_by_year",
        word("brief.table_beds_by_year"),
        (columns[0], *(marked(column, _least_sure(care)) for column in columns[1:])),
        tuple(rows),
        note=word("brief.note_beds", homes=homes_words(None if care.plan is None else care.plan.homes)),
    )


def _works_table(plan: Plan, status: Status) -> BriefTable:
    """One row per home with works: nursing beds before and after, beds converted, built, closed, yuan."""
    name = in_language("home", "home_en")
    worked = plan.homes.filter(pl.sum_horizontal("converted", "built", "closed") > 0)
    counts = ("nursing_before", "nursing_after", "converted", "built", "closed")
    rows: list[tuple[Cell, ...]] = []
    for row in worked.iter_rows(named=True):
        cells: list[Cell] = [str(row[name] or row["home"]).partition("（")[0].partition(" (")[0]]
        cells += [Amount(float(row[count]), "beds") for count in counts]
        rows.append((*cells, Amount(float(row["cost_yuan"]), "yuan")))
    sums = [Amount(float(worked[count].sum()), "beds") for count in counts]
    total: tuple[Cell, ...] = (word("brief.total"), *sums, Amount(float(worked["cost_yuan"].sum()), "yuan"))
    heads = ("home", *counts, "capital")
    return BriefTable(
        "works",
        word("brief.table_works"),
        (word("brief.column_home"), *(marked(word(f"brief.column_{head}"), status) for head in heads[1:])),
        tuple(rows),
        total=total,
        summed=(1, 2, 3, 4, 5, 6),
        note=care_source(plan.homes),
    )
