"""Standard errors of a run on a weighted sample of households: how far another sample might have been away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, known
from workbench.errors import InputError
from workbench.measures.sampling import sampled_total
from workbench.population import Population
from workbench.results import checked
from workbench.simulation.grouping import HOUSEHOLD_GROUPS, household_column, own_columns
from workbench.simulation.household_totals import all_aid_fen, counted_programmes, household_totals, is_whole_law
from workbench.simulation.notices import is_sample
from workbench.simulation.run import Run
from workbench.simulation.totals import FEN

Cluster = Literal["dwelling_id", "household_id"]
_CLUSTERS: tuple[Cluster, ...] = ("dwelling_id", "household_id")
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@check_kinds
def sampling_error(
    run: Run, *, strata: str | None = None, along: pl.DataFrame | None = None, cluster: Cluster = "dwelling_id"
) -> pl.DataFrame:
    """Return one row per programme and measure: value (the run's total), standard_error, relative_error (a share).

    >>> sampling_error(run_of_sample)

    Measures are households, persons and cost_yuan_per_year; "total" is dibao and tekun together, "all_aid" the cost of
    every programme. strata: a column of the population's households or towns, or of `along` (a frame of one's own
    with household_id). cluster: what was drawn, with all its households. The formula is `measures.sampled_total`'s; the
    weights count as fixed, a finite population is not corrected for, and households of weight 0 are no part of the
    sample. Raises InputError for a full count (every weight is 1), which has no sampling error, a run without rows, a
    stratum with one cluster, or a cluster in two strata; UnknownNameError for a column.
    """
    known("cluster", cluster, _CLUSTERS)
    population = run.population
    weight = population.households["weight"].to_numpy()
    if not is_sample(population):
        raise InputError(
            "sampling_error: every household has the weight 1; a full count has no sampling error "
            "(a sample's households need the weights that say how many each stands for)"
        )
    sampled = weight > 0
    _, member = np.unique(population.households[cluster].to_numpy()[sampled], return_inverse=True)
    stratum = None if strata is None else _strata(population, strata, along, member, sampled)
    if strata is None and along is not None:
        raise InputError("sampling_error: along has the strata's column; strata=… names it")
    rows = []
    for name, measure, values in _measured(run):
        weighted = np.bincount(member, values[sampled] * weight[sampled])
        found = sampled_total(weighted, stratum)
        relative = found.standard_error / found.total if found.total else float("nan")
        rows.append((name, measure, found.total, found.standard_error, relative))
    names = ["programme", "measure", "value", "standard_error", "relative_error"]
    return checked(pl.DataFrame(rows, schema=names, orient="row"), "sampling_error")


def _measured(run: Run) -> Iterator[tuple[str, str, Floats]]:
    """Yield programme, measure and each household's own value of it, in persons, households or yuan a year."""
    found = {one.name: household_totals(run, one) for one in counted_programmes(run)}
    for name, one in found.items():
        yield from _three(name, one.households, one.persons, one.cost_fen)
    if {"dibao", "tekun"} <= set(found):
        dibao, tekun = found["dibao"], found["tekun"]
        either = np.maximum(dibao.households, tekun.households)
        yield from _three("total", either, dibao.persons + tekun.persons, dibao.cost_fen + tekun.cost_fen)
    if is_whole_law(run):
        yield "all_aid", "cost_yuan_per_year", all_aid_fen(run) / FEN


def _three(name: str, households: Ints, persons: Ints, fen: Ints) -> Iterator[tuple[str, str, Floats]]:
    yield name, "households", households.astype(np.float64)
    yield name, "persons", persons.astype(np.float64)
    yield name, "cost_yuan_per_year", fen / FEN


def _strata(
    population: Population, name: str, along: pl.DataFrame | None, member: Ints, sampled: NDArray[np.bool_]
) -> NDArray[np.str_]:
    """Return each cluster's stratum; `member`: the cluster of each household in the sample."""
    own = None if along is None else own_columns(population, along, households=True)
    if own is not None and name in own.columns:
        column = own[name]
    else:
        names = [*population.households.columns, *population.towns.columns, *HOUSEHOLD_GROUPS]
        known("strata column", name, dict.fromkeys([*names, *([] if own is None else own.columns)]))
        column = household_column(population, name)
    column = column.filter(pl.Series(sampled))
    if column.null_count():
        raise InputError(f"strata: {column.null_count()} households have no {name}")
    words = column.cast(pl.String).to_numpy().astype(str)
    first = np.unique(member, return_index=True)[1]
    of_cluster = words[first]
    if (of_cluster[member] != words).any():
        household = population.households["household_id"].filter(pl.Series(sampled))
        mixed = household[int(np.argmax(of_cluster[member] != words))]
        raise InputError(f"strata: household {mixed} has another {name} than the rest of its cluster")
    return of_cluster
