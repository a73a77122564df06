"""§5: temporary assistance (临时救助): illness, education, decided case by case, emergencies; vagrants.

All multiples are of the urban monthly standard, for urban and rural families alike (§5).
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


@for_person(clause="§5", unit="share", zh="医疗支出负担")
def illness_burden(medical_cost_left: float, income_before_deductions: float) -> float:
    """The cost of a member's illness that is left, as a share of the household's yearly income."""
    return burden_of(medical_cost_left, income_before_deductions)


@for_person(clause="§5", unit="share", zh="教育支出负担")
def education_burden(education_cost_left: float, income_before_deductions: float) -> float:
    """The cost of a member's schooling that is left, as a share of the household's yearly income."""
    return burden_of(education_cost_left, income_before_deductions)


@for_person(clause="§5", unit="yuan/year", zh="重病临时救助金")
def temporary_illness_amount(
    aid_status: AidStatus,
    serious_illness: bool,
    medical_cost_left: float,
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
    """A serious illness is one event: 3 to 12 urban monthly standards by its burden, not above the cost left."""
    if (
        aid_status == AidStatus.NONE
        or not serious_illness
        or below(medical_cost_left, to_fen(temporary_cost_floor))
        or not reaches(illness_burden, temporary_burden_low)
        or temporary_draw >= temporary_take_up
    ):
        return 0.0
    multiple = by_burden(
        illness_burden,
        temporary_burden_low,
        temporary_burden_high,
        temporary_illness_multiple_low,
        temporary_illness_multiple_high,
    )
    return to_fen(min(once_a_year(multiple * urban_dibao_standard), medical_cost_left))


@for_person(clause="§5", unit="yuan/year", zh="教育临时救助金")
def temporary_education_amount(
    aid_status: AidStatus,
    education_cost_left: float,
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
    """Costly schooling is one event: 3 to 6 urban monthly standards by its burden, not above the cost left."""
    if (
        aid_status == AidStatus.NONE
        or below(education_cost_left, to_fen(temporary_cost_floor))
        or not reaches(education_burden, temporary_burden_low)
        or temporary_draw >= temporary_take_up
    ):
        return 0.0
    multiple = by_burden(
        education_burden,
        temporary_burden_low,
        temporary_burden_high,
        temporary_education_multiple_low,
        temporary_education_multiple_high,
    )
    return to_fen(min(once_a_year(multiple * urban_dibao_standard), education_cost_left))


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
