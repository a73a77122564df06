"""A plan as tables: works, homes before and after, cost by year; and which constraints bind."""

from __future__ import annotations

import numpy as np
import polars as pl

from workbench.care.renovation.model import placed
from workbench.care.renovation.problem import BUILD, CLOSE, CONVERT, Ints, RenovationProblem
from workbench.care.works import ACTIONS, WORKS_SCHEMA
from workbench.results import FRAMES, checked


def works_table(works: Ints, homes: pl.DataFrame, problem: RenovationProblem) -> pl.DataFrame:
    """Return works of shape (3, H, W) as a table of works (`works.WORKS_SCHEMA`), by year, home and action."""
    year, home, action = np.nonzero(works.transpose(2, 1, 0))
    beds = works[action, home, year]
    table = pl.DataFrame(
        {
            "home_id": homes["home_id"].to_numpy()[home],
            "year": problem.work_years[year],
            "action": [ACTIONS[i] for i in action],
            "beds": beds,
            "cost_yuan": beds * problem.cost[action, home],
        },
        schema=WORKS_SCHEMA,
    )
    return checked(table, "works")


def homes_table(works: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """Return a row per home: beds and nursing beds before and after, converted, built, closed, cost_yuan, and
    the status of its figures.
    """
    sums = [
        pl.col("beds").filter(pl.col("action") == action).sum().alias(name)
        for action, name in zip(ACTIONS, ("converted", "built", "closed"), strict=True)
    ]
    done = works.group_by("home_id").agg(*sums, pl.col("cost_yuan").sum())
    table = (
        homes.select("home_id", "home", "home_en", "town", "status", beds_before="beds", nursing_before="nursing_beds")
        .join(done, on="home_id", how="left", maintain_order="left")
        .with_columns(pl.col("converted", "built", "closed").fill_null(0), pl.col("cost_yuan").fill_null(0.0))
        .with_columns(
            beds_after=pl.col("beds_before") + pl.col("built") - pl.col("closed"),
            nursing_after=pl.col("nursing_before") + pl.col("converted") + pl.col("built"),
        )
        .select(FRAMES["homes"])
    )
    return checked(table, "homes")


def cost_by_year(works: pl.DataFrame, problem: RenovationProblem) -> pl.DataFrame:
    """Return a row per year of works: cost_yuan, beds (converted and built), closed, budget_yuan, capacity_beds."""
    serves = pl.col("action") != "close"
    done = works.group_by("year").agg(
        pl.col("cost_yuan").sum(), pl.col("beds").filter(serves).sum(), closed=pl.col("beds").filter(~serves).sum()
    )
    years = pl.DataFrame({"year": problem.work_years}, schema={"year": pl.Int64})
    table = (
        years.join(done, on="year", how="left", maintain_order="left")
        .with_columns(pl.col("cost_yuan").fill_null(0.0), pl.col("beds", "closed").fill_null(0))
        .with_columns(budget_yuan=pl.lit(problem.budget), capacity_beds=pl.lit(problem.capacity))
    )
    return checked(table, "plan_years")


def binding_constraints(works: Ints, problem: RenovationProblem) -> tuple[str, ...]:
    """Name the parameters and columns of homes that leave less than one bed (or person) of room under the works.

    A target binds when the future that decides (the worst of those that must hold) would miss it with a bed or a person
    fewer.
    """
    gained = works[CONVERT] + works[BUILD]
    cost = (problem.cost[:, :, None] * works).sum(axis=(0, 1))
    cheapest = float(problem.cost[[CONVERT, BUILD]].min())
    lasts = gained.sum(axis=0) > 0
    total = works.sum(axis=-1)
    found = {
        "renovation_budget_per_year": (problem.budget - cost < cheapest).any(),
        "renovation_beds_per_year": (problem.capacity - gained.sum(axis=0) < 1).any() and bool(lasts.any()),
        "convertible_beds": ((total[CONVERT] == problem.most[CONVERT]) & (total[CONVERT] > 0)).any(),
        "buildable_beds": ((total[BUILD] == problem.most[BUILD]) & (total[BUILD] > 0)).any(),
        "closable_bed_share": ((total[CLOSE] == problem.most[CLOSE]) & (total[CLOSE] > 0)).any(),
        "ordinary_residents": ((total[[CONVERT, CLOSE]].sum(axis=0) == problem.room) & (gained.sum(axis=1) > 0)).any(),
    }
    nursing, _ = problem.beds(works)
    value, _ = placed(problem, nursing)
    slack = {
        "nursing_share_target": problem.share_slack(works).min(axis=1),
        "centralised_rate_target": (value - problem.required)[:-1].min(axis=1),
    }
    for name, by_future in slack.items():
        decides = np.sort(by_future)[min(problem.failures, problem.futures - 1)]
        found[name] = decides + 1e-6 >= 0 and decides < 1
    fewer, _ = placed(problem, np.maximum(nursing - 1, 0))
    found["town_rate_floor"] = bool((fewer[-1] < problem.required[-1] - 1e-6).any())
    both = np.minimum(*slack.values())
    found["plan_confidence"] = 0 < problem.failures <= (both < -1e-6).sum()
    return tuple(name for name, binds in found.items() if binds)
