"""The futures of both corridors, goal seek in them, pairs that no other beats, and those of least regret."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.categories import Residence
from workbench.decisions.grid import Floats, FutureGrid, Goal, Line
from workbench.errors import InputError
from workbench.law import PAYERS
from workbench.population import Population
from workbench.progress import tells
from workbench.results import checked
from workbench.scenario import Scenario
from workbench.simulation import Welfare, simulate, welfare
from workbench.simulation.batch import payer_cost, run_batch
from workbench.simulation.preparation import Progress
from workbench.simulation.pruning import PRUNABLE, reachable
from workbench.simulation.run import SUMMARY_ROWS
from workbench.uncertainty.assumption_draws import draw_assumptions, uncertain

RATIOS = {Residence.URBAN: "urban_dibao_ratio", Residence.RURAL: "rural_dibao_ratio"}
MONTHS = 12
NODES = 13


@arguments.check_kinds
@tells("goal")
def goal_seek(
    population: Population,
    scenario: Scenario,
    *,
    budget: float,
    confidence: float = 0.9,
    payer: str = "county",
    runs: int = 1000,
    seed: int = 1,
    nodes: int = NODES,
    progress: Progress | None = None,
) -> Goal:
    """Find the pair of dibao standards in whole yuan that reaches most of the poor within a budget.

    budget: yuan a year that `payer` may spend on dibao and tekun; it must hold in `confidence` of the futures. The poor
    are residents below the baseline's standard before assistance. For several budgets draw the futures once:

    >>> grid = future_grid(county, baseline)
    >>> grid.goal_seek(40e6, 0.9), grid.goal_seek(50e6, 0.9)

    payer, runs, seed, nodes, and further errors: see `future_grid`. Raises InputError for a budget below 0 or a
    confidence outside 0 to 1.
    """
    budget, confidence = arguments.amount("budget", budget), arguments.share("confidence", confidence)
    grid = future_grid(population, scenario, payer=payer, runs=runs, seed=seed, nodes=nodes, progress=progress)
    return grid.goal_seek(budget, confidence)


@arguments.check_kinds
@tells("goal")
def future_grid(
    population: Population,
    scenario: Scenario,
    *,
    payer: str = "county",
    runs: int = 1000,
    seed: int = 1,
    nodes: int = NODES,
    progress: Progress | None = None,
) -> FutureGrid:
    """Run both corridors in `runs` futures of the assumptions (luck and population as they are).

    >>> future_grid(county, baseline, runs=20, nodes=3)

    payer: "county", another of the table of payers, or "all". nodes: ratios of each corridor that are run. Raises
    InputError for no run or fewer than two nodes, UnknownNameError for a payer.
    """
    arguments.whole_number("nodes", nodes, 2)
    arguments.whole_number("runs", runs, 1)
    arguments.known("payer", payer, (*PAYERS, "all"))
    resolved = scenario.resolved()
    names = [name for name in uncertain(scenario) if resolved[name].parameter.section == "law"]
    drawn = draw_assumptions(scenario, names, runs, seed) or {
        "tekun_take_up": np.full(runs, resolved["tekun_take_up"].value)
    }
    standards = {place: whole_yuan(scenario, place) for place in Residence}
    knots = {place: np.linspace(ratios[0], ratios[-1], nodes) for place, (_, ratios) in standards.items()}
    settings = {name: np.tile(values, nodes) for name, values in drawn.items()}
    settings |= {RATIOS[place]: np.repeat(values, runs) for place, values in knots.items()}
    base = simulate(population, scenario, programmes=("dibao", "tekun", "margin"), rows=SUMMARY_ROWS)
    small = reachable(population, scenario, settings)
    needy, poor_persons = _poor_households(base.population, welfare(base))
    poor = reachable(population.kept(needy), scenario, settings)
    cost = run_batch(small, scenario, settings, PRUNABLE, progress=progress)
    reached = run_batch(poor, scenario, settings, PRUNABLE)
    lines = []
    for place in Residence:
        yuan, ratios = standards[place]
        totals = {
            "cost": payer_cost(cost, scenario, payer, PRUNABLE, place),
            "poor": reached.of("persons", residence=place),
            "persons": cost.of("persons", residence=place),
        }
        between = {
            name: _interpolated(values.reshape(nodes, runs), knots[place], ratios) for name, values in totals.items()
        }
        lines.append(Line(yuan, ratios, **between))
    return FutureGrid(scenario, payer, lines[0], lines[1], drawn, poor_persons, small, poor)


def whole_yuan(scenario: Scenario, residence: Residence) -> tuple[Floats, Floats]:
    """Return the monthly standards in whole yuan within the corridor, and the ratios that give them.

    Raises InputError where a published standard is in force, which no ratio changes, or the corridor lacks an end.
    """
    resolved = scenario.resolved()
    published = resolved[f"{residence.name.lower()}_dibao_standard_published"]
    if published.value > 0:
        name = published.parameter.name
        raise InputError(
            f"{name} is {published.value:g} yuan/month and in force instead of a ratio, which changes nothing then; "
            f"look for one in scenario.replace({name}=0)"
        )
    corridor = resolved[RATIOS[residence]].parameter.corridor
    if corridor is None or corridor.low is None or corridor.high is None:
        raise InputError(f"{RATIOS[residence]} has no corridor with two ends")
    word = residence.name.lower()
    consumption = resolved[f"{word}_consumption_per_head_previous_year"].value
    low, high = (end * consumption / MONTHS for end in (corridor.low, corridor.high))
    yuan = np.arange(np.ceil(low - 1e-9), np.floor(high + 1e-9) + 1)
    return yuan, yuan * MONTHS / consumption


def _poor_households(population: Population, well: Welfare) -> tuple[NDArray[np.bool_], float]:
    """Mark the households whose dwelling lives below the standard before assistance; count the poor persons."""
    below = well.before < well.line
    starts = population.arrays().starts
    return np.asarray(below[starts[:-1]]), float(well.weight[below].sum())


def _interpolated(values: Floats, knots: Floats, ratios: Floats) -> Floats:
    """Draw straight lines between the nodes; from (nodes, futures) to (futures, ratios)."""
    place = np.clip(np.searchsorted(knots, ratios, side="right") - 1, 0, knots.size - 2)
    part = (ratios - knots[place]) / (knots[place + 1] - knots[place])
    return np.asarray((values[place] * (1 - part)[:, None] + values[place + 1] * part[:, None]).T)


@arguments.check_kinds
def frontier(table: pl.DataFrame, *, cost: str = "cost_yuan_per_year", good: str = "poor_recipients") -> pl.DataFrame:
    """Keep the pairs that no other pair beats on both counts: not dearer and reaching more; rising by cost.

    >>> decisions.frontier(goal.table)
    """
    for column in (cost, good):
        arguments.known("column", column, table.columns)
    ordered = table.sort([cost, good], descending=[False, True], maintain_order=True)
    best_so_far = ordered[good].cum_max().shift(1).fill_null(-np.inf)
    return ordered.filter(ordered[good] > best_so_far)


@arguments.check_kinds
def least_regret(grid: FutureGrid, budget: float, *, step: int = 12) -> pl.DataFrame:
    """Return pairs of standards by their regret in poor recipients, the smallest first.

    >>> least_regret(goal.grid, 400_000)

    In each future the best affordable pair is known afterwards; regret is how many more poor it would have reached. A
    pair that breaks the budget in a future loses all it reaches there. Columns: urban_yuan, rural_yuan, mean_regret,
    p90_regret, max_regret. Raises InputError for a budget below 0.
    """
    urban, rural = grid.urban, grid.rural
    budget, step = arguments.amount("budget", budget), arguments.whole_number("step", step, 1)
    i, j = (np.arange(0, line.yuan.size, step) for line in (urban, rural))
    cost = urban.cost[:, i, None] + rural.cost[:, None, j]
    reached = np.where(cost <= budget, urban.poor[:, i, None] + rural.poor[:, None, j], 0.0)
    regret = reached.max(axis=(1, 2), keepdims=True) - reached
    flat = regret.reshape(grid.futures, -1)
    table = pl.DataFrame(
        {
            "urban_yuan": np.repeat(urban.yuan[i], j.size),
            "rural_yuan": np.tile(rural.yuan[j], i.size),
            "mean_regret": flat.mean(axis=0),
            "p90_regret": np.quantile(flat, 0.9, axis=0),
            "max_regret": flat.max(axis=0),
        }
    )
    return checked(table.sort("mean_regret", maintain_order=True), "regret")
