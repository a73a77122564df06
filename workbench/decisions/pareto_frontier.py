"""Choices that no other beats: cost, who is missed, how far the poor stay below the line, and the beds that it takes.

A policy is beaten when another is at least as good on every aim and better on one. What remains is a real choice:
whoever wants more of one aim must give up some of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, each_once, number_array
from workbench.care import nursing_beds_wanted, tekun_by_grade
from workbench.errors import InputError
from workbench.language import word
from workbench.law import MAIN, PAYERS, payer_table
from workbench.parameter.book import Parameter
from workbench.population import Partitions, Population
from workbench.progress import tells
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation import Sweep, sweep
from workbench.simulation.cluster import Cluster
from workbench.simulation.notices import Notice, notice
from workbench.simulation.preparation import Progress
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
DISTRIBUTION = ("exclusion_error", "headcount_after", "gap_after", "squared_gap_after", "gini_after")
COSTS = ("cost_yuan_per_year", *(f"{payer}_cost_yuan_per_year" for payer in PAYERS))
BEDS = "nursing_beds_wanted"
# Everything that can be aimed at; of each, less is better.
AIMS = (*COSTS, *DISTRIBUTION, BEDS)
USUAL_AIMS = ("cost_yuan_per_year", "exclusion_error", "gap_after", BEDS)
_DIGITS = 9  # differences of shares, yuan or beds below 1e-9 are roundings


@dataclass(frozen=True, eq=False, repr=False)
class PolicyFrontier(Viewed):
    """All policies of a grid by their aims; of each aim, less is better.

    aims: those that the levers move. left_out: the aims that no lever moves (they can't part one policy from another).
    table: one row per policy: its number, the levers, the standards in yuan a month, outside_corridor, the aims, and
    unbeaten. warnings: aims left out and levers that change nothing.
    """

    scenario: Scenario
    levers: tuple[str, ...]
    aims: tuple[str, ...]
    left_out: tuple[str, ...]
    table: pl.DataFrame = field(repr=False)
    warnings: tuple[Notice, ...] = ()

    @property
    def unbeaten(self) -> pl.DataFrame:
        """The policies that no other beats, by the first aim."""
        return self.table.filter(pl.col("unbeaten")).sort(self.aims[0], "policy")

    def among(self, *aims: str) -> pl.DataFrame:
        """Return the policies that no other beats on some of the aims only, by the first of them."""
        each_once("aims", "aim", aims, self.aims)
        return self.table.filter(pl.Series(unbeaten(_values(self.table, aims)))).sort(aims[0], "policy")

    def words(self) -> str:
        """Say how many of the policies remain, in the language that is on."""
        named = _listed([word(f"decisions.aim_{aim}") for aim in self.aims])
        return word(
            "decisions.objectives_found",
            n=f"{self.table.height:,}",
            kept=f"{self.unbeaten.height:,}",
            aims=named,
        )

    def _line(self) -> str:
        kept = f"{self.unbeaten.height} of {self.table.height} policies unbeaten"
        return f"PolicyFrontier({self.scenario.name}: {kept} on {', '.join(self.aims)})"

    def _view(self) -> View:
        notes = [f"▲ {notice.label}" for notice in self.warnings]
        return View(
            self.words(),
            (),
            (shown(self.unbeaten.select("policy", *self.levers, *self.aims), of=self.scenario),),
            notes,
        )


@check_kinds
@tells("sweep")
def policy_frontier(
    population: Population | Partitions,
    scenario: Scenario,
    *,
    aims: Sequence[str] = USUAL_AIMS,
    progress: Progress | None = None,
    threads: int | None = None,
    cluster: Cluster = None,
    **levers: Sequence[float | str],
) -> PolicyFrontier:
    """Run every combination of the levers' values and mark the policies that no other beats on all aims.

    >>> policy_frontier(county, baseline, urban_dibao_ratio=[0.25, 0.30, 0.35], rural_dibao_ratio=[0.35, 0.40, 0.45])

    aims: of each, less is better: the cost of dibao and tekun a year to all payers (cost_yuan_per_year) or to one of
    them (county_cost_yuan_per_year …); exclusion_error, headcount_after, gap_after, squared_gap_after and gini_after,
    with the poor below the scenario's own standard (see `sweep`); nursing_beds_wanted: beds that the disabled tekun
    persons would take up (`care.nursing_beds_wanted`). Tekun is for those whose income lies below the standard: a
    higher ratio entitles more persons and takes more beds. An aim that no lever moves is left out and said.
    Raises UnknownNameError for an aim or lever, InputError for no or repeated aims or when the levers move no aim.
    """
    chosen = each_once("aims", "aim", aims, AIMS)
    exact = any(aim in DISTRIBUTION for aim in chosen)
    grid = sweep(
        population,
        scenario,
        points=None,
        programmes=MAIN,
        distribution=exact,
        progress=progress,
        threads=threads,
        cluster=cluster,
        **levers,
    )
    values = {aim: _costs(grid, aim) for aim in chosen if aim in COSTS}
    if grid.distribution is not None:
        values |= {aim: grid.distribution[aim].to_numpy() for aim in chosen if aim in DISTRIBUTION}
    if BEDS in chosen:
        parameters = scenario.book.parameters
        codes = {name: _codes(parameters[name], grid.points[name].to_list()) for name in grid.swept}
        values[BEDS] = nursing_beds_wanted(
            tekun_by_grade(population, scenario, codes, threads=threads, cluster=cluster), scenario
        )
    table = grid.points.rename({"scenario": "policy"}).with_columns(
        **{aim: pl.Series(values[aim], dtype=pl.Float64) for aim in chosen}
    )
    moved = tuple(aim for aim in chosen if np.ptp(_values(table, (aim,))) > 0)
    left_out = tuple(aim for aim in chosen if aim not in moved)
    if not moved:
        raise InputError(f"policy_frontier: the levers move none of the aims ({', '.join(chosen)})")
    notices = (*grid.warnings, *(_left_out(aim) for aim in left_out))
    kept = pl.Series(unbeaten(_values(table, moved)))
    table = checked(table.with_columns(unbeaten=kept), "policies", scenario.reform.units)
    return PolicyFrontier(scenario, grid.swept, moved, left_out, table, notices)


def unbeaten(values: Floats) -> NDArray[np.bool_]:
    """Mark the rows that no other row beats: nowhere more and somewhere less; shape (policies, aims) -> (policies,).

    >>> unbeaten(np.array([[1.0, 3.0], [2.0, 2.0], [2.0, 4.0]]))
    array([ True,  True, False])

    Equal rows don't beat each other.
    """
    values = number_array("values", values, 2)
    if np.isnan(values).any():
        raise InputError("unbeaten: an aim is not a number; is there nobody poor in this population?")
    kept = np.ones(len(values), dtype=bool)
    for place, row in enumerate(values):
        kept[place] = not ((values <= row).all(axis=1) & (values < row).any(axis=1)).any()
    return kept


def _costs(grid: Sweep, aim: str) -> Floats:
    """Return yuan a year by policy, of all payers or of one of them."""
    payer = aim.removesuffix("cost_yuan_per_year").removesuffix("_")
    shares = payer_table().with_shares(grid.scenario.payers).shares
    table = grid.summary()
    return np.asarray(
        sum(
            table[f"{name}_cost_yuan_per_year"].to_numpy() * (shares[name].of(payer) if payer else 1.0)  # type: ignore[arg-type]
            for name in MAIN
        )
    )


def _codes(parameter: Parameter, values: list[float | str]) -> Floats:
    return np.array([parameter.code(value) for value in values])


def _values(table: pl.DataFrame, aims: Sequence[str]) -> Floats:
    return np.round(table.select(aims).to_numpy(), _DIGITS)


def _left_out(aim: str) -> Notice:
    return notice(lambda: word("decisions.aim_left_out", aim=word(f"decisions.aim_{aim}")))


def _listed(names: list[str]) -> str:
    last = word("decisions.and")
    return last.join([word("decisions.comma").join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
