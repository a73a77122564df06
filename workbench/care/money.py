"""What care costs and who pays: centralised against dispersed care of the same person, and the county year by year.

A tekun person's basic standard and care fee (§3; 国发〔2016〕14号) are paid either way; in a home they go to the home.
What a bed and its care workers cost beyond them is the running gap, which the county bears, as it bears visits to those
cared for at home. Works are spread over `bed_life_years` per person, and counted in full in their year for the county.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, need_columns
from workbench.care.need_table import GRADES
from workbench.care.projection import Projection
from workbench.law import PAYERS, payer_table
from workbench.money import to_fen
from workbench.results import FRAMES, checked
from workbench.simulation.run import Run

SETTINGS = ("centralised", "dispersed")
ITEMS = ("basic", "care_fee", "running_gap", "capital", "visits")
MONTHS = 12


@check_kinds
def cost_of_care(run: Run, homes: pl.DataFrame) -> pl.DataFrame:
    """Return one row per grade, setting and item: yuan_per_year for one person.

    >>> cost_of_care(run_of_care, homes)

    The basic standard is the mean over the run's tekun recipients (urban and rural). An able person takes an ordinary
    bed, the others a nursing bed; a bed's cost is the mean over the homes' beds of its kind.
    """
    need_columns("homes", homes, ("beds", "nursing_beds"), "read_homes()")
    care = _care_values(run)
    fees = {grade: MONTHS * _care_fee(run, grade) for grade in GRADES}
    each = yuan_per_person(care, MONTHS * _mean_basic_standard(run), fees, bed_costs(homes))
    capital = _capital_of_a_bed(homes) / care["bed_life_years"]
    rows = []
    for grade in GRADES:
        items = {key: value for key, value in each.items() if key[0] == grade}
        rows += [(*key, value) for key, value in items.items() if key[1] == "centralised"]
        rows.append((grade, "centralised", "capital", 0.0 if grade == "able" else capital))
        rows += [(*key, value) for key, value in items.items() if key[1] == "dispersed"]
    return checked(pl.DataFrame(rows, schema=list(FRAMES["cost_of_care"]), orient="row"), "cost_of_care")


def yuan_per_person(
    care: Mapping[str, Any], basic: Any, fees: Mapping[str, Any], beds: Mapping[str, float]
) -> dict[tuple[str, str, str], Any]:
    """Return yuan a year for one person by grade, setting and item, the works left out.

    care: the care room's parameters. basic, fees: basic standard, and care fee by grade, yuan a year. beds: see
    `bed_costs`. Numbers, or arrays of one length with one number a scenario.
    """
    found: dict[tuple[str, str, str], Any] = {}
    for grade in GRADES:
        workers = MONTHS * care["carer_cost_per_month"] / care[f"residents_per_carer_{grade}"]
        bed = beds["ordinary" if grade == "able" else "nursing"]
        for setting in SETTINGS:
            found[grade, setting, "basic"], found[grade, setting, "care_fee"] = basic, fees[grade]
        found[grade, "centralised", "running_gap"] = np.maximum(0.0, bed + workers - basic - fees[grade])
        found[grade, "dispersed", "visits"] = care["home_visit_cost_per_year"]
    return found


def bed_costs(homes: pl.DataFrame) -> dict[str, float]:
    """Return the mean yuan a year of an ordinary and of a nursing bed, over the homes' beds of the kind."""
    return {kind: _bed_cost(homes, kind) for kind in ("ordinary", "nursing")}


@check_kinds
def care_costs(run: Run, homes: pl.DataFrame, projection: Projection) -> pl.DataFrame:
    """Return one row per year, item and payer: cost_yuan_per_year (expected) of all tekun care and of the works.

    >>> care_costs(run_of_care, homes, projection)

    Basic standard and care fee are shared as the programme tekun is, the works between province and county
    (`works_province_share`); the county bears running gaps and visits.
    """
    rows = []
    for year, item, yuan in _yearly(run, homes, projection):
        rows += [(year, item, payer, yuan * share) for payer, share in _shares(run, item).items() if share * yuan > 0]
    return checked(pl.DataFrame(rows, schema=list(FRAMES["care_costs"]), orient="row"), "care_costs")


def _yearly(run: Run, homes: pl.DataFrame, projection: Projection) -> Iterator[tuple[int, str, float]]:
    each = {(g, s, i): y for g, s, i, y in cost_of_care(run, homes).iter_rows()}
    living = {setting: _persons(projection, setting) for setting in SETTINGS}
    for t, year in enumerate(projection.years):
        for item in ITEMS:
            if item == "capital":
                yuan = float(projection.of("capital_yuan", drawn=False)[0, t])
            else:
                yuan = sum(
                    float(living[setting][g, t]) * each.get((grade, setting, item), 0.0)
                    for setting in SETTINGS
                    for g, grade in enumerate(GRADES)
                )
            yield year, item, yuan


def _persons(projection: Projection, setting: str) -> NDArray[np.float64]:
    """Return expected tekun persons by grade and year who live in homes, or at home; shape (3, years)."""

    def total(count: str) -> NDArray[np.float64]:
        return np.asarray(projection.of(count, drawn=False)[0])

    placed, complete = total("placed_persons"), total("placed_complete_persons")
    in_homes = np.stack([total("placed_able_persons"), placed - complete, complete])
    if setting == "centralised":
        return in_homes
    everybody = np.stack(
        [total("able_persons"), total("disabled_persons") - total("complete_persons"), total("complete_persons")]
    )
    return np.asarray(everybody - in_homes)


def _shares(run: Run, item: str) -> Mapping[str, float]:
    if item in {"basic", "care_fee"}:
        shares = payer_table().with_shares(run.scenario.payers).shares["tekun"]
        return {payer: shares.of(payer) for payer in PAYERS}
    if item == "capital":
        province = _care_values(run)["works_province_share"]
        return {"province": province, "county": 1.0 - province}
    return {"county": 1.0}


def _care_values(run: Run) -> dict[str, float]:
    return {name: item.value for name, item in run.resolved.items() if item.parameter.section == "care"}


def _mean_basic_standard(run: Run) -> float:
    """Return yuan a month over the recipients; the rural standard when there is none."""
    rows = run.totals.filter(pl.col("programme") == "tekun").group_by("residence").agg(pl.col("persons").sum())
    persons: dict[str, float] = dict(rows.iter_rows())
    everybody = sum(persons.values())
    if not everybody:
        return run.standards["rural_tekun_basic_standard"]
    return sum(count * run.standards[f"{place}_tekun_basic_standard"] for place, count in persons.items()) / everybody


def _care_fee(run: Run, grade: str) -> float:
    """Return the care fee in yuan a month, as the law pays it."""
    rate, wage = run.resolved[f"care_fee_rate_{grade}"].value, run.resolved["minimum_wage"].value
    return float(to_fen(rate * wage))


def _bed_cost(homes: pl.DataFrame, kind: str) -> float:
    """Return the mean yuan a year of a bed of a kind, over the homes' beds of that kind."""
    beds = homes["nursing_beds"] if kind == "nursing" else homes["beds"] - homes["nursing_beds"]
    return _weighted(homes[f"{kind}_bed_cost_yuan_per_year"], beds)


def _capital_of_a_bed(homes: pl.DataFrame) -> float:
    """Return the mean yuan of converting a bed, over the beds that can be converted (building, where none can)."""
    kind = "conversion" if homes["convertible_beds"].sum() > 0 else "building"
    beds = homes["convertible_beds"] if kind == "conversion" else homes["beds"]
    return _weighted(homes[f"{kind}_cost_yuan_per_bed"], beds)


def _weighted(values: pl.Series, weights: pl.Series) -> float:
    """Return the mean; without weights (no bed of a kind) the plain one."""
    array, weight = values.to_numpy(), weights.to_numpy().astype(np.float64)
    return float(np.average(array, weights=weight if weight.sum() > 0 else None))
