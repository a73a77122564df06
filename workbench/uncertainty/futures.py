"""Futures of the law: three kinds of uncertainty, apart and together, and how far more runs would move the answer.

Parameters are drawn within their plausible ranges; chance is who is found and whose income is judged how (the luck of
persons and households); the population is another county from the same published margins. Each is drawn with numbers
of its own, so that two scenarios drawn with the same seed share everything but the policy (common random numbers).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.arguments import check_kinds
from workbench.errors import InputError, unknown
from workbench.language import word, written_range
from workbench.law import BASIC
from workbench.population import Partitions, Population
from workbench.progress import tells
from workbench.results import FRAMES, checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.batch import MEASURES, Batch, payer_cost, run_batch
from workbench.simulation.cluster import Cluster
from workbench.simulation.notices import Notice, reform_notices, sample_notices
from workbench.simulation.preparation import Progress
from workbench.uncertainty.assumption_draws import draw_assumptions, uncertain
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kind = Literal["parameters", "chance", "population"]
KINDS: tuple[Kind, ...] = ("parameters", "chance", "population")
_LUCKS = 20  # different lucks among the runs: each needs the draws of the whole county anew
_BOOTSTRAPS = 400
_BOTH = "dibao_and_tekun"  # of the rows of `summary` that are of both programmes together


@dataclass(frozen=True, eq=False, repr=False)
class Draws(Viewed):
    """Futures of one scenario; see `of`, `interval`, `summary`.

    inputs: the drawn parameters, one row a future. batch: the county's totals by future and programme. seed: of the
    draws. counties: how many populations the futures were dealt to. clusters: shape (futures,), the number of what a
    future shares with others: its county where there are several, else its luck; where nothing is shared each future
    has a number of its own. warnings: what the futures don't hold.
    """

    scenario: Scenario
    kinds: tuple[Kind, ...]
    inputs: pl.DataFrame = field(repr=False)
    batch: Batch = field(repr=False)
    clusters: Ints = field(repr=False)
    seed: int = 1
    counties: int = 1
    warnings: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        return len(self.batch.persons)  # not the rows of `inputs`: chance alone draws no parameter

    @check_kinds
    def of(self, measure: str, programme: str | None = None) -> Floats:
        """Return a measure by future: households, persons, cost_yuan_per_year, or county_cost_yuan_per_year.

        `programme` None: dibao and tekun together. The county's cost is its share by the table of payers.
        """
        if measure == "county_cost_yuan_per_year":
            chosen = ("dibao", "tekun") if programme is None else (programme,)
            return payer_cost(self.batch, self.scenario, "county", chosen)
        if measure not in MEASURES:
            raise unknown("measure", measure, [*MEASURES, "county_cost_yuan_per_year"])
        return self.batch.of(measure, programme)

    @check_kinds
    def interval(self, measure: str, programme: str | None = None, level: float = 0.8) -> tuple[float, float]:
        """Return the ends between which `level` of the futures lie, the same part on either side."""
        arguments.share("level", level, one=False)
        low, high = np.quantile(self.of(measure, programme), [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    @check_kinds
    def chance(self, measure: str, at_most: float, programme: str | None = None) -> float:
        """Return the share of the futures in which a measure is at most a number; its error: `chance_error`."""
        return float((self.of(measure, programme) <= arguments.number("at_most", at_most)).mean())

    def chance_error(self, measure: str, at_most: float, programme: str | None = None) -> float:
        """Return the standard error of `chance`, a share: how far other lucks and draws would move it.

        Futures that share a luck or a county count as one draw of it. 0 where all futures agree, which with n
        independent ones still leaves room for 3 ÷ n; NaN where all share one luck and one county.
        """
        within = (self.of(measure, programme) <= arguments.number("at_most", at_most)).astype(np.float64)
        return bootstrap_error(within, self.clusters, lambda again: np.mean(again, axis=-1, keepdims=True)).item()

    def summary(self, level: float = 0.8) -> pl.DataFrame:
        """Return one row per programme and measure: mean, median, low, high, and the standard errors of both ends.

        The first rows, "dibao_and_tekun", are of both together, where both were run. Futures that share a luck or a
        county count as one draw of it in the errors; NaN where all share one. `runs_for_one_per_cent`: futures after
        which the ends would be known to 1 % of the median (standard error); null where no number of futures would do:
        no parameter is drawn, or the lucks or counties are too few.
        """
        both = {"dibao", "tekun"} <= set(self.batch.programmes)
        named: list[tuple[str, str | None]] = [(name, name) for name in self.batch.programmes]
        rows = []
        for label, name in [(_BOTH, None), *named] if both else named:
            for measure in MEASURES:
                values = self.of(measure, name)
                low, high = self.interval(measure, name, level)
                median = float(np.median(values))
                error, needed = self._ends(values, level, 0.01 * median)
                rows.append((label, measure, float(values.mean()), median, low, high, *error, needed))
        columns = list(FRAMES["draws_summary"])
        frame = pl.DataFrame(rows, schema=columns, orient="row", schema_overrides={columns[-1]: pl.Float64})
        return checked(frame, "draws_summary")

    def _ends(self, values: Floats, level: float, wanted: float) -> tuple[tuple[float, float], float | None]:
        """Return the standard errors of an interval's ends and the futures that would bring them down to `wanted`."""
        shares = [(1 - level) / 2, (1 + level) / 2]

        def ends(again: Floats) -> Floats:
            return np.moveaxis(np.quantile(again, shares, axis=-1), 0, -1)

        error = bootstrap_error(values, self.clusters, ends)
        if "parameters" not in self.kinds:  # more futures would have the same lucks and counties again
            return (float(error[0]), float(error[1])), None
        alone = bootstrap_error(values, np.arange(values.size), ends)
        needed = _futures_needed(error, alone, values.size, np.unique(self.clusters).size, wanted)
        return (float(error[0]), float(error[1])), needed

    def _line(self) -> str:
        kinds = " and ".join(self.kinds) or "nothing"
        return (
            f"Draws({self.scenario.name}: {len(self):,} futures of {kinds}, seed {self.seed}{self._interval_words()})"
        )

    def _interval_words(self) -> str:
        if not {"dibao", "tekun"} <= set(self.batch.programmes):
            return ""
        low, high = self.interval("cost_yuan_per_year")
        return f"; 80 % between {low:,.0f} and {high:,.0f} yuan/year"

    def _view(self) -> View:
        facts = [
            (word("views.futures"), f"{len(self):,}"),
            (word("views.kinds"), word("columns.joint").join(word(f"decisions.kind_{kind}") for kind in self.kinds)),
            (word("views.seed"), str(self.seed)),
        ]
        if {"dibao", "tekun"} <= set(self.batch.programmes):
            for name, unit in (("persons", "persons"), ("cost_yuan_per_year", "yuan/year")):
                facts.append((word(f"views.{name}_interval"), written_range(*self.interval(name), unit)))
        columns = ("programme", "measure", "median", "low", "high")
        heading = word("views.draws", title=self.scenario.title)
        notes = [f"▲ {notice.label}" for notice in self.warnings]
        return View(heading, facts, (shown(self.summary().select(columns), 12),), notes)


def bootstrap_error(values: Floats, clusters: Ints, statistic: Callable[[Floats], Floats]) -> Floats:
    """Return the standard errors of a statistic of futures by the cluster bootstrap; NaN for a single cluster.

    values, clusters: shape (futures,). statistic: of arrays (…, futures), over the last axis; returns (…, statistics).
    Clusters are drawn again with all their futures (Davison and Hinkley 1997, Bootstrap Methods and their Application,
    §3.8), and the error is scaled by √(n ÷ (n − 1)) for n clusters, which corrects the variance of a mean.
    """
    _, place, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    number = sizes.size
    random = np.random.default_rng(0)
    if number == values.size:  # every future stands for itself: all samples at once
        found = statistic(values[random.integers(0, number, (_BOOTSTRAPS, number))])
    else:
        members = np.split(np.argsort(place, kind="stable"), np.cumsum(sizes)[:-1])
        samples = random.integers(0, number, (_BOOTSTRAPS, number))
        found = np.stack([statistic(values[np.concatenate([members[k] for k in sample])]) for sample in samples])
    if number < 2:
        return np.full(found.shape[-1], np.nan)
    return np.asarray(found.std(axis=0) * np.sqrt(number / (number - 1)))


def _futures_needed(error: Floats, alone: Floats, runs: int, clusters: int, wanted: float) -> float | None:
    """Return how many futures bring both errors down to `wanted`; None where more of them don't.

    error: with clusters drawn as a whole; alone: as if all futures were independent. What both differ by is the part of
    the clusters, of which more futures of the same clusters take nothing away; the rest falls with the root of them.
    """
    if not wanted > 0 or not np.isfinite(error).all():
        return None
    if clusters == runs:
        return float(np.ceil(runs * (error.max() / wanted) ** 2))
    shared = np.clip((error**2 - alone**2) / (1 - clusters / runs), 0, error**2)
    spare = wanted**2 - shared
    if (spare <= 0).any():
        return None
    return float(np.ceil((runs * (error**2 - shared) / spare).max()))


@arguments.check_kinds
@tells("draw")
def draw(
    population: Population | Partitions | Sequence[Population],
    scenario: Scenario,
    *,
    runs: int = 1000,
    seed: int = 1,
    kinds: Sequence[Kind] | None = None,
    programmes: Sequence[str] | None = BASIC,
    progress: Progress | None = None,
    threads: int | None = None,
    cluster: Cluster = None,
) -> Draws:
    """Run a scenario in `runs` futures.

    >>> draw(county, baseline, runs=20).interval("cost_yuan_per_year")

    kinds: what differs between them; None: parameters and chance, and the population when several are given (counties
    made by `synthesize` with different seeds; the futures are dealt to them in turn). Chance has 20 different lucks.
    A population in parts and `cluster`: see `sweep`.
    Raises InputError for fewer runs than counties, the kind population with one county only or several counties without
    it, anything else in the place of a population; UnknownNameError for a kind.
    """
    counties = _counties("draw: population", population)
    chosen = _kinds(kinds, len(counties))
    if arguments.whole_number("runs", runs, 1) < len(counties):
        raise InputError(f"runs={runs}: {len(counties)} counties are given; at least a future for each is wanted")
    arguments.whole_number("seed", seed, 0)
    names = uncertain(scenario) if "parameters" in chosen else []
    names = [name for name in names if scenario.resolved()[name].parameter.section == "law"]
    values = draw_assumptions(scenario, names, runs, seed)
    groups = _groups(counties, runs, seed, chosen)[::-1]
    dealt = np.concatenate([members for _, members in reversed(groups)])
    parts = []
    done = 0
    while groups:
        county, members = groups.pop()  # and let go afterwards: each luck has 50 MB of its own
        settings = {name: array[members] for name, array in values.items()} or _nothing(scenario, members.size)
        parts.append(run_batch(county, scenario, settings, programmes, threads=threads, cluster=cluster))
        done += members.size
        if progress is not None:
            progress(done, runs)
    order = np.argsort(dealt, kind="stable")
    notices = [*reform_notices(scenario), *(one for county in counties for one in sample_notices(county))]
    return Draws(
        scenario=scenario,
        kinds=chosen,
        inputs=checked(pl.DataFrame(values), "inputs", scenario.reform.units),
        batch=Batch.joined(parts, order),
        clusters=_clusters(runs, len(counties), chosen),
        seed=seed,
        counties=len(counties),
        warnings=tuple(dict.fromkeys(notices)),
    )


def _counties(place: str, population: object) -> list[Population | Partitions]:
    """Return the populations given, one or several. place: "call: argument"."""
    if isinstance(population, Population | Partitions):
        return [population]
    several = population if isinstance(population, list | tuple) else [population]
    found = [one for one in several if isinstance(one, Population | Partitions)]
    if len(found) < len(several) or not found:
        strange = next((one for one in several if not isinstance(one, Population | Partitions)), [])
        raise InputError(
            f"{place} is {arguments.described(strange)}; a Population, Partitions, or a list of populations "
            "made by synthesize with different seeds is wanted"
        )
    return found


def _kinds(kinds: Sequence[Kind] | None, counties: int) -> tuple[Kind, ...]:
    if kinds is None:
        return KINDS if counties > 1 else ("parameters", "chance")
    given = [kinds] if isinstance(kinds, str) else kinds
    chosen = arguments.each_once("kinds", "kind of uncertainty", given, KINDS, least=0)
    if "population" in chosen and counties < 2:
        raise InputError("kinds: for the population's uncertainty at least two counties (other seeds) are wanted")
    if "population" not in chosen and counties > 1:
        raise InputError(f"kinds: {counties} counties are given but 'population' is no kind; give one, or the kind")
    return tuple(kind for kind in KINDS if kind in chosen)


def _groups(
    counties: Sequence[Population | Partitions], runs: int, seed: int, kinds: tuple[Kind, ...]
) -> list[tuple[Population | Partitions, NDArray[np.int64]]]:
    """Deal the futures to counties and lucks."""
    number = np.arange(runs)
    lucks = _lucks(runs, len(counties)) if "chance" in kinds else 1
    groups = []
    for k, county in enumerate(counties):
        for luck in range(lucks):
            members = number[(number % len(counties) == k) & (number // len(counties) % lucks == luck)]
            lucky = county.with_luck(seed * 1_000_003 + luck) if "chance" in kinds else county
            groups.append((lucky, members))
    return [(county, members) for county, members in groups if members.size]


def _lucks(runs: int, counties: int) -> int:
    """Return how many different lucks there are among the futures of a county."""
    return min(_LUCKS, max(1, runs // counties))


def _clusters(runs: int, counties: int, kinds: tuple[Kind, ...]) -> Ints:
    """Return by future the number of the county it has, or of its luck, or its own; see `Draws.clusters`."""
    number = np.arange(runs)
    if counties > 1:
        return number % counties
    if "chance" in kinds:
        return number % _lucks(runs, 1)
    return number if "parameters" in kinds else np.zeros(runs, np.int64)


def _nothing(scenario: Scenario, runs: int) -> dict[str, Floats]:
    """Settings that change nothing, when no parameter is drawn."""
    return {"urban_dibao_ratio": np.full(runs, scenario.resolved()["urban_dibao_ratio"].value)}


@arguments.check_kinds
def kinds_apart(counties: Sequence[Population], scenario: Scenario, *, runs: int = 400, seed: int = 1) -> pl.DataFrame:
    """Return one row per kind of uncertainty and for all together: sd and 80 % interval of persons and cost.

    >>> kinds_apart([county, other_county], baseline, runs=20)

    Columns: kind ("parameters", "chance", "population", "together"), measure, median, sd, low, high.
    """
    if len(_counties("kinds_apart: counties", counties)) < 2:
        raise InputError("kinds_apart: at least two counties are wanted, made by synthesize with different seeds")
    rows = []
    for label in (*KINDS, "together"):
        kinds = [kind for kind in KINDS if label in (kind, "together")]
        used = counties if "population" in kinds else counties[:1]
        futures = draw(used, scenario, runs=runs, seed=seed, kinds=kinds)
        for measure in ("persons", "cost_yuan_per_year"):
            values = futures.of(measure)
            rows.append((label, measure, float(np.median(values)), float(values.std()), *futures.interval(measure)))
    return checked(pl.DataFrame(rows, schema=list(FRAMES["kinds"]), orient="row"), "kinds")
