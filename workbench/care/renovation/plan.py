"""The renovation plan: which beds to convert, build and close, where and when, at least cost, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import polars as pl

from workbench.arguments import check_kinds
from workbench.care.futures import drawn_futures, expected_future
from workbench.care.need_table import Need
from workbench.care.renovation.evaluation import evaluate
from workbench.care.renovation.infeasible import Relaxation, relaxations
from workbench.care.renovation.inputs import check_homes, check_limits, checked_count, problem_of
from workbench.care.renovation.joint import JointRelaxation, joint_relaxation
from workbench.care.renovation.model import Cuts, Status, solve
from workbench.care.renovation.report import binding_constraints, cost_by_year, homes_table, works_table
from workbench.care.renovation.schedule import as_early_as_can_be
from workbench.care.renovation.search import PlanSearch
from workbench.care.renovation.terms import plan_terms
from workbench.care.works import no_works
from workbench.language import word, written
from workbench.progress import tells
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.view import View, Viewed


@dataclass(frozen=True, eq=False, repr=False)
class Plan(Viewed):
    """A renovation plan and what it brings.

    works: home_id, year, action, beds, cost_yuan (rows with beds only; empty without a plan). homes: a row per home
    with beds and nursing beds before and after, beds converted, built and closed, cost_yuan, and its figures' status.
    cost_by_year: year, cost_yuan, beds (converted and built), closed, budget_yuan, capacity_beds.
    status: "optimal" (no plan is cheaper), "within_gap" (none is cheaper by more than `gap`, a share of the cost),
    "time_limit" (stopped; the works, if any, meet everything, and `gap` says how much less could do), "infeasible" (no
    works do: see `explanation`).

    chance_both, chance_share, chance_rate: share of the drawn futures in which the targets hold in every checked year,
    counted by placing the persons under the works. target_year: the first checked year. nursing_share,
    centralised_rate: in the target year of the expected future. binding: parameters and columns that keep the plan from
    being cheaper. explanation: for an infeasible plan what would have to give way, each alone; joint: what together, in
    three lines (None for a plan that exists, or where nothing was found in time).
    """

    scenario: Scenario
    works: pl.DataFrame
    homes: pl.DataFrame
    cost_yuan: float
    cost_by_year: pl.DataFrame
    status: Status
    gap: float
    confidence: float
    futures: int
    chance_both: float
    chance_share: float
    chance_rate: float
    target_year: int
    nursing_share: float
    centralised_rate: float
    binding: tuple[str, ...]
    explanation: tuple[Relaxation, ...]
    joint: JointRelaxation | None
    seconds: float

    @property
    def feasible(self) -> bool:
        """Whether the plan meets what is asked of it; a plan without works may, when nothing is to be done."""
        return self.status in {"optimal", "within_gap"} or (self.status == "time_limit" and self.gap < 1)

    def _line(self) -> str:
        done = self.homes.select("converted", "built", "closed").sum().row(0)
        return (
            f"Plan({self.status}: {self.cost_yuan:,.0f} yuan; converted {done[0]}, built {done[1]}, closed {done[2]}; "
            f"both targets in {self.chance_both:.0%} of {self.futures} futures)"
        )

    def _view(self) -> View:
        heading = word(f"views.plan_{self.status}")
        if not self.feasible:
            told = self.joint.lines if self.joint is not None else self.explanation
            return View(heading, (), (), [one.label for one in told])
        beds = self.homes.select("converted", "built", "closed").sum().row(0, named=True)
        facts = [
            (word("views.cost"), written(self.cost_yuan, "yuan")),
            *((word(f"views.beds_{name}"), written(count, "beds")) for name, count in beds.items()),
            (word("views.chance_both", year=self.target_year), written(self.chance_both, "share")),
        ]
        return View(heading, facts, (shown(self.works, 12),) if self.works.height else ())


@check_kinds
@tells("plan")
def plan_renovation(
    homes: pl.DataFrame,
    need: Need,
    scenario: Scenario,
    *,
    futures: int | None = None,
    confidence: float | None = None,
    gap: float = 0.001,
    seconds: float = 60.0,
    explained: bool = True,
    cuts: Cuts | None = None,
) -> Plan:
    """Return the cheapest works (capital cost in yuan, not discounted) that meet both targets with enough confidence.

    >>> plan_renovation(homes, stock, baseline, futures=10)

    In at least `confidence` (None: `plan_confidence`) of the first `futures` drawn futures (None: 100, or all if there
    are fewer) nursing beds reach `nursing_share_target` and placed persons `centralised_rate_target`, at the end of
    every year from `care_target_year` through the last year of works (`terms.plan_terms` says what happens
    when the target year lies outside the years of works). In the expected future `town_rate_floor` of every town's
    disabled persons can be placed within `care_reach_steps`. Works keep to the yearly budget and capacity, each home's
    convertible, buildable and closable beds, and the beds of the ordinary residents of the base year. Other residents
    take nursing beds first; where they exceed what may be occupied, a home takes nobody until the excess is built away.

    Placement is by maximum flow (whoever decides sends people so that most find a place; exact up to 12 towns).
    Among plans of equal cost the solver's choice of homes stands, and it is always the same; the works of each home are
    then done as early as budget and capacity allow, which never makes a target harder (homes of a lower id first).
    `gap`: the plan costs at most this share more than the least. `explained`: say of an infeasible plan what would have
    to give way, each term alone and several together (some seconds). `cuts`: what an earlier plan for the same homes
    and years learnt, for speed only.

    An impossible target is no error: the plan's status is "infeasible". Raises InputError for homes without the columns
    of read_homes, years outside the need's, a confidence outside 0 to 1, fewer than 1 or more futures than drawn.

    Source of the method: chance constraint by sample average (Luedtke and Ahmed 2008), HiGHS (scipy.optimize.milp).
    """
    started = monotonic()
    check_homes(homes)
    check_limits(gap, seconds)
    terms = plan_terms(scenario, need.years).with_confidence(confidence)
    drawn = drawn_futures(need, homes, scenario, checked_count(need, futures))
    expected = expected_future(need, homes, scenario)
    problem = problem_of(homes, drawn, expected, terms)
    pool = Cuts(problem) if cuts is None else cuts
    solution = solve(problem, gap, seconds, cuts=pool)
    done, timed = no_works(), None
    explanation: tuple[Relaxation, ...] = ()
    joint = None
    if solution.works is not None:
        timed = as_early_as_can_be(problem, solution.works)
        done = works_table(timed, homes, problem)
    elif solution.status == "infeasible" and explained:
        search = PlanSearch.of(homes, need, scenario, len(drawn), terms, pool, max(1.0, seconds))
        explanation = relaxations(search)
        joint = joint_relaxation(search.again(max(1.0, seconds)), explanation)
    outcome, usual = evaluate(done, homes, drawn, terms), evaluate(done, homes, expected, terms)
    at = usual.years.index(terms.check_years[0])
    return Plan(
        scenario=scenario,
        works=done,
        homes=homes_table(done, homes),
        cost_yuan=float(done["cost_yuan"].sum()),
        cost_by_year=cost_by_year(done, problem),
        status=solution.status,
        gap=solution.gap,
        confidence=terms.confidence,
        futures=len(drawn),
        chance_both=outcome.chance_both,
        chance_share=outcome.chance_share,
        chance_rate=outcome.chance_rate,
        target_year=terms.check_years[0],
        nursing_share=float(usual.nursing[0, at] / max(usual.beds[0, at], 1.0)),
        centralised_rate=float(usual.placed[0, at] / max(usual.disabled[0, at], 1e-9)),
        binding=() if timed is None else binding_constraints(timed, problem),
        explanation=explanation,
        joint=joint,
        seconds=monotonic() - started,
    )
