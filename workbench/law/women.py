"""§4: aid to rural poor women with breast or cervical cancer (“两癌”救助)."""

from workbench.categories import AidStatus, Residence, Sex
from workbench.engine.rule import for_person
from workbench.money import to_fen


@for_person(clause="§4", unit="yes/no", zh="当年患“两癌”的农村贫困妇女")
def two_cancers_patient(
    sex: int,
    age: int,
    residence: int,
    aid_status: int,
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
