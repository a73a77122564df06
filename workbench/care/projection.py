"""The care system year by year: both targets, beds, unmet need, staff and money, expected and in every future."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.care.counts import COUNTS, RATIOS, care_counts
from workbench.care.futures import drawn_futures, expected_future
from workbench.care.need_table import Need
from workbench.care.works import no_works
from workbench.language import word, written
from workbench.place import current_place
from workbench.results import checked
from workbench.scenario import Scenario
from workbench.view import View, Viewed

Floats = NDArray[np.float64]
COUNTY = "county"
INDICATORS = (*COUNTS, *RATIOS)
_BANDS = {
    "low_95": 0.025,
    "low_80": 0.1,
    "low_50": 0.25,
    "median": 0.5,
    "high_50": 0.75,
    "high_80": 0.9,
    "high_95": 0.975,
}


@dataclass(frozen=True, eq=False, repr=False)
class Projection(Viewed):
    """Indicators by year and town.

    expected, drawn: count -> persons, beds or yuan a year; shapes (1, years, towns) and (futures, years, towns).
    Ratios with nothing below the line are not a number. In the base year the residents are those of the homes' table.
    """

    scenario: Scenario
    works: pl.DataFrame
    years: tuple[int, ...]
    expected: Mapping[str, Floats]
    drawn: Mapping[str, Floats]

    @check_kinds
    def of(self, indicator: str, *, town: bool = False, drawn: bool = True) -> Floats:
        """Return an indicator by future and year (and town): shape (futures, years[, towns])."""
        counts = self.drawn if drawn else self.expected

        def summed(name: str) -> Floats:
            return counts[name] if town else counts[name].sum(axis=-1)

        if indicator in counts:
            return summed(indicator)
        above, below, factor = RATIOS[indicator]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(factor * summed(above) / np.where(summed(below) > 0, summed(below), np.nan))

    @cached_property
    def county(self) -> pl.DataFrame:
        """One row per year and indicator: expected, median, and the ends of the 50, 80 and 95 % intervals."""
        return checked(pl.concat([self._rows(name).drop("town") for name in INDICATORS]), "projection")

    @cached_property
    def towns(self) -> pl.DataFrame:
        """One row per year, town and indicator, with the columns of `county`."""
        return checked(pl.concat([self._rows(name, town=True) for name in INDICATORS]), "projection")

    @cached_property
    def chances(self) -> pl.DataFrame:
        """One row per year and target (nursing_bed_share, centralised_rate, both, shortage): its probability.

        A shortage is a year in which half a person or more finds no place that they would take.
        """
        share = self.of("nursing_bed_share") >= self.goal("nursing_bed_share") - 1e-9
        rate = self.of("centralised_rate") >= self.goal("centralised_rate") - 1e-9
        events = {
            "nursing_bed_share": share,
            "centralised_rate": rate,
            "both": share & rate,
            "shortage": self.of("unmet_persons") >= 0.5,
        }
        table = pl.concat(
            pl.DataFrame({"year": self.years, "target": [name] * len(self.years), "probability": held.mean(axis=0)})
            for name, held in events.items()
        )
        return checked(table, "chances")

    def goal(self, target: str) -> float:
        """Return the value that a target (nursing_bed_share or centralised_rate) is to reach."""
        names = {"nursing_bed_share": "nursing_share_target", "centralised_rate": "centralised_rate_target"}
        return self.scenario.resolved()[names[target]].value

    @check_kinds
    def known(self, target: str) -> bool:
        """Say whether there is any bed, or anybody in need, of whom a target's indicator is a share in every year.

        Where only some futures have nobody the bands are left open; what is expected is known all the same.
        """
        path = self.county.filter(pl.col("indicator") == target)
        return bool(path["expected"].is_finite().all() and math.isfinite(path["median"][0]))

    @check_kinds
    def chance(self, target: str, year: int) -> float:
        """Return the probability of a target (or "both", "shortage") in a year."""
        found = self.chances.filter((pl.col("year") == year) & (pl.col("target") == target))
        return float(found["probability"].item())

    def value(self, indicator: str, year: int) -> float:
        """Return the county's expected value of an indicator in a year."""
        return float(self.of(indicator, drawn=False)[0, self.years.index(year)])

    def _rows(self, indicator: str, *, town: bool = False) -> pl.DataFrame:
        drawn, expected = self.of(indicator, town=town), self.of(indicator, town=town, drawn=False)[0]
        places = current_place().towns if town else (COUNTY,)
        shape = (len(self.years), len(places))
        bands = np.quantile(drawn, list(_BANDS.values()), axis=0).reshape(len(_BANDS), -1)
        year, column = (axis.ravel() for axis in np.indices(shape))
        return pl.DataFrame(
            {
                "year": np.asarray(self.years)[year],
                "town": [places[i] for i in column],
                "indicator": [indicator] * year.size,
                "expected": expected.ravel(),
                **dict(zip(_BANDS, bands, strict=True)),
            }
        )

    def _line(self) -> str:
        share, rate = (self.of(name, drawn=False)[0, -1] for name in ("nursing_bed_share", "centralised_rate"))
        return (
            f"Projection({self.years[0]} to {self.years[-1]}: in {self.years[-1]} {share:.1%} nursing-care beds, "
            f"{rate:.1%} centralised care expected)"
        )

    def _view(self) -> View:
        last = self.years[-1]
        facts = [
            (
                word(f"views.{name}", year=last),
                f"{written(self.value(name, last), 'share')} / {written(self.goal(name), 'share')}",
            )
            for name in ("nursing_bed_share", "centralised_rate")
        ]
        facts.append((word("views.chance_both", year=last), written(self.chance("both", last), "share")))
        heading = word("views.projection", title=self.scenario.title, first=self.years[0], last=last)
        return View(heading, facts)


@check_kinds
def project(need: Need, homes: pl.DataFrame, scenario: Scenario, works: pl.DataFrame | None = None) -> Projection:
    """Place every year's need in the homes' beds, with the works of a plan (None: without renovation).

    >>> project(stock, homes, baseline, plan.works)

    Partly and completely disabled persons take nursing beds, the completely disabled first; able ones ordinary beds.
    Others' residents come first: tekun persons take what they leave.
    """
    done = no_works() if works is None else works
    expected = care_counts(expected_future(need, homes, scenario), homes, scenario, done)
    drawn = care_counts(drawn_futures(need, homes, scenario), homes, scenario, done)
    return Projection(scenario, done, need.years, expected, drawn)
