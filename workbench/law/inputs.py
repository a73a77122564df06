"""What the law must be told of each person and household: columns of the population's contract, and draws of luck."""

from __future__ import annotations

from workbench.engine.categories import DisabilityType, Residence
from workbench.engine.rule import Input

_MONEY = "yuan/month"
_YEARLY = "yuan/year"

PERSON_INPUTS: tuple[Input, ...] = (
    Input("age", "person", int, "years", "年龄", "age"),
    Input("wage_income", "person", float, _MONEY, "工资性收入", "wage income"),
    Input("business_income", "person", float, _MONEY, "经营净收入", "net business income (may be negative)"),
    Input("property_income", "person", float, _MONEY, "财产净收入", "net property income"),
    Input("transfer_income", "person", float, _MONEY, "转移净收入", "net transfer income, without exempt income"),
    Input("medical_out_of_pocket_per_year", "person", float, _YEARLY, "自负医疗费用", "medical costs borne by oneself"),
    Input("education_cost_per_year", "person", float, _YEARLY, "自负教育费用", "education costs borne by oneself"),
    Input("disability_type", "person", DisabilityType, "type", "残疾类别", "type on the disability certificate"),
    Input("disability_grade", "person", int, "grade", "残疾等级", "grade 1 (most severe) to 4; 0 without certificate"),
    Input("adl_items_lost", "person", int, "items", "丧失自理项数", "activities of daily living lost, of six"),
    Input("serious_illness", "person", bool, "yes/no", "重病", "seriously ill"),
    Input("has_able_supporter", "person", bool, "yes/no", "有赡养能力的义务人", "a legal supporter able to support"),
    Input("orphan_scheme", "person", bool, "yes/no", "孤儿或事实无人抚养", "in the orphan scheme"),
)

HOUSEHOLD_INPUTS: tuple[Input, ...] = (
    Input("residence", "household", Residence, "urban/rural", "城乡", "urban or rural"),
    Input("financial_assets", "household", float, "yuan", "金融资产", "financial assets"),
    Input("dwellings", "household", int, "dwellings", "住房套数", "dwellings owned"),
    Input("vehicles", "household", int, "vehicles", "机动车", "vehicles owned"),
    Input("owns_company", "household", bool, "yes/no", "开办企业", "owns a company"),
)

DRAWS: tuple[Input, ...] = (
    Input("tekun_draw", "person", float, "share", "特困申领抽签", "luck of taking up tekun", "uniform"),
    Input("dibao_draw", "household", float, "share", "低保申领抽签", "luck of taking up dibao", "uniform"),
    Input(
        "single_person_draw",
        "household",
        float,
        "share",
        "单人保抽签",
        "luck of taking up single-person dibao",
        "uniform",
    ),
    Input(
        "income_assessment_draw",
        "household",
        float,
        "standard deviations",
        "收入核对误差",
        "luck of the income check",
        "normal",
    ),
)

INPUTS: tuple[Input, ...] = PERSON_INPUTS + HOUSEHOLD_INPUTS + DRAWS
