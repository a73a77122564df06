"""Counts of the care system by future, year and town: need, places, beds, residents, staff and money."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.care.futures import Futures
from workbench.care.homes import home_towns, place, town_steps
from workbench.care.works import Beds, beds_by_year, no_works, works_arrays
from workbench.place import current_place
from workbench.scenario import Scenario

Floats = NDArray[np.float64]
# Sums over towns; every other indicator is a ratio of these.
COUNTS = (
    "able_persons",
    "disabled_persons",
    "complete_persons",
    "willing_persons",
    "placed_able_persons",
    "placed_persons",
    "placed_complete_persons",
    "unmet_persons",
    "in_need_persons",
    "beds",
    "nursing_beds",
    "residents",
    "nursing_residents",
    "staff_needed",
    "staff_gap",
    "capital_yuan",
    "running_yuan",
)
# indicator: (count above the line, count below it, factor)
RATIOS: dict[str, tuple[str, str, float]] = {
    "nursing_bed_share": ("nursing_beds", "beds", 1.0),
    "centralised_rate": ("placed_persons", "disabled_persons", 1.0),
    "centralised_rate_complete": ("placed_complete_persons", "complete_persons", 1.0),
    "nursing_beds_per_100_in_need": ("nursing_beds", "in_need_persons", 100.0),
    "occupancy": ("residents", "beds", 1.0),
    "nursing_occupancy": ("nursing_residents", "nursing_beds", 1.0),
    "unmet_share": ("unmet_persons", "willing_persons", 1.0),
}


def care_counts(futures: Futures, homes: pl.DataFrame, scenario: Scenario, works: pl.DataFrame) -> dict[str, Floats]:
    """Return each of COUNTS: persons, beds, workers or yuan a year; shape (futures, years, towns).

    The base year's residents are those of the homes' table; from then on everybody is placed anew each year.
    """
    one = {name: item.value for name, item in scenario.resolved().items() if item.parameter.section == "care"}
    table = {
        name: homes[name].to_numpy().astype(np.float64) for name in homes.columns if homes[name].dtype.is_numeric()
    }
    beds = beds_by_year(works, homes, futures.years, futures.on_time)
    full = futures.occupancy[:, None, None]
    steps = town_steps()[:, home_towns(homes)]
    borders = one["care_reach_steps"]
    placed = place(futures.willing, _free(futures, beds), steps, borders)
    ordinary_free = np.maximum(0.0, full * beds.ordinary - futures.other_ordinary)
    able = place(futures.willing_able, ordinary_free, steps, borders).sum(axis=-2)
    others = np.minimum(futures.other_nursing, full * beds.nursing)
    others_ordinary = np.minimum(futures.other_ordinary, full * beds.ordinary)
    in_town = _town_matrix(homes)

    by_town = placed.sum(axis=-1)
    at_home = placed.sum(axis=-2)
    complete_town = np.minimum(futures.willing_complete, by_town)
    with np.errstate(divide="ignore", invalid="ignore"):
        part_complete = np.where(by_town > 0, complete_town / by_town, 0.0)
    complete_home = (placed * part_complete[..., None]).sum(axis=-2)
    unmet = np.maximum(0.0, futures.willing - by_town)
    now = _observed(table)  # the base year's residents are counted, not modelled
    by_town[:, 0], unmet[:, 0] = _origins(futures, now["disabled"], steps)
    complete_town[:, 0] = now["complete"].sum() * by_town[:, 0] / np.maximum(now["disabled"].sum(), 1.0)
    at_home[:, 0], complete_home[:, 0], able[:, 0] = now["disabled"], now["complete"], now["able"]
    staff = (
        (able + others_ordinary) / one["residents_per_carer_able"]
        + (at_home - complete_home + others) / one["residents_per_carer_partial"]
        + complete_home / one["residents_per_carer_complete"]
    )
    running = (
        beds.nursing * table["nursing_bed_cost_yuan_per_year"]
        + beds.ordinary * table["ordinary_bed_cost_yuan_per_year"]
    )
    return {
        "able_persons": futures.able,
        "disabled_persons": futures.disabled,
        "complete_persons": futures.complete,
        "willing_persons": futures.willing,
        "placed_able_persons": able @ in_town,
        "placed_persons": by_town,
        "placed_complete_persons": complete_town,
        "unmet_persons": unmet,
        "in_need_persons": futures.disabled + futures.other_nursing @ in_town,
        "beds": beds.all @ in_town,
        "nursing_beds": beds.nursing @ in_town,
        "residents": (at_home + able + others + others_ordinary) @ in_town,
        "nursing_residents": (at_home + others) @ in_town,
        "staff_needed": staff @ in_town,
        "staff_gap": np.maximum(0.0, staff - table["care_workers"]) @ in_town,
        "capital_yuan": np.broadcast_to(_capital(works, homes, futures.years), running.shape) @ in_town,
        "running_yuan": running @ in_town,
    }


def free_nursing_places(futures: Futures, homes: pl.DataFrame, works: pl.DataFrame | None) -> Floats:
    """Return the nursing places that others leave to tekun persons; shape (futures, years, homes)."""
    done = no_works() if works is None else works
    return _free(futures, beds_by_year(done, homes, futures.years, futures.on_time))


def _free(futures: Futures, beds: Beds) -> Floats:
    return np.maximum(0.0, futures.occupancy[:, None, None] * beds.nursing - futures.other_nursing)


def _observed(table: Mapping[str, Floats]) -> dict[str, Floats]:
    return {
        "able": table["tekun_able"],
        "disabled": table["tekun_partial"] + table["tekun_complete"],
        "complete": table["tekun_complete"],
    }


def _origins(futures: Futures, residents: Floats, steps: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Say from which towns the base year's residents come (nearest first), and who is willing and has no place there.

    Shapes (futures, towns). The table of homes doesn't name the towns of origin.
    """
    anywhere = len(current_place().towns)
    places = np.broadcast_to(residents, (len(futures), residents.size))
    willing = futures.willing[:, 0]
    placed = place(willing, places, steps, anywhere)
    others = place(futures.disabled[:, 0] - placed.sum(axis=-1), places - placed.sum(axis=-2), steps, anywhere)
    return (placed + others).sum(axis=-1), willing - placed.sum(axis=-1)


def _town_matrix(homes: pl.DataFrame) -> Floats:
    """Return 1 where a home lies in a town; shape (homes, towns)."""
    return np.eye(len(current_place().towns))[home_towns(homes)]


def _capital(works: pl.DataFrame, homes: pl.DataFrame, years: tuple[int, ...]) -> Floats:
    """Return the cost of the works by year and home; shape (years, homes)."""
    works_arrays(works, homes, years)  # refuses unknown homes and years
    cost = np.zeros((len(years), homes.height))
    row = {home: i for i, home in enumerate(homes["home_id"])}
    for home, year, yuan in works.select("home_id", "year", "cost_yuan").iter_rows():
        cost[years.index(year), row[home]] += yuan
    return cost
