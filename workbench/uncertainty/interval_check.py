"""Do the intervals hold what they promise, against truths that they have not seen?

Run as `python -m workbench.uncertainty.interval_check` (half an hour for the whole county; half a minute
with `--persons 20000`). With `--everything --persons 20000` the truths differ by what the synthesis assumes too, and
the intervals come from ensembles of counties (some four minutes).

A truth is another county from the same published margins, with other luck and every assumption drawn from its range
(fitted parameters from their posterior): what the county would find if it were one of the counties that the workbench
thinks possible. An 80 % interval should hold four truths in five. It can't be checked against the real county; that the
margins and ranges are right is assumed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.errors import InputError, unknown
from workbench.place import current_place
from workbench.population import Population, synthesize
from workbench.population.synthesis.assumptions import uncertain_assumptions
from workbench.results import FRAMES, checked
from workbench.scenario import Scenario
from workbench.scenario_folder import load_scenario
from workbench.simulation.batch import run_batch
from workbench.simulation.preparation import Progress
from workbench.simulation.pruning import PRUNABLE
from workbench.uncertainty.assumption_draws import (
    draw_assumptions,
    fitted_to_county,
    latin_hypercube_shares,
    uncertain,
)
from workbench.uncertainty.ensembles import TAILS, CountyEnsemble, county_ensemble, dealt_tails
from workbench.uncertainty.futures import draw

Floats = NDArray[np.float64]
CHECKED = ("persons", "cost_yuan_per_year")
# Seeds of the truths' counties, lucks and assumptions lie apart from those of the intervals.
_TRUTHS, _LUCKS, _DRAWS = 1_000_000, 2_000_000, 3_000_000
_ENSEMBLE = 32  # counties behind an interval that holds everything


@dataclass(frozen=True, eq=False)
class Coverage:
    """Truths and the intervals that were to hold them, of dibao and tekun together.

    truths: measure -> shape (truths,). intervals: measure -> low, median and high, shape (intervals, 3).
    """

    level: float
    counties: int
    truths: dict[str, Floats] = field(repr=False)
    intervals: dict[str, Floats] = field(repr=False)

    def covered(self, measure: str, width: float = 1.0) -> float:
        """Return the share of truths that an interval holds, the mean over the intervals.

        width: of the intervals about their median, against what they are. Raises UnknownNameError for a measure.
        """
        return float(self._by_interval(measure, width).mean())

    def _by_interval(self, measure: str, width: float) -> Floats:
        if measure not in self.truths:
            raise unknown("measure", measure, self.truths)
        low, median, high = self.intervals[measure].T[..., None]
        truth = self.truths[measure]
        held = (truth >= median - width * (median - low)) & (truth <= median + width * (high - median))
        return np.asarray(held.mean(axis=1))

    def table(self) -> pl.DataFrame:
        """Return one row per measure: level, counties, truths, intervals, covered, error, covered_at_half_width.

        error: the standard error of `covered`, of drawing both truths and intervals.
        """
        rows = []
        for measure, truth in self.truths.items():
            shares = self._by_interval(measure, 1.0)
            covered = float(shares.mean())
            error = float(np.sqrt(covered * (1 - covered) / truth.size + shares.var() / shares.size))
            half = self.covered(measure, 0.5)
            rows.append((measure, self.level, self.counties, truth.size, shares.size, covered, error, half))
        schema = list(FRAMES["interval_coverage"])
        return checked(pl.DataFrame(rows, schema=schema, orient="row"), "interval_coverage")


def draw_truths(
    scenario: Scenario,
    county: Callable[[int], Population],
    *,
    truths: int = 200,
    seed: int = 1,
    fitted: bool = False,
    progress: Progress | None = None,
) -> dict[str, Floats]:
    """Return persons and cost of dibao and tekun in `truths` truths; measure -> shape (truths,).

    county: makes a county from a seed. fitted: the posterior of the fit is moved to each county, as `draw` moves it to
    those of an ensemble. Raises InputError for fewer than two truths.
    """
    if truths < 2:
        raise InputError(f"truths={truths}: at least 2 are wanted")
    resolved = scenario.resolved()
    names = [name for name in uncertain(scenario) if resolved[name].parameter.section == "law"]
    values = draw_assumptions(scenario, names, truths, _DRAWS + seed)
    found: dict[str, list[float]] = {measure: [] for measure in CHECKED}
    for number in range(truths):
        first = seed * truths + number
        people = county(_TRUTHS + first).with_luck(_LUCKS + first)
        settings = {name: array[[number]] for name, array in values.items()}
        if fitted:
            settings |= fitted_to_county(people, scenario, settings)
        batch = run_batch(people, scenario, settings, PRUNABLE)
        for measure, listed in found.items():
            listed.append(float(batch.of(measure)[0]))
        if progress is not None:
            progress(number + 1, truths)
    return {measure: np.array(listed) for measure, listed in found.items()}


def truth_counties(truths: int, seed: int, size: int | None) -> Callable[[int], Population]:
    """Return what makes the counties of `draw_truths` with assumptions and income tails of their own each.

    The draws lie apart from those of every ensemble of a seed below two million.
    """
    known, apart = uncertain_assumptions(), _DRAWS + seed
    values = {name: item.quantiles(latin_hypercube_shares(name, truths, apart)) for name, item in known.items()}
    tails = dealt_tails(TAILS, truths, apart)

    def county(number: int) -> Population:
        row = number % truths
        changes: dict[str, Any] = {name: float(drawn[row]) for name, drawn in values.items()}
        return synthesize(number, size, tails[row], statistics=None, **changes)

    return county


def interval_coverage(
    scenario: Scenario,
    county: Callable[[int], Population | CountyEnsemble],
    truths: dict[str, Floats],
    *,
    counties: int = 1,
    intervals: int = 5,
    runs: int = 400,
    level: float = 0.8,
    seed: int = 1,
) -> Coverage:
    """Make `intervals` intervals as a user of `draw` would, each from counties and draws of its own, and check them.

    county: makes a county from a seed, or an ensemble of `counties`. counties: how many each is made from; with one the
    population's uncertainty isn't in it. truths: see `draw_truths`. Raises InputError for no interval or county, or a
    level that isn't between 0 and 1.
    """
    if counties < 1 or intervals < 1:
        raise InputError(f"counties={counties}, intervals={intervals}: at least 1 of each is wanted")
    made: dict[str, list[tuple[float, float, float]]] = {measure: [] for measure in truths}
    for number in range(intervals):
        first = (seed * intervals + number) * counties
        one = county(first)
        people: CountyEnsemble | list[Population]
        if isinstance(one, CountyEnsemble):
            people = one
        else:
            others = (county(first + k) for k in range(1, counties))
            people = [one, *(other for other in others if isinstance(other, Population))]
        futures = draw(people, scenario, runs=runs, seed=seed * intervals + number, programmes=PRUNABLE)
        for measure, listed in made.items():
            low, high = futures.interval(measure, level=level)
            listed.append((low, float(np.median(futures.of(measure))), high))
    return Coverage(level, counties, truths, {measure: np.array(listed) for measure, listed in made.items()})


def main(arguments: list[str] | None = None) -> int:
    """Print how often 80 % intervals from one county and from several hold the truth, at a size of the county."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, help="size of every county (default: the whole county)")
    parser.add_argument("--truths", type=int, default=300)
    parser.add_argument("--intervals", type=int, default=6, help="how many of each kind are checked")
    parser.add_argument("--runs", type=int, default=400, help="futures behind an interval")
    parser.add_argument("--counties", type=int, nargs="+", default=[1, 4], help="counties behind an interval")
    parser.add_argument("--scenario", default=current_place().baseline)
    parser.add_argument("--everything", action="store_true", help="the synthesis too: ensembles of 32 counties")
    options = parser.parse_args(arguments)
    scenario = load_scenario(options.scenario)

    def county(seed: int) -> Population:
        return synthesize(seed) if options.persons is None else synthesize(seed, options.persons)

    ways = {"intervals": options.intervals, "runs": options.runs}
    if options.everything:

        def ensemble(seed: int) -> CountyEnsemble:
            return county_ensemble(_ENSEMBLE, seed, options.persons)

        made = truth_counties(options.truths, 1, options.persons)
        truths = draw_truths(scenario, made, truths=options.truths, fitted=True)
        tables = [interval_coverage(scenario, ensemble, truths, counties=_ENSEMBLE, **ways).table()]
    else:
        truths = draw_truths(scenario, county, truths=options.truths)
        tables = [interval_coverage(scenario, county, truths, counties=n, **ways).table() for n in options.counties]
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_hide_dataframe_shape=True, tbl_width_chars=160):
        sys.stdout.write(f"{pl.concat(tables)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
