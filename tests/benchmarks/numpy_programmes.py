"""The rest of the law in plain NumPy over whole columns: an oracle for the programmes that stand on dibao and tekun.

Written from the sentences of the law, the parameter files and the stacking table, as `numpy_law` is: no rule graph, no
compiled code, no function of workbench.law or workbench.engine is called. Amounts are yuan a month or a year, as the
rule of that name says.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.numpy_law import RURAL, Column, NumpyLaw, fen, reaches, standards

FEMALE = 0
APPLIED = 1  # code of a switch that holds
DILAPIDATED = 1  # code of housing; 0 is a sound dwelling
NO_SCHOOL, PRIMARY, JUNIOR, VOCATIONAL = 0, 2, 3, 5
NO_STATUS, EXPENDITURE, MARGIN, DIBAO, ORPHAN, TEKUN = range(6)
COUNTED_AS_INCOME = ("disability_care_subsidy_counts_as_income", "orphan_allowance_counts_as_income")


def share_of_income(cost: Column, yearly_income: Column) -> Column:
    """A cost as a share of a yearly income; the whole of it when it isn't below the income, or there is none."""
    bearable = (cost > 0.0) & (cost < yearly_income)
    return np.where(bearable, cost / np.where(bearable, yearly_income, 1.0), (cost > 0.0) * 1.0)


class NumpyProgrammes(NumpyLaw):
    """One population under one scenario: every value of every rule of the law, as a column by the rule's name."""

    def __init__(self, columns: Mapping[str, Column], starts: NDArray[np.int64], p: Mapping[str, float]) -> None:
        """As NumpyLaw; refuses a scenario that counts other aid as income, which NumpyLaw leaves out."""
        applied = [name for name in COUNTED_AS_INCOME if p[name] == APPLIED]
        if applied:
            raise ValueError(f"the oracle has no income from other aid: {', '.join(applied)} must be ignored")
        super().__init__(columns, starts, p)
        self.urban_standard = standards(p)["urban_dibao_standard"]
        self.rural = self.c["residence"] == RURAL
        self.below_margin = fen(self.values["margin_income_per_member"]) < self.values["margin_limit"]
        emergency_limit = fen(p["emergency_income_multiple"] * self.values["dibao_standard"])
        self.poor_in_emergency = fen(self.values["income_per_member"]) < emergency_limit
        # Members live in the household's circumstances.
        self.poor_member, self.rural_member = self.c["registered_poor"][self.home], self.rural[self.home]
        self.values["aid_counted_as_income"] = np.zeros(len(self.home))
        self._above_the_line()
        self._status()
        self._illness()
        self._schooling()
        self._homes()
        self._work()
        self._services()
        self._disability()
        self._disasters_and_accidents()
        self._temporary()
        self._emergencies_and_charity()
        self._all_aid()
        self._types_of_person()

    def _due(self, who: Column, yuan: Column | float) -> Column:
        return np.where(who, fen(np.asarray(yuan)), 0.0)

    def _above_the_line(self) -> None:
        c, p, v = self.c, self.p, self.values
        members, standard = v["dibao_members"], v["dibao_standard"]
        anyone = members > 0
        v["medical_cost_left_on_expenditure_terms"] = self._cost_left_by("expenditure")
        by_spending = v["medical_cost_left_on_expenditure_terms"] + v["education_cost_left_on_margin_terms"]
        v["expenditure_spending"] = self._sum(np.where(v["counts_for_dibao"], by_spending / 12.0, 0.0))
        shared_by = np.where(anyone, members, 1)
        kinds = [p[f"{kind}_disposable_income_per_head_previous_year"] for kind in ("urban", "rural")]
        average = np.where(self.rural, kinds[1], kinds[0])
        income = np.maximum(v["income_before_deductions"], 0.0) / shared_by * v["income_assessment_factor"]
        income = np.where(anyone, income, 0.0)
        left = np.where(anyone, np.maximum(income - v["expenditure_spending"] / shared_by, 0.0), 0.0)
        v["expenditure_limit"] = fen(p["expenditure_multiple"] * standard)
        brought_down = (fen(left) < fen(income)) & (fen(left) < v["expenditure_limit"])
        between = (standard <= fen(income)) & (fen(12.0 * income) < fen(average))
        eligible = anyone & ~v["dibao_household"] & ~v["margin_household"] & v["passes_property_test"]
        eligible &= between & brought_down
        found = eligible & (c["expenditure_draw"] < p["expenditure_take_up"])
        v |= {"disposable_income_per_head": average, "income_before_spending_per_member": income}
        v |= {"income_after_spending_per_member": left, "expenditure_eligible": eligible}
        v |= {"expenditure_household": found}
        v["expenditure_members"] = self._sum(found[self.home] & v["counts_for_dibao"])

    def _status(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        orphan = c["orphan_scheme"]
        v["orphan_amount"] = self._due(orphan, p["orphan_living_standard"])
        v["orphans_in_household"] = self._sum(orphan)
        basic = v["dibao_household"] | v["tekun_household"] | (v["orphans_in_household"] > 0)
        v["basic_living_household"] = basic
        v["aided_household"] = basic | v["margin_household"] | v["expenditure_household"]
        beside = v["margin_member"]
        poor_by_spending = v["counts_for_dibao"] & v["expenditure_household"][home]
        status = np.select(
            [v["tekun_recipient"], orphan, v["dibao_recipient"], beside, poor_by_spending],
            [TEKUN, ORPHAN, DIBAO, MARGIN, EXPENDITURE],
            NO_STATUS,
        )
        v["aid_status"] = status
        v["receives_basic_living"] = v["tekun_recipient"] | orphan | v["dibao_recipient"]

    def _by_status(self, none: float, expenditure: float, margin: float, dibao: float, full: float) -> Column:
        """A figure by a person's status; orphans are treated as tekun persons."""
        return np.array([none, expenditure, margin, dibao, full, full])[self.values["aid_status"]]

    def _illness(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        premium = [p[f"premium_subsidy_share_{kind}"] for kind in ("margin", "dibao", "tekun")]
        severe = (c["disability_grade"] == 1) | (c["disability_grade"] == 2)
        titles = [self._by_status(0.0, 0.0, *premium)]
        titles += [np.where(self.poor_member, p["premium_subsidy_share_registered_poor"], 0.0)]
        titles += [np.where(severe, p["premium_subsidy_share_severely_disabled"], 0.0)]
        v["medical_premium_subsidy"] = fen(np.max(titles, axis=0) * p["medical_premium_per_head"])
        deductible = np.zeros(len(home))
        for kind, code in (("margin", MARGIN), ("expenditure", EXPENDITURE)):
            deductible = np.where(v["aid_status"] == code, v[f"medical_aid_deductible_{kind}"][home], deductible)
        share = self._by_status(
            0.0, *(p[f"medical_aid_share_{kind}"] for kind in ("expenditure", "margin", "dibao", "tekun"))
        )
        v |= {"medical_aid_deductible": deductible, "medical_aid_share": share}
        favoured = v["receives_basic_living"] | self.poor_member
        v["favoured_in_major_illness_insurance"] = favoured
        paid = self._settled(deductible, share, favoured)
        v["inclusive_insurance_payment"] = paid["inclusive_insurance"]
        v["major_illness_insurance_payment"] = paid["major_illness_insurance"]
        v["medical_aid_amount"], v["fee_exemption_amount"] = paid["medical_aid"], paid["fee_exemption"]
        v["medical_cost_left"] = np.maximum(c["medical_out_of_pocket_per_year"] - sum(paid.values()), 0.0)
        rate = p["major_illness_share"]
        better = min(1.0, rate + p["major_illness_favoured_share_more"]) if rate > 0.0 else 0.0
        lower = fen(np.asarray(p["major_illness_deductible"] * (1.0 - p["major_illness_favoured_deductible_cut"])))
        v["person_major_illness_deductible"] = np.where(favoured, lower, p["major_illness_deductible"])
        v["person_major_illness_share"] = np.where(favoured, better, rate)

    def _schooling(self) -> None:
        c, p, v = self.c, self.p, self.values
        stage, cost = c["student_stage"], c["education_cost_per_year"]
        in_need = (v["aid_status"] != NO_STATUS) | self.poor_member | (c["disability_grade"] > 0)
        student = in_need & (stage != NO_SCHOOL)
        free = v["receives_basic_living"] | self.poor_member
        waived = self._due(student, np.where(free, p["fee_waiver_share"], p["fee_subsidy_share"]) * cost)
        stages = ("preschool", "primary", "junior", "senior", "vocational", "higher")
        grant = np.array([0.0, *(p[f"living_grant_{name}"] for name in stages)])[stage]
        by_day = (stage == PRIMARY) & (c["boarding_draw"] >= p["boarding_share_primary"])
        by_day |= (stage == JUNIOR) & (c["boarding_draw"] >= p["boarding_share_junior"])
        v |= {"student_in_hardship": student, "fees_waived_amount": waived}
        v["living_grant_amount"] = self._due(student, np.where(by_day, p["non_boarder_share"], 1.0) * grant)
        v["education_cost_left"] = np.maximum(cost - waived, 0.0)

    def _homes(self) -> None:
        c, p, v = self.c, self.p, self.values
        luck = c["housing_draw"]
        in_need = (v["aided_household"] | c["registered_poor"]) & (c["housing"] > 0)
        rented = in_need & ~self.rural & (luck < p["public_rental_supply"])
        appraised = in_need & self.rural & (c["housing"] == DILAPIDATED)
        rebuilt = luck < p["rebuilding_share"] * p["renovation_rate"]
        grant = np.where(rebuilt, p["rebuilding_grant"], p["repair_grant"])
        v |= {"housing_aid_household": in_need, "public_rental_household": rented}
        v["public_rental_amount"] = self._due(rented, p["public_rental_benefit"])
        v["appraisal_amount"] = self._due(appraised, p["appraisal_cost"])
        v["renovation_amount"] = self._due(appraised & (luck < p["renovation_rate"]), grant)
        heating = np.where(self.rural, p["heating_aid_rural"], p["heating_aid_urban"])
        v["heating_aid_amount"] = self._due(v["basic_living_household"], heating)

    def _work(self) -> None:
        c, p, v = self.c, self.p, self.values
        sought = (v["aid_status"] != NO_STATUS) | self.poor_member | (c["disability_grade"] > 0)
        able = (c["age"] >= p["minor_age"]) & ~v["without_work_capacity"] & ~c["serious_illness"]
        idle = ~c["employed"] & (c["student_stage"] == NO_SCHOOL)
        placed = sought & able & idle & (c["job_draw"] < p["job_willing_share"] * p["job_success_rate"])
        v |= {"able_unemployed": sought & able & idle, "placed_in_job": placed}
        v["job_service_amount"] = self._due(placed, p["job_service_cost"])
        v["employer_tax_cut_amount"] = self._due(placed, p["employer_tax_cut"])
        new_jobs = self._sum(placed & v["counts_for_dibao"])
        wage = fen(np.asarray(p["job_wage_multiple"] * p["minimum_wage"])) * (1.0 - p["work_cost_rate"])
        income = v["income_before_deductions"] + new_jobs * wage
        above = v["necessary_spending"] - p["rigid_spending_share"] * np.maximum(income, 0.0)
        per_member = np.maximum(income - np.maximum(above, 0.0), 0.0) / np.maximum(v["dibao_members"], 1)
        per_member = np.where(v["dibao_members"] > 0, per_member * v["income_assessment_factor"], 0.0)
        limit = np.where(v["paid_as_single_persons"], v["margin_limit"], v["dibao_standard"])
        leaves = v["dibao_household"] & ~v["paid_to_disabled_adults"] & (new_jobs > 0) & (fen(per_member) >= limit)
        months = p["gradual_exit_months"]
        v |= {"placed_dibao_members": new_jobs, "income_per_member_with_jobs": per_member}
        v |= {"gradual_exit_household": leaves, "gradual_exit_amount": self._due(leaves, months * v["dibao_amount"])}
        v["dibao_ended_by_jobs"] = self._due(leaves, (12.0 - months) * v["dibao_amount"])
        v["wage_earners"] = self._sum(c["wage_income"] > 0.0)
        limit_of_union = fen(np.asarray(p["hard_pressed_worker_multiple"] * self.urban_standard))
        poor = fen(v["income_after_spending_per_member"]) < limit_of_union
        pressed = (v["wage_earners"] > 0) & ~v["basic_living_household"] & v["passes_property_test"] & poor
        pressed &= c["hard_pressed_worker_draw"] < p["hard_pressed_worker_take_up"]
        v["hard_pressed_worker_household"] = pressed
        v["hard_pressed_worker_amount"] = self._due(pressed, p["hard_pressed_worker_aid"])

    def _services(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        age, woman, aided, luck = c["age"], c["sex"] == FEMALE, v["aid_status"] != NO_STATUS, c["care_service_draw"]
        ill = woman & self.rural_member & (aided | self.poor_member) & (c["two_cancers_draw"] < p["two_cancers_rate"])
        ill &= (p["two_cancers_age_low"] <= age) & (age <= p["two_cancers_age_high"])
        v |= {"two_cancers_patient": ill, "two_cancers_amount": self._due(ill, p["two_cancers_aid"])}
        child = v["receives_basic_living"] & (p["hope_cabin_age_low"] <= age) & (age <= p["hope_cabin_age_high"])
        v["hope_cabin_amount"] = self._due(child & (luck < p["hope_cabin_rate"]), p["hope_cabin_cost"])
        pupil = (c["student_stage"] >= PRIMARY) & (c["student_stage"] <= VOCATIONAL)
        girl = woman & pupil & (v["student_in_hardship"] | c["left_behind"])
        v["spring_bud_amount"] = self._due(girl & (luck < p["spring_bud_take_up"]), p["spring_bud_grant"])
        visits = p["caring_visits_per_year"] * p["caring_visit_cost"]
        v["caring_visits_amount"] = self._due(c["left_behind"], visits)
        in_need = aided | self.below_margin[home]
        v["legal_aid_amount"] = self._due(c["legal_hardship"] & in_need, p["legal_aid_cost_per_case"])
        victim = c["legal_hardship"] & (c["legal_aid_draw"] < p["judicial_aid_share"])
        v["judicial_aid_amount"] = self._due(victim, p["judicial_aid"])

    def _disability(self) -> None:
        c, p, v = self.c, self.p, self.values
        grade, tekun = c["disability_grade"], v["tekun_recipient"]
        entitled = (grade > 0) & (v["aid_status"] >= MARGIN)
        excluded = np.zeros(len(grade), bool)
        if p["tekun_excludes_disability_living_subsidy"] == APPLIED:
            excluded |= tekun
        if p["orphans_exclude_disability_living_subsidy"] == APPLIED:
            excluded |= c["orphan_scheme"]
        if p["living_subsidy_for_margin"] != APPLIED:
            excluded |= v["aid_status"] == MARGIN
        living = np.where(grade <= 2, p["disability_living_subsidy_severe"], p["disability_living_subsidy_other"])
        v["disability_living_subsidy"] = self._due(entitled & ~excluded, living)
        great_age = (c["age"] >= p["elderly_allowance_age"]) | (c["adl_items_lost"] > 0)
        elder = (v["aid_status"] == DIBAO) & (c["age"] >= p["elderly_age"]) & great_age
        v["elderly_allowance"] = self._due(elder, p["elderly_allowance_per_month"])
        own = [v["tekun_basic_standard"][self.home], np.full(len(grade), p["orphan_living_standard"])]
        standard = np.select([tekun, c["orphan_scheme"]], own, v["dibao_standard"][self.home])
        months = p["price_subsidy_months"]
        v["price_subsidy_amount"] = self._due(
            v["receives_basic_living"], months * fen(p["price_subsidy_rise"] * standard)
        )
        attended = tekun & (c["inpatient_cost_per_year"] > 0.0)
        a_stay = p["tekun_hospital_days"] * p["tekun_attendance_per_day"]
        v["tekun_attendance_amount"] = self._due(attended, a_stay)
        dead = tekun & (c["tekun_death_draw"] < p["tekun_death_rate"])
        v["tekun_funeral_amount"] = self._due(dead, p["tekun_funeral_months"] * v["tekun_basic_standard"][self.home])
        in_care = tekun if p["tekun_excludes_disability_care_subsidy"] == APPLIED else np.zeros(len(grade), bool)
        care = np.array([0.0, p["disability_care_subsidy_1"], p["disability_care_subsidy_2"], 0.0, 0.0])[grade]
        v["disability_care_subsidy"] = self._due(~in_care, care)

    def _disasters_and_accidents(self) -> None:
        c, p, v, urban = self.c, self.p, self.values, self.urban_standard
        hit = c["disaster_victim"]
        fed, lodged = (p[f"disaster_{k}_days"] * p[f"disaster_{k}_per_day"] for k in ("emergency", "transition"))
        v["disaster_emergency_amount"] = self._due(hit, self.members * fed)
        v["disaster_transition_amount"] = self._due(hit & self.below_margin, self.members * lodged)
        winter = self.members * (p["disaster_hardship_months"] * urban)
        v["disaster_hardship_amount"] = self._due(hit & v["aided_household"], winter)
        kinds = ("emergency", "transition", "hardship")
        v["disaster_amount"] = sum(v[f"disaster_{kind}_amount"] for kind in kinds)
        struck = c["accident_draw"] < p["accident_rate"]
        victims = self._sum(struck)
        v |= {"struck_by_accident": struck, "members_struck_by_accident": victims}
        helped = (victims > 0) & self.poor_in_emergency
        v["accident_family_amount"] = self._due(helped, victims * (p["accident_family_multiple"] * urban))
        covered = v["receives_basic_living"] & (c["accident_insurance_draw"] < p["accident_insurance_cover"])
        v["has_accident_insurance"] = covered
        v["accident_insurance_premium_amount"] = self._due(covered, p["accident_insurance_premium"])
        v["accident_insurance_payment"] = self._due(covered & struck, p["accident_insurance_benefit"])

    def _temporary(self) -> None:
        c, p, v = self.c, self.p, self.values
        least, most = p["temporary_burden_low"], p["temporary_burden_high"]
        home, counts, aided = self.home, v["counts_for_dibao"], v["aid_status"] != NO_STATUS
        lucky = c["temporary_draw"] < p["temporary_take_up"]
        yearly, own = 12.0 * v["income_before_deductions"], 12.0 * v["own_income"]
        heaviest = np.zeros(len(home))
        still = v["medical_cost_left"] + v["education_cost_left"]
        events = {
            "illness": (v["medical_cost_left"], c["serious_illness"]),
            "education": (v["education_cost_left"], True),
        }
        for event, (cost, happened) in events.items():
            helped = np.where(happened, cost, 0.0)
            together, patients = self._sum(np.where(counts, cost, 0.0)), self._sum(np.where(counts, helped, 0.0))
            burden_of_family = share_of_income(together, yearly)
            # A member who left the family's unit is a unit of his own.
            bearing, for_whom = np.where(counts, together[home], cost), np.where(counts, patients[home], helped)
            burden = np.where(counts, burden_of_family[home], share_of_income(cost, own)) * (cost > 0.0)
            asking = self._sum(counts & (helped > 0.0) & lucky)
            low, high = p[f"temporary_{event}_multiple_low"], p[f"temporary_{event}_multiple_high"]
            between = np.clip((burden - least) / (most - least), 0.0, 1.0) if most > least else 1.0
            multiple = np.where(reaches(burden, most), high, low + (high - low) * between)
            floor = fen(np.asarray(p["temporary_cost_floor"]))
            due = aided & (helped > 0.0) & (fen(bearing) >= floor) & reaches(burden, least)
            due &= np.where(counts, asking[home] > 0, lucky)
            part = np.divide(helped, for_whom, out=np.zeros(len(home)), where=for_whom > 0.0)
            amount = self._due(due, np.minimum(multiple * self.urban_standard, for_whom) * part)
            v |= {f"{event}_burden": burden, f"temporary_{event}_amount": amount}
            v |= {f"family_{event}_cost_left": together, f"family_{event}_burden": burden_of_family}
            v[f"temporary_{event}_applicants"] = asking
            if event == "illness":
                v["family_serious_illness_cost_left"] = patients
            multiple_of_family = np.where(
                reaches(burden_of_family, most),
                high,
                low
                + (high - low) * (np.clip((burden_of_family - least) / (most - least), 0, 1) if most > least else 1.0),
            )
            sum_of_family = np.minimum(multiple_of_family * self.urban_standard, patients)
            paid = (asking > 0) & (fen(together) >= floor) & reaches(burden_of_family, least)
            v[f"family_temporary_{event}"] = np.where(paid, sum_of_family, 0.0)
            heaviest = heaviest + np.where(reaches(burden, most), amount, 0.0)
            still = still - amount
        v["temporary_of_heaviest_burden"] = self._sum(heaviest)
        v["cost_left_to_family"] = self._sum(np.where(aided, np.maximum(still, 0.0), 0.0))

    def _emergencies_and_charity(self) -> None:
        c, p, v = self.c, self.p, self.values
        raised = np.minimum(p["case_by_case_uplift"] * v["temporary_of_heaviest_burden"], v["cost_left_to_family"])
        v["case_by_case_amount"] = fen(raised)
        v["struck_by_emergency"] = c["emergency_draw"] < p["emergency_rate"]
        helped = v["struck_by_emergency"] & self.poor_in_emergency
        v["emergency_amount"] = self._due(helped, p["emergency_multiple"] * self.urban_standard)
        left = v["cost_left_to_family"] - v["case_by_case_amount"]
        for fund in ("nuanyang", "zizhuni"):  # the county's own fund is asked first
            heavy = fen(left) >= fen(np.asarray(p[f"{fund}_cost_floor"]))
            v[f"{fund}_claim"] = self._due(heavy, p[f"{fund}_share"] * left)
            left = left - v[f"{fund}_claim"]

    def _all_aid(self) -> None:
        v = self.values
        monthly = ("orphan_amount", "disability_living_subsidy", "disability_care_subsidy", "elderly_allowance")
        yearly = (
            "medical_premium_subsidy",
            "major_illness_insurance_payment",
            "medical_aid_amount",
            "fee_exemption_amount",
        )
        yearly += ("inclusive_insurance_payment", "fees_waived_amount", "living_grant_amount")
        yearly += ("temporary_illness_amount", "temporary_education_amount", "two_cancers_amount")
        yearly += ("spring_bud_amount", "judicial_aid_amount", "accident_insurance_payment", "price_subsidy_amount")
        v["person_special_aid"] = sum(v[name] for name in monthly) + sum(v[name] for name in yearly) / 12.0
        v["members_special_aid"] = self._sum(v["person_special_aid"])
        monthly = ("household_assistance_amount", "members_special_aid", "public_rental_amount")
        yearly = ("case_by_case_amount", "emergency_amount", "heating_aid_amount", "hard_pressed_worker_amount")
        yearly += ("renovation_amount", "disaster_amount", "accident_family_amount", "nuanyang_claim", "zizhuni_claim")
        v["household_all_aid"] = sum(v[name] for name in monthly) + sum(v[name] for name in yearly) / 12.0

    def _types_of_person(self) -> None:
        c, p, v, home = self.c, self.p, self.values, self.home
        low = (v["dibao_members"] > 0) & self.below_margin & v["passes_property_test"]
        struck = (c["disaster_victim"] | v["struck_by_emergency"])[home] | v["struck_by_accident"]
        by_spending = v["aid_status"] == EXPENDITURE
        in_need = low[home] | v["receives_basic_living"]
        weak = (c["age"] >= p["elderly_age"]) | (c["age"] < p["minor_age"]) | (c["sex"] == FEMALE)
        # The types of §2 in its order; vagrants, the fifth, are nobody in the register.
        types = [v["aid_status"] == DIBAO, v["tekun_recipient"], self.poor_member, struck, np.zeros(len(home), bool)]
        types += [c["disability_grade"] > 0, by_spending, in_need & weak, c["legal_hardship"], c["left_behind"]]
        of_type = np.array(types).T @ 2 ** np.arange(10)
        ill = c["serious_illness"] & reaches(v["illness_burden"], p["temporary_burden_low"])
        v |= {"household_below_margin": low, "in_disaster_or_emergency": struck, "person_types": of_type}
        v |= {"in_expenditure_household": by_spending, "old_woman_or_child_in_hardship": in_need & weak}
        v |= {"in_hardship": in_need | ill, "in_hardship_without_type": (in_need | ill) & (of_type == 0)}
