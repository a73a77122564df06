"""§1: everything that a family gets, by the month."""

from workbench.engine.rule import for_household, for_person, sum_over_members
from workbench.money import monthly_of


@for_household(clause="§3", unit="yuan/month", zh="家庭每月救助金合计")
def household_assistance_amount(
    dibao_amount: float, category_top_up_amount: float, household_tekun_amount: float
) -> float:
    """All monthly assistance of the household: dibao, top-ups and tekun."""
    return dibao_amount + category_top_up_amount + household_tekun_amount


@for_person(clause="§1; §4", unit="yuan/month", zh="本人专项救助现金")
def person_special_aid(
    orphan_amount: float,
    disability_living_subsidy: float,
    disability_care_subsidy: float,
    elderly_allowance: float,
    price_subsidy_amount: float,
    medical_premium_subsidy: float,
    major_illness_insurance_payment: float,
    medical_aid_amount: float,
    fee_exemption_amount: float,
    inclusive_insurance_payment: float,
    fees_waived_amount: float,
    living_grant_amount: float,
    temporary_illness_amount: float,
    temporary_education_amount: float,
    two_cancers_amount: float,
    spring_bud_amount: float,
    judicial_aid_amount: float,
    accident_insurance_payment: float,
) -> float:
    """What a member gets in money or is spared, besides dibao and tekun; yearly amounts count for a twelfth."""
    yearly = (
        medical_premium_subsidy
        + major_illness_insurance_payment
        + medical_aid_amount
        + fee_exemption_amount
        + inclusive_insurance_payment
        + fees_waived_amount
        + living_grant_amount
        + temporary_illness_amount
        + temporary_education_amount
        + two_cancers_amount
        + spring_bud_amount
        + judicial_aid_amount
        + accident_insurance_payment
        + price_subsidy_amount
    )
    monthly = orphan_amount + disability_living_subsidy + disability_care_subsidy + elderly_allowance
    return monthly + monthly_of(yearly)


@sum_over_members(clause="§1; §4", unit="yuan/month", zh="家庭成员专项救助现金")
def members_special_aid(person_special_aid: float) -> float:
    """Add up the special aid of the household's members."""
    return person_special_aid


@for_household(clause="§1", unit="yuan/month", zh="家庭全部救助折合每月")
def household_all_aid(
    household_assistance_amount: float,
    members_special_aid: float,
    case_by_case_amount: float,
    emergency_amount: float,
    heating_aid_amount: float,
    hard_pressed_worker_amount: float,
    public_rental_amount: float,
    renovation_amount: float,
    disaster_amount: float,
    accident_family_amount: float,
    nuanyang_claim: float,
    zizhuni_claim: float,
) -> float:
    """All aid of the household by the month, charity as it is asked for; yearly amounts count for a twelfth."""
    yearly = (
        case_by_case_amount
        + emergency_amount
        + heating_aid_amount
        + hard_pressed_worker_amount
        + renovation_amount
        + disaster_amount
        + accident_family_amount
        + nuanyang_claim
        + zizhuni_claim
    )
    return household_assistance_amount + members_special_aid + public_rental_amount + monthly_of(yearly)
