"""The means test that dibao and tekun share: own income, property, countable and assessed income.

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
    aid_counted_as_income: float,
    work_cost_rate: float,
) -> float:
    """Wages less the necessary cost of work, and business, property and transfer income of the members who count."""
    if not counts_for_dibao:
        return aid_counted_as_income
    own = wage_income * (1.0 - work_cost_rate) + business_income + property_income + transfer_income
    return own + aid_counted_as_income


@sum_over_members(clause="民发〔2021〕57号 ch. 3; 关于改革完善社会救助制度的意见", unit="yuan/month", zh="医疗教育支出")
def necessary_spending(
    counts_for_dibao: bool, medical_out_of_pocket_per_year: float, education_cost_per_year: float
) -> float:
    """What illness and schooling cost the members who count, by the month."""
    if not counts_for_dibao:
        return 0.0
    return monthly_of(medical_out_of_pocket_per_year + education_cost_per_year)


@for_household(clause="民发〔2021〕57号 ch. 3; 关于改革完善社会救助制度的意见", unit="yuan/month", zh="可扣减刚性支出")
def rigid_spending(necessary_spending: float, income_before_deductions: float, rigid_spending_share: float) -> float:
    """Necessary spending beyond a share of the income may be deducted."""
    return max(0.0, necessary_spending - rigid_spending_share * max(0.0, income_before_deductions))


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
def assessed_income_per_member(income_per_member: float, income_assessment_factor: float) -> float:
    """The assessed income is what verification sees of the income per member."""
    return income_per_member * income_assessment_factor
