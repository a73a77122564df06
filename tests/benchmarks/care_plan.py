"""Seconds of the renovation plan on made-up instances whose constraints bind: python tests/benchmarks/care_plan.py.

Each instance asks for a rate near what is willing, a share beyond today's and a budget that two years fill.
"""

from __future__ import annotations

import math
import sys
from time import perf_counter

import numpy as np

from workbench.care.renovation.model import missed, solve
from workbench.care.renovation.problem import RenovationProblem

SIZES = {  # homes, towns, futures, years of works, confidence
    "county, 80 %": (12, 12, 100, 3, 0.8),
    "county, 90 %": (12, 12, 100, 3, 0.9),
    "county, 95 %": (12, 12, 100, 3, 0.95),
    "30 homes, 80 %": (30, 12, 100, 3, 0.8),
    "30 homes, 90 %": (30, 12, 100, 3, 0.9),
    "30 homes, 20 towns, 90 %": (30, 20, 100, 3, 0.9),
    "city, 80 %": (300, 100, 10, 3, 0.8),
    "city, 90 %": (300, 100, 10, 3, 0.9),
}


def made_up(homes: int, towns: int, futures: int, years: int, confidence: float, seed: int) -> RenovationProblem:
    """An instance whose share and rate both bind: places now are well below what the rate asks."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, math.sqrt(towns), (towns, 2))
    home_town = np.concatenate([np.arange(towns), rng.integers(0, towns, homes)])[:homes]
    distance = np.linalg.norm(at[:, None] - at[home_town][None], axis=-1)
    reach = distance <= 1.2
    beds = rng.integers(45, 180, homes)
    nursing = (beds * rng.uniform(0.3, 0.45, homes)).astype(np.int64)
    ordinary = beds - nursing
    others = nursing * rng.uniform(0.35, 0.65, homes)
    checks = np.array([2022, 2023][: max(1, years - 1)])
    occupancy = np.clip(rng.normal(0.945, 0.02, futures + 1), 0.85, 1.0)
    grown = (1 + rng.normal(0.015, 0.02, futures + 1))[:, None] ** (checks - 2020)
    free = (0.945 * nursing - others).sum()
    weight = rng.dirichlet(np.full(towns, 8.0))
    persons = free / 0.6 * 1.45  # 60 % of them are 45 % more than there are places
    level = np.exp(rng.normal(0, 0.05, (futures, 1, 1)))
    disabled = rng.poisson(np.broadcast_to(persons * level * weight, (futures, checks.size, towns))).astype(float)
    willing = disabled * np.clip(rng.normal(0.73, 0.05, (futures, 1, 1)), 0.5, 0.95)
    usual = np.broadcast_to(persons * weight, (checks.size, towns))
    cost = np.stack(
        [
            rng.integers(44, 60, homes) * 1000.0,
            rng.integers(105, 125, homes) * 1000.0,
            np.full(homes, 6000.0),
        ]
    )
    missing = 0.55 * beds.sum() - nursing.sum()
    most = np.stack(
        [
            (ordinary * rng.uniform(0.3, 0.7, homes)).astype(np.int64),
            rng.choice([0, 0, 16, 30], homes),
            (ordinary * 0.05).astype(np.int64),
        ]
    )
    return RenovationProblem(
        cost=cost,
        most=most,
        room=(ordinary * 0.7).astype(np.int64),
        nursing=nursing,
        ordinary=ordinary,
        budget=float(missing * 50_000 * 0.8),
        capacity=float(np.ceil(missing * 0.75)),
        work_years=np.arange(2021, 2021 + years),
        check_years=checks,
        share=0.55,
        rate=0.6,
        reach=reach,
        willing=willing,
        disabled=disabled.sum(axis=-1),
        floor=0.5 * usual,
        usual_willing=0.73 * usual,
        others=others * grown[..., None],
        occupancy=occupancy,
        on_time=np.concatenate(
            [
                rng.random((futures, checks.size, homes)) < rng.uniform(0.75, 0.97, futures)[:, None, None],
                np.ones((1, checks.size, homes), dtype=bool),
            ]
        ),
        failures=math.floor((1 - confidence) * futures + 1e-9),
    )


def main(seeds: int) -> None:
    for name, size in SIZES.items():
        for seed in range(seeds):
            problem = made_up(*size, seed)
            started = perf_counter()
            found = solve(problem, 0.001, 120.0)
            seconds = perf_counter() - started
            if found.works is None:
                print(f"{name:26} seed {seed}: {seconds:6.2f} s {found.status}", flush=True)
                continue
            share, rate, _ = missed(problem, found.works)
            held = 1 - (share.any(axis=1) | rate[:-1].any(axis=1)).mean()
            beds = found.works.sum(axis=(1, 2))
            print(
                f"{name:26} seed {seed}: {seconds:6.2f} s {found.status}, gap {found.gap:.3%}, {found.value / 1e6:.3f} "
                f"million, converted {beds[0]}, built {beds[1]}, closed {beds[2]}, share held "
                f"{1 - share.any(axis=1).mean():.0%}, rate {1 - rate[:-1].any(axis=1).mean():.0%}, both {held:.0%}",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
