"""§4: medical aid (医疗救助): contributions paid, the inclusive insurance, aid with hospital costs, exempted diseases.

Who pays first of an illness's cost is the stacking table's to say: each payer sees what those before it left.
Sources: 国办发〔2021〕42号; a place's own measure comes first where it is known.
"""

from workbench.categories import AidStatus
from workbench.engine.rule import for_household, for_person
from workbench.money import to_fen

# The payers of an illness as the order of the stacking table counts them: by alphabet.
EXEMPTION, INSURANCE, AID = 0, 1, 2


@for_person(clause="国办发〔2021〕42号", unit="yuan/year", zh="资助参保金额")
def medical_premium_subsidy(
    aid_status: AidStatus,
    medical_premium_per_head: float,
    premium_subsidy_share_tekun: float,
    premium_subsidy_share_dibao: float,
    premium_subsidy_share_margin: float,
) -> float:
    """The contribution to the medical insurance is paid in full for tekun and orphans, in part for others."""
    share = 0.0
    if aid_status >= AidStatus.ORPHAN:
        share = premium_subsidy_share_tekun
    elif aid_status == AidStatus.DIBAO:
        share = premium_subsidy_share_dibao
    elif aid_status == AidStatus.MARGIN:
        share = premium_subsidy_share_margin
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


def above_deductible(cost: float, deductible: float, share: float, ceiling: float) -> float:
    """Return a payer's part of a cost, to the fen: a share of what exceeds the deductible, up to the ceiling."""
    return to_fen(min(ceiling, share * max(0.0, cost - deductible)))


def payer_at(place: int, order: int) -> int:
    """Return who pays at place 0, 1 or 2 in an order; the six orders are counted as in a dictionary."""
    first = order // 2
    lower = 1 if first == 0 else 0
    upper = 1 if first == 2 else 2
    if place == 0:
        return first
    return lower if (place == 1) == (order % 2 == 0) else upper


@for_person(clause="§4; 国务院令第649号", unit="yuan/year", zh="“齐惠保”赔付")
def inclusive_insurance_payment(
    inpatient_cost_per_year: float,
    in_inclusive_insurance: bool,
    has_listed_disease: bool,
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
    cost = inpatient_cost_per_year
    for place in range(3):
        payer = payer_at(place, illness_cost_order)
        if payer == INSURANCE:
            break
        if payer == AID:
            cost -= above_deductible(cost, medical_aid_deductible, medical_aid_share, medical_aid_ceiling)
        elif has_listed_disease:
            cost -= to_fen(fee_exemption_share * cost)
    return above_deductible(
        cost, inclusive_insurance_deductible, inclusive_insurance_share, inclusive_insurance_ceiling
    )


@for_person(clause="§4; 国办发〔2021〕42号", unit="yuan/year", zh="医疗救助金")
def medical_aid_amount(
    inpatient_cost_per_year: float,
    has_listed_disease: bool,
    inclusive_insurance_payment: float,
    medical_aid_deductible: float,
    medical_aid_share: float,
    medical_aid_ceiling: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """Medical aid pays a share of the hospital cost it sees above the deductible, up to a yearly ceiling."""
    if medical_aid_share <= 0.0:
        return 0.0
    cost = inpatient_cost_per_year
    for place in range(3):
        payer = payer_at(place, illness_cost_order)
        if payer == AID:
            break
        if payer == INSURANCE:
            cost -= inclusive_insurance_payment
        elif has_listed_disease:
            cost -= to_fen(fee_exemption_share * cost)
    return above_deductible(cost, medical_aid_deductible, medical_aid_share, medical_aid_ceiling)


@for_person(clause="§4", unit="yuan/year", zh="特定疾病医药费豁免")
def fee_exemption_amount(
    inpatient_cost_per_year: float,
    has_listed_disease: bool,
    inclusive_insurance_payment: float,
    medical_aid_amount: float,
    fee_exemption_share: float,
    illness_cost_order: int,
) -> float:
    """For a listed disease a share of the hospital cost still left is waived."""
    if not has_listed_disease:
        return 0.0
    cost = inpatient_cost_per_year
    for place in range(3):
        payer = payer_at(place, illness_cost_order)
        if payer == EXEMPTION:
            break
        cost -= inclusive_insurance_payment if payer == INSURANCE else medical_aid_amount
    return to_fen(fee_exemption_share * cost)


@for_person(clause="§4", unit="yuan/year", zh="自负医疗费用余额")
def medical_cost_left(
    medical_out_of_pocket_per_year: float,
    inclusive_insurance_payment: float,
    medical_aid_amount: float,
    fee_exemption_amount: float,
) -> float:
    """What the family still bears after insurance, medical aid and exemption."""
    paid = inclusive_insurance_payment + medical_aid_amount + fee_exemption_amount
    return max(0.0, medical_out_of_pocket_per_year - paid)
