"""The tekun stock year by year as the other modules of the room read it: expected numbers and drawn futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.categories import SelfCare, labels
from workbench.language import choice_name, word, written, written_range
from workbench.place import current_place, need_place
from workbench.results import checked
from workbench.view import Cells, View, Viewed

GRADES: tuple[str, ...] = tuple(labels(SelfCare))
# What happens in a year. The first three change the stock; need begins when a person loses self-care or enters without
# it, and ends with recovery, death or leaving.
FLOWS: tuple[str, ...] = ("entered", "died", "left", "worsened", "recovered", "need_began", "need_ended")


@dataclass(frozen=True, eq=False, repr=False)
class Need(Viewed):
    """Tekun persons by year, town and self-care grade, at the end of each year.

    years: the first is the base year, whose stock is the run's. expected: persons, shape (years, towns, grades), with
    every assumption at its value. drawn: whole persons, shape (replicates, years, towns, grades): chance and the
    assumptions within their plausible ranges. flows, expected_flows: persons, shapes (replicates, years, towns, 7) and
    (years, towns, 7) in the order of FLOWS; none in the base year. assumptions: name -> the drawn values, shape
    (replicates,); those not drawn are constant. seed: of the draws. chance_only: no assumption is drawn, here or for
    the homes. place: the code of the place whose towns these are.
    """

    years: tuple[int, ...]
    expected: NDArray[np.float64]
    drawn: NDArray[np.int64]
    expected_flows: NDArray[np.float64]
    flows: NDArray[np.int64]
    assumptions: Mapping[str, NDArray[np.float64]]
    seed: int
    chance_only: bool = False
    place: str = field(default_factory=lambda: current_place().code)

    @property
    def replicates(self) -> int:
        """The number of drawn futures."""
        return int(self.drawn.shape[0])

    def year_index(self, year: int) -> int:
        """Return the place of a year; raises ValueError for one outside."""
        return self.years.index(year)

    def table(self) -> pl.DataFrame:
        """Return one row per year, town and grade: persons (expected), persons_low, persons_high (80 % interval)."""
        need_place(self.place, "the table of need")
        low, high = np.quantile(self.drawn, [0.1, 0.9], axis=0)
        index = np.indices(self.expected.shape).reshape(3, -1)
        table = pl.DataFrame(
            {
                "year": np.asarray(self.years)[index[0]],
                "town": [current_place().towns[i] for i in index[1]],
                "grade": [GRADES[i] for i in index[2]],
                "persons": self.expected.ravel(),
                "persons_low": low.ravel(),
                "persons_high": high.ravel(),
            }
        )
        return checked(table, "need")

    def _line(self) -> str:
        first, last = (self.expected[k].sum() for k in (0, -1))
        return (
            f"Need({self.years[0]} to {self.years[-1]}: {first:,.0f} to {last:,.0f} tekun persons expected; "
            f"{self.replicates} futures)"
        )

    def _view(self) -> View:
        totals = self.drawn.sum(axis=(2, 3))
        ends = np.quantile(totals, [0.1, 0.9], axis=0)
        rows = tuple(
            (
                str(year),
                *(written(float(value), "persons") for value in self.expected[place].sum(axis=0)),
                written(float(self.expected[place].sum()), "persons"),
                written_range(float(ends[0, place]), float(ends[1, place]), "persons"),
            )
            for place, year in enumerate(self.years)
        )
        headings = (word("views.year"), *map(choice_name, GRADES), word("views.together"), word("views.range"))
        return View(word("views.need", n=self.replicates), (), (Cells(headings, rows),))
