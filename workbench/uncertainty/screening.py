"""Screening of every parameter of the law: what moves an answer over its range, and what proves to move nothing.

Elementary effects on random trajectories (Morris 1991, Technometrics 33:161-174) with the mean of their absolute values
(mu*; Campolongo, Cariboni and Saltelli 2007, Environmental Modelling & Software 22:1509-1518). A parameter moves over
the levels 0, 1/3, 2/3, 1 of its 80 % interval; an effect is scaled to the whole interval.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.errors import InputError
from workbench.language import in_language, word
from workbench.parameter.book import Resolved
from workbench.parameter.distributions import Spread
from workbench.population import Population
from workbench.progress import tells
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.batch import run_batch
from workbench.simulation.preparation import Progress
from workbench.uncertainty.legal_forks import cost_of_all, refuse_forks
from workbench.uncertainty.limits import is_decision
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
MEASURES = ("persons", "cost_yuan_per_year", "all_aid_cost_yuan_per_year")
NOTHING = 0.005  # of the scenario's own result: what moves less is said to move nothing
_LEVELS = 4
_STEP = _LEVELS / (2 * (_LEVELS - 1))  # 2/3: each level is reached equally often (Morris 1991)
_FIFTH = 0.2
_AT_ONCE = 400  # settings in one call of the law, between two words of progress


@dataclass(frozen=True, eq=False, repr=False)
class Screening(Viewed):
    """What each parameter moves; see `table`.

    table: one row per parameter and measure: name, zh, en, status, range_kind ("plausible", "fifth", "off"),
    reason, measure, low, high, mu_star, mu_star_error, effect_sigma, effect_share (mu* ÷ the scenario's own result),
    matters (more than half a per cent, its error counted in its favour); falling by effect_share. base: measure -> the
    scenario's own result.
    """

    scenario: Scenario
    runs: int
    base: Mapping[str, float] = field(repr=False)
    table: pl.DataFrame = field(repr=False)

    def of(self, measure: str) -> pl.DataFrame:
        """Return the rows of one measure; raises UnknownNameError."""
        arguments.known("measure", measure, MEASURES)
        return self.table.filter(pl.col("measure") == measure)

    def _line(self) -> str:
        cost = self.of("cost_yuan_per_year")
        most = ", ".join(
            f"{name} {share:.1%}" for name, share in cost.select("name", "effect_share").head(3).iter_rows()
        )
        return f"Screening({cost.height} parameters in {self.runs:,} runs; of cost {most})"

    def _view(self) -> View:
        label = in_language("zh", "en")
        still = self.table.group_by("name").agg(pl.col("matters").any())["matters"]
        facts = [
            (word("views.runs"), f"{self.runs:,}"),
            (word("views.parameters_screened"), f"{still.len()}"),
            (word("views.parameters_still"), f"{still.len() - int(still.sum())}"),
        ]
        columns = [label, "status", "range_kind", "mu_star", "mu_star_error", "effect_share"]
        table = self.of("cost_yuan_per_year").select("measure", *columns)
        return View(word("views.screening", title=self.scenario.title), facts, (shown(table, 20),))


@arguments.check_kinds
@tells("screen")
def screen(
    population: Population,
    scenario: Scenario,
    *,
    names: Sequence[str] | None = None,
    trajectories: int = 8,
    seed: int = 1,
    progress: Progress | None = None,
) -> Screening:
    """Find which numbers of the law move persons and cost over their ranges, and which move nothing.

    >>> screen(county, baseline, names=["work_cost_rate", "minimum_wage"], trajectories=2).table

    names: the numbers, all that some programme reads if none are given: every one with a plausible range, and every
    other that isn't published nor a decision, a fifth of its value either way within its valid range. A number whose
    value is 0 is off and isn't moved. Measures: persons and cost of dibao and tekun, and the cost of every programme.
    The law runs trajectories × (numbers + 1) times; the errors are those of the trajectories. Raises InputError for a
    legal choice (see `forks`) or fewer than two trajectories, UnknownNameError for a name.
    """
    arguments.whole_number("trajectories", trajectories, 2)
    arguments.whole_number("seed", seed, 0)
    resolved = {name: one for name, one in scenario.resolved().items() if one.parameter.section == "law"}
    if names is not None:
        refuse_forks("screen", arguments.listed("names", names, "names"), scenario.book.parameters)
    known = [name for name, one in resolved.items() if _is_open(one)]
    chosen = arguments.each_once("names", "number that may be screened", known if names is None else names, known)
    ranges = {name: _range(resolved[name]) for name in chosen}
    moved = [name for name in chosen if ranges[name][0] in ("plausible", "fifth")]
    if not moved:
        raise InputError("screen: every number named is off (its value is 0); nothing can be moved")

    def law(shares: Floats) -> Floats:
        settings = {name: _at(resolved[name], ranges[name][1], shares[:, k]) for k, name in enumerate(moved)}
        return _measured(population, scenario, settings, progress)

    effects = elementary_effects(law, len(moved), trajectories, seed)
    base = _measured(population, scenario, {moved[0]: np.array([resolved[moved[0]].value])})[0]
    rows = []
    for name in chosen:
        kind, spread, reason = ranges[name]
        item = resolved[name]
        titles = (item.parameter.zh, item.parameter.en, item.status, kind, reason)
        ends = (None, None) if spread is None else (spread.low, spread.high)
        for place, measure in enumerate(MEASURES):
            found = effects[:, moved.index(name), place] if name in moved else np.zeros(trajectories)
            mean, sigma = float(np.abs(found).mean()), float(found.std(ddof=1))
            error = float(np.abs(found).std(ddof=1) / np.sqrt(trajectories))
            share = float(mean / base[place]) if base[place] else float("nan")
            matters = bool(mean + error > NOTHING * base[place])
            rows.append((name, *titles, measure, *ends, mean, error, sigma, share, matters))
    schema = [
        "name",
        "zh",
        "en",
        "status",
        "range_kind",
        "reason",
        "measure",
        "low",
        "high",
        "mu_star",
        "mu_star_error",
        "effect_sigma",
        "effect_share",
        "matters",
    ]
    table = pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None, schema_overrides=_ENDS)
    table = table.sort("effect_share", descending=True, maintain_order=True)
    runs = trajectories * (len(moved) + 1)
    return Screening(scenario, runs, dict(zip(MEASURES, map(float, base), strict=True)), checked(table, "screening"))


_ENDS = {"low": pl.Float64(), "high": pl.Float64()}


def elementary_effects(function: Callable[[Floats], Floats], factors: int, trajectories: int, seed: int) -> Floats:
    """Return the elementary effects of a function on the unit cube, scaled to its whole side.

    function: of points of shape (points, factors) in [0, 1]; returns (points, results). Returns shape (trajectories,
    factors, results). Each trajectory starts at a random level and moves every factor once, in random order and
    direction, by two thirds (Morris 1991).
    """
    random = np.random.default_rng(seed)
    low = np.arange(_LEVELS // 2) / (_LEVELS - 1)  # levels from which a step upwards stays inside
    points = np.empty((trajectories, factors + 1, factors))
    orders = np.empty((trajectories, factors), np.int64)
    signs = np.empty((trajectories, factors))
    for number in range(trajectories):
        orders[number] = random.permutation(factors)
        signs[number] = random.choice([-1.0, 1.0], factors)
        base = random.choice(low, factors)
        points[number, 0] = np.where(signs[number] > 0, base, base + _STEP)
        for step, factor in enumerate(orders[number]):
            points[number, step + 1] = points[number, step]
            points[number, step + 1, factor] += signs[number, factor] * _STEP
    values = function(points.reshape(-1, factors))
    results = values.reshape(trajectories, factors + 1, -1)
    change = np.diff(results, axis=1)
    found = np.empty_like(change)
    for number in range(trajectories):
        found[number, orders[number]] = change[number] / (signs[number, orders[number]] * _STEP)[:, None]
    return found


def _is_open(item: Resolved) -> bool:
    if item.parameter.alternatives or item.parameter.worked_out_from:
        return False
    return item.spread is not None or (item.status != "published" and not is_decision(item))


def _range(item: Resolved) -> tuple[str, Spread | None, str]:
    """Return kind, interval and reason of the range over which a number is moved."""
    plausible, valid = item.parameter.plausible, item.parameter.valid
    if item.spread is not None:
        reason = plausible.source if plausible is not None and plausible.source else item.source
        return "plausible", item.spread, reason
    if item.value == 0:
        return "off", None, item.source
    ends = sorted((item.value * (1 - _FIFTH), item.value * (1 + _FIFTH)))
    least = -np.inf if valid is None or valid.low is None else valid.low
    most = np.inf if valid is None or valid.high is None else valid.high
    spread = Spread(low=max(ends[0], least), high=min(ends[1], most), family="uniform")
    return "fifth", spread, item.source


def _at(item: Resolved, spread: Spread | None, levels: Floats) -> Floats:
    """Return the values of a number at levels of its 80 % interval, 0 its lower and 1 its upper end."""
    if item.spread is not None:
        return item.quantiles(0.1 + 0.8 * levels)
    if spread is None:
        raise InputError(f"{item.parameter.name}: no range")
    return spread.low + levels * (spread.high - spread.low)


def _measured(
    population: Population, scenario: Scenario, settings: Mapping[str, Floats], progress: Progress | None = None
) -> Floats:
    """Return the measures under each setting; shape (settings, measures)."""
    count = len(next(iter(settings.values())))
    parts = []
    for first in range(0, count, _AT_ONCE):
        here = {name: values[first : first + _AT_ONCE] for name, values in settings.items()}
        batch = run_batch(population, scenario, here, None)
        parts.append(np.stack([batch.of("persons"), batch.of("cost_yuan_per_year"), cost_of_all(batch)], axis=-1))
        if progress is not None:
            progress(min(first + _AT_ONCE, count), count)
    return np.concatenate(parts)
