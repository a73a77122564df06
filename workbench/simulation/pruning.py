"""Leaves out households that no setting of a box of parameters can reach, so that thousands of futures run faster.

Sound because of what the law is: each parameter named here makes dibao and tekun reach at least the same households
when it moves the generous way, all else equal (the tests run pruned and whole counties over random settings; the law's
own tests prove the single steps). A household that nothing reaches at the most generous corner is then reached at no
other point. The error of the income check helps who is judged too poor and hurts who is judged too
rich: its spread has no generous way, so both its ends are corners.

By the letter of 民发〔2021〕57号 art. 8 (`single_person_rule: margin_only`) a higher standard may end a household's
single-person dibao without family dibao being taken up. Corners are therefore run with the better of the two, which
reaches everybody whom the letter reaches at any point of the box.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from workbench.categories import SinglePersonRule
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.population import Population
from workbench.scenario import Scenario
from workbench.simulation.preparation import parameter_table, prepare

# 1: more generous when higher, -1: when lower, 0: neither way, both ends are looked at.
GENEROUS = {
    "urban_dibao_ratio": 1,
    "rural_dibao_ratio": 1,
    "urban_consumption_per_head_previous_year": 1,
    "rural_consumption_per_head_previous_year": 1,
    "urban_tekun_multiple": 1,
    "rural_tekun_multiple": 1,
    "tekun_take_up": 1,
    "dibao_take_up_urban": 1,
    "dibao_take_up_rural": 1,
    "dibao_take_up_gap_power": -1,
    "dibao_take_up_without_hardship": 1,
    "single_person_take_up": 1,
    "work_cost_rate": 1,
    "rigid_spending_share": -1,
    "margin_multiple": 1,
    "property_test_annual_standards": 1,
    # Counted as income where a switch says so, and without effect otherwise.
    "disability_care_subsidy_1": -1,
    "disability_care_subsidy_2": -1,
    "orphan_living_standard": -1,
    # What others pay of illness and schooling isn't deducted: the less they pay, the lower the income that counts.
    "medical_aid_share_dibao": -1,
    "medical_aid_share_margin": -1,
    "medical_aid_ceiling": -1,
    "inclusive_insurance_take_up": -1,
    "inclusive_insurance_share": -1,
    "inclusive_insurance_deductible": 1,
    "major_illness_share": -1,
    "major_illness_deductible": 1,
    "listed_disease_share": -1,
    "fee_exemption_share": -1,
    "fee_waiver_share": -1,
    "fee_subsidy_share": -1,
    "income_assessment_sd": 0,
    "single_person_rule": -1,  # the better of the two, which is the first choice, reaches all whom the letter reaches
}
PRUNABLE = ("dibao", "tekun")  # programmes for whose recipients this holds
_REACHED = ("dibao_household", "tekun_household")


def reachable(population: Population, scenario: Scenario, settings: Mapping[str, NDArray[np.float64]]) -> Population:
    """Return the households that dibao or tekun reaches at some corner of the settings' box, everybody's luck kept.

    `settings`: parameter -> values. The whole population comes back when a parameter's generous way isn't known, and
    when a rule of the scenario's own decides who is reached.
    """
    request = KernelRequest(scenario.book, (), rows=_REACHED)
    own = {one.name for one in scenario.reform.rules}
    # What no rule of who is reached reads can't move a household in or out.
    settings = {name: values for name, values in settings.items() if name in request.parameters}
    if any(name not in GENEROUS for name in settings) or any(rule.name in own for rule in request.rules):
        return population
    resolved = scenario.resolved()
    base = {name: item.value for name, item in resolved.items()}
    base["single_person_rule"] = float(SinglePersonRule.BETTER_OF)
    ends = {name: _ends(name, values) for name, values in settings.items() if name != "single_person_rule"}
    reached = np.zeros(population.households.height, dtype=bool)
    ready = prepare(population, request.inputs)
    for corner in itertools.product(*ends.values()):
        table = parameter_table(request.parameters, [{**base, **dict(zip(ends, corner, strict=True))}])
        _, rows = run_kernel(request, ready.arrays, ready.starts, ready.cell, ready.weight, table, ready.cells)
        for name in _REACHED:
            reached |= rows[name].astype(bool)
    return population.kept(reached)


def _ends(name: str, values: NDArray[np.float64]) -> tuple[float, ...]:
    low, high = float(values.min()), float(values.max())
    way = GENEROUS[name]
    if way == 0:
        return (low, high) if high > low else (low,)
    return (high,) if way > 0 else (low,)
