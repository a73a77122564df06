"""Fits the five take-up parameters so that the simulated caseload comes near to the known one, and says what it misses.

The targets are fewer than the ways to meet them: the loss is no likelihood, differences below about two mean nothing,
and what can't be met stays visible in the residuals, which are stored with the scenario.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, whole_number
from workbench.calibration.caseload import CASELOAD_ROWS, count_caseload
from workbench.calibration.targets import Target, checked_targets, default_targets, kept_apart
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.language import word
from workbench.parameter.book import Override
from workbench.population import Population
from workbench.progress import tells
from workbench.results import checked
from workbench.results.shown_table import shown
from workbench.scenario import Calibration, Residual, Scenario, Tail, need_same_place
from workbench.simulation.preparation import parameter_table, prepare
from workbench.view import View, Viewed

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class _Fitted:
    """A parameter that is fitted: its start, and its scale (log for levels, logit for shares)."""

    name: str
    start: float
    share: bool

    def to_free(self, value: float) -> float:
        """Map the parameter's range on the whole line."""
        return float(np.log(value / (1 - value))) if self.share else float(np.log(value))

    def from_free(self, free: float) -> float:
        """Undo `to_free`."""
        return float(1 / (1 + np.exp(-free))) if self.share else float(np.exp(free))


# Starts: an earlier fit of the same model to the same targets (estimated).
FITTED = (
    _Fitted("dibao_take_up_rural", 2.0, share=False),
    _Fitted("dibao_take_up_urban", 0.5, share=False),
    _Fitted("dibao_take_up_gap_power", 0.3, share=False),
    _Fitted("dibao_take_up_without_hardship", 0.25, share=True),
    _Fitted("single_person_take_up", 0.90, share=True),
)
# Take-up levels above one are cut at one for each family, which makes steps: the first simplex must be wide.
_SPREADS = (0.6, -0.6, 0.3, -0.3, 1.2, -1.2)


@dataclass(frozen=True, eq=False, repr=False)
class CalibrationResult(Viewed):
    """A calibrated scenario, and target against got: residuals of what was fitted, held_out of what was not."""

    scenario: Scenario
    loss: float
    evaluations: int
    residuals: pl.DataFrame = field(repr=False)
    held_out: pl.DataFrame = field(repr=False)

    @property
    def fitted(self) -> dict[str, float]:
        """The fitted values by parameter."""
        return {item.name: float(self.scenario.overrides[item.name].value) for item in FITTED}

    @check_kinds
    def save(self, path: str | Path) -> None:
        """Write the scenario with its residuals as a YAML file, whole or not at all; the name becomes the file's."""
        self.scenario.save(path)

    def _line(self) -> str:
        fitted = ", ".join(f"{name}={value:g}" for name, value in self.fitted.items())
        return f"CalibrationResult(loss {self.loss:.3g} after {self.evaluations} evaluations: {fitted})"

    def _view(self) -> View:
        facts = [
            (word("views.loss"), f"{self.loss:.4g}"),
            (word("views.evaluations"), f"{self.evaluations:,}"),
            *((self.scenario.resolved()[name].parameter.label, f"{value:g}") for name, value in self.fitted.items()),
        ]
        table = self.residuals.select("indicator", "residence", "target", "got", "tolerance", "status")
        return View(word("views.calibration", title=self.scenario.title), facts, (shown(table, 40),))


@check_kinds
@tells("calibrate")
def calibrate(
    population: Population,
    scenario: Scenario,
    targets: Sequence[Target] | None = None,
    *,
    held_out: Sequence[Target] = (),
    evaluations: int = 400,
    progress: Callable[[int, int], None] | None = None,
) -> CalibrationResult:
    """Fit the five take-up parameters to a caseload by Nelder–Mead on Σ((got − target) ÷ tolerance)².

    >>> calibrate(county, baseline, evaluations=3).scenario

    `targets` defaults to `default_targets(population)`. `held_out`: figures that the fit doesn't see; the result's
    `held_out` says what the fitted county gives for them, and only they can speak for it. The same population and
    scenario give the same result: luck is fixed, so that only the parameters move. A fitted value keeps the range that
    the scenario gives the parameter where the range holds it; its source says so, and where the range is left out.
    Raises UnknownNameError for an unknown indicator, InputError without targets, for a figure given twice, and for one
    that is held out and a target too.
    """
    from scipy.optimize import minimize

    need_same_place(population, scenario)
    whole_number("evaluations", evaluations, 1)
    chosen = default_targets(population) if targets is None else checked_targets(targets)
    kept = kept_apart(held_out, chosen)
    measure = measure_of(population, scenario)
    done = 0

    def loss(free: Vector) -> float:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, evaluations), evaluations)
        got = measure(free_values(free))
        misfit = [(got[t.indicator, t.residence] - t.value) / t.tolerance for t in chosen]
        return float(np.sum(np.nan_to_num(np.square(misfit), nan=1e4)))

    best = np.array([item.to_free(item.start) for item in FITTED])
    # Caseloads move in steps and a simplex that has shrunk onto one stays there: it is spread again from the best
    # point, to both sides, less and more widely, as long as evaluations are left.
    for step in itertools.cycle(_SPREADS):
        if done >= evaluations:
            break
        simplex = np.vstack([best, best + step * np.eye(len(best))])
        found = minimize(
            loss,
            best,
            method="Nelder-Mead",
            options={"initial_simplex": simplex, "maxfev": evaluations - done, "xatol": 0.01, "fatol": 0.01},
        )
        best = found.x
    values = {name: float(f"{value:.4g}") for name, value in free_values(best).items()}
    return _result(population, scenario, chosen, kept, values, measure(values), done)


def free_values(free: Vector) -> dict[str, float]:
    """Return the parameters by name from their places on the scale of the fit, in the order of FITTED."""
    return {item.name: item.from_free(float(x)) for item, x in zip(FITTED, free, strict=True)}


def measure_of(
    population: Population, scenario: Scenario
) -> Callable[[dict[str, float]], dict[tuple[str, str], float]]:
    """Return the function from values of parameters to the indicators of the caseload, all else as in the scenario."""
    request = KernelRequest(scenario.book, (), CASELOAD_ROWS)
    ready = prepare(population, request.inputs)
    base = {name: item.value for name, item in scenario.resolved().items()}

    def measure(values: dict[str, float]) -> dict[tuple[str, str], float]:
        table = parameter_table(request.parameters, [{**base, **values}])
        _, rows = run_kernel(request, ready.arrays, ready.starts, ready.cell, ready.weight, table, ready.cells)
        return count_caseload(population, rows)

    return measure


def law_values(scenario: Scenario) -> dict[str, float]:
    """Return the values in force, choices as their codes, of what the caseload depends on beside the fitted five."""
    needed = KernelRequest(scenario.book, (), CASELOAD_ROWS).parameters
    fitted = {one.name for one in FITTED}
    resolved = scenario.resolved()
    return {name: float(resolved[name].value) for name in needed if name not in fitted}


def _result(
    population: Population,
    scenario: Scenario,
    targets: Sequence[Target],
    held_out: Sequence[Target],
    values: dict[str, float],
    got: dict[tuple[str, str], float],
    evaluations: int,
) -> CalibrationResult:
    residuals = _residuals(targets, got)
    loss = sum(((r.got - r.target) / r.tolerance) ** 2 for r in residuals)
    record = Calibration(
        population_seed=population.seed,
        persons=population.persons.height,
        loss=round(loss, 3),
        evaluations=evaluations,
        residuals=residuals,
    )
    tail = population.tail or "own"
    source = f"fitted to {len(targets)} caseload targets, {tail} income tail; residuals with the scenario"
    overrides = {
        name: scenario.with_known_range(name, Override(value, "estimated", source)) for name, value in values.items()
    }
    fitted = scenario.replace(**overrides).with_calibration(record, _tail(population))
    return CalibrationResult(fitted, loss, evaluations, _table(residuals), _table(_residuals(held_out, got)))


def _residuals(targets: Sequence[Target], got: dict[tuple[str, str], float]) -> tuple[Residual, ...]:
    return tuple(
        Residual(
            indicator=t.indicator,
            residence=t.residence,
            target=round(t.value, 5),
            tolerance=t.tolerance,
            got=round(got[t.indicator, t.residence], 5),
            status=t.status,
            source=t.source,
        )
        for t in targets
    )


def _table(residuals: Sequence[Residual]) -> pl.DataFrame:
    """Return target against got, one row each, with the misfit in tolerances."""
    texts, numbers = ("indicator", "residence", "status", "source"), ("target", "tolerance", "got")
    rows = [r.model_dump() for r in residuals]
    order = list(Residual.model_fields)
    schema = {name: pl.String if name in texts else pl.Float64 for name in order if name in (*texts, *numbers)}
    table = pl.DataFrame(rows, schema=schema).with_columns(
        misfit=(pl.col("got") - pl.col("target")) / pl.col("tolerance")
    )
    return checked(table, "residuals")


def _tail(population: Population) -> Tail | None:
    return next((tail for tail in get_args(Tail) if tail == population.tail), None)
