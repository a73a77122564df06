"""Fits the factors of the recalibration, so that a cohort has as many disabled as the surveys found.

The county was built from the surveys' shares by age group. Matrices under which these shares do not last would make
its stock of disabled persons jump in the first year, for no other reason than that two sources disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.care.self_care.factors import factors_of_everybody
from workbench.categories import Sex
from workbench.errors import InputError
from workbench.language import word
from workbench.population.self_care.factors import Factors
from workbench.population.self_care.mortality import OLDEST
from workbench.population.self_care.recalibration import Cohort, recalibrated_cohort
from workbench.population.statistics import Statistics, national_statistics
from workbench.scenario import Scenario
from workbench.view import View, Viewed

Floats = NDArray[np.float64]

# Assumed: what the county holds among persons of 70 and more who lost any item, by the shares in its recipe. No survey
# by age was found; 1 to 3 % of persons of 60 and more have lost four items or more.
COMPLETE_SHARE = 0.12
_GROUPS = {"60-69": slice(60, 70), "70-79": slice(70, 80), "80+": slice(80, OLDEST + 1)}
_OLD = slice(70, OLDEST + 1)
_INCIDENCE = slice(65, OLDEST + 1)
# The two published incidences differ by a third and come from another survey than the shares: half the weight.
_INCIDENCE_WEIGHT = 0.5
_NAMES = ("onset", "worsening", "recovery", "onset_women_to_men", "worsening_women_to_men")


@dataclass(frozen=True, eq=False, repr=False)
class Fit(Viewed):
    """The fitted factors, by their names in `Factors`, and how well they meet their targets.

    factors: name → value. table: measure, sex, age_group, target, fitted (shares, or per person-year), difference.
    """

    factors: dict[str, float]
    table: pl.DataFrame

    def _line(self) -> str:
        return f"Fit({len(self.factors)} factors; largest difference from its target {self._worst:.3g})"

    @property
    def _worst(self) -> float:
        return float(np.abs(self.table["difference"].to_numpy()).max())

    def _view(self) -> View:
        facts = [(name, f"{value:.4g}") for name, value in self.factors.items()]
        return View(word("views.fit"), [*facts, (word("views.largest_difference"), f"{self._worst:.3g}")])


@check_kinds
def fit_to_prevalence(
    scenario: Scenario, *, complete_share: float = COMPLETE_SHARE, persons: Floats | None = None
) -> Fit:
    """Return the factors under which a cohort meets the surveys; takes about two seconds.

    >>> fit_to_prevalence(baseline).factors

    Targets: the share with any item lost by age group (meta-analysis, published), split between the sexes as the county
    does, by the ratio of the published shares of men and women; `complete_share`, that of complete loss among persons
    of 70 and more who lost any, for each sex; the incidence at 65 and more of two cohorts (CLHLS, published). The last
    is needed because many pairs of onset and recovery hold the same shares. Five factors, ten targets; least squares
    of the logarithms, so that each target misses by its proportion.

    scenario: gives the other factors (life expectancies, what happens below 65), which are kept as they are.
    persons: by sex and age, shape (2, 111); None: the life table's.
    Raises InputError for a complete_share outside 0 to 1 and for persons of another shape.
    """
    from scipy.optimize import least_squares

    if not 0 < complete_share < 1:
        raise InputError(f"complete_share={complete_share:g}; a share between 0 and 1 is wanted")
    shape = (len(Sex), OLDEST + 1)
    if persons is not None and persons.shape != shape:
        raise InputError(f"persons: an array of shape {persons.shape}; {shape} is wanted: sexes and ages 0 to {OLDEST}")
    figures = national_statistics()
    kept = factors_of_everybody(scenario)

    def cohort(logarithms: Floats) -> Cohort:
        fitted = dict(zip(_NAMES, np.exp(logarithms).tolist(), strict=True))
        return recalibrated_cohort(**cast("Factors", {**kept, **fitted}))

    def rows(logarithms: Floats) -> list[tuple[str, str, str, float, float]]:
        return _compared(cohort(logarithms), persons, complete_share, figures)

    def residuals(logarithms: Floats) -> Floats:
        weights = {"incidence": _INCIDENCE_WEIGHT}
        return np.array([weights.get(measure, 1.0) * np.log(got / aim) for measure, _, _, aim, got in rows(logarithms)])

    found = least_squares(residuals, np.log([0.2, 0.1, 0.5, 0.8, 0.5]))
    table = pl.DataFrame(
        rows(found.x), schema=["measure", "sex", "age_group", "target", "fitted"], orient="row"
    ).with_columns(difference=pl.col("fitted") - pl.col("target"))
    return Fit(dict(zip(_NAMES, np.exp(found.x).tolist(), strict=True)), table)


def _compared(
    lives: Cohort, persons: Floats | None, complete_share: float, figures: Statistics
) -> list[tuple[str, str, str, float, float]]:
    """Return measure, sex, age group, target, and what the cohort has."""
    people = lives.alive if persons is None else persons
    lost, complete = people * lives.mix[..., 1:].sum(axis=-1), people * lives.mix[..., 2]
    relative = np.array([figures.value("adl_any_lost_by_sex", sex.name.lower()) for sex in Sex])
    rows = []
    for group, ages in _GROUPS.items():
        here = people[:, ages].sum(axis=1)
        aims = figures.value("adl_any_lost", group) * relative * here.sum() / (here * relative).sum()
        rows += [
            ("any lost", sex.name.lower(), group, float(aims[sex]), float(lost[sex, ages].sum() / here[sex]))
            for sex in Sex
        ]
    for sex in Sex:
        share = complete[sex, _OLD].sum() / lost[sex, _OLD].sum()
        rows.append(("complete of lost", sex.name.lower(), "70+", complete_share, float(share)))
    healthy = (people * lives.mix[..., 0])[:, _INCIDENCE]
    losing = lives.matrices[:, _INCIDENCE, 0, 1:3].sum(axis=-1)
    incidence = float((healthy * losing).sum() / healthy.sum())
    rows += [("incidence", "both", group, aim, incidence) for group, aim in figures.values("adl_incidence").items()]
    return rows
