"""The futures of a path of years as a result: bands by quantity and year, differences, chances to keep budgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench import arguments
from workbench.arguments import check_kinds
from workbench.errors import InputError, unknown
from workbench.language import word, written_range
from workbench.law import PAYERS, payer_table
from workbench.results import FRAMES, checked
from workbench.results.shown_table import shown
from workbench.scenario import Scenario
from workbench.simulation.notices import Notice
from workbench.simulation.totals import FEN
from workbench.view import View, Viewed
from workbench.yearly.array_step import PROGRAMMES
from workbench.yearly.future_inputs import Kind
from workbench.yearly.year_futures import CAUSES, Outcomes

Floats = NDArray[np.float64]
LEVEL = 0.9
# quantity -> its unit; persons and cost are of dibao and tekun together, nobody is both.
QUANTITIES: Mapping[str, str] = {
    "persons": "persons",
    "dibao_persons": "persons",
    "tekun_persons": "persons",
    "cost_yuan_per_year": "yuan/year",
    "real_cost_yuan_per_year": "yuan/year",
    "county_cost_yuan_per_year": "yuan/year",
}


@dataclass(frozen=True, eq=False, repr=False)
class YearsDraws(Viewed):
    """Scenarios in the same futures, year by year; `draw_years` makes it. See `bands`, `difference`, `chance_within`.

    scenarios: one or two, the second to be compared with the first, by name. kinds: what differs between the futures.
    inputs: what each future drew, a row per scenario and future. seed: of the draws. lives: how many lives the futures
    were dealt to. warnings: what the intervals hold and what not, and what is to be known of the years.
    """

    scenarios: Mapping[str, Scenario]
    years: tuple[int, ...]
    kinds: tuple[Kind, ...]
    inputs: pl.DataFrame = field(repr=False)
    outcomes: Outcomes = field(repr=False)
    prices: Floats = field(repr=False)
    seed: int = 1
    lives: int = 1
    warnings: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        return int(self.outcomes.persons.shape[1])

    @property
    def policies(self) -> tuple[str, ...]:
        """The scenarios' names, as in the frames."""
        return tuple(self.scenarios)

    @check_kinds
    def of(self, quantity: str, policy: str | None = None) -> Floats:
        """Return a quantity by future and year; shape (futures, years).

        quantity: persons, dibao_persons, tekun_persons, cost_yuan_per_year, real_cost_yuan_per_year (in prices of the
        first year, by each future's own growth of prices) or county_cost_yuan_per_year (the county's share by the table
        of payers). policy: None for the first. Raises UnknownNameError for another quantity or policy.
        """
        number = self._number(policy)
        persons, fen = self.outcomes.persons[number], self.outcomes.fen[number]
        if quantity == "persons":
            return np.asarray(persons.sum(axis=-1))
        if quantity in ("dibao_persons", "tekun_persons"):
            return np.asarray(persons[..., PROGRAMMES.index(quantity.partition("_")[0])])
        if quantity == "cost_yuan_per_year":
            return np.asarray(fen.sum(axis=-1) / FEN)
        if quantity == "real_cost_yuan_per_year":
            return np.asarray(fen.sum(axis=-1) / FEN / self.prices)
        if quantity == "county_cost_yuan_per_year":
            return self.borne("county", policy)
        raise unknown("quantity", quantity, QUANTITIES)

    def borne(self, payer: str, policy: str | None = None) -> Floats:
        """Return what a payer bears of dibao and tekun, "all" for all of them: yuan a year, (futures, years)."""
        number = self._number(policy)
        cost = self.outcomes.fen[number] / FEN
        if payer == "all":
            return np.asarray(cost.sum(axis=-1))
        shares = payer_table().with_shares(self.scenarios[self.policies[number]].payers).shares
        return np.asarray(cost @ np.array([shares[name].of(payer) for name in PROGRAMMES]))  # type: ignore[arg-type]

    def _number(self, policy: str | None) -> int:
        if policy is not None and policy not in self.policies:
            raise unknown("policy", policy, self.policies)
        return 0 if policy is None else self.policies.index(policy)

    @cached_property
    def bands(self) -> pl.DataFrame:
        """Return `bands_at` of 90 %."""
        return self.bands_at(LEVEL)

    @check_kinds
    def bands_at(self, level: float) -> pl.DataFrame:
        """Return policy, quantity, year, low, middle (median), high, level, futures: an interval of the futures.

        low, high: the quantiles that leave the same part of the futures on either side. Raises InputError for a level
        outside 0 to 1.
        """
        arguments.share("level", level, one=False)
        rows = [
            (policy, *row, level, len(self))
            for policy in self.policies
            for row in self._ends({name: self.of(name, policy) for name in QUANTITIES}, level)
        ]
        return checked(pl.DataFrame(rows, schema=list(FRAMES["years_bands"]), orient="row"), "years_bands")

    def _ends(self, values: Mapping[str, Floats], level: float) -> list[tuple[str, int, float, float, float]]:
        found: list[tuple[str, int, float, float, float]] = []
        for name, table in values.items():
            ends = np.quantile(table, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
            for year, (low, middle, high) in zip(self.years, ends.T.tolist(), strict=True):
                found.append((name, year, low, middle, high))
        return found

    @cached_property
    def difference(self) -> pl.DataFrame:
        """Return `difference_at` of 90 %."""
        return self.difference_at(LEVEL)

    @check_kinds
    def difference_at(self, level: float) -> pl.DataFrame:
        """Return quantity, year, low, middle, high, level, futures of the second scenario less the first, per future.

        Both have the same people, luck, growth and assumptions in a future, so that they differ by the policy alone;
        low below 0 < high says that the sign is not sure. Raises InputError where no second scenario was drawn.
        """
        arguments.share("level", level, one=False)
        if len(self.policies) == 1:
            raise InputError("difference: one scenario was drawn; give draw_years(…, against=scenario)")
        first, second = self.policies
        changes = {name: self.of(name, second) - self.of(name, first) for name in QUANTITIES}
        rows = [(*row, level, len(self)) for row in self._ends(changes, level)]
        return checked(pl.DataFrame(rows, schema=list(FRAMES["years_difference"]), orient="row"), "years_difference")

    @check_kinds
    def interval(
        self, quantity: str, year: int, level: float = LEVEL, policy: str | None = None
    ) -> tuple[float, float]:
        """Return the ends between which a quantity of a year lies with probability `level`.

        Raises InputError for a year that wasn't drawn or a level outside 0 to 1.
        """
        arguments.share("level", level, one=False)
        values = self.of(quantity, policy)[:, self._place("interval", year)]
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def _place(self, where: str, year: int) -> int:
        if year not in self.years:
            raise InputError(f"{where}: year {year}; {self.years[0]} to {self.years[-1]} were drawn")
        return self.years.index(year)

    @check_kinds
    def chance_within(self, budgets: Mapping[int, float], payer: str = "county") -> pl.DataFrame:
        """Return policy, year, budget_yuan_per_year, chance: the share of futures that keep each year's budget.

        A scenario's last row, without year and budget, is the share of futures that keep all of them. budgets: yuan a
        year by year; payer: whose cost of dibao and tekun is held against them, "all" for all payers. Raises InputError
        for a year that wasn't drawn, no budget or one below 0, UnknownNameError for a payer.
        """
        wanted = checked_budgets("chance_within", budgets, self.years)
        arguments.known("payer", payer, (*PAYERS, "all"))
        rows: list[tuple[str, int | None, float | None, float]] = []
        for policy in self.policies:
            cost = self.borne(payer, policy)
            kept = np.stack([cost[:, self.years.index(year)] <= most for year, most in wanted.items()])
            rows += [
                (policy, year, most, float(held.mean()))
                for (year, most), held in zip(wanted.items(), kept, strict=True)
            ]
            rows.append((policy, None, None, float(kept.all(axis=0).mean())))
        return checked(pl.DataFrame(rows, schema=list(FRAMES["years_chances"]), orient="row"), "years_chances")

    @cached_property
    def flows(self) -> pl.DataFrame:
        """Return policy, future, year, flow, cause, households, persons: who came into family dibao and who left it.

        Causes as in `Years.flows`. Raises InputError where no memory carries receipt on.
        """
        if not any(self.outcomes.memory):
            raise InputError("flows: no memory carries receipt on; give draw_years(…, memory=ReceiptMemory())")
        names = np.array(["in", "in", "out", "out", "out", "out", "members"])
        counts = self.outcomes.flows[:, :, 1:]
        policy, future, year, cause = (one.ravel() for one in np.indices(counts.shape[:-1]))
        table = pl.DataFrame(
            {
                "policy": np.array(self.policies)[policy],
                "future": future,
                "year": np.array(self.years[1:], np.int64)[year],
                "flow": names[cause],
                "cause": np.array(CAUSES)[cause],
                "households": counts[..., 0].ravel(),
                "persons": counts[..., 1].ravel(),
            }
        )
        return checked(table, "years_futures_flows")

    def _line(self) -> str:
        kinds = ", ".join(self.kinds) or "nothing"
        span = f"{self.years[0]} to {self.years[-1]}"
        return f"YearsDraws({' and '.join(self.policies)}, {span}: {len(self):,} futures of {kinds}, seed {self.seed})"

    def _view(self) -> View:
        last = self.years[-1]
        facts = [
            (word("views.futures"), f"{len(self):,}"),
            (word("views.kinds"), word("columns.joint").join(word(f"decisions.yearly_{kind}") for kind in self.kinds)),
            (word("views.seed"), str(self.seed)),
        ]
        for name in ("persons", "cost_yuan_per_year"):
            text = written_range(*self.interval(name, last), QUANTITIES[name])
            facts.append((word(f"views.{name}_of_year", year=last, level=f"{LEVEL:.0%}"), text))
        title = word("views.draws", title=next(iter(self.scenarios.values())).title)
        tables = [shown(self.bands, 60)]
        if len(self.policies) > 1:
            tables.append(shown(self.difference, 60))
        return View(title, facts, tuple(tables), [f"▲ {one.label}" for one in self.warnings])


def checked_budgets(where: str, budgets: object, years: Sequence[int]) -> dict[int, float]:
    """Return budgets by year, in order; raises InputError in words, beginning with `where`."""
    example = "such as {2023: 30e6, 2024: 32e6}"
    if not isinstance(budgets, Mapping) or not budgets:
        raise InputError(f"{where}: budgets is {arguments.described(budgets)}; yuan by year are wanted, {example}")
    found = {}
    for year in budgets:
        if isinstance(year, bool) or not isinstance(year, int) or year not in years:
            raise InputError(f"{where}: budgets: year {year!r}; years from {years[0]} to {years[-1]} are accepted")
        found[int(year)] = arguments.amount(f"budgets of {year}", budgets[year])
    return dict(sorted(found.items()))
