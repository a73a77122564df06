"""Compares a synthetic county with every margin it should meet: target, got, difference, and whether that will do.

Nothing is hidden: a margin that is off stays in the table with ok = false. Tolerances are zero for what is made exact,
else a stated distance or three standard errors of the draw, whichever is larger (small counties are noisier).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.categories import Residence, Sex
from workbench.errors import InputError
from workbench.measures import gini, quantile_groups
from workbench.population.population import Population
from workbench.population.statistics import Statistics
from workbench.population.synthesis.demography import SIZE_CLASSES, size_targets
from workbench.population.synthesis.incomes import income_distributions
from workbench.population.synthesis.pyramid import target_pyramid
from workbench.population.validation import joint
from workbench.population.validation.attributes import ATTRIBUTE_MARGINS
from workbench.population.validation.margins import COLUMNS, CountyColumns, MarginTable, mean

Floats = NDArray[np.float64]
_QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.95)
_FITTED = "fitted to published group means"


@check_kinds
def margins_met(population: Population) -> pl.DataFrame:
    """Return one row per margin: margin, group, target, got, difference, tolerance, ok, status, source, unit, use.

    >>> margins_met(county).filter(pl.col("ok")).height > 50
    True

    use: fitted (the synthesis is given the figure, or an assumption of the recipe was chosen to meet it), held_out
    (neither, so that meeting it says something of the county), own_assumption (the target is the project's own).
    Shares are shares of 1; incomes yuan per month. Raises InputError for a population that was not synthesised whole.
    """
    provenance = population.provenance
    if not population.synthetic or "selected_households" in provenance:
        raise InputError("margins_met: only a whole synthetic county has margins to be compared with")
    if "grown" in provenance:
        raise InputError(
            f"margins_met: the incomes were grown to {population.incomes_year}; the published figures are older: "
            "ask of the county as it was made"
        )
    table = MarginTable(provenance["fitted_figures"])
    county = CountyColumns(population)
    for part in (
        _people,
        _dwellings,
        _incomes,
        _gradients,
        *ATTRIBUTE_MARGINS,
        joint.work,
        joint.elders,
        joint.illness,
        joint.self_care,
        joint.left_behind,
    ):
        part(county, table)
    return pl.DataFrame(table.rows, schema=COLUMNS, orient="row")


def _people(county: CountyColumns, table: MarginTable) -> None:
    figures = county.figures
    whole = county.population.provenance["size"] is None  # else the figures are those of a larger county
    total = figures.figure("resident_population", "county")
    parts = [figures.figure(f"{one.name.lower()}_residents", "county") for one in Residence]
    of_total = [part.name for part in parts]  # the county is made of its parts, so that their sum is no news
    if whole:  # the people are as many as the parts add to, and all three are rounded
        rounding = total.rounding + sum(part.rounding for part in parts)
        table.add(
            "residents", "county", total.value, county.residence.size, rounding, total.status, total.source, of_total,
        )  # fmt: skip
    else:
        table.add(
            "residents", "county", county.targets.sum(), county.residence.size, 0, total.status, total.source, of_total,
        )  # fmt: skip
    for one, part in zip(Residence, parts, strict=True):
        word, here = one.name.lower(), county.residence == one
        target = part.value if whole else county.targets[one]
        table.add("residents", word, target, here.sum(), 0.5, part.status, part.source, [part.name])
        wanted = target_pyramid(figures, one, int(county.targets[one]))
        age, sex = county.person["age"][here], county.person["sex"][here]
        got = np.stack([np.bincount(age[sex == s], minlength=wanted.shape[1]) for s in Sex])
        table.add(
            "persons by single year of age and sex, largest difference", word, 0, np.abs(got - wanted).max(), 0,
            "estimated", f"{_pyramid_source(figures)}; bent to the share aged 60 and more",
            _names(figures, "pyramid_shape"),
        )  # fmt: skip
        table.figure(
            "share aged 60 and more", word, figures.figure("share_60_plus", word), mean(age >= 60), 0.5 / here.sum()
        )


def _dwellings(county: CountyColumns, table: MarginTable) -> None:
    mean = county.figures.figure("mean_dwelling_size", "county")
    source = "China 2020 size shares tilted to the county's mean dwelling size"
    of_sizes = _names(county.figures, "dwelling_size_shares")
    for one in Residence:
        word, here = one.name.lower(), county.dwelling_residence == one
        sizes = county.dwelling_size[here]
        wanted = size_targets(county.figures, int(county.targets[one]))
        got = np.bincount(np.minimum(sizes, SIZE_CLASSES), minlength=SIZE_CLASSES + 1)[1:]
        for number in range(SIZE_CLASSES):
            name = f"{word} {number + 1}" + ("+" if number + 1 == SIZE_CLASSES else "")
            table.add(
                "dwellings by persons living there", name, wanted[number], got[number], 0, "unverified", source,
                of_sizes,
            )  # fmt: skip
        table.figure("persons per dwelling", word, mean, float(sizes.mean()), 0.5 / sizes.size * mean.value + 1e-3)


def _incomes(county: CountyColumns, table: MarginTable) -> None:
    distributions = income_distributions(county.figures, str(county.population.tail))
    for one, fitted in distributions.items():
        word, here = one.name.lower(), county.dwelling_residence == one
        income, size = county.income[here], county.dwelling_size[here]
        mean = county.figures.figure("mean_income", word)
        table.add(
            "mean income per person, yuan/month", word, fitted.mean, np.average(income, weights=size), 0.02,
            mean.status, f"{mean.source}: {mean.note}",
            [mean.name],
        )  # fmt: skip
        order = np.argsort(income, kind="stable")
        ranks = np.cumsum(size[order]) / size.sum()
        table.add(
            "Gini of income per person",
            word,
            fitted.gini(),
            gini(income, size),
            0.005,
            "estimated",
            _FITTED,
            [mean.name],
        )
        for q in _QUANTILES:
            got = float(np.interp(q, ranks, income[order]))
            wanted = float(fitted.ppf(q))
            table.add(
                "income quantile, yuan/month", f"{word} {q:g}", wanted, got, 0.02 * wanted, "estimated", _FITTED,
                [mean.name],
            )  # fmt: skip


def _gradients(county: CountyColumns, table: MarginTable) -> None:
    disabled = county.by_dwelling(county.person["disability_grade"] > 0) > 0
    for one in Residence:
        word, here = one.name.lower(), county.dwelling_residence == one
        income, size = county.income[here], county.dwelling_size[here]
        fifth = quantile_groups(income, groups=5)
        ratio = float(size[fifth == 1].mean() / size[fifth == 5].mean())
        table.figure(
            "persons per dwelling, poorest ÷ richest fifth of dwellings", word,
            county.figures.figure("size_ratio_poorest_to_richest", word), ratio, 0.1,
        )  # fmt: skip
        mark = disabled[here]
        got = (
            float(np.average(income[mark], weights=size[mark]) / np.average(income, weights=size))
            if mark.any()
            else np.nan
        )
        table.figure(
            "income of persons living with a disabled person ÷ all", word,
            county.figures.figure("income_ratio_disabled", word), got, 0.05 + 1.5 / np.sqrt(max(int(mark.sum()), 1)),
        )  # fmt: skip


def _names(figures: Statistics, series: str) -> list[tuple[str, str]]:
    """Return series and group of all figures of a series."""
    return [(series, group) for group in figures.groups(series)]


def _pyramid_source(figures: Statistics) -> str:
    """Return the source of the pyramid's shape, without what is said of single rows."""
    return figures.figure("pyramid_shape", figures.groups("pyramid_shape")[0]).source
