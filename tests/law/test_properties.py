"""What must hold for every family: more generous never loses (and where it does, which rule says so), order, bounds."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.categories import AidStatus
from workbench.engine.plain import PlainResult, run_plain
from workbench.law import DRAWS, law

Member = dict[str, Any]
Family = tuple[dict[str, Any], list[Member]]

PERFECT = {
    "dibao_take_up_urban": 1,
    "dibao_take_up_rural": 1,
    "dibao_take_up_gap_power": 0,
    "dibao_take_up_without_hardship": 1,
    "single_person_take_up": 1,
    "tekun_take_up": 1,
    "income_assessment_sd": 0,
}


@cache
def baseline() -> dict[str, float]:
    return {name: item.value for name, item in law().parameters.resolve(dt.date(2021, 7, 1)).items()}


def run(family: Family, **changes: Any) -> PlainResult:
    parameters = {**baseline(), **{name: law().parameters[name].code(value) for name, value in changes.items()}}
    return run_plain(law(), *family, parameters)


def money(most: int, *, least: int = 0) -> st.SearchStrategy[float]:
    """Yuan and fen; nothing at all is the likeliest."""
    return st.one_of(st.just(0.0), st.integers(least * 100, most * 100).map(lambda fen: fen / 100))


rarely = st.sampled_from([False, False, False, True])
draws = st.floats(0.0001, 0.9999)
luck = st.sampled_from([0.0001, 0.2, 0.5, 0.9999])  # rare events must happen, or nothing is tested
COMPONENTS = ("visual", "physical", "intellectual", "mental")
UNTOLD = {"own_financial_assets": -1.0, "own_dwellings": -1, "own_vehicles": -1, "own_companies": -1}
OLD_LUCK = {"tekun_draw", "dibao_draw", "single_person_draw", "income_assessment_draw"}
SPECIAL_LUCK = {
    entity: [item.name for item in DRAWS if item.entity == entity and item.name not in OLD_LUCK]
    for entity in ("person", "household")
}


@st.composite
def members(draw: st.DrawFn) -> Member:
    kind = draw(st.sampled_from([0, 0, 1, 2, 4, 5, 6, 7]))
    return {
        "age": draw(st.one_of(st.integers(0, 99), st.sampled_from([15, 16, 17, 18, 59, 60, 69, 70]))),
        "wage_income": draw(money(2_500)),
        "business_income": draw(money(900, least=-900)),
        "property_income": draw(money(200)),
        "transfer_income": draw(money(900)),
        "medical_out_of_pocket_per_year": draw(st.one_of(money(12_000), money(90_000))),
        "education_cost_per_year": draw(money(9_000)),
        "disability_type": kind,
        "disability_grade": draw(st.integers(1, 4)) if kind else 0,
        "adl_items_lost": draw(st.sampled_from([0, 0, 0, 1, 3, 4, 6])),
        "serious_illness": draw(rarely),
        "has_able_supporter": not draw(rarely),
        "support_from_obligors": draw(st.sampled_from([0.0, 0.0, 0.0, 150.0, 433.33])),
        **{
            f"multiple_{one}_grade": draw(st.sampled_from([0, 0, 1, 2, 3, 4])) if kind == 7 else 0 for one in COMPONENTS
        },
        "own_financial_assets": draw(st.sampled_from([-1.0, -1.0, 0.0, 12_000.0])),
        **{name: draw(st.sampled_from([-1, -1, 0, 1])) for name in ("own_dwellings", "own_vehicles", "own_companies")},
        "tekun_as_minor": draw(rarely),
        "orphan_scheme": draw(st.sampled_from([False] * 7 + [True])),
        "tekun_draw": draw(draws),
        "sex": draw(st.sampled_from([0, 1])),
        "inpatient_cost_per_year": draw(st.sampled_from([0.0, 0.0, 4_000.0, 26_000.0, 61_234.56])),
        "student_stage": draw(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 6])),
        "employed": draw(rarely),
        "left_behind": draw(rarely),
        "legal_hardship": draw(rarely),
        **{name: draw(luck) for name in SPECIAL_LUCK["person"]},
    }


@st.composite
def families(draw: st.DrawFn, most: int = 5) -> Family:
    goes_on = draw(rarely)  # of dibao of the year before, by what a check found below the standard
    household = {
        "received_last_year": goes_on,
        "reviewed": draw(st.booleans()) if goes_on else True,
        "last_finding": draw(st.sampled_from([0.0, 0.3, 0.75, 0.999])) if goes_on else -1.0,
        "residence": draw(st.sampled_from([0, 1])),
        "financial_assets": draw(money(40_000)),
        "dwellings": draw(st.sampled_from([0, 1, 1, 1, 2])),
        "vehicles": draw(st.sampled_from([0, 0, 0, 1])),
        "owns_company": draw(st.sampled_from([False] * 7 + [True])),
        "dibao_draw": draw(draws),
        "single_person_draw": draw(draws),
        "income_assessment_draw": draw(st.floats(-2, 2)),
        "housing": draw(st.sampled_from([0, 0, 1, 2])),
        "registered_poor": draw(rarely),
        "disaster_victim": draw(rarely),
        **{name: draw(luck) for name in SPECIAL_LUCK["household"]},
    }
    return household, draw(st.lists(members(), min_size=1, max_size=most))


# Each more generous setting: the changes before, and the change after.
MORE_GENEROUS: dict[str, tuple[dict[str, float], dict[str, float]]] = {
    "higher urban ratio": ({"urban_dibao_ratio": 0.30}, {"urban_dibao_ratio": 0.35}),
    "a hair higher urban ratio": ({"urban_dibao_ratio": 0.30}, {"urban_dibao_ratio": 0.3005}),
    "higher rural ratio": ({"rural_dibao_ratio": 0.35}, {"rural_dibao_ratio": 0.45}),
    "a hair higher rural ratio": ({"rural_dibao_ratio": 0.40}, {"rural_dibao_ratio": 0.401}),
    "higher published standards": (
        {"urban_dibao_standard_published": 700, "rural_dibao_standard_published": 500},
        {"urban_dibao_standard_published": 760, "rural_dibao_standard_published": 545},
    ),
    "higher top-up": ({"category_top_up": 0.1}, {"category_top_up": 0.3}),
    "higher tekun multiples": (
        {"urban_tekun_multiple": 1.5, "rural_tekun_multiple": 1.3},
        {"urban_tekun_multiple": 1.6, "rural_tekun_multiple": 1.5},
    ),
    "more take-up of dibao": (
        {"dibao_take_up_urban": 0.4, "dibao_take_up_rural": 0.9},
        {"dibao_take_up_urban": 1.0, "dibao_take_up_rural": 2.2},
    ),
    "hardship known less plainly is reached as well": (
        {"dibao_take_up_without_hardship": 0.2},
        {"dibao_take_up_without_hardship": 0.8},
    ),
    "more take-up of tekun": ({"tekun_take_up": 0.3}, {"tekun_take_up": 0.95}),
    "a wider margin": ({"margin_multiple": 1.5}, {"margin_multiple": 2}),
    "more property allowed": (
        {"property_test_annual_standards": 1, "property_test_vehicles": 0},
        {"property_test_annual_standards": 3, "property_test_vehicles": 1},
    ),
    "higher minimum wage": ({"minimum_wage": 1550}, {"minimum_wage": 1700}),
    "minors to 18 in tekun": ({"tekun_minor_age": 16}, {"tekun_minor_age": 18}),
}
METHODS = ["difference", "tiers"]
RULES = ["margin_only", "better_of"]


def moved_to_tekun(before: PlainResult, after: PlainResult) -> bool:
    """A member left the dibao household for tekun: `counts_for_dibao` explains what the others lose."""
    return any(b and not a for b, a in zip(before["counts_for_dibao"], after["counts_for_dibao"], strict=True))  # type: ignore[arg-type]


def fell_from_the_margin(before: PlainResult, after: PlainResult) -> bool:
    """The cliff of art. 8: single-person dibao was paid in the margin, and now the family lies below the standard."""
    below_now = after["assessed_income_per_member"] < after["dibao_standard"]  # type: ignore[operator]
    return before["paid_as_single_persons"] is True and after["paid_as_single_persons"] is False and below_now


def lost_more_top_ups_than_gained(before: PlainResult, after: PlainResult) -> bool:
    """`paid_as_single_persons` compares dibao without top-ups: the better dibao may carry fewer top-ups."""
    return (
        after["paid_as_single_persons"] is True
        and before["paid_as_single_persons"] is False
        and after["dibao_amount"] > before["dibao_amount"]  # type: ignore[operator]
        and after["category_top_up_amount"] < before["category_top_up_amount"]  # type: ignore[operator]
    )


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("step", MORE_GENEROUS)
@settings(max_examples=20)
@given(family=families())
def test_more_generous_loses_only_over_the_cliff_of_the_letter(
    step: str, method: str, rule: str, family: Family
) -> None:
    """By the better of the two nobody loses; by the letter only families that leave the margin for family dibao."""
    low, high = ({**one, "dibao_method": method, "single_person_rule": rule} for one in MORE_GENEROUS[step])
    before, after = run(family, **low), run(family, **high)
    if moved_to_tekun(before, after):
        return  # the exception that `counts_for_dibao` makes; see the family below
    if after["household_assistance_amount"] < before["household_assistance_amount"] - 1e-9:  # type: ignore[operator]
        assert rule == "margin_only", step
        assert fell_from_the_margin(before, after), step


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=150)
@given(family=families())
def test_more_take_up_of_single_person_dibao_loses_only_top_ups(method: str, family: Family) -> None:
    before = run(family, dibao_method=method, single_person_take_up=0.2, single_person_rule="better_of")
    after = run(family, dibao_method=method, single_person_take_up=0.95, single_person_rule="better_of")
    assert after["dibao_amount"] >= before["dibao_amount"]
    if after["household_assistance_amount"] < before["household_assistance_amount"] - 1e-9:  # type: ignore[operator]
        assert lost_more_top_ups_than_gained(before, after)


@settings(max_examples=150)
@given(family=families())
def test_more_generous_never_takes_dibao_or_tekun_away_from_a_person(family: Family) -> None:
    """Raising both standards: whoever had one of the two has one of the two, but for the cliff of the letter."""
    before = run(family)
    after = run(family, urban_dibao_ratio=0.35, rural_dibao_ratio=0.45)
    assume(not moved_to_tekun(before, after) and not fell_from_the_margin(before, after))
    had = [d or t for d, t in zip(before["dibao_recipient"], before["tekun_recipient"], strict=True)]  # type: ignore[arg-type]
    has = [d or t for d, t in zip(after["dibao_recipient"], after["tekun_recipient"], strict=True)]  # type: ignore[arg-type]
    assert all(now for was, now in zip(had, has, strict=True) if was)


def adult(**told: Any) -> Member:
    empty = {name: item.kind(0) for name, item in law().inputs.items() if item.entity == "person"}
    return {**empty, **UNTOLD, "age": 40, "has_able_supporter": True, "tekun_draw": 0.0, **told}


def home(**told: Any) -> dict[str, Any]:
    empty = {name: item.kind(0) for name, item in law().inputs.items() if item.entity == "household"}
    return {**empty, "residence": 1, "dwellings": 1, **told}


def test_a_family_can_lose_when_a_member_moves_to_tekun() -> None:
    """`counts_for_dibao`: the elder's illness no longer lowers what counts as the family's income.

    Before: income 1,600, illness 36,000 ÷ 12 = 3,000, deducted 3,000 − 0.2 × 1,600 = 2,680, so nothing counts:
    4 × 422 = 1,688, top-ups for two children and two of 70 years 4 × 63.30 = 253.20, together 1,941.20.
    After: the elder alone 549 + 155 = 704; the other three have 1,600 ÷ 3 = 533 a head: margin, nothing paid.
    """
    elder = adult(age=72, has_able_supporter=False, medical_out_of_pocket_per_year=36_000.0, tekun_draw=0.5)
    family = home(), [elder, adult(age=71, transfer_income=1_600.0), adult(age=9), adult(age=5)]
    before, after = run(family, tekun_take_up=0.4), run(family, tekun_take_up=0.6)
    assert before["household_assistance_amount"] == pytest.approx(1941.20, abs=1e-9)
    assert after["household_assistance_amount"] == pytest.approx(704.00, abs=1e-9)
    assert moved_to_tekun(before, after)


def test_a_family_can_lose_top_ups_when_single_person_dibao_is_taken_up() -> None:
    """`paid_as_single_persons` looks at dibao alone.

    Three members, 900 of pension: family dibao (422 − 300) × 3 = 366, top-ups 3 × 63.30 = 189.90: 555.90.
    Single-person dibao 422 is the better dibao, with one top-up: 485.30.
    """
    family = (
        home(single_person_draw=0.5),
        [adult(age=72, transfer_income=900.0), adult(age=71), adult(age=40, disability_type=4, disability_grade=1)],
    )
    better = {"single_person_rule": "better_of"}
    before, after = (run(family, single_person_take_up=share, **better) for share in (0.4, 0.6))
    assert before["household_assistance_amount"] == pytest.approx(555.90, abs=1e-9)
    assert after["household_assistance_amount"] == pytest.approx(485.30, abs=1e-9)
    assert lost_more_top_ups_than_gained(before, after)


def test_by_the_letter_of_the_circular_a_higher_standard_takes_money_away() -> None:
    """`single_person_rule: margin_only`: 422 + 63.30 before, (433 − 422) × 2 + 64.95 = 86.95 after."""
    letter = {"single_person_rule": "margin_only", "dibao_take_up_gap_power": 0}
    family = home(), [adult(transfer_income=844.0), adult(disability_type=4, disability_grade=1)]
    amounts = [run(family, rural_dibao_ratio=r, **letter)["household_assistance_amount"] for r in (0.40, 0.41)]
    assert amounts == pytest.approx([485.30, 86.95], abs=1e-9)


@settings(max_examples=100)
@given(family=families(), data=st.data())
def test_the_order_of_the_members_changes_nothing(family: Family, data: st.DataObject) -> None:
    household, people = family
    order = data.draw(st.permutations(range(len(people))))
    one, other = run(family), run((household, [people[i] for i in order]))
    for name, value in one.household.items():
        assert other[name] == pytest.approx(value, rel=1e-12, abs=1e-9), name
    for name, values in one.members.items():
        assert list(other[name]) == pytest.approx([values[i] for i in order], rel=1e-12, abs=1e-9), name  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"dibao_method": "tiers"},
        {"single_person_rule": "better_of"},
        {"adult_disabled_alone": "applied", "price_subsidy_months": 2},
        PERFECT,
    ],
)
@settings(max_examples=100)
@given(family=families(most=12))
def test_nobody_has_two_nothing_is_negative_and_every_amount_is_whole_fen(
    changes: dict[str, Any], family: Family
) -> None:
    result = run(family, **changes)
    n = len(family[1])
    for k in range(n):
        schemes = [result["dibao_recipient"][k], result["tekun_recipient"][k], family[1][k]["orphan_scheme"]]  # type: ignore[index]
        assert sum(schemes) <= 1
    for name, rule in law().rules.items():
        values = result[name] if isinstance(result[name], tuple) else (result[name],)
        if name not in {"own_income", "income_before_deductions"}:
            assert all(value >= 0 for value in values), name
        paid = name.endswith(("_amount", "_claim", "_payment", "_subsidy")) or "top_up" in name
        if paid and rule.unit in ("yuan/month", "yuan/year"):
            assert all(abs(value * 100 - round(value * 100)) < 1e-6 for value in values), name
    assert 0 <= result["dibao_recipients"] <= result["dibao_members"] <= n
    assert result["dibao_household"] == (result["dibao_recipients"] > 0) == (result["dibao_amount"] > 0)  # type: ignore[operator]
    assert not (
        result["margin_household"] and result["family_dibao_recipient"] and not result["paid_as_single_persons"]
    )
    margin = sum(status == AidStatus.MARGIN for status in result["aid_status"])  # type: ignore[union-attr]
    assert result["margin_members"] == margin
    assert result["household_assistance_amount"] == pytest.approx(
        result["dibao_amount"] + sum(result["person_category_top_up"]) + sum(result["tekun_amount"]),  # type: ignore[arg-type, operator]
        abs=1e-9,
    )


@settings(max_examples=150)
@given(family=families())
def test_perfect_law_reaches_exactly_the_entitled(family: Family) -> None:
    """Where nothing is remembered: a finding that stands reaches whom it found."""
    household, people = family
    family = {**household, "received_last_year": False, "reviewed": True, "last_finding": -1.0}, people
    result = run(family, **PERFECT)
    assert result["family_dibao_recipient"] == result["dibao_eligible"]
    assert result["tekun_recipient"] == result["tekun_eligible"]
    assert result["assessed_income_per_member"] == result["income_per_member"]
    if result["dibao_eligible"]:
        standard, income, n = (result[k] for k in ("dibao_standard", "income_per_member", "dibao_members"))
        assert result["family_dibao_amount"] == pytest.approx((standard - income) * n, abs=0.00501)  # type: ignore[operator]


@settings(max_examples=100)
@given(family=families(), sd=st.floats(0, 1))
def test_luck_decides_only_where_luck_may(family: Family, sd: float) -> None:
    """Entitlement is the same for the lucky and the unlucky; only what is received differs."""
    household, people = family
    # Nobody can be a tekun recipient here: who counts for dibao would otherwise follow from luck.
    people = [{**member, "has_able_supporter": True} for member in people]
    unlucky = {**household, "dibao_draw": 0.9999, "single_person_draw": 0.9999, "income_assessment_draw": 1.5}
    one, other = run((household, people), income_assessment_sd=sd), run((unlucky, people), income_assessment_sd=sd)
    for name in ("passes_property_test", "countable_income", "income_per_member", "dibao_eligible", "hardship"):
        assert one[name] == other[name], name


def test_a_household_of_twelve_and_nobody_at_all() -> None:
    twelve = run((home(), [adult() for _ in range(12)]))
    assert twelve["dibao_amount"] == 12 * 422
    nobody = run((home(), []))
    assert (nobody["household_members"], nobody["dibao_amount"], nobody["margin_household"]) == (0, 0.0, False)
    assert nobody["dibao_recipient"] == ()


@settings(max_examples=1)
@given(family=families())
def test_every_input_of_the_law_is_drawn(family: Family) -> None:
    """A new input must be added to the families above."""
    household, people = family
    assert set(household) | set(people[0]) == set(law().inputs)
