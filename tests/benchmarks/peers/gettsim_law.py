"""The law of dibao, tekun and margin households for GETTSIM's engine (ttsim), one policy function a rule.

Written as its users write: functions of scalars that the engine turns into functions of columns. Every column is as
long as the persons, a household's value standing at each member (`_hh` ends its name). The engine's units are for euro
and years; here all is a plain number.
"""

from __future__ import annotations

import numpy as np
from ttsim.tt import AggType, TTSIMUnit, agg_by_group_function, param_function, policy_function, policy_input

_PLAIN = {"unit": TTSIMUnit.DIMENSIONLESS, "verify_units": False}
rule = policy_function(**_PLAIN)
of_county = param_function(**_PLAIN)
added_up = agg_by_group_function(agg_type=AggType.SUM, **_PLAIN)
a_member_has = agg_by_group_function(agg_type=AggType.ANY, **_PLAIN)


def fen(yuan):
    """Round yuan half up to the fen."""
    return np.floor(yuan * 100.0 + 0.5 + 1e-6) / 100.0


@policy_input(unit=TTSIMUnit.DIMENSIONLESS)
def hh_id() -> int:
    """The household."""


# --- standards and the test of property


@of_county
def urban_dibao_standard(
    urban_dibao_ratio: float, urban_consumption_per_head_previous_year: float, urban_dibao_standard_published: float
) -> float:
    by_ratio = urban_dibao_ratio * urban_consumption_per_head_previous_year / 12.0
    return (
        urban_dibao_standard_published if urban_dibao_standard_published > 0 else float(np.floor(by_ratio + 0.500001))
    )


@of_county
def rural_dibao_standard(
    rural_dibao_ratio: float, rural_consumption_per_head_previous_year: float, rural_dibao_standard_published: float
) -> float:
    by_ratio = rural_dibao_ratio * rural_consumption_per_head_previous_year / 12.0
    return (
        rural_dibao_standard_published if rural_dibao_standard_published > 0 else float(np.floor(by_ratio + 0.500001))
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
def passes_property_test_hh(
    financial_assets_hh: float,
    household_members_hh: int,
    dibao_standard_hh: float,
    dwellings_hh: int,
    vehicles_hh: int,
    owns_company_hh: bool,
    property_test_annual_standards: float,
    property_test_dwellings: float,
    property_test_vehicles: float,
) -> bool:
    poor = financial_assets_hh / household_members_hh <= property_test_annual_standards * 12.0 * dibao_standard_hh
    modest = dwellings_hh <= property_test_dwellings and vehicles_hh <= property_test_vehicles
    return poor and modest and not owns_company_hh


# --- tekun


@rule
def own_income(wage_income: float, business_income: float, property_income: float, transfer_income: float) -> float:
    return wage_income + business_income + property_income + transfer_income


@rule
def without_work_capacity(
    age: int, disability_type: int, disability_grade: int, elderly_age: float, tekun_minor_age: float
) -> bool:
    mind = disability_type >= 5 and disability_type <= 6 and disability_grade <= 3
    body = (disability_type == 4 and disability_grade <= 2) or (disability_type == 1 and disability_grade == 1)
    return age >= elderly_age or age < tekun_minor_age or (disability_grade >= 1 and (mind or body))


@rule
def tekun_recipient(
    without_work_capacity: bool,
    own_income: float,
    dibao_standard_hh: float,
    passes_property_test_hh: bool,
    has_able_supporter: bool,
    orphan_scheme: bool,
    tekun_draw: float,
    tekun_take_up: float,
) -> bool:
    alone = not has_able_supporter and not orphan_scheme
    eligible = without_work_capacity and own_income < dibao_standard_hh and passes_property_test_hh and alone
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


# --- the income that counts


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
    work_cost_rate: float,
) -> float:
    income = wage_income * (1.0 - work_cost_rate) + business_income + property_income + transfer_income
    return income if counts_for_dibao else 0.0


@rule
def spending_that_counts(
    counts_for_dibao: bool, medical_out_of_pocket_per_year: float, education_cost_per_year: float
) -> float:
    spending = (medical_out_of_pocket_per_year + education_cost_per_year) / 12.0
    return spending if counts_for_dibao else 0.0


@added_up
def income_before_deductions_hh(income_that_counts: float, hh_id: int) -> float:
    pass


@added_up
def necessary_spending_hh(spending_that_counts: float, hh_id: int) -> float:
    pass


@rule
def countable_income_hh(
    income_before_deductions_hh: float, necessary_spending_hh: float, rigid_spending_share: float
) -> float:
    rigid = max(0.0, necessary_spending_hh - rigid_spending_share * max(0.0, income_before_deductions_hh))
    return max(0.0, income_before_deductions_hh - rigid)


@rule
def assessed_income_per_member_hh(
    countable_income_hh: float,
    dibao_members_hh: int,
    income_assessment_draw_hh: float,
    income_assessment_sd: float,
) -> float:
    true = countable_income_hh / max(dibao_members_hh, 1) if dibao_members_hh > 0 else 0.0
    return true * np.exp(income_assessment_sd * income_assessment_draw_hh)


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
    passes_property_test_hh: bool,
    hardship_hh: bool,
    residence_hh: int,
    dibao_draw_hh: float,
    dibao_take_up_rural: float,
    dibao_take_up_urban: float,
    dibao_take_up_without_hardship: float,
    dibao_take_up_gap_power: float,
) -> bool:
    poor = assessed_income_per_member_hh < dibao_standard_hh
    where = dibao_take_up_rural if residence_hh == 1 else dibao_take_up_urban
    level = where if hardship_hh else where * dibao_take_up_without_hardship
    gap = 1.0 - (assessed_income_per_member_hh if poor else 0.0) / dibao_standard_hh
    take_up = min(1.0, level * gap**dibao_take_up_gap_power)
    return dibao_members_hh > 0 and poor and passes_property_test_hh and dibao_draw_hh < take_up


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


@rule
def single_person_entitled(
    counts_for_dibao: bool, serious_illness: bool, disability_type: int, disability_grade: int
) -> bool:
    mind = disability_type >= 5 and disability_type <= 6
    severe = (disability_grade >= 1 and disability_grade <= 2) or (mind and disability_grade == 3)
    return counts_for_dibao and (serious_illness or severe)


@added_up
def single_person_members_hh(single_person_entitled: bool, hh_id: int) -> int:
    pass


@rule
def single_person_dibao_amount_hh(
    single_person_members_hh: int,
    assessed_income_per_member_hh: float,
    dibao_standard_hh: float,
    passes_property_test_hh: bool,
    single_person_draw_hh: float,
    margin_multiple: float,
    single_person_take_up: float,
) -> float:
    poor = assessed_income_per_member_hh < margin_multiple * dibao_standard_hh
    found = passes_property_test_hh and single_person_draw_hh < single_person_take_up
    receives = single_person_members_hh > 0 and poor and found
    return fen(dibao_standard_hh * single_person_members_hh) if receives else 0.0


@rule
def paid_as_single_persons_hh(
    single_person_dibao_amount_hh: float,
    family_dibao_amount_hh: float,
    assessed_income_per_member_hh: float,
    dibao_standard_hh: float,
    single_person_rule: float,
) -> bool:
    above = assessed_income_per_member_hh >= dibao_standard_hh
    better = single_person_dibao_amount_hh > family_dibao_amount_hh
    by_rule = above if single_person_rule == 1 else better
    return single_person_dibao_amount_hh > 0.0 and by_rule


@rule
def dibao_amount_hh(
    paid_as_single_persons_hh: bool, single_person_dibao_amount_hh: float, family_dibao_amount_hh: float
) -> float:
    return single_person_dibao_amount_hh if paid_as_single_persons_hh else family_dibao_amount_hh


@rule
def dibao_household_hh(dibao_amount_hh: float) -> bool:
    return dibao_amount_hh > 0.0


@rule
def dibao_recipient(
    dibao_household_hh: bool, paid_as_single_persons_hh: bool, single_person_entitled: bool, counts_for_dibao: bool
) -> bool:
    covered = single_person_entitled if paid_as_single_persons_hh else counts_for_dibao
    return dibao_household_hh and covered


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


@rule
def margin_household_hh(
    dibao_members_hh: int,
    dibao_household_hh: bool,
    assessed_income_per_member_hh: float,
    dibao_standard_hh: float,
    passes_property_test_hh: bool,
    margin_multiple: float,
) -> bool:
    above = dibao_standard_hh <= assessed_income_per_member_hh
    between = above and assessed_income_per_member_hh < margin_multiple * dibao_standard_hh
    return dibao_members_hh > 0 and not dibao_household_hh and between and passes_property_test_hh


@rule
def margin_members_hh(margin_household_hh: bool, dibao_members_hh: int) -> int:
    return dibao_members_hh if margin_household_hh else 0
