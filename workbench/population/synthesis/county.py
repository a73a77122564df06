"""Makes the synthetic county: published margins, a recipe of stated assumptions, and luck by (seed, decision, id)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds
from workbench.categories import DisabilityType, Housing, Residence, Sex, StudentStage, labels
from workbench.errors import InputError
from workbench.place import current_place
from workbench.population.contract import contract
from workbench.population.population import Column, Population
from workbench.population.statistics import Statistics, load_statistics
from workbench.population.synthesis.assets import Applicants, Belongings, draw_belongings, form_households
from workbench.population.synthesis.assumptions import Assumptions, load_assumptions
from workbench.population.synthesis.attributes import Attributes, draw_attributes
from workbench.population.synthesis.demography import Demography, build
from workbench.population.synthesis.incomes import Incomes, draw_incomes, income_distributions
from workbench.population.synthesis.spending import Spending, draw_spending
from workbench.progress import tells


@check_kinds
@tells("synthesize")
def synthesize(
    seed: int,
    size: int | None = None,
    tail: str = "fujian",
    *,
    statistics: str | Path | None = None,
    **changes: float,
) -> Population:
    """Make the county from published margins.

    >>> synthesize(seed=7, size=2_000)
    Population(2,000 persons in 762 households, fujian tail, seed 7)

    `seed`: fixes everything (same seed, same county); `size`: persons, None for the whole county (515,000), at least
    2,000, the shape stays the same and every weight is 1; `tail`: shape of rural incomes, "fujian" (lighter lower
    tail, eastern province) or "national" (heavier); `statistics`: a folder with edited figures (files of the same
    names as the place's replace those); `changes`: assumptions of the recipe by name, e.g.
    elders_apart_share=0.3.

    Ages are exact by single year × sex × residence, dwelling sizes exact; everything else is drawn. Raises
    UnknownNameError, ParameterError or InputError saying what would be accepted. Methods: the modules pyramid,
    dwellings, raking, attributes, self_care, left_behind, work, incomes, spending and assets say theirs.
    """
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise InputError(f"synthesize: seed = {seed!r}; a whole number is wanted")
    return county_of(load_statistics(statistics), seed, size, tail, changes)


def county_of(
    figures: Statistics, seed: int, size: int | None, tail: str, changes: Mapping[str, float] | None = None
) -> Population:
    """Make a county of given figures; arguments and errors as of `synthesize`."""
    changed = dict(changes or {})
    assumptions, figures = load_assumptions(changed), figures.noting()
    distributions = income_distributions(figures, tail)
    people = build(figures, assumptions, seed, size)
    attributes = draw_attributes(people, figures, assumptions, seed)
    incomes = draw_incomes(people, attributes, distributions, figures, assumptions, seed)
    spending = draw_spending(people, attributes, incomes, figures, assumptions, seed)
    applicants = form_households(people, assumptions, seed)
    belongings = draw_belongings(people, attributes, incomes, applicants, assumptions, seed)
    return Population(
        _persons(people, attributes, incomes, spending, applicants),
        _households(people, applicants, belongings),
        _towns(figures),
        seed,
        tail,
        _provenance(seed, size, tail, figures, figures.read, assumptions, changed),
    )


def of_tables(
    persons: pl.DataFrame,
    households: pl.DataFrame,
    seed: int,
    size: int | None,
    tail: str,
    read: frozenset[tuple[str, str]],
    changes: Mapping[str, float] | None = None,
) -> Population:
    """Return the county of tables that `synthesize` made of these arguments before; read: the figures it read then."""
    changed = dict(changes or {})
    figures, assumptions = load_statistics(None), load_assumptions(changed)
    provenance = _provenance(seed, size, tail, figures, read, assumptions, changed)
    return Population(persons, households, _towns(figures), seed, tail, provenance)


def _persons(
    people: Demography, attributes: Attributes, incomes: Incomes, spending: Spending, applicants: Applicants
) -> pl.DataFrame:
    # persons of a dwelling lie together; only elders apart must move behind the others
    order = np.argsort(applicants.household, kind="stable")
    columns: dict[str, Column] = {
        "person_id": people.person_ids,
        "household_id": applicants.household_id[applicants.household],
        "age": people.age,
        "sex": people.sex,
        "wage_income": _fen(incomes.wage),
        "business_income": _fen(incomes.business),
        "property_income": _fen(incomes.property_),
        "transfer_income": _fen(incomes.transfer),
        "exempt_income": _fen(incomes.exempt),
        "medical_out_of_pocket_per_year": spending.medical_out_of_pocket,
        "inpatient_cost_per_year": _fen(spending.inpatient),
        "student_stage": attributes.student_stage,
        "education_cost_per_year": spending.education,
        "disability_type": attributes.disability_type,
        "disability_grade": attributes.disability_grade,
        "adl_items_lost": attributes.adl_items_lost,
        "serious_illness": attributes.serious_illness,
        "has_able_supporter": attributes.has_able_supporter,
        "orphan_scheme": attributes.orphan_scheme,
        "employed": incomes.employed,
        "left_behind": attributes.left_behind,
        "legal_hardship": attributes.legal_hardship,
    }
    words = {"sex": labels(Sex), "student_stage": labels(StudentStage), "disability_type": labels(DisabilityType)}
    return _with_defaults(_frame({name: values[order] for name, values in columns.items()}, words), contract().persons)


def _with_defaults(frame: pl.DataFrame, table: type[dy.Schema]) -> pl.DataFrame:
    """Return a table with all columns of its contract, in its order; what the recipe doesn't make has its default."""
    schema = table.columns()
    untold = [
        pl.lit((column.metadata or {})["default"], dtype=column.dtype).alias(name)
        for name, column in schema.items()
        if name not in frame.columns
    ]
    return frame.with_columns(untold).select(list(schema))


def _households(people: Demography, applicants: Applicants, belongings: Belongings) -> pl.DataFrame:
    columns: dict[str, Column] = {
        "household_id": applicants.household_id,
        "dwelling_id": people.dwelling_ids[applicants.dwelling],
        "town": people.town[applicants.dwelling],
        "residence": people.residence[applicants.dwelling],
        "financial_assets": belongings.financial_assets,
        "dwellings": belongings.dwellings,
        "vehicles": belongings.vehicles,
        "owns_company": belongings.owns_company,
        "housing": belongings.housing,
        "registered_poor": belongings.registered_poor,
        "disaster_victim": belongings.disaster_victim,
        "weight": np.ones(applicants.household_id.size),
    }
    words = {"town": list(current_place().towns), "residence": labels(Residence), "housing": labels(Housing)}
    return _with_defaults(_frame(columns, words), contract().households)


def _frame(columns: dict[str, Column], words: dict[str, list[str]]) -> pl.DataFrame:
    """Make a table; columns in `words` are codes that become categories."""
    ready = []
    for name, values in columns.items():
        series = pl.Series(name, np.ascontiguousarray(values))
        if name in words:
            series = series.cast(pl.UInt8).cat.to(pl.Enum(words[name]))
        ready.append(series)
    return pl.DataFrame(ready)


def _fen(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to the fen (and turn −0 into 0)."""
    return np.round(values, 2) + 0.0


def _towns(figures: Statistics) -> pl.DataFrame:
    columns = contract().towns.columns()
    return figures.towns.select(pl.col(name).cast(column.dtype) for name, column in columns.items())


def _provenance(
    seed: int,
    size: int | None,
    tail: str,
    figures: Statistics,
    read: frozenset[tuple[str, str]],
    assumptions: Assumptions,
    changes: dict[str, float],
) -> dict[str, object]:
    """Say what the county was made of; `margins_met` rebuilds its targets from it.

    fitted_figures: series and group of every figure that the synthesis read, or that an assumption was chosen to meet.
    """
    chosen = {(series, group) for series in assumptions.fitted_to for group in figures.groups(series)}
    return {
        "made_by": "synthesize",
        "place": current_place().code,
        "seed": seed,
        "size": size,
        "tail": tail,
        "changes": dict(changes),
        "edited_statistics": figures.replaced_files,
        "statistics": figures,
        "fitted_figures": read | chosen,
        "assumptions": assumptions,
        "notes": (
            *(note.en for note in current_place().notes),
            "published means contain the dibao that was paid; nothing was subtracted",
            "collective households are not built: everybody lives in a family dwelling",
        ),
    }
