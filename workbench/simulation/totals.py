"""From the kernel's integers to tidy tables: one row per town, residence and programme, units in the names."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.engine.categories import TOWNS
from workbench.engine.kernel import COUNT_SCALE
from workbench.law import PROGRAMMES, Programme
from workbench.simulation.prepare import CELLS, RESIDENCES

MONTHS = 12
FEN = 100


def total_rules(programmes: Iterable[Programme] = PROGRAMMES) -> tuple[str, ...]:
    """Return the rules that must be added up for the programmes, without repeats, in a fixed order."""
    names: list[str] = []
    for programme in programmes:
        names += [programme.households, programme.persons, *programme.amounts]
    return tuple(dict.fromkeys(names))


def totals_table(totals: NDArray[np.int64], rules: tuple[str, ...]) -> pl.DataFrame:
    """Make the tidy table of all scenarios.

    `totals` has shape (scenarios, cells, rules). Columns: scenario, town, residence, programme, households, persons,
    cost_yuan_per_year.
    """
    scenarios = totals.shape[0]
    column = {rule: totals[:, :, k] for k, rule in enumerate(rules)}
    frames = []
    for programme in PROGRAMMES:
        fen = np.zeros((scenarios, CELLS), np.int64)
        for amount in programme.amounts:
            fen += column[amount]
        frames.append(
            pl.DataFrame(
                {
                    "scenario": np.repeat(np.arange(scenarios, dtype=np.int64), CELLS),
                    "town": [town for town in TOWNS for _ in RESIDENCES] * scenarios,
                    "residence": list(RESIDENCES) * len(TOWNS) * scenarios,
                    "programme": [programme.name] * (scenarios * CELLS),
                    "households": (column[programme.households] / COUNT_SCALE).ravel(),
                    "persons": (column[programme.persons] / COUNT_SCALE).ravel(),
                    "cost_yuan_per_year": (fen * MONTHS / FEN).ravel(),
                }
            )
        )
    return pl.concat(frames).sort("scenario", maintain_order=True)


def headline(totals: pl.DataFrame) -> dict[str, float]:
    """Return the county's headline figures of one run's totals table.

    persons (dibao + tekun; nobody is both), cost_yuan_per_year, and per programme households, persons and cost.
    """
    figures: dict[str, float] = {}
    for programme in PROGRAMMES:
        rows = totals.filter(pl.col("programme") == programme.name)
        for measure in ("households", "persons", "cost_yuan_per_year"):
            figures[f"{programme.name}_{measure}"] = float(rows[measure].sum())
    figures["persons"] = figures["dibao_persons"] + figures["tekun_persons"]
    figures["cost_yuan_per_year"] = figures["dibao_cost_yuan_per_year"] + figures["tekun_cost_yuan_per_year"]
    return figures
