"""What a scenario asks of a renovation plan: years, targets, limits and confidence, read from it once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.errors import InputError
from workbench.scenario import Scenario


@dataclass(frozen=True)
class PlanTerms:
    """The terms of a plan.

    work_years: calendar years in which works may be done; check_years: those in which the targets must hold at the end
    of the year. share_target: nursing beds of all beds in use. rate_target: placed persons of the (partly) disabled
    tekun persons; town_floor: the same for each town in the expected future. reach: steps between neighbouring towns.
    closable: share of a home's ordinary beds that may be closed; closing_cost: yuan per closed bed. budget: yuan a
    year; capacity: beds converted or built a year. confidence: share of the drawn futures in which both targets hold.
    """

    work_years: tuple[int, ...]
    check_years: tuple[int, ...]
    share_target: float
    rate_target: float
    town_floor: float
    reach: float
    closable: float
    closing_cost: float
    budget: float
    capacity: float
    confidence: float

    def with_confidence(self, confidence: float | None) -> PlanTerms:
        """Return the terms with another confidence (None: the scenario's own); raises InputError outside 0 to 1."""
        chosen = self.confidence if confidence is None else confidence
        if not 0 <= chosen <= 1:
            raise InputError(f"confidence={chosen}: a share from 0 to 1 is wanted, such as 0.8")
        return replace(self, confidence=float(chosen))


def plan_terms(scenario: Scenario, known: tuple[int, ...]) -> PlanTerms:
    """Return the terms of a scenario for a need that covers the calendar years `known`, the first one its base.

    Checked is every year from the target year through the last year of works; the target year alone when it comes after
    them. A target year before the first works is checked too: no works can help there, so the plan is then impossible
    unless the targets hold already. Raises InputError for years that the need doesn't cover.
    """
    values = {name: item.value for name, item in scenario.resolved().items() if item.parameter.section == "care"}
    first, count, target = (
        _whole(values[name], name) for name in ("renovation_first_year", "renovation_years", "care_target_year")
    )
    works = tuple(range(first, first + count))
    checks = tuple(range(target, max(target, works[-1]) + 1))
    for name, years in (("renovation_first_year and renovation_years", works), ("care_target_year", checks)):
        if years[0] <= known[0] or years[-1] > known[-1]:
            raise InputError(
                f"{name}: the plan needs the years {years[0]} to {years[-1]}, the need covers {known[0]} (its base) to "
                f"{known[-1]}; accepted: years from {known[0] + 1} to {known[-1]}, or a need with last_year={years[-1]}"
            )
    return PlanTerms(
        work_years=works,
        check_years=checks,
        share_target=values["nursing_share_target"],
        rate_target=values["centralised_rate_target"],
        town_floor=values["town_rate_floor"],
        reach=values["care_reach_steps"],
        closable=values["closable_bed_share"],
        closing_cost=values["closing_cost_per_bed"],
        budget=values["renovation_budget_per_year"],
        capacity=values["renovation_beds_per_year"],
        confidence=values["plan_confidence"],
    )


def _whole(value: float, name: str) -> int:
    if value != round(value):
        raise InputError(f"{name}={value:g}: a whole number is wanted")
    return int(value)
