"""§3: tekun support (特困人员救助供养): who is entitled, the basic standard and the care fee.

Sources: 特困人员认定办法 (民发〔2021〕43号); 国发〔2016〕14号 for the care fee; §3 of the
policy for 18 years and the multiples.
"""

from workbench.categories import DisabilityType, SelfCare
from workbench.engine.rule import for_household, for_person, sum_over_members
from workbench.money import below, to_fen


@for_person(clause="民发〔2021〕43号 arts. 21–23", unit="grade", zh="自理能力")
def self_care(adl_items_lost: int) -> SelfCare:
    """Self-care is kept with all six items, partly lost with one to three lost, completely lost with four or more."""
    if adl_items_lost == 0:
        return SelfCare.ABLE
    if adl_items_lost <= 3:
        return SelfCare.PARTIAL
    return SelfCare.COMPLETE


@for_person(clause="民发〔2021〕43号 arts. 4–5; §3", unit="yes/no", zh="无劳动能力")
def without_work_capacity(
    age: int, disability_type: DisabilityType, disability_grade: int, elderly_age: float, tekun_minor_age: float
) -> bool:
    """Without capacity for work are the old, minors, and the severely disabled by type and grade."""
    if age >= elderly_age or age < tekun_minor_age:
        return True
    if disability_grade < 1:
        return False
    if disability_type in (DisabilityType.INTELLECTUAL, DisabilityType.MENTAL):
        return disability_grade <= 3
    if disability_type == DisabilityType.PHYSICAL:
        return disability_grade <= 2
    return disability_type == DisabilityType.VISUAL and disability_grade == 1


@for_person(clause="民发〔2021〕43号 arts. 4–9", unit="yes/no", zh="符合特困条件")
def tekun_eligible(
    without_work_capacity: bool,
    own_income: float,
    dibao_standard: float,
    passes_property_test: bool,
    has_able_supporter: bool,
    orphan_scheme: bool,
) -> bool:
    """Tekun: without capacity for work, without a source of living, without an able supporter, not an orphan."""
    return (
        without_work_capacity
        and below(own_income, dibao_standard)
        and passes_property_test
        and not has_able_supporter
        and not orphan_scheme
    )


@for_person(clause="民发〔2021〕43号", unit="yes/no", zh="特困供养人员")
def tekun_recipient(tekun_eligible: bool, tekun_draw: float, tekun_take_up: float) -> bool:
    """An entitled person receives when found or applying (take-up is an assumption of the model)."""
    return tekun_eligible and tekun_draw < tekun_take_up


@for_person(clause="§3", unit="yuan/month", zh="特困基本生活费")
def tekun_basic_amount(tekun_recipient: bool, tekun_basic_standard: float) -> float:
    """A tekun person is paid the basic standard in full."""
    return to_fen(tekun_basic_standard) if tekun_recipient else 0.0


@for_person(clause="国发〔2016〕14号", unit="yuan/month", zh="特困照料护理费")
def tekun_care_amount(
    tekun_recipient: bool,
    self_care: SelfCare,
    minimum_wage: float,
    care_fee_rate_able: float,
    care_fee_rate_partial: float,
    care_fee_rate_complete: float,
) -> float:
    """The care fee is a share of the minimum wage by the grade of self-care."""
    if not tekun_recipient:
        return 0.0
    rate = care_fee_rate_able
    if self_care == SelfCare.PARTIAL:
        rate = care_fee_rate_partial
    elif self_care == SelfCare.COMPLETE:
        rate = care_fee_rate_complete
    return to_fen(rate * minimum_wage)


@for_person(clause="§3; 国发〔2016〕14号", unit="yuan/month", zh="特困供养金")
def tekun_amount(tekun_basic_amount: float, tekun_care_amount: float) -> float:
    """Tekun support is the basic living amount and the care fee."""
    return tekun_basic_amount + tekun_care_amount


@sum_over_members(clause="§3", unit="yuan/month", zh="家庭成员特困供养金合计")
def household_tekun_amount(tekun_amount: float) -> float:
    """Add up the tekun support of the household's members."""
    return tekun_amount


@sum_over_members(clause="§3", unit="persons", zh="家庭特困人数")
def household_tekun_recipients(tekun_recipient: bool) -> int:
    """Count the tekun recipients of the household."""
    return 1 if tekun_recipient else 0


@for_household(clause="§3", unit="yes/no", zh="有特困人员的家庭")
def tekun_household(household_tekun_recipients: int) -> bool:
    """A household with a tekun recipient."""
    return household_tekun_recipients > 0
