"""The queue for a nursing bed: known answers, and a simulation of every single person as an independent oracle."""

import heapq
import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from workbench.care import Need, queue, waiting
from workbench.errors import InputError


def erlang_c(load: float, places: int) -> float:
    """Chance of waiting in M/M/c (Erlang 1917), load in erlangs."""
    last = load**places / math.factorial(places) * places / (places - load)
    return last / (sum(load**k / math.factorial(k) for k in range(places)) + last)


@pytest.mark.parametrize(("load", "places"), [(5.0, 7), (0.5, 1), (18.0, 20), (90.0, 100)])
def test_without_giving_up_it_is_erlang_c(load: float, places: int) -> None:
    found = queue(load, 1.0, places, 0.0)
    assert found.chance_of_wait == pytest.approx(erlang_c(load, places), rel=1e-9)
    assert found.mean_wait == pytest.approx(erlang_c(load, places) / (places - load), rel=1e-7)
    assert found.chance_of_giving_up == 0


def test_one_server_by_hand() -> None:
    # M/M/1, load 1/2: a wait with chance 1/2; mean queue ρ²/(1 − ρ) = 1/2; mean wait 1/2 ÷ 1/2 = 1 stay
    found = queue(0.5, 1.0, 1, 0.0)
    assert (found.chance_of_wait, found.mean_waiting, found.mean_wait) == pytest.approx((0.5, 0.5, 1.0))


@pytest.mark.parametrize(("arrivals", "rate", "places"), [(30.0, 0.17, 150), (2.0, 0.2, 8), (3.0, 0.5, 0)])
def test_who_waits_and_leaves_as_fast_as_a_resident_makes_it_poisson(arrivals: float, rate: float, places: int) -> None:
    found = queue(arrivals, rate, places, rate)
    load = arrivals / rate
    below = sum(math.exp(-load + k * math.log(load) - math.lgamma(k + 1)) for k in range(places))
    assert found.chance_of_wait == pytest.approx(1 - below, abs=1e-9)


def simulate(arrivals: float, rate: float, places: int, patience: float, years: float, warm_up: float, seed: int):
    """Every person one by one: who comes, who lies in a bed, who waits in line. Returns waits and how many waited."""
    random = np.random.default_rng(seed)
    clock, beds, line, waits, waited, gave_up, came = 0.0, [], [], 0.0, 0, 0, 0
    while clock < years:
        clock += random.exponential(1 / arrivals)
        while beds and beds[0] <= clock:
            free = heapq.heappop(beds)
            while line:
                start, gives_up, counted = line.pop(0)
                if gives_up <= free:
                    waits, gave_up = waits + counted * (gives_up - start), gave_up + counted
                    continue
                waits += counted * (free - start)
                heapq.heappush(beds, free + random.exponential(1 / rate))
                break
        counted = clock > warm_up
        came += counted
        if len(beds) < places:
            heapq.heappush(beds, clock + random.exponential(1 / rate))
        else:
            waited += counted
            line.append((clock, clock + random.exponential(1 / patience), counted))
    return waits / came, waited / came, gave_up / came


def test_a_simulation_of_every_person_agrees() -> None:
    # 8 replications of 3,000 years, 200 of them warm-up
    arrivals, rate, places, patience = 6.0, 0.5, 10, 0.3
    runs = np.array([simulate(arrivals, rate, places, patience, 3_000, 200, seed) for seed in range(8)])
    mean, error = runs.mean(axis=0), runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
    found = queue(arrivals, rate, places, patience)
    exact = np.array([found.mean_wait, found.chance_of_wait, found.chance_of_giving_up])
    # who has given up but still stands in line when no bed comes free is counted late: a small part of the wait
    assert (np.abs(mean - exact) <= 5 * error + 0.01 * exact).all(), (mean, exact, error)


def test_more_places_never_mean_longer_waiting() -> None:
    waits = [queue(6.0, 0.5, places, 0.3).mean_wait for places in range(25)]
    assert all(after <= before for before, after in pairwise(waits))


def test_rates_that_make_no_sense_are_refused() -> None:
    with pytest.raises(InputError, match="grows without end"):
        queue(10.0, 1.0, 10, 0.0)
    with pytest.raises(InputError, match="end_rate above 0"):
        queue(1.0, 0.0, 3, 0.1)


def test_every_town_and_the_county_wait_each_year(care_need: Need, few_homes, baseline) -> None:
    table = waiting(care_need, few_homes, baseline)
    assert table.height == 5 * 13
    assert table["chance_of_wait"].is_between(0, 1).all()
    county = table.filter(town="county")
    towns = (
        table.filter(table["town"] != "county")
        .group_by("year", maintain_order=True)
        .agg(pl.col("waiting_persons", "arrivals_per_year").sum())
    )
    # each town with its own share of the places waits longer than everybody sharing all places
    assert (towns["waiting_persons"] >= county["waiting_persons"] - 1e-9).all()
    assert np.allclose(towns["arrivals_per_year"], county["arrivals_per_year"])
