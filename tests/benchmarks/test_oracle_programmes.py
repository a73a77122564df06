"""The kernel against the NumPy law of all programmes: every value of every rule, every total to the fen."""

from itertools import permutations

import numpy as np
import pytest

import workbench as wb
from tests.benchmarks.numpy_law import RURAL
from tests.benchmarks.numpy_programmes import COUNTED_AS_INCOME, NumpyProgrammes
from tests.benchmarks.peers.handed_over import added_up
from tests.benchmarks.test_oracle import CELLS, PERFECT, crowd, in_force
from workbench.categories import Housing, StudentStage
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.law import INPUTS, law, stacking_table
from workbench.simulation.preparation import parameter_table, prepare
from workbench.simulation.totals import total_rules

ROWS = tuple(name for name in law().order if law().rules[name].entity != "county")
REQUEST = KernelRequest(law(), total_rules(), ROWS)
# Without rows the kernel is another text: it leaves early where a family can get nothing.
TOTALS_ONLY = KernelRequest(law(), total_rules())
BASELINE = in_force({})
PAYERS = ("fee_exemption", "inclusive_insurance", "major_illness_insurance", "medical_aid")
ORDERS = tuple("_then_".join(order) for order in permutations(PAYERS))
# Misfortunes so frequent that a small county has some of each.
UNLUCKY = {"accident_rate": 0.1, "two_cancers_rate": 0.3, "emergency_rate": 0.15, "listed_disease_share": 0.6}


def every_number_moved():
    """Each number by a factor of its own, so that no two that are equal today stay so; rates of misfortune high."""
    moved = {}
    for k, name in enumerate(REQUEST.parameters):
        parameter = law().parameters[name]
        if parameter.choices or name in UNLUCKY:
            continue
        value = BASELINE[name] * (1.05 + 0.35 * (k * 0.6180339887 % 1.0))
        if parameter.valid is not None and not parameter.valid.holds(value):
            value = BASELINE[name] * (0.65 + 0.3 * (k * 0.6180339887 % 1.0))
        moved[name] = value
    # As costs are told today the major-illness insurance has paid already: then nothing of it would be compared.
    return {**moved, **UNLUCKY, "major_illness_share": 0.57}


SCENARIOS = {
    "baseline": {},
    "perfect law": {
        **PERFECT,
        "expenditure_take_up": 1,
        "temporary_take_up": 1,
        "hard_pressed_worker_take_up": 1,
        "fee_waiver_share": 0.4,  # else schooling costs nobody on dibao anything, and temporary aid has nothing to do
    },
    "published standards": {"urban_dibao_standard_published": 745, "rural_dibao_standard_published": 512},
    "unlucky county": {**UNLUCKY, "illness_cost_order": ORDERS[0]},
    "tekun persons keep the living subsidy": {
        "tekun_excludes_disability_living_subsidy": "ignored",
        "illness_cost_order": ORDERS[1],
    },
    "tekun persons keep the care subsidy": {
        "tekun_excludes_disability_care_subsidy": "ignored",
        "illness_cost_order": ORDERS[2],
        "listed_disease_share": 0.7,
    },
    "orphans keep the living subsidy": {
        "orphans_exclude_disability_living_subsidy": "ignored",
        "illness_cost_order": ORDERS[3],
        "inclusive_insurance_take_up": 0.9,
    },
    "no living subsidy for margin households": {
        "living_subsidy_for_margin": "ignored",
        "illness_cost_order": ORDERS[4],
        "inclusive_insurance_deductible": 3_000,
    },
    "no exclusion by the stacking table": {
        "tekun_excludes_disability_living_subsidy": "ignored",
        "tekun_excludes_disability_care_subsidy": "ignored",
        "orphans_exclude_disability_living_subsidy": "ignored",
        "illness_cost_order": ORDERS[5],
        "medical_aid_ceiling": 4_000.005,
    },
    "tiers": {"dibao_method": "tiers", **UNLUCKY},
    "the better of the two": {"single_person_rule": "better_of", "job_success_rate": 1, "gradual_exit_months": 7.5},
    "dear months, and disabled adults by themselves": {
        "price_subsidy_months": 3,
        "price_subsidy_rise": 0.0425,
        "adult_disabled_alone": "applied",
        "job_success_rate": 1,
        "tekun_death_rate": 0.4,
        "standard_ratchet": "ignored",
        "tekun_continues_at_school": "ignored",
    },
    "every number moved": every_number_moved(),
    "every number moved, the exemption last": {
        **every_number_moved(),
        "illness_cost_order": "medical_aid_then_inclusive_insurance_then_fee_exemption_then_major_illness_insurance",
        "living_subsidy_for_margin": "ignored",
    },
    "work costs nothing": {"work_cost_rate": 0, "hard_pressed_worker_multiple": 1.5, "expenditure_multiple": 1},
    "small burdens count": {
        **UNLUCKY,
        "temporary_burden_low": 0.02,
        "temporary_burden_high": 0.06,
        "temporary_cost_floor": 300,
        "property_test_vehicles": 2,
    },
    "one step of burden": {"temporary_burden_low": 0.5, "temporary_burden_high": 0.5, "temporary_cost_floor": 0},
    "steps of burden the wrong way round": {
        "temporary_burden_low": 0.6,
        "temporary_burden_high": 0.3,
        "temporary_illness_multiple_low": 14,
        "case_by_case_uplift": 3,
    },
    "a low ceiling of the major-illness insurance": {
        **UNLUCKY,
        "major_illness_share": 0.6,
        "major_illness_ceiling": 6_000,  # there is none for whoever is favoured
    },
    "everything is waived and insured": {
        **UNLUCKY,
        "fee_exemption_share": 1,
        "fee_subsidy_share": 1,
        "inclusive_insurance_take_up": 1,
        "inclusive_insurance_deductible": 0,
        "inclusive_insurance_ceiling": 12_345.67,
        "illness_cost_order": "inclusive_insurance_then_fee_exemption_then_medical_aid_then_major_illness_insurance",
        "nuanyang_share": 1,
        "nuanyang_cost_floor": 0,
        "zizhuni_cost_floor": 0,
    },
}
# Every order of the payers of an illness, under numbers that all differ.
SCENARIOS |= {order: {**every_number_moved(), "illness_cost_order": order} for order in ORDERS}
# Where a scenario itself leaves a programme without anybody: nothing is left to pay for.
EMPTY = {
    "everything is waived and insured": {"temporary_education_amount", "zizhuni_claim"},
}


def odd_crowd():
    """The random crowd of the other oracle, with everything that the other programmes look at."""
    arrays, starts, cell, weight = crowd()
    rng = np.random.default_rng(32)
    home = np.repeat(np.arange(len(weight)), np.diff(starts))
    persons, households = len(home), len(weight)
    arrays["sex"] = rng.integers(0, 2, persons).astype(np.int8)
    arrays["student_stage"] = rng.integers(0, len(StudentStage), persons).astype(np.int8)
    arrays["student_stage"][rng.random(persons) < 0.4] = StudentStage.NONE
    arrays["employed"] = rng.random(persons) < 0.4
    arrays["housing"] = rng.integers(0, len(Housing), households).astype(np.int8)
    for name in ("registered_poor", "disaster_victim"):
        arrays[name] = rng.random(households) < 0.2
    # Poor and better-off families side by side: earnings differ by household, not only by person.
    arrays["wage_income"] = np.round(arrays["wage_income"] * rng.choice([0, 1, 4, 20], households)[home], 2)
    # Hospital costs to the fen, or to the thousand as limits are; all of it and some more is borne by oneself.
    hospital = np.where(
        rng.random(persons) < 0.5, rng.gamma(0.5, 24_000, persons), 1_000 * rng.integers(0, 61, persons)
    )
    hospital = np.round(np.where(rng.random(persons) < 0.6, 0.0, hospital), 2)
    arrays["inpatient_cost_per_year"] = hospital
    besides = np.where(rng.random(persons) < 0.3, 0.0, np.round(rng.gamma(0.5, 4_000, persons), 2))
    arrays["medical_out_of_pocket_per_year"] = hospital + besides
    schooling = np.where(
        rng.random(persons) < 0.5, rng.gamma(1, 14_000, persons), 2_500.0 * rng.integers(0, 25, persons)
    )
    arrays["education_cost_per_year"] = np.round(schooling, 2) * (arrays["student_stage"] != StudentStage.NONE)
    for item in INPUTS:
        if item.draw == "uniform":  # some stand exactly on the rates, which are round numbers
            draws = arrays[item.name]
            arrays[item.name] = np.where(rng.random(len(draws)) < 0.3, np.round(draws, 2), draws)
    _on_the_limits(rng, arrays, home)
    _burdened(rng, arrays, starts)
    _a_fen_below_the_limits(rng, arrays, starts, home)
    return arrays, starts, cell, weight


def _on_the_limits(rng, arrays, home) -> None:
    """A fifth of the households has exactly 1, 1.5, 2 or 3 standards a head, half of them without costs to deduct."""
    households = len(arrays["residence"])
    chosen = rng.random(households) < 0.2
    standard = np.where(arrays["residence"] == RURAL, 422.0, 682.0)
    income = standard * rng.choice([1, 1.5, 2, 3], households)
    by_work = rng.random(households) < 0.4
    nothing_spent = (chosen & (rng.random(households) < 0.5))[home]
    for name in ("wage_income", "transfer_income"):
        has = by_work if name == "wage_income" else ~by_work
        arrays[name] = np.where(chosen[home], np.where(has, income, 0.0)[home], arrays[name])
    for name in ("business_income", "property_income", "support_from_obligors"):
        arrays[name] = np.where(chosen[home], 0.0, arrays[name])
    for name in ("medical_out_of_pocket_per_year", "inpatient_cost_per_year", "education_cost_per_year"):
        arrays[name] = np.where(nothing_spent, 0.0, arrays[name])
    arrays["income_assessment_draw"] = np.where(chosen, 0.0, arrays["income_assessment_draw"])


def _burdened(rng, arrays, starts) -> None:
    """A sixth of the households lives above the standards, and the first member's illness or schooling takes it all."""
    chosen = np.flatnonzero(rng.random(len(starts) - 1) < 1 / 6)
    first, members = starts[:-1][chosen], np.diff(starts)[chosen]
    income = members * rng.uniform(1, 6, len(chosen)) * np.where(arrays["residence"][chosen] == RURAL, 422.0, 682.0)
    cost = np.round(12 * income * rng.uniform(0.3, 2.0, len(chosen)), 2)
    arrays["transfer_income"][first] = np.round(income, 2)
    at_school = rng.random(len(chosen)) < 0.6
    arrays["student_stage"][first[at_school]] = StudentStage.HIGHER
    arrays["education_cost_per_year"][first[at_school]] = cost[at_school]
    arrays["medical_out_of_pocket_per_year"][first[~at_school]] += cost[~at_school]
    arrays["serious_illness"][first[~at_school]] = True


def _a_fen_below_the_limits(rng, arrays, starts, home) -> None:
    """An eighth of the households has 1 to 3 standards a head, less a fen in all for two in three of them.

    Shared by two and more, a fen is no more than half a fen a head: the income rounded to the fen is on the limit. Of
    those with 2 or 3 standards half spend on the first member's illness what brings them to 1.5 standards.
    """
    households, members = len(starts) - 1, np.diff(starts)
    chosen = rng.random(households) < 1 / 8
    standard = np.where(arrays["residence"] == RURAL, 422.0, 682.0)
    multiple = rng.choice([1, 1.5, 2, 3], households)
    income = np.round(members * multiple * standard - 0.01 * (rng.random(households) < 2 / 3), 2)
    brought_down = (multiple > 1.5) & (rng.random(households) < 0.5)
    spent = np.where(brought_down, np.round(12 * members * (multiple - 1.5) * standard, 2), 0.0)
    first = np.zeros(len(home), bool)
    first[starts[:-1]] = True
    earned = rng.random(households) < 0.4
    costs = ("medical_out_of_pocket_per_year", "inpatient_cost_per_year", "education_cost_per_year")
    incomes = ("wage_income", "transfer_income", "business_income", "property_income", "support_from_obligors")
    told = dict.fromkeys((*costs, *incomes), np.zeros(households))
    told |= {"wage_income": income * earned, "transfer_income": income * ~earned, costs[0]: spent}
    for name, yuan in told.items():
        arrays[name] = np.where(chosen[home], first * yuan[home], arrays[name])
    # All members count: nobody is a tekun person or an orphan, and the property passes.
    arrays["has_able_supporter"] = arrays["has_able_supporter"] | chosen[home]
    arrays["orphan_scheme"] = arrays["orphan_scheme"] & ~chosen[home]
    for name in ("financial_assets", "dwellings", "vehicles", "owns_company", "income_assessment_draw"):
        arrays[name] = np.where(chosen, np.zeros(1, arrays[name].dtype), arrays[name])
    struck = chosen & (rng.random(households) < 0.5)
    arrays["emergency_draw"] = np.where(struck, 0.0, arrays["emergency_draw"])
    arrays["disaster_victim"] = arrays["disaster_victim"] | struck
    arrays["legal_hardship"] = arrays["legal_hardship"] | (first & struck[home])
    arrays["accident_draw"] = np.where(first & struck[home], 0.0, arrays["accident_draw"])


def county():
    """A small synthetic county with its own draws of luck."""
    ready = prepare(wb.synthesize(seed=20210602, size=20_000), REQUEST.inputs)
    # Copies may be written to, as the crowd's arrays may: one compiled kernel then serves both.
    arrays = {name: array.copy() for name, array in ready.arrays.items()}
    return arrays, ready.starts.copy(), ready.cell.copy(), ready.weight.copy()


@pytest.fixture(scope="module", params=[odd_crowd, county], ids=["random crowd", "small county"])
def population(request):
    return request.param()


def run(request, population, values):
    table = parameter_table(request.parameters, [values])
    totals, rows = run_kernel(request, *population, table, CELLS, 1)
    return totals[0], rows


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_kernel_and_the_numpy_programmes_agree(population, name: str) -> None:
    values = in_force(SCENARIOS[name])
    totals, rows = run(REQUEST, population, values)
    oracle = NumpyProgrammes(*population[:2], values)
    assert set(oracle.values) == set(ROWS)  # every rule of the law but the county's own
    for rule in ROWS:
        if rows[rule].dtype == np.float64:
            np.testing.assert_allclose(rows[rule], oracle.values[rule], rtol=1e-13, atol=1e-9, err_msg=rule)
        else:
            assert np.array_equal(rows[rule], oracle.values[rule]), rule
    expected = added_up(oracle.values, REQUEST.totals, oracle.home, oracle.members, *population[2:], CELLS)
    only, _ = run(TOTALS_ONLY, population, values)
    for k, total in enumerate(REQUEST.totals):
        assert np.array_equal(totals[:, k], expected[:, k]), total
        assert np.array_equal(only[:, k], expected[:, k]), total


def test_no_programme_is_empty(population) -> None:
    runs = {name: run(TOTALS_ONLY, population, in_force(changes))[0].any(axis=0) for name, changes in SCENARIOS.items()}
    if len(population[3]) < 2_000:  # the crowd is odd enough for every programme, unless the scenario closes it
        for name, reached in runs.items():
            nobody = {total for total, anyone in zip(TOTALS_ONLY.totals, reached, strict=True) if not anyone}
            closed = EMPTY.get(name, set())
            if not SCENARIOS[name].get("price_subsidy_months"):
                closed = closed | {"price_subsidy_amount"}  # no dear month, as in the baseline
            if not SCENARIOS[name].get("major_illness_share"):
                closed = closed | {"major_illness_insurance_payment"}  # hospital costs are told after it
            assert {total.partition("/")[0] for total in nobody} <= closed, name
    assert np.any(list(runs.values()), axis=0).all()


def test_the_scenarios_flip_every_switch_and_take_every_order() -> None:
    assert {changes.get("illness_cost_order", "") for changes in SCENARIOS.values()} == {*ORDERS, ""}
    assert law().parameters["illness_cost_order"].choices == ORDERS
    for relation in stacking_table().relations:
        if relation.switch and relation.switch not in COUNTED_AS_INCOME:
            assert any(changes.get(relation.switch, relation.value) != relation.value for changes in SCENARIOS.values())


def test_every_number_of_the_law_is_moved_by_some_scenario() -> None:
    moved = {
        name for changes in SCENARIOS.values() for name, code in in_force(changes).items() if code != BASELINE[name]
    }
    assert set(REQUEST.parameters) - moved == set(COUNTED_AS_INCOME)


def test_the_oracle_refuses_aid_that_counts_as_income(population) -> None:
    arrays, starts, _, _ = population
    for switch in COUNTED_AS_INCOME:
        with pytest.raises(ValueError, match=switch):
            NumpyProgrammes(arrays, starts, in_force({switch: "applied"}))
