"""The law a second time, in plain NumPy over whole columns: an oracle for the kernel, and a peer in the benchmark.

Written from DESIGN §3 and the clauses without the engine: no rule graph, no compiled code, no function of
workbench.law or workbench.engine is called. Money is yuan a month. Sums over members are `np.bincount`, which adds in
the order of the rows, as a household's members stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
RURAL = 1
VISUAL, PHYSICAL, INTELLECTUAL, MENTAL = 1, 4, 5, 6
DIFFERENCE, MARGIN_ONLY = 0, 1  # codes of the choices dibao_method and single_person_rule
NUDGE = 1e-6  # binary fractions that miss a half, or a whole yuan, by less than this count as being on it


def fen(yuan: Column) -> Column:
    """Round yuan half up to the fen."""
    return np.floor(yuan * 100.0 + 0.5 + NUDGE) / 100.0


def standards(p: Mapping[str, float]) -> dict[str, float]:
    """The four standards of the county that parameters give, yuan a month."""
    result = {}
    for where in ("urban", "rural"):
        by_ratio = p[f"{where}_dibao_ratio"] * p[f"{where}_consumption_per_head_previous_year"] / 12.0
        published = p[f"{where}_dibao_standard_published"]
        dibao = published if published > 0.0 else float(np.floor(by_ratio + 0.5 + NUDGE))
        result[f"{where}_dibao_standard"] = dibao
        tekun = float(np.ceil(p[f"{where}_tekun_multiple"] * dibao - NUDGE))
        result[f"{where}_tekun_basic_standard"] = tekun
    return result


class NumpyLaw:
    """One population under one scenario: every value of every rule, as a column by the rule's name."""

    def __init__(self, columns: Mapping[str, Column], starts: NDArray[np.int64], p: Mapping[str, float]) -> None:
        """`columns` by input name, `starts` the first member of each household and the number of persons at the end."""
        self.c, self.p = columns, p
        self.households = len(starts) - 1
        self.home = np.repeat(np.arange(self.households), np.diff(starts))  # each person's household
        self.members = np.diff(starts)
        self.values: dict[str, Column] = {}
        self._means_test_of_property()
        self._tekun()
        self._assessed_income()
        self._family_dibao()
        self._single_person_dibao()
        self._paid()

    def _sum(self, column: Column) -> Column:
        whole = column.dtype == np.bool_ or np.issubdtype(column.dtype, np.integer)
        total = np.bincount(self.home, weights=column, minlength=self.households)
        return total.astype(np.int64) if whole else total

    def _means_test_of_property(self) -> None:
        c, p, v = self.c, self.p, self.values
        s = standards(p)
        rural = c["residence"] == RURAL
        v["dibao_standard"] = np.where(rural, s["rural_dibao_standard"], s["urban_dibao_standard"])
        v["tekun_basic_standard"] = np.where(rural, s["rural_tekun_basic_standard"], s["urban_tekun_basic_standard"])
        v["margin_limit"] = fen(p["margin_multiple"] * v["dibao_standard"])
        v["property_limit"] = fen(p["property_test_annual_standards"] * 12.0 * v["dibao_standard"])
        v["household_members"] = self.members
        per_head = c["financial_assets"] / np.maximum(self.members, 1)
        v["financial_assets_per_member"] = per_head
        v["passes_property_test"] = (
            (per_head <= p["property_test_annual_standards"] * 12.0 * v["dibao_standard"])
            & (c["dwellings"] <= p["property_test_dwellings"])
            & (c["vehicles"] <= p["property_test_vehicles"])
            & ~c["owns_company"]
        )

    def _tekun(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        kind, grade, orphan = c["disability_type"], c["disability_grade"], c["orphan_scheme"]
        own = c["wage_income"] + c["business_income"] + c["property_income"] + c["transfer_income"]
        worst_grade_that_counts = np.select(
            [np.isin(kind, (INTELLECTUAL, MENTAL)), kind == PHYSICAL, kind == VISUAL], [3, 2, 1], 0
        )
        cannot_work = (
            (c["age"] >= p["elderly_age"])
            | (c["age"] < p["tekun_minor_age"])
            | ((grade >= 1) & (grade <= worst_grade_that_counts))
        )
        entitled = (
            cannot_work
            & (own < v["dibao_standard"][home])
            & v["passes_property_test"][home]
            & ~c["has_able_supporter"]
            & ~orphan
        )
        receives = entitled & (c["tekun_draw"] < p["tekun_take_up"])
        care = np.select([c["adl_items_lost"] == 0, c["adl_items_lost"] <= 3], [0, 1], 2)
        rates = np.array([p["care_fee_rate_able"], p["care_fee_rate_partial"], p["care_fee_rate_complete"]])
        basic = np.where(receives, fen(v["tekun_basic_standard"])[home], 0.0)
        fee = np.where(receives, fen(rates * p["minimum_wage"])[care], 0.0)
        v |= {"own_income": own, "without_work_capacity": cannot_work, "self_care": care}
        v |= {"tekun_eligible": entitled, "tekun_recipient": receives}
        v |= {"tekun_basic_amount": basic, "tekun_care_amount": fee, "tekun_amount": basic + fee}
        v["household_tekun_amount"] = self._sum(basic + fee)
        v["household_tekun_recipients"] = self._sum(receives)
        v["tekun_household"] = v["household_tekun_recipients"] > 0

    def _assessed_income(self) -> None:
        c, p, v = self.c, self.p, self.values
        counts = ~v["tekun_recipient"] & ~c["orphan_scheme"]
        v["counts_for_dibao"] = counts
        members = self._sum(counts)
        wage = c["wage_income"] * (1.0 - p["work_cost_rate"])
        income = wage + c["business_income"] + c["property_income"] + c["transfer_income"]
        spending = (c["medical_out_of_pocket_per_year"] + c["education_cost_per_year"]) / 12.0
        before = self._sum(np.where(counts, income, 0.0))
        necessary = self._sum(np.where(counts, spending, 0.0))
        rigid = np.maximum(0.0, necessary - p["rigid_spending_share"] * np.maximum(0.0, before))
        countable = np.maximum(0.0, before - rigid)
        true = np.where(members > 0, countable / np.maximum(members, 1), 0.0)
        seen_as = np.exp(p["income_assessment_sd"] * c["income_assessment_draw"])
        v |= {"dibao_members": members, "income_before_deductions": before, "necessary_spending": necessary}
        v |= {"rigid_spending": rigid, "countable_income": countable, "income_per_member": true}
        v |= {"income_assessment_factor": seen_as, "assessed_income_per_member": true * seen_as}

    def _family_dibao(self) -> None:
        c, p, v = self.c, self.p, self.values
        standard, assessed, members = v["dibao_standard"], v["assessed_income_per_member"], v["dibao_members"]
        hard = (c["disability_grade"] >= 1) | c["serious_illness"] | (c["adl_items_lost"] >= 4)
        v["members_in_hardship"] = self._sum(hard)
        v["hardship"] = v["members_in_hardship"] > 0
        v["dibao_eligible"] = (members > 0) & (v["income_per_member"] < standard) & v["passes_property_test"]
        poor = assessed < standard
        gap = 1.0 - np.where(poor, assessed, 0.0) / standard
        level = np.where(c["residence"] == RURAL, p["dibao_take_up_rural"], p["dibao_take_up_urban"])
        level = np.where(v["hardship"], level, level * p["dibao_take_up_without_hardship"])
        chance = np.minimum(1.0, level * np.power(gap, p["dibao_take_up_gap_power"]))
        v["dibao_take_up"] = np.where(poor, chance, 0.0)
        receives = (members > 0) & poor & v["passes_property_test"] & (c["dibao_draw"] < v["dibao_take_up"])
        v["family_dibao_recipient"] = receives
        if p["dibao_method"] == DIFFERENCE:
            amount = fen((standard - assessed) * members)
        else:
            on_the_limit = gap + 1e-9
            shares = [p["dibao_tier_1_share"], p["dibao_tier_2_share"]]
            limits = [on_the_limit >= p["dibao_tier_1_gap"], on_the_limit >= p["dibao_tier_2_gap"]]
            amount = fen(np.select(limits, shares, p["dibao_tier_3_share"]) * standard * members)
        v["family_dibao_amount"] = np.where(receives, amount, 0.0)

    def _single_person_dibao(self) -> None:
        c, p, v = self.c, self.p, self.values
        grade = c["disability_grade"]
        severe = ((grade >= 1) & (grade <= 2)) | ((grade == 3) & np.isin(c["disability_type"], (INTELLECTUAL, MENTAL)))
        v["single_person_entitled"] = v["counts_for_dibao"] & (c["serious_illness"] | severe)
        alone = self._sum(v["single_person_entitled"])
        v["single_person_members"] = alone
        receives = (
            (alone > 0)
            & (v["assessed_income_per_member"] < p["margin_multiple"] * v["dibao_standard"])
            & v["passes_property_test"]
            & (c["single_person_draw"] < p["single_person_take_up"])
        )
        v["single_person_applicant"] = receives
        v["single_person_dibao_amount"] = np.where(receives, fen(v["dibao_standard"] * alone), 0.0)

    def _paid(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        single, family = v["single_person_dibao_amount"], v["family_dibao_amount"]
        standard, assessed = v["dibao_standard"], v["assessed_income_per_member"]
        better = assessed >= standard if p["single_person_rule"] == MARGIN_ONLY else single > family
        alone = v["single_person_applicant"] & better
        v["paid_as_single_persons"] = alone
        v["dibao_amount"] = np.where(alone, single, family)
        paid = v["dibao_amount"] > 0.0
        v["dibao_household"] = paid
        covered = paid[home] & np.where(alone[home], v["single_person_entitled"], v["counts_for_dibao"])
        v["dibao_recipient"] = covered
        v["dibao_recipients"] = self._sum(covered)
        severe = (c["disability_grade"] >= 1) & (c["disability_grade"] <= 2)
        of_age = (c["age"] >= p["top_up_elderly_age"]) | (c["age"] < p["minor_age"])
        top_up = fen(p["category_top_up"] * standard)
        due = covered & (of_age | severe | c["serious_illness"])
        v["person_category_top_up"] = np.where(due, top_up[home], 0.0)
        v["category_top_up_amount"] = self._sum(v["person_category_top_up"])
        between = (standard <= assessed) & (assessed < p["margin_multiple"] * standard)
        margin = (v["dibao_members"] > 0) & ~paid & between & v["passes_property_test"]
        v["margin_household"] = margin
        v["margin_members"] = self._sum(margin[home] & v["counts_for_dibao"])
        v["household_assistance_amount"] = v["dibao_amount"] + v["category_top_up_amount"] + v["household_tekun_amount"]
