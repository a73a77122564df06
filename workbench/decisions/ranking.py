"""Choices in order: which keep a budget, which come first, and what holds the best one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from workbench.decisions.future_runs import OBJECTIVE_UNITS
from workbench.decisions.levers import Axis
from workbench.language import choice_name, word, written
from workbench.view import View, Viewed

_TRIED = 12  # candidates run exactly one after the other, best first; then ever further down
_SURE = 1e-9


@dataclass(frozen=True, repr=False)
class Choice(Viewed):
    """One value of each lever and what it gives.

    levers: lever -> value, as `scenario.replace` takes them. urban_yuan, rural_yuan: the dibao standards, yuan/month;
    urban_dibao_ratio, rural_dibao_ratio: the same as shares of consumption. chance: share of the futures in which the
    budget holds. cost_yuan_per_year: median over the futures. poor_recipients, recipients: persons whom dibao or tekun
    reaches; reached: what the objective counts, in its unit; means over the futures.
    """

    levers: Mapping[str, float | str]
    urban_yuan: float
    rural_yuan: float
    urban_dibao_ratio: float
    rural_dibao_ratio: float
    chance: float
    cost_yuan_per_year: float
    poor_recipients: float
    recipients: float
    reached: float

    def _line(self) -> str:
        levers = ", ".join(f"{name}={_number(value)}" for name, value in self.levers.items())
        return f"Choice({levers}: {self.cost_yuan_per_year:,.0f} yuan/year, chance {self.chance:.0%})"

    def _view(self) -> View:
        return View(word("views.choice"), self.facts())

    def facts(self) -> list[tuple[str, str]]:
        """Return what the choice gives as names and written values, in the language that is on."""
        levers = [
            (name, choice_name(one) if isinstance(one, str) else _number(one)) for name, one in self.levers.items()
        ]
        return [
            *levers,
            (word("views.urban_dibao_standard"), written(self.urban_yuan, "yuan/month")),
            (word("views.rural_dibao_standard"), written(self.rural_yuan, "yuan/month")),
            (word("views.cost_yuan_per_year"), written(self.cost_yuan_per_year, "yuan/year")),
            (word("views.poor_recipients"), written(self.poor_recipients, "persons")),
            (word("views.recipients"), written(self.recipients, "persons")),
            (word("views.chance"), written(self.chance, "share")),
        ]


def _number(value: float | str) -> str:
    """Write a lever's value as a scenario has it."""
    return value if isinstance(value, str) else f"{value:.6g}"


def keeping(table: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """Return the choices that keep the budget in a share of the futures."""
    return table.filter(pl.col("chance") >= confidence - _SURE)


def best_first(table: pl.DataFrame, objective: str, confidence: float) -> pl.DataFrame:
    """Return the choices that keep the budget, most of the objective first, then the cheaper one."""
    return keeping(table, confidence).sort(
        objective, "cost_yuan_per_year", descending=[True, False], maintain_order=True
    )


def places_to_run(within: pl.DataFrame) -> list[int]:
    """List which choices are run: the best ones, then ever further down, the cheapest last (it was run itself)."""
    further = [_TRIED * 2**k for k in range(within.height.bit_length()) if _TRIED * 2**k < within.height]
    cheapest = within["cost_yuan_per_year"].arg_min()
    return [*range(min(_TRIED, within.height)), *further, *([] if cheapest is None else [cheapest])]


def binding(
    axes: Sequence[Axis], objective: str, best: Choice, table: pl.DataFrame, confidence: float
) -> Literal["budget", "corridor", "both"]:
    """Say what holds the answer back: a larger budget would, the dearer ends of the ranges would, or both."""
    at_top = [best.levers[axis.name] == dearer_end(axis, table) for axis in axes]
    more = 1e-4 if OBJECTIVE_UNITS[objective] == "share" else 0.5
    beyond = table.filter((pl.col(objective) > best.reached + more) & (pl.col("chance") < confidence - _SURE))
    if all(at_top) or beyond.is_empty():
        return "corridor"
    return "both" if any(at_top) else "budget"


def dearer_end(axis: Axis, table: pl.DataFrame) -> float | str:
    """Return the first or the last value of a lever, whichever costs more on average over the other levers."""
    first, last = axis.written(axis.values[[0, -1]])
    cost = [table.filter(pl.col(axis.name) == end)["cost_yuan_per_year"].to_numpy().mean() for end in (first, last)]
    return first if cost[0] > cost[1] else last
