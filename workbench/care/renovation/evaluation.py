"""What works bring in each future: nursing beds, persons placed (as many as can be), and whether the targets hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.care.counts import free_nursing_places
from workbench.care.futures import Futures
from workbench.care.homes import within_reach
from workbench.care.renovation.cuts import narrowest
from workbench.care.renovation.terms import PlanTerms
from workbench.care.works import beds_by_year

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_TOLERANCE = 1e-6  # of a bed or a person


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Counts by future and year, each of shape (futures, years), and the targets they are held against.

    years: calendar years. checked: which of them the plan answers for, shape (years,). nursing, beds: nursing beds and
    all beds in use. placed, willing, disabled: tekun persons who are partly or completely disabled.
    """

    years: tuple[int, ...]
    checked: Bools
    nursing: Floats
    beds: Floats
    placed: Floats
    willing: Floats
    disabled: Floats
    share_target: float
    rate_target: float

    @property
    def share_met(self) -> Bools:
        """Whether nursing beds reach their share; shape (futures, years)."""
        return self.nursing >= self.share_target * self.beds - _TOLERANCE

    @property
    def rate_met(self) -> Bools:
        """Whether enough disabled persons are placed; shape (futures, years)."""
        return self.placed >= self.rate_target * self.disabled - _TOLERANCE

    @property
    def chance_share(self) -> float:
        """Share of the futures in which nursing beds reach their share in every checked year."""
        return float(self.share_met[:, self.checked].all(axis=1).mean())

    @property
    def chance_rate(self) -> float:
        """Share of the futures in which enough persons are placed in every checked year."""
        return float(self.rate_met[:, self.checked].all(axis=1).mean())

    @property
    def both_met(self) -> Bools:
        """Whether a future meets both targets in every checked year; shape (futures,)."""
        return np.asarray((self.share_met & self.rate_met)[:, self.checked].all(axis=1))

    @property
    def chance_both(self) -> float:
        """Share of the futures in which both targets hold in every checked year."""
        return float(self.both_met.mean())

    @property
    def unmet(self) -> Floats:
        """Willing persons without a place; shape (futures, years)."""
        return np.maximum(0.0, self.willing - self.placed)


def evaluate(works: pl.DataFrame, homes: pl.DataFrame, futures: Futures, terms: PlanTerms) -> Evaluation:
    """Return what works (home_id, year, action, beds) bring in each future: as many persons placed as can be.

    Each future and year by itself: persons go to any home within reach, and whoever decides sends them so that as many
    as possible find a place (maximum flow, exact for 12 towns). `workbench.care.project` lets people go to the nearest
    home instead and may place fewer. Checked are the terms' `check_years`. Raises InputError for works that can't be.
    """
    beds = beds_by_year(works, homes, futures.years, futures.on_time)
    places = free_nursing_places(futures, homes, works)
    towns = futures.willing.shape[-1]
    reach = within_reach(homes, terms.reach)
    found, _ = narrowest(futures.willing.reshape(-1, towns), places.reshape(-1, homes.height), reach)
    return Evaluation(
        years=futures.years,
        checked=np.isin(futures.years, terms.check_years),
        nursing=beds.nursing.sum(axis=-1).astype(np.float64),
        beds=beds.all.sum(axis=-1).astype(np.float64),
        placed=found.reshape(futures.willing.shape[:2]),
        willing=futures.willing.sum(axis=-1),
        disabled=futures.disabled.sum(axis=-1),
        share_target=terms.share_target,
        rate_target=terms.rate_target,
    )
