"""Goal seek over years: the highest dibao ratios that keep the budget of each year with a wanted confidence.

Both ratios move together, from the low to the high ends of the policy's corridors in equal steps. Every step is run in
every future, none is left out by a rule of thumb, and a step counts only if all below it keep the budgets too: by the
letter of the law a higher standard may cost less for some families, so that keeping a budget need not be monotone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from workbench import arguments
from workbench.arguments import check_kinds
from workbench.decisions.path_answer import YearsGoal
from workbench.errors import InputError
from workbench.law import PAYERS
from workbench.population import Population
from workbench.population.lives import Lives
from workbench.progress import tells
from workbench.results import FRAMES, checked
from workbench.scenario import Scenario
from workbench.yearly import FrozenPeople, ReceiptMemory, YearsDraws
from workbench.yearly.drawing import asked_years, chosen_kinds
from workbench.yearly.drawn_setting import Setting
from workbench.yearly.drawn_years import checked_budgets
from workbench.yearly.future_inputs import SHARED_GROWTH, Kind

RATIOS = ("urban_dibao_ratio", "rural_dibao_ratio")
_MOST_STEPS, _LAST = 101, 2100
Pair = tuple[float, float]


@check_kinds
@tells("goal")
def goal_years(
    people: Population | FrozenPeople | Lives,
    scenario: Scenario,
    first_year: int,
    *,
    budgets: Mapping[int, float],
    confidence: float | None = 0.9,
    by_year: bool = False,
    payer: str = "county",
    memory: ReceiptMemory | None = None,
    runs: int = 100,
    seed: int = 1,
    kinds: Sequence[Kind] | None = None,
    steps: int = 11,
    progress: Callable[[int, int], None] | None = None,
) -> YearsGoal:
    """Find the highest dibao ratios that keep each year's budget for dibao and tekun.

    >>> goal_years(county, baseline, 2021, budgets={2022: 15e6, 2023: 16e6}, runs=5, steps=3).status
    'found'

    first_year: when the path begins, with the scenario's own ratios until the first budget's year; the last budget's
    year ends it. confidence: share of the futures that must keep each budget (each by itself; all together: `jointly`
    of the answer); None: no uncertainty, the assumptions as they are. by_year: a pair for each budget's year, each as
    high as its own budget lets it, the earlier ones first; else one pair for all. payer: whose money it is, "all" for
    everybody's. runs, seed, kinds, memory: as for `draw_years`, but for other lives than those given. steps: pairs
    looked at, between the corridors' ends.

    Raises InputError for budgets, confidence, runs or steps that can't be meant, and where published standards overrule
    the ratios or a law has no corridor; the errors of `draw_years`.
    """
    whole_first = arguments.whole_number("first_year", first_year, 1949, _LAST)
    wanted = checked_budgets("goal_years", budgets, range(whole_first, _LAST + 1))
    if confidence is not None:
        arguments.share("confidence", confidence)
    arguments.whole_number("runs", runs, 1)
    arguments.known("payer", payer, (*PAYERS, "all"))
    pairs = _pairs(scenario, arguments.whole_number("steps", steps, 2, _MOST_STEPS))
    search = _Search(
        people, scenario, first_year, wanted, confidence, payer, memory, runs, seed, kinds, pairs, progress
    )
    return search.by_year() if by_year else search.one_pair()


def _pairs(scenario: Scenario, steps: int) -> list[Pair]:
    """Return the pairs of ratios from the low to the high ends of the corridors."""
    ends = []
    resolved = scenario.resolved()
    for name in RATIOS:
        published = f"{name.partition('_')[0]}_dibao_standard_published"
        if resolved[published].value > 0:
            raise InputError(f"goal_years: {published} is set, which overrules {name}: no ratio would change anything")
        corridor = resolved[name].parameter.corridor
        if corridor is None or corridor.low is None or corridor.high is None:
            raise InputError(f"goal_years: the law gives {name} no corridor, so that nothing bounds the search")
        ends.append((corridor.low, corridor.high))
    places = np.linspace(0.0, 1.0, steps)
    urban, rural = (np.round(low + places * (high - low), 6) for low, high in ends)
    return list(zip(urban.tolist(), rural.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class _Search:
    """What is searched: arguments of `goal_years`, checked, and the pairs from the lowest to the highest."""

    people: Population | FrozenPeople | Lives
    scenario: Scenario
    first_year: int
    budgets: Mapping[int, float]
    confidence: float | None
    payer: str
    memory: ReceiptMemory | None
    runs: int
    seed: int
    kinds: Sequence[Kind] | None
    pairs: list[Pair]
    progress: Callable[[int, int], None] | None

    def one_pair(self) -> YearsGoal:
        """Return the answer with one pair of ratios for all years of a budget."""
        start = min(self.budgets)
        fan = self._drawn([{start: pair} for pair in self.pairs], max(self.budgets))
        table = pl.concat([self._rows(fan, k, {start: pair}, list(self.budgets)) for k, pair in enumerate(self.pairs)])
        kept = [bool(table.filter(_of_pair(pair))["kept"].all()) for pair in self.pairs]
        best = _highest(kept)
        chosen = {} if best is None else {start: self.pairs[best]}
        return self._answer(table, chosen, fan, 0 if best is None else best, found=best is not None)

    def by_year(self) -> YearsGoal:
        """Return the answer with a pair for each year of a budget, chosen year by year."""
        chosen: dict[int, Pair] = {}
        tables: list[pl.DataFrame] = []
        for year in self.budgets:
            tried = [{**chosen, year: pair} for pair in self.pairs]
            fan = self._drawn(tried, year)
            tables += [self._rows(fan, k, one, [year]) for k, one in enumerate(tried)]
            rows = pl.concat(tables[-len(tried) :])
            best = _highest(rows["kept"].to_list())
            if best is None:
                return self._answer(pl.concat(tables), chosen, fan, 0, found=False)
            chosen[year] = self.pairs[best]
        return self._answer(pl.concat(tables), chosen, fan, best or 0, found=True)

    def _drawn(self, tried: list[dict[int, Pair]], last_year: int) -> YearsDraws:
        """Run paths of pairs by the year they begin in; the scenario's own ratios stand before."""
        scenarios = [self._with(one) for one in tried]
        asked = asked_years(
            "goal_years", self.people, scenarios[0], scenarios[1:], self.first_year, last_year, self.memory
        )
        if self.confidence is None:
            kinds: tuple[Kind, ...] = ()
        else:
            able = chosen_kinds("goal_years", self.kinds, asked[0])
            kinds = tuple(kind for kind in able if kind != "lives" or self.kinds is not None)
        if "lives" in kinds:
            raise InputError("goal_years: kinds: the lives are those that are given; leave 'lives' out")
        runs = 1 if self.confidence is None else self.runs
        return Setting(asked, kinds, self.seed, runs, 1, SHARED_GROWTH, self.memory).run(None, self.progress)

    def _with(self, pairs: Mapping[int, Pair]) -> Scenario:
        levers: dict[str, dict[int, float]] = {}
        for place, name in enumerate(RATIOS):
            first = min(pairs)
            given = self.scenario.years.levers.get(name) or {self.first_year: self.scenario.value(name)}
            own = {year: float(value) for year, value in given.items() if year < first}
            if own and self.first_year < min(own):
                raise InputError(f"goal_years: the scenario's years: levers: {name} begins in {min(own)}")
            levers[name] = {**own, **{year: pair[place] for year, pair in pairs.items()}}
        return self.scenario.with_years(levers=levers)

    def _rows(self, fan: YearsDraws, number: int, pairs: Mapping[int, Pair], years: Sequence[int]) -> pl.DataFrame:
        """Return a row for each year: ratios, budget, median cost, cost at the confidence, chance, whether it keeps."""
        policy = fan.policies[number]
        cost, persons = fan.borne(self.payer, policy), fan.of("persons", policy)
        sure = 0.5 if self.confidence is None else self.confidence
        rows = []
        for year in years:
            at, budget = fan.years.index(year), self.budgets[year]
            urban, rural = pairs[max(start for start in pairs if start <= year)]
            high = float(np.quantile(cost[:, at], sure, method="inverted_cdf"))
            chance = float((cost[:, at] <= budget).mean())
            median, served = float(np.median(cost[:, at])), float(np.median(persons[:, at]))
            short = max(0.0, high - budget)
            rows.append((year, urban, rural, budget, median, high, served, chance, short, high <= budget))
        return checked(pl.DataFrame(rows, schema=list(FRAMES["years_goal"]), orient="row"), "years_goal")

    def _answer(
        self, table: pl.DataFrame, chosen: Mapping[int, Pair], fan: YearsDraws, number: int, *, found: bool
    ) -> YearsGoal:
        years = [year for year in self.budgets if year in fan.years]
        cost = fan.borne(self.payer, fan.policies[number])
        kept = np.stack([cost[:, fan.years.index(year)] <= self.budgets[year] for year in years]).all(axis=0)
        jointly = float(kept.mean()) if found else None
        lowest = self.pairs[0]
        rows = table.filter(_of_pair(lowest)) if not found else table
        if found:
            wanted = {year: chosen[max(start for start in chosen if start <= year)] for year in self.budgets}
            rows = pl.concat([table.filter(_of_pair(pair) & (pl.col("year") == year)) for year, pair in wanted.items()])
        return YearsGoal(
            self.scenario, dict(self.budgets), self.confidence, self.payer, table, rows, jointly, fan.warnings, found
        )


def _of_pair(pair: Pair) -> pl.Expr:
    return (pl.col(RATIOS[0]) == pair[0]) & (pl.col(RATIOS[1]) == pair[1])


def _highest(kept: Sequence[bool]) -> int | None:
    """Return the last place up to which all keep, None where the first doesn't."""
    count = next((place for place, one in enumerate(kept) if not one), len(kept))
    return count - 1 if count else None
