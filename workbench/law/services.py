"""§4: care services and legal aid: services in kind, or for a case.

A room for a child (希望小屋), grants for schoolgirls (春蕾), caring visits (牵手关爱); legal aid (法律援助)
and judicial aid (司法救助) for persons in litigation hardship.
"""

from workbench.categories import AidStatus, Sex, StudentStage
from workbench.engine.rule import for_person
from workbench.money import below, once_a_year, to_fen


@for_person(clause="§4", unit="yuan/year", zh="“希望小屋”费用")
def hope_cabin_amount(
    age: int,
    receives_basic_living: bool,
    hope_cabin_age_low: float,
    hope_cabin_age_high: float,
    care_service_draw: float,
    hope_cabin_rate: float,
    hope_cabin_cost: float,
) -> float:
    """A child of 8 to 14 on basic living aid may get a room of its own at home."""
    chosen = hope_cabin_age_low <= age <= hope_cabin_age_high and care_service_draw < hope_cabin_rate
    return to_fen(hope_cabin_cost) if chosen and receives_basic_living else 0.0


@for_person(clause="§4", unit="yuan/year", zh="“春蕾计划”助学金")
def spring_bud_amount(
    sex: Sex,
    student_stage: StudentStage,
    student_in_hardship: bool,
    left_behind: bool,
    care_service_draw: float,
    spring_bud_take_up: float,
    spring_bud_grant: float,
) -> float:
    """A girl from primary to upper secondary school, in hardship or left behind, may get a Spring Bud grant."""
    pupil = StudentStage.PRIMARY <= student_stage <= StudentStage.VOCATIONAL
    if sex == Sex.FEMALE and pupil and (student_in_hardship or left_behind) and care_service_draw < spring_bud_take_up:
        return to_fen(spring_bud_grant)
    return 0.0


@for_person(clause="§4", unit="yuan/year", zh="“牵手关爱”费用")
def caring_visits_amount(left_behind: bool, caring_visits_per_year: float, caring_visit_cost: float) -> float:
    """Persons left behind are visited."""
    return to_fen(caring_visits_per_year * caring_visit_cost) if left_behind else 0.0


@for_person(clause="§4", unit="yuan/year", zh="法律援助费用")
def legal_aid_amount(
    legal_hardship: bool,
    aid_status: AidStatus,
    margin_income_per_member: float,
    margin_limit: float,
    legal_aid_cost_per_case: float,
) -> float:
    """Whoever goes to law in hardship, aided or below the margin limit, gets a lawyer free of charge."""
    in_need = aid_status > AidStatus.NONE or below(margin_income_per_member, margin_limit)
    return to_fen(once_a_year(legal_aid_cost_per_case)) if legal_hardship and in_need else 0.0


@for_person(clause="§4", unit="yuan/year", zh="司法救助金")
def judicial_aid_amount(
    legal_hardship: bool, legal_aid_draw: float, judicial_aid_share: float, judicial_aid: float
) -> float:
    """Some of those in litigation hardship, victims whom nobody compensates, are paid judicial aid."""
    return to_fen(once_a_year(judicial_aid)) if legal_hardship and legal_aid_draw < judicial_aid_share else 0.0
