"""The kernel against the NumPy law: every cell to the fen, every value of every person and household."""

import datetime as dt

import numpy as np
import pytest

import workbench as wb
from tests.benchmarks.numpy_law import NumpyLaw
from tests.benchmarks.peers.handed_over import added_up
from tests.places import TOWNS
from workbench.categories import DisabilityType
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.law import INPUTS, law
from workbench.parameter.book import Override
from workbench.simulation.preparation import RESIDENCES, parameter_table, prepare
from workbench.simulation.totals import basic_totals

CELLS = len(TOWNS) * len(RESIDENCES)
PERFECT = {
    "dibao_take_up_urban": 1,
    "dibao_take_up_rural": 1,
    "dibao_take_up_gap_power": 0,
    "dibao_take_up_without_hardship": 1,
    "single_person_take_up": 1,
    "tekun_take_up": 1,
    "income_assessment_sd": 0,
}
SCENARIOS = {
    "baseline": {},
    "perfect law": PERFECT,
    "tiers": {"dibao_method": "tiers"},
    "tiers, perfect law": {**PERFECT, "dibao_method": "tiers"},
    "the better of the two": {"single_person_rule": "better_of"},
    "disabled adults by themselves": {**PERFECT, "adult_disabled_alone": "applied", "dibao_take_up_rural": 0.5},
    "disabled adults, the better of the two": {"adult_disabled_alone": "applied", "single_person_rule": "better_of"},
    "no ratchet, nobody goes on at school": {"standard_ratchet": "ignored", "tekun_continues_at_school": "ignored"},
    "a ratchet that holds": {"urban_consumption_highest_before": 1.07, "rural_consumption_highest_before": 1.03},
    "published standards": {"urban_dibao_standard_published": 745, "rural_dibao_standard_published": 512},
    "both ratios at the ceiling": {"urban_dibao_ratio": 0.35, "rural_dibao_ratio": 0.45, "urban_tekun_multiple": 1.6},
    "odd parameters": {
        "work_cost_rate": 0.33,
        "rigid_spending_share": 0.07,
        "property_test_annual_standards": 0.6,
        "property_test_vehicles": 1,
        "margin_multiple": 2.1,
        "category_top_up": 0.155,
        "top_up_elderly_age": 65,
        "tekun_minor_age": 16,
        "care_fee_rate_partial": 0.123,
        "income_assessment_sd": 0.7,
    },
}
TOTALS = basic_totals()
# Aid of other programmes that only a switch of the stacking table counts as income: the oracle leaves it out.
SWITCHED_OFF = {"aid_counted_as_income", "disability_care_subsidy", "orphan_amount"}
STEPS = {rule.name for rule in law().needed([*TOTALS, "dibao_eligible", "household_assistance_amount"])} - SWITCHED_OFF
ROWS = tuple(name for name in law().order if name in STEPS and law().rules[name].entity != "county")
REQUEST = KernelRequest(law(), TOTALS, ROWS)


REMEMBERED = ("received_last_year", "reviewed", "last_finding")


def crowd():
    """1,500 households of 1 to 12 with every odd value of every input, weights and cells at random."""
    rng = np.random.default_rng(20210602)
    n = 1_500
    starts = np.concatenate([[0], np.cumsum(rng.integers(1, 13, n))]).astype(np.int64)
    persons = int(starts[-1])
    arrays = {}
    for item in INPUTS:
        if item.name in REMEMBERED:
            continue
        size = persons if item.entity == "person" else n
        if item.draw is not None:
            arrays[item.name] = rng.normal(size=size) if item.draw == "normal" else rng.random(size)
        elif item.kind is bool:
            arrays[item.name] = rng.random(size) < 0.1
        elif item.kind is float:
            arrays[item.name] = np.round(rng.gamma(0.4, 400, size) * (rng.random(size) < 0.4), 2)
        else:
            arrays[item.name] = rng.integers(0, 3, size).astype(np.int8)
    arrays["age"] = rng.integers(0, 100, persons).astype(np.int16)
    arrays["disability_type"] = rng.integers(0, len(DisabilityType), persons).astype(np.int8)
    arrays["disability_grade"] = ((arrays["disability_type"] > 0) * rng.integers(1, 5, persons)).astype(np.int8)
    arrays["adl_items_lost"] = rng.integers(0, 7, persons).astype(np.int8)
    arrays["has_able_supporter"] = rng.random(persons) < 0.7
    arrays["residence"] = rng.integers(0, 2, n).astype(np.int8)
    arrays["business_income"] -= 150 * (rng.random(persons) < 0.2)
    arrays["financial_assets"] = rng.gamma(1, 15_000, n)
    arrays["vehicles"] = (rng.random(n) < 0.2).astype(np.int8)
    luck = np.random.default_rng(2022)  # of its own, so that the rest of the crowd stays as it was
    arrays["received_last_year"], arrays["reviewed"] = luck.random(n) < 0.3, luck.random(n) < 0.5
    arrays["last_finding"] = np.round(luck.uniform(0, 1.2, n), 4)
    untold = rng.random(persons) < 0.6
    arrays["own_financial_assets"] = np.where(untold, -1.0, np.round(rng.gamma(1, 8_000, persons), 2))
    for name in ("own_dwellings", "own_vehicles", "own_companies"):
        arrays[name] = rng.choice(np.array([-1, -1, 0, 0, 1, 2], np.int8), persons)
    return arrays, starts, rng.integers(0, CELLS, n), np.round(rng.uniform(0.2, 4, n), 3)


def county():
    """A small synthetic county with its own draws of luck."""
    ready = prepare(wb.synthesize(seed=20210602, size=20_000), REQUEST.inputs)
    return ready.arrays, ready.starts, ready.cell, ready.weight


@pytest.fixture(scope="module", params=[crowd, county], ids=["random crowd", "small county"])
def population(request):
    return request.param()


def in_force(changes):
    resolved = law().parameters.resolve(dt.date(2021, 7, 1), {k: Override(v) for k, v in changes.items()})
    return {name: item.value for name, item in resolved.items()}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_kernel_and_the_numpy_law_agree(population, name: str) -> None:
    arrays, starts, cell, weight = population
    values = in_force(SCENARIOS[name])
    table = parameter_table(REQUEST.parameters, [values])
    totals, rows = run_kernel(REQUEST, arrays, starts, cell, weight, table, CELLS, 1)
    law_again = NumpyLaw(arrays, starts, values)
    oracle = law_again.values

    expected = added_up(oracle, REQUEST.totals, law_again.home, law_again.members, cell, weight, CELLS)
    assert np.array_equal(expected, totals[0])
    assert totals.any(axis=(0, 1)).all()  # no programme is empty
    assert set(oracle) == set(ROWS)
    for rule in ROWS:
        if rows[rule].dtype == np.float64:
            # Paid amounts are whole fen on both sides; logarithms and powers may differ in the last bit.
            np.testing.assert_allclose(rows[rule], oracle[rule], rtol=1e-13, atol=1e-12, err_msg=rule)
        else:
            assert np.array_equal(rows[rule], oracle[rule]), rule


def test_a_sweep_agrees_with_the_numpy_law_in_every_cell(population) -> None:
    arrays, starts, cell, weight = population
    swept = KernelRequest(law(), TOTALS, swept=("rural_dibao_ratio", "urban_dibao_ratio"))
    points = [{"urban_dibao_ratio": u, "rural_dibao_ratio": r} for u in (0.25, 0.31, 0.35) for r in (0.35, 0.45)]
    values = [in_force(point) for point in points]
    table = parameter_table(swept.parameters, values)
    totals, _ = run_kernel(swept, arrays, starts, cell, weight, table, CELLS)
    for s, scenario in enumerate(values):
        oracle = NumpyLaw(arrays, starts, scenario)
        expected = added_up(oracle.values, swept.totals, oracle.home, oracle.members, cell, weight, CELLS)
        assert np.array_equal(expected, totals[s])
