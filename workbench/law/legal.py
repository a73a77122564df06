"""§4: legal aid (法律援助) and judicial aid (司法救助) for persons in litigation hardship."""

from workbench.categories import AidStatus
from workbench.engine.rule import for_person
from workbench.money import below, once_a_year, to_fen


@for_person(clause="§4", unit="yuan/year", zh="法律援助费用")
def legal_aid_amount(
    legal_hardship: bool,
    aid_status: int,
    income_per_member: float,
    margin_limit: float,
    legal_aid_cost_per_case: float,
) -> float:
    """Whoever goes to law in hardship, aided or below the margin limit, gets a lawyer free of charge."""
    in_need = aid_status > AidStatus.NONE or below(income_per_member, margin_limit)
    return to_fen(once_a_year(legal_aid_cost_per_case)) if legal_hardship and in_need else 0.0


@for_person(clause="§4", unit="yuan/year", zh="司法救助金")
def judicial_aid_amount(
    legal_hardship: bool, legal_aid_draw: float, judicial_aid_share: float, judicial_aid: float
) -> float:
    """Some of those in litigation hardship, victims whom nobody compensates, are paid judicial aid."""
    return to_fen(once_a_year(judicial_aid)) if legal_hardship and legal_aid_draw < judicial_aid_share else 0.0
