"""What is known of the cheapest plan beforehand: a plan not far from it, and how many beds come in which year."""

from __future__ import annotations

import numpy as np

from workbench.care.renovation.problem import BUILD, CONVERT, Floats, Problem


def most_beds_by_year(problem: Problem, cost: float) -> Floats:
    """Return the most beds converted or built in each year by some cheapest plan, given that `cost` suffices; (W,).

    Works done earlier cost the same and never make a target harder. So some cheapest plan has works in a year only if
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
