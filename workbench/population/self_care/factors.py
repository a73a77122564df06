"""What makes the yearly matrices of self-care, by name: the factors, and the parameters of the law book that hold them.

Every figure stands once, in law/parameters/care.yaml, with its status and source; here are only names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, cast

import numpy as np
from numpy.typing import NDArray

from workbench.arguments import described
from workbench.errors import InputError

Floats = NDArray[np.float64]


class Factors(TypedDict):
    """Numbers, or arrays of R values of which numbers among them hold for all R.

    life_expectancy_male, life_expectancy_female: years at birth that the death rates are scaled to. onset, worsening,
    recovery: factors on the odds against staying, among those who live on, of the smooth published matrices; onset is
    from healthy to partial or complete, worsening from partial to complete, recovery any way back.
    onset_women_to_men, worsening_women_to_men: women's factor over men's; onset and worsening are the geometric means
    of both sexes. incidence_under_65: probability to lose self-care in a year (of those who live on), from the age
    `incidence_from_age` (0 to 65 years) to 64; below that age nobody does. recovery_under_65, worsening_under_65: odds
    of either below 65 against those at 65. mortality_ratio: hazard of dying against that of everybody in the same
    state, of the same age and sex.
    """

    life_expectancy_male: float | Floats
    life_expectancy_female: float | Floats
    onset: float | Floats
    worsening: float | Floats
    recovery: float | Floats
    onset_women_to_men: float | Floats
    worsening_women_to_men: float | Floats
    incidence_under_65: float | Floats
    incidence_from_age: float | Floats
    recovery_under_65: float | Floats
    worsening_under_65: float | Floats
    mortality_ratio: float | Floats


PARAMETERS: Mapping[str, str] = {
    "life_expectancy_male": "life_expectancy_male",
    "life_expectancy_female": "life_expectancy_female",
    "onset": "self_care_onset_factor",
    "worsening": "self_care_worsening_factor",
    "recovery": "self_care_recovery_factor",
    "onset_women_to_men": "self_care_onset_women_to_men",
    "worsening_women_to_men": "self_care_worsening_women_to_men",
    "incidence_under_65": "self_care_incidence_under_65",
    "incidence_from_age": "self_care_incidence_from_age",
    "recovery_under_65": "self_care_recovery_under_65",
    "worsening_under_65": "self_care_worsening_under_65",
    "mortality_ratio": "tekun_mortality_ratio",
}


def factors_of(values: Mapping[str, float | Floats]) -> Factors:
    """Return the factors of tekun persons from the values of parameters by name (numbers, or arrays of one length).

    >>> factors_of({name: one.value for name, one in baseline.resolved().items()})
    """
    if not isinstance(values, Mapping):
        raise InputError(f"values is {described(values)}; numbers by the names of parameters are wanted")
    lacking = [name for name in PARAMETERS.values() if name not in values]
    if lacking:
        raise InputError(f"values: {lacking[0]!r} is missing; wanted: {', '.join(PARAMETERS.values())}")
    return cast("Factors", {factor: values[name] for factor, name in PARAMETERS.items()})
