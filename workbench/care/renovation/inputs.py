"""Turns homes, futures and terms into the arrays of the renovation plan, and refuses what can't be planned."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from workbench.care.futures import Futures
from workbench.care.homes import within_reach
from workbench.care.need_table import Need
from workbench.care.renovation.problem import RenovationProblem
from workbench.care.renovation.terms import PlanTerms
from workbench.errors import InputError
from workbench.language import word

DEFAULT_FUTURES = 100
_COLUMNS = (
    "home_id",
    "home",
    "home_en",
    "town",
    "beds",
    "nursing_beds",
    "tekun_able",
    "other_residents",
    "other_nursing_residents",
    "convertible_beds",
    "buildable_beds",
    "conversion_cost_yuan_per_bed",
    "building_cost_yuan_per_bed",
)


def check_homes(homes: pl.DataFrame) -> None:
    """Refuse a table of homes that doesn't come from read_homes."""
    absent = [name for name in _COLUMNS if name not in homes.columns]
    if absent:
        raise InputError(f"homes: column {', '.join(absent)} missing; accepted: a table that read_homes returned")
    if homes.is_empty():
        raise InputError(word("care.no_home"))


def checked_count(need: Need, futures: int | None) -> int:
    """Return how many of a need's drawn futures to plan for (None: 100, or all of fewer); raises InputError."""
    count = min(DEFAULT_FUTURES, need.replicates) if futures is None else futures
    if count != int(count) or not 1 <= count <= need.replicates:
        raise InputError(
            f"futures={count}: the need holds {need.replicates} drawn futures; accepted: a whole number from 1 to "
            f"{need.replicates}"
        )
    return int(count)


def check_limits(gap: float, seconds: float) -> None:
    """Refuse a gap outside 0 to 1 and a time that is none."""
    if not 0 <= gap < 1:
        raise InputError(f"gap={gap}: a share from 0 to below 1 is wanted, such as 0.001")
    if not seconds > 0:
        raise InputError(f"seconds={seconds}: more than 0 is wanted")


def problem_of(homes: pl.DataFrame, drawn: Futures, expected: Futures, terms: PlanTerms) -> RenovationProblem:
    """Return the plan's arrays; at most floor((1 − confidence) × futures) futures may miss a target."""
    at = [drawn.years.index(year) for year in terms.check_years]
    ordinary = (homes["beds"] - homes["nursing_beds"]).to_numpy()
    # The ordinary residents of the base year keep their beds: able tekun persons and others without need of nursing.
    resident = (homes["tekun_able"] + homes["other_residents"] - homes["other_nursing_residents"]).to_numpy()
    closable = np.floor(terms.closable * ordinary + 1e-9).astype(np.int64)
    cost = np.stack(
        [
            homes["conversion_cost_yuan_per_bed"].to_numpy(),
            homes["building_cost_yuan_per_bed"].to_numpy(),
            np.full(homes.height, terms.closing_cost),
        ]
    )
    return RenovationProblem(
        cost=cost.astype(np.float64),
        most=np.stack([homes["convertible_beds"].to_numpy(), homes["buildable_beds"].to_numpy(), closable]),
        room=np.maximum(0, ordinary - resident),
        nursing=homes["nursing_beds"].to_numpy(),
        ordinary=ordinary,
        budget=terms.budget,
        capacity=terms.capacity,
        work_years=np.array(terms.work_years),
        check_years=np.array(terms.check_years),
        share=terms.share_target,
        rate=terms.rate_target,
        reach=within_reach(homes, terms.reach),
        willing=drawn.willing[:, at],
        disabled=drawn.disabled[:, at].sum(axis=-1),
        floor=terms.town_floor * expected.disabled[0, at],
        usual_willing=expected.willing[0, at],
        others=np.concatenate([drawn.other_nursing, expected.other_nursing])[:, at],
        occupancy=np.concatenate([drawn.occupancy, expected.occupancy]),
        on_time=np.concatenate([drawn.on_time, expected.on_time])[:, at],
        failures=math.floor((1 - terms.confidence) * len(drawn) + 1e-9),
    )
