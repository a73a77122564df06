"""What changed: Shapley values by hand, adding up to the fen, and the same whatever the order of the causes."""

from fractions import Fraction

import pytest

import workbench as wb
from workbench.decisions.decomposition import decompose, shapley
from workbench.errors import InputError
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
    assert shapley("ABC", worth) == {"A": Fraction(4), "B": Fraction(1), "C": Fraction(1)}  # type: ignore[arg-type]


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
    change = two.headline["cost_yuan_per_year"] - one.headline["cost_yuan_per_year"]
    assert sum(round(100 * amount) for amount in found.of().values()) == round(100 * change)
    people = two.headline["persons"] - one.headline["persons"]
    assert sum(found.of("persons").values()) == pytest.approx(people, abs=1e-5)
    assert found.of("persons")["multiples"] == 0  # a higher amount reaches nobody else
    assert found.of("persons")["prices"] == 0
    assert (found.table["low"] <= found.table["high"]).all()


def test_one_cause_has_all_of_it(county: Population, baseline: Scenario) -> None:
    one, two = run(county, baseline), run(county, baseline.replace(rural_dibao_ratio=0.45))
    found = decompose(one, two, futures=0)
    assert found.of() == {
        "standards": pytest.approx(two.headline["cost_yuan_per_year"] - one.headline["cost_yuan_per_year"])
    }
    assert found.table["low"].is_nan().all()


def test_other_people_are_a_cause(county: Population, baseline: Scenario) -> None:
    one, two = run(county, baseline), run(wb.synthesize(5, size=40_000), baseline.replace(rural_dibao_ratio=0.42))
    found = decompose(one, two, futures=3)
    assert found.causes == ("standards", "population")
    change = two.headline["cost_yuan_per_year"] - one.headline["cost_yuan_per_year"]
    assert sum(round(100 * amount) for amount in found.of().values()) == round(100 * change)


def test_going_back_is_the_same_with_the_other_sign(county: Population, baseline: Scenario) -> None:
    one, two = run(county, baseline), run(county, baseline.replace(rural_dibao_ratio=0.43, tekun_take_up=0.9))
    there, back = decompose(one, two, futures=0).of(), decompose(two, one, futures=0).of()
    assert there == pytest.approx({cause: -amount for cause, amount in back.items()}, abs=0.011)


def test_nothing_to_split_is_said(county: Population, baseline: Scenario) -> None:
    same = run(county, baseline)
    with pytest.raises(InputError, match="differ in nothing"):
        decompose(same, run(county, baseline.replace(renovation_budget_per_year=1.0)))
