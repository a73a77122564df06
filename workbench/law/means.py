"""The means test that dibao and tekun share: own income, property, countable and assessed income.

Rigid spending is what the family bears itself: the dibao test counts what dibao would leave to it
(`necessary_spending`, `income_per_member`), the margin test what the margin would leave, the test of a member who
applies alone what his dibao and the others' margin would leave.

Sources: 社会救助暂行办法 art. 9; 最低生活保障审核确认办法 (民发〔2021〕57号) ch. 3; 特困人员认定办法 art. 6.
"""

import math

from workbench.categories import Switch
from workbench.engine.rule import for_household, for_person, sum_over_members
from workbench.money import at_most, monthly_of


@for_person(clause="民发〔2021〕43号 art. 6", unit="yuan/month", zh="本人收入")
def own_income(wage_income: float, business_income: float, property_income: float, transfer_income: float) -> float:
    """A person's own income is wage, business, property and transfer income; exempt income is left out."""
    return wage_income + business_income + property_income + transfer_income


@sum_over_members(clause="民发〔2021〕57号 art. 7", unit="persons", zh="家庭人数")
def household_members() -> int:
    """Count everyone who belongs to the household."""
    return 1


@for_household(clause="民发〔2021〕57号 ch. 3", unit="yuan", zh="人均金融资产")
def financial_assets_per_member(financial_assets: float, household_members: int) -> float:
    """Financial assets are shared over all members."""
    if household_members == 0:
        return financial_assets
    return financial_assets / household_members


@for_household(clause="民发〔2021〕57号 ch. 3", unit="yes/no", zh="财产状况符合规定")
def passes_property_test(
    financial_assets_per_member: float,
    dwellings: int,
    vehicles: int,
    owns_company: bool,
    property_limit: float,
    property_test_dwellings: float,
    property_test_vehicles: float,
) -> bool:
    """Property passes with assets up to k annual standards a head, one dwelling, no vehicle and no company."""
    return (
        at_most(financial_assets_per_member, property_limit)
        and dwellings <= property_test_dwellings
        and vehicles <= property_test_vehicles
        and not owns_company
    )


@for_person(clause="§3; 国务院令第649号; 民发〔2021〕43号", unit="yes/no", zh="计入低保家庭人口")
def counts_for_dibao(tekun_recipient: bool, orphan_scheme: bool) -> bool:
    """A member who receives tekun or is in the orphan scheme leaves the dibao household."""
    return not tekun_recipient and not orphan_scheme


@sum_over_members(clause="民发〔2021〕57号 art. 7", unit="persons", zh="低保家庭人口")
def dibao_members(counts_for_dibao: bool) -> int:
    """Count the members who are neither tekun recipients nor in the orphan scheme."""
    return 1 if counts_for_dibao else 0


@for_person(clause="民发〔2021〕57号 ch. 3", unit="yuan/month", zh="计入家庭收入的其他救助")
def aid_counted_as_income(
    counts_for_dibao: bool,
    disability_care_subsidy: float,
    orphan_amount: float,
    disability_care_subsidy_counts_as_income: Switch,
    orphan_allowance_counts_as_income: Switch,
) -> float:
    """Aid of the government is no income of the family, unless the stacking table counts it."""
    counted = 0.0
    if counts_for_dibao and disability_care_subsidy_counts_as_income == Switch.APPLIED:
        counted = disability_care_subsidy
    if orphan_allowance_counts_as_income == Switch.APPLIED:
        counted = counted + orphan_amount
    return counted


@sum_over_members(clause="民发〔2021〕57号 ch. 3", unit="yuan/month", zh="扣减前家庭收入")
def income_before_deductions(
    counts_for_dibao: bool,
    wage_income: float,
    business_income: float,
    property_income: float,
    transfer_income: float,
    support_from_obligors: float,
    aid_counted_as_income: float,
    work_cost_rate: float,
    obligor_support_share: float,
) -> float:
    """Wages less the necessary cost of work, and business, property and transfer income of the members who count.

    What those obliged to support a member could give him counts by the share that the place imputes.
    """
    if not counts_for_dibao:
        return aid_counted_as_income
    own = wage_income * (1.0 - work_cost_rate) + business_income + property_income + transfer_income
    return own + obligor_support_share * support_from_obligors + aid_counted_as_income


def beyond_share(spending: float, income: float, share: float) -> float:
    """Return the part of necessary spending that may be deducted: what exceeds a share of the income."""
    return max(0.0, spending - share * max(0.0, income))


def income_left_per_member(income: float, spending: float, share: float, members: int) -> float:
    """Return the countable income per member when the family bears a spending itself; 0 without members."""
    if members == 0:
        return 0.0
    return max(0.0, income - beyond_share(spending, income, share)) / members


@sum_over_members(
    clause="民发〔2021〕57号 ch. 3; 关于改革完善社会救助制度的意见", unit="yuan/month", zh="低保待遇下自负医疗教育支出"
)
def necessary_spending(
    counts_for_dibao: bool, medical_cost_left_on_dibao_terms: float, education_cost_left_on_dibao_terms: float
) -> float:
    """What illness and schooling of the members who count would cost them as a dibao family, by the month."""
    cost = medical_cost_left_on_dibao_terms + education_cost_left_on_dibao_terms
    return monthly_of(cost) if counts_for_dibao and cost > 0.0 else 0.0


@sum_over_members(
    clause="民发〔2021〕57号 ch. 3; 民发〔2021〕57号 art. 8", unit="yuan/month", zh="低保边缘待遇下自负医疗教育支出"
)
def margin_spending(
    counts_for_dibao: bool, medical_cost_left_on_margin_terms: float, education_cost_left_on_margin_terms: float
) -> float:
    """What illness and schooling of the members who count would cost them as a margin family, by the month."""
    cost = medical_cost_left_on_margin_terms + education_cost_left_on_margin_terms
    return monthly_of(cost) if counts_for_dibao and cost > 0.0 else 0.0


@sum_over_members(
    clause="民发〔2021〕57号 ch. 3; 民发〔2021〕57号 art. 8", unit="yuan/month", zh="单人保待遇下自负医疗教育支出"
)
def single_person_spending(
    counts_for_dibao: bool,
    single_person_entitled: bool,
    medical_cost_left_on_dibao_terms: float,
    education_cost_left_on_dibao_terms: float,
    medical_cost_left_on_margin_terms: float,
    education_cost_left_on_margin_terms: float,
) -> float:
    """What they would cost when those who may apply alone have dibao and the others are its margin, by the month."""
    cost = medical_cost_left_on_margin_terms + education_cost_left_on_margin_terms
    if single_person_entitled:
        cost = medical_cost_left_on_dibao_terms + education_cost_left_on_dibao_terms
    return monthly_of(cost) if counts_for_dibao and cost > 0.0 else 0.0


@for_household(clause="民发〔2021〕57号 ch. 3; 关于改革完善社会救助制度的意见", unit="yuan/month", zh="可扣减刚性支出")
def rigid_spending(necessary_spending: float, income_before_deductions: float, rigid_spending_share: float) -> float:
    """Necessary spending beyond a share of the income may be deducted."""
    return beyond_share(necessary_spending, income_before_deductions, rigid_spending_share)


@for_household(clause="民发〔2021〕57号 ch. 3", unit="yuan/month", zh="家庭可支配核算收入")
def countable_income(income_before_deductions: float, rigid_spending: float) -> float:
    """The household's countable income is never below zero, whatever a business loses."""
    return max(0.0, income_before_deductions - rigid_spending)


@for_household(clause="国务院令第649号 art. 9", unit="yuan/month", zh="家庭人均收入")
def income_per_member(countable_income: float, dibao_members: int) -> float:
    """The income that counts is shared over the members who count."""
    if dibao_members == 0:
        return 0.0
    return countable_income / dibao_members


@for_household(clause="model: assessment", unit="factor", zh="收入核对误差倍数")
def income_assessment_factor(income_assessment_sd: float, income_assessment_draw: float) -> float:
    """Verification sees an income with an error (log-normal, an assumption of the model)."""
    return math.exp(income_assessment_sd * income_assessment_draw)


@for_household(clause="民发〔2021〕57号 ch. 3", unit="yuan/month", zh="核对后家庭人均收入")
def assessed_income_per_member(
    income_per_member: float,
    income_assessment_factor: float,
    dibao_standard: float,
    received_last_year: bool,
    reviewed: bool,
    last_finding: float,
) -> float:
    """The assessed income is what verification sees of the income per member, or what it last saw where that stands."""
    if received_last_year and not reviewed:
        return last_finding * dibao_standard
    return income_per_member * income_assessment_factor


@for_household(clause="民发〔2021〕57号 art. 8", unit="yuan/month", zh="低保边缘核算人均收入")
def margin_income_per_member(
    income_before_deductions: float, margin_spending: float, rigid_spending_share: float, dibao_members: int
) -> float:
    """The income per member when the family bears what the margin would leave to it."""
    return income_left_per_member(income_before_deductions, margin_spending, rigid_spending_share, dibao_members)


@for_household(clause="民发〔2021〕57号 art. 8", unit="yuan/month", zh="核对后低保边缘人均收入")
def assessed_margin_income_per_member(margin_income_per_member: float, income_assessment_factor: float) -> float:
    """What verification sees of the income per member of the margin test."""
    return margin_income_per_member * income_assessment_factor


@for_household(clause="民发〔2021〕57号 art. 8", unit="yuan/month", zh="核对后单人保人均收入")
def assessed_single_person_income_per_member(
    income_before_deductions: float,
    single_person_spending: float,
    rigid_spending_share: float,
    dibao_members: int,
    income_assessment_factor: float,
) -> float:
    """What verification sees of the income per member when those who may apply alone have dibao."""
    income = income_left_per_member(
        income_before_deductions, single_person_spending, rigid_spending_share, dibao_members
    )
    return income * income_assessment_factor
