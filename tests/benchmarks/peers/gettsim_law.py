"""The law of dibao, tekun and margin households for GETTSIM's engine (ttsim), one policy function a rule.

Written as its users write: functions of scalars that the engine turns into functions of columns. Every column is as
long as the persons, a household's value standing at each member (`_hh` ends its name). The engine's units are for euro
and years; here all is a plain number.
"""

from __future__ import annotations

import numpy as np
from ttsim.tt import AggType, TTSIMUnit, agg_by_group_function, policy_input

from tests.benchmarks.peers.gettsim_costs import fen, of_county, rule

_PLAIN = {"unit": TTSIMUnit.DIMENSIONLESS, "verify_units": False}
added_up = agg_by_group_function(agg_type=AggType.SUM, **_PLAIN)
a_member_has = agg_by_group_function(agg_type=AggType.ANY, **_PLAIN)


@policy_input(unit=TTSIMUnit.DIMENSIONLESS)
def hh_id() -> int:
    """The household."""


# --- standards and the test of property


def standard_of(ratio, consumption, highest_before, published, ratchet):
    """The dibao standard of the urban or the rural residents: as published, or by the ratio, with the ratchet."""
    by_ratio = ratio * consumption / 12.0
    by_ratio = max(by_ratio, by_ratio * highest_before) if ratchet == 1 else by_ratio
    return published if published > 0 else float(np.floor(by_ratio + 0.5 + 1e-6))


@of_county
def urban_dibao_standard(
    urban_dibao_ratio: float,
    urban_consumption_per_head_previous_year: float,
    urban_consumption_highest_before: float,
    urban_dibao_standard_published: float,
    standard_ratchet: float,
) -> float:
    return standard_of(
        urban_dibao_ratio,
        urban_consumption_per_head_previous_year,
        urban_consumption_highest_before,
        urban_dibao_standard_published,
        standard_ratchet,
    )


@of_county
def rural_dibao_standard(
    rural_dibao_ratio: float,
    rural_consumption_per_head_previous_year: float,
    rural_consumption_highest_before: float,
    rural_dibao_standard_published: float,
    standard_ratchet: float,
) -> float:
    return standard_of(
        rural_dibao_ratio,
        rural_consumption_per_head_previous_year,
        rural_consumption_highest_before,
        rural_dibao_standard_published,
        standard_ratchet,
    )


@of_county
def urban_tekun_basic_standard(urban_tekun_multiple: float, urban_dibao_standard: float) -> float:
    return float(np.ceil(urban_tekun_multiple * urban_dibao_standard - 1e-6))


@of_county
def rural_tekun_basic_standard(rural_tekun_multiple: float, rural_dibao_standard: float) -> float:
    return float(np.ceil(rural_tekun_multiple * rural_dibao_standard - 1e-6))


@rule
def dibao_standard_hh(residence_hh: int, rural_dibao_standard: float, urban_dibao_standard: float) -> float:
    return rural_dibao_standard if residence_hh == 1 else urban_dibao_standard


@rule
def tekun_basic_standard_hh(
    residence_hh: int, rural_tekun_basic_standard: float, urban_tekun_basic_standard: float
) -> float:
    return rural_tekun_basic_standard if residence_hh == 1 else urban_tekun_basic_standard


@agg_by_group_function(agg_type=AggType.COUNT, **_PLAIN)
def household_members_hh(hh_id: int) -> int:
    pass


@rule
def margin_limit_hh(dibao_standard_hh: float, margin_multiple: float) -> float:
    return fen(margin_multiple * dibao_standard_hh)


@rule
def property_limit_hh(dibao_standard_hh: float, property_test_annual_standards: float) -> float:
    return fen(property_test_annual_standards * 12.0 * dibao_standard_hh)


@rule
def financial_assets_per_member_hh(financial_assets_hh: float, household_members_hh: int) -> float:
    return financial_assets_hh / household_members_hh


@rule
def passes_property_test_hh(
    financial_assets_per_member_hh: float,
    property_limit_hh: float,
    dwellings_hh: int,
    vehicles_hh: int,
    owns_company_hh: bool,
    property_test_dwellings: float,
    property_test_vehicles: float,
) -> bool:
    poor = fen(financial_assets_per_member_hh) <= property_limit_hh
    modest = dwellings_hh <= property_test_dwellings and vehicles_hh <= property_test_vehicles
    return poor and modest and not owns_company_hh


@rule
def passes_own_property_test(
    own_financial_assets: float,
    own_dwellings: int,
    own_vehicles: int,
    own_companies: int,
    financial_assets_per_member_hh: float,
    dwellings_hh: int,
    vehicles_hh: int,
    owns_company_hh: bool,
    property_limit_hh: float,
    property_test_dwellings: float,
    property_test_vehicles: float,
) -> bool:
    # What isn't told of a person (-1) is the household's.
    assets = own_financial_assets if own_financial_assets >= 0.0 else financial_assets_per_member_hh
    dwellings = own_dwellings if own_dwellings >= 0 else dwellings_hh
    vehicles = own_vehicles if own_vehicles >= 0 else vehicles_hh
    company = own_companies > 0 if own_companies >= 0 else owns_company_hh
    modest = dwellings <= property_test_dwellings and vehicles <= property_test_vehicles
    return fen(assets) <= property_limit_hh and modest and not company


# --- tekun


@rule
def own_income(wage_income: float, business_income: float, property_income: float, transfer_income: float) -> float:
    return wage_income + business_income + property_income + transfer_income


def graded(of_kind, grade, component, kind, mildest):
    """Who is disabled in a kind up to a grade, by itself or as a component of a multiple disability (kind 7)."""
    own = (of_kind == kind) & (grade >= 1) & (grade <= mildest)
    return own | ((of_kind == 7) & (grade >= 1) & (component >= 1) & (component <= mildest))


@rule
def severe_mind_disability(
    disability_type: int,
    disability_grade: int,
    multiple_intellectual_grade: int,
    multiple_mental_grade: int,
) -> bool:
    intellectual = graded(disability_type, disability_grade, multiple_intellectual_grade, 5, 3)
    return intellectual or graded(disability_type, disability_grade, multiple_mental_grade, 6, 3)


@rule
def without_work_capacity(
    age: int,
    severe_mind_disability: bool,
    disability_type: int,
    disability_grade: int,
    multiple_physical_grade: int,
    multiple_visual_grade: int,
    elderly_age: float,
    tekun_minor_age: float,
) -> bool:
    physical = graded(disability_type, disability_grade, multiple_physical_grade, 4, 2)
    visual = graded(disability_type, disability_grade, multiple_visual_grade, 1, 1)
    return age >= elderly_age or age < tekun_minor_age or severe_mind_disability or physical or visual


@rule
def continues_tekun_at_school(
    tekun_as_minor: bool, age: int, student_stage: int, tekun_minor_age: float, tekun_continues_at_school: float
) -> bool:
    pupil = student_stage >= 2 and student_stage <= 5 and age >= tekun_minor_age
    return tekun_as_minor and pupil and tekun_continues_at_school == 1


@rule
def tekun_recipient(
    without_work_capacity: bool,
    continues_tekun_at_school: bool,
    own_income: float,
    dibao_standard_hh: float,
    passes_own_property_test: bool,
    has_able_supporter: bool,
    orphan_scheme: bool,
    tekun_draw: float,
    tekun_take_up: float,
) -> bool:
    alone = not has_able_supporter and not orphan_scheme
    poor = fen(own_income) < dibao_standard_hh and passes_own_property_test
    eligible = (without_work_capacity or continues_tekun_at_school) and poor and alone
    return eligible and tekun_draw < tekun_take_up


@rule
def tekun_amount(
    tekun_recipient: bool,
    tekun_basic_standard_hh: float,
    adl_items_lost: int,
    care_fee_rate_able: float,
    care_fee_rate_partial: float,
    care_fee_rate_complete: float,
    minimum_wage: float,
) -> float:
    helped = care_fee_rate_partial if adl_items_lost <= 3 else care_fee_rate_complete
    rate = care_fee_rate_able if adl_items_lost == 0 else helped
    amount = fen(tekun_basic_standard_hh) + fen(rate * minimum_wage)
    return amount if tekun_recipient else 0.0


@added_up
def household_tekun_amount_hh(tekun_amount: float, hh_id: int) -> float:
    pass


@added_up
def household_tekun_recipients_hh(tekun_recipient: bool, hh_id: int) -> int:
    pass


@rule
def tekun_household_hh(household_tekun_recipients_hh: int) -> bool:
    return household_tekun_recipients_hh > 0


# --- the income that counts, beside what the family itself bears of illness and schooling


@rule
def counts_for_dibao(tekun_recipient: bool, orphan_scheme: bool) -> bool:
    return not tekun_recipient and not orphan_scheme


@added_up
def dibao_members_hh(counts_for_dibao: bool, hh_id: int) -> int:
    pass


@rule
def income_that_counts(
    counts_for_dibao: bool,
    wage_income: float,
    business_income: float,
    property_income: float,
    transfer_income: float,
    support_from_obligors: float,
    work_cost_rate: float,
    obligor_support_share: float,
) -> float:
    own = wage_income * (1.0 - work_cost_rate) + business_income + property_income + transfer_income
    return own + obligor_support_share * support_from_obligors if counts_for_dibao else 0.0


@rule
def severely_disabled(disability_grade: int, severe_mind_disability: bool) -> bool:
    return (disability_grade >= 1 and disability_grade <= 2) or severe_mind_disability


@rule
def single_person_entitled(counts_for_dibao: bool, serious_illness: bool, severely_disabled: bool) -> bool:
    return counts_for_dibao and (serious_illness or severely_disabled)


@rule
def spending_on_dibao_terms(
    counts_for_dibao: bool, medical_cost_left_on_dibao_terms: float, education_cost_left_on_dibao_terms: float
) -> float:
    spending = (medical_cost_left_on_dibao_terms + education_cost_left_on_dibao_terms) / 12.0
    return spending if counts_for_dibao else 0.0


@rule
def spending_on_margin_terms(
    counts_for_dibao: bool, medical_cost_left_on_margin_terms: float, education_cost_left_on_margin_terms: float
) -> float:
    spending = (medical_cost_left_on_margin_terms + education_cost_left_on_margin_terms) / 12.0
    return spending if counts_for_dibao else 0.0


@rule
def spending_where_some_apply_alone(
    single_person_entitled: bool, spending_on_dibao_terms: float, spending_on_margin_terms: float
) -> float:
    return spending_on_dibao_terms if single_person_entitled else spending_on_margin_terms


@added_up
def income_before_deductions_hh(income_that_counts: float, hh_id: int) -> float:
    pass


@added_up
def necessary_spending_hh(spending_on_dibao_terms: float, hh_id: int) -> float:
    pass


@added_up
def margin_spending_hh(spending_on_margin_terms: float, hh_id: int) -> float:
    pass


@added_up
def single_person_spending_hh(spending_where_some_apply_alone: float, hh_id: int) -> float:
    pass


def income_beside(spending, income, share, members):
    """The income per member of a household that bears a spending itself."""
    rigid = np.maximum(0.0, spending - share * np.maximum(0.0, income))
    return np.where(members > 0, np.maximum(0.0, income - rigid) / np.maximum(members, 1), 0.0)


@rule
def income_assessment_factor_hh(income_assessment_draw_hh: float, income_assessment_sd: float) -> float:
    return np.exp(income_assessment_sd * income_assessment_draw_hh)


@rule
def assessed_income_per_member_hh(
    income_before_deductions_hh: float,
    necessary_spending_hh: float,
    rigid_spending_share: float,
    dibao_members_hh: int,
    income_assessment_factor_hh: float,
    dibao_standard_hh: float,
    received_last_year_hh: bool,
    reviewed_hh: bool,
    last_finding_hh: float,
) -> float:
    income, members = income_before_deductions_hh, dibao_members_hh
    found = income_beside(necessary_spending_hh, income, rigid_spending_share, members) * income_assessment_factor_hh
    return last_finding_hh * dibao_standard_hh if received_last_year_hh and not reviewed_hh else found


@rule
def assessed_margin_income_per_member_hh(
    income_before_deductions_hh: float,
    margin_spending_hh: float,
    rigid_spending_share: float,
    dibao_members_hh: int,
    income_assessment_factor_hh: float,
) -> float:
    income, members = income_before_deductions_hh, dibao_members_hh
    return income_beside(margin_spending_hh, income, rigid_spending_share, members) * income_assessment_factor_hh


@rule
def assessed_single_person_income_per_member_hh(
    income_before_deductions_hh: float,
    single_person_spending_hh: float,
    rigid_spending_share: float,
    dibao_members_hh: int,
    income_assessment_factor_hh: float,
) -> float:
    income, members = income_before_deductions_hh, dibao_members_hh
    return income_beside(single_person_spending_hh, income, rigid_spending_share, members) * income_assessment_factor_hh


@rule
def assessed_below_standard_hh(assessed_income_per_member_hh: float, dibao_standard_hh: float) -> bool:
    return fen(assessed_income_per_member_hh) < dibao_standard_hh


# --- dibao


@rule
def member_in_hardship(disability_grade: int, serious_illness: bool, adl_items_lost: int) -> bool:
    return disability_grade >= 1 or serious_illness or adl_items_lost >= 4


@a_member_has
def hardship_hh(member_in_hardship: bool, hh_id: int) -> bool:
    pass


@rule
def family_dibao_recipient_hh(
    dibao_members_hh: int,
    dibao_standard_hh: float,
    assessed_income_per_member_hh: float,
    assessed_below_standard_hh: bool,
    passes_property_test_hh: bool,
    hardship_hh: bool,
    residence_hh: int,
    dibao_draw_hh: float,
    received_last_year_hh: bool,
    dibao_take_up_rural: float,
    dibao_take_up_urban: float,
    dibao_take_up_without_hardship: float,
    dibao_take_up_gap_power: float,
) -> bool:
    where = dibao_take_up_rural if residence_hh == 1 else dibao_take_up_urban
    level = where if hardship_hh else where * dibao_take_up_without_hardship
    gap = 1.0 - (assessed_income_per_member_hh if assessed_below_standard_hh else 0.0) / dibao_standard_hh
    take_up = min(1.0, level * gap**dibao_take_up_gap_power)
    poor = dibao_members_hh > 0 and assessed_below_standard_hh
    return poor and passes_property_test_hh and (received_last_year_hh or dibao_draw_hh < take_up)


@rule
def family_dibao_amount_hh(
    family_dibao_recipient_hh: bool,
    dibao_standard_hh: float,
    assessed_income_per_member_hh: float,
    dibao_members_hh: int,
    dibao_method: float,
    dibao_tier_1_gap: float,
    dibao_tier_2_gap: float,
    dibao_tier_1_share: float,
    dibao_tier_2_share: float,
    dibao_tier_3_share: float,
) -> float:
    gap = 1.0 - assessed_income_per_member_hh / dibao_standard_hh + 1e-9
    lower = dibao_tier_2_share if gap >= dibao_tier_2_gap else dibao_tier_3_share
    share = dibao_tier_1_share if gap >= dibao_tier_1_gap else lower
    by_tier = fen(share * dibao_standard_hh * dibao_members_hh)
    by_difference = fen((dibao_standard_hh - assessed_income_per_member_hh) * dibao_members_hh)
    amount = by_difference if dibao_method == 0 else by_tier
    return amount if family_dibao_recipient_hh else 0.0


@added_up
def single_person_members_hh(single_person_entitled: bool, hh_id: int) -> int:
    pass


@rule
def applies_alone_hh(single_person_draw_hh: float, single_person_take_up: float) -> bool:
    return single_person_draw_hh < single_person_take_up


@rule
def single_person_dibao_amount_hh(
    single_person_members_hh: int,
    assessed_single_person_income_per_member_hh: float,
    dibao_standard_hh: float,
    margin_limit_hh: float,
    passes_property_test_hh: bool,
    applies_alone_hh: bool,
) -> float:
    poor = fen(assessed_single_person_income_per_member_hh) < margin_limit_hh and passes_property_test_hh
    receives = single_person_members_hh > 0 and poor and applies_alone_hh
    return fen(dibao_standard_hh * single_person_members_hh) if receives else 0.0


@rule
def paid_as_single_persons_hh(
    single_person_dibao_amount_hh: float,
    family_dibao_amount_hh: float,
    assessed_below_standard_hh: bool,
    single_person_rule: float,
) -> bool:
    better = single_person_dibao_amount_hh > family_dibao_amount_hh
    by_rule = not assessed_below_standard_hh if single_person_rule == 1 else better
    return single_person_dibao_amount_hh > 0.0 and by_rule


@rule
def disabled_adult_entitled(
    counts_for_dibao: bool,
    age: int,
    employed: bool,
    severely_disabled: bool,
    own_income: float,
    passes_own_property_test: bool,
    dibao_standard_hh: float,
    minor_age: float,
    adult_disabled_alone: float,
) -> bool:
    adult = counts_for_dibao and age >= minor_age and not employed and severely_disabled
    return adult and fen(own_income) < dibao_standard_hh and passes_own_property_test and adult_disabled_alone == 1


@rule
def disabled_adult_dibao_amount(disabled_adult_entitled: bool, own_income: float, dibao_standard_hh: float) -> float:
    return fen(dibao_standard_hh - max(0.0, own_income)) if disabled_adult_entitled else 0.0


@added_up
def disabled_adults_hh(disabled_adult_entitled: bool, hh_id: int) -> int:
    pass


@added_up
def disabled_adults_dibao_amount_hh(disabled_adult_dibao_amount: float, hh_id: int) -> float:
    pass


@rule
def paid_to_disabled_adults_hh(
    disabled_adults_hh: int,
    disabled_adults_dibao_amount_hh: float,
    family_dibao_recipient_hh: bool,
    family_dibao_amount_hh: float,
    paid_as_single_persons_hh: bool,
    applies_alone_hh: bool,
    single_person_rule: float,
) -> bool:
    better = disabled_adults_dibao_amount_hh > family_dibao_amount_hh
    by_rule = not family_dibao_recipient_hh if single_person_rule == 1 else better
    return disabled_adults_hh > 0 and not paid_as_single_persons_hh and by_rule and applies_alone_hh


@rule
def dibao_amount_hh(
    paid_as_single_persons_hh: bool,
    single_person_dibao_amount_hh: float,
    paid_to_disabled_adults_hh: bool,
    disabled_adults_dibao_amount_hh: float,
    family_dibao_amount_hh: float,
) -> float:
    otherwise = disabled_adults_dibao_amount_hh if paid_to_disabled_adults_hh else family_dibao_amount_hh
    return single_person_dibao_amount_hh if paid_as_single_persons_hh else otherwise


@rule
def dibao_household_hh(
    family_dibao_recipient_hh: bool, paid_as_single_persons_hh: bool, paid_to_disabled_adults_hh: bool
) -> bool:
    return family_dibao_recipient_hh or paid_as_single_persons_hh or paid_to_disabled_adults_hh


@rule
def dibao_recipient(
    dibao_household_hh: bool,
    paid_as_single_persons_hh: bool,
    paid_to_disabled_adults_hh: bool,
    single_person_entitled: bool,
    disabled_adult_entitled: bool,
    counts_for_dibao: bool,
) -> bool:
    otherwise = disabled_adult_entitled if paid_to_disabled_adults_hh else counts_for_dibao
    return dibao_household_hh and (single_person_entitled if paid_as_single_persons_hh else otherwise)


@added_up
def dibao_recipients_hh(dibao_recipient: bool, hh_id: int) -> int:
    pass


@rule
def person_category_top_up(
    dibao_recipient: bool,
    age: int,
    disability_grade: int,
    serious_illness: bool,
    dibao_standard_hh: float,
    category_top_up: float,
    top_up_elderly_age: float,
    minor_age: float,
) -> float:
    of_age = age >= top_up_elderly_age or age < minor_age
    severe = disability_grade >= 1 and disability_grade <= 2
    due = dibao_recipient and (of_age or severe or serious_illness)
    return fen(category_top_up * dibao_standard_hh) if due else 0.0


@added_up
def category_top_up_amount_hh(person_category_top_up: float, hh_id: int) -> float:
    pass


# --- margin households: those of members who applied alone stay margin households


@rule
def margin_household_hh(
    dibao_members_hh: int,
    paid_as_single_persons_hh: bool,
    assessed_below_standard_hh: bool,
    assessed_margin_income_per_member_hh: float,
    margin_limit_hh: float,
    passes_property_test_hh: bool,
) -> bool:
    above = paid_as_single_persons_hh or not assessed_below_standard_hh
    between = above and fen(assessed_margin_income_per_member_hh) < margin_limit_hh
    return dibao_members_hh > 0 and between and passes_property_test_hh


@rule
def margin_member(margin_household_hh: bool, counts_for_dibao: bool, dibao_recipient: bool) -> bool:
    return margin_household_hh and counts_for_dibao and not dibao_recipient


@added_up
def margin_members_hh(margin_member: bool, hh_id: int) -> int:
    pass
