"""Allowances: orphans and de facto unattended children (§3), the two disability subsidies (残疾人两项补贴, §4), the
allowance of elders in hardship, and the price subsidy (价格临时补贴).

Sources: 民发〔2009〕166号, 民发〔2019〕62号 (orphans); 国发〔2015〕52号 (the disabled); 财社〔2014〕113号 (elders);
发改价格〔2021〕1553号 (prices). What the subsidies exclude is the stacking table's to say.
"""

from workbench.categories import AidStatus, SelfCare, Switch
from workbench.engine.rule import for_person, sum_over_members
from workbench.money import once_a_year, to_fen


@for_person(clause="民发〔2019〕62号", unit="yuan/month", zh="孤儿基本生活费")
def orphan_amount(orphan_scheme: bool, orphan_living_standard: float) -> float:
    """A child in the orphan scheme is paid the allowance in full."""
    return to_fen(orphan_living_standard) if orphan_scheme else 0.0


@sum_over_members(clause="民发〔2019〕62号", unit="persons", zh="家庭孤儿人数")
def orphans_in_household(orphan_scheme: bool) -> int:
    """Count the members in the orphan scheme."""
    return 1 if orphan_scheme else 0


@for_person(clause="国发〔2015〕52号", unit="yuan/month", zh="困难残疾人生活补贴")
def disability_living_subsidy(
    disability_grade: int,
    aid_status: AidStatus,
    disability_living_subsidy_severe: float,
    disability_living_subsidy_other: float,
    tekun_excludes_disability_living_subsidy: Switch,
    orphans_exclude_disability_living_subsidy: Switch,
    living_subsidy_for_margin: Switch,
) -> float:
    """A disabled person on dibao gets a living subsidy by grade; margin households too where the place extends it."""
    if disability_grade < 1 or aid_status < AidStatus.MARGIN:
        return 0.0
    if aid_status == AidStatus.MARGIN and living_subsidy_for_margin == Switch.IGNORED:
        return 0.0
    if aid_status == AidStatus.TEKUN and tekun_excludes_disability_living_subsidy == Switch.APPLIED:
        return 0.0
    if aid_status == AidStatus.ORPHAN and orphans_exclude_disability_living_subsidy == Switch.APPLIED:
        return 0.0
    return to_fen(disability_living_subsidy_severe if disability_grade <= 2 else disability_living_subsidy_other)


@for_person(clause="国发〔2015〕52号", unit="yuan/month", zh="重度残疾人护理补贴")
def disability_care_subsidy(
    disability_grade: int,
    tekun_recipient: bool,
    disability_care_subsidy_1: float,
    disability_care_subsidy_2: float,
    tekun_excludes_disability_care_subsidy: Switch,
) -> float:
    """A severely disabled person gets a care subsidy whatever the income, unless tekun support pays for care."""
    if disability_grade < 1 or disability_grade > 2:
        return 0.0
    if tekun_recipient and tekun_excludes_disability_care_subsidy == Switch.APPLIED:
        return 0.0
    return to_fen(disability_care_subsidy_1 if disability_grade == 1 else disability_care_subsidy_2)


@for_person(clause="财社〔2014〕113号", unit="yuan/month", zh="经济困难老年人补贴")
def elderly_allowance(
    age: int,
    aid_status: AidStatus,
    self_care: SelfCare,
    elderly_age: float,
    elderly_allowance_age: float,
    elderly_allowance_per_month: float,
) -> float:
    """An elder on dibao who is of great age, or has lost self-care, gets an allowance."""
    if age < elderly_age or aid_status != AidStatus.DIBAO:
        return 0.0
    if age < elderly_allowance_age and self_care == SelfCare.ABLE:
        return 0.0
    return to_fen(elderly_allowance_per_month)


@for_person(clause="发改价格〔2021〕1553号", unit="yuan/year", zh="价格临时补贴")
def price_subsidy_amount(
    aid_status: AidStatus,
    dibao_standard: float,
    tekun_basic_standard: float,
    orphan_living_standard: float,
    price_subsidy_months: float,
    price_subsidy_rise: float,
) -> float:
    """In months of high prices whoever is on basic living aid gets his standard times the rise of prices."""
    if price_subsidy_months <= 0.0 or aid_status < AidStatus.DIBAO:
        return 0.0
    standard = dibao_standard
    if aid_status == AidStatus.TEKUN:
        standard = tekun_basic_standard
    elif aid_status == AidStatus.ORPHAN:
        standard = orphan_living_standard
    return to_fen(once_a_year(price_subsidy_months * to_fen(price_subsidy_rise * standard)))
