"""Numbers of a brief, each worked out once: of the run, of its base, of the futures, of the care plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import polars as pl

from workbench.care import Plan, Projection
from workbench.charts.base.notes import scenario_name
from workbench.errors import InputError
from workbench.language import interval, money, people, word
from workbench.law.programmes import NAMES
from workbench.simulation import Comparison, Run, indicators, programme_costs, who_pays
from workbench.uncertainty import Draws

# The figures of the answer: the first question of a meeting.
SHARES = ("coverage_of_poor", "exclusion_error", "inclusion_error")
_FAR = 2.0  # futures whose every value is more than this many times off are another county's


@runtime_checkable
class CareProjections(Protocol):
    """A plan with the projections of its works and of none, as the dashboard holds them."""

    @property
    def plan(self) -> Plan: ...  # noqa: D102
    @property
    def renovated(self) -> Projection: ...  # noqa: D102
    @property
    def untouched(self) -> Projection: ...  # noqa: D102


CareInput = Plan | Projection | Sequence[Plan | Projection] | CareProjections


@dataclass(frozen=True, eq=False)
class CareGiven:
    """A renovation plan, the projection with its works, and the one without."""

    plan: Plan | None = None
    projection: Projection | None = None
    without: Projection | None = None


def care_given(care: CareInput | None) -> CareGiven | None:
    """Sort out what was handed over as `care=`.

    Accepted: a Plan, a Projection, several of them in a list (a Plan, then the projection with its works, then the one
    without), or an answer with the attributes plan, renovated and untouched, as the dashboard keeps. Raises InputError
    for anything else.
    """
    if care is None:
        return None
    if isinstance(care, CareProjections):
        care = [care.plan, care.renovated, care.untouched]
    parts = list(care) if isinstance(care, Sequence) else [care]
    plans = [part for part in parts if isinstance(part, Plan)]
    projections = [part for part in parts if isinstance(part, Projection)]
    if not parts or len(plans) > 1 or len(projections) > 2 or len(plans) + len(projections) != len(parts):
        raise InputError(
            f"care={type(care).__name__}: a Plan, a Projection, or a list of a Plan and up to two Projections "
            "(with its works, without) is wanted"
        )
    projection, without = [*projections, None, None][:2]
    return CareGiven(plans[0] if plans else None, projection, without)


@dataclass(frozen=True, eq=False)
class Facts:
    """The run, the base it is compared with (None: none), its futures and care answer if given."""

    run: Run
    base: Run | None = None
    futures: Draws | None = None
    care: CareGiven | None = None

    def __post_init__(self) -> None:
        for run in (self.run, self.base):
            if run is None:
                continue
            if not {"dibao", "tekun"} <= set(run.headline.programmes):
                raise InputError("a brief needs dibao and tekun; call simulate(…) without programmes, or name both")
            if "household_assistance_amount" not in run.rows:
                raise InputError("a brief needs the run's rows; call simulate(…, rows=True)")
        self._check_futures()

    @cached_property
    def comparison(self) -> Comparison | None:
        """Who gains and loses against the base; None without one."""
        return Comparison(self.base, self.run) if self.base is not None else None

    @cached_property
    def now(self) -> dict[str, float]:
        """The run's figures by name: persons, yuan a year, shares, yuan a month."""
        return figures_of(self.run, self.base or self.run)

    @cached_property
    def then(self) -> dict[str, float] | None:
        """The base's figures by the same names."""
        return figures_of(self.base, self.base) if self.base is not None else None

    def change(self, name: str) -> float | None:
        """Return by how much a figure differs from the base's; None without a base."""
        return None if self.then is None else self.now[name] - self.then[name]

    @property
    def name(self) -> str:
        """The scenario's title; marked as adjusted where it is the base's own with other values."""
        title = scenario_name(self.run)
        same = self.base is not None and self.base is not self.run and scenario_name(self.base) == title
        return word("brief.adjusted", scenario=title) if same else title

    def interval_words(self, name: str) -> str:
        """Write an interval with what it is: 80%区间398～577人."""
        return word("brief.interval", ends=self.interval(name))

    @property
    def whole_law(self) -> bool:
        """Whether the run counted every programme of the law."""
        counted = {*self.run.totals["programme"].unique(), *self.run.county_costs}
        return counted == set(NAMES)

    def interval(self, name: str) -> str:
        """Write the 80 % interval of persons, cost or the county's part of dibao and tekun; "" where there is none."""
        ends = self.ends(name)
        if ends is None:
            return ""
        write = people if name.endswith("persons") else money
        return interval(write(ends[0]), write(ends[1]))

    def ends(self, name: str) -> tuple[float, float] | None:
        """Return the ends of an 80 % interval (persons or yuan a year); None where none was worked out."""
        if self.futures is None or name not in _DRAWN:
            return None
        return self.futures.interval(*_DRAWN[name])

    def _check_futures(self) -> None:
        if self.futures is None:
            return
        drawn, own = self.futures.scenario, self.run.scenario
        same = drawn.date == own.date and dict(drawn.payers) == dict(own.payers) and drawn.reform == own.reform
        if not same or dict(drawn.overrides) != dict(own.overrides):
            raise InputError(
                f"futures are of the scenario {drawn.name!r} with other settings than the run's {own.name!r}; "
                "draw(county, run.scenario) makes those wanted"
            )
        values, got = self.futures.of("cost_yuan_per_year"), self.run.headline.total.cost
        if got > _FAR * values.max() or _FAR * got < values.min():
            raise InputError("futures cost more than twice or less than half of the run: they are of another county")


_DRAWN: dict[str, tuple[str, str | None]] = {
    "persons": ("persons", None),
    "dibao_persons": ("persons", "dibao"),
    "tekun_persons": ("persons", "tekun"),
    "cost_yuan_per_year": ("cost_yuan_per_year", None),
    "dibao_cost_yuan_per_year": ("cost_yuan_per_year", "dibao"),
    "tekun_cost_yuan_per_year": ("cost_yuan_per_year", "tekun"),
    "county_basic_yuan_per_year": ("county_cost_yuan_per_year", None),
}


def figures_of(run: Run, line: Run) -> dict[str, float]:
    """Return a run's figures by name; poor means below the standards of `line`.

    Persons and cost of dibao, of tekun and of both, coverage of the poor, exclusion and inclusion error (shares), poor
    (persons), all_yuan_per_year, county_yuan_per_year and county_basic_yuan_per_year (dibao and tekun), and the
    standards (yuan a month).
    """
    hit = indicators(run, line=line).row(0, named=True)
    paid = who_pays(run).filter(pl.col("payer") == "county")
    basic = paid.filter(pl.col("programme").is_in(["dibao", "tekun"]))
    total, dibao, tekun = run.headline.total, run.headline.dibao, run.headline.tekun
    return {
        "persons": total.persons,
        "cost_yuan_per_year": total.cost,
        "dibao_persons": dibao.persons,
        "dibao_households": dibao.households,
        "dibao_cost_yuan_per_year": dibao.cost,
        "tekun_persons": tekun.persons,
        "tekun_cost_yuan_per_year": tekun.cost,
        **{name: float(hit[name]) for name in SHARES},
        "poor": float(hit["poor"]),
        "all_yuan_per_year": float(programme_costs(run)["cost_yuan_per_year"].sum()),
        "county_yuan_per_year": float(paid["cost_yuan_per_year"].sum()),
        "county_basic_yuan_per_year": float(basic["cost_yuan_per_year"].sum()),
        **run.standards,
    }
