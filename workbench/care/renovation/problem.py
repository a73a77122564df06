"""The renovation as plain arrays: homes, limits, and what each future asks; any number of homes, towns and futures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CONVERT, BUILD, CLOSE = range(3)
MILLION = 1e6  # money in millions keeps the numbers of the programme near each other
TOLERANCE = 1e-6  # of a bed or a person: less than that is rounding


@dataclass(frozen=True, eq=False)
class RenovationProblem:
    """What a plan may do and must reach. Axes: 3 actions (convert, build, close), H homes, W years of works, K futures,
    C years in which the targets are checked, T towns.

    cost: yuan per bed, (3, H). most: beds of each action in all years, (3, H). room: ordinary beds that may go,
    converted or closed, (H,). nursing, ordinary: beds now, (H,). budget: yuan a year; capacity: beds a year (converted
    and built). work_years, check_years: calendar years, (W,), (C,). share, rate: the targets. reach: (T, H).
    willing: persons who would move in, (K, C, T). disabled: persons in the county, (K, C). floor: persons who must find
    a place in the expected future, (C, T); usual_willing: who would move in there, (C, T). others: residents who take
    nursing beds first, (K + 1, C, H); occupancy: (K + 1,); on_time: whether works of the check year itself serve in it,
    (K + 1, C, H). In these three the last entry is the expected future. failures: futures of the K in which a target
    may be missed.
    """

    cost: Floats
    most: Ints
    room: Ints
    nursing: Ints
    ordinary: Ints
    budget: float
    capacity: float
    work_years: Ints
    check_years: Ints
    share: float
    rate: float
    reach: Bools
    willing: Floats
    disabled: Floats
    floor: Floats
    usual_willing: Floats
    others: Floats
    occupancy: Floats
    on_time: Bools
    failures: int

    @property
    def homes(self) -> int:
        """The number of homes."""
        return int(self.nursing.size)

    @property
    def futures(self) -> int:
        """The number of drawn futures (without the expected one)."""
        return int(self.disabled.shape[0])

    @property
    def demand(self) -> Floats:
        """Persons by town who may be placed; the expected future asks for the floor only; (K + 1, C, T)."""
        return np.concatenate([self.willing, np.minimum(self.floor, self.usual_willing)[None]])

    @property
    def required(self) -> Floats:
        """Persons who must be placed in the county; (K + 1, C)."""
        return np.concatenate([self.rate * self.disabled, self.floor.sum(axis=-1)[None]])

    @property
    def serving(self) -> Bools:
        """Whether works of a year serve in a check year (late ones a year later); (K + 1, C, H, W)."""
        before = self.work_years[None, :] < self.check_years[:, None]
        during = self.work_years[None, :] == self.check_years[:, None]
        return np.asarray(before[None, :, None, :] | (during[None, :, None, :] & self.on_time[..., None]))

    @property
    def started(self) -> Bools:
        """Whether works of a year have begun by the end of a check year: their ordinary beds are gone; (C, W)."""
        return self.work_years[None, :] <= self.check_years[:, None]

    @property
    def most_gained(self) -> Ints:
        """Nursing beds that a home can gain; (H,)."""
        return np.asarray(np.minimum(self.most[CONVERT], self.room) + self.most[BUILD])

    def beds(self, works: Ints) -> tuple[Ints, Ints]:
        """Return nursing beds (K + 1, C, H) and ordinary beds (C, H) under works of shape (3, H, W)."""
        gained = works[CONVERT] + works[BUILD]
        nursing = self.nursing + (self.serving * gained).sum(axis=-1)
        lost = (self.started[:, None, :] * (works[CONVERT] + works[CLOSE])).sum(axis=-1)
        return nursing, self.ordinary - lost

    def places(self, nursing: NDArray[Any]) -> Floats:
        """Return the nursing places that the others leave, 0 where they need more than there are; (K + 1, C, H)."""
        return np.asarray(np.maximum(0.0, self.occupancy[:, None, None] * nursing - self.others))

    def share_slack(self, works: Ints) -> Floats:
        """Return nursing beds beyond what the share asks (negative: missing), in each drawn future; (K, C)."""
        nursing, ordinary = self.beds(works)
        total = nursing[:-1].sum(axis=-1)
        return np.asarray(total - self.share * (total + ordinary.sum(axis=-1)))
