"""What illness and schooling would cost a person on the terms of each status: the means test deducts no more than that.

The status depends on the income and the income on what the status pays. The circle is broken as an officer breaks it:
the dibao test counts what dibao would leave to the family, the margin test what the margin would leave, and so on; the
status that results then pays exactly what its own test has left out. Source: 民发〔2021〕57号 ch. 3 (spending that the
family bears itself).
"""

from workbench.categories import StudentStage
from workbench.engine.rule import for_county, for_household, for_person
from workbench.law.settlement import (
    NO_CEILING,
    NOBODY,
    cost_left,
    fees_waived,
    illness_payment,
)
from workbench.money import to_fen


@for_county(clause="国办发〔2021〕42号", unit="yuan/year", zh="大病保险倾斜起付线")
def favoured_major_illness_deductible(
    major_illness_deductible: float, major_illness_favoured_deductible_cut: float
) -> float:
    """Dibao, tekun, orphans and the registered poor have half the deductible of the major-illness insurance."""
    return to_fen(major_illness_deductible * (1.0 - major_illness_favoured_deductible_cut))


@for_county(clause="国办发〔2021〕42号", unit="share", zh="大病保险倾斜比例")
def favoured_major_illness_share(major_illness_share: float, major_illness_favoured_share_more: float) -> float:
    """Their share is five points higher; where the insurance pays nothing at all, it pays them nothing either."""
    if major_illness_share <= 0.0:
        return 0.0
    return min(1.0, major_illness_share + major_illness_favoured_share_more)


@for_household(clause="国办发〔2021〕42号", unit="yuan/year", zh="无低保时大病保险起付线")
def household_major_illness_deductible(
    registered_poor: bool, major_illness_deductible: float, favoured_major_illness_deductible: float
) -> float:
    """Without basic living aid the deductible is the usual one, or that of the registered poor."""
    return favoured_major_illness_deductible if registered_poor else major_illness_deductible


@for_household(clause="国办发〔2021〕42号", unit="share", zh="无低保时大病保险比例")
def household_major_illness_share(
    registered_poor: bool, major_illness_share: float, favoured_major_illness_share: float
) -> float:
    """Without basic living aid the share is the usual one, or that of the registered poor."""
    return favoured_major_illness_share if registered_poor else major_illness_share


@for_person(clause="民发〔2021〕57号 ch. 3; 国办发〔2021〕42号", unit="yuan/year", zh="低保待遇下自负医疗费")
def medical_cost_left_on_dibao_terms(
    medical_out_of_pocket_per_year: float,
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    favoured_major_illness_deductible: float,
    favoured_major_illness_share: float,
    medical_aid_share_dibao: float,
    medical_aid_ceiling: float,
    inclusive_insurance_deductible: float,
    inclusive_insurance_share: float,
    inclusive_insurance_ceiling: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """What a person's illness would leave to the family, were it a dibao family."""
    if inpatient_cost_per_year <= 0.0:
        return medical_out_of_pocket_per_year
    left = illness_payment(
        NOBODY,
        illness_cost_order,
        inpatient_cost_per_year,
        favoured_major_illness_deductible,
        favoured_major_illness_share,
        NO_CEILING,
        0.0,
        medical_aid_share_dibao,
        medical_aid_ceiling,
        inclusive_insurance_deductible,
        inclusive_insurance_share if in_inclusive_insurance else 0.0,
        inclusive_insurance_ceiling,
        fee_exemption_share if has_listed_disease else 0.0,
    )
    return cost_left(medical_out_of_pocket_per_year, inpatient_cost_per_year, left)


@for_person(clause="民发〔2021〕57号 ch. 3; 国办发〔2021〕42号", unit="yuan/year", zh="低保边缘待遇下自负医疗费")
def medical_cost_left_on_margin_terms(
    medical_out_of_pocket_per_year: float,
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    household_major_illness_deductible: float,
    household_major_illness_share: float,
    registered_poor: bool,
    major_illness_ceiling: float,
    medical_aid_deductible_margin: float,
    medical_aid_share_margin: float,
    medical_aid_ceiling: float,
    inclusive_insurance_deductible: float,
    inclusive_insurance_share: float,
    inclusive_insurance_ceiling: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """What a person's illness would leave to the family, were it a margin family."""
    if inpatient_cost_per_year <= 0.0:
        return medical_out_of_pocket_per_year
    left = illness_payment(
        NOBODY,
        illness_cost_order,
        inpatient_cost_per_year,
        household_major_illness_deductible,
        household_major_illness_share,
        NO_CEILING if registered_poor else major_illness_ceiling,
        medical_aid_deductible_margin,
        medical_aid_share_margin,
        medical_aid_ceiling,
        inclusive_insurance_deductible,
        inclusive_insurance_share if in_inclusive_insurance else 0.0,
        inclusive_insurance_ceiling,
        fee_exemption_share if has_listed_disease else 0.0,
    )
    return cost_left(medical_out_of_pocket_per_year, inpatient_cost_per_year, left)


@for_person(
    clause="关于改革完善社会救助制度的意见; 国办发〔2021〕42号",
    unit="yuan/year",
    zh="支出型困难待遇下自负医疗费",
)
def medical_cost_left_on_expenditure_terms(
    medical_out_of_pocket_per_year: float,
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    household_major_illness_deductible: float,
    household_major_illness_share: float,
    registered_poor: bool,
    major_illness_ceiling: float,
    medical_aid_deductible_expenditure: float,
    medical_aid_share_expenditure: float,
    medical_aid_ceiling: float,
    inclusive_insurance_deductible: float,
    inclusive_insurance_share: float,
    inclusive_insurance_ceiling: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """What a person's illness would leave to the family, were it an expenditure-type family."""
    if inpatient_cost_per_year <= 0.0:
        return medical_out_of_pocket_per_year
    left = illness_payment(
        NOBODY,
        illness_cost_order,
        inpatient_cost_per_year,
        household_major_illness_deductible,
        household_major_illness_share,
        NO_CEILING if registered_poor else major_illness_ceiling,
        medical_aid_deductible_expenditure,
        medical_aid_share_expenditure,
        medical_aid_ceiling,
        inclusive_insurance_deductible,
        inclusive_insurance_share if in_inclusive_insurance else 0.0,
        inclusive_insurance_ceiling,
        fee_exemption_share if has_listed_disease else 0.0,
    )
    return cost_left(medical_out_of_pocket_per_year, inpatient_cost_per_year, left)


@for_person(clause="民发〔2021〕57号 ch. 3; §4", unit="yuan/year", zh="低保待遇下自负教育费")
def education_cost_left_on_dibao_terms(
    education_cost_per_year: float,
    student_stage: StudentStage,
    fee_waiver_share: float,
    fee_subsidy_share: float,
) -> float:
    """What a student's schooling would leave to the family, were it a dibao family."""
    if education_cost_per_year <= 0.0 or student_stage == StudentStage.NONE:
        return education_cost_per_year
    waived = fees_waived(education_cost_per_year, True, fee_waiver_share, fee_subsidy_share)
    return max(0.0, education_cost_per_year - waived)


@for_person(clause="民发〔2021〕57号 ch. 3; §4", unit="yuan/year", zh="低保边缘、支出型困难待遇下自负教育费")
def education_cost_left_on_margin_terms(
    education_cost_per_year: float,
    student_stage: StudentStage,
    registered_poor: bool,
    fee_waiver_share: float,
    fee_subsidy_share: float,
) -> float:
    """What a student's schooling would leave to the family, were it a margin or an expenditure-type family."""
    if education_cost_per_year <= 0.0 or student_stage == StudentStage.NONE:
        return education_cost_per_year
    waived = fees_waived(education_cost_per_year, registered_poor, fee_waiver_share, fee_subsidy_share)
    return max(0.0, education_cost_per_year - waived)
