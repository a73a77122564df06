"""§3: the minimum living guarantee (最低生活保障): family dibao, single-person dibao, top-ups.

Sources: 国务院令第649号 arts. 9–12; 民发〔2021〕57号; 民发〔2020〕69号 (single-person dibao); 民发〔2022〕83号 (adults
with severe disability and without work, who apply by themselves).
"""

import math

from workbench.categories import DibaoMethod, Residence, SinglePersonRule, Switch
from workbench.engine.rule import for_household, for_person, sum_over_members
from workbench.money import at_least, below, reaches, to_fen


@for_household(clause="国务院令第649号 art. 9", unit="yes/no", zh="符合低保条件")
def dibao_eligible(
    dibao_members: int, income_per_member: float, dibao_standard: float, passes_property_test: bool
) -> bool:
    """A household is entitled when its true income per member is below the standard and its property passes."""
    return dibao_members > 0 and below(income_per_member, dibao_standard) and passes_property_test


@sum_over_members(clause="model: take-up", unit="persons", zh="困难成员数")
def members_in_hardship(disability_grade: int, serious_illness: bool, adl_items_lost: int) -> int:
    """Count the members registered disabled, seriously ill, or with four or more items of self-care lost."""
    return 1 if disability_grade >= 1 or serious_illness or adl_items_lost >= 4 else 0


@for_household(clause="model: take-up", unit="yes/no", zh="有重残重病或失能成员")
def hardship(members_in_hardship: int) -> bool:
    """A household in hardship has a member registered disabled, seriously ill or severely dependent."""
    return members_in_hardship > 0


@for_household(clause="model: take-up", unit="share", zh="低保申领概率")
def dibao_take_up(
    residence: Residence,
    assessed_income_per_member: float,
    dibao_standard: float,
    hardship: bool,
    dibao_take_up_urban: float,
    dibao_take_up_rural: float,
    dibao_take_up_gap_power: float,
    dibao_take_up_without_hardship: float,
) -> float:
    """The poorer a household and the plainer its hardship, the likelier it receives: min(1, t₀ · gap^κ · η)."""
    if at_least(assessed_income_per_member, dibao_standard):
        return 0.0
    level = dibao_take_up_rural if residence == Residence.RURAL else dibao_take_up_urban
    if not hardship:
        level = level * dibao_take_up_without_hardship
    gap = 1.0 - assessed_income_per_member / dibao_standard
    return min(1.0, level * math.pow(gap, dibao_take_up_gap_power))


@for_household(clause="民发〔2021〕57号", unit="yes/no", zh="家庭低保对象")
def family_dibao_recipient(
    dibao_members: int,
    assessed_income_per_member: float,
    dibao_standard: float,
    passes_property_test: bool,
    dibao_draw: float,
    dibao_take_up: float,
    received_last_year: bool,
) -> bool:
    """A family receives when its assessed income is below the standard, property passes and it takes up or goes on."""
    return (
        dibao_members > 0
        and below(assessed_income_per_member, dibao_standard)
        and passes_property_test
        and (received_last_year or dibao_draw < dibao_take_up)
    )


@for_household(clause="国务院令第649号 art. 12", unit="yuan/month", zh="家庭低保金")
def family_dibao_amount(
    family_dibao_recipient: bool,
    dibao_standard: float,
    assessed_income_per_member: float,
    dibao_members: int,
    dibao_method: DibaoMethod,
    dibao_tier_1_gap: float,
    dibao_tier_2_gap: float,
    dibao_tier_1_share: float,
    dibao_tier_2_share: float,
    dibao_tier_3_share: float,
) -> float:
    """Make up the difference between the standard and the income per member, or pay the tier of the gap."""
    if not family_dibao_recipient:
        return 0.0
    if dibao_method == DibaoMethod.DIFFERENCE:
        return to_fen((dibao_standard - assessed_income_per_member) * dibao_members)
    gap = 1.0 - assessed_income_per_member / dibao_standard
    share = dibao_tier_3_share
    if reaches(gap, dibao_tier_1_gap):
        share = dibao_tier_1_share
    elif reaches(gap, dibao_tier_2_gap):
        share = dibao_tier_2_share
    return to_fen(share * dibao_standard * dibao_members)


@for_person(clause="民发〔2020〕69号; 民发〔2021〕57号 art. 8", unit="yes/no", zh="可单人纳入低保")
def single_person_entitled(
    counts_for_dibao: bool, disability_grade: int, severe_mind_disability: bool, serious_illness: bool
) -> bool:
    """Alone may apply: disability grade 1–2, grade 3 if intellectual or mental, or a serious illness."""
    return counts_for_dibao and (serious_illness or 1 <= disability_grade <= 2 or severe_mind_disability)


@sum_over_members(clause="民发〔2020〕69号", unit="persons", zh="可单人保人数")
def single_person_members(single_person_entitled: bool) -> int:
    """Count the members who may apply alone."""
    return 1 if single_person_entitled else 0


@for_household(clause="民发〔2021〕57号 art. 8", unit="yes/no", zh="可按单人保发放")
def single_person_applicant(
    single_person_members: int,
    assessed_single_person_income_per_member: float,
    margin_limit: float,
    passes_property_test: bool,
    single_person_draw: float,
    single_person_take_up: float,
) -> bool:
    """Below 1.5 standards the members who may apply alone do so, as far as single-person dibao is taken up."""
    return (
        single_person_members > 0
        and below(assessed_single_person_income_per_member, margin_limit)
        and passes_property_test
        and single_person_draw < single_person_take_up
    )


@for_household(clause="民发〔2021〕57号 art. 8", unit="yuan/month", zh="单人保金额")
def single_person_dibao_amount(
    single_person_applicant: bool, single_person_members: int, dibao_standard: float
) -> float:
    """Each member who applies alone gets the full standard."""
    return to_fen(dibao_standard * single_person_members) if single_person_applicant else 0.0


@for_household(clause="民发〔2021〕57号 art. 8", unit="yes/no", zh="按单人保发放")
def paid_as_single_persons(
    single_person_applicant: bool,
    family_dibao_amount: float,
    single_person_dibao_amount: float,
    assessed_income_per_member: float,
    dibao_standard: float,
    single_person_rule: SinglePersonRule,
) -> bool:
    """By the letter single persons apply from margin households only; a choice pays the better of the two instead."""
    if not single_person_applicant:
        return False
    if single_person_rule == SinglePersonRule.MARGIN_ONLY:
        return at_least(assessed_income_per_member, dibao_standard)
    return single_person_dibao_amount > family_dibao_amount


@for_person(clause="民发〔2022〕83号", unit="yes/no", zh="成年无业重度残疾人可单独申请")
def disabled_adult_entitled(
    adult_disabled_alone: Switch,
    counts_for_dibao: bool,
    disability_grade: int,
    severe_mind_disability: bool,
    employed: bool,
    age: int,
    minor_age: float,
    own_income: float,
    dibao_standard: float,
    passes_own_property_test: bool,
) -> bool:
    """An adult without work and severely disabled may apply as a household of one, on his own income and property.

    Severely disabled are grades 1–2, and grade 3 if intellectual or mental. The income of those he lives with, and what
    they give him, isn't looked at.
    """
    if adult_disabled_alone == Switch.IGNORED or not counts_for_dibao:
        return False
    severe = 1 <= disability_grade <= 2 or severe_mind_disability
    without_work = not employed and age >= minor_age
    return severe and without_work and below(own_income, dibao_standard) and passes_own_property_test


@sum_over_members(clause="民发〔2022〕83号", unit="persons", zh="可单独申请的成年无业重度残疾人数")
def disabled_adults(disabled_adult_entitled: bool) -> int:
    """Count the members who may apply as households of one."""
    return 1 if disabled_adult_entitled else 0


@sum_over_members(clause="民发〔2022〕83号", unit="yuan/month", zh="成年无业重度残疾人低保金")
def disabled_adults_dibao_amount(disabled_adult_entitled: bool, dibao_standard: float, own_income: float) -> float:
    """Each of them is paid the difference between the standard and his own income."""
    return to_fen(dibao_standard - max(0.0, own_income)) if disabled_adult_entitled else 0.0


@for_household(clause="民发〔2022〕83号", unit="yes/no", zh="按成年无业重度残疾人发放")
def paid_to_disabled_adults(
    disabled_adults: int,
    disabled_adults_dibao_amount: float,
    family_dibao_recipient: bool,
    family_dibao_amount: float,
    paid_as_single_persons: bool,
    single_person_draw: float,
    single_person_take_up: float,
    single_person_rule: SinglePersonRule,
) -> bool:
    """They are paid where the family has no dibao; a choice pays the better of the two instead.

    Single-person dibao, which covers them too, comes first; both are taken up alike.
    """
    if disabled_adults == 0 or paid_as_single_persons or single_person_draw >= single_person_take_up:
        return False
    if single_person_rule == SinglePersonRule.MARGIN_ONLY:
        return not family_dibao_recipient
    return disabled_adults_dibao_amount > family_dibao_amount


@for_household(clause="国务院令第649号 art. 12", unit="yuan/month", zh="低保金")
def dibao_amount(
    paid_as_single_persons: bool,
    single_person_dibao_amount: float,
    paid_to_disabled_adults: bool,
    disabled_adults_dibao_amount: float,
    family_dibao_amount: float,
) -> float:
    """A household is paid in one way: single-person dibao, dibao of disabled adults, or family dibao."""
    if paid_as_single_persons:
        return single_person_dibao_amount
    return disabled_adults_dibao_amount if paid_to_disabled_adults else family_dibao_amount


@for_household(clause="国务院令第649号 art. 12", unit="yes/no", zh="低保户")
def dibao_household(family_dibao_recipient: bool, paid_as_single_persons: bool, paid_to_disabled_adults: bool) -> bool:
    """A dibao household receives as a family, or for members who applied alone."""
    return family_dibao_recipient or paid_as_single_persons or paid_to_disabled_adults


@for_person(clause="民发〔2021〕57号", unit="yes/no", zh="低保对象")
def dibao_recipient(
    dibao_household: bool,
    paid_as_single_persons: bool,
    paid_to_disabled_adults: bool,
    counts_for_dibao: bool,
    single_person_entitled: bool,
    disabled_adult_entitled: bool,
) -> bool:
    """Covered are all members who count, or only those who applied alone."""
    if not dibao_household:
        return False
    if paid_as_single_persons:
        return single_person_entitled
    return disabled_adult_entitled if paid_to_disabled_adults else counts_for_dibao


@sum_over_members(clause="民发〔2021〕57号", unit="persons", zh="低保人数")
def dibao_recipients(dibao_recipient: bool) -> int:
    """Count the members whom the household's dibao covers."""
    return 1 if dibao_recipient else 0


@for_person(clause="国务院令第649号 art. 12", unit="yuan/month", zh="本人分类施保金")
def person_category_top_up(
    dibao_recipient: bool,
    age: int,
    disability_grade: int,
    serious_illness: bool,
    dibao_standard: float,
    category_top_up: float,
    top_up_elderly_age: float,
    minor_age: float,
) -> float:
    """One top-up for a recipient who is 70 or older, a minor, severely disabled or seriously ill."""
    if not dibao_recipient:
        return 0.0
    if age >= top_up_elderly_age or age < minor_age or 1 <= disability_grade <= 2 or serious_illness:
        return to_fen(category_top_up * dibao_standard)
    return 0.0


@sum_over_members(clause="国务院令第649号 art. 12", unit="yuan/month", zh="分类施保金")
def category_top_up_amount(person_category_top_up: float) -> float:
    """Add up the top-ups of the household's members."""
    return person_category_top_up
