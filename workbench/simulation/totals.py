"""From the kernel's integers to tidy tables: one row per town, residence and programme, units in the names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import TOWNS
from workbench.engine.compiler.kernel import COUNT_SCALE
from workbench.engine.graph import RuleBook
from workbench.engine.rule import Rule
from workbench.errors import InputError, RuleError
from workbench.law import BASIC, PROGRAMMES, Programme, programme
from workbench.simulation.preparation import CELLS, RESIDENCES

FEN = 100
_PAYMENTS = {"yuan/month": 12, "yuan/year": 1}


def chosen_programmes(names: Sequence[str] | None) -> tuple[Programme, ...]:
    """Return the programmes of some names, in the law's order (None: all); an unknown name is refused."""
    if names is None:
        return PROGRAMMES
    if isinstance(names, str) or not names:
        raise InputError(f"programmes={names!r}: a list of programmes is wanted, such as ['dibao', 'tekun']; None: all")
    wanted = {programme(name).name for name in names}
    return tuple(one for one in PROGRAMMES if one.name in wanted)


def total_rules(programmes: Iterable[Programme] = PROGRAMMES) -> tuple[str, ...]:
    """Return the totals that programmes need of the kernel, without repeats, in a fixed order."""
    names: list[str] = []
    for one in programmes:
        names += [name for name in (one.households, one.persons, *one.amounts) if name]
    return tuple(dict.fromkeys(names))


def basic_totals() -> tuple[str, ...]:
    """Return the totals of dibao, tekun and margin households: the law of §3."""
    return total_rules(chosen_programmes(BASIC))


def payments_a_year(rule: Rule) -> int:
    """Return how often a year a rule's amount is paid, by its unit."""
    if rule.unit not in _PAYMENTS:
        raise RuleError(f"{rule.place}: {rule.name!r} is a programme's cost but its unit is {rule.unit!r}")
    return _PAYMENTS[rule.unit]


def totals_table(
    totals: NDArray[np.int64], rules: tuple[str, ...], book: RuleBook, programmes: Sequence[Programme]
) -> pl.DataFrame:
    """Make the tidy table of all scenarios.

    `totals` has shape (scenarios, cells, rules). Columns: scenario, town, residence, programme, households, persons,
    cost_yuan_per_year. Programmes that no resident's household carries (vagrants) have no rows here.
    """
    scenarios = totals.shape[0]
    column = {rule: totals[:, :, k] for k, rule in enumerate(rules)}
    frames = []
    for one in programmes:
        if not one.households:
            continue
        fen = np.zeros((scenarios, CELLS), np.int64)
        for amount in one.amounts:
            fen += column[amount] * payments_a_year(book.rules[amount])
        frames.append(
            pl.DataFrame(
                {
                    "scenario": np.repeat(np.arange(scenarios, dtype=np.int64), CELLS),
                    "town": [town for town in TOWNS for _ in RESIDENCES] * scenarios,
                    "residence": list(RESIDENCES) * len(TOWNS) * scenarios,
                    "programme": [one.name] * (scenarios * CELLS),
                    "households": (column[one.households] / COUNT_SCALE).ravel(),
                    "persons": (column[one.persons] / COUNT_SCALE).ravel(),
                    "cost_yuan_per_year": (fen / FEN).ravel(),
                }
            )
        )
    return pl.concat(frames).sort("scenario", maintain_order=True)


def headline(totals: pl.DataFrame) -> dict[str, float]:
    """Return the county's headline figures of one run's totals table.

    Per programme households, persons and cost_yuan_per_year; and persons and cost_yuan_per_year of dibao and tekun
    together (nobody is both). Programmes that the run left out have no figures.
    """
    measures = ("households", "persons", "cost_yuan_per_year")
    # added in whole fen, so that a sum of money has no digits behind the fen
    whole = totals.with_columns((pl.col("cost_yuan_per_year") * FEN).round())
    sums = whole.group_by("programme", maintain_order=True).agg(pl.col(*measures).sum())
    figures = {f"{row['programme']}_{m}": float(row[m]) for row in sums.iter_rows(named=True) for m in measures}
    for measure in ("persons", "cost_yuan_per_year"):
        if f"dibao_{measure}" in figures and f"tekun_{measure}" in figures:
            figures[measure] = figures[f"dibao_{measure}"] + figures[f"tekun_{measure}"]
    return {name: value / FEN if name.endswith("cost_yuan_per_year") else value for name, value in figures.items()}
