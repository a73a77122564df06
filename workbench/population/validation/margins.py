"""Holds what `margins_met` compares: a table of margins to fill, and a county's columns by person and dwelling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.errors import unknown
from workbench.population.figure_checks import SourcedFigure
from workbench.population.population import Population
from workbench.population.statistics import Statistics
from workbench.population.synthesis.assumptions import Assumptions
from workbench.population.synthesis.demography import residents

Floats = NDArray[np.float64]
RECIPE = "assumption of the recipe"
COLUMNS = {
    "margin": pl.String,
    "group": pl.String,
    "target": pl.Float64,
    "got": pl.Float64,
    "difference": pl.Float64,
    "tolerance": pl.Float64,
    "ok": pl.Boolean,
    "status": pl.String,
    "source": pl.String,
    "unit": pl.String,
    "use": pl.String,
}
# fitted: the synthesis was given the figure, or an assumption was chosen to meet it; held_out: neither; own_assumption:
# the target is no figure of anybody else. Only what is held out can speak for the county.
Use = Literal["fitted", "held_out", "own_assumption"]
# The unit of target, got, difference and tolerance by margin.
UNITS = {
    "residents": "persons",
    "persons by single year of age and sex, largest difference": "persons",
    "share aged 60 and more": "share",
    "dwellings by persons living there": "dwellings",
    "persons per dwelling": "persons/dwelling",
    "mean income per person, yuan/month": "yuan/month",
    "Gini of income per person": "index",
    "income quantile, yuan/month": "yuan/month",
    "persons per dwelling, poorest ÷ richest fifth of dwellings": "ratio",
    "income of persons living with a disabled person ÷ all": "ratio",
    "share with an activity of daily living lost": "share",
    "share with four or more activities lost (band)": "share",
    "share registered disabled (China's share)": "share",
    "share seriously ill": "share",
    "catastrophic health spending, share of dwellings": "share",
    "catastrophic health spending, mean excess over 40 %": "share",
    "catastrophic health spending, concentration index": "index",
    "catastrophic health spending, dwellings with 60+ (band of another survey)": "share",
    "catastrophic health spending, all dwellings (another survey)": "share",
    "share in school": "share",
    "share in senior high school": "share",
    "share in vocational school": "share",
    "share in preschool": "share",
    "share without able supporter, men of 60+ living alone": "share",
    "looks like tekun, share of residents (band)": "share",
    "looks like tekun, share aged 60+ (at least the target)": "share",
    "share of households with two dwellings": "share",
    "share of households in a dilapidated dwelling": "share",
    "share of households without a dwelling": "share",
    "share of households registered as poor": "share",
    "share of households owning a company": "share",
    "share of households with a vehicle": "share",
    "share of minors in the orphan scheme": "share",
    "share of the able who work": "share",
    "women's share of the employed": "share",
    "labour force, share of persons of 16 and more (China)": "share",
    "share of women who work ÷ share of men, 16 and more (China 2010)": "ratio",
    "share of persons of 60+ living alone or as a couple (CHARLS 2011)": "share",
    "share of the seriously ill who pay": "share",
    "health spending per person, yuan/year (China)": "yuan/year",
    "share holding a certificate, four or more activities lost": "share",
    "share with four or more activities lost, physical disability of grade 1": "share",
    "odds ratio of an activity lost, without able supporter": "ratio",
    "left behind, share of residents": "share",
    "town's share of urban residents": "share",
    "town's share of rural residents": "share",
}


@dataclass
class MarginTable:
    """Rows of the comparison, in the order they were added; fitted: the figures that the synthesis fits."""

    fitted: frozenset[tuple[str, str]]
    rows: list[tuple[str, str, float, float, float, float, bool, str, str, str, str]] = field(default_factory=list)

    def add(
        self,
        margin: str,
        group: str,
        target: float,
        got: float,
        tolerance: float,
        status: str,
        source: str,
        of: Iterable[tuple[str, str]],
    ) -> None:
        """Add one margin of UNITS; near enough is a difference of at most `tolerance`.

        of: series and group of the figures that the target is made of; none where it is the recipe's own.
        """
        if margin not in UNITS:
            raise unknown("margin", margin, UNITS, "margins")
        difference = got - target
        ok = bool(abs(difference) <= tolerance + 1e-12)
        figures = (float(target), float(got), float(difference), float(tolerance))
        self.rows.append((margin, group, *figures, ok, status, source, UNITS[margin], self._use(status, of)))

    def _use(self, status: str, of: Iterable[tuple[str, str]]) -> Use:
        """Say whether a target was fitted, held out, or is an assumption of the project's own."""
        if status == "assumed":
            return "own_assumption"
        return "held_out" if self.fitted.isdisjoint(of) else "fitted"

    def figure(self, margin: str, group: str, figure: SourcedFigure, got: float, tolerance: float) -> None:
        """Compare with a figure of the statistics."""
        self.add(margin, group, figure.value, got, tolerance, figure.status, figure.source, [figure.name])

    def assumed(self, margin: str, group: str, target: float, flags: NDArray[np.bool_]) -> None:
        """Compare a share with the recipe's own assumption."""
        self.add(margin, group, target, mean(flags), noise(target, flags.size), "assumed", RECIPE, ())


class CountyColumns:
    """The county's columns by person and by dwelling, with what it was made from."""

    def __init__(self, population: Population) -> None:
        arrays = population.arrays()
        self.population = population
        self.person, self.household = arrays.person, arrays.household
        self.figures: Statistics = population.provenance["statistics"]
        self.assumptions: Assumptions = population.provenance["assumptions"]
        counts = np.diff(arrays.starts)
        self.of_household = np.repeat(np.arange(counts.size), counts)
        _, first, dwelling = np.unique(
            population.households["dwelling_id"].to_numpy(), return_index=True, return_inverse=True
        )
        self.of_dwelling = dwelling[self.of_household]
        self.dwelling_residence = self.household["residence"][first]
        self.dwelling_size = np.bincount(self.of_dwelling)
        self.residence = self.household["residence"][self.of_household]
        self.targets = residents(self.figures, population.provenance["size"])

    def by_dwelling(self, values: NDArray[np.float64] | NDArray[np.bool_]) -> Floats:
        """Sum a column of persons over dwellings."""
        return np.bincount(self.of_dwelling, weights=values, minlength=self.dwelling_size.size).astype(np.float64)

    @cached_property
    def income(self) -> Floats:
        """Return disposable income per member by dwelling, yuan per month, exempt income included."""
        names = ("wage_income", "business_income", "property_income", "transfer_income", "exempt_income")
        return self.by_dwelling(sum(self.person[name] for name in names)) / self.dwelling_size  # type: ignore[arg-type]


def mean(flags: NDArray[np.bool_] | Floats) -> float:
    """Return the mean; NaN of nothing."""
    return float(np.mean(flags)) if flags.size else float("nan")


def noise(share: float, number: int, least: float = 0.0005) -> float:
    """Return three standard errors of a drawn share, at least `least`."""
    return max(least, 3 * float(np.sqrt(max(share * (1 - share), 0) / max(number, 1))))
