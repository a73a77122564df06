"""Inequality and poverty in every scenario of a sweep: exact Gini, FGT measures and the exclusion error.

Assistance changes the income of its recipients only, and urban recipients never see rural ratios: what one group of
households adds is worked out once for each of its own scenarios and then put together (`measures.moved`). A population
in parts sends its dwellings' incomes once, and of every scenario only who receives what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import Residence
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.compiler.scenario_groups import groups_of
from workbench.engine.graph import RuleBook
from workbench.measures import Moves, Standing
from workbench.measures.columns import ratio
from workbench.population import Partitions, Population
from workbench.results import checked
from workbench.simulation.cluster import Asked, Cluster, over_parts
from workbench.simulation.county_values import standards
from workbench.simulation.preparation import Prepared, prepare, swept_table
from workbench.simulation.welfare import lives_together

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_AMOUNT = "household_assistance_amount"  # dibao, top-ups and tekun of a household, yuan a month
_AT_ONCE = 64  # scenarios whose amounts are held in memory: 64 × 210,000 households are 0.1 GB
_POWERS = (0, 1, 2)  # headcount, gap, squared gap


@dataclass(frozen=True, eq=False)
class _Dwellings:
    """Dwellings: income per head before assistance, yuan a month (n,), and weighted persons by residence (n, 2)."""

    before: Floats
    weight: Floats


@dataclass(frozen=True, eq=False)
class _Receivers:
    """The dwellings that receive in one scenario, and how much: yuan a month per head (n,)."""

    dwellings: _Dwellings
    transfer: Floats


@dataclass(frozen=True, eq=False)
class _Block:
    """One group of households: its own scenarios' receivers, and which of them stands for each scenario swept."""

    stands_for: Ints
    receivers: list[_Receivers]


@dataclass(frozen=True, eq=False)
class _Effect:
    """What one group's assistance does: the moves, the change in the sums of `_shortfalls`, poor persons reached."""

    moves: Moves
    shortfalls: Floats
    reached: float


def distribution(
    population: Population | Partitions,
    book: RuleBook,
    base: Mapping[str, float],
    swept: Mapping[str, Sequence[float] | Floats],
    cluster: Cluster = None,
) -> pl.DataFrame:
    """Return one row per scenario: gini, headcount, gap and squared gap after assistance, and the exclusion error.

    base: every parameter's value; swept: what differs, a number per scenario.
    Welfare is income per head of the dwelling (see `welfare`); poor is below the dibao standard of the `base`
    parameters in every scenario, since a higher standard would otherwise make more people poor. Shares. Equal to
    `indicators` and `measures.gini` of a single run but for rounding (1e-12), in whatever parts the population comes.
    """
    given = standards(book, base)
    lines = np.array([given[f"{member.name.lower()}_dibao_standard"] for member in sorted(Residence)])
    request = KernelRequest(book, (), rows=(_AMOUNT,), swept=tuple(sorted(swept)))
    table = swept_table(request.parameters, base, swept)
    if isinstance(population, Population):
        found = [_of_part(population, None, Asked(request), table)]
    else:
        found = list(over_parts(_of_part, population, (Asked(request), table), None, None, cluster))
    everywhere = _joined([dwellings for dwellings, _ in found])
    everybody = Standing(everywhere.before, everywhere.weight.sum(axis=1))
    poor = float((everywhere.weight * (everywhere.before[:, None] < lines)).sum())
    start = _shortfalls(everywhere, everywhere.before, lines)
    groups = [
        (block.stands_for, [_effect(one, everybody, lines) for one in block.receivers])
        for block in _together([block for _, blocks in found for block in blocks])
    ]
    rows = []
    for scenario in range(len(table)):
        effects = [made[stands_for[scenario]] for stands_for, made in groups if stands_for[scenario] >= 0]
        short = start + sum(effect.shortfalls for effect in effects)
        shares = [ratio(value, everybody.persons) for value in short.tolist()]
        reached = sum(effect.reached for effect in effects)
        rows.append((everybody.gini(*(effect.moves for effect in effects)), *shares, 1.0 - ratio(reached, poor)))
    names = ["gini_after", "headcount_after", "gap_after", "squared_gap_after", "exclusion_error"]
    numbered = pl.DataFrame(rows, schema=names, orient="row").with_row_index("scenario")
    return checked(numbered.with_columns(pl.col("scenario").cast(pl.Int64)), "grid_distribution")


# --- what one part of the population tells


def _of_part(
    population: Population, threads: int | None, asked: Asked, table: NDArray[np.float64]
) -> tuple[_Dwellings, list[_Block]]:
    """Return the dwellings of a part, and by group of households who receives in which scenario."""
    request = asked.request()
    ready = prepare(population, request.inputs)
    who = lives_together(population)
    persons = np.diff(ready.starts) * ready.weight
    weight = np.zeros((len(who.heads), len(Residence)))
    np.add.at(weight, (who.of_household, population.arrays().household["residence"]), persons)
    dwellings = _Dwellings(who.per_head, weight)
    heads = np.maximum(who.heads, 1).astype(np.float64)
    _, groups = groups_of(request, ready.arrays, table, persons.size)
    at_once = _AT_ONCE if max((group.scenarios.size for group in groups), default=0) > _AT_ONCE else len(table)
    blocks: list[_Block] = []
    for first in range(0, len(table), at_once):
        chunk = table[first : first + at_once]
        for members, stands_for, amounts in _amounts(request, ready, chunk, who.of_household, threads):
            receivers = [_receivers(dwellings, heads, who.of_household[members], row) for row in amounts]
            whole = np.full(len(table), -1)  # -1: not in this chunk
            whole[first : first + at_once] = stands_for
            blocks.append(_Block(whole, receivers))
    return dwellings, blocks


def _amounts(
    request: KernelRequest, ready: Prepared, chunk: NDArray[np.float64], dwelling: Ints, threads: int | None
) -> list[tuple[Ints, Ints, Floats]]:
    """Return households, the scenario that stands for each, and amounts (scenarios of their own, households)."""
    households = len(ready.starts) - 1
    member, groups = groups_of(request, ready.arrays, chunk, households)
    _, rows = run_kernel(request, ready.arrays, ready.starts, ready.cell, ready.weight, chunk, ready.cells, threads)
    amounts = rows[_AMOUNT]
    if not _some_dwelling_is_divided(dwelling, member, len(groups)):
        places = [np.flatnonzero(member == number) for number in range(len(groups))]
        return [(p, g.stands_for, amounts[: g.scenarios.size, p]) for p, g in zip(places, groups, strict=True)]
    # households of different groups live together: their assistance is added up first, scenario by scenario
    everyone = np.arange(households)
    own = np.stack([group.stands_for for group in groups], axis=1)[:, member]
    return [(everyone, np.arange(len(chunk)), amounts[own, everyone[None, :]])]


def _some_dwelling_is_divided(dwelling: Ints, member: Ints, groups: int) -> bool:
    found = np.zeros((int(dwelling.max(initial=-1)) + 1, groups), dtype=bool)
    found[dwelling, member] = True
    return bool((found.sum(axis=1) > 1).any())


def _receivers(everywhere: _Dwellings, heads: Floats, dwelling: Ints, amounts: Floats) -> _Receivers:
    paid = np.flatnonzero(amounts)
    chosen, place = np.unique(dwelling[paid], return_inverse=True)
    transfer = np.bincount(place, amounts[paid], chosen.size) / heads[chosen]
    return _Receivers(_Dwellings(everywhere.before[chosen], everywhere.weight[chosen]), transfer)


# --- putting the parts together


def _joined(parts: list[_Dwellings]) -> _Dwellings:
    return _Dwellings(np.concatenate([one.before for one in parts]), np.concatenate([one.weight for one in parts]))


def _together(blocks: list[_Block]) -> list[_Block]:
    """Join the blocks of different parts whose scenarios stand for one another in the same way: a group of the law."""
    alike: dict[bytes, list[_Block]] = {}
    for block in blocks:
        alike.setdefault(block.stands_for.tobytes(), []).append(block)
    return [
        _Block(
            same[0].stands_for,
            [
                _Receivers(_joined([one.dwellings for one in each]), np.concatenate([one.transfer for one in each]))
                for each in zip(*(block.receivers for block in same), strict=True)
            ],
        )
        for same in alike.values()
    ]


def _effect(receivers: _Receivers, everybody: Standing, lines: Floats) -> _Effect:
    who = receivers.dwellings
    after = who.before + receivers.transfer
    moves = everybody.moves(who.before, after, who.weight.sum(axis=1))
    change = _shortfalls(who, after, lines) - _shortfalls(who, who.before, lines)
    return _Effect(moves, change, float((who.weight * (who.before[:, None] < lines)).sum()))


def _shortfalls(who: _Dwellings, income: Floats, lines: Floats) -> Floats:
    """Return the weighted sums of the poor's relative shortfall to the powers 0, 1 and 2; shape (3,)."""
    short = (lines - income[:, None]) / lines
    poor = who.weight * (short > 0)
    return np.array([float((poor * short**power).sum()) for power in _POWERS])
