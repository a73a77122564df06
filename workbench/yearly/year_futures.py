"""Runs policies through the years of many futures: lives by lives, year by year, all policies on the same households.

What a future's year leaves to the next is kept by policy: recipients and their last finding. Households and recipients
of every year are held against those of the year before and what came and left, in every future.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from workbench.errors import WorkbenchError
from workbench.parameter.book import Resolved
from workbench.population.lives import Lives
from workbench.scenario import Scenario
from workbench.yearly.array_step import (
    LawOfYear,
    Recipients,
    YearOutcome,
    drawn_inputs,
    lasting_luck,
    step,
)
from workbench.yearly.entry_fit import drift_of_stocks, searched_entries
from workbench.yearly.future_inputs import Future, amounts_of, values_of
from workbench.yearly.people_arrays import Chosen, PeopleArrays, PeopleOfYear, chosen
from workbench.yearly.receipt_memory import MemoryAssumptions
from workbench.yearly.year_scenario import YearAmounts

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
CAUSES = ("new_household", "applied", "gone", "no_members", "property", "income_found", "members")
_CAME = CAUSES[:2]
_ENTRY_YEARS, _ENTRY_WITHIN = 6, 0.01  # of the fit of entries in each future; `fit_entry` looks ten years ahead


@dataclass(frozen=True, eq=False)
class Policy:
    """One scenario in all futures. drawn: its assumptions of the law by name, (futures,)."""

    name: str
    amounts: YearAmounts
    drawn: Mapping[str, Floats]
    remembered: bool

    @cached_property
    def names_of_amounts(self) -> frozenset[str]:
        """The amounts of money among its parameters."""
        return amounts_of(self.amounts.scenario)

    def law(self, year: int) -> LawOfYear:
        """Return what the kernel is asked for in a year, the same in every future."""
        return LawOfYear(self.amounts.scenario_of(year), self.remembered)

    def values(self, future: Future, year: int) -> dict[str, float]:
        """Return the parameters of a year of a future."""
        amounts = replace(self.amounts, paths=future.paths.with_growth(self.amounts.scenario.years.growth))
        resolved: Mapping[str, Resolved] = amounts.scenario_of(year).resolved()
        central = {name: item.value for name, item in resolved.items()}
        own = {name: float(values[future.number]) for name, values in self.drawn.items()}
        return values_of(central, self.amounts.scenario, own, self.names_of_amounts)

    @property
    def scenario(self) -> Scenario:
        """The scenario as it was given."""
        return self.amounts.scenario


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What the futures came to; axes: policies, futures, years, then dibao and tekun, or causes and persons.

    persons; fen (a year). flows: households and persons of family dibao by cause (`CAUSES`, 2), where receipt is
    remembered. stock: households and persons of family dibao. prices: (futures, years), as a multiple of the first
    year's. memory: by future, with the entries that were fitted.
    """

    persons: Floats
    fen: Ints
    flows: Ints
    stock: Ints
    memory: tuple[MemoryAssumptions | None, ...]


def run_futures(
    policies: Sequence[Policy],
    lives: Sequence[Callable[[], PeopleArrays]],
    dealt: Sequence[Future],
    years: Sequence[int],
    *,
    fit_entries: bool,
    threads: int,
    progress: Callable[[int, int], None] | None = None,
) -> Outcomes:
    """Run every policy in every future through the years.

    lives: each makes its people when their futures come, so that one of them is in memory at a time. fit_entries:
    whether the two entries are fitted to each future's memory. Raises WorkbenchError where numbers don't reconcile.
    """
    course = _Course(policies, list(dealt), years, fit=fit_entries)
    done, total = 0, len(years) * len(lives)
    with ThreadPoolExecutor(threads) as pool:
        for number, make in enumerate(lives):
            people = make()
            mine = [one.number for one in dealt if one.lives == number]
            for year in years:
                one = people.of(year)
                _need_reconciled_residents(people, year)
                laws = [policy.law(year) for policy in policies]
                work = partial(course.run_year, people, one, laws)
                for first in mine[:1]:
                    work(first)  # what is compiled or kept at a first call is, before the threads
                list(pool.map(work, mine[1:]))
                done += 1
                if progress is not None:
                    progress(done, total)
    return course.outcomes


class _Course:
    """All futures on their way through the years: what the last year left, and what came out so far."""

    def __init__(self, policies: Sequence[Policy], dealt: list[Future], years: Sequence[int], *, fit: bool) -> None:
        shape = len(policies), len(dealt), len(years)
        self.policies, self.dealt, self.years, self.fit = policies, dealt, years, fit
        self.before: list[list[Recipients | None]] = [[None] * len(policies) for _ in dealt]
        self.persons, self.fen = np.zeros((*shape, 2)), np.zeros((*shape, 2), np.int64)
        self.flows = np.zeros((*shape, len(CAUSES), 2), np.int64)
        self.stock = np.zeros((*shape, 2), np.int64)

    @property
    def outcomes(self) -> Outcomes:
        """What came out."""
        memory = tuple(one.memory for one in self.dealt)
        return Outcomes(self.persons, self.fen, self.flows, self.stock, memory)

    def run_year(self, people: PeopleArrays, one: PeopleOfYear, laws: Sequence[LawOfYear], k: int) -> None:
        """Run a year of one future under every policy; futures don't touch one another's numbers."""
        before, y = self.before[k], self.years.index(one.year)
        fit = self.fit and y == 0
        found = _future_year(self.policies, laws, people, one, self.dealt, k, before, self.years[0], fit=fit)
        for p, outcome in enumerate(found):
            self.persons[p, k, y], self.fen[p, k, y] = outcome.persons, outcome.fen
            if self.policies[p].remembered:
                self.flows[p, k, y], self.stock[p, k, y] = _flows(before[p], outcome, one)
                before[p] = outcome.recipients


def _future_year(
    policies: Sequence[Policy],
    laws: Sequence[LawOfYear],
    people: PeopleArrays,
    one: PeopleOfYear,
    dealt: list[Future],
    k: int,
    before: Sequence[Recipients | None],
    first_year: int,
    *,
    fit: bool,
) -> list[YearOutcome]:
    """Return what a year of a future comes to under each policy; in the first year the entries may be fitted."""
    future, year = dealt[k], one.year
    factors = people.factors(future.paths, year)
    values = [policy.values(future, year) for policy in policies]
    held = np.zeros(one.present, bool)
    for law, own in zip(laws, values, strict=True):
        held |= law.may_receive(one, own, factors)
    for received in before:
        if received is not None:
            held |= np.isin(one.ids, received.ids, assume_unique=True)
    inputs = list({item.name: item for law in laws for item in law.inputs}.values())
    some = chosen(one, held, inputs, factors)
    drawn = drawn_inputs(some, inputs, future.luck_seed)
    if fit and future.memory is not None:
        memory = _entries(laws[0], values[0], some, drawn, future.luck_seed, future.memory)
        future = dealt[k] = replace(future, memory=memory)
    luck = lasting_luck(some, future.luck_seed, first_year, future.memory)
    return [
        step(law, own, some, drawn, luck, received, future.luck_seed, future.memory)
        for law, own, received in zip(laws, values, before, strict=True)
    ]


def _entries(
    law: LawOfYear,
    values: Mapping[str, float],
    some: Chosen,
    drawn: Mapping[str, Floats],
    seed: int,
    assumed: MemoryAssumptions,
) -> MemoryAssumptions:
    """Return a future's memory with the entries that keep the stock of its first year, as `fit_entry` finds them.

    The years are numbered from 0, as there: their luck is none of the years that follow.
    """
    start = np.zeros_like(some.since)

    def drift(now: MemoryAssumptions) -> dict[str, float]:
        stocks: list[tuple[int, int]] = []
        before: Recipients | None = None
        for year in range(_ENTRY_YEARS):
            here = replace(some, year=year, since=start)
            luck = lasting_luck(here, seed, 0, now)
            before = step(law, values, here, drawn, luck, before, seed, now).recipients
            stocks.append((int((~before.urban).sum()), int(before.urban.sum())))
        return drift_of_stocks(stocks)

    return searched_entries(assumed, drift, _ENTRY_WITHIN)[0]


def _flows(before: Recipients | None, after: YearOutcome, one: PeopleOfYear) -> tuple[Ints, Ints]:
    """Return households and persons who came and left by cause, and who receive; causes as in `receipt_flows`."""
    now = after.recipients
    stock = np.array([now.ids.size, now.members.sum()], np.int64)
    found = np.zeros((len(CAUSES), 2), np.int64)
    if before is None:
        return found, stock

    def count(cause: str, members: Ints) -> None:
        found[CAUSES.index(cause)] = members.size, members.sum()

    came = ~np.isin(now.ids, before.ids, assume_unique=True)
    place = np.searchsorted(one.ids, now.ids)
    new = came & (one.since[place] == one.year)
    count("new_household", now.members[new])
    count("applied", now.members[came & ~new])
    stays = np.isin(before.ids, now.ids, assume_unique=True)
    here = np.isin(before.ids, one.ids, assume_unique=True)
    count("gone", before.members[~stays & ~here])
    left = np.flatnonzero(~stays & here)
    at = np.searchsorted(after.ids, before.ids[left])
    nobody = after.rows["dibao_members"][at] == 0
    fails = ~nobody & (after.rows["passes_property_test"][at] == 0)
    for cause, held in (("no_members", nobody), ("property", fails), ("income_found", ~nobody & ~fails)):
        count(cause, before.members[left[held]])
    both = now.members[~came].sum() - before.members[stays].sum()
    found[CAUSES.index("members")] = 0, both
    was = np.array([before.ids.size, before.members.sum()], np.int64)
    sign = np.array([1 if cause in (*_CAME, "members") else -1 for cause in CAUSES])
    if not np.array_equal(was + sign @ found, stock):
        raise WorkbenchError(f"draw_years: recipients of {one.year} aren't those of the year before, in less out")
    return found, stock


def _need_reconciled_residents(people: PeopleArrays, year: int) -> None:
    """Raise WorkbenchError where residents aren't those of the year before, births less deaths and moves."""
    lives = people.source
    if not isinstance(lives, Lives) or year == lives.first_year:
        return
    now, before = lives.residents_of(year), lives.residents_of(year - 1)
    wanted = before["residents"] + now["births"] - now["deaths"] - now["moved_out"]
    if now["residents"] != wanted or len(people.of(year).people) != wanted:
        raise WorkbenchError(
            f"draw_years: {now['residents']:,} residents of {year}; {wanted:,} by births, deaths, moves"
        )
