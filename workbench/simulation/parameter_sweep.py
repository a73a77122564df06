"""Many scenarios in one pass over the county: a grid over any parameters, totals only."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Real

import polars as pl

from workbench.arguments import check_kinds
from workbench.engine.compiler.request import KernelRequest
from workbench.errors import InputError, unknown
from workbench.law import BASIC
from workbench.parameter.book import Parameter, ParameterBook
from workbench.population import Partitions, Population
from workbench.results import checked
from workbench.scenario import Scenario, need_same_place
from workbench.simulation.cluster import Cluster, all_totals
from workbench.simulation.distribution import distribution as incomes
from workbench.simulation.idle_levers import idle_levers
from workbench.simulation.notices import Notice
from workbench.simulation.preparation import Progress, parameter_table
from workbench.simulation.run import standards
from workbench.simulation.totals import chosen_programmes, total_rules, totals_table, yuan_sum

# Scenarios per call of the kernel: enough to spread the fixed cost, few enough to show progress.
_BATCH = 500


@dataclass(frozen=True, eq=False)
class Sweep:
    """All combinations of the swept parameters; see `totals` and `summary()`.

    points: one row per scenario: its number, the swept values, the standards in yuan a month, outside_corridor.
    totals: one row per scenario × town × residence × programme, the swept values first.
    distribution: one row per scenario (see `sweep`), or None when it wasn't asked for.
    warnings: levers that change nothing.
    """

    scenario: Scenario
    swept: tuple[str, ...]
    points: pl.DataFrame = field(repr=False)
    totals: pl.DataFrame = field(repr=False)
    distribution: pl.DataFrame | None = field(default=None, repr=False)
    warnings: tuple[Notice, ...] = ()

    def summary(self) -> pl.DataFrame:
        """Return one row per scenario: swept values, standards, the county's persons and cost by programme.

        And, where it was asked for, the distribution.
        """
        return self._summary

    @cached_property
    def _summary(self) -> pl.DataFrame:
        by_programme = self.totals.group_by("scenario", "programme", maintain_order=True).agg(
            pl.col("households", "persons").sum(), yuan_sum("cost_yuan_per_year")
        )
        table = self.points
        if self.distribution is not None:
            table = table.join(self.distribution, on="scenario", how="left", maintain_order="left")
        for name in by_programme["programme"].unique(maintain_order=True):
            part = by_programme.filter(pl.col("programme") == name).select(
                "scenario", pl.col("households", "persons", "cost_yuan_per_year").name.prefix(f"{name}_")
            )
            table = table.join(part, on="scenario", how="left", maintain_order="left")
        if not {"dibao", "tekun"} <= set(by_programme["programme"]):
            return checked(table, "grid_summary", self.scenario.reform.units)
        table = table.with_columns(
            persons=pl.col("dibao_persons") + pl.col("tekun_persons"),
            cost_yuan_per_year=(pl.col("dibao_cost_yuan_per_year") + pl.col("tekun_cost_yuan_per_year")).round(2),
        )
        return checked(table, "grid_summary", self.scenario.reform.units)


@check_kinds
def sweep(
    population: Population | Partitions,
    scenario: Scenario,
    *,
    programmes: Sequence[str] | None = BASIC,
    distribution: bool = False,
    progress: Progress | None = None,
    threads: int | None = None,
    cluster: Cluster = None,
    **values: Sequence[float | str],
) -> Sweep:
    """Run every combination of the given parameter values, the last one varying fastest.

    >>> sweep(county, baseline, urban_dibao_ratio=[0.25, 0.30, 0.35], rural_dibao_ratio=[0.35, 0.40, 0.45])

    `programmes` names those to count and cost (None: the whole law); dibao, tekun and margin if nothing is said.
    `distribution=True` also works out gini_after, headcount_after, gap_after, squared_gap_after and exclusion_error of
    every scenario, exactly, with the poor below the dibao standard of `scenario` itself (shares).
    `progress(done, total)` is called as scenarios (or parts) are finished. A population in parts (`Partitions`) is
    worked on part after part, or on a `cluster` (a distributed.Client) whose workers see its folder. A lever that
    changes nothing stands in `warnings`.
    Raises UnknownNameError for an unknown parameter, ParameterError for a value that makes no sense, InputError when
    nothing is swept, ClusterError when a cluster can't finish.
    """
    need_same_place(population, scenario)
    book = scenario.book
    swept = checked_values(values, book.parameters)
    resolved = scenario.resolved()
    base = {name: item.value for name, item in resolved.items()}
    combinations = list(itertools.product(*swept.values()))
    points = []
    scenarios: list[dict[str, float]] = []
    for number, combination in enumerate(combinations):
        changed = dict(zip(swept, combination, strict=True))
        codes = {name: book.parameters[name].code(value) for name, value in changed.items()}
        scenarios.append({**base, **codes})
        outside = any(_outside(book.parameters[name], codes[name]) for name in swept)
        points.append({"scenario": number, **changed, **standards(book, scenarios[-1]), "outside_corridor": outside})
    chosen = chosen_programmes(programmes)
    request = KernelRequest(book, total_rules(chosen), swept=tuple(sorted(swept)))
    table = parameter_table(request.parameters, scenarios)
    totals = all_totals(request, population, table, _BATCH, progress=progress, threads=threads, cluster=cluster)
    point_table = pl.DataFrame(points)
    tidy = totals_table(totals, request.totals, book, chosen, population.town_names)
    named = point_table.select("scenario", *swept)
    spread = incomes(population, book, base, scenarios, list(swept), cluster) if distribution else None
    told = [totals] if spread is None else [totals, spread.drop("scenario").to_numpy().round(12)]
    return Sweep(
        scenario=scenario,
        swept=tuple(swept),
        points=checked(point_table, "points", scenario.reform.units),
        totals=checked(
            named.join(tidy, on="scenario", how="right", maintain_order="right").select(
                "scenario", *swept, pl.exclude("scenario", *swept)
            ),
            "grid_totals",
            scenario.reform.units,
        ),
        distribution=spread,
        warnings=idle_levers(swept, told, request.parameters, book.parameters),
    )


def _outside(parameter: Parameter, value: float) -> bool:
    return parameter.corridor is not None and not parameter.corridor.holds(value)


def checked_values(
    values: Mapping[str, Sequence[float | str]], parameters: ParameterBook
) -> dict[str, list[float | str]]:
    """Return the values to sweep as lists; raises for nothing, an unknown parameter, a value that stands twice."""
    if not values:
        raise InputError("nothing to sweep: give at least one parameter with its values")
    swept: dict[str, list[float | str]] = {}
    for name, given in values.items():
        if name not in parameters:
            raise unknown("parameter", name, parameters)
        if not isinstance(given, str | int | float) and not isinstance(given, Iterable):
            raise InputError(f"{name}={given!r}: a list of values is wanted, such as [0.25, 0.30]")
        listed: list[float | str] = [given] if isinstance(given, str | int | float) else list(given)
        if not listed:
            raise InputError(f"{name}: at least one value is wanted")
        strange = [value for value in listed if isinstance(value, bool) or not isinstance(value, str | Real)]
        if strange:
            raise InputError(f"{name}={strange[0]!r}: numbers, or the words of a choice, are wanted")
        if len(set(listed)) != len(listed):
            raise InputError(f"{name}: a value stands twice")
        swept[name] = listed
    return swept
