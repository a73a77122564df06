"""The futures that were drawn of a scenario, as a result: values by future, intervals, chances and their errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.arguments import check_kinds
from workbench.errors import unknown
from workbench.language import word, written_range
from workbench.law import MAIN
from workbench.results import FRAMES, checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.batch import MEASURES, Batch, payer_cost
from workbench.simulation.notices import Notice
from workbench.uncertainty.ensembles import CountyEnsemble
from workbench.uncertainty.interval_ends import bootstrap_error, futures_needed, prediction_shares
from workbench.uncertainty.limits import interval_limits
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kind = Literal["parameters", "chance", "population", "synthesis"]
_BOTH = "dibao_and_tekun"  # of the rows of `summary` that are of both programmes together


@dataclass(frozen=True, eq=False, repr=False)
class Draws(Viewed):
    """Futures of one scenario; see `of`, `interval`, `summary`.

    inputs: the drawn parameters, one row a future. batch: the county's totals by future and programme. seed: of the
    draws. counties: how many populations the futures were dealt to. clusters: shape (futures,), the number of what a
    future shares with others: its county where there are several, else its luck; where nothing is shared each future
    has a number of its own. ensemble: whose counties the futures were dealt to, None without one. synthetic: whether
    the people are. warnings: what the futures don't hold.
    """

    scenario: Scenario
    kinds: tuple[Kind, ...]
    inputs: pl.DataFrame = field(repr=False)
    batch: Batch = field(repr=False)
    clusters: Ints = field(repr=False)
    seed: int = 1
    counties: int = 1
    warnings: tuple[Notice, ...] = ()
    ensemble: CountyEnsemble | None = field(default=None, repr=False)
    synthetic: bool = True

    @property
    def limits(self) -> str:
        """What the interval doesn't hold, one line in the language that is on."""
        return interval_limits(self.scenario, self.kinds, synthetic=self.synthetic)

    def __len__(self) -> int:
        return len(self.batch.persons)  # not the rows of `inputs`: chance alone draws no parameter

    @check_kinds
    def of(self, measure: str, programme: str | None = None) -> Floats:
        """Return a measure by future: households, persons, cost_yuan_per_year, or county_cost_yuan_per_year.

        `programme` None: dibao and tekun together. The county's cost is its share by the table of payers.
        """
        if measure == "county_cost_yuan_per_year":
            chosen = MAIN if programme is None else (programme,)
            return payer_cost(self.batch, self.scenario, "county", chosen)
        if measure not in MEASURES:
            raise unknown("measure", measure, [*MEASURES, "county_cost_yuan_per_year"])
        return self.batch.of(measure, programme)

    @check_kinds
    def interval(self, measure: str, programme: str | None = None, level: float = 0.8) -> tuple[float, float]:
        """Return the ends between which a future lies with probability `level`, the same part on either side.

        Of one county or a few they are the quantiles of the futures. Over an ensemble the ends stand a little further
        out, as far as so few counties leave the tails unknown; see `prediction_shares`.
        """
        arguments.share("level", level, one=False)
        values = self.of(measure, programme)
        low, high = np.quantile(values, self._shares(values, level))
        return float(low), float(high)

    def _shares(self, values: Floats, level: float) -> tuple[float, float]:
        if self.ensemble is None:
            return (1 - level) / 2, (1 + level) / 2
        return prediction_shares(values, self.clusters, level)

    @check_kinds
    def chance(self, measure: str, at_most: float, programme: str | None = None) -> float:
        """Return the share of the futures in which a measure is at most a number; its error: `chance_error`."""
        return float((self.of(measure, programme) <= arguments.number("at_most", at_most)).mean())

    def chance_error(self, measure: str, at_most: float, programme: str | None = None) -> float:
        """Return the standard error of `chance`, a share: how far other lucks and draws would move it.

        Futures that share a luck or a county count as one draw of it. 0 where all futures agree, which with n
        independent ones still leaves room for 3 ÷ n; NaN where all share one luck and one county.
        """
        within = (self.of(measure, programme) <= arguments.number("at_most", at_most)).astype(np.float64)
        return bootstrap_error(within, self.clusters, lambda again: np.mean(again, axis=-1, keepdims=True)).item()

    def summary(self, level: float = 0.8) -> pl.DataFrame:
        """Return one row per programme and measure: mean, median, low, high, and the standard errors of both ends.

        The first rows, "dibao_and_tekun", are of both together, where both were run. Futures that share a luck or a
        county count as one draw of it in the errors; NaN where all share one. The errors are those of independent
        draws; a Latin hypercube scatters less, so that they are upper limits. `runs_for_one_per_cent`: futures after
        which the ends would be known to 1 % of the median (standard error); null where no number of futures would do:
        no parameter is drawn, or the lucks or counties are too few.
        """
        both = {"dibao", "tekun"} <= set(self.batch.programmes)
        named: list[tuple[str, str | None]] = [(name, name) for name in self.batch.programmes]
        rows = []
        for label, name in [(_BOTH, None), *named] if both else named:
            for measure in MEASURES:
                values = self.of(measure, name)
                low, high = self.interval(measure, name, level)
                median = float(np.median(values))
                error, needed = self._ends(values, level, 0.01 * median)
                rows.append((label, measure, float(values.mean()), median, low, high, *error, needed))
        columns = list(FRAMES["draws_summary"])
        frame = pl.DataFrame(rows, schema=columns, orient="row", schema_overrides={columns[-1]: pl.Float64})
        return checked(frame, "draws_summary")

    def _ends(self, values: Floats, level: float, wanted: float) -> tuple[tuple[float, float], float | None]:
        """Return the standard errors of an interval's ends and the futures that would bring them down to `wanted`."""
        shares = list(self._shares(values, level))

        def ends(again: Floats) -> Floats:
            return np.moveaxis(np.quantile(again, shares, axis=-1), 0, -1)

        error = bootstrap_error(values, self.clusters, ends)
        if "parameters" not in self.kinds:  # more futures would have the same lucks and counties again
            return (float(error[0]), float(error[1])), None
        alone = bootstrap_error(values, np.arange(values.size), ends)
        needed = futures_needed(error, alone, values.size, np.unique(self.clusters).size, wanted)
        return (float(error[0]), float(error[1])), needed

    def _line(self) -> str:
        kinds = " and ".join(self.kinds) or "nothing"
        return (
            f"Draws({self.scenario.name}: {len(self):,} futures of {kinds}, seed {self.seed}{self._interval_words()})"
        )

    def _interval_words(self) -> str:
        if not {"dibao", "tekun"} <= set(self.batch.programmes):
            return ""
        low, high = self.interval("cost_yuan_per_year")
        return f"; 80 % between {low:,.0f} and {high:,.0f} yuan/year"

    def _view(self) -> View:
        facts = [
            (word("views.futures"), f"{len(self):,}"),
            (word("views.kinds"), word("columns.joint").join(word(f"decisions.kind_{kind}") for kind in self.kinds)),
            (word("views.seed"), str(self.seed)),
        ]
        if {"dibao", "tekun"} <= set(self.batch.programmes):
            for name, unit in (("persons", "persons"), ("cost_yuan_per_year", "yuan/year")):
                facts.append((word(f"views.{name}_interval"), written_range(*self.interval(name), unit)))
        columns = ("programme", "measure", "median", "low", "high")
        heading = word("views.draws", title=self.scenario.title)
        notes = [*(f"▲ {notice.label}" for notice in self.warnings), self.limits]
        return View(heading, facts, (shown(self.summary().select(columns), 12),), notes)
