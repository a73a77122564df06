"""Two runs side by side: who is newly covered, who loses cover, who gains and loses money, what it costs, who pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workbench.arguments import check_kinds, each_once, listed, number
from workbench.errors import InputError
from workbench.language import money_change, word, written
from workbench.law import PAYERS, PROGRAMMES
from workbench.measures import MONTHS_PER_YEAR, quantile_groups
from workbench.population.person_groups import ADULT_AGE, ELDER_AGE, age_groups, household_types
from workbench.results import checked, kind_of
from workbench.results.shown_table import shown
from workbench.simulation.changes import (
    OF_THE_TYPE,
    TINY,
    TYPES,
    change_sums,
    changing_types,
    persons_of_type,
    recipient,
)
from workbench.simulation.grouping import grouping_names, own_columns, person_column
from workbench.simulation.household_totals import all_aid_fen, counted_programmes, is_whole_law, keeps_rows_of
from workbench.simulation.notices import Notice
from workbench.simulation.payers import UNPAID, who_pays
from workbench.simulation.run import SUMMARY_ROWS, Run
from workbench.simulation.same_people import same_people
from workbench.simulation.totals import FEN
from workbench.simulation.welfare import welfare
from workbench.view import View, Viewed

# Groups beside the columns of people and population.
_GROUPS = ("county", "type", "recipient_before", "recipient_after")
_SUMMED = (
    "weight",
    "covered_before",
    "covered_after",
    "change_yuan_per_month",
    "all_aid_change_yuan_per_month",
)


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Viewed):
    """What changes for each person between a base run and another run on the same population.

    people: one row per person: ids, town, residence, age, sex, household type, decile (of income per head before
    assistance, by dwelling: an applying household may be a part of one), types and cover before and after,
    change_yuan_per_month (dibao, top-ups and tekun), all_aid_change_yuan_per_month (every programme; null where the
    runs did not count the whole law or kept too few rows) and weight. A household's money is shared over its members.
    """

    base: Run = field(repr=False)
    other: Run = field(repr=False)

    def __post_init__(self) -> None:
        for run in (self.base, self.other):
            for rule in SUMMARY_ROWS:  # what `people` is made of: a run that lacks it is refused here, not later
                run.row(rule)
        if not same_people(self.base.population, self.other.population):
            raise InputError("the two runs are of different populations; run both scenarios on the same one")

    @cached_property
    def people(self) -> pl.DataFrame:
        """One row per person; see the class."""
        population = self.base.population
        p, columns = population.persons, population.arrays()
        household = columns.to_persons(np.arange(len(columns.starts) - 1))
        types = {
            f"{name}_{when}": values
            for when, run in (("before", self.base), ("after", self.other))
            for name, values in changing_types(run).items()
        }
        people = population.households.select("town", "residence")[household].with_columns(
            person_id=p["person_id"],
            household_id=p["household_id"],
            age=p["age"],
            age_group=age_groups(population),
            sex=p["sex"],
            household_type=household_types(population).gather(household),
            decile=pl.Series(_deciles(self.base), dtype=pl.Int64),
            **types,
            is_disabled=p["disability_grade"] >= 1,
            is_seriously_ill=p["serious_illness"],
            is_elderly=p["age"] >= ELDER_AGE,
            is_minor=p["age"] < ADULT_AGE,
            is_orphan=p["orphan_scheme"],
            covered_before=types["dibao_before"] | types["tekun_before"],
            covered_after=types["dibao_after"] | types["tekun_after"],
            change_yuan_per_month=pl.Series(self._per_member(self._basic_change())),
            all_aid_change_yuan_per_month=self._all_aid_change(),
            weight=pl.Series(welfare(self.base).weight),
        )
        return checked(people, "people")

    def by(self, *columns: str | Sequence[str], along: pl.DataFrame | None = None) -> pl.DataFrame:
        """Return one row per group: persons, newly covered, lost, gaining, losing, mean change and changes of cost.

        >>> comparison.by("town", "type")

        columns: any of the columns of `people` and of the population's persons, households and towns; "household_type",
        "household_size", "age_group"; "recipient_before", "recipient_after" (tekun, dibao, margin, none: the fullest);
        "type" (a person counts in each of their types, so types have no total); "county", or none: everybody.
        along: a frame with person_id or household_id and columns of one's own to group by; who is in no row of it is
        in the group null.
        A person gains or loses by dibao, top-ups and tekun; mean_change_yuan_per_month is that over all persons of the
        group and basic_cost_change_yuan_per_year its sum; all_aid_cost_change_yuan_per_year is of every programme of
        residents (null where the runs lack it, see `people`). With "type" the persons are those of the type in either
        run, and persons_before, persons_after, entered_persons and left_persons say in which.
        Raises UnknownNameError for a column that is not there, with the nearest, InputError for one that stands twice.
        """
        names = [
            name
            for given in columns
            for name in ([given] if isinstance(given, str) else listed("by", given, "columns"))
        ]
        return checked(*self._table(names, along, "changes", {}))

    def by_size(self, column: str, limits: tuple[float, float], *, along: pl.DataFrame | None = None) -> pl.DataFrame:
        """Return `by(column)` with the persons whose change is a loss, or a gain below, between and above two limits.

        Adds loss_persons, small_persons, middle_persons, large_persons; limits in yuan per person and month.
        """
        low, high = (number("limits", limit) for limit in listed("limits", limits, "two amounts"))
        if not 0 < low < high:
            raise InputError(f"limits={limits}: two rising amounts above 0 are wanted, yuan per person and month")
        change = pl.col("change_yuan_per_month")
        sizes = {
            "loss": change < -TINY,
            "small": (change > TINY) & (change < low),
            "middle": (change >= low) & (change < high),
            "large": change >= high,
        }
        counted = {f"{name}_persons": pl.col("weight").filter(mask).sum() for name, mask in sizes.items()}
        return checked(*self._table([column], along, "changes_by_size", counted))

    def who_pays(self) -> pl.DataFrame:
        """Return one row per programme and payer: programme, layer, payer, yuan a year in both runs and the change.

        Columns cost_before_yuan_per_year, cost_after_yuan_per_year (0 for nothing) and cost_change_yuan_per_year.
        Each run's own shares and budgets hold; see `who_pays` of a run. A programme that only one run counted would
        look like a change: raises InputError for runs that counted different programmes.
        """
        tables = [who_pays(run) for run in (self.base, self.other)]
        counted = [set(run.totals["programme"]) | set(run.county_costs) for run in (self.base, self.other)]
        if counted[0] != counted[1]:
            one = min(counted[0] ^ counted[1])
            raise InputError(f"only one of the runs counted {one!r}; simulate both with the same programmes")
        keys = ["programme", "layer", "payer"]
        cost = pl.col("cost_yuan_per_year")
        both = pl.concat([table.with_columns(after=pl.lit(bool(k))) for k, table in enumerate(tables)])
        table = both.group_by(keys).agg(
            cost_before_yuan_per_year=cost.filter(~pl.col("after")).sum(),
            cost_after_yuan_per_year=cost.filter(pl.col("after")).sum(),
        )
        names, payers = [one.name for one in PROGRAMMES], [*PAYERS, UNPAID]
        table = table.sort(
            pl.col("programme").replace_strict(names, range(len(names))),
            pl.col("payer").replace_strict(payers, range(len(payers))),
        )
        change = pl.col("cost_after_yuan_per_year") - pl.col("cost_before_yuan_per_year")
        return checked(table.with_columns(cost_change_yuan_per_year=change), "who_pays_change")

    @property
    def newly_covered(self) -> float:
        """Persons covered by dibao or tekun only in the other run."""
        return self._county["newly_covered_persons"]

    @property
    def lost(self) -> float:
        """Persons covered by dibao or tekun only in the base run."""
        return self._county["lost_persons"]

    @property
    def basic_cost_change_yuan_per_year(self) -> float:
        """Change of the yearly cost of dibao and tekun, exact to the fen."""
        return (self.other.headline.total.cost_fen - self.base.headline.total.cost_fen) / FEN

    @property
    def all_aid_cost_change_yuan_per_year(self) -> float:
        """Change of the yearly cost of every programme of the law, those no resident carries too, exact to the fen.

        Raises InputError where a run counted some programmes only.
        """
        fen = []
        for run in (self.base, self.other):
            if not is_whole_law(run):
                raise InputError(
                    "the change of all aid: a run counted some programmes only; "
                    "simulate(…, programmes=None) counts the whole law"
                )
            outside = sum(round(cost * FEN) for cost in run.county_costs.values())
            fen.append(sum(one.cost_fen for one in run.headline.programmes.values()) + outside)
        return (fen[1] - fen[0]) / FEN

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """What was said of either run, each once: values outside the corridor, a weighted sample, and the like."""
        return tuple(dict.fromkeys([*self.base.warnings, *self.other.warnings]))

    def _line(self) -> str:
        cost = f"dibao and tekun {self.basic_cost_change_yuan_per_year:+,.2f} yuan/year"
        return (
            f"Comparison({self.base.scenario.name} → {self.other.scenario.name}: {self.newly_covered:,.0f} persons "
            f"newly covered, {self.lost:,.0f} lost, {cost})"
        )

    def _view(self) -> View:
        facts = [
            (word("views.newly_covered"), written(self.newly_covered, "persons")),
            (word("views.lost"), written(self.lost, "persons")),
            (word("views.cost_change"), money_change(self.basic_cost_change_yuan_per_year)),
        ]
        if is_whole_law(self.base) and is_whole_law(self.other):
            facts.append((word("views.all_aid_cost_change"), money_change(self.all_aid_cost_change_yuan_per_year)))
        titles = {"base": self.base.scenario.title, "other": self.other.scenario.title}
        tables = (shown(self.base.scenario.diff(self.other.scenario)), shown(self.by("residence")))
        notes = [f"▲ {notice.label}" for notice in self.warnings]
        return View(word("views.comparison", **titles), facts, [table for table in tables if table.frame.height], notes)

    @cached_property
    def _county(self) -> dict[str, float]:
        return self.by().row(0, named=True)

    def _per_member(self, of_households: NDArray[np.float64]) -> NDArray[np.float64]:
        columns = self.base.population.arrays()
        return columns.to_persons(of_households / np.maximum(np.diff(columns.starts), 1))

    def _basic_change(self) -> NDArray[np.float64]:
        before, after = (run.row("household_assistance_amount") for run in (self.base, self.other))
        return np.asarray(after - before)

    def _all_aid_change(self) -> pl.Series:
        """Return the change of all aid by person, yuan a month; nulls where the runs can't tell."""
        runs = (self.base, self.other)
        if not all(is_whole_law(run) and keeps_rows_of(run, counted_programmes(run)) for run in runs):
            return pl.Series([None] * self.base.population.persons.height, dtype=pl.Float64)
        before, after = (all_aid_fen(run) for run in runs)
        return pl.Series(self._per_member((after - before) / (FEN * MONTHS_PER_YEAR)))

    def _table(
        self, columns: list[str], along: pl.DataFrame | None, frame: str, counted: dict[str, pl.Expr]
    ) -> tuple[pl.DataFrame, str, dict[str, str]]:
        """Return the table of some groups, the name of its schema, and the kinds of the columns grouped by."""
        own = None if along is None else own_columns(self.base.population, along)
        names = self._known_columns(columns, own)
        people = self.people.select(_SUMMED).with_columns(
            self._column(name, own).alias(name) for name in names if name != "type"
        )
        if "type" in names:
            parts = [persons_of_type(people, self.people, name) for name in TYPES]
            table = pl.concat([change_sums(part, names, {**counted, **OF_THE_TYPE}) for part in parts])
            frame = f"{frame}_by_type"
        else:
            table = change_sums(people, names, counted)
        table = table.sort(names, nulls_last=True, maintain_order=True) if names else table
        words = [name for name in names if table.schema[name] in (pl.Enum, pl.Categorical)]
        table = table.with_columns(pl.col(words).cast(pl.String))
        return table, frame, {name: kind_of(table.schema[name]) for name in names}

    def _known_columns(self, columns: list[str], own: pl.DataFrame | None) -> list[str]:
        known = [*_GROUPS, *self.people.columns, *grouping_names(self.base.population)]
        known += [] if own is None else own.columns
        return list(each_once("by", "column", columns, dict.fromkeys(known), least=0))

    def _column(self, name: str, own: pl.DataFrame | None) -> pl.Series:
        if own is not None and name in own.columns:
            return own[name]
        if name == "county":
            return pl.Series(["county"] * self.people.height, dtype=pl.Enum(["county"]))
        if name in ("recipient_before", "recipient_after"):
            return recipient(self.people, name.removeprefix("recipient_"))
        if name in self.people.columns:
            return self.people[name]
        return person_column(self.base.population, name)


_deciles_of: WeakKeyDictionary[Run, NDArray[np.int64]] = WeakKeyDictionary()


def _deciles(base: Run) -> NDArray[np.int64]:
    """Each person's tenth by income per head before assistance; worked out once for each base run."""
    if base not in _deciles_of:
        well = welfare(base)
        _deciles_of[base] = quantile_groups(well.before, well.weight, 10)
    return _deciles_of[base]


@check_kinds
def compare(base: Run, other: Run) -> Comparison:
    """Compare two runs on the same population; raises InputError for other runs, or one that kept totals only.

    >>> compare(simulate(county, baseline), simulate(county, higher)).newly_covered
    """
    return Comparison(base, other)
