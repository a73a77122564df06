"""What a plan must stand up to: the need, the willing, the other residents and late works in each drawn future."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.care.need_table import Need
from workbench.categories import SelfCare
from workbench.luck import replicate_draws
from workbench.place import need_place
from workbench.scenario import Scenario
from workbench.uncertainty.assumption_draws import draw_assumptions

# What is drawn of homes and people's wishes for each future; the need's own assumptions are drawn with it.
HOME_ASSUMPTIONS = (
    "willing_share_able",
    "willing_share_partial",
    "willing_share_complete",
    "care_occupancy_limit",
    "other_residents_growth",
    "works_on_time_share",
)


@dataclass(frozen=True, eq=False)
class Futures:
    """Futures of the care system by year; the last axis of need is the town, of homes the home.

    able, disabled: tekun persons who care for themselves, and who are partly or completely disabled, shape (futures,
    years, towns). complete: the completely disabled. willing, willing_able, willing_complete: those of them who would
    live in a home. other_nursing, other_ordinary: residents who are not tekun, with and without need of nursing, shape
    (futures, years, homes). occupancy: share of the beds that can be occupied, shape (futures,). on_time: whether a
    home's works of a year are finished in it, shape (futures, years, homes).
    """

    years: tuple[int, ...]
    able: NDArray[np.float64]
    disabled: NDArray[np.float64]
    willing: NDArray[np.float64]
    complete: NDArray[np.float64]
    willing_complete: NDArray[np.float64]
    willing_able: NDArray[np.float64]
    other_nursing: NDArray[np.float64]
    other_ordinary: NDArray[np.float64]
    occupancy: NDArray[np.float64]
    on_time: NDArray[np.bool_]

    def __len__(self) -> int:
        return int(self.disabled.shape[0])


def drawn_futures(need: Need, homes: pl.DataFrame, scenario: Scenario, count: int | None = None) -> Futures:
    """Return the first `count` drawn futures of a need (None: all)."""
    futures = need.replicates if count is None else min(count, need.replicates)
    drawn = {} if need.chance_only else draw_assumptions(scenario, HOME_ASSUMPTIONS, need.replicates, need.seed)
    values = {
        name: drawn.get(name, np.full(need.replicates, _value(scenario, name)))[:futures] for name in HOME_ASSUMPTIONS
    }
    ids = homes["home_id"].to_numpy()
    share = values["works_on_time_share"][:, None]
    on_time = [
        replicate_draws(need.seed, f"care: works of {year} on time", ids, futures) < share for year in need.years
    ]
    return _futures(need, need.drawn[:futures].astype(np.float64), homes, values, np.stack(on_time, axis=1))


def expected_future(need: Need, homes: pl.DataFrame, scenario: Scenario) -> Futures:
    """Return one future: the expected need, every assumption at its value, all works on time."""
    values = {name: np.array([_value(scenario, name)]) for name in HOME_ASSUMPTIONS}
    on_time = np.ones((1, len(need.years), homes.height), dtype=bool)
    return _futures(need, need.expected[None], homes, values, on_time)


def would_live_in_a_home(
    partial: NDArray[np.float64], complete: NDArray[np.float64], shares: Mapping[str, Any]
) -> NDArray[np.float64]:
    """Return how many of the partly and completely disabled would live in a home when there is a place."""
    return np.asarray(shares["willing_share_partial"] * partial + shares["willing_share_complete"] * complete)


def _value(scenario: Scenario, name: str) -> float:
    return scenario.resolved()[name].value


def _futures(
    need: Need,
    stock: NDArray[np.float64],
    homes: pl.DataFrame,
    values: Mapping[str, NDArray[np.float64]],
    on_time: NDArray[np.bool_],
) -> Futures:
    need_place(need.place, "the table of need")
    able, partial, complete = (stock[..., grade] for grade in (SelfCare.ABLE, SelfCare.PARTIAL, SelfCare.COMPLETE))
    each = {name: array[:, None, None] for name, array in values.items()}
    passed = np.arange(len(need.years))[None, :, None]
    growth = (1 + each["other_residents_growth"]) ** passed
    nursing = homes["other_nursing_residents"].to_numpy().astype(np.float64)
    others = homes["other_residents"].to_numpy().astype(np.float64)
    return Futures(
        years=need.years,
        able=able,
        disabled=partial + complete,
        willing=would_live_in_a_home(partial, complete, each),
        complete=complete,
        willing_complete=each["willing_share_complete"] * complete,
        willing_able=each["willing_share_able"] * able,
        other_nursing=growth * nursing,
        other_ordinary=growth * (others - nursing),
        occupancy=values["care_occupancy_limit"],
        on_time=on_time,
    )
