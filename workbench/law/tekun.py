"""§3: tekun support (特困人员救助供养): who is entitled, the basic standard and the care fee.

Sources: 特困人员认定办法 (民发〔2021〕43号); 国发〔2016〕14号 for the care fee; §3 of the
policy for 18 years and the multiples.
"""

from workbench.categories import DisabilityType, SelfCare, StudentStage, Switch
from workbench.engine.rule import for_household, for_person, sum_over_members
from workbench.money import at_most, below, once_a_year, to_fen


@for_person(clause="民发〔2021〕43号 arts. 21–23", unit="grade", zh="自理能力")
def self_care(adl_items_lost: int) -> SelfCare:
    """Self-care is kept with all six items, partly lost with one to three lost, completely lost with four or more."""
    if adl_items_lost == 0:
        return SelfCare.ABLE
    if adl_items_lost <= 3:
        return SelfCare.PARTIAL
    return SelfCare.COMPLETE


@for_person(clause="民发〔2021〕43号 art. 5", unit="yes/no", zh="一至三级智力或精神残疾")
def severe_mind_disability(
    disability_type: DisabilityType, disability_grade: int, multiple_intellectual_grade: int, multiple_mental_grade: int
) -> bool:
    """Intellectual or mental disability of grades 1 to 3, by itself or as a component of a multiple one."""
    if disability_grade < 1:
        return False
    if disability_type == DisabilityType.MULTIPLE:
        return 1 <= multiple_intellectual_grade <= 3 or 1 <= multiple_mental_grade <= 3
    return disability_type in (DisabilityType.INTELLECTUAL, DisabilityType.MENTAL) and disability_grade <= 3


@for_person(clause="民发〔2021〕43号 arts. 4–5; §3", unit="yes/no", zh="无劳动能力")
def without_work_capacity(
    age: int,
    disability_type: DisabilityType,
    disability_grade: int,
    severe_mind_disability: bool,
    multiple_physical_grade: int,
    multiple_visual_grade: int,
    elderly_age: float,
    tekun_minor_age: float,
) -> bool:
    """Without capacity for work are the old, minors, and the severely disabled by type and grade.

    A multiple disability goes by its components; where the certificate's components aren't told, it doesn't count.
    """
    if age >= elderly_age or age < tekun_minor_age or severe_mind_disability:
        return True
    if disability_grade < 1:
        return False
    if disability_type == DisabilityType.MULTIPLE:
        return 1 <= multiple_physical_grade <= 2 or multiple_visual_grade == 1
    if disability_type == DisabilityType.PHYSICAL:
        return disability_grade <= 2
    return disability_type == DisabilityType.VISUAL and disability_grade == 1


@for_person(clause="民发〔2021〕43号 ch. 6", unit="yes/no", zh="成年后在读继续供养")
def continues_tekun_at_school(
    tekun_as_minor: bool,
    student_stage: StudentStage,
    age: int,
    tekun_minor_age: float,
    tekun_continues_at_school: Switch,
) -> bool:
    """Support of a minor goes on after he came of age, in compulsory, senior secondary or vocational school."""
    if not tekun_as_minor or tekun_continues_at_school == Switch.IGNORED:
        return False
    at_school = StudentStage.PRIMARY <= student_stage <= StudentStage.VOCATIONAL
    return at_school and age >= tekun_minor_age


@for_person(clause="民发〔2021〕43号 art. 6", unit="yes/no", zh="本人财产状况符合规定")
def passes_own_property_test(
    has_able_supporter: bool,
    disability_grade: int,
    passes_property_test: bool,
    own_financial_assets: float,
    own_dwellings: int,
    own_vehicles: int,
    own_companies: int,
    financial_assets_per_member: float,
    dwellings: int,
    vehicles: int,
    owns_company: bool,
    property_limit: float,
    property_test_dwellings: float,
    property_test_vehicles: float,
) -> bool:
    """Whoever applies by himself has his own property tested, not that of the relatives he lives with.

    What isn't told of him (−1) is taken from the household: an equal share of its financial assets, and its dwellings,
    vehicles and company as if they were his. With an able supporter and without a disability nobody can apply by
    himself: there the household's test stands.
    """
    if has_able_supporter and disability_grade < 1:
        return passes_property_test
    assets = own_financial_assets if own_financial_assets >= 0.0 else financial_assets_per_member
    homes = own_dwellings if own_dwellings >= 0 else dwellings
    cars = own_vehicles if own_vehicles >= 0 else vehicles
    company = own_companies > 0 or (own_companies < 0 and owns_company)
    return (
        at_most(assets, property_limit)
        and homes <= property_test_dwellings
        and cars <= property_test_vehicles
        and not company
    )


@for_person(clause="民发〔2021〕43号 arts. 4–9", unit="yes/no", zh="符合特困条件")
def tekun_eligible(
    without_work_capacity: bool,
    continues_tekun_at_school: bool,
    own_income: float,
    dibao_standard: float,
    passes_own_property_test: bool,
    has_able_supporter: bool,
    orphan_scheme: bool,
) -> bool:
    """Tekun: without capacity for work, without a source of living, without an able supporter, not an orphan."""
    return (
        (without_work_capacity or continues_tekun_at_school)
        and below(own_income, dibao_standard)
        and passes_own_property_test
        and not has_able_supporter
        and not orphan_scheme
    )


@for_person(clause="民发〔2021〕43号", unit="yes/no", zh="特困供养人员")
def tekun_recipient(tekun_eligible: bool, tekun_draw: float, tekun_take_up: float) -> bool:
    """An entitled person receives when found or applying (take-up is an assumption of the model)."""
    return tekun_eligible and tekun_draw < tekun_take_up


@for_person(clause="§3", unit="yuan/month", zh="特困基本生活费")
def tekun_basic_amount(tekun_recipient: bool, tekun_basic_standard: float) -> float:
    """A tekun person is paid the basic standard in full."""
    return to_fen(tekun_basic_standard) if tekun_recipient else 0.0


@for_person(clause="国发〔2016〕14号", unit="yuan/month", zh="特困照料护理费")
def tekun_care_amount(
    tekun_recipient: bool,
    self_care: SelfCare,
    minimum_wage: float,
    care_fee_rate_able: float,
    care_fee_rate_partial: float,
    care_fee_rate_complete: float,
) -> float:
    """The care fee is a share of the minimum wage by the grade of self-care."""
    if not tekun_recipient:
        return 0.0
    rate = care_fee_rate_able
    if self_care == SelfCare.PARTIAL:
        rate = care_fee_rate_partial
    elif self_care == SelfCare.COMPLETE:
        rate = care_fee_rate_complete
    return to_fen(rate * minimum_wage)


@for_person(clause="§3; 国发〔2016〕14号", unit="yuan/month", zh="特困供养金")
def tekun_amount(tekun_basic_amount: float, tekun_care_amount: float) -> float:
    """Tekun support is the basic living amount and the care fee."""
    return tekun_basic_amount + tekun_care_amount


@sum_over_members(clause="§3", unit="yuan/month", zh="家庭成员特困供养金合计")
def household_tekun_amount(tekun_amount: float) -> float:
    """Add up the tekun support of the household's members."""
    return tekun_amount


@sum_over_members(clause="§3", unit="persons", zh="家庭特困人数")
def household_tekun_recipients(tekun_recipient: bool) -> int:
    """Count the tekun recipients of the household."""
    return 1 if tekun_recipient else 0


@for_household(clause="§3", unit="yes/no", zh="有特困人员的家庭")
def tekun_household(household_tekun_recipients: int) -> bool:
    """A household with a tekun recipient."""
    return household_tekun_recipients > 0


@for_person(clause="国发〔2016〕14号", unit="yuan/year", zh="特困人员住院陪护费用")
def tekun_attendance_amount(
    tekun_recipient: bool, inpatient_cost_per_year: float, tekun_hospital_days: float, tekun_attendance_per_day: float
) -> float:
    """A tekun person who was in hospital is attended there for some days of the year."""
    if not tekun_recipient or inpatient_cost_per_year <= 0.0:
        return 0.0
    return to_fen(once_a_year(tekun_hospital_days * tekun_attendance_per_day))


@for_person(clause="国发〔2016〕14号", unit="yuan/year", zh="特困人员丧葬费用")
def tekun_funeral_amount(
    tekun_recipient: bool,
    tekun_death_draw: float,
    tekun_death_rate: float,
    tekun_funeral_months: float,
    tekun_basic_standard: float,
) -> float:
    """The funeral of a tekun person who dies in the year costs some months of the basic standard."""
    if not tekun_recipient or tekun_death_draw >= tekun_death_rate:
        return 0.0
    return to_fen(once_a_year(tekun_funeral_months * tekun_basic_standard))
