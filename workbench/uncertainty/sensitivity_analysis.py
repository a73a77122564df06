"""Which assumption matters: Sobol' indices with intervals, and the tornado of one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.engine.compiler.request import KernelRequest
from workbench.errors import InputError
from workbench.language import in_language, share, word, written
from workbench.law import BASIC
from workbench.parameter.book import Resolved
from workbench.population import Population
from workbench.progress import tells
from workbench.results import FRAMES, checked, column, title
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.batch import MEASURES, run_batch
from workbench.simulation.preparation import Progress
from workbench.simulation.totals import chosen_programmes, total_rules
from workbench.uncertainty.assumption_draws import uncertain
from workbench.uncertainty.legal_forks import refuse_forks
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
_LEVEL = 0.8


class NoVarianceError(InputError):
    """The result is the same in every run: there is no variance to share out among assumptions."""


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Viewed):
    """Shares of the variance of a measure by assumption; see `table`.

    table: name, zh, en, status, first, first_low, first_high, total, total_low, total_high, falling by total. `first`
    is what would vanish if the assumption were known; `total` counts what it does together with others as well. low and
    high are bootstrap 80 % intervals. tornado: name, low, high, at_low, at_high: the measure with one assumption at
    either end of its range and all others at their values.
    """

    measure: str
    runs: int
    base: float
    table: pl.DataFrame = field(repr=False)
    tornado: pl.DataFrame = field(repr=False)

    def words(self) -> str:
        """Say which assumption matters most, and whether the next one is clearly less."""
        column = in_language("zh", "en")
        first, *others = self.table.iter_rows(named=True)
        name = short(first[column])
        if others and others[0]["total_high"] >= first["total_low"]:
            return word("decisions.matters_two", first=name, second=short(others[0][column]))
        return word("decisions.matters_one", name=name, share=share(max(0.0, first["total"]), 0))

    def _line(self) -> str:
        most = [f"{row['name']} {row['total']:.0%}" for row in self.table.head(3).iter_rows(named=True)]
        return f"Sensitivity({self.measure}, {self.runs:,} runs: {', '.join(most)} of the variance)"

    def _view(self) -> View:
        label = in_language("zh", "en")
        table = self.table.select(label, "status", "first", "total", "total_low", "total_high")
        facts = [(word("views.runs"), f"{self.runs:,}"), (title(self.measure), _measured(self.base, self.measure))]
        return View(self.words(), facts, (shown(table, 20),))


def _measured(value: float, measure: str) -> str:
    """Write a value of a measure with its unit."""
    known = column(measure)
    return f"{value:,.4g}" if known is None else written(value, known.unit)


def short(label: str) -> str:
    """Return a parameter's label without what stands in brackets."""
    return label.partition("（")[0].partition(" (")[0]


class _Quantiles:
    """A parameter as scipy's sampler wants it: the inverse of its distribution."""

    def __init__(self, item: Resolved) -> None:
        self.item = item

    def ppf(self, shares: Floats) -> Floats:
        return self.item.quantiles(shares)


@arguments.check_kinds
@tells("sensitivity")
def sensitivity(
    population: Population,
    scenario: Scenario,
    measure: str = "cost_yuan_per_year",
    *,
    names: Sequence[str] | None = None,
    samples: int = 256,
    seed: int = 1,
    progress: Progress | None = None,
) -> Sensitivity:
    """Split the variance of a measure of dibao and tekun together over the assumptions with a plausible range.

    >>> names = ["dibao_take_up_rural", "rural_consumption_per_head_previous_year"]
    >>> sensitivity(county, baseline, names=names, samples=64).table

    names: all that move the measure at either end of their range, if none are given. `samples` is a power of 2; the law
    runs samples × (assumptions + 2) times. Method: Saltelli 2010 with Sobol' sequences (scipy.stats.sobol_indices).
    Assumptions are drawn as if independent: correlations are left out.
    Raises InputError for a number of samples that is no power of 2, no name, a name twice, or a measure that nothing
    moves; UnknownNameError for a parameter or a measure.
    """
    arguments.known("measure", measure, MEASURES)
    arguments.whole_number("seed", seed, 0)
    if arguments.whole_number("samples", samples, 2) & (samples - 1):
        raise InputError(f"samples={samples}: a power of 2 is wanted, such as 256")
    resolved = scenario.resolved()
    if names is not None:
        refuse_forks("sensitivity", arguments.listed("names", names, "names"), scenario.book.parameters)
    known = [name for name in uncertain(scenario) if resolved[name].parameter.section == "law"]
    wanted = _moving(population, scenario, measure, known) if names is None else names
    chosen = arguments.each_once("names", "uncertain parameter", wanted, known)
    done = 0
    lowest, highest = np.inf, -np.inf
    all_runs = samples * (len(chosen) + 2)

    def law(values: Floats) -> Floats:
        nonlocal done, lowest, highest
        flat = values.reshape(len(chosen), -1)
        batch = run_batch(population, scenario, dict(zip(chosen, flat, strict=True)), BASIC)
        done += flat.shape[1]
        if progress is not None:
            progress(min(done, all_runs), all_runs)
        result = batch.of(measure)
        lowest, highest = min(lowest, float(result.min())), max(highest, float(result.max()))
        if done >= all_runs and lowest == highest:  # before scipy divides by a variance of 0
            raise NoVarianceError(f"sensitivity: {measure} is {lowest:g} in every run; no assumption moves it")
        return result.reshape(values.shape[1:])

    indices = (
        _of_one(law, resolved[chosen[0]], samples)
        if len(chosen) == 1
        else _indices(law, [resolved[name] for name in chosen], samples, seed)
    )
    table = pl.DataFrame(
        {
            "name": list(chosen),
            "zh": [resolved[name].parameter.zh for name in chosen],
            "en": [resolved[name].parameter.en for name in chosen],
            "status": [resolved[name].status for name in chosen],
        }
        | indices
    ).sort("total", descending=True)
    base, swings = _tornado(population, scenario, measure, table["name"].to_list())
    return Sensitivity(measure, all_runs, base, checked(table, "sensitivity"), swings)


def _indices(law: Callable[[Floats], Floats], items: Sequence[Resolved], samples: int, seed: int) -> dict[str, Floats]:
    """Return the first-order and total indices of two or more assumptions with their intervals, by column."""
    from scipy.stats import DegenerateDataWarning, sobol_indices  # half a second to load: see draws.py

    spreads: Any = [_Quantiles(item) for item in items]  # the stubs of scipy know scalars only
    found = sobol_indices(func=law, n=samples, dists=spreads, rng=np.random.default_rng(seed))
    with np.errstate(invalid="ignore"), catch_warnings():  # the intervals of what moves nothing are 0 ÷ 0: see _end
        simplefilter("ignore", DegenerateDataWarning)
        ends = found.bootstrap(confidence_level=_LEVEL, n_resamples=500)
    first, total = ends.first_order.confidence_interval, ends.total_order.confidence_interval
    return {
        "first": np.ravel(found.first_order),
        "first_low": _end(found.first_order, first.low),
        "first_high": _end(found.first_order, first.high),
        "total": np.ravel(found.total_order),
        "total_low": _end(found.total_order, total.low),
        "total_high": _end(found.total_order, total.high),
    }


def _of_one(law: Callable[[Floats], Floats], item: Resolved, samples: int) -> dict[str, Floats]:
    """Return the indices of a single assumption, 1 by definition; the law still runs, to see that it moves anything."""
    law(item.quantiles((np.arange(3 * samples) + 0.5) / (3 * samples))[None, :])
    return {f"{kind}{end}": np.ones(1) for kind in ("first", "total") for end in ("", "_low", "_high")}


def _moving(population: Population, scenario: Scenario, measure: str, names: list[str]) -> list[str]:
    """Return those names of which either end of the range moves the measure; all of them where none does."""
    read = KernelRequest(scenario.book, total_rules(chosen_programmes(BASIC))).parameters
    needed = [name for name in names if name in read]
    base, swings = _tornado(population, scenario, measure, needed)
    moving = swings.filter((pl.col("at_low") != base) | (pl.col("at_high") != base))["name"].to_list()
    return moving or names


def _end(index: Any, end: Any) -> Floats:
    """Return an end of the intervals; an index that no resampling moves is both its ends."""
    return np.asarray(np.where(np.isnan(end), index, end)).ravel()


def _tornado(population: Population, scenario: Scenario, measure: str, names: list[str]) -> tuple[float, pl.DataFrame]:
    """Run with each assumption at both ends of its range; the first setting is the scenario itself."""
    resolved = scenario.resolved()
    settings = {name: np.full(2 * len(names) + 1, resolved[name].value) for name in names}
    for place, name in enumerate(names):
        spread = resolved[name].spread
        if spread is not None:
            settings[name][1 + 2 * place : 3 + 2 * place] = spread.low, spread.high
    values = run_batch(population, scenario, settings, BASIC).of(measure)
    rows = [
        (name, measure, settings[name][1 + 2 * k], settings[name][2 + 2 * k], values[1 + 2 * k], values[2 + 2 * k])
        for k, name in enumerate(names)
    ]
    return float(values[0]), checked(pl.DataFrame(rows, schema=list(FRAMES["tornado"]), orient="row"), "tornado")
