"""The cheapest plan of a small instance by looking at every plan, and made-up instances to look at.

Written apart from the room's modules: beds are counted here, and persons placed by a linear programme with a column for
each pair of town and home.
"""

import itertools
import math

import numpy as np
import polars as pl
from scipy.optimize import linprog

from tests.places import TOWNS
from workbench.care import Need, read_homes
from workbench.care.futures import Futures
from workbench.scenario import Scenario

ASSUMPTIONS = ("willing_share_partial", "willing_share_complete", "care_occupancy_limit", "works_on_time_share")


def made_up_need(
    seed: int = 0, *, replicates: int = 200, disabled: float = 475, able: float = 1400, growth: float = 0.02, last=2025
) -> Need:
    """A need of about `disabled` and `able` persons in the 12 towns, 2020 to `last`."""
    rng = np.random.default_rng(seed)
    years = tuple(range(2020, last + 1))
    town = rng.dirichlet(np.full(len(TOWNS), 8.0))
    grades = np.array([able, disabled * 0.87, disabled * 0.13])
    mean = (1 + growth) ** np.arange(len(years))[:, None, None] * town[:, None] * grades
    level = np.exp(rng.normal(0, 0.05, (replicates, 1, 1, 1)))
    assumptions = {
        "willing_share_partial": np.clip(rng.normal(0.69, 0.07, replicates), 0.3, 0.95),
        "willing_share_complete": np.clip(rng.normal(0.82, 0.08, replicates), 0.4, 0.97),
        "care_occupancy_limit": np.clip(rng.normal(0.945, 0.03, replicates), 0.8, 1.0),
        "other_residents_growth": rng.normal(0.015, 0.02, replicates),
        "works_on_time_share": rng.uniform(0.75, 0.97, replicates),
    }
    return need_of(years, mean, rng.poisson(mean * level), assumptions, seed)


def need_of(years, expected, drawn, assumptions, seed) -> Need:
    flows = np.zeros((len(years), len(TOWNS), 7))
    none = np.zeros((len(drawn), *flows.shape), dtype=np.int64)
    return Need(tuple(years), np.asarray(expected, float), drawn, flows, none, assumptions, seed)


def small_instance(seed: int, base: Scenario) -> tuple[pl.DataFrame, Need, Scenario, float]:
    """Two or three homes in two or three towns, two years of works, four futures: homes, need, scenario, confidence."""
    rng = np.random.default_rng(seed)
    homes, towns = int(rng.integers(2, 4)), [0, 1, 11][: int(rng.integers(2, 4))]
    rows = []
    for home in range(homes):
        nursing, ordinary = int(rng.integers(1, 4)), int(rng.integers(2, 5))
        others, able = int(rng.integers(0, 3)), int(rng.integers(0, 2))
        rows.append(
            {
                "home_id": home + 1,
                "home": f"第{home + 1}所",
                "town": TOWNS[towns[home % len(towns)]],
                "beds": nursing + ordinary,
                "nursing_beds": nursing,
                "tekun_able": able,
                "tekun_partial": 0,
                "tekun_complete": 0,
                "other_residents": others,
                "other_nursing_residents": int(rng.integers(0, others + 1)),
                "convertible_beds": int(rng.integers(0, min(3, ordinary) + 1)) if homes == 2 else 1,
                "buildable_beds": int(rng.integers(0, 3)) if homes == 2 else int(rng.integers(0, 2)),
                "conversion_cost_yuan_per_bed": float(rng.integers(30, 60) * 1000),
                "building_cost_yuan_per_bed": float(rng.integers(80, 130) * 1000),
                "ordinary_bed_cost_yuan_per_year": 8000.0,
                "nursing_bed_cost_yuan_per_year": 12000.0,
                "status": "assumed",
                "source": "made up",
            }
        )
    table = read_homes(pl.DataFrame(rows))
    years = (2020, 2021, 2022)
    mean = np.zeros((len(years), len(TOWNS), 3))
    mean[:, towns, 1:] = rng.uniform(0.5, 3.0, (len(towns), 2))
    drawn = rng.poisson(np.broadcast_to(mean, (4, *mean.shape)))
    assumptions = {
        "willing_share_partial": rng.uniform(0.4, 1.0, 4),
        "willing_share_complete": rng.uniform(0.6, 1.0, 4),
        "care_occupancy_limit": rng.uniform(0.7, 1.0, 4),
        "works_on_time_share": np.full(4, 0.5),
    }
    scenario = base.replace(
        renovation_first_year=2021,
        renovation_years=2,
        care_target_year=int(rng.choice([2021, 2022])),
        renovation_budget_per_year=float(rng.integers(60, 500) * 1000),
        renovation_beds_per_year=int(rng.integers(1, 6)),
        closable_bed_share=float(rng.choice([0.0, 0.3, 0.5])),
        nursing_share_target=float(rng.choice([0.4, 0.5, 0.55, 0.6])),
        centralised_rate_target=float(rng.choice([0.2, 0.35, 0.5])),
        town_rate_floor=float(rng.choice([0.0, 0.2, 0.4])),
        care_reach_steps=int(rng.choice([0, 1, 12])),
        closing_cost_per_bed=float(rng.choice([0, 6000])),
    )
    return table, need_of(years, mean, drawn, assumptions, seed), scenario, float(rng.choice([0.25, 0.5, 0.75, 1.0]))


def persons_placed(demand: np.ndarray, places: np.ndarray, reach: np.ndarray) -> float:
    """The most persons that can be placed, by linear programme."""
    town, home = np.nonzero(reach & (demand[:, None] > 0))
    if not town.size:
        return 0.0
    leave = (town == np.arange(demand.size)[:, None]).astype(float)
    enter = (home == np.arange(places.size)[:, None]).astype(float)
    found = linprog(
        -np.ones(town.size), A_ub=np.vstack([leave, enter]), b_ub=np.concatenate([demand, places]), bounds=(0, None)
    )
    return float(-found.fun)


def cheapest_by_looking_at_all(homes, scenario: Scenario, futures: Futures, usual: Futures, reach, confidence) -> float:
    """The least cost over all plans; infinite when none does."""
    one = {name: item.value for name, item in scenario.resolved().items()}
    first, target = int(one["renovation_first_year"]), int(one["care_target_year"])
    years = [first + i for i in range(int(one["renovation_years"]))]
    checks = [year for year in futures.years if target <= year <= max(target, years[-1])]
    rows = homes.to_dicts()
    options = [_home_options(row, one, len(years)) for row in rows]
    plans = []
    for chosen in itertools.product(*options):
        spent = [sum(option[2][t] for option in chosen) for t in range(len(years))]
        beds = [sum(option[1][t] for option in chosen) for t in range(len(years))]
        if max(spent) <= one["renovation_budget_per_year"] + 1e-6 and max(beds) <= one["renovation_beds_per_year"]:
            plans.append((sum(spent), chosen))
    plans.sort(key=lambda plan: plan[0])
    known: dict = {}
    failures = math.floor((1 - confidence) * len(futures) + 1e-9)

    def both(which: Futures, k: int, chosen, *, floor: bool) -> bool:
        for year in checks:
            at = which.years.index(year)
            nursing, ordinary = [], []
            for h, (row, option) in enumerate(zip(rows, chosen, strict=True)):
                served = sum(
                    option[1][t] for t, y in enumerate(years) if y < year or (y == year and which.on_time[k, at, h])
                )
                gone = sum(option[0][t] for t, y in enumerate(years) if y <= year)
                nursing.append(row["nursing_beds"] + served)
                ordinary.append(row["beds"] - row["nursing_beds"] - gone)
            if not floor and sum(nursing) < one["nursing_share_target"] * (sum(nursing) + sum(ordinary)) - 1e-7:
                return False
            key = (floor, k, year, tuple(nursing))
            if key not in known:
                places = np.maximum(0.0, which.occupancy[k] * np.array(nursing) - which.other_nursing[k, at])
                demand = which.willing[k, at]
                asked = one["centralised_rate_target"] * which.disabled[k, at].sum()
                if floor:
                    least = one["town_rate_floor"] * which.disabled[k, at]
                    asked = np.inf if (least > demand + 1e-9).any() else least.sum()
                    demand = least
                known[key] = persons_placed(demand, places, reach) >= asked - 1e-6
            if not known[key]:
                return False
        return True

    for cost, chosen in plans:
        held = sum(both(futures, k, chosen, floor=False) for k in range(len(futures)))
        if held >= len(futures) - failures and both(usual, 0, chosen, floor=True):
            return cost
    return np.inf


def _home_options(row: dict, one: dict, years: int) -> list:
    """What a home may do: ordinary beds gone, beds served and yuan spent, each by year."""
    ordinary = row["beds"] - row["nursing_beds"]
    kept = row["tekun_able"] + row["other_residents"] - row["other_nursing_residents"]
    closable = math.floor(one["closable_bed_share"] * ordinary + 1e-9)

    def splits(most: int) -> list:
        return [split for split in itertools.product(range(most + 1), repeat=years) if sum(split) <= most]

    found = []
    for convert, build, close in itertools.product(
        splits(row["convertible_beds"]), splits(row["buildable_beds"]), splits(closable)
    ):
        if sum(convert) + sum(close) > max(0, ordinary - kept):
            continue
        yuan = [
            convert[t] * row["conversion_cost_yuan_per_bed"]
            + build[t] * row["building_cost_yuan_per_bed"]
            + close[t] * one["closing_cost_per_bed"]
            for t in range(years)
        ]
        gone = [convert[t] + close[t] for t in range(years)]
        served = [convert[t] + build[t] for t in range(years)]
        found.append((gone, served, yuan))
    return found
