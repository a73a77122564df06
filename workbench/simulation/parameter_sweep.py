"""Many scenarios in one pass over the county: a grid, or points of one's own, over any parameters; totals only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from workbench.arguments import check_kinds
from workbench.engine.compiler.request import KernelRequest
from workbench.language import word, written_range
from workbench.law import BASIC, PAYERS, PROGRAMMES, payer_table
from workbench.parameter.book import Parameter
from workbench.population import Partitions, Population
from workbench.progress import tells
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario, need_same_place
from workbench.simulation.cluster import Cluster, all_totals
from workbench.simulation.county_values import county_costs_of_many, standards_of_many
from workbench.simulation.distribution import distribution as incomes
from workbench.simulation.idle_levers import idle_levers
from workbench.simulation.levers_in_force import any_outside_corridor
from workbench.simulation.notices import Notice
from workbench.simulation.payers import UNPAID, split_costs
from workbench.simulation.preparation import Progress, swept_table
from workbench.simulation.swept_values import Points, codes_of, combinations_of
from workbench.simulation.totals import chosen_programmes, total_rules, totals_table, yuan_sum
from workbench.view import View, Viewed

# Scenarios per call of the kernel: enough to spread the fixed cost, few enough to show progress.
_BATCH = 500


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Viewed):
    """The scenarios of a sweep; see `totals`, `summary()` and `who_pays()`.

    points: one row per scenario: its number, the swept values, the standards in yuan a month, and outside_corridor (a
    swept value, or a swept standard in force, leaves its corridor).
    totals: one row per scenario × town × residence × programme, the swept values first. county_costs: one row per
    scenario and programme that no resident's household carries (vagrants). budgets: yuan a year by scenario (a row)
    and programme (a column) of the funds that can run out.
    distribution: one row per scenario (see `sweep`), or None when it wasn't asked for.
    warnings: levers that change nothing.
    """

    scenario: Scenario
    swept: tuple[str, ...]
    points: pl.DataFrame = field(repr=False)
    totals: pl.DataFrame = field(repr=False)
    county_costs: pl.DataFrame = field(repr=False)
    budgets: pl.DataFrame = field(repr=False)
    distribution: pl.DataFrame | None = field(default=None, repr=False)
    warnings: tuple[Notice, ...] = ()

    def summary(self) -> pl.DataFrame:
        """Return one row per scenario: swept values, standards, the county's persons and cost by programme and payer.

        persons and cost_yuan_per_year are of dibao and tekun together; what a payer bears is of the programmes that
        were counted; all_aid_cost_yuan_per_year stands there where the whole law was. And, where it was asked for, the
        distribution.
        """
        return self._summary

    def who_pays(self) -> pl.DataFrame:
        """Return one row per scenario, programme and payer; each scenario's rows are `who_pays` of its own run."""
        swept = self.points.select("scenario", *self.swept)
        table = swept.join(self._payers, on="scenario", how="inner", maintain_order="left_right")
        return checked(table, "grid_who_pays", self.scenario.reform.units)

    @cached_property
    def _payers(self) -> pl.DataFrame:
        shares = payer_table().with_shares(self.scenario.payers)
        return split_costs(self._costs, shares, {name: self.budgets[name].to_list() for name in self.budgets.columns})

    @cached_property
    def _costs(self) -> pl.DataFrame:
        """Cost by scenario and programme, in yuan a year; of those that no resident carries too."""
        carried = self._by_programme.select("scenario", "programme", cost="cost_yuan_per_year")
        outside = self.county_costs.select("scenario", "programme", cost="cost_yuan_per_year")
        return pl.concat([carried, outside]).sort("scenario", maintain_order=True)

    @cached_property
    def _by_programme(self) -> pl.DataFrame:
        return self.totals.group_by("scenario", "programme", maintain_order=True).agg(
            pl.col("households", "persons").sum(), yuan_sum("cost_yuan_per_year")
        )

    @cached_property
    def _summary(self) -> pl.DataFrame:
        table = self.points
        if self.distribution is not None:
            table = table.join(self.distribution, on="scenario", how="left", maintain_order="left")
        counted = self._by_programme["programme"].unique(maintain_order=True).to_list()
        for name in counted:
            part = self._by_programme.filter(pl.col("programme") == name).select(
                "scenario", pl.col("households", "persons", "cost_yuan_per_year").name.prefix(f"{name}_")
            )
            table = table.join(part, on="scenario", how="left", maintain_order="left")
        table = table.join(self._by_payer(), on="scenario", how="left", maintain_order="left")
        if {*counted, *self.county_costs["programme"]} == {one.name for one in PROGRAMMES}:
            whole = self._costs.group_by("scenario", maintain_order=True).agg(
                yuan_sum("cost").alias("all_aid_cost_yuan_per_year")
            )
            table = table.join(whole, on="scenario", how="left", maintain_order="left")
        if not {"dibao", "tekun"} <= set(counted):
            return checked(table, "grid_summary", self.scenario.reform.units)
        table = table.with_columns(
            persons=pl.col("dibao_persons") + pl.col("tekun_persons"),
            cost_yuan_per_year=(pl.col("dibao_cost_yuan_per_year") + pl.col("tekun_cost_yuan_per_year")).round(2),
        )
        return checked(table, "grid_summary", self.scenario.reform.units)

    def _line(self) -> str:
        return f"Sweep({self.scenario.name}: {self.points.height:,} scenarios over {', '.join(self.swept)})"

    def _view(self) -> View:
        table = self.summary()
        facts = [(word("views.scenarios"), f"{table.height:,}")]
        for name, unit in (("persons", "persons"), ("cost_yuan_per_year", "yuan/year")):
            if name in table.columns:
                low, high = (float(value) for value in (table[name].min(), table[name].max()))  # type: ignore[arg-type]
                facts.append((word(f"views.{name}"), written_range(low, high, unit)))
        names = [name for name in (*self.swept, "persons", "cost_yuan_per_year") if name in table.columns]
        notes = [f"▲ {notice.label}" for notice in self.warnings]
        return View(
            word("views.sweep", title=self.scenario.title),
            facts,
            (shown(table.select(names), of=self.scenario),),
            notes,
        )

    def _by_payer(self) -> pl.DataFrame:
        """One row per scenario, a column a payer that bears something in any scenario; to the fen."""
        bearing = [name for name in (*PAYERS, UNPAID) if name in set(self._payers["payer"])]
        cost = pl.col("cost_yuan_per_year")
        sums = [
            cost.filter(pl.col("payer") == name).sum().round(2).alias(f"{name}_cost_yuan_per_year") for name in bearing
        ]
        everywhere = self.points.select("scenario")
        table = self._payers.group_by("scenario", maintain_order=True).agg(sums)
        joined = everywhere.join(table, on="scenario", how="left", maintain_order="left")
        return joined.with_columns(pl.exclude("scenario").fill_null(0.0))


@check_kinds
@tells("sweep")
def sweep(
    population: Population | Partitions,
    scenario: Scenario,
    *,
    points: Points | None = None,
    programmes: Sequence[str] | None = BASIC,
    distribution: bool = False,
    progress: Progress | None = None,
    threads: int | None = None,
    cluster: Cluster = None,
    **values: Sequence[float | str],
) -> Sweep:
    """Run every combination of the given parameter values, the last one varying fastest, or the `points` given.

    >>> sweep(county, baseline, urban_dibao_ratio=[0.25, 0.30, 0.35], rural_dibao_ratio=[0.35, 0.40, 0.45])
    >>> sweep(county, baseline, points=[{"urban_dibao_ratio": 0.3, "tekun_take_up": 0.9}])

    `points`: one dictionary a scenario, all with the same parameters, or a frame with a column a parameter, such as
    `latin_hypercube` and `sobol_points` make.
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
    swept, combinations = combinations_of(values, points, book.parameters)
    resolved = scenario.resolved()
    base = {name: item.value for name, item in resolved.items()}
    codes = codes_of(swept, combinations, book.parameters)
    in_yuan = standards_of_many(book, base, codes)
    outside = any_outside_corridor(_concerned(swept, book.parameters), base, codes, book, in_yuan, scenario.date)
    chosen = chosen_programmes(programmes)
    request = KernelRequest(book, total_rules(chosen), swept=tuple(sorted(swept)))
    table = swept_table(request.parameters, base, codes)
    totals = all_totals(request, population, table, _BATCH, progress=progress, threads=threads, cluster=cluster)
    rows = [dict(zip(swept, combination, strict=True)) for combination in combinations]
    point_table = (
        pl.DataFrame(rows, infer_schema_length=None)
        .with_columns(**{name: pl.Series(made) for name, made in in_yuan.items()}, outside_corridor=pl.Series(outside))
        .select(pl.int_range(pl.len()).alias("scenario"), pl.all())
    )
    tidy = totals_table(totals, request.totals, book, chosen, population.town_names)
    named = point_table.select("scenario", *swept)
    spread = incomes(population, book, base, codes, cluster) if distribution else None
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
        county_costs=_county_costs(county_costs_of_many(book, chosen, base, codes)),
        budgets=pl.DataFrame(
            {name: codes.get(of) or [base[of]] * len(table) for name, of in payer_table().budgets.items()}
        ),
        distribution=spread,
        warnings=idle_levers(point_table.select(swept), told, request.parameters, book.parameters),
    )


def _concerned(swept: Iterable[str], parameters: Mapping[str, Parameter]) -> list[str]:
    """Return the parameters with a corridor that are swept, or that a swept one overrules."""
    moved = set(swept)
    return [
        name
        for name, one in parameters.items()
        if one.corridor and (name in moved or (one.overruled_by and one.overruled_by.parameter in moved))
    ]


def _county_costs(costs: Mapping[str, Sequence[float]]) -> pl.DataFrame:
    """Return one row per scenario and programme that no resident's household carries: yuan a year.

    costs: by programme, one per scenario.
    """
    rows = [
        (number, name, cost)
        for number, of in enumerate(zip(*costs.values(), strict=True))
        for name, cost in zip(costs, of, strict=True)
    ]
    schema = {"scenario": pl.Int64, "programme": pl.String, "cost_yuan_per_year": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
