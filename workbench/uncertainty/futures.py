"""Futures of the law: four kinds of uncertainty, apart and together, and how far more runs would move the answer.

Parameters are drawn within their plausible ranges (those fitted together from the posterior of the fit); chance is who
is found and whose income is judged how (the luck of persons and households); the population is another county from the
same published margins; the synthesis is what the recipe of the county assumes. Each is drawn with numbers of its own,
so that two scenarios drawn with the same seed share everything but the policy (common random numbers).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.errors import InputError
from workbench.law import BASIC
from workbench.population import Partitions, Population
from workbench.progress import tells
from workbench.results import FRAMES, checked
from workbench.scenario import Scenario
from workbench.simulation.batch import Batch, run_batch
from workbench.simulation.cluster import Cluster
from workbench.simulation.notices import reform_notices, sample_notices
from workbench.simulation.preparation import Progress
from workbench.uncertainty.assumption_draws import draw_assumptions, fitted_to_county, uncertain
from workbench.uncertainty.drawn_futures import Draws, Kind
from workbench.uncertainty.ensembles import CountyEnsemble

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
KINDS: tuple[Kind, ...] = ("parameters", "chance", "population", "synthesis")
_LUCKS = 20  # different lucks among the runs: each needs the draws of the whole county anew


@arguments.check_kinds
@tells("draw")
def draw(
    population: Population | Partitions | CountyEnsemble | Sequence[Population],
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
    made by `synthesize` with different seeds; the futures are dealt to them in turn), and the synthesis when an
    ensemble is given (`county_ensemble`; the population too where its counties have people of their own). Chance has 20
    different lucks, over an ensemble at least one for each county. A population in parts and `cluster`: see `sweep`.
    Raises InputError for fewer runs than counties, the kind population with one county only or several counties without
    it, the kind synthesis without an ensemble, anything else in the place of a population; UnknownNameError for a kind.
    """
    ensemble = population if isinstance(population, CountyEnsemble) else None
    counties = ensemble if ensemble is not None else _counties("draw: population", population)
    chosen = _kinds(kinds, counties)
    if arguments.whole_number("runs", runs, 1) < len(counties):
        raise InputError(f"runs={runs}: {len(counties)} counties are given; at least a future for each is wanted")
    arguments.whole_number("seed", seed, 0)
    names = uncertain(scenario) if "parameters" in chosen else []
    names = [name for name in names if scenario.resolved()[name].parameter.section == "law"]
    values = draw_assumptions(scenario, names, runs, seed)
    parts: list[Batch] = []
    dealt: list[Ints] = []
    notices = [*reform_notices(scenario), *(ensemble.warnings if ensemble is not None else ())]
    for county, members in _groups(counties, runs, seed, chosen):
        settings = {name: array[members] for name, array in values.items()} or _nothing(scenario, members.size)
        if ensemble is not None and isinstance(county, Population):
            fitted = fitted_to_county(county, scenario, settings)
            settings = settings | fitted
            for name, array in fitted.items():
                values[name][members] = array  # what the future was run with is what it tells
        parts.append(run_batch(county, scenario, settings, programmes, threads=threads, cluster=cluster))
        dealt.append(members)
        notices += sample_notices(county)
        if progress is not None:
            progress(sum(one.size for one in dealt), runs)
    order = np.argsort(np.concatenate(dealt), kind="stable")
    return Draws(
        scenario=scenario,
        kinds=chosen,
        inputs=checked(pl.DataFrame(values), "inputs", scenario.reform.units),
        batch=Batch.joined(parts, order),
        clusters=_clusters(runs, len(counties), chosen),
        seed=seed,
        counties=len(counties),
        warnings=tuple(dict.fromkeys(notices)),
        ensemble=ensemble,
        synthetic=ensemble is not None or is_synthetic(*counties),
    )


def is_synthetic(*populations: Population | Partitions) -> bool:
    """Say whether people were synthesised; a population in parts doesn't say, and is taken to be so."""
    return all(not isinstance(one, Population) or one.synthetic for one in populations)


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


def _kinds(
    kinds: Sequence[Kind] | None, counties: CountyEnsemble | Sequence[Population | Partitions]
) -> tuple[Kind, ...]:
    """Return the kinds that are drawn, in the order of KINDS; what the counties given differ by is always one."""
    if isinstance(counties, CountyEnsemble):
        differ: tuple[Kind, ...] = ("population", "synthesis") if counties.own_people else ("synthesis",)
    else:
        differ = ("population",) if len(counties) > 1 else ()
    if kinds is None:
        return tuple(kind for kind in KINDS if kind in ("parameters", "chance", *differ))
    given = [kinds] if isinstance(kinds, str) else kinds
    chosen = arguments.each_once("kinds", "kind of uncertainty", given, KINDS, least=0)
    if "synthesis" in chosen and "synthesis" not in differ:
        raise InputError(
            "kinds: for the uncertainty of the synthesis an ensemble is wanted: county_ensemble() makes one"
        )
    if "population" in chosen and "population" not in differ:
        raise InputError(
            "kinds: for the population's uncertainty at least two counties (other seeds) are wanted, or an ensemble "
            "whose counties have people of their own"
        )
    left = [kind for kind in differ if kind not in chosen]
    if left:
        raise InputError(
            f"kinds: {len(counties)} counties are given but {left[0]!r} is no kind; give one county, or the kind"
        )
    return tuple(kind for kind in KINDS if kind in chosen)


def _groups(
    counties: CountyEnsemble | Sequence[Population | Partitions], runs: int, seed: int, kinds: tuple[Kind, ...]
) -> Iterator[tuple[Population | Partitions, Ints]]:
    """Deal the futures to counties and lucks, one county after the other; each luck has 50 MB of its own.

    Counties of an ensemble have lucks of their own each, so that the futures have as many lucks as counties; the same
    for every policy of one seed.
    """
    number = np.arange(runs)
    many = isinstance(counties, CountyEnsemble)
    lucks = (_LUCKS // len(counties) + 1 if many else _lucks(runs, len(counties))) if "chance" in kinds else 1
    for k, county in enumerate(counties):
        for luck in range(lucks):
            members = number[(number % len(counties) == k) & (number // len(counties) % lucks == luck)]
            own = k * lucks + luck if many else luck
            if members.size:
                yield (county.with_luck(seed * 1_000_003 + own) if "chance" in kinds else county), members


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
def kinds_apart(
    counties: Sequence[Population],
    scenario: Scenario,
    *,
    ensemble: CountyEnsemble | None = None,
    runs: int = 400,
    seed: int = 1,
) -> pl.DataFrame:
    """Return one row per kind of uncertainty and for all together: sd and 80 % interval of persons and cost.

    >>> kinds_apart([county, other_county], baseline, runs=20)

    Columns: kind ("parameters", "chance", "population", "synthesis" where an ensemble is given, "together"), measure,
    median, sd, low, high. The counties of an ensemble with people of their own differ by these too, also in its row.
    """
    several = _counties("kinds_apart: counties", counties)
    if len(several) < 2:
        raise InputError("kinds_apart: at least two counties are wanted, made by synthesize with different seeds")
    differ = [] if ensemble is None else [kind for kind in _kinds(None, ensemble) if kind in KINDS[2:]]
    rows = []
    for label in (*KINDS[:3], *(["synthesis"] if ensemble is not None else []), "together"):
        used: CountyEnsemble | Sequence[Population]
        kinds: list[Kind] = [kind for kind in KINDS[:2] if label in (kind, "together")]
        if ensemble is not None and label in ("synthesis", "together"):
            used, kinds = ensemble, [*kinds, *differ]
        elif label in ("population", "together"):
            used, kinds = counties, [*kinds, "population"]
        else:
            used = counties[:1]
        futures = draw(used, scenario, runs=runs, seed=seed, kinds=kinds)
        for measure in ("persons", "cost_yuan_per_year"):
            values = futures.of(measure)
            rows.append((label, measure, float(np.median(values)), float(values.std()), *futures.interval(measure)))
    return checked(pl.DataFrame(rows, schema=list(FRAMES["kinds"]), orient="row"), "kinds")
