"""What changed: Shapley values by hand, adding up to the fen, and the same whatever the order of the causes."""

import itertools
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

import workbench as wb
from workbench.care import CareSystem, cost_of_care, read_homes
from workbench.care.works import WORKS_SCHEMA
from workbench.decisions import decompose
from workbench.decisions.causes import cause_of
from workbench.decisions.shapley import in_whole_units, shapley, shapley_many
from workbench.errors import InputError, UnknownNameError
from workbench.law import law
from workbench.parameter.book import Override
from workbench.parameter.distributions import Spread
from workbench.population import Population
from workbench.scenario import Scenario


def run(county: Population, scenario: Scenario) -> wb.Run:
    return wb.simulate(county, scenario, programmes=("dibao", "tekun"), rows=False)


def test_three_players_by_hand() -> None:
    """The glove game: a left glove (A) and two right ones (B, C); a pair is worth 6.

    Orders in which A completes or follows: A earns 6 in 4 of 6 orders (all in which B or C came before), B and C in 1
    each: A 4, B 1, C 1.
    """
    worth = {frozenset(s): 6 * ("A" in s and len(s) > 1) for s in ("", "A", "B", "C", "AB", "AC", "BC", "ABC")}
    assert shapley("ABC", worth) == {"A": Fraction(4), "B": Fraction(1), "C": Fraction(1)}


def test_every_order_of_the_players_counts_alike() -> None:
    """Against the definition: walk through every order and note what each player adds."""
    random = np.random.default_rng(7)
    sets = [frozenset(s) for size in range(5) for s in itertools.combinations("ABCD", size)]
    worth = {one: int(random.integers(-1000, 1000)) for one in sets}
    orders = list(itertools.permutations("ABCD"))
    expected = {
        player: Fraction(
            sum(
                worth[frozenset(order[: order.index(player) + 1])] - worth[frozenset(order[: order.index(player)])]
                for order in orders
            ),
            len(orders),
        )
        for player in "ABCD"
    }
    assert shapley("ABCD", worth) == expected
    many = shapley_many("ABCD", {one: np.array([float(w), 2.0 * w]) for one, w in worth.items()})
    for player, value in expected.items():
        np.testing.assert_allclose(many[player], [float(value), 2 * float(value)])
    rounded = in_whole_units(expected)
    assert sum(rounded.values()) == worth[frozenset("ABCD")] - worth[frozenset()]
    assert all(abs(rounded[player] - expected[player]) < 1 for player in "ABCD")


def test_the_causes_add_up_to_the_fen(county: Population, baseline: Scenario) -> None:
    after = baseline.replace(
        urban_dibao_ratio=0.33,
        rural_dibao_ratio=0.43,
        urban_tekun_multiple=1.6,
        tekun_take_up=0.97,
        minimum_wage=1700.0,
    )
    one, two = run(county, baseline), run(county, after)
    found = decompose(one, two, futures=5)
    assert found.causes == ("standards", "multiples", "prices", "take_up")
    change = two.headline.total.cost - one.headline.total.cost
    assert sum(round(100 * amount) for amount in found.of().values()) == round(100 * change)
    people = two.headline.total.persons - one.headline.total.persons
    assert sum(found.of("persons").values()) == pytest.approx(people, abs=1e-5)
    assert found.of("persons")["multiples"] == 0  # a higher amount reaches nobody else
    assert found.of("persons")["prices"] == 0
    assert (found.table["low"] <= found.table["high"]).all()


def test_one_cause_has_all_of_it(county: Population, baseline: Scenario) -> None:
    one, two = run(county, baseline), run(county, baseline.replace(rural_dibao_ratio=0.45))
    found = decompose(one, two, futures=0)
    assert found.of() == {"standards": pytest.approx(two.headline.total.cost - one.headline.total.cost)}
    assert found.table["low"].is_nan().all()


def test_other_people_are_a_cause(county: Population, baseline: Scenario) -> None:
    one, two = run(county, baseline), run(wb.synthesize(5, size=40_000), baseline.replace(rural_dibao_ratio=0.42))
    found = decompose(one, two, futures=3)
    assert found.causes == ("standards", "population")
    change = two.headline.total.cost - one.headline.total.cost
    assert sum(round(100 * amount) for amount in found.of().values()) == round(100 * change)


def test_going_back_is_the_same_with_the_other_sign(county: Population, baseline: Scenario) -> None:
    one, two = run(county, baseline), run(county, baseline.replace(rural_dibao_ratio=0.43, tekun_take_up=0.9))
    there, back = decompose(one, two, futures=0).of(), decompose(two, one, futures=0).of()
    assert there == pytest.approx({cause: -amount for cause, amount in back.items()}, abs=0.011)


@pytest.fixture(scope="module")
def homes() -> pl.DataFrame:
    return read_homes()


@pytest.fixture(scope="module")
def works(homes: pl.DataFrame) -> pl.DataFrame:
    rows = [(1, 2021, "convert", 40, 1_840_000.0), (3, 2022, "convert", 30, 1_380_000.0)]
    return pl.DataFrame(rows, schema=WORKS_SCHEMA, orient="row")


def crowded(homes: pl.DataFrame) -> pl.DataFrame:
    """So few nursing beds that a part of the county's people already fills them."""
    return homes.with_columns(nursing_beds=pl.col("other_nursing_residents") + 1)


def fen(amounts: dict[str, float]) -> int:
    return sum(round(100 * amount) for amount in amounts.values())


def test_beds_and_prices_of_care_are_causes_beside_the_others(county, baseline, homes, works) -> None:
    after = baseline.replace(
        rural_dibao_ratio=0.43,
        urban_tekun_multiple=1.6,
        tekun_take_up=0.97,
        minimum_wage=1700.0,
        carer_cost_per_month=3600.0,
    )
    one, two = run(county, baseline), run(wb.synthesize(5, size=40_000), after)
    dearer = crowded(homes).with_columns(nursing_bed_cost_yuan_per_year=pl.col("nursing_bed_cost_yuan_per_year") * 1.1)
    found = decompose(one, two, care=(CareSystem(crowded(homes)), CareSystem(dearer, works)), futures=3)
    assert found.causes == ("standards", "multiples", "prices", "take_up", "beds", "population")
    for measure in ("cost_yuan_per_year", "cost_with_care_yuan_per_year"):
        assert fen(found.of(measure)) == round(100 * found.after[measure]) - round(100 * found.before[measure])
    for measure in ("persons", "placed_persons"):
        assert sum(found.of(measure).values()) == pytest.approx(found.after[measure] - found.before[measure], abs=1e-5)
    assert "beds" not in found.of("cost_yuan_per_year")
    assert found.of("placed_persons")["beds"] > 0
    assert found.of("placed_persons")["prices"] == found.of("placed_persons")["multiples"] == 0
    assert found.before["cost_yuan_per_year"] == pytest.approx(one.headline.total.cost)
    assert found.after["cost_yuan_per_year"] == pytest.approx(two.headline.total.cost)
    # without care the same law is split in the same way
    law_alone = decompose(one, two, futures=0)
    assert law_alone.of() == pytest.approx(found.of(), abs=0.011)
    assert "beds" not in law_alone.causes


def test_visits_that_cost_more_are_a_price_worked_by_hand(county, baseline, homes) -> None:
    """600 → 700 yuan a year for everybody who isn't in a home."""
    nobody = {f"willing_share_{grade}": 0.0 for grade in ("able", "partial", "complete")}
    first = baseline.replace(**nobody)
    one, two = run(county, first), run(county, first.replace(home_visit_cost_per_year=700.0))
    care = (CareSystem(homes), CareSystem(homes))
    found = decompose(one, two, care=care, futures=0)
    assert found.causes == ("prices",)
    persons = one.headline.tekun.persons
    assert found.of("cost_with_care_yuan_per_year") == {"prices": pytest.approx(100 * persons)}
    assert found.of("cost_yuan_per_year") == {"prices": 0}
    cost = found.before["cost_with_care_yuan_per_year"] - found.before["cost_yuan_per_year"]
    each = {(g, s, i): y for g, s, i, y in cost_of_care(one, homes).iter_rows()}
    assert cost == pytest.approx(persons * each["able", "dispersed", "visits"])


def test_each_cause_has_its_own_beds_and_prices(county, baseline, homes, works) -> None:
    same = run(county, baseline)
    dearer = homes.with_columns(nursing_bed_cost_yuan_per_year=pl.col("nursing_bed_cost_yuan_per_year") + 500)
    mended = homes.with_columns(care_workers=pl.col("care_workers") + 1)  # costs are by resident, not by worker
    cases = {
        ("prices",): (CareSystem(homes), CareSystem(dearer)),
        ("beds",): (CareSystem(homes), CareSystem(homes, works)),
        ("prices", "beds"): (CareSystem(homes), CareSystem(dearer, works)),
    }
    for causes, care in cases.items():
        assert decompose(same, same, care=care, futures=0).causes == causes
    with pytest.raises(InputError, match="differ in nothing"):
        decompose(same, same, care=(CareSystem(homes), CareSystem(mended)))
    with pytest.raises(InputError, match="the same homes; 12 stand in one of them only"):
        decompose(same, same, care=(CareSystem(homes), CareSystem(homes.filter(pl.col("home_id") != 12))))


def test_what_is_a_price() -> None:
    of = {name: cause_of(parameter) for name, parameter in law().parameters.items()}
    for name in ("minimum_wage", "rural_consumption_per_head_previous_year", "carer_cost_per_month"):
        assert of[name] == "prices"
    assert of["elderly_age"] == of["minor_age"] == "other_rules"  # statistics, but not in yuan
    assert of["care_occupancy_limit"] == of["willing_share_partial"] == "beds"
    assert of["urban_dibao_standard_published"] == "standards"


def test_a_changed_value_with_its_old_range_is_said(county, baseline) -> None:
    kept = decompose(run(county, baseline), run(county, baseline.replace(tekun_take_up=0.97)), futures=3)
    assert [notice.parameter for notice in kept.warnings] == ["tekun_take_up"]
    assert "from 95% to 97% while its range stays 88–98.5%" in kept.warnings[0].en
    told = Override(0.97, "assumed", "an example", Spread(low=0.92, high=0.99))
    own = decompose(run(county, baseline), run(county, baseline.replace(tekun_take_up=told)), futures=3)
    assert own.warnings == ()
    # a relative range moves with its value
    prices = baseline.replace(rural_consumption_per_head_previous_year=13_000.0)
    assert decompose(run(county, baseline), run(county, prices), futures=3).warnings == ()


def test_an_unknown_measure_is_refused(county, baseline) -> None:
    found = decompose(run(county, baseline), run(county, baseline.replace(tekun_take_up=0.97)), futures=0)
    with pytest.raises(UnknownNameError, match="unknown measure 'placed_persons'"):
        found.of("placed_persons")


def test_nothing_to_split_is_said(county: Population, baseline: Scenario) -> None:
    same = run(county, baseline)
    with pytest.raises(InputError, match="differ in nothing"):
        decompose(same, run(county, baseline.replace(renovation_budget_per_year=1.0)))
