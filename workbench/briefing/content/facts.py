"""Numbers of a brief, each worked out once: of the run, of its base, of the futures, of the care plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial

import polars as pl

from workbench.briefing.content.care_answer import CareGiven, NoCare, care_given
from workbench.briefing.content.years_answer import YearsGiven
from workbench.charts.base.notes import scenario_name
from workbench.errors import InputError
from workbench.language import interval, money, people, word
from workbench.law.programmes import NAMES
from workbench.parameter.book import Override
from workbench.scenario import Scenario
from workbench.simulation import Comparison, Run, indicators, programme_costs, who_pays
from workbench.uncertainty import Draws

# The figures of the answer: the first question of a meeting.
SHARES = ("coverage_of_poor", "exclusion_error", "inclusion_error")
_FAR = 2.0  # futures whose every value is more than this many times off are another county's


@dataclass(frozen=True, eq=False)
class Facts:
    """The run, the base it is compared with (None: none), futures and years if given, its care answer or why none."""

    run: Run
    base: Run | None = None
    futures: Draws | None = None
    care: CareGiven | NoCare = field(default_factory=partial(care_given, None))
    years: YearsGiven | None = None

    def __post_init__(self) -> None:
        for run in (self.run, self.base):
            if run is None:
                continue
            if not {"dibao", "tekun"} <= set(run.headline.programmes):
                raise InputError("a brief needs dibao and tekun; call simulate(…) without programmes, or name both")
            if "household_assistance_amount" not in run.rows:
                raise InputError("a brief needs the run's rows; call simulate(…, rows=True)")
        self._check_futures()
        if isinstance(self.care, CareGiven):
            self.care.check_scenario(self.run)
        if self.years is not None:
            self.years.check_scenarios(self.run, self.base)

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
        if not _same_law(self.futures.scenario, self.run.scenario):
            raise InputError(
                f"futures are of the scenario {self.futures.scenario.name!r} with other settings than the run's "
                f"{self.run.scenario.name!r}; "
                "draw(county, run.scenario) makes those wanted"
            )
        values, got = self.futures.of("cost_yuan_per_year"), self.run.headline.total.cost
        if got > _FAR * values.max() or _FAR * got < values.min():
            raise InputError("futures cost more than twice or less than half of the run: they are of another county")


def _same_law(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios have the same futures: they may differ in what concerns care beds alone."""
    same = one.date == other.date and dict(one.payers) == dict(other.payers) and one.reform == other.reform
    return same and _of_the_law(one) == _of_the_law(other)


def _of_the_law(scenario: Scenario) -> dict[str, Override]:
    resolved = scenario.resolved()
    return {name: own for name, own in scenario.overrides.items() if resolved[name].parameter.section != "care"}


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
