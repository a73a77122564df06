"""The law a second time, in plain NumPy over whole columns: an oracle for the kernel, and a peer in the benchmark.

Written from DESIGN §3 and the clauses without the engine: no rule graph, no compiled code, no function of
workbench.law or workbench.engine is called. Money is yuan a month. Sums over members are `np.bincount`, which adds in
the order of the rows, as a household's members stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
RURAL = 1
VISUAL, PHYSICAL, INTELLECTUAL, MENTAL, MULTIPLE = 1, 4, 5, 6, 7
PRIMARY, VOCATIONAL = 2, 5  # the first and the last stage of schooling in which tekun support goes on
DIFFERENCE, MARGIN_ONLY = 0, 1  # codes of the choices dibao_method and single_person_rule
APPLIED = 1  # code of a switch that holds
# The choices of illness_cost_order are all orders of its four payers, told in the order of a dictionary.
ORDERS = tuple(permutations(("fee_exemption", "inclusive_insurance", "major_illness_insurance", "medical_aid")))
NUDGE = 1e-6  # binary fractions that miss a half, or a whole yuan, by less than this count as being on it


def fen(yuan: Column) -> Column:
    """Round yuan half up to the fen."""
    return np.floor(yuan * 100.0 + 0.5 + NUDGE) / 100.0


def reaches(share: Column, limit: float) -> Column:
    """Whether a share reaches a limit; one that misses it by binary fractions alone is on it."""
    return share >= limit - 1e-9


def standards(p: Mapping[str, float]) -> dict[str, float]:
    """The four standards of the county that parameters give, yuan a month."""
    result = {}
    for where in ("urban", "rural"):
        by_ratio = p[f"{where}_dibao_ratio"] * p[f"{where}_consumption_per_head_previous_year"] / 12.0
        if p["standard_ratchet"] == APPLIED:
            by_ratio = max(by_ratio, by_ratio * p[f"{where}_consumption_highest_before"])
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
        self._what_each_status_would_leave()
        self._assessed_income()
        self._family_dibao()
        self._single_person_dibao()
        self._paid()

    def _sum(self, column: Column) -> Column:
        whole = column.dtype == np.bool_ or np.issubdtype(column.dtype, np.integer)
        total = np.bincount(self.home, weights=column, minlength=self.households)
        return total.astype(np.int64) if whole else total

    def _graded(self, kind: int, component: str, mildest: int) -> Column:
        """Whoever is disabled in a kind up to a grade, by itself or as a component of a multiple disability."""
        c = self.c
        grade = np.where(c["disability_type"] == kind, c["disability_grade"], 0)
        grade = np.where((c["disability_type"] == MULTIPLE) & (c["disability_grade"] > 0), c[component], grade)
        return (grade >= 1) & (grade <= mildest)

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
            (fen(per_head) <= v["property_limit"])
            & (c["dwellings"] <= p["property_test_dwellings"])
            & (c["vehicles"] <= p["property_test_vehicles"])
            & ~c["owns_company"]
        )

    def _tekun(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        orphan, stage = c["orphan_scheme"], c["student_stage"]
        own = c["wage_income"] + c["business_income"] + c["property_income"] + c["transfer_income"]
        mind = self._graded(INTELLECTUAL, "multiple_intellectual_grade", 3)
        mind |= self._graded(MENTAL, "multiple_mental_grade", 3)
        body = self._graded(PHYSICAL, "multiple_physical_grade", 2) | self._graded(VISUAL, "multiple_visual_grade", 1)
        of_age = c["age"] >= p["tekun_minor_age"]
        cannot_work = (c["age"] >= p["elderly_age"]) | ~of_age | mind | body
        goes_on = c["tekun_as_minor"] & of_age & (stage >= PRIMARY) & (stage <= VOCATIONAL)
        goes_on &= p["tekun_continues_at_school"] == APPLIED

        def owned(name: str, by_household: Column) -> Column:
            told = c[f"own_{name}"]
            return np.where(told < 0, by_household[home], told)

        own_property = (
            (fen(owned("financial_assets", v["financial_assets_per_member"])) <= v["property_limit"][home])
            & (owned("dwellings", c["dwellings"]) <= p["property_test_dwellings"])
            & (owned("vehicles", c["vehicles"]) <= p["property_test_vehicles"])
            & (owned("companies", c["owns_company"] * 1) == 0)
        )
        never_alone = c["has_able_supporter"] & (c["disability_grade"] < 1)
        own_property = np.where(never_alone, v["passes_property_test"][home], own_property)
        v |= {"severe_mind_disability": mind, "continues_tekun_at_school": goes_on}
        v["passes_own_property_test"] = own_property
        entitled = (
            (cannot_work | goes_on)
            & (fen(own) < v["dibao_standard"][home])
            & own_property
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

    def _settled(self, deductible: Column | float, share: Column | float, favoured: Column) -> dict[str, Column]:
        """What each payer pays of the hospital costs: medical aid on these terms, insurance by `favoured`."""
        c, p = self.c, self.p
        rate = p["major_illness_share"]
        better = min(1.0, rate + p["major_illness_favoured_share_more"]) if rate > 0.0 else 0.0
        lower = fen(np.asarray(p["major_illness_deductible"] * (1.0 - p["major_illness_favoured_deductible_cut"])))
        insured, listed = self.values["in_inclusive_insurance"], self.values["has_listed_disease"]
        # Each payer: what it doesn't look at, its share of the rest, the most it pays.
        payers = {
            "major_illness_insurance": (
                np.where(favoured, lower, p["major_illness_deductible"]),
                np.where(favoured, better, rate),
                np.where(favoured, np.inf, p["major_illness_ceiling"]),
            ),
            "medical_aid": (deductible, share, p["medical_aid_ceiling"]),
            "inclusive_insurance": (
                p["inclusive_insurance_deductible"],
                np.where(insured, p["inclusive_insurance_share"], 0.0),
                p["inclusive_insurance_ceiling"],
            ),
            "fee_exemption": (0.0, np.where(listed, p["fee_exemption_share"], 0.0), np.inf),
        }
        left, paid = c["inpatient_cost_per_year"], {}
        for payer in ORDERS[int(p["illness_cost_order"])]:
            above, part, most = payers[payer]
            paid[payer] = fen(np.minimum(part * np.maximum(left - above, 0.0), most))
            left = left - paid[payer]
        return paid

    def _what_each_status_would_leave(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        v["in_inclusive_insurance"] = c["inclusive_insurance_draw"] < p["inclusive_insurance_take_up"]
        v["has_listed_disease"] = c["serious_illness"] & (c["listed_disease_draw"] < p["listed_disease_share"])
        incomes = [p[f"{kind}_disposable_income_per_head_previous_year"] for kind in ("urban", "rural")]
        v["disposable_income_per_head"] = np.where(c["residence"] == RURAL, incomes[1], incomes[0])
        registered = c["registered_poor"][home]
        for status in ("dibao", "margin"):
            v[f"medical_cost_left_on_{status}_terms"] = self._cost_left_by(status)
        rate = p["major_illness_share"]
        better = min(1.0, rate + p["major_illness_favoured_share_more"]) if rate > 0.0 else 0.0
        lower = fen(np.asarray(p["major_illness_deductible"] * (1.0 - p["major_illness_favoured_deductible_cut"])))
        v["household_major_illness_share"] = np.where(c["registered_poor"], better, rate)
        v["household_major_illness_deductible"] = np.where(c["registered_poor"], lower, p["major_illness_deductible"])
        cost, student = c["education_cost_per_year"], c["student_stage"] > 0
        for status in ("dibao", "margin"):
            rate = np.where(registered | (status == "dibao"), p["fee_waiver_share"], p["fee_subsidy_share"])
            left = cost - np.where(student, fen(rate * cost), 0.0)
            v[f"education_cost_left_on_{status}_terms"] = np.maximum(left, 0.0)

    def _cost_left_by(self, status: str) -> Column:
        """What the hospital and the clinic would cost each person if the family were of a status."""
        c, p, v = self.c, self.p, self.values
        deductible: Column | float = 0.0
        if status != "dibao":
            own_share = p[f"medical_aid_deductible_share_{status}"]
            v[f"medical_aid_deductible_{status}"] = fen(own_share * v["disposable_income_per_head"])
            deductible = v[f"medical_aid_deductible_{status}"][self.home]
        favoured = c["registered_poor"][self.home] | (status == "dibao")
        paid = self._settled(deductible, p[f"medical_aid_share_{status}"], favoured)
        return np.maximum(c["medical_out_of_pocket_per_year"] - sum(paid.values()), 0.0)

    def _income_beside(self, spending: Column) -> Column:
        """The income per member when a household bears this spending by the month."""
        v = self.values
        before, members = v["income_before_deductions"], v["dibao_members"]
        rigid = np.maximum(0.0, spending - self.p["rigid_spending_share"] * np.maximum(0.0, before))
        return np.where(members > 0, np.maximum(0.0, before - rigid) / np.maximum(members, 1), 0.0)

    def _assessed_income(self) -> None:
        c, p, v = self.c, self.p, self.values
        counts = ~v["tekun_recipient"] & ~c["orphan_scheme"]
        v["counts_for_dibao"] = counts
        members = self._sum(counts)
        wage = c["wage_income"] * (1.0 - p["work_cost_rate"])
        income = wage + c["business_income"] + c["property_income"] + c["transfer_income"]
        income = income + p["obligor_support_share"] * c["support_from_obligors"]
        as_dibao = v["medical_cost_left_on_dibao_terms"] + v["education_cost_left_on_dibao_terms"]
        as_margin = v["medical_cost_left_on_margin_terms"] + v["education_cost_left_on_margin_terms"]
        before = self._sum(np.where(counts, income, 0.0))
        necessary = self._sum(np.where(counts, as_dibao / 12.0, 0.0))
        rigid = np.maximum(0.0, necessary - p["rigid_spending_share"] * np.maximum(0.0, before))
        countable = np.maximum(0.0, before - rigid)
        true = np.where(members > 0, countable / np.maximum(members, 1), 0.0)
        seen_as = np.exp(p["income_assessment_sd"] * c["income_assessment_draw"])
        v |= {"dibao_members": members, "income_before_deductions": before, "necessary_spending": necessary}
        v |= {"rigid_spending": rigid, "countable_income": countable, "income_per_member": true}
        v |= {"income_assessment_factor": seen_as, "assessed_income_per_member": true * seen_as}
        stands = c["received_last_year"] & ~c["reviewed"]
        found = np.where(stands, c["last_finding"] * v["dibao_standard"], v["assessed_income_per_member"])
        v["assessed_income_per_member"] = found
        grade = c["disability_grade"]
        severe = ((grade >= 1) & (grade <= 2)) | v["severe_mind_disability"]
        v["single_person_entitled"] = counts & (c["serious_illness"] | severe)
        v["margin_spending"] = self._sum(np.where(counts, as_margin / 12.0, 0.0))
        alone = np.where(v["single_person_entitled"], as_dibao, as_margin)
        v["single_person_spending"] = self._sum(np.where(counts, alone / 12.0, 0.0))
        v["margin_income_per_member"] = self._income_beside(v["margin_spending"])
        v["assessed_margin_income_per_member"] = v["margin_income_per_member"] * seen_as
        beside_alone = self._income_beside(v["single_person_spending"]) * seen_as
        v["assessed_single_person_income_per_member"] = beside_alone

    def _family_dibao(self) -> None:
        c, p, v = self.c, self.p, self.values
        standard, assessed, members = v["dibao_standard"], v["assessed_income_per_member"], v["dibao_members"]
        hard = (c["disability_grade"] >= 1) | c["serious_illness"] | (c["adl_items_lost"] >= 4)
        v["members_in_hardship"] = self._sum(hard)
        v["hardship"] = v["members_in_hardship"] > 0
        v["dibao_eligible"] = (members > 0) & (fen(v["income_per_member"]) < standard) & v["passes_property_test"]
        poor = fen(assessed) < standard
        gap = 1.0 - np.where(poor, assessed, 0.0) / standard
        level = np.where(c["residence"] == RURAL, p["dibao_take_up_rural"], p["dibao_take_up_urban"])
        level = np.where(v["hardship"], level, level * p["dibao_take_up_without_hardship"])
        chance = np.minimum(1.0, level * np.power(gap, p["dibao_take_up_gap_power"]))
        v["dibao_take_up"] = np.where(poor, chance, 0.0)
        comes = c["received_last_year"] | (c["dibao_draw"] < v["dibao_take_up"])
        receives = (members > 0) & poor & v["passes_property_test"] & comes
        v["family_dibao_recipient"] = receives
        if p["dibao_method"] == DIFFERENCE:
            amount = fen((standard - assessed) * members)
        else:
            shares = [p["dibao_tier_1_share"], p["dibao_tier_2_share"]]
            limits = [reaches(gap, p["dibao_tier_1_gap"]), reaches(gap, p["dibao_tier_2_gap"])]
            amount = fen(np.select(limits, shares, p["dibao_tier_3_share"]) * standard * members)
        v["family_dibao_amount"] = np.where(receives, amount, 0.0)

    def _single_person_dibao(self) -> None:
        c, p, v = self.c, self.p, self.values
        grade = c["disability_grade"]
        severe = ((grade >= 1) & (grade <= 2)) | v["severe_mind_disability"]
        alone = self._sum(v["single_person_entitled"])
        v["single_person_members"] = alone
        receives = (
            (alone > 0)
            & (fen(v["assessed_single_person_income_per_member"]) < v["margin_limit"])
            & v["passes_property_test"]
            & (c["single_person_draw"] < p["single_person_take_up"])
        )
        v["single_person_applicant"] = receives
        v["single_person_dibao_amount"] = np.where(receives, fen(v["dibao_standard"] * alone), 0.0)
        at_home = self.home
        adult = (c["age"] >= p["minor_age"]) & ~c["employed"] & v["counts_for_dibao"] & severe
        adult &= v["passes_own_property_test"] & (p["adult_disabled_alone"] == APPLIED)
        adult &= fen(v["own_income"]) < v["dibao_standard"][at_home]
        gap = fen(v["dibao_standard"][at_home] - np.maximum(v["own_income"], 0.0))
        v |= {"disabled_adult_entitled": adult, "disabled_adults": self._sum(adult)}
        v["disabled_adults_dibao_amount"] = self._sum(np.where(adult, gap, 0.0))

    def _paid(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        single, family = v["single_person_dibao_amount"], v["family_dibao_amount"]
        standard, assessed = v["dibao_standard"], fen(v["assessed_income_per_member"])
        better = assessed >= standard if p["single_person_rule"] == MARGIN_ONLY else single > family
        alone = v["single_person_applicant"] & better
        v["paid_as_single_persons"] = alone
        adults = v["disabled_adults_dibao_amount"]
        first = ~v["family_dibao_recipient"] if p["single_person_rule"] == MARGIN_ONLY else adults > family
        by_adults = (v["disabled_adults"] > 0) & ~alone & first
        by_adults &= c["single_person_draw"] < p["single_person_take_up"]
        v["paid_to_disabled_adults"] = by_adults
        v["dibao_amount"] = np.select([alone, by_adults], [single, adults], family)
        paid = v["dibao_amount"] > 0.0
        v["dibao_household"] = paid
        ways = [v["single_person_entitled"], v["disabled_adult_entitled"]]
        covered = paid[home] & np.select([alone[home], by_adults[home]], ways, v["counts_for_dibao"])
        v["dibao_recipient"] = covered
        v["dibao_recipients"] = self._sum(covered)
        severe = (c["disability_grade"] >= 1) & (c["disability_grade"] <= 2)
        of_age = (c["age"] >= p["top_up_elderly_age"]) | (c["age"] < p["minor_age"])
        top_up = fen(p["category_top_up"] * standard)
        due = covered & (of_age | severe | c["serious_illness"])
        v["person_category_top_up"] = np.where(due, top_up[home], 0.0)
        v["category_top_up_amount"] = self._sum(v["person_category_top_up"])
        between = (alone | (standard <= assessed)) & (fen(v["assessed_margin_income_per_member"]) < v["margin_limit"])
        margin = (v["dibao_members"] > 0) & between & v["passes_property_test"]
        v["margin_household"] = margin
        v["margin_member"] = margin[home] & v["counts_for_dibao"] & ~covered
        v["margin_members"] = self._sum(v["margin_member"])
        v["household_assistance_amount"] = v["dibao_amount"] + v["category_top_up_amount"] + v["household_tekun_amount"]
