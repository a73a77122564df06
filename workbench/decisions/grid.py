"""Every pair of dibao standards in whole yuan, in every future: what it costs and whom of the poor it reaches.

Dibao and tekun of a household depend on the ratio of its own residence alone, so the urban and the rural part of every
total are worked out side by side in one run, and added: exact, and a grid becomes two lines. Between the nodes of a
line totals are drawn straight; what is recommended is run exactly afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments as wanted
from workbench.categories import Residence
from workbench.errors import InputError
from workbench.law import PAYERS
from workbench.population import Population
from workbench.results import checked
from workbench.scenario import Scenario
from workbench.simulation import Welfare, simulate, welfare
from workbench.simulation.batch import payer_cost, run_batch
from workbench.simulation.preparation import Progress
from workbench.simulation.pruning import PRUNABLE, reachable
from workbench.simulation.run import SUMMARY_ROWS
from workbench.uncertainty.assumption_draws import draw_assumptions, uncertain

Floats = NDArray[np.float64]
RATIOS = {Residence.URBAN: "urban_dibao_ratio", Residence.RURAL: "rural_dibao_ratio"}
MONTHS = 12
NODES = 13


@dataclass(frozen=True, eq=False)
class Line:
    """One residence: its standards in whole yuan, the ratios that give them, and totals by future and standard.

    yuan, ratio: shape (standards,). cost, poor, persons: yuan a year, poor recipients, recipients; shape (futures,
    standards).
    """

    yuan: Floats
    ratio: Floats
    cost: Floats
    poor: Floats
    persons: Floats


@dataclass(frozen=True, eq=False)
class FutureGrid:
    """Both residences in the same futures; `payer` is whose cost is meant ("county" or "all").

    settings: the drawn assumptions by name. poor_persons: residents below the baseline's standard.
    """

    scenario: Scenario
    payer: str
    urban: Line
    rural: Line
    settings: dict[str, Floats]
    poor_persons: float
    small: Population
    poor: Population

    @property
    def futures(self) -> int:
        """The number of futures."""
        return int(self.urban.cost.shape[0])

    def exact(self, urban_ratio: float, rural_ratio: float) -> tuple[Floats, Floats]:
        """Run a pair of ratios in every future: cost (yuan a year, of the payer) and poor recipients; (futures,)."""
        ratios = {"urban_dibao_ratio": urban_ratio, "rural_dibao_ratio": rural_ratio}
        settings = {**self.settings, **{name: np.full(self.futures, ratio) for name, ratio in ratios.items()}}
        cost = run_batch(self.small, self.scenario, settings, PRUNABLE)
        poor = run_batch(self.poor, self.scenario, settings, PRUNABLE)
        return payer_cost(cost, self.scenario, self.payer, PRUNABLE), poor.of("persons")


def future_grid(
    population: Population,
    scenario: Scenario,
    *,
    payer: str = "all",
    runs: int = 1000,
    seed: int = 1,
    nodes: int = NODES,
    progress: Progress | None = None,
) -> FutureGrid:
    """Run both corridors in `runs` futures of the assumptions (luck and population as they are).

    Raises InputError for a payer that isn't "all" or one of the table of payers, or fewer than two nodes.
    """
    wanted.whole_number("nodes", nodes, 2)
    wanted.whole_number("runs", runs, 1)
    wanted.known("payer", payer, (*PAYERS, "all"))
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
    """Return the monthly standards in whole yuan within the corridor, and the ratios that give them."""
    resolved = scenario.resolved()
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


def candidates(grid: FutureGrid, budget: float, step: int = 1) -> pl.DataFrame:
    """Return one row per pair of standards: urban_yuan, rural_yuan, ratios, chance, cost and poor recipients.

    chance: share of the futures in which the cost is at most the budget; cost_yuan_per_year: the median; step: every
    how many yuan.
    """
    urban, rural = grid.urban, grid.rural
    rows = []
    columns = slice(None, None, step)
    for i in range(0, urban.yuan.size, step):
        cost = urban.cost[:, i : i + 1] + rural.cost[:, columns]
        rows.append(
            pl.DataFrame(
                {
                    "urban_yuan": np.full(cost.shape[1], urban.yuan[i]),
                    "rural_yuan": rural.yuan[columns],
                    "urban_dibao_ratio": np.full(cost.shape[1], urban.ratio[i]),
                    "rural_dibao_ratio": rural.ratio[columns],
                    "chance": (cost <= budget).mean(axis=0),
                    "cost_yuan_per_year": np.median(cost, axis=0),
                    "poor_recipients": (urban.poor[:, i : i + 1] + rural.poor[:, columns]).mean(axis=0),
                    "recipients": (urban.persons[:, i : i + 1] + rural.persons[:, columns]).mean(axis=0),
                }
            )
        )
    return checked(pl.concat(rows), "pairs")
