"""§5: relief for disaster victims (受灾人员救助) and for families struck by an accident (意外伤害事故)."""

from workbench.engine.rule import for_household, for_person, sum_over_members
from workbench.money import at_least, once_a_year, to_fen


@for_household(clause="§5", unit="yuan/year", zh="应急救助")
def disaster_emergency_amount(
    disaster_victim: bool,
    household_members: int,
    disaster_emergency_days: float,
    disaster_emergency_per_day: float,
) -> float:
    """Right after a disaster each member of the household is fed and sheltered for some days."""
    if not disaster_victim:
        return 0.0
    return to_fen(once_a_year(household_members * disaster_emergency_days * disaster_emergency_per_day))


@for_household(clause="§5", unit="yuan/year", zh="过渡期生活救助")
def disaster_transition_amount(
    disaster_victim: bool,
    household_members: int,
    margin_income_per_member: float,
    margin_limit: float,
    disaster_transition_days: float,
    disaster_transition_per_day: float,
) -> float:
    """Victims below the margin limit are helped to live until they can provide for themselves again."""
    if not disaster_victim or at_least(margin_income_per_member, margin_limit):
        return 0.0
    return to_fen(once_a_year(household_members * disaster_transition_days * disaster_transition_per_day))


@for_household(clause="§5", unit="yuan/year", zh="临时生活困难救助")
def disaster_hardship_amount(
    disaster_victim: bool,
    aided_household: bool,
    household_members: int,
    disaster_hardship_months: float,
    urban_dibao_standard: float,
) -> float:
    """Victims who have a status of aid get some months of the urban standard for the winter and spring."""
    if not disaster_victim or not aided_household:
        return 0.0
    return to_fen(once_a_year(household_members * disaster_hardship_months * urban_dibao_standard))


@for_household(clause="§5", unit="yuan/year", zh="受灾人员救助合计")
def disaster_amount(
    disaster_emergency_amount: float, disaster_transition_amount: float, disaster_hardship_amount: float
) -> float:
    """All relief of a disaster victim's household."""
    return disaster_emergency_amount + disaster_transition_amount + disaster_hardship_amount


@for_person(clause="§5", unit="yes/no", zh="当年遭遇意外伤害")
def struck_by_accident(accident_draw: float, accident_rate: float) -> bool:
    """A person is gravely hurt or killed by an accident in the year (the rate is an assumption of the model)."""
    return accident_draw < accident_rate


@sum_over_members(clause="§5", unit="persons", zh="家庭意外伤亡人数")
def members_struck_by_accident(struck_by_accident: bool) -> int:
    """Count the members struck by an accident."""
    return 1 if struck_by_accident else 0


@for_household(clause="§5", unit="yuan/year", zh="意外伤亡家庭救助")
def accident_family_amount(
    members_struck_by_accident: int,
    income_per_member: float,
    dibao_standard: float,
    emergency_income_multiple: float,
    accident_family_multiple: float,
    urban_dibao_standard: float,
) -> float:
    """The family of an accident's victim is helped by a multiple of the urban monthly standard, within the limit."""
    if members_struck_by_accident == 0 or at_least(
        income_per_member, to_fen(emergency_income_multiple * dibao_standard)
    ):
        return 0.0
    return to_fen(once_a_year(members_struck_by_accident * accident_family_multiple * urban_dibao_standard))
