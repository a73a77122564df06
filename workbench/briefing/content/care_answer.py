"""Care answer of a brief: the plan and projections handed over or worked out for its run, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from workbench.care import Plan, Projection, need, plan_renovation, project, read_homes
from workbench.care.need_projection import LAST_YEAR
from workbench.errors import InputError
from workbench.language import word
from workbench.scenario import Scenario
from workbench.simulation import Run

_USUAL_LAST_YEAR = 2025  # of the need that a plan is made for; later where a scenario's own years are


@runtime_checkable
class CareProjections(Protocol):
    """A plan with the projections of its works and of none, as the dashboard holds them."""

    @property
    def plan(self) -> Plan: ...  # noqa: D102
    @property
    def renovated(self) -> Projection: ...  # noqa: D102
    @property
    def untouched(self) -> Projection: ...  # noqa: D102


@dataclass(frozen=True)
class NoCare:
    """That a brief holds no care plan, and why, in the language that is on."""

    why: str


CareInput = Plan | Projection | Sequence[Plan | Projection] | CareProjections


@dataclass(frozen=True, eq=False)
class CareGiven:
    """A renovation plan, the projection with its works, and the one without."""

    plan: Plan | None = None
    projection: Projection | None = None
    without: Projection | None = None

    def check_scenario(self, run: Run) -> None:
        """Refuse a plan or projection of a scenario with other settings than the run's."""
        for part in (self.plan, self.projection, self.without):
            if part is not None and not same_settings(part.scenario, run.scenario):
                raise InputError(
                    f"care= is of the scenario {part.scenario.name!r} with other settings than the run's "
                    f"{run.scenario.name!r}; leave it out, then the brief works the plan out itself"
                )


def care_given(care: CareInput | NoCare | None) -> CareGiven | NoCare:
    """Sort out what was handed over as `care=`; None: nothing was worked out.

    Accepted: a Plan, a Projection, several of them in a list (a Plan, then the projection with its works, then the one
    without), or an answer with the attributes plan, renovated and untouched, as the dashboard keeps. Raises InputError
    for anything else.
    """
    if care is None:
        return NoCare(word("brief.beds_none_how"))
    if isinstance(care, NoCare):
        return care
    if isinstance(care, CareProjections):
        care = [care.plan, care.renovated, care.untouched]
    parts = list(care) if isinstance(care, Sequence) else [care]
    plans = [part for part in parts if isinstance(part, Plan)]
    projections = [part for part in parts if isinstance(part, Projection)]
    if not parts or len(plans) > 1 or len(projections) > 2 or len(plans) + len(projections) != len(parts):
        raise InputError(
            f"care={type(care).__name__}: a Plan, a Projection, or a list of a Plan and up to two Projections "
            "(with its works, without) is wanted; False leaves the plan out, None has it worked out"
        )
    projection, without = [*projections, None, None][:2]
    return CareGiven(plans[0] if plans else None, projection, without)


def care_wanted(care: CareInput | NoCare | Literal[False] | None, run: Run) -> CareInput | NoCare:
    """Return what a brief takes: what was given; None: worked out for the run; False: nothing, which it then says.

    Where no plan can be made at all (nobody lives there, a household with a weight gets tekun, there is no home) the
    reason is returned; a plan that reaches no target is a plan.
    """
    if care is False:
        return NoCare(word("brief.beds_left_out"))
    if care is not None:
        return care
    if run.population.persons.is_empty():
        return NoCare(word("brief.beds_nobody"))
    try:
        return worked_out(run)
    except InputError as problem:
        return NoCare(word("brief.beds_refused", why=str(problem)))


def worked_out(run: Run) -> list[Plan | Projection]:
    """Return a run's plan for the homes of the place in use, and the years with its works and without."""
    homes = read_homes()
    stock = need(run, last_year=_last_year(run))
    plan = plan_renovation(homes, stock, run.scenario)
    return [plan, project(stock, homes, run.scenario, plan.works), project(stock, homes, run.scenario)]


def _last_year(run: Run) -> int:
    """Return the last year of the need: that of the works and targets where they lie beyond the usual one."""
    first, count, target = (
        int(run.resolved[name].value) for name in ("renovation_first_year", "renovation_years", "care_target_year")
    )
    return min(LAST_YEAR, max(_USUAL_LAST_YEAR, first + count - 1, target))


def same_settings(one: Scenario, other: Scenario) -> bool:
    """Say whether two scenarios have the same place, date, rules and values."""
    same = one.place == other.place and one.date == other.date and one.reform == other.reform
    return same and {name: item.written for name, item in one.resolved().items()} == {
        name: item.written for name, item in other.resolved().items()
    }
