"""§5: temporary assistance (临时救助): illness, education, decided case by case, emergencies; vagrants.

All multiples are of the urban monthly standard, for urban and rural families alike (§5). A burden is the family's:
what all its illness (schooling) costs after every other payer, over its income (民发〔2018〕23号: spending beyond what
the family can bear). A tekun person and an orphan left the family's unit: their own income alone bears their cost.
"""

from workbench.categories import AidStatus
from workbench.engine.rule import for_county, for_household, for_person, sum_over_members
from workbench.money import at_least, below, once_a_year, reaches, to_fen, yearly_of


def burden_of(cost: float, monthly_income: float) -> float:
    """Return a cost as a share of a household's yearly income; all of it when there is no income."""
    if cost <= 0.0:
        return 0.0
    yearly_income = yearly_of(monthly_income)
    return 1.0 if cost >= yearly_income else cost / yearly_income


def by_burden(burden: float, least: float, most: float, low: float, high: float) -> float:
    """Return the multiple for a burden: the low one at the least burden, rising evenly to the high one at the most."""
    if reaches(burden, most):
        return high
    return low + (high - low) * (burden - least) / (most - least)


def sum_of_event(
    cost: float,
    helped_cost: float,
    burden: float,
    urban_standard: float,
    multiple_low: float,
    multiple_high: float,
    burden_low: float,
    burden_high: float,
    cost_floor: float,
) -> float:
    """Return what one event is helped with, yuan: standards by the burden, not above the cost that is helped with.

    `cost` is all that is left to the bearing unit, by which the burden was measured; nothing below floor and burden.
    """
    if below(cost, to_fen(cost_floor)) or not reaches(burden, burden_low):
        return 0.0
    multiple = by_burden(burden, burden_low, burden_high, multiple_low, multiple_high)
    return min(once_a_year(multiple * urban_standard), helped_cost)


@sum_over_members(clause="§5; 民发〔2018〕23号", unit="yuan/year", zh="家庭自负医疗费用")
def family_illness_cost_left(counts_for_dibao: bool, medical_cost_left: float) -> float:
    """What the illnesses of those who live on the family's income still cost."""
    return medical_cost_left if counts_for_dibao else 0.0


@sum_over_members(clause="§5", unit="yuan/year", zh="家庭重病自负费用")
def family_serious_illness_cost_left(counts_for_dibao: bool, serious_illness: bool, medical_cost_left: float) -> float:
    """The part of it that serious illnesses cost."""
    return medical_cost_left if counts_for_dibao and serious_illness else 0.0


@sum_over_members(clause="§5; 民发〔2018〕23号", unit="yuan/year", zh="家庭自负教育费用")
def family_education_cost_left(counts_for_dibao: bool, education_cost_left: float) -> float:
    """What the schooling of those who live on the family's income still costs."""
    return education_cost_left if counts_for_dibao else 0.0


@for_household(clause="§5; 民发〔2018〕23号", unit="share", zh="家庭医疗支出负担")
def family_illness_burden(family_illness_cost_left: float, income_before_deductions: float) -> float:
    """What illness still costs the family, as a share of its yearly income."""
    return burden_of(family_illness_cost_left, income_before_deductions)


@for_household(clause="§5; 民发〔2018〕23号", unit="share", zh="家庭教育支出负担")
def family_education_burden(family_education_cost_left: float, income_before_deductions: float) -> float:
    """What schooling still costs the family, as a share of its yearly income."""
    return burden_of(family_education_cost_left, income_before_deductions)


@for_person(clause="§5; 民发〔2018〕23号", unit="share", zh="医疗支出负担")
def illness_burden(
    counts_for_dibao: bool, medical_cost_left: float, family_illness_burden: float, own_income: float
) -> float:
    """The burden of the unit that bears a member's illness: the family's, or a tekun person's or orphan's own."""
    if medical_cost_left <= 0.0:
        return 0.0
    return family_illness_burden if counts_for_dibao else burden_of(medical_cost_left, own_income)


@for_person(clause="§5; 民发〔2018〕23号", unit="share", zh="教育支出负担")
def education_burden(
    counts_for_dibao: bool, education_cost_left: float, family_education_burden: float, own_income: float
) -> float:
    """The burden of the unit that bears a member's schooling: the family's, or a tekun person's or orphan's own."""
    if education_cost_left <= 0.0:
        return 0.0
    return family_education_burden if counts_for_dibao else burden_of(education_cost_left, own_income)


@sum_over_members(clause="model: take-up; §5", unit="persons", zh="家庭申请重病临时救助的病人")
def temporary_illness_applicants(
    counts_for_dibao: bool,
    serious_illness: bool,
    medical_cost_left: float,
    temporary_draw: float,
    temporary_take_up: float,
) -> int:
    """Count the seriously ill of the family who apply or are found; one of them is enough for the family."""
    applies = counts_for_dibao and serious_illness and medical_cost_left > 0.0 and temporary_draw < temporary_take_up
    return 1 if applies else 0


@sum_over_members(clause="model: take-up; §5", unit="persons", zh="家庭申请教育临时救助的学生")
def temporary_education_applicants(
    counts_for_dibao: bool, education_cost_left: float, temporary_draw: float, temporary_take_up: float
) -> int:
    """Count the students of the family who apply or are found; one of them is enough for the family."""
    return 1 if counts_for_dibao and education_cost_left > 0.0 and temporary_draw < temporary_take_up else 0


@for_household(clause="§5", unit="yuan/year", zh="家庭重病临时救助")
def family_temporary_illness(
    temporary_illness_applicants: int,
    family_illness_cost_left: float,
    family_serious_illness_cost_left: float,
    family_illness_burden: float,
    urban_dibao_standard: float,
    temporary_illness_multiple_low: float,
    temporary_illness_multiple_high: float,
    temporary_burden_low: float,
    temporary_burden_high: float,
    temporary_cost_floor: float,
) -> float:
    """The family's serious illnesses of a year are one event: 3 to 12 urban monthly standards by its burden."""
    if temporary_illness_applicants == 0:
        return 0.0
    return sum_of_event(
        family_illness_cost_left,
        family_serious_illness_cost_left,
        family_illness_burden,
        urban_dibao_standard,
        temporary_illness_multiple_low,
        temporary_illness_multiple_high,
        temporary_burden_low,
        temporary_burden_high,
        temporary_cost_floor,
    )


@for_household(clause="§5", unit="yuan/year", zh="家庭教育临时救助")
def family_temporary_education(
    temporary_education_applicants: int,
    family_education_cost_left: float,
    family_education_burden: float,
    urban_dibao_standard: float,
    temporary_education_multiple_low: float,
    temporary_education_multiple_high: float,
    temporary_burden_low: float,
    temporary_burden_high: float,
    temporary_cost_floor: float,
) -> float:
    """The family's costly schooling of a year is one event: 3 to 6 urban monthly standards by its burden."""
    if temporary_education_applicants == 0:
        return 0.0
    return sum_of_event(
        family_education_cost_left,
        family_education_cost_left,
        family_education_burden,
        urban_dibao_standard,
        temporary_education_multiple_low,
        temporary_education_multiple_high,
        temporary_burden_low,
        temporary_burden_high,
        temporary_cost_floor,
    )


@for_person(clause="§5", unit="yuan/year", zh="重病临时救助金")
def temporary_illness_amount(
    aid_status: AidStatus,
    counts_for_dibao: bool,
    serious_illness: bool,
    medical_cost_left: float,
    family_temporary_illness: float,
    family_serious_illness_cost_left: float,
    illness_burden: float,
    urban_dibao_standard: float,
    temporary_illness_multiple_low: float,
    temporary_illness_multiple_high: float,
    temporary_burden_low: float,
    temporary_burden_high: float,
    temporary_cost_floor: float,
    temporary_draw: float,
    temporary_take_up: float,
) -> float:
    """The seriously ill of an aided family share its sum by their costs; a tekun person or orphan is helped alone."""
    if aid_status == AidStatus.NONE or not serious_illness or medical_cost_left <= 0.0:
        return 0.0
    if counts_for_dibao:
        return to_fen(family_temporary_illness * (medical_cost_left / family_serious_illness_cost_left))
    if temporary_draw >= temporary_take_up:
        return 0.0
    return to_fen(
        sum_of_event(
            medical_cost_left,
            medical_cost_left,
            illness_burden,
            urban_dibao_standard,
            temporary_illness_multiple_low,
            temporary_illness_multiple_high,
            temporary_burden_low,
            temporary_burden_high,
            temporary_cost_floor,
        )
    )


@for_person(clause="§5", unit="yuan/year", zh="教育临时救助金")
def temporary_education_amount(
    aid_status: AidStatus,
    counts_for_dibao: bool,
    education_cost_left: float,
    family_temporary_education: float,
    family_education_cost_left: float,
    education_burden: float,
    urban_dibao_standard: float,
    temporary_education_multiple_low: float,
    temporary_education_multiple_high: float,
    temporary_burden_low: float,
    temporary_burden_high: float,
    temporary_cost_floor: float,
    temporary_draw: float,
    temporary_take_up: float,
) -> float:
    """The students of an aided family share its sum by their costs; a tekun person or orphan is helped alone."""
    if aid_status == AidStatus.NONE or education_cost_left <= 0.0:
        return 0.0
    if counts_for_dibao:
        return to_fen(family_temporary_education * (education_cost_left / family_education_cost_left))
    if temporary_draw >= temporary_take_up:
        return 0.0
    return to_fen(
        sum_of_event(
            education_cost_left,
            education_cost_left,
            education_burden,
            urban_dibao_standard,
            temporary_education_multiple_low,
            temporary_education_multiple_high,
            temporary_burden_low,
            temporary_burden_high,
            temporary_cost_floor,
        )
    )


@sum_over_members(clause="§5", unit="yuan/year", zh="负担最重的临时救助金")
def temporary_of_heaviest_burden(
    temporary_illness_amount: float,
    temporary_education_amount: float,
    illness_burden: float,
    education_burden: float,
    temporary_burden_high: float,
) -> float:
    """Temporary assistance of members whose burden reaches the highest step."""
    amount = temporary_illness_amount if reaches(illness_burden, temporary_burden_high) else 0.0
    return amount + (temporary_education_amount if reaches(education_burden, temporary_burden_high) else 0.0)


@for_household(clause="§5", unit="yuan/year", zh="“一事一议”提高部分")
def case_by_case_amount(
    temporary_of_heaviest_burden: float, case_by_case_uplift: float, cost_left_to_family: float
) -> float:
    """For the heaviest burdens the town's meeting raises temporary assistance by an uplift, up to the cost left."""
    if temporary_of_heaviest_burden <= 0.0:
        return 0.0
    return to_fen(min(case_by_case_uplift * temporary_of_heaviest_burden, cost_left_to_family))


@sum_over_members(clause="§5; §7", unit="yuan/year", zh="救助后自负医疗教育费用")
def cost_left_to_family(
    aid_status: AidStatus,
    medical_cost_left: float,
    education_cost_left: float,
    temporary_illness_amount: float,
    temporary_education_amount: float,
) -> float:
    """What illness and schooling of the members with a status of aid still cost after temporary assistance."""
    if aid_status == AidStatus.NONE:
        return 0.0
    left = medical_cost_left + education_cost_left - temporary_illness_amount - temporary_education_amount
    return max(0.0, left)


@for_household(clause="§5", unit="yes/no", zh="当年遭遇急难")
def struck_by_emergency(emergency_draw: float, emergency_rate: float) -> bool:
    """A household is struck by an emergency in the year (the rate is an assumption of the model)."""
    return emergency_draw < emergency_rate


@for_household(clause="§5", unit="yuan/year", zh="急难型临时救助金")
def emergency_amount(
    struck_by_emergency: bool,
    income_per_member: float,
    dibao_standard: float,
    emergency_income_multiple: float,
    emergency_multiple: float,
    urban_dibao_standard: float,
) -> float:
    """An emergency is helped within 24 hours, from the town's reserve, by a multiple of the urban monthly standard."""
    if not struck_by_emergency or at_least(income_per_member, to_fen(emergency_income_multiple * dibao_standard)):
        return 0.0
    return to_fen(once_a_year(emergency_multiple * urban_dibao_standard))


@for_county(clause="§5", unit="yuan/year", zh="流浪乞讨人员救助费用")
def vagrant_aid_amount(vagrant_cases_per_year: float, vagrant_cost_per_case: float) -> float:
    """Vagrants, who are no residents of the county's register, are helped and brought home at a cost per case."""
    return to_fen(vagrant_cases_per_year * vagrant_cost_per_case)
