"""The whole law on any family: more generous never loses, and where it does, a named relation of stacking says why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.law.test_properties import (
    PERFECT,
    Family,
    adult,
    baseline,
    families,
    fell_from_the_margin,
    home,
    moved_to_tekun,
    run,
)
from workbench.engine.plain import PlainResult
from workbench.law import PROGRAMMES, law, stacking_table
from workbench.simulation.totals import payments_a_year

# Every amount, share and multiple that a more generous policy raises; each alone, by a fifth and by a hair.
RAISED = [
    "urban_dibao_ratio",
    "rural_dibao_ratio",
    "urban_tekun_multiple",
    "rural_tekun_multiple",
    "category_top_up",
    "expenditure_multiple",
    "expenditure_take_up",
    "premium_subsidy_share_dibao",
    "premium_subsidy_share_registered_poor",
    "premium_subsidy_share_severely_disabled",
    "major_illness_share",
    "major_illness_ceiling",
    "major_illness_favoured_deductible_cut",
    "major_illness_favoured_share_more",
    "medical_aid_share_tekun",
    "medical_aid_share_dibao",
    "medical_aid_share_margin",
    "medical_aid_share_expenditure",
    "medical_aid_ceiling",
    "inclusive_insurance_take_up",
    "inclusive_insurance_share",
    "inclusive_insurance_ceiling",
    "listed_disease_share",
    "fee_exemption_share",
    "temporary_illness_multiple_low",
    "temporary_illness_multiple_high",
    "temporary_education_multiple_low",
    "temporary_education_multiple_high",
    "temporary_take_up",
    "case_by_case_uplift",
    "emergency_income_multiple",
    "emergency_multiple",
    "fee_subsidy_share",
    "living_grant_preschool",
    "living_grant_primary",
    "living_grant_junior",
    "living_grant_senior",
    "living_grant_vocational",
    "living_grant_higher",
    "non_boarder_share",
    "public_rental_supply",
    "public_rental_benefit",
    "repair_grant",
    "rebuilding_grant",
    "renovation_rate",
    "heating_aid_urban",
    "heating_aid_rural",
    "hard_pressed_worker_multiple",
    "hard_pressed_worker_aid",
    "two_cancers_aid",
    "spring_bud_grant",
    "judicial_aid",
    "disability_living_subsidy_severe",
    "disability_living_subsidy_other",
    "disability_care_subsidy_1",
    "disability_care_subsidy_2",
    "elderly_allowance_per_month",
    "tekun_attendance_per_day",
    "orphan_living_standard",
    "disaster_emergency_days",
    "disaster_emergency_per_day",
    "disaster_transition_per_day",
    "disaster_hardship_months",
    "accident_family_multiple",
    "accident_insurance_benefit",
    "nuanyang_share",
    "zizhuni_share",
]
TINY = 0.011  # yuan a month: amounts are rounded to the fen one by one
PAID_FOR_ILLNESS = (
    "major_illness_insurance_payment",
    "medical_aid_amount",
    "inclusive_insurance_payment",
    "fee_exemption_amount",
)
LATER = ("temporary_illness", "temporary_education", "case_by_case", "nuanyang", "zizhuni")


def amounts(result: PlainResult) -> dict[str, float]:
    """What each programme gives the family, yuan a month; services left out."""
    found = {}
    for one in PROGRAMMES:
        if one.service:
            continue
        for rule in one.amounts:
            value = result[rule]
            whole = float(sum(value) if isinstance(value, tuple) else value)
            found[one.name] = found.get(one.name, 0.0) + whole * payments_a_year(law().rules[rule]) / 12
    return found


def relation(aid: str, to: str) -> tuple[str, str]:
    """A row of the stacking table, which must be there."""
    sequences = [pair for s in stacking_table().sequences for pair in zip(s.order, s.order[1:], strict=False)]
    assert any((r.aid, r.to) == (aid, to) for r in stacking_table().relations) or (aid, to) in sequences, (aid, to)
    return aid, to


def reasons(before: PlainResult, after: PlainResult) -> list[tuple[str, str]]:
    """The named relations of stacking that may make this family lose, each with the sign that it is at work.

    Less of what comes later explains a loss of that only: without it the family may not lose.
    """
    was, now = amounts(before), amounts(after)
    found = reasons_of_the_first(before, after)
    earlier_lost = total(after) - sum(now[n] for n in LATER) < total(before) - sum(was[n] for n in LATER) - TINY
    if not earlier_lost and any(now[name] < was[name] - TINY for name in LATER):
        # Whoever pays earlier leaves less to those who come later, and a burden below the threshold nothing at all.
        found += [relation("medical_aid", "temporary_illness"), relation("temporary_illness", "nuanyang")]
        found += [relation("education", "temporary_education"), relation("nuanyang", "zizhuni")]
    return found


def reasons_of_the_first(before: PlainResult, after: PlainResult) -> list[tuple[str, str]]:
    """Relations that take away more than what comes later."""
    was, now = amounts(before), amounts(after)
    found = []
    if moved_to_tekun(before, after):
        found.append(relation("tekun", "dibao"))
    if fell_from_the_margin(before, after):
        found.append(relation("dibao", "margin"))
    if now["workers"] < was["workers"] and after["basic_living_household"]:
        found.append(relation("dibao", "workers"))
    if before["margin_household"] and not after["margin_household"] and not after["dibao_household"]:
        # Below the standard now, but not reached by dibao: the margin household is no margin household any more.
        found.append(relation("dibao", "margin"))
    if before["expenditure_household"] and not after["expenditure_household"]:
        found.append(relation("margin", "expenditure"))
    incomes = ("assessed_income_per_member", "assessed_margin_income_per_member", "income_after_spending_per_member")
    if any(after[name] > before[name] for name in incomes):  # type: ignore[operator]
        # More is paid of its costs, so less is deducted from its income: it may lose the status that deduction gave.
        found += [relation("medical_aid", "dibao"), relation("education", "dibao")]
    if any(now[name] < was[name] - TINY for name in ("inclusive_insurance", "medical_aid", "fee_exemption")):
        found.append(relation("inclusive_insurance", "medical_aid"))
    return found


def total(result: PlainResult) -> float:
    return float(result["household_all_aid"])  # type: ignore[arg-type]


@pytest.mark.parametrize("factor", [1.2, 1.001])
@pytest.mark.parametrize("name", RAISED)
@settings(max_examples=12)
@given(family=families(most=4))
def test_raising_any_amount_or_ratio_loses_only_by_a_named_relation(name: str, factor: float, family: Family) -> None:
    parameter, value = law().parameters[name], baseline()[name]
    raised = value * factor
    if parameter.valid is not None and not parameter.valid.holds(raised):
        raised = parameter.valid.high or raised
    before, after = run(family, **PERFECT), run(family, **{**PERFECT, name: raised})
    if total(after) < total(before) - TINY:
        assert reasons(before, after), (name, amounts(before), amounts(after))


def test_every_lever_that_can_be_raised_is_raised() -> None:
    """A new amount in yuan must be added above, or named here with the reason why raising it isn't generous."""
    not_generous = {
        "urban_dibao_standard_published": "tested in test_properties",
        "rural_dibao_standard_published": "tested in test_properties",
        "temporary_cost_floor": "a threshold: higher is stricter",
        "nuanyang_cost_floor": "a threshold: higher is stricter",
        "zizhuni_cost_floor": "a threshold: higher is stricter",
        "town_reserve": "a fund, not an amount",
        "nuanyang_budget": "a fund, not an amount",
        "zizhuni_budget": "a fund, not an amount",
        "employer_tax_cut": "the employer's",
        "accident_insurance_premium": "paid to the insurer",
    }
    levers = {n: p for n, p in law().parameters.items() if p.section == "law" and p.role == "lever"}
    yuan = {n for n, p in levers.items() if p.unit.startswith("yuan")}
    assert yuan <= {*RAISED, *not_generous}, sorted(yuan - {*RAISED, *not_generous})


@settings(max_examples=150)
@given(family=families())
def test_the_programmes_add_up_to_all_aid(family: Family) -> None:
    """No amount is counted twice or forgotten; the appraisal of a house is the county's cost, not the family's."""
    result = run(family)
    appraisal = float(result["appraisal_amount"]) / 12  # type: ignore[arg-type]
    assert total(result) == pytest.approx(sum(amounts(result).values()) - appraisal, abs=1e-6)


@settings(max_examples=150)
@given(family=families())
def test_nobody_is_paid_more_for_an_illness_than_it_costs(family: Family) -> None:
    result = run(family)
    for k, member in enumerate(family[1]):
        cost = member["inpatient_cost_per_year"]
        paid = [result[n][k] for n in PAID_FOR_ILLNESS]  # type: ignore[index]
        assert sum(paid) <= cost + 0.011
        assert result["temporary_illness_amount"][k] <= result["medical_cost_left"][k] + 1e-9  # type: ignore[index]


def test_a_family_loses_temporary_assistance_when_medical_aid_leaves_too_little() -> None:
    """`medical_aid` before `temporary_illness`: with 70 % paid 6,000 is left of 20,000, with 76 % only 4,800.

    The floor is 5,000: the temporary assistance of 682 × 12, not above what is left, 6,000, ends; 1,200 more medical
    aid does not make up for it.
    """
    ill = adult(serious_illness=True, inpatient_cost_per_year=20_000.0, medical_out_of_pocket_per_year=20_000.0)
    family = home(), [{**ill, "inclusive_insurance_draw": 1.0, "listed_disease_draw": 1.0}]
    before = run(family, **PERFECT, major_illness_share=0)
    after = run(family, **PERFECT, major_illness_share=0, medical_aid_share_dibao=0.76)
    assert (before["medical_aid_amount"], after["medical_aid_amount"]) == ((14_000.0,), (15_200.0,))
    assert (before["temporary_illness_amount"], after["temporary_illness_amount"]) == ((6_000.0,), (0.0,))
    assert total(after) < total(before)
    assert ("medical_aid", "temporary_illness") in reasons(before, after)


ALONE = {"has_able_supporter": False}


@pytest.mark.parametrize(
    ("switch", "rule", "applied", "ignored", "told"),
    [
        (
            "tekun_excludes_disability_living_subsidy",
            "disability_living_subsidy",
            0.0,
            100.0,
            {"has_able_supporter": False},
        ),
        (
            "tekun_excludes_disability_care_subsidy",
            "disability_care_subsidy",
            0.0,
            120.0,
            {"has_able_supporter": False},
        ),
        ("orphans_exclude_disability_living_subsidy", "disability_living_subsidy", 0.0, 100.0, {"orphan_scheme": True}),
        ("disability_care_subsidy_counts_as_income", "aid_counted_as_income", 120.0, 0.0, {}),
        ("orphan_allowance_counts_as_income", "aid_counted_as_income", 600.0, 0.0, {"orphan_scheme": True}),
    ],
)
def test_each_switch_of_the_stacking_table_decides(
    switch: str, rule: str, applied: float, ignored: float, told: dict[str, Any]
) -> None:
    """A person of 10 (tekun by age), physical disability of grade 1."""
    family = home(), [adult(age=10, disability_type=4, disability_grade=1, **told)]
    assert run(family, **PERFECT, **{switch: "applied"})[rule] == (applied,)
    assert run(family, **PERFECT, **{switch: "ignored"})[rule] == (ignored,)


def test_every_switch_is_read_by_a_rule_that_its_relation_names() -> None:
    book = law()
    for one in stacking_table().relations:
        if one.switch:
            readers = [name for name, rule in book.rules.items() if one.switch in rule.arguments]
            target = [r.partition("/")[0] for p in PROGRAMMES if p.name == one.to for r in (*p.amounts, p.households)]
            reached = {rule.name for rule in book.needed(target)}
            assert readers, one.switch
            assert set(readers) <= reached, one.switch


def test_every_fixed_relation_is_in_the_rules() -> None:
    """What decides on another programme must be read by it: the table can't say what the rules don't do."""
    book = law()

    def rules_of(name: str) -> list[str]:
        one = next(p for p in PROGRAMMES if p.name == name)
        return [r.partition("/")[0] for r in (*one.amounts, one.households, one.persons) if r]

    # An orphan is told of by the register, a tekun person by the rule that says who is one.
    # What an illness or schooling would cost on the terms of a status is settled before it is paid: its terms are read.
    told = {
        "orphans": "orphan_scheme",
        "tekun": "tekun_recipient",
        "major_illness_insurance": "favoured_major_illness_share",
        "medical_aid": "medical_aid_ceiling",
        "inclusive_insurance": "inclusive_insurance_share",
        "fee_exemption": "fee_exemption_share",
        "education": "fee_subsidy_share",
    }
    for one in stacking_table().relations:
        reached = {rule.name for rule in book.needed(rules_of(one.to))}
        read = {argument for name in reached for argument in book.rules[name].arguments}
        assert set(rules_of(one.aid)) & reached or told.get(one.aid) in read, (one.aid, one.to)
