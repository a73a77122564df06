"""The published transition probabilities beside what smoothing, the life table and the recalibration make of them."""

from __future__ import annotations

import numpy as np
import polars as pl

from workbench.arguments import check_kinds
from workbench.care.self_care.factors import factors_of_everybody
from workbench.categories import Sex, labels
from workbench.population.self_care.factors import PARAMETERS
from workbench.population.self_care.published_transitions import DEAD, STATES, published
from workbench.population.self_care.recalibration import recalibrated_matrices
from workbench.population.self_care.smoothing import OLDEST, YOUNGEST, first_ages, smooth, with_deaths
from workbench.population.self_care.transitions import rescaled_matrices
from workbench.scenario import Scenario


@check_kinds
def smoothing_table(scenario: Scenario) -> pl.DataFrame:
    """Return one row per sex, age from 65 to 110, state from and state to: the steps from the source to the result.

    >>> smoothing_table(baseline)

    Columns: sex, age (years), from, to (STATES; nobody comes back from death, so that it is no `from`), and
    probabilities of one year: published (as printed in table 4; only at the middle of the three years in which a band
    was observed, 68, 73 … 93 and 99, else null), smoothed, rescaled (deaths of the life table, scaled to the scenario's
    life expectancies), recalibrated (the scenario's factors, for all residents rather than tekun persons).
    """
    source = published()
    ages = np.arange(YOUNGEST, OLDEST + 1)
    recalibrated = recalibrated_matrices(**factors_of_everybody(scenario))
    names = labels(Sex)
    printed = np.full((len(Sex), ages.size, DEAD, DEAD + 1), np.nan)
    printed[:, first_ages() + 1 - YOUNGEST] = source.one_year
    curves = [smooth(sex) for sex in Sex]
    smoothed = np.stack([with_deaths(curve.moves, curve.hazards) for curve in curves])
    resolved = scenario.resolved()
    rescaled = np.stack(
        [rescaled_matrices(sex, resolved[PARAMETERS[f"life_expectancy_{sex.name.lower()}"]].value) for sex in Sex]
    )
    sex, age, state, to = (axis.ravel() for axis in np.indices(printed.shape))
    return pl.DataFrame(
        {
            "sex": pl.Series([names[code] for code in sex], dtype=pl.Enum(names)),
            "age": ages[age],
            "from": pl.Series([STATES[code] for code in state], dtype=pl.Enum(list(STATES))),
            "to": pl.Series([STATES[code] for code in to], dtype=pl.Enum(list(STATES))),
            "published": pl.Series(printed.ravel()).fill_nan(None),
            "smoothed": smoothed[:, :, :DEAD].ravel(),
            "rescaled": rescaled[:, :, :DEAD].ravel(),
            "recalibrated": recalibrated[:, YOUNGEST:, :DEAD].ravel(),
        }
    )
