"""Goal seek over any levers: all their values in the futures of the assumptions, and the best within a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench import arguments
from workbench.categories import Residence
from workbench.decisions.future_runs import OBJECTIVES, FutureRuns
from workbench.decisions.grid import FutureGrid, Goal
from workbench.decisions.levers import Values, lever_axes
from workbench.decisions.settings import Own, idle_axes, residences_of, run_settings, with_nodes
from workbench.decisions.sides import side_of
from workbench.law import PAYERS
from workbench.population import Population
from workbench.progress import tells
from workbench.scenario import Scenario
from workbench.simulation.county_values import standards
from workbench.simulation.preparation import Progress
from workbench.simulation.pruning import PRUNABLE
from workbench.uncertainty.assumption_draws import draw_assumptions, uncertain

Floats = NDArray[np.float64]


@arguments.check_kinds
@tells("goal")
def goal_seek(
    population: Population,
    scenario: Scenario,
    *,
    budget: float,
    confidence: float = 0.9,
    levers: Mapping[str, Values] | Sequence[str] | None = None,
    objective: str = "poor_recipients",
    programmes: Sequence[str] | None = PRUNABLE,
    payer: str = "county",
    runs: int = 1000,
    seed: int = 1,
    nodes: int | None = None,
    progress: Progress | None = None,
) -> Goal:
    """Find the choice of the levers that has most of the objective within a budget.

    budget: yuan a year that `payer` may spend on `programmes`; it must hold in `confidence` of the futures. Without
    levers: the pair of dibao standards in whole yuan that reaches most of the poor. The poor are residents below the
    scenario's standard before assistance. For several budgets draw the futures once:

    >>> grid = future_grid(county, baseline)
    >>> grid.goal_seek(40e6, 0.9), grid.goal_seek(50e6, 0.9)

    Other levers, each with a range, a list of values, or None for its corridor or all its choices:

    >>> goal_seek(
    ...     county,
    ...     baseline,
    ...     budget=45e6,
    ...     payer="all",
    ...     levers={"rural_dibao_ratio": None, "rural_tekun_multiple": (1.3, 1.6), "single_person_rule": None},
    ... )

    levers, objective, programmes, payer, runs, seed, nodes, what the search guarantees, and further errors: see
    `future_grid`. Raises InputError for a budget below 0 or a confidence outside 0 to 1.
    """
    budget, confidence = arguments.amount("budget", budget), arguments.share("confidence", confidence)
    grid = future_grid(
        population,
        scenario,
        levers=levers,
        objective=objective,
        programmes=programmes,
        payer=payer,
        runs=runs,
        seed=seed,
        nodes=nodes,
        progress=progress,
    )
    return grid.goal_seek(budget, confidence)


@arguments.check_kinds
@tells("goal")
def future_grid(
    population: Population,
    scenario: Scenario,
    *,
    levers: Mapping[str, Values] | Sequence[str] | None = None,
    objective: str = "poor_recipients",
    programmes: Sequence[str] | None = PRUNABLE,
    payer: str = "county",
    runs: int = 1000,
    seed: int = 1,
    nodes: int | None = None,
    progress: Progress | None = None,
) -> FutureGrid:
    """Run the levers' values in `runs` futures of the assumptions (luck and population as they are).

    >>> future_grid(county, baseline, runs=20, nodes=3)

    levers: see `levers.lever_axes`; None: both dibao ratios over their corridors, in whole yuan. objective: a column of
    the table of choices, of which more is better: "poor_recipients" or "recipients" (persons whom dibao or tekun
    reaches), "households" (that they pay), "poor_aid_yuan_per_year" (what the programmes pay to poor households),
    "gap_reduction" (the part of the poverty gap that dibao and tekun close). programmes: those whose cost is meant
    (None: all that residents' households carry, as claimed); payer: "county", another of the table of payers, or "all".
    nodes: values of each range that are run (None: 13, fewer where more than 200 settings would be run).

    Looked at is every combination of the levers' values, none is left out by a rule of thumb; between the values of a
    range that were run totals are drawn straight, and a recommended choice is run exactly. A lever that changes no fen
    for one residence, in futures and settings taken at random, isn't combined with the other residence's.

    Raises InputError for no run, fewer than two nodes or more than 300,000 runs of the law; UnknownNameError for an
    objective, programme or payer; the errors of `lever_axes`.
    """
    if nodes is not None:
        arguments.whole_number("nodes", nodes, 2)
    arguments.whole_number("runs", runs, 1)
    arguments.known("objective", objective, OBJECTIVES)
    arguments.known("payer", payer, (*PAYERS, "all"))
    axes = lever_axes(scenario, levers, None if programmes is None else (*PRUNABLE, *programmes))
    resolved = scenario.resolved()
    decided = {axis.name for axis in axes}
    names = [n for n in uncertain(scenario) if resolved[n].parameter.section == "law" and n not in decided]
    drawn = draw_assumptions(scenario, names, runs, seed) or {
        "tekun_take_up": np.full(runs, resolved["tekun_take_up"].value)
    }
    whole = FutureRuns.of(population, scenario, programmes, payer, objective)
    ends = {name: np.array([values.min(), values.max()]) for name, values in drawn.items()}
    small = whole.pruned(ends | {axis.name: axis.values[[0, -1]] for axis in axes})
    reach = {axis.name: residences_of(small, axis, axes, drawn) for axis in axes}
    own: Own = {place: tuple(axis for axis in axes if reach[axis.name] == (place,)) for place in Residence}
    shared = tuple(axis for axis in axes if len(reach[axis.name]) > 1)
    own, shared = with_nodes(own, shared, nodes)
    totals = run_settings(small, own, shared, drawn, progress)
    values = {name: item.value for name, item in resolved.items()}
    now = standards(scenario.book, values)
    sides = {place: side_of(own[place], shared, totals[place], runs) for place in Residence}
    return FutureGrid(
        scenario=scenario,
        axes=axes,
        shared=shared,
        urban=sides[Residence.URBAN],
        rural=sides[Residence.RURAL],
        settings=drawn,
        runs=small,
        standards={place: now[f"{place.name.lower()}_dibao_standard"] for place in Residence},
        consumption={place: values[f"{place.name.lower()}_consumption_per_head_previous_year"] for place in Residence},
        warnings=idle_axes(axes, sides, shared),
    )
