"""Runs, futures, a goal and a care plan of a small synthetic county, from which all figures are drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from workbench.calibration import caseload_trend
from workbench.calibration.published_comparison import ROWS as REACH_ROWS
from workbench.care import Plan, Projection, frontier, need, plan_renovation, project, read_homes
from workbench.charts.county_share import CountyCost
from workbench.decisions import Decomposition, Goal, PolicyFrontier, decompose, goal_seek, policy_frontier
from workbench.household import Ladder, family, ladder
from workbench.language import word
from workbench.law import BASIC
from workbench.place import current_place
from workbench.population import Population, synthesize
from workbench.population.lives import lives, lives_backcast
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.simulation import SUMMARY_ROWS, TYPE_ROWS, Run, Sweep, simulate, sweep
from workbench.uncertainty import (
    Draws,
    InformationValue,
    Sensitivity,
    draw,
    information_value,
    kinds_apart,
    sensitivity,
)
from workbench.yearly import ReceiptMemory, Years, fit_entry, income_growth, years
from workbench.yearly.receipt_memory import REMEMBERED_ROWS

SEED, PERSONS = 20210602, 20_000
_BACKCAST = 20_000  # persons whose ten years are drawn
_OTHER_SEED = 3  # of a second county from the same published margins
_HIGHER = {"urban_dibao_ratio": 0.33, "rural_dibao_ratio": 0.43}
_OUTSIDE = {"urban_dibao_ratio": 0.37, "rural_dibao_ratio": 0.38}
# A plan of beds needs a larger county, and homes for a part of the real one's people.
_CARE_PERSONS = 120_000
# Of each count of each home, cut to a whole number so that a home stays consistent. That part of the county has .28 of
# its disabled tekun persons; more homes than that make up for what is cut off.
_PART_OF_HOMES = 0.3
_CARE_LIMITS = {"renovation_beds_per_year": 40.0, "renovation_budget_per_year": 3e6}
_CONFIDENCES = (0.5, 0.9, 0.99)
_LUCKS = 5
_FUTURES = 40  # of care: what a plan sees; half as many again show how it does in those that it didn't see


@dataclass(frozen=True, eq=False)
class Care:
    """Tekun care of the sample: its need, the cheapest plan, the years with it and without any works, what it costs."""

    homes: pl.DataFrame
    run: Run
    plan: Plan
    renovated: Projection
    untouched: Projection
    frontier: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Sample:
    """Everything a figure is drawn from. `law` is the higher scenario with every programme and the rows of types."""

    base: Run
    higher: Run
    outside: Run
    law: Run
    grid: Sweep
    change: Decomposition
    draws: Draws
    draws_before: Draws
    budget: float
    goal: Goal
    policies: PolicyFrontier
    years: tuple[Years, Years]
    years_lived: Years
    years_bands: pl.DataFrame
    matters: Sensitivity
    information: InformationValue
    kinds: pl.DataFrame
    backcast: pl.DataFrame
    trend: pl.DataFrame
    rungs: Ladder
    care: Care

    def county_costs(self) -> list[CountyCost]:
        """Return what the county pays in the baseline and in the higher scenario, named in the language that is on."""
        roles = (("baseline", self.draws_before), ("scenario", self.draws))
        return [_county_cost(role, draws, self.budget) for role, draws in roles]


def _county_cost(role: str, draws: Draws, budget: float) -> CountyCost:
    measure = "county_cost_yuan_per_year"
    low, high = draws.interval(measure)
    middle = float(np.median(draws.of(measure)))
    return CountyCost(word(f"common.{role}"), role, low, middle, high, draws.chance(measure, budget))


def sample(
    persons: int = PERSONS,
    runs: int = 200,
    *,
    counties: tuple[Population, Population] | None = None,
    homes: pl.DataFrame | None = None,
) -> Sample:
    """Make the sample: `persons` synthetic people, `runs` futures; or people and homes of one's own.

    counties: two, between which the population's uncertainty is shown; the first one is drawn.
    """
    county, other = counties or (synthesize(SEED, persons), synthesize(_OTHER_SEED, persons))
    scenario = load_scenario(current_place().baseline)
    base, higher = simulate(county, scenario), simulate(county, scenario.replace(**_HIGHER))
    urban, rural = (np.round(np.linspace(low, low + 0.10, 21), 3).tolist() for low in (0.25, 0.35))
    before, draws = (draw(county, run.scenario, runs=runs) for run in (base, higher))
    both = _years(county, scenario)
    # Half-way between both scenarios' own costs: a budget that one keeps more surely than the other.
    budget = sum(float(np.median(one.of("county_cost_yuan_per_year"))) for one in (before, draws)) / 2
    return Sample(
        base=base,
        higher=higher,
        outside=simulate(county, scenario.replace(**_OUTSIDE)),
        law=simulate(county, scenario.replace(**_HIGHER), rows=(*TYPE_ROWS, *REACH_ROWS)),
        grid=sweep(county, scenario, urban_dibao_ratio=urban, rural_dibao_ratio=rural),
        change=decompose(base, simulate(county, scenario.replace(**_HIGHER, minimum_wage=2_100.0)), futures=20),
        draws=draws,
        draws_before=before,
        budget=budget,
        goal=goal_seek(county, scenario, budget=budget, runs=max(20, runs // 4), nodes=5),
        policies=policy_frontier(county, scenario, urban_dibao_ratio=urban[::2], rural_dibao_ratio=rural[::2]),
        years=both,
        years_lived=_lived(county, scenario),
        years_bands=_bands(both),
        matters=sensitivity(county, scenario, samples=max(8, runs // 12)),
        information=information_value(county, scenario, runs=max(60, runs // 2)),
        kinds=kinds_apart([county, other], scenario, runs=max(20, runs // 2)),
        backcast=lives_backcast(_BACKCAST),
        trend=caseload_trend(county, scenario),
        rungs=_rungs(),
        care=_care(None if counties is None else county, homes),
    )


def _years(county: Population, scenario: Scenario) -> tuple[Years, Years]:
    """Frozen people with the money of each year, under both policies."""
    begins = scenario.date.year
    told = None if county.incomes_year is not None else begins - 1  # of tables that don't say: what the law sees
    first = years(county, scenario, begins, begins + 6, incomes_year=told, programmes=BASIC)
    return first, years(first.people, scenario.replace(**_HIGHER), begins, begins + 6, programmes=BASIC)


def _lived(county: Population, scenario: Scenario) -> Years:
    """Lives of the people with receipt that goes on from year to year."""
    begins = scenario.date.year
    people = lives(county, begins + 6, first_year=begins, growth=income_growth(begins, begins + 6))
    rows = tuple(dict.fromkeys((*REMEMBERED_ROWS, *SUMMARY_ROWS)))
    memory = ReceiptMemory(fit_entry(county, scenario).assumed, rows)
    return years(people, scenario, begins, begins + 6, programmes=BASIC, memory=memory)


def _bands(both: tuple[Years, Years]) -> pl.DataFrame:
    """The lowest, middle and highest cost of each year over a few lucks of the same people: nothing else is drawn."""
    rows = []
    for role, answers in zip(("baseline", "scenario"), both, strict=True):
        for year in answers.span:
            people, scenario = answers.population(year), answers.scenario(year)
            runs = [simulate(people.with_luck(luck), scenario, programmes=BASIC, rows=False) for luck in range(_LUCKS)]
            costs = sorted(run.headline.total.cost for run in runs)
            rows.append((role, "cost_yuan_per_year", year, costs[0], costs[_LUCKS // 2], costs[-1]))
    return pl.DataFrame(rows, schema=["policy", "quantity", "year", "low", "middle", "high"], orient="row")


def _rungs() -> Ladder:
    """A single worker in a village who meets a cliff; an invented family takes up what it is entitled to."""
    alone = family([{"age": 44, "wage_income": 300.0}], hard_pressed_worker_draw=1.0)
    return ladder(alone, load_scenario(current_place().baseline), swept="wage_income", values=range(0, 701, 50))


def _care(county: Population | None, given: pl.DataFrame | None) -> Care:
    scenario = load_scenario(current_place().baseline).replace(**_CARE_LIMITS)
    run = simulate(county or synthesize(SEED, _CARE_PERSONS), scenario, rows=["tekun_recipient", "self_care"])
    homes = read_homes(given)
    counts = [name for name in homes.columns if homes[name].dtype == pl.Int64 and name != "home_id"]
    homes = read_homes(homes.with_columns((pl.col(counts) * _PART_OF_HOMES).floor().cast(pl.Int64)))
    stock = need(run, replicates=_FUTURES * 3 // 2)
    plan = plan_renovation(homes, stock, scenario, futures=_FUTURES)
    return Care(
        homes,
        run,
        plan,
        project(stock, homes, scenario, plan.works),
        project(stock, homes, scenario),
        frontier(homes, stock, scenario, _CONFIDENCES, futures=_FUTURES),
    )
