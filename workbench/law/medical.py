"""§4: medical aid (医疗救助): contributions paid, the two insurances, aid with hospital costs, exempted diseases.

Who pays first of an illness's cost is the stacking table's to say: each payer sees what those before it left
(settlement.py). Sources: 国办发〔2021〕42号; a place's own measure comes first where it is known.
"""

from workbench.categories import AidStatus
from workbench.engine.rule import for_household, for_person
from workbench.law.settlement import (
    AID,
    COMMERCIAL,
    EXEMPTION,
    MAJOR_ILLNESS,
    NO_CEILING,
    cost_left,
    illness_payment,
)
from workbench.money import to_fen


@for_person(clause="国办发〔2021〕42号", unit="yuan/year", zh="资助参保金额")
def medical_premium_subsidy(
    aid_status: AidStatus,
    registered_poor: bool,
    disability_grade: int,
    medical_premium_per_head: float,
    premium_subsidy_share_tekun: float,
    premium_subsidy_share_dibao: float,
    premium_subsidy_share_margin: float,
    premium_subsidy_share_registered_poor: float,
    premium_subsidy_share_severely_disabled: float,
) -> float:
    """The contribution to the medical insurance is paid by the best title: status, registered poverty, disability."""
    share = 0.0
    if aid_status >= AidStatus.ORPHAN:
        share = premium_subsidy_share_tekun
    elif aid_status == AidStatus.DIBAO:
        share = premium_subsidy_share_dibao
    elif aid_status == AidStatus.MARGIN:
        share = premium_subsidy_share_margin
    if registered_poor:
        share = max(share, premium_subsidy_share_registered_poor)
    if 1 <= disability_grade <= 2:
        share = max(share, premium_subsidy_share_severely_disabled)
    return to_fen(share * medical_premium_per_head)


@for_person(clause="§4", unit="yes/no", zh="参加“齐惠保”")
def in_inclusive_insurance(inclusive_insurance_draw: float, inclusive_insurance_take_up: float) -> bool:
    """A resident may join the inclusive insurance (take-up is an assumption of the model)."""
    return inclusive_insurance_draw < inclusive_insurance_take_up


@for_person(clause="§4", unit="yes/no", zh="列入豁免病种")
def has_listed_disease(serious_illness: bool, listed_disease_draw: float, listed_disease_share: float) -> bool:
    """Some of the serious illnesses are on the list whose fees are waived."""
    return serious_illness and listed_disease_draw < listed_disease_share


@for_household(clause="国办发〔2021〕42号", unit="yuan/year", zh="低保边缘家庭医疗救助起付线")
def medical_aid_deductible_margin(
    disposable_income_per_head: float, medical_aid_deductible_share_margin: float
) -> float:
    """Margin households bear about a tenth of last year's disposable income per head themselves."""
    return to_fen(medical_aid_deductible_share_margin * disposable_income_per_head)


@for_household(clause="国办发〔2021〕42号", unit="yuan/year", zh="支出型困难家庭医疗救助起付线")
def medical_aid_deductible_expenditure(
    disposable_income_per_head: float, medical_aid_deductible_share_expenditure: float
) -> float:
    """Households poor by illness bear about a quarter of last year's disposable income per head themselves."""
    return to_fen(medical_aid_deductible_share_expenditure * disposable_income_per_head)


@for_person(clause="国办发〔2021〕42号", unit="yuan/year", zh="医疗救助起付线")
def medical_aid_deductible(
    aid_status: AidStatus, medical_aid_deductible_margin: float, medical_aid_deductible_expenditure: float
) -> float:
    """Dibao, tekun and orphans have no deductible; margin and expenditure-type households have one."""
    if aid_status == AidStatus.MARGIN:
        return medical_aid_deductible_margin
    if aid_status == AidStatus.EXPENDITURE:
        return medical_aid_deductible_expenditure
    return 0.0


@for_person(clause="国办发〔2021〕42号", unit="share", zh="医疗救助比例")
def medical_aid_share(
    aid_status: AidStatus,
    medical_aid_share_tekun: float,
    medical_aid_share_dibao: float,
    medical_aid_share_margin: float,
    medical_aid_share_expenditure: float,
) -> float:
    """The share that medical aid pays falls from tekun and dibao to margin and expenditure-type households."""
    if aid_status >= AidStatus.ORPHAN:
        return medical_aid_share_tekun
    if aid_status == AidStatus.DIBAO:
        return medical_aid_share_dibao
    if aid_status == AidStatus.MARGIN:
        return medical_aid_share_margin
    if aid_status == AidStatus.EXPENDITURE:
        return medical_aid_share_expenditure
    return 0.0


@for_person(clause="国办发〔2021〕42号", unit="yes/no", zh="大病保险倾斜对象")
def favoured_in_major_illness_insurance(aid_status: AidStatus, registered_poor: bool) -> bool:
    """Dibao, tekun, orphans and the registered poor have better terms in the major-illness insurance."""
    return aid_status >= AidStatus.DIBAO or registered_poor


@for_person(clause="国办发〔2021〕42号", unit="yuan/year", zh="本人大病保险起付线")
def person_major_illness_deductible(
    favoured_in_major_illness_insurance: bool,
    major_illness_deductible: float,
    favoured_major_illness_deductible: float,
) -> float:
    """What a person bears himself before the major-illness insurance pays."""
    return favoured_major_illness_deductible if favoured_in_major_illness_insurance else major_illness_deductible


@for_person(clause="国办发〔2021〕42号", unit="share", zh="本人大病保险比例")
def person_major_illness_share(
    favoured_in_major_illness_insurance: bool, major_illness_share: float, favoured_major_illness_share: float
) -> float:
    """The share of the cost above the deductible that the major-illness insurance pays for a person."""
    return favoured_major_illness_share if favoured_in_major_illness_insurance else major_illness_share


@for_person(clause="国办发〔2021〕42号", unit="yuan/year", zh="大病保险赔付")
def major_illness_insurance_payment(
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    person_major_illness_deductible: float,
    person_major_illness_share: float,
    favoured_in_major_illness_insurance: bool,
    major_illness_ceiling: float,
    medical_aid_deductible: float,
    medical_aid_share: float,
    medical_aid_ceiling: float,
    inclusive_insurance_deductible: float,
    inclusive_insurance_share: float,
    inclusive_insurance_ceiling: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """It pays a share of the hospital cost it sees above the deductible; a ceiling holds for those not favoured."""
    if inpatient_cost_per_year <= person_major_illness_deductible:
        return 0.0
    return illness_payment(
        MAJOR_ILLNESS,
        illness_cost_order,
        inpatient_cost_per_year,
        person_major_illness_deductible,
        person_major_illness_share,
        NO_CEILING if favoured_in_major_illness_insurance else major_illness_ceiling,
        medical_aid_deductible,
        medical_aid_share,
        medical_aid_ceiling,
        inclusive_insurance_deductible,
        inclusive_insurance_share if in_inclusive_insurance else 0.0,
        inclusive_insurance_ceiling,
        fee_exemption_share if has_listed_disease else 0.0,
    )


@for_person(clause="§4; 国办发〔2021〕42号", unit="yuan/year", zh="医疗救助金")
def medical_aid_amount(
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    person_major_illness_deductible: float,
    person_major_illness_share: float,
    favoured_in_major_illness_insurance: bool,
    major_illness_ceiling: float,
    medical_aid_deductible: float,
    medical_aid_share: float,
    medical_aid_ceiling: float,
    inclusive_insurance_deductible: float,
    inclusive_insurance_share: float,
    inclusive_insurance_ceiling: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """Medical aid pays a share of the hospital cost it sees above the deductible, up to a yearly ceiling."""
    if medical_aid_share <= 0.0 or inpatient_cost_per_year <= medical_aid_deductible:
        return 0.0
    return illness_payment(
        AID,
        illness_cost_order,
        inpatient_cost_per_year,
        person_major_illness_deductible,
        person_major_illness_share,
        NO_CEILING if favoured_in_major_illness_insurance else major_illness_ceiling,
        medical_aid_deductible,
        medical_aid_share,
        medical_aid_ceiling,
        inclusive_insurance_deductible,
        inclusive_insurance_share if in_inclusive_insurance else 0.0,
        inclusive_insurance_ceiling,
        fee_exemption_share if has_listed_disease else 0.0,
    )


@for_person(clause="§4; 国办发〔2021〕42号", unit="yuan/year", zh="“齐惠保”赔付")
def inclusive_insurance_payment(
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    person_major_illness_deductible: float,
    person_major_illness_share: float,
    favoured_in_major_illness_insurance: bool,
    major_illness_ceiling: float,
    medical_aid_deductible: float,
    medical_aid_share: float,
    medical_aid_ceiling: float,
    inclusive_insurance_deductible: float,
    inclusive_insurance_share: float,
    inclusive_insurance_ceiling: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """The inclusive insurance pays a share of the hospital cost it sees above its deductible."""
    if inpatient_cost_per_year <= inclusive_insurance_deductible or not in_inclusive_insurance:
        return 0.0
    return illness_payment(
        COMMERCIAL,
        illness_cost_order,
        inpatient_cost_per_year,
        person_major_illness_deductible,
        person_major_illness_share,
        NO_CEILING if favoured_in_major_illness_insurance else major_illness_ceiling,
        medical_aid_deductible,
        medical_aid_share,
        medical_aid_ceiling,
        inclusive_insurance_deductible,
        inclusive_insurance_share,
        inclusive_insurance_ceiling,
        fee_exemption_share if has_listed_disease else 0.0,
    )


@for_person(clause="§4", unit="yuan/year", zh="特定疾病医药费豁免")
def fee_exemption_amount(
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
    person_major_illness_deductible: float,
    person_major_illness_share: float,
    favoured_in_major_illness_insurance: bool,
    major_illness_ceiling: float,
    medical_aid_deductible: float,
    medical_aid_share: float,
    medical_aid_ceiling: float,
    inclusive_insurance_deductible: float,
    inclusive_insurance_share: float,
    inclusive_insurance_ceiling: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """For a listed disease a share of the hospital cost it sees is waived."""
    if not has_listed_disease:
        return 0.0
    return illness_payment(
        EXEMPTION,
        illness_cost_order,
        inpatient_cost_per_year,
        person_major_illness_deductible,
        person_major_illness_share,
        NO_CEILING if favoured_in_major_illness_insurance else major_illness_ceiling,
        medical_aid_deductible,
        medical_aid_share,
        medical_aid_ceiling,
        inclusive_insurance_deductible,
        inclusive_insurance_share if in_inclusive_insurance else 0.0,
        inclusive_insurance_ceiling,
        fee_exemption_share,
    )


@for_person(clause="§4; 国办发〔2021〕42号", unit="yuan/year", zh="自负医疗费用余额")
def medical_cost_left(
    medical_out_of_pocket_per_year: float,
    major_illness_insurance_payment: float,
    medical_aid_amount: float,
    inclusive_insurance_payment: float,
    fee_exemption_amount: float,
) -> float:
    """What the family still bears after the insurances, medical aid and exemption."""
    paid = major_illness_insurance_payment + medical_aid_amount + inclusive_insurance_payment + fee_exemption_amount
    return cost_left(medical_out_of_pocket_per_year, paid, 0.0)
