"""Inequality and poverty in every scenario of a sweep: exact Gini, FGT measures and the exclusion error.

Assistance changes the income of its recipients only, and urban recipients never see rural ratios: what one group of
households adds is worked out once for each of its own scenarios and then put together (`measures.moved`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.engine.categories import Residence
from workbench.engine.factoring import groups_of
from workbench.engine.graph import RuleBook
from workbench.engine.kernel import run_kernel
from workbench.engine.kernel_request import KernelRequest
from workbench.measures import Moves, Standing
from workbench.measures.columns import ratio
from workbench.population import Population
from workbench.simulation.prepare import CELLS, parameter_table, prepare
from workbench.simulation.run import standards
from workbench.simulation.welfare import lives_together

Floats = NDArray[np.float64]
_AMOUNT = "household_assistance_amount"  # dibao, top-ups and tekun of a household, yuan a month
_AT_ONCE = 64  # scenarios whose amounts are held in memory: 64 × 210,000 households are 0.1 GB
_POWERS = (0, 1, 2)  # headcount, gap, squared gap


@dataclass(frozen=True, eq=False)
class _Dwellings:
    """Who lives together; arrays of shape (dwellings,), weight (dwellings, 2 residences): persons."""

    of_household: NDArray[np.int64]
    heads: Floats
    before: Floats
    weight: Floats
    lines: Floats


@dataclass(frozen=True, eq=False)
class _Part:
    """What one group's assistance does in one scenario: the moves, fallen sums of FGT by power, poor persons reached.

    Weighted persons; the sums of FGT are those of `_shortfalls`.
    """

    moves: Moves
    fgt: Floats
    reached: float


def distribution(
    population: Population,
    book: RuleBook,
    base: Mapping[str, float],
    scenarios: list[dict[str, float]],
    swept: list[str],
) -> pl.DataFrame:
    """Return one row per scenario: gini, headcount, gap and squared gap after assistance, and the exclusion error.

    Welfare is income per head of the dwelling (see `welfare`); poor is below the dibao standard of the `base`
    parameters in every scenario, since a higher standard would otherwise make more people poor. Shares. Equal to
    `indicators` and `measures.gini` of a single run but for rounding (1e-12).
    """
    given = standards(book, dict(base))
    lines = np.array([given[f"{member.name.lower()}_dibao_standard"] for member in sorted(Residence)])
    who = _dwellings(population, lines)
    everybody = Standing(who.before, who.weight.sum(axis=1))
    poor = float((who.weight * (who.before[:, None] < lines)).sum())
    fgt = _shortfalls(who, np.arange(who.before.size), who.before)
    rows = []
    for parts in _parts_by_scenario(population, book, scenarios, swept, who, everybody):
        after = (fgt + sum(part.fgt for part in parts)) / everybody.persons if everybody.persons else fgt * np.nan
        reached = sum(part.reached for part in parts)
        rows.append((everybody.gini(*(part.moves for part in parts)), *after.tolist(), 1.0 - ratio(reached, poor)))
    names = ["gini_after", "headcount_after", "gap_after", "squared_gap_after", "exclusion_error"]
    table = pl.DataFrame(rows, schema=names, orient="row")
    return table.select(pl.int_range(pl.len(), dtype=pl.Int64).alias("scenario"), pl.all())


def _dwellings(population: Population, lines: Floats) -> _Dwellings:
    who = lives_together(population)
    columns = population.arrays()
    persons = np.diff(columns.starts) * columns.household["weight"]
    weight = np.zeros((len(who.heads), len(Residence)))
    np.add.at(weight, (who.of_household, columns.household["residence"]), persons)
    return _Dwellings(who.of_household, np.maximum(who.heads, 1), who.per_head, weight, lines)


def _shortfalls(who: _Dwellings, dwellings: NDArray[np.int64], income: Floats) -> Floats:
    """Return the weighted sums of the poor's relative shortfall to the powers 0, 1 and 2; shape (3,)."""
    short = (who.lines - income[:, None]) / who.lines
    poor = who.weight[dwellings] * (short > 0)
    return np.array([float((poor * short**power).sum()) for power in _POWERS])


def _parts_by_scenario(
    population: Population,
    book: RuleBook,
    scenarios: list[dict[str, float]],
    swept: list[str],
    who: _Dwellings,
    everybody: Standing,
) -> Iterator[list[_Part]]:
    """Yield what each group of households adds, scenario by scenario."""
    request = KernelRequest(book, (), rows=(_AMOUNT,), swept=tuple(sorted(swept)))
    ready = prepare(population, request.inputs)
    table = parameter_table(request.parameters, scenarios)
    households = len(ready.starts) - 1
    _, groups = groups_of(request, ready.arrays, table, households)
    at_once = len(table) if max((group.scenarios.size for group in groups), default=0) <= _AT_ONCE else _AT_ONCE
    for first in range(0, len(table), at_once):
        chunk = table[first : first + at_once]
        member, groups = groups_of(request, ready.arrays, chunk, households)
        _, rows = run_kernel(request, ready.arrays, ready.starts, ready.cell, ready.weight, chunk, CELLS)
        amounts = rows[_AMOUNT]
        if _some_dwelling_is_divided(who, member, len(groups)):
            for s in range(len(chunk)):
                row = np.array([group.stands_for[s] for group in groups])[member]
                yield [_part(who, everybody, np.arange(households), amounts[row, np.arange(households)])]
            continue
        places = [np.flatnonzero(member == number) for number in range(len(groups))]
        made = [
            [_part(who, everybody, place, amounts[k, place]) for k in range(group.scenarios.size)]
            for place, group in zip(places, groups, strict=True)
        ]
        for s in range(len(chunk)):
            yield [parts[group.stands_for[s]] for parts, group in zip(made, groups, strict=True)]


def _some_dwelling_is_divided(who: _Dwellings, member: NDArray[np.int64], groups: int) -> bool:
    """Say whether households of different groups live together, whose assistance must then be added up first."""
    found = np.zeros((who.before.size, groups), dtype=bool)
    found[who.of_household, member] = True
    return bool((found.sum(axis=1) > 1).any())


def _part(who: _Dwellings, everybody: Standing, households: NDArray[np.int64], amounts: Floats) -> _Part:
    """Work out what some households' assistance (yuan a month, one amount each) does."""
    paid = np.flatnonzero(amounts)
    dwelling, place = np.unique(who.of_household[households[paid]], return_inverse=True)
    transfer = np.bincount(place, amounts[paid], dwelling.size) / who.heads[dwelling]
    before = who.before[dwelling]
    weight = who.weight[dwelling]
    moves = everybody.moves(before, before + transfer, weight.sum(axis=1))
    fgt = _shortfalls(who, dwelling, before + transfer) - _shortfalls(who, dwelling, before)
    return _Part(moves, fgt, float((weight * (before[:, None] < who.lines)).sum()))
