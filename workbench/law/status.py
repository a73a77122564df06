"""§1: how a household and a person stand in the system of layers; special, urgent and social aid go by it."""

from workbench.categories import AidStatus
from workbench.engine.rule import for_household, for_person


@for_household(clause="§1", unit="yes/no", zh="基本生活救助家庭")
def basic_living_household(dibao_household: bool, tekun_household: bool, orphans_in_household: int) -> bool:
    """A household with dibao, or with a tekun recipient or an orphan."""
    return dibao_household or tekun_household or orphans_in_household > 0


@for_household(clause="§1", unit="yes/no", zh="救助对象家庭")
def aided_household(basic_living_household: bool, margin_household: bool, expenditure_household: bool) -> bool:
    """A household on basic living aid, or a margin or expenditure-type household."""
    return basic_living_household or margin_household or expenditure_household


@for_person(clause="§1; 国务院令第649号; 民发〔2021〕43号", unit="status", zh="救助身份")
def aid_status(
    aided_household: bool,
    tekun_recipient: bool,
    orphan_scheme: bool,
    dibao_recipient: bool,
    margin_member: bool,
    counts_for_dibao: bool,
    expenditure_household: bool,
) -> AidStatus:
    """A person has one status: tekun, orphan, dibao, margin household, expenditure-type household, or none."""
    if not aided_household:
        return AidStatus.NONE
    if orphan_scheme:
        return AidStatus.ORPHAN
    if tekun_recipient:
        return AidStatus.TEKUN
    if dibao_recipient:
        return AidStatus.DIBAO
    if margin_member:
        return AidStatus.MARGIN
    if counts_for_dibao and expenditure_household:
        return AidStatus.EXPENDITURE
    return AidStatus.NONE


@for_person(clause="§1", unit="yes/no", zh="基本生活救助对象")
def receives_basic_living(aid_status: AidStatus) -> bool:
    """Basic living aid is dibao, tekun and the allowance of orphans."""
    return aid_status >= AidStatus.DIBAO
