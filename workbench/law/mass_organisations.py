"""§4: the trade union's aid to hard-pressed workers; aid to rural poor women with breast or cervical cancer."""

from workbench.categories import AidStatus, Residence, Sex
from workbench.engine.rule import for_county, for_household, for_person, sum_over_members
from workbench.money import below, to_fen


@sum_over_members(clause="§4", unit="persons", zh="家庭职工人数")
def wage_earners(wage_income: float) -> int:
    """Count the members who earn a wage."""
    return 1 if wage_income > 0.0 else 0


@for_county(clause="§4", unit="yuan/month", zh="困难职工收入限额")
def hard_pressed_worker_limit(urban_dibao_standard: float, hard_pressed_worker_multiple: float) -> float:
    """The union measures workers' families by a multiple of the urban standard."""
    return to_fen(hard_pressed_worker_multiple * urban_dibao_standard)


@for_household(clause="§4", unit="yes/no", zh="困难职工家庭")
def hard_pressed_worker_household(
    wage_earners: int,
    basic_living_household: bool,
    passes_property_test: bool,
    income_after_spending_per_member: float,
    hard_pressed_worker_limit: float,
    hard_pressed_worker_draw: float,
    hard_pressed_worker_take_up: float,
) -> bool:
    """A wage earner's family outside basic living aid whose income after necessary spending is below the limit."""
    return (
        wage_earners > 0
        and not basic_living_household
        and passes_property_test
        and below(income_after_spending_per_member, hard_pressed_worker_limit)
        and hard_pressed_worker_draw < hard_pressed_worker_take_up
    )


@for_household(clause="§4", unit="yuan/year", zh="困难职工救助金")
def hard_pressed_worker_amount(hard_pressed_worker_household: bool, hard_pressed_worker_aid: float) -> float:
    """The union pays such a family a yearly sum."""
    return to_fen(hard_pressed_worker_aid) if hard_pressed_worker_household else 0.0


@for_person(clause="§4", unit="yes/no", zh="当年患“两癌”的农村贫困妇女")
def two_cancers_patient(
    sex: Sex,
    age: int,
    residence: Residence,
    aid_status: AidStatus,
    registered_poor: bool,
    two_cancers_draw: float,
    two_cancers_rate: float,
    two_cancers_age_low: float,
    two_cancers_age_high: float,
) -> bool:
    """A rural woman in hardship, of the age that is screened, who falls ill in the year."""
    return (
        sex == Sex.FEMALE
        and residence == Residence.RURAL
        and two_cancers_age_low <= age <= two_cancers_age_high
        and (aid_status > AidStatus.NONE or registered_poor)
        and two_cancers_draw < two_cancers_rate
    )


@for_person(clause="§4", unit="yuan/year", zh="“两癌”救助金")
def two_cancers_amount(two_cancers_patient: bool, two_cancers_aid: float) -> float:
    """She is paid once."""
    return to_fen(two_cancers_aid) if two_cancers_patient else 0.0
