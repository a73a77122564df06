"""Draws the futures of a path of years: the same lives, luck, growth and assumptions for every scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import check_kinds, each_once, share, whole_number
from workbench.errors import InputError
from workbench.population import Population
from workbench.population.lives import Lives
from workbench.progress import tells
from workbench.scenario import Scenario, need_same_place
from workbench.yearly.answers import Years, years
from workbench.yearly.drawn_setting import Setting
from workbench.yearly.drawn_years import YearsDraws
from workbench.yearly.future_inputs import (
    KINDS,
    SHARED_GROWTH,
    Kind,
    uncertain_paths,
)
from workbench.yearly.people import FrozenPeople, Memory, PeopleByYear, income_growth
from workbench.yearly.receipt_memory import ReceiptMemory

Floats = NDArray[np.float64]
_MOST_LIVES = 50
_SAME_GROWTH = 1e-9


@check_kinds
@tells("draw")
def draw_years(
    people: Population | FrozenPeople | Lives,
    scenario: Scenario,
    first_year: int,
    last_year: int,
    *,
    against: Scenario | None = None,
    runs: int = 100,
    seed: int = 1,
    kinds: Sequence[Kind] | None = None,
    memory: ReceiptMemory | None = None,
    lives: int = 4,
    shared_growth: float = SHARED_GROWTH,
    incomes_year: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    threads: int | None = None,
) -> YearsDraws:
    """Run a scenario, and another one beside it, through the years in `runs` futures; dibao and tekun.

    >>> fan = draw_years(county, baseline, 2021, 2023, against=higher, runs=5)
    >>> fan.bands.columns
    ['policy', 'quantity', 'year', 'low', 'middle', 'high', 'level', 'futures']

    people: a population or frozen people, whose money alone grows; or lives, of which others are made inside with
    other seeds, one after the other, so that only one is in memory. against: differs from the scenario in each future
    by the policy alone. kinds: what differs between futures, None for all that can:

    - parameters: the law's assumptions, as `draw` draws them; one draw for all years, an amount as a multiple.
    - paths: growth of incomes, consumption, prices and the like within the ends that paths.yaml gives; what paths
      have in common: `shared_growth` (assumed, see `future_inputs`). Lives' money is multiplied by what a future's
      incomes are over those they grew by.
    - memory: review and persistences within their ranges; both entries are then fitted anew in each future, to the
      stock of its first year (`fit_entry`), whatever `memory` has.
    - lives: who is born, dies, marries, moves, falls ill; the futures are dealt to `lives` of them in turn.
    - chance: whose income is judged how, who is found, who is reviewed.

    memory: how receipt goes on; None: every year by itself. Raises InputError for no run, fewer runs than lives, a kind
    that the people or the memory don't have, and a scenario `against` of other growth or another place's; the errors of
    `years`; UnknownNameError for a kind.
    """
    whole_number("runs", runs, 1)
    whole_number("seed", seed, 0)
    share("shared_growth", shared_growth, zero=True)
    others = () if against is None else (against,)
    asked = asked_years("draw_years", people, scenario, others, first_year, last_year, memory, incomes_year)
    chosen = chosen_kinds("draw_years", kinds, asked[0])
    count = whole_number("lives", lives, 1, _MOST_LIVES) if "lives" in chosen else 1
    if runs < count:
        raise InputError(f"runs={runs}: the futures are dealt to {count} lives; at least a future for each is wanted")
    return Setting(asked, chosen, seed, runs, count, shared_growth, memory).run(threads, progress)


def asked_years(
    call: str,
    people: Population | PeopleByYear,
    scenario: Scenario,
    others: Sequence[Scenario],
    first_year: int,
    last_year: int,
    memory: Memory | None,
    incomes_year: int | None = None,
) -> tuple[Years, ...]:
    """Return the answers of scenarios on the same people; raises InputError where not only the policy differs.

    call: the function that is asked, for its errors.
    """
    if memory is not None and not isinstance(memory, ReceiptMemory):
        raise InputError(f"{call}: memory: a ReceiptMemory is wanted; another memory can't be drawn")
    county = people if isinstance(people, Population) else people.county  # type: ignore[attr-defined]
    need_same_place(county, scenario, *others)
    if county.draws:
        raise InputError(f"{call}: a county of one year is wanted, not one that remembers another")
    base = years(people, scenario, first_year, last_year, incomes_year=incomes_year, memory=memory)
    _need_growth_of_paths(call, base)
    for other in others:
        if other.years.growth != scenario.years.growth:
            raise InputError(
                f"{call}: the growth (years: growth) of {other.name!r} is not that of {scenario.name!r}, so that not "
                "only the policy would differ; give both the same growth"
            )
    return base, *(years(base.people, other, first_year, last_year, memory=memory) for other in others)


def _need_growth_of_paths(call: str, base: Years) -> None:
    """Raise InputError where lives have grown by other growth than the scenario's paths, or by none."""
    people, remedy = base.people, "wb.lives(…, growth=wb.income_growth(first, last)) gives that of the place's paths"
    if not isinstance(people, Lives) or base.last_year == people.first_year:
        return
    if not people.growth:
        raise InputError(
            f"{call}: the lives' incomes stay as they were in {people.first_year} while the law's figures go on; "
            f"{remedy}"
        )
    wanted = income_growth(people.first_year, base.last_year, base.amounts.paths)
    for year, by in wanted.items():
        urban, rural = people.growth[year]
        if abs(urban - by["urban"]) > _SAME_GROWTH or abs(rural - by["rural"]) > _SAME_GROWTH:
            raise InputError(
                f"{call}: the lives' incomes of {year} have grown by {urban:+.2%} (urban) and {rural:+.2%} "
                f"(rural), the scenario's years by {by['urban']:+.2%} and {by['rural']:+.2%}; {remedy}"
            )


def chosen_kinds(call: str, kinds: Sequence[Kind] | None, base: Years) -> tuple[Kind, ...]:
    """Return the kinds that are drawn, in the order of KINDS, None: all that can be; raises InputError for others."""
    cannot: dict[Kind, str] = {}
    if base.memory is None:
        cannot["memory"] = "no memory is given; memory=wb.ReceiptMemory() gives one"
    if not isinstance(base.people, Lives):
        cannot["lives"] = "the people stay as they are; wb.lives(county) makes lives"
    if not uncertain_paths(base.amounts.paths, base.first_year, base.last_year):
        span = f"{base.first_year} to {base.last_year}"
        cannot["paths"] = f"no growth that the law of {span} rests on has a range"
    if kinds is None:
        return tuple(kind for kind in KINDS if kind not in cannot)
    given = [kinds] if isinstance(kinds, str) else kinds
    found = each_once("kinds", "kind of uncertainty", given, KINDS, least=0)
    for kind, why in cannot.items():
        if kind in found:
            raise InputError(f"{call}: kinds: {kind!r} can't be drawn: {why}")
    return tuple(kind for kind in KINDS if kind in found)
