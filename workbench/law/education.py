"""§4: education aid (教育救助): schooling costs waived or subsidised, and living grants by stage.

Sources: the policy's §4; 财教〔2021〕310号 for the grants.
"""

from workbench.categories import AidStatus, StudentStage
from workbench.engine.rule import for_person
from workbench.law.settlement import fees_waived
from workbench.money import to_fen


@for_person(clause="§4", unit="yes/no", zh="特殊困难家庭学生")
def student_in_hardship(
    student_stage: StudentStage, aid_status: AidStatus, registered_poor: bool, disability_grade: int
) -> bool:
    """A student of a family in hardship: with a status of aid, registered poor, or disabled."""
    return student_stage != StudentStage.NONE and (
        aid_status > AidStatus.NONE or registered_poor or disability_grade >= 1
    )


@for_person(clause="§4", unit="yuan/year", zh="免除或补助的就学费用")
def fees_waived_amount(
    student_in_hardship: bool,
    aid_status: AidStatus,
    registered_poor: bool,
    education_cost_per_year: float,
    fee_waiver_share: float,
    fee_subsidy_share: float,
) -> float:
    """All costs of schooling are waived on basic living aid or registered poor; for others a share is subsidised."""
    if not student_in_hardship:
        return 0.0
    whole = aid_status >= AidStatus.DIBAO or registered_poor
    return fees_waived(education_cost_per_year, whole, fee_waiver_share, fee_subsidy_share)


@for_person(clause="§4; 财教〔2021〕310号", unit="yuan/year", zh="学生生活补助")
def living_grant_amount(
    student_in_hardship: bool,
    student_stage: StudentStage,
    boarding_draw: float,
    boarding_share_primary: float,
    boarding_share_junior: float,
    non_boarder_share: float,
    living_grant_preschool: float,
    living_grant_primary: float,
    living_grant_junior: float,
    living_grant_senior: float,
    living_grant_vocational: float,
    living_grant_higher: float,
) -> float:
    """A student in hardship gets a living grant by stage; in primary and junior school those at home get a part."""
    if not student_in_hardship:
        return 0.0
    if student_stage == StudentStage.PRESCHOOL:
        return to_fen(living_grant_preschool)
    if student_stage == StudentStage.PRIMARY:
        return to_fen(living_grant_primary * (1.0 if boarding_draw < boarding_share_primary else non_boarder_share))
    if student_stage == StudentStage.JUNIOR:
        return to_fen(living_grant_junior * (1.0 if boarding_draw < boarding_share_junior else non_boarder_share))
    if student_stage == StudentStage.SENIOR:
        return to_fen(living_grant_senior)
    if student_stage == StudentStage.VOCATIONAL:
        return to_fen(living_grant_vocational)
    return to_fen(living_grant_higher)


@for_person(clause="§4; §5", unit="yuan/year", zh="自负教育费用余额")
def education_cost_left(education_cost_per_year: float, fees_waived_amount: float) -> float:
    """What the family still bears of the schooling."""
    return max(0.0, education_cost_per_year - fees_waived_amount)
