"""Costs of illness and schooling: deducted and paid together never exceed what was spent; burdens are the family's."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law.test_properties import PERFECT, Family, Member, adult, baseline, families, home, luck, money, rarely
from workbench.categories import AidStatus
from workbench.engine.compiler.kernel import run_kernel
from workbench.engine.compiler.request import KernelRequest
from workbench.engine.plain import run_plain
from workbench.law import law
from workbench.law.settlement import AID, COMMERCIAL, EXEMPTION, MAJOR_ILLNESS, NOBODY, ORDERS, illness_payment

PAID = ("major_illness_insurance_payment", "medical_aid_amount", "inclusive_insurance_payment", "fee_exemption_amount")
FEN = 0.0051  # yuan by which rounding may raise one amount
Values = dict[str, Any]
# Terms under which costs, payers and statuses meet in many ways.
TERMS = {
    "single_person_rule": ["better_of", "margin_only"],
    "illness_cost_order": list(law().parameters["illness_cost_order"].choices),
    "rigid_spending_share": [0.0, 0.2, 1.0],
    "major_illness_deductible": [0.0, 3_000.0, 12_000.0],
    "major_illness_share": [0.0, 0.6, 1.0],
    "fee_waiver_share": [0.5, 1.0],
    "medical_aid_ceiling": [2_000.0, 30_000.0],
}
terms = st.fixed_dictionaries({name: st.sampled_from(choices) for name, choices in TERMS.items()})


@st.composite
def ill_families(draw: st.DrawFn) -> Family:
    """Families with costs of illness and schooling, whose property is no obstacle to a status."""
    household, people = draw(families(most=4))
    household |= {"financial_assets": 0.0, "dwellings": 1, "vehicles": 0, "owns_company": False}
    for member in people:
        spent = draw(st.one_of(money(8_000), money(90_000)))
        member["medical_out_of_pocket_per_year"] = spent
        member["inpatient_cost_per_year"] = round(draw(st.sampled_from([0.0, 0.5, 1.0])) * spent, 2)
        member["serious_illness"] = draw(rarely) or spent > 20_000
        member["temporary_draw"] = draw(luck)
    return household, people


def parameters(**changes: Any) -> dict[str, float]:
    return {**baseline(), **{name: law().parameters[name].code(value) for name, value in changes.items()}}


def plain(family: Family, **changes: Any) -> Values:
    result = run_plain(law(), *family, parameters(**changes))
    return {**result.household, **{name: list(values) for name, values in result.members.items()}}


@cache
def request() -> KernelRequest:
    book = law()
    return KernelRequest(book, (), tuple(name for name in book.order if book.rules[name].entity != "county"))


def compiled(family: Family, **changes: Any) -> Values:
    household, people = family
    columns = {
        item.name: np.array([p[item.name] for p in people] if item.entity == "person" else [household[item.name]])
        for item in request().inputs
    }
    numbers = parameters(**changes)
    table = np.array([[numbers[name] for name in request().parameters]])
    one = np.zeros(1, np.int64)
    _, rows = run_kernel(request(), columns, np.array([0, len(people)]), one, np.ones(1), table, 1)
    by_person = {name for name, rule in law().rules.items() if rule.entity == "person"}
    return {name: row.tolist() if name in by_person else row.tolist()[0] for name, row in rows.items()}


def paid_for_illness(result: Values, k: int) -> float:
    return sum(float(result[name][k]) for name in PAID)


def spent_on_illness(member: Member) -> float:
    return float(max(member["medical_out_of_pocket_per_year"], member["inpatient_cost_per_year"]))


def deducted(result: Values, share: float) -> float:
    """What the test of the status that the family has takes off its income, yuan a year."""
    counting = zip(result["aid_status"], result["counts_for_dibao"], strict=True)
    status = max((AidStatus(s) for s, counts in counting if counts), default=AidStatus.NONE)
    if status == AidStatus.NONE:
        return 0.0
    if status == AidStatus.EXPENDITURE:
        return 12 * float(result["expenditure_spending"])
    test = "necessary_spending" if status == AidStatus.DIBAO else "margin_spending"
    spending = float(result["single_person_spending" if result["paid_as_single_persons"] else test])
    return max(0.0, 12 * (spending - share * max(0.0, result["income_before_deductions"])))


@settings(max_examples=400)
@given(family=ill_families(), changes=terms)
def test_what_is_deducted_and_what_is_paid_never_exceed_what_was_spent(family: Family, changes: dict[str, Any]) -> None:
    """Of every person and every family, through plain Python and through the kernel."""
    for result in (plain(family, **PERFECT, **changes), compiled(family, **PERFECT, **changes)):
        spent = refunded = 0.0
        for k, member in enumerate(family[1]):
            paid, waived = paid_for_illness(result, k), result["fees_waived_amount"][k]
            assert paid <= spent_on_illness(member) + len(PAID) * FEN
            assert waived <= member["education_cost_per_year"] + FEN
            assert min(result["medical_cost_left"][k], result["education_cost_left"][k]) >= 0.0
            if result["counts_for_dibao"][k]:
                spent += spent_on_illness(member) + member["education_cost_per_year"]
                refunded += paid + waived
        assert deducted(result, changes["rigid_spending_share"]) + refunded <= spent + 5 * len(family[1]) * FEN


LEFT = {
    AidStatus.DIBAO: ("medical_cost_left_on_dibao_terms", "education_cost_left_on_dibao_terms"),
    AidStatus.MARGIN: ("medical_cost_left_on_margin_terms", "education_cost_left_on_margin_terms"),
    AidStatus.EXPENDITURE: ("medical_cost_left_on_expenditure_terms", "education_cost_left_on_margin_terms"),
}


@settings(max_examples=400)
@given(family=ill_families(), changes=terms)
def test_each_status_leaves_to_the_family_what_its_test_deducted(family: Family, changes: dict[str, Any]) -> None:
    """The status agrees with itself: the test on its terms and the payments to it settle the same cost alike."""
    result = plain(family, **PERFECT, **changes)
    by_kernel = compiled(family, **PERFECT, **changes)
    assert all(result[name] == pytest.approx(value, rel=1e-12, abs=1e-9) for name, value in by_kernel.items())
    for k, status in enumerate(result["aid_status"]):
        if status in LEFT:
            medical, education = LEFT[status]
            assert result["medical_cost_left"][k] == pytest.approx(result[medical][k], abs=1e-9)
            assert result["education_cost_left"][k] == pytest.approx(result[education][k], abs=1e-9)


@settings(max_examples=300)
@given(family=ill_families(), changes=terms)
def test_all_aid_with_a_cost_never_exceeds_it(family: Family, changes: dict[str, Any]) -> None:
    """Temporary assistance, its uplift and both funds come out of what the payers before them left."""
    result = plain(family, **PERFECT, **changes)
    left = sum(result["medical_cost_left"]) + sum(result["education_cost_left"])
    later = sum(result["temporary_illness_amount"]) + sum(result["temporary_education_amount"])
    for k in range(len(family[1])):
        assert result["temporary_illness_amount"][k] <= result["medical_cost_left"][k] + FEN
        assert result["temporary_education_amount"][k] <= result["education_cost_left"][k] + FEN
    later += result["case_by_case_amount"] + result["nuanyang_claim"] + result["zizhuni_claim"]
    assert later <= left + (3 + 2 * len(family[1])) * FEN


def patient(cost: float, **told: Any) -> Member:
    return adult(serious_illness=cost > 0.0, medical_out_of_pocket_per_year=cost, **told)


@settings(max_examples=200)
@given(
    bill=st.integers(100, 6_000_000).map(lambda fen: fen / 100),
    part=st.floats(0.01, 0.99),
    income=st.sampled_from([0.0, 300.0, 900.0, 1_500.0, 2_500.0, 4_000.0]),
)
def test_two_patients_are_helped_as_much_as_one_with_the_same_bill(bill: float, part: float, income: float) -> None:
    first = round(bill * part, 2)
    one = home(), [patient(bill, transfer_income=income), adult(), adult(age=10)]
    two = home(), [patient(first, transfer_income=income), patient(round(bill - first, 2)), adult(age=10)]
    changes = {**PERFECT, "single_person_take_up": 0}  # another patient is another applicant for single-person dibao
    alone, shared = (sum(plain(family, **changes)["temporary_illness_amount"]) for family in (one, two))
    assert shared == pytest.approx(alone, abs=2 * FEN)


@settings(max_examples=100)
@given(income=st.integers(0, 900_000).map(lambda fen: fen / 100), cost=st.floats(5_000, 60_000))
def test_what_relatives_earn_changes_nothing_for_a_tekun_patient(income: float, cost: float) -> None:
    ill = patient(round(cost, 2), age=70, has_able_supporter=False)
    rich, poor = (
        plain((home(), [ill, adult(transfer_income=earned)]), **PERFECT)["temporary_illness_amount"][0]
        for earned in (income, 0.0)
    )
    assert rich == poor > 0.0


@pytest.mark.parametrize("order", range(24))
def test_payers_settle_a_cost_as_a_walk_by_hand_does(order: int) -> None:
    """100,000 yuan: 60 % above 12,000; 70 % up to 30,000; 70 % above 20,000; a half."""
    left, paid = 100_000.0, {}
    for payer in ORDERS[order]:
        part = {
            MAJOR_ILLNESS: 0.6 * max(0.0, left - 12_000),
            AID: min(30_000.0, 0.7 * left),
            COMMERCIAL: 0.7 * max(0.0, left - 20_000),
            EXEMPTION: 0.5 * left,
        }[payer]
        paid[payer] = round(part, 2)
        left -= paid[payer]
    numbers = (100_000.0, 12_000.0, 0.6, 4e5, 0.0, 0.7, 30_000.0, 20_000.0, 0.7, 1e6, 0.5)
    for payer, part in paid.items():
        assert illness_payment(payer, order, *numbers) == pytest.approx(part, abs=0.0101)
    assert illness_payment(NOBODY, order, *numbers) == pytest.approx(left, abs=0.03)
