"""§4: employment aid (就业救助): matching the able and unemployed with jobs, the employer's tax cut, gradual exit.

Sources: §4; 财税〔2019〕22号; 民发〔2021〕57号 ch. 5 for gradual exit (渐退期).
"""

from workbench.categories import AidStatus, StudentStage
from workbench.engine.rule import for_county, for_household, for_person, sum_over_members
from workbench.money import at_least, once_a_year, to_fen


@for_person(clause="§4", unit="yes/no", zh="有劳动能力未就业的重点人员")
def able_unemployed(
    age: int,
    without_work_capacity: bool,
    serious_illness: bool,
    employed: bool,
    student_stage: StudentStage,
    aid_status: AidStatus,
    registered_poor: bool,
    disability_grade: int,
    minor_age: float,
) -> bool:
    """Grown up, able to work, without a job, not at school, and with a status of aid, registered poor or disabled."""
    if aid_status == AidStatus.NONE and not registered_poor and disability_grade < 1:
        return False
    idle = not employed and student_stage == StudentStage.NONE
    return age >= minor_age and not without_work_capacity and not serious_illness and idle


@for_person(clause="§4", unit="yes/no", zh="推荐就业成功")
def placed_in_job(able_unemployed: bool, job_draw: float, job_willing_share: float, job_success_rate: float) -> bool:
    """Of those who want a job a share finds one within the year."""
    return able_unemployed and job_draw < job_willing_share * job_success_rate


@for_person(clause="§4", unit="yuan/year", zh="就业服务费用")
def job_service_amount(placed_in_job: bool, job_service_cost: float) -> float:
    """Matching costs a sum for each person placed."""
    return to_fen(once_a_year(job_service_cost)) if placed_in_job else 0.0


@for_person(clause="财税〔2019〕22号", unit="yuan/year", zh="企业税收扣减")
def employer_tax_cut_amount(placed_in_job: bool, employer_tax_cut: float) -> float:
    """The employer pays less tax for each person hired."""
    return to_fen(employer_tax_cut) if placed_in_job else 0.0


@for_county(clause="§4", unit="yuan/month", zh="安置岗位工资")
def job_wage(minimum_wage: float, job_wage_multiple: float) -> float:
    """A matched job pays a multiple of the minimum wage."""
    return to_fen(job_wage_multiple * minimum_wage)


@sum_over_members(clause="§4", unit="persons", zh="家庭推荐就业人数")
def placed_dibao_members(placed_in_job: bool, counts_for_dibao: bool) -> int:
    """Count the members of the dibao household who found a job."""
    return 1 if placed_in_job and counts_for_dibao else 0


@for_household(clause="民发〔2021〕57号 ch. 5", unit="yuan/month", zh="就业后人均收入")
def income_per_member_with_jobs(
    income_before_deductions: float,
    necessary_spending: float,
    rigid_spending_share: float,
    dibao_members: int,
    placed_dibao_members: int,
    job_wage: float,
    work_cost_rate: float,
    income_assessment_factor: float,
) -> float:
    """The assessed income per member once those placed are paid; of a higher income less spending is deducted."""
    if dibao_members == 0:
        return 0.0
    with_jobs = income_before_deductions + placed_dibao_members * job_wage * (1.0 - work_cost_rate)
    deducted = max(0.0, necessary_spending - rigid_spending_share * max(0.0, with_jobs))
    return max(0.0, with_jobs - deducted) / dibao_members * income_assessment_factor


@for_household(clause="民发〔2021〕57号 ch. 5", unit="yes/no", zh="渐退期家庭")
def gradual_exit_household(
    dibao_household: bool,
    paid_as_single_persons: bool,
    paid_to_disabled_adults: bool,
    placed_dibao_members: int,
    income_per_member_with_jobs: float,
    dibao_standard: float,
    margin_limit: float,
) -> bool:
    """A dibao household that a job lifts to its limit (single-person dibao: 1.5 standards) leaves by degrees.

    Dibao of disabled adults goes by their own income: the family's jobs don't end it.
    """
    if paid_to_disabled_adults:
        return False
    lifted = at_least(income_per_member_with_jobs, margin_limit if paid_as_single_persons else dibao_standard)
    return dibao_household and placed_dibao_members > 0 and lifted


@for_household(clause="民发〔2021〕57号 ch. 5", unit="yuan/year", zh="渐退期低保金（已含在低保中）")
def gradual_exit_amount(gradual_exit_household: bool, dibao_amount: float, gradual_exit_months: float) -> float:
    """Dibao that goes on during the gradual exit; it is part of dibao's own cost, not added to it."""
    return to_fen(once_a_year(dibao_amount * gradual_exit_months)) if gradual_exit_household else 0.0


@for_household(clause="民发〔2021〕57号 ch. 5", unit="yuan/year", zh="就业后节省的低保金")
def dibao_ended_by_jobs(gradual_exit_household: bool, dibao_amount: float, gradual_exit_months: float) -> float:
    """Dibao of the rest of the year, which ends with the gradual exit: a saving, not yet taken off dibao's cost."""
    return to_fen(once_a_year(dibao_amount * (12.0 - gradual_exit_months))) if gradual_exit_household else 0.0
