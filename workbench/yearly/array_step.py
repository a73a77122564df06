"""A year of a policy on arrays: the law of dibao and tekun on the households that may pass its property test.

The same rules, luck and memory as `years`, without tables: what a year leaves to the next are the recipients alone,
with their last finding. Equal to the fen to `years` of the same scenario, paths, luck and memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.engine.compiler.kernel import COUNT_SCALE, run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.rule import Input
from workbench.luck import stream_key
from workbench.parameter.book import Resolved
from workbench.population.lives.numbers import normals, uniforms
from workbench.scenario import Scenario
from workbench.simulation.preparation import parameter_table
from workbench.simulation.pruning import PRUNABLE
from workbench.simulation.totals import FEN, chosen_programmes, payments_a_year, total_rules
from workbench.yearly.lasting_luck import FIRST_DRAWS, Lasting, luck_of_year
from workbench.yearly.people import times_to_fen
from workbench.yearly.people_arrays import HOUSEHOLD_ASSETS, Chosen, Factors, PeopleOfYear
from workbench.yearly.receipt_memory import REMEMBERED_ROWS, MemoryAssumptions, remembered_inputs

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
PROGRAMMES = PRUNABLE  # dibao and tekun, which nobody receives who doesn't pass the property test
_PASSES = "passes_property_test"


@dataclass(frozen=True, eq=False)
class LawOfYear:
    """What the kernel is asked for of one scenario of one year; remembered: whether a memory needs its rows."""

    scenario: Scenario
    remembered: bool

    @cached_property
    def request(self) -> KernelRequest:
        """Totals of dibao and tekun, and the rows of the memory."""
        rows = REMEMBERED_ROWS if self.remembered else ()
        return KernelRequest(self.scenario.book, total_rules(chosen_programmes(PROGRAMMES)), rows)

    @cached_property
    def property_test(self) -> KernelRequest | None:
        """Return what says who passes the property test; None where rules of the scenario's own may decide."""
        return None if self.scenario.reform.rules else KernelRequest(self.scenario.book, (), (_PASSES,))

    @cached_property
    def inputs(self) -> list[Input]:
        """The inputs that are needed of a household."""
        return self.request.inputs

    @cached_property
    def resolved(self) -> dict[str, Resolved]:
        """The parameters of the year."""
        return self.scenario.resolved()

    def may_receive(self, one: PeopleOfYear, values: Mapping[str, float], factors: Factors) -> Bools:
        """Mark the households that pass the property test of the law's values, their assets multiplied."""
        asked = self.property_test
        if asked is None:
            return np.ones(one.ids.size, bool)
        arrays = one.people.arrays()
        columns = {item.name: arrays.household[item.name] for item in asked.inputs}
        if HOUSEHOLD_ASSETS in columns and not np.all(factors[0] == 1.0):
            factor = factors[0][arrays.household["residence"].astype(np.int64)]
            columns[HOUSEHOLD_ASSETS] = times_to_fen(HOUSEHOLD_ASSETS, columns[HOUSEHOLD_ASSETS], factor)
        cell = np.zeros(one.ids.size, np.int64)
        table = parameter_table(asked.parameters, [values])
        weight = arrays.household["weight"]
        _, rows = run_kernel(asked, columns, arrays.starts, cell, weight, table, 1, threads=1)
        return np.asarray(rows[_PASSES], bool)


@dataclass(frozen=True, eq=False)
class Recipients:
    """Who received family dibao in a year, by household in the order of ids; all that a year leaves to the next."""

    ids: Ints
    finding: Floats
    urban: Bools
    members: Ints


NOBODY = Recipients(np.empty(0, np.int64), np.empty(0), np.empty(0, bool), np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class YearOutcome:
    """What a year of a policy came to. persons, fen: of dibao and tekun; rows: of the households looked at, by ids."""

    ids: Ints
    persons: tuple[float, float]
    fen: tuple[int, int]
    recipients: Recipients
    rows: Mapping[str, NDArray[Any]]


def drawn_inputs(chosen: Chosen, inputs: list[Input], seed: int) -> dict[str, Floats]:
    """Return the law's draws of the seed for some households, but for those that last from year to year."""
    lasting = {decision for decision, _ in FIRST_DRAWS.values()}
    found = {}
    for item in inputs:
        if item.draw is None or item.name in lasting:
            continue
        ids = chosen.person_ids if item.entity == "person" else chosen.ids
        found[item.name] = _numbers(seed, item.name, ids, bell=item.draw == "normal")
    return found


def _numbers(seed: int, name: str, ids: Ints, *, bell: bool) -> Floats:
    key = np.uint64(stream_key(seed, name))
    return np.asarray(normals(key, ids) if bell else uniforms(key, ids))


def lasting_luck(
    chosen: Chosen, seed: int, first_year: int, assumed: MemoryAssumptions | None
) -> tuple[Floats, Floats]:
    """Return the error of the income check and the readiness to apply; without a memory those of the seed."""
    persistence: dict[Lasting, float] = {
        "income error": 1.0 if assumed is None else assumed.error_persistence,
        "readiness": 1.0 if assumed is None else assumed.readiness_persistence,
    }
    if assumed is None:
        error, readiness = (_numbers(seed, name, chosen.ids, bell=bell) for name, bell in FIRST_DRAWS.values())
        return error, readiness
    error, readiness = (
        luck_of_year(seed, what, first_year, chosen.year, chosen.ids, chosen.since, lasts)
        for what, lasts in persistence.items()
    )
    return error, readiness


def step(
    law: LawOfYear,
    values: Mapping[str, float],
    chosen: Chosen,
    drawn: Mapping[str, Floats],
    luck: tuple[Floats, Floats],
    before: Recipients | None,
    seed: int,
    assumed: MemoryAssumptions | None,
) -> YearOutcome:
    """Apply a year's law. before: who received in the year before; None in the first year and without a memory."""
    error, readiness = luck
    columns = {**chosen.columns, **drawn}
    (_, (of_error, _)), (_, (of_readiness, _)) = FIRST_DRAWS.items()
    columns |= {of_error: error, of_readiness: readiness}
    if before is not None and assumed is not None:
        received, place = _among(chosen.ids, before.ids)
        finding = np.where(received, before.finding[place] if before.ids.size else 0.0, -1.0)
        moved = received & (before.urban[place] != chosen.urban) if before.ids.size else received
        given = remembered_inputs(
            seed, chosen.year, chosen.ids, chosen.urban, received, moved, finding, error, readiness, assumed
        )
        columns |= given.arrays
    request = law.request
    table = parameter_table(request.parameters, [values])
    totals, rows = run_kernel(
        request, columns, chosen.starts, chosen.cell, chosen.weight, table, chosen.cells, threads=1
    )
    persons, fen = _sums(request, totals)
    return YearOutcome(chosen.ids, persons, fen, _recipients(chosen, rows) if law.remembered else NOBODY, rows)


def _sums(request: KernelRequest, totals: Ints) -> tuple[tuple[float, float], tuple[int, int]]:
    summed = totals[0].sum(axis=0)
    column = dict(zip(request.totals, summed.tolist(), strict=True))
    programmes = chosen_programmes(PROGRAMMES)
    rules = request.book.rules
    persons = [column[one.persons] / COUNT_SCALE for one in programmes]
    fen = [sum(column[name] * payments_a_year(rules[name]) for name in one.amounts) for one in programmes]
    return (persons[0], persons[1]), (fen[0], fen[1])


def _recipients(chosen: Chosen, rows: Mapping[str, NDArray[Any]]) -> Recipients:
    held = np.flatnonzero(rows["family_dibao_recipient"])
    finding = rows["assessed_income_per_member"][held] / rows["dibao_standard"][held]
    return Recipients(chosen.ids[held], finding, chosen.urban[held], chosen.members[held])


def _among(ids: Ints, others: Ints) -> tuple[Bools, Ints]:
    """Say which ids are among others, both in order, and where each would stand there."""
    if not others.size:
        return np.zeros(ids.size, bool), np.zeros(ids.size, np.int64)
    place = np.minimum(np.searchsorted(others, ids), others.size - 1)
    return others[place] == ids, place


def in_yuan(fen: int) -> float:
    """Return yuan of whole fen."""
    return fen / FEN
