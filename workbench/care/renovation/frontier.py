"""What confidence costs, and what ten more nursing beds would bring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from workbench.arguments import check_kinds
from workbench.care.futures import drawn_futures
from workbench.care.need_table import Need
from workbench.care.projection import Projection, project
from workbench.care.renovation.evaluation import evaluate
from workbench.care.renovation.plan import Plan, plan_renovation
from workbench.care.renovation.terms import plan_terms
from workbench.care.works import WORKS_SCHEMA
from workbench.errors import InputError
from workbench.progress import tells
from workbench.results import FRAMES, checked
from workbench.scenario import Scenario

CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


@check_kinds
@tells("frontier")
def frontier(
    homes: pl.DataFrame,
    need: Need,
    scenario: Scenario,
    confidences: Sequence[float] = CONFIDENCES,
    *,
    futures: int = 100,
) -> pl.DataFrame:
    """Return the cheapest plan by confidence: confidence, status, cost_yuan, converted, built, closed, and two chances.

    >>> frontier(homes, stock, baseline, (0.5, 0.9), futures=10)

    chance_both: share of the `futures` that the plan was made for in which both targets hold. Out of sample: of the
    need's other futures, which the plan didn't see (not a number where there are none). Both by maximum flow. cost_yuan
    is null where no plan has the confidence.
    """
    drawn, terms = drawn_futures(need, homes, scenario), plan_terms(scenario, need.years)
    rows = []
    for confidence in confidences:
        plan = plan_renovation(homes, need, scenario, futures=futures, confidence=confidence, explained=False)
        held = evaluate(plan.works, homes, drawn, terms).both_met[futures:]
        fresh = float(held.mean()) if plan.feasible and held.size else float("nan")
        done = plan.homes.select("converted", "built", "closed").sum().row(0)
        cost = plan.cost_yuan if plan.feasible else None
        rows.append((confidence, plan.status, cost, *done, plan.chance_both if plan.feasible else float("nan"), fresh))
    return checked(pl.DataFrame(rows, schema=list(FRAMES["plan_frontier"]), orient="row"), "plan_frontier")


@check_kinds
def bed_ladder(
    homes: pl.DataFrame, need: Need, scenario: Scenario, plan: Plan, steps: Sequence[int] = (0, 10, 20, 30)
) -> pl.DataFrame:
    """Return what more nursing beds than the plan's would bring in its target year: one row per step.

    >>> bed_ladder(homes, stock, baseline, plan, steps=(0, 10))

    more_beds, cost_yuan (of the additional beds), placed_persons and unmet_persons (expected, nearest home first),
    chance_both and chance_shortage. Each ten beds are converted, or else built, in the first year of works in the home
    where they place most persons per yuan; budget and capacity are left aside: it asks what they would be worth.
    Raises InputError for steps that don't rise in tens from 0, or more beds than the homes can take.
    """
    if list(steps) != sorted(set(steps)) or any(step < 0 or step % 10 for step in steps):
        raise InputError(f"steps={tuple(steps)}: rising tens from 0 are wanted, such as (0, 10, 20, 30)")
    works, spent, rows = plan.works, 0.0, []
    year = int(scenario.resolved()["renovation_first_year"].value)
    for more in range(0, max(steps) + 1, 10):
        if more:
            works, cost = _ten_more(homes, need, scenario, works, year, plan.target_year)
            spent += cost
        if more in steps:
            found = project(need, homes, scenario, works)
            rows.append((more, spent, *_outcome(found, plan.target_year)))
    return checked(pl.DataFrame(rows, schema=list(FRAMES["bed_ladder"]), orient="row"), "bed_ladder")


def _outcome(found: Projection, year: int) -> tuple[float, float, float, float]:
    return (
        found.value("placed_persons", year),
        found.value("unmet_persons", year),
        found.chance("both", year),
        found.chance("shortage", year),
    )


def _ten_more(
    homes: pl.DataFrame, need: Need, scenario: Scenario, works: pl.DataFrame, year: int, target: int
) -> tuple[pl.DataFrame, float]:
    """Add ten beds where they place most persons per yuan; the cheaper one where two homes place nobody."""
    placed = project(need, homes, scenario, works).value("placed_persons", target)
    best: tuple[float, float, pl.DataFrame] | None = None
    for row in homes.iter_rows(named=True):
        done = {a: _beds(works, row["home_id"], a) for a in ("convert", "build", "close")}
        ordinary = row["beds"] - row["nursing_beds"] - done["convert"] - done["close"]
        kept = row["tekun_able"] + row["other_residents"] - row["other_nursing_residents"]
        room = {"convert": min(row["convertible_beds"] - done["convert"], ordinary - kept)}
        room["build"] = row["buildable_beds"] - done["build"]
        converted = int(np.clip(room["convert"], 0, 10))
        if converted + room["build"] < 10:
            continue
        prices = (row["conversion_cost_yuan_per_bed"], row["building_cost_yuan_per_bed"])
        parts = [("convert", converted, prices[0]), ("build", 10 - converted, prices[1])]
        lines = [(row["home_id"], year, action, beds, beds * price) for action, beds, price in parts if beds]
        tried = pl.concat([works, pl.DataFrame(lines, schema=WORKS_SCHEMA, orient="row")])
        cost = sum(line[-1] for line in lines)
        gained = project(need, homes, scenario, tried).value("placed_persons", target) - placed
        if best is None or (gained / cost, -cost) > (best[0], -best[1]):
            best = (gained / cost, cost, tried)
    if best is None:
        raise InputError("bed_ladder: no home can take ten more nursing beds (convertible_beds, buildable_beds)")
    return best[2], best[1]


def _beds(works: pl.DataFrame, home: int, action: str) -> int:
    chosen = works.filter((pl.col("home_id") == home) & (pl.col("action").cast(pl.String) == action))
    return int(chosen["beds"].sum())
