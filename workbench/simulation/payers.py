"""Who pays (§9): the cost of each programme split over payers, funds that run out, what the county itself must find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from workbench.arguments import check_kinds
from workbench.law import PAYERS, PROGRAMMES, PayerTable, payer_table, programme
from workbench.results import FRAMES, checked
from workbench.simulation.run import Run

# Nobody's share: claims on a fund whose budget has run out.
UNPAID = "unpaid"


@check_kinds
def programme_costs(run: Run) -> pl.DataFrame:
    """Return one row per programme: programme, layer, households, persons, cost_yuan_per_year (as claimed).

    >>> programme_costs(run).sort("cost_yuan_per_year")

    Households and persons are missing (null) where no resident's household carries the programme.
    """
    counted = run.totals.group_by("programme", maintain_order=True).agg(
        pl.col("households", "persons", "cost_yuan_per_year").sum()
    )
    outside = pl.DataFrame(
        {"programme": list(run.county_costs), "cost_yuan_per_year": list(run.county_costs.values())},
        schema={"programme": pl.String, "cost_yuan_per_year": pl.Float64},
    )
    table = pl.concat([counted, outside], how="diagonal")
    layers = [programme(name).layer for name in table["programme"]]
    return checked(
        table.with_columns(layer=pl.Series(layers, dtype=pl.String)).select(*FRAMES["programme_costs"]),
        "programme_costs",
    )


@check_kinds
def who_pays(run: Run) -> pl.DataFrame:
    """Return one row per programme and payer: programme, layer, payer, cost_yuan_per_year.

    >>> who_pays(run).group_by("payer").agg(pl.col("cost_yuan_per_year").sum())

    Payers are central, province, city, county, insurance and charity; what a fund's budget can't cover is "unpaid".
    Shares are the law's table, changed by the scenario's `payers`; rows of nothing are left out. A programme's rows add
    up to its cost.
    """
    costs = programme_costs(run).select(
        scenario=pl.lit(0, dtype=pl.Int64), programme="programme", cost="cost_yuan_per_year"
    )
    table = payer_table().with_shares(run.scenario.payers)
    budgets = {name: [run.resolved[parameter].value] for name, parameter in table.budgets.items()}
    return checked(split_costs(costs, table, budgets).drop("scenario"), "who_pays")


def split_costs(costs: pl.DataFrame, table: PayerTable, budgets: Mapping[str, Sequence[float]]) -> pl.DataFrame:
    """Split costs over payers: scenario, programme, layer, payer, cost_yuan_per_year.

    costs: one row per scenario (from 0) and programme: scenario, programme, cost (yuan a year). budgets: by programme
    with a fund that can run out one amount a scenario; what it can't cover is "unpaid". Rows of nothing are left out.
    """
    scenario, cost = costs["scenario"].to_numpy(), costs["cost"].to_numpy()
    numbers = {one.name: number for number, one in enumerate(PROGRAMMES)}
    code = np.array([numbers[name] for name in costs["programme"]], dtype=np.int64)
    paid = cost.copy()
    for name, amounts in budgets.items():
        rows = code == numbers[name]
        paid[rows] = np.minimum(cost[rows], np.asarray(amounts, dtype=np.float64)[scenario[rows]])
    share = np.array([[table.shares[one.name].of(payer) for payer in PAYERS] for one in PROGRAMMES])
    parts = np.column_stack([share[code] * paid[:, None], cost - paid])
    row, payer = np.nonzero(parts > 0)
    return pl.DataFrame(
        {
            "scenario": scenario[row],
            "programme": costs["programme"].gather(row),
            "layer": pl.Series([PROGRAMMES[k].layer for k in code], dtype=pl.String).gather(row),
            "payer": pl.Series([*PAYERS, UNPAID]).gather(payer),
            "cost_yuan_per_year": parts[row, payer],
        }
    )


@check_kinds
def county_must_find(run: Run) -> float:
    """Return the yuan a year that the county itself must find, over all programmes of the run."""
    table = who_pays(run)
    return float(table.filter(pl.col("payer") == "county")["cost_yuan_per_year"].sum())


@check_kinds
def funds(run: Run) -> pl.DataFrame:
    """Return one row per fund that can run out: programme, claims, budget and unpaid (yuan a year), share_paid.

    A fund that runs out pays every claim the same part, `share_paid` (0 claims: not a number).
    """
    costs = dict(programme_costs(run).select("programme", "cost_yuan_per_year").iter_rows())
    rows = []
    for name, parameter in payer_table().budgets.items():
        if name in costs:
            claims, budget = costs[name], run.resolved[parameter].value
            paid = min(claims, budget)
            rows.append((name, claims, budget, claims - paid, paid / claims if claims else float("nan")))
    names = ("claims_yuan_per_year", "budget_yuan_per_year", "unpaid_yuan_per_year", "share_paid")
    schema = {"programme": pl.String, **dict.fromkeys(names, pl.Float64)}
    return checked(pl.DataFrame(rows, schema=schema, orient="row"), "funds")


@check_kinds
def town_reserves(run: Run) -> pl.DataFrame:
    """Return one row per town: emergency_yuan_per_year, reserve_yuan (§5), short_yuan_per_year.

    The reserve is a stock: short is what a year's emergencies take beyond a reserve that is filled once.
    """
    reserve = run.resolved["town_reserve"].value
    spent = (
        run.totals.filter(pl.col("programme") == "emergency").group_by("town").agg(pl.col("cost_yuan_per_year").sum())
    )
    by_town = dict(spent.iter_rows())
    towns = run.population.town_names
    amounts = [float(by_town.get(town, 0.0)) for town in towns]
    table = pl.DataFrame(
        {
            "town": list(towns),
            "emergency_yuan_per_year": amounts,
            "reserve_yuan": [reserve] * len(towns),
            "short_yuan_per_year": [max(0.0, amount - reserve) for amount in amounts],
        }
    )
    return checked(table, "town_reserves")
