"""The dibao caseload as an office reports it: coverage, recipients per household, benefit to standard, who they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.categories import Residence
from workbench.measures.columns import ratio
from workbench.population import Population
from workbench.results import checked
from workbench.simulation.run import Run

# Rules whose rows the caseload is counted from.
CASELOAD_ROWS = ("dibao_recipient", "dibao_household", "dibao_amount", "category_top_up_amount", "dibao_standard")
INDICATORS = (
    "coverage",
    "persons_per_household",
    "benefit_to_standard",
    "elderly_share",
    "minor_share",
    "disabled_share",
    "women_share",
)


@check_kinds
def caseload(run: Run) -> pl.DataFrame:
    """Return one row per indicator and residence: indicator, residence, value.

    >>> caseload(run)

    coverage: recipients ÷ residents; persons_per_household: recipients ÷ households paid; benefit_to_standard: dibao
    top-ups paid ÷ (recipients × standard); then the shares of recipients who are 60 or over, under 18, disabled, women.
    0/0 is NaN.
    """
    rows = {name: run.row(name) for name in CASELOAD_ROWS}
    found = count_caseload(run.population, rows)
    counted = [{"indicator": i, "residence": r, "value": value} for (i, r), value in found.items()]
    return checked(pl.DataFrame(counted), "caseload")


def count_caseload(population: Population, rows: Mapping[str, NDArray[Any]]) -> dict[tuple[str, str], float]:
    """Count the indicators from the values of CASELOAD_ROWS; keys are (indicator, residence)."""
    columns = population.arrays()
    weight = columns.household["weight"]
    person_weight = columns.to_persons(weight)
    residence = columns.household["residence"]
    person_residence = columns.to_persons(residence)
    standard = columns.to_persons(rows["dibao_standard"])
    person = columns.person
    groups = {
        "elderly_share": person["age"] >= 60,
        "minor_share": person["age"] < 18,
        "disabled_share": person["disability_grade"] >= 1,
        "women_share": person["sex"] == 0,
    }
    found: dict[tuple[str, str], float] = {}
    for member in sorted(Residence):
        name = member.name.lower()
        here = person_residence == member
        reached = here & rows["dibao_recipient"]
        own = residence == member
        recipients = float(person_weight[reached].sum())
        paid = rows["dibao_amount"] + rows["category_top_up_amount"]
        found["coverage", name] = ratio(recipients, float(person_weight[here].sum()))
        found["persons_per_household", name] = ratio(recipients, float(weight[own & rows["dibao_household"]].sum()))
        found["benefit_to_standard", name] = ratio(
            float((weight * paid)[own].sum()), float((person_weight * standard)[reached].sum())
        )
        for share, mask in groups.items():
            found[share, name] = ratio(float(person_weight[reached & mask].sum()), recipients)
    return found
