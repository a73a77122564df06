"""The tekun stock from year to year: who ages, loses or regains self-care, dies, leaves and enters."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import check_kinds, whole_number
from workbench.care.drawn_years import drawn_years
from workbench.care.entry import entry_of
from workbench.care.expected_years import expected_years
from workbench.care.members import members_of
from workbench.care.need_table import Need
from workbench.place import need_place
from workbench.population.self_care.factors import PARAMETERS, factors_of
from workbench.population.self_care.recalibration import recalibrated_matrices
from workbench.progress import tells
from workbench.simulation.run import Run
from workbench.uncertainty.assumption_draws import draw_assumptions

Floats = NDArray[np.float64]

BASE_YEAR = 2020
LAST_YEAR = 2035
# What is drawn for each future where it has a plausible range; care.futures draws what concerns the homes.
PEOPLE_ASSUMPTIONS = (*PARAMETERS.values(), "tekun_entry_factor", "tekun_entry_under_60", "tekun_exit_share")


@check_kinds
@tells("need")
def need(
    run: Run,
    last_year: int = 2025,
    *,
    replicates: int = 200,
    seed: int | None = None,
    chance_only: bool = False,
) -> Need:
    """Move the tekun recipients of a run from the end of 2020 to the end of `last_year` (2021 to 2035).

    >>> need(run_of_care, 2022, replicates=5).table()

    Each year every person dies, loses or regains self-care by the recalibrated matrices of their sex and age
    (`recalibrated_matrices`), some leave (`tekun_exit_share`, and minors at `tekun_minor_age`), and new ones enter
    (`tekun_entry_factor` at `elderly_age`, `tekun_entry_under_60` before). `expected` carries probabilities; each of
    the `replicates` draws every person's fate (multinomial by state) and, unless `chance_only`, the assumptions within
    their plausible ranges. Luck is fixed by (seed, year, person): the same in every scenario. The run's date isn't the
    base year's: its stock is taken as that of the end of 2020. `seed` None: the population's.
    Raises InputError for years outside, no replicate, a run without rows, households with weights.
    """
    whole_number("last_year", last_year, BASE_YEAR + 1, LAST_YEAR)
    whole_number("replicates", replicates, 1)
    need_place(run.population.place, "the run's population")
    chosen = run.population.seed if seed is None else seed
    years = tuple(range(BASE_YEAR, last_year + 1))
    names = () if chance_only else PEOPLE_ASSUMPTIONS
    drawn = draw_assumptions(run.scenario, names, replicates, chosen)
    stock = members_of(run)
    entry = entry_of(run, stock, len(years) - 1)
    fixed = {name: np.array([run.resolved[name].value]) for name in PEOPLE_ASSUMPTIONS}
    expected, expected_flows = expected_years(stock, entry, fixed, _matrices(fixed), len(years))
    values = {name: drawn.get(name, np.repeat(value, replicates)) for name, value in fixed.items()}
    counts, flows = drawn_years(stock, entry, values, _matrices(values), len(years), chosen)
    return Need(years, expected, counts, expected_flows, flows, drawn, chosen, chance_only)


def _matrices(values: Mapping[str, Floats]) -> Floats:
    """Return the yearly matrices; shape (replicates, 2 sexes, ages, 4, 4)."""
    return recalibrated_matrices(**factors_of(values))
