"""What care costs once everybody lives where there is room: one small county worked by hand, and the whole sum."""

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.care import CareSystem, cost_of_care, finished, read_homes, settled_care, tekun_stock
from workbench.care.demand import TekunStock
from workbench.care.steady_state import BED_PARAMETERS, PRICE_PARAMETERS
from workbench.care.works import WORKS_SCHEMA
from workbench.scenario import Scenario

BY_HAND = {
    "willing_share_able": 0.1,
    "willing_share_partial": 0.5,
    "willing_share_complete": 1.0,
    "care_occupancy_limit": 1.0,
    "residents_per_carer_able": 10.0,
    "residents_per_carer_partial": 6.0,
    "residents_per_carer_complete": 3.0,
    "bed_life_years": 20.0,
    "carer_cost_per_month": 3000.0,
    "home_visit_cost_per_year": 600.0,
    "minimum_wage": 1800.0,
    "care_fee_rate_able": 0.1,
    "care_fee_rate_partial": 1 / 6,
    "care_fee_rate_complete": 1 / 3,
}


@pytest.fixture(scope="module")
def law_of_2021() -> Scenario:
    return wb.load_scenario("baseline-2021")


@pytest.fixture(scope="module")
def home(law_of_2021: Scenario) -> pl.DataFrame:
    """One home of 20 beds in the first town: 10 for nursing, 4 of them others'; 8 of the 10 ordinary ones others'."""
    return (
        read_homes()
        .head(1)
        .with_columns(
            beds=pl.lit(20),
            nursing_beds=pl.lit(10),
            other_residents=pl.lit(12),
            other_nursing_residents=pl.lit(4),
            ordinary_bed_cost_yuan_per_year=pl.lit(8000.0),
            nursing_bed_cost_yuan_per_year=pl.lit(12000.0),
            convertible_beds=pl.lit(2),
            tekun_able=pl.lit(0),
            tekun_partial=pl.lit(0),
            tekun_complete=pl.lit(0),
        )
    )


def people(able: float, partial: float, complete: float) -> TekunStock:
    persons = np.zeros((1, 12, 3))
    persons[0, 0] = able, partial, complete
    return TekunStock(persons, np.array([10_000.0 * (able + partial + complete)]))  # 10,000 yuan a year each


def values(law_of_2021: Scenario, **changed: float) -> dict[str, np.ndarray]:
    told = {**BY_HAND, "care_reach_steps": law_of_2021.resolved()["care_reach_steps"].value, **changed}
    return {name: np.array([value]) for name, value in told.items()}


def test_by_hand(law_of_2021: Scenario, home: pl.DataFrame) -> None:
    """30 able, 8 partly, 3 completely disabled.

    Willing: 3 able, 4 partly, 3 completely; free: 6 nursing beds (10 less 4 others), 2 ordinary (10 less 8 others).
    So 6 of the 7 disabled find a bed, the completely disabled first: 3 and 3; 2 of the 3 able.
    Gap of a bed a year beyond 10,000 basic and the fee: able 8,000 + 36,000 ÷ 10 - 10,000 - 2,160 < 0: none.
    Partly: 12,000 + 36,000 ÷ 6 - 10,000 - 3,600 = 4,400; completely: 12,000 + 36,000 ÷ 3 - 10,000 - 7,200 = 6,800.
    3 × 4,400 + 3 × 6,800 = 33,600. At home: 28 + 5 + 0 = 33, 33 × 600 = 19,800. Together 53,400.
    """
    found = settled_care(people(30, 8, 3), values(law_of_2021), CareSystem(home), law_of_2021)
    assert found.placed_persons == pytest.approx([6.0])
    assert found.cost_yuan_per_year == pytest.approx([53_400.0])


def test_works_by_hand(law_of_2021: Scenario, home: pl.DataFrame) -> None:
    """Two ordinary beds converted for 92,000 yuan, over 20 years 4,600 a year.

    8 nursing beds free: all 7 willing disabled live there, 3 completely; no ordinary bed is free: none of the able.
    4 × 4,400 + 3 × 6,800 = 38,000; at home 30 + 4 = 34, × 600 = 20,400; with the works 63,000.
    """
    works = pl.DataFrame([(1, 2021, "convert", 2, 92_000.0)], schema=WORKS_SCHEMA, orient="row")
    found = settled_care(people(30, 8, 3), values(law_of_2021), CareSystem(home, works), law_of_2021)
    assert found.placed_persons == pytest.approx([7.0])
    assert found.cost_yuan_per_year == pytest.approx([63_000.0])


def test_nobody_costs_the_works_alone(law_of_2021: Scenario, home: pl.DataFrame) -> None:
    works = pl.DataFrame([(1, 2021, "convert", 2, 92_000.0)], schema=WORKS_SCHEMA, orient="row")
    found = settled_care(people(0, 0, 0), values(law_of_2021), CareSystem(home, works), law_of_2021)
    assert found.placed_persons.tolist() == [0.0]
    assert found.cost_yuan_per_year == pytest.approx([4_600.0])


def test_settings_do_not_touch_each_other(law_of_2021: Scenario, seed: int) -> None:
    """Many settings at once are each as if alone, and a person's cost is that of `cost_of_care`."""
    county, homes = wb.synthesize(seed, size=60_000), read_homes()
    ratios = {"rural_dibao_ratio": np.array([0.36, 0.44])}
    stock = tekun_stock(county, law_of_2021, ratios)
    resolved = law_of_2021.resolved()
    names = (*BED_PARAMETERS, *PRICE_PARAMETERS, *(name for name in resolved if "care_fee_rate" in name))
    fixed = {name: np.full(2, resolved[name].value) for name in (*names, "minimum_wage")}
    varied = {**fixed, "willing_share_partial": np.array([0.3, 0.9])}
    both = settled_care(stock, varied, CareSystem(homes), law_of_2021)
    for place in range(2):
        one = settled_care(
            stock.only(np.array([place])),
            {name: array[[place]] for name, array in varied.items()},
            CareSystem(homes),
            law_of_2021,
        )
        assert one.cost_yuan_per_year[0] == pytest.approx(both.cost_yuan_per_year[place])
        assert one.placed_persons[0] == pytest.approx(both.placed_persons[place])
    run = wb.simulate(county, law_of_2021.replace(rural_dibao_ratio=0.44))
    each = {(g, s, i): y for g, s, i, y in cost_of_care(run, homes).iter_rows()}
    # nobody willing: all stay at home, visited
    alone = {**fixed, **{name: np.zeros(2) for name in fixed if name.startswith("willing")}}
    at_home = settled_care(stock, alone, CareSystem(homes), law_of_2021)
    persons = run.headline.tekun.persons
    assert at_home.cost_yuan_per_year[1] == pytest.approx(persons * each["partial", "dispersed", "visits"])
    assert at_home.placed_persons[1] == 0
    # all willing and room for everybody: every grade in a home at its running gap
    roomy = homes.with_columns(beds=pl.lit(20_000), nursing_beds=pl.lit(10_000))
    full = {**fixed, **{name: np.ones(2) for name in fixed if name.startswith("willing")}}
    inside = settled_care(stock, full, CareSystem(roomy), law_of_2021)
    gaps = {(g, s, i): y for g, s, i, y in cost_of_care(run, roomy).iter_rows()}
    by_grade = stock.persons[1].sum(axis=0)
    gap = sum(
        n * gaps[g, "centralised", "running_gap"]
        for n, g in zip(by_grade, ("able", "partial", "complete"), strict=True)
    )
    assert inside.cost_yuan_per_year[1] == pytest.approx(gap)
    assert inside.placed_persons[1] == pytest.approx(by_grade[1:].sum())


def test_homes_after_their_works(home: pl.DataFrame) -> None:
    rows = [(1, 2021, "convert", 2, 1.0), (1, 2023, "build", 5, 1.0), (1, 2022, "close", 3, 1.0)]
    after = finished(home, pl.DataFrame(rows, schema=WORKS_SCHEMA, orient="row"))
    # 10 + 2 + 5 nursing; 10 - 2 - 3 ordinary
    assert after.select("nursing_beds", "beds").row(0) == (17, 22)
    assert finished(home, pl.DataFrame(schema=WORKS_SCHEMA)).equals(home)
