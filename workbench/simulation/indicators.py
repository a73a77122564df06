"""The indicators of a run by county, residence, town or decile: coverage of the poor, errors, poverty, adequacy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.categories import Residence
from workbench.errors import InputError, unknown
from workbench.measures import poverty, quantile_groups, targeting
from workbench.results import checked
from workbench.simulation.run import Run
from workbench.simulation.same_people import same_people
from workbench.simulation.welfare import welfare

IndicatorGroup = Literal["county", "residence", "town", "decile"]
_GROUPS: tuple[IndicatorGroup, ...] = ("county", "residence", "town", "decile")


@check_kinds
def indicators(run: Run, by: IndicatorGroup = "county", *, line: Run | None = None) -> pl.DataFrame:
    """Return one row per group with the indicators of measures.targeting and measures.poverty.

    Welfare is income per head of the dwelling before assistance; poor means below the dibao standard of the person's
    residence in `line` (default: the run itself). Give the baseline as `line` when scenarios are compared, since a
    higher standard would otherwise make more people poor and lower the coverage it raises.
    Columns: group, persons, poor, covered_persons, coverage_of_poor, exclusion_error, inclusion_error, leakage,
    benefit_cost_ratio, gap_reduction, adequacy, cgh_index, targeting_differential, headcount_before, headcount_after,
    gap_before, gap_after. Shares; 0/0 is NaN.
    """
    if by not in _GROUPS:
        raise unknown("group", by, _GROUPS)
    if line is not None and not same_people(line.population, run.population):
        raise InputError("the run that gives the line is of another population")
    well = welfare(run)
    standard = well.line if line is None else welfare(line).line
    covered = run.row("dibao_recipient") | run.row("tekun_recipient")
    rows = []
    for name, mask in _masks(run, by).items():
        w, before, transfer = well.weight[mask], well.before[mask], well.transfer[mask]
        hit = targeting(before, transfer, standard[mask], w, well.recipient[mask])
        poor_before = poverty(before, standard[mask], w)
        poor_after = poverty(before + transfer, standard[mask], w)
        rows.append(
            {
                "group": name,
                "persons": hit.persons,
                "poor": hit.poor,
                "covered_persons": float(w[covered[mask]].sum()),
                "coverage_of_poor": hit.coverage_of_poor,
                "exclusion_error": hit.exclusion_error,
                "inclusion_error": hit.inclusion_error,
                "leakage": hit.leakage,
                "benefit_cost_ratio": hit.benefit_cost_ratio,
                "gap_reduction": hit.gap_reduction,
                "adequacy": hit.adequacy,
                "cgh_index": hit.cgh_index,
                "targeting_differential": hit.targeting_differential,
                "headcount_before": poor_before.headcount,
                "headcount_after": poor_after.headcount,
                "gap_before": poor_before.gap,
                "gap_after": poor_after.gap,
            }
        )
    return checked(pl.DataFrame(rows), "indicators")


@check_kinds
def coverage_of_poor(
    run: Run, by: Literal["county", "town"] = "county", *, line: Run | None = None
) -> dict[str, float]:
    """Return the share of the poor who live in a dwelling that receives, as `indicators` does, but at once.

    NaN where nobody is poor.
    """
    poor = _the_poor(run if line is None else line)
    reached = welfare(run).recipient[poor.rows]
    towns = run.population.town_names
    hit = np.bincount(poor.town[reached], poor.weight[reached], len(towns))
    if by == "county":
        everybody = poor.by_town.sum()
        return {"county": float(hit.sum() / everybody) if everybody else float("nan")}
    return {name: float(h / b) if b else float("nan") for name, h, b in zip(towns, hit, poor.by_town, strict=True)}


@check_kinds
def coverage_errors(run: Run, *, line: Run | None = None) -> tuple[dict[str, float], dict[str, float]]:
    """Return by town the standard error of the coverage of the poor, and of its change from the run `line`.

    Shares. Another draw of the same county would have other dwellings in a town: they are clusters drawn with
    replacement, and the share is a ratio of two totals (Särndal, Swensson and Wretman 1992, section 5.6). NaN in a town
    whose poor live in fewer than two dwellings.
    """
    base = run if line is None else line
    poor = _the_poor(base)
    reached = welfare(run).recipient[poor.rows].astype(np.float64)
    gained = reached - welfare(base).recipient[poor.rows]
    errors = (poor.ratio_errors(values) for values in (reached, gained))
    now, change = (dict(zip(run.population.town_names, found.tolist(), strict=True)) for found in errors)
    return now, change


@dataclass(frozen=True, eq=False)
class _Poor:
    """The persons below the standard of a run: rows, towns, weights and dwellings (numbered), their weight by town."""

    rows: NDArray[np.int64]
    town: NDArray[np.int8]
    weight: NDArray[np.float64]
    dwelling: NDArray[np.int64]
    by_town: NDArray[np.float64]

    def ratio_errors(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return each town's standard error of the weighted mean of a value of persons, dwellings being clusters."""
        towns = len(self.by_town)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.bincount(self.town, self.weight * values, towns) / self.by_town
            away = np.bincount(self.dwelling, self.weight * (values - mean[self.town]))
            of_town = np.zeros(away.size, np.int64)
            of_town[self.dwelling] = self.town
            dwellings = np.bincount(of_town, minlength=towns)
            # the distances of a town add to 0, so that their squares are those from their mean
            squares = np.bincount(of_town, away**2, towns) * dwellings / (dwellings - 1)
            return np.where(dwellings > 1, np.sqrt(squares) / self.by_town, np.nan)


_poor_of: WeakKeyDictionary[Run, _Poor] = WeakKeyDictionary()


def _the_poor(run: Run) -> _Poor:
    if run not in _poor_of:
        well, columns = welfare(run), run.population.arrays()
        rows = np.flatnonzero(well.before < well.line)
        town = columns.to_persons(columns.household["town"])[rows]
        weight = well.weight[rows]
        by_town = np.bincount(town, weight, len(run.population.town_names)).astype(np.float64)
        household = np.searchsorted(columns.starts, rows, side="right") - 1
        ids = run.population.households["dwelling_id"].to_numpy()[household]
        dwelling = np.unique(ids, return_inverse=True)[1]
        _poor_of[run] = _Poor(rows, town, weight, dwelling, by_town)
    return _poor_of[run]


def _masks(run: Run, by: IndicatorGroup) -> dict[str, np.ndarray]:
    columns = run.population.arrays()
    if by == "county":
        return {"county": np.ones(int(columns.starts[-1]), np.bool_)}
    if by == "residence":
        code = columns.to_persons(columns.household["residence"])
        return {member.name.lower(): code == member for member in sorted(Residence)}
    if by == "town":
        code = columns.to_persons(columns.household["town"])
        return {town: code == number for number, town in enumerate(run.population.town_names)}
    well = welfare(run)
    group = quantile_groups(well.before, well.weight, 10)
    return {str(number): group == number for number in range(1, 11)}
