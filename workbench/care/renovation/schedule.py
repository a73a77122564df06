"""In which year works are done: the most beds a year of some cheapest plan, and works as early as can be.

Earlier works cost the same and never make a target harder: a bed converted or built earlier serves no later, and an
ordinary bed that goes earlier only raises the share of nursing beds.
"""

from __future__ import annotations

import numpy as np

from workbench.care.renovation.problem import BUILD, CONVERT, MILLION, Floats, Ints, RenovationProblem
from workbench.care.renovation.row_list import Rows

_SECONDS = 2.0
_HOME_TIE = 1e-3


def most_beds_by_year(problem: RenovationProblem, cost: float) -> Floats:
    """Return the most beds converted or built in each year by some cheapest plan, given that `cost` suffices; (W,).

    Some cheapest plan has works in a year only if
    every earlier year is full: no bed more fits into its capacity, or the dearest not into its budget. What the full
    years take of the beds that `cost` buys (the cheapest first) is not left for the year.
    """
    limits = np.stack([np.minimum(problem.most[CONVERT], problem.room), problem.most[BUILD]]).ravel()
    price = problem.cost[[CONVERT, BUILD]].ravel()
    order = np.argsort(price, kind="stable")
    beds = np.concatenate([[0.0], np.cumsum(limits[order])])
    spent = np.concatenate([[0.0], np.cumsum((limits * price)[order])])
    dearest = price[limits > 0].max(initial=0.0)
    full_budget = max(0.0, problem.budget - dearest)
    capacity = np.floor(problem.capacity + 1e-9)
    most = np.empty(problem.work_years.size)
    for year in range(most.size):
        by_capacity = np.arange(year + 1)  # of the earlier years, those full by capacity; the others by budget
        money = cost - (year - by_capacity) * full_budget
        bought = np.where(money >= 0, np.interp(money, spent, beds), 0.0)
        most[year] = max(0.0, float(np.floor(bought - by_capacity * capacity + 1e-6).max()))
    return np.minimum(most, capacity)


def as_early_as_can_be(problem: RenovationProblem, works: Ints) -> Ints:
    """Return the same works of each home, (3, H, W), with the least sum of beds × years waited; lower ids first."""
    total, years = works.sum(axis=-1), works.shape[-1]
    if years == 1 or not total.any():
        return works
    rank = np.arange(problem.homes) / problem.homes
    wait = np.arange(years)[None, None, :] * (1.0 + _HOME_TIE * (1.0 - rank))[None, :, None]
    rows = Rows()
    at = rows.new_columns(np.zeros(works.shape), np.repeat(total[..., None], years, axis=-1).astype(float), whole=True)
    spent = rows.new_rows(-np.inf, problem.budget / MILLION, years)
    rows.put(spent, at, problem.cost[:, :, None] / MILLION)
    rows.put(rows.new_rows(-np.inf, problem.capacity, years), at[[CONVERT, BUILD]], 1.0)
    asked = total.ravel().astype(np.float64)
    rows.put(rows.new_rows(asked, asked, asked.size)[:, None], at.reshape(-1, years), 1.0)
    # No works of a home come later than in the plan given: only so are they no harder on any future.
    done = np.cumsum(works, axis=-1)[..., :-1].astype(np.float64)
    for year in range(years - 1):
        by_then = rows.new_rows(done[..., year].ravel(), np.inf, asked.size)
        rows.put(by_then[:, None], at.reshape(-1, years)[:, : year + 1], 1.0)
    matrix, low, high = rows.matrix()
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to import; only solving needs it

    found = milp(
        np.broadcast_to(wait, works.shape).ravel(),
        integrality=np.concatenate(rows.whole),
        bounds=Bounds(np.concatenate(rows.lower), np.concatenate(rows.upper)),
        constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": _SECONDS, "mip_rel_gap": 1e-6},
    )
    if found.x is None:
        return works
    return np.rint(found.x[at]).astype(np.int64)
