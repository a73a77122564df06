"""Every policy of a grid in every future: what is affordable how surely, with the same luck and draws for all.

All policies share the drawn assumptions, the luck and the people (common random numbers), so that two of them differ by
the policy alone. One future of a grid of 21 × 21 ratios is 42 runs of about half the county each (see
`engine.factoring`), whatever the number of pairs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.arguments import check_kinds
from workbench.engine.compiler.request import KernelRequest
from workbench.errors import InputError, unknown
from workbench.language import word
from workbench.law import MAIN, PAYERS
from workbench.population import Partitions, Population
from workbench.progress import tells
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.batch import MEASURES, Batch, payer_cost, run_batch
from workbench.simulation.cluster import Cluster
from workbench.simulation.idle_levers import idle_levers
from workbench.simulation.notices import Notice
from workbench.simulation.preparation import Progress
from workbench.simulation.pruning import PRUNABLE, reachable
from workbench.simulation.swept_values import checked_values
from workbench.simulation.totals import chosen_programmes, total_rules
from workbench.uncertainty.assumption_draws import draw_assumptions, fitted_to_county, uncertain
from workbench.uncertainty.ensembles import CountyEnsemble
from workbench.uncertainty.futures import is_synthetic
from workbench.uncertainty.limits import interval_limits
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_AT_A_TIME = 100  # futures put together before the next are run: progress is shown, memory stays small
_REACHES_MOST = "income_assessment_sd"
_IN_A_CALL = 5_000  # settings per call of the kernel, whole futures: a household is read once for all of them


@dataclass(frozen=True, eq=False, repr=False)
class PolicyDraws(Viewed):
    """All policies in all futures; see `of`, `chance`, `summary`.

    points: one row per policy, the swept values. inputs: the drawn assumptions, one row per future. batch: the county's
    totals, policies fastest. warnings: levers that change nothing in any future. ensemble: whose counties the futures
    were dealt to; None without one. synthetic: whether the people are.
    """

    scenario: Scenario
    points: pl.DataFrame
    inputs: pl.DataFrame = field(repr=False)
    batch: Batch = field(repr=False)
    warnings: tuple[Notice, ...] = ()
    ensemble: CountyEnsemble | None = field(default=None, repr=False)
    synthetic: bool = True

    @property
    def limits(self) -> str:
        """What the futures don't hold, one line in the language that is on."""
        kinds = ["parameters"]
        if self.ensemble is not None:
            kinds += ["chance", "synthesis", *(["population"] if self.ensemble.own_people else [])]
        return interval_limits(self.scenario, kinds, synthetic=self.synthetic)

    @check_kinds
    def of(self, measure: str, programme: str | None = None) -> Floats:
        """Return a measure; shape (futures, policies).

        measure: households, persons, cost_yuan_per_year (of all payers), or county_cost_yuan_per_year (the county's
        share by the table of payers; so for the other payers). `programme` None: dibao and tekun together.
        Raises UnknownNameError for another measure.
        """
        return self._flat(measure, programme).reshape(-1, self.points.height)

    def _flat(self, measure: str, programme: str | None) -> Floats:
        if measure in MEASURES:
            return self.batch.of(measure, programme)
        payer = measure.removesuffix("_cost_yuan_per_year")
        if payer not in PAYERS or payer == measure:
            raise unknown("measure", measure, (*MEASURES, *(f"{one}_cost_yuan_per_year" for one in PAYERS)))
        return payer_cost(self.batch, self.scenario, payer, MAIN if programme is None else (programme,))

    @check_kinds
    def chance(self, measure: str, at_most: float, programme: str | None = None) -> Floats:
        """Return the share of futures in which each policy's measure is at most a number; shape (policies,)."""
        return np.asarray((self.of(measure, programme) <= arguments.number("at_most", at_most)).mean(axis=0))

    def summary(self, level: float = 0.8) -> pl.DataFrame:
        """Return one row per policy: median, low and high of persons and cost, dibao and tekun together."""
        arguments.share("level", level, one=False)
        shares = {"low": (1 - level) / 2, "median": 0.5, "high": (1 + level) / 2}
        columns: dict[str, Floats] = {}
        for measure in ("persons", "cost_yuan_per_year"):
            ends = np.quantile(self.of(measure), list(shares.values()), axis=0)
            columns |= {f"{measure}_{name}": row for name, row in zip(shares, ends, strict=True)}
        table = self.points.with_columns(**{name: pl.Series(values) for name, values in columns.items()})
        return checked(table, "policy_summary", self.scenario.reform.units)

    def _line(self) -> str:
        swept = ", ".join(self.points.columns)
        size = f"{self.points.height:,} policies over {swept}, {self.inputs.height:,} futures"
        return f"PolicyDraws({self.scenario.name}: {size})"

    def _view(self) -> View:
        facts = [
            (word("views.policies"), f"{self.points.height:,}"),
            (word("views.futures"), f"{self.inputs.height:,}"),
        ]
        notes = [*(f"▲ {notice.label}" for notice in self.warnings), self.limits]
        heading = word("views.policy_draws", title=self.scenario.title)
        return View(heading, facts, (shown(self.summary(), of=self.scenario),), notes)


@arguments.check_kinds
@tells("draw")
def draw_policies(
    population: Population | Partitions | CountyEnsemble,
    scenario: Scenario,
    *,
    runs: int = 1000,
    seed: int = 1,
    programmes: Sequence[str] | None = PRUNABLE,
    progress: Progress | None = None,
    threads: int | None = None,
    cluster: Cluster = None,
    **values: Sequence[float | str],
) -> PolicyDraws:
    """Run every combination of the given parameter values in `runs` futures of the assumptions, totals only.

    >>> draw_policies(county, baseline, urban_dibao_ratio=[0.25, 0.30, 0.35], rural_dibao_ratio=[0.35, 0.40, 0.45])

    A swept parameter is a decision and not drawn. Luck and population stay as they are (see `draw` for these), unless
    an ensemble is given: its counties are dealt to the futures in turn, each with a luck of its own. For dibao and
    tekun alone, households that no policy reaches in any future are left out first (see `prune`). A population in parts
    and `cluster`: see `sweep`. Raises InputError for no runs, fewer than the counties of an ensemble or nothing swept,
    UnknownNameError for an unknown parameter, ParameterError for a value that makes no sense.
    """
    counties = len(population) if isinstance(population, CountyEnsemble) else 1
    people_given = population
    if arguments.whole_number("runs", runs, 1) < counties:
        raise InputError(f"runs={runs}: {counties} counties are given; at least a future for each is wanted")
    parameters = scenario.book.parameters
    swept = checked_values(values, parameters)
    combinations = list(itertools.product(*swept.values()))
    points = pl.DataFrame(combinations, schema=list(swept), orient="row")
    points = checked(points, "policy_points", scenario.reform.units)
    codes = np.array([[parameters[n].code(v) for n, v in zip(swept, c, strict=True)] for c in combinations])
    resolved = scenario.resolved()
    names = [n for n in uncertain(scenario) if resolved[n].parameter.section == "law" and n not in swept]
    drawn = draw_assumptions(scenario, names, runs, seed)

    def settings(futures: Ints) -> dict[str, Floats]:
        here = {name: np.repeat(array[futures], len(combinations)) for name, array in drawn.items()}
        return here | {name: np.tile(codes[:, k], futures.size) for k, name in enumerate(swept)}

    pruned = programmes is not None and set(programmes) <= set(PRUNABLE)
    if pruned and isinstance(population, Population):
        population = reachable(population, scenario, settings(np.arange(runs)))
    size = len(combinations) * max(1, _IN_A_CALL // len(combinations))
    parts: list[Batch] = []
    dealt: list[Ints] = []
    for county, futures in _groups(population, drawn, runs, seed):
        people = county
        if counties > 1 and isinstance(people, Population):
            own = {name: array[futures] for name, array in drawn.items()}
            for name, array in fitted_to_county(people, scenario, own).items():
                drawn[name][futures] = array  # what the future was run with is what it tells
        here = settings(futures)
        if pruned and isinstance(people, Population):
            people = reachable(people, scenario, here)
        parts.append(run_batch(people, scenario, here, programmes, size=size, threads=threads, cluster=cluster))
        dealt.append(futures)
        if progress is not None:
            progress(sum(one.size for one in dealt), runs)
    order = np.concatenate(dealt)
    places = np.argsort(order)[:, None] * len(combinations) + np.arange(len(combinations))
    batch = Batch.joined(parts, places.ravel())
    tables = [np.swapaxes(getattr(batch, m).reshape(runs, len(combinations), -1), 0, 1) for m in MEASURES]
    needed = KernelRequest(scenario.book, total_rules(chosen_programmes(programmes))).parameters
    warnings = idle_levers(points, tables, needed, parameters)
    inputs = checked(pl.DataFrame(drawn), "inputs", scenario.reform.units)
    ensemble = population if isinstance(population, CountyEnsemble) else None
    synthetic = isinstance(people_given, CountyEnsemble) or is_synthetic(people_given)
    return PolicyDraws(scenario, points, inputs, batch, warnings, ensemble, synthetic)


def _groups(
    population: Population | Partitions | CountyEnsemble, drawn: Mapping[str, Floats], runs: int, seed: int
) -> Iterator[tuple[Population | Partitions, Ints]]:
    """Deal the futures to counties; those of one county in groups that are put together before the next are run.

    A large error of the income check reaches far more households than a small one: futures of a like error are run
    together, each group with the households that it can reach itself.
    """
    if isinstance(population, CountyEnsemble):
        number = np.arange(runs)
        for k, county in enumerate(population):
            yield county.with_luck(seed * 1_000_003 + k), number[number % len(population) == k]
        return
    order = np.argsort(drawn.get(_REACHES_MOST, np.zeros(runs)), kind="stable")
    for first in range(0, runs, _AT_A_TIME):
        yield population, order[first : first + _AT_A_TIME]
