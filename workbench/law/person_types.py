"""§2: the ten types of person that the policy tells apart; one person may be of several.

Vagrants (生活无着的流浪乞讨人员) are no residents of the county's register: their type is counted by cases.
"""

from dataclasses import dataclass

from workbench.categories import AidStatus, Sex
from workbench.engine.rule import for_household, for_person
from workbench.language import Labelled
from workbench.money import below, reaches


@dataclass(frozen=True)
class PersonType(Labelled):
    """One type: its bit in the law's `person_types`, and its words."""

    bit: int
    name: str
    zh: str
    en: str


PERSON_TYPES: tuple[PersonType, ...] = (
    PersonType(1, "dibao", "城乡低保对象", "dibao recipients"),
    PersonType(2, "tekun", "特困供养人员", "tekun persons"),
    PersonType(4, "registered_poor", "建档立卡贫困对象", "registered poor"),
    PersonType(8, "struck", "受灾急难群众", "struck by disaster or emergency"),
    PersonType(16, "vagrants", "流浪乞讨人员", "vagrants"),
    PersonType(32, "disabled", "残疾人", "disabled"),
    PersonType(64, "by_spending", "持续支出型困难家庭人员", "expenditure-type households"),
    PersonType(128, "old_women_children", "困难老人妇女儿童", "elders, women, children in hardship"),
    PersonType(256, "litigation", "涉案涉法困难群众", "litigation hardship"),
    PersonType(512, "left_behind", "“三留守”人员", "left behind"),
)


@for_household(clause="§2", unit="yes/no", zh="家庭收入低于低保边缘标准")
def household_below_margin(
    margin_income_per_member: float,
    dibao_members: int,
    margin_limit: float,
    passes_property_test: bool,
) -> bool:
    """The household's true income per member is below the margin limit and its property passes."""
    return dibao_members > 0 and passes_property_test and below(margin_income_per_member, margin_limit)


@for_person(clause="§2", unit="yes/no", zh="受灾急难群众")
def in_disaster_or_emergency(disaster_victim: bool, struck_by_emergency: bool, struck_by_accident: bool) -> bool:
    """Struck by a disaster, an emergency or an accident."""
    return disaster_victim or struck_by_emergency or struck_by_accident


@for_person(clause="§2", unit="yes/no", zh="持续支出型特殊困难家庭人员")
def in_expenditure_household(aid_status: AidStatus) -> bool:
    """A member of an expenditure-type household."""
    return aid_status == AidStatus.EXPENDITURE


@for_person(clause="§2", unit="yes/no", zh="困难老人妇女儿童")
def old_woman_or_child_in_hardship(
    age: int,
    sex: Sex,
    household_below_margin: bool,
    receives_basic_living: bool,
    elderly_age: float,
    minor_age: float,
) -> bool:
    """An elder, a woman or a child on basic living aid, or of a household below the margin limit."""
    in_need = household_below_margin or receives_basic_living
    return in_need and (age >= elderly_age or age < minor_age or sex == Sex.FEMALE)


@for_person(clause="§2", unit="types", zh="困难群众类型（按位）")
def person_types(
    aid_status: AidStatus,
    registered_poor: bool,
    in_disaster_or_emergency: bool,
    disability_grade: int,
    in_expenditure_household: bool,
    old_woman_or_child_in_hardship: bool,
    legal_hardship: bool,
    left_behind: bool,
) -> int:
    """Each type is one bit, in the order in which §2 names them; vagrants (16) are no residents."""
    bits = 1 if aid_status == AidStatus.DIBAO else 0
    bits += 2 if aid_status == AidStatus.TEKUN else 0
    bits += 4 if registered_poor else 0
    bits += 8 if in_disaster_or_emergency else 0
    bits += 32 if disability_grade >= 1 else 0
    bits += 64 if in_expenditure_household else 0
    bits += 128 if old_woman_or_child_in_hardship else 0
    bits += 256 if legal_hardship else 0
    bits += 512 if left_behind else 0
    return bits


@for_person(clause="§2", unit="yes/no", zh="处于困难境况")
def in_hardship(
    household_below_margin: bool,
    serious_illness: bool,
    illness_burden: float,
    temporary_burden_low: float,
    receives_basic_living: bool,
) -> bool:
    """In hardship: below the margin limit, on basic living aid, or gravely ill at catastrophic cost."""
    ill = serious_illness and reaches(illness_burden, temporary_burden_low)
    return household_below_margin or receives_basic_living or ill


@for_person(clause="§2", unit="yes/no", zh="困难但不属于任何类型")
def in_hardship_without_type(in_hardship: bool, person_types: int) -> bool:
    """A person in hardship whom none of the types covers."""
    return in_hardship and person_types == 0
