"""The programmes of the policy as results name them: in which layer, who is counted, what is paid.

`households` and `persons` are totals of the kernel ("rule", "rule/households" or "rule/persons": those for whom the
rule isn't zero); `amounts` are the rules whose yuan a month or a year are the programme's cost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from workbench.arguments import check_kinds
from workbench.errors import unknown
from workbench.language import Labelled

Layer = Literal["basic", "special", "urgent", "society"]
LAYERS: tuple[Layer, ...] = ("basic", "special", "urgent", "society")


@dataclass(frozen=True)
class Programme(Labelled):
    """One programme: its layer (§1), clause, and the totals that count and cost it.

    `county_amount` is a rule of the county for a cost that no resident's household carries. A `service` costs money
    that the family never sees: a visit, a lawyer, an employer's tax.
    """

    name: str
    zh: str
    en: str
    layer: Layer
    clause: str
    households: str = ""
    persons: str = ""
    amounts: tuple[str, ...] = ()
    county_amount: str = ""
    service: bool = False


def _of(name: str, zh: str, en: str, layer: Layer, clause: str, reached: str, *amounts: str) -> Programme:
    """A programme that reaches whoever's `reached` isn't zero, and costs that unless amounts are named."""
    return Programme(name, zh, en, layer, clause, f"{reached}/households", f"{reached}/persons", amounts or (reached,))


def _service(name: str, zh: str, en: str, layer: Layer, clause: str, reached: str, *amounts: str) -> Programme:
    return replace(_of(name, zh, en, layer, clause, reached, *amounts), service=True)


def _status(name: str, zh: str, en: str, clause: str, household: str, members: str) -> Programme:
    """A status without money of its own: it opens the door to other programmes."""
    return Programme(name, zh, en, "basic", clause, household, members)


PROGRAMMES: tuple[Programme, ...] = (
    Programme(
        "dibao",
        "低保",
        "dibao",
        "basic",
        "§3",
        "dibao_household",
        "dibao_recipients",
        ("dibao_amount", "category_top_up_amount"),
    ),
    Programme(
        "tekun",
        "特困",
        "tekun",
        "basic",
        "§3",
        "tekun_household",
        "household_tekun_recipients",
        ("household_tekun_amount",),
    ),
    _status("margin", "低保边缘", "margin households", "§3", "margin_household", "margin_members"),
    _status("expenditure", "支出型困难", "expenditure-type", "§6", "expenditure_household", "expenditure_members"),
    _of("orphans", "孤儿", "orphans", "basic", "§3", "orphan_amount"),
    _service(
        "tekun_attendance",
        "特困住院陪护",
        "tekun in hospital",
        "basic",
        "国发〔2016〕14号",
        "tekun_attendance_amount",
    ),
    _service("tekun_funerals", "特困丧葬", "tekun funerals", "basic", "国发〔2016〕14号", "tekun_funeral_amount"),
    _of("price_subsidy", "价格临时补贴", "price subsidy", "basic", "发改价格〔2021〕1553号", "price_subsidy_amount"),
    _of("medical_premiums", "资助参保", "insurance premiums", "special", "§4", "medical_premium_subsidy"),
    _of(
        "major_illness_insurance",
        "大病保险",
        "major-illness insurance",
        "special",
        "国办发〔2021〕42号",
        "major_illness_insurance_payment",
    ),
    _of("medical_aid", "医疗救助", "medical aid", "special", "§4", "medical_aid_amount"),
    _of("fee_exemption", "医药费豁免", "fee exemption", "special", "§4", "fee_exemption_amount"),
    _of(
        "education",
        "教育救助",
        "education aid",
        "special",
        "§4",
        "student_in_hardship",
        "fees_waived_amount",
        "living_grant_amount",
    ),
    _of("public_rental", "公租房", "public rental", "special", "§4", "public_rental_amount"),
    _of(
        "rural_housing",
        "农村危房改造",
        "rural housing",
        "special",
        "§4",
        "appraisal_amount",
        "appraisal_amount",
        "renovation_amount",
    ),
    _service(
        "employment",
        "就业救助",
        "employment aid",
        "special",
        "§4",
        "placed_in_job",
        "job_service_amount",
        "employer_tax_cut_amount",
    ),
    _of("heating", "取暖救助", "heating aid", "special", "§4", "heating_aid_amount"),
    _of("workers", "困难职工", "hard-pressed workers", "special", "§4", "hard_pressed_worker_amount"),
    _of("two_cancers", "“两癌”救助", "two cancers", "special", "§4", "two_cancers_amount"),
    _service("hope_cabin", "希望小屋", "Hope Cabin", "special", "§4", "hope_cabin_amount"),
    _of("spring_bud", "春蕾计划", "Spring Bud", "special", "§4", "spring_bud_amount"),
    _service("caring_visits", "牵手关爱", "caring visits", "special", "§4", "caring_visits_amount"),
    _service("legal_aid", "法律援助", "legal aid", "special", "§4", "legal_aid_amount"),
    _of("judicial_aid", "司法救助", "judicial aid", "special", "§4", "judicial_aid_amount"),
    _of("disability_living", "残疾人生活补贴", "disability living", "special", "§4", "disability_living_subsidy"),
    _of("disability_care", "残疾人护理补贴", "disability care", "special", "§4", "disability_care_subsidy"),
    _of(
        "elderly_allowance", "困难老年人补贴", "elders in hardship", "special", "财社〔2014〕113号", "elderly_allowance"
    ),
    _of("temporary_illness", "重病临时救助", "temporary: illness", "urgent", "§5", "temporary_illness_amount"),
    _of("temporary_education", "教育临时救助", "temporary: education", "urgent", "§5", "temporary_education_amount"),
    _of("case_by_case", "一事一议", "case by case", "urgent", "§5", "case_by_case_amount"),
    _of("emergency", "急难救助", "emergencies", "urgent", "§5", "emergency_amount"),
    _of("disaster", "受灾救助", "disaster relief", "urgent", "§5", "disaster_amount"),
    _of("accident_families", "意外伤亡家庭救助", "accident families", "urgent", "§5", "accident_family_amount"),
    Programme("vagrants", "流浪乞讨救助", "vagrants", "urgent", "§5", county_amount="vagrant_aid_amount"),
    _of("inclusive_insurance", "齐惠保", "inclusive insurance", "society", "§4", "inclusive_insurance_payment"),
    _service(
        "accident_premiums",
        "意外险保费",
        "accident premiums",
        "society",
        "§4",
        "accident_insurance_premium_amount",
    ),
    _of("accident_insurance", "意外险赔付", "accident insurance", "society", "§4", "accident_insurance_payment"),
    _of("nuanyang", "暖阳春雨基金", "Nuanyang fund", "society", "§7", "nuanyang_claim"),
    _of("zizhuni", "淄助你基金", "Zizhuni fund", "society", "§7", "zizhuni_claim"),
)
NAMES = tuple(programme.name for programme in PROGRAMMES)
MAIN = ("dibao", "tekun")  # whose persons and cost are the headline: the two standards of §3
# The law of §3: what the standards' ratios move directly.
BASIC = ("dibao", "tekun", "margin")


@check_kinds
def programme(name: str) -> Programme:
    """Return one programme by its name; an unknown one is refused with the nearest known name.

    >>> programme("dibao").clause
    '§3'
    """
    for one in PROGRAMMES:
        if one.name == name:
            return one
    raise unknown("programme", name, NAMES)
