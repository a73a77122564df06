"""What the law must be told of each person and household: columns of the population's contract, and draws of luck."""

from __future__ import annotations

from typing import Literal

from workbench.categories import DisabilityType, Housing, Residence, Sex, StudentStage
from workbench.engine.rule import Input

_MONEY = "yuan/month"
_YEARLY = "yuan/year"

PERSON_INPUTS: tuple[Input, ...] = (
    Input("age", "person", int, "years of age", "年龄", "age"),
    Input("sex", "person", Sex, "sex", "性别", "sex"),
    Input("wage_income", "person", float, _MONEY, "工资性收入", "wage income"),
    Input("business_income", "person", float, _MONEY, "经营净收入", "net business income (may be negative)"),
    Input("property_income", "person", float, _MONEY, "财产净收入", "net property income"),
    Input("transfer_income", "person", float, _MONEY, "转移净收入", "net transfer income, without exempt income"),
    Input(
        "support_from_obligors", "person", float, _MONEY, "义务人可给付的赡养抚养费", "what those obliged could give"
    ),
    Input("medical_out_of_pocket_per_year", "person", float, _YEARLY, "自负医疗费用", "medical costs borne by oneself"),
    Input("inpatient_cost_per_year", "person", float, _YEARLY, "住院自负费用", "hospital cost after basic insurance"),
    Input("student_stage", "person", StudentStage, "stage", "就学阶段", "stage of schooling"),
    Input("education_cost_per_year", "person", float, _YEARLY, "自负教育费用", "education costs borne by oneself"),
    Input("disability_type", "person", DisabilityType, "type", "残疾类别", "type on the disability certificate"),
    Input("disability_grade", "person", int, "grade", "残疾等级", "grade 1 (most severe) to 4; 0 without certificate"),
    Input(
        "multiple_visual_grade", "person", int, "grade", "多重残疾中的视力残疾等级", "visual grade in a multiple one"
    ),
    Input(
        "multiple_physical_grade",
        "person",
        int,
        "grade",
        "多重残疾中的肢体残疾等级",
        "physical grade in a multiple one",
    ),
    Input(
        "multiple_intellectual_grade",
        "person",
        int,
        "grade",
        "多重残疾中的智力残疾等级",
        "intellectual grade in a multiple one",
    ),
    Input(
        "multiple_mental_grade", "person", int, "grade", "多重残疾中的精神残疾等级", "mental grade in a multiple one"
    ),
    Input("adl_items_lost", "person", int, "items", "丧失自理项数", "activities of daily living lost, of six"),
    Input("serious_illness", "person", bool, "yes/no", "重病", "seriously ill"),
    Input("has_able_supporter", "person", bool, "yes/no", "有赡养能力的义务人", "a legal supporter able to support"),
    Input("own_financial_assets", "person", float, "yuan", "本人金融资产", "own financial assets; -1: not told"),
    Input("own_dwellings", "person", int, "dwellings", "本人住房套数", "dwellings he owns himself; -1: not told"),
    Input("own_vehicles", "person", int, "vehicles", "本人机动车", "vehicles he owns himself; -1: not told"),
    Input("own_companies", "person", int, "items", "本人开办企业数", "companies he owns himself; -1: not told"),
    Input(
        "tekun_as_minor", "person", bool, "yes/no", "未成年时已享受特困供养", "supported as tekun when he was a minor"
    ),
    Input("orphan_scheme", "person", bool, "yes/no", "孤儿或事实无人抚养", "in the orphan scheme"),
    Input("employed", "person", bool, "yes/no", "就业", "has work"),
    Input("left_behind", "person", bool, "yes/no", "“三留守”人员", "left behind by those who went away to work"),
    Input("legal_hardship", "person", bool, "yes/no", "涉案涉法困难", "in litigation hardship"),
)

HOUSEHOLD_INPUTS: tuple[Input, ...] = (
    Input("residence", "household", Residence, "urban/rural", "城乡", "urban or rural"),
    Input("financial_assets", "household", float, "yuan", "金融资产", "financial assets"),
    Input("dwellings", "household", int, "dwellings", "住房套数", "dwellings owned"),
    Input("vehicles", "household", int, "vehicles", "机动车", "vehicles owned"),
    Input("owns_company", "household", bool, "yes/no", "开办企业", "owns a company"),
    Input("housing", "household", Housing, "state", "住房状况", "state of the dwelling"),
    Input("registered_poor", "household", bool, "yes/no", "建档立卡", "registered poor"),
    Input("disaster_victim", "household", bool, "yes/no", "受灾", "struck by a natural disaster"),
    Input("received_last_year", "household", bool, "yes/no", "上年已享受家庭低保", "received family dibao last year"),
    Input("reviewed", "household", bool, "yes/no", "本年重新核对收入", "its income is checked anew this year"),
    Input(
        "last_finding",
        "household",
        float,
        "share of the standard",
        "上次核定收入与标准之比",
        "income found at the last check, as a share of that year's standard; -1: none",
    ),
)


def _luck(name: str, entity: Literal["household", "person"], zh: str, of: str) -> Input:
    return Input(f"{name}_draw", entity, float, "share", f"{zh}抽签", f"luck of {of}", "uniform")


DRAWS: tuple[Input, ...] = (
    _luck("tekun", "person", "特困申领", "taking up tekun"),
    _luck("tekun_death", "person", "特困人员死亡", "a tekun person dying within the year"),
    _luck("dibao", "household", "低保申领", "taking up dibao"),
    _luck("single_person", "household", "单人保", "taking up single-person dibao"),
    Input(
        "income_assessment_draw",
        "household",
        float,
        "standard deviations",
        "收入核对误差",
        "luck of the income check",
        "normal",
    ),
    _luck("expenditure", "household", "支出型家庭认定", "an expenditure-type household being found"),
    _luck("inclusive_insurance", "person", "“齐惠保”参保", "joining the inclusive insurance"),
    _luck("listed_disease", "person", "豁免病种", "having a listed disease"),
    _luck("temporary", "person", "临时救助申领", "taking up temporary assistance"),
    _luck("emergency", "household", "急难", "being struck by an emergency"),
    _luck("accident", "person", "意外伤害", "being struck by an accident"),
    _luck("accident_insurance", "person", "意外险投保", "being covered by accident insurance"),
    _luck("boarding", "person", "寄宿", "boarding at school"),
    _luck("housing", "household", "住房救助", "public rental housing or renovation this year"),
    _luck("job", "person", "就业", "wanting and finding a job"),
    _luck("hard_pressed_worker", "household", "困难职工救助", "being found by the union"),
    _luck("two_cancers", "person", "“两癌”", "falling ill with one of the two cancers"),
    _luck("care_service", "person", "关爱服务", "being reached by care services for children"),
    _luck("legal_aid", "person", "司法救助", "being paid judicial aid"),
)

INPUTS: tuple[Input, ...] = PERSON_INPUTS + HOUSEHOLD_INPUTS + DRAWS
