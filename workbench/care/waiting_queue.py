"""Waiting for a nursing bed between the yearly steps: an M/M/c queue in which those who wait may die or recover.

People begin to need care at random (Poisson), need it for a random time (exponential), and `places` of them at most can
live in a home. The number in need is a birth-and-death chain; its long-run distribution is worked out exactly (Palm
1957: M/M/c+M, called Erlang-A; without giving up it is Erlang C). Nothing is simulated, so there is no warm-up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, number, whole_number
from workbench.care.counts import free_nursing_places
from workbench.care.futures import expected_future
from workbench.care.homes import home_towns, place, town_steps
from workbench.care.need_table import FLOWS, Need
from workbench.errors import InputError
from workbench.language import word, written
from workbench.place import current_place
from workbench.results import FRAMES, checked
from workbench.scenario import Scenario
from workbench.view import View, Viewed

_TAIL = 1e-13  # probability that may be left out beyond the longest queue looked at
_CROWD = 1e6  # so many ask that every free place is shared out


@dataclass(frozen=True, repr=False)
class Queue(Viewed):
    """The long run of one queue.

    chance_of_wait: of somebody who begins to need care. mean_waiting: persons. mean_wait: years, over all who come.
    chance_of_giving_up: that they die or recover before a place is free.
    """

    chance_of_wait: float
    mean_waiting: float
    mean_wait: float
    chance_of_giving_up: float

    def _line(self) -> str:
        return (
            f"Queue({self.chance_of_wait:.1%} wait, {self.mean_waiting:.3g} persons waiting, mean wait "
            f"{self.mean_wait:.3g} years, {self.chance_of_giving_up:.1%} give up)"
        )

    def _view(self) -> View:
        facts = [
            (word("views.chance_of_wait"), written(self.chance_of_wait, "share")),
            (word("views.mean_waiting"), written(self.mean_waiting, "persons")),
            (word("views.mean_wait"), written(self.mean_wait, "years")),
            (word("views.chance_of_giving_up"), written(self.chance_of_giving_up, "share")),
        ]
        return View(word("views.queue"), facts)


def queue(arrivals: float, end_rate: float, places: int, giving_up_rate: float) -> Queue:
    """Work out the long run of M/M/c+M.

    >>> queue(arrivals=2.0, end_rate=0.3, places=5, giving_up_rate=0.1)

    arrivals: persons a year. end_rate: of a stay, per year (1 ÷ mean stay). places: whole number. giving_up_rate: of
    waiting, per year; 0 is Erlang C and needs arrivals < places × end_rate.
    Raises InputError for rates that make no sense or a queue that grows without end.
    """
    whole_number("places", places, 0)
    for name, value in (("arrivals", arrivals), ("end_rate", end_rate), ("giving_up_rate", giving_up_rate)):
        number(name, value)
    if arrivals < 0 or end_rate <= 0 or places < 0 or giving_up_rate < 0:
        raise InputError(
            f"queue: arrivals {arrivals:g}, end_rate {end_rate:g}, places {places}, giving_up_rate {giving_up_rate:g}; "
            f"accepted: numbers from 0, end_rate above 0"
        )
    if giving_up_rate == 0 and arrivals >= places * end_rate:
        raise InputError(
            f"queue: {arrivals:g} arrivals a year fill {places} places for ever: the queue grows without end"
        )
    if arrivals == 0:
        return Queue(0.0, 0.0, 0.0, 0.0)
    chance = _distribution(arrivals, end_rate, places, giving_up_rate)
    waiting = np.maximum(0, np.arange(chance.size) - places)
    mean_waiting = float(waiting @ chance)
    return Queue(
        chance_of_wait=float(chance[places:].sum()),  # arrivals see time averages (PASTA)
        mean_waiting=mean_waiting,
        mean_wait=mean_waiting / arrivals,  # Little's law
        chance_of_giving_up=giving_up_rate * mean_waiting / arrivals,
    )


def _distribution(arrivals: float, end_rate: float, places: int, giving_up_rate: float) -> NDArray[np.float64]:
    """Return the long-run chances of 0, 1, 2 … persons in need, as far as they matter."""
    logs = [0.0]
    best = 0.0
    while logs[-1] > best + np.log(_TAIL) or len(logs) <= places + 1:
        persons = len(logs)
        leaves = min(persons, places) * end_rate + max(0, persons - places) * giving_up_rate
        logs.append(logs[-1] + float(np.log(arrivals / leaves)) if leaves > 0 else 0.0)
        best = max(best, logs[-1])
    weights = np.exp(np.array(logs) - best)
    return np.asarray(weights / weights.sum())


@check_kinds
def waiting(need: Need, homes: pl.DataFrame, scenario: Scenario, works: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return one row per year (after the base year) and town, and one for the county ("county").

    >>> waiting(stock, homes, baseline)

    Columns: year, town, arrivals_per_year (persons who begin to need care and would live in a home), stay_years,
    places (of nursing beds within reach, shared among the towns by their need), chance_of_wait, mean_wait_days (of all
    who come), mean_wait_days_of_those_who_wait, waiting_persons, chance_of_giving_up.
    A town's row counts its own share of the places only, the county's all places as if every home were within reach of
    everybody: the truth lies between. Rates are the expected ones of the year, as if they held for long.
    """
    future = expected_future(need, homes, scenario)
    free = free_nursing_places(future, homes, works)
    steps = town_steps()[:, home_towns(homes)]
    borders = scenario.resolved()["care_reach_steps"].value
    granted = place(future.willing * _CROWD, free, steps, borders).sum(axis=-1)[0]
    began, ended = (need.expected_flows[..., FLOWS.index(flow)] for flow in ("need_began", "need_ended"))
    disabled, willing = future.disabled[0], future.willing[0]
    rows = []
    for year in range(1, len(need.years)):
        before = disabled[year - 1]
        rate = ended[year].sum() / before.sum()  # one county: a town's few endings are luck
        share = willing[year].sum() / disabled[year].sum()
        for i, town in enumerate(current_place().towns):
            rows.append((need.years[year], town, *_row(began[year, i] * share, rate, granted[year, i])))
        rows.append((need.years[year], "county", *_row(began[year].sum() * share, rate, free[0, year].sum())))
    return checked(pl.DataFrame(rows, schema=list(FRAMES["waiting"]), orient="row"), "waiting")


def _row(arrivals: float, rate: float, places: float) -> tuple[float, ...]:
    """Work out a queue whose places are no whole number as the mixture of the two nearest."""
    below = int(np.floor(places))
    low, high = (queue(arrivals, rate, count, rate) for count in (below, below + 1))
    part = places - below

    def mixed(name: str) -> float:
        return float((1 - part) * getattr(low, name) + part * getattr(high, name))

    days, chance = 365.0 * mixed("mean_wait"), mixed("chance_of_wait")
    of_waiting = days / chance if chance > 0 else 0.0
    return (
        arrivals,
        1.0 / rate,
        places,
        chance,
        days,
        of_waiting,
        mixed("mean_waiting"),
        mixed("chance_of_giving_up"),
    )
