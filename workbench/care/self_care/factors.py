"""The factors of a scenario's residents: its parameters by the names of the yearly matrices."""

from __future__ import annotations

from workbench.arguments import check_kinds
from workbench.population.self_care.factors import PARAMETERS, Factors, factors_of
from workbench.scenario import Scenario


@check_kinds
def factors_of_everybody(scenario: Scenario) -> Factors:
    """Return the factors of all residents in a scenario: they die as the life table says, not as tekun persons do.

    >>> factors_of_everybody(baseline)
    """
    resolved = scenario.resolved()
    return {**factors_of({name: resolved[name].value for name in PARAMETERS.values()}), "mortality_ratio": 1.0}
