"""The best that a budget brings where the targets can't all be had: as much of each as can be, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import polars as pl

from workbench.arguments import amount, check_kinds, each_once, listed
from workbench.care.need_table import Need
from workbench.care.renovation.inputs import check_homes, check_limits, checked_count
from workbench.care.renovation.plan import Plan, plan_renovation
from workbench.care.renovation.search import PlanSearch
from workbench.care.renovation.terms import plan_terms
from workbench.errors import InputError
from workbench.language import word, written
from workbench.results import FRAMES, checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.view import View, Viewed

# The share of nursing beds first, then the rate of centralised care, then the floor of every town.
TARGETS = ("nursing_share_target", "centralised_rate_target", "town_rate_floor")
_BUDGET = "renovation_budget_per_year"
_PLAN_PART = 0.5  # of the time: what is kept for the plan itself


@dataclass(frozen=True, eq=False, repr=False)
class BestPlan(Viewed):
    """The best plan for a budget and how far it comes.

    plan: the cheapest plan that reaches what `targets` says; its scenario asks for just that. targets: a row per target
    in the order of importance: name, wanted, reached (shares), proved (whether a higher value is known to be out of
    reach, to 0.001; False: the time ran out first). budget_per_year: yuan.
    """

    plan: Plan
    targets: pl.DataFrame
    budget_per_year: float

    @property
    def complete(self) -> bool:
        """Whether every target is reached in full."""
        return bool((self.targets["reached"] >= self.targets["wanted"] - 1e-9).all())

    def _line(self) -> str:
        reached = ", ".join(f"{name} {value:g}" for name, value in self.targets.select("name", "reached").iter_rows())
        return f"BestPlan({self.budget_per_year:,.0f} yuan/year: {reached}; {self.plan.cost_yuan:,.0f} yuan in all)"

    def _view(self) -> View:
        facts = [
            (word("views.budget"), written(self.budget_per_year, "yuan/year")),
            (word("views.cost"), written(self.plan.cost_yuan, "yuan")),
        ]
        return View(word("views.best_plan"), facts, (shown(self.targets),), [self.words()])

    def words(self) -> str:
        """Say in one sentence how far the budget comes, in the language that is on."""
        told = [
            word(
                "care.best_reached" if reached >= wanted - 1e-9 else "care.best_short",
                what=word(f"care.relax_{name}"),
                reached=written(reached, "share"),
                wanted=written(wanted, "share"),
            )
            for name, wanted, reached in self.targets.select("name", "wanted", "reached").iter_rows()
        ]
        return word(
            "care.best_found",
            budget=written(self.budget_per_year, "yuan"),
            told=word("decisions.comma").join(told),
            cost=written(self.plan.cost_yuan, "yuan"),
        )


@check_kinds
def best_plan(
    homes: pl.DataFrame,
    need: Need,
    scenario: Scenario,
    *,
    budget_per_year: float | None = None,
    order: Sequence[str] = TARGETS,
    futures: int | None = None,
    confidence: float | None = None,
    gap: float = 0.001,
    seconds: float = 120.0,
) -> BestPlan:
    """Return the plan that comes as near to the targets as a budget allows, and is the cheapest of these.

    budget_per_year: yuan a year for works (None: the scenario's own). The scenario's targets are aimed at in `order`:
    of the first as much as can be with the others at 0, then of the second with the first held, and so on; none is
    raised above what the scenario asks (ask for 1 to have the most of it). Each is exact to 0.001 unless the time runs
    out; a target only asks more when it is higher, so its range is halved. All other terms as in `plan_renovation`:

    >>> best = best_plan(homes, stock, baseline, budget_per_year=3e6)
    >>> best.targets, best.plan.works

    Raises InputError for a budget below 0, an order that doesn't name the three targets once each, and as
    `plan_renovation` does.
    """
    check_homes(homes)
    check_limits(gap, seconds)
    if budget_per_year is not None:
        scenario = scenario.replace(**{_BUDGET: amount("budget_per_year", budget_per_year)})
    wanted_first = each_once("order", "target", listed("order", order, "targets"), TARGETS, least=len(TARGETS))
    started = monotonic()
    terms = plan_terms(scenario, need.years).with_confidence(confidence)
    count = checked_count(need, futures)
    search = PlanSearch.begin(homes, need, scenario, count, terms, seconds * (1 - _PLAN_PART))
    reached: dict[str, float] = {}
    proved: dict[str, bool] = {}
    for place, name in enumerate(wanted_first):
        later = dict.fromkeys(wanted_first[place + 1 :], 0.0)
        if search.possible(**reached, **later):
            reached[name], proved[name] = search.value(name), True
            continue
        found, proved[name] = search.highest(name, **reached, **later)
        # With every target at 0 doing nothing is a plan, and what was reached before stays reached with this one at 0.
        reached[name] = 0.0 if found is None else found
    asked = scenario.replace(**reached)
    left = max(1.0, seconds - (monotonic() - started))
    plan = plan_renovation(
        homes, need, asked, futures=count, confidence=confidence, gap=gap, seconds=left, explained=False
    )
    table = pl.DataFrame(
        {
            "name": list(wanted_first),
            "wanted": [search.value(name) for name in wanted_first],
            "reached": [reached[name] for name in wanted_first],
            "proved": [proved[name] for name in wanted_first],
        }
    )
    return BestPlan(plan, checked(table, "best_targets"), search.value(_BUDGET))


@check_kinds
def budget_frontier(
    homes: pl.DataFrame,
    need: Need,
    scenario: Scenario,
    budgets: Sequence[float],
    *,
    futures: int | None = None,
    confidence: float | None = None,
    seconds: float = 120.0,
) -> pl.DataFrame:
    """Return the best plan by yearly budget: how much of each target it reaches, and its works.

    >>> budget_frontier(homes, stock, baseline, [1e6, 3e6], futures=10)

    budgets: yuan a year, in any order. Columns: budget_yuan, status and cost_yuan of the plan, converted, built, closed
    (beds), and as shares what is reached of nursing_share_target, centralised_rate_target, town_rate_floor (see
    `best_plan`, `seconds` for each). Raises InputError for no budget, one below 0, or one that stands twice.
    """
    given = [amount("budgets", one) for one in listed("budgets", budgets, "budgets in yuan a year")]
    if not given or len(set(given)) != len(given):
        raise InputError(f"budgets={given}: at least one is wanted, each once")
    rows = []
    for budget in given:
        best = best_plan(
            homes, need, scenario, budget_per_year=budget, futures=futures, confidence=confidence, seconds=seconds
        )
        reached = dict(best.targets.select("name", "reached").iter_rows())
        done = best.plan.homes.select("converted", "built", "closed").sum().row(0)
        rows.append((budget, best.plan.status, best.plan.cost_yuan, *done, *(reached[name] for name in TARGETS)))
    columns = [*(name for name in FRAMES["budget_frontier"] if name != "*"), *TARGETS]
    return checked(pl.DataFrame(rows, schema=columns, orient="row"), "budget_frontier")
