"""Above the dibao line: margin households (低保边缘) and households that spend themselves below it (支出型).

Sources: 民发〔2021〕57号 art. 8; 关于改革完善社会救助制度的意见 (2020) for expenditure-type households.
"""

from workbench.categories import Residence
from workbench.engine.rule import for_household, for_person, sum_over_members
from workbench.money import at_least, below, monthly_of, to_fen, yearly_of


@for_household(clause="民发〔2021〕57号 art. 8", unit="yes/no", zh="低保边缘家庭")
def margin_household(
    dibao_members: int,
    paid_as_single_persons: bool,
    assessed_income_per_member: float,
    assessed_margin_income_per_member: float,
    dibao_standard: float,
    margin_limit: float,
    passes_property_test: bool,
) -> bool:
    """A margin household has an assessed income from 1 to 1.5 standards, and its property passes.

    Not below the standard is what it would have as a dibao family, below the limit what it has as a margin family. It
    stays one when a member applied alone: art. 8 lets him apply from a margin household. Where the better of the two is
    paid (`single_person_rule`), a family below the standard that takes single-person dibao is one too.
    """
    return (
        dibao_members > 0
        and (at_least(assessed_income_per_member, dibao_standard) or paid_as_single_persons)
        and below(assessed_margin_income_per_member, margin_limit)
        and passes_property_test
    )


@for_person(clause="民发〔2021〕57号 art. 8", unit="yes/no", zh="低保边缘人口身份")
def margin_member(margin_household: bool, counts_for_dibao: bool, dibao_recipient: bool) -> bool:
    """Of a margin household those are margin members who count for dibao and don't receive it themselves."""
    return margin_household and counts_for_dibao and not dibao_recipient


@sum_over_members(clause="民发〔2021〕57号 art. 8", unit="persons", zh="低保边缘人口")
def margin_members(margin_member: bool) -> int:
    """Count the members who have the status of a margin household."""
    return 1 if margin_member else 0


@for_household(clause="关于改革完善社会救助制度的意见", unit="yuan/year", zh="上年度人均可支配收入")
def disposable_income_per_head(
    residence: Residence,
    urban_disposable_income_per_head_previous_year: float,
    rural_disposable_income_per_head_previous_year: float,
) -> float:
    """Last year's disposable income per head of the residents of the household's kind."""
    if residence == Residence.RURAL:
        return rural_disposable_income_per_head_previous_year
    return urban_disposable_income_per_head_previous_year


@for_household(clause="关于改革完善社会救助制度的意见", unit="yuan/month", zh="扣减前人均收入")
def income_before_spending_per_member(
    income_before_deductions: float, dibao_members: int, income_assessment_factor: float
) -> float:
    """The income per member that verification sees before any spending is taken off."""
    if dibao_members == 0:
        return 0.0
    return max(0.0, income_before_deductions) / dibao_members * income_assessment_factor


@sum_over_members(clause="关于改革完善社会救助制度的意见", unit="yuan/month", zh="支出型困难待遇下自负医疗教育支出")
def expenditure_spending(
    counts_for_dibao: bool, medical_cost_left_on_expenditure_terms: float, education_cost_left_on_margin_terms: float
) -> float:
    """What illness and schooling of the members who count would cost an expenditure-type family, by the month."""
    cost = medical_cost_left_on_expenditure_terms + education_cost_left_on_margin_terms
    return monthly_of(cost) if counts_for_dibao and cost > 0.0 else 0.0


@for_household(clause="关于改革完善社会救助制度的意见", unit="yuan/month", zh="扣减刚性支出后人均收入")
def income_after_spending_per_member(
    income_before_spending_per_member: float, expenditure_spending: float, dibao_members: int
) -> float:
    """What is left per member when all own spending on illness and schooling is taken off."""
    if dibao_members == 0:
        return 0.0
    return max(0.0, income_before_spending_per_member - expenditure_spending / dibao_members)


@for_household(clause="关于改革完善社会救助制度的意见", unit="yes/no", zh="符合支出型困难家庭条件")
def expenditure_eligible(
    dibao_members: int,
    dibao_household: bool,
    margin_household: bool,
    income_before_spending_per_member: float,
    income_after_spending_per_member: float,
    disposable_income_per_head: float,
    dibao_standard: float,
    expenditure_limit: float,
    passes_property_test: bool,
) -> bool:
    """Expenditure-type: an income from the standard to the average that necessary spending brings below the limit."""
    return (
        dibao_members > 0
        and not dibao_household
        and not margin_household
        and below(income_after_spending_per_member, expenditure_limit)  # first: few families pass it
        and at_least(income_before_spending_per_member, dibao_standard)
        and below(income_after_spending_per_member, to_fen(income_before_spending_per_member))
        and below(yearly_of(income_before_spending_per_member), to_fen(disposable_income_per_head))
        and passes_property_test
    )


@for_household(clause="关于改革完善社会救助制度的意见; §6", unit="yes/no", zh="支出型困难家庭")
def expenditure_household(expenditure_eligible: bool, expenditure_draw: float, expenditure_take_up: float) -> bool:
    """An entitled household counts when it is found (take-up is an assumption of the model)."""
    return expenditure_eligible and expenditure_draw < expenditure_take_up


@sum_over_members(clause="关于改革完善社会救助制度的意见; §6", unit="persons", zh="支出型困难人口")
def expenditure_members(expenditure_household: bool, counts_for_dibao: bool) -> int:
    """Count the members of an expenditure-type household."""
    return 1 if expenditure_household and counts_for_dibao else 0
