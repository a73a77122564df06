"""The tekun stock of answers over years: the care room on the same people as coverage and cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import check_kinds, described
from workbench.care.need_table import FLOWS, GRADES, Need
from workbench.errors import InputError
from workbench.language import word
from workbench.place import current_place, need_place
from workbench.simulation import simulate
from workbench.yearly import Years

Ints = NDArray[np.int64]
_ROWS = ("tekun_recipient", "self_care")


@dataclass(frozen=True, eq=False)
class _Stock:
    """Tekun persons of a year by id, in order: town and grade; alive: everybody of the county, by id, in order."""

    ids: Ints
    town: Ints
    grade: Ints
    alive: Ints


@check_kinds
def need_of_years(answers: Years | Sequence[Years]) -> Need:
    """Return the tekun persons of answers over years by year, town and self-care grade, as `need` does.

    >>> need_of_years(wb.years(wb.lives(county, 2022, growth=wb.income_growth(2021, 2022)), baseline, 2021, 2022))

    A run of the law of a year is the stock at the end of the year before, as `need` takes it. answers: one, or several
    whose luck differs (lives of other seeds): each is a future; `expected` is their mean, so one answer has no
    interval. Nothing is assumed beyond what made the people: `assumptions` is empty. "left": alive in the county and no
    longer in tekun, or moved away (lives don't tell a move from a death in the ids alone, so who is no longer in the
    county counts as died). Raises InputError for answers of other years or places, and households with weights.
    """
    parts = list(answers) if isinstance(answers, list | tuple) else [answers]
    given = [one for one in parts if isinstance(one, Years)]
    if not given or len(given) < len(parts):
        raise InputError(f"need_of_years: answers is {described(answers)}; answers of wb.years are wanted")
    if len({(one.first_year, one.last_year) for one in given}) > 1:
        raise InputError("need_of_years: the answers hold other years; give them the same first and last year")
    years = tuple(year - 1 for year in given[0].span)
    if len(years) < 2:
        raise InputError("need_of_years: one year alone has no path; two years or more are wanted")
    drawn, flows = zip(*(_course(one) for one in given), strict=True)
    counts, happened = np.stack(drawn), np.stack(flows)
    seed = given[0].population(given[0].first_year).seed
    return Need(years, counts.mean(axis=0), counts, happened.mean(axis=0), happened, {}, seed, chance_only=True)


def _course(answers: Years) -> tuple[Ints, Ints]:
    """Return persons (years, towns, grades) and flows (years, towns, flows) of one answer."""
    stocks = [_stock(answers, year) for year in answers.span]
    towns = len(current_place().towns)
    persons = np.zeros((len(stocks), towns, len(GRADES)), dtype=np.int64)
    flows = np.zeros((len(stocks), towns, len(FLOWS)), dtype=np.int64)
    for k, stock in enumerate(stocks):
        np.add.at(persons[k], (stock.town, stock.grade), 1)
        if k:
            for column, (town, number) in enumerate(_flows(stocks[k - 1], stock)):
                np.add.at(flows[k, :, column], town, number)
    return persons, flows


def _stock(answers: Years, year: int) -> _Stock:
    people, scenario = answers.population(year), answers.scenario(year)
    need_place(people.place, "the people of the years")
    run = simulate(people, scenario, programmes=["tekun"], rows=list(_ROWS))
    columns = people.arrays()
    household = columns.to_persons(np.arange(columns.starts.size - 1))
    everybody = people.persons["person_id"].to_numpy()
    recipient = np.flatnonzero(run.row("tekun_recipient"))
    if not np.all(columns.household["weight"][household[recipient]] == 1.0):
        raise InputError(word("care.whole_persons"))
    order = recipient[np.argsort(everybody[recipient], kind="stable")]
    return _Stock(
        everybody[order],
        columns.household["town"][household[order]].astype(np.int64),
        run.row("self_care")[order].astype(np.int64),
        np.sort(everybody),
    )


def _flows(before: _Stock, now: _Stock) -> list[tuple[Ints, Ints]]:
    """Return town and number of what happened, in the order of FLOWS; who moved to another town counts in the old."""
    came = ~np.isin(now.ids, before.ids)
    stays = np.isin(before.ids, now.ids)
    here = np.isin(before.ids, now.alive)
    place = np.searchsorted(now.ids, before.ids[stays])
    old, new = before.grade[stays], now.grade[place]
    moved = before.town[stays] != now.town[place]
    left_town, came_town = before.town[stays][moved], now.town[place][moved]

    def of(stock_town: Ints, chosen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        return stock_town[chosen], np.ones(int(chosen.sum()), dtype=np.int64)

    entered = np.concatenate([now.town[came], came_town])
    left = np.concatenate([before.town[here & ~stays], left_town])
    begins = np.concatenate([before.town[stays][(old == 0) & (new > 0)], now.town[came & (now.grade > 0)]])
    ends = np.concatenate([before.town[stays][(old > 0) & (new == 0)], before.town[~stays & (before.grade > 0)]])
    return [
        (entered, np.ones(entered.size, dtype=np.int64)),
        of(before.town, ~here),
        (left, np.ones(left.size, dtype=np.int64)),
        of(before.town[stays], new > old),
        of(before.town[stays], new < old),
        (begins, np.ones(begins.size, dtype=np.int64)),
        (ends, np.ones(ends.size, dtype=np.int64)),
    ]
