"""What changed: the difference between two runs split over its causes by Shapley values, which add up to the fen.

Each cause (the standards, the multiples, take-up, prices, the people …) is let in before or after the others in every
order; its value is the mean of what it then adds (Shapley 1953; for distributional change Shorrocks 2013). With k
causes the law runs 2 to the power of k times.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import factorial
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.engine.parameters import Parameter
from workbench.errors import InputError
from workbench.simulation import Run
from workbench.simulation.batch import run_batch
from workbench.simulation.draws import draw_assumptions, uncertain
from workbench.simulation.prepare import Progress
from workbench.simulation.prune import PRUNABLE

Floats = NDArray[np.float64]
Cause = Literal["standards", "multiples", "prices", "take_up", "other_rules", "population"]
CAUSES: tuple[Cause, ...] = ("standards", "multiples", "prices", "take_up", "other_rules", "population")
_FEN = 100
_MEASURES = ("cost_yuan_per_year", "persons")
_STANDARDS = ("_dibao_ratio", "_dibao_standard_published")
_MULTIPLES = ("tekun_multiple", "care_fee_rate", "category_top_up", "margin_multiple")
_TAKE_UP = ("take_up", "income_assessment")


def cause_of(parameter: Parameter) -> Cause:
    """Say to which cause a change of a parameter belongs."""
    name = parameter.name
    if any(part in name for part in _STANDARDS):
        return "standards"
    if any(part in name for part in _MULTIPLES):
        return "multiples"
    if any(part in name for part in _TAKE_UP):
        return "take_up"
    return "prices" if parameter.role == "statistic" else "other_rules"


@dataclass(frozen=True, eq=False)
class Decomposition:
    """The causes of a change. table: one row per measure and cause: amount, low, high (80 % interval over the futures).

    before, after: the totals by measure; the amounts of a measure add up to after less before: the cost to the fen,
    the persons to a millionth.
    """

    causes: tuple[Cause, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]
    table: pl.DataFrame = field(repr=False)

    def of(self, measure: str = "cost_yuan_per_year") -> dict[str, float]:
        """Return the amounts of a measure by cause."""
        return dict(self.table.filter(pl.col("measure") == measure).select("cause", "amount").iter_rows())


def decompose(
    before: Run, after: Run, *, futures: int = 50, seed: int = 1, progress: Progress | None = None
) -> Decomposition:
    """Split the change in cost and recipients of dibao and tekun between two runs over its causes.

    The interval draws the assumptions of both scenarios with the same luck, `futures` times (0: no interval).
    Raises InputError when nothing differs, or a run used rules of its own.
    """
    if before.book.rules.keys() != after.book.rules.keys() or before.book is not after.book:
        raise InputError("decompose: both runs must use the county's own law; reforms by rules can't be split yet")
    values = [_values(run, futures, seed) for run in (before, after)]
    changed = _changed(before, after)
    if not changed:
        raise InputError("decompose: the two runs differ in nothing that dibao and tekun depend on")
    worth = _worths(before, after, values, changed, progress)
    rows = []
    for measure in _MEASURES:
        exact = shapley(changed, {key: _whole(found[measure][0], measure) for key, found in worth.items()})
        drawn = shapley_many(changed, {key: found[measure] for key, found in worth.items()})
        scale = _scale(measure)
        for cause, amount in _rounded(exact).items():
            low, high = np.quantile(drawn[cause][1:], [0.1, 0.9]) if futures else (float("nan"), float("nan"))
            rows.append((measure, cause, amount / scale, float(low), float(high)))
    nothing, everything = frozenset[Cause](), frozenset(changed)
    return Decomposition(
        causes=tuple(changed),
        before={measure: float(worth[nothing][measure][0]) for measure in _MEASURES},
        after={measure: float(worth[everything][measure][0]) for measure in _MEASURES},
        table=pl.DataFrame(rows, schema=["measure", "cause", "amount", "low", "high"], orient="row"),
    )


def shapley(players: Sequence[Cause], worth: Mapping[frozenset[Cause], int]) -> dict[Cause, Fraction]:
    """Return each player's Shapley value, exactly; `worth` has every set of players."""
    return {
        player: sum((w * (worth[s | {player}] - worth[s]) for s, w in _sets(players, player)), Fraction(0))
        for player in players
    }


def shapley_many(players: Sequence[Cause], worth: Mapping[frozenset[Cause], Floats]) -> dict[Cause, Floats]:
    """Return the Shapley values of many games at once; arrays of one length."""
    return {
        player: np.asarray(sum(float(w) * (worth[s | {player}] - worth[s]) for s, w in _sets(players, player)))
        for player in players
    }


def _sets(players: Sequence[Cause], player: Cause) -> list[tuple[frozenset[Cause], Fraction]]:
    """List the sets of other players with the share of orders in which just they come before."""
    others = [one for one in players if one != player]
    n = len(players)
    return [
        (frozenset(chosen), Fraction(factorial(size) * factorial(n - size - 1), factorial(n)))
        for size in range(n)
        for chosen in itertools.combinations(others, size)
    ]


def _changed(before: Run, after: Run) -> list[Cause]:
    """List the causes that differ between the runs, in a fixed order."""
    found = {
        cause_of(item.parameter)
        for name, item in after.resolved.items()
        if item.parameter.section == "law" and item.value != before.resolved[name].value
    }
    if before.population is not after.population:
        found.add("population")
    return [cause for cause in CAUSES if cause in found]


def _values(run: Run, futures: int, seed: int) -> dict[str, Floats]:
    """Return each parameter's value, first the scenario's, then in each future; arrays of shape (1 + futures,)."""
    law = {name: item for name, item in run.resolved.items() if item.parameter.section == "law"}
    drawn = {}
    if futures:
        names = [name for name in uncertain(run.scenario) if name in law]
        drawn = draw_assumptions(run.scenario, names, futures, seed)
    return {
        name: np.concatenate([[item.value], drawn.get(name, np.full(futures, item.value))])
        for name, item in law.items()
    }


def _worths(
    before: Run,
    after: Run,
    values: Sequence[Mapping[str, Floats]],
    causes: Sequence[Cause],
    progress: Progress | None,
) -> dict[frozenset[Cause], dict[str, Floats]]:
    """Run the law with every set of causes let in; all settings of one population in one pass."""
    sets = [frozenset(chosen) for size in range(len(causes) + 1) for chosen in itertools.combinations(causes, size)]
    worth: dict[frozenset[Cause], dict[str, Floats]] = {}
    for population, wanted in (
        (before.population, [s for s in sets if "population" not in s]),
        (after.population, [s for s in sets if "population" in s]),
    ):
        if not wanted:
            continue
        settings = {
            name: np.concatenate([values[_cause(after, name) in let_in][name] for let_in in wanted])
            for name in values[0]
        }
        moving = {name: array for name, array in settings.items() if np.ptp(array) > 0}
        base = before.scenario
        batch = run_batch(population, base, moving or _still(settings), PRUNABLE, progress=progress)
        for measure in _MEASURES:
            parts = np.split(batch.of(measure), len(wanted)) if moving else [batch.of(measure)] * len(wanted)
            for key, part in zip(wanted, parts, strict=True):
                worth.setdefault(key, {})[measure] = part
    return worth


def _still(settings: Mapping[str, Floats]) -> dict[str, Floats]:
    name = next(iter(settings))
    return {name: settings[name]}


def _cause(run: Run, name: str) -> Cause:
    return cause_of(run.resolved[name].parameter)


def _scale(measure: str) -> int:
    return _FEN if measure == "cost_yuan_per_year" else 1_000_000


def _whole(value: float, measure: str) -> int:
    return round(float(value) * _scale(measure))


def _rounded(values: Mapping[Cause, Fraction]) -> dict[Cause, int]:
    """Round to whole units that still add up: the largest remainders are rounded up."""
    floors = {cause: value.numerator // value.denominator for cause, value in values.items()}
    missing = int(sum(values.values(), Fraction(0)) - sum(floors.values()))
    order = sorted(values, key=lambda cause: values[cause] - floors[cause], reverse=True)
    return {cause: floors[cause] + (cause in order[:missing]) for cause in values}
